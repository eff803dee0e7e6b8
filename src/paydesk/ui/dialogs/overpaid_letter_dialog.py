"""An insurer asks for money back: its letter recorded, with the claim it is about and by when it wants an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurer_overpayment import REASONS
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.deciding_overpayments import PaidClaim


class OverpaidLetterDialog(FormDialog):
    """On the open account; nothing is posted by it."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[PaidClaim, ...]]:
        """Reads the claims that insurers paid before the dialog opens."""
        from paydesk.operations import deciding_overpayments

        account = open_page(context).account_id
        return lambda: deciding_overpayments.paid_claims(context.desk, account)

    def __init__(self, context: DeskContext, claims: tuple[PaidClaim, ...]) -> None:
        if not claims:
            raise PaydeskError("No insurer has paid anything on this account, so there is nothing to ask back.")
        self._claims = {str(one.claim_id): one for one in claims}
        offered = tuple(
            Choice(str(one.claim_id), f"{one.payer}, {one.day:%m/%d/%y}, {one.patient}, {one.number}",
                   f"paid {money.show(one.there)}")
            for one in claims
        )  # fmt: skip
        super().__init__(
            context, name="overpaid_letter_dialog", title="An insurer asks for money back", width=660,
            lead="Nothing is posted by this: the letter is recorded with its time, and decided on in "
            "Reports, Money insurers want back.",
            fields=(
                Field("claim_id", "For the claim", FieldKind.CHOICE, required=True, choices=offered,
                      missing="Choose the claim it is about."),
                Field("amount", "It asks for", FieldKind.AMOUNT, required=True, missing="Type how much it asks for."),
                Field("reason", "Because", FieldKind.CHOICE, required=True, missing="Choose the reason it gives.",
                      choices=tuple(Choice(key, words) for key, words in REASONS.items())),
                Field("found_by", "It came", FieldKind.CHOICE, required=True,
                      choices=(Choice("letter", "By a letter"), Choice("audit", "In an audit"))),
                Field("letter_on", "Letter of", FieldKind.PAST_DATE, required=True),
                Field("letter_number", "Its number", FieldKind.TEXT, beside=True, longest=60),
                Field("respond_by", "Answer by", FieldKind.DATE, help="The date the letter sets, if it sets one."),
                Field("note", "Note", FieldKind.TEXT, longest=300, placeholder="Who signed it, what it says"),
            ),
        )  # fmt: skip
        self.form.set_values({
            "claim_id": next(iter(self._claims)), "letter_on": context.today(), "found_by": "letter",
            "reason": "other",
        })  # fmt: skip
        self.primary.say("Record it")
        self.follow()

    def focus_start(self) -> None:
        self.form.boxes["amount"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import deciding_overpayments

        desk, day, until = self.context.desk, values["letter_on"], values["respond_by"]
        request = deciding_overpayments.RecordLetter(
            int(str(values["claim_id"])), money.cents(values["amount"]), str(values["reason"]),
            day if isinstance(day, date) else None, str(values["letter_number"] or ""),
            until if isinstance(until, date) else None, str(values["found_by"]), str(values["note"] or ""),
        )  # fmt: skip
        return lambda: deciding_overpayments.record_letter(desk, request)

    def told(self, result: Any) -> str:
        return "It was recorded before" if result.repeated else "Recorded. Decide on it in Money insurers want back"
