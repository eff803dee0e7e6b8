"""Keeps promises to pay; reads them with the patients' money that may keep them, for one account or all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, Subquery, func, select, union
from sqlalchemy.orm import Session

from paydesk.data.entry_days import first_entry
from paydesk.data.ledger_tables import (
    ChargeBalance,
    EntryRow,
    LineRow,
    Lot,
    Receipt,
    ReceiptUndoing,
    Refund,
    RefundUndoing,
)
from paydesk.data.people_tables import Account, Contact, Person, Phone
from paydesk.data.promise_tables import PromiseEvent, PromiseRow
from paydesk.rules.addressee import PhoneLine, phone_for
from paydesk.rules.ledger import PATIENT
from paydesk.rules.promises import ENDED, NOTHING_OWED, Judged, Money, Promise, PromiseState

Accounts: TypeAlias = Subquery | int
"""One account's id, or those in the column ``account_id`` of a subquery."""

IN_PLAY = timedelta(days=60)
"""What was judged so long ago is looked at again only where money was undone, refunded or moved lately."""

_MOVES = ("reapplication", "reversal")
"""Entries that move patients' money from one account to another, or back."""


@dataclass(frozen=True)
class Taken:
    """A promise as it was taken, and what was last put down of it."""

    promise: Promise
    account_id: int
    channel: str
    method: str
    taken_by: str
    replaces_id: int | None
    state: PromiseState
    state_on: date


def add(session: Session, **columns: object) -> PromiseRow:
    """Keep a promise, its columns by name."""
    row = PromiseRow(**columns)
    session.add(row)
    session.flush()
    return row


def log(session: Session, row: PromiseRow, *, at: datetime, by: str, received: int = 0, why: str = "") -> None:
    """Write down what the promise is now."""
    session.add(
        PromiseEvent(promise_id=row.id, at=at, by=by, on=row.state_on, what=row.state, received=received, why=why)
    )


def of_accounts(session: Session, accounts: Accounts) -> tuple[Taken, ...]:
    """All promises of one account, or of those whose ids are in the subquery's ``account_id``."""
    rows = session.execute(
        select(
            PromiseRow.id, PromiseRow.amount, PromiseRow.due_on, PromiseRow.taken_on, PromiseRow.taken_at,
            PromiseRow.account_id, PromiseRow.channel, PromiseRow.method, PromiseRow.taken_by,
            PromiseRow.replaces_id, PromiseRow.state, PromiseRow.state_on,
        )
        .where(_among(PromiseRow.account_id, accounts))
        .order_by(PromiseRow.id)
    )  # fmt: skip
    return tuple(_taken(tuple[Any, ...](row)) for row in rows)


def _taken(row: tuple[Any, ...]) -> Taken:
    state, state_on = PromiseState(row[10]), row[11]
    ended = (state, state_on) if state in ENDED else (None, None)
    return Taken(Promise(*tuple[Any, ...]((*row[:5], *ended))), *tuple[Any, ...]((*row[5:10], state, state_on)))


def _among(column: Any, accounts: Accounts) -> ColumnElement[bool]:
    ids = accounts if isinstance(accounts, int) else select(accounts.c.account_id)
    among: ColumnElement[bool] = column == ids if isinstance(ids, int) else column.in_(ids)
    return among


def in_play(today: date) -> Subquery:
    """The accounts with a promise that is open or was due lately, or any, if money lately moved or was given back."""
    since = today - IN_PLAY
    of = PromiseRow.account_id
    return union(
        select(of).where(PromiseRow.state == PromiseState.PROMISED),
        select(of).where(PromiseRow.due_on >= since),
        select(of).join(Receipt, Receipt.account_id == of).join(
            ReceiptUndoing, ReceiptUndoing.lot_id == Receipt.lot_id
        ).where(ReceiptUndoing.undone_on >= since),
        select(of).join(Refund, Refund.account_id == of).where(Refund.issued_on >= since),
        select(of).join(Refund, Refund.account_id == of).join(
            RefundUndoing, RefundUndoing.refund_id == Refund.id
        ).where(RefundUndoing.undone_on >= since),
        _moved_since(since),
    ).subquery()  # fmt: skip


def _moved_since(since: date) -> Select[int]:
    """The accounts with a promise that patients' money moved on or off since.

    ``+ 0`` keeps SQLite from reading all lines of these accounts: it is to begin with the entries of these days.
    """
    entries = select(EntryRow.id).where(EntryRow.posted_on >= since, EntryRow.kind.in_(_MOVES))
    return select(LineRow.account_id).where(
        LineRow.entry_id.in_(entries), LineRow.lot_id.is_not(None), LineRow.coverage_id.is_(None),
        (LineRow.account_id + 0).in_(select(PromiseRow.account_id)),
    )  # fmt: skip


