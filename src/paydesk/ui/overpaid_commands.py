"""The commands about money that insurers want back, and the way to the page of each of it."""

from __future__ import annotations

from functools import partial

from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.record_commands import open_named

OVERPAID_COMMANDS = (
    Command("overpaid.letter", "An insurer asks for money back", "Insurance", "", "undo", "payments.post", True,
            "overpayment refund request letter takeback recoup audit"),
)  # fmt: skip


def bind_overpaid(actions: Actions, context: DeskContext) -> None:
    """Declare and bind every command of this module."""
    actions.declare(OVERPAID_COMMANDS)
    actions.bind("overpaid.letter", partial(open_named, context, "overpaid_letter_dialog", "OverpaidLetterDialog"))


def open_overpayment(context: DeskContext, overpayment_id: int) -> None:
    """Show an overpayment with what can be done about it."""
    from paydesk.operations import finding_overpayments
    from paydesk.ui.dialogs.overpayment_dialog import OverpaymentDialog

    context.jobs.look(
        lambda: finding_overpayments.overpayment(context.desk, overpayment_id), title="Opening", owner=context,
        latest="dialog", then=lambda page: OverpaymentDialog(context, page).start(),
    )  # fmt: skip


def open_adjustment(context: DeskContext, place: tuple[int, int]) -> None:
    """Show what an insurer took or put off, with what it may be for; claims of the open account are offered, too."""
    from paydesk.operations import proposing_takebacks
    from paydesk.ui.dialogs.takeback_dialog import TakebackDialog

    account = context.current_account
    context.jobs.look(
        lambda: proposing_takebacks.taken(context.desk, place, account_id=account), title="Opening", owner=context,
        latest="dialog", then=lambda found: TakebackDialog(context, found).start(),
    )  # fmt: skip
