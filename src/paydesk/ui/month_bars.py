"""Bars of money by month: two parts apart by shape and word; arrow keys move over them, and each is said in words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from paydesk.rules.money import Cents
from paydesk.ui import brush, theme, typeface
from paydesk.ui.typeface import Size

_TALL, _HEAD, _FOOT, _SIDE = 172, 22, 36, 4
_WIDEST = 44
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True)
class MonthBar:
    """One month: its name in up to two lines, a plain and a striped part in cents, what stands above, all in words."""

    name: tuple[str, str]
    plain: Cents
    striped: Cents
    above: str
    words: str


class MonthBars(QWidget):
    """``chosen`` carries the words of the bar that is chosen, also when it was so before other bars came."""

    chosen = Signal(str)

    def __init__(self, *, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._label, self._bars, self._at = label, tuple[MonthBar, ...](), 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_TALL)
        self.setAccessibleName(label)

    def show_bars(self, bars: tuple[MonthBar, ...], *, at: int) -> None:
        """Other bars; ``at`` is chosen unless another was before."""
        self._at = min(self._at, len(bars) - 1) if self._bars else at
        self._bars = bars
        self._say()

    def bars(self) -> tuple[MonthBar, ...]:
        return self._bars

    def words(self) -> str:
        """The chosen bar in words."""
        return self._bars[self._at].words if self._bars else ""

    def sizeHint(self) -> QSize:
        return QSize(480, _TALL)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, _TALL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._bars) - 1
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if key in _STEPS or key in ends:
            self._choose(ends.get(key, self._at + _STEPS.get(key, 0)))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._bars:
            self._choose(int((event.position().x() - _SIDE) / self._step()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _choose(self, at: int) -> None:
        self._at = max(0, min(at, len(self._bars) - 1))
        self._say()

    def _say(self) -> None:
        self.setAccessibleName(f"{self._label}. {self.words()}")
        self.chosen.emit(self.words())
        self.update()

    def _step(self) -> float:
        return (self.width() - 2 * _SIDE) / max(1, len(self._bars))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, step = QPainter(self), self._step()
        ground, most = self.height() - _FOOT, max((one.plain + one.striped for one in self._bars), default=0)
        face = typeface.font(Size.KEY, strong=True)
        roomy = all(brush.width_of(one.above, face) <= step for one in self._bars)
        for at, one in enumerate(self._bars):
            column = QRectF(_SIDE + at * step, 0, step, self.height())
            if at == self._at:
                painter.fillRect(column, theme.color("tint"))
                painter.fillRect(QRectF(column.left(), self.height() - 3, step, 3), theme.color("accent"))
            _bar(painter, column, one, ground, most)
            top = ground - _tall(one.plain + one.striped, most, ground) - 18
            if roomy or at == self._at:
                self._above(painter, column, top, one.above, strong=at == self._at)
            _below(painter, column, ground, one.name, strong=at == self._at)
        brush.hairline(painter, _SIDE, self.width() - _SIDE, ground, role="line2")
        if self.hasFocus():
            brush.frame(painter, QRectF(self.rect()), radius=3, edge=theme.color("accent"), width=2)

    def _above(self, painter: QPainter, column: QRectF, top: float, words: str, *, strong: bool) -> None:
        """Where not all have room only the chosen one is there, as wide as it is; a figure is never cut."""
        wide = max(column.width(), brush.width_of(words, typeface.font(Size.KEY, strong=True)))
        left = min(max(float(_SIDE), column.center().x() - wide / 2), self.width() - wide - _SIDE)
        _centered(painter, QRectF(left, top, wide, 16), words, strong=strong, role="text")


def _below(painter: QPainter, column: QRectF, ground: float, name: tuple[str, str], *, strong: bool) -> None:
    for line, words in enumerate(name):
        place = QRectF(column.left(), ground + 3 + line * 14, column.width(), 14)
        _centered(painter, place, words, strong=strong, role="text" if strong else "text2")


def _tall(amount: Cents, most: Cents, ground: float) -> float:
    return max(2.0, (ground - _HEAD) * amount / most) if amount and most else 0.0


def _bar(painter: QPainter, column: QRectF, one: MonthBar, ground: float, most: Cents) -> None:
    """The plain part stands below, the striped one over it with a gap between."""
    wide = min(_WIDEST, max(4.0, column.width() - 8))
    left, plain = column.center().x() - wide / 2, _tall(one.plain, most, ground)
    painter.fillRect(QRectF(left, ground - plain, wide, plain), theme.color("accent"))
    if one.striped:
        tall = max(4.0, _tall(one.striped, most, ground) - (2 if plain else 0))
        stripes(painter, QRectF(left, ground - plain - (2 if plain else 0) - tall, wide, tall))


def stripes(painter: QPainter, box: QRectF) -> None:
    """The striped part, which is told from the plain one without its color."""
    shade = theme.color("warn")
    painter.fillRect(box, QBrush(shade, Qt.BrushStyle.BDiagPattern))
    painter.setPen(QPen(shade, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


def _centered(painter: QPainter, box: QRectF, words: str, *, strong: bool, role: str) -> None:
    painter.setFont(typeface.font(Size.KEY, strong=strong))
    painter.setPen(theme.color(role))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), words)


class BarKey(QWidget):
    """Says beside a header what the plain and what the striped part of the bars are."""

    def __init__(self, plain: str, striped: str) -> None:
        super().__init__()
        self._words = (plain, striped)
        self.setFixedHeight(18)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Plain: {plain}. Striped: {striped}.")

    def sizeHint(self) -> QSize:
        face = typeface.font(Size.LABEL)
        return QSize(round(sum(brush.width_of(words, face) + 12 + 6 for words in self._words) + 16), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, left, face = QPainter(self), 0.0, typeface.font(Size.LABEL)
        for words, striped in zip(self._words, (False, True), strict=True):
            box = QRectF(left, 3, 12, 12)
            if striped:
                stripes(painter, box)
            else:
                painter.fillRect(box, theme.color("accent"))
            room = QRectF(left + 18, 0, self.width() - left - 18, 18)
            left += 18 + brush.text(painter, room, words, font=face, color=theme.color("text2")) + 16
