"""Log a contact that happened: with whom, how, and what was said; a fact that is never changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paydesk.ui.bar_facts import full_name
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.drafts import about_front
from paydesk.ui.fields import Choice, Field, FieldKind, Value

_CHANNELS = (
    Choice("phone in", "They called us"), Choice("phone out", "We called them"), Choice("desk in", "At the desk"),
    Choice("mail in", "Their letter came"), Choice("mail out", "We wrote a letter"),
    Choice("e-mail in", "Their e-mail came"), Choice("e-mail out", "We wrote an e-mail"),
)  # fmt: skip
_FIELDS = (
    Field("channel", "How", FieldKind.CHOICE, required=True, choices=_CHANNELS,
          missing="Choose how you were in touch."),
    Field("with_whom", "With", FieldKind.NAME),
    Field("summary", "About", FieldKind.NOTE, required=True, lines=5, missing="Type what it was about."),
)  # fmt: skip


class ContactDialog(FormDialog):
    """On the open account; the person in front is offered."""

    def __init__(self, context: DeskContext) -> None:
        page = open_page(context)
        self._account_id = page.account_id
        super().__init__(
            context, name="contact_dialog", title="Log a contact", fields=_FIELDS, about=about_front(context),
            lead="It is dated now and stays as it is. Opinions and reminders belong in a note.",
        )  # fmt: skip
        who = page.member(context.person_id or page.guarantor.person_id)
        self.form.set_values({"channel": "phone in", "with_whom": full_name(who) if who else ""})
        self.primary.say("Log it")

    def focus_start(self) -> None:
        self.form.boxes["summary"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import noting

        channel, direction = str(values["channel"]).rsplit(" ", 1)
        request = noting.LogContact(
            self._account_id, channel, direction, str(values["summary"]), str(values["with_whom"] or ""),
            self.context.person_id, key=self.key,
        )  # fmt: skip
        return lambda: noting.log_contact(self.context.desk, request)

    def told(self, result: Any) -> str:
        return "Contact logged"
