"""Where the money goes: every open line with what the payment does to it and why; amounts can be typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui.allocation_row import AllocationHead, AllocationRow, PaidLine
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Label
from paydesk.ui.typeface import Size


class AllocationPane(QWidget):
    """``changed`` when an amount was typed; ``wanted`` gives them while the clerk chooses.

    ``total`` is the row of the sums, for a place where it is always in sight.
    """

    changed = Signal()
    change_asked = Signal()
    changed_shape = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[AllocationRow] = []
        self._choosing = False
        self._ruled: dict[int, Cents] | None = None
        self._waiting: dict[int, Cents] = {}
        self._order: tuple[int, ...] = ()
        self._edited: AllocationRow | None = None
        self.change = Button("Change", kind=Kind.LINK, key="F4", shown_only=True, name="change_lines")
        self.change.clicked.connect(self.change_asked)
        self._top, self._over = QHBoxLayout(), QGridLayout()
        self._top.addWidget(Label("Where the money goes", role="text2", size=Size.LABEL, strong=True))
        self._top.addWidget(self.change)
        self._top.addStretch(0)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._head, self._kept, self._credit = AllocationHead(), AllocationRow(), AllocationRow()
        self.total = AllocationRow(total=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._over.setSpacing(0)
        self._over.addLayout(self._top, 0, 0)
        outer.addLayout(self._over)
        outer.addWidget(self._kept)
        outer.addLayout(self._column)
        outer.addWidget(self._credit)
        self.set_short(False)

    def set_short(self, short: bool) -> None:
        """The title in the row of the columns' names and less air, where height is short."""
        self._short = short
        self._over.removeWidget(self._head)
        # Behind the title, whose row the names of the columns share.
        self._over.addWidget(self._head, 0 if short else 1, 0)
        self._head.lower()
        self._top.setStretch(0, 0 if short else 1)
        self._top.setStretch(2, 1 if short else 0)
        self._head.set_short(short)
        for row in (*self._rows, self._kept, self._credit, self.total):
            row.set_short(short)
        self.changed_shape.emit()

    def why_not(self) -> str:
        """Why no amount may be typed on any line."""
        if not self._rows:
            return "Nothing is open here to choose from: what is taken is kept as credit."
        return f"No open line may be paid by choice. {self._rows[0].line.why}".strip()

    def is_choosing(self) -> bool:
        return self._choosing

    def is_chosen(self) -> bool:
        """Whether an amount was typed beside a line: from then on the clerk decides, not the rules."""
        return self._ruled is not None

    def set_choosing(self, choosing: bool) -> None:
        """Let amounts be typed line by line, or let the rules decide again, as they do until one is typed."""
        self._choosing, self._ruled, self._waiting, self._order = choosing, None, {}, ()
        self.change.say("By the rules" if choosing else "Change")
        for row in self._rows:
            row.set_editable(choosing)
        self.changed_shape.emit()
        if choosing and (first := next((row for row in self._rows if row.input), None)) and first.input:
            first.input.setFocus()
            first.input.selectAll()

    def wanted(self) -> dict[int, Cents]:
        """Charge -> cents typed, lines with nothing left out. Raises PaydeskError for what is no amount."""
        found = dict(self._waiting)
        for row in self._rows:
            if row.input and row.input.text().strip():
                try:
                    cents = money.parse(row.input.text())
                except PaydeskError as refused:
                    raise PaydeskError(refused.sentence, field="chosen") from None
                if cents:
                    found[row.line.charge] = cents
        return found

    def chosen(self) -> dict[int, Cents] | None:
        """``wanted`` once the clerk decides, None while the rules do."""
        return self.wanted() if self.is_chosen() else None

    def as_ruled(self) -> frozenset[int]:
        """The charges whose amounts stand there as the rules filled them in, while the clerk decides the others."""
        stands = {**self._waiting, **{row.line.charge: row.typed() for row in self._rows if row.typed()}}
        ruled = self._ruled or {}
        return frozenset(charge for charge, cents in ruled.items() if cents and stands.get(charge) == cents)

    def typed_sum(self) -> Cents | None:
        """What the lines come to, None while one of them has no amount."""
        typed = [row.typed() for row in self._rows]
        return None if None in typed else sum(one or 0 for one in typed)

    def mistake(self, amount: Cents | None) -> str:
        """What is wrong with the split of ``amount``, shown beside the first line it is wrong with; else empty."""
        wrong, sentence = self._first_wrong(amount)
        for row in self._rows:
            row.show_mistake(sentence if row is wrong else "")
        return sentence

    def show_mistake(self, sentence: str) -> None:
        """Beside the line that was typed into last: what was refused about the split."""
        chosen = [row for row in self._rows if row.typed()]
        row = self._edited if self._edited in chosen else next(iter(chosen), None)
        if row:
            row.show_mistake(sentence)

    def go_to_mistake(self) -> None:
        """Put the focus where a mistake is told."""
        row = next((row for row in self._rows if row.mistake()), None)
        if row and row.input:
            row.input.setFocus()
            row.input.selectAll()

    def mistakes(self) -> dict[int, str]:
        """Charge -> the sentence that stands beside its amount."""
        return {row.line.charge: row.mistake() for row in self._rows if row.mistake()}

    def _first_wrong(self, amount: Cents | None) -> tuple[AllocationRow | None, str]:
        for row in self._rows:
            if row.input and (sentence := _wrong_with(row)):
                return row, sentence
        chosen = [row for row in self._rows if row.typed()]
        whole = sum(row.typed() or 0 for row in chosen)
        if amount is None or amount <= 0 or whole <= amount:
            return None, ""
        row = self._edited if self._edited in chosen else max(chosen, key=lambda one: one.typed() or 0)
        return row, f"The lines come to {money.show(whole)}, the payment is {money.show(amount)}. Lower one of them."

    def order(self) -> tuple[int, ...]:
        """The charges of the lines from the top, as they stand."""
        return tuple(row.line.charge for row in self._rows)

    def bring_back(self, wanted: dict[int, Cents], *, as_ruled: frozenset[int], order: tuple[int, ...]) -> None:
        """Let amounts be typed, and put those of a draft beside the lines as they are shown next, in that ``order``.
        ``as_ruled`` are those that nobody typed."""
        # Whether the rules' own split was painted before the draft came decides nothing, and no line takes the focus.
        self._rebuild(())
        self.set_choosing(True)
        self._order = order
        self._ruled = {charge: cents for charge, cents in wanted.items() if charge in as_ruled}
        self._waiting = dict(wanted)

    def _put_back(self, row: AllocationRow) -> None:
        if row.input and row.line.charge in self._waiting:
            row.input.setText(money.show(self._waiting.pop(row.line.charge)))

    def show_lines(self, lines: Sequence[PaidLine], credit: PaidLine | None, *, kept: bool = False) -> None:
        """Show the lines; ``credit`` is what belongs to none of them, ``kept`` for a visit, so it comes first."""
        if self._choosing:
            # What is being typed in must not move away from under the fingers.
            places = {charge: place for place, charge in enumerate(self.order() or self._order)}
            lines = sorted(lines, key=lambda line: places.get(line.charge, len(places)))
        if [row.line.charge for row in self._rows] != [line.charge for line in lines]:
            self._rebuild(lines)
        for row, line in zip(self._rows, lines, strict=True):
            row.show_line(self._told(line))
            if self._choosing and not self.is_chosen():
                row.fill()
        for row, shown in ((self._kept, kept), (self._credit, not kept)):
            row.setVisible(credit is not None and shown)
            row.show_line(credit or row.line)
        owes, pays = sum(line.owes for line in lines), sum(line.pays for line in lines)
        whole = pays + (credit.pays if credit else 0)
        self.total.show_line(PaidLine(0, "Patient owes", "", owes, whole, ""), left=owes - pays)
        self.change.setVisible(any(not line.barred for line in lines))

    def _told(self, line: PaidLine) -> PaidLine:
        """Once the clerk decides, a line passed over was not chosen."""
        passed_over = self.is_chosen() and not line.pays and not line.barred
        return replace(line, why="Not chosen.") if passed_over else line

    def show_refused(self) -> None:
        """A split that cannot be: what is typed, its sum, and nothing about what would be left."""
        for row in self._rows:
            row.show_refused(row.line, pays=row.typed())
        for row in (self._kept, self._credit):
            row.hide()
        self.total.show_refused(self.total.line, pays=self.typed_sum())

    def figures(self) -> tuple[tuple[str, str, str], ...]:
        """Owed, this pays and left after as they stand there, row by row, the sums last."""
        kept_or_credit = [row for row in (self._kept, self._credit) if row.isVisibleTo(self)]
        return tuple(row.figures() for row in (*kept_or_credit, *self._rows, self.total))

    def inputs(self) -> tuple[LineInput, ...]:
        return tuple(row.input for row in self._rows if row.input)

    def _rebuild(self, lines: Sequence[PaidLine]) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows, self._edited = [AllocationRow() for _ in lines], None
        for row, line in zip(self._rows, lines, strict=True):
            row.show_line(line)
            row.edited.connect(partial(self._note_edited, row))
            row.set_short(self._short)
            row.set_editable(self._choosing)
            self._put_back(row)
            self._column.addWidget(row)
        self.changed_shape.emit()

    def _note_edited(self, row: AllocationRow) -> None:
        self._edited = row
        if self._ruled is None:
            self._ruled = {one.line.charge: one.line.pays for one in self._rows}
        self.changed.emit()


def _wrong_with(row: AllocationRow) -> str:
    """What is wrong with the amount typed beside one line, by itself."""
    assert row.input is not None
    try:
        typed = money.parse(row.input.text()) if row.input.text().strip() else 0
    except PaydeskError as refused:
        return refused.sentence
    if typed < 0:
        return "Less than nothing cannot be paid. Type what goes to this line, or leave it empty."
    return f"Only {money.show(row.line.owes)} is owed of this line. Lower it." if typed > row.line.owes else ""
