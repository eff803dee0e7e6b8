"""A receipt's way to the printer."""

from __future__ import annotations

from PySide6.QtCore import QObject

from paydesk.operations import receipting
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import Paper, file_name


def print_receipt(
    context: DeskContext, lot_id: int, number: int | None, *, owner: QObject, copy: bool = False
) -> None:
    """Make a receipt's paper in a worker, hand it to the printer and say what could not be printed as typed."""

    def printed(made: receipting.ReceiptPrinted) -> None:
        context.printing.print_paper(Paper(f"Receipt {number}", file_name("Receipt", number), made.pdf))
        for finding in made.findings:
            context.messages.tell(finding)

    context.jobs.do(
        lambda: receipting.print_receipt(context.desk, lot_id, copy=copy), title="Making the receipt", owner=owner,
        then=printed,
    )  # fmt: skip

def log_letter(context: DeskContext, refund_id: int) -> None:
    """The letter came out of the printer: the contact log says that it went out."""
    from paydesk.operations import receipting

    desk = context.desk
    context.jobs.do(lambda: receipting.letter_went_out(desk, refund_id), title="Noting the letter")
