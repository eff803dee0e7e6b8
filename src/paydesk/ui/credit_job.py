"""Applying an account's credit: it says how much went where it is owed, and takes it back from the toast."""

from __future__ import annotations

from uuid import uuid4

from paydesk.operations import applying, undoing
from paydesk.operations.applying import CreditApplied
from paydesk.rules.money import show
from paydesk.ui.desk_context import DeskContext


def apply_credit(context: DeskContext, account_id: int) -> None:
    """Apply the credit of an account, open or not, to what its patients owe, oldest first."""
    request = applying.ApplyCredit(account_id, uuid4().hex)
    context.jobs.do(
        lambda: applying.apply_credit(context.desk, request), title="Applying credit",
        then=lambda done: _told(context, done), owner=context,
    )  # fmt: skip


def _told(context: DeskContext, done: CreditApplied) -> None:
    left = f", {show(done.left)} is left" if done.left else ""
    request = undoing.UndoEntry(done.entries[0], "Reversed right after it was applied", uuid4().hex)
    paid = done.paid[0] if len(done.paid) == 1 else f"{len(done.paid)} lines, first {done.paid[0]}"
    words = f"{show(done.applied)} of credit applied to {paid}{left}"
    context.messages.tell(words, undo=lambda: _take_back(context, request, done))


def _take_back(context: DeskContext, request: undoing.UndoEntry, done: CreditApplied) -> None:
    """The whole act at once, also when the credit came from several payments."""
    words = f"Reversed: {show(done.applied)} is credit again"
    context.jobs.do(
        lambda: undoing.undo(context.desk, request), title="Taking the credit back",
        then=lambda undone: context.messages.tell(words), owner=context,
    )  # fmt: skip
