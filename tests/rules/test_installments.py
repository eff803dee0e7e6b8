"""Installments add up to the cent, and their days do not drift."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import (
    Cadence,
    due_dates,
    of_amount,
    remainder_first,
    remainder_last,
    remainder_spread,
    schedule,
    smaller_last,
)

Split = Callable[[int, int], tuple[int, ...]]


@pytest.mark.parametrize(
    ("total", "number", "each", "last"),
    [
        (1_250_00, 12, 104_16, 104_24), (1_000_00, 3, 333_33, 333_34), (873_45, 7, 124_77, 124_83),
        (1_842_33, 24, 76_76, 76_85),
    ],
)  # fmt: skip
def test_what_is_left_over_is_on_the_last(total: int, number: int, each: int, last: int) -> None:
    assert remainder_last(total, number) == (*[each] * (number - 1), last)


def test_what_is_left_over_may_stand_elsewhere() -> None:
    assert remainder_spread(1_250_00, 12) == (*[104_17] * 8, *[104_16] * 4)
    assert remainder_first(1_250_00, 12) == (104_24, *[104_16] * 11)
    assert smaller_last(1_250_00, 12) == (*[104_17] * 11, 104_13)
    assert smaller_last(5, 4) == (2, 1, 1, 1)  # rounding up would leave the last without a cent


def test_a_fixed_amount_leaves_a_tail_that_joins_when_it_is_tiny() -> None:
    assert of_amount(1_842_33, 100_00) == (*[100_00] * 18, 42_33)
    assert of_amount(1_250_00, 140_00) == (*[140_00] * 8, 130_00)
    assert of_amount(1_149_11, 104_16) == (*[104_16] * 10, 107_51)
    assert of_amount(505_00, 100_00) == (*[100_00] * 5, 5_00)
    assert of_amount(504_99, 100_00) == (*[100_00] * 4, 104_99)
    assert of_amount(30_00, 100_00) == (30_00,)


def test_a_plan_with_what_is_new_keeps_its_end() -> None:
    assert remainder_last(1_149_11, 8) == (*[143_63] * 7, 143_70)


@given(st.integers(1, 10_000_000), st.integers(1, 60))
def test_no_cent_is_lost_and_every_installment_is_one(total: int, number: int) -> None:
    splits: tuple[Split, ...] = (remainder_last, remainder_spread, remainder_first, smaller_last)
    for split in splits:
        if number > total:
            with pytest.raises(PaydeskError):
                split(total, number)
            continue
        amounts = split(total, number)
        assert sum(amounts) == total and len(amounts) == number and min(amounts) > 0
    if number <= total:
        assert max(smaller_last(total, number)) == -(-total // number)


@given(st.integers(1, 10_000_000), st.integers(1, 500_000))
def test_a_fixed_amount_loses_no_cent(total: int, each: int) -> None:
    amounts = of_amount(total, max(each, total // 5000 + 1))
    assert sum(amounts) == total and min(amounts) > 0


@pytest.mark.parametrize("split", [remainder_last, remainder_spread, remainder_first, smaller_last])
def test_nothing_is_not_divided(split: Split) -> None:
    with pytest.raises(PaydeskError, match="nothing to pay"):
        split(0, 3)
    with pytest.raises(PaydeskError, match="at least one installment"):
        split(100, 0)
    with pytest.raises(PaydeskError, match=r"0\.02 cannot be paid in 3 installments"):
        split(2, 3)
    with pytest.raises(PaydeskError, match="more than nothing"):
        of_amount(100, 0)


def test_months_keep_their_day_and_do_not_drift() -> None:
    assert due_dates(date(2026, 12, 31), 6) == (
        date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30),
        date(2027, 5, 31),
    )  # fmt: skip
    assert due_dates(date(2027, 1, 5), 12)[-1] == date(2027, 12, 5)


def test_weeks_go_on_from_the_first_day() -> None:
    assert due_dates(date(2026, 12, 4), 4, cadence=Cadence.BIWEEKLY) == (
        date(2026, 12, 4), date(2026, 12, 18), date(2027, 1, 1), date(2027, 1, 15),
    )  # fmt: skip
    assert due_dates(date(2026, 12, 25), 2, cadence=Cadence.WEEKLY)[1] == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (date(2026, 12, 1), (date(2026, 12, 15), date(2027, 1, 1), date(2027, 1, 15))),
        (date(2026, 12, 15), (date(2026, 12, 31), date(2027, 1, 15), date(2027, 1, 31))),
        (date(2027, 2, 28), (date(2027, 3, 15), date(2027, 3, 31), date(2027, 4, 15))),
        (date(2026, 12, 20), (date(2027, 1, 6), date(2027, 1, 20), date(2027, 2, 6))),
    ],
)
def test_twice_a_month_has_two_days(first: date, then: tuple[date, ...]) -> None:
    assert due_dates(first, 4, cadence=Cadence.SEMIMONTHLY) == (first, *then)


@given(st.dates(date(2026, 1, 1), date(2040, 1, 1)), st.sampled_from(list(Cadence)))
def test_days_rise_and_a_year_has_its_number(first: date, cadence: Cadence) -> None:
    days = due_dates(first, 200, cadence=cadence)
    assert days[0] == first and all(one < other for one, other in pairwise(days))
    assert abs((days[cadence.a_year] - first).days - 365) <= 4


def test_each_amount_has_its_day() -> None:
    made = schedule((104_16, 104_24), date(2027, 1, 5))
    assert [(one.due, one.amount) for one in made] == [(date(2027, 1, 5), 104_16), (date(2027, 2, 5), 104_24)]
