"""Going back from a message at once: the entry that was just posted is reversed, and the message says so."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from paydesk.ui.desk_context import DeskContext


def reversal_of(context: DeskContext, entry_id: int, *, reason: str, told: str) -> Callable[[], None]:
    """What reverses ``entry_id``, once however often it is called; ``told`` is what the message says then."""
    from paydesk.operations import undoing

    request = undoing.UndoEntry(entry_id, reason, uuid4().hex)
    return lambda: context.jobs.do(
        lambda: undoing.undo(context.desk, request), title="Reversing it", owner=context,
        then=lambda done: context.messages.tell(told),
    )  # fmt: skip
