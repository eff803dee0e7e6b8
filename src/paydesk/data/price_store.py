"""Reads what payers priced: lines they answered, with all that decides a price; to learn prices, and to compare."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Float, Select, and_, bindparam, exists, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from paydesk.data.advice_tables import Advice, AdviceAdjustment, AdviceClaim, AdviceLine
from paydesk.data.charge_tables import ChargeVersion
from paydesk.data.claim_tables import Claim, ClaimEvent, ClaimLine
from paydesk.data.contract_tables import ContractPrice
from paydesk.data.database import answers
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.office_tables import Place
from paydesk.data.people_tables import Person
from paydesk.data.verification_store import parts
from paydesk.rules.expected import PRICING_MODIFIERS, SECOND_PROCEDURE, PricedLine

LATEST_ADVICE = 200
"""So many payments are looked through for one payment or payer, the newest first: prices of before are no prices."""

OFFICE = "11"
"""Where care is given when nothing else is said."""

_FIRST_PAYER = ("1", "19")


@dataclass(frozen=True, slots=True)
class Answered:
    """One answered line, in cents: what the insurer allowed, and of which payment, claim and account it is.

    ``claim_id`` is 0 where the claim is not known to be ours; ``key`` is the claim's line.
    """

    line: PricedLine
    allowed: int
    advice_id: int
    payer: str
    claim_id: int
    number: str
    account_id: int
    person_id: int
    patient: str
    key: str


class PostedLine(NamedTuple):
    """One answered line as a comparison of all of them takes it, in cents: what decides its price, and what it was.

    ``named`` are its modifiers with a space between.
    """

    payer_id: int
    plan_id: int
    code: str
    named: str
    place: str
    day: date
    units: int
    charge: int
    allowed: int
    advice_id: int
    claim_id: int
    key: str

    def priced(self) -> PricedLine:
        """The same for the rules of prices."""
        return PricedLine(
            payer_id=self.payer_id, plan_id=self.plan_id, code=self.code, modifiers=tuple(self.named.split()),
            place=self.place, day=self.day, units=self.units, charge=self.charge,
        )  # fmt: skip


def posted(session: Session, *, since: date) -> list[PostedLine]:
    """Lines of our claims that first payers priced since a day of service and that are posted; of the oldest payment
    first."""
    found = []
    for payer, plan, code, theirs, ours, shared, place, day, units, charge, allowed, advice, claim, key in answers(
        session, _POSTED, since=since
    ):
        count = int(units or 1)
        if allowed > 0 and count >= 1 and (units is None or units == count):
            named = modifiers_of(theirs, ours, bool(shared))
            found.append(PostedLine(
                payer, plan, code, named, place or OFFICE, day, count, charge, int(allowed), advice, claim, key,
            ))  # fmt: skip
    return found


@lru_cache(maxsize=2000)
def modifiers_of(theirs: str, ours: str | None, is_shared: bool) -> str:
    """The modifiers of an answered line: the insurer's, of ours those that change a price though it does not repeat
    them, and that of a further procedure where it says that it priced several together."""
    named = dict.fromkeys(theirs.split())
    named |= dict.fromkeys(one for one in (ours or "").split() if one.upper() in PRICING_MODIFIERS)
    return " ".join(named | ({SECOND_PROCEDURE: None} if is_shared else {}))


@dataclass(frozen=True, slots=True)
class Whose:
    """Of whom a claim is, and who answers for it."""

    number: str
    account_id: int
    person_id: int
    patient: str
    payer: str


def whose(session: Session, claim_ids: Collection[int]) -> dict[int, Whose]:
    """Claim -> whose it is."""
    found: dict[int, Whose] = {}
    for part in parts(claim_ids):
        query = (
            select(Claim.id, Claim.number, Claim.account_id, Person.id, Person.first_name, Person.last_name, Payer.name)
            .join(Person, Person.id == Claim.patient_id)
            .join(Coverage, Coverage.id == Claim.coverage_id)
            .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
            .join(Payer, Payer.id == InsurancePlan.payer_id)
            .where(Claim.id.in_(part))
        )
        for own, number, account, person, first, last, payer in answers(session, query):
            found[own] = Whose(number, account, person, f"{first} {last}".strip(), payer)
    return found


def of_advice(session: Session, advice_id: int, *, since: date) -> tuple[Answered, ...]:
    """The lines of one payment, posted or not, and of its codes what was posted of the payments before it."""
    named, theirs, priced = aliased(AdviceLine), aliased(AdviceClaim), aliased(Advice)
    codes = select(named.code).join(theirs, theirs.id == named.advice_claim_id).where(theirs.advice_id == advice_id)
    newest = select(priced.id).where(priced.id < advice_id).order_by(priced.id.desc()).limit(LATEST_ADVICE)
    before = and_(AdviceClaim.work == "posted", AdviceClaim.advice_id.in_(newest), AdviceLine.code.in_(codes))
    query = _lines().where(ClaimLine.service_date >= since, or_(before, AdviceClaim.advice_id == advice_id))
    return _read(session, query)


def of_payer(session: Session, payer_id: int, codes: Collection[str], *, since: date) -> tuple[Answered, ...]:
    """What a payer allowed lately as first payer for these codes, of whatever claims its remittances name."""
    newest = (
        select(Advice.id)
        .where(Advice.payer_id == payer_id)
        .order_by(Advice.paid_on.desc(), Advice.id.desc())
        .limit(LATEST_ADVICE)
    )
    return _read(session, _lines().where(AdviceClaim.advice_id.in_(newest), AdviceLine.code.in_(codes), since <= _DAY))


def stamp(session: Session) -> tuple[int, ...]:
    """Another one whenever something was answered, undone, or a contract's price was loaded or ended."""
    answered = (
        select(ClaimEvent.id)
        .where(or_(ClaimEvent.because == "remittance claim", ClaimEvent.what == "undone"))
        .order_by(ClaimEvent.id.desc())
        .limit(1)
    )
    ended = select(func.count(), func.min(ContractPrice.valid_to), func.max(ContractPrice.valid_to)).where(
        ContractPrice.ended_by != ""
    )
    count, first, last = session.execute(ended).one()
    newest = session.execute(select(func.coalesce(func.max(ContractPrice.id), 0))).scalar_one()
    read = session.execute(select(func.coalesce(func.max(Advice.id), 0))).scalar_one()
    days = (one.toordinal() if one is not None else 0 for one in (first, last))
    return (session.execute(answered).scalar() or 0, read, newest, count, *days)


