"""What a bill asks for by a plan: worked by hand, and no cent lost whatever is owed and due."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.installments import Installment
from paydesk.rules.plan_asking import AskingPlan, set_against, share

DAY = date(2026, 12, 18)


def _plan(*amounts: int, charges: tuple[int, ...] = (1, 2), first: date = date(2026, 12, 5)) -> AskingPlan:
    days = (first + timedelta(days=30 * place) for place in range(len(amounts)))
    return AskingPlan(12, frozenset(charges), tuple(map(Installment, days, amounts)))


def test_only_what_is_due_by_the_day_is_asked_for() -> None:
    found = share(_plan(50_00, 50_00, 50_00), {1: 100_00, 2: 50_00, 3: 70_00}, by=DAY)
    assert found.asked == (Installment(date(2026, 12, 5), 50_00),)
    assert found.not_due == 100_00
    assert found.beyond == {1: 0, 2: 0}


def test_what_is_not_in_the_plan_is_asked_for_as_ever_of_the_newest_charge() -> None:
    found = share(_plan(50_00, 50_00), {1: 80_00, 2: 90_00}, by=DAY)
    assert (found.not_due, found.beyond) == (50_00, {1: 0, 2: 70_00})


def test_a_charge_that_is_not_asked_for_lowers_what_the_plan_asks() -> None:
    found = share(_plan(50_00, 50_00, 50_00), {2: 30_00}, by=DAY)
    assert (sum(one.amount for one in found.asked), found.not_due) == (30_00, 0)


def test_a_credit_that_is_left_over_is_set_against_what_is_to_come() -> None:
    found = share(_plan(50_00, 50_00), {1: 100_00}, by=DAY)
    (after,) = set_against((found,), 30_00, by=DAY)
    assert (sum(one.amount for one in after.asked), after.not_due) == (80_00, 20_00)
    assert set_against((found,), -5_00, by=DAY)[0].not_due == 50_00


@given(
    amounts=st.lists(st.integers(1, 10**6), max_size=6),
    owed=st.dictionaries(st.integers(1, 4), st.integers(1, 10**6)),
    days=st.integers(-40, 200), credit=st.integers(-(10**6), 10**7),
)  # fmt: skip
def test_no_cent_is_lost(amounts: list[int], owed: dict[int, int], days: int, credit: int) -> None:
    by = DAY + timedelta(days=days)
    found = share(_plan(*amounts), owed, by=by)
    mine = sum(cents for charge, cents in owed.items() if charge in (1, 2))
    for one in (found, *set_against((found,), credit, by=by)):
        asked = sum(part.amount for part in one.asked)
        assert asked + one.not_due + sum(one.beyond.values()) == mine
        assert one.not_due >= 0
        assert all(part.due <= by for part in one.asked)
