"""Writes sealed entries and lots; reads balances, open charges and the lines behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select, text, update
from sqlalchemy.orm import Session, aliased

from paydesk.data.database import answers, reserve_ids
from paydesk.data.inserting import add_rows
from paydesk.data.ledger_tables import ChargeBalance, CreditBalance, EntryRow, LineRow, Lot, Receipt
from paydesk.data.office_tables import Counter
from paydesk.data.people_tables import Account
from paydesk.rules.ledger import KINDS, PATIENT, Entry, EntryKind, Line, objection


@dataclass(frozen=True)
class Stamp:
    """Who and when, on every entry of one act."""

    posted_on: date
    entered_at: datetime
    actor: str
    workstation: str
    key: str
    because: str = ""
    because_id: int | None = None
    imported: bool = False


def lock_accounts(session: Session, account_ids: Sequence[int]) -> None:
    """Money waits its turn: rows locked in id order (on SQLite the transaction itself is the lock)."""
    if session.connection().dialect.name == "postgresql":
        ids = sorted(set(account_ids))
        session.execute(select(Account.id).where(Account.id.in_(ids)).order_by(Account.id).with_for_update())


def seal(
    session: Session, entries: Sequence[Entry], stamp: Stamp, *, group_id: int | None = None,
    ids: Sequence[int] | None = None,
) -> tuple[int, ...]:
    """Write ``entries`` as one group, in order; their ids. Lines go first, the entry seals them.

    ``group_id`` joins them to a group begun in the same transaction; ``ids`` are theirs if they are reserved already.

    Raises ValueError when an entry breaks the grammar: that is a bug of the caller.
    """
    for entry in entries:
        refused = objection(entry)
        if refused:
            raise ValueError(refused)
    session.flush()
    ids = ids or reserve_ids(session, "entry", len(entries))
    rows, lines = [], []
    for offset, (entry_id, entry) in enumerate(zip(ids, entries, strict=True)):
        rows.append(_entry_row(entry_id, group_id or ids[0], entry, stamp, offset))
        lines += [_line_row(entry_id, seq, line) for seq, line in enumerate(entry.lines)]
    add_rows(session, LineRow, lines)
    add_rows(session, EntryRow, rows)
    return tuple(ids)


def _entry_row(entry_id: int, group: int, entry: Entry, stamp: Stamp, offset: int) -> dict[str, object]:
    return {
        "id": entry_id, "kind": entry.kind.name, "total": entry.total, "posted_on": stamp.posted_on,
        "entered_at": stamp.entered_at, "actor": stamp.actor, "workstation": stamp.workstation,
        "reason": entry.reason, "group_id": group, "reverses": entry.reverses, "because": stamp.because,
        "because_id": stamp.because_id, "imported": stamp.imported, "key": f"{stamp.key}:{offset}",
    }  # fmt: skip


def _line_row(entry_id: int, seq: int, line: Line) -> dict[str, object]:
    return {
        "entry_id": entry_id, "seq": seq, "account_id": line.account, "patient_id": line.patient,
        "charge_id": line.charge, "coverage_id": line.party or None, "lot_id": line.lot,
        "amount": line.amount, "why": line.why,
    }  # fmt: skip


_RAISE = (
    update(Counter)
    .where(Counter.name == bindparam("counter"))
    .values(value=Counter.value + 1)
    .returning(Counter.value)
)  # fmt: skip


def next_number(session: Session, name: str) -> int:
    """The next gapless number of counter ``name``; it is given back if the transaction fails."""
    raised = answers(session, _RAISE, counter=name)
    if not raised:
        begin_counter(session, name)
        raised = answers(session, _RAISE, counter=name)
    return int(raised[0][0])


def begin_counter(session: Session, name: str, *, at: int = 0) -> None:
    """A counter nobody used yet stands ``at`` a number; where another desk begins it now, its turn comes first."""
    session.execute(_BEGIN, {"name": name, "at": at})


_BEGIN = text("INSERT INTO counter (name, value) VALUES (:name, :at) ON CONFLICT DO NOTHING")


@dataclass(frozen=True)
class Credit:
    """Unapplied money of one lot on an account; ``amount`` is positive cents."""

    account_id: int
    lot_id: int
    amount: int
    received_on: date
    method: str
    visit_id: int | None


def credits_of(session: Session, account_ids: Sequence[int]) -> tuple[Credit, ...]:
    """Unapplied patient credit of accounts, oldest lot first."""
    rows = answers(session, _credits(), accounts=list(account_ids))
    return tuple(Credit(*tuple[Any, ...](row)) for row in rows)


@cache
def _credits() -> Select[*tuple[Any, ...]]:
    accounts: BindParameter[int] = bindparam("accounts", expanding=True)
    return (
        select(
            CreditBalance.account_id, CreditBalance.lot_id, -CreditBalance.balance, Lot.received_on,
            func.coalesce(Receipt.method, Lot.kind), Receipt.visit_id,
        )
        .join(Lot, Lot.id == CreditBalance.lot_id)
        .outerjoin(Receipt, Receipt.lot_id == Lot.id)
        .where(
            CreditBalance.account_id.in_(accounts),
            CreditBalance.coverage_id == PATIENT,
            CreditBalance.balance != 0,
        )
        .order_by(CreditBalance.account_id, Lot.received_on, Lot.id)
    )  # fmt: skip


def whereabouts(session: Session, lot_id: int) -> tuple[Line, ...]:
    """Where a lot lies now: one line per (account, patient, charge, party) with its remaining sum, in cents."""
    total = func.sum(LineRow.amount)
    query = (
        select(
            LineRow.account_id, total, LineRow.charge_id, LineRow.patient_id,
            LineRow.coverage_id, LineRow.lot_id,
        )
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(LineRow.lot_id == lot_id, EntryRow.kind != "charge")
        .group_by(
            LineRow.account_id, LineRow.charge_id, LineRow.patient_id, LineRow.coverage_id, LineRow.lot_id,
        )
        .having(total != 0)
        .order_by(LineRow.charge_id, LineRow.account_id)
    )  # fmt: skip
    return tuple(
        Line(account, int(amount), charge, patient, party or PATIENT, lot)
        for account, amount, charge, patient, party, lot in session.execute(query)
    )


def accounts_of_lot(session: Session, lot_id: int) -> frozenset[int]:
    """The accounts that a lot's money ever lay on: who moves any of it has one of them locked."""
    return frozenset(session.execute(select(LineRow.account_id).where(LineRow.lot_id == lot_id).distinct()).scalars())


