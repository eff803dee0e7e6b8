"""Make a corrected claim: what was wrong, and the insurer's number of the claim that it takes the place of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from paydesk.rules.claims import claim_number, squeezed
from paydesk.rules.keyboard import show_date
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.fields import Field, Value

if TYPE_CHECKING:
    from paydesk.operations.correcting_claims import ClaimCorrected
    from paydesk.operations.preparing_calls import Sheet

_REASON = Field(
    "reason", "What was wrong", required=True, longest=200, missing="Say in a few words what was wrong.",
    placeholder="wrong diagnosis, coverage changed, modifier missing", help="It stays with both claims",
)  # fmt: skip
_NUMBER = Field(
    "payer_claim", "Their number", longest=60, width=220, help="The insurer finds the claim to replace by it",
    missing="Type the insurer's number.",
)  # fmt: skip


class CorrectClaimDialog(FormDialog):
    """Of a corrected claim that waits to be sent only the insurer's number of the one before can still be typed."""

    def __init__(self, context: DeskContext, sheet: Sheet) -> None:
        self._sheet = sheet
        claim = sheet.facts.claim
        assert claim is not None and sheet.claim_id is not None, "the sheet is about a claim"
        self._claim_id = sheet.claim_id
        self._waits = bool(claim.replaces) and sheet.claim_state in ("not sent", "rejected")
        patient = f"{sheet.facts.first_name} {sheet.facts.last_name}".strip()
        of = f"{claim.number} of {patient}, {show_date(claim.service)}, with {sheet.payer}"
        lead = f"{of}: it takes its place under a number of its own and waits to be sent. No charge changes by it."
        super().__init__(
            context, name="correct_claim_dialog", width=680, about=sheet.about, of_office=True,
            title="The number of the claim that is replaced" if self._waits else "Make a corrected claim",
            lead=f"{of}: {claim.replaces}." if self._waits else lead,
            fields=(_NUMBER,) if self._waits else (_REASON, _NUMBER),
        )  # fmt: skip
        self.form.set_values({"payer_claim": None if self._waits else claim.payer_claim or None})
        self.primary.say("Keep the number" if self._waits else "Make the corrected claim")

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import correcting_claims

        desk, number = self.context.desk, str(values["payer_claim"] or "")
        if self._waits:
            return lambda: Acted(correcting_claims.name_payer_claim(desk, self._claim_id, number))
        asked = correcting_claims.CorrectClaim(self._claim_id, str(values["reason"]), self.key, number)
        return lambda: correcting_claims.correct_claim(desk, asked)

    def told(self, result: ClaimCorrected | Acted) -> str:
        if isinstance(result, Acted):
            return f"Kept {squeezed(self.form.boxes['payer_claim'].typed())} as the number that is replaced"
        by = f", by {show_date(result.deadline.due)}" if result.deadline else ""
        return f"Claim {result.number} takes the place of {result.replaces} and waits to be sent{by}"

    def take_back(self, result: ClaimCorrected | Acted) -> Callable[[], None] | None:
        if isinstance(result, Acted):
            return None
        return lambda: take_back(self.context, result.claim_id)


def take_back(context: DeskContext, claim_id: int) -> None:
    """A corrected claim that was made by mistake is none, as long as it was not sent."""
    from paydesk.operations import correcting_claims

    context.jobs.do(
        lambda: correcting_claims.take_back_correction(context.desk, claim_id), title="Taking back the corrected claim",
        then=lambda touched: context.messages.tell(
            f"Claim {claim_number(claim_id)} is taken back: the one it was to replace stands again"
        ), owner=context,
        refused=context.messages.refuse,
    )  # fmt: skip
