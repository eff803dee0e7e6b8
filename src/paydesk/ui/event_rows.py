"""One event of the ledger as its rows: what happened, what is left, and why where that needs a line of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from paydesk.rules.allocation import FOR_VISIT, UNAPPLIED
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import in_words, show
from paydesk.ui.ledger_rows import LedgerKind, LedgerRow

if TYPE_CHECKING:
    from paydesk.operations.reading import LedgerEvent

_INLINE = 36
"""A reason stands beside what it explains up to so many letters of both; else it gets a line of its own, whole."""

_EXPECTED = (
    "", "first coverage on the date of service", "insurer paid", "price by contract", "credit applied",
    "credit given back", UNAPPLIED, FOR_VISIT,
)  # fmt: skip


@dataclass(frozen=True)
class RowKey:
    """What a ledger row stands for; ids are None where the row is not about such a thing."""

    place: tuple[object, ...]
    visit_id: int | None = None
    charge_id: int | None = None
    entry_id: int | None = None
    lot_id: int | None = None


def charge_event_rows(
    event: LedgerEvent, key: RowKey, visit: object, *, first: bool, last: bool, code: str
) -> Iterator[LedgerRow]:
    """A row under a charge; the ``first`` one is the charge itself and says its ``code``."""
    insurers = in_words(event.insurers_left)
    yield _row(
        event, key, visit, kind=LedgerKind.CHARGE if first else LedgerKind.LINE, insurers=insurers, strong=last,
        detail=code if first else _short_why(event),
        left=f"insurers owe {insurers}, patient owes {in_words(event.patient_left)}",
    )  # fmt: skip
    yield from _why(event, key, visit, always=first)


def credit_event_rows(event: LedgerEvent, key: RowKey, group: object, *, last: bool, date: str) -> Iterator[LedgerRow]:
    """A row of money that pays no charge: what is left is the account's credit."""
    left = f"credit left {show(-event.patient_left)}"
    yield _row(event, key, group, detail=_short_why(event), date=date, strong=last, left=left)
    yield from _why(event, key, group, always=event.undone)


def _row(
    event: LedgerEvent, key: RowKey, visit: object, *, detail: str, strong: bool, left: str,
    kind: LedgerKind = LedgerKind.LINE, date: str = "", insurers: str = "",
) -> LedgerRow:  # fmt: skip
    return LedgerRow(
        kind, key, visit, date=date or f"{event.on:%m/%d}", word=event.word, what=event.what,
        detail="reversed" if event.undone else detail, amount=show(_size(event)), moves=event.amount is None,
        insurers=insurers, patient=in_words(event.patient_left), strong=strong, link=_link(event),
        link_waits=not _is_patient_money(event), word_tone="bad" if event.word == "Denied" else "text2",
        spoken=partial(_spoken, event, left),
    )  # fmt: skip


def _why(event: LedgerEvent, key: RowKey, visit: object, *, always: bool) -> Iterator[LedgerRow]:
    """The reason on a line of its own, unless it is told already; ``always``: there is no room beside the words."""
    if not _told(event) and (always or not _fits_beside(event)):
        why = event.reason[:1].upper() + event.reason[1:]
        yield LedgerRow(LedgerKind.WHY, replace(key, place=("why", *key.place)), visit, what=why)


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


def _fits_beside(event: LedgerEvent) -> bool:
    return len(event.what) + len(event.reason) <= _INLINE


def _told(event: LedgerEvent) -> bool:
    """Whether the words before say it already, or it is what everyone expects."""
    return event.reason in _EXPECTED or event.reason.casefold() in event.what.casefold()


def _spoken(event: LedgerEvent, left: str) -> str:
    moved = f"{show(event.moved)} moved" if event.amount is None else show(event.amount)
    undone = "reversed, " if event.undone else ""
    return f"{show_date(event.on)}, {event.word}, {event.what}, {moved}, {undone}{left}"
