"""Refund unapplied credit by the way it came, within its lot; the letter prints with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.finished_paper import PRINTED, Paper, file_name, give_out
from paydesk.ui.inputs import LineInput
from paydesk.ui.posted_row import Posted
from paydesk.ui.receipt_paper import log_letter
from paydesk.ui.taking_back import reversal_of

_REFERENCES = {
    "check": "Check number",
    "card": "Number on the terminal's refund slip",
    "bank transfer": "Transfer reference",
    "cash": "Note",
}


@dataclass(frozen=True)
class _Refunded:
    refund_id: int
    entry_id: int
    pdf: bytes
    touched: object


class RefundDialog(FormDialog):
    """On the open account; one lot at a time."""

    def __init__(self, context: DeskContext) -> None:
        from paydesk.operations.refunding import WAY_BACK

        page = open_page(context)
        if not page.credits:
            raise PaydeskError("There is no credit to refund here. Money on a charge is reversed or moved first.")
        self._account_id, self._lots = page.account_id, {str(one.lot_id): one for one in page.credits}
        self._ways = WAY_BACK
        ways = dict.fromkeys(way for one in page.credits for way in WAY_BACK.get(one.method, ("check",)))
        lots = tuple(
            Choice(str(one.lot_id), f"{money.show(one.amount)} by {one.method} of {show_date(one.received_on)}")
            for one in page.credits
        )
        super().__init__(
            context, name="refund_dialog", title="Refund credit",
            fields=(
                Field("lot_id", "Credit", FieldKind.CHOICE, required=True, choices=lots),
                Field("amount", "Give back", FieldKind.AMOUNT, required=True, missing="Type the amount to give back."),
                Field("method", "By", FieldKind.CHOICE, required=True, missing="Choose how it goes back.",
                      choices=tuple(Choice(way, way.capitalize()) for way in ways)),
                Field("reference", "Reference", FieldKind.TEXT),
                Field("reason", "Reason", FieldKind.TEXT, required=True, placeholder="Why it is theirs"),
            ),
        )  # fmt: skip
        self._start_with(next(iter(self._lots)))
        self.form.boxes["lot_id"].edited.connect(self._choose_lot)
        self.follow()

    def follow(self) -> None:
        super().follow()
        ways = " or ".join(self._ways.get(self._lot().method, ("check",)))
        owed = open_page(self.context).figures.patient_owes
        instead = f"The patient owes {money.show(owed)}: credit can pay that instead (F5)." if owed > 0 else ""
        told = (instead, self._after(), f"Money goes back by {ways}, as it came.", "The letter prints with it.")
        self.say_lead(" ".join(part for part in told if part))
        reference = self.form.boxes["reference"].input
        if isinstance(reference, LineInput):
            reference.setPlaceholderText(_REFERENCES[self.form.boxes["method"].typed()])

    def result_words(self) -> str:
        return f"Refund {money.show(self._amount())} and print the letter" if self._amount() else "Refund"

    def deed(self) -> str:
        page, method = open_page(self.context), self.form.boxes["method"].typed()
        return f"Refund {money.show(self._amount())} by {method} to {page.guarantor.full_name}, account {page.number}"

    def focus_start(self) -> None:
        # A card goes back on the terminal first: the number of its slip is needed, and is typed before the reason.
        self.form.boxes["reference" if self._needs_slip() else "reason"].input.setFocus()

    def _needs_slip(self) -> bool:
        boxes = self.form.boxes
        return boxes["method"].typed() == "card" and not boxes["reference"].typed().strip()

    def submit(self) -> None:
        from paydesk.operations.refunding import SLIP_FIRST

        if self._needs_slip():
            # The upper field is told first.
            self.show_refusal(PaydeskError(SLIP_FIRST, field="reference"))
        else:
            super().submit()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import receipting, refunding

        desk = self.context.desk
        request = refunding.RefundCredit(
            self._account_id, int(str(values["lot_id"])), money.cents(values["amount"]), str(values["method"]),
            str(values["reason"]), self.key, str(values["reference"] or ""),
        )  # fmt: skip

        def refund() -> _Refunded:
            done = refunding.refund_credit(desk, request)
            letter = receipting.refund_letter(desk, done.refund_id).pdf
            return _Refunded(done.refund_id, done.entry_id, letter, done.touched)

        return refund

    def told(self, result: _Refunded) -> str:
        name = file_name("Refund letter", result.refund_id)
        paper = Paper("Refund letter", name, result.pdf, account=self._account_id)
        went, told = give_out(paper, self.context.printing.print_paper), f"{money.show(self._amount())} refunded"
        if not went:
            return f"{told}. Its letter was not printed: Ctrl+P has it"
        log_letter(self.context, result.refund_id)
        return told if went == PRINTED else f"{told}. Its letter is {went}"

    def posted(self, result: _Refunded) -> Posted:
        return Posted(entry=result.entry_id)

    def take_back(self, result: _Refunded) -> Callable[[], None]:
        told = "Reversed. The money is credit of this account again."
        return reversal_of(self.context, result.entry_id, reason="Reversed right after it was refunded", told=told)

    def draft(self) -> Mapping[str, Any]:
        # The credit that was meant, even where it was the one offered: another may be offered next time.
        kept = super().draft()
        return {**kept, "lot_id": self.form.boxes["lot_id"].typed()} if kept else {}

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        if draft.get("lot_id") in self._lots:
            self._start_with(draft["lot_id"])
            super().set_draft(draft)

    def _lot(self) -> Any:
        return self._lots[self.form.boxes["lot_id"].typed() or next(iter(self._lots))]

    def _after(self) -> str:
        """What becomes of the chosen credit; empty for an amount that cannot go back."""
        given, there = self._amount(), self._lot().amount
        if given == there:
            return "All of this credit goes back."
        return f"{money.show(there - given)} of it stays as credit." if 0 < given < there else ""

    def _choose_lot(self) -> None:
        self._start_with(self.form.boxes["lot_id"].typed())
        self.follow()

    def _start_with(self, lot_id: str) -> None:
        lot = self._lots[lot_id]
        way = self._ways.get(lot.method, ("check",))[0]
        self.form.set_values({"lot_id": lot_id, "amount": lot.amount, "method": way})

    def _amount(self) -> int:
        try:
            return money.parse(self.form.boxes["amount"].typed() or "0")
        except PaydeskError:
            return 0
