"""Asking by plan: what bills need to know of accounts, with the plans that say what is asked for some of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from paydesk.data import billing_store, plan_standing, plan_store
from paydesk.data.billing_store import BilledAccount
from paydesk.data.database import Session
from paydesk.operations import watching_plans
from paydesk.operations.watching_plans import PlanToday
from paydesk.rules import plan_changes
from paydesk.rules.installments import Installment
from paydesk.rules.plan_asking import ASKING, AskingPlan
from paydesk.rules.plans import OPEN, PlanState


def billed(
    session: Session, account_ids: Sequence[int], *, as_of: date, past: bool = False
) -> tuple[BilledAccount, ...]:
    """The accounts as they stood at the end of ``as_of``, each with the plans that were running for it then."""
    plans = _plans(session, account_ids, as_of, past=past)
    accounts = billing_store.billed_accounts(session, account_ids, as_of=as_of, past=past)
    return tuple(replace(one, plans=plans.get(one.account_id, ())) for one in accounts)


def _plans(
    session: Session, account_ids: Sequence[int], as_of: date, *, past: bool
) -> dict[int, tuple[AskingPlan, ...]]:
    # What has ended since may have been running on a day of the past.
    states = None if past else (*OPEN, PlanState.COMPLETED)
    kept = plan_standing.kept_plans(session, as_of, account_ids=account_ids, states=states)
    running = [one for one in watching_plans.today_of(kept, as_of) if one.state in ASKING]
    parts = plan_store.parts(session, [one.plan.id for one in running]) if running else {}
    found: dict[int, tuple[AskingPlan, ...]] = {}
    for one in running:
        charges = frozenset(part.charge_id for part in parts[one.plan.id])
        asking = AskingPlan(one.plan.number, charges, _to_come(one))
        found[one.plan.account_id] = (*found.get(one.plan.account_id, ()), asking)
    return found


def _to_come(now: PlanToday) -> tuple[Installment, ...]:
    down, rest = now.standing.down_left, plan_changes.to_come(now.standing)
    return (Installment(now.plan.down_due or now.plan.made_on, down), *rest) if down else rest
