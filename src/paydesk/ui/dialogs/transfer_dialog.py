"""Move who owes a part of a charge: from the patient to an insurer, back, or from one insurer to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paydesk.rules import money
from paydesk.rules.ledger import PATIENT
from paydesk.ui.chosen_line import charge_words, chosen_charge, open_page, party_choices
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.drafts import about
from paydesk.ui.fields import Field, FieldKind, Value
from paydesk.ui.inputs import LineInput
from paydesk.ui.posted_row import Posted
from paydesk.ui.taking_back import reversal_of


class TransferDialog(FormDialog):
    """For the charge the cursor is on."""

    def __init__(self, context: DeskContext) -> None:
        self._charge = chosen_charge(context)
        self._parties = parties = party_choices(open_page(context), self._charge)
        super().__init__(
            context, name="transfer_dialog", about=about(charge=self._charge.facts.charge_id),
            title=f"Move who owes it: {charge_words(self._charge)}",
            lead=f"Insurers owe {money.show(self._charge.insurers_owe)} of it, the patient owes "
                 f"{money.show(self._charge.patient_owes)}. The sum stays the same.",
            fields=(
                Field("from_party", "From", FieldKind.CHOICE, required=True, choices=parties,
                      missing="Choose who owes it now."),
                Field("to_party", "To", FieldKind.CHOICE, required=True, choices=parties,
                      missing="Choose who owes it from now on."),
                Field("amount", "Amount", FieldKind.AMOUNT, required=True),
                Field("reason", "Reason", FieldKind.TEXT, required=True, placeholder="Why, in a few words"),
            ),
        )  # fmt: skip
        insurer = next((one.key for one in parties[1:]), None)
        start: dict[str, Value]
        if insurer and self._charge.insurers_owe:
            start = {"from_party": insurer, "to_party": "0", "amount": self._charge.insurers_owe}
        else:
            start = {"from_party": "0", "to_party": insurer, "amount": self._charge.patient_owes or None}
        self.form.set_values(start)

    def result_words(self) -> str:
        typed = self.form.boxes["amount"].typed()
        return f"Move {typed}" if typed else "Move"

    def focus_start(self) -> None:
        amount = self.form.boxes["amount"].input
        amount.setFocus()
        if isinstance(amount, LineInput):
            # All of it is filled in; a part is typed over it.
            amount.selectAll()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import adjusting

        request = adjusting.TransferResponsibility(
            self._charge.facts.charge_id, money.cents(values["amount"]), int(str(values["from_party"])),
            int(str(values["to_party"])), str(values["reason"]), self.key,
        )  # fmt: skip
        return lambda: adjusting.transfer_responsibility(self.context.desk, request)

    def told(self, result: Any) -> str:
        to = next(one for one in self._parties if one.key == self.form.boxes["to_party"].typed())
        whose = "the patient" if to.key == str(PATIENT) else to.words
        return f"{money.show(money.parse(self.form.boxes['amount'].typed()))} moved: {whose} owes it now"

    def posted(self, result: Any) -> Posted:
        return Posted(entry=result.entry_id)

    def take_back(self, result: Any) -> Callable[[], None]:
        return reversal_of(
            self.context, result.entry_id, reason="Reversed right after it was moved",
            told="Reversed: it is owed as before",
        )  # fmt: skip
