"""A key's cap with what it does in quiet words, where a field or a list cannot say it itself."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from paydesk.ui import brush, theme, typeface
from paydesk.ui.typeface import Size

_GAP = 8


class KeyHint(QWidget):
    """Only shown: whoever has the key listens to it."""

    def __init__(self, key: str, words: str = "") -> None:
        super().__init__()
        self._key, self._words = key, words
        self.setAccessibleName(f"{key} {words}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = _GAP + brush.width_of(self._words, typeface.font(Size.LABEL)) if self._words else 0
        return QSize(round(brush.key_cap_width(self._key) + words) + 1, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, middle, ink = QPainter(self), self.height() / 2, theme.color("text2")
        left = brush.key_cap(painter, 0, middle, self._key, edge=theme.color("line2"), ink=ink)
        room = self.rect().toRectF().adjusted(left + _GAP, 0, 0, 0)
        brush.text(painter, room, self._words, font=typeface.font(Size.LABEL), color=ink)
