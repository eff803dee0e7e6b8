"""Rows of the sheet on what a household earns and owes: a kind, how often, and the figure on a line of its own."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.household_means import Flow, Frequency
from paydesk.ui import theme
from paydesk.ui.inputs import ChoiceInput, LineInput
from paydesk.ui.labels import Elided, Why

FIGURE_WIDTH = 88
_OFTEN = {
    Frequency.MONTHLY: "a month", Frequency.BIWEEKLY: "in 2 weeks", Frequency.WEEKLY: "a week",
    Frequency.SEMIMONTHLY: "half a month", Frequency.HOURLY: "an hour", Frequency.QUARTERLY: "in 3 months",
    Frequency.YEARLY: "a year",
}  # fmt: skip


class FigureInput(LineInput):
    """An amount on a sheet of many: a line under it, no box. ``cents`` reads it; sums such as 25+15 do."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(digits_only=True, right=True)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFixedSize(FIGURE_WIDTH, 28)
        self.setTextMargins(2, 0, 2, 0)
        self.finished.connect(self.tidy)

    def cents(self, *, field: str, row: int | None = None) -> int | None:
        """What stands there in cents; None for nothing. Raises PaydeskError naming the place."""
        if not self.text().strip():
            return None
        try:
            return money.parse(self.text())
        except PaydeskError as refused:
            self.mark_wrong(True)
            raise PaydeskError(refused.sentence, field=field, row=row) from None

    def put(self, cents: int | None) -> None:
        """Show an amount, or nothing."""
        self.setText(money.show(cents) if cents is not None else "")
        self.mark_wrong(False)

    def tidy(self) -> None:
        """Rewrite what was typed as it is read."""
        try:
            self.put(self.cents(field=""))
        except PaydeskError:
            return

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        role = "bad" if self.wrong else "accent" if self.hasFocus() else "field"
        tall = 2.0 if self.wrong or self.hasFocus() else 1.0
        painter.fillRect(QRectF(box.left(), box.bottom() - tall, box.width(), tall), theme.color(role))
        painter.end()
        QLineEdit.paintEvent(self, event)


class MeansRow(QWidget):
    """A row that may be wrong: the sentence stands under it. ``edited`` when something was typed or chosen."""

    edited = Signal()

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.figure = FigureInput(name, label)
        self.row, self._why = QHBoxLayout(), Why(icon="warning", role="bad")
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)
        self._why.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.row)
        column.addWidget(self._why)
        self.figure.textEdited.connect(self._touched)

    def _touched(self) -> None:
        self.say("")
        self.edited.emit()

    def say(self, sentence: str) -> None:
        """What is wrong with it; empty when it is fine."""
        self.figure.mark_wrong(bool(sentence))
        self._why.say(sentence)
        self._why.setVisible(bool(sentence))


class ObligationRow(MeansRow):
    """Something that must go out every month; ``hint`` explains it at its right."""

    def __init__(self, kind: str, label: str) -> None:
        super().__init__(f"obligation_{kind.replace(' ', '_')}", f"{label}, a month")
        self.kind = kind
        self.row.addWidget(Elided(label), 1)
        self.row.addWidget(self.figure)

    def flow(self, row: int) -> Flow | None:
        """What goes out; None for nothing. Raises PaydeskError."""
        cents = self.figure.cents(field="obligations", row=row)
        return Flow(self.kind, cents, Frequency.MONTHLY) if cents is not None else None


class IncomeRow(MeansRow):
    """Something that comes in: its kind, how often, how many hours a week where it is by the hour."""

    def __init__(self, place: int, kinds: tuple[str, ...], kind: str) -> None:
        super().__init__(f"income_{place}", "Income, each time")
        self.kind, self.often, self.hours = ChoiceInput(), ChoiceInput(), LineInput(digits_only=True, right=True)
        self.kind.setObjectName(f"income_{place}_kind")
        self.kind.setAccessibleName("What comes in")
        for one in kinds:
            self.kind.addItem(_capital(one), one)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.often.setObjectName(f"income_{place}_often")
        self.often.setAccessibleName("How often")
        for often, words in _OFTEN.items():
            self.often.addItem(words, often.value)
        self.hours.setObjectName(f"income_{place}_hours")
        self.hours.setAccessibleName("Hours a week")
        self.hours.setPlaceholderText("hours")
        self.hours.setFixedSize(58, 28)
        for box in (self.kind, self.often):
            box.setFixedHeight(28)
            box.setMinimumContentsLength(6)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.currentIndexChanged.connect(self._chosen)
        self.hours.textEdited.connect(self._touched)
        self.row.addWidget(self.kind, 6)
        self.row.addWidget(self.often, 5)
        self.row.addWidget(self.hours)
        self.row.addWidget(self.figure)
        self._show_hours()

    def flow(self, row: int) -> Flow | None:
        """What comes in; None for nothing. Raises PaydeskError."""
        cents = self.figure.cents(field="incomes", row=row)
        if cents is None:
            return None
        often = Frequency(self.often.currentData())
        hours = self._typed_hours(row) if often is Frequency.HOURLY else None
        return Flow(self.kind.currentData(), cents, often, hours)

    def put(self, flow: Flow) -> None:
        """Show an income as it was told; a kind that no list has is added."""
        if self.kind.findData(flow.kind) < 0:
            self.kind.addItem(_capital(flow.kind), flow.kind)
        for box, value in ((self.kind, flow.kind), (self.often, flow.frequency.value)):
            box.blockSignals(True)
            box.setCurrentIndex(box.findData(value))
            box.blockSignals(False)
        self.hours.setText(str(flow.hours) if flow.hours is not None else "")
        self.figure.put(flow.amount)
        self._show_hours()

    def typed(self) -> dict[str, str]:
        """As it stands, for a draft."""
        return {
            "kind": self.kind.currentData(), "often": self.often.currentData(), "hours": self.hours.text(),
            "amount": self.figure.text(),
        }  # fmt: skip

    def set_typed(self, kept: Mapping[str, str]) -> None:
        """As it stood."""
        for box, value in ((self.kind, kept["kind"]), (self.often, kept["often"])):
            box.blockSignals(True)
            box.setCurrentIndex(max(0, box.findData(value)))
            box.blockSignals(False)
        self.hours.setText(kept["hours"])
        self.figure.setText(kept["amount"])
        self._show_hours()

    def stops(self) -> tuple[QWidget, ...]:
        """What may take the focus, in the order of the eye."""
        return (self.kind, self.often, self.hours, self.figure)

    def _typed_hours(self, row: int) -> Decimal | None:
        try:
            return Decimal(self.hours.text().strip()) if self.hours.text().strip() else None
        except InvalidOperation:
            raise PaydeskError("Hours a week are a number, such as 38 or 37.5.", field="incomes", row=row) from None

    def _chosen(self) -> None:
        self._show_hours()
        self._touched()

    def _show_hours(self) -> None:
        hourly = self.often.currentData() == Frequency.HOURLY.value
        self.hours.setVisible(hourly)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
