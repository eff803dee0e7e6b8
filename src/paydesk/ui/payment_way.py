"""How a payment comes: the way to pay, the fields it asks for, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from paydesk.rules import money, plausibility
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.field_box import Kept
from paydesk.ui.fields import Value
from paydesk.ui.form import Form, Labels
from paydesk.ui.inputs import LineInput
from paydesk.ui.payment_fields import FIELDS, HINTS, METHODS, MORE_METHODS, refuses_card
from paydesk.ui.segments import SegmentRow

TOO_LITTLE = "The cash given is less than the payment."


class WayToPay(QWidget):
    """Two rows of one question: of all the ways one is chosen."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = (
            SegmentRow(METHODS, name="method", label="How it is paid", height=40),
            SegmentRow(MORE_METHODS, name="method_more", label="How it is paid, other", height=30),
        )
        first, more = self.rows
        more.clear()
        first.go_on_with(more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for row, other in ((first, more), (more, first)):
            column.addWidget(row)
            row.chosen.connect(lambda value, other=other: self._choose(other))

    def value(self) -> str:
        return next(row.value() for row in self.rows if row.value())

    def choose(self, method: str) -> None:
        """Choose by value; an unknown one changes nothing."""
        for row in self.rows:
            row.choose(method)

    def has_focus(self) -> bool:
        return any(row.hasFocus() for row in self.rows)

    def _choose(self, other: SegmentRow) -> None:
        other.clear()
        self.chosen.emit()


class WayDetails(QWidget):
    """What the chosen way asks for, under it what to do or the change to give back. ``edited`` on every keystroke.

    ``amount`` is what is paid now, in cents; a full card number can be cut down to its last four.
    """

    edited = Signal()

    def __init__(self, *, today: Callable[[], date], amount: Callable[[], Cents | None]) -> None:
        super().__init__()
        self._method, self._amount, self._hint = "", amount, ""
        self.forms = {
            method: Form(fields, today=today, refuses_card=refuses_card, labels=Labels.ABOVE)
            for method, fields in FIELDS.items()
        }
        self.keep = Button("", kind=Kind.LINK, name="keep_last_four")
        self.keep.clicked.connect(self._keep_last_four)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for form in self.forms.values():
            column.addWidget(form)
            form.edited.connect(self._edited)
            form.settled.connect(self._settled)
        column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        card = self.forms["card"].boxes["card_last4"]
        card.mistake.connect(lambda sentence: self._offer_last_four())

    def show_way(self, method: str) -> None:
        """Ask for what another way needs; what was typed for the last one stays with it."""
        self._method = method
        for name, form in self.forms.items():
            form.setVisible(name == method)
        self.follow()

    def follow(self) -> None:
        """The amount changed, or what is typed here."""
        self._hint = self._words()
        self._form.say_help(self._hint)
        self._offer_last_four()

    def hint(self) -> str:
        """What to do, or the change to give back."""
        return self._hint

    def typed(self) -> dict[str, Kept]:
        """What is there now, without complaint."""
        return {name: box.typed() for name, box in self._form.boxes.items()}

    def finished(self) -> dict[str, Value]:
        """What is there, ready to be posted; shows and raises the first mistake."""
        values = self._form.values()
        if self._tell_too_little():
            raise PaydeskError(TOO_LITTLE, field="tendered")
        return values

    def show_error(self, field: str | None, sentence: str) -> bool:
        """Say it beside the field and go there; False when the way asks for no such thing."""
        shown = self._form.show_error(field, sentence)
        self._offer_last_four()
        return shown

    def clear(self) -> None:
        for form in self.forms.values():
            form.set_values(dict.fromkeys(form.boxes))
        self.follow()

    def draft(self) -> dict[str, Kept]:
        """What was typed, as words; a full card number is not kept."""
        return {name: typed for name, typed in self.typed().items() if not refuses_card(str(typed))}

    def set_draft(self, draft: Mapping[str, Kept]) -> None:
        self._form.set_draft(draft)
        self.follow()

    def set_short(self, short: bool) -> None:
        """With the labels beside their fields, where height is short and width is not."""
        for form in self.forms.values():
            form.put_labels(beside=short)

    def type_first(self, event: QKeyEvent) -> None:
        """A figure that was pressed elsewhere is the first of what the way asks for."""
        first = next(box.input for box in self._form.boxes.values() if isinstance(box.input, LineInput))
        first.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.sendEvent(first, event)

    def stops(self) -> tuple[QWidget, ...]:
        """Everything that may take the focus, in the order of the eye."""
        inputs = (box.input for form in self.forms.values() for box in form.boxes.values())
        return (*inputs, self.keep)

    @property
    def _form(self) -> Form:
        return self.forms[self._method]

    def _edited(self) -> None:
        self.follow()
        self.edited.emit()

    def _words(self) -> str:
        amount, given = self._amount(), self._given()
        if given is not None and amount and given >= amount:
            return f"Change to give back: {money.show(given - amount)}"
        return HINTS[self._method]

    def _given(self) -> Cents | None:
        """The cash given, None where none is or it is no amount."""
        given = str(self.typed().get("tendered") or "").strip()
        try:
            return money.parse(given) if given else None
        except PaydeskError:
            return None

    def _settled(self, name: str) -> None:
        self._offer_last_four()
        if name == "tendered":
            self._tell_too_little()

    def _tell_too_little(self) -> bool:
        """Beside the cash given, when that is less than the payment."""
        amount, given = self._amount(), self._given()
        short = given is not None and amount is not None and given < amount
        if short:
            self._form.boxes["tendered"].mark(TOO_LITTLE)
        return short

    def _offer_last_four(self) -> None:
        box = self.forms["card"].boxes["card_last4"]
        found = plausibility.card_number_in(box.typed()) if self._method == "card" else None
        self.keep.setVisible(found is not None)
        if found:
            self.keep.say(f"Keep only {found.last4}")

    def _keep_last_four(self) -> None:
        boxes = self.forms["card"].boxes
        found = plausibility.card_number_in(boxes["card_last4"].typed())
        if found:
            boxes["card_last4"].set_value(found.last4)
            boxes["card_brand"].set_value(found.brand)
            self.keep.hide()
            boxes["authorization"].input.setFocus()
            self.edited.emit()
