"""Write a note on the account: an opinion or a reminder, apart from the contact log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.drafts import about_front
from paydesk.ui.fields import Field, FieldKind, Value

_FIELDS = (
    Field("text", "Note", FieldKind.NOTE, required=True, lines=5),
    Field("pinned", "", FieldKind.TICK, unit="Keep it on top"),
)


class NoteDialog(FormDialog):
    """On the open account."""

    def __init__(self, context: DeskContext) -> None:
        self._account_id = open_page(context).account_id
        super().__init__(
            context, name="note_dialog", title="Write a note", fields=_FIELDS, about=about_front(context),
            lead="For whoever sits here next. What was said with the family belongs in the contact log.",
        )  # fmt: skip
        self.primary.say("Keep the note")

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import noting

        request = noting.WriteNote(
            self._account_id, str(values["text"]), self.context.person_id, bool(values["pinned"]), self.key,
        )
        return lambda: noting.write_note(self.context.desk, request)

    def told(self, result: Any) -> str:
        return "Note kept"
