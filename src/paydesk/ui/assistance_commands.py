"""The commands of financial assistance: an account's application, and the clinic's classes."""

from __future__ import annotations

from functools import partial

from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.record_commands import open_named

ASSISTANCE_COMMANDS = (
    Command("assistance.open", "Financial assistance", "Account", "Ctrl+Shift+A", "heart", "assistance.work", True,
            "charity application sliding fee discount hardship income poverty help"),
    Command("office.assistance", "Assistance classes", "File", "", "scales", "office.edit",
            words="sliding fee scale charity poverty guideline percent discount policy appeal"),
)  # fmt: skip

def bind_assistance(actions: Actions, context: DeskContext) -> None:
    """Declare and bind every command of this module."""
    actions.declare(ASSISTANCE_COMMANDS)
    actions.bind("assistance.open", partial(_open, context))
    actions.bind(
        "office.assistance", partial(open_named, context, "assistance_classes_dialog", "AssistanceClassesDialog")
    )


def _open(context: DeskContext) -> None:
    """An account's application; what its family just told on the sheet is kept first, and is in it."""
    opens = partial(open_named, context, "assistance_dialog", "AssistanceDialog")
    if context.told_first is not None:
        context.told_first(opens)
    else:
        opens()
