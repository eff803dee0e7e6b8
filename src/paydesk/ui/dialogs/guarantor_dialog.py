"""Another grown-up of the family answers for the account from now on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paydesk.rules.errors import PaydeskError
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.dialogs.people_choices import NOBODY, everyone_choices
from paydesk.ui.fields import Field, FieldKind, Value


class GuarantorDialog(FormDialog):
    """On the open account."""

    def __init__(self, context: DeskContext) -> None:
        page = open_page(context)
        grown = everyone_choices(page)
        if not grown:
            raise PaydeskError(NOBODY)
        self._account_id, self._before = page.account_id, page.guarantor.person_id
        super().__init__(
            context, name="guarantor_dialog", title="Change who answers for the account",
            lead=f"Now it is {page.guarantor.full_name}. Charges and money stay with the account; letters and "
                 "statements go to the new one.",
            fields=(
                Field("person_id", "Guarantor", FieldKind.CHOICE, required=True, choices=grown),
                Field("reason", "Reason", FieldKind.TEXT, required=True, placeholder="Who asked for it"),
            ),
        )  # fmt: skip
        self.primary.say("Change the guarantor")

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import registering

        request = registering.ChangeGuarantor(
            self._account_id, int(str(values["person_id"])), str(values["reason"]), self._before
        )
        return lambda: Acted(registering.change_guarantor(self.context.desk, request))

    def record_state(self) -> object:
        return self._before

    def told(self, result: Any) -> str:
        return "The guarantor was changed"
