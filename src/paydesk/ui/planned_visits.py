"""Planned visits at the desk: which one F2 is about, and marking one as arrived, missed or canceled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import show
from paydesk.ui.chosen_line import chosen_line, open_page
from paydesk.ui.desk_context import DeskContext

if TYPE_CHECKING:
    from paydesk.operations.marking import VisitMarked
    from paydesk.operations.reading import VisitFacts, VisitStory

_SAID = {
    "scheduled": "The visit is planned again", "arrived": "Marked as arrived", "no-show": "Marked as missed",
    "canceled": "The visit is canceled",
}  # fmt: skip

_OFFERED = {
    "scheduled": ("visit.edit", "visit.arrived", "visit.missed", "visit.cancel"),
    "arrived": ("visit.edit", "visit.missed", "visit.cancel"),
    "canceled": ("visit.edit", "visit.arrived"),
    "no-show": ("visit.edit", "visit.arrived", "visit.cancel"),
}
_ON_ITS_DAY = ("visit.arrived", "visit.missed")


def commands_of(context: DeskContext) -> tuple[str, ...]:
    """What can be done to the visit without charges that the cursor is on: nothing that it is already, and nothing
    that waits for its day.
    """
    chosen = _chosen(context)
    visit = chosen.visit if chosen else None
    if visit is None:
        return ()
    offered = _OFFERED.get(visit.status, _OFFERED["scheduled"])
    return tuple(one for one in offered if visit.on <= context.today() or one not in _ON_ITS_DAY)


def visit_to_charge(context: DeskContext) -> VisitFacts | None:
    """The planned visit whose row the cursor is on, else today's of the patient in front; None: a new one is meant."""
    chosen = _chosen(context)
    if chosen and chosen.awaited:
        return chosen.visit
    return _awaited_today(context)


def set_free(cents: int) -> str:
    """What to say of money that was kept for a visit; empty for none."""
    return f", {show(cents)} taken for it is credit now" if cents else ""


def mark(context: DeskContext, status: str) -> None:
    """Mark the visit the cursor is on; whoever arrives may be today's visit without pointing at it."""
    from paydesk.operations import marking

    try:
        visit = _to_mark(context, status)
    except PaydeskError as refused:
        context.messages.put_away()
        context.messages.refuse(refused)
        return
    request = marking.MarkVisit(visit.visit_id, status)
    context.jobs.do(
        lambda: marking.mark_visit(context.desk, request), title="Marking the visit", owner=context,
        then=lambda marked: _told(context, marked, status),
    )  # fmt: skip


def _told(context: DeskContext, marked: VisitMarked, status: str) -> None:
    from paydesk.operations import marking

    words = _SAID[status] + set_free(marked.freed)
    if marked.before == status or marked.before not in _SAID:
        context.messages.tell(words)
        return
    back = marking.MarkVisit(marked.visit_id, marked.before)
    context.messages.tell(
        words,
        undo=lambda: context.jobs.do(
            lambda: marking.mark_visit(context.desk, back), title="Marking it back", owner=context,
            then=lambda again: context.messages.tell(_SAID[back.status]),
        ),
    )  # fmt: skip


def _to_mark(context: DeskContext, status: str) -> VisitFacts:
    chosen = _chosen(context)
    today = _awaited_today(context) if status == "arrived" else None
    if chosen and chosen.visit and (not chosen.charged or not today):
        return chosen.visit
    if today is None:
        raise PaydeskError("Choose a visit in the ledger first: move to its row with the arrow keys.")
    return today


def _chosen(context: DeskContext) -> VisitStory | None:
    return chosen_line(context).story


def _awaited_today(context: DeskContext) -> VisitFacts | None:
    """Who is here already goes first, then the earliest."""
    found = [
        story.visit for story in open_page(context).stories
        if story.visit and story.awaited and story.on == context.today()
        and context.person_id in (None, story.visit.patient_id)
    ]  # fmt: skip
    order = {one.visit_id: (one.status != "arrived", one.at is None, one.at, one.visit_id) for one in found}
    return min(found, key=lambda one: order[one.visit_id], default=None)
