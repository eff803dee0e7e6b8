"""Opening an insurer's file of eligibility answers: chosen once, read and kept, then shown line by line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from paydesk.ui.desk_context import DeskContext

_KINDS = "Eligibility answers (*.271 *.edi *.txt *.x12);;All files (*)"


def ask_for_answers(context: DeskContext) -> None:
    """Ask for a file and show what it says."""
    name, _ = QFileDialog.getOpenFileName(
        context.window, "Eligibility answers", context.preferences.saved_in, _KINDS
    )
    if name:
        read_answers(context, Path(name))


def read_answers(context: DeskContext, path: Path) -> None:
    """Read and keep a file; a refusal is told."""
    from paydesk.operations import reading_eligibility
    from paydesk.ui.dialogs.eligibility_answers_dialog import AnswersFound, EligibilityAnswersDialog

    desk = context.desk

    def read() -> AnswersFound:
        found = reading_eligibility.read_eligibility(desk, path)
        return AnswersFound(found, reading_eligibility.account_numbers(desk, found), found.touched)

    def show(found: AnswersFound) -> None:
        EligibilityAnswersDialog(context, found).start()

    context.jobs.do(read, title="Reading eligibility answers", then=show, owner=context)
