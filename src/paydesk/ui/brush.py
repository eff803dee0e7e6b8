"""Strokes that several painted widgets share: text that elides, key caps, rounded frames, a state in words."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from paydesk.ui import icons, theme, typeface
from paydesk.ui.typeface import Size

_FIGURE = re.compile(r" \S*\d\S*$")
KEY_CAP_HEIGHT = 18.0
ICON = 16.0
_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
_LEFT = int(_LINE | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(_LINE | Qt.AlignmentFlag.AlignRight)
"""Whole numbers, joined once: joining Qt's flags costs more than painting the word."""


@lru_cache(maxsize=4096)
def width_of(text: str, font: QFont) -> float:
    """Width of one line in logical pixels, a hair more so that nothing is cut by rounding."""
    return QFontMetricsF(font).horizontalAdvance(text) + 0.5 if text else 0.0


def text(painter: QPainter, box: QRectF, words: str, *, font: QFont, color: QColor, right: bool = False) -> float:
    """One line in ``box``, elided at its end when it does not fit; returns the width it took."""
    if not words or box.width() <= 0:
        return 0.0
    needed = width_of(words, font)
    if needed > box.width():
        words = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        needed = width_of(words, font)
    _write(painter, box, words, font, color, right)
    return needed


def told(painter: QPainter, box: QRectF, words: str, *, font: QFont, color: QColor) -> float:
    """One line as ``text``, but a figure that ends it ("… price is 110.20") is never what is cut."""
    figure = _FIGURE.search(words)
    if not figure or width_of(words, font) <= box.width():
        return text(painter, box, words, font=font, color=color)
    tail = width_of(figure[0], font)
    head = QFontMetricsF(font).elidedText(words[: figure.start()], Qt.TextElideMode.ElideRight, box.width() - tail)
    return whole(painter, box, head + figure[0], font=font, color=color, right=False)


def whole(painter: QPainter, box: QRectF, words: str, *, font: QFont, color: QColor, right: bool = True) -> float:
    """Money, dates, flags: never elided. Whoever lays out keeps the room; returns the width it took."""
    if not words:
        return 0.0
    needed = width_of(words, font)
    if needed > box.width():
        box = box.adjusted(box.width() - needed, 0, 0, 0) if right else box.adjusted(0, 0, needed, 0)
    _write(painter, box, words, font, color, right)
    return needed


def _write(painter: QPainter, box: QRectF, words: str, font: QFont, color: QColor, right: bool) -> None:
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(box, _RIGHT if right else _LEFT, words)


def key_cap_width(key: str) -> float:
    return max(KEY_CAP_HEIGHT, width_of(key, typeface.font(Size.KEY)) + 9) if key else 0.0


def key_cap(painter: QPainter, left: float, middle: float, key: str, *, edge: QColor, ink: QColor) -> float:
    """A key cap with its left edge at ``left``, centered on ``middle``; returns its width."""
    box = QRectF(left, middle - KEY_CAP_HEIGHT / 2, key_cap_width(key), KEY_CAP_HEIGHT)
    frame(painter, box, radius=3, edge=edge)
    painter.setFont(typeface.font(Size.KEY))
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
    return box.width()


def frame(
    painter: QPainter, box: QRectF, *, radius: float, edge: QColor | None = None, width: float = 1.0,
    fill: QColor | None = None,
) -> None:  # fmt: skip
    """A rounded box whose edge of ``width`` lies inside ``box``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, width) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill else Qt.BrushStyle.NoBrush)
    inset = width / 2 if edge else 0.0
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def row_ground(painter: QPainter, box: QRectF, *, selected: bool, focused: bool, hovered: bool = False) -> None:
    """What lies under a row: the selection's tint and bar, and all around it the edge of the focus."""
    if selected:
        painter.fillRect(box, theme.color("tint"))
        painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.color("accent"))
    elif hovered:
        painter.fillRect(box, theme.color("hover"))
    if focused:
        frame(painter, box, radius=3, edge=theme.color("accent"), width=2)


def hairline(painter: QPainter, left: float, right: float, y: float, *, role: str = "line") -> None:
    """A horizontal line of one pixel whose top is ``y``."""
    painter.fillRect(QRectF(left, y, right - left, 1), theme.color(role))


def icon(painter: QPainter, name: str, left: float, middle: float, *, color: QColor, size: float = ICON) -> None:
    """An icon centered on ``middle``."""
    if name:
        icons.paint(painter, name, QRectF(left, round(middle - size / 2), size, size), tint=color)


def state_width(name: str, words: str, *, strong: bool = True) -> float:
    """The room a state needs: its icon, a gap and its words."""
    return (ICON + 5 if name else 0) + width_of(words, typeface.font(Size.LABEL, strong=strong))


def state(
    painter: QPainter, box: QRectF, name: str, words: str, *, tone: str, right: bool = False, strong: bool = True
) -> float:
    """Icon and words in ``tone``, at the left or right of ``box``, never elided; returns the width."""
    if not words:
        return 0.0
    needed, shade = state_width(name, words, strong=strong), theme.color(tone)
    left = box.right() - needed if right else box.left()
    icon(painter, name, left, box.center().y(), color=shade)
    shift = ICON + 5 if name else 0
    where = QRectF(left + shift, box.top(), needed - shift, box.height())
    whole(painter, where, words, font=typeface.font(Size.LABEL, strong=strong), color=shade, right=False)
    return needed