_DAY: ColumnElement[Any] = func.coalesce(AdviceLine.service_date, ClaimLine.service_date, AdviceClaim.first_day)


def _allowed() -> ColumnElement[Any]:
    """What was allowed for a line; where the insurer does not say how much, it is what was paid, what the patient
    bears, and what the law takes off Medicare's payments (CO 253)."""
    cut = and_(AdviceAdjustment.grouped == "CO", AdviceAdjustment.reason == "253")
    shares = (
        select(func.sum(AdviceAdjustment.amount))
        .where(*_OF_LINE, or_(AdviceAdjustment.grouped == "PR", cut))
        .correlate(AdviceLine)
        .scalar_subquery()
    )
    return func.coalesce(AdviceLine.allowed, func.coalesce(AdviceLine.paid, 0) + func.coalesce(shares, 0))


_OF_LINE = (AdviceAdjustment.advice_claim_id == AdviceLine.advice_claim_id, AdviceAdjustment.line == AdviceLine.seq)
_SHARED = exists().where(*_OF_LINE, AdviceAdjustment.reason == "59").correlate(AdviceLine)
"""The insurer says that it priced the line together with others of the day (reason 59)."""
_UNITS: ColumnElement[Any] = type_coerce(AdviceLine.units, Float)

_POSTED = (
    select(
        InsurancePlan.payer_id, InsurancePlan.id, AdviceLine.code, AdviceLine.modifiers, ClaimLine.modifiers, _SHARED,
        Place.pos_code, _DAY, _UNITS, AdviceLine.charge, _allowed(), AdviceClaim.advice_id, Claim.id, AdviceLine.key,
    )
    .join(AdviceClaim, AdviceClaim.id == AdviceLine.advice_claim_id)
    .join(ClaimLine, ClaimLine.key == AdviceLine.key)
    .join(Claim, Claim.id == ClaimLine.claim_id)
    .join(Coverage, Coverage.id == Claim.coverage_id)
    .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
    .outerjoin(ChargeVersion, (ChargeVersion.charge_id == ClaimLine.charge_id)
               & (ChargeVersion.version == ClaimLine.charge_version))
    .outerjoin(Place, Place.id == ChargeVersion.place_id)
    .where(
        AdviceClaim.work == "posted", AdviceClaim.status.in_(_FIRST_PAYER), AdviceLine.charge > 0,
        ClaimLine.service_date >= bindparam("since"),
    )
    .order_by(AdviceClaim.advice_id, AdviceClaim.id, AdviceLine.seq)
)  # fmt: skip


