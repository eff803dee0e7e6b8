"""A visit with its diagnoses and charges: entered whole, new or added to; a planned one is charged as itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.chosen_line import chosen_line, open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.charge_fields import (
    charge_fields,
    charged_already,
    new_charges,
    show_fees,
    typed_rows,
    typed_total,
)
from paydesk.ui.dialogs.diagnosis_list import DiagnosisList
from paydesk.ui.dialogs.form_dialog import FormDialog, card_sentence
from paydesk.ui.dialogs.kept_list import KeptList
from paydesk.ui.dialogs.people_choices import first_patient
from paydesk.ui.dialogs.upcoming_dialog import parse_time
from paydesk.ui.dialogs.visit_fields import posted_rows, visit_fields
from paydesk.ui.drafts import about
from paydesk.ui.fields import Value
from paydesk.ui.planned_visits import set_free, visit_to_charge
from paydesk.ui.posted_row import Posted
from paydesk.ui.repeated_form import ADD_KEY, RepeatedForm

if TYPE_CHECKING:
    from paydesk.operations.office_records import Office
    from paydesk.operations.visiting import SaveVisit, VisitEntered
    from paydesk.ui.form import Form


class VisitDialog(FormDialog):
    """The planned visit that F2 is about, else a new one of the patient in front; ``record`` is the one it changes."""

    def __init__(self, context: DeskContext, read: tuple[Office, SaveVisit | None]) -> None:
        office, record = read
        self._page, self._office, self.record = open_page(context), office, record
        self._sent: tuple[Form, ...] = ()
        self._story = next(
            (one for one in self._page.stories if record and one.visit and one.visit.visit_id == record.visit_id), None
        )
        super().__init__(
            context, name="change_visit_dialog" if record else "visit_dialog", title=self._titled(),
            lead=self._leading(context.today()), width=780,
            fields=visit_fields(self._page, office, record, may_come=self._may_come),
            about=about(visit=record.visit_id) if record and record.visit_id
            else about(person=first_patient(self._page, context.person_id)),
        )  # fmt: skip
        if self._awaited:
            self.add(self._another())
        self.diagnoses = DiagnosisList(context, on=self._on)
        self.add(self.diagnoses)
        self.charges = RepeatedForm(
            "Charges", charge_fields(office), name="charges", add="Add a procedure", key=ADD_KEY,
            empty="No procedure yet." if not record else "", today=context.today, refuses_card=card_sentence,
            start={"units": "1", "pointers": "1"},
        )  # fmt: skip
        if record and not self._awaited:
            self.add(KeptList("Posted", posted_rows(self._story), empty="Nothing is posted for this visit yet."))
        self.add(self.charges)
        self._fill()
        self.diagnoses.edited.connect(self.follow)
        self.charges.edited.connect(self.follow)
        self.charges.resized.connect(self.fit_soon)
        self.charges.began.connect(self.show_widget)
        self.diagnoses.resized.connect(self.fit_soon)

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[Office, SaveVisit | None]]:
        """Reads providers, places, codes and the planned visit before the dialog opens."""
        planned = visit_to_charge(context)
        return _reading(context, planned.visit_id if planned else None)

    @property
    def _awaited(self) -> bool:
        return self._story is not None and self._story.awaited

    @property
    def _charged(self) -> bool:
        return self._story is not None and self._story.charged

    def _titled(self) -> str:
        if self.record is None:
            return "New visit with charges"
        return f"{'Planned visit' if self._awaited else 'Visit'} of {show_date(self.record.on)}"

    def _leading(self, today: date) -> str:
        if not self._awaited or self.record is None:
            return ""
        kept = sum(one.amount for one in self._page.credits if one.visit_id == self.record.visit_id)
        taken = f" {money.show(kept)} was taken for it and goes to them." if kept else ""
        if self.record.on < today:
            return f"Its day is over: enter its charges, or choose whether it was canceled or missed.{taken}"
        return f"Enter its charges when it takes place.{taken}"

    def _another(self) -> Button:
        link = Button("Enter another visit instead", kind=Kind.LINK, icon="plus", name="another_visit")
        link.clicked.connect(self._enter_another)
        return link

    def _enter_another(self) -> None:
        self.reject()
        self.context.trigger("visit.another")

    def result_words(self) -> str:
        total = typed_total(self._office, self.charges, on=self._on())
        if not typed_rows(self.charges):
            return "Save the visit"
        return f"Post charges of {money.show(total)}" if total else "Post the charges"

    def follow(self) -> None:
        super().follow()
        show_fees(self._office, self.charges, on=self._on())

    def submit(self) -> None:
        """Asks first where a procedure stands on that day already."""
        patient, day = self.form.boxes["patient_id"].typed(), self._on()
        doubt = charged_already(self._page, self.charges, patient_id=int(patient or 0), on=day)
        if not doubt or self._busy:
            super().submit()
            return
        from paydesk.operations import visiting

        try:
            visit = self._request(self.form.values(), ())
        except PaydeskError as refused:
            self.show_refusal(refused)
            return
        desk, total = self.context.desk, typed_total(self._office, self.charges, on=self._on())
        self.set_busy(True)
        self.context.jobs.look(
            lambda: visiting.copay_coming(desk, visit, charged=total), title="Looking up the copay", owner=self,
            then=lambda copay: self._charge_again(doubt, copay), refused=self.show_refusal,
        )  # fmt: skip

    def _charge_again(self, doubt: str, copay: Cents) -> None:
        self.set_busy(False)
        brings = f" A copay of {money.show(copay)} of its own would come with it." if copay else ""
        if self.context.messages.ask(
            "Charge it again?", doubt + brings, yes="Charge it again", no="Look again", doubtful=True
        ):
            super().submit()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import visiting

        self.diagnoses.refuse_words()
        desk, diagnoses = self.context.desk, self.diagnoses.diagnoses()
        self._sent = tuple(row.form for row in self.charges.rows)
        charges = new_charges(self.charges, diagnoses=len(diagnoses))
        self._sent = tuple(form for form, _ in charges)
        request = visiting.EnterVisit(
            self._request(values, diagnoses), tuple(charge for _, charge in charges), self.key
        )
        return lambda: visiting.enter_visit(desk, request)

    def place_refusal(self, refused: PaydeskError) -> None:
        if refused.field == "diagnoses":
            self.diagnoses.show_error(refused.sentence)
        elif refused.row is None or not self._show_in_charge(self._sent[refused.row], refused):
            super().place_refusal(refused)

    def _show_in_charge(self, form: Form, refused: PaydeskError) -> bool:
        """Beside the charge's field; False when its row was taken away meanwhile."""
        standing = any(row.form is form for row in self.charges.rows)
        return standing and form.show_error(refused.field, refused.sentence)

    def told(self, result: VisitEntered) -> str:
        if not result.charge_ids:
            return f"Visit saved{set_free(result.freed)}{_void_words(result.voids)}"
        due = result.copay - result.prepaid
        copay = f", {money.show(due)} copay due" if due > 0 else ""
        prepaid = f", {money.show(result.prepaid)} was paid before" if result.prepaid else ""
        return f"{money.show(result.total)} charged{prepaid}{copay}{_void_words(result.voids)}"

    def posted(self, result: VisitEntered) -> Posted:
        return Posted(charge=result.charge_ids[0]) if result.charge_ids else Posted(visit=result.visit_id)

    def record_state(self) -> object:
        return self.record.version if self.record else None

    def typed(self) -> dict[str, Any]:
        codes = [list(one) for one in self.diagnoses.codes]
        typed = {"diagnoses": codes, "adding": self.diagnoses.words(), "charges": self.charges.typed()}
        return {**super().typed(), **typed}

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        super().set_draft(draft)
        if "diagnoses" in draft:
            self.diagnoses.set_codes([tuple(one) for one in draft["diagnoses"]])
        if "adding" in draft:
            self.diagnoses.set_words(draft["adding"])
        if "charges" in draft:
            self.charges.set_typed(draft["charges"])
            self._begin_charges()

    def focus_start(self) -> None:
        if self._awaited and self.form.boxes["provider_id"].typed() and self.form.boxes["reason"].typed():
            self.diagnoses.form.focus_first()
            self.show_widget(self.diagnoses.form)
            return
        self.form.boxes["reason" if self.form.boxes["provider_id"].typed() else "provider_id"].input.setFocus()

    @property
    def _may_come(self) -> bool:
        """Whether it stands on nothing yet: its day, time and status may be any."""
        return self.record is not None and not self._charged

    def _fill(self) -> None:
        record = self.record
        if record:
            self.form.set_values({
                "patient_id": str(record.patient_id), "on": record.on, "reason": record.reason,
                "provider_id": _key(record.provider_id), "place_id": _key(record.place_id), "self_pay": record.self_pay,
            })  # fmt: skip
            if self._may_come:
                at = f"{record.at:%I:%M %p}".lstrip("0") if record.at else ""
                self.form.set_values({"status": record.status, "at": at})
            self.form.boxes["patient_id"].input.setEnabled(bool(self._story and not self._story.charges))
            self.diagnoses.set_codes([(one.code, one.description, one.system) for one in record.diagnoses])
            self._begin_charges()
            return
        providers, places = self._office.providers, self._office.places
        self.form.set_values({
            "patient_id": str(first_patient(self._page, self.context.person_id)), "on": self.context.today(),
            "provider_id": _key(providers[0].id) if len(providers) == 1 else None,
            "place_id": _key(places[0].id) if places else None,
        })  # fmt: skip
        self._begin_charges()

    def _begin_charges(self) -> None:
        """Where charges are still to be entered, a row for the first of them stands there."""
        if not self.charges.rows and (self.record is None or self._awaited):
            self.charges.add_row()

    def _request(self, values: dict[str, Value], diagnoses: tuple[Any, ...]) -> SaveVisit:
        from paydesk.operations.visiting import SaveVisit

        on, record = values["on"], self.record
        assert isinstance(on, date)
        visit_id, version = (record.visit_id, record.version) if record else (None, None)
        at, status = (record.at, record.status) if record else (None, "done")
        if self._may_come:
            at, status = parse_time(str(values["at"] or "")), str(values["status"])
        return SaveVisit(
            int(str(values["patient_id"])), on, at, _id(values["provider_id"]),
            _id(values["place_id"]), status, str(values["reason"] or ""),
            bool(values["self_pay"]), diagnoses, visit_id, version, record.external_id if record else None,
        )  # fmt: skip

    def _on(self) -> date:
        try:
            typed = self.form.boxes["on"].value()
        except PaydeskError:
            typed = None
        return typed if isinstance(typed, date) else self.context.today()


