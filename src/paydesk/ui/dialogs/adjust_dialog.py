"""Adjust a charge: take off a part of what the patient or an insurer owes of it, by reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paydesk.rules import money, office
from paydesk.rules.errors import PaydeskError
from paydesk.rules.ledger import PATIENT
from paydesk.ui.chosen_line import charge_words, chosen_charge, open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.drafts import about
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.posted_row import Posted
from paydesk.ui.taking_back import reversal_of


class AdjustDialog(FormDialog):
    """For the charge the cursor is on; says what is left before anything is posted."""

    def __init__(self, context: DeskContext) -> None:
        self._charge = chosen_charge(context)
        reasons = tuple(one for one in office.ADJUSTMENT_REASONS if one.lowers and context.may(one.permission))
        super().__init__(
            context, name="adjust_dialog", about=about(charge=self._charge.facts.charge_id),
            title=f"Adjust: {charge_words(self._charge)}",
            fields=(
                Field("reason", "Reason", FieldKind.CHOICE, required=True,
                      choices=tuple(Choice(one.id, f"{one.words}: {one.help}") for one in reasons)),
                Field("amount", "Take off", FieldKind.AMOUNT, required=True, missing="Type the amount to take off."),
                Field("note", "Note", FieldKind.TEXT, placeholder="Why, in a few words"),
            ),
        )  # fmt: skip
        self._coverage = next(
            (
                one.coverage_id
                for one in open_page(context).coverages
                if one.patient_id == self._charge.facts.patient_id
            ),
            0,
        )
        self.follow()

    def follow(self) -> None:
        super().follow()
        owes = self._owes()
        left = owes - self._amount()
        whose = "The patient owes" if self._is_patients() else "The insurer owes"
        after = f" Left after: {money.in_words(left)}." if left >= 0 else " No more than that can be taken off."
        self.say_lead(f"{whose} {money.show(owes)} of it.{after if self._amount() else ''}")

    def result_words(self) -> str:
        return f"Take off {money.show(self._amount())}" if self._amount() else "Take off"

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import adjusting

        party = PATIENT if self._is_patients() else self._coverage
        request = adjusting.PostAdjustment(
            self._charge.facts.charge_id, money.cents(values["amount"]), str(values["reason"]), self.key,
            str(values["note"] or ""), party,
        )  # fmt: skip
        return lambda: adjusting.post_adjustment(self.context.desk, request)

    def told(self, result: Any) -> str:
        return f"{money.show(self._amount())} taken off {charge_words(self._charge)}"

    def posted(self, result: Any) -> Posted:
        return Posted(entry=result.entry_id)

    def take_back(self, result: Any) -> Callable[[], None]:
        return reversal_of(
            self.context, result.entry_id, reason="Reversed right after it was taken off",
            told="Reversed: it is owed as before",
        )  # fmt: skip

    def _is_patients(self) -> bool:
        chosen = self.form.boxes["reason"].typed()
        return not chosen or office.adjustment_reason(chosen).from_patient

    def _owes(self) -> int:
        return self._charge.patient_owes if self._is_patients() else self._charge.insurers_owe

    def _amount(self) -> int:
        try:
            return money.parse(self.form.boxes["amount"].typed() or "0")
        except PaydeskError:
            return 0
