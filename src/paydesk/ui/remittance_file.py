"""Opening an insurer's remittance file: chosen once, read and kept in the background, then shown.

A file of another kind is read as what it is: eligibility answers, receipts for claims.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from paydesk.ui.desk_context import DeskContext

if TYPE_CHECKING:
    from paydesk.operations.importing_remittances import RemittancesKept

_KINDS = "Insurers' files (*.835 *.era *.271 *.277 *.999 *.edi *.txt *.x12);;All files (*)"


def ask_for_file(context: DeskContext, show: Callable[[tuple[int, ...]], object]) -> None:
    """Ask for a file and keep what it says; ``show`` gets its remittances, those known before included."""
    name, _ = QFileDialog.getOpenFileName(context.window, "Remittance file", "", _KINDS)
    if name:
        open_file(context, Path(name), show)


def open_file(context: DeskContext, path: Path, show: Callable[[tuple[int, ...]], object]) -> None:
    """Read a file as what it holds."""
    from paydesk.operations import sorting_files
    from paydesk.operations.sorting_files import FileKind
    from paydesk.ui.eligibility_file import read_answers
    from paydesk.ui.receipts_file import read_receipts

    def read(kind: FileKind) -> None:
        if kind is FileKind.ELIGIBILITY:
            read_answers(context, path)
        elif kind is FileKind.RECEIPTS:
            read_receipts(context, path)
        else:
            read_file(context, path, show)

    context.jobs.look(
        lambda: sorting_files.kind_of(path), title="Looking at the file", then=read, owner=context, latest="file kind",
        refused=context.messages.refuse,
    )  # fmt: skip


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
