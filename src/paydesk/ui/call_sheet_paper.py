"""A call sheet's way to the printer."""

from __future__ import annotations

from PySide6.QtCore import QObject

from paydesk.operations import call_papers
from paydesk.operations.call_papers import CallPrinted, PrintSheet
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import Paper, file_name


def print_sheet(context: DeskContext, request: PrintSheet, *, owner: QObject) -> None:
    """Print a sheet as it stands; nothing is made where there is no printer."""
    if not context.printing.ready("Call sheet"):
        context.messages.warn("The call sheet was not printed")
        return
    context.jobs.do(
        lambda: call_papers.print_sheet(context.desk, request), title="Making the call sheet", owner=owner,
        then=lambda made: _print(context, made, None),
    )  # fmt: skip


def print_call(context: DeskContext, call_id: int, account_id: int) -> None:
    """Print what a call that was filed settled of an account."""
    if not context.printing.ready("Call sheet"):
        context.messages.warn("The call sheet was not printed")
        return
    context.jobs.do(
        lambda: call_papers.print_call(context.desk, call_id, account_id=account_id), title="Making the call sheet",
        owner=context, then=lambda made: _print(context, made, call_id),
    )  # fmt: skip


def _print(context: DeskContext, made: CallPrinted, number: int | None) -> None:
    title = "Call sheet" if number is None else f"Call sheet {number}"
    context.printing.print_paper(Paper(title, file_name("Call sheet", number), made.pdf, account=made.account_id))
    for finding in made.findings:
        context.messages.warn(finding)
