"""Ageing: how old a debt is, in the five buckets everyone in the field reads, with credits apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, StrEnum

from paydesk.rules.money import Cents


class Base(StrEnum):
    """From which date a debt ages."""

    RESPONSIBILITY = "responsibility"
    SERVICE = "service"
    FIRST_STATEMENT = "first_statement"

    @property
    def words(self) -> str:
        return {
            Base.RESPONSIBILITY: "Since it is theirs to pay",
            Base.SERVICE: "Since the date of service",
            Base.FIRST_STATEMENT: "Since the first statement",
        }[self]


class Bucket(Enum):
    """A span of days: its label and the first and last day of age in it (None: no limit)."""

    UP_TO_30 = ("0–30", None, 30)
    UP_TO_60 = ("31–60", 31, 60)
    UP_TO_90 = ("61–90", 61, 90)
    UP_TO_120 = ("91–120", 91, 120)
    OVER_120 = ("Over 120", 121, None)

    def __init__(self, label: str, first: int | None, last: int | None) -> None:
        self.label = label
        self.first = first
        self.last = last

    @property
    def position(self) -> int:
        """0 for the youngest, 4 for the oldest."""
        return list(Bucket).index(self)

    def dates(self, as_of: date) -> tuple[date | None, date | None]:
        """The oldest and the newest base date that fall into this bucket on ``as_of`` (None: no limit)."""
        oldest = None if self.last is None else as_of - timedelta(days=self.last)
        newest = None if self.first is None else as_of - timedelta(days=self.first)
        return oldest, newest


def bucket_of(base_date: date | None, as_of: date) -> Bucket:
    """The bucket a debt of ``base_date`` is in on ``as_of``: 30 days is still the first, 31 the second.

    A date still to come, and none yet (no statement was sent), is the first.
    """
    days = 0 if base_date is None else (as_of - base_date).days
    return next(bucket for bucket in Bucket if bucket.last is None or days <= bucket.last)


@dataclass(frozen=True)
class Aged:
    """Cents by bucket, youngest first, and ``credit`` (zero or below) apart."""

    buckets: tuple[Cents, Cents, Cents, Cents, Cents] = (0, 0, 0, 0, 0)
    credit: Cents = 0

    @property
    def owed(self) -> Cents:
        """The sum of the buckets."""
        return sum(self.buckets)

    @property
    def total(self) -> Cents:
        """What is owed less the credit."""
        return self.owed + self.credit


def aged(amounts: Iterable[tuple[Cents, date | None]], as_of: date) -> Aged:
    """Amounts with their base dates, put into buckets; amounts below zero are credit, whatever their date."""
    sums = [0, 0, 0, 0, 0]
    credit = 0
    for amount, base_date in amounts:
        if amount < 0:
            credit += amount
        else:
            sums[bucket_of(base_date, as_of).position] += amount
    return Aged((sums[0], sums[1], sums[2], sums[3], sums[4]), credit)
