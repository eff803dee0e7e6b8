"""The lines of Today about payment plans: due, missed, about to end, an agreement that is out for a week."""

from __future__ import annotations

from paydesk.operations.listing_plans import PlanGroup, PlanListed
from paydesk.rules.money import show
from paydesk.ui.plan_rows import short_day
from paydesk.ui.task_paint import Task

_LOOKS = {
    PlanGroup.ENDING: ("warning", "bad"), PlanGroup.MISSED: ("warning", "warn"),
    PlanGroup.UNSIGNED: ("hourglass", "warn"), PlanGroup.DUE: ("scales", "text2"),
}  # fmt: skip


def plan_task(one: PlanListed) -> Task:
    """A plan that somebody is to see to today; its key is ("plan", account, plan)."""
    icon, tone = _LOOKS[one.group]
    stands = one.today.standing
    amount = stands.past_due if one.group in (PlanGroup.ENDING, PlanGroup.MISSED) else one.today.asks
    beside, why = _words(one)
    letter = "its letter is to be printed" if one.waits is not None and one.group is not PlanGroup.ENDING else ""
    return Task(
        ("plan", one.payer.account_id, one.plan_id), one.payer.name, beside=beside, why=why, why_tone=tone,
        second=letter or f"plan {one.today.plan.number}, {show(stands.left)} left to pay",
        money=show(amount) if amount else "–", icon=icon, icon_tone=tone, action="Open the plan",
    )  # fmt: skip


def _words(one: PlanListed) -> tuple[str, str]:
    """What it is about, and since or until when."""
    stands, facts, today = one.today.standing, one.today.facts, one.today.facts.since
    if one.group is PlanGroup.ENDING:
        until = f"until {short_day(facts.cure_until, today)}" if facts.cure_until else "last letter to print"
        return "plan about to end", until
    if one.group is PlanGroup.MISSED:
        return "missed a plan payment", f"of {short_day(stands.first_missed, today)}"
    if one.group is PlanGroup.UNSIGNED:
        return "agreement of a plan not back", f"printed {short_day(one.printed_on, today)}"
    return "plan payment due", "today" if stands.next_due == today else f"since {short_day(stands.next_due, today)}"
