"""An amount far above what is owed is doubted in words; what may well be meant is not."""

from __future__ import annotations

import pytest

from paydesk.rules import overpayment


@pytest.mark.parametrize(("amount", "owed"), [(4000, 4000), (5000, 4000), (15000, 4000), (14000, 4000), (4200, 200)])
def test_a_little_more_than_is_owed_is_not_doubted(amount: int, owed: int) -> None:
    assert overpayment.doubt(amount, owed=owed) is None


def test_money_in_advance_is_not_doubted_up_to_a_thousand() -> None:
    assert overpayment.doubt(100_000, owed=0) is None
    assert overpayment.doubt(100_001, owed=0) == "Nothing is owed, and 1,000.01 would stay as credit."


@pytest.mark.parametrize(("amount", "times"), [(2000, "ten"), (20_000, "a hundred")])
def test_a_slip_of_the_decimal_point_is_told_as_one(amount: int, times: str) -> None:
    said = overpayment.doubt(amount, owed=200)
    assert said is not None and f"exactly {times} times" in said and "decimal point" in said


def test_more_than_a_thousand_above_what_is_owed_is_doubted() -> None:
    assert overpayment.doubt(136_214, owed=36_214) is None
    said = overpayment.doubt(123_456_789, owed=36_214)
    assert said == "362.14 is owed. 1,234,205.75 more than that would stay as credit."


def test_more_than_ten_times_what_is_owed_is_doubted_once_it_leaves_a_hundred() -> None:
    assert overpayment.doubt(10_100, owed=200) is None
    assert overpayment.doubt(10_200, owed=200) is not None
