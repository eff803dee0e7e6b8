"""An account's page as the rows of the ledger: visits, what happened to each charge, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from paydesk.rules.money import in_words, show
from paydesk.ui.credit_rows import OVER, ended_on, open_credit, past_credit
from paydesk.ui.event_rows import RowKey as RowKey
from paydesk.ui.event_rows import charge_event_rows
from paydesk.ui.ledger_rows import LedgerGroup, LedgerKind, LedgerRow

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage, ChargeFacts, ChargeStory, LedgerEvent, VisitStory

_STATES = {
    "Settled": ("check", "ok"), "Patient owes": ("person", "text"), "Waiting for insurer": ("hourglass", "text2"),
    "Denied": ("warning", "bad"), "Copay due today": ("clock", "warn"), "On hold": ("lock", "warn"),
    "In dispute": ("speech", "warn"), "No charges yet": ("info", "text2"), "Planned": ("calendar", "text2"),
    "Arrived, no charges yet": ("clock", "warn"), "Day passed, not charged": ("warning", "warn"),
    "Canceled": ("cross", "text3"), "No-show": ("ban", "text3"),
}  # fmt: skip


def ledger_groups(page: AccountPage, *, person_id: int | None, today: date) -> tuple[LedgerGroup, ...]:
    """One patient's visits (None: the whole household), newest first; open credit stands on top."""
    groups = list(open_credit(page, today))
    past, ended = list(past_credit(page, today)), ended_on(page)
    household = person_id is None and sum(1 for one in page.members if one.is_patient) > 1
    for story in stories_of(page, person_id):
        if ended is not None and story.on < ended:
            groups, past = groups + past, []
        who = page.member(_patient_of(story)) if household else None
        groups.append(_story_group(story, today, name=who.first_name or who.last_name if who else ""))
    return tuple(groups + past)


def first_choice(groups: tuple[LedgerGroup, ...]) -> LedgerRow | None:
    """The row to begin on: the newest thing that has charges and is not over and done with."""
    heads = [group.head for group in groups]
    return next((row for row in heads if row.visit != OVER and not row.quiet), heads[0] if heads else None)


def stories_of(page: AccountPage, person_id: int | None) -> tuple[VisitStory, ...]:
    """The visits of one patient, or of everyone."""
    return tuple(one for one in page.stories if person_id is None or _patient_of(one) == person_id)


def settled_visits(page: AccountPage) -> frozenset[object]:
    """Keys of the visits, and of the credit, that start folded: nothing is open there."""
    over = (OVER,) if (page.stories or page.figures.credit) and ended_on(page) else ()
    return frozenset((*over, *(_visit_key(one) for one in page.stories if one.state == "Settled" and one.charges)))


def _patient_of(story: VisitStory) -> int:
    return story.visit.patient_id if story.visit else story.charges[0].facts.patient_id


def _visit_key(story: VisitStory) -> object:
    return ("visit", story.visit.visit_id) if story.visit else ("charge", story.charges[0].facts.charge_id)


def visit_row(visit_id: int) -> RowKey:
    """The key of the row that a visit's head is."""
    return RowKey((("visit", visit_id),), visit_id)


def event_key(story: VisitStory, charge: ChargeStory, event: LedgerEvent) -> RowKey:
    """The key of the row of one event of a charge."""
    visit, facts = story.visit.visit_id if story.visit else None, charge.facts
    place = (_visit_key(story), facts.charge_id, event.entry_id)
    return RowKey(place, visit, facts.charge_id, event.entry_id, event.lot_id)


def _story_group(story: VisitStory, today: date, *, name: str) -> LedgerGroup:
    key = _visit_key(story)
    return LedgerGroup(_head(story, key, today, name=name), partial(_story_rows, story, key))


def _story_rows(story: VisitStory, key: object) -> Iterator[LedgerRow]:
    for charge in story.charges:
        yield from _charge_rows(story, charge, key)


def _head(story: VisitStory, key: object, today: date, *, name: str) -> LedgerRow:
    icon, tone = _STATES[story.state]
    day = f"{story.on:%b} {story.on.day:02d}" + (f", {story.on.year}" if story.on.year != today.year else "")
    visit = story.visit
    at = f"{visit.at:%I:%M %p}".lstrip("0") if visit and visit.at and not story.charges else ""
    words = [at, name, visit.provider if visit else "", _reason(story)]
    insurers, patient = (in_words(story.insurers_owe), in_words(story.patient_owes)) if story.charges else ("", "")
    return LedgerRow(
        LedgerKind.VISIT, RowKey((key,), visit.visit_id if visit else None), key,
        date=f"Today, {day}" if story.on == today else day, what=", ".join(word for word in words if word),
        insurers=insurers, patient=patient, state=_state(story), state_icon=icon, state_tone=tone,
        quiet=not story.charges,
    )  # fmt: skip


def _state(story: VisitStory) -> str:
    """The state in words; where only a part of what the patient owes is held back, how much."""
    words = {"In dispute": "in dispute", "On hold": "on hold"}.get(story.state)
    facts = ((one.facts.disputed if story.state == "In dispute" else one.facts.held, one) for one in story.charges)
    part = sum(one.patient_owes for is_held, one in facts if is_held)
    return f"{show(part)} {words}" if words and 0 < part < story.patient_owes else story.state


def _reason(story: VisitStory) -> str:
    if story.visit is None:
        return "Fee" if story.charges[0].facts.kind == "fee" else "Other item"
    return story.visit.reason or (story.diagnoses[0][2].lower() if story.diagnoses else "visit")


def _charge_rows(story: VisitStory, charge: ChargeStory, visit: object) -> Iterator[LedgerRow]:
    facts, visit_id = charge.facts, story.visit.visit_id if story.visit else None
    for place, event in enumerate(charge.events):
        first, last = place == 0, place == len(charge.events) - 1
        key = event_key(story, charge, event)
        yield from charge_event_rows(event, key, visit, first=first, last=last, code=_code(facts))
    for place, why in enumerate(_standing(charge)):
        yield LedgerRow(
            LedgerKind.WHY,
            RowKey(("standing", visit, facts.charge_id, place), visit_id, facts.charge_id),
            visit,
            what=why,
        )


def _code(facts: ChargeFacts) -> str:
    code = facts.code + (f"-{facts.modifiers.replace(' ', '-')}" if facts.modifiers else "")
    units = f"{facts.units} units" if facts.units > 1 else ""
    return ", ".join(part for part in (code, units) if part)


def _standing(charge: ChargeStory) -> Iterator[str]:
    facts = charge.facts
    if facts.disputed:
        yield f"In dispute, not asked for: {facts.hold_reason}"
    elif facts.held:
        yield f"On hold, not asked for: {facts.hold_reason}"
    if facts.reopened:
        yield "Reopened: the insurer's answer to the correction is not in yet"
