"""Somebody who may do it approves one act at the clerk's desk: who she is, her password, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from paydesk.rules import office
from paydesk.rules.errors import CodeNeeded, NotAllowed, PaydeskError
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.dialog_room import grow_in_place, stand_over
from paydesk.ui.dialogs.form_dialog import Deed
from paydesk.ui.inputs import LineInput
from paydesk.ui.jobs import Jobs
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk

_WIDTH = 440
_FIELDS = (("name", "Your name"), ("password", "Your password"), ("code", "Code of your second factor"),
           ("reason", "Why it is approved"))  # fmt: skip
_SECRET = ("password", "code")


class ApprovalDialog(QDialog):
    """Over the form that was refused, which stays filled. Accepted: the act may be done once, at ``desk``.

    ``deed`` is that act: the form that says it is covered.
    """

    def __init__(
        self, parent: QWidget | None, desk: Desk, refused: NotAllowed, *, jobs: Jobs, deed: Deed = Deed()  # noqa: B008
    ) -> None:
        super().__init__(parent)
        self._deed = deed
        self._desk, self._permission, self._jobs = desk, refused.permission, jobs
        self.setObjectName("approval_dialog")
        self.setWindowTitle("paydesk")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(4)
        column.addWidget(Label("Approve this once", size=Size.TITLE, strong=True, wraps=True))
        if deed.words:
            self.what = Label(deed.words, strong=True, wraps=True)
            column.addWidget(self.what)
        lead = f"Somebody who may {office.doing(self._permission)} can approve this once, here. {desk.actor.name} "
        column.addWidget(Label(f"{lead}stays signed in; the audit trail names both.", role="text2", wraps=True))
        column.addSpacing(8)
        self.lines: dict[str, LineInput] = {}
        self._rows: dict[str, QWidget] = {}
        for name, words in _FIELDS:
            self._rows[name] = self._row(name, words)
            column.addWidget(self._rows[name])
        self._rows["code"].hide()
        self.lines["reason"].setText(deed.reason)
        self._wrong = Why(icon="warning", role="bad")
        self._wrong.setMinimumHeight(20)
        column.addWidget(self._wrong)
        column.addSpacing(4)
        column.addLayout(self._buttons())
        self.lines["name"].setFocus()

    def wrong(self) -> str:
        """What it says was wrong."""
        return self._wrong.sentence()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._approve()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()  # a sentence took another line
        return done

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        stand_over(self)

    def reject(self) -> None:
        # While an answer is being checked nobody leaves: it would be unknown whether it was given.
        if self._do.isEnabled():
            super().reject()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            grow_in_place(self, max(layout.totalHeightForWidth(_WIDTH), layout.totalMinimumSize().height()))

    def _row(self, name: str, words: str) -> QWidget:
        row, line = QWidget(), LineInput(secret=name in _SECRET)
        row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        line.setObjectName(f"approval_{name}")
        line.setAccessibleName(words)
        if name == "code":
            line.setEchoMode(QLineEdit.EchoMode.Normal)
        line.textEdited.connect(lambda typed: self._say("", ""))
        self.lines[name] = line
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(Label(words, role="text2", size=Size.LABEL))
        column.addWidget(line)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self._leave = Button("Cancel", key="Escape", shown_only=True, name="leave")
        self._leave.clicked.connect(self.reject)
        self._do = Button("Approve once", kind=Kind.PRIMARY, key="Return", shown_only=True, name="approve")
        self._do.clicked.connect(self._approve)
        row.addWidget(self._leave)
        row.addWidget(self._do)
        return row

    def _approve(self) -> None:
        if not self._do.isEnabled():
            return
        typed = {name: line.text().strip() if name != "password" else line.text() for name, line in self.lines.items()}
        for name, sentence in (
            ("name", "Type the name you sign in with."), ("password", "Type your password."),
            ("reason", "Type why this is approved."),
        ):  # fmt: skip
            if not typed[name]:
                self._refuse(PaydeskError(sentence, field=name))
                return
        self._set_busy(True)
        desk, permission, deed = self._desk, self._permission, self._deed

        def ask() -> None:
            from paydesk.operations import approving

            try:
                approving.approve(desk, approving.ApproveOnce(
                    permission, typed["name"], typed["password"], typed["reason"], typed["code"],
                    account=deed.account, what=deed.words,
                ))  # fmt: skip
            except NotAllowed as refused:
                if isinstance(refused, CodeNeeded) or not refused.permission:
                    raise
                # Who was asked may not do it herself: nobody is asked to approve her approval.
                raise NotAllowed(refused.sentence, field="name") from None

        self._jobs.do(ask, title="Approving", owner=self, then=lambda _: self._done(), refused=self._refuse)

    def _done(self) -> None:
        self._set_busy(False)
        self.accept()

    def _refuse(self, refused: PaydeskError) -> None:
        self._set_busy(False)
        field = refused.field if refused.field in self.lines else "name"
        asks_code = field == "code" and self._rows["code"].isHidden()
        self._rows["code"].setVisible(field == "code" or not self._rows["code"].isHidden())
        if field not in ("code", "reason"):
            # Where only these are asked for the password was right, and goes with them.
            self.lines["password"].forget()
        if field != "reason":
            self.lines["code"].forget()
        self._say(refused.sentence, "" if asks_code else field)
        self.lines[field].selectAll()
        self.lines[field].setFocus()

    def _say(self, sentence: str, field: str) -> None:
        self._wrong.say(sentence)
        for name, line in self.lines.items():
            line.mark_wrong(name == field and bool(sentence))

    def _set_busy(self, busy: bool) -> None:
        self._do.setEnabled(not busy)
