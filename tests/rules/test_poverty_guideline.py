"""The poverty guideline of 2026 as printed, and exact comparison with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from paydesk.rules.errors import PaydeskError
from paydesk.rules.poverty_guideline import Region, at_most, guideline, percent_of, yearly

ON = date(2026, 11, 28)
PRINTED = {
    Region.STATES: (15_960, 21_640, 27_320, 33_000, 38_680, 44_360, 50_040, 55_720),
    Region.ALASKA: (19_950, 27_050, 34_150, 41_250, 48_350, 55_450, 62_550, 69_650),
    Region.HAWAII: (18_360, 24_890, 31_420, 37_950, 44_480, 51_010, 57_540, 64_070),
}


@pytest.mark.parametrize("region", list(Region))
def test_all_printed_rows_come_out(region: Region) -> None:
    held = guideline(region, ON)
    assert tuple(yearly(held, people) // 100 for people in range(1, 9)) == PRINTED[region]
    assert yearly(held, 9) - yearly(held, 8) == held.step


def test_an_income_is_compared_exactly_and_the_limit_belongs_to_it() -> None:
    line = yearly(guideline(Region.STATES, ON), 3)
    assert at_most(42_000_00, 200, line) and not at_most(42_000_00, 150, line)
    assert percent_of(42_000_00, line) == Decimal("153.73")
    assert at_most(line * 2, 200, line) and not at_most(line * 2 + 1, 200, line)


@pytest.mark.parametrize(
    ("percent", "cut_offs"),
    [
        (138, (22_024_80, 29_863_20, 37_701_60, 45_540_00)),
        (200, (31_920_00, 43_280_00, 54_640_00, 66_000_00)),
        (250, (39_900_00, 54_100_00, 68_300_00, 82_500_00)),
        (300, (47_880_00, 64_920_00, 81_960_00, 99_000_00)),
        (400, (63_840_00, 86_560_00, 109_280_00, 132_000_00)),
    ],
)
def test_known_cut_offs_are_the_last_income_within(percent: int, cut_offs: tuple[int, ...]) -> None:
    held = guideline(Region.STATES, ON)
    for people, income in enumerate(cut_offs, 1):
        assert at_most(income, percent, yearly(held, people))
        assert not at_most(income + 1, percent, yearly(held, people))


def test_a_day_before_the_first_table_is_refused() -> None:
    with pytest.raises(PaydeskError, match="for 01/12/2026: the first one here is in force from 01/13/2026"):
        guideline(Region.STATES, date(2026, 1, 12))


@pytest.mark.parametrize("people", [0, -1, 31])
def test_a_household_is_at_least_one(people: int) -> None:
    with pytest.raises(PaydeskError, match="1 to 30 people") as refused:
        yearly(guideline(Region.HAWAII, ON), people)
    assert refused.value.field == "household"
