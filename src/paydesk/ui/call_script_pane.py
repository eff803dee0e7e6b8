"""The left half of a call sheet: what to say, the identifiers to read aloud, what to ask then."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from paydesk.rules.call_script import Script, Spoken
from paydesk.ui import brush, theme, typeface
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.labels import SectionHeader
from paydesk.ui.typeface import Size

_LABEL, _ASIDE, _ROW, _LINE = 96, 256, 31, 18
_WRAPS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class CallScriptPane(QWidget):
    """Shows a script; ``copy`` is the link for all identifiers."""

    def __init__(self) -> None:
        super().__init__()
        self.copy = Button("Copy all", kind=Kind.LINK, key="F8", shown_only=True, name="call_copy")
        self._say, self._ask, self.lines = _Prose(), _Prose(), ReadLines()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(SectionHeader("Say"))
        column.addWidget(self._say)
        column.addSpacing(14)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(SectionHeader("Read aloud when asked"), 1)
        row.addWidget(self.copy)
        column.addWidget(head)
        column.addWidget(self.lines)
        column.addSpacing(14)
        column.addWidget(SectionHeader("Then ask"))
        column.addWidget(self._ask)
        column.addStretch(1)

    def show_script(self, script: Script) -> None:
        """Another call's words."""
        self._say.say(script.say)
        self._ask.say(script.ask)
        self.lines.show_lines(script.read)


class _Prose(QLabel):
    """What is spoken, large enough to read from the chair, with room between its lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(typeface.font(Size.TITLE))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        theme.switch.changed.connect(self._recolor)
        self._recolor()

    def say(self, words: str) -> None:
        self.setText(f'<p style="line-height:114%; margin:0">“{escape(words)}”</p>')
        self.setAccessibleName(words)

    def _recolor(self) -> None:
        colors = QPalette()
        colors.setColor(QPalette.ColorRole.WindowText, theme.color("text"))
        self.setPalette(colors)


class ReadLines(QWidget):
    """Label, what is read, how it is spelled. What is read is never cut; its spelling goes below where it is long."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Spoken, ...] = ()
        self._tops: tuple[tuple[float, float, bool], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: tuple[Spoken, ...]) -> None:
        self._lines = lines
        self.setAccessibleName("; ".join(f"{one.label} {one.value} {one.aside}".strip() for one in lines))
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def sizeHint(self) -> QSize:
        return QSize(320, self.minimumHeight())

    def _lay(self) -> None:
        """Where each row begins, how tall it is, and whether its spelling stands beside."""
        wide, top, found = max(self.width(), 240), 0.0, []
        for one in self._lines:
            value = self._value_height(one, wide)
            beside = self._fits_beside(one, wide)
            tall = value + 10.0
            if one.aside and not beside:
                tall += self._aside_height(one, wide)
            found.append((top, max(tall, float(_ROW)), beside))
            top += max(tall, float(_ROW))
        self._tops = tuple(found)
        self.setFixedHeight(round(top))
        self.update()

    def _fits_beside(self, one: Spoken, wide: int) -> bool:
        strong, small = typeface.font(Size.TITLE, strong=True), typeface.font(Size.LABEL)
        left = max(_ASIDE, _LABEL + brush.width_of(one.value, strong) + 12)
        return left + brush.width_of(one.aside, small) <= wide

    def _value_height(self, one: Spoken, wide: int) -> float:
        metrics = QFontMetrics(typeface.font(Size.TITLE, strong=True))
        return float(metrics.boundingRect(QRect(0, 0, wide - _LABEL, 10_000), _WRAPS, one.value).height())

    def _aside_height(self, one: Spoken, wide: int) -> float:
        metrics = QFontMetrics(typeface.font(Size.LABEL))
        return float(metrics.boundingRect(QRect(0, 0, wide - _LABEL, 10_000), _WRAPS, one.aside).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, wide = QPainter(self), self.width()
        strong, small = typeface.font(Size.TITLE, strong=True), typeface.font(Size.LABEL)
        for one, (top, tall, beside) in zip(self._lines, self._tops, strict=True):
            value = self._value_height(one, max(wide, 240))
            line = QRectF(0, top + 5, wide, value)
            first = QRectF(0, top + 5, _LABEL, min(value, 22.0))
            brush.text(painter, first, one.label, font=small, color=theme.color("text2"))
            painter.setFont(strong)
            painter.setPen(theme.color("text"))
            painter.drawText(line.adjusted(_LABEL, 0, 0, 0), _WRAPS, one.value)
            if one.aside and beside:
                left = max(_ASIDE, _LABEL + brush.width_of(one.value, strong) + 12)
                brush.text(painter, QRectF(left, top + 5, wide - left, 22), one.aside, font=small,
                           color=theme.color("text2"))  # fmt: skip
            elif one.aside:
                painter.setFont(small)
                painter.setPen(theme.color("text2"))
                below = QRectF(_LABEL, top + 5 + value, wide - _LABEL, self._aside_height(one, max(wide, 240)))
                painter.drawText(below, _WRAPS, one.aside)
            brush.hairline(painter, 0, wide, top + tall - 1)
