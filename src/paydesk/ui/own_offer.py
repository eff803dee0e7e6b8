"""The clerk's own way to pay: so many payments or so much each, how often, from when, and what is paid down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from paydesk.rules import installments, keyboard, money, plan_offers
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Cadence, OddCents
from paydesk.rules.money import Cents, show
from paydesk.rules.plan_offers import Offer
from paydesk.ui.inputs import ChoiceInput, LineInput
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

_CADENCES = {
    Cadence.MONTHLY: "by the month", Cadence.SEMIMONTHLY: "twice a month", Cadence.BIWEEKLY: "every 2 weeks",
    Cadence.WEEKLY: "every week",
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What all offers start from: what is paid down, and the first day; None for what the rules say."""

    down: Cents | None
    first: date | None


class OwnOffer(QWidget):
    """``edited`` at each keystroke; of number and amount the one typed last counts.

    ``fields``: where a refusal's sentence belongs, by its field.
    """

    edited = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.down, self.first = _line("down", "Down payment", 84), _line("first", "First payment", 104)
        self.number, self.amount = _line("number", "How many payments", 56), _line("payment", "Each payment", 84)
        self.cadence = ChoiceInput()
        self.cadence.setObjectName("cadence")
        self.cadence.setAccessibleName("How often")
        self.cadence.setMinimumWidth(128)
        for cadence, words in _CADENCES.items():
            self.cadence.addItem(words, cadence.value)
        self._mistake = Why(icon="warning", role="bad")
        self._mistake.hide()
        self.fields: Mapping[str, LineInput] = {
            "down": self.down, "first": self.first, "number": self.number, "payment": self.amount,
            "down_due": self.down, "balance": self.down,
        }  # fmt: skip
        self._lay_out()
        for field in (self.down, self.first):
            field.textEdited.connect(self._touched)
        for field in (self.down, self.first, self.amount):
            field.finished.connect(self._tidy)
        self.number.textEdited.connect(lambda: self._typed(self.amount))
        self.amount.textEdited.connect(lambda: self._typed(self.number))
        self.cadence.currentIndexChanged.connect(self._touched)

    def wanted(self) -> Wanted:
        """What was typed for all offers. Raises PaydeskError naming the field."""
        down, first = self.down.text().strip(), self.first.text().strip()
        return Wanted(
            _cents(self.down.text(), "down") if down else None,
            keyboard.parse_date(first, self._today(), field="first") if first else None,
        )

    def has_offer(self) -> bool:
        """Whether a number or an amount was typed."""
        return bool(self.number.text().strip() or self.amount.text().strip())

    def how_often(self) -> Cadence:
        """How often her own payments come."""
        return Cadence(self.cadence.currentData())

    def offer(self, total: Cents, first: date, *, affordable: Cents | None, odd: OddCents) -> Offer | None:
        """Her own way to pay ``total``; None when none was typed. Raises PaydeskError naming the field."""
        if not self.has_offer():
            return None
        cadence = self.how_often()
        if self.amount.text().strip():
            each = _cents(self.amount.text(), "payment")
            amounts = installments.of_amount(total, each)
            why = f"{show(each)} each time, as the family wants it"
            if each >= total:
                why = f"All {show(total)} at once: that is no more than one payment"
        else:
            typed = self.number.text().strip()
            if not typed.isdecimal() or not 1 <= int(typed) <= 360:
                raise PaydeskError("Type how many payments: from 1 to 360.", field="number")
            amounts = installments.evenly(total, int(typed), odd=odd)
            why = f"{len(amounts)} payments, as the family wants it"
        monthly = -(-max(amounts) * cadence.a_year // 12) if len(amounts) > 1 else max(amounts)
        over = affordable is not None and monthly > affordable
        return Offer("own", why, installments.schedule(amounts, first, cadence=cadence), over)

    def suggest(self, down: Cents, first: date) -> None:
        """What counts while nothing else is typed."""
        self.down.setPlaceholderText(show(down))
        self.first.setPlaceholderText(keyboard.show_date(first))

    def limit_to(self, number: int) -> None:
        """So many payments, as if it was typed."""
        self.number.setText(str(number))
        self._typed(self.amount)

    def show_mistake(self, refused: PaydeskError) -> QWidget:
        """The sentence, and its field, which is returned."""
        self.mend()
        field = self.fields[refused.field or ""]
        field.mark_wrong(True)
        self._mistake.say(refused.sentence)
        self._mistake.show()
        return field

    def mend(self) -> None:
        """Nothing is wrong."""
        for field in (self.down, self.first, self.number, self.amount):
            field.mark_wrong(False)
        self._mistake.hide()

    def clear(self) -> None:
        """Nothing is typed."""
        for field in (self.down, self.first, self.number, self.amount):
            field.setText("")
        self.cadence.setCurrentIndex(0)
        self.mend()

    def typed(self) -> dict[str, str]:
        """As it stands, for a draft."""
        fields = (self.down, self.first, self.number, self.amount)
        return {one.objectName(): one.text() for one in fields} | {"cadence": self.cadence.currentData()}

    def set_typed(self, kept: Mapping[str, str]) -> None:
        """As it stood."""
        for one in (self.down, self.first, self.number, self.amount):
            one.setText(kept.get(one.objectName(), ""))
        self.cadence.setCurrentIndex(max(0, self.cadence.findData(kept.get("cadence"))))

    def stops(self) -> tuple[QWidget, ...]:
        """What may take the focus, in the order of the eye."""
        return (self.down, self.first, self.number, self.amount, self.cadence)

    def _tidy(self) -> None:
        """Rewrite what was typed as it is read."""
        for field in (self.down, self.amount):
            with suppress(PaydeskError):
                if field.text().strip():
                    field.setText(show(money.parse(field.text())))
        with suppress(PaydeskError):
            if self.first.text().strip():
                self.first.setText(keyboard.show_date(keyboard.parse_date(self.first.text(), self._today())))

    def _typed(self, other: LineInput) -> None:
        other.setText("")
        self._touched()

    def _touched(self) -> None:
        self.mend()
        self.edited.emit()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        named = (("Down payment", self.down), ("First payment", self.first), ("Own: payments", self.number),
                 ("or each", self.amount), ("how often", self.cadence))  # fmt: skip
        for place, (words, widget) in enumerate(named):
            grid.addWidget(Label(words, role="text2", size=Size.LABEL), 0, place)
            grid.addWidget(widget, 1, place)
        grid.addWidget(self._mistake, 2, 0, 1, len(named))
        grid.setColumnStretch(len(named), 1)


def usual_first(today: date) -> date:
    """When a first payment is due unless somebody says otherwise."""
    return plan_offers.first_due(today)


def _line(name: str, label: str, wide: int) -> LineInput:
    made = LineInput(digits_only=name != "first", right=name != "first")
    made.setObjectName(name)
    made.setAccessibleName(label)
    made.setFixedWidth(wide)
    return made


def _cents(typed: str, field: str) -> Cents:
    try:
        return money.parse(typed)
    except PaydeskError as refused:
        raise PaydeskError(refused.sentence, field=field) from None
