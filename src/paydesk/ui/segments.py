"""One of few: a row of segments, each with its own key, of which exactly one is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from paydesk.ui import brush, theme, typeface
from paydesk.ui.actions import MENUS

_MENU_LETTERS = {menu[0] for menu in MENUS}
_PADDING = 14.0


@dataclass(frozen=True)
class Segment:
    """``value`` is what a form keeps; ``key`` is one letter or digit."""

    value: str
    words: str
    key: str = ""
    icon: str = ""


class SegmentRow(QWidget):
    """Left and Right move, a segment's key chooses it wherever nothing is being typed on the page."""

    chosen = Signal(str)

    def __init__(self, segments: tuple[Segment, ...], *, name: str, label: str, height: int = 32) -> None:
        super().__init__()
        self._segments, self._at, self._height, self._label = segments, 0, height, label
        self._before: SegmentRow | None = None
        self._after: SegmentRow | None = None
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._name_aloud()

    def listen_on(self, page: QWidget) -> None:
        """Let the keys choose anywhere on ``page``; text fields keep their letters, there Alt and the key works."""
        for segment in self._segments:
            # Alt and the first letter of a menu opens that menu.
            spellings = (segment.key,) if segment.key in _MENU_LETTERS else (segment.key, f"Alt+{segment.key}")
            for key in spellings if segment.key else ():
                shortcut = QShortcut(QKeySequence(key), page)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(lambda value=segment.value: self.choose(value))

    def go_on_with(self, further: SegmentRow) -> None:
        """``further`` asks the same question: of the two rows the one with the choice is the stop for Tab.

        Left and Right lead from one to the other.
        """
        self._after, further._before = further, self
        self._follow_choice()
        further._follow_choice()

    def value(self) -> str:
        """The chosen value; empty after ``clear``."""
        return self._segments[self._at].value if self._at >= 0 else ""

    def clear(self) -> None:
        """Choose none: another row that stands for the same question has the choice."""
        self._at = -1
        self._follow_choice()
        self._name_aloud()
        self.update()

    def choose(self, value: str) -> None:
        """Choose by value; an unknown one changes nothing."""
        at = next((i for i, segment in enumerate(self._segments) if segment.value == value), self._at)
        if at != self._at and self.isEnabled():
            self._at = at
            self._follow_choice()
            self._name_aloud()
            self.update()
            self.chosen.emit(value)

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._widths()) + 1), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._step(step)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        # Without a choice the first step comes in at its end of the row.
        last = len(self._segments) - 1
        at = self._at + step if self._at >= 0 else 0 if step > 0 else last
        beside = self._after if at > last else self._before if at < 0 else None
        if beside:
            beside.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            beside.setFocus()
            beside.choose(beside._segments[0 if step > 0 else -1].value)
        else:
            self.choose(self._segments[at % len(self._segments)].value)

    def _follow_choice(self) -> None:
        if self._before or self._after:
            stop = Qt.FocusPolicy.StrongFocus if self._at >= 0 else Qt.FocusPolicy.NoFocus
            if self._at < 0 and self.hasFocus():
                # Its letter was pressed for the other row, which the focus follows.
                (self._before or self._after or self).setFocus()
            self.setFocusPolicy(stop)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for segment, box in zip(self._segments, self._boxes(), strict=True):
            if box.contains(QPointF(event.position())):
                self.choose(segment.value)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = theme.color("accent" if self.hasFocus() else "line2")
        wide = 2.0 if self.hasFocus() else 1.0
        brush.frame(painter, QRectF(self.rect()), radius=5, edge=edge, width=wide, fill=theme.color("surface"))
        boxes = self._boxes()
        for i, (segment, box) in enumerate(zip(self._segments, boxes, strict=True)):
            if i == self._at:
                width = 2.0 if self.hasFocus() else 1.0
                brush.frame(painter, box, radius=5, edge=theme.color("accent"), width=width, fill=theme.color("tint"))
            elif i and (self._at < 0 or i - 1 != self._at):
                painter.fillRect(QRectF(box.left(), 6, 1, box.height() - 12), theme.color("line"))
            self._paint_words(painter, segment, box, chosen=i == self._at)

    def _paint_words(self, painter: QPainter, segment: Segment, box: QRectF, *, chosen: bool) -> None:
        ink = theme.color("accent" if chosen else "text")
        left, middle = box.left() + _PADDING, box.center().y()
        if segment.icon:
            brush.icon(painter, segment.icon, left, middle, color=ink)
            left += brush.ICON + 6
        room = QRectF(left, box.top(), box.right() - left, box.height())
        left += brush.text(painter, room, segment.words, font=typeface.font(strong=chosen), color=ink)
        if segment.key:
            edge, key_ink = ("accent", "accent") if chosen else ("line2", "text3")
            key_edge = theme.color(edge)
            brush.key_cap(painter, left + 8, middle, segment.key, edge=key_edge, ink=theme.color(key_ink))

    def _widths(self) -> tuple[float, ...]:
        # The width of the strong face for all: choosing must not move a neighbor.
        face = typeface.font(strong=True)
        return tuple(
            2 * _PADDING + (brush.ICON + 6 if segment.icon else 0) + brush.width_of(segment.words, face)
            + (8 + brush.key_cap_width(segment.key) if segment.key else 0)
            for segment in self._segments
        )  # fmt: skip

    def _boxes(self) -> tuple[QRectF, ...]:
        made, left = [], 0.0
        for width in self._widths():
            made.append(QRectF(left, 0, width, self.height()))
            left += width
        return tuple(made)

    def _name_aloud(self) -> None:
        chosen = self._segments[self._at].words if self._at >= 0 else "none"
        self.setAccessibleName(f"{self._label}: {chosen}")
