"""Reads and writes payment plans: their rows, versions and story, the charges they hold, who pays by them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from paydesk.data.ledger_tables import ChargeBalance
from paydesk.data.people_tables import Account, Person
from paydesk.data.plan_standing import installments_of
from paydesk.data.plan_tables import Plan, PlanCharge, PlanEvent, PlanVersion
from paydesk.rules.installments import Installment
from paydesk.rules.ledger import PATIENT
from paydesk.rules.plans import OPEN, PlanState


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
