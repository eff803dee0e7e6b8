"""The clinic's key typed from the recovery sheet: on a new PC, at another login, or after the key was changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.inputs import TextInput
from paydesk.ui.jobs import Jobs
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

_LINES = 7


class KeyDialog(QDialog):
    """Accepted once the lines opened the clinic and are kept in this login; ``keep`` raises PaydeskError otherwise.

    Left with ``wants_backup``: the file may be damaged, and a backup is to take its place.
    """

    def __init__(self, parent: QWidget | None, *, sentence: str, keep: Callable[[str], None], jobs: Jobs) -> None:
        super().__init__(parent)
        self._keep, self._jobs, self.wants_backup = keep, jobs, False
        self.setWindowTitle("paydesk")
        self.setObjectName("key_dialog")
        self.setFixedWidth(600)
        self.lines = TextInput(lines=_LINES)
        self.lines.edit.setObjectName("key_lines")
        words = f"The {_LINES} lines of the recovery sheet"
        self.lines.edit.setAccessibleName(words)
        self.lines.edit.textChanged.connect(lambda: self._say(""))
        self._wrong = Why(icon="warning", role="bad")
        self._wrong.setMinimumHeight(20)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(6)
        column.addWidget(Label("This login does not open the clinic", size=Size.NAME, strong=True, wraps=True))
        column.addWidget(Label(sentence, role="text2", wraps=True))
        advice = "Type the recovery sheet to open it here. Small letters will do, and O for 0. You are asked once."
        column.addWidget(Label(advice, role="text2", wraps=True))
        column.addSpacing(8)
        column.addWidget(Label(words, role="text2", size=Size.LABEL))
        column.addWidget(self.lines)
        column.addWidget(self._wrong)
        column.addLayout(self._buttons())
        # Enter begins the next line; with Ctrl it opens.
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._try)
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        backup = Button("Restore a backup", key="Alt+R", name="restore_backup")
        backup.setAutoDefault(False)
        backup.clicked.connect(self._bring_back)
        row.insertWidget(0, backup)
        leave = Button("Close paydesk", key="Escape", shown_only=True, name="leave")
        leave.clicked.connect(self.reject)
        self._do = Button("Open the clinic", kind=Kind.PRIMARY, key="Ctrl+Return", shown_only=True, name="open_clinic")
        self._do.setAutoDefault(False)
        self._do.clicked.connect(self._try)
        row.addWidget(leave)
        row.addWidget(self._do)
        return row

    def _bring_back(self) -> None:
        self.wants_backup = True
        self.reject()

    def _try(self) -> None:
        typed = self.lines.edit.toPlainText()
        if not typed.strip():
            self._say("Type the lines as they stand on the sheet.")
            return
        if not self._do.isEnabled():
            return
        self._do.setEnabled(False)
        self._jobs.look(
            lambda: self._keep(typed), title="Trying the key", owner=self, then=lambda _: self.accept(),
            refused=self._refuse,
        )  # fmt: skip

    def _refuse(self, refused: PaydeskError) -> None:
        self._do.setEnabled(True)
        self._say(refused.sentence)
        self.lines.setFocus()

    def _say(self, sentence: str) -> None:
        self._wrong.say(sentence)
        self.lines.mark_wrong(bool(sentence))
