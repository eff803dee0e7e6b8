"""What the account bar says of open payment plans: what is due by when, or what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from paydesk.rules.money import show
from paydesk.rules.plans import GOOD, PlanState
from paydesk.ui.account_facts import AccountFlag

if TYPE_CHECKING:
    from paydesk.operations.watching_plans import PlanToday


def plan_flags(plans: Sequence[PlanToday], today: date) -> tuple[AccountFlag, ...]:
    """A flag for each open plan. One in good standing forbids to ask for its charges otherwise, so it never folds."""
    return tuple(
        AccountFlag(icon, words, tone, forbids=one.state in GOOD)
        for one in plans for icon, words, tone in _told(one, today)
    )


def _told(one: PlanToday, today: date) -> tuple[tuple[str, str, str], ...]:
    stands, facts = one.standing, one.facts
    past = f"{show(stands.past_due)} past due"
    if one.state is PlanState.OFFERED:
        return (("hourglass", "Payment plan offered, the agreement is not back", "warn"),)
    if one.state is PlanState.ACCEPTED:
        return (("hourglass", f"On a payment plan: the down payment lacks {show(stands.down_left)}", "warn"),)
    if one.state is PlanState.PAUSED and facts.paused_until:
        return (("clock", f"On a payment plan, paused until {_day(facts.paused_until, today)}", "accent"),)
    if one.state is PlanState.DELINQUENT:
        return (("warning", f"Missed a plan payment: {past}", "warn"),)
    if one.state is PlanState.DEFAULT_PENDING:
        until = f", to be paid by {_day(facts.cure_until, today)}" if facts.cure_until else ""
        return (("warning", f"Payment plan about to end: {past}{until}", "bad"),)
    if one.state is PlanState.ACTIVE and stands.next_due is not None:
        due = f"by {_day(stands.next_due, today)}" if stands.next_due >= today else (
            f"was due {_day(stands.next_due, today)}"
        )
        return (("calendar", f"On a payment plan: {show(stands.next_amount)} {due}", "accent"),)
    return ()


def _day(day: date, today: date) -> str:
    return f"{day:%m/%d}" if abs((day - today).days) < 180 else f"{day:%m/%d/%Y}"
