"""Text that stands still: labels in a role's color, section headers, reasons, and what an empty list says."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from paydesk.ui import brush, theme, typeface
from paydesk.ui.plain_tip import plain_tip
from paydesk.ui.typeface import Size


class Label(QLabel):
    """One text in a role's color, following the theme; wraps when ``wraps``."""

    def __init__(
        self, text: str = "", *, role: str = "text", size: Size = Size.BODY, strong: bool = False, wraps: bool = False
    ) -> None:
        super().__init__(text)
        self._role = role
        self.setFont(typeface.font(size, strong=strong))
        self.setWordWrap(wraps)
        self.setTextFormat(Qt.TextFormat.PlainText)
        theme.switch.changed.connect(self._recolor)
        self._recolor()

    def set_role(self, role: str) -> None:
        """Change the color, for a text whose meaning changed."""
        self._role = role
        self._recolor()

    def _recolor(self) -> None:
        colors = self.palette()
        colors.setColor(QPalette.ColorRole.WindowText, theme.color(self._role))
        self.setPalette(colors)


class Elided(QWidget):
    """One line that ends in … when the room is short; the whole text is its tooltip then."""

    def __init__(self, text: str = "", *, role: str = "text", size: Size = Size.BODY, strong: bool = False) -> None:
        super().__init__()
        self._text, self._role, self._font = "", role, typeface.font(size, strong=strong)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str, *, role: str = "") -> None:
        role = role or self._role
        if (text, role) == (self._text, self._role):
            return
        self._text, self._role = text, role
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font)
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(24, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        brush.text(painter, box, self._text, font=self._font, color=theme.color(self._role))
        self.setToolTip(plain_tip(self._text) if brush.width_of(self._text, self._font) > box.width() else "")


class SectionHeader(QWidget):
    """9 pt 600 words over a section, with a count or a sum at the right."""

    def __init__(self, words: str, aside: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 4)
        self._words = Elided(words, role="text2", size=Size.LABEL, strong=True)
        self._aside = Label(aside, role="text2", size=Size.LABEL)
        row.addWidget(self._words, 1)
        row.addWidget(self._aside)

    def set_aside(self, words: str) -> None:
        self._aside.setText(words)


class Why(QWidget):
    """An icon and one sentence under the thing it explains; the sentence starts with the reason."""

    def __init__(self, sentence: str = "", *, icon: str = "info", role: str = "text2", strong: bool = False) -> None:
        super().__init__()
        self._icon, self._role = icon, role
        self._row = QHBoxLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._label = Label(role=role, size=Size.LABEL, strong=strong, wraps=True)
        self._row.addWidget(self._label, 1)
        self.say(sentence)

    def say(self, sentence: str, *, icon: str | None = None, role: str = "", strong: bool | None = None) -> None:
        """Another sentence, with another icon, color and weight if they are given; an empty one shows nothing."""
        self._icon, self._role = self._icon if icon is None else icon, role or self._role
        self._row.setContentsMargins(22 if self._icon else 0, 0, 0, 0)
        self._label.setText(sentence)
        self._label.set_role(self._role)
        if strong is not None:
            self._label.setFont(typeface.font(Size.LABEL, strong=strong))
        self.setAccessibleName(sentence)
        self.update()

    def sentence(self) -> str:
        return self._label.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._label.text():
            metrics, wraps = QFontMetrics(self._label.font()), Qt.TextFlag.TextWordWrap
            room = QRect(0, 0, self._label.width(), 10_000)
            tall = metrics.boundingRect(room, wraps, self._label.text()).height()
            middle = self._label.geometry().center().y() + 1 - tall / 2 + metrics.height() / 2
            brush.icon(QPainter(self), self._icon, 0, middle, color=theme.color(self._role))


class Empty(QWidget):
    """What a list says when nothing is in it: what would be here, and how to fill it."""

    def __init__(self, title: str, sentence: str, *, icon: str = "check_circle", role: str = "text3") -> None:
        super().__init__()
        self._icon, self._role = icon, role
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 72, 24, 24)
        column.setSpacing(4)
        for words, tone, size, strong in ((title, "text", Size.BODY, True), (sentence, "text2", Size.LABEL, False)):
            label = Label(words, role=tone, size=size, strong=strong, wraps=True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        brush.icon(painter, self._icon, self.width() / 2 - 16, 44, color=theme.color(self._role), size=32)
