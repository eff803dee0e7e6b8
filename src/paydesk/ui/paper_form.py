"""The head of an insurer's check that is typed: whose it is, how it is paid, its number, dates and amount."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from paydesk.rules import money, typed_paper
from paydesk.rules.adjustment_reasons import PROVIDER_REASONS, provider_level_words
from paydesk.rules.errors import PaydeskError
from paydesk.ui.fields import Choice, Field, FieldKind
from paydesk.ui.form import Form, Labels
from paydesk.ui.payment_fields import refuses_card
from paydesk.ui.plain_tip import plain_tip
from paydesk.ui.repeated_form import RepeatedForm

if TYPE_CHECKING:
    from paydesk.operations.insuring import PayerFacts

_WIDE = 880

METHODS = (Choice("check", "Check"), Choice("EFT", "EFT"), Choice("nothing", "Nothing is paid"))


class PaperForm(QWidget):
    """Two rows of fields, beside each other where there is room. ``payer_chosen`` when the insurer is another.

    ``named``: insurer, number and amount are typed, by which a check is known.
    """

    edited = Signal()
    payer_chosen = Signal()
    named = Signal()

    def __init__(self, *, today: Callable[[], date]) -> None:
        super().__init__()
        self._payers: tuple[Choice, ...] = ()
        whose = (
            Field("payer_id", "Insurer", FieldKind.SEARCH, required=True, search=self._search,
                  missing="Choose the insurer that pays.", placeholder="Type its name"),
            Field("method", "Paid by", FieldKind.CHOICE, required=True, choices=METHODS, width=132, beside=True),
            Field("number", "Number", width=148, beside=True, placeholder="of the check or EFT"),
        )  # fmt: skip
        how = (
            Field("dated", "Dated", FieldKind.PAST_DATE, required=True, width=108, missing="Type the check's date."),
            Field("amount", "Amount", FieldKind.AMOUNT, width=108, beside=True),
            Field("received", "Received", FieldKind.PAST_DATE, required=True, width=108, beside=True,
                  missing="Type when it came, t for today."),
        )  # fmt: skip
        # A check's number may look like a card's, and is none.
        self._forms = tuple(
            Form(fields, today=today, refuses_card=lambda text: None, labels=Labels.ABOVE) for fields in (whose, how)
        )
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for place, form in enumerate(self._forms):
            self._row.addWidget(form, 1 - place)
            form.edited.connect(self.edited)
        self.boxes = {name: box for form in self._forms for name, box in form.boxes.items()}
        self.boxes["payer_id"].edited.connect(self.payer_chosen)
        self.boxes["method"].input.setToolTip(plain_tip("Shift+Tab from the number comes here"))
        self.boxes["amount"].settled.connect(self._follow_amount)
        for name in ("number", "amount"):
            self.boxes[name].settled.connect(self.tell_name)
            self.boxes[name].edited.connect(lambda: self.say_known(""))
        self.payer_chosen.connect(self.tell_name)
        self._today = today
        self.clear()

    def show_payers(self, payers: tuple[PayerFacts, ...]) -> None:
        """Those that can be chosen."""
        self._payers = tuple(Choice(str(one.payer_id), one.name) for one in payers)

    def clear(self) -> None:
        """A new check: paid by check, and received today."""
        self._fill({"method": "check", "received": self._today()})

    def fill(self, *, payer_id: int | None, **values: Any) -> None:
        """The head of a check that was typed before."""
        self._fill({"payer_id": next((one for one in self._payers if one.key == str(payer_id)), None), **values})

    def _fill(self, values: Mapping[str, Any]) -> None:
        for form in self._forms:
            form.set_values({name: values.get(name) for name in form.boxes})

    def values(self) -> dict[str, Any]:
        """Raises the first mistake; all are shown."""
        found, first = dict[str, Any](), list[PaydeskError]()
        for form in self._forms:
            try:
                found |= form.values()
            except PaydeskError as refused:
                first.append(refused)
        method = self.boxes["method"].typed()
        by_rule = (
            typed_paper.number_mistake(method, self.boxes["number"].typed()),
            typed_paper.amount_mistake(method, self.amount()),
        )
        unread = {one for one, box in self.boxes.items() if getattr(box.input, "wrong", False)}
        for wrong in by_rule:
            if wrong is not None and wrong.field and wrong.field not in unread:
                self.boxes[wrong.field].mark(wrong.sentence)
                first.append(wrong)
        if first:
            first.sort(key=lambda one: list(self.boxes).index(one.field or ""))
            self.boxes[first[0].field or ""].input.setFocus()
            raise first[0]
        return found

    def payer_id(self) -> int | None:
        kept = self.boxes["payer_id"].typed()
        return int(kept) if kept else None

    def amount(self) -> money.Cents:
        """What is typed so far, 0 for nothing that can be read."""
        try:
            return money.parse(self.boxes["amount"].typed())
        except PaydeskError:
            return 0

    def number(self) -> str:
        return self.boxes["number"].typed().strip()

    def tell_name(self) -> None:
        """Tell that a check is named, once it is."""
        self.say_known("")
        if self.payer_id() is not None and self.number() and self.amount():
            self.named.emit()

    def say_known(self, sentence: str) -> None:
        """That the check was there before, under the number; empty says nothing."""
        self._forms[0].say_beside("number", sentence, icon="warning")

    def draft(self) -> dict[str, Any]:
        return {name: words for form in self._forms for name, words in form.draft().items()}

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        for form in self._forms:
            form.set_draft(draft)

    def focus_first(self) -> None:
        empty = (box for box in self.boxes.values() if not box.typed())
        next(empty, self.boxes["payer_id"]).input.setFocus()

    def show_error(self, field: str | None, sentence: str) -> bool:
        return any(form.show_error(field, sentence) for form in self._forms)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= _WIDE
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(direction)

    def _follow_amount(self) -> None:
        """A paper over 0.00 pays nothing; nobody has to say so besides."""
        method, amount = self.boxes["method"], self.amount()
        if not amount and method.typed() == "check":
            method.set_value("nothing")
        elif amount > 0 and method.typed() == "nothing":
            method.set_value("check")

    def _search(self, typed: str) -> tuple[Choice, ...]:
        words = typed.casefold().split()
        return tuple(one for one in self._payers if all(word in one.words.casefold() for word in words))


def other_amounts(*, today: Callable[[], date]) -> RepeatedForm:
    """Rows of what belongs to no claim: why, its reference, and what it adds to the check."""
    reasons = tuple(
        Choice(code, f"{words[:1].upper()}{words[1:]} ({code})")
        for code in PROVIDER_REASONS if (words := provider_level_words(code))
    )
    return RepeatedForm(
        "Not of a claim", (
            Field("reason", "For", FieldKind.CHOICE, required=True, choices=reasons, width=252,
                  missing="Choose what the amount is for."),
            Field("reference", "Reference", width=140, beside=True, longest=50),
            Field("other_amount", "Adds to the check", FieldKind.AMOUNT, required=True, width=112, beside=True,
                  placeholder="−50 takes off", missing="Type what it adds, or takes off with a minus."),
        ),
        name="paper_other", add="Add interest, money taken back or another amount", today=today,
        refuses_card=refuses_card,
    )  # fmt: skip
