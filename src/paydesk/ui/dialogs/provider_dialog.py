"""Providers: who renders care, each with a checked NPI; one who leaves stays on what was posted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.office_list_dialog import OfficeListDialog, Shown, new_row
from paydesk.ui.fields import Field, FieldKind, Value
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.office_records import ProviderRecord

_FIELDS = (
    Field("name", "Name", FieldKind.NAME, required=True, help="As patients know it, such as Dr. Amara Lee"),
    Field("npi", "NPI", width=148, longest=20, help="10 digits; it may wait"),
    Field("specialty", "Specialty", FieldKind.NAME),
    Field("active", "Works here", FieldKind.TICK, unit="Offered for new visits"),
)


class ProviderDialog(OfficeListDialog):
    """Every provider of the clinic."""

    thing = "provider"

    def __init__(self, context: DeskContext, records: tuple[ProviderRecord, ...]) -> None:
        super().__init__(
            context, records, name="provider_dialog", title="Providers", fields=_FIELDS,
            lead="Visits name their provider; statements and claims do, too.",
        )  # fmt: skip

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[ProviderRecord, ...]]:
        """Reads the providers before the dialog opens."""
        from paydesk.operations import office_records

        return lambda: office_records.provider_records(context.desk)

    def reading(self) -> Callable[[], tuple[Any, ...]]:
        return self.load(self.context)

    def show_record(self, record: ProviderRecord | None) -> Shown:
        if record is None:
            return Shown(new_row(self.thing), {"active": True})
        about = f"NPI {record.npi}" if record.npi else "NPI missing"
        second = about if record.active else f"Left, {about}"
        row = ListRow(record.provider_id, record.name, second)
        values: dict[str, Value] = {
            "name": record.name, "npi": record.npi, "specialty": record.specialty, "active": record.active,
        }  # fmt: skip
        return Shown(row, values, record)

    def save(self, values: dict[str, Value], record: ProviderRecord | None) -> Callable[[], object]:
        from paydesk.operations import administering

        request = administering.SaveProvider(
            str(values["name"]), str(values["npi"] or ""), str(values["specialty"] or ""), bool(values["active"]),
            record.provider_id if record else None, record.version if record else None,
        )  # fmt: skip
        return lambda: administering.save_provider(self.context.desk, request)
