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

_DIALOGS = {
    "assistance.open": ("assistance_dialog", "AssistanceDialog"),
    "office.assistance": ("assistance_classes_dialog", "AssistanceClassesDialog"),
}


def bind_assistance(actions: Actions, context: DeskContext) -> None:
    """Declare and bind every command of this module."""
    actions.declare(ASSISTANCE_COMMANDS)
    for command, (module, name) in _DIALOGS.items():
        actions.bind(command, partial(open_named, context, module, name))
