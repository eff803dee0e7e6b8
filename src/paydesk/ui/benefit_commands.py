"""The commands about what coverage pays: benefits explained, estimates, eligibility files; in the Insurance menu."""

from __future__ import annotations

from functools import partial

from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.record_commands import open_named

BENEFIT_COMMANDS = (
    Command("benefits.explain", "Explain my benefits", "Insurance", "Shift+F3", "speech", "", True,
            "deductible copay coinsurance plan pays plain words Spanish print"),
    Command("benefits.answers", "What the insurer said, item by item", "Insurance", "Ctrl+Shift+B", "list",
            "insurance.edit", True, "verify benefits visit limit family deductible exclusions payer id type portal"),
    Command("benefits.estimate", "Estimate a visit", "Insurance", "Ctrl+Shift+I", "scales", "estimates.make", True,
            "how much will it cost price quote good faith estimate GFE self-pay deductible"),
    Command("benefits.estimates", "Estimates of this account", "Insurance", "", "scales", "", True,
            "what came compare print again good faith estimate GFE replaced difference why"),
    Command("benefits.ask", "Write an eligibility file", "Insurance", "", "document", "insurance.edit",
            words="270 X12 verify coverage tomorrow clearinghouse portal questions"),
    Command("benefits.read", "Read eligibility answers", "Insurance", "", "folder", "insurance.edit",
            words="271 X12 verified coverage file differences take over import"),
    Command("benefits.differences", "What insurers have otherwise", "Insurance", "", "pencil", "insurance.edit",
            words="271 eligibility differences differ take over leave record worklist member number copay group"),
    Command("benefits.clearinghouse", "How eligibility files are addressed", "Insurance", "", "mail", "office.edit",
            words="270 X12 clearinghouse portal sender receiver id"),
)  # fmt: skip

_DIALOGS = {
    "benefits.explain": ("explain_dialog", "ExplainDialog"),
    "benefits.answers": ("coverage_answers_dialog", "CoverageAnswersDialog"),
    "benefits.estimate": ("estimate_dialog", "EstimateDialog"),
    "benefits.estimates": ("estimates_dialog", "EstimatesDialog"),
    "benefits.ask": ("eligibility_file_dialog", "EligibilityFileDialog"),
    "benefits.differences": ("insurers_differ_dialog", "InsurersDifferDialog"),
    "benefits.clearinghouse": ("clearinghouse_dialog", "ClearinghouseDialog"),
}
"""Command -> module of ``dialogs`` and its class, loaded when first asked for."""


def bind_benefits(actions: Actions, context: DeskContext) -> None:
    """Declare and bind every command of this module."""
    actions.declare(BENEFIT_COMMANDS)
    for command, (module, name) in _DIALOGS.items():
        actions.bind(command, partial(open_named, context, module, name))
    actions.bind("benefits.read", partial(_read, context))


def _read(context: DeskContext) -> None:
    from paydesk.ui.eligibility_file import ask_for_answers

    ask_for_answers(context)
