"""Reads and writes payment plans: one plan whole, and many with what decides about each, set-based."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from paydesk.data import plan_ends
from paydesk.data.database import answers
from paydesk.data.ledger_tables import ChargeBalance, EntryRow, LineRow
from paydesk.data.people_tables import Account, Person
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


def account_of(session: Session, plan_id: int) -> int | None:
    """Whose plan it is; None when there is none."""
    return session.execute(select(Plan.account_id).where(Plan.id == plan_id)).scalar_one_or_none()


def plan_row(session: Session, plan_id: int) -> Plan | None:
    """A plan to change; another desk that would change it too waits."""
    return session.get(Plan, plan_id, with_for_update=True, populate_existing=True)


def add_plan(session: Session, plan: Plan, version: dict[str, Any], charges: Sequence[dict[str, Any]]) -> int:
    """Keep a plan with its first version and its charges; its id."""
    session.add(plan)
    session.flush()
    session.add(PlanVersion(plan_id=plan.id, version=1, **version))
    session.add_all(PlanCharge(plan_id=plan.id, **one) for one in charges)
    session.flush()
    return plan.id


def add_version(session: Session, plan_id: int, version: dict[str, Any]) -> int:
    """Keep another version of a plan; its number."""
    last = session.execute(select(func.max(PlanVersion.version)).where(PlanVersion.plan_id == plan_id)).scalar_one()
    session.add(PlanVersion(plan_id=plan_id, version=last + 1, **version))
    session.flush()
    return int(last) + 1


def add_event(
    session: Session, plan: Plan, *, on: date, what: str, why: str, at: datetime, by: str,
    document_id: int | None = None,
) -> None:  # fmt: skip
    """Put down what happened to a plan, in the state it is in now."""
    session.add(
        PlanEvent(plan_id=plan.id, on=on, what=what, state=plan.state, why=why, document_id=document_id, at=at, by=by)
    )
    session.flush()


def hold(session: Session, plan_id: int, *, holds: bool) -> None:
    """Whether the charges of a plan may be on no other."""
    session.execute(
        update(PlanCharge).where(PlanCharge.plan_id == plan_id).values(holds=holds)
        .execution_options(synchronize_session=False)
    )  # fmt: skip


@dataclass(frozen=True)
class ChargeOnPlan:
    """A charge with the plan that holds it."""

    charge_id: int
    plan_id: int
    number: int
    state: PlanState


def holders(session: Session, charge_ids: Collection[int]) -> dict[int, ChargeOnPlan]:
    """By charge the plan it is on now."""
    rows = session.execute(
        select(PlanCharge.charge_id, Plan.id, Plan.number, Plan.state)
        .join(Plan, Plan.id == PlanCharge.plan_id)
        .where(PlanCharge.charge_id.in_(charge_ids), PlanCharge.holds)
    )
    return {row[0]: ChargeOnPlan(row[0], row[1], row[2], PlanState(row[3])) for row in rows}


@dataclass(frozen=True)
class AgreedPart:
    """A charge of a plan: what it came to when it joined, what was paid on it before, what the patient owes now."""

    charge_id: int
    amount: int
    paid_before: int
    owes: int


def parts(session: Session, plan_ids: Collection[int]) -> dict[int, tuple[AgreedPart, ...]]:
    """The charges of plans, in the order of their ids."""
    rows = session.execute(
        select(
            PlanCharge.plan_id, PlanCharge.charge_id, PlanCharge.amount, PlanCharge.paid_before, ChargeBalance.balance
        )
        .join(
            ChargeBalance,
            and_(ChargeBalance.charge_id == PlanCharge.charge_id, ChargeBalance.coverage_id == PATIENT),
        )
        .where(PlanCharge.plan_id.in_(plan_ids))
        .order_by(PlanCharge.charge_id)
    )  # fmt: skip
    found: dict[int, tuple[AgreedPart, ...]] = {}
    for plan_id, charge, amount, before, owes in rows:
        found[plan_id] = (*found.get(plan_id, ()), AgreedPart(charge, int(amount), int(before), int(owes)))
    return found


def balances(session: Session, charge_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """By charge what the patient owes of it, and what was paid on it, in cents; read anew each time."""
    rows = session.execute(
        select(ChargeBalance.charge_id, ChargeBalance.balance, ChargeBalance.owed - ChargeBalance.balance)
        .where(ChargeBalance.charge_id.in_(charge_ids), ChargeBalance.coverage_id == PATIENT)
    )  # fmt: skip
    return {charge: (int(owes), int(paid)) for charge, owes, paid in rows}


@dataclass(frozen=True)
class PlanPast:
    """A line of a plan's story."""

    on: date
    what: str
    state: PlanState
    why: str
    document_id: int | None
    at: datetime
    by: str


