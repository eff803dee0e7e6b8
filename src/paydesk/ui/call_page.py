"""How a call sheet is laid out: the script beside the answers, under a pinned head and over a pinned foot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QWidget

from paydesk.operations.preparing_calls import Sheet
from paydesk.rules.call_sheet import Purpose
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.call_answers import CallAnswers
from paydesk.ui.call_header import CallHeader
from paydesk.ui.call_script_pane import CallScriptPane
from paydesk.ui.foot_words import FootWords
from paydesk.ui.panes import Footer, JobFrame
from paydesk.ui.payment_halves import EDGE, Line

KEPT = "Kept as a draft if you are called away"
_SIDE_BY_SIDE, _SCRIPT_WIDTH, _NARROW_SCRIPT, _GAP = 1020, 414, 340, 32


class CallPage(JobFrame):
    """One set of answers a purpose, made when it is first asked for. ``edited`` and ``ended`` are the shown one's."""

    edited = Signal()
    ended = Signal(str)

    def __init__(self, *, today: Callable[[], date]) -> None:
        self._today = today
        self.header, self.script = CallHeader(), CallScriptPane()
        self._made: dict[Purpose, CallAnswers] = {}
        self.answers = CallAnswers(Purpose.VERIFY, today=today)
        self._made[Purpose.VERIFY] = self.answers
        self.foot = FootWords(KEPT, icon="pencil")
        self.following = Button("Same call, next claim", key="Alt+S", shown_only=True, name="call_following")
        self.paper = Button("Call sheet", icon="printer", key="Ctrl+P", shown_only=True, name="call_paper")
        self.file = Button(
            "File call and open next", kind=Kind.PRIMARY, key="Ctrl+Return", shown_only=True, name="call_file"
        )
        self.following.hide()
        self._halves = _Halves(self.script)
        super().__init__(self.header, self._halves, Footer(self.following, self.paper, self.file, left=self.foot))
        self._show_answers(self.answers)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    def show_sheet(self, sheet: Sheet) -> None:
        """Another call: nothing is answered yet."""
        self.header.show_call(sheet.payer, sheet.purpose.words, sheet.reach, sheet.known.today)
        self.script.show_script(sheet.script)
        if sheet.purpose not in self._made:
            self._made[sheet.purpose] = CallAnswers(sheet.purpose, today=self._today)
        self._show_answers(self._made[sheet.purpose])
        self.answers.clear(sheet.known)
        self.answers.show_ends(sheet.around)
        self._fit()
        self.scroll_to_top()

    def say(self, words: str, *, icon: str = "info", role: str = "text2") -> None:
        """The sentence at the left of the buttons."""
        self.foot.say(words, icon=icon, role=role)

    def _end(self, key: str) -> None:
        # A digit chose it from wherever one was.
        self.scroll_to(self.answers.outcomes)
        self.ended.emit(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._halves.arrange(event.size().width())
        self._fit()
        self._follow_focus(None, QApplication.focusWidget())

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """What has the focus is in sight, whatever put it there; also when the account's bar takes some of the room."""
        if now is not None and self._halves.isAncestorOf(now):
            QTimer.singleShot(0, now, lambda: self.scroll_to(now))

    def _fit(self) -> None:
        """Beside the script the end of the call is in sight with the answers; under it everything scrolls."""
        beside = self._halves.is_beside(self.width())
        self.answers.fit(self.room() - self._halves.margins() if beside else 10_000)

    def _show_answers(self, answers: CallAnswers) -> None:
        if answers is not self.answers or not answers.parent():
            if self.answers.parent():
                self.answers.edited.disconnect(self.edited)
                self.answers.ended.disconnect(self._end)
            self.answers = answers
            answers.edited.connect(self.edited)
            answers.ended.connect(self._end)
            self._halves.show_second(answers)
        for one, then in pairwise((self.header.button, self.script.copy, *answers.stops(), self.following, self.paper,
                                   self.file)):  # fmt: skip
            QWidget.setTabOrder(one, then)


class _Halves(QWidget):
    """The script at the left, the answers at the right; one under the other where the room is short."""

    def __init__(self, script: CallScriptPane) -> None:
        super().__init__()
        self._script, self._line = script, Line()
        self._second: QWidget | None = None
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addWidget(script)
        self._row.addWidget(self._line)
        self.arrange(_SIDE_BY_SIDE)

    def show_second(self, second: QWidget) -> None:
        if self._second is not None:
            self._second.hide()
        if second.parent() is not self:
            self._row.addWidget(second, 1)
        self._second = second
        second.show()

    def is_beside(self, width: int) -> bool:
        """Whether both halves stand beside each other in that width."""
        return width >= _SIDE_BY_SIDE

    def margins(self) -> int:
        """What is free above and below."""
        around = self._row.contentsMargins()
        return around.top() + around.bottom()

    def minimumSizeHint(self) -> QSize:
        # As narrow as the window is: a layout that still stands beside must not keep it wide.
        return QSize(200, super().minimumSizeHint().height())

    def arrange(self, width: int) -> None:
        """Lay both out for a page of that width."""
        beside = self.is_beside(width)
        edge = EDGE if width >= 600 else 16
        self._row.setContentsMargins(edge, 14 if beside else 10, edge, 12)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._row.setSpacing(_GAP if beside else 14)
        if beside:
            self._script.setFixedWidth(_SCRIPT_WIDTH if width >= 1080 else _NARROW_SCRIPT)
        else:
            self._script.setMinimumWidth(0)
            self._script.setMaximumWidth(16777215)
        self._line.setMinimumSize(1, 1)
        self._line.setMaximumSize(*((1, 16777215) if beside else (16777215, 1)))
