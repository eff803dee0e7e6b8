"""The ledger's grammar: what kinds of entries there are, which way they may go, and what they move."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

PATIENT = 0
"""The party who is the patient (the account's guarantor); any other party is a coverage's id."""


class Sign(Enum):
    """Which way an entry may go: every line of it, seen from what is owed."""

    RAISES = "raises"
    LOWERS = "lowers"
    MOVES = "moves"
    EITHER = "either"


@dataclass(frozen=True)
class EntryKind:
    """One kind of entry. ``money``: every line carries the lot the money came in with."""

    name: str
    sign: Sign
    money: bool
    word: str
    """How the ledger on screen calls it."""


CHARGE = EntryKind("charge", Sign.RAISES, False, "Charge")
FEE = EntryKind("fee", Sign.RAISES, False, "Fee")
PATIENT_PAYMENT = EntryKind("patient payment", Sign.LOWERS, True, "Paid")
INSURER_PAYMENT = EntryKind("insurer payment", Sign.LOWERS, True, "Paid")
CONTRACTUAL = EntryKind("contractual adjustment", Sign.EITHER, False, "Adjusted")
DISCOUNT = EntryKind("discount", Sign.LOWERS, False, "Discount")
CHARITY = EntryKind("charity", Sign.LOWERS, False, "Assistance")
SMALL_BALANCE = EntryKind("small balance", Sign.LOWERS, False, "Written off")
BAD_DEBT = EntryKind("bad debt", Sign.LOWERS, False, "Bad debt")
ADMINISTRATIVE = EntryKind("administrative write-off", Sign.LOWERS, False, "Written off")
RECOVERY = EntryKind("recovery", Sign.RAISES, False, "Recovered")
TRANSFER = EntryKind("responsibility transfer", Sign.MOVES, False, "Moved")
REAPPLICATION = EntryKind("reapplication", Sign.MOVES, True, "Applied")
REFUND = EntryKind("refund", Sign.RAISES, True, "Refunded")
RETURNED_PAYMENT = EntryKind("returned payment", Sign.RAISES, True, "Reversed")
TAKEBACK = EntryKind("takeback", Sign.RAISES, True, "Taken back")
AGENCY_PAYMENT = EntryKind("agency payment", Sign.LOWERS, True, "Paid")
OPENING = EntryKind("opening balance", Sign.EITHER, False, "Opening")
REVERSAL = EntryKind("reversal", Sign.EITHER, False, "Reversed")

KINDS = {
    kind.name: kind
    for kind in (
        CHARGE, FEE, PATIENT_PAYMENT, INSURER_PAYMENT, CONTRACTUAL, DISCOUNT, CHARITY, SMALL_BALANCE, BAD_DEBT,
        ADMINISTRATIVE, RECOVERY, TRANSFER, REAPPLICATION, REFUND, RETURNED_PAYMENT, TAKEBACK, AGENCY_PAYMENT,
        OPENING, REVERSAL,
    )
}  # fmt: skip

WRITE_OFFS = (DISCOUNT, CHARITY, SMALL_BALANCE, BAD_DEBT, ADMINISTRATIVE)
"""What the clinic forgives by its own decision; undone by mirror."""

MAY_CARRY_LOT = (CHARGE, OPENING, REVERSAL)
"""Not money themselves: a charge of returned money, an opening credit and a reversal may name a lot."""


@dataclass(frozen=True)
class Line:
    """One movement of ``amount`` cents on (account, patient, charge or none, party); ``lot`` where it is money.

    ``charge`` None is unapplied credit. ``why`` is what the screen shows under it.
    """

    account: int
    amount: int
    charge: int | None = None
    patient: int | None = None
    party: int = PATIENT
    lot: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Entry:
    """What happened: lines of one kind that stand or fall together."""

    kind: EntryKind
    lines: tuple[Line, ...]
    reason: str = ""
    reverses: int | None = None

    @property
    def total(self) -> int:
        """The sum of the lines, in cents."""
        return sum(line.amount for line in self.lines)


def objection(entry: Entry) -> str | None:
    """Why ``entry`` breaks the grammar, or None; the database's triggers say the same once more."""
    kind, lines = entry.kind, entry.lines
    if not lines:
        return "an entry needs lines"
    if any(line.amount == 0 for line in lines):
        return "a line of nothing"
    if any(line.charge is None and line.lot is None for line in lines):
        return "a line without a charge is credit and needs its lot"
    if kind.money and any(line.lot is None for line in lines):
        return f"{kind.name}: every line names its lot"
    if not kind.money and kind not in MAY_CARRY_LOT and any(line.lot is not None for line in lines):
        return f"{kind.name}: no line names a lot"
    if (kind is REVERSAL) != (entry.reverses is not None):
        return "a reversal, and nothing else, names what it reverses"
    return _sign_objection(entry)


def _sign_objection(entry: Entry) -> str | None:
    kind, lines = entry.kind, entry.lines
    if kind.sign is Sign.RAISES and any(line.amount < 0 for line in lines):
        return f"{kind.name} only raises what is owed"
    if kind.sign is Sign.LOWERS and any(line.amount > 0 for line in lines):
        return f"{kind.name} only lowers what is owed"
    if kind.sign is Sign.MOVES:
        sums: dict[int | None, int] = {}
        for line in lines:
            key = line.lot if kind.money else line.charge
            sums[key] = sums.get(key, 0) + line.amount
        if any(sums.values()):
            return f"{kind.name} moves and adds up to nothing"
    return None


def mirror(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The equal and opposite lines."""
    return tuple(
        Line(line.account, -line.amount, line.charge, line.patient, line.party, line.lot, line.why)
        for line in lines
    )
