"""Keeps insurers' overpayments: their rows as lists show them, their history, and what of each went back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, aliased

from paydesk.data import office_store
from paydesk.data.charge_tables import Charge, Visit
from paydesk.data.claim_store import By
from paydesk.data.claim_tables import Claim
from paydesk.data.insurance_tables import Payer
from paydesk.data.ledger_tables import ChargeBalance, EntryRow, LineRow, Lot
from paydesk.data.overpayment_tables import InsurerOverpayment, OverpaymentEvent, OverpaymentSettlement
from paydesk.data.people_tables import Account, Person
from paydesk.rules.insurer_overpayment import Decision, OverpaymentState, state_of
from paydesk.rules.insurer_refund import Held
from paydesk.rules.ledger import REFUND, TAKEBACK
from paydesk.rules.money import show

COUNTED = "counted"
"""The kind of settlement that settles nothing: a refund that the insurer put back into a payment."""


@dataclass(frozen=True)
class OverpaymentRow:
    """An insurer's overpayment with whose it is; amounts in cents. ``number`` is our claim's, empty without one."""

    id: int
    payer_id: int
    payer: str
    payer_kind: str
    account_id: int
    account: int
    person_id: int
    patient: str
    coverage_id: int
    visit_id: int
    day: date
    claim_id: int | None
    number: str
    payer_claim: str
    found_by: str
    reason: str
    amount: int
    settled: int
    letter_number: str
    letter_on: date | None
    respond_by: date | None
    identified_on: date
    paused_on: date | None
    resumed_on: date | None
    decision: str
    dispute_until: date | None
    state: str
    closed_on: date | None
    version: int

    @property
    def left(self) -> int:
        """What is still to go back, in cents."""
        return max(self.amount - self.settled, 0)


def _rows() -> Select[*tuple[Any, ...]]:
    one = InsurerOverpayment
    return (
        select(
            one.id, one.payer_id, Payer.name, Payer.kind, one.account_id, Account.number, one.patient_id,
            func.trim(Person.first_name + " " + Person.last_name), one.coverage_id, one.visit_id, Visit.on,
            one.claim_id, func.coalesce(Claim.number, ""), func.coalesce(Claim.payer_claim, ""), one.found_by,
            one.reason, one.amount, one.settled, one.letter_number, one.letter_on, one.respond_by, one.identified_on,
            one.paused_on, one.resumed_on, one.decision, one.dispute_until, one.state, one.closed_on, one.version,
        )
        .join(Payer, Payer.id == one.payer_id)
        .join(Account, Account.id == one.account_id)
        .join(Person, Person.id == one.patient_id)
        .join(Visit, Visit.id == one.visit_id)
        .outerjoin(Claim, Claim.id == one.claim_id)
        .order_by(one.id)
    )  # fmt: skip


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[OverpaymentRow, ...]:
    session.flush()
    return tuple(OverpaymentRow(*tuple[Any, ...](one)) for one in session.execute(query))


def open_rows(session: Session) -> tuple[OverpaymentRow, ...]:
    """All that are open, the oldest first."""
    return _read(session, _rows().where(InsurerOverpayment.closed_on.is_(None)))


@dataclass(frozen=True)
class Disputed:
    """A disputed one with the claim it is of, and the day when anything happened to it last."""

    row: OverpaymentRow
    claim_state: str
    follow_up_on: date | None
    assigned_to: str
    last_on: date


def disputed(session: Session) -> tuple[Disputed, ...]:
    """The open ones that are disputed and whose claim is known, the oldest first."""
    wanted = (InsurerOverpayment.closed_on.is_(None), InsurerOverpayment.state == OverpaymentState.DISPUTED.value,
              InsurerOverpayment.claim_id.is_not(None))  # fmt: skip
    rows = _read(session, _rows().where(*wanted))
    if not rows:
        return ()
    of_claims = select(Claim.id, Claim.state, Claim.follow_up_on, Claim.assigned_to)
    claims = {
        own: (state, on, to) for own, state, on, to in session.execute(
            of_claims.join(InsurerOverpayment, InsurerOverpayment.claim_id == Claim.id).where(*wanted)
        )
    }  # fmt: skip
    last = select(OverpaymentEvent.overpayment_id, func.max(OverpaymentEvent.at))
    last = last.join(InsurerOverpayment, InsurerOverpayment.id == OverpaymentEvent.overpayment_id).where(*wanted)
    zone = office_store.clinic_zone(session)
    happened = {
        own: at.astimezone(zone).date() if zone else at.date()
        for own, at in session.execute(last.group_by(OverpaymentEvent.overpayment_id))
    }
    return tuple(
        Disputed(row, *claims[row.claim_id or 0], happened.get(row.id, row.identified_on))
        for row in rows
    )


def closed_rows(session: Session, *, since: date) -> tuple[OverpaymentRow, ...]:
    """Those that were closed since a day."""
    return _read(session, _rows().where(InsurerOverpayment.closed_on >= since))


def of_account(session: Session, account_id: int) -> tuple[OverpaymentRow, ...]:
    """Those of an account that are open."""
    mine = (InsurerOverpayment.account_id == account_id) & InsurerOverpayment.closed_on.is_(None)
    return _read(session, _rows().where(mine))


def row(session: Session, overpayment_id: int) -> OverpaymentRow | None:
    """The one of that id."""
    found = _read(session, _rows().where(InsurerOverpayment.id == overpayment_id))
    return found[0] if found else None


def refunds_of(session: Session, *, visit_id: int, coverage_id: int) -> Sequence[OverpaymentSettlement]:
    """What of a visit and a coverage went back by check, of whatever overpayment, and what of that the insurer counted;
    all that stands, the newest first."""
    query = (
        select(OverpaymentSettlement)
        .join(InsurerOverpayment, InsurerOverpayment.id == OverpaymentSettlement.overpayment_id)
        .where(
            InsurerOverpayment.visit_id == visit_id, InsurerOverpayment.coverage_id == coverage_id,
            OverpaymentSettlement.stands, OverpaymentSettlement.kind.in_(("refund", COUNTED)),
        )
        .order_by(OverpaymentSettlement.id.desc())
    )  # fmt: skip
    return session.execute(query).scalars().all()


@dataclass(frozen=True)
class RefundedIn:
    """A refund that one act posted: of which visit and coverage, and over how much."""

    visit_id: int
    coverage_id: int
    amount: int


def refunded_in(session: Session, group_id: int) -> RefundedIn | None:
    """The refund of an overpayment that an act posted and that stands."""
    one = InsurerOverpayment
    query = (
        select(one.visit_id, one.coverage_id, func.sum(OverpaymentSettlement.amount))
        .join(one, one.id == OverpaymentSettlement.overpayment_id)
        .where(
            OverpaymentSettlement.group_id == group_id, OverpaymentSettlement.kind == "refund",
            OverpaymentSettlement.stands,
        )
        .group_by(one.visit_id, one.coverage_id)
    )  # fmt: skip
    row = session.execute(query).one_or_none()
    return RefundedIn(row[0], row[1], int(row[2])) if row else None


def open_claims_of(session: Session, payer_id: int | None) -> tuple[int, ...]:
    """The claims of an insurer's open ones."""
    query = select(InsurerOverpayment.claim_id).where(
        InsurerOverpayment.payer_id == payer_id, InsurerOverpayment.closed_on.is_(None)
    )
    found = session.execute(query.order_by(InsurerOverpayment.id)).scalars()
    return tuple(claim_id for claim_id in found if claim_id is not None)


