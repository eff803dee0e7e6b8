"""Backups: where this PC puts them, what lies there, and one made now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from paydesk.rules.errors import PaydeskError
from paydesk.ui import backup_words
from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.fields import Field
from paydesk.ui.jobs import Progress, Running
from paydesk.ui.labels import Empty, Label, SectionHeader
from paydesk.ui.list_row import ListRow
from paydesk.ui.recovery_sheet import recovery_paper
from paydesk.ui.row_list import RowList
from paydesk.ui.row_paint import RowPainter

if TYPE_CHECKING:
    from paydesk.operations.backing_up_daily import FileThere
    from paydesk.safekeeping import KeptBackup

_HELP = "A USB stick, a network folder or a synced folder"
_BESIDE = "That is where the clinic itself lies: choose another disk, or both are gone when this one breaks."
_FIELDS = (Field("folder", "Folder", required=True, longest=1000, help=_HELP),)
_ROW, _ROWS, _FEW, _LOW = 36, 6, 3, 600
_LEAD = (
    "One encrypted file of the whole clinic, proven before it counts. It is made once a day by itself while paydesk is "
    "open; seven days and four weeks are kept."
)


class BackupsDialog(FormDialog):
    """The folder is kept once a backup of it was proven."""

    def __init__(self, context: DeskContext, found: tuple[FileThere, ...]) -> None:
        super().__init__(
            context, name="backups_dialog", title="Backups", fields=_FIELDS, keeps_draft=False, lead=_LEAD
        )
        assert context.backups is not None, "load refused it"
        self._watch = watch = context.backups
        self._progress: Progress | None = None
        choose = Button("Choose the folder", icon="folder", key="Ctrl+O", name="choose_folder")
        choose.clicked.connect(self.choose_folder)
        self.body.insertWidget(0, choose, 0, Qt.AlignmentFlag.AlignLeft)
        self.running = Label(role="text2", wraps=True)
        self.running.setObjectName("backup_progress")
        self.add(self.running)
        self.add(SectionHeader("In this folder", f"{len(found):,}" if found else ""))
        self.list = RowList(name="backup_files", label="Backups in this folder", look=RowPainter(edge=8))
        self.list.show_rows(_rows(found, context))
        # In a low window the dialog scrolls: a list in it that is as tall would have to be scrolled twice.
        most = _FEW if context.window is not None and context.window.height() < _LOW else _ROWS
        self.list.setFixedHeight(_ROW * min(max(len(found), 1), most) + 2)
        self.list.setVisible(bool(found))
        nothing = Label("No backup lies there yet.", role="text2")
        nothing.setVisible(not found)
        self.add(self.list)
        self.add(nothing)
        self.primary.say("Back up now")
        self.form.boxes["folder"].set_typed(watch.folder)
        context.jobs.running.connect(self._show_running)

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[FileThere, ...]]:
        """Looks into the folder, which may be slow."""
        from paydesk.operations import backing_up_daily

        if context.backups is None:
            raise PaydeskError("The made-up clinic is not backed up: nothing of it is kept.")
        folder = context.backups.folder
        return lambda: backing_up_daily.in_folder(Path(folder)) if folder else ()

    def choose_folder(self) -> None:
        """Ask for the folder; its path stands in the field."""
        name = QFileDialog.getExistingDirectory(self, "Folder for backups", self.form.boxes["folder"].typed())
        if name:
            self.form.boxes["folder"].set_typed(name)
            self.form.boxes["folder"].mark("")
            self.follow()
            self.fit_soon()
            self.primary.setFocus()

    def follow(self) -> None:
        super().follow()
        box = self.form.boxes["folder"]
        help_ = _BESIDE if _lies_in(box.typed(), self._watch.place.root) else _HELP
        self.form.say_help(help_)
        box.input.setAccessibleDescription(help_)

    def focus_start(self) -> None:
        if self._watch.folder:
            self.primary.setFocus()
        else:
            self.form.boxes["folder"].input.setFocus()

    def submit(self) -> None:
        """Back up; the status line shows how far it is, Esc stops it and nothing of it is left."""
        if self._busy:
            return
        try:
            folder = _plain(str(self.form.values()["folder"]))
        except PaydeskError as refused:
            self.show_refusal(refused)
            return
        self.set_busy(True)
        self._watch.back_up(
            folder, then=self._made, refused=self.show_refusal, stopped=lambda: self.set_busy(False), began=self._begin
        )

    def field_of(self, name: str | None) -> str | None:
        return name or "folder"

    def reject(self) -> None:
        if self._progress is not None:
            self._progress.stop()
        super().reject()

    def _begin(self, progress: Progress) -> None:
        self._progress = progress

    def _show_running(self, running: Running | None) -> None:
        if running is not None and self._busy and running.total:
            self.running.setText(f"{running.done:,} of {running.total:,}. Esc stops it; nothing of it is left then.")

    def _made(self, made: KeptBackup) -> None:
        self._progress = None
        self.set_busy(False)
        self.done_with.emit(made)
        self.context.messages.tell(f"Backed up and proven: {made.backup.file.name}")
        self.accept()
        if made.recovery:
            NewKeyOfBackups(self.context, made.recovery).start()


class NewKeyOfBackups(ReadingDialog):
    """The lines of a shared clinic's new key, shown once."""

    def __init__(self, context: DeskContext, lines: tuple[str, ...]) -> None:
        print_ = Button("Print the sheet", icon="printer", key="Ctrl+P", name="print_recovery")
        print_.clicked.connect(lambda: context.printing.print_paper(recovery_paper("Backups", lines)))
        super().__init__(
            context, name="new_key_dialog_of_backups", title="The key of this clinic's backups",
            lead="Print these lines and lock them away: without them nobody opens a backup on another PC. They are "
            "shown once.",
            rows=tuple(ListRow(number, line) for number, line in enumerate(lines, 1)),
            empty=Empty("No key", "The lines would stand here."), buttons=(print_,),
        )  # fmt: skip


def _plain(typed: str) -> str:
    return typed.strip().strip('"')


def _lies_in(typed: str, home: Path) -> bool:
    """By the names alone: a folder that does not answer must not keep the window waiting."""
    folder = _plain(typed)
    return bool(folder) and Path(folder).absolute().is_relative_to(home.absolute())


def _rows(found: tuple[FileThere, ...], context: DeskContext) -> tuple[ListRow, ...]:
    today = context.today()
    return tuple(
        ListRow(one.name, words[:1].upper() + words[1:], money=backup_words.size(one.size), money_tone="text2",
                icon="shield")
        for one in found if (words := backup_words.age(one.made_at, today))
    )  # fmt: skip
