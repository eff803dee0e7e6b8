"""What an estimate would say, line by line: our charge, the plan's price, what the patient pays from least to most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from paydesk.rules import money
from paydesk.rules.benefits_words import assumption_sentences
from paydesk.rules.correspondence import Language
from paydesk.rules.estimate_unknowns import About
from paydesk.rules.money import Cents
from paydesk.ui.labels import Elided, Label, SectionHeader, Why
from paydesk.ui.typeface import Size

if TYPE_CHECKING:
    from paydesk.operations.estimating import EstimateSeen

_FIGURE = 108
_NOT_KNOWN = "not known"


@dataclass(frozen=True)
class EstimateShown:
    """The figures as words: ``heads`` over the columns at the right, ``rows`` with the service first, what they come
    to, and what they stand on. ``late``: it should have been given by now. ``warned``: what the insurer said against
    the plan itself."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sums: tuple[str, ...]
    total: str
    stands_on: tuple[str, ...] = ()
    late: bool = False
    warned: str = ""


@dataclass(frozen=True)
class Expected:
    """A service of a good faith estimate, with the charge for all its units."""

    code: str
    what: str
    units: int
    charge: Cents


def between(low: Cents, high: Cents) -> str:
    """``24.00``, or ``24.00 – 120.00`` for a range."""
    return money.show(low) if low == high else f"{money.show(low)} – {money.show(high)}"


def shown_of(seen: EstimateSeen) -> EstimateShown:
    """An estimate for insured care."""
    made, rows = seen.made, []
    for number, one in enumerate(seen.services):
        share = made.line(number, lambda line: line.patient)
        price = money.show(one.price.allowed) if one.price else _NOT_KNOWN
        rows.append((_named(one.asked.code, one.what, one.asked.units), money.show(one.charge), price,
                     between(share.low, share.high)))  # fmt: skip
    total = made.patient
    stands_on = [f"{one.asked.code}: the plan’s price is {one.price.why}." for one in seen.services if one.price]
    against = [one for one in made.assumptions if one.about is About.NOT_ACTIVE]
    stands_on += assumption_sentences(Language.ENGLISH, [one for one in made.assumptions if one not in against])
    warned = " ".join(assumption_sentences(Language.ENGLISH, against))
    collected = made.asked.collected
    taken = f"; {money.show(collected)} was taken, {between(made.due.low, made.due.high)} is due" if collected else ""
    charge = money.show(sum(one.charge for one in seen.services))
    return EstimateShown(
        ("Our charge", "Plan allows", "Patient pays"), tuple(rows), (charge, "", between(total.low, total.high)),
        f"The patient pays {between(total.low, total.high)}{taken}"
        f"{', if the plan pays: it was called not active' if against else ''}", tuple(stands_on), warned=warned,
    )  # fmt: skip


def shown_in_good_faith(services: tuple[Expected, ...], by: str, why: str, *, late: bool) -> EstimateShown:
    """A good faith estimate; ``by`` is the last day on which it may be given, empty where none is set, and ``why``;
    ``late``: that day is over."""
    rows = tuple((_named(one.code, one.what, one.units), money.show(one.charge)) for one in services)
    total = money.show(sum(one.charge for one in services))
    when = f"give it by {by}" if by else "no day is set to give it"
    if late:
        when = f"it is late: it was to be given by {by}"
    told = f"The patient pays {total}; {when} ({why})" + (". It can still be made: give it today" if late else "")
    return EstimateShown(("Expected charge",), rows, (total,), told, late=late)


def _named(code: str, what: str, units: int) -> str:
    return f"{code}  {what}" + (f", {units} units" if units > 1 else "")


class EstimateFigures(QWidget):
    """A table, its sum, and below it what it stands on; or one sentence while there is nothing to show."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 12, 0)
        column.setSpacing(4)
        column.addWidget(SectionHeader("What it will say"))
        self._content = QWidget()
        column.addWidget(self._content)
        self._shown: EstimateShown | None = None
        self.say("")

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The lines as they stand there."""
        return self._shown.rows if self._shown else ()

    def say(self, sentence: str) -> None:
        """Nothing can be shown, and why."""
        self._shown = None
        column = self._begin()
        column.addWidget(Label(sentence, role="text2", size=Size.LABEL, wraps=True))

    def show_figures(self, shown: EstimateShown) -> None:
        """The lines anew."""
        self._shown = shown
        column, grid = self._begin(), QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for place, words in enumerate(shown.heads, 1):
            _put(grid, Label(words, role="text2", size=Size.LABEL), 0, place)
            grid.setColumnMinimumWidth(place, _FIGURE)
        for line, (what, *figures) in enumerate(shown.rows, 1):
            grid.addWidget(Elided(what), line, 0)
            for place, figure in enumerate(figures, 1):
                _put(grid, Label(figure, role="text2" if figure == _NOT_KNOWN else "text"), line, place)
        last = len(shown.rows) + 1
        grid.addWidget(Label("Together", strong=True), last, 0)
        for place, figure in enumerate(shown.sums, 1):
            _put(grid, Label(figure, strong=True), last, place)
        if shown.warned:
            column.addWidget(Why(shown.warned, icon="warning", role="bad", strong=True))
        column.addLayout(grid)
        for sentence in shown.stands_on:
            column.addWidget(Why(sentence))
        self.setAccessibleName(". ".join((*(" ".join(row) for row in shown.rows), shown.total, shown.warned)))

    def _begin(self) -> QVBoxLayout:
        old, self._content = self._content, QWidget()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.replaceWidget(old, self._content)
        old.hide()
        old.deleteLater()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._content.show()
        return column


def _put(grid: QGridLayout, label: Label, row: int, column: int) -> None:
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(label, row, column)
