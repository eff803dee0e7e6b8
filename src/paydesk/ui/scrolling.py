"""Slim scroll bars, and areas and views that carry them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QScrollBar, QStyle, QStyleOptionSlider, QWidget

from paydesk.ui import brush, theme

WIDTH = 10
_LINE = 48


class SlimScrollBar(QScrollBar):
    """A rounded thumb without arrows; hidden when everything fits."""

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 40) if self.orientation() is Qt.Orientation.Vertical else QSize(40, WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ScrollBarSlider
        thumb = self.style().subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, part, self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        brush.frame(painter, QRectF(thumb).adjusted(2, 2, -2, -2), radius=3, fill=theme.color("line2"))


def slim(area: QAbstractScrollArea) -> None:
    """Give ``area`` slim bars, no frame, and no sideways scrolling."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical))
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class JobScroll(QScrollArea):
    """The job between a pinned header and a pinned footer; what has the focus is always scrolled into sight.

    ``cover`` lies over its lower end, over the whole width or a part of it.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        slim(self)
        self.cover: QWidget | None = None
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def focusNextPrevChild(self, next_: bool) -> bool:
        moved = super().focusNextPrevChild(next_)
        if moved and (widget := self.focusWidget()) and widget is not self:
            self.bring(widget)
        return moved

    def lay_out(self) -> None:
        """Give what was just added to the content its place now; Qt itself would do so some turns later."""
        if (content := self.widget()) and (layout := content.layout()):
            layout.activate()
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def bring(self, widget: QWidget) -> None:
        """Scroll as little as brings a part of the content into sight, with some of what is around it."""
        content, bar = self.widget(), self.verticalScrollBar()
        if content and content.isAncestorOf(widget):
            top = widget.mapTo(content, QPoint(0, 0)).y()
            bottom, free = top + widget.height(), self.viewport().height() - self._covered(widget)
            around = min(_LINE, max(0, (free - widget.height()) // 2))
            if widget.height() > free or top - around < bar.value():
                bar.setValue(top - around)
            elif bottom + around > bar.value() + free:
                bar.setValue(bottom + around - free)

    def _covered(self, widget: QWidget) -> int:
        """How much of the height lies under ``cover`` where ``widget`` is."""
        if self.cover is None or not self.cover.isVisible():
            return 0
        at, cover = widget.mapToGlobal(QPoint(0, 0)).x(), self.cover.mapToGlobal(QPoint(0, 0))
        beside = at + widget.width() <= cover.x() or at >= cover.x() + self.cover.width()
        over = self.viewport().mapToGlobal(QPoint(0, self.viewport().height())).y() - cover.y()
        return 0 if beside else max(0, over)

    def scroll_by_key(self, event: QKeyEvent) -> bool:
        """Up, Down, Page Up, Page Down, Home and End move what is shown; False for any other key."""
        bar = self.verticalScrollBar()
        steps = {
            int(Qt.Key.Key_PageDown): bar.pageStep(), int(Qt.Key.Key_PageUp): -bar.pageStep(),
            int(Qt.Key.Key_Down): _LINE, int(Qt.Key.Key_Up): -_LINE,
            int(Qt.Key.Key_End): bar.maximum(), int(Qt.Key.Key_Home): -bar.maximum(),
        }  # fmt: skip
        step = steps.get(event.key())
        if step is not None:
            bar.setValue(bar.value() + step)
        return step is not None
