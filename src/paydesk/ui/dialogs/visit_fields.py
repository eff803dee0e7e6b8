"""The fields of a visit: whose, when, with whom and why; what became of it, and what is posted for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paydesk.rules import money
from paydesk.ui.dialogs.kept_list import KeptRow
from paydesk.ui.dialogs.people_choices import patient_choices
from paydesk.ui.fields import Choice, Field, FieldKind

if TYPE_CHECKING:
    from paydesk.operations.office_records import Office
    from paydesk.operations.reading import AccountPage, ChargeStory, VisitStory
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


def posted_rows(story: VisitStory | None) -> tuple[KeptRow, ...]:
    """The charges of a visit that stand in the ledger, and those that were reversed."""
    return tuple(_posted_row(charge) for charge in (story.charges if story else ()))


def _posted_row(charge: ChargeStory) -> KeptRow:
    facts = charge.facts
    units = f", {facts.units} units" if facts.units > 1 else ""
    words = f"{money.show(facts.fee)}{units}" + (", reversed" if charge.undone else "")
    tone = "text3" if charge.undone else "text"
    return KeptRow(f"posted_{facts.charge_id}", f"{facts.code}  {facts.description}", words, tone)
