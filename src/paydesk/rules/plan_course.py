"""The course of a plan: which state it comes into on which day, by what was paid and what was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from paydesk.rules.installments import Installment
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show
from paydesk.rules.plans import OPEN, RUNNING, PlanState, Standing, standing

_DAY = timedelta(days=1)
_NOT_BEGUN = (PlanState.DRAFT, PlanState.OFFERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How patient a plan is, as its agreement says; see PlanPolicy."""

    grace_days: int = 10
    missed_for_cure: int = 2
    days_for_cure: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What decides about a plan: its state, in force on ``since``, its newest schedule, and days that were set.

    ``paid`` and ``owed`` are cents of its charges at the end of ``since``; ``paid_off`` is what was paid when it was
    paid off. ``holds``: its charges are still its own; without them what is paid off does not come back. ``ended_on``:
    since that day it asks for nothing.
    """

    state: PlanState
    since: date
    installments: tuple[Installment, ...]
    down: Cents
    paid: Cents
    owed: Cents
    patience: Patience = Patience()
    cure_until: date | None = None
    paused_until: date | None = None
    paid_off: Cents = 0
    holds: bool = True
    ended_on: date | None = None

    def standing(self, on: date) -> Standing:
        """How it stands ``on`` that day; once it has ended nothing more falls due, or is missed."""
        stands = standing(
            self.installments, down=self.down, paid=self.paid, owed=self.owed,
            on=min(on, self.ended_on) if self.ended_on else on, grace_days=self.patience.grace_days,
        )  # fmt: skip
        return replace(stands, next_due=None, next_amount=0, due_now=0) if self.ended_on else stands


@dataclass(frozen=True, slots=True)
class Movement:
    """What changed on a day for the charges of a plan, in cents: ``paid`` for them, and what is ``owed`` of them."""

    on: date
    paid: Cents
    owed: Cents


@dataclass(frozen=True, slots=True)
class Turn:
    """The plan came into ``state`` on a day, and why."""

    on: date
    state: PlanState
    why: str


def follow(facts: PlanFacts, movements: Sequence[Movement], *, until: date) -> tuple[PlanFacts, tuple[Turn, ...]]:
    """The facts at the end of ``until``, and every turn from ``facts.since`` on, each on its own day.

    ``movements`` are those after ``facts.since``, by day. The day itself is looked at again: asked twice, nothing turns
    twice. Days on which the program was closed are caught up as if it had been open.
    """
    turns: list[Turn] = []
    waiting = list(movements)
    for day in _days_that_matter(facts, movements, until):
        while waiting and waiting[0].on <= day:
            moved = waiting.pop(0)
            facts = replace(facts, paid=facts.paid + moved.paid, owed=facts.owed + moved.owed)
        while (turn := _turn(facts, day)) is not None:
            turns.append(turn)
            done = facts.paid if turn.state is PlanState.COMPLETED else facts.paid_off
            ended = None if turn.state in OPEN else facts.ended_on or day
            facts = replace(facts, state=turn.state, since=day, paid_off=done, ended_on=ended)
            if turn.state is PlanState.ACTIVE:
                facts = replace(facts, cure_until=None, paused_until=None)
    return replace(facts, since=until), tuple(turns)


def _days_that_matter(facts: PlanFacts, movements: Sequence[Movement], until: date) -> list[date]:
    patience, days = facts.patience, {facts.since, until, *(one.on for one in movements)}
    for one in facts.installments:
        days |= {one.due + timedelta(days=patience.grace_days + 1), one.due + timedelta(days=patience.days_for_cure)}
    days |= {one + _DAY for one in (facts.cure_until, facts.paused_until) if one is not None}
    return sorted(day for day in days if facts.since <= day <= until)


def _turn(facts: PlanFacts, on: date) -> Turn | None:
    stands = facts.standing(on)
    if facts.state in (*RUNNING, PlanState.ACCEPTED, PlanState.PAUSED, PlanState.DEFAULTED) and not stands.left:
        return Turn(on, PlanState.COMPLETED, _why_done(facts, stands, on))
    if facts.state in _NOT_BEGUN and not stands.left:
        return Turn(on, PlanState.CANCELLED, "nothing is owed any more")
    if facts.state is PlanState.COMPLETED and stands.left and facts.holds:
        taken_back = facts.paid < facts.paid_off
        # What comes to the charges when every day of the plan is over is no matter of the plan.
        if taken_back or (facts.installments and on <= facts.installments[-1].due):
            why = "a payment was taken back" if taken_back else "less is taken off than before"
            return Turn(on, PlanState.ACTIVE, f"{show(stands.left)} is owed again: {why}")
    if facts.state is PlanState.ACCEPTED and not stands.down_left:
        return Turn(on, PlanState.ACTIVE, "signed, and the down payment is there" if facts.down else "signed")
    if facts.state is PlanState.PAUSED and facts.paused_until is not None and on > facts.paused_until:
        goes_on = PlanState.ACCEPTED if stands.down_left else PlanState.ACTIVE
        return Turn(on, goes_on, f"the pause ended on {show_date(facts.paused_until)}")
    if facts.state in RUNNING:
        return _turn_by_missing(facts, stands, on)
    return None


def _turn_by_missing(facts: PlanFacts, stands: Standing, on: date) -> Turn | None:
    patience = facts.patience
    if not stands.missed:
        caught_up = facts.state is not PlanState.ACTIVE
        return Turn(on, PlanState.ACTIVE, "what was missed is paid") if caught_up else None
    assert stands.first_missed is not None
    age = (on - stands.first_missed).days
    if facts.state is PlanState.ACTIVE:
        return Turn(on, PlanState.DELINQUENT, f"{show(stands.past_due)} is past due since {_day(stands)}")
    if facts.state is PlanState.DELINQUENT and stands.missed >= patience.missed_for_cure:
        return Turn(on, PlanState.DEFAULT_PENDING, f"{stands.missed} installments in a row were missed")
    if facts.state is PlanState.DELINQUENT and age >= patience.days_for_cure:
        return Turn(on, PlanState.DEFAULT_PENDING, f"the installment of {_day(stands)} is {age} days old")
    if facts.state is PlanState.DEFAULT_PENDING and facts.cure_until is not None and on > facts.cure_until:
        return Turn(on, PlanState.DEFAULTED, f"{show(stands.past_due)} was not paid by {show_date(facts.cure_until)}")
    return None


def _day(stands: Standing) -> str:
    return show_date(stands.first_missed) if stands.first_missed else ""


def _why_done(facts: PlanFacts, stands: Standing, on: date) -> str:
    if facts.state is PlanState.DEFAULTED:
        return "paid off after it had ended"
    if not stands.covered and not facts.paid:
        return "nothing is owed on it any more"
    early = facts.installments and on < facts.installments[-1].due
    return "paid off early" if early and not stands.shorter else "paid off"
