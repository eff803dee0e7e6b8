"""Business days leave out weekends and the days on which federal holidays are kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.business_days import business_days_after, federal_holidays, is_business_day


def test_the_holidays_of_a_year_are_the_governments_own_list() -> None:
    # OPM's lists for 2026 and 2027; Independence Day of both years is kept beside its weekend.
    assert sorted(federal_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19),
        date(2026, 7, 3), date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26),
        date(2026, 12, 25),
    ]  # fmt: skip
    assert sorted(federal_holidays(2027)) == [
        date(2027, 1, 1), date(2027, 1, 18), date(2027, 2, 15), date(2027, 5, 31), date(2027, 6, 18),
        date(2027, 7, 5), date(2027, 9, 6), date(2027, 10, 11), date(2027, 11, 11), date(2027, 11, 25),
        date(2027, 12, 24),
    ]  # fmt: skip


def test_a_holiday_counts_from_the_year_it_was_made() -> None:
    assert date(2020, 6, 19) not in federal_holidays(2020)
    assert date(2021, 6, 18) in federal_holidays(2021)


def test_new_years_day_on_a_saturday_is_kept_in_the_old_year() -> None:
    assert date(2028, 1, 1).weekday() == 5
    assert not is_business_day(date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 25), 1, date(2026, 11, 27)),  # over Thanksgiving
        (date(2026, 11, 25), 2, date(2026, 11, 30)),  # and the weekend
        (date(2026, 11, 30), -3, date(2026, 11, 24)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        (date(2026, 11, 26), 0, date(2026, 11, 26)),
    ],
)
def test_counting_goes_over_what_is_no_business_day(day: date, count: int, then: date) -> None:
    assert business_days_after(day, count) == then


def test_the_clinics_own_closed_days_are_left_out() -> None:
    friday = date(2026, 11, 27)
    assert business_days_after(date(2026, 11, 25), 1, closed={friday}) == date(2026, 11, 30)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-30, 30))
def test_counting_forth_lands_on_a_business_day_that_many_away(day: date, count: int) -> None:
    then = business_days_after(day, count)
    first, last = min(day, then), max(day, then)
    between = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert sum(is_business_day(one) for one in between if one != day) == abs(count)
    assert count == 0 or is_business_day(then)
