"""Drafting: a form left half-way is kept, encrypted like everything else, and comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paydesk.data import office_store
from paydesk.data.office_store import DraftKey, KeptDraft
from paydesk.operations.desk import Desk, Touched
from paydesk.rules import plausibility

__all__ = ["DraftKey", "Drafted", "KeptDraft", "drafts", "drop_draft", "keep_draft", "take_draft"]

_TOUCHED = Touched((0,), ("drafts",))
"""No account reads differently for it; what lists drafts does."""


@dataclass(frozen=True)
class Drafted:
    """A draft was kept or dropped; ``touched`` is None where there was none to drop."""

    touched: Touched | None


def keep_draft(desk: Desk, key: DraftKey, content: dict[str, Any], *, words: str = "") -> Drafted:
    """Keep what was typed; a full card number is left out. Not an act of its own in the audit trail."""
    clean = {name: _without_cards(value) for name, value in content.items() if not _is_card(value)}
    with desk.database.transaction() as session:
        office_store.keep_draft(
            session, desk.actor.name, key, words=words, content=clean, at=desk.clock.now()
        )
    return Drafted(_TOUCHED)


def _without_cards(value: Any) -> Any:
    """Rows of a form hold texts too: lists and objects are cleaned to the bottom."""
    if isinstance(value, dict):
        return {name: _without_cards(one) for name, one in value.items() if not _is_card(one)}
    if isinstance(value, list | tuple):
        return ["" if _is_card(one) else _without_cards(one) for one in value]
    return value


def _is_card(value: Any) -> bool:
    return isinstance(value, str) and plausibility.card_number_in(value) is not None


def take_draft(desk: Desk, key: DraftKey) -> dict[str, Any] | None:
    """What was kept of exactly this form, or None; it stays until it is dropped."""
    with desk.database.reading() as session:
        for draft in office_store.drafts(session, desk.actor.name):
            if draft.key == key:
                return draft.content
    return None


def drop_draft(desk: Desk, key: DraftKey) -> Drafted:
    """The form is done or given up."""
    with desk.database.transaction() as session:
        there = office_store.drop_draft(session, desk.actor.name, key)
    return Drafted(_TOUCHED if there else None)


def drafts(desk: Desk) -> tuple[KeptDraft, ...]:
    """This person's drafts, newest first."""
    with desk.database.reading() as session:
        return office_store.drafts(session, desk.actor.name)
