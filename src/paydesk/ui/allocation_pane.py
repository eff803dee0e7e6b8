"""Where the money goes: every open line with what the payment does to it and why; amounts can be typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui import brush, theme, typeface
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Label
from paydesk.ui.typeface import Size

_COLUMN, _NARROW_COLUMN = 92.0, 76.0
_HEAD, _ROW, _TOTAL = 30, 60, 42


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


class AllocationPane(QWidget):
    """``changed`` when an amount was typed; ``wanted`` gives them while the clerk chooses."""

    changed = Signal()
    change_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._choosing = False
        self.change = Button("Change", kind=Kind.LINK, key="F4", shown_only=True, name="change_lines")
        self.change.clicked.connect(self.change_asked)
        top = QHBoxLayout()
        top.addWidget(Label("Where the money goes", role="text2", size=Size.LABEL, strong=True), 1)
        top.addWidget(self.change)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._head, self._kept, self._credit, self._total = _Head(), _Row(), _Row(), _Row(total=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(top)
        outer.addWidget(self._head)
        outer.addWidget(self._kept)
        outer.addLayout(self._column)
        outer.addWidget(self._credit)
        outer.addWidget(self._total)

    def why_not(self) -> str:
        """Why no amount may be typed on any line."""
        if not self._rows:
            return "Nothing is open here to choose from: what is taken is kept as credit."
        return f"No open line may be paid by choice. {self._rows[0].line.why}".strip()

    def is_choosing(self) -> bool:
        return self._choosing

    def set_choosing(self, choosing: bool) -> None:
        """Let amounts be typed line by line, or let the rules decide again."""
        self._choosing = choosing
        self.change.say("By the rules" if choosing else "Change")
        for row in self._rows:
            row.set_editable(choosing)
        if choosing and (first := next((row for row in self._rows if row.input), None)) and first.input:
            first.input.setFocus()
            first.input.selectAll()

    def wanted(self) -> dict[int, Cents]:
        """Charge -> cents typed, lines with nothing left out. Raises PaydeskError for what is no amount."""
        found = {}
        for row in self._rows:
            if row.input and row.input.text().strip():
                try:
                    cents = money.parse(row.input.text())
                except PaydeskError as refused:
                    row.input.mark_wrong(True)
                    raise PaydeskError(refused.sentence, field="chosen") from None
                row.input.mark_wrong(False)
                if cents:
                    found[row.line.charge] = cents
        return found

    def set_wanted(self, wanted: dict[int, Cents]) -> None:
        """Put typed amounts back, for a draft."""
        for row in self._rows:
            if row.input:
                row.input.setText(money.show(wanted[row.line.charge]) if row.line.charge in wanted else "")

    def show_lines(self, lines: Sequence[PaidLine], credit: PaidLine | None, *, kept: bool = False) -> None:
        """Show the lines; ``credit`` is what belongs to none of them, ``kept`` for a visit, so it comes first."""
        if self._choosing:
            # What is being typed in must not move away from under the fingers.
            places = {row.line.charge: place for place, row in enumerate(self._rows)}
            lines = sorted(lines, key=lambda line: places.get(line.charge, len(places)))
        if [row.line.charge for row in self._rows] != [line.charge for line in lines]:
            self._rebuild(lines)
        for row, line in zip(self._rows, lines, strict=True):
            row.show_line(line)
        for row, shown in ((self._kept, kept), (self._credit, not kept)):
            row.setVisible(credit is not None and shown)
            row.show_line(credit or row.line)
        owes, pays = sum(line.owes for line in lines), sum(line.pays for line in lines)
        whole = pays + (credit.pays if credit else 0)
        self._total.show_line(PaidLine(0, "Patient owes", "", owes, whole, ""), left=owes - pays)
        self.change.setVisible(any(not line.barred for line in lines))

    def show_refused(self) -> None:
        """A split that cannot be: what is typed, its sum, and nothing about what would be left."""
        for row in self._rows:
            row.show_refused(row.line, pays=row.typed())
        for row in (self._kept, self._credit):
            row.hide()
        typed = [row.typed() for row in self._rows]
        whole = None if None in typed else sum(one or 0 for one in typed)
        self._total.show_refused(self._total.line, pays=whole)

    def figures(self) -> tuple[tuple[str, str, str], ...]:
        """Owed, this pays and left after as they stand there, row by row, the sums last."""
        kept_or_credit = [row for row in (self._kept, self._credit) if row.isVisibleTo(self)]
        return tuple(row.figures() for row in (*kept_or_credit, *self._rows, self._total))

    def inputs(self) -> tuple[LineInput, ...]:
        return tuple(row.input for row in self._rows if row.input)

    def _rebuild(self, lines: Sequence[PaidLine]) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [_Row() for _ in lines]
        for row, line in zip(self._rows, lines, strict=True):
            row.show_line(line)
            row.edited.connect(self.changed)
            row.set_editable(self._choosing)
            self._column.addWidget(row)


class _Head(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_HEAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        face, ink = typeface.font(Size.LABEL), theme.color("text2")
        brush.text(painter, box, "Line", font=face, color=ink)
        for words, cell in zip(("Owed", "This pays", "Left after"), _cells(box), strict=True):
            brush.whole(painter, cell, words, font=face, color=ink)
        brush.hairline(painter, 0, box.width(), box.height() - 1)


class _Row(QWidget):
    """Two lines: what and the three figures, then the reason. ``input`` while its amount may be typed."""

    edited = Signal()

    def __init__(self, *, total: bool = False) -> None:
        super().__init__()
        self.line = PaidLine(0, "", "", 0, 0, "")
        self.input: LineInput | None = None
        self._total = total
        self._pays: Cents | None = 0
        self._left: Cents | None = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

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
            if self.input:
                self.input.deleteLater()
            self.input = None
        elif self.input is None:
            self.input = LineInput(digits_only=True, right=True)
            self.input.setParent(self)
            self.input.setObjectName(f"pays_{self.line.charge}")
            self.input.setAccessibleName(f"This pays, {self.line.when} {self.line.what}")
            self.input.setFixedHeight(28)
            self.input.setText(money.show(self.line.pays) if self.line.pays else "")
            self.input.textEdited.connect(self.edited)
            self._place_input()
            self.input.show()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, _TOTAL if self._total else _ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_input()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        line, quiet = self.line, theme.color("text2")
        first = QRectF(0, 8 if not self._total else 10, box.width(), 22)
        self._paint_figures(painter, first)
        room = first.adjusted(0, 0, -3 * _column_of(box) - 8, 0)
        used = brush.text(painter, room, line.when, font=typeface.font(strong=True), color=theme.color("text"))
        brush.text(painter, room.adjusted(used + 8, 0, 0, 0), line.what, font=typeface.font(), color=quiet)
        if line.why:
            second = QRectF(0, 31, box.width(), 18)
            ink = theme.color("text" if line.pays else "text2")
            brush.icon(painter, "info", 0, second.center().y(), color=theme.color("accent" if line.pays else "text2"))
            brush.text(painter, second.adjusted(22, 0, 0, 0), line.why, font=typeface.font(Size.LABEL), color=ink)
        if self._total:
            brush.hairline(painter, 0, box.width(), 0, role="line2")
        else:
            brush.hairline(painter, 0, box.width(), box.height() - 1)

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
            self.input.setGeometry(round(cell.left()) + 6, 5, round(cell.width()) + 3, 28)


def _words(cents: Cents | None) -> str:
    return "" if cents is None else money.in_words(cents)


def _column_of(box: QRectF) -> float:
    return _COLUMN if box.width() >= 460 else _NARROW_COLUMN


def _cells(box: QRectF) -> tuple[QRectF, QRectF, QRectF]:
    """The three figure columns at the right of ``box``."""
    wide = _column_of(box)
    left, middle, right = (QRectF(box.right() - n * wide, box.top(), wide, box.height()) for n in (3, 2, 1))
    return left, middle, right


class Checks(QWidget):
    """What was checked for the person: icon and words, one a line."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[tuple[str, str, bool], ...] = ()

    def show_checks(self, checks: Sequence[tuple[str, bool]]) -> None:
        """Sentences, and whether each is fine."""
        self._lines = tuple(("check" if fine else "warning", words, fine) for words, fine in checks)
        self.setFixedHeight(22 * len(self._lines))
        self.setAccessibleName(". ".join(words for _, words, _ in self._lines))
        self.setToolTip("\n".join(words for _, words, fine in self._lines if not fine))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, (icon, words, fine) in enumerate(self._lines):
            row = QRectF(0, 22 * place, self.width(), 22)
            ink = theme.color("text2" if fine else "warn")
            mark = theme.color("ok" if fine else "warn")
            brush.icon(painter, icon, 0, row.center().y(), color=mark)
            brush.text(painter, row.adjusted(22, 0, 0, 0), words, font=typeface.font(Size.LABEL), color=ink)
