"""Finds the claims of ours that an insurer's paper may be answering, as a clerk names them while she types it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Exists, exists, func, select
from sqlalchemy.orm import Session

from paydesk.data.advice_tables import AdviceClaim
from paydesk.data.charge_tables import ChargeVersion
from paydesk.data.claim_tables import Claim, ClaimLine, ClaimNumber
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.office_tables import Place
from paydesk.data.people_tables import Account, Person
from paydesk.rules.claims import OPEN, WAITING, ClaimState

LISTED, _LOOKED_THROUGH = 60, 3000


@dataclass(frozen=True)
class Answerable:
    """A claim as a list names it: whose, of which day, what it asks for in cents, and where it stands.

    ``on_check``: an answer to it waits to be posted.
    """

    claim_id: int
    number: str
    account_number: int
    first_name: str
    last_name: str
    day: date
    charge: int
    state: str
    payer: str
    patient_id: int
    on_check: bool

    @property
    def patient(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def open_with(session: Session, payer_id: int, *, limit: int = LISTED) -> tuple[Answerable, ...]:
    """The payer's claims that somebody still works on, but for those of which an answer waits to be posted: first those
    that wait for the payer, in each state the oldest."""
    ids: list[int] = []
    for state in (*sorted(WAITING), *sorted(OPEN - WAITING)):
        # State by state the index has them in order: nothing is sorted, and it ends with the last one that is shown.
        query = select(Claim.id).where(Claim.state == state.value, _went_to(payer_id), ~_on_check())
        ids += session.execute(query.order_by(Claim.id).limit(limit - len(ids))).scalars()
        if len(ids) >= limit:
            break
    return _listed(session, ids)


def of_accounts(
    session: Session, accounts: Collection[int], people: Collection[int], payer_id: int
) -> tuple[Answerable, ...]:
    """All claims of these accounts that went to the payer, and those to others where it has none of them.

    First those of these people, of each patient the open ones first, and then the newest.
    """
    if not accounts:
        return ()
    standing = (Claim.account_id.in_(accounts), Claim.state != ClaimState.VOID.value)
    for further in ((_went_to(payer_id),), ()):
        query = select(Claim.id).where(*standing, *further).order_by(Claim.visit_id.desc()).limit(LISTED)
        ids = session.execute(query).scalars().all()
        if ids:
            found = _listed(session, ids)
            return tuple(sorted(found, key=lambda one: (one.patient_id not in people, one.state not in OPEN)))
    return ()


def of_number(session: Session, beginning: str) -> tuple[Answerable, ...]:
    """Claims of which a number begins so; it is squeezed to capitals and digits."""
    query = (
        select(ClaimNumber.claim_id)
        .where(ClaimNumber.number >= beginning, ClaimNumber.number < f"{beginning}~")
        .order_by(ClaimNumber.number)
        .limit(LISTED)
    )
    return _listed(session, session.execute(query).scalars().all())


def of_charge(session: Session, amount: int, payer_id: int) -> tuple[Answerable, ...]:
    """Of the payer's newest open claims those that ask for exactly so many cents."""
    states = [one.value for one in OPEN]
    newest = (
        select(Claim.id)
        .where(Claim.state.in_(states), _went_to(payer_id))
        .order_by(Claim.id.desc())
        .limit(_LOOKED_THROUGH)
        .subquery()
    )
    query = (
        select(ClaimLine.claim_id)
        .join(newest, newest.c.id == ClaimLine.claim_id)
        .group_by(ClaimLine.claim_id)
        .having(func.sum(ClaimLine.amount) == amount)
        .limit(LISTED)
    )
    return _listed(session, session.execute(query).scalars().all())


def _on_check() -> Exists:
    return exists().where(AdviceClaim.claim_id == Claim.id, AdviceClaim.work == "waiting")


def _went_to(payer_id: int) -> Exists:
    return exists().where(
        Coverage.id == Claim.coverage_id, InsurancePlan.id == Coverage.insurance_plan_id,
        InsurancePlan.payer_id == payer_id,
    )  # fmt: skip


def _listed(session: Session, ids: Sequence[int]) -> tuple[Answerable, ...]:
    """In the order of ``ids``."""
    if not ids:
        return ()
    first: ColumnElement[date] = func.min(ClaimLine.service_date)
    rows = session.execute(
        select(
            Claim.id, Claim.number, Account.number, Person.first_name, Person.last_name, first,
            func.sum(ClaimLine.amount), Claim.state, Payer.name, Claim.patient_id, _on_check(),
        )
        .join(ClaimLine, ClaimLine.claim_id == Claim.id)
        .join(Account, Account.id == Claim.account_id)
        .join(Person, Person.id == Claim.patient_id)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .where(Claim.id.in_(ids), Claim.state != ClaimState.VOID.value)
        .group_by(
            Claim.id, Claim.number, Account.number, Person.first_name, Person.last_name, Claim.state, Payer.name,
            Claim.patient_id,
        )
    )  # fmt: skip
    found = {
        own: Answerable(own, number, account, given, last, day, int(charge), *where)
        for own, number, account, given, last, day, charge, *where in rows
    }
    return tuple(found[one] for one in dict.fromkeys(ids) if one in found)


@dataclass(frozen=True)
class PricedBy:
    """What decides the price of a claim's line beside its code: plan, place of service ("" unknown) and units."""

    claim_id: int
    key: str
    plan_id: int
    place: str
    units: int


def priced_by(session: Session, claim_ids: Iterable[int]) -> dict[str, PricedBy]:
    """By the keys of the lines of these claims."""
    rows = session.execute(
        select(ClaimLine.claim_id, ClaimLine.key, Coverage.insurance_plan_id, Place.pos_code, ClaimLine.units)
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(
            ChargeVersion,
            (ChargeVersion.charge_id == ClaimLine.charge_id) & (ChargeVersion.version == ClaimLine.charge_version),
        )
        .outerjoin(Place, Place.id == ChargeVersion.place_id)
        .where(ClaimLine.claim_id.in_(list(claim_ids)))
    )
    return {key: PricedBy(claim, key, plan, place or "", units) for claim, key, plan, place, units in rows}
