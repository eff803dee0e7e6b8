"""The line at the bottom: who, which clinic, local or shared, and the work that is running."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from paydesk.ui import brush, theme, typeface
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.ground import Ground
from paydesk.ui.jobs import Running
from paydesk.ui.labels import Elided
from paydesk.ui.typeface import Size

HEIGHT = 26


@dataclass(frozen=True)
class StatusItem:
    """One thing that is always so; ``tone`` colors the icon only."""

    icon: str
    words: str
    tone: str = "text2"


class StatusLine(Ground):
    """Items at the left; at the right the running work, its progress and its cancel."""

    def __init__(self) -> None:
        super().__init__("window", edges=("top",))
        self.setObjectName("status_line")
        self.setFixedHeight(HEIGHT)
        self._items: tuple[StatusItem, ...] = ()
        self._running: Running | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 16, 0)
        row.setSpacing(12)
        row.addStretch(1)
        self._title = Elided(role="text2", size=Size.LABEL)
        self._bar = _ProgressLine()
        self._cancel = Button("Cancel", kind=Kind.LINK, name="cancel_running")
        # Enter meant for something else must not end what runs; the command of the same words does it by key.
        self._cancel.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cancel.clicked.connect(self.stop)
        for widget in (self._title, self._bar, self._cancel):
            row.addWidget(widget)
            widget.hide()

    def show_items(self, items: tuple[StatusItem, ...]) -> None:
        self._items = items
        self.setAccessibleName(", ".join(item.words for item in items))
        self.update()

    def show_running(self, running: Running | None) -> None:
        """Work that takes longer than 400 ms, or None."""
        self._running = running
        for widget in (self._title, self._bar):
            widget.setVisible(running is not None)
        self._cancel.setVisible(self.can_stop())
        if running:
            count = f", {running.done:,} of {running.total:,}" if running.total else " …"
            self._title.set_text(running.title + count)
            self._bar.show_part(running.done / running.total if running.total else None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, left = QPainter(self), 16.0
        end = self._title.x() - 16 if self._running else self.width() - 16
        for item in self._items:
            wide = brush.state_width(item.icon, item.words, strong=False)
            room = QRectF(left + 21, 1, min(wide, end - left) - 21, self.height() - 1)
            if room.width() < 24:
                break
            brush.icon(painter, item.icon, left, room.center().y(), color=theme.color(item.tone))
            brush.text(painter, room, item.words, font=typeface.font(Size.LABEL), color=theme.color("text2"))
            left += wide + 22

    def can_stop(self) -> bool:
        """Whether what runs may be ended by the person."""
        return bool(self._running and self._running.cancel)

    def stop(self) -> None:
        """End what runs, if it may be ended."""
        if self._running and self._running.cancel:
            self._running.cancel()


class _ProgressLine(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._part: float | None = None
        self.setFixedSize(96, HEIGHT - 1)

    def show_part(self, part: float | None) -> None:
        self._part = part
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(0, self.height() / 2 - 2, self.width(), 4)
        brush.frame(painter, box, radius=2, fill=theme.color("line2"))
        # Without a total the middle is filled: work goes on, nobody knows how far.
        done = QRectF(box.left() + 32, box.top(), 32, 4) if self._part is None else QRectF(box)
        if self._part is not None:
            done.setWidth(box.width() * min(1.0, self._part))
        brush.frame(painter, done, radius=2, fill=theme.color("fill"))
