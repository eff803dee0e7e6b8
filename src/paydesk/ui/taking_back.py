"""Going back from a message at once: what was just posted is reversed, and the message says so."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from paydesk.ui.desk_context import DeskContext


def reversal_of(context: DeskContext, *entry_ids: int, reason: str, told: str) -> Callable[[], None]:
    """What reverses the acts of these entries, one after the other, once however often it is called; ``told`` is what
    the message says then."""
    from paydesk.operations import undoing

    requests = [undoing.UndoEntry(own, reason, uuid4().hex) for own in entry_ids]

    def reverse_from(place: int) -> None:
        # A job of its own each: what each of them touched is shown, whatever becomes of the next.
        is_last = place + 1 == len(requests)
        context.jobs.do(
            lambda: undoing.undo(context.desk, requests[place]), title="Reversing it", owner=context,
            then=lambda done: context.messages.tell(told) if is_last else reverse_from(place + 1),
        )  # fmt: skip

    return lambda: reverse_from(0)