def _lines() -> Select[*tuple[Any, ...]]:
    """Lines with more than nothing allowed."""
    allowed = _allowed()
    return (
        select(
            func.coalesce(InsurancePlan.payer_id, Advice.payer_id), InsurancePlan.id, AdviceLine.code,
            AdviceLine.modifiers, ClaimLine.modifiers, _SHARED, Place.pos_code, _DAY, _UNITS, AdviceLine.charge,
            allowed, AdviceClaim.advice_id, Payer.name, Claim.id, Claim.number, Claim.account_id, Person.id,
            Person.first_name, Person.last_name, AdviceLine.key,
        )
        .join(AdviceClaim, AdviceClaim.id == AdviceLine.advice_claim_id)
        .join(Advice, Advice.id == AdviceClaim.advice_id)
        .outerjoin(ClaimLine, ClaimLine.key == AdviceLine.key)
        .outerjoin(Claim, Claim.id == func.coalesce(ClaimLine.claim_id, AdviceClaim.claim_id))
        .outerjoin(ChargeVersion, (ChargeVersion.charge_id == ClaimLine.charge_id)
                   & (ChargeVersion.version == ClaimLine.charge_version))
        .outerjoin(Coverage, Coverage.id == Claim.coverage_id)
        .outerjoin(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .outerjoin(Payer, Payer.id == InsurancePlan.payer_id)
        .outerjoin(Person, Person.id == Claim.patient_id)
        .outerjoin(Place, Place.id == ChargeVersion.place_id)
        .where(
            AdviceClaim.status.in_(_FIRST_PAYER), AdviceLine.charge > 0, allowed > 0,
            AdviceClaim.work.not_in(("aside", "replaced")),
        )
        .order_by(AdviceClaim.advice_id, AdviceClaim.id, AdviceLine.seq)
    )  # fmt: skip


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[Answered, ...]:
    found = []
    for payer_id, plan, code, theirs, ours, shared, place, day, units, charge, price, advice, payer, *rest in answers(
        session, query
    ):
        count = int(units or 1)
        if payer_id is None or day is None or count < 1 or (units is not None and units != count):
            continue
        claim, number, account, person, first, last, key = rest
        modifiers = modifiers_of(theirs, ours, bool(shared))
        line = PricedLine(
            payer_id=payer_id, plan_id=plan, code=code, modifiers=tuple(modifiers.split()), place=place or OFFICE,
            day=day, units=count, charge=charge,
        )  # fmt: skip
        found.append(Answered(
            line, int(price), advice, payer or "", claim or 0, number or "", account or 0, person or 0,
            f"{first or ''} {last or ''}".strip(), key,
        ))  # fmt: skip
    return tuple(found)

