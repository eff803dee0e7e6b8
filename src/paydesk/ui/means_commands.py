"""The command about what a household told of its means; in the Account menu."""

from __future__ import annotations

from functools import partial

from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.record_commands import open_named

MEANS_COMMANDS = (
    Command("means.told", "What the household told", "Account", "", "people", "means.see", True,
            "income obligations sheet proof pay stubs W-2 poverty guideline plan afford expires"),
)  # fmt: skip


def bind_means(actions: Actions, context: DeskContext) -> None:
    """Declare and bind every command of this module."""
    actions.declare(MEANS_COMMANDS)
    actions.bind("means.told", partial(open_named, context, "told_means_dialog", "ToldMeansDialog"))
