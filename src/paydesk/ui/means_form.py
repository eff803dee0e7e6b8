"""The sheet: who lives of it, what comes in, what must go out, what is left, and how it was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules import keyboard
from paydesk.rules.affordability import Means, Sheet
from paydesk.rules.errors import PaydeskError
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.money import show
from paydesk.rules.poverty_guideline import Region
from paydesk.rules.told_means import INCOME_KINDS, OBLIGATION_KINDS, Proof, ToldHow
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.inputs import ChoiceInput, LineInput
from paydesk.ui.labels import Label, SectionHeader, Why
from paydesk.ui.means_rows import FigureInput, IncomeRow, MeansRow, ObligationRow
from paydesk.ui.payment_halves import Line
from paydesk.ui.typeface import Size

_FIRST_KINDS = ("wages", "Social Security", "child support received")
_MOST_INCOMES = 8
_REGIONS = {Region.STATES: "48 states", Region.ALASKA: "Alaska", Region.HAWAII: "Hawaii"}
_LABELS = {
    "rent or mortgage": "Rent or mortgage", "utilities": "Power, water, phone", "food": "Food", "transport": "Car, bus",
    "child care": "Child care", "support paid": "Support paid", "insurance": "Insurance",
    "other medical plans": "Other medical", "loans": "Loans, least payments", "other": "Other",
}  # fmt: skip


class Total(QWidget):
    """Words and a sum under a hairline; ``big`` for what is left over."""

    def __init__(self, words: str, *, big: bool = False) -> None:
        super().__init__()
        size = Size.TITLE if big else Size.BODY
        self._sum = Label("–", size=size, strong=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.addWidget(Label(words, size=size, strong=True))
        row.addStretch(1)
        row.addWidget(self._sum)
        column.addWidget(Line())
        column.addLayout(row)

    def say(self, words: str) -> None:
        """Another sum."""
        self._sum.setText(words)


class MeansForm(QWidget):
    """``sheet`` reads it; ``edited`` at each keystroke. Without a word typed it is nobody's sheet yet."""

    edited = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.household, self.region = LineInput(digits_only=True, right=True), ChoiceInput()
        self.net, self.offer = FigureInput("net_monthly", "Take-home pay, a month"), FigureInput("offer", "Offers")
        self.told, self.proof = ChoiceInput(), ChoiceInput()
        self.proof_due = LineInput()
        self._incomes: list[IncomeRow] = []
        self._obligations = tuple(ObligationRow(one, _LABELS.get(one, one)) for one in OBLIGATION_KINDS)
        self._mistakes: dict[str, tuple[LineInput, Why]] = {
            "household": (self.household, Why(icon="warning", role="bad")),
            "net_monthly": (self.net, Why(icon="warning", role="bad")),
            "offer": (self.offer, Why(icon="warning", role="bad")),
            "proof_due": (self.proof_due, Why(icon="warning", role="bad")),
        }  # fmt: skip
        self._sums = {name: Total(words, big=name == "left") for name, words in (
            ("in", "Comes in"), ("out", "Goes out"), ("left", "Left over"))}  # fmt: skip
        self._more = Button("Another income", kind=Kind.LINK, icon="plus", key="Alt+I", name="more_income")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        self._prepare()
        self._lay_out()
        self._connect()

    def sheet(self, on: date) -> Sheet:
        """What was told. Raises PaydeskError with the place; the sentence is shown there by ``show_mistake``."""
        household = self.household.text().strip()
        if not household.isdecimal() or not int(household):
            raise PaydeskError("How many people live of this income? At least 1.", field="household")
        incomes = [flow for row, one in enumerate(self._incomes) if (flow := one.flow(row)) is not None]
        obligations = [flow for row, one in enumerate(self._obligations) if (flow := one.flow(row)) is not None]
        return Sheet(
            on=on, household=int(household), region=Region(self.region.currentData()), incomes=tuple(incomes),
            net_monthly=self.net.cents(field="net_monthly"), obligations=tuple(obligations),
            offer=self.offer.cents(field="offer"),
        )  # fmt: skip

    @property
    def fields(self) -> tuple[str, ...]:
        """What of a refusal has its place here."""
        return ("incomes", "obligations", *self._mistakes)

    @property
    def is_told(self) -> bool:
        """Whether any figure was typed."""
        figures = (*(one.figure for one in (*self._incomes, *self._obligations)), self.net, self.offer)
        return any(one.text().strip() for one in figures)

    def told_how(self) -> str:
        """At the desk, by phone, by mail."""
        return str(self.told.currentData())

    def proofs(self) -> tuple[str, ...]:
        """What was seen for each income that was told, the same for all."""
        kind = self.proof.currentData()
        return tuple(kind for one in self._incomes if one.figure.text().strip()) if kind else ()

    def due(self, today: date) -> date | None:
        """By when proof is to come. Raises PaydeskError."""
        typed = self.proof_due.text().strip()
        return keyboard.parse_date(typed, today, field="proof_due") if typed else None

    def show_mistake(self, refused: PaydeskError) -> QWidget:
        """The sentence beside its place, which is returned."""
        self.mend()
        rows: tuple[MeansRow, ...] = tuple(self._incomes) if refused.field == "incomes" else self._obligations
        if refused.field in ("incomes", "obligations"):
            typed = [one for one in rows if one.figure.text().strip() or one.figure.wrong]
            at = refused.row or 0
            row = rows[at] if at < len(rows) and rows[at] in typed else (*typed, rows[0])[0]
            row.say(refused.sentence)
            return row.figure
        name = refused.field if refused.field in self._mistakes else "household"
        field, why = self._mistakes[name]
        field.mark_wrong(True)
        why.say(refused.sentence)
        why.show()
        return field

    def mend(self) -> None:
        """Nothing is wrong."""
        for one in (*self._incomes, *self._obligations):
            one.say("")
        for field, why in self._mistakes.values():
            field.mark_wrong(False)
            why.hide()

    def show_means(self, means: Means | None) -> None:
        """The sums that follow, by the month."""
        told = (show(means.gross_monthly), show(means.obligations), show(means.disposable)) if means else ("–",) * 3
        for name, words in zip(("in", "out", "left"), told, strict=True):
            self._sums[name].say(words)

    def put(self, sheet: Sheet | None, region: Region) -> None:
        """A sheet that was kept, or an empty one for a household in ``region``."""
        self.household.setText(str(sheet.household) if sheet else "")
        self.region.setCurrentIndex(self.region.findData((sheet.region if sheet else region).value))
        incomes: tuple[Flow, ...] = tuple(sheet.incomes) if sheet else ()
        self._have_incomes(max(len(_FIRST_KINDS), len(incomes)))
        free = [kind for kind in _FIRST_KINDS if kind not in {flow.kind for flow in incomes}]
        for place, one in enumerate(self._incomes):
            empty = free[place - len(incomes)] if 0 <= place - len(incomes) < len(free) else "other income"
            one.put(incomes[place] if place < len(incomes) else Flow(empty, 0, Frequency.MONTHLY))
            if place >= len(incomes):
                one.figure.put(None)
        going = {one.kind: one.amount for one in sheet.obligations} if sheet else {}
        for row in self._obligations:
            row.figure.put(going.get(row.kind))
        self.net.put(sheet.net_monthly if sheet else None)
        self.offer.put(sheet.offer if sheet else None)
        for box in (self.told, self.proof):
            box.setCurrentIndex(0)
        self.proof_due.setText("")
        self.mend()

    def typed(self) -> dict[str, Any]:
        """As it stands, for a draft; empty when nothing was typed."""
        if not self.is_told and not self.household.text().strip():
            return {}
        return {
            "household": self.household.text(), "region": self.region.currentData(),
            "incomes": [one.typed() for one in self._incomes],
            "obligations": {one.kind: one.figure.text() for one in self._obligations},
            "net": self.net.text(), "offer": self.offer.text(), "told": self.told.currentData(),
            "proof": self.proof.currentData(), "proof_due": self.proof_due.text(),
        }  # fmt: skip

    def set_typed(self, kept: Mapping[str, Any]) -> None:
        """As it stood."""
        self.household.setText(kept["household"])
        self._have_incomes(max(len(_FIRST_KINDS), len(kept["incomes"])))
        for one, typed in zip(self._incomes, kept["incomes"], strict=False):
            one.set_typed(typed)
        for row in self._obligations:
            row.figure.setText(kept["obligations"].get(row.kind, ""))
        for field, name in ((self.net, "net"), (self.offer, "offer"), (self.proof_due, "proof_due")):
            field.setText(kept[name])
        for box, name in ((self.region, "region"), (self.told, "told"), (self.proof, "proof")):
            box.setCurrentIndex(max(0, box.findData(kept[name])))

    def stops(self) -> tuple[QWidget, ...]:
        """Everything that may take the focus, in the order of the eye."""
        incomes = tuple(stop for one in self._incomes for stop in one.stops())
        going = tuple(one.figure for one in self._obligations)
        return (
            self.household, self.region, *incomes, self._more, self.net, *going, self.offer, self.told, self.proof,
            self.proof_due,
        )  # fmt: skip

    def _prepare(self) -> None:
        self.household.setObjectName("household")
        self.household.setAccessibleName("People in the household")
        self.household.setFixedWidth(44)
        for box, name, label in (
            (self.region, "region", "Where they live"), (self.told, "told_how", "How it was told"),
            (self.proof, "proof", "Proof seen"),
        ):  # fmt: skip
            box.setObjectName(name)
            box.setAccessibleName(label)
        for region, words in _REGIONS.items():
            self.region.addItem(words, region.value)
        for how in ToldHow:
            self.told.addItem(how.words, how.value)
        self.proof.addItem("none yet", "")
        for proof in Proof:
            self.proof.addItem(proof.words, proof.value)
        self.proof_due.setObjectName("proof_due")
        self.proof_due.setAccessibleName("Proof is to come by")
        self.proof_due.setFixedWidth(FIGURE_DATE)
        self._have_incomes(len(_FIRST_KINDS))

    def _lay_out(self) -> None:
        add = self._column.addWidget
        add(_row("Household of", self.household, self.region))
        add(self._mistakes["household"][1])
        add(SectionHeader("Comes in", "before tax"))
        self._income_rows = QVBoxLayout()
        self._income_rows.setSpacing(4)
        for one in self._incomes:
            self._income_rows.addWidget(one)
        self._column.addLayout(self._income_rows)
        add(self._more)
        add(self._sums["in"])
        add(_row("Take-home pay a month, if known", self.net))
        add(self._mistakes["net_monthly"][1])
        self._column.addSpacing(8)
        add(SectionHeader("Must go out", "a month"))
        for row in self._obligations:
            add(row)
        for name in ("out", "left"):
            add(self._sums[name])
        self._column.addSpacing(8)
        add(_row("The family offers a month", self.offer))
        add(self._mistakes["offer"][1])
        add(_row("Told", self.told, stretch=True))
        add(_row("Proof seen", self.proof, stretch=True))
        add(_row("Proof is to come by", self.proof_due))
        add(self._mistakes["proof_due"][1])
        for _, why in self._mistakes.values():
            why.hide()
        self._column.addStretch(1)

    def _connect(self) -> None:
        for row in self._obligations:
            row.edited.connect(self.edited)
        for field in (self.household, self.net, self.offer, self.proof_due):
            field.textEdited.connect(self._touched)
        for box in (self.region, self.told, self.proof):
            box.currentIndexChanged.connect(self._touched)
        self._more.clicked.connect(self._add_income)
        self.proof_due.finished.connect(self._tidy)

    def _tidy(self) -> None:
        with suppress(PaydeskError):
            if (due := self.due(self._today())) is not None:
                self.proof_due.setText(keyboard.show_date(due))

    def _touched(self) -> None:
        self.mend()
        self.edited.emit()

    def _add_income(self) -> None:
        self._have_incomes(len(self._incomes) + 1)
        self._incomes[-1].kind.setFocus()

    def _have_incomes(self, count: int) -> None:
        while len(self._incomes) < min(count, _MOST_INCOMES):
            place = len(self._incomes)
            one = IncomeRow(place, INCOME_KINDS, _usual_kind(place))
            one.edited.connect(self.edited)
            self._incomes.append(one)
            if hasattr(self, "_income_rows"):
                self._income_rows.addWidget(one)
        if self._more.parent() is not None:  # else it would be a window of its own
            self._more.setVisible(len(self._incomes) < _MOST_INCOMES)


FIGURE_DATE = 104


def _usual_kind(place: int) -> str:
    return _FIRST_KINDS[place] if place < len(_FIRST_KINDS) else "other income"


def _row(words: str, *widgets: QWidget, stretch: bool = False) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    label = Label(words, role="text2")
    row.addWidget(label)
    if not stretch:
        row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget, 1 if stretch else 0)
    return made
