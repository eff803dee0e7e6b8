"""A visit with its diagnoses and charges: entered whole, new or added to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.chosen_line import chosen_line, open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.charge_fields import charge_fields, new_charges, typed_total
from paydesk.ui.dialogs.diagnosis_list import DiagnosisList
from paydesk.ui.dialogs.form_dialog import FormDialog, card_sentence
from paydesk.ui.dialogs.kept_list import KeptList, KeptRow
from paydesk.ui.dialogs.people_choices import first_patient, patient_choices
from paydesk.ui.drafts import about
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.repeated_form import RepeatedForm

if TYPE_CHECKING:
    from paydesk.operations.office_records import Office
    from paydesk.operations.visiting import SaveVisit, VisitEntered
    from paydesk.ui.form import Form


class VisitDialog(FormDialog):
    """A new visit of the patient in front; with ``record`` the one it changes."""

    def __init__(self, context: DeskContext, office: Office, record: SaveVisit | None = None) -> None:
        self._page, self._office, self.record, self._key = open_page(context), office, record, uuid4().hex
        self._sent: tuple[Form, ...] = ()
        title = f"Visit of {show_date(record.on)}" if record else "New visit with charges"
        super().__init__(
            context, name="change_visit_dialog" if record else "visit_dialog", title=title, width=780,
            fields=self._visit_fields(),
            about=about(visit=record.visit_id) if record and record.visit_id
            else about(person=first_patient(self._page, context.person_id)),
        )  # fmt: skip
        self.diagnoses = DiagnosisList(context, on=self._on)
        self.add(self.diagnoses)
        self.charges = RepeatedForm(
            "Charges", charge_fields(office), name="charges", add="Add a procedure",
            empty="No procedure yet." if not record else "", today=context.today, refuses_card=card_sentence,
            start={"units": "1", "pointers": "1"},
        )  # fmt: skip
        if record:
            self.add(KeptList("Posted", self._posted_rows(), empty="Nothing is posted for this visit yet."))
        self.add(self.charges)
        self._fill()
        self.diagnoses.edited.connect(self.follow)
        self.charges.edited.connect(self.follow)
        self.charges.resized.connect(self.fit_soon)
        self.diagnoses.resized.connect(self.fit_soon)

    @staticmethod
    def load(context: DeskContext) -> Callable[[], Office]:
        """Reads providers, places and codes before the dialog opens."""
        from paydesk.operations import office_records

        open_page(context)
        return lambda: office_records.office_lists(context.desk)

    def result_words(self) -> str:
        total = typed_total(self._office, self.charges)
        if not self.charges.rows:
            return "Save the visit"
        return f"Post charges of {money.show(total)}" if total else "Post the charges"

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import visiting

        desk, diagnoses = self.context.desk, self.diagnoses.diagnoses()
        self._sent = tuple(row.form for row in self.charges.rows)
        charges = new_charges(self.charges, diagnoses=len(diagnoses))
        self._sent = tuple(form for form, _ in charges)
        request = visiting.EnterVisit(
            self._request(values, diagnoses), tuple(charge for _, charge in charges), self._key
        )
        return lambda: visiting.enter_visit(desk, request)

    def show_refusal(self, refused: PaydeskError) -> None:
        self.set_busy(False)
        if refused.field == "diagnoses":
            self.diagnoses.show_error(refused.sentence)
        elif refused.row is None or not self._show_in_charge(self._sent[refused.row], refused):
            super().show_refusal(refused)

    def _show_in_charge(self, form: Form, refused: PaydeskError) -> bool:
        """Beside the charge's field; False when its row was taken away meanwhile."""
        standing = any(row.form is form for row in self.charges.rows)
        return standing and form.show_error(refused.field, refused.sentence)

    def told(self, result: VisitEntered) -> str:
        if not result.charge_ids:
            return "Visit saved"
        copay = f", {money.show(result.copay)} copay due" if result.copay else ""
        return f"{money.show(result.total)} charged{copay}"

    def typed(self) -> dict[str, Any]:
        codes = [list(one) for one in self.diagnoses.codes]
        return {**super().typed(), "diagnoses": codes, "charges": self.charges.typed()}

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        super().set_draft(draft)
        if "diagnoses" in draft:
            self.diagnoses.set_codes([tuple(one) for one in draft["diagnoses"]])
        if "charges" in draft:
            self.charges.set_typed(draft["charges"])
            if not self.charges.rows and not self.record:
                self.charges.add_row()

    def focus_start(self) -> None:
        self.form.boxes["reason" if self.form.boxes["provider_id"].typed() else "provider_id"].input.setFocus()

    def _visit_fields(self) -> tuple[Field, ...]:
        choice = FieldKind.CHOICE
        providers = tuple(Choice(str(one.id), one.name) for one in self._office.providers)
        places = tuple(Choice(str(one.id), one.name) for one in self._office.places)
        return (
            Field("patient_id", "Patient", choice, required=True, choices=patient_choices(self._page)),
            Field("on", "Date", FieldKind.PAST_DATE, required=True, beside=True),
            Field("provider_id", "Provider", choice, choices=providers),
            Field("place_id", "Place", choice, choices=places, beside=True),
            Field("reason", "Reason", FieldKind.TEXT, placeholder="Sore throat"),
            Field("self_pay", "", FieldKind.TICK, unit="Paid in full by the patient: do not bill insurance"),
        )

    def _fill(self) -> None:
        record = self.record
        if record:
            self.form.set_values({
                "patient_id": str(record.patient_id), "on": record.on, "reason": record.reason,
                "provider_id": _key(record.provider_id), "place_id": _key(record.place_id), "self_pay": record.self_pay,
            })  # fmt: skip
            self.form.boxes["patient_id"].input.setEnabled(False)
            self.diagnoses.set_codes([(one.code, one.description, one.system) for one in record.diagnoses])
            return
        providers, places = self._office.providers, self._office.places
        self.form.set_values({
            "patient_id": str(first_patient(self._page, self.context.person_id)), "on": self.context.today(),
            "provider_id": _key(providers[0].id) if len(providers) == 1 else None,
            "place_id": _key(places[0].id) if places else None,
        })  # fmt: skip
        self.charges.add_row()

    def _request(self, values: dict[str, Value], diagnoses: tuple[Any, ...]) -> SaveVisit:
        from paydesk.operations.visiting import SaveVisit

        on, record = values["on"], self.record
        assert isinstance(on, date)
        visit_id, version = (record.visit_id, record.version) if record else (None, None)
        return SaveVisit(
            int(str(values["patient_id"])), on, record.at if record else None, _id(values["provider_id"]),
            _id(values["place_id"]), record.status if record else "done", str(values["reason"] or ""),
            bool(values["self_pay"]), diagnoses, visit_id, version, record.external_id if record else None,
        )  # fmt: skip

    def _posted_rows(self) -> tuple[KeptRow, ...]:
        visit_id = self.record.visit_id if self.record else None
        charges = [
            charge.facts for story in self._page.stories if story.visit and story.visit.visit_id == visit_id
            for charge in story.charges
        ]  # fmt: skip
        return tuple(
            KeptRow(f"posted_{one.charge_id}", f"{one.code}  {one.description}", _fee_words(one.fee, one.units))
            for one in charges
        )

    def _on(self) -> date:
        try:
            typed = self.form.boxes["on"].value()
        except PaydeskError:
            typed = None
        return typed if isinstance(typed, date) else self.context.today()


class ChangeVisitDialog(VisitDialog):
    """The visit whose row the cursor is on."""

    def __init__(self, context: DeskContext, read: tuple[Office, SaveVisit]) -> None:
        super().__init__(context, read[0], read[1])

    @staticmethod
    def load(context: DeskContext) -> Callable[[], Any]:
        """Reads the office and the visit before the dialog opens."""
        from paydesk.operations import office_records, visiting

        line = chosen_line(context)
        visit = line.story.visit if line.story else None
        if visit is None:
            raise PaydeskError("Choose a visit in the ledger first: move to its line with the arrow keys.")
        desk, visit_id = context.desk, visit.visit_id
        return lambda: (office_records.office_lists(desk), visiting.visit_record(desk, visit_id))


def _key(id_: int | None) -> str | None:
    return str(id_) if id_ is not None else None


def _id(value: Value) -> int | None:
    return int(str(value)) if value else None


def _fee_words(fee: money.Cents, units: int) -> str:
    return f"{money.show(fee)}, {units} units" if units > 1 else money.show(fee)
