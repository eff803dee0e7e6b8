"""The rows of a remittance: what needs a person, what will post, what was denied, posted or put aside."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.operations.reading_advice import LESS_THAN_USUAL, AdvicePage, AnswerRow
from paydesk.rules import money
from paydesk.ui.list_row import ListRow

COLUMNS = ("Paid", "Came off", "To patient")
SAID = ("They paid", "Take off", "Patient")
"""Over claims that wait: what the insurer says, of which nothing is posted."""


@dataclass(frozen=True)
class MoneyRow(ListRow):
    """A row with a figure in each of ``COLUMNS``; a head has their titles there. ``state`` is told before its why."""

    columns: tuple[str, ...] = ()
    state: str = ""
    strong: bool = False


_HEADS = (
    (("person",), "needs a person", "need a person", "", "warning", "warn"),
    (("denied",), "denied", "denied", "nothing to post, it stays with the insurer", "cross_circle", "bad"),
    (("ready",), "matched", "matched", "number, patient, day and charge agree", "check", "ok"),
    (("posted",), "posted", "posted", "", "check_circle", "text2"),
    (("was denied",), "noted as denied", "noted as denied", "", "cross_circle", "text2"),
    (("aside",), "put aside", "put aside", "", "minus", "text2"),
)  # fmt: skip


def remittance_rows(page: AdvicePage) -> tuple[ListRow, ...]:
    """Groups with their heads; the keys are the answers' ids."""
    rows: list[ListRow] = []
    for kinds, one, many, beside, icon, tone in _HEADS:
        found = page.of_kind(*kinds)
        if found:
            words = f"{len(found):,} {one if len(found) == 1 else many}"
            key = f"head {kinds[0]}"
            rows.append(
                MoneyRow(key, words, beside=beside, head=True, icon=icon, icon_tone=tone, columns=_columns(kinds[0]))
            )
            rows += [_row(answer) for answer in found]
    return tuple(rows)


def _columns(kind: str) -> tuple[str, ...]:
    if kind in ("ready", "posted"):
        return COLUMNS
    return SAID if kind in ("person", "denied") else (SAID[0], "", "")


def _row(one: AnswerRow) -> MoneyRow:
    day = f"{one.day:%m/%d}" if one.day else "no date"
    lines = "1 line" if one.lines == 1 else f"{one.lines} lines"
    named = f"claim {one.number}" if one.number else "no claim number"
    asks = one.kind in ("person", "denied")
    state, icon, tone = _state(one)
    titles = _columns(one.kind)
    shown = (_amount(one.paid), _amount(one.off), _to_patient(one.to_patient))
    columns = tuple(words if title else "" for title, words in zip(titles, shown, strict=True))
    figures = (f"{title} {words}" for title, words in zip(titles, columns, strict=True) if title)
    spoken = ", ".join(part for part in (one.patient, day, named, state, one.why, *figures) if part)
    return MoneyRow(
        one.id, one.patient, beside=f"{day}, {named if asks else lines}", why=_said(one, state), why_icon=icon,
        why_tone=tone, columns=columns, state=state, strong=asks, spoken=spoken,
    )  # fmt: skip


def _said(one: AnswerRow, state: str) -> str:
    """The reason without the state it begins with."""
    begins = f"{state}: "
    words = one.why[len(begins) :] if one.why.startswith(begins) else one.why
    return words or (" " if state else "")


def _state(one: AnswerRow) -> tuple[str, str, str]:
    if one.kind in ("denied", "was denied"):
        return "Denied", "cross_circle", "bad" if one.kind == "denied" else "text2"
    if one.kind == "aside":
        return "Put aside", "minus", "text2"
    if one.why.startswith(LESS_THAN_USUAL):
        return LESS_THAN_USUAL, "scales", "warn"
    if one.kind != "person":
        return ("", "info", "text2") if one.why else ("", "", "text2")
    if one.claim_id is None:
        return "Whose is it?", "person", "warn"
    if one.status == "22":
        return "Taken back", "undo", "warn"
    return ("Look at it", "warning", "warn") if one.may_post else ("Cannot post", "ban", "bad")


def _amount(amount: money.Cents) -> str:
    return money.show(amount) if amount else "–"


def _to_patient(amount: money.Cents) -> str:
    """What is the patient's besides, or, below zero, by how much what the patient owes gets less."""
    return f"{money.show(-amount)} less" if amount < 0 else _amount(amount)
