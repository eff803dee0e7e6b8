"""The left half of taking a payment: how much, how it is paid, and whether a receipt is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules import money, plausibility
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.form import Form, Labels
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Label, Why
from paydesk.ui.payment_fields import FIELDS, HINTS, METHODS, MORE_METHODS, Typed, refuses_card
from paydesk.ui.segments import SegmentRow
from paydesk.ui.tab_keys import RECEIPT
from paydesk.ui.typeface import Size

_AMOUNT_ROW = 56
_TOO_LITTLE = "The cash given is less than the payment."


class PaymentForm(QWidget):
    """``edited`` on everything that changes the payment; ``typed`` is lenient, ``finished`` raises mistakes."""

    edited = Signal()

    def __init__(self, *, today: Callable[[], date]) -> None:
        super().__init__()
        self.amount = LineInput(digits_only=True, right=True, size=Size.BIG)
        self.amount.setObjectName("amount")
        self.amount.setAccessibleName("Amount")
        self.amount.setFixedWidth(168)
        self._filled = ""
        self._why = Why(icon="check", role="ok")
        self._sums = Label("Sums work too: 25+15", role="text2", size=Size.LABEL)
        self.methods = SegmentRow(METHODS, name="method", label="How it is paid", height=40)
        self.more = SegmentRow(MORE_METHODS, name="method_more", label="How it is paid, other", height=30)
        self.more.clear()
        self.methods.go_on_with(self.more)
        self.forms = {
            method: Form(fields, today=today, refuses_card=refuses_card, labels=Labels.ABOVE)
            for method, fields in FIELDS.items()
        }
        self._hint = Label(role="text2", size=Size.LABEL, wraps=True)
        self._keep = Button("", kind=Kind.LINK, name="keep_last_four")
        self.receipt = SegmentRow(RECEIPT, name="receipt", label="Receipt", height=36)
        self._printer = Label(role="text2", size=Size.LABEL, wraps=True)
        self._lay_out()
        self._connect()
        self._show_method()

    def method(self) -> str:
        return self.methods.value() or self.more.value()

    def set_method(self, method: str) -> None:
        for row, other in ((self.methods, self.more), (self.more, self.methods)):
            row.choose(method)
            if row.value() == method:
                other.clear()
        self._show_method()

    def prints(self) -> bool:
        return self.receipt.value() == "print"

    def set_prints(self, wanted: bool, where: str) -> None:
        self.receipt.choose("print" if wanted else "none")
        self._printer.setText(where)

    def set_amount(self, amount: Cents | None, why: str) -> None:
        """Fill the amount in, with the reason for it; a clean form."""
        self._filled = money.show(amount) if amount else ""
        self.amount.setText(self._filled)
        self.say_of_amount(why, good=True)

    def say_of_amount(self, sentence: str, *, good: bool) -> None:
        """What stands beside the amount: why it is there, or what is wrong with it."""
        self._why.say(sentence, icon="check" if good else "warning", role="ok" if good else "bad")
        self._why.setVisible(bool(sentence))
        # A mistake may need the room of both.
        self._sums.setVisible(good)
        self.amount.mark_wrong(bool(sentence) and not good)

    def is_touched(self) -> bool:
        """Whether anything was typed; an amount that was filled in, or emptied, was not."""
        details = (words for words in self.typed().details.values() if str(words).strip())
        return any(details) or self.amount.text().strip() not in ("", self._filled)

    def stands_as_filled(self) -> bool:
        """Whether an amount was filled in and nothing was typed: a newer one may take its place."""
        return bool(self._filled) and self.amount.text() == self._filled and not self.is_touched()

    def beside_amount(self) -> str:
        """What stands there, if anything can be seen."""
        return self._why.sentence() if self._why.isVisible() else ""

    def typed(self) -> Typed:
        """What is there now, without complaint: for the preview."""
        try:
            amount: Cents | None = money.parse(self.amount.text()) if self.amount.text().strip() else None
        except PaydeskError:
            amount = None
        words = {name: box.typed() for name, box in self.forms[self.method()].boxes.items()}
        return Typed(amount, self.method(), words, self.prints())

    def finished(self) -> Typed:
        """What is there, ready to be posted; shows and raises the first mistake."""
        try:
            if not self.amount.text().strip():
                raise PaydeskError("Type the amount the patient gives.", field="amount")
            amount = money.parse(self.amount.text())
            if amount <= 0:
                sentence = "A payment is more than zero. Type the amount the patient gives."
                raise PaydeskError(sentence, field="amount")
        except PaydeskError as refused:
            self.show_error("amount", refused.sentence)
            raise
        typed = Typed(amount, self.method(), self.forms[self.method()].values(), self.prints())
        if self._tell_too_little():
            raise PaydeskError(_TOO_LITTLE, field="tendered")
        return typed

    def show_error(self, field: str | None, sentence: str) -> bool:
        """Say it beside the field and go there; False when this form has no such field."""
        if field == "amount":
            self.say_of_amount(sentence, good=False)
            self.amount.setFocus()
            self.amount.selectAll()
            return True
        shown = self.forms[self.method()].show_error(field, sentence)
        self._offer_last_four()
        return shown

    def clear(self) -> None:
        """Forget what was typed; the method stays as it is, and the receipt is printed unless one says otherwise."""
        self.set_amount(None, "")
        self.receipt.choose("print")
        for form in self.forms.values():
            form.set_values(dict.fromkeys(form.boxes))
        self._keep.hide()
        self._say_hint()

    def focus_start(self) -> None:
        self.amount.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.amount.selectAll()

    def draft(self) -> dict[str, object]:
        """What was typed, as words; a full card number is not kept."""
        words = {name: box.typed() for name, box in self.forms[self.method()].boxes.items()}
        safe = {name: typed for name, typed in words.items() if not refuses_card(typed)}
        return {"amount": self.amount.text(), "method": self.method(), "details": safe, "receipt": self.receipt.value()}

    def set_draft(self, draft: Mapping[str, object]) -> None:
        self.set_method(str(draft.get("method") or "card"))
        self.amount.setText(str(draft.get("amount") or ""))
        self.say_of_amount("As you left it", good=True)
        self.receipt.choose(str(draft.get("receipt") or "print"))
        details = draft.get("details")
        if isinstance(details, Mapping):
            self.forms[self.method()].set_draft({str(name): str(words) for name, words in details.items()})

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._section(column, "Amount", self._amount_row(), after=12)
        self._section(column, "How it is paid", self.methods, after=6)
        column.addWidget(self.more)
        column.addSpacing(12)
        for form in self.forms.values():
            column.addWidget(form)
        column.addWidget(self._keep, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._hint)
        column.addSpacing(12)
        self._section(column, "Receipt", self.receipt, after=6)
        column.addWidget(self._printer)
        column.addStretch(1)

    def _section(self, column: QVBoxLayout, words: str, widget: QWidget, *, after: int) -> None:
        column.addWidget(Label(words, role="text2", size=Size.LABEL))
        column.addSpacing(4)
        column.addWidget(widget)
        column.addSpacing(after)

    def _amount_row(self) -> QWidget:
        holder = QWidget()
        # The room of a reason on two lines is kept, so that nothing below moves while one types.
        holder.setFixedHeight(_AMOUNT_ROW)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.amount)
        beside = QVBoxLayout()
        beside.setSpacing(2)
        beside.addStretch(1)
        beside.addWidget(self._why)
        beside.addWidget(self._sums)
        beside.addStretch(1)
        row.addLayout(beside, 1)
        return holder

    def _connect(self) -> None:
        self.amount.textEdited.connect(self._amount_edited)
        self.amount.editingFinished.connect(self._tidy_amount)
        self.methods.chosen.connect(lambda value: self._choose(self.more))
        self.more.chosen.connect(lambda value: self._choose(self.methods))
        self.receipt.chosen.connect(lambda value: self.edited.emit())
        self._keep.clicked.connect(self._keep_last_four)
        for form in self.forms.values():
            form.edited.connect(self._detail_edited)
            form.settled.connect(self._settled)
        card = self.forms["card"].boxes["card_last4"]
        card.mistake.connect(lambda sentence: self._offer_last_four())

    def _amount_edited(self) -> None:
        self.say_of_amount("", good=True)
        self.edited.emit()

    def _tidy_amount(self) -> None:
        typed = self.amount.text().strip()
        if typed:
            try:
                self.amount.setText(money.show(money.parse(typed)))
            except PaydeskError as refused:
                self.say_of_amount(refused.sentence, good=False)

    def _choose(self, other: SegmentRow) -> None:
        other.clear()
        self._show_method()
        self.edited.emit()

    def _show_method(self) -> None:
        for method, form in self.forms.items():
            form.setVisible(method == self.method())
        self._say_hint()
        self._offer_last_four()

    def _detail_edited(self) -> None:
        self._say_hint()
        self._offer_last_four()
        self.edited.emit()

    def _say_hint(self) -> None:
        typed = self.typed()
        words = HINTS[typed.method]
        if typed.method == "cash" and typed.amount and str(typed.details["tendered"]).strip():
            try:
                change = money.parse(str(typed.details["tendered"])) - typed.amount
                words = f"Change to give back: {money.show(change)}" if change >= 0 else words
            except PaydeskError:
                words = HINTS["cash"]
        self._hint.setText(words)

    def _settled(self, name: str) -> None:
        self._offer_last_four()
        if name == "tendered":
            self._tell_too_little()

    def _tell_too_little(self) -> bool:
        """Beside the cash given, when that is less than the payment."""
        typed = self.typed()
        given = str(typed.details.get("tendered") or "").strip()
        try:
            short = bool(given) and typed.amount is not None and money.parse(given) < typed.amount
        except PaydeskError:
            return False
        if short:
            self.forms["cash"].boxes["tendered"].mark(_TOO_LITTLE)
        return short

    def _offer_last_four(self) -> None:
        box = self.forms["card"].boxes["card_last4"]
        found = plausibility.card_number_in(box.typed()) if self.method() == "card" else None
        self._keep.setVisible(found is not None)
        if found:
            self._keep.say(f"Keep only {found.last4}")

    def _keep_last_four(self) -> None:
        boxes = self.forms["card"].boxes
        found = plausibility.card_number_in(boxes["card_last4"].typed())
        if found:
            boxes["card_last4"].set_value(found.last4)
            boxes["card_brand"].set_value(found.brand)
            self._keep.hide()
            boxes["authorization"].input.setFocus()
            self.edited.emit()

    def hint(self) -> str:
        """The words under the fields of the method: what to do, or the change to give back."""
        return self._hint.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Once it is chosen how it is paid, the next figure is what that way asks for: the cash given.
        if event.text().isdecimal() and (self.methods.hasFocus() or self.more.hasFocus()):
            boxes = self.forms[self.method()].boxes.values()
            first = next(box.input for box in boxes if isinstance(box.input, LineInput))
            first.setFocus(Qt.FocusReason.TabFocusReason)
            QApplication.sendEvent(first, event)
        else:
            super().keyPressEvent(event)

    def stops(self) -> tuple[QWidget, ...]:
        """Everything that may take the focus, in the order of the eye."""
        inputs = (box.input for form in self.forms.values() for box in form.boxes.values())
        return (self.amount, self.methods, self.more, *inputs, self._keep, self.receipt)
