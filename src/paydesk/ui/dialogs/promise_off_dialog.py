"""Call off an open promise to pay: nothing is expected any more, and it counts neither as kept nor as broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import show
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.promising import AccountPromises

_NONE = "No promise is open on this account. Ctrl+Shift+T logs a contact, and the promise given in it."


class PromiseOffDialog(FormDialog):
    """On the open account; the promise that is due first is offered."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], AccountPromises]:
        """Reads which promises are open."""
        from paydesk.operations import promising

        account = open_page(context).account_id
        return lambda: promising.promises_of(context.desk, account)

    def __init__(self, context: DeskContext, known: AccountPromises) -> None:
        if not known.open:
            raise PaydeskError(_NONE)
        choices = tuple(
            Choice(str(one.promise_id), f"{show(one.judged.promise.amount)} by {show_date(one.judged.promise.due)}")
            for one in known.open
        )
        super().__init__(
            context, name="promise_off_dialog", title="Call off a promise",
            lead="It stays on file with the reason, and counts neither as kept nor as broken. When they promise "
                 "something else instead, log that with the contact (Ctrl+Shift+T).",
            fields=(
                Field("promise", "Promise", FieldKind.CHOICE, required=True, choices=choices),
                Field("reason", "Reason", FieldKind.TEXT, required=True, placeholder="What they said, or what changed"),
            ),
        )  # fmt: skip
        self.form.set_values({"promise": choices[0].key})
        self.primary.say("Call it off")

    def focus_start(self) -> None:
        self.form.boxes["reason"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import promising

        own, reason = int(str(values["promise"])), str(values["reason"])
        return lambda: Acted(promising.cancel_promise(self.context.desk, own, reason=reason))

    def field_of(self, name: str | None) -> str | None:
        return "promise" if name == "replaces" else name

    def told(self, result: Any) -> str:
        return "Promise called off"