def due_between(first: date, last: date) -> Subquery:
    """The accounts with a promise that was due in these days."""
    return select(PromiseRow.account_id).where(PromiseRow.due_on.between(first, last)).distinct().subquery()


def money_for(session: Session, taken: Sequence[Taken], accounts: Accounts) -> dict[int, tuple[Money, ...]]:
    """Account -> what of patients' payments stands on it, of those received since the oldest of these promises.

    It is what the lines of each receipt leave on the account now: what was undone, refunded or moved to another
    account is not there any more.
    """
    if not taken:
        return {}
    of, since = LineRow.account_id, min(one.promise.taken_on for one in taken)
    rows = session.execute(
        select(of, Lot.id, -func.sum(LineRow.amount), Lot.received_on, Lot.entered_at)
        .join(Lot, Lot.id == LineRow.lot_id)
        .where(Lot.kind == "receipt", Lot.received_on >= since)
        .where(_among(of, accounts), LineRow.entry_id >= first_entry(since))  # nothing is posted before it came
        .group_by(of, Lot.id, Lot.received_on, Lot.entered_at)
        .having(func.sum(LineRow.amount) < 0)
    )
    found: dict[int, list[Money]] = defaultdict(list)
    for account, lot, amount, received_on, entered_at in rows:
        found[account].append(Money(lot, int(amount), received_on, entered_at))
    return {account: tuple(money) for account, money in found.items()}


def nothing_owed_since(session: Session, account_ids: Sequence[int]) -> dict[int, date]:
    """Of these accounts those whose patients owe nothing, each with the day since which that is so."""
    owing = select(ChargeBalance.account_id).where(
        ChargeBalance.account_id.in_(account_ids), ChargeBalance.coverage_id == PATIENT, ChargeBalance.balance > 0
    )
    free = set(account_ids) - set(session.execute(owing).scalars())
    if not free:
        return {}
    of, on = LineRow.account_id, EntryRow.posted_on
    rows = session.execute(
        select(of, on, func.sum(LineRow.amount))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(of.in_(sorted(free)), LineRow.charge_id.is_not(None), LineRow.coverage_id.is_(None))
        .group_by(of, on)
        .order_by(of, on)
    )
    found: dict[int, date] = {}
    owes: dict[int, int] = defaultdict(int)
    for account, day, amount in rows:
        before, owes[account] = owes[account], owes[account] + int(amount)
        if before > 0 or account not in found:
            found[account] = day
    return found


def put_down(session: Session, judged: Mapping[int, Judged], *, at: datetime, by: str) -> None:
    """Write what these promises (by id) are now, each with what happened to it."""
    rows = session.execute(select(PromiseRow).where(PromiseRow.id.in_(judged)).order_by(PromiseRow.id)).scalars()
    for row in rows:
        one = judged[row.id]
        row.state, row.state_on = one.state.value, one.on
        why = NOTHING_OWED.capitalize() if one.state is PromiseState.LET_GO else ""
        log(session, row, at=at, by=by, received=one.received, why=why)


@dataclass(frozen=True)
class Whose:
    """The guarantor of an account, how to call them, and what its patients owe, in cents.

    ``reached_at`` is when somebody of the account was last spoken with or written to, statements aside.
    """

    guarantor_id: int
    name: str
    phone: str
    owes: int
    reached_at: datetime | None


def whose(session: Session, account_ids: Sequence[int]) -> dict[int, Whose]:
    """By account."""
    phones: dict[int, list[PhoneLine]] = defaultdict(list)
    numbers = (
        select(
            Account.id, Phone.kind, Phone.digits, Phone.may_call, Phone.may_text, Phone.do_not_use, Phone.preferred,
        )
        .join(Account, Account.guarantor_id == Phone.person_id)
        .where(Account.id.in_(account_ids))
        .order_by(Phone.id)
    )  # fmt: skip
    for row in session.execute(numbers):
        phones[row[0]].append(PhoneLine(*tuple[Any, ...](row)[1:]))
    owes = (
        select(func.coalesce(func.sum(ChargeBalance.balance), 0))
        .where(ChargeBalance.account_id == Account.id, ChargeBalance.coverage_id == PATIENT)
        .scalar_subquery()
    )
    reached = (
        select(func.max(Contact.happened_at))
        .where(Contact.account_id == Account.id, Contact.channel != "mail")
        .scalar_subquery()
    )
    query = (
        select(Account.id, Person.id, Person.first_name, Person.last_name, owes, reached)
        .join(Person, Person.id == Account.guarantor_id)
        .where(Account.id.in_(account_ids))
    )
    found = {}
    for account, own, first, last, owed, at in session.execute(query):
        phone = phone_for(phones.get(account, ()))
        found[account] = Whose(own, f"{first} {last}".strip(), phone.digits if phone else "", int(owed), at)
    return found
