"""One sentence, and one or two answers; with a line for a reason when one is asked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.ui.buttons import Button, Kind
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size


class SentenceDialog(QDialog):
    """``yes`` says the result; without ``no`` there is only that to press. ``reason`` labels the line asked for."""

    def __init__(
        self, parent: QWidget | None, *, title: str, sentence: str, yes: str, no: str = "", reason: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("paydesk")
        self.setObjectName("sentence_dialog")
        self.setFixedWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(Label(title, size=Size.TITLE, strong=True, wraps=True))
        column.addWidget(Label(sentence, role="text2", wraps=True))
        self._line = LineInput() if reason else None
        self._missing = Why(icon="warning", role="bad")
        if self._line:
            self._line.setObjectName("reason")
            self._line.setAccessibleName(reason)
            self._missing.setMinimumHeight(20)
            column.addSpacing(8)
            column.addWidget(Label(reason, role="text2", size=Size.LABEL))
            column.addWidget(self._line)
            column.addWidget(self._missing)
            self._line.setFocus()
        column.addSpacing(16)
        column.addLayout(self._buttons(yes, no))

    def reason(self) -> str:
        return self._line.text().strip() if self._line else ""

    def accept(self) -> None:
        if self._line and not self.reason():
            self._missing.say("Say why, in a few words. It is kept with the record.")
            self._line.mark_wrong(True)
            return
        super().accept()

    def _buttons(self, yes: str, no: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        if no:
            leave = Button(no, key="Escape", shown_only=True, name="no")
            leave.clicked.connect(self.reject)
            row.addWidget(leave)
        do = Button(yes, kind=Kind.PRIMARY, key="Return", shown_only=True, name="yes")
        do.setDefault(True)
        do.clicked.connect(self.accept)
        row.addWidget(do)
        if not self._line:
            do.setFocus(Qt.FocusReason.OtherFocusReason)
        return row
