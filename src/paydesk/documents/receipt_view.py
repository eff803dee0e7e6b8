"""What a receipt says, frozen when the money was taken: a reprint shows the same facts for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from paydesk.documents.letterhead import Letterhead
from paydesk.rules.correspondence import Language
from paydesk.rules.money import Cents


class Printing(Enum):
    """Which printing this is: the first, or a reprint (which says so)."""

    FIRST = "first"
    COPY = "copy"


class Undone(Enum):
    """What became of the money after the receipt was given."""

    VOIDED = "voided"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """Money put to one charge: what it was, for whom, why it went there, and how much."""

    what: str
    patient: str = ""
    why: str = ""
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """Everything one receipt prints.

    ``received`` is local clinic time. ``method`` is ready words (``correspondence.payment_method``).
    ``unapplied`` is the part kept as credit (zero or more), for the visit of ``kept_on`` where there is one; lines +
    unapplied = ``amount``. ``balance`` is what the patient owed right after, as then (negative: credit), and what is
    kept for visits is not in it: ``kept_besides`` was there before. ``undone`` marks the reprint of a receipt voided
    or returned since.
    """

    letterhead: Letterhead
    language: Language
    number: str
    received: datetime
    payer: str
    account: str
    method: tuple[str, ...]
    lines: tuple[ReceiptLine, ...]
    unapplied: Cents = 0
    kept_on: date | None = None
    kept_besides: Cents = 0
    amount: Cents
    balance: Cents
    cashier: str
    printing: Printing = Printing.FIRST
    undone: Undone | None = None


def prove_receipt(view: ReceiptView) -> None:
    """Raises ValueError if lines and kept credit do not sum to the amount received."""
    if sum(line.amount for line in view.lines) + view.unapplied != view.amount:
        raise ValueError(f"receipt {view.number}: its lines do not sum to {view.amount}")
