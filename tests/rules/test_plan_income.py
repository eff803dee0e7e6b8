"""Money expected from plans: each part in its month, what is past due apart in this one, and nothing lost."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules import installments
from paydesk.rules.plan_income import MonthExpected, expected, month_after, still_asked
from paydesk.rules.plans import standing

TODAY = date(2026, 11, 23)
SIX = installments.schedule((50_00,) * 6, date(2026, 10, 5))


def test_months_go_over_the_year_both_ways() -> None:
    assert month_after(TODAY, 2) == date(2027, 1, 1)
    assert month_after(TODAY, -11) == date(2025, 12, 1)
    assert month_after(TODAY, 0) == date(2026, 11, 1)


def test_past_due_stands_apart_in_this_month_and_the_rest_where_it_falls() -> None:
    """30.00 of 300.00 came: 20.00 of October and 50.00 of November 5 are past due."""
    stands = standing(SIX, down=0, paid=30_00, owed=270_00, on=TODAY, grace_days=10)
    found = expected(still_asked(stands, down_due=None, today=TODAY), today=TODAY)
    assert found.months[:5] == (
        MonthExpected(date(2026, 11, 1), 0, 70_00), MonthExpected(date(2026, 12, 1), 50_00),
        MonthExpected(date(2027, 1, 1), 50_00), MonthExpected(date(2027, 2, 1), 50_00),
        MonthExpected(date(2027, 3, 1), 50_00),
    )  # fmt: skip
    assert (len(found.months), found.total, found.later) == (12, 270_00, 0)


def test_a_down_payment_is_expected_on_its_day_and_past_due_after_it() -> None:
    stands = standing(SIX, down=80_00, paid=30_00, owed=350_00, on=TODAY, grace_days=10)
    assert still_asked(stands, down_due=date(2026, 12, 1), today=TODAY)[0] == (date(2026, 12, 1), 50_00)
    late = expected(still_asked(stands, down_due=date(2026, 11, 1), today=TODAY), today=TODAY)
    assert late.months[0] == MonthExpected(date(2026, 11, 1), 0, 150_00)


def test_due_today_is_due_and_what_comes_after_a_year_is_told_as_later() -> None:
    found = expected([(TODAY, 1), (date(2027, 10, 31), 2), (date(2027, 11, 1), 4)], today=TODAY)
    assert (found.months[0].due, found.months[11].due, found.later) == (1, 2, 4)


@given(st.integers(0, 500_00), st.integers(0, 120_00), st.integers(0, 400), st.integers(0, 60_00))
def test_all_that_is_left_is_expected_once(paid: int, down: int, days: int, less: int) -> None:
    on = date.fromordinal(date(2026, 9, 1).toordinal() + days)
    owed = max(0, down + 300_00 - paid - less)
    stands = standing(SIX, down=down, paid=paid, owed=owed, on=on, grace_days=10)
    found = expected(still_asked(stands, down_due=date(2026, 10, 1), today=on), today=on)
    assert found.total == stands.left
    assert found.months[0].past_due >= stands.past_due
