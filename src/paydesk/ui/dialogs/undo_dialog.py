"""Reverse what a ledger line did, always with a reason; a payment is voided or came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import show
from paydesk.ui.chosen_line import ChosenLine, line_to_undo
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.money_elsewhere import tell_elsewhere

_VOID = Choice("void", "Void: it was never so, a mistake at the desk")
_CHARGES = ("Charge", "Fee")
_TAKEN_OFF = ("Discount", "Assistance", "Written off", "Bad debt")
_CAME_BACK = {
    "check": "Returned check: the bank sent it back", "bank transfer": "Returned transfer: the bank sent it back",
    "card": "Charged back: the card's bank took it back",
}  # fmt: skip


class UndoDialog(FormDialog):
    """For the ledger row the cursor is on; typing starts at the reason: the key, a few words, Enter."""

    def __init__(self, context: DeskContext) -> None:
        line = line_to_undo(context)
        if line.event is None:
            raise PaydeskError("Choose the line to reverse in the ledger first: a charge, a payment, an adjustment.")
        if not line.event.undoable or line.event.undone:
            raise PaydeskError("That line is reversed already, or is a reversal itself. Post what is right again.")
        self._line = line
        fields = [Field("reason", "Reason", FieldKind.TEXT, required=True, placeholder="What went wrong")]
        if line.receipt and line.receipt.method in _CAME_BACK:
            kinds = (_VOID, Choice("returned", _CAME_BACK[line.receipt.method]))
            fields.insert(0, Field("kind", "What happened", FieldKind.CHOICE, required=True, choices=kinds))
        super().__init__(
            context, name="undo_dialog", title=_title(line), lead=_after(line), fields=tuple(fields), keeps_draft=False
        )
        if "kind" in self.form.boxes:
            self.form.set_values({"kind": "void"})
        self.primary.say("Reverse it")
        if line.receipt:
            lot, here = line.receipt.lot_id, line.page.account_id
            tell_elsewhere(context, lot, here=here, say=self._say_elsewhere, owner=self)

    def _say_elsewhere(self, words: str) -> None:
        self.say_lead(f"{words} {_after(self._line)}")
        self.fit_soon()

    def focus_start(self) -> None:
        self.form.boxes["reason"].input.setFocus()

    def result_words(self) -> str:
        if not self._line.receipt:
            return "Reverse it"
        return f"Reverse {show(self._line.receipt.amount)}"

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import undoing

        desk, event, receipt = self.context.desk, self._line.event, self._line.receipt
        reason = str(values["reason"] or "")
        assert event is not None
        if receipt:
            voided = undoing.UndoReceipt(receipt.lot_id, reason, self.key, str(values.get("kind") or "void"))
            return lambda: undoing.undo_receipt(desk, voided)
        request = undoing.UndoEntry(event.entry_id, reason, self.key)
        return lambda: undoing.undo(desk, request)

    def told(self, result: Any) -> str:
        return f"Reversed. {_now(self._line)}"


def _title(line: ChosenLine) -> str:
    assert line.event is not None
    if line.receipt:
        number = f"receipt {line.receipt.number}" if line.receipt.number else "this payment"
        return f"Reverse {number}: {show(line.receipt.amount)} by {line.receipt.method}"
    return f"Reverse: {line.event.word.lower()}, {line.event.what}"


def _after(line: ChosenLine) -> str:
    assert line.event is not None
    if line.receipt:
        return (
            f"All of its {show(line.receipt.amount)} is taken back from where it lies now, and what it paid is owed "
            "again. Nothing is erased: both stay in the ledger."
        )
    if _is_refund(line):
        return (
            f"{show(line.event.moved)} was not given back after all: it is credit of this account again. Nothing is "
            "erased: both stay in the ledger."
        )
    return (
        f"{show(line.event.moved)} is reversed, together with what was posted with it. Patient money that loses its "
        "charge becomes credit. Nothing is erased."
    )


def _now(line: ChosenLine) -> str:
    """What is true once it is reversed."""
    assert line.event is not None
    if line.receipt:
        return "What it paid is owed again."
    if _is_refund(line):
        return "The money is credit of this account again."
    word = line.event.word
    if word in _CHARGES:
        paid = sum(one.amount or 0 for one in line.charge.events if one.lot_id is not None) if line.charge else 0
        return "It is owed no more." + (" What the patient paid on it is credit now." if paid < 0 else "")
    if word in _TAKEN_OFF:
        return f"The {show(line.event.moved)} it took off is owed again."
    if word == "Applied":
        return "The money is credit again."
    if word == "Moved":
        return "The money lies where it lay before." if line.charge is None else "It is owed by whoever owed it before."
    return "What it paid or changed is owed as before it."


def _is_refund(line: ChosenLine) -> bool:
    return line.charge is None and line.event is not None and line.event.word == "Refunded"
