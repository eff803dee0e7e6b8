"""Give a call to somebody who works here, or to whoever comes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paydesk.operations.claim_work import CallDue
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value

_ANYBODY = "anybody"


class GiveCallDialog(FormDialog):
    """For the call that is chosen in the list."""

    def __init__(self, context: DeskContext, row: CallDue, staff: tuple[str, ...]) -> None:
        self._row = row
        choices = (Choice(_ANYBODY, "Whoever comes first"), *(Choice(name, name) for name in staff))
        super().__init__(
            context, name="give_call_dialog", title=f"Give to: {row.payer}, {row.purpose.words}", keeps_draft=False,
            lead=f"{row.patient}: {row.why}.",
            fields=(Field("to", "For", FieldKind.CHOICE, required=True, choices=choices, width=240),),
        )  # fmt: skip
        known = row.assigned_to if row.assigned_to in staff else _ANYBODY
        self.form.set_values({"to": known})
        self.primary.say("Give it")

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import handing_over

        request = handing_over.GiveTo(self._row.about, self._to())
        return lambda: handing_over.give(self.context.desk, request)

    def told(self, result: Any) -> str:
        return f"The call is for {self._to()}" if self._to() else "The call is for whoever comes first"

    def _to(self) -> str:
        typed = self.form.boxes["to"].typed()
        return "" if typed in ("", _ANYBODY) else typed
