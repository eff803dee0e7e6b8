"""Reads how what is owed of a charge went from party to party: where it was put, and what transfers moved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.ledger_tables import EntryRow, LineRow
from paydesk.rules.ledger import CHARGE, CONTRACTUAL, PATIENT, TRANSFER


@dataclass(frozen=True)
class Moved:
    """A transfer that stands, seen from one party: ``amount`` cents went to ``other``, or came if below zero."""

    other: int
    amount: int


def charged_to(session: Session, charge_id: int) -> int:
    """The party on whom a charge was put when it was posted."""
    query = (
        select(func.coalesce(LineRow.coverage_id, PATIENT))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(LineRow.charge_id == charge_id, EntryRow.kind == CHARGE.name)
        .order_by(EntryRow.id)
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none() or PATIENT


def moved_by(session: Session, charge_id: int, party: int) -> int:
    """What transfers moved from ``party`` to others on a charge so far, in cents (reversed ones do not count)."""
    return -_sum_on(session, charge_id, party, _is(TRANSFER.name))


def share_of(session: Session, charge_id: int, party: int) -> int:
    """What a charge and its transfers put on ``party`` in all, in cents: before payments and write-offs."""
    return _sum_on(session, charge_id, party, _is(TRANSFER.name) | _is(CHARGE.name))


def taken_off(session: Session, charge_id: int, party: int) -> int:
    """What contracts took off ``party``'s part of a charge, in cents."""
    return -_sum_on(session, charge_id, party, _is(CONTRACTUAL.name))


def _sum_on(session: Session, charge_id: int, party: int, which: ColumnElement[bool]) -> int:
    total = session.execute(
        select(func.coalesce(func.sum(LineRow.amount), 0))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(LineRow.charge_id == charge_id, func.coalesce(LineRow.coverage_id, PATIENT) == party, which)
    ).scalar_one()
    return int(total)


def transfers_of(session: Session, charge_id: int, party: int) -> tuple[Moved, ...]:
    """The transfers between ``party`` (a coverage) and others on a charge, oldest first, without reversed ones."""
    other, reversal = aliased(LineRow), aliased(EntryRow)
    query = (
        select(func.coalesce(other.coverage_id, PATIENT), LineRow.amount)
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .join(other, and_(other.entry_id == LineRow.entry_id, other.seq != LineRow.seq))
        .where(
            LineRow.charge_id == charge_id, LineRow.coverage_id == party, EntryRow.kind == TRANSFER.name,
            ~select(reversal.id).where(reversal.reverses == EntryRow.id).exists(),
        )
        .order_by(EntryRow.id)
    )  # fmt: skip
    return tuple(Moved(other_party, -int(amount)) for other_party, amount in session.execute(query))


def _is(kind: str) -> ColumnElement[bool]:
    """Whether the entry of the query around it is of that kind, or takes one back."""
    original = aliased(EntryRow)
    reversed_one = select(original.id).where(original.id == EntryRow.reverses, original.kind == kind).exists()
    return or_(EntryRow.kind == kind, reversed_one)