class AnotherVisitDialog(VisitDialog):
    """A new visit, whatever is planned."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[Office, SaveVisit | None]]:
        """Reads providers, places and codes before the dialog opens."""
        return _reading(context, None)


class ChangeVisitDialog(VisitDialog):
    """The visit whose row the cursor is on."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[Office, SaveVisit | None]]:
        """Reads the office and the visit before the dialog opens."""
        line = chosen_line(context)
        visit = line.story.visit if line.story else None
        if visit is None:
            raise PaydeskError("Choose a visit in the ledger first: move to its line with the arrow keys.")
        return _reading(context, visit.visit_id)


def _reading(context: DeskContext, visit_id: int | None) -> Callable[[], tuple[Office, SaveVisit | None]]:
    from paydesk.operations import office_records, visiting

    open_page(context)
    desk = context.desk
    return lambda: (
        office_records.office_lists(desk), visiting.visit_record(desk, visit_id) if visit_id is not None else None
    )  # fmt: skip


def _key(id_: int | None) -> str | None:
    return str(id_) if id_ is not None else None


def _id(value: Value) -> int | None:
    return int(str(value)) if value else None


def _void_words(voids: tuple[str, ...]) -> str:
    """What is still to be sent, since an insurer has what is not billed any more."""
    if not voids:
        return ""
    verb = "voids" if len(voids) == 1 else "void"
    return f". {' and '.join(voids)} {verb} what the insurer has: to be sent in Insurance calls"
