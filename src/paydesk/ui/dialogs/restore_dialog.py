"""A backup becomes the clinic of this PC: on a new PC, or when the present file is damaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.inputs import LineInput, TextInput
from paydesk.ui.jobs import Jobs, Progress
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

_LINES = 7
_BACKUPS = "Backups (*.paydesk-backup);;All files (*)"
Restore = Callable[[Path, str, Progress], str]
"""Restores the file with the key of the lines and answers with what is said then; raises PaydeskError, whose field is
``file`` or ``key``."""


class RestoreDialog(QDialog):
    """``told`` after Accepted: what was restored. Lines left empty mean the key that this login has."""

    def __init__(self, parent: QWidget | None, *, restore: Restore, jobs: Jobs, stands: bool) -> None:
        super().__init__(parent)
        self.told = ""
        self._restore, self._jobs = restore, jobs
        self.setWindowTitle("paydesk")
        self.setObjectName("restore_dialog")
        self.setFixedWidth(560)
        self.file, self.lines = LineInput(), TextInput(lines=_LINES)
        self.file.setObjectName("restore_file")
        self.lines.edit.setObjectName("restore_lines")
        self._wrong = Why(icon="warning", role="bad")
        self._wrong.setMinimumHeight(20)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(6)
        column.addWidget(Label("Restore a backup", size=Size.NAME, strong=True, wraps=True))
        column.addWidget(Label(_lead(stands), role="text2", wraps=True))
        column.addSpacing(8)
        column.addWidget(Label("Backup", role="text2", size=Size.LABEL))
        column.addLayout(self._file_row())
        column.addSpacing(4)
        words = f"The {_LINES} lines of the recovery sheet; empty when this login has the clinic's key"
        column.addWidget(Label(words, role="text2", size=Size.LABEL, wraps=True))
        column.addWidget(self.lines)
        column.addWidget(self._wrong)
        column.addLayout(self._buttons())
        self.file.setAccessibleName("Backup")
        self.lines.edit.setAccessibleName(words)
        self.file.textEdited.connect(lambda _: self._say("", None))
        self.lines.edit.textChanged.connect(lambda: self._say("", None))
        for keys, does in (("Ctrl+Return", self._try), ("Ctrl+O", self.choose)):
            QShortcut(QKeySequence(keys), self).activated.connect(does)
        self.file.setFocus()

    def reject(self) -> None:
        """While the backup is put in place the clinic is not left half-way."""
        if self._do.isEnabled():
            super().reject()

    def choose(self) -> None:
        """The folder's backups, the newest name last."""
        start = self.file.text().strip() or QDir.homePath()
        name, _ = QFileDialog.getOpenFileName(self, "Choose a backup", start, _BACKUPS)
        if name:
            self.file.setText(QDir.toNativeSeparators(name))
            self._say("", None)
            self.lines.setFocus()

    def _file_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        look = Button("Choose…", key="Ctrl+O", shown_only=True, name="choose_backup")
        look.setAutoDefault(False)
        look.clicked.connect(self.choose)
        row.addWidget(self.file, 1)
        row.addWidget(look)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        leave = Button("Back", key="Escape", shown_only=True, name="leave")
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._do = Button("Restore", kind=Kind.PRIMARY, key="Ctrl+Return", shown_only=True, name="restore")
        self._do.setAutoDefault(False)
        self._do.clicked.connect(self._try)
        row.addWidget(leave)
        row.addWidget(self._do)
        return row

    def _try(self) -> None:
        if not self._do.isEnabled():
            return
        typed, lines = self.file.text().strip().strip('"'), self.lines.edit.toPlainText().strip()
        if not typed:
            self._say("Choose the backup's file: on the stick, or in the folder they are written to.", self.file)
            return
        self._do.setEnabled(False)
        self._do.say("Restoring …")
        self._jobs.do_long(
            lambda progress: self._restore(Path(typed), lines, progress), title="Restoring the backup", owner=self,
            then=self._done, refused=self._refuse, stopped=self._ready,
        )  # fmt: skip

    def _done(self, told: str) -> None:
        self.told = told
        self._do.setEnabled(True)
        self.accept()

    def _refuse(self, refused: PaydeskError) -> None:
        self._ready()
        at: dict[str | None, LineInput | TextInput] = {"file": self.file, "key": self.lines}
        self._say(refused.sentence, at.get(refused.field))

    def _ready(self) -> None:
        self._do.setEnabled(True)
        self._do.say("Restore")
        self.file.setFocus()

    def _say(self, sentence: str, field: LineInput | TextInput | None) -> None:
        self._wrong.say(sentence)
        for one in (self.file, self.lines):
            one.mark_wrong(one is field)
        if field is not None:
            field.setFocus()


def _lead(stands: bool) -> str:
    what = "It is opened, proven and counted first. "
    if stands:
        return what + "The clinic that stands here now is kept beside it under another name; nothing is thrown away."
    return what + "Then this PC works with it, and everybody signs in as before."
