"""Reporting on payment plans: money expected by month, what was kept and by whose plans, and how many stand where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from paydesk.data import plan_history, plan_standing, plan_store
from paydesk.data.database import Session
from paydesk.data.plan_store import PlanPayer
from paydesk.operations import judging_promises, watching_plans
from paydesk.operations.desk import Desk
from paydesk.operations.judging_promises import KeptRate as KeptRate
from paydesk.operations.watching_plans import PlanToday
from paydesk.rules import plan_income, plan_kept
from paydesk.rules.money import Cents
from paydesk.rules.plan_income import MONTHS, Expected, month_after
from paydesk.rules.plan_kept import Kept
from paydesk.rules.plans import OPEN, PlanState

_LEFT = (*OPEN, PlanState.DEFAULTED, PlanState.CLOSED)
"""What is left of others is let off, paid, or another plan's by now."""


@dataclass(frozen=True)
class PlanOfState:
    """A plan on the list of its state; ``left`` and ``past_due`` in cents, ``next_due`` None when nothing comes."""

    plan_id: int
    number: int
    account_id: int
    account_number: int
    name: str
    left: Cents
    past_due: Cents
    next_due: date | None


@dataclass(frozen=True)
class PlansOfState:
    """The plans in one state, by number."""

    state: PlanState
    plans: tuple[PlanOfState, ...]

    @property
    def left(self) -> Cents:
        """What is left of them together, in cents."""
        return sum(one.left for one in self.plans)


@dataclass(frozen=True)
class PlanFigures:
    """How plans stand on the day ``on``. ``kept`` is by month and who made the plan, the oldest month first.

    ``expecting`` is the number of plans that ``expected`` is from; ``promises`` are of the same months as ``kept``.
    """

    on: date
    expecting: int
    expected: Expected
    kept: Mapping[tuple[date, str], Kept]
    states: tuple[PlansOfState, ...]
    promises: tuple[KeptRate, ...]

    @property
    def months(self) -> tuple[date, ...]:
        """The months that are told of, this one last."""
        return _months(self.on)

    def kept_in(self, month: date) -> Kept:
        """All that fell due in the month that begins so."""
        return _together(how for (at, _), how in self.kept.items() if at == month)

    def kept_by(self) -> tuple[tuple[str, Kept], ...]:
        """Who made plans whose installments fell due in these months, and how those were kept."""
        makers = sorted({maker for _, maker in self.kept})
        return tuple((who, _together(how for (_, by), how in self.kept.items() if by == who)) for who in makers)


def _months(today: date) -> tuple[date, ...]:
    return tuple(month_after(today, number) for number in range(1 - MONTHS, 1))


def _together(parts: Iterable[Kept]) -> Kept:
    return sum(parts, start=Kept())


def plans_report(desk: Desk, *, seen: bool = True) -> PlanFigures:
    """How all plans stand today, and how those of the last twelve months were kept.

    What is not ``seen`` yet is told with ``looked_at_plans`` once it is shown.
    """
    today = desk.clock.today()
    with desk.looking("reports.see") as session:
        plans = watching_plans.today_of(plan_standing.kept_plans(session, today), today)
        payers = plan_store.payers(session, {one.plan.account_id for one in plans})
        kept = _kept(session, plans, today)
    promises = judging_promises.kept_rate(desk, _months(today)[0], today)
    if seen:
        looked_at_plans(desk)
    expecting = [one for one in plans if one.state in plan_income.EXPECTING]
    asked = (
        part
        for one in expecting
        for part in plan_income.still_asked(one.standing, down_due=one.plan.down_due, today=today)
    )
    expected = plan_income.expected(asked, today=today)
    return PlanFigures(today, len(expecting), expected, kept, _by_state(plans, payers), promises)


def looked_at_plans(desk: Desk) -> None:
    """Somebody sees them."""
    desk.looked_at_list("reports.plans", "Looked at the report on payment plans")


def looked_at_names(desk: Desk) -> None:
    """Somebody sees who the plans of a state are for."""
    desk.looked_at_list("plans.see", "Looked at the list of plans")


def _kept(session: Session, plans: Sequence[PlanToday], today: date) -> dict[tuple[date, str], Kept]:
    past = plan_history.histories(session, ((one.plan, one.turns) for one in plans), today)
    found = plan_kept.kept_of(
        one
        for history in past
        for one in plan_kept.fell_due(history, first=_months(today)[0], today=today)
    )
    return dict(sorted(found.items()))


def _by_state(plans: Sequence[PlanToday], payers: Mapping[int, PlanPayer]) -> tuple[PlansOfState, ...]:
    return tuple(
        PlansOfState(state, tuple(_row(one, payers[one.plan.account_id]) for one in mine))
        for state in PlanState
        if (mine := [one for one in plans if one.state is state])
    )


def _row(one: PlanToday, payer: PlanPayer) -> PlanOfState:
    stands, running = one.standing, one.state in plan_income.EXPECTING
    return PlanOfState(
        one.plan.id, one.plan.number, payer.account_id, payer.account_number, payer.name,
        stands.left if one.state in _LEFT else 0, stands.past_due if running else 0,
        stands.next_due if running else None,
    )  # fmt: skip