def story(session: Session, plan_id: int) -> tuple[PlanPast, ...]:
    """What happened to a plan, the oldest first."""
    rows = session.execute(select(PlanEvent).where(PlanEvent.plan_id == plan_id).order_by(PlanEvent.id)).scalars()
    return tuple(
        PlanPast(one.on, one.what, PlanState(one.state), one.why, one.document_id, one.at, one.by) for one in rows
    )


@dataclass(frozen=True)
class PlanVersionFacts:
    """A version of a plan as it was kept."""

    version: int
    on: date
    down: int
    down_due: date | None
    installments: tuple[Installment, ...]
    changes: tuple[str, ...]
    by: str


def versions(session: Session, plan_id: int) -> tuple[PlanVersionFacts, ...]:
    """All versions of a plan, the first one first."""
    rows = session.execute(
        select(PlanVersion).where(PlanVersion.plan_id == plan_id).order_by(PlanVersion.version)
    ).scalars()
    return tuple(
        PlanVersionFacts(
            one.version, one.on, one.down, one.down_due, installments_of(one.installments), tuple(one.changes), one.by
        )
        for one in rows
    )  # fmt: skip


def open_ids(session: Session) -> tuple[int, ...]:
    """The ids of plans that were open when somebody last looked, or ended with something owed."""
    states = [one.value for one in (*OPEN, PlanState.DEFAULTED)]
    asked = select(Plan.id).where(Plan.state.in_(states)).order_by(Plan.number)
    return tuple(session.execute(asked).scalars())


def holding_with_money_back(session: Session) -> tuple[int, ...]:
    """Plans that are paid off, on whose charges something is owed again."""
    return tuple(
        session.execute(
            select(Plan.id).distinct()
            .join(PlanCharge, PlanCharge.plan_id == Plan.id)
            .join(ChargeBalance, ChargeBalance.charge_id == PlanCharge.charge_id)
            .where(
                Plan.state == PlanState.COMPLETED.value, PlanCharge.holds, ChargeBalance.coverage_id == PATIENT,
                ChargeBalance.balance > 0,
            )
        ).scalars()
    )  # fmt: skip


def long_agreements(session: Session, first: date, last: date, *, more_than: int) -> int:
    """How many agreements of more installments were signed within those days: what Regulation Z counts."""
    return int(
        session.execute(
            select(func.count()).select_from(Plan)
            .join(PlanVersion, and_(PlanVersion.plan_id == Plan.id, PlanVersion.version == 1))
            .where(
                func.json_array_length(PlanVersion.installments) > more_than, Plan.signed_on >= first,
                Plan.signed_on <= last,
            )
        ).scalar_one()
    )  # fmt: skip


@dataclass(frozen=True)
class PlanPayer:
    """Who pays by a plan."""

    account_id: int
    account_number: int
    name: str


def payers(session: Session, account_ids: Collection[int]) -> dict[int, PlanPayer]:
    """By account its number and its guarantor's name."""
    rows = session.execute(
        select(Account.id, Account.number, Person.first_name, Person.last_name)
        .join(Person, Person.id == Account.guarantor_id)
        .where(Account.id.in_(account_ids))
    )
    return {row[0]: PlanPayer(row[0], row[1], f"{row[2]} {row[3]}".strip()) for row in rows}
