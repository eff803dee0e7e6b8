"""Plan a coming visit: who, when, with whom and why; a copay known for it is asked for on the day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import TYPE_CHECKING, Any

from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.people_choices import first_patient, patient_choices
from paydesk.ui.drafts import about_front
from paydesk.ui.fields import Choice, Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.office_records import Office

_TIME = re.compile(r"(\d{1,2}):?(\d\d)?\s*([ap])?m?", re.IGNORECASE | re.ASCII)
_OPENS = 7


class UpcomingDialog(FormDialog):
    """On the open account, for the patient in front."""

    def __init__(self, context: DeskContext, office: Office) -> None:
        page = open_page(context)
        choice = FieldKind.CHOICE
        super().__init__(
            context, name="upcoming_dialog", title="Plan a coming visit", about=about_front(context),
            fields=(
                Field("patient_id", "Patient", choice, required=True, choices=patient_choices(page)),
                Field("on", "Date", FieldKind.DATE, required=True, placeholder="+7"),
                Field("at", "Time", FieldKind.TEXT, width=96, placeholder="9:30", beside=True),
                Field("provider_id", "Provider", choice,
                      choices=tuple(Choice(str(one.id), one.name) for one in office.providers)),
                Field("place_id", "Place", choice,
                      choices=tuple(Choice(str(one.id), one.name) for one in office.places)),
                Field("reason", "Reason", FieldKind.TEXT),
            ),
        )  # fmt: skip
        place = str(office.places[0].id) if office.places else None
        self.form.set_values({"patient_id": str(first_patient(page, context.person_id)), "place_id": place})

    @staticmethod
    def load(context: DeskContext) -> Callable[[], Office]:
        """Reads providers and places before the dialog opens."""
        from paydesk.operations import office_records

        open_page(context)
        return lambda: office_records.office_lists(context.desk)

    def focus_start(self) -> None:
        self.form.boxes["on"].input.setFocus()

    def result_words(self) -> str:
        return (
            f"Plan the visit for {self.form.boxes['on'].typed()}" if self.form.boxes["on"].typed() else "Plan the visit"
        )

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import visiting

        on, provider, place = values["on"], values["provider_id"], values["place_id"]
        assert isinstance(on, date)
        if on < self.context.today():
            raise PaydeskError(f"{show_date(on)} is past. A visit that happened is entered with F2.", field="on")
        request = visiting.SaveVisit(
            int(str(values["patient_id"])), on, parse_time(str(values["at"] or "")),
            int(str(provider)) if provider else None, int(str(place)) if place else None, "scheduled",
            str(values["reason"] or ""), key=self.key,
        )  # fmt: skip
        return lambda: visiting.save_visit(self.context.desk, request)

    def told(self, result: Any) -> str:
        return "Visit planned"


def parse_time(text: str) -> time | None:
    """The time of day meant by ``9:30``, ``930``, ``2p`` or ``14:15``; None for nothing. Raises PaydeskError.

    Without a or p, hours before the clinic opens are the afternoon's.
    """
    if not text.strip():
        return None
    found = _TIME.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    half = (found[3] or "").lower() if found else ""
    if (half == "p" and hour < 12) or (not half and hour < _OPENS):
        hour += 12
    if half == "a" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        raise PaydeskError("That is not a time. Type it like 9:30, 2p or 14:15.", field="at")
    return time(hour, minute)
