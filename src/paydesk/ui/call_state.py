"""A call that goes on: the sheet in front, what it settled before, and what was typed, to keep and to bring back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from paydesk.operations.calling import Settled
from paydesk.operations.preparing_calls import TOGETHER, Sheet
from paydesk.rules import call_sheet
from paydesk.rules.call_sheet import Answer, Purpose

SETTLED, TALKED, ABOUT, PURPOSE = "settled", "talked", "about", "purpose"


@dataclass
class CallState:
    """``call_id`` is None until the call is begun; ``first`` is what it was begun about."""

    sheet: Sheet
    first: str
    key: str = field(default_factory=lambda: uuid4().hex)
    call_id: int | None = None
    settled: tuple[Settled, ...] = ()
    accepted: frozenset[str] = frozenset()

    def kept(self, typed: Mapping[str, str], *, talked: int) -> dict[str, Any]:
        """What is kept of a call that is interrupted."""
        done = [
            {"about": one.about, "purpose": one.purpose.value, "outcome": one.outcome,
             "answers": [[answer.item, call_sheet.kept(answer), answer.known] for answer in one.answers]}
            for one in self.settled
        ]  # fmt: skip
        about = {ABOUT: self.sheet.about, PURPOSE: self.sheet.purpose.value, TOGETHER: list(self.sheet.together)}
        return {**typed, **about, TALKED: talked, SETTLED: done}

    def every(self, ended: Settled) -> tuple[Settled, ...]:
        """What the call settles once the sheet in front has ended so: its further claims end as its first one does."""
        if not ended.outcome:
            return self.settled
        others = (replace(ended, about=one) for one in self.sheet.together)
        return (*self.settled, ended, *others)

    def foot_words(self) -> str:
        """What is to be said of the call while no end is chosen; empty for nothing."""
        draft = self.sheet.draft
        if draft is not None and self.call_id is None:
            return f"{draft.by} began this call at {draft.started:%I:%M %p} and did not file it"
        if self.settled:
            return f"{len(self.settled)} settled on this call so far"
        return "What you typed before is back" if draft is not None else ""

    def bring_back(self, kept: Mapping[str, Any]) -> None:
        """What was settled on this call before it was interrupted."""
        self.settled = tuple(_settled(one) for one in kept.get(SETTLED) or ())


def left_at(kept: Mapping[str, Any], about: str) -> tuple[str, Purpose] | None:
    """Where a call that settled several things was left, if that is not ``about`` itself."""
    there = str(kept.get(ABOUT) or about)
    return (there, Purpose(str(kept[PURPOSE]))) if there != about else None


def together_at(kept: Mapping[str, Any]) -> tuple[str, ...]:
    """The further claims of the sheet on which it was left."""
    return tuple(str(one) for one in kept.get(TOGETHER) or ())


def _settled(kept: Mapping[str, Any]) -> Settled:
    purpose = Purpose(str(kept["purpose"]))
    answers: tuple[Answer, ...] = tuple(
        call_sheet.from_kept(call_sheet.item_of(purpose, str(item)), str(text), known=bool(known))
        for item, text, known in kept["answers"]
    )
    return Settled(str(kept["about"]), purpose, str(kept["outcome"]), answers)
