"""An account's page as the rows of the ledger: visits, what happened to each charge, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from paydesk.rules.keyboard import show_date
from paydesk.rules.money import in_words, show
from paydesk.ui.ledger_rows import LedgerKind, LedgerRow

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, ChargeStory, LedgerEvent, VisitStory

_STATES = {
    "Settled": ("check", "ok"), "Patient owes": ("person", "text"), "Waiting for insurer": ("hourglass", "text2"),
    "Denied": ("warning", "bad"), "Copay due today": ("clock", "warn"), "On hold": ("lock", "warn"),
    "In dispute": ("speech", "warn"), "No charges yet": ("info", "text2"),
}  # fmt: skip
_UNCHARGED = "No charges yet"
_INLINE = 36
"""A reason stands beside what it explains up to so many letters of both; else it gets a line of its own, whole."""

_EXPECTED = ("", "first coverage on the date of service", "insurer paid", "price by contract")


@dataclass(frozen=True)
class RowKey:
    """What a ledger row stands for; ids are None where the row is not about such a thing."""

    place: tuple[object, ...]
    visit_id: int | None = None
    charge_id: int | None = None
    entry_id: int | None = None
    lot_id: int | None = None


def ledger_rows(page: AccountPage, *, person_id: int | None, today: date) -> tuple[LedgerRow, ...]:
    """Rows of one patient's visits (None: the whole household), newest first; credit stands on top."""
    rows = list(_credit_rows(page))
    household = person_id is None and sum(1 for one in page.members if one.is_patient) > 1
    for story in stories_of(page, person_id):
        who = page.member(_patient_of(story)) if household else None
        rows += _story_rows(story, today, name=who.first_name or who.last_name if who else "")
    return tuple(rows)


def stories_of(page: AccountPage, person_id: int | None) -> tuple[VisitStory, ...]:
    """The visits of one patient, or of everyone."""
    return tuple(one for one in page.stories if person_id is None or _patient_of(one) == person_id)


def settled_visits(page: AccountPage) -> frozenset[object]:
    """Keys of the visits that start folded: nothing is open there."""
    return frozenset(_visit_key(story) for story in page.stories if story.state == "Settled" and story.charges)


def _patient_of(story: VisitStory) -> int:
    return story.visit.patient_id if story.visit else story.charges[0].facts.patient_id


def _visit_key(story: VisitStory) -> object:
    return ("visit", story.visit.visit_id) if story.visit else ("charge", story.charges[0].facts.charge_id)


def _story_rows(story: VisitStory, today: date, *, name: str) -> Iterator[LedgerRow]:
    key = _visit_key(story)
    yield _head(story, key, today, name=name)
    for charge in story.charges:
        yield from _charge_rows(charge, key, story.visit.visit_id if story.visit else None)


def _head(story: VisitStory, key: object, today: date, *, name: str) -> LedgerRow:
    state = story.state if story.charges else _UNCHARGED
    icon, tone = _STATES[state]
    day = f"{story.on:%b} {story.on.day:02d}" + (f", {story.on.year}" if story.on.year != today.year else "")
    visit = story.visit
    words = [name, visit.provider if visit else "", _reason(story)]
    return LedgerRow(
        LedgerKind.VISIT, RowKey((key,), visit.visit_id if visit else None), key,
        date=f"Today, {day}" if story.on == today else day, what=", ".join(word for word in words if word),
        insurers=in_words(story.insurers_owe), patient=in_words(story.patient_owes), state=state,
        state_icon=icon, state_tone=tone,
    )  # fmt: skip


def _reason(story: VisitStory) -> str:
    if story.visit is None:
        return "Fee" if story.charges[0].facts.kind == "fee" else "Other item"
    return story.visit.reason or (story.diagnoses[0][2].lower() if story.diagnoses else "visit")