def lines_of_entry(session: Session, entry_id: int) -> tuple[Line, ...]:
    """The lines of one entry, as written."""
    rows = session.execute(select(LineRow).where(LineRow.entry_id == entry_id).order_by(LineRow.seq)).scalars()
    return tuple(
        Line(r.account_id, r.amount, r.charge_id, r.patient_id, r.coverage_id or PATIENT, r.lot_id, r.why)
        for r in rows
    )


def patient_part(session: Session, charge_id: int) -> int:
    """What the patient owes of a charge, in cents."""
    return party_part(session, charge_id, PATIENT)


def party_part(session: Session, charge_id: int, party: int) -> int:
    """What ``party`` owes of a charge, in cents; read anew each time, since triggers change it under the session."""
    found = session.execute(
        select(ChargeBalance.balance).where(ChargeBalance.charge_id == charge_id, ChargeBalance.coverage_id == party)
    ).scalar_one_or_none()
    return found or 0


def insurer_parts(session: Session, charge_id: int) -> tuple[tuple[int, int], ...]:
    """(coverage id, cents) of what insurers still owe of a charge; read anew each time."""
    rows = session.execute(
        select(ChargeBalance.coverage_id, ChargeBalance.balance)
        .where(ChargeBalance.charge_id == charge_id, ChargeBalance.coverage_id != PATIENT, ChargeBalance.balance > 0)
        .order_by(ChargeBalance.coverage_id)
    )
    return tuple((coverage, int(owed)) for coverage, owed in rows)


