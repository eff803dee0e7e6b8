"""Reads what decides how plans stand: many at once, with what was paid and owed of their charges, day by day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from paydesk.data import plan_ends
from paydesk.data.database import answers
from paydesk.data.ledger_tables import ChargeBalance, EntryRow, LineRow
from paydesk.data.plan_tables import Plan, PlanCharge, PlanEvent, PlanVersion
from paydesk.rules.installments import Cadence, Installment
from paydesk.rules.ledger import PATIENT
from paydesk.rules.plan_course import Movement, Patience, PlanFacts
from paydesk.rules.plans import OPEN, PlanState

_IDS: BindParameter[Any] = bindparam("plan_ids", expanding=True)
_AS_OF: BindParameter[Any] = bindparam("as_of")


@dataclass(frozen=True)
class KeptPlan:
    """A plan as it was kept, in its version in force; amounts in cents. ``facts`` are what its course follows from.

    ``agreed`` is what its charges came to when it was made. ``movements`` are of the days after ``facts.since``;
    ``aside`` is what moved on its charges since it was over, and is no matter of it.
    """

    id: int
    number: int
    account_id: int
    made_on: date
    made_by: str
    language: str
    cadence: Cadence
    cure_days: int
    remind_days: int | None
    disclosed: bool
    signed_on: date | None
    replaces: int | None
    version: int
    agreed: int
    down_due: date | None
    offer: str
    why: str
    facts: PlanFacts
    movements: tuple[Movement, ...]
    aside: tuple[Movement, ...] = ()


def kept_plans(
    session: Session, as_of: date, *, plan_ids: Collection[int] | None = None,
    account_ids: Collection[int] | None = None, states: Collection[PlanState] | None = None,
) -> tuple[KeptPlan, ...]:  # fmt: skip
    """Plans by number with what happened to their charges up to ``as_of``; those made later are not there yet.

    ``states`` are the kept ones, at the last day somebody looked. What is negative of a charge is no credit, and money
    of before the plan that went away again is no payment of it that is missing: it is owed beside the plan. A plan that
    is over stands as it did then, but for what of its own payments is taken back.
    """
    values = {"as_of": as_of, "plan_ids": plan_ids, "account_ids": account_ids,
              "states": [one.value for one in states] if states is not None else None}
    given = {name: value for name, value in values.items() if value is not None}
    asked = _asked(frozenset(given))
    rows = [tuple[Any, ...](row) for row in session.execute(asked, given)]
    plans: list[Plan] = [row[0] for row in rows]
    earlier = _states_on(session, [one.id for one in plans if one.since > as_of], as_of)
    then = {one.id: earlier.get(one.id, (one.since, one.state)) for one in plans}
    ids = list(then)
    gone = _gone_again(session, ids)
    ended = plan_ends.ends(session, [one for one, (_, state) in then.items() if PlanState(state) not in OPEN], as_of)
    aside = plan_ends.strange(session, ended, gone)
    moved = _movements(session, ids, as_of, gone)
    back: dict[int, int] = {}
    for (plan_id, _, _), net in gone.items():
        back[plan_id] = back.get(plan_id, 0) + net
    return tuple(
        _kept(
            plan, version, (int(agreed), int(paid) + back.get(plan.id, 0), int(owed)), moved.get(plan.id, ()), then,
            as_of, holds=bool(holds), aside=aside.get(plan.id, ()),
            ended_on=ended[plan.id].on if plan.id in ended else None, looked_at_later=plan.id in earlier,
        )
        for plan, version, agreed, paid, owed, holds in rows
    )  # fmt: skip


@cache
def _asked(given: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """The plans by what is given of their ids, accounts and states; built once for each, since a desk waits for it."""
    in_force = _in_force()
    asked: Select[*tuple[Any, ...]] = (
        select(
            Plan, PlanVersion, func.sum(PlanCharge.amount),
            func.sum(ChargeBalance.owed - ChargeBalance.balance - PlanCharge.paid_before),
            func.sum(case((ChargeBalance.balance > 0, ChargeBalance.balance), else_=0)),
            func.max(case((PlanCharge.holds, 1), else_=0)),
        )
        .join(in_force, in_force.c.plan_id == Plan.id)
        .join(PlanVersion, and_(PlanVersion.plan_id == Plan.id, PlanVersion.version == in_force.c.version))
        .join(PlanCharge, PlanCharge.plan_id == Plan.id)
        .join(
            ChargeBalance,
            and_(ChargeBalance.charge_id == PlanCharge.charge_id, ChargeBalance.coverage_id == PATIENT),
        )
        .where(Plan.made_on <= _AS_OF)
        .group_by(Plan.id, PlanVersion.plan_id, PlanVersion.version)
        .order_by(Plan.number)
    )  # fmt: skip
    for name, column in (("plan_ids", Plan.id), ("account_ids", Plan.account_id), ("states", Plan.state)):
        if name in given:
            asked = asked.where(column.in_(bindparam(name, expanding=True)))
    return asked


def _gone_again(session: Session, plan_ids: Sequence[int]) -> dict[tuple[int, int, int], int]:
    """(plan, charge, lot) -> cents of money from before the plan that left its charge since: bounced, or moved on."""
    if not plan_ids:
        return {}
    rows = answers(session, _left_again(), plan_ids=list(plan_ids))
    return {(int(plan), int(charge or 0), int(lot or 0)): int(cents) for plan, charge, lot, cents in rows}


def _in_force() -> Any:
    return (
        select(PlanVersion.plan_id, func.max(PlanVersion.version).label("version"))
        .where(PlanVersion.on <= _AS_OF)
        .group_by(PlanVersion.plan_id)
        .subquery()
    )


@cache
def _left_again() -> Select[*tuple[Any, ...]]:
    net = func.sum(LineRow.amount)
    return (
        select(PlanCharge.plan_id, LineRow.charge_id, LineRow.lot_id, net)
        .join(PlanVersion, and_(PlanVersion.plan_id == PlanCharge.plan_id, PlanVersion.version == 1))
        .join(LineRow, and_(LineRow.charge_id == PlanCharge.charge_id, LineRow.coverage_id.is_(None)))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(
            PlanCharge.plan_id.in_(_IDS), LineRow.lot_id.is_not(None), EntryRow.kind != "charge",
            EntryRow.entered_at >= PlanVersion.at,
        )
        .group_by(PlanCharge.plan_id, LineRow.charge_id, LineRow.lot_id)
        .having(net > 0)
    )  # fmt: skip


def _kept(
    plan: Plan, version: PlanVersion, sums: tuple[int, int, int], moved: Sequence[Movement],
    then: Mapping[int, tuple[date, str]], as_of: date, *, holds: bool, aside: tuple[Movement, ...],
    ended_on: date | None, looked_at_later: bool,
) -> KeptPlan:  # fmt: skip
    agreed, paid, owed = sums
    paid, owed = paid - sum(one.paid for one in aside), owed - sum(one.owed for one in aside)
    since, state = then[plan.id]
    after = [one for one in plan_ends.less(moved, aside) if one.on > since]
    facts = PlanFacts(
        state=PlanState(state), since=since, installments=installments_of(version.installments), down=version.down,
        paid=paid - sum(one.paid for one in after), owed=owed - sum(one.owed for one in after),
        patience=Patience(
            grace_days=plan.grace_days, missed_for_cure=plan.missed_for_cure, days_for_cure=plan.days_for_cure
        ),
        cure_until=plan.cure_until if not looked_at_later else None, paused_until=plan.paused_until,
        paid_off=plan.paid_off, holds=holds, ended_on=ended_on,
    )  # fmt: skip
    return KeptPlan(
        plan.id, plan.number, plan.account_id, plan.made_on, plan.made_by, plan.language, Cadence(plan.cadence),
        plan.cure_days, plan.remind_days, plan.disclosed, plan.signed_on, plan.replaces, version.version, agreed,
        version.down_due, version.offer, version.why, facts, tuple(one for one in after if one.on <= as_of),
        aside,
    )  # fmt: skip


def installments_of(kept: Iterable[Sequence[Any]]) -> tuple[Installment, ...]:
    """A schedule as it was kept."""
    return tuple(Installment(date.fromisoformat(day), int(amount)) for day, amount in kept)


def _states_on(session: Session, plan_ids: Sequence[int], as_of: date) -> dict[int, tuple[date, str]]:
    """The day and state of the last event by ``as_of`` of plans that were looked at later."""
    if not plan_ids:
        return {}
    rows = session.execute(
        select(PlanEvent.plan_id, PlanEvent.on, PlanEvent.state)
        .where(PlanEvent.plan_id.in_(plan_ids), PlanEvent.on <= as_of)
        .order_by(PlanEvent.id)
    )
    return {plan_id: (on, state) for plan_id, on, state in rows}


def _movements(
    session: Session, plan_ids: Sequence[int], as_of: date, gone: Mapping[tuple[int, int, int], int]
) -> dict[int, tuple[Movement, ...]]:
    """By plan what changed on its charges after the day of its state, day by day; of the past all that did."""
    if not plan_ids:
        return {}
    paid: dict[tuple[int, date], int] = {}
    by_charge: dict[tuple[int, int, int], dict[date, int]] = {}
    rows = answers(session, _moved(), plan_ids=list(plan_ids), as_of=as_of)
    for plan_id, charge_id, balance, day, amount, lot, kind in rows:
        of_charge = by_charge.setdefault((plan_id, charge_id, int(balance)), {})
        of_charge[day] = of_charge.get(day, 0) + amount
        if lot is not None and kind != "charge" and (plan_id, charge_id, lot) not in gone:
            paid[plan_id, day] = paid.get((plan_id, day), 0) - amount
    owed: dict[tuple[int, date], int] = {}
    for (plan_id, _, balance), of_charge in by_charge.items():
        for day in sorted(of_charge, reverse=True):
            before = balance - of_charge[day]
            owed[plan_id, day] = owed.get((plan_id, day), 0) + max(0, balance) - max(0, before)
            balance = before
    found: dict[int, tuple[Movement, ...]] = {}
    for plan_id, day in sorted(owed):
        found[plan_id] = (*found.get(plan_id, ()), Movement(day, paid.get((plan_id, day), 0), owed[plan_id, day]))
    return found


@cache
def _moved() -> Select[*tuple[Any, ...]]:
    return (
        select(
            PlanCharge.plan_id, PlanCharge.charge_id, ChargeBalance.balance, EntryRow.posted_on, LineRow.amount,
            LineRow.lot_id, EntryRow.kind,
        )
        .join(Plan, Plan.id == PlanCharge.plan_id)
        .join(
            ChargeBalance,
            and_(ChargeBalance.charge_id == PlanCharge.charge_id, ChargeBalance.coverage_id == PATIENT),
        )
        .join(LineRow, and_(LineRow.charge_id == PlanCharge.charge_id, LineRow.coverage_id.is_(None)))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(
            PlanCharge.plan_id.in_(_IDS),
            or_(EntryRow.posted_on > Plan.since, and_(Plan.since > _AS_OF, EntryRow.posted_on > Plan.made_on)),
        )
    )  # fmt: skip
