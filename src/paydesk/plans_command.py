"""What ``paydesk plans`` tells of every payment plan on a day: its state, what is covered, due, missed, past due.

A day to come is a forecast, and says so: as if nothing more was paid.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any

from paydesk.rules.keyboard import show_date
from paydesk.rules.money import plain, show
from paydesk.rules.plans import PlanState

if TYPE_CHECKING:
    from paydesk.data.plan_store import PlanPayer
    from paydesk.operations.desk import Desk
    from paydesk.operations.watching_plans import PlanToday

Sit = Callable[[argparse.Namespace], AbstractContextManager["Desk"]]
Add = Callable[[Any, str, str, Any], argparse.ArgumentParser]
_DONE = 0


def add(commands: Any, adding: Add, sit: Sit, *, day: Callable[[str], date]) -> None:
    """Add the command; ``adding`` makes one, ``sit`` opens the clinic that is meant, ``day`` reads a date."""
    made = adding(
        commands, "plans", "every payment plan as it stands, or stood on a day", lambda asked: run(asked, sit)
    )
    made.add_argument(
        "--as-of", type=day, metavar="DATE", help="at the end of that day; one to come: as if nothing more was paid"
    )
    pairs = (f"  {one.words:<24}{one.value}" for one in PlanState)
    made.formatter_class = argparse.RawDescriptionHelpFormatter
    made.epilog = "\n".join(("the states in words, and as --json calls them:", *pairs))


def run(asked: argparse.Namespace, sit: Sit) -> int:
    """Print every plan as it stands, or stood, on a day; ``sit`` opens the clinic. Nothing is changed."""
    from paydesk.operations import watching_plans

    with sit(asked) as desk:
        today = desk.clock.today()
        on = asked.as_of or today
        found = watching_plans.plans_on(desk, on)
    if asked.json:
        told = ({"as_of": on.isoformat(), "forecast": on > today, **_document(*one)} for one in found)
        print(json.dumps(list(told), ensure_ascii=False, indent=2))
        return _DONE
    if on > today:
        print(f"A forecast for {show_date(on)}, as if nothing more was paid.")
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
