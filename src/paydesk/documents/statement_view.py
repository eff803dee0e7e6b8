"""What a statement says, as facts: every line once, every sum provable before anything is drawn."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from paydesk.documents.letterhead import Letterhead
from paydesk.rules.correspondence import Language
from paydesk.rules.money import Cents


class Asks(Enum):
    """What the statement asks of the reader."""

    PAYMENT = "payment"
    NOTHING = "nothing"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One charge: ``charge − insurance_paid − adjusted − you_paid − waiting = owe``, all in cents.

    ``adjusted`` is everything that came off the price (contractual, discount, charity) and may be negative;
    ``waiting`` is what insurers still owe on it; ``owe`` is the patient's part, the only one asked for, and not even
    that where ``not_asked`` says in words why (such a line stands apart).
    """

    date: datetime.date
    what: str
    charge: Cents
    insurance_paid: Cents = 0
    adjusted: Cents = 0
    you_paid: Cents = 0
    waiting: Cents = 0
    owe: Cents
    not_asked: str = ""

    @property
    def asked(self) -> Cents:
        """What it asks for."""
        return 0 if self.not_asked else self.owe

    @property
    def only_waits(self) -> bool:
        """True when nothing of it is the patient's and an insurer still owes."""
        return self.owe == 0 and self.waiting != 0

    @property
    def apart(self) -> bool:
        """True when it stands outside the total: it only waits, or is not asked for."""
        return self.only_waits or bool(self.not_asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementVisit:
    """The lines of one visit; without a date, other items of the account (fees, earlier balances)."""

    date: datetime.date | None
    provider: str = ""
    patient: str = ""
    lines: tuple[StatementLine, ...]


@dataclass(frozen=True, slots=True)
class StatementPlan:
    """What is on a payment plan and not due yet, in cents: owed in the lines, and not asked for."""

    number: int
    not_due: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """Everything one statement prints.

    ``account`` and ``number`` are digits (at most 10 and 8). ``addressee`` is name, care-of, street, city
    line as the window shows them. ``unapplied`` is credit not yet used (zero or less); ``amount`` is what
    is asked for after it (negative: a credit) and after ``plans``, which take off what is not due yet. ``kept``
    (zero or more) was paid for a coming visit and is taken off nothing. ``ageing`` is what is asked for by bucket
    (0–30, 31–60, 61–90, 91–120, over 120 days).
    ``notes`` prints the page of help on the back.
    """

    letterhead: Letterhead
    language: Language
    number: str
    account: str
    date: datetime.date
    pay_by: datetime.date | None
    addressee: tuple[str, ...]
    visits: tuple[StatementVisit, ...]
    unapplied: Cents = 0
    kept: Cents = 0
    plans: tuple[StatementPlan, ...] = ()
    amount: Cents
    ageing: tuple[Cents, Cents, Cents, Cents, Cents]
    notes: bool = True

    @property
    def asks(self) -> Asks:
        """Payment, nothing, or a credit to tell of."""
        return Asks.PAYMENT if self.amount > 0 else Asks.CREDIT if self.amount < 0 else Asks.NOTHING

    @property
    def lines(self) -> Iterator[StatementLine]:
        """Every line of every visit, in order."""
        return (line for visit in self.visits for line in visit.lines)


def prove(view: StatementView) -> None:
    """Raises ValueError, naming the statement, if a line, the total or the ageing is off by a cent."""
    owed = view.unapplied - sum(plan.not_due for plan in view.plans)
    for line in view.lines:
        rest = line.charge - line.insurance_paid - line.adjusted - line.you_paid - line.waiting
        if rest != line.owe:
            raise ValueError(f"statement {view.number}: the line of {line.date} leaves {rest}, not {line.owe}")
        owed += line.asked
    if owed != view.amount:
        raise ValueError(f"statement {view.number}: its lines sum to {owed}, not {view.amount}")
    if sum(view.ageing) + view.unapplied != view.amount:
        raise ValueError(f"statement {view.number}: its ageing does not sum to {view.amount}")
    if any(plan.not_due <= 0 for plan in view.plans):
        raise ValueError(f"statement {view.number}: what a plan takes off is more than zero")
    if view.kept < 0:
        raise ValueError(f"statement {view.number}: money kept for a visit is never less than zero")
    if view.unapplied > 0:
        raise ValueError(f"statement {view.number}: unapplied credit is never more than zero")
    if view.asks is Asks.PAYMENT and view.pay_by is None:
        raise ValueError(f"statement {view.number}: a bill says by when to pay")
