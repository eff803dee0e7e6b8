"""Reads what was agreed, paid and said of all signed plans from their first day on: one query for each, set-based."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from paydesk.data import plan_ends
from paydesk.data.ledger_tables import EntryRow, LineRow
from paydesk.data.plan_standing import KeptPlan, installments_of
from paydesk.data.plan_tables import Plan, PlanCharge, PlanEvent, PlanVersion
from paydesk.rules.plan_course import Movement, Turn
from paydesk.rules.plan_kept import Agreed, PlanHistory
from paydesk.rules.plans import PlanState

_T = TypeVar("_T")


def histories(
    session: Session, plans: Iterable[tuple[KeptPlan, Sequence[Turn]]], today: date
) -> tuple[PlanHistory, ...]:
    """The history up to ``today`` of those of ``plans`` that were ever signed, read for that day.

    Beside each plan stand its turns that nobody has put down yet.
    """
    versions, states, movements = _versions(session), _states(session), _movements(session, today)
    return tuple(
        _history(one, versions[one.id], (*states[one.id], *((turn.on, turn.state) for turn in turns)),
                 movements[one.id], today)
        for one, turns in plans
        if one.signed_on is not None
    )  # fmt: skip


def _history(
    plan: KeptPlan, versions: list[Agreed], states: tuple[tuple[date, PlanState], ...], moved: list[Movement],
    today: date,
) -> PlanHistory:  # fmt: skip
    moved = list(plan_ends.less(moved, [replace(one, on=min(one.on, today)) for one in plan.aside]))
    paid = plan.facts.paid + sum(one.paid for one in plan.movements)
    owed = plan.facts.owed + sum(one.owed for one in plan.movements)
    return PlanHistory(
        made_by=plan.made_by, grace_days=plan.facts.patience.grace_days, versions=tuple(versions),
        states=states, paid=paid - sum(one.paid for one in moved), owed=owed - sum(one.owed for one in moved),
        movements=tuple(moved),
    )  # fmt: skip


def _versions(session: Session) -> dict[int, list[Agreed]]:
    rows = session.execute(
        select(PlanVersion.plan_id, PlanVersion.on, PlanVersion.down, PlanVersion.installments)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(Plan.signed_on.is_not(None))
        .order_by(PlanVersion.plan_id, PlanVersion.version)
    )
    return _by_plan((plan, Agreed(on, int(down), installments_of(kept))) for plan, on, down, kept in rows)


def _states(session: Session) -> dict[int, list[tuple[date, PlanState]]]:
    rows = session.execute(
        select(PlanEvent.plan_id, PlanEvent.on, PlanEvent.state)
        .join(Plan, Plan.id == PlanEvent.plan_id)
        .where(Plan.signed_on.is_not(None))
        .order_by(PlanEvent.id)
    )
    return _by_plan((plan, (on, PlanState(state))) for plan, on, state in rows)


def _movements(session: Session, today: date) -> dict[int, list[Movement]]:
    """What was paid for the charges of a plan, and what changed of what is owed, on each day after it was made.

    What was posted for the next business day counts already, as it does in ``kept_plans``.
    """
    paid = case((and_(LineRow.lot_id.is_not(None), EntryRow.kind != "charge"), -LineRow.amount), else_=0)
    rows = session.execute(
        select(PlanCharge.plan_id, EntryRow.posted_on, func.sum(paid), func.sum(LineRow.amount))
        .join(Plan, Plan.id == PlanCharge.plan_id)
        .join(LineRow, and_(LineRow.charge_id == PlanCharge.charge_id, LineRow.coverage_id.is_(None)))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(Plan.signed_on.is_not(None), EntryRow.posted_on > Plan.made_on)
        .group_by(PlanCharge.plan_id, EntryRow.posted_on)
        .order_by(PlanCharge.plan_id, EntryRow.posted_on)
    )
    return _by_plan(
        (plan, Movement(min(day, today), int(received), int(changed))) for plan, day, received, changed in rows
    )


def _by_plan(rows: Iterable[tuple[int, _T]]) -> dict[int, list[_T]]:
    found: dict[int, list[_T]] = defaultdict(list)
    for plan, one in rows:
        found[plan].append(one)
    return found
