"""Where an application for assistance stands, in sentences: the application in front, and what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.rules.assistance import State, denial
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import show

if TYPE_CHECKING:
    from paydesk.operations.reading_assistance import Application, AssistancePage


def state_words(page: AssistancePage) -> str:
    """Where the application stands, and its figures with the class they fall into."""
    one = page.application
    if one is None:
        return "No application is on file. While one is open, nobody of this account is asked for money."
    return " ".join(part for part in (_stands(one, page), _figures(one), _beside(page)) if part)


def _beside(page: AssistancePage) -> str:
    beside = page.beside
    if beside is None:
        return ""
    before = "An earlier one still holds" if beside.state is State.APPROVED else "A newer one was not granted"
    return f"{before}. {_stands(beside, page)}"


def _stands(one: Application, page: AssistancePage) -> str:
    on, by = show_date(one.since), f" by {one.decided_by}" if one.decided_by else ""
    if one.state is State.INCOMPLETE and one.due_on is not None:
        late = "were to come" if one.due_on < page.today else "are to come"
        return f"{one.person} applied on {show_date(one.started_on)}. Papers {late} by {show_date(one.due_on)}."
    if one.state is State.APPROVED and one.held is not None and one.holds_from and one.holds_to:
        days = f"It holds from {show_date(one.holds_from)} to {show_date(one.holds_to)}"
        off = f"{show(one.off)} came off so far" if one.off else "nothing came off yet"
        return f"Approved{by}: {one.held.name}, {one.held.words}. {days}; {off}."
    if one.state is State.DENIED and one.appeal_by is not None:
        why = denial(one.denial).label if one.denial != "other" else one.reason
        return f"Denied on {on}{by}: {why.rstrip('.')}. It can be appealed until {show_date(one.appeal_by)}."
    if one.state is State.EXPIRED and one.holds_to is not None:
        return f"The approval ended on {show_date(one.holds_to)}."
    return {
        State.STARTED: f"{one.person} applied on {on}. Next, papers that show the income.",
        State.COMPLETE: f"Complete since {on}: nothing is missing.",
        State.UNDER_REVIEW: f"Under review since {on}: it is to be decided.",
        State.APPEALED: f"Appealed on {on}: it is to be decided again.",
        State.FINAL: "Denied, and final.", State.WITHDRAWN: f"Withdrawn on {on}.",
        State.TAKEN_BACK: f"The approval was taken back on {on}.",
    }.get(one.state, "")  # fmt: skip


def _figures(one: Application) -> str:
    if one.household is None or one.income is None or one.guideline is None:
        return ""
    people = "one person" if one.household == 1 else f"{one.household} people"
    told = f"{show(one.income)} a year for {people}: {one.percent} % of the poverty guideline."
    held = one.class_by_income
    if held is None or one.held is not None:
        return told
    return f"{told} By that the class is “{held.name}”: {held.words}."
