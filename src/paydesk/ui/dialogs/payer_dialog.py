"""Payers: insurers and programs that answer claims."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.rules.insurance import PayerKind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.office_list_dialog import OfficeListDialog, Shown, new_row
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.insuring import PayerSaved
    from paydesk.operations.office_records import PayerRecord

_KINDS = tuple(Choice(kind.value, kind.words) for kind in PayerKind)
_POSTS = (Choice("yes", "Clean ones post together"), Choice("no", "Each after a look"))
_FIELDS = (
    Field("name", "Name", FieldKind.NAME, required=True),
    Field("kind", "Kind", FieldKind.CHOICE, required=True, choices=_KINDS, width=200,
          help="It decides whom the law protects from being billed"),
    Field("phone", "Phone", FieldKind.PHONE),
    Field("posts", "Answers", FieldKind.CHOICE, required=True, choices=_POSTS, width=240,
          help="Denials and what is odd always wait for a person"),
    Field("edi_id", "EDI ID", width=148, longest=30, help="The payer's number in electronic files"),
)  # fmt: skip


class PayerDialog(OfficeListDialog):
    """Every payer this clinic has to do with."""

    thing = "payer"

    def __init__(self, context: DeskContext, records: tuple[PayerRecord, ...]) -> None:
        super().__init__(
            context, records, name="payer_dialog", title="Payers", fields=_FIELDS,
            lead="A patient's coverage names one of these.",
        )  # fmt: skip

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[PayerRecord, ...]]:
        """Reads the payers before the dialog opens."""
        from paydesk.operations import office_records

        return lambda: office_records.payer_records(context.desk)

    def reading(self) -> Callable[[], tuple[Any, ...]]:
        return self.load(self.context)

    def show_record(self, record: PayerRecord | None) -> Shown:
        if record is None:
            return Shown(new_row(self.thing), {"kind": PayerKind.COMMERCIAL.value, "posts": "yes"})
        row = ListRow(record.payer_id, record.name, PayerKind(record.kind).words)
        values = {
            "name": record.name, "kind": record.kind, "phone": record.phone or None, "edi_id": record.edi_id,
            "posts": "yes" if record.auto_post else "no",
        }  # fmt: skip
        return Shown(row, values, record)

    def save(self, values: dict[str, Value], record: PayerRecord | None) -> Callable[[], object]:
        from paydesk.operations import insuring

        request = insuring.SavePayer(
            str(values["name"]), PayerKind(str(values["kind"])), str(values["phone"] or ""),
            str(values["edi_id"] or ""), record.payer_id if record else None, record.version if record else None,
            "" if record else self.key, values["posts"] == "yes",
        )  # fmt: skip
        return lambda: insuring.save_payer(self.context.desk, request)

    def key_after(self, result: PayerSaved, values: dict[str, Value]) -> object:
        return result.payer_id
