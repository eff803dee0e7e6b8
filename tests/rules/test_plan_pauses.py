"""Pauses of a plan: how many days they came to, and when somebody has to allow one more."""

from __future__ import annotations

from datetime import date, timedelta

from paydesk.rules.plan_changes import days_paused, needs_allowing
from paydesk.rules.plans import PlanState


def test_days_of_pauses_are_counted_within_a_year() -> None:
    today = date(2027, 6, 1)
    states = [
        (date(2026, 1, 1), PlanState.ACTIVE), (date(2026, 5, 1), PlanState.PAUSED),
        (date(2026, 6, 11), PlanState.ACTIVE), (date(2026, 9, 1), PlanState.PAUSED),
        (date(2026, 9, 1), PlanState.PAUSED), (date(2026, 9, 21), PlanState.ACTIVE),
    ]  # fmt: skip
    assert days_paused(states, today=today) == 10 + 20  # the first one only from June 1 of last year on
    assert days_paused([*states, (date(2027, 5, 25), PlanState.PAUSED)], today=today) == 37
    assert days_paused([], today=today) == 0


def test_a_first_pause_needs_nobody_and_a_second_only_beyond_the_days() -> None:
    today = date(2027, 6, 1)
    assert needs_allowing(today + timedelta(days=90), 0, today=today, days=90) == ""
    assert needs_allowing(today + timedelta(days=60), 30, today=today, days=90) == ""
    assert "paused 1 day within" in needs_allowing(today + timedelta(days=90), 1, today=today, days=90)
