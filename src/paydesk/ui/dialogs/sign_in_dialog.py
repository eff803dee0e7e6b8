"""Who sits down at the desk: the form of whoever signs in, in a dialog before the window has anybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.ui.buttons import Button, Kind
from paydesk.ui.dialogs.sign_in_form import SignInForm
from paydesk.ui.jobs import Jobs
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk

_WIDTH = 420


class SignInDialog(QDialog):
    """``desk`` is the open desk after Accepted. ``sign_in`` takes name, password and code, and raises PaydeskError;
    ``seen`` is what this PC kept of the clinic's trail."""

    def __init__(
        self, parent: QWidget | None, *, sign_in: Callable[[str, str, str], Desk], jobs: Jobs, clinic: str,
        name: str = "", hint: str = "", seen: str = "",
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.desk: Desk | None = None
        self.setWindowTitle("Sign in")
        self.setObjectName("sign_in_dialog")
        self.setFixedWidth(_WIDTH)
        self.form = SignInForm(sign_in=sign_in, jobs=jobs, hint=hint, seen=seen)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(4)
        column.addWidget(Label(clinic, size=Size.NAME, strong=True, wraps=True))
        column.addSpacing(12)
        column.addWidget(self.form)
        column.addSpacing(8)
        column.addLayout(self._buttons())
        self._way = Why()
        self._way.setObjectName("way_back")
        self._way.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self._way)
        self.form.arrived.connect(self._let_in)
        self.form.busy.connect(lambda busy: self._do.setEnabled(not busy))
        self.form.turned.connect(self._follow)
        self.form.start(name)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        self.form.leave()
        super().reject()

    def _back(self) -> None:
        """To the name and the password; from there out of paydesk."""
        if not self.form.go_back():
            self.reject()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self._leave = Button("Close paydesk", key="Escape", shown_only=True, name="leave")
        self._leave.clicked.connect(self._back)
        self._do = Button(self.form.deed(), kind=Kind.PRIMARY, key="Return", shown_only=True, name="sign_in")
        self._do.setDefault(True)
        self._do.clicked.connect(self.form.submit)
        row.addWidget(self._leave)
        row.addWidget(self._do)
        return row

    def _let_in(self, desk: Desk) -> None:
        self.desk = desk
        self.accept()

    def _follow(self) -> None:
        """As tall as what is asked now; the buttons say what they do."""
        self._do.say(self.form.deed())
        way = self.form.way_back()
        self._leave.say("Back" if way else "Close paydesk")
        self._way.say(way)
        self._way.setVisible(bool(way))
        if not self.form.asks():
            self._do.setFocus()
        self.form.fit()
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()
            self.setFixedHeight(max(self.heightForWidth(_WIDTH), layout.totalMinimumSize().height()))
