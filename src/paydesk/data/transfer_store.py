"""Reads what transfers moved of a charge from party to party."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.ledger_tables import EntryRow, LineRow
from paydesk.rules.ledger import PATIENT, TRANSFER


def moved_by(session: Session, charge_id: int, party: int) -> int:
    """What transfers moved from ``party`` to others on a charge so far, in cents (reversed ones do not count)."""
    total = session.execute(
        select(func.coalesce(func.sum(LineRow.amount), 0))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(
            LineRow.charge_id == charge_id, func.coalesce(LineRow.coverage_id, PATIENT) == party, _is_a_transfer()
        )
    ).scalar_one()
    return -int(total)


def _is_a_transfer() -> ColumnElement[bool]:
    """Whether the entry of the query around it is a transfer, or takes one back."""
    original = aliased(EntryRow)
    reversed_one = select(original.id).where(original.id == EntryRow.reverses, original.kind == TRANSFER.name).exists()
    return or_(EntryRow.kind == TRANSFER.name, reversed_one)
