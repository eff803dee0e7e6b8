"""Later charges join a plan: as before but longer, or until the same day but more each time; to the cent."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.installments import Cadence, OddCents, due_dates, remainder_last, schedule
from paydesk.rules.plan_joining import SAME_END, SAME_PAYMENT, Running, as_before, running
from paydesk.rules.plans import standing

FIRST = date(2026, 8, 31)
TODAY = date(2026, 12, 15)


def _running(paid: int, owed: int, *, on: date = TODAY) -> Running:
    parts = schedule(remainder_last(1_250_00, 12), FIRST)
    found = running(standing(parts, down=0, paid=paid, owed=owed, on=on, grace_days=10), Cadence.MONTHLY)
    assert found is not None
    return found


def test_the_worked_example_of_joining() -> None:
    plan = _running(416_64, 833_36)  # 4 of 12 are paid; 315.75 come to it
    ways = {one.name: one for one in as_before(
        plan, 1_149_11, today=TODAY, first=None, affordable=110_00, odd=OddCents.LAST
    )}  # fmt: skip
    kept, until = ways[SAME_PAYMENT], ways[SAME_END]
    assert [one.amount for one in kept.installments] == [*[104_16] * 10, 107_51]
    assert [one.amount for one in until.installments] == [*[143_63] * 7, 143_70]
    assert until.installments[-1].due == plan.last == date(2027, 7, 31)
    assert [one.due for one in kept.installments[:4]] == [
        date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31),
    ]  # fmt: skip
    assert (kept.payment, kept.over_cap, until.over_cap) == (104_16, False, True)
    assert "104.16 each time as until now, only longer" in kept.why and "paid off by 07/31/2027" in until.why


def test_where_nothing_came_to_it_there_is_one_way() -> None:
    ways = as_before(_running(416_64, 833_36), 833_36, today=TODAY, first=None, affordable=None, odd=OddCents.LAST)
    assert [one.name for one in ways] == [SAME_PAYMENT]
    assert [one.amount for one in ways[0].installments] == [*[104_16] * 7, 104_24]
    assert ways[0].why == "104.16 each time as until now"


def test_a_plan_whose_last_day_is_over_has_only_its_payment() -> None:
    late = date(2027, 9, 1)
    ways = as_before(_running(416_64, 833_36, on=late), 833_36, today=late, first=None, affordable=None,
                     odd=OddCents.LAST)  # fmt: skip
    assert [one.name for one in ways] == [SAME_PAYMENT] and ways[0].installments[0].due == date(2027, 9, 30)


def test_another_first_day_is_taken() -> None:
    first = date(2027, 1, 10)
    ways = as_before(_running(0, 1_250_00), 1_300_00, today=TODAY, first=first, affordable=None, odd=OddCents.FIRST)
    assert all(one.installments[0].due == first for one in ways)
    assert ways[-1].installments[-1].due == date(2027, 7, 10)


def test_nothing_of_a_plan_that_is_paid_stands() -> None:
    parts = schedule(remainder_last(100_00, 2), FIRST)
    gone = standing(parts, down=0, paid=0, owed=0, on=TODAY, grace_days=10)
    assert running(gone, Cadence.MONTHLY) is None


@given(
    total=st.integers(1, 5_000_00), each=st.integers(5_00, 900_00), number=st.integers(1, 60),
    cadence=st.sampled_from(Cadence), after=st.integers(0, 900), odd=st.sampled_from(OddCents),
)  # fmt: skip
def test_every_way_adds_up_and_rises(
    total: int, each: int, number: int, cadence: Cadence, after: int, odd: OddCents
) -> None:
    days, today = due_dates(FIRST, number, cadence=cadence), FIRST + timedelta(days=after)
    if total < number:
        return
    plan = Running(each, days[0], days[-1], cadence)
    ways = as_before(plan, total, today=today, first=None, affordable=None, odd=odd)
    assert ways[0].name == SAME_PAYMENT and len({one.installments for one in ways}) == len(ways)
    for way in ways:
        due = [one.due for one in way.installments]
        assert way.total == total and min(one.amount for one in way.installments) > 0
        assert due == sorted(set(due)) and due[0] >= today
    assert all(way.installments[-1].due <= plan.last for way in ways if way.name == SAME_END)
