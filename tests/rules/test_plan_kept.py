"""How plans were kept: met in time by what was paid in all, in the version of the day; a month that is over stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules import installments
from paydesk.rules.installments import Installment
from paydesk.rules.plan_course import Movement
from paydesk.rules.plan_kept import Agreed, FellDue, Kept, PlanHistory, fell_due, kept_of
from paydesk.rules.plans import PlanState

MADE = date(2026, 1, 2)
FIRST = date(2026, 1, 5)
LONG_AGO, TODAY = date(2025, 1, 1), date(2026, 12, 31)
FOUR = installments.schedule((100_00, 100_00, 100_00, 100_00), FIRST)


def paid(on: date, amount: int) -> Movement:
    return Movement(on, amount, -amount)


def history(*movements: Movement, down: int = 0, **changes: object) -> PlanHistory:
    """Four times 100.00 from January 5, 2026 on, running from the day it was made."""
    made = PlanHistory(
        made_by="dana", grace_days=10, versions=(Agreed(MADE, down, FOUR),), states=((MADE, PlanState.ACTIVE),),
        paid=0, owed=400_00 + down, movements=movements,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def told(of: PlanHistory, *, today: date = TODAY, first: date = LONG_AGO) -> list[tuple[int, int, bool]]:
    """Month, cents met in time, whether it waits."""
    return [(one.due.month, one.met, one.waits) for one in fell_due(of, first=first, today=today)]


def test_paid_on_the_last_day_of_grace_is_kept_and_a_day_later_is_not() -> None:
    last = FIRST + timedelta(days=10)
    assert told(history(paid(last, 100_00)), today=date(2026, 2, 1)) == [(1, 100_00, False)]
    assert told(history(paid(last + timedelta(days=1), 100_00)), today=date(2026, 2, 1)) == [(1, 0, False)]


def test_a_part_that_came_counts_as_money_and_not_as_kept() -> None:
    (one,) = fell_due(history(paid(FIRST, 60_00)), first=LONG_AGO, today=date(2026, 2, 1))
    assert (one.amount, one.met, one.kept) == (100_00, 60_00, False)


def test_what_was_paid_ahead_keeps_what_falls_due_later() -> None:
    assert told(history(paid(FIRST, 250_00)), today=date(2026, 4, 30)) == [
        (1, 100_00, False), (2, 100_00, False), (3, 50_00, False), (4, 0, False),
    ]  # fmt: skip


def test_the_down_payment_keeps_no_installment() -> None:
    of = history(paid(FIRST, 150_00), down=100_00)
    assert told(of, today=date(2026, 2, 1)) == [(1, 50_00, False)]


def test_within_grace_it_waits_and_what_is_there_is_kept_at_once() -> None:
    assert told(history(), today=FIRST + timedelta(days=10)) == [(1, 0, True)]
    assert told(history(), today=FIRST + timedelta(days=11)) == [(1, 0, False)]
    assert told(history(paid(FIRST, 100_00)), today=FIRST) == [(1, 100_00, False)]


def test_a_payment_taken_back_in_time_was_none_and_later_changes_nothing() -> None:
    there = paid(FIRST, 100_00)
    for back, met in ((FIRST + timedelta(days=3), 0), (FIRST + timedelta(days=30), 100_00)):
        assert told(history(there, paid(back, -100_00)), today=date(2026, 2, 1))[0] == (1, met, False)


def test_the_version_in_force_on_the_due_day_counts() -> None:
    """Changed on February 1: half of it each month from February 20 on."""
    rest = installments.schedule((50_00,) * 6, date(2026, 2, 20))
    changed = Agreed(date(2026, 2, 1), 0, (FOUR[0], *rest))
    of = history(
        paid(FIRST, 100_00), paid(date(2026, 2, 20), 50_00), versions=(Agreed(MADE, 0, FOUR), changed),
    )  # fmt: skip
    found = fell_due(of, first=LONG_AGO, today=date(2026, 3, 1))
    assert [(one.due, one.amount, one.kept) for one in found] == [
        (FIRST, 100_00, True), (date(2026, 2, 20), 50_00, True),
    ]  # fmt: skip


def test_a_pause_asks_for_nothing_and_before_it_runs_neither() -> None:
    paused = (
        (MADE, PlanState.OFFERED), (FIRST + timedelta(days=1), PlanState.ACTIVE), (date(2026, 2, 1), PlanState.PAUSED),
        (date(2026, 3, 2), PlanState.ACTIVE),
    )  # fmt: skip
    assert [month for month, _, _ in told(history(states=paused))] == [3, 4]


def test_what_ended_asks_for_nothing_more_and_what_is_paid_off_was_kept() -> None:
    for state, months in ((PlanState.DEFAULTED, [1]), (PlanState.CANCELLED, [1]), (PlanState.SUPERSEDED, [1])):
        ended = history(states=((MADE, PlanState.ACTIVE), (date(2026, 2, 1), state)))
        assert [month for month, _, _ in told(ended)] == months
    done = history(paid(FIRST, 400_00), states=((MADE, PlanState.ACTIVE), (FIRST, PlanState.COMPLETED)))
    assert told(done) == [(month, 100_00, False) for month in (1, 2, 3, 4)]


def test_what_was_ended_while_there_was_time_is_told_only_where_it_was_kept() -> None:
    called_off = ((MADE, PlanState.ACTIVE), (FIRST + timedelta(days=10), PlanState.CANCELLED))
    assert told(history(states=called_off)) == []
    assert told(history(paid(FIRST, 100_00), states=called_off)) == [(1, 100_00, False)]


def test_what_an_insurer_paid_after_all_is_not_asked_of_the_family() -> None:
    """150.00 less are owed from January 20 on: 100.00 in January, 100.00 in February, 50.00 in March, none in April."""
    of = history(Movement(date(2026, 1, 20), 0, -150_00))
    found = fell_due(of, first=LONG_AGO, today=TODAY)
    assert [(one.due.month, one.amount) for one in found] == [(1, 100_00), (2, 100_00), (3, 50_00)]


def test_a_state_put_down_late_is_known_by_its_own_day() -> None:
    """A letter of January 20 was noted in the state nobody had looked at since the 16th."""
    late = ((MADE, PlanState.ACTIVE), (date(2026, 1, 20), PlanState.ACTIVE), (date(2026, 1, 16), PlanState.DEFAULTED))
    assert history(states=late).state_on(date(2026, 1, 21)) is PlanState.DEFAULTED
    assert history(states=late).state_on(date(2026, 1, 15)) is PlanState.ACTIVE
    assert history(states=late).state_on(MADE - timedelta(days=1)) is PlanState.DRAFT


def test_by_month_and_by_who_made_the_plan() -> None:
    mine = [
        FellDue(date(2026, 1, 5), "dana", 100_00, 100_00, waits=False),
        FellDue(date(2026, 1, 9), "dana", 80_00, 20_00, waits=False),
        FellDue(date(2026, 1, 9), "ana", 50_00, 50_00, waits=False),
        FellDue(date(2026, 2, 9), "ana", 50_00, 0, waits=True),
    ]
    found = kept_of(mine)
    assert found == {
        (date(2026, 1, 1), "dana"): Kept(2, 1, 0, 180_00, 120_00),
        (date(2026, 1, 1), "ana"): Kept(1, 1, 0, 50_00, 50_00),
        (date(2026, 2, 1), "ana"): Kept(waiting=1),
    }  # fmt: skip
    together = sum(found.values(), start=Kept())
    assert (together.fell, together.kept, together.waiting, together.percent) == (3, 2, 1, 66)
    assert Kept(waiting=1).percent is None


DAYS = st.integers(0, 400).map(lambda days: MADE + timedelta(days=days))


@st.composite
def histories(draw: st.DrawFn) -> PlanHistory:
    amounts = draw(st.lists(st.integers(1, 300_00), min_size=1, max_size=8))
    down = draw(st.integers(0, 100_00))
    versions = [Agreed(MADE, down, installments.schedule(amounts, FIRST))]
    for day in sorted(set(draw(st.lists(DAYS, max_size=2)))):
        rest = [Installment(one.due + timedelta(days=9), one.amount) for one in versions[-1].installments]
        versions.append(Agreed(day, down, tuple(rest)))
    owed = down + sum(amounts)
    moved = sorted(draw(st.lists(st.tuples(DAYS, st.integers(-200_00, 200_00), st.integers(0, 50_00)), max_size=6)))
    movements = tuple(Movement(day, amount, -amount - less) for day, amount, less in moved)
    states = ((MADE, PlanState.ACTIVE), *((day, draw(st.sampled_from(PlanState))) for day in draw(st.lists(DAYS))))
    return PlanHistory(
        made_by="dana", grace_days=draw(st.integers(0, 30)), versions=tuple(versions), states=states, paid=0,
        owed=owed, movements=movements,
    )  # fmt: skip


@given(histories(), DAYS)
def test_never_more_is_kept_than_fell_due(of: PlanHistory, today: date) -> None:
    for one in fell_due(of, first=LONG_AGO, today=today):
        assert 0 <= one.met <= one.amount and MADE <= one.due <= today
    for how in kept_of(fell_due(of, first=LONG_AGO, today=today)).values():
        assert how.kept <= how.fell and how.met <= how.asked and (how.percent or 0) <= 100


@given(histories(), DAYS, st.integers(0, 60), st.integers(-900_00, 900_00))
def test_what_comes_or_goes_later_does_not_change_what_is_judged(
    of: PlanHistory, today: date, later: int, amount: int
) -> None:
    now = fell_due(of, first=LONG_AGO, today=today)
    over = [one for one in now if one.due + timedelta(days=of.grace_days) < today]
    known = tuple(one for one in of.movements if one.on <= today)
    moved = replace(of, movements=(*known, paid(today + timedelta(days=later), amount)))
    again = fell_due(moved, first=LONG_AGO, today=today + timedelta(days=later + 1))
    assert [one for one in again if one.due + timedelta(days=of.grace_days) < today] == over
