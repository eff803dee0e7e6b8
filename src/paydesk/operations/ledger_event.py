"""One row of an account's ledger as the screen shows it, and the words that its facts share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from paydesk.data import history_store
from paydesk.data.database import Session
from paydesk.data.history_store import ChargeFacts, LedgerLine
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents


@dataclass(frozen=True)
class LedgerEvent:
    """One row of the ledger. ``insurers_left`` and ``patient_left`` run: what is left after it, in cents.

    ``amount`` is None for a move, whose size is ``moved``. ``undoable``: it stands and may be undone. Of money that
    pays no charge, ``patient_left`` is the account's credit, zero or less.
    """

    entry_id: int
    on: date
    word: str
    what: str
    amount: Cents | None
    moved: Cents
    insurers_left: Cents
    patient_left: Cents
    reason: str
    undone: bool
    undoable: bool
    lot_id: int | None = None


@dataclass(frozen=True)
class Crossing:
    """A move of which only one side is on this account: what it brought (below zero) or took, in cents, and the
    number of the other account.
    """

    amount: Cents
    other: int | None

    @property
    def words(self) -> str:
        return f"{'To' if self.amount > 0 else 'From'} account {self.other or 'of another family'}"


def crossings(session: Session, account_id: int, lines: Iterable[LedgerLine]) -> Mapping[int, Crossing]:
    """Entry -> crossing, of the moves between this account and another one."""
    sums: Counter[int] = Counter()
    for line in lines:
        if line.kind == "reapplication":
            sums[line.entry_id] += line.amount
    crossed = [entry for entry, amount in sums.items() if amount]
    others = history_store.other_accounts(session, account_id, crossed) if crossed else {}
    return {entry: Crossing(sums[entry], others.get(entry)) for entry in crossed}


def charge_name(charge: ChargeFacts) -> str:
    """``Office visit of 10/19/2026``."""
    return f"{charge.description} of {show_date(charge.service_date)}"


def may_be_undone(line: LedgerLine) -> bool:
    """Whether the entry of a line stands and is no undoing itself; nothing is left of a receipt that was undone."""
    undoing = line.kind in ("reversal", "returned payment") or line.because == "undoing"
    return not (line.undone or line.lot_undone or undoing)


def way(line: LedgerLine) -> str:
    """How its money came in, to be put behind words: ``, check 1204``."""
    money = line.receipt
    if money is None or money.method == "imported":
        return ""
    if money.method == "card" and money.card and money.card.strip():
        return f", {money.card.strip()}"
    return f", check {money.check}" if money.method == "check" and money.check else f", {money.method}"


def capital(text: str) -> str:
    """With its first letter large."""
    return text[:1].upper() + text[1:]
