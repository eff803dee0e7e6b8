"""Places of service: where care is given, each with its two-digit code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.office_list_dialog import OfficeListDialog, Shown, new_row
from paydesk.ui.fields import Field, FieldKind, Value
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.office_records import PlaceRecord

_FIELDS = (
    Field("name", "Name", FieldKind.NAME, required=True),
    Field("pos_code", "POS code", width=64, longest=20, required=True, help="Two digits: 11 is an office"),
)


class PlaceDialog(OfficeListDialog):
    """Every place of the clinic."""

    thing = "place"

    def __init__(self, context: DeskContext, records: tuple[PlaceRecord, ...]) -> None:
        super().__init__(
            context, records, name="place_dialog", title="Places of service", fields=_FIELDS,
            lead="A visit says where it was; claims carry the code of that place.",
        )  # fmt: skip

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[PlaceRecord, ...]]:
        """Reads the places before the dialog opens."""
        from paydesk.operations import office_records

        return lambda: office_records.place_records(context.desk)

    def reading(self) -> Callable[[], tuple[Any, ...]]:
        return self.load(self.context)

    def show_record(self, record: PlaceRecord | None) -> Shown:
        if record is None:
            return Shown(new_row(self.thing), {"pos_code": "11"})
        row = ListRow(record.place_id, record.name, f"POS {record.pos_code}")
        return Shown(row, {"name": record.name, "pos_code": record.pos_code}, record)

    def save(self, values: dict[str, Value], record: PlaceRecord | None) -> Callable[[], object]:
        from paydesk.operations import administering

        request = administering.SavePlace(
            str(values["name"]), str(values["pos_code"]), record.place_id if record else None,
            record.version if record else None, "" if record else self.key,
        )  # fmt: skip
        return lambda: administering.save_place(self.context.desk, request)
