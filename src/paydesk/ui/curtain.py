"""What hides a window while the screen is locked: an opaque sheet over everything in it, also over what comes later."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from paydesk.ui import brush, theme


class Curtain(QWidget):
    """A child of the window it hides.

    The window itself stays as it is: hiding a dialog that waits for its answer would give it one.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("curtain")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.draw()

    def draw(self) -> None:
        """Over the whole window, in front of everything in it."""
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("window"))
        middle = QRectF(self.rect()).center()
        brush.icon(painter, "lock", middle.x() - 16, middle.y(), color=theme.color("text3"), size=32)
