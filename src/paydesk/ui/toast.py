"""What happened, for ten seconds, at the bottom left, with its way back; it never takes the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from paydesk.ui import brush, theme, typeface

_WIDTH, _HEIGHT, _SHOWN_MS = 360, 40, 10_000
UNDO_KEY = "Ctrl+Z"


class Toast(QWidget):
    """Dark in both themes. ``place`` tells the bottom left corner each time the window asks."""

    taken_back = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._words, self._undo_words, self._widest = "", "", _WIDTH
        self._undo: Callable[[], None] | None = None
        self.setObjectName("toast")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(_SHOWN_MS)
        self._clock.timeout.connect(self._end)
        self.hide()

    def say(self, words: str, *, undo_words: str = "", undo: Callable[[], None] | None = None) -> None:
        """Show ``words``; ``undo`` runs once when the way back is taken."""
        self._words, self._undo_words, self._undo = words, undo_words if undo else "", undo
        self.setAccessibleName(words)
        self.resize(self.sizeHint())
        self.show()
        self.raise_()
        self.update()
        self._clock.start()

    def _end(self) -> None:
        """Its time is up, unless a dialog stands over it: then it waits to be seen."""
        if QApplication.activeModalWidget() is not None:
            self._clock.start()
        else:
            self.hide()

    def can_take_back(self) -> bool:
        return self.isVisible() and self._undo is not None

    def take_back(self) -> None:
        """Go back what was just told, if it can be."""
        undo, self._undo = self._undo, None
        if undo and self.isVisible():
            self.hide()
            undo()
            self.taken_back.emit()

    def place(self, left: int, bottom: int, *, widest: int) -> None:
        """Stand with the bottom left corner at (left, bottom), at most ``widest`` wide."""
        self._widest = max(_WIDTH, widest)
        self.resize(self.sizeHint())
        self.move(left, bottom - self.height())

    def sizeHint(self) -> QSize:
        words = brush.width_of(self._words, typeface.font())
        return QSize(round(min(self._widest, max(_WIDTH, 40 + words + self._undo_width() + 32))), _HEIGHT)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.position().x() >= self.width() - self._undo_width() - 12:
            self.take_back()
        else:
            # It stands over the last rows of the list: whoever wants to see them clicks it away.
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        edge = theme.color("toast_edge") if theme.is_dark() else None
        brush.frame(painter, box, radius=5, fill=theme.color("toast"), edge=edge)
        middle, ink = box.center().y(), theme.color("on_toast")
        brush.icon(painter, "check_circle", 14, middle, color=theme.color("toast_ok"))
        room = box.adjusted(40, 0, -self._undo_width() - 16, 0)
        brush.text(painter, room, self._words, font=typeface.font(), color=ink)
        if self._undo_words:
            left = box.right() - self._undo_width()
            where, strong = QRectF(left, 0, 200, box.height()), typeface.font(strong=True)
            link = theme.color("toast_link")
            left += brush.whole(painter, where, self._undo_words, font=strong, color=link, right=False) + 10
            brush.key_cap(painter, left, middle, UNDO_KEY, edge=theme.color("toast_edge"), ink=ink)

    def _undo_width(self) -> float:
        if not self._undo_words:
            return 0.0
        words = brush.width_of(self._undo_words, typeface.font(strong=True))
        return words + 10 + brush.key_cap_width(UNDO_KEY) + 12