def open_one(session: Session, *, visit_id: int, coverage_id: int) -> InsurerOverpayment | None:
    """The open one of a visit and a coverage; there is one at most."""
    return session.execute(
        select(InsurerOverpayment).where(
            InsurerOverpayment.visit_id == visit_id, InsurerOverpayment.coverage_id == coverage_id,
            InsurerOverpayment.closed_on.is_(None),
        )
    ).scalar_one_or_none()  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Something that happened to one, and why."""

    at: datetime
    by: str
    what: str
    why: str


def events(session: Session, overpayment_id: int) -> tuple[Event, ...]:
    """All that happened to one, the latest first."""
    query = select(OverpaymentEvent.at, OverpaymentEvent.by, OverpaymentEvent.what, OverpaymentEvent.why)
    own = query.where(OverpaymentEvent.overpayment_id == overpayment_id).order_by(OverpaymentEvent.id.desc())
    return tuple(Event(*tuple[Any, ...](one)) for one in session.execute(own))


def log(session: Session, overpayment_id: int, by: By, what: str, why: str = "") -> None:
    """Write down what happened."""
    session.add(OverpaymentEvent(overpayment_id=overpayment_id, at=by.at, by=by.name, what=what, why=why))


def held(session: Session, *, visit_id: int, coverage_id: int) -> tuple[Held, ...]:
    """What a coverage's payments still have on a visit's charges, the newest payment first."""
    total = func.sum(LineRow.amount)
    rows: Sequence[Any] = session.execute(
        select(
            LineRow.account_id, LineRow.patient_id, LineRow.charge_id, LineRow.lot_id, total,
            func.max(ChargeBalance.balance), func.max(Lot.received_on),
        )
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .join(Charge, Charge.id == LineRow.charge_id)
        .join(Lot, Lot.id == LineRow.lot_id)
        .join(ChargeBalance, (ChargeBalance.charge_id == LineRow.charge_id)
              & (ChargeBalance.coverage_id == LineRow.coverage_id))
        .where(Charge.visit_id == visit_id, LineRow.coverage_id == coverage_id, EntryRow.kind != "charge")
        .group_by(LineRow.account_id, LineRow.patient_id, LineRow.charge_id, LineRow.lot_id)
        .order_by(func.max(Lot.received_on).desc(), LineRow.lot_id.desc(), LineRow.charge_id)
    ).all()  # fmt: skip
    held, left = list[Held](), defaultdict[int, int](int)
    for _, _, charge, _, moved, _, _ in rows:
        left[charge] -= int(moved)
    for account, patient, charge, lot, moved, balance, _ in rows:
        # What went back from another payment's money lowers what is there, whichever payment it is named in.
        paid = min(-int(moved), left[charge])
        if paid > 0:
            left[charge] -= paid
            held.append(Held(account, patient, charge, coverage_id, lot, paid, max(-int(balance), 0)))
    return tuple(held)


def part(session: Session, *, visit_id: int, coverage_id: int) -> int:
    """What a coverage owes of a visit's charges now, in cents."""
    query = (
        select(func.coalesce(func.sum(ChargeBalance.balance), 0))
        .join(Charge, Charge.id == ChargeBalance.charge_id)
        .where(Charge.visit_id == visit_id, ChargeBalance.coverage_id == coverage_id)
    )
    return int(session.execute(query).scalar_one())


