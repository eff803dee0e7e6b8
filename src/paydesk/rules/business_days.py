"""Business days: all but weekends, federal holidays as they are observed, and days the clinic itself is closed."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache


@dataclass(frozen=True, slots=True)
class Holiday:
    """A federal holiday: a fixed ``day`` of its month, or the ``nth`` ``weekday`` (0 Monday; −1 the last one).

    ``first`` and ``last`` are the years it is kept in; None: it goes on.
    """

    name: str
    month: int
    day: int | None = None
    weekday: int | None = None
    nth: int = 0
    first: int = 1971
    last: int | None = None
    source: str = "5 U.S.C. 6103(a)"


HOLIDAYS: tuple[Holiday, ...] = (
    Holiday("New Year’s Day", 1, day=1),
    Holiday("Birthday of Martin Luther King, Jr.", 1, weekday=0, nth=3, first=1986),
    Holiday("Washington’s Birthday", 2, weekday=0, nth=3),
    Holiday("Memorial Day", 5, weekday=0, nth=-1),
    Holiday("Juneteenth", 6, day=19, first=2021, source="Public Law 117-17"),
    Holiday("Independence Day", 7, day=4),
    Holiday("Labor Day", 9, weekday=0, nth=1),
    Holiday("Columbus Day", 10, weekday=0, nth=2),
    Holiday("Veterans Day", 11, day=11, first=1978),
    Holiday("Thanksgiving Day", 11, weekday=3, nth=4),
    Holiday("Christmas Day", 12, day=25),
)


def _falls_on(holiday: Holiday, year: int) -> date:
    if holiday.day is not None:
        return date(year, holiday.month, holiday.day)
    days = [
        day
        for day in range(1, calendar.monthrange(year, holiday.month)[1] + 1)
        if date(year, holiday.month, day).weekday() == holiday.weekday
    ]
    return date(year, holiday.month, days[holiday.nth if holiday.nth < 0 else holiday.nth - 1])


def _observed(day: date) -> date:
    """On a Saturday it is kept the Friday before (5 U.S.C. 6103(b)), on a Sunday the Monday after (E.O. 11582)."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The days on which that year's holidays are observed; New Year's Day may be the last day of the year before."""
    kept = (one for one in HOLIDAYS if one.first <= year and (one.last is None or year <= one.last))
    return frozenset(_observed(_falls_on(one, year)) for one in kept)


def is_business_day(day: date, *, closed: Collection[date] = ()) -> bool:
    """Whether ``day`` is one; ``closed`` are days the clinic does not work."""
    holiday = day in federal_holidays(day.year) or day in federal_holidays(day.year + 1)
    return day.weekday() < 5 and not holiday and day not in closed


def business_days_after(day: date, count: int, *, closed: Collection[date] = ()) -> date:
    """The ``count``-th business day after ``day``, before it for a count below zero; ``day`` itself for none."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day, closed=closed):
            day += step
    return day
