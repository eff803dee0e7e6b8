"""What the audit trail is searched for: this account or everyone, a user, a kind of act, and the days."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.operations.auditing import Kind, SearchTrail, TrailUser
from paydesk.rules import keyboard
from paydesk.rules.errors import PaydeskError
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.inputs import ChoiceInput, LineInput, left_for_another
from paydesk.ui.labels import Label, Why
from paydesk.ui.segments import SegmentRow
from paydesk.ui.tab_keys import SCOPES
from paydesk.ui.typeface import Size

_PASSED_MS = 600


class AuditFilters(QWidget):
    """``changed`` when something else may be asked for, ``again`` when Enter asks for the same once more.

    What a key passes in a list is not asked for: the list is left first, or no further key comes for a moment.
    """

    changed = Signal()
    again = Signal()

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self.scope = SegmentRow(SCOPES, name="trail_scope", label="Of whom")
        self.scope.choose("everyone")
        self.user, self.kind = _choice("trail_user", "User"), _choice("trail_kind", "Kind")
        self.user.addItem("Every user", "")
        self.kind.addItem("Every kind", "")
        for kind in Kind:
            self.kind.addItem(kind.value, kind.name)
        self.first, self.last = _day("trail_first", "From"), _day("trail_last", "To")
        self.wrong = Why(icon="warning", role="bad")
        self.wrong.hide()
        self.said = Label(role="text2", size=Size.LABEL)
        self._lay_out()
        self.scope.chosen.connect(lambda value: self.changed.emit())
        for choice in (self.user, self.kind):
            choice.settled.connect(self.changed)
        for day in (self.first, self.last):
            day.finished.connect(self._tidy)
            day.returnPressed.connect(self.again)

    def asked(self) -> SearchTrail | None:
        """What is asked for; None, and a sentence under the days, when they cannot be read."""
        try:
            first, last = (self._read(day) for day in (self.first, self.last))
        except PaydeskError as refused:
            self.say_wrong(refused.sentence)
            return None
        self.say_wrong("")
        account = self._context.current_account if self.scope.value() == "account" else None
        kind = str(self.kind.currentData() or "")
        return SearchTrail(
            account_id=account, user=str(self.user.currentData() or ""), kind=Kind[kind] if kind else None,
            first=first, last=last,
        )  # fmt: skip

    def settle(self) -> None:
        """Ask now for what was just chosen."""
        for choice in (self.user, self.kind):
            choice.settle()

    def say_wrong(self, sentence: str) -> None:
        """What is wrong with the days, under them."""
        self.wrong.say(sentence)
        self.wrong.setVisible(bool(sentence))
        if not sentence:
            for day in (self.first, self.last):
                day.mark_wrong(False)

    def show_users(self, users: tuple[TrailUser, ...]) -> None:
        """Everybody there is to choose; the one that was chosen stays."""
        kept = self.user.currentData()
        self.user.blockSignals(True)
        while self.user.count() > 1:
            self.user.removeItem(1)
        for one in users:
            self.user.addItem(one.full_name, one.name)
        self.user.setCurrentIndex(max(0, self.user.findData(kept)))
        self.user.blockSignals(False)

    def set_days(self, first: date | None, last: date | None) -> None:
        for field, day in ((self.first, first), (self.last, last)):
            field.setText(keyboard.show_date(day) if day else "")

    def ask_anew(self, *, account: bool) -> None:
        """Forget what was chosen: everything of the account in front, or of everyone."""
        for widget in (self.scope, self.user, self.kind):
            widget.blockSignals(True)
        self.scope.choose("account" if account else "everyone")
        self.user.setCurrentIndex(0)
        self.kind.setCurrentIndex(0)
        for widget in (self.scope, self.user, self.kind):
            widget.blockSignals(False)
        self.set_days(None, None)

    def _read(self, field: LineInput) -> date | None:
        typed = field.text().strip()
        try:
            return keyboard.parse_date(typed, self._context.today(), past=True) if typed else None
        except PaydeskError:
            field.mark_wrong(True)
            raise

    def _tidy(self) -> None:
        for field in (self.first, self.last):
            try:
                day = self._read(field)
            except PaydeskError as refused:
                self.say_wrong(refused.sentence)
                return
            field.setText(keyboard.show_date(day) if day else "")
        self.changed.emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        above, below = QHBoxLayout(), QHBoxLayout()
        for line in (above, below):
            line.setSpacing(8)
        above.addWidget(self.scope)
        above.addWidget(self.user, 1)
        above.addWidget(self.kind, 1)
        for words, field in (("From", self.first), ("To", self.last)):
            label = Label(words, role="text2", size=Size.LABEL)
            label.setBuddy(field)
            below.addWidget(label)
            below.addWidget(field)
        below.addStretch(1)
        below.addWidget(self.said, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(above)
        column.addLayout(below)
        column.addWidget(self.wrong)


class _PassedChoice(ChoiceInput):
    """``settled`` when a choice is meant: at once where it was pointed at, of keys the last."""

    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._by_key = False
        self._waits = QTimer(self)
        self._waits.setSingleShot(True)
        self._waits.setInterval(_PASSED_MS)
        self._waits.timeout.connect(self.settled)
        self.currentIndexChanged.connect(self._turned)

    def settle(self) -> None:
        """Wait for no further key."""
        if self._waits.isActive():
            self._waits.stop()
            self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settle()
        if self._waits.isActive():
            self._waits.start()
        self._by_key = True
        super().keyPressEvent(event)
        self._by_key = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if left_for_another(event):
            self.settle()

    def _turned(self, at: int) -> None:
        self._waits.start()
        if not self._by_key:
            self.settle()


def _choice(name: str, label: str) -> _PassedChoice:
    made = _PassedChoice()
    made.setObjectName(name)
    made.setAccessibleName(label)
    made.setMaximumWidth(240)
    return made


def _day(name: str, label: str) -> LineInput:
    made = LineInput()
    made.setObjectName(name)
    made.setAccessibleName(label)
    made.setPlaceholderText("any day")
    made.setFixedWidth(116)
    return made
