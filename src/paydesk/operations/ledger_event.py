"""One row of an account's ledger as the screen shows it, and the words that its facts share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data.history_store import LedgerLine
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
