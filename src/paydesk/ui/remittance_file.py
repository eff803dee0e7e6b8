"""Opening an insurer's remittance file: chosen once, read and kept in the background, then shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from paydesk.ui.desk_context import DeskContext

if TYPE_CHECKING:
    from paydesk.operations.importing_remittances import RemittancesKept

_KINDS = "Remittance files (*.835 *.era *.edi *.txt *.x12);;All files (*)"


def ask_for_file(context: DeskContext, show: Callable[[tuple[int, ...]], object]) -> None:
    """Ask for a file and keep what it says; ``show`` gets its remittances, those known before included."""
    name, _ = QFileDialog.getOpenFileName(context.window, "Remittance file", "", _KINDS)
    if name:
        read_file(context, Path(name), show)


def read_file(context: DeskContext, path: Path, show: Callable[[tuple[int, ...]], object]) -> None:
    """Read and keep a file; a refusal is told."""
    from paydesk.operations import importing_remittances

    def told(kept: RemittancesKept) -> None:
        known = sum(one.known for one in kept.kept)
        many = len(kept.kept)
        if known == many:
            words = "This payment was read before" if many == 1 else "All of these payments were read before"
            context.messages.tell(f"{words}; here is what became of it")
        else:
            context.messages.put_away()
        show(tuple(one.advice_id for one in kept.kept))

    context.jobs.do(
        lambda: importing_remittances.keep_remittance_file(context.desk, path), title="Reading the remittance file",
        then=told, owner=context,
    )  # fmt: skip
