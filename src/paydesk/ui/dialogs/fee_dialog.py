"""Post a fee of the clinic, owed by the patient, such as for a returned check or a missed visit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paydesk.rules import money
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.people_choices import first_patient, patient_choices
from paydesk.ui.drafts import about_front
from paydesk.ui.fields import Field, FieldKind, Value
from paydesk.ui.posted_row import Posted
from paydesk.ui.taking_back import reversal_of


class FeeDialog(FormDialog):
    """On the open account."""

    def __init__(self, context: DeskContext) -> None:
        page = open_page(context)
        self._account_id = page.account_id
        super().__init__(
            context, name="fee_dialog", title="Post a fee", lead="The patient owes it at once.",
            about=about_front(context),
            fields=(
                Field("patient_id", "For", FieldKind.CHOICE, required=True, choices=patient_choices(page),
                      missing="Choose whom it is for."),
                Field("amount", "Amount", FieldKind.AMOUNT, required=True),
                Field("reason", "What for", FieldKind.TEXT, required=True, placeholder="Returned check, missed visit",
                      missing="Type what it is for."),
            ),
        )  # fmt: skip
        who = first_patient(page, context.person_id or page.guarantor.person_id)
        self.form.set_values({"patient_id": str(who)})

    def result_words(self) -> str:
        typed = self.form.boxes["amount"].typed()
        return f"Post a fee of {typed}" if typed else "Post the fee"

    def focus_start(self) -> None:
        self.form.boxes["amount"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import charging

        request = charging.PostFee(
            self._account_id, money.cents(values["amount"]), str(values["reason"]), self.key,
            int(str(values["patient_id"])),
        )  # fmt: skip
        return lambda: charging.post_fee(self.context.desk, request)

    def told(self, result: Any) -> str:
        return "Fee posted"

    def take_back(self, result: Any) -> Callable[[], None] | None:
        if result.entry_id is None:
            return None
        return reversal_of(
            self.context, result.entry_id, reason="Reversed right after it was posted", told="Fee reversed"
        )

    def posted(self, result: Any) -> Posted | None:
        return Posted(charge=result.charge_ids[0]) if result.charge_ids else None
