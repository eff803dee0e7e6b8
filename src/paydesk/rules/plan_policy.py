"""The clinic's own policy for payment plans: how small, how long, how patient it is, and who is asked first."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import OddCents
from paydesk.rules.money import Cents, cents


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the clinic's matrix: the most installments for a balance below ``below`` (None: any), in cents."""

    below: Cents | None
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPolicy:
    """What the clinic allows: ``terms`` by rising balance, the smallest installment in cents; the rest in days.

    ``down_percent`` of the balance is asked for at signing. A missed installment is told ``grace_days`` after it was
    due; ``missed_for_cure`` of them in a row, or one ``days_for_cure`` old, ask for the cure letter, which leaves
    ``cure_days``. A hardship pause is at most ``pause_days``. ``remind_days`` before an installment a reminder may go.
    ``assistance_within``: up to this percent of the poverty guideline assistance is asked for first, None never.
    What a household told holds ``sheet_months``. ``odd_cents``: which installment has what does not divide evenly.
    """

    terms: tuple[Term, ...] = (
        Term(100_00, 3), Term(300_00, 6), Term(1_000_00, 12), Term(2_500_00, 18), Term(5_000_00, 24), Term(None, 36),
    )  # fmt: skip
    smallest: Cents = 25_00
    down_percent: int = 0
    grace_days: int = 10
    remind_days: int = 5
    missed_for_cure: int = 2
    days_for_cure: int = 60
    cure_days: int = 20
    pause_days: int = 90
    assistance_within: int | None = 200
    sheet_months: int = 12
    odd_cents: OddCents = OddCents.LAST

    def longest(self, balance: Cents) -> int:
        """The most installments for a balance."""
        return next(term.longest for term in self.terms if term.below is None or balance < term.below)


USUAL = PlanPolicy()
"""What a clinic starts with: usual in the field."""

_DAYS = {
    "grace_days": (0, 60), "remind_days": (0, 30), "days_for_cure": (1, 365), "cure_days": (1, 120),
    "pause_days": (1, 366),
}  # fmt: skip
_NUMBERS = {"down_percent": (0, 90), "missed_for_cure": (1, 12), "sheet_months": (1, 24)}
LONGEST_PLAN = 120
"""Installments; more is no plan."""
MOST_TERMS = 7


def check(policy: PlanPolicy) -> None:
    """Raises PaydeskError for a policy that cannot be.

    It names the field; of ``terms`` it names ``below`` or ``longest``, and the row.
    """
    _check_terms(policy.terms)
    if cents(policy.smallest, field="smallest") < 1_00:
        raise PaydeskError("The smallest installment is at least 1.00.", field="smallest")
    for field, (least, most) in _DAYS.items():
        if not least <= getattr(policy, field) <= most:
            raise PaydeskError(f"Choose between {least} and {most} days.", field=field)
    for field, (least, most) in _NUMBERS.items():
        if not least <= getattr(policy, field) <= most:
            raise PaydeskError(f"Choose a number between {least} and {most}.", field=field)
    if policy.assistance_within is not None and not 1 <= policy.assistance_within <= 1000:
        raise PaydeskError("Choose between 1 and 1000 percent, or leave it empty for never.", field="assistance_within")


def _check_terms(terms: tuple[Term, ...]) -> None:
    last = len(terms) - 1
    if last < 0 or terms[last].below is not None:
        raise _wrong("The last row holds for every larger balance: leave its balance empty.", "below", max(0, last))
    if len(terms) > MOST_TERMS:
        raise _wrong(f"At most {MOST_TERMS} rows fit.", "below", MOST_TERMS)
    for row, term in enumerate(terms):
        before = terms[row - 1] if row else Term(0, 1)
        if term.below is None and row < last:
            raise _wrong("Only the last row has no balance. Type where this one ends.", "below", row)
        if term.below is not None and cents(term.below, field="below") <= (before.below or 0):
            raise _wrong("Each row ends at a larger balance than the one before it.", "below", row)
        if not 1 <= term.longest <= LONGEST_PLAN:
            raise _wrong(f"A plan has 1 to {LONGEST_PLAN} installments.", "longest", row)
        if term.longest < before.longest:
            raise _wrong("A larger balance has at least as many installments as a smaller one.", "longest", row)


def _wrong(sentence: str, field: str, row: int) -> PaydeskError:
    return PaydeskError(sentence, field=field, row=row)
