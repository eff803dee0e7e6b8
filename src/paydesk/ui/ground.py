"""Plain areas of the window: a background role and the hairlines at its edges."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from paydesk.ui import theme

HEADER_HEIGHT = 52


class Ground(QWidget):
    """A widget with the color of ``role`` and a hairline on each of ``edges`` ("top", "right", …)."""

    def __init__(self, role: str = "surface", *, edges: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._role, self._edges = role, edges
        self.setAutoFillBackground(True)
        theme.switch.changed.connect(self._recolor)
        self._recolor()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._edges:
            return
        painter, wide, high = QPainter(self), self.width(), self.height()
        boxes = {
            "top": QRectF(0, 0, wide, 1), "bottom": QRectF(0, high - 1, wide, 1),
            "left": QRectF(0, 0, 1, high), "right": QRectF(wide - 1, 0, 1, high),
        }  # fmt: skip
        for edge in self._edges:
            painter.fillRect(boxes[edge], theme.color("line"))

    def _recolor(self) -> None:
        # A fresh palette sets one role only, so that every other color still comes from the application.
        colors = QPalette()
        colors.setColor(QPalette.ColorRole.Window, theme.color(self._role))
        self.setPalette(colors)
