"""A patient's treatments and diagnoses over time, on one page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from paydesk.rules.coding import show_diagnosis
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import show
from paydesk.ui.bar_facts import full_name
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.people_choices import first_patient
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.reading import Treatment


class TreatmentsDialog(ReadingDialog):
    """Diagnoses first, each with when it was found; then every visit, newest first."""

    def __init__(self, context: DeskContext, found: tuple[Treatment, ...]) -> None:
        page = open_page(context)
        who = page.member(first_patient(page, context.person_id))
        super().__init__(
            context, name="treatments_dialog", title=f"Treatments and diagnoses of {full_name(who) if who else ''}",
            lead="", rows=(*_diagnosis_rows(found), *_visit_rows(found)),
            empty=Empty("No treatment yet", "Every visit with its diagnoses and procedures stands here.", icon="list"),
        )  # fmt: skip

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[Treatment, ...]]:
        """Reads the history before the dialog opens."""
        from paydesk.operations import reading

        who = first_patient(open_page(context), context.person_id)
        return lambda: reading.treatments(context.desk, who)


def _diagnosis_rows(found: tuple[Treatment, ...]) -> Iterator[ListRow]:
    dates: dict[tuple[str, str, str], list[Treatment]] = {}
    for treatment in found:
        for diagnosis in treatment.diagnoses:
            dates.setdefault(diagnosis, []).append(treatment)
    if dates:
        yield ListRow("diagnoses", "Diagnoses", money=str(len(dates)), head=True)
    for (code, system, words), when in dates.items():
        shown = show_diagnosis(code) if system == "ICD-10-CM" else code
        first, last = when[-1].on, when[0].on
        times = f"{len(when)} visits, {show_date(first)} to {show_date(last)}" if len(when) > 1 else show_date(last)
        yield ListRow(("diagnosis", code), words or shown, second=f"{shown}, {times}")


def _visit_rows(found: tuple[Treatment, ...]) -> Iterator[ListRow]:
    for place, one in enumerate(found):
        words = ", ".join(part for part in (show_date(one.on), one.provider, one.reason) if part)
        yield ListRow(("visit", place), words, head=True)
        for code, system, text in one.diagnoses:
            shown = show_diagnosis(code) if system == "ICD-10-CM" else code
            yield ListRow(("d", place, code), text or shown, beside=shown, icon="heart")
        for charge in one.procedures:
            units = f", {charge.units} units" if charge.units > 1 else ""
            yield ListRow(
                ("p", place, charge.charge_id), charge.description, beside=f"{charge.code}{units}",
                money=show(charge.fee), icon="list",
            )  # fmt: skip
        if not one.diagnoses and not one.procedures:
            yield ListRow(("none", place), "Nothing is posted for this visit", icon="calendar")