def patient_money_on(session: Session, charge_id: int) -> tuple[Line, ...]:
    """The patient's money on a charge by lot, newest lot first; amounts are negative cents."""
    total = func.sum(LineRow.amount)
    query = (
        select(LineRow.account_id, total, LineRow.patient_id, LineRow.lot_id)
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .join(Lot, Lot.id == LineRow.lot_id)
        .where(LineRow.charge_id == charge_id, LineRow.coverage_id.is_(None), EntryRow.kind != "charge")
        .group_by(LineRow.account_id, LineRow.patient_id, LineRow.lot_id, Lot.received_on)
        .having(total < 0)
        .order_by(Lot.received_on.desc(), LineRow.lot_id.desc())
    )
    return tuple(
        Line(account, int(amount), charge_id, patient, PATIENT, lot)
        for account, amount, patient, lot in session.execute(query)
    )


@dataclass(frozen=True)
class Posted:
    """A sealed entry as it is looked at again."""

    id: int
    kind: str
    total: int
    posted_on: date
    reason: str
    group_id: int
    because: str
    because_id: int | None
    reverses: int | None
    reversed_by: int | None


def _posted() -> Select[*tuple[Any, ...]]:
    reversal = aliased(EntryRow)
    return select(
        EntryRow.id, EntryRow.kind, EntryRow.total, EntryRow.posted_on, EntryRow.reason, EntryRow.group_id,
        EntryRow.because, EntryRow.because_id, EntryRow.reverses, reversal.id,
    ).outerjoin(reversal, reversal.reverses == EntryRow.id)  # fmt: skip


def posted(session: Session, entry_id: int) -> Posted | None:
    """One entry, or None."""
    row = session.execute(_posted().where(EntryRow.id == entry_id)).first()
    return Posted(*row) if row else None


def group(session: Session, group_id: int) -> tuple[Posted, ...]:
    """The entries of one act, in order."""
    rows = session.execute(_posted().where(EntryRow.group_id == group_id).order_by(EntryRow.id))
    return tuple(Posted(*row) for row in rows)


def lines_of_groups(
    session: Session, group_ids: Sequence[int]
) -> dict[int, tuple[tuple[EntryKind, Line], ...]]:
    """Act -> the lines of its entries that stand, each with what kind of entry it is of."""
    reversal = aliased(EntryRow)
    rows = session.execute(
        select(
            EntryRow.group_id, EntryRow.kind, LineRow.account_id, LineRow.amount, LineRow.charge_id,
            LineRow.patient_id, LineRow.coverage_id, LineRow.lot_id,
        )
        .join(LineRow, LineRow.entry_id == EntryRow.id)
        .outerjoin(reversal, reversal.reverses == EntryRow.id)
        .where(EntryRow.group_id.in_(group_ids), EntryRow.reverses.is_(None), reversal.id.is_(None))
        .order_by(EntryRow.id, LineRow.seq)
    )  # fmt: skip
    found: dict[int, tuple[tuple[EntryKind, Line], ...]] = {}
    for group_id, kind, account, amount, charge, patient, coverage, lot in rows:
        line = Line(account, amount, charge, patient, coverage or PATIENT, lot)
        found[group_id] = (*found.get(group_id, ()), (KINDS[kind], line))
    return found


def entries_on_charge(session: Session, charge_id: int) -> tuple[Posted, ...]:
    """Entries with a line on a charge that still stand (not reversed, not reversals), newest first."""
    on_it = select(LineRow.entry_id).where(LineRow.charge_id == charge_id)
    rows = session.execute(
        _posted().where(EntryRow.id.in_(on_it), EntryRow.reverses.is_(None)).order_by(EntryRow.id.desc())
    )
    return tuple(found for found in (Posted(*row) for row in rows) if found.reversed_by is None)


def entry_by_key(session: Session, key: str) -> Posted | None:
    """The first entry of an act posted under ``key`` before, or None: a retry finds what is there."""
    row = session.execute(_posted().where(EntryRow.key == f"{key}:0")).first()
    return Posted(*row) if row else None
