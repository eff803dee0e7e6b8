"""One sentence, and one or two answers; with a line for a reason when one is asked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules import plausibility
from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

_SHORTEST = 3
"""Letters of a reason, as the operations ask for."""


class SentenceDialog(QDialog):
    """``yes`` says the result; without ``no`` there is only that to press. ``reason`` labels the line asked for.

    A reason is checked before the dialog closes: what is refused stays there to be mended.

    Of a ``doubtful`` question Enter takes ``no``: what was pressed in haste does no harm.
    """

    def __init__(
        self, parent: QWidget | None, *, title: str, sentence: str, yes: str, no: str = "", reason: str = "",
        doubtful: bool = False,
    ) -> None:  # fmt: skip
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
            self._line.textEdited.connect(lambda words: self._mark(""))
            self._line.setFocus()
        column.addSpacing(16)
        column.addLayout(self._safe_first(yes, no) if doubtful else self._buttons(yes, no))

    def reason(self) -> str:
        return self._line.text().strip() if self._line else ""

    def accept(self) -> None:
        if self._line and (wrong := _wrong(self.reason())):
            self._mark(wrong)
            self._line.setFocus()
            return
        super().accept()

    def _mark(self, wrong: str) -> None:
        self._missing.say(wrong)
        if self._line:
            self._line.mark_wrong(bool(wrong))

    def _buttons(self, yes: str, no: str) -> QHBoxLayout:
        do = Button(yes, kind=Kind.PRIMARY, key="Return", shown_only=True, name="yes")
        leave = Button(no, key="Escape", shown_only=True, name="no") if no else None
        return self._row(leave, do, yes=do, no=leave)

    def _safe_first(self, yes: str, no: str) -> QHBoxLayout:
        do = Button(yes, key="Alt+Y", name="yes")
        leave = Button(no, kind=Kind.PRIMARY, key="Return", shown_only=True, name="no")
        return self._row(do, leave, yes=do, no=leave)

    def _row(self, other: Button | None, usual: Button, *, yes: Button, no: Button | None) -> QHBoxLayout:
        yes.clicked.connect(self.accept)
        if no:
            no.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (other, usual):
            if button:
                row.addWidget(button)
        usual.setDefault(True)
        if not self._line:
            usual.setFocus(Qt.FocusReason.OtherFocusReason)
        return row


def _wrong(reason: str) -> str:
    """Why nothing is kept for that reason; empty where it can be."""
    if len(reason) < _SHORTEST:
        return "Say why, in a few words. It is kept with the record."
    try:
        plausibility.refuse_card_number(reason)
    except PaydeskError as refused:
        return refused.sentence
    return ""
