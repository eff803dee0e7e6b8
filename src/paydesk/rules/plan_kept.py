"""How plans were kept: of the installments that fell due, which were met in time, judged by what was paid then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.rules.installments import Installment
from paydesk.rules.money import Cents
from paydesk.rules.plan_course import Movement
from paydesk.rules.plans import OVER, RUNNING, PlanState, curtailed

_ASKING = (*RUNNING, PlanState.COMPLETED)
"""What falls due then is asked for, or was paid before it was."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a plan asks for from a day on, in cents."""

    on: date
    down: Cents
    installments: tuple[Installment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHistory:
    """All that decides about what was kept of a plan. ``states`` are in the order in which they were put down.

    ``paid`` and ``owed`` are cents of its charges at the end of the day it was made, ``movements`` those after it, by
    day; ``versions`` the oldest first.
    """

    made_by: str
    grace_days: int
    versions: tuple[Agreed, ...]
    states: tuple[tuple[date, PlanState], ...]
    paid: Cents
    owed: Cents
    movements: tuple[Movement, ...] = ()

    def state_on(self, day: date) -> PlanState:
        """The state it was in at the end of a day, as it is known by now."""
        return next((state for on, state in reversed(self.states) if on <= day), PlanState.DRAFT)

    def money_on(self, day: date) -> tuple[Cents, Cents]:
        """What was paid and what was owed at the end of a day, in cents."""
        past = [one for one in self.movements if one.on <= day]
        return self.paid + sum(one.paid for one in past), self.owed + sum(one.owed for one in past)


@dataclass(frozen=True, slots=True)
class FellDue:
    """An installment that fell due. ``met`` cents of it were there in time; ``waits``: there is still time."""

    due: date
    made_by: str
    amount: Cents
    met: Cents
    waits: bool

    @property
    def kept(self) -> bool:
        """Whether all of it was there in time."""
        return self.met >= self.amount


def fell_due(history: PlanHistory, *, first: date, today: date) -> tuple[FellDue, ...]:
    """The installments of a plan that fell due from ``first`` to ``today``, by day.

    Asked for is what the version in force on the due day says, as long as the plan was running or paid off by then; a
    pause asks for nothing. It is kept when what was paid beyond the down payment reached the sum up to it by the end of
    the days of grace. What is paid, taken back or agreed later changes nothing; where the plan was ended by a decision
    before those days were over, nobody can tell any more.
    """
    found = []
    for version, until in _in_force(history.versions):
        for place, one in enumerate(version.installments):
            in_span = first <= one.due <= today and version.on <= one.due and (until is None or one.due < until)
            if in_span and history.state_on(one.due) in _ASKING:
                found.append(_judged(history, version, place, today))
    return tuple(one for one in found if one.amount and (one.kept or not _was_over(history, one, today)))


def _was_over(history: PlanHistory, one: FellDue, today: date) -> bool:
    return history.state_on(min(one.due + timedelta(days=history.grace_days), today)) in OVER


def _in_force(versions: Sequence[Agreed]) -> Iterable[tuple[Agreed, date | None]]:
    """Each version with the day from which another was in force."""
    return zip(versions, (*(one.on for one in versions[1:]), None), strict=True)


def _judged(history: PlanHistory, version: Agreed, place: int, today: date) -> FellDue:
    one = version.installments[place]
    judged_on = one.due + timedelta(days=history.grace_days)
    paid, owed = history.money_on(min(judged_on, today))
    agreed = version.down + sum(each.amount for each in version.installments)
    total = min(agreed, max(0, paid) + max(0, owed))
    stands = curtailed(version.installments, max(0, total - version.down))
    if place >= len(stands):
        return FellDue(one.due, history.made_by, 0, 0, waits=False)
    amount, before = stands[place].amount, sum(each.amount for each in stands[:place])
    met = min(amount, max(0, paid - version.down - before))
    return FellDue(one.due, history.made_by, amount, met, waits=judged_on >= today and met < amount)


@dataclass(frozen=True, slots=True)
class Kept:
    """Installments together: how many ``fell`` due and were ``kept``, how many wait; amounts in cents.

    What waits is counted in none of the others.
    """

    fell: int = 0
    kept: int = 0
    waiting: int = 0
    asked: Cents = 0
    met: Cents = 0

    @property
    def percent(self) -> int | None:
        """Kept ones of a hundred that time has told of; None while it told of none."""
        return self.kept * 100 // self.fell if self.fell else None

    def __add__(self, other: Kept) -> Kept:
        return Kept(
            self.fell + other.fell, self.kept + other.kept, self.waiting + other.waiting, self.asked + other.asked,
            self.met + other.met,
        )  # fmt: skip


def kept_of(installments: Iterable[FellDue]) -> dict[tuple[date, str], Kept]:
    """By the first day of the month they fell due in and who made the plan."""
    found: dict[tuple[date, str], Kept] = {}
    for one in installments:
        place = (one.due.replace(day=1), one.made_by)
        counted = Kept(waiting=1) if one.waits else Kept(1, int(one.kept), 0, one.amount, one.met)
        found[place] = found.get(place, Kept()) + counted
    return found
