"""The card of the locked screen: who is locked since when, one field to come back, and the way in for someone else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.ui import brush, theme
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.dialog_room import grow_in_place, stand_over
from paydesk.ui.dialogs.sign_in_form import SignInForm
from paydesk.ui.inputs import LineInput
from paydesk.ui.jobs import Jobs, Running
from paydesk.ui.labels import Label, Why
from paydesk.ui.payment_worklist import local_clock
from paydesk.ui.typeface import Size

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk

_WIDTH = 440
_GOES_ON = "Work that was begun before goes on"


class LockDialog(QDialog):
    """``unlock_asked`` carries what was typed, ``arrived`` the desk of someone else who signed in.

    It never closes by itself: who made it lifts it. The work that runs is named only where its name holds no patient.
    """

    unlock_asked = Signal(str)
    arrived = Signal(object)
    leave_asked = Signal()

    def __init__(
        self, parent: QWidget | None, *, sign_in: Callable[[str, str, str], Desk], jobs: Jobs, hint: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lock_dialog")
        self.setWindowTitle("paydesk")
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, on=False)
        self.setFixedWidth(_WIDTH)
        self._who, self._other = "", False
        self._clinic = Label(size=Size.NAME, strong=True, wraps=True)
        self._state = Label(role="text2", wraps=True)
        self.typed = _field("unlock_typed", "PIN or password")
        self._wrong = Why(icon="warning", role="bad")
        self._wrong.setMinimumHeight(20)
        self._back = _rows(self.typed, self._wrong)
        self.form = SignInForm(sign_in=sign_in, jobs=jobs)
        self._running, self._hint, self._way = Why(icon="hourglass"), Why(hint), Why()
        self._way.setObjectName("way_back")
        self.do = Button("Unlock", kind=Kind.PRIMARY, key="Return", shown_only=True, name="unlock")
        self.switch = Button("Someone else signs in", key="Alt+S", name="someone_else")
        self.leave = Button("Close paydesk", key="Alt+Q", name="leave")
        self._lay_out()
        self.typed.textEdited.connect(lambda words: self._say_wrong(""))
        self.do.clicked.connect(self._submit)
        self.switch.clicked.connect(lambda: self._turn(other=not self._other))
        self.leave.clicked.connect(self.leave_asked)
        self.form.arrived.connect(self.arrived)
        self.form.busy.connect(self.set_busy)
        self.form.turned.connect(self._follow)

    def show_locked(self, who: str, *, clinic: str, since: datetime) -> None:
        """Somebody's work stands behind it; ``since`` is on the clinic's clock."""
        self._who = who
        self._clinic.setText(clinic)
        self._state.setText(f"{who} is signed in, locked since {local_clock(since)}. What is typed stays.")
        self._turn(other=False)
        stand_over(self)

    def show_nobody(self, *, clinic: str) -> None:
        """Nobody is signed in."""
        self._who = ""
        self._clinic.setText(clinic)
        self._state.setText("Nobody is signed in.")
        self._turn(other=True)
        stand_over(self)

    def show_running(self, running: Running | None) -> None:
        """What goes on behind it; only work of many steps has a name that says nothing of a patient."""
        words = ""
        if running is not None:
            count = f": {running.done:,} of {running.total:,}" if running.total else ""
            words = (running.title if running.cancel else _GOES_ON) + count
        self._running.say(words)
        self._running.setVisible(bool(words))
        self._fit()

    def set_busy(self, busy: bool) -> None:
        """While what was typed is checked."""
        for button in (self.do, self.switch, self.leave):
            button.setEnabled(not busy)

    def refuse(self, refused: PaydeskError) -> None:
        """What was typed does not unlock."""
        self.set_busy(False)
        self.typed.forget()
        self._say_wrong(refused.sentence)
        self.typed.setFocus()

    def wrong(self) -> str:
        """What it says was wrong."""
        return self.form.wrong() if self._other else self._wrong.sentence()

    def empty(self) -> None:
        """Nothing that was typed stays."""
        self.typed.clear()
        self.form.leave()
        self._say_wrong("")
        self.set_busy(False)

    def reject(self) -> None:
        """Esc goes back to who is locked, or to the name and the password where nobody is; never behind the card."""
        if self._other and not self._who:
            self.form.go_back()
        elif self._other and self.switch.isEnabled():
            self._turn(other=False)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._grow()  # a sentence took another line
        return done

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        stand_over(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
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
        if self._other:
            self.form.submit()
        elif self.typed.text():
            self.set_busy(True)
            self.unlock_asked.emit(self.typed.text())
        else:
            self._say_wrong("Type your PIN or your password.")

    def _say_wrong(self, sentence: str) -> None:
        self._wrong.say(sentence)
        self.typed.mark_wrong(bool(sentence))
        self._fit()

    def _turn(self, *, other: bool) -> None:
        self._other = other
        self.empty()
        self._back.setVisible(not other)
        self.form.setVisible(other)
        self.switch.setVisible(bool(self._who))
        self.switch.say(f"Back to {self._who}" if other else "Someone else signs in")
        if other:
            self.form.start()
        self._follow()
        if not other:
            self.typed.setFocus()

    def _follow(self) -> None:
        """The button says what it would do now, and the hint under it where Esc goes."""
        self.do.say(self.form.deed() if self._other else "Unlock")
        way = self.form.way_back() if self._other else ""
        if way and self._who:
            way = f"Esc goes back to {self._who}"
        self._way.say(way)
        self._way.setVisible(bool(way))
        if self._other and not self.form.asks():
            self.do.setFocus()
        self._fit()

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
        for widget in (self._back, self.form):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self.do)
        column.addWidget(self._way)
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
            why.setVisible(bool(why.sentence()))

    def _fit(self) -> None:
        self.form.fit()
        self._grow()

    def _grow(self) -> None:
        """As tall as its words; whoever is told of a new layout asks for no other, or it would never end."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            grow_in_place(self, max(self.heightForWidth(_WIDTH), layout.totalMinimumSize().height()))


def _field(name: str, words: str) -> LineInput:
    line = LineInput(secret=True)
    line.setObjectName(name)
    line.setAccessibleName(words)
    line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    return line


def _rows(line: LineInput, wrong: Why) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(Label(line.accessibleName(), role="text2", size=Size.LABEL))
    column.addWidget(line)
    column.addWidget(wrong)
    return made
