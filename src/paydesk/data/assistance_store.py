"""Keeps applications for financial assistance: as screens show them, as worklists need them, what each took off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.assistance_tables import (
    AssistanceApplication,
    AssistanceDiscount,
    AssistanceEvent,
    AssistancePaper,
)
from paydesk.data.charge_tables import Charge
from paydesk.data.ledger_tables import ChargeBalance, EntryRow, LineRow
from paydesk.data.people_tables import Account, Person
from paydesk.rules.assistance import State
from paydesk.rules.ledger import PATIENT

_Row = AssistanceApplication
_OPEN = tuple(state.value for state in State if state.is_open)


def open_of(session: Session, account_id: int) -> AssistanceApplication | None:
    """The application of an account that waits for a decision."""
    query = select(_Row).where(_Row.account_id == account_id, _Row.closed_on.is_(None))
    return session.execute(query).scalar_one_or_none()


def newest_of(session: Session, account_id: int) -> AssistanceApplication | None:
    """The open application of an account, else the one decided last."""
    query = select(_Row).where(_Row.account_id == account_id)
    return session.execute(query.order_by(_Row.closed_on.is_(None).desc(), _Row.id.desc()).limit(1)).scalars().first()


def approved_on(session: Session, account_id: int, on: date) -> AssistanceApplication | None:
    """The newest approval of an account that holds on a day."""
    query = select(_Row).where(
        _Row.account_id == account_id, _Row.state == State.APPROVED.value, _Row.holds_from <= on, _Row.holds_to >= on
    )
    return session.execute(query.order_by(_Row.id.desc()).limit(1)).scalars().first()


def not_over(session: Session, account_id: int, on: date) -> AssistanceApplication | None:
    """The newest approval of an account that holds on a day, or will."""
    query = select(_Row).where(
        _Row.account_id == account_id, _Row.state == State.APPROVED.value, _Row.holds_to >= on
    )
    return session.execute(query.order_by(_Row.id.desc()).limit(1)).scalars().first()


def with_newer_care(session: Session, on: date) -> tuple[AssistanceApplication, ...]:
    """The approvals that hold on a day and have care within their days that the patient came to owe since, of which
    they took nothing off yet; the oldest first."""
    before = exists().where(
        AssistanceDiscount.charge_id == ChargeBalance.charge_id, AssistanceDiscount.application_id == _Row.id
    )
    owed = (
        select(ChargeBalance.charge_id)
        .join(Charge, Charge.id == ChargeBalance.charge_id)
        .where(
            ChargeBalance.account_id == _Row.account_id, ChargeBalance.coverage_id == PATIENT,
            ChargeBalance.balance > 0, ChargeBalance.responsibility_date >= _Row.decided_on,
            Charge.service_date.between(_Row.holds_from, _Row.holds_to), ~before,
        )
        .exists()
    )  # fmt: skip
    query = select(_Row).where(
        _Row.state == State.APPROVED.value, _Row.holds_from <= on, _Row.holds_to >= on, owed
    )
    return tuple(session.execute(query.order_by(_Row.id)).scalars())


def papers(session: Session, application_id: int) -> tuple[AssistancePaper, ...]:
    """The papers of an application."""
    query = select(AssistancePaper).where(AssistancePaper.application_id == application_id)
    return tuple(session.execute(query.order_by(AssistancePaper.kind)).scalars())


@dataclass(frozen=True)
class EventFacts:
    """What happened to an application: the ``day`` it is of, and when it was put down."""

    day: date
    at: datetime
    by: str
    what: str
    why: str


def log(session: Session, application_id: int, *, day: date, at: datetime, by: str, what: str, why: str = "") -> None:
    """Put down what happened."""
    session.add(AssistanceEvent(application_id=application_id, day=day, at=at, by=by, what=what, why=why))


def events(session: Session, application_id: int) -> tuple[EventFacts, ...]:
    """What happened to an application, the newest first."""
    told = AssistanceEvent
    rows = session.execute(
        select(told.day, told.at, told.by, told.what, told.why)
        .where(told.application_id == application_id)
        .order_by(told.id.desc())
    )
    return tuple(EventFacts(*tuple[Any, ...](row)) for row in rows)


def keep_discount(session: Session, *, entry_id: int, application_id: int, charge_id: int, amount: int) -> None:
    """Note what an approval took off a charge."""
    session.add(
        AssistanceDiscount(entry_id=entry_id, application_id=application_id, charge_id=charge_id, amount=amount)
    )


def standing_discounts(session: Session, application_id: int) -> tuple[int, ...]:
    """The entries of an approval that the ledger has not reversed, the newest first."""
    query = _standing(select(AssistanceDiscount.entry_id)).where(AssistanceDiscount.application_id == application_id)
    return tuple(session.execute(query.order_by(AssistanceDiscount.entry_id.desc())).scalars())


def came_off(session: Session, application_id: int) -> dict[int, int]:
    """Charge -> cents that an approval took off it and that stand, the oldest first."""
    off = func.sum(AssistanceDiscount.amount)
    query = _standing(select(AssistanceDiscount.charge_id, off)).join(
        Charge, Charge.id == AssistanceDiscount.charge_id
    )
    rows = session.execute(
        query.where(AssistanceDiscount.application_id == application_id)
        .group_by(AssistanceDiscount.charge_id, Charge.service_date)
        .order_by(Charge.service_date, AssistanceDiscount.charge_id)
    )
    return {charge: int(amount) for charge, amount in rows}


def taken_off(session: Session, charge_ids: Sequence[int]) -> dict[int, int]:
    """Charge -> cents that approvals took off it and that stand."""
    query = _standing(select(AssistanceDiscount.charge_id, func.sum(AssistanceDiscount.amount)))
    rows = session.execute(
        query.where(AssistanceDiscount.charge_id.in_(charge_ids)).group_by(AssistanceDiscount.charge_id)
    )
    return {charge: int(amount) for charge, amount in rows}


def approved_charges(session: Session, account_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Account -> its charges that an approval took something off, which stands: they are never sent to collections."""
    query = _standing(select(Charge.account_id, AssistanceDiscount.charge_id)).join(
        Charge, Charge.id == AssistanceDiscount.charge_id
    )
    found: dict[int, set[int]] = defaultdict(set)
    for account, charge in session.execute(query.where(Charge.account_id.in_(account_ids))):
        found[account].add(charge)
    return {account: frozenset(charges) for account, charges in found.items()}


