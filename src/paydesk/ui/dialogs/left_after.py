"""What a move leaves behind: both sides, what is owed there now and what is left after."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from paydesk.rules import money
from paydesk.rules.money import Cents
from paydesk.ui.labels import Elided, Label
from paydesk.ui.typeface import Size

_FIGURE = 96


@dataclass(frozen=True)
class Side:
    """One side of a move: ``owes`` in cents, below zero for credit; ``left`` None while that cannot be said."""

    words: str
    owes: Cents | None = None
    left: Cents | None = None


class LeftAfter(QWidget):
    """Two rows under "Owed now" and "Left after"."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 12, 4)
        self._grid.setVerticalSpacing(4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setColumnMinimumWidth(0, 92)
        self._grid.setColumnStretch(1, 1)
        for column, words in ((2, "Owed now"), (3, "Left after")):
            self._put(Label(words, role="text2", size=Size.LABEL), 0, column)
            self._grid.setColumnMinimumWidth(column, _FIGURE)
        self._rows = tuple((Elided(), Label(role="text2"), Label(strong=True)) for _ in ("From", "To"))
        for place, (head, row) in enumerate(zip(("From", "To"), self._rows, strict=True), 1):
            self._grid.addWidget(Label(head, role="text2", size=Size.LABEL), place, 0)
            self._grid.addWidget(row[0], place, 1)
            self._put(row[1], place, 2)
            self._put(row[2], place, 3)

    def show_sides(self, source: Side, target: Side) -> None:
        """Say both sides anew."""
        for side, (words, owes, left) in zip((source, target), self._rows, strict=True):
            words.set_text(side.words, role="text" if side.owes is not None else "text3")
            owes.setText(_figure(side.owes))
            left.setText(_figure(side.left))
        self.setAccessibleName(". ".join(" ".join(row) for row in self.rows()))

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Words, owed now and left after, as they stand there."""
        return tuple((words.text(), owes.text(), left.text()) for words, owes, left in self._rows)

    def _put(self, figure: Label, row: int, column: int) -> None:
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(figure, row, column)


def _figure(cents: Cents | None) -> str:
    return "" if cents is None else money.in_words(cents)
