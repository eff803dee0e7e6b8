"""The clinic's own policy for payment plans: how small, how long, how patient it is, and who is asked first."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.rules.money import Cents


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
    What a household told holds ``sheet_months``.
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

    def longest(self, balance: Cents) -> int:
        """The most installments for a balance."""
        return next(term.longest for term in self.terms if term.below is None or balance < term.below)


USUAL = PlanPolicy()
"""What a clinic starts with: usual in the field."""