def _charge_rows(charge: ChargeStory, visit: object, visit_id: int | None) -> Iterator[LedgerRow]:
    facts = charge.facts
    for place, event in enumerate(charge.events):
        first, last = place == 0, place == len(charge.events) - 1
        key = RowKey((visit, facts.charge_id, event.entry_id), visit_id, facts.charge_id, event.entry_id, event.lot_id)
        code = facts.code + (f"-{facts.modifiers.replace(' ', '-')}" if facts.modifiers else "")
        units = f"{facts.units} units" if facts.units > 1 else ""
        detail = ", ".join(part for part in (code, units) if part) if first else _short_why(event)
        yield LedgerRow(
            LedgerKind.CHARGE if first else LedgerKind.LINE, key, visit, date=f"{event.on:%m/%d}", word=event.word,
            what=event.what, detail="reversed" if event.undone else detail, amount=show(_size(event)),
            moves=event.amount is None, insurers=in_words(event.insurers_left), patient=in_words(event.patient_left),
            strong=last, link=_link(event), link_waits=not _is_patient_money(event), spoken=partial(_spoken, event),
            word_tone="bad" if event.word == "Denied" else "text2",
        )  # fmt: skip
        if why := _long_why(event, first=first):
            yield LedgerRow(LedgerKind.WHY, replace(key, place=("why", *key.place)), visit, what=why)
    for place, why in enumerate(_standing(charge)):
        yield LedgerRow(
            LedgerKind.WHY,
            RowKey(("standing", visit, facts.charge_id, place), visit_id, facts.charge_id),
            visit,
            what=why,
        )


def _size(event: LedgerEvent) -> int:
    return event.moved if event.amount is None else event.amount


def _is_patient_money(event: LedgerEvent) -> bool:
    # An insurer's payment has a lot, too, and is undone with its whole answer.
    return event.lot_id is not None and event.what.startswith("Patient paid")


def _link(event: LedgerEvent) -> str:
    if not event.undoable or event.undone:
        return ""
    return "Reverse"


def _short_why(event: LedgerEvent) -> str:
    return event.reason if _fits_beside(event) and not _told(event) else ""


def _long_why(event: LedgerEvent, *, first: bool) -> str:
    if _told(event) or (not first and _fits_beside(event)):
        return ""
    return event.reason[:1].upper() + event.reason[1:]


def _fits_beside(event: LedgerEvent) -> bool:
    return len(event.what) + len(event.reason) <= _INLINE


def _told(event: LedgerEvent) -> bool:
    """Whether the words before say it already, or it is what everyone expects."""
    return event.reason in _EXPECTED or event.reason.casefold() in event.what.casefold()


def _standing(charge: ChargeStory) -> Iterator[str]:
    facts = charge.facts
    if facts.disputed:
        yield f"In dispute, not asked for: {facts.hold_reason}"
    elif facts.held:
        yield f"On hold, not asked for: {facts.hold_reason}"
    if facts.reopened:
        yield "Reopened: the insurer's answer to the correction is not in yet"


def _credit_rows(page: AccountPage) -> Iterator[LedgerRow]:
    if not page.figures.credit:
        return
    key = "credit"
    yield LedgerRow(
        LedgerKind.VISIT, RowKey((key,)), key, date="Credit", what="money that belongs to no charge yet",
        patient=in_words(-page.figures.credit), state="Can be applied", state_icon="dollar",
        state_tone="ok",
    )  # fmt: skip
    waiting = {one.lot_id for one in page.credits}
    events = [event for event in page.money if event.lot_id in waiting]
    for place, event in enumerate(events):
        yield LedgerRow(
            LedgerKind.LINE, RowKey((key, event.entry_id, event.lot_id), None, None, event.entry_id, event.lot_id), key,
            date=f"{event.on:%m/%d}", word=event.word, what=event.what or event.word, amount=show(_size(event)),
            patient=in_words(event.patient_left), strong=place == len(events) - 1, link=_link(event),
            link_waits=not _is_patient_money(event), detail="reversed" if event.undone else "",
            spoken=partial(_spoken, event),
        )  # fmt: skip


def _spoken(event: LedgerEvent) -> str:
    moved = f"{show(event.moved)} moved" if event.amount is None else show(event.amount)
    left = f"insurers owe {in_words(event.insurers_left)}, patient owes {in_words(event.patient_left)}"
    undone = "reversed, " if event.undone else ""
    return f"{show_date(event.on)}, {event.word}, {event.what}, {moved}, {undone}{left}"
