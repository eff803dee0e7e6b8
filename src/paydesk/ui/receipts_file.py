"""Opening a file of receipts for claims: chosen once, read, then shown claim by claim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from paydesk.ui.desk_context import DeskContext

if TYPE_CHECKING:
    from paydesk.operations.acknowledging import Acknowledged

_KINDS = "Receipts for claims (*.999 *.277 *.277ca *.edi *.txt *.x12);;All files (*)"


def ask_for_receipts(context: DeskContext) -> None:
    """Ask for a file and show what it says."""
    name, _ = QFileDialog.getOpenFileName(context.window, "Receipts for claims", context.preferences.saved_in, _KINDS)
    if name:
        read_receipts(context, Path(name))


def read_receipts(context: DeskContext, path: Path) -> None:
    """Read a file and move the claims it is about; a refusal is told."""
    from paydesk.operations import acknowledging
    from paydesk.ui.dialogs.claim_receipts_dialog import ClaimReceiptsDialog

    desk = context.desk

    def show(done: Acknowledged) -> None:
        ClaimReceiptsDialog(context, done).start()

    context.jobs.do(
        lambda: acknowledging.keep_acknowledgment_file(desk, path), title="Reading receipts for claims", then=show,
        owner=context,
    )  # fmt: skip
