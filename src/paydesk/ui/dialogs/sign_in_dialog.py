"""Who sits down at the desk: a name and a password, checked off the main thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.inputs import LineInput
from paydesk.ui.jobs import Jobs
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk


class SignInDialog(QDialog):
    """``desk`` is the open desk after Accepted. ``sign_in`` raises PaydeskError for a wrong password."""

    def __init__(
        self, parent: QWidget | None, *, sign_in: Callable[[str, str], Desk], jobs: Jobs, clinic: str, name: str = ""
    ) -> None:
        super().__init__(parent)
        self.desk: Desk | None = None
        self._sign_in, self._jobs = sign_in, jobs
        self.setWindowTitle("Sign in")
        self.setObjectName("sign_in_dialog")
        self.setFixedWidth(400)
        self.name, self.password = LineInput(), LineInput()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.name.setText(name)
        self._wrong = Why(icon="warning", role="bad")
        self._wrong.setMinimumHeight(20)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(4)
        column.addWidget(Label(clinic, size=Size.NAME, strong=True, wraps=True))
        column.addSpacing(12)
        for line, words, called in ((self.name, "Your name", "sign_in_name"), (self.password, "Password", "password")):
            line.setObjectName(called)
            line.setAccessibleName(words)
            column.addWidget(Label(words, role="text2", size=Size.LABEL))
            column.addWidget(line)
            column.addSpacing(6)
            line.textEdited.connect(lambda words: self._say(""))
        column.addWidget(self._wrong)
        column.addSpacing(8)
        column.addLayout(self._buttons())
        (self.password if name else self.name).setFocus()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        leave = Button("Close paydesk", key="Escape", shown_only=True, name="leave")
        leave.clicked.connect(self.reject)
        self._do = Button("Sign in", kind=Kind.PRIMARY, key="Return", shown_only=True, name="sign_in")
        self._do.setDefault(True)
        self._do.clicked.connect(self._try)
        row.addWidget(leave)
        row.addWidget(self._do)
        return row

    def _try(self) -> None:
        name, password = self.name.text().strip(), self.password.text()
        if not name or not password:
            self._say("Type your name and your password.")
            (self.password if name else self.name).setFocus()
            return
        self._do.setEnabled(False)
        self._jobs.look(
            lambda: self._sign_in(name, password), title="Signing in", owner=self, then=self._let_in,
            refused=self._refuse,
        )  # fmt: skip

    def _let_in(self, desk: Desk) -> None:
        self.desk = desk
        self.accept()

    def _refuse(self, refused: PaydeskError) -> None:
        self._do.setEnabled(True)
        self._say(refused.sentence)
        self.password.selectAll()
        self.password.setFocus()

    def _say(self, sentence: str) -> None:
        self._wrong.say(sentence)
        self.password.mark_wrong(bool(sentence))
