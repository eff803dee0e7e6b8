"""One's own PIN, which brings back a locked screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.rules.errors import PaydeskError
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.fields import Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.staffing import StaffMember

_DIFFERENT = "The two PINs differ. Type this one again."
_FIELDS = (
    Field("pin", "New PIN", FieldKind.PASSWORD, width=148),
    Field("again", "Once more", FieldKind.PASSWORD, width=148),
    Field("password", "Password", FieldKind.PASSWORD, required=True, missing="Type your password.",
          help="So that nobody else sets a PIN while you are away"),
)  # fmt: skip


class MyPinDialog(FormDialog):
    """Of whoever is at this desk. An empty one ends the one there is, unless one was typed before: a refusal and the
    lock empty the fields, and nobody means that by it.
    """

    def __init__(self, context: DeskContext, me: StaffMember) -> None:
        self._has_one, self._means_one = me.has_pin, False
        super().__init__(
            context, name="my_pin_dialog", title="My PIN", fields=_FIELDS, width=560, keeps_draft=False,
            of_office=True,
            lead="It brings back your locked screen, here and at every desk. To sign in you still need your password.",
        )  # fmt: skip
        self.form.say_help("4 to 12 digits; leave it empty to end the PIN you have" if me.has_pin else "4 to 12 digits")

    @staticmethod
    def load(context: DeskContext) -> Callable[[], StaffMember]:
        """Reads whether there is one before the dialog opens."""
        from paydesk.operations import staffing

        return lambda: staffing.myself(context.desk)

    def focus_start(self) -> None:
        self.form.boxes["pin"].input.setFocus()

    def result_words(self) -> str:
        self._means_one = self._means_one or bool(self.form.boxes["pin"].typed())
        return "End the PIN" if self._has_one and not self._means_one else "Set the PIN"

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import staffing

        pin = str(values["pin"] or "").strip()
        if not pin and (self._means_one or not self._has_one):
            raise PaydeskError("Type the digits of your PIN.", field="pin")
        if str(values["again"] or "").strip() != pin:
            self.form.boxes["again"].forget()
            raise PaydeskError(_DIFFERENT, field="again")
        self._ends = not pin
        request = staffing.SetPin(str(values["password"]), pin)
        return lambda: Acted(staffing.set_pin(self.context.desk, request))

    def told(self, result: Any) -> str:
        return "Your PIN is ended" if self._ends else "Your PIN is set"
