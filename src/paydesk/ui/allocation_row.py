"""One line that a payment may go to: what is owed, what it pays, what is left, and why; its amount can be typed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui import brush, theme, typeface
from paydesk.ui.inputs import LineInput
from paydesk.ui.typeface import Size

_COLUMN, _NARROW_COLUMN = 92.0, 76.0
_HEAD, _ROW, _TOTAL = 30, 60, 42
_SHORT_HEAD, _SHORT_ROW, _SHORT_TOTAL = 24, 42, 32


@dataclass(frozen=True)
class PaidLine:
    """One open line: what is owed, what the payment pays of it, why or why not; amounts in cents.

    ``barred``: no money may go to it. ``head`` rows carry the sums.
    """

    charge: int
    when: str
    what: str
    owes: Cents
    pays: Cents
    why: str
    barred: bool = False

    @property
    def left(self) -> Cents:
        return self.owes - self.pays


class AllocationHead(QWidget):
    """The names of the columns; where height is short the title of the lines stands in the place of theirs."""

    def __init__(self) -> None:
        super().__init__()
        self.set_short(False)

    def set_short(self, short: bool) -> None:
        self._line = "" if short else "Line"
        self.setFixedHeight(_SHORT_HEAD if short else _HEAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        face, ink = typeface.font(Size.LABEL), theme.color("text2")
        brush.text(painter, box, self._line, font=face, color=ink)
        for words, cell in zip(("Owed", "This pays", "Left after"), _cells(box), strict=True):
            brush.whole(painter, cell, words, font=face, color=ink)
        brush.hairline(painter, 0, box.width(), box.height() - 1)


class AllocationRow(QWidget):
    """Two lines: what and the three figures, then the reason, or what is wrong with the amount typed.

    ``input`` while its amount may be typed.
    """

    edited = Signal()

    def __init__(self, *, total: bool = False) -> None:
        super().__init__()
        self.line = PaidLine(0, "", "", 0, 0, "")
        self.input: LineInput | None = None
        self._total, self._short, self._mistake = total, False, ""
        self._pays: Cents | None = 0
        self._left: Cents | None = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_short(self, short: bool) -> None:
        """Less air, where height is short."""
        self._short = short
        self._place_input()
        self.updateGeometry()
        self.update()

    def show_line(self, line: PaidLine, *, left: Cents | None = None) -> None:
        self.line, self._pays, self._left = line, line.pays, line.left if left is None else left
        self._tell(line.why)

    def show_refused(self, line: PaidLine, *, pays: Cents | None) -> None:
        """Only what is typed, None for what is no amount; a line that is barred still says why."""
        self.line, self._pays, self._left = replace(line, why=line.why if line.barred else ""), pays, None
        self._tell("The split is refused.")

    def typed(self) -> Cents | None:
        """The amount in its input, 0 for none, None for what is no amount."""
        try:
            return money.parse(self.input.text()) if self.input and self.input.text().strip() else 0
        except PaydeskError:
            return None

    def show_mistake(self, sentence: str) -> None:
        """What is wrong with the amount in its input, beside it; an empty sentence for nothing."""
        self._mistake = sentence
        if self.input:
            self.input.mark_wrong(bool(sentence))
            self.input.setAccessibleDescription(sentence)
        self.update()

    def mistake(self) -> str:
        """The sentence that stands there about what is typed."""
        return self._mistake

    def figures(self) -> tuple[str, str, str]:
        """Owed, this pays, left after: what stands in the three columns, empty where nothing does."""
        pays = self.input.text() if self.input else _words(self._pays)
        if not (self.line.owes or self._total):
            return "", pays, ""
        return _words(self.line.owes), pays, _words(self._left)

    def _tell(self, why: str) -> None:
        heads = zip(("owed", "this pays", "left after"), self.figures(), strict=True)
        told = ", ".join(f"{head} {words}" for head, words in heads if words)
        self.setAccessibleName(f"{self.line.when} {self.line.what}: {told}. {why}")
        self.update()

    def set_editable(self, editable: bool) -> None:
        if not editable or self.line.barred:
            self.show_mistake("")
            if self.input:
                self.input.deleteLater()
            self.input = None
        elif self.input is None:
            self.input = LineInput(digits_only=True, right=True)
            self.input.setParent(self)
            self.input.setObjectName(f"pays_{self.line.charge}")
            self.input.setAccessibleName(f"This pays, {self.line.when} {self.line.what}")
            self.input.setFixedHeight(28)
            self.fill()
            self.input.textEdited.connect(self.edited)
            self._place_input()
            self.input.show()
        self.update()

    def fill(self) -> None:
        """What the rules give the line stands in its input; the whole is marked where one is about to type."""
        if self.input and self.typed() != self.line.pays:
            self.input.setText(money.show(self.line.pays) if self.line.pays else "")
            if self.input.hasFocus():
                self.input.selectAll()

    def sizeHint(self) -> QSize:
        whole, tall = (_SHORT_TOTAL, _SHORT_ROW) if self._short else (_TOTAL, _ROW)
        return QSize(320, whole if self._total else tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_input()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        line, quiet = self.line, theme.color("text2")
        first = QRectF(0, self._top(), box.width(), 22)
        self._paint_figures(painter, first)
        room = first.adjusted(0, 0, -3 * _column_of(box) - 8, 0)
        used = brush.text(painter, room, line.when, font=typeface.font(strong=True), color=theme.color("text"))
        brush.text(painter, room.adjusted(used + 8, 0, 0, 0), line.what, font=typeface.font(), color=quiet)
        if self._mistake:
            self._paint_why(painter, self._mistake, "warning", ink="bad", mark="bad")
        elif line.why:
            ink, mark = ("text", "accent") if line.pays else ("text2", "text2")
            self._paint_why(painter, line.why, "info", ink=ink, mark=mark)
        if self._total:
            brush.hairline(painter, 0, box.width(), 0, role="line2")
        else:
            brush.hairline(painter, 0, box.width(), box.height() - 1)

    def _paint_why(self, painter: QPainter, words: str, icon: str, *, ink: str, mark: str) -> None:
        second = QRectF(0, self._top() + (19 if self._short else 23), self.width(), 18)
        brush.icon(painter, icon, 0, second.center().y(), color=theme.color(mark))
        room, face = second.adjusted(22, 0, 0, 0), typeface.font(Size.LABEL)
        brush.text(painter, room, words, font=face, color=theme.color(ink))

    def _paint_figures(self, painter: QPainter, row: QRectF) -> None:
        plain, strong = typeface.font(), typeface.font(strong=True)
        owed, pays, left = self.figures()
        cells = _cells(row)
        self._figure(painter, cells[0], owed, plain, "text2")
        if self.input is None:
            self._figure(painter, cells[1], pays, strong, "text")
        self._figure(painter, cells[2], left, strong if self._total else plain, "text")

    def _figure(self, painter: QPainter, cell: QRectF, words: str, face: QFont, role: str) -> None:
        ink = theme.color("text3" if words == _words(0) else role)
        brush.whole(painter, cell, words, font=face, color=ink)

    def _place_input(self) -> None:
        if self.input:
            cell = _cells(QRectF(0, 0, self.width(), 30))[1]
            self.input.setGeometry(round(cell.left()) + 6, max(0, self._top() - 3), round(cell.width()) + 3, 28)

    def _top(self) -> int:
        """Where the first of the two lines begins."""
        spare = 2 if self._total else 0
        return spare + (2 if self._short else 8)


def _words(cents: Cents | None) -> str:
    return "" if cents is None else money.in_words(cents)


def _column_of(box: QRectF) -> float:
    return _COLUMN if box.width() >= 460 else _NARROW_COLUMN


def _cells(box: QRectF) -> tuple[QRectF, QRectF, QRectF]:
    """The three figure columns at the right of ``box``."""
    wide = _column_of(box)
    left, middle, right = (QRectF(box.right() - n * wide, box.top(), wide, box.height()) for n in (3, 2, 1))
    return left, middle, right
