"""Money that pays no charge as rows of the ledger: what is open stands on top, what is over folds where it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from paydesk.rules.keyboard import show_date
from paydesk.rules.money import in_words, show
from paydesk.ui.event_rows import RowKey, credit_event_rows
from paydesk.ui.ledger_rows import LedgerGroup, LedgerKind, LedgerRow

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, LedgerEvent, VisitStory

OVER = "credit that is over"
"""The key of the group of which nothing is left."""

_OPEN = "credit"
_NEWEST = 8
"""So many movements of open credit stand open; what came before them folds with the credit that is over."""


def open_credit(page: AccountPage, today: date) -> Iterator[LedgerGroup]:
    """The credit there is, and what led to it lately."""
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
    yield from _events(page.money[_earlier(page):], _OPEN, today)
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
    earlier = _earlier(page)
    return page.money[earlier - 1].on if earlier else None


def past_credit(page: AccountPage, today: date) -> Iterator[LedgerGroup]:
    """Credit that was put on charges, given back, moved or undone, until there was none left; and what led to the
    open credit longer ago.
    """
    events = page.money[:_earlier(page)]
    if not events:
        return
    last, settled = events[-1], events[-1].patient_left == 0
    head = LedgerRow(
        LedgerKind.VISIT, RowKey((OVER,)), OVER,
        date="Earlier credit and refunds" if page.figures.credit else "Credit and refunds",
        what=f"last {last.word.lower()} {show(last.moved)} on {_day(last, today)}",
        # What was left then is no credit of now: that stands over it.
        patient=in_words(last.patient_left) if settled else "",
        state="Settled" if settled else "", state_icon="check" if settled else "", state_tone="ok",
    )  # fmt: skip
    yield LedgerGroup(head, partial(_events, events, OVER, today))


def _earlier(page: AccountPage) -> int:
    """How many of the movements, from the first, fold away."""
    return max(_over(page), len(page.money) - _NEWEST) if page.figures.credit else _over(page)


def _over(page: AccountPage) -> int:
    """How many of the movements, from the first, are over: nothing was left then, and nothing of them came back."""
    waiting = {one.lot_id for one in page.credits}
    first = next((at for at, event in enumerate(page.money) if event.lot_id in waiting), len(page.money))
    return next((at for at in range(first, 0, -1) if page.money[at - 1].patient_left == 0), 0)


def _events(events: tuple[LedgerEvent, ...], group: str, today: date) -> Iterator[LedgerRow]:
    for place, event in enumerate(events, 1):
        # The same key in both groups: the cursor stays on a line that is over from now on.
        key = RowKey((_OPEN, event.entry_id, event.lot_id), None, None, event.entry_id, event.lot_id)
        yield from credit_event_rows(event, key, group, last=place == len(events), date=_day(event, today))


def _day(event: LedgerEvent, today: date) -> str:
    return f"{event.on:%m/%d}" if event.on.year == today.year else f"{event.on:%m/%d/%y}"
