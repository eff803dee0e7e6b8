"""The commands about what coverage pays: benefits explained, estimates, eligibility files; in the Insurance menu."""

from __future__ import annotations

from functools import partial

from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.record_commands import open_named

BENEFIT_COMMANDS = (
    Command("benefits.explain", "Explain my benefits", "Insurance", "Shift+F3", "speech", "", True,
            "deductible copay coinsurance plan pays plain words Spanish print"),
    Command("benefits.estimate", "Estimate a visit", "Insurance", "Ctrl+Shift+I", "scales", "estimates.make", True,
            "how much will it cost price quote good faith estimate GFE self-pay deductible"),
)  # fmt: skip

_DIALOGS = {
    "benefits.explain": ("explain_dialog", "ExplainDialog"),
    "benefits.estimate": ("estimate_dialog", "EstimateDialog"),
}
"""Command -> module of ``dialogs`` and its class, loaded when first asked for."""


def bind_benefits(actions: Actions, context: DeskContext) -> None:
    """Declare and bind every command of this module."""
    actions.declare(BENEFIT_COMMANDS)
    for command, (module, name) in _DIALOGS.items():
        actions.bind(command, partial(open_named, context, module, name))
