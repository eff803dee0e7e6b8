"""The course of a plan: each state by rule and on its day, whenever somebody looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules import installments
from paydesk.rules.plan_course import Movement, PlanFacts, Turn, follow
from paydesk.rules.plans import PlanState

FIRST = date(2027, 1, 5)
START = date(2026, 12, 5)
TWELVE = installments.schedule(installments.remainder_last(1_250_00, 12), FIRST)


def _plan(state: PlanState = PlanState.ACTIVE, *, down: int = 0, **more: object) -> PlanFacts:
    facts = PlanFacts(state=state, since=START, installments=TWELVE, down=down, paid=0, owed=1_250_00 + down)
    return replace(facts, **more)


def _paid(on: date, amount: int) -> Movement:
    return Movement(on, amount, -amount)


def _course(facts: PlanFacts, *movements: Movement, until: date) -> list[tuple[date, PlanState]]:
    return [(turn.on, turn.state) for turn in follow(facts, movements, until=until)[1]]


def test_signed_it_runs_when_the_down_payment_is_there() -> None:
    signed = _plan(PlanState.ACCEPTED, down=100_00)
    assert _course(signed, _paid(date(2026, 12, 8), 40_00), until=date(2026, 12, 20)) == []
    came = (_paid(date(2026, 12, 8), 40_00), _paid(date(2026, 12, 10), 60_00))
    assert _course(signed, *came, until=date(2026, 12, 20)) == [(date(2026, 12, 10), PlanState.ACTIVE)]
    assert _course(_plan(PlanState.ACCEPTED), until=START) == [(START, PlanState.ACTIVE)]


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.OFFERED])
def test_nothing_left_ends_what_had_not_begun_on_the_day_it_was_taken_off(state: PlanState) -> None:
    off = Movement(date(2026, 12, 9), 0, -1_250_00)
    assert _course(_plan(state), until=date(2026, 12, 20)) == []
    (turn,) = follow(_plan(state), (off,), until=date(2026, 12, 20))[1]
    assert turn == Turn(date(2026, 12, 9), PlanState.CANCELLED, "nothing is owed any more")
    back = Movement(date(2026, 12, 11), 0, 1_250_00)
    assert _course(_plan(state), off, back, until=date(2027, 3, 1)) == [(date(2026, 12, 9), PlanState.CANCELLED)]


def test_one_missed_then_two_in_a_row_and_no_further_without_a_letter() -> None:
    assert _course(_plan(), until=date(2028, 1, 1)) == [
        (date(2027, 1, 16), PlanState.DELINQUENT), (date(2027, 2, 16), PlanState.DEFAULT_PENDING),
    ]  # fmt: skip


def test_one_installment_sixty_days_old_is_enough() -> None:
    few = _plan(installments=installments.schedule((625_00, 625_00), FIRST)[:1], owed=625_00)
    assert _course(few, until=date(2027, 6, 1)) == [
        (date(2027, 1, 16), PlanState.DELINQUENT), (date(2027, 3, 6), PlanState.DEFAULT_PENDING),
    ]  # fmt: skip


def test_after_the_window_of_the_letter_it_ends_and_paid_within_it_goes_on() -> None:
    pending = _plan(PlanState.DEFAULT_PENDING, since=date(2027, 2, 17), cure_until=date(2027, 3, 9))
    assert _course(pending, until=date(2027, 4, 1)) == [(date(2027, 3, 10), PlanState.DEFAULTED)]
    cured = _course(pending, _paid(date(2027, 3, 9), 312_48), until=date(2027, 4, 1))
    assert cured == [(date(2027, 3, 9), PlanState.ACTIVE)]


def test_a_letter_of_an_earlier_default_ends_nothing_later() -> None:
    pending = _plan(PlanState.DEFAULT_PENDING, since=date(2027, 2, 17), cure_until=date(2027, 3, 9))
    course = _course(pending, _paid(date(2027, 3, 1), 312_48), until=date(2027, 9, 1))
    assert course == [
        (date(2027, 3, 1), PlanState.ACTIVE), (date(2027, 4, 16), PlanState.DELINQUENT),
        (date(2027, 5, 16), PlanState.DEFAULT_PENDING),
    ]  # fmt: skip


def test_a_returned_check_brings_back_what_was_met() -> None:
    late = date(2027, 1, 20)
    course = _course(_plan(), _paid(date(2027, 1, 4), 104_16), _paid(late, -104_16), until=date(2027, 2, 1))
    assert course == [(late, PlanState.DELINQUENT)]


def test_paid_off_is_for_good_unless_a_payment_is_taken_back() -> None:
    done, turns = follow(_plan(), (_paid(date(2026, 12, 30), 1_250_00),), until=date(2026, 12, 31))
    assert turns == (Turn(date(2026, 12, 30), PlanState.COMPLETED, "paid off early"),)
    much_later = (Movement(date(2028, 1, 2), 0, 80_00),)
    assert follow(done, much_later, until=date(2028, 1, 3))[1] == ()
    assert follow(replace(done, holds=False), (_paid(date(2027, 1, 2), -1_250_00),), until=date(2027, 1, 3))[1] == ()
    came_back = _course(done, _paid(date(2027, 1, 2), -1_250_00), until=date(2027, 1, 3))
    assert came_back == [(date(2027, 1, 2), PlanState.ACTIVE)]


def test_a_pause_ends_by_itself() -> None:
    paused = _plan(PlanState.PAUSED, paused_until=date(2027, 2, 28), installments=installments.schedule(
        installments.remainder_last(1_250_00, 12), date(2027, 3, 5)))  # fmt: skip
    assert _course(paused, until=date(2027, 3, 10)) == [(date(2027, 3, 1), PlanState.ACTIVE)]


def test_what_assistance_takes_off_ends_a_plan_without_a_payment() -> None:
    turns = follow(_plan(), (Movement(date(2026, 12, 20), 0, -1_250_00),), until=date(2027, 3, 1))[1]
    assert turns == (Turn(date(2026, 12, 20), PlanState.COMPLETED, "nothing is owed on it any more"),)


_MOVES = st.lists(
    st.builds(
        Movement, st.integers(1, 420).map(lambda days: START + timedelta(days=days)),
        st.integers(-150_00, 400_00), st.integers(-200_00, 100_00),
    ),
    max_size=8,
).map(lambda moves: tuple(sorted(moves, key=lambda one: one.on)))  # fmt: skip
_STATES = st.sampled_from([PlanState.ACTIVE, PlanState.ACCEPTED, PlanState.PAUSED, PlanState.DELINQUENT])


@given(state=_STATES, moves=_MOVES, down=st.sampled_from([0, 100_00]), cut=st.integers(0, 420), cure=st.booleans())
def test_looked_at_once_or_in_two_goes_it_took_the_same_course(
    state: PlanState, moves: tuple[Movement, ...], down: int, cut: int, cure: bool
) -> None:
    end, half = START + timedelta(days=420), START + timedelta(days=cut)
    facts = _plan(state, down=down, paused_until=START + timedelta(days=60) if state is PlanState.PAUSED else None,
                  cure_until=START + timedelta(days=100) if cure else None)  # fmt: skip
    at_once, turns = follow(facts, moves, until=end)
    first, early = follow(facts, [one for one in moves if one.on <= half], until=half)
    second, late = follow(first, [one for one in moves if one.on > half], until=end)
    assert (second, early + late) == (at_once, turns)
    assert follow(at_once, (), until=end) == (at_once, ())
    days = [turn.on for turn in turns]
    assert days == sorted(days)
