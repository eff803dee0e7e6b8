"""What is typed of a payment: how much, how it is paid, and whether a receipt is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui.labels import Label
from paydesk.ui.payment_amount import AmountEntry
from paydesk.ui.payment_fields import USUAL_METHOD, Typed
from paydesk.ui.payment_way import WayDetails, WayToPay
from paydesk.ui.segments import SegmentRow
from paydesk.ui.tab_keys import RECEIPT
from paydesk.ui.typeface import Size

_GAP = 12


class PaymentForm(QWidget):
    """``edited`` on everything that changes the payment; ``typed`` is lenient, ``finished`` raises mistakes."""

    edited = Signal()

    def __init__(self, *, today: Callable[[], date]) -> None:
        super().__init__()
        self._entry, self._way = AmountEntry(), WayToPay()
        self._details = WayDetails(today=today, amount=self._entry.typed)
        self.amount, self.forms = self._entry.input, self._details.forms
        self.methods, self.more = self._way.rows
        self.receipt = SegmentRow(RECEIPT, name="receipt", label="Receipt", height=36)
        self._printer = Label(role="text2", size=Size.LABEL, wraps=True)
        self._lay_out()
        self._entry.edited.connect(self._amount_edited)
        self._way.chosen.connect(self._way_chosen)
        self._details.edited.connect(self.edited)
        self._where: Callable[[], str] = str
        self.receipt.chosen.connect(self._receipt_chosen)
        self._details.show_way(self.method())

    def method(self) -> str:
        return self._way.value()

    def set_method(self, method: str) -> None:
        self._way.choose(method)

    def prints(self) -> bool:
        return self.receipt.value() == "print"

    def set_prints(self, wanted: bool, where: Callable[[], str]) -> None:
        self._where = where
        self._choose_receipt("print" if wanted else "none")

    def set_amount(self, amount: Cents | None, why: str) -> None:
        """Fill the amount in, with the reason for it; a clean form."""
        self._entry.fill(amount, why)
        self._details.follow()
        self._say_where()

    def say_of_amount(self, sentence: str, *, good: bool) -> None:
        """What stands beside the amount: why it is there, or what is wrong with it."""
        self._entry.say(sentence, good=good)

    def beside_amount(self) -> str:
        """What stands there, if anything can be seen."""
        return self._entry.said()

    def is_touched(self) -> bool:
        """Whether anything was typed; an amount that was filled in, or emptied, was not."""
        details = (words for words in self._details.typed().values() if str(words).strip())
        return any(details) or self._entry.is_touched()

    def stands_as_filled(self) -> bool:
        """Whether an amount was filled in and nothing was typed: a newer one may take its place."""
        return self._entry.stands_as_filled() and not self.is_touched()

    def amount_follows(self) -> bool:
        """Whether no amount was typed: it may follow what the lines come to."""
        return not self._entry.is_touched()

    def typed(self) -> Typed:
        """What is there now, without complaint: for the preview."""
        return Typed(self._entry.typed(), self.method(), self._details.typed(), self.prints())

    def finished(self) -> Typed:
        """What is there, ready to be posted; shows and raises the first mistake."""
        try:
            amount = self._entry.finished()
        except PaydeskError as refused:
            self.show_error("amount", refused.sentence)
            raise
        return Typed(amount, self.method(), self._details.finished(), self.prints())

    def show_error(self, field: str | None, sentence: str) -> bool:
        """Say it beside the field and go there; False when this form has no such field."""
        if field != "amount":
            return self._details.show_error(field, sentence)
        self._entry.say(sentence, good=False)
        self.amount.setFocus()
        self.amount.selectAll()
        return True

    def clear(self) -> None:
        """Forget what was typed and chosen: the way of the last patient is not that of the next."""
        self._entry.fill(None, "")
        self.set_method(USUAL_METHOD)
        self._choose_receipt("print")
        self._details.clear()

    def focus_start(self) -> None:
        self._entry.focus_start()

    def draft(self) -> dict[str, object]:
        """What was typed, as words; a full card number is not kept."""
        chosen = {"method": self.method(), "receipt": self.receipt.value(), "filled": self._entry.stands_as_filled()}
        return {"amount": self.amount.text(), "details": self._details.draft(), **chosen}

    def set_draft(self, draft: Mapping[str, object]) -> None:
        self.set_method(str(draft.get("method") or USUAL_METHOD))
        self.amount.setText(str(draft.get("amount") or ""))
        self._entry.say("As you left it", good=True)
        if draft.get("filled"):
            self._entry.take_as_filled()
        self._choose_receipt(str(draft.get("receipt") or "print"))
        details = draft.get("details")
        if isinstance(details, Mapping):
            self._details.set_draft({str(name): str(words) for name, words in details.items()})

    def hint(self) -> str:
        """The words under the fields of the method: what to do, or the change to give back."""
        return self._details.hint()

    def stops(self) -> tuple[QWidget, ...]:
        """Everything that may take the focus, in the order of the eye."""
        return (self.amount, self.methods, self.more, *self._details.stops(), self.receipt)

    def set_short(self, short: bool) -> None:
        """Amount and way beside each other, where height is short and width is not; the receipt's choice goes."""
        self._top.setDirection(QBoxLayout.Direction.LeftToRight if short else QBoxLayout.Direction.TopToBottom)
        self._column.setSpacing(2 if short else _GAP)
        for title in self._titles:
            title.setVisible(not short)
        self._entry.set_short(short)
        self._details.set_short(short)
        if not short:
            self._column.insertWidget(2, self.receipt_block)

    def _lay_out(self) -> None:
        self._top, self._column = QBoxLayout(QBoxLayout.Direction.TopToBottom), QVBoxLayout(self)
        self._top.setSpacing(_GAP)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_GAP)
        self._titles = tuple(Label(words, role="text2", size=Size.LABEL) for words in ("Amount", "How it is paid"))
        for title, widget in zip(self._titles, (self._entry, self._way), strict=True):
            self._top.addWidget(_block(title, widget), 0, Qt.AlignmentFlag.AlignTop)
        self.receipt_block = _block(Label("Receipt", role="text2", size=Size.LABEL), self.receipt, self._printer)
        self._column.addLayout(self._top)
        for widget in (self._details, self.receipt_block):
            self._column.addWidget(widget)
        self._column.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Once it is chosen how it is paid, the next figure is what that way asks for: the cash given.
        if event.text().isdecimal() and self._way.has_focus():
            self._details.type_first(event)
        else:
            super().keyPressEvent(event)

    def _choose_receipt(self, value: str) -> None:
        self.receipt.choose(value)
        self._say_where()

    def _receipt_chosen(self) -> None:
        self._say_where()
        self.edited.emit()

    def _say_where(self) -> None:
        self._printer.setText(self._where() if self.prints() else "No receipt is printed")

    def _amount_edited(self) -> None:
        self._details.follow()
        self.edited.emit()

    def _way_chosen(self) -> None:
        self._details.show_way(self.method())
        self.edited.emit()


def _block(*widgets: QWidget) -> QWidget:
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget)
    return block
