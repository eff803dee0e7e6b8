"""The card of the locked screen: who is locked since when, one field to come back, and the way in for someone else."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.ui import brush, theme
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.inputs import LineInput
from paydesk.ui.jobs import Running
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

_WIDTH = 420
_GOES_ON = "Work that was begun before goes on"


class LockDialog(QDialog):
    """``unlock_asked`` carries what was typed, ``sign_in_asked`` a name, a password and a code (or none).

    It never closes by itself: who made it lifts it. The work that runs is named only where its name holds no patient.
    """

    unlock_asked = Signal(str)
    sign_in_asked = Signal(str, str, str)
    leave_asked = Signal()

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("lock_dialog")
        self.setWindowTitle("paydesk")
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, on=False)
        self.setFixedWidth(_WIDTH)
        self._who, self._other = "", False
        self._clinic = Label(size=Size.NAME, strong=True, wraps=True)
        self._state = Label(role="text2", wraps=True)
        self.typed = _field("unlock_typed", "PIN or password", secret=True)
        self.name = _field("sign_in_name", "Your name")
        self.password = _field("sign_in_password", "Password", secret=True)
        self.code = _field("sign_in_code", "Code of your second factor")
        self._back_rows = _rows(self.typed)
        self._other_rows = _rows(self.name, self.password)
        self._code_row = _rows(self.code)
        self._wrong = Why(icon="warning", role="bad")
        self._wrong.setMinimumHeight(20)
        self._running, self._hint = Why(icon="hourglass"), Why()
        self.do = Button("Unlock", kind=Kind.PRIMARY, key="Return", shown_only=True, name="unlock")
        self.switch = Button("Someone else signs in", key="Alt+S", name="someone_else")
        self.leave = Button("Close paydesk", key="Alt+Q", name="leave")
        self._lay_out()
        for line in self._lines():
            line.textEdited.connect(lambda words: self.say_wrong(""))
        self.do.clicked.connect(self._submit)
        self.switch.clicked.connect(lambda: self._turn(other=not self._other))
        self.leave.clicked.connect(self.leave_asked)

    def show_locked(self, who: str, *, clinic: str, since: datetime) -> None:
        """Somebody's work stands behind it."""
        self._who = who
        self._clinic.setText(clinic)
        at = since.strftime("%I:%M %p").lstrip("0")
        self._state.setText(f"{who} is signed in, locked since {at}. What is typed stays.")
        self._turn(other=False)

    def show_nobody(self, *, clinic: str) -> None:
        """Nobody is signed in."""
        self._who = ""
        self._clinic.setText(clinic)
        self._state.setText("Nobody is signed in.")
        self._turn(other=True)

    def show_running(self, running: Running | None) -> None:
        """What goes on behind it; only work of many steps has a name that says nothing of a patient."""
        words = ""
        if running is not None:
            count = f": {running.done:,} of {running.total:,}" if running.total else ""
            words = (running.title if running.cancel else _GOES_ON) + count
        self._running.say(words)
        self._running.setVisible(bool(words))
        self._fit()

    def show_hint(self, words: str) -> None:
        """A quiet line at the bottom, such as the password of a made-up clinic."""
        self._hint.say(words)
        self._hint.setVisible(bool(words))

    def set_busy(self, busy: bool) -> None:
        """While what was typed is checked."""
        for button in (self.do, self.switch, self.leave):
            button.setEnabled(not busy)

    def refuse(self, refused: PaydeskError) -> None:
        """Say what was wrong. Where a code is asked for, the password was right: only the code is typed then."""
        self.set_busy(False)
        asks_code = self._other and refused.field == "code"
        first = asks_code and self._code_row.isHidden()
        self._code_row.setVisible(asks_code)
        self._other_rows.setVisible(self._other and not asks_code)
        line = self.code if asks_code else self.password if self._other else self.typed
        self.say_wrong(refused.sentence, line=None if first else line)
        line.selectAll()
        line.setFocus()

    def say_wrong(self, sentence: str, *, line: LineInput | None = None) -> None:
        self._wrong.say(sentence)
        for one in self._lines():
            one.mark_wrong(one is line and bool(sentence))
        self._fit()

    def wrong(self) -> str:
        """What it says was wrong."""
        return self._wrong.sentence()

    def empty(self) -> None:
        """Nothing that was typed stays."""
        for line in self._lines():
            line.clear()
        self._code_row.hide()
        self.say_wrong("")
        self.set_busy(False)

    def reject(self) -> None:
        """Esc goes back to who is locked, never behind the card."""
        if self._other and self._who and self.switch.isEnabled():
            self._turn(other=False)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()  # a sentence took another line
        return done

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, Button):
                focused.click()
            else:
                self._submit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        icon = QRectF(24, 24, 32, 32)
        brush.icon(QPainter(self), "lock", icon.left(), icon.center().y(), color=theme.color("accent"), size=32)

    def _submit(self) -> None:
        if not self.do.isEnabled():
            return
        if not self._other:
            if not self.typed.text():
                self.say_wrong("Type your PIN or your password.", line=self.typed)
                return
            self.set_busy(True)
            self.unlock_asked.emit(self.typed.text())
            return
        name, password = self.name.text().strip(), self.password.text()
        if not name or not password:
            line = self.password if name else self.name
            self.say_wrong("Type your name and your password.", line=line)
            line.setFocus()
            return
        self.set_busy(True)
        self.sign_in_asked.emit(name, password, self.code.text().strip())

    def _turn(self, *, other: bool) -> None:
        self._other = other
        self.empty()
        self._back_rows.setVisible(not other)
        self._other_rows.setVisible(other)
        self.do.say("Sign in" if other else "Unlock")
        self.switch.setVisible(bool(self._who))
        self.switch.say(f"Back to {self._who}" if other else "Someone else signs in")
        self._fit()
        (self.name if other else self.typed).setFocus()

    def _lines(self) -> tuple[LineInput, ...]:
        return (self.typed, self.name, self.password, self.code)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(4)
        head = QVBoxLayout()
        head.setContentsMargins(48, 0, 0, 12)
        head.setSpacing(2)
        head.addWidget(self._clinic)
        head.addWidget(self._state)
        column.addLayout(head)
        for widget in (self._back_rows, self._other_rows, self._code_row, self._wrong):
            column.addWidget(widget)
        column.addWidget(self.do)
        column.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.switch)
        row.addStretch(1)
        row.addWidget(self.leave)
        column.addLayout(row)
        for why in (self._running, self._hint):
            column.addWidget(why)
            why.setContentsMargins(0, 8, 0, 0)
            why.hide()
        self._code_row.hide()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedHeight(max(self.heightForWidth(_WIDTH), layout.totalMinimumSize().height()))


def _field(name: str, words: str, *, secret: bool = False) -> LineInput:
    line = LineInput()
    line.setObjectName(name)
    line.setAccessibleName(words)
    line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    if secret:
        line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


def _rows(*lines: LineInput) -> QWidget:
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 4)
    column.setSpacing(4)
    for place, line in enumerate(lines):
        column.addSpacing(4 if place else 0)
        column.addWidget(Label(line.accessibleName(), role="text2", size=Size.LABEL))
        column.addWidget(line)
    return made
