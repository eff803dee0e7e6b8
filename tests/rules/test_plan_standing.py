"""How a plan stands: cumulative coverage, what is missed, what shrinks it, and what never changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules import installments
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Installment
from paydesk.rules.plans import Standing, check_first, check_schedule, curtailed, standing

FIRST = date(2027, 1, 5)
TWELVE = installments.schedule(installments.remainder_last(1_250_00, 12), FIRST)


def _stands(paid: int, on: date, *, down: int = 0, owed: int | None = None) -> Standing:
    left = 1_250_00 + down - paid if owed is None else owed
    return standing(TWELVE, down=down, paid=paid, owed=left, on=on, grace_days=10)


def test_nothing_is_due_before_the_first_day() -> None:
    stands = _stands(0, date(2027, 1, 4))
    assert (stands.next_due, stands.next_amount, stands.past_due, stands.due_now) == (FIRST, 104_16, 0, 0)


def test_due_that_day_is_not_past_due_and_after_grace_it_is_missed() -> None:
    assert (_stands(0, FIRST).due_now, _stands(0, FIRST).past_due) == (104_16, 0)
    in_grace, missed = _stands(0, date(2027, 1, 15)), _stands(0, date(2027, 1, 16))
    assert (in_grace.past_due, in_grace.missed) == (104_16, 0)
    assert (missed.missed, missed.first_missed) == (1, FIRST)


def test_four_payments_meet_four_installments_however_they_are_cut() -> None:
    """Domain A7: 12 times, 4 paid: 416.64 paid, 833.36 left."""
    stands = _stands(416_64, date(2027, 5, 4))
    assert (stands.covered, stands.left, stands.next_due) == (416_64, 833_36, date(2027, 5, 5))
    assert _stands(416_63, date(2027, 5, 4)).next_amount == 1


def test_money_paid_ahead_counts_for_what_comes_next() -> None:
    stands = _stands(250_00, date(2027, 1, 10))
    assert (stands.ahead, stands.next_due, stands.next_amount) == (145_84, date(2027, 3, 5), 62_48)


def test_the_down_payment_comes_first_and_is_no_installment() -> None:
    stands = _stands(120_00, date(2027, 1, 20), down=100_00)
    assert (stands.down_left, stands.covered, stands.past_due) == (0, 20_00, 84_16)
    assert _stands(30_00, date(2027, 1, 4), down=100_00).down_left == 70_00


def test_what_an_insurer_pays_later_shortens_the_plan_from_its_end() -> None:
    stands = _stands(104_16, date(2027, 2, 1), owed=1_250_00 - 104_16 - 300_00)
    assert stands.shorter == 300_00
    assert (len(stands.installments), stands.installments[-1].amount) == (10, 950_00 - 9 * 104_16)
    assert stands.next_amount == 104_16


def test_what_comes_to_the_charges_later_is_beyond_the_plan() -> None:
    stands = _stands(0, FIRST, owed=1_300_00)
    assert (stands.beyond, stands.left, stands.installments) == (50_00, 1_250_00, TWELVE)


_MONEY = st.integers(min_value=-50_00, max_value=2_000_00)
_DAY = st.integers(min_value=-30, max_value=500).map(lambda days: FIRST + timedelta(days=days))


@given(paid=_MONEY, owed=_MONEY, down=st.integers(min_value=0, max_value=400_00), on=_DAY)
def test_its_parts_always_add_up(paid: int, owed: int, down: int, on: date) -> None:
    stands = standing(TWELVE, down=down, paid=paid, owed=owed, on=on, grace_days=10)
    total = down + 1_250_00 - stands.shorter
    assert total == min(down + 1_250_00, max(0, paid) + max(0, owed))
    assert sum(one.amount for one in stands.installments) == max(0, total - down)
    assert stands.left == max(0, total - max(0, paid))
    assert all(one.amount > 0 for one in stands.installments)
    assert 0 <= stands.past_due <= stands.due_now <= stands.left
    assert (stands.next_due is None) == (stands.covered >= sum(one.amount for one in stands.installments))
    assert (stands.missed > 0) == (stands.first_missed is not None)
    assert not (stands.missed and stands.ahead)


@given(paid=st.integers(0, 1_250_00), more=st.integers(0, 500_00), on=_DAY)
def test_paying_more_never_makes_it_worse(paid: int, more: int, on: date) -> None:
    now, then = _stands(paid, on), _stands(min(paid + more, 1_250_00), on)
    assert then.missed <= now.missed
    assert then.past_due <= now.past_due
    assert then.left <= now.left


@given(total=st.integers(0, 1_400_00))
def test_curtailing_keeps_days_and_all_but_the_last(total: int) -> None:
    kept = curtailed(TWELVE, total)
    assert sum(one.amount for one in kept) == min(total, 1_250_00)
    assert kept[:-1] == TWELVE[: len(kept) - 1] if kept else total == 0


@pytest.mark.parametrize(
    ("parts", "down", "words"),
    [
        ((), 0, "at least one installment"),
        ((Installment(FIRST, 0), Installment(FIRST + timedelta(1), 100_00)), 0, "more than nothing"),
        ((Installment(FIRST, 100_01),), 0, "asks for 100.01, and 100.00 is owed"),
        ((Installment(FIRST, 99_99),), 0, "pays 99.99 of 100.00"),
        ((Installment(FIRST, 100_00),), -1, "not below zero"),
        ((Installment(FIRST, 50_00), Installment(FIRST, 50_00)), 0, "after the one before"),
        ((Installment(date(2026, 12, 31), 100_00),), 0, "due before today"),
        ((Installment(date(2028, 1, 3), 100_00),), 0, "due on 01/03/2028. .* up to 01/02/2028"),
    ],
)
def test_what_is_no_way_to_pay_is_refused(parts: tuple[Installment, ...], down: int, words: str) -> None:
    with pytest.raises(PaydeskError, match=words):
        check_schedule(parts, down=down, total=100_00, today=date(2027, 1, 1))


def test_the_first_payment_may_be_a_year_away() -> None:
    check_first(date(2028, 1, 2), today=date(2027, 1, 1))


def test_nothing_owed_needs_no_plan() -> None:
    with pytest.raises(PaydeskError, match="nothing to pay"):
        check_schedule((Installment(FIRST, 1),), down=0, total=0, today=FIRST)
