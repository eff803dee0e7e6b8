"""One's own password: the present one, and another one twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paydesk.rules.errors import PaydeskError
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.fields import Field, FieldKind, Value

DIFFERENT = "The two passwords differ. Type this one again."
_FIELDS = (
    Field("present", "Present one", FieldKind.PASSWORD, required=True, missing="Type the password you have now."),
    Field("password", "New password", FieldKind.PASSWORD, required=True, missing="Type the new password.",
          help="At least 12 characters: four words that do not belong together are best"),
    Field("again", "Once more", FieldKind.PASSWORD, required=True, missing="Type the new password once more."),
)  # fmt: skip


class MyPasswordDialog(FormDialog):
    """Of whoever is at this desk; the PIN and the second factor stay."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(
            context, name="my_password_dialog", title="Change my password", fields=_FIELDS, width=560,
            keeps_draft=False, of_office=True,
            lead="It is needed the next time you sign in. Your PIN and your second factor stay as they are.",
        )  # fmt: skip
        self.primary.say("Change the password")

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import staffing

        if values["again"] != values["password"]:
            self.form.boxes["again"].forget()
            raise PaydeskError(DIFFERENT, field="again")
        request = staffing.ChangePassword(str(values["present"]), str(values["password"]))
        return lambda: Acted(staffing.change_password(self.context.desk, request))

    def told(self, result: Any) -> str:
        return "Your password is changed"
