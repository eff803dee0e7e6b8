"""Changes of a plan: what is paid stays as it was, what is left gets other days; and what needs a new signature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from paydesk.rules import installments
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Cadence, Installment
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import show
from paydesk.rules.plans import PlanState, Standing, curtailed

REINSTATED_ONCE_IN = timedelta(days=365)
"""A plan that ended is taken up again once within this time."""
PAUSED_WITHIN = timedelta(days=365)
"""All pauses of this time together are one hardship."""


def to_come(stands: Standing) -> tuple[Installment, ...]:
    """What is not covered yet, the first of it less what was paid of it."""
    covered, rest = stands.covered, []
    for one in stands.installments:
        open_part = min(one.amount, max(0, one.amount - covered))
        covered = max(0, covered - one.amount)
        if open_part:
            rest.append(Installment(one.due, open_part))
    return tuple(rest)


def with_rest(stands: Standing, rest: Sequence[Installment]) -> tuple[Installment, ...]:
    """The whole schedule with another ``rest``: what is covered stays. Raises PaydeskError for another sum."""
    due, given = sum(one.amount for one in to_come(stands)), sum(one.amount for one in rest)
    if due != given:
        raise PaydeskError(f"{show(due)} is still to come in this plan, and this is {show(given)}.", field="payment")
    if any(one.amount <= 0 for one in rest):
        raise PaydeskError("An installment is more than nothing.", field="payment")
    if any(later.due <= sooner.due for sooner, later in pairwise(rest)):
        raise PaydeskError("Each installment is due after the one before it.", field="first")
    paid = curtailed(stands.installments, stands.covered)
    if paid and rest and rest[0].due < paid[-1].due:
        raise PaydeskError(f"It is paid up to {show_date(paid[-1].due)}. Choose a day after that.", field="first")
    return (*paid, *rest)


def put_off(stands: Standing, until: date, *, cadence: Cadence) -> tuple[Installment, ...]:
    """The rest on the plan's own days after ``until``. Raises PaydeskError when nothing is to come."""
    rest = to_come(stands)
    if not rest:
        raise PaydeskError("Nothing is to come in this plan.")
    paid = curtailed(stands.installments, stands.covered)
    after = max(until, paid[-1].due) if paid else until
    days = installments.dates_after(stands.installments[0].due, after, len(rest), cadence=cadence)
    return tuple(Installment(day, one.amount) for day, one in zip(days, rest, strict=True))


def begun_on(stands: Standing, first: date, *, cadence: Cadence) -> tuple[Installment, ...]:
    """The rest from ``first`` on. Raises PaydeskError when nothing is to come."""
    rest = to_come(stands)
    if not rest:
        raise PaydeskError("Nothing is to come in this plan.")
    return installments.schedule([one.amount for one in rest], first, cadence=cadence)


def needs_consent(before: Sequence[Installment], after: Sequence[Installment]) -> str:
    """Why a changed rest has to be agreed anew: it asks for more, or sooner; empty when the family only gains."""
    if sum(one.amount for one in after) > sum(one.amount for one in before):
        return "it asks for more in all"
    if max((one.amount for one in after), default=0) > max((one.amount for one in before), default=0):
        return "a payment is higher"
    for one in after:
        by_then = sum(each.amount for each in after if each.due <= one.due)
        if by_then > sum(each.amount for each in before if each.due <= one.due):
            return f"{show(by_then)} would be due by {show_date(one.due)}, sooner than before"
    return ""


def days_paused(states: Sequence[tuple[date, PlanState]], *, today: date) -> int:
    """How many days of the twelve months up to today a plan was paused: its states in turn, each from its day on."""
    since, days = today - PAUSED_WITHIN, 0
    for (began, state), (ended, _) in pairwise((*states, (today, PlanState.ACTIVE))):
        if state is PlanState.PAUSED:
            days += max(0, (ended - max(began, since)).days)
    return days


def check_pause(until: date, *, today: date, days: int) -> None:
    """Raises PaydeskError for a pause that is over already or longer than the clinic's ``days``."""
    if until <= today:
        raise PaydeskError("A pause ends on a day to come.", field="until")
    if until > today + timedelta(days=days):
        raise PaydeskError(
            f"A pause is at most {days} days: until {show_date(today + timedelta(days=days))}.", field="until"
        )


def needs_allowing(until: date, paused: int, *, today: date, days: int) -> str:
    """Why somebody has to allow one more pause after ``paused`` days of it; empty when nobody has to."""
    if not paused or paused + (until - today).days <= days:
        return ""
    return (
        f"It was paused {paused} {'day' if paused == 1 else 'days'} within a year already, and the clinic allows "
        f"{days} in all: a supervisor may allow more."
    )
