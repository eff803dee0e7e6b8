"""What must hold of payment plans, proven from bare rows: in SQL both engines speak, and of schedules row by row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paydesk.data.plan_standing import installments_of
from paydesk.data.plan_tables import Plan, PlanCharge, PlanVersion
from paydesk.rules.installments import Installment
from paydesk.rules.money import Cents
from paydesk.rules.plans import HOLDING, PlanState


def _names(*states: PlanState) -> str:
    return ", ".join(f"'{one.value}'" for one in states)


_MUST_HOLD = tuple(one for one in HOLDING if one not in (PlanState.OFFERED, PlanState.COMPLETED))
"""One that is offered in another's place holds nothing until it is signed, one that is paid off may have given way."""

RULES = (
    ("a charge is on one plan at a time", "SELECT count(*) FROM plan_charge WHERE holds",
     "SELECT 'charge ' || c.charge_id, count(*) || ' plans have it, the last is plan ' || max(p.number) "
     "FROM plan_charge c JOIN plan p ON p.id = c.plan_id WHERE c.holds GROUP BY c.charge_id HAVING count(*) > 1"),
    ("only a plan that is open or paid off has charges", "SELECT count(*) FROM plan_charge",
     "SELECT 'plan ' || p.number, 'it is ' || p.state || ' and ' || "
     "CASE WHEN c.holds THEN 'keeps' ELSE 'does not keep' END || ' charge ' || c.charge_id || ' from other plans' "
     "FROM plan p JOIN plan_charge c ON c.plan_id = p.id "
     f"WHERE (c.holds AND p.state NOT IN ({_names(*HOLDING)})) "
     f"OR (NOT c.holds AND p.state IN ({_names(*_MUST_HOLD)}))"),
    ("a plan is in the state its story ends in", "SELECT count(*) FROM plan",
     "SELECT 'plan ' || p.number, 'it is ' || p.state || ', its story ends as ' || coalesce(e.state, 'nothing') "
     "FROM plan p LEFT JOIN (SELECT plan_id, max(id) AS last FROM plan_event GROUP BY plan_id) m ON m.plan_id = p.id "
     "LEFT JOIN plan_event e ON e.id = m.last WHERE e.state IS DISTINCT FROM p.state"),
    ("an offered plan has its agreement",
     "SELECT count(*) FROM plan WHERE state = 'offered' OR signed_on IS NOT NULL",
     "SELECT 'plan ' || p.number, 'no agreement of it is kept' FROM plan p "
     "WHERE (p.state = 'offered' OR p.signed_on IS NOT NULL) AND NOT EXISTS ("
     "SELECT 1 FROM plan_event e JOIN document d ON d.id = e.document_id "
     "WHERE e.plan_id = p.id AND e.what = 'offered')"),
)  # fmt: skip
"""Name, SQL for how many things are looked at, SQL for (where, says) of those that break it."""

SUMS = "a plan asks for what its charges came to"
DAYS = "a plan's installments are paid in the order of their days"

_Offenders = tuple[tuple[str, str], ...]


def schedules(session: Session) -> Iterator[tuple[str, int, _Offenders]]:
    """The rules about schedules, each with how many versions of plans it looked at and (where, says) of offenders."""
    agreed = select(PlanCharge.plan_id, func.sum(PlanCharge.amount).label("sum")).group_by(PlanCharge.plan_id)
    charges = agreed.subquery()
    rows = session.execute(
        select(Plan.number, charges.c.sum, PlanVersion.version, PlanVersion.down, PlanVersion.installments)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .outerjoin(charges, charges.c.plan_id == Plan.id)
        .order_by(Plan.number, PlanVersion.version)
    ).yield_per(1000)
    looked_at, sums, days = 0, [], []
    for number, came_to, version, down, kept in rows:
        looked_at += 1
        where = f"plan {number}, version {version}"
        try:
            installments = installments_of(kept)
        except (TypeError, ValueError):
            days.append((where, "its installments cannot be read"))
            continue
        if says := _wrong_sum(down + sum(one.amount for one in installments), int(came_to or 0), first=version == 1):
            sums.append((where, says))
        if says := _wrong_days(installments):
            days.append((where, says))
    yield SUMS, looked_at, tuple(sums)
    yield DAYS, looked_at, tuple(days)


def _wrong_sum(asks: Cents, came_to: Cents, *, first: bool) -> str:
    """At first they are the same; a change may ask for less, once something was taken off the charges, never more."""
    holds = asks == came_to if first else 0 < asks <= came_to
    return "" if holds else f"it asks for {asks}, and its charges came to {came_to}"


def _wrong_days(installments: tuple[Installment, ...]) -> str:
    if any(one.amount <= 0 for one in installments):
        return "an installment is nothing"
    back = next((later.due for sooner, later in pairwise(installments) if later.due < sooner.due), None)
    return f"{back.isoformat()} comes after a later day" if back is not None else ""
