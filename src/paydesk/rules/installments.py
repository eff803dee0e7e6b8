"""Installments: what is paid when, so that a plan adds up to the cent and its days never drift."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, StrEnum
from itertools import count, islice

from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents, show

SMALLEST_TAIL: Cents = 5_00
"""A last installment below this joins the one before it."""


class Cadence(Enum):
    """How often an installment is due; the value is what files say."""

    MONTHLY = "monthly"
    SEMIMONTHLY = "semimonthly"
    BIWEEKLY = "biweekly"
    WEEKLY = "weekly"

    @property
    def a_year(self) -> int:
        """How many fall into a year."""
        return {Cadence.MONTHLY: 12, Cadence.SEMIMONTHLY: 24, Cadence.BIWEEKLY: 26, Cadence.WEEKLY: 52}[self]


@dataclass(frozen=True, slots=True)
class Installment:
    """What is due on one day, in cents."""

    due: date
    amount: Cents


def remainder_last(total: Cents, number: int) -> tuple[Cents, ...]:
    """``number`` equal amounts, the last one larger by what is left over. Raises PaydeskError as all of these do."""
    each, left = divmod(_whole(total, number), number)
    return (*[each] * (number - 1), each + left)


def remainder_spread(total: Cents, number: int) -> tuple[Cents, ...]:
    """``number`` amounts, the first ones a cent larger until nothing is left over."""
    each, left = divmod(_whole(total, number), number)
    return tuple(each + (place < left) for place in range(number))


def remainder_first(total: Cents, number: int) -> tuple[Cents, ...]:
    """``number`` equal amounts, the first one larger by what is left over."""
    each, left = divmod(_whole(total, number), number)
    return (each + left, *[each] * (number - 1))


def smaller_last(total: Cents, number: int) -> tuple[Cents, ...]:
    """``number`` amounts rounded up to the cent, the last one smaller; as even as cents allow where none were left."""
    each = -(-_whole(total, number) // number)
    last = total - each * (number - 1)
    return (*[each] * (number - 1), last) if last > 0 else remainder_spread(total, number)


class OddCents(StrEnum):
    """Where the cents go that a number of installments leaves over; the value is kept."""

    LAST = "last"
    FIRST = "first"
    SPREAD = "spread"
    SMALLER_LAST = "smaller last"


def evenly(total: Cents, number: int, *, odd: OddCents = OddCents.LAST, most: Cents | None = None) -> tuple[Cents, ...]:
    """``number`` even installments; where ``odd`` would take one above ``most``, the last one is smaller instead."""
    amounts = _SPLITS[odd](total, number)
    return amounts if most is None or max(amounts) <= most else smaller_last(total, number)


_SPLITS = {
    OddCents.LAST: remainder_last, OddCents.FIRST: remainder_first, OddCents.SPREAD: remainder_spread,
    OddCents.SMALLER_LAST: smaller_last,
}  # fmt: skip


def of_amount(total: Cents, each: Cents, *, tail: Cents = SMALLEST_TAIL) -> tuple[Cents, ...]:
    """Installments of ``each`` and what is left at the end; less than ``tail`` joins the one before it."""
    if each <= 0:
        raise PaydeskError("An installment is more than nothing.", field="payment")
    full, left = divmod(_whole(total, 1), each)
    if not full:
        return (total,)
    amounts = [each] * full
    if left >= tail:
        amounts.append(left)
    else:
        amounts[-1] += left
    return tuple(amounts)


def _whole(total: Cents, number: int) -> Cents:
    """``total``, if it can be divided into so many installments of at least a cent."""
    if total <= 0:
        raise PaydeskError("There is nothing to pay by installments.", field="total")
    if number < 1:
        raise PaydeskError("A plan has at least one installment.", field="number")
    if number > total:
        raise PaydeskError(f"{show(total)} cannot be paid in {number:,} installments.", field="number")
    return total


def due_dates(first: date, number: int, *, cadence: Cadence = Cadence.MONTHLY) -> tuple[date, ...]:
    """``number`` days from ``first`` on, strictly rising.

    By the month they keep the day of the first, or the month's last where it has no such day, and do not drift;
    twice a month they alternate with the day half a month on: the 1st with the 15th, the 15th with the last.
    """
    return tuple(islice(_days(first, cadence), number))


def _days(first: date, cadence: Cadence) -> Iterator[date]:
    if cadence in (Cadence.WEEKLY, Cadence.BIWEEKLY):
        step = timedelta(weeks=1 if cadence is Cadence.WEEKLY else 2)
        yield from (first + step * place for place in count())
    elif cadence is Cadence.MONTHLY:
        yield from (_in_month(first, months, first.day) for months in count())
    else:
        early, late = _half_months(first)
        for months in count():
            for day in (early, late):
                due = _in_month(first, months, day)
                if due >= first:
                    yield due


def _half_months(first: date) -> tuple[int, int]:
    """The two days of a month; 31 is its last."""
    if first.day < 15:
        return first.day, first.day + 14
    if first.day == 15 or first.day == calendar.monthrange(first.year, first.month)[1]:
        return 15, 31
    return first.day - 14, first.day


def _in_month(first: date, months: int, day: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def schedule(amounts: Sequence[Cents], first: date, *, cadence: Cadence = Cadence.MONTHLY) -> tuple[Installment, ...]:
    """Each amount with its day."""
    return tuple(map(Installment, due_dates(first, len(amounts), cadence=cadence), amounts))


def dates_after(first: date, after: date, number: int, *, cadence: Cadence = Cadence.MONTHLY) -> tuple[date, ...]:
    """The next ``number`` days after ``after`` of a row that began on ``first``: its day of the month is kept."""
    return tuple(islice((due for due in _days(first, cadence) if due > after), number))
