"""Reads the credit of many accounts for their statements: what may be used now, and what is kept for a visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from paydesk.data.charge_store import waits_for_charges
from paydesk.data.charge_tables import Visit
from paydesk.data.ledger_tables import CreditBalance, EntryRow, LineRow, Receipt
from paydesk.rules.ledger import PATIENT


def credit_now(session: Session, account_ids: Sequence[int]) -> dict[tuple[int, bool], int]:
    """(account id, whether it is kept for a visit) -> the patient's unapplied credit now, zero or less."""
    query = _by_use(CreditBalance.account_id, CreditBalance.balance, CreditBalance.lot_id).where(
        CreditBalance.account_id.in_(account_ids), CreditBalance.coverage_id == PATIENT, CreditBalance.balance != 0
    )
    return {(account, bool(kept)): int(amount) for account, kept, amount in session.execute(query)}


def credit_then(session: Session, account_ids: Sequence[int], as_of: date) -> dict[tuple[int, bool], int]:
    """The same at the end of that day; which visits wait for their charges is known as of now."""
    query = (
        _by_use(LineRow.account_id, LineRow.amount, LineRow.lot_id)
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(
            LineRow.account_id.in_(account_ids), LineRow.charge_id.is_(None), LineRow.coverage_id.is_(None),
            EntryRow.posted_on <= as_of,
        )
    )  # fmt: skip
    return {(account, bool(kept)): int(amount) for account, kept, amount in session.execute(query)}


def _by_use(account: Any, amount: Any, lot: Any) -> Select[*tuple[Any, ...]]:
    """Sums of money that pays no charge, by account and by whether it is for a visit that is not charged yet."""
    kept = (Visit.id.is_not(None) & waits_for_charges()).label("kept")
    return (
        select(account, kept, func.sum(amount))
        .outerjoin(Receipt, Receipt.lot_id == lot)
        .outerjoin(Visit, Visit.id == Receipt.visit_id)
        .group_by(account, kept)
    )
