"""Reads received money: lots by key, receipts that look alike, refunds that stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from paydesk.data import ledger_store, office_store
from paydesk.data.database import answers, reserve_ids
from paydesk.data.inserting import add_rows
from paydesk.data.ledger_tables import Lot, Receipt, Refund, RefundUndoing
from paydesk.data.office_tables import Counter

_OF_KEY = select(Lot.id).where(Lot.key == bindparam("key")).scalar_subquery()


def lot_by_key(session: Session, key: str) -> Lot | None:
    """The money taken under ``key`` before, or None: a retry finds what is there."""
    lot_id = office_store.answer_with_office(session, _OF_KEY, key=key)
    return None if lot_id is None else session.get_one(Lot, lot_id)


_SAME_AMOUNT = (
    select(Receipt.number)
    .join(Lot, Lot.id == Receipt.lot_id)
    .where(Receipt.account_id == bindparam("account"), Lot.received_on == bindparam("day"))
    .where(Lot.amount == bindparam("amount"))
    .limit(1)
)


def same_amount_today(session: Session, account_id: int, amount: int, day: date) -> int | None:
    """The number of a receipt of that account, day and amount, or None."""
    for (number,) in answers(session, _SAME_AMOUNT, account=account_id, day=day, amount=amount):
        return None if number is None else int(number)
    return None


_SAME_CHECK = (
    select(Receipt.number)
    .where(Receipt.account_id == bindparam("account"), Receipt.check_number == bindparam("check"))
    .limit(1)
)


def same_check(session: Session, account_id: int, check_number: str) -> int | None:
    """The number of a receipt of that account with that check, or None."""
    for (number,) in answers(session, _SAME_CHECK, account=account_id, check=check_number):
        return None if number is None else int(number)
    return None


@dataclass(frozen=True)
class ReceiptNumbers:
    """What a new receipt is called: its gapless number, the id of its money and the id of its entry."""

    receipt: int
    lot_id: int
    entry_id: int


_NUMBERS = (
    update(Counter)
    .where(Counter.name == "receipt")
    .values(value=Counter.value + 1)
    .returning(Counter.value, func.nextval("lot_id_seq"), func.nextval("entry_number"))
)


def receipt_numbers(session: Session) -> ReceiptNumbers:
    """The next ones, of which a server is asked once; the gapless one is given back if the transaction fails."""
    if session.connection().dialect.name == "sqlite":
        number = ledger_store.next_number(session, "receipt")
        return ReceiptNumbers(number, *reserve_ids(session, "lot", 1), *reserve_ids(session, "entry", 1))
    numbers = answers(session, _NUMBERS)
    if not numbers:
        ledger_store.begin_counter(session, "receipt")
        numbers = answers(session, _NUMBERS)
    return ReceiptNumbers(*tuple[Any, ...](numbers[0]))


def keep_lot(session: Session, **lot: object) -> None:
    """Keep received money, its columns by name. The receipt or remittance follows in the same transaction."""
    add_rows(session, Lot, (lot,))


def keep_receipt(session: Session, **receipt: object) -> None:
    """Keep how a lot came in, its columns by name."""
    add_rows(session, Receipt, (receipt,))


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
