"""Reads the money of business days as the ledger has it: taken, undone and given back, by the way it came or went."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Label, Select, case, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.ledger_tables import EntryRow, LineRow, Lot, Receipt, ReceiptUndoing, Refund, RefundUndoing
from paydesk.rules.ledger import INSURER_PAYMENT, TAKEBACK

_NO_COUNT: Label[int] = literal_column("0").label("count")
_NO_TAKEN: Label[int] = literal_column("0").label("taken")
_NO_UNDONE: Label[int] = literal_column("0").label("undone")
REMITTANCE = "remittance"
_OF_INSURERS = (INSURER_PAYMENT.name, TAKEBACK.name)
IN_DRAWER = ("cash", "check", "money order")
"""Ways of paying that lie in the drawer until they are deposited."""


@dataclass(frozen=True)
class DayOfMoney:
    """Money of one business day and way (insurers': "remittance"), in cents; ``count``: how many times it was taken.

    A receipt counts as taken on its own day and as ``undone`` on the day it was voided or came back. Of an insurer's
    deposit its answers count as they are posted and taken back; ``count`` is then of deposits. A refund counts on its
    day, by the way it went; one that was not given after all comes off again.
    """

    day: date
    method: str
    count: int
    taken: int
    undone: int
    refunded: int

    @property
    def net(self) -> int:
        """What the ledger says came in on that day, in cents; below zero when more went than came."""
        return self.taken - self.undone - self.refunded


def money_by_day(session: Session, *, first: date, last: date) -> tuple[DayOfMoney, ...]:
    """The business days from ``first`` to ``last`` on which money came or went, newest first."""
    found: dict[tuple[date, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    queries = (_taken, _answered, _undone, _refunded, _reversed)
    for query in (one(first, last) for one in queries):
        for day, method, *figures in session.execute(query):
            for at, figure in enumerate(figures):
                found[day, method][at] += int(figure)
    ordered = sorted(found.items(), key=lambda one: (-one[0][0].toordinal(), one[0][1]))
    return tuple(DayOfMoney(day, method, *figures) for (day, method), figures in ordered if any(figures))


def _taken(first: date, last: date) -> Select[*tuple[Any, ...]]:
    method = func.coalesce(Receipt.method, Lot.kind)
    return (
        select(Lot.posted_on, method, func.count(), func.sum(Lot.amount))
        .outerjoin(Receipt, Receipt.lot_id == Lot.id)
        .where(Lot.posted_on.between(first, last), Lot.kind != REMITTANCE)
        .group_by(Lot.posted_on, method)
    )


def _answered(first: date, last: date) -> Select[*tuple[Any, ...]]:
    """What insurers' answers paid on the days they were posted: a deposit may be posted over many days, and again."""
    return (
        select(EntryRow.posted_on, Lot.kind, func.count(Lot.id.distinct()), -func.sum(LineRow.amount))
        .join(LineRow, LineRow.entry_id == EntryRow.id)
        .join(Lot, Lot.id == LineRow.lot_id)
        .where(EntryRow.posted_on.between(first, last), EntryRow.kind.in_(_OF_INSURERS), Lot.kind == REMITTANCE)
        .group_by(EntryRow.posted_on, Lot.kind)
    )


def _undone(first: date, last: date) -> Select[*tuple[Any, ...]]:
    return (
        select(EntryRow.posted_on, Receipt.method, _NO_COUNT, _NO_TAKEN, func.sum(ReceiptUndoing.amount))
        .join(ReceiptUndoing, ReceiptUndoing.group_id == EntryRow.id)
        .join(Receipt, Receipt.lot_id == ReceiptUndoing.lot_id)
        .where(EntryRow.posted_on.between(first, last))
        .group_by(EntryRow.posted_on, Receipt.method)
    )


def _refunded(first: date, last: date) -> Select[*tuple[Any, ...]]:
    return (
        select(EntryRow.posted_on, Refund.method, _NO_COUNT, _NO_TAKEN, _NO_UNDONE, func.sum(Refund.amount))
        .join(Refund, Refund.group_id == EntryRow.id)
        .where(EntryRow.posted_on.between(first, last))
        .group_by(EntryRow.posted_on, Refund.method)
    )


def _reversed(first: date, last: date) -> Select[*tuple[Any, ...]]:
    """Refunds that were not given after all, and insurers' answers that were taken back."""
    before = aliased(EntryRow)
    refund = before.kind == "refund"
    method = func.coalesce(Refund.method, Receipt.method, Lot.kind)
    return (
        select(
            EntryRow.posted_on, method, _NO_COUNT, _NO_TAKEN, func.sum(case((refund, 0), else_=LineRow.amount)),
            func.sum(case((refund, LineRow.amount), else_=0)),
        )
        .join(before, before.id == EntryRow.reverses)
        .join(LineRow, LineRow.entry_id == EntryRow.id)
        .join(Lot, Lot.id == LineRow.lot_id)
        .outerjoin(Receipt, Receipt.lot_id == Lot.id)
        .outerjoin(Refund, refund & (Refund.group_id == before.id))
        .where(EntryRow.reverses > 0, EntryRow.posted_on.between(first, last))
        .group_by(EntryRow.posted_on, method)
    )  # fmt: skip


def drawer_on(session: Session, day: date) -> int:
    """What lies in the drawer of a day, in cents: cash, checks and money orders that stand, less cash given back."""
    came = (
        select(func.coalesce(func.sum(Lot.amount), 0))
        .join(Receipt, Receipt.lot_id == Lot.id)
        .outerjoin(ReceiptUndoing, ReceiptUndoing.lot_id == Lot.id)
        .where(Lot.received_on == day, Receipt.number.is_not(None), Receipt.method.in_(IN_DRAWER))
        .where(ReceiptUndoing.lot_id.is_(None))
    )
    went = (
        select(func.coalesce(func.sum(Refund.amount), 0))
        .outerjoin(RefundUndoing, RefundUndoing.refund_id == Refund.id)
        .where(Refund.issued_on == day, Refund.method == "cash", RefundUndoing.refund_id.is_(None))
    )
    return int(session.execute(came).scalar_one()) - int(session.execute(went).scalar_one())

