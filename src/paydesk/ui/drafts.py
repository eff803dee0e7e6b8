"""Forms left half-way: the one place that says when a draft is kept, when it comes back and when it is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from paydesk.ui.desk_context import DeskContext

if TYPE_CHECKING:
    from paydesk.operations.drafting import DraftKey

START_EMPTY_KEY = "Alt+E"


class Drafts:
    """The draft of one form about one thing, for who is signed in.

    What differs from the form as it opened is kept; a form that was emptied or never changed leaves none, and one
    that is finished never leaves one again.
    """

    def __init__(
        self, context: DeskContext, form: str, *, account: int | None, about: str = "", words: str = ""
    ) -> None:
        self._context, self._form, self._words = context, form, words
        self.account, self.about = account, about
        self._kept: Mapping[str, Any] = {}
        self._finished = False

    def bring_back(self, then: Callable[[Mapping[str, Any]], None], *, owner: QObject) -> None:
        """Ask for what was kept; ``then`` gets it, if there is any."""
        from paydesk.operations import drafting

        desk, key = self._context.desk, self._key()

        def answer(kept: Mapping[str, Any] | None) -> None:
            if kept:
                self._kept = kept
                then(kept)

        # After the changes before it: one of them may keep this very form.
        self._context.jobs.do(
            lambda: drafting.take_draft(desk, key), title="Looking for what you typed", owner=owner, then=answer
        )

    def keep(self, typed: Mapping[str, Any]) -> None:
        """Keep what was typed, or let go of what was kept when nothing is typed any more."""
        if self._finished or typed == self._kept:
            return
        if not typed:
            self.drop()
            return
        from paydesk.operations import drafting

        desk, key, content, words = self._context.desk, self._key(), dict(typed), self._words
        self._kept = content
        self._context.jobs.do(
            lambda: drafting.keep_draft(desk, key, content, words=words), title="Keeping what you typed"
        )

    def drop(self) -> None:
        """What was typed is not wanted any more."""
        from paydesk.operations import drafting

        desk, key = self._context.desk, self._key()
        self._kept = {}
        self._context.jobs.do(lambda: drafting.drop_draft(desk, key), title="Tidying up")

    def finish(self) -> None:
        """The form is done: its draft is gone for good, whoever asks to keep it afterwards."""
        self.drop()
        self._finished = True

    def _key(self) -> DraftKey:
        from paydesk.operations.drafting import DraftKey

        return DraftKey(self._form, self.account, self.about)


def about(**ids: int) -> str:
    """What a form is about: ``about(lot=4, charge=7)`` is "lot 4 charge 7"."""
    return " ".join(f"{kind} {id_}" for kind, id_ in ids.items())


def about_front(context: DeskContext) -> str:
    """About the patient in front; about the account where the whole household is meant."""
    return about(person=context.person_id) if context.person_id is not None else ""


def ids_of(words: str) -> dict[str, int]:
    """The ids in what ``about`` made."""
    parts = words.split()
    return {kind: int(id_) for kind, id_ in zip(parts[::2], parts[1::2], strict=True)}