def money_on(session: Session, charge_id: int, party: int) -> int:
    """The sum of a coverage's money lines on a charge, in cents: below zero what it paid and did not get back."""
    query = (
        select(func.coalesce(func.sum(LineRow.amount), 0))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(LineRow.charge_id == charge_id, LineRow.coverage_id == party, LineRow.lot_id.is_not(None),
               EntryRow.kind != "charge")
    )  # fmt: skip
    return int(session.execute(query).scalar_one())


def refunded_beyond(session: Session, charge_id: int, party: int, lot_id: int, gone: int) -> bool:
    """Whether more of a payment was sent back from a charge than it pays there, once ``gone`` of it is gone.

    What the payment itself took back there is no matter: that is of another payment's money.
    """
    reversed_one = aliased(EntryRow)
    kind = func.coalesce(reversed_one.kind, EntryRow.kind)
    rows = session.execute(
        select(kind, func.sum(LineRow.amount))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .outerjoin(reversed_one, reversed_one.id == EntryRow.reverses)
        .where(LineRow.charge_id == charge_id, LineRow.coverage_id == party, LineRow.lot_id == lot_id,
               kind.not_in(("charge", TAKEBACK.name)))
        .group_by(kind)
    )  # fmt: skip
    sums = {name: int(amount) for name, amount in rows}
    return sums.get(REFUND.name, 0) > 0 and sum(sums.values()) + gone > 0


