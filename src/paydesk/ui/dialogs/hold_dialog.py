"""Put a charge on hold or in dispute, or release it: such a line takes no money by itself and is not asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paydesk.ui.chosen_line import charge_words, chosen_charge
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.drafts import about
from paydesk.ui.fields import Choice, Field, FieldKind, Value

_STATES = (
    Choice("held", "On hold: we look into it"), Choice("disputed", "In dispute: the patient says it is wrong"),
    Choice("free", "Released: ask for it again"),
)  # fmt: skip
_DONE = {"held": "Put on hold", "disputed": "Marked as disputed", "free": "Released"}


class HoldDialog(FormDialog):
    """For the charge the cursor is on."""

    def __init__(self, context: DeskContext) -> None:
        self._charge = chosen_charge(context)
        facts = self._charge.facts
        super().__init__(
            context, name="hold_dialog", about=about(charge=self._charge.facts.charge_id),
            title=f"Hold or release: {charge_words(self._charge)}",
            lead="A held or disputed line takes no money by itself and is not asked for on statements.",
            fields=(
                Field("state", "Make it", FieldKind.CHOICE, required=True, choices=_STATES,
                      missing="Choose what it becomes."),
                Field("reason", "Reason", FieldKind.TEXT, placeholder="Why, in a few words"),
            ),
        )  # fmt: skip
        self.form.set_values({"state": "free" if facts.held or facts.disputed else "held"})

    def focus_start(self) -> None:
        self.form.boxes["reason"].input.setFocus()

    def result_words(self) -> str:
        return {"held": "Put on hold", "disputed": "Mark as disputed", "free": "Release"}[self._state()]

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import adjusting

        state, reason = self._state(), str(values["reason"] or "")
        facts = self._charge.facts
        before = (facts.held, facts.disputed, facts.hold_reason)
        request = adjusting.HoldCharge(facts.charge_id, state == "held", state == "disputed", reason, before)
        return lambda: Acted(adjusting.hold_charge(self.context.desk, request))

    def record_state(self) -> object:
        facts = self._charge.facts
        return [facts.held, facts.disputed, facts.hold_reason]

    def told(self, result: Any) -> str:
        return _DONE[self._state()]

    def _state(self) -> str:
        return self.form.boxes["state"].typed() or "held"
