"""How eligibility files are addressed, as agreed with the clearinghouse or portal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.fields import Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.asking_eligibility import Clearinghouse


class ClearinghouseDialog(FormDialog):
    """Copied once from the clearinghouse's papers."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], Clearinghouse]:
        """Reads what was agreed before the dialog opens."""
        from paydesk.operations import asking_eligibility

        return lambda: asking_eligibility.clearinghouse(context.desk)

    def __init__(self, context: DeskContext, agreed: Clearinghouse) -> None:
        super().__init__(
            context, name="clearinghouse_dialog", title="How eligibility files are addressed", of_office=True,
            lead="The clearinghouse's or portal's enrollment papers say what stands here.",
            fields=(
                Field("sender", "Our id", required=True, missing="Type the id the clearinghouse gave the clinic.",
                      help="2 to 15 characters (ISA06)"),
                Field("sender_kind", "of the kind", required=True, width=64, beside=True),
                Field("receiver", "Its id", required=True, missing="Type the clearinghouse's own id.",
                      help="2 to 15 characters (ISA08)"),
                Field("receiver_kind", "of the kind", required=True, width=64, beside=True),
                Field("test", "", FieldKind.TICK, unit="These are trials: insurers do not answer them for real"),
            ),
        )  # fmt: skip
        self.form.set_values({
            "sender": agreed.sender, "sender_kind": agreed.sender_kind, "receiver": agreed.receiver,
            "receiver_kind": agreed.receiver_kind, "test": agreed.test,
        })  # fmt: skip
        self.primary.say("Keep it")

    def focus_start(self) -> None:
        self.form.boxes["sender"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import asking_eligibility

        desk = self.context.desk
        settings = asking_eligibility.Clearinghouse(
            str(values["sender"]), str(values["receiver"]), str(values["sender_kind"]).upper(),
            str(values["receiver_kind"]).upper(), bool(values["test"]),
        )  # fmt: skip
        return lambda: Acted(asking_eligibility.save_clearinghouse(desk, settings))

    def told(self, result: Any) -> str:
        return "Kept: eligibility files are addressed so from now on"
