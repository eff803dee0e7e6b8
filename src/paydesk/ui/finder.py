"""The finder: results under the line as one types, Enter opens, a typing mistake is forgiven below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent

from paydesk.ui import brush, theme
from paydesk.ui.inputs import LineInput
from paydesk.ui.jobs import Jobs
from paydesk.ui.popup import ResultsPopup
from paydesk.ui.row_list import ListRow

Look: TypeAlias = Callable[[str], tuple[ListRow, ...]]
_FROM = 3
_KEY = "Ctrl+F"


class Finder(LineInput):
    """``find`` gives sure hits, ``guess`` those with a typing error; both run off the main thread.

    An answer to words that are no longer there is dropped, and Enter never opens one.
    """

    opened = Signal(object)
    left = Signal()

    def __init__(self, jobs: Jobs, *, find: Look, guess: Look) -> None:
        super().__init__()
        self._jobs, self._find, self._guess, self._asked = jobs, find, guess, ""
        self.setObjectName("finder")
        self.setAccessibleName("Find by name, birth date, phone, account or member number")
        self.setPlaceholderText("Find by name, birth date, phone, account or member number")
        self.setFixedHeight(30)
        self.setMinimumWidth(160)
        self.setMaximumWidth(480)
        self.setTextMargins(29, 0, 48, 0)
        self.popup = ResultsPopup(self, name="finder_results", label="Accounts found")
        self.popup.opened.connect(self._open)
        self.popup.put_away.connect(self._empty)
        self.textEdited.connect(self._look)

    def begin(self) -> None:
        """Ctrl+F: type here, over whatever stands here."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def forget(self) -> None:
        """Nothing is typed, nothing is found."""
        self._empty()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            # The first Esc takes away what was typed, the next one leaves.
            if self.text():
                self._empty()
            else:
                self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down) and self.text().strip():
            self._look(self.text())
            if event.key() != Qt.Key.Key_Down:
                self.popup.wait_for_first()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, box = QPainter(self), QRectF(self.rect())
        brush.icon(painter, "search", 9, box.center().y(), color=theme.color("text2"))
        left, edge = box.right() - brush.key_cap_width(_KEY) - 7, theme.color("line2")
        brush.key_cap(painter, left, box.center().y(), _KEY, edge=edge, ink=theme.color("text3"))

    def _look(self, typed: str) -> None:
        words = typed.strip()
        self._asked = words
        if not words:
            self._forget()
            return
        self.popup.expect()
        self._jobs.look(
            lambda: self._find(words), title="Finding accounts", owner=self, latest="finder",
            then=lambda rows: self._show(words, rows),
        )  # fmt: skip

    def _show(self, words: str, rows: tuple[ListRow, ...]) -> None:
        if words != self._asked:
            return
        empty = "No account fits. Try part of the name, the birth date or the phone."
        self.popup.show_rows(rows, empty="Looking for similar names …" if len(words) >= _FROM else empty)
        if len(words) < _FROM or self._asked != words:
            return
        self._jobs.look(
            lambda: self._guess(words), title="Finding similar names", owner=self, latest="finder.similar",
            then=lambda more: self._join(words, rows, more, empty), waits=True,
        )  # fmt: skip

    def _join(self, words: str, rows: tuple[ListRow, ...], more: tuple[ListRow, ...], empty: str) -> None:
        if words != self._asked or not self.popup.isVisible():
            return
        known = {row.key for row in rows}
        fresh = tuple(row for row in more if row.key not in known)
        if fresh:
            self.popup.join_rows((ListRow("similar", "Similar names", head=True), *fresh))
        elif not rows:
            self.popup.show_rows((), empty=empty)

    def _open(self, key: object) -> None:
        self._empty()
        self.opened.emit(key)

    def _empty(self) -> None:
        self.clear()
        self._forget()

    def _forget(self) -> None:
        self._asked = ""
        self.popup.close_up()
