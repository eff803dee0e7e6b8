"""The fields of a visit: whose, when, with whom and why; of a planned one what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.ui.dialogs.people_choices import patient_choices
from paydesk.ui.fields import Choice, Field, FieldKind

if TYPE_CHECKING:
    from paydesk.operations.office_records import Office
    from paydesk.operations.reading import AccountPage
    from paydesk.operations.visiting import SaveVisit

_STATUSES = (
    Choice("scheduled", "Planned"), Choice("arrived", "Arrived"), Choice("done", "Took place"),
    Choice("canceled", "Canceled"), Choice("no-show", "Missed, no-show"),
)  # fmt: skip


def visit_fields(
    page: AccountPage, office: Office, record: SaveVisit | None, *, may_come: bool
) -> tuple[Field, ...]:
    """``record`` is the visit the form changes; ``may_come``: its day, time and status may still be any."""
    choice = FieldKind.CHOICE
    providers = tuple(Choice(str(one.id), one.name) for one in office.providers)
    places = tuple(Choice(str(one.id), one.name) for one in office.places)
    whose = record.patient_id if record else None
    planning = (
        Field("status", "Status", choice, required=True, choices=_STATUSES),
        Field("at", "Time", FieldKind.TEXT, width=96, placeholder="9:30", beside=True),
    )  # fmt: skip
    return (
        Field("patient_id", "Patient", choice, required=True, choices=patient_choices(page, beside=whose)),
        Field("on", "Date", FieldKind.DATE if may_come else FieldKind.PAST_DATE, required=True, beside=True),
        *(planning if may_come else ()),
        Field("provider_id", "Provider", choice, choices=providers),
        Field("place_id", "Place", choice, choices=places, beside=True),
        Field("reason", "Reason", FieldKind.TEXT, placeholder="Sore throat"),
        Field("self_pay", "", FieldKind.TICK, unit="Paid in full by the patient: do not bill insurance"),
    )
