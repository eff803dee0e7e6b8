"""How did it end? The outcomes of a call by their digits, each with what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from paydesk.ui import brush, theme, typeface
from paydesk.ui.typeface import Size

_ROW = 29
_MOST = 9


@dataclass(frozen=True)
class EndRow:
    """One way a call ends; ``after`` says what follows."""

    key: str
    words: str
    after: str


class CallOutcomeList(QWidget):
    """A digit chooses wherever nothing is typed, Alt and the digit everywhere; Up and Down move while it has the focus.

    ``chosen`` carries the outcome's key.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[EndRow, ...] = ()
        self._at, self.wrong, self._columns = -1, False, 1
        self.setObjectName("call_outcome")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def listen_on(self, page: QWidget) -> None:
        """Let the digits choose anywhere on ``page``."""
        for number in range(1, _MOST + 1):
            for key in (str(number), f"Alt+{number}"):
                shortcut = QShortcut(QKeySequence(key), page)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(lambda at=number - 1: self._take(at))

    def show_rows(self, rows: tuple[EndRow, ...]) -> None:
        """The same outcomes with other dates, or those of another purpose: then none is chosen."""
        if [one.key for one in rows] != [one.key for one in self._rows]:
            self._at = -1
        self._rows = rows
        self.setFixedHeight(self.height_in(self._columns))
        self._name_aloud()
        self.update()

    def set_columns(self, columns: int) -> None:
        """Two columns where height is short: what follows the chosen one is said in the footer then."""
        if columns != self._columns:
            self._columns = columns
            self.setFixedHeight(self.height_in(columns))
            self.update()

    def height_in(self, columns: int) -> int:
        """How high all of them are in so many columns."""
        return _ROW * -(-len(self._rows) // columns)

    def value(self) -> str:
        """The key of the chosen one, empty for none."""
        return self._rows[self._at].key if self._at >= 0 else ""

    def choose(self, key: str) -> None:
        """Choose by key without telling; an unknown or empty one chooses none."""
        self._at = next((at for at, one in enumerate(self._rows) if one.key == key), -1)
        self._name_aloud()
        self.update()

    def mark_wrong(self, wrong: bool) -> None:
        self.wrong = wrong
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, self.height_in(self._columns))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self._rows:
            self._take((max(self._at, -1 if step > 0 else 0) + step) % len(self._rows))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        down = int(event.position().y()) // _ROW
        right = int(event.position().x() * self._columns) // max(self.width(), 1)
        self._take(down + right * (self.height_in(self._columns) // _ROW))

    def _take(self, at: int) -> None:
        if 0 <= at < len(self._rows) and self.isEnabled():
            self._at = at
            self.mark_wrong(False)
            self._name_aloud()
            self.chosen.emit(self._rows[at].key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, wide = QPainter(self), self.width() / self._columns
        small, deep = typeface.font(Size.LABEL), self.height_in(self._columns) // _ROW
        for at, row in enumerate(self._rows):
            start, is_it = at // deep * wide, at == self._at
            box = QRectF(start, at % deep * _ROW, wide, _ROW)
            if is_it:
                painter.fillRect(box, theme.color("tint"))
            ink = theme.color("accent" if is_it else "text")
            edge = theme.color("accent" if is_it else "line2")
            key_ink = theme.color("accent" if is_it else "text3")
            left = start + 2
            left += brush.key_cap(painter, left, box.center().y(), str(at + 1), edge=edge, ink=key_ink) + 10
            after = brush.width_of(row.after, small)
            words = brush.width_of(row.words, typeface.font(strong=True))
            # What follows is a date: where there is no room for all of them they go, and the footer tells the chosen.
            if self._columns == 1 and left + words + 16 + after <= box.right() - 6:
                tone = theme.color("text" if is_it else "text2")
                brush.whole(painter, box.adjusted(0, 0, -6, 0), row.after, font=small, color=tone)
            room = QRectF(left, box.top(), box.right() - left, _ROW)
            brush.text(painter, room, row.words, font=typeface.font(strong=is_it), color=ink)
        if self.hasFocus() or self.wrong:
            edge = theme.color("bad" if self.wrong else "accent")
            brush.frame(painter, QRectF(self.rect()), radius=4, edge=edge, width=2)

    def _name_aloud(self) -> None:
        chosen = self._rows[self._at] if self._at >= 0 else None
        told = f"{chosen.words}, {chosen.after}" if chosen else "none"
        self.setAccessibleName(f"How did it end? {told}")
