"""What plans bring in: the money that is expected from them month by month, and what is past due by now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from paydesk.rules.money import Cents
from paydesk.rules.plan_changes import to_come
from paydesk.rules.plans import RUNNING, PlanState, Standing

EXPECTING = (PlanState.ACCEPTED, PlanState.PAUSED, *RUNNING)
"""Signed, and not at an end: what it asks for is expected."""

MONTHS = 12


@dataclass(frozen=True, slots=True)
class MonthExpected:
    """What falls due in the month that begins with ``month``, and what fell due before today and is not there."""

    month: date
    due: Cents = 0
    past_due: Cents = 0

    @property
    def total(self) -> Cents:
        """Both together, in cents."""
        return self.due + self.past_due


@dataclass(frozen=True, slots=True)
class Expected:
    """The months from this one on, and what falls due after the last of them, in cents."""

    months: tuple[MonthExpected, ...]
    later: Cents

    @property
    def total(self) -> Cents:
        """Everything that is still to come, in cents."""
        return sum(one.total for one in self.months) + self.later


def month_after(first: date, number: int) -> date:
    """The first day of the month that many after the one of ``first``; below zero: before it."""
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def still_asked(stands: Standing, *, down_due: date | None, today: date) -> tuple[tuple[date, Cents], ...]:
    """What a plan still asks for, each part with its day: the rest of the down payment, then the installments."""
    down = ((down_due or today, stands.down_left),) if stands.down_left else ()
    return (*down, *((one.due, one.amount) for one in to_come(stands)))


def expected(parts: Iterable[tuple[date, Cents]], *, today: date) -> Expected:
    """The parts of all plans by month; what is past due stands in this month."""
    months = {month_after(today, number): [0, 0] for number in range(MONTHS)}
    later = 0
    for day, amount in parts:
        month = months.get(max(day, today).replace(day=1))
        if month is None:
            later += amount
        else:
            month[day < today] += amount
    return Expected(tuple(MonthExpected(first, due, past) for first, (due, past) in months.items()), later)
