"""Reads when plans ended, and what came to their charges since: that is another plan's matter, or none's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from paydesk.data.ledger_tables import ChargeBalance, EntryRow, LineRow
from paydesk.data.plan_tables import PlanCharge, PlanEvent, PlanVersion
from paydesk.rules.ledger import PATIENT
from paydesk.rules.plan_course import Movement
from paydesk.rules.plans import OPEN, OVER

_OPEN, _OVER = ([one.value for one in states] for states in (OPEN, OVER))
_Key = tuple[int, int, int]
"""Plan, charge, lot."""


@dataclass(frozen=True)
class PlanEnd:
    """``on``: the day from which a plan asks for nothing; ``over_at``: what is posted later is no matter of it."""

    on: date
    over_at: datetime | None


def ends(session: Session, plan_ids: Collection[int], as_of: date) -> dict[int, PlanEnd]:
    """By plan when it ended, of those that had ended ``as_of`` that day."""
    if not plan_ids:
        return {}
    opened = (
        select(PlanEvent.plan_id, func.max(PlanEvent.id).label("last"))
        .where(PlanEvent.plan_id.in_(plan_ids), PlanEvent.state.in_(_OPEN), PlanEvent.on <= as_of)
        .group_by(PlanEvent.plan_id)
        .subquery()
    )
    rows = session.execute(
        select(PlanEvent.plan_id, func.min(PlanEvent.on),
               func.min(case((PlanEvent.state.in_(_OVER), PlanEvent.at), else_=None)))
        .outerjoin(opened, opened.c.plan_id == PlanEvent.plan_id)
        .where(
            PlanEvent.plan_id.in_(plan_ids), PlanEvent.on <= as_of,
            or_(opened.c.last.is_(None), PlanEvent.id > opened.c.last),
        )
        .group_by(PlanEvent.plan_id)
    )  # fmt: skip
    return {plan_id: PlanEnd(on, over_at) for plan_id, on, over_at in rows}


def strange(
    session: Session, found: Mapping[int, PlanEnd], gone: Collection[_Key]
) -> dict[int, tuple[Movement, ...]]:
    """By plan what moved on its charges, day by day, after it was over, and does not count for it.

    What of its own money is taken back, or comes back after that, does count; ``gone`` is money of before the plan.
    """
    plan_ids = [plan_id for plan_id, end in found.items() if end.over_at is not None]
    if not plan_ids:
        return {}
    over, ours = _over(plan_ids), _own_money(session, plan_ids)
    rows = session.execute(
        select(
            PlanCharge.plan_id, PlanCharge.charge_id, ChargeBalance.balance, EntryRow.posted_on, LineRow.amount,
            LineRow.lot_id, EntryRow.kind,
        )
        .join(over, over.c.plan_id == PlanCharge.plan_id)
        .join(
            ChargeBalance,
            and_(ChargeBalance.charge_id == PlanCharge.charge_id, ChargeBalance.coverage_id == PATIENT),
        )
        .join(LineRow, and_(LineRow.charge_id == PlanCharge.charge_id, LineRow.coverage_id.is_(None)))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(EntryRow.entered_at > over.c.at)
        .order_by(EntryRow.id)
    )  # fmt: skip
    paid: dict[tuple[int, date], int] = defaultdict(int)
    owed: dict[tuple[int, date], int] = defaultdict(int)
    by_charge: dict[tuple[int, int, int], dict[date, int]] = defaultdict(lambda: defaultdict(int))
    now = dict(ours)
    for plan_id, charge_id, balance, day, amount, lot, kind in rows:
        by_charge[plan_id, charge_id, int(balance)][day] += amount
        if lot is None or kind == "charge" or (key := (plan_id, charge_id, lot)) in gone:
            continue
        had, most = now.get(key, 0), ours.get(key, 0)
        now[key] = had - amount
        own = min(most, now[key]) - min(most, had)
        paid[plan_id, day] -= amount + own
        owed[plan_id, day] += own
    for (plan_id, _, balance), of_charge in by_charge.items():
        for day in sorted(of_charge, reverse=True):
            before = balance - of_charge[day]
            owed[plan_id, day] += max(0, balance) - max(0, before)
            balance = before
    told: dict[int, list[Movement]] = defaultdict(list)
    for plan_id, day in sorted(owed):
        told[plan_id].append(Movement(day, paid[plan_id, day], owed[plan_id, day]))
    return {plan_id: tuple(moved) for plan_id, moved in told.items()}


def _over(plan_ids: Collection[int]) -> Subquery:
    return (
        select(PlanEvent.plan_id, func.min(PlanEvent.at).label("at"))
        .where(PlanEvent.plan_id.in_(plan_ids), PlanEvent.state.in_(_OVER))
        .group_by(PlanEvent.plan_id)
        .subquery()
    )


def _own_money(session: Session, plan_ids: Collection[int]) -> dict[_Key, int]:
    """Cents by lot that were paid on a charge from the day its plan was made until it was over."""
    over, net = _over(plan_ids), func.sum(LineRow.amount)
    rows = session.execute(
        select(PlanCharge.plan_id, LineRow.charge_id, LineRow.lot_id, net)
        .join(over, over.c.plan_id == PlanCharge.plan_id)
        .join(PlanVersion, and_(PlanVersion.plan_id == PlanCharge.plan_id, PlanVersion.version == 1))
        .join(LineRow, and_(LineRow.charge_id == PlanCharge.charge_id, LineRow.coverage_id.is_(None)))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(
            LineRow.lot_id.is_not(None), EntryRow.kind != "charge", EntryRow.entered_at >= PlanVersion.at,
            EntryRow.entered_at <= over.c.at,
        )
        .group_by(PlanCharge.plan_id, LineRow.charge_id, LineRow.lot_id)
        .having(net < 0)
    )  # fmt: skip
    return {(int(plan), int(charge or 0), int(lot or 0)): -int(cents) for plan, charge, lot, cents in rows}


def less(moved: Collection[Movement], taken: Collection[Movement]) -> tuple[Movement, ...]:
    """``moved`` without what is ``taken`` out of it, by day."""
    found: dict[date, tuple[int, int]] = {}
    for sign, one in (*((1, one) for one in moved), *((-1, one) for one in taken)):
        paid, owed = found.get(one.on, (0, 0))
        found[one.on] = (paid + sign * one.paid, owed + sign * one.owed)
    return tuple(Movement(day, *found[day]) for day in sorted(found))
