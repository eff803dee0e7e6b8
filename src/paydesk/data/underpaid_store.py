"""Reads lines that insurers answered lately, with all that decides their price and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.advice_tables import Advice, AdviceAdjustment, AdviceClaim, AdviceLine
from paydesk.data.charge_tables import ChargeVersion
from paydesk.data.claim_tables import Claim, ClaimLine
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.office_tables import Place
from paydesk.data.people_tables import Person
from paydesk.data.price_store import LATEST_ADVICE, OFFICE
from paydesk.rules.expected import PricedLine

_FIRST_PAYER = ("1", "19")


@dataclass(frozen=True)
class Answered:
    """One answered line, in cents: what the insurer allowed, and of which payment, claim and account it is."""

    line: PricedLine
    allowed: int
    advice_id: int
    payer: str
    claim_id: int
    number: str
    account_id: int
    person_id: int
    patient: str


def answered(session: Session, *, since: date, advice_id: int | None = None) -> tuple[Answered, ...]:
    """Lines that first payers priced since a day of service and that are posted.

    With ``advice_id`` those of that payment, posted or not, and of the same payers and codes what was posted before.
    """
    shares = (
        select(
            AdviceAdjustment.advice_claim_id, AdviceAdjustment.line,
            func.sum(AdviceAdjustment.amount).label("share"),
        )
        .where(AdviceAdjustment.grouped == "PR", AdviceAdjustment.line > 0)
        .group_by(AdviceAdjustment.advice_claim_id, AdviceAdjustment.line)
        .subquery()
    )  # fmt: skip
    allowed = func.coalesce(AdviceLine.allowed, func.coalesce(AdviceLine.paid, 0) + func.coalesce(shares.c.share, 0))
    stands = AdviceClaim.work == "posted"
    if advice_id is not None:
        named, theirs, priced = aliased(AdviceLine), aliased(AdviceClaim), aliased(Advice)
        codes = select(named.code).join(theirs, theirs.id == named.advice_claim_id).where(theirs.advice_id == advice_id)
        newest = select(priced.id).where(priced.id < advice_id).order_by(priced.id.desc()).limit(LATEST_ADVICE)
        before = stands & AdviceClaim.advice_id.in_(newest) & AdviceLine.code.in_(codes)
        stands = before | ((AdviceClaim.advice_id == advice_id) & (AdviceClaim.work != "replaced"))
    rows = session.execute(
        select(
            InsurancePlan.payer_id, InsurancePlan.id, AdviceLine.code, AdviceLine.modifiers, Place.pos_code,
            func.coalesce(AdviceLine.service_date, ClaimLine.service_date), AdviceLine.units, AdviceLine.charge,
            allowed, AdviceClaim.advice_id, Payer.name, Claim.id, Claim.number, Claim.account_id, Person.id,
            Person.first_name, Person.last_name,
        )
        .join(AdviceClaim, AdviceClaim.id == AdviceLine.advice_claim_id)
        .join(ClaimLine, ClaimLine.key == AdviceLine.key)
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .join(ChargeVersion, (ChargeVersion.charge_id == ClaimLine.charge_id)
              & (ChargeVersion.version == ClaimLine.charge_version))
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .join(Person, Person.id == Claim.patient_id)
        .outerjoin(Place, Place.id == ChargeVersion.place_id)
        .outerjoin(shares, (shares.c.advice_claim_id == AdviceLine.advice_claim_id) & (shares.c.line == AdviceLine.seq))
        .where(stands, AdviceClaim.status.in_(_FIRST_PAYER), AdviceLine.charge > 0, ClaimLine.service_date >= since,
               allowed > 0)
        .order_by(AdviceClaim.id, AdviceLine.seq)
    )  # fmt: skip
    found = []
    for payer_id, plan, code, modifiers, place, day, units, charge, price, advice, payer, *whose in rows:
        count = int(units or 1)
        if count < 1 or (units is not None and units != count):
            continue
        claim, number, account, person, first, last = whose
        line = PricedLine(
            payer_id=payer_id, plan_id=plan, code=code, modifiers=tuple(modifiers.split()),
            place="" if place in (None, OFFICE) else place, day=day, units=count, charge=charge,
        )  # fmt: skip
        found.append(Answered(
            line, int(price), advice, payer, claim, number, account, person, f"{first} {last}".strip()
        ))  # fmt: skip
    return tuple(found)
