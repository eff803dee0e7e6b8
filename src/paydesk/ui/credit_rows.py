"""Money that pays no charge as rows of the ledger: what is open stands on top, what is over folds where it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, in_words, show
from paydesk.ui.event_rows import RowKey, credit_event_rows
from paydesk.ui.ledger_rows import LedgerGroup, LedgerKind, LedgerRow

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, LedgerEvent, VisitStory

OVER = "credit that is over"
"""The key of the group of which nothing is left."""

_OPEN = "credit"
_NEWEST = 8
"""So many movements of the money that is still there stand open; earlier ones fold with the credit that is over."""


def open_credit(page: AccountPage, today: date) -> Iterator[LedgerGroup]:
    """The credit there is, and what happened lately to the money it is made of."""
    if not page.figures.credit:
        return
    state, icon, tone = _state(page)
    head = LedgerRow(
        LedgerKind.VISIT, RowKey((_OPEN,)), _OPEN, date="Credit", what="money that belongs to no charge yet",
        patient=in_words(-page.figures.credit), state=state, state_icon=icon, state_tone=tone,
    )  # fmt: skip
    yield LedgerGroup(head, partial(_open_rows, page, today))


def _state(page: AccountPage) -> tuple[str, str, str]:
    if not _free(page):
        return "Kept for a visit", "calendar", "text2"
    owes = page.figures.patient_owes > 0
    return ("Can be applied", "dollar", "ok") if owes else ("Nothing is owed", "check", "text2")


def _open_rows(page: AccountPage, today: date) -> Iterator[LedgerRow]:
    standing = _standing(page)
    before = page.figures.credit + sum(one.amount or 0 for one in standing)
    yield from _events(standing, _OPEN, today, before)
    for story, amount in _for_visits(page):
        yield LedgerRow(LedgerKind.WHY, RowKey((_OPEN, "visit", story.on, amount)), _OPEN, what=_kept(story, amount))


def _for_visits(page: AccountPage) -> Iterator[tuple[VisitStory, int]]:
    """The visits that credit was taken for and that are not charged, with its cents."""
    for story in page.stories:
        visit = story.visit.visit_id if story.visit else None
        amount = sum(one.amount for one in page.credits if visit is not None and one.visit_id == visit)
        if amount and not story.charged:
            yield story, amount


def _free(page: AccountPage) -> bool:
    """Whether any credit waits for nothing."""
    return page.figures.credit > sum(amount for story, amount in _for_visits(page) if story.keeps_money)


def _kept(story: VisitStory, amount: int) -> str:
    visit = story.visit
    which = f"visit of {show_date(story.on)}" + (f" with {visit.provider}" if visit and visit.provider else "")
    if story.keeps_money:
        return f"{show(amount)} is kept for {story.patient}'s {which}, until its charges are entered"
    what = "missed" if visit and visit.status == "no-show" else "canceled"
    return f"{show(amount)} was taken for {story.patient}'s {which}, which was {what}: it can be applied now"


def ended_on(page: AccountPage) -> date | None:
    """The day on which the credit that is folded away ended; None when there is none."""
    over = _over(page)
    return over[-1].on if over else None


def past_credit(page: AccountPage, today: date) -> Iterator[LedgerGroup]:
    """Credit that was put on charges, given back, moved or undone, until nothing was left of it; and what happened
    longer ago to the money that is still there.
    """
    events = _over(page)
    if not events:
        return
    last, settled = events[-1], not sum(one.amount or 0 for one in events)
    head = LedgerRow(
        LedgerKind.VISIT, RowKey((OVER,)), OVER,
        date="Earlier credit and refunds" if page.figures.credit else "Credit and refunds",
        what=f"last {last.word.lower()} {show(last.moved)} on {_day(last, today)}",
        # What was left then is no credit of now: that stands over it.
        patient=in_words(0) if settled else "",
        state="Settled" if settled else "", state_icon="check" if settled else "", state_tone="ok",
    )  # fmt: skip
    yield LedgerGroup(head, partial(_events, events, OVER, today))


def _standing(page: AccountPage) -> tuple[LedgerEvent, ...]:
    """The latest movements of money of which something is still credit."""
    lots = {one.lot_id for one in page.credits}
    return tuple(one for one in page.money if one.lot_id in lots)[-_NEWEST:]


def _over(page: AccountPage) -> tuple[LedgerEvent, ...]:
    """All other movements, in the order they were posted."""
    standing = {(one.entry_id, one.lot_id) for one in _standing(page)}
    return tuple(one for one in page.money if (one.entry_id, one.lot_id) not in standing)


def _events(events: tuple[LedgerEvent, ...], group: str, today: date, before: Cents = 0) -> Iterator[LedgerRow]:
    """Their rows; what is left runs over these alone, from the credit that was there ``before`` them."""
    left = -before
    for place, event in enumerate(events, 1):
        left += event.amount or 0
        told = replace(event, patient_left=left)
        yield from credit_event_rows(told, credit_key(event), group, last=place == len(events), date=_day(event, today))


def credit_key(event: LedgerEvent) -> RowKey:
    """The key of its row, the same in both groups: the cursor stays on a line that is over from now on."""
    return RowKey((_OPEN, event.entry_id, event.lot_id), None, None, event.entry_id, event.lot_id)


def _day(event: LedgerEvent, today: date) -> str:
    return f"{event.on:%m/%d}" if event.on.year == today.year else f"{event.on:%m/%d/%y}"
