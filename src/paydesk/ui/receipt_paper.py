"""A receipt's way to the printer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from paydesk.operations import receipting
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import Paper, file_name


def print_receipt(
    context: DeskContext, lot_id: int, number: int | None, *, owner: QObject, copy: bool = False,
    filed: Callable[[Path], object] | None = None,
) -> None:  # fmt: skip
    """Make a receipt's paper in a worker, hand it to the printer and say what could not be printed as typed.

    ``filed`` tells where it is if it became a file.
    """

    def printed(made: receipting.ReceiptPrinted) -> None:
        name = file_name("Receipt", number)
        paper = Paper(f"Receipt {number}", name, made.pdf, filed=filed, account=made.account_id)
        context.printing.print_paper(paper)
        for finding in made.findings:
            context.messages.warn(finding)

    context.jobs.do(
        lambda: receipting.print_receipt(context.desk, lot_id, copy=copy), title="Making the receipt", owner=owner,
        then=printed,
    )  # fmt: skip

def log_letter(context: DeskContext, refund_id: int) -> None:
    """The letter came out of the printer: the contact log says that it went out."""
    from paydesk.operations import receipting

    desk = context.desk
    context.jobs.do(lambda: receipting.letter_went_out(desk, refund_id), title="Noting the letter")
