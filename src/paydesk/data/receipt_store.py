"""Reads received money: lots by key, receipts that look alike, refunds that stand."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paydesk.data.ledger_tables import Lot, Receipt, Refund, RefundUndoing


def lot_by_key(session: Session, key: str) -> Lot | None:
    """The money taken under ``key`` before, or None: a retry finds what is there."""
    return session.execute(select(Lot).where(Lot.key == key)).scalar_one_or_none()


def same_amount_today(session: Session, account_id: int, amount: int, day: date) -> int | None:
    """The number of a receipt of that account, day and amount, or None."""
    return session.execute(
        select(Receipt.number)
        .join(Lot, Lot.id == Receipt.lot_id)
        .where(Receipt.account_id == account_id, Lot.received_on == day, Lot.amount == amount)
        .limit(1)
    ).scalar_one_or_none()


def same_check(session: Session, account_id: int, check_number: str) -> int | None:
    """The number of a receipt of that account with that check, or None."""
    return session.execute(
        select(Receipt.number)
        .where(Receipt.account_id == account_id, Receipt.check_number == check_number)
        .limit(1)
    ).scalar_one_or_none()


def refund_of_group(session: Session, group_id: int) -> Refund:
    """The refund that an act of that group issued."""
    return session.execute(select(Refund).where(Refund.group_id == group_id)).scalar_one()


def refunded(session: Session, lot_id: int) -> int:
    """What was given back of a lot so far, in cents; refunds that were undone do not count."""
    total = session.execute(
        select(func.coalesce(func.sum(Refund.amount), 0))
        .outerjoin(RefundUndoing, RefundUndoing.refund_id == Refund.id)
        .where(Refund.lot_id == lot_id, RefundUndoing.refund_id.is_(None))
    ).scalar_one()
    return int(total)
