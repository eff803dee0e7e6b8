"""What ``paydesk plans`` tells of every payment plan on a day: its state, what is covered, due, missed, past due."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from paydesk.rules.keyboard import show_date
from paydesk.rules.money import plain, show

if TYPE_CHECKING:
    from paydesk.data.plan_store import PlanPayer
    from paydesk.operations.desk import Desk
    from paydesk.operations.watching_plans import PlanToday

Sit = Callable[[argparse.Namespace], AbstractContextManager["Desk"]]
_DONE = 0


def run(asked: argparse.Namespace, sit: Sit) -> int:
    """Print every plan as it stands, or stood, on a day; ``sit`` opens the clinic. Nothing is changed."""
    from paydesk.operations import watching_plans

    with sit(asked) as desk:
        found = watching_plans.plans_on(desk, asked.as_of)
    if asked.json:
        print(json.dumps([_document(*one) for one in found], ensure_ascii=False, indent=2))
        return _DONE
    for plan, payer in found:
        stands = plan.standing
        due = f"next {show(stands.next_amount)} on {show_date(stands.next_due)}" if stands.next_due else "nothing due"
        print(f"Plan {plan.plan.number}, account {payer.account_number}: {plan.state.words}; "
              f"covered {show(stands.covered)}, left {show(stands.left)}; {due}; "
              f"missed {stands.missed}, past due {show(stands.past_due)}")  # fmt: skip
    print(f"Plans: {len(found):,}")
    return _DONE


def _document(plan: PlanToday, payer: PlanPayer) -> dict[str, Any]:
    stands, facts, kept = plan.standing, plan.facts, plan.plan
    return {
        "plan": kept.number, "account": payer.account_number, "name": payer.name, "version": kept.version,
        "state": plan.state.value, "agreed": plain(kept.agreed), "down_payment": plain(facts.down),
        "down_payment_left": plain(stands.down_left), "covered": plain(stands.covered), "left": plain(stands.left),
        "next_due": stands.next_due.isoformat() if stands.next_due else None,
        "next_amount": plain(stands.next_amount), "missed": stands.missed, "past_due": plain(stands.past_due),
        "ahead": plain(stands.ahead), "shortened_by": plain(stands.shorter), "not_in_plan": plain(stands.beyond),
        "signed_on": kept.signed_on.isoformat() if kept.signed_on else None,
        "installments": [{"due": one.due.isoformat(), "amount": plain(one.amount)} for one in stands.installments],
    }  # fmt: skip