def settle(
    session: Session, one: InsurerOverpayment, by: By, *, kind: str, amount: int, refund_id: int | None = None,
    advice: tuple[int, int] | None = None, answer_id: int | None = None, group_id: int | None = None,
) -> None:  # fmt: skip
    """Write down that so much of it went back, and how; where all did, it is closed."""
    session.add(
        OverpaymentSettlement(
            overpayment_id=one.id, kind=kind, amount=amount, refund_id=refund_id,
            advice_id=advice[0] if advice else None, seq=advice[1] if advice else None, answer_id=answer_id,
            group_id=group_id, stands=True, at=by.at, by=by.name,
        )
    )  # fmt: skip
    recount(session, one, by)


def unsettle(session: Session, one: InsurerOverpayment, by: By, *, kind: str) -> None:
    """What settled it in this way does not stand any more."""
    own = (OverpaymentSettlement.overpayment_id == one.id) & (OverpaymentSettlement.kind == kind)
    session.execute(update(OverpaymentSettlement).where(own, OverpaymentSettlement.stands).values(stands=False))
    recount(session, one, by)


def recount(session: Session, one: InsurerOverpayment, by: By) -> None:
    """Its state, from what was decided and what went back."""
    session.flush()
    went = select(func.coalesce(func.sum(OverpaymentSettlement.amount), 0)).where(
        OverpaymentSettlement.overpayment_id == one.id, OverpaymentSettlement.stands,
        OverpaymentSettlement.kind != COUNTED,
    )  # fmt: skip
    before, one.settled = one.settled, int(session.execute(went).scalar_one())
    state = state_of(Decision(one.decision), amount=one.amount, settled=one.settled)
    closed = state in (OverpaymentState.REPAID, OverpaymentState.DROPPED)
    if not closed and one.closed_on is not None:
        other = open_one(session, visit_id=one.visit_id, coverage_id=one.coverage_id)
        joined = one.state == OverpaymentState.JOINED  # what was joined to another before stays there
        moved = max(before - one.settled, 0) if joined else one.amount - one.settled
        if not moved:
            return
        if other is not None:
            _join(session, one, other, moved, by)
            return
        one.amount = one.settled + moved
    one.state = state.value
    one.closed_on = (one.closed_on or by.today) if closed else None
    session.flush()


def _join(session: Session, one: InsurerOverpayment, other: InsurerOverpayment, amount: int, by: By) -> None:
    """What has to go back after all of one that is closed goes back with the one of its claim that is open."""
    other.amount += amount
    one.state, one.closed_on = OverpaymentState.JOINED.value, by.today
    log(session, one.id, by, "moved to a newer one", f"{show(amount)} of it did not go back")
    log(session, other.id, by, "the amount changed", f"{show(amount)} more: an older one did not go back")
    session.flush()


def of_adjustment(session: Session, place: tuple[int, int]) -> Sequence[int]:
    """What was ever settled by an adjustment of a payment, whether it stands or not."""
    own = (OverpaymentSettlement.advice_id == place[0]) & (OverpaymentSettlement.seq == place[1])
    return session.execute(select(OverpaymentSettlement.id).where(own)).scalars().all()


def settlements_of(session: Session, overpayment_id: int) -> Sequence[OverpaymentSettlement]:
    """What went back of one and stands, oldest first."""
    query = select(OverpaymentSettlement).where(
        OverpaymentSettlement.overpayment_id == overpayment_id, OverpaymentSettlement.stands
    )
    return session.execute(query.order_by(OverpaymentSettlement.id)).scalars().all()


def undone(
    session: Session, by: By, *, group_id: int | None = None, answer_id: int | None = None, why: str
) -> tuple[InsurerOverpayment, ...]:
    """What an act settled does not stand any more, since that act was undone; the overpayments it was of."""
    own = (
        OverpaymentSettlement.group_id == group_id if group_id is not None
        else OverpaymentSettlement.answer_id == answer_id
    )  # fmt: skip
    rows = session.execute(
        update(OverpaymentSettlement)
        .where(own, OverpaymentSettlement.stands)
        .values(stands=False)
        .returning(OverpaymentSettlement.overpayment_id)
    ).scalars().all()  # fmt: skip
    found = []
    for overpayment_id in sorted(set(rows)):
        one = session.get_one(InsurerOverpayment, overpayment_id, with_for_update=True)
        log(session, one.id, by, "what went back was reversed", why)
        recount(session, one, by)
        found.append(one)
    return tuple(found)
