"""Emergency access: what it gives and who is told, before it begins; it asks for a reason."""

from __future__ import annotations

from collections.abc import Callable

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Field, FieldKind, Value

_LEAD = (
    "For one hour you may do what a supervisor may. Everything done by it is marked in the audit trail, and the "
    "administrators are told of it with your reason."
)


class EmergencyDialog(FormDialog):
    """The result is the desk with more rights."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(
            context, name="emergency_dialog", title="Emergency access", lead=_LEAD, keeps_draft=False, of_office=True,
            fields=(
                Field("reason", "Reason", FieldKind.TEXT, required=True,
                      placeholder="What cannot wait for a supervisor",
                      missing="Say in a few words what the emergency is."),
            ),
        )  # fmt: skip
        self.primary.say("Begin emergency access")

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import breaking_glass

        desk, reason, key = self.context.desk, str(values["reason"] or ""), self.key
        return lambda: breaking_glass.begin(desk, reason, key=key)
