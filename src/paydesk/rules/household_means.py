"""Means of a household: what comes in and what must go out, made comparable by the year and the month, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents, cents


class Frequency(Enum):
    """How often an amount comes or goes; the value is what files say."""

    HOURLY = "hourly"
    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    SEMIMONTHLY = "semimonthly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"  # "the last three months"
    YEARLY = "yearly"

    @property
    def a_year(self) -> int:
        """How often in a year; an hour's counts by the weeks, with the hours of each beside it."""
        return _A_YEAR[self]


_A_YEAR = {
    Frequency.HOURLY: 52, Frequency.WEEKLY: 52, Frequency.BIWEEKLY: 26, Frequency.SEMIMONTHLY: 24,
    Frequency.MONTHLY: 12, Frequency.QUARTERLY: 4, Frequency.YEARLY: 1,
}  # fmt: skip

HOURS_A_WEEK = 168


@dataclass(frozen=True, slots=True)
class Flow:
    """An income or an obligation: what it is, cents each time, how often; ``hours`` a week for what is paid hourly."""

    kind: str
    amount: Cents
    frequency: Frequency
    hours: Decimal | None = None


def yearly_income(incomes: Sequence[Flow]) -> Cents:
    """All income in a year, in cents, rounded down. Raises PaydeskError that names the income."""
    return int(sum((_a_year(one, row, "incomes") for row, one in enumerate(incomes)), Fraction(0)))


def monthly_obligations(obligations: Iterable[Flow]) -> Fraction:
    """All obligations in a month, in cents, exactly. Raises PaydeskError that names the obligation."""
    return sum((_a_year(one, row, "obligations") for row, one in enumerate(obligations)), Fraction(0)) / 12


def _a_year(one: Flow, row: int, field: str) -> Fraction:
    if one.amount < 0:
        what = "An income" if field == "incomes" else "An obligation"
        raise PaydeskError(f"{what} cannot be below zero: {one.kind}.", field=field, row=row)
    hours = Fraction(1)
    if one.frequency is Frequency.HOURLY:
        if one.hours is None:
            raise PaydeskError(f"How many hours a week? {one.kind} is paid by the hour.", field=field, row=row)
        if not 0 < one.hours <= HOURS_A_WEEK:
            raise PaydeskError(
                f"{one.hours:f} hours a week at {one.kind} cannot be: from more than 0 to {HOURS_A_WEEK}.",
                field=field, row=row,
            )  # fmt: skip
        hours = Fraction(one.hours)
    return cents(one.amount, field=field) * one.frequency.a_year * hours
