"""Poverty guideline: what a household is held against, by year, region and size; compared exactly, never rounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents

LARGEST_HOUSEHOLD = 30
"""More people than this in one household is a typing mistake."""


class Region(Enum):
    """Where a household lives, as far as the guideline tells apart; the value is what files say."""

    STATES = "48"
    ALASKA = "AK"
    HAWAII = "HI"


@dataclass(frozen=True, slots=True)
class PovertyGuideline:
    """One region's table: the yearly income in cents of one person, and for each person more; in force from a day."""

    region: Region
    first: date
    base: Cents
    step: Cents
    source: str


_SOURCE_2026 = "HHS poverty guidelines 2026, in force from 2026-01-13"
GUIDELINES: tuple[PovertyGuideline, ...] = (
    PovertyGuideline(Region.STATES, date(2026, 1, 13), 15_960_00, 5_680_00, _SOURCE_2026),
    PovertyGuideline(Region.ALASKA, date(2026, 1, 13), 19_950_00, 7_100_00, _SOURCE_2026),
    PovertyGuideline(Region.HAWAII, date(2026, 1, 13), 18_360_00, 6_530_00, _SOURCE_2026),
)


def guideline(region: Region, on: date, *, rows: Iterable[PovertyGuideline] = GUIDELINES) -> PovertyGuideline:
    """The newest table of a region in force on that day.

    Raises PaydeskError for a day before the first one.
    """
    of_region = [row for row in rows if row.region is region]
    held = [row for row in of_region if row.first <= on]
    if not held:
        first = show_date(min(row.first for row in of_region))
        raise PaydeskError(
            f"There is no poverty guideline for {show_date(on)}: the first one here is in force from {first}. "
            "Choose that day or a later one.", field="on",
        )  # fmt: skip
    return max(held, key=lambda row: row.first)


def yearly(held: PovertyGuideline, household: int) -> Cents:
    """100 % of the guideline for so many people, in cents a year.

    Raises PaydeskError when nobody, or more than a household holds, is counted.
    """
    if not 1 <= household <= LARGEST_HOUSEHOLD:
        raise PaydeskError(
            f"A household has 1 to {LARGEST_HOUSEHOLD} people. Count the patient, a spouse and those they care for.",
            field="household",
        )
    return held.base + held.step * (household - 1)


def at_most(income: Cents, percent: int, of: Cents) -> bool:
    """Whether a yearly income is within so many percent of the guideline ``of``: exactly, the limit included."""
    return income * 100 <= percent * of


def percent_of(income: Cents, of: Cents) -> Decimal:
    """A yearly income in percent of the guideline ``of``, to two decimals: to be shown, not to be compared."""
    return (Decimal(income) * 100 / Decimal(of)).quantize(Decimal("0.01"), ROUND_HALF_UP)