def application_of_entry(session: Session, entry_id: int) -> AssistanceApplication | None:
    """The application whose approval posted an entry."""
    query = select(_Row).join(AssistanceDiscount, AssistanceDiscount.application_id == _Row.id)
    return session.execute(query.where(AssistanceDiscount.entry_id == entry_id)).scalar_one_or_none()


def _standing(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    reversal = aliased(EntryRow)
    return (
        query.select_from(AssistanceDiscount)
        .outerjoin(reversal, reversal.reverses == AssistanceDiscount.entry_id)
        .where(reversal.id.is_(None))
    )


def patient_paid(session: Session, charge_ids: Sequence[int]) -> dict[int, int]:
    """Charge -> the patient's own money on it, in cents above zero."""
    rows = session.execute(
        select(LineRow.charge_id, func.sum(LineRow.amount))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(
            LineRow.charge_id.in_(charge_ids), LineRow.coverage_id.is_(None), LineRow.lot_id.is_not(None),
            EntryRow.kind != "charge",
        )
        .group_by(LineRow.charge_id)
    )  # fmt: skip
    return {charge: -int(amount) for charge, amount in rows if charge is not None and amount < 0}


def paid_of_visits(session: Session, visit_ids: Collection[int]) -> dict[int, int]:
    """Visit -> the patient's own money on all of its charges, open or not, in cents above zero."""
    asked = select(Charge.id, Charge.visit_id).where(Charge.visit_id.in_(visit_ids))
    visits = {charge: visit for charge, visit in session.execute(asked) if visit is not None}
    found: dict[int, int] = {}
    for charge, paid in patient_paid(session, sorted(visits)).items():
        found[visits[charge]] = found.get(visits[charge], 0) + paid
    return found


@dataclass(frozen=True)
class DueRow:
    """An application that somebody has to do something about, and the ``day`` that counts: see ``due``."""

    application_id: int
    account_id: int
    account: int
    name: str
    state: str
    day: date


def due(
    session: Session, *, expiring: tuple[date, date], also: tuple[int, ...] = ()
) -> tuple[DueRow, ...]:
    """Open applications, approvals that end within ``expiring``, and those of these ids ``also``, by the day that
    counts.

    The day: by when papers are to come, until when an approval holds, else since when it is in its state.
    """
    day: ColumnElement[Any] = case(
        (_Row.state == State.INCOMPLETE.value, func.coalesce(_Row.due_on, _Row.since)),
        (_Row.state == State.APPROVED.value, _Row.holds_to),
        else_=_Row.since,
    )
    first, last = expiring
    ending = (_Row.state == State.APPROVED.value) & _Row.holds_to.between(first, last)
    rows = session.execute(
        select(_Row.id, Account.id, Account.number, Person.first_name, Person.last_name, _Row.state, day)
        .join(Account, Account.id == _Row.account_id)
        .join(Person, Person.id == Account.guarantor_id)
        .where(_Row.state.in_(_OPEN) | ending | _Row.id.in_(also))
        .order_by(day, _Row.id)
    )
    return tuple(
        DueRow(own, account, number, f"{name} {last_name}".strip(), state, when)
        for own, account, number, name, last_name, state, when in rows
    )


def ended(session: Session, today: date) -> tuple[int, ...]:
    """Applications of which a day is over that nobody put down yet: of papers, of an approval, of an appeal."""
    state = _Row.state
    over = (
        ((state == State.APPROVED.value) & (_Row.holds_to < today))
        | ((state == State.DENIED.value) & (_Row.appeal_by < today))
        | (
            (state == State.INCOMPLETE.value) & (_Row.due_on < today)
            & (_Row.overdue_told.is_(None) | (_Row.overdue_told != _Row.due_on))
        )
    )  # fmt: skip
    return tuple(session.execute(select(_Row.id).where(over).order_by(_Row.id)).scalars())


def off_by(session: Session, application_id: int) -> int:
    """What an approval took off that stands, in cents."""
    query = _standing(select(func.coalesce(func.sum(AssistanceDiscount.amount), 0)))
    return int(session.execute(query.where(AssistanceDiscount.application_id == application_id)).scalar_one())
