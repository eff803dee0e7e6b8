"""Estimate a visit: what it likely leaves to the patient, seen before it is made; in good faith without insurance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer

from paydesk.rules.correspondence import language_of
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.chosen_line import open_page
from paydesk.ui.coverage_choices import is_covered
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.charge_fields import show_fees
from paydesk.ui.dialogs.estimate_fields import (
    Asked,
    TypedEstimate,
    estimate_fields,
    quiet_values,
    service_fields,
    typed_estimate,
    visit_choices,
)
from paydesk.ui.dialogs.estimate_figures import EstimateFigures, EstimateShown
from paydesk.ui.dialogs.form_dialog import FormDialog, card_sentence
from paydesk.ui.dialogs.good_faith_fields import refuse_missing
from paydesk.ui.dialogs.good_faith_part import EstimateRoom, GoodFaithPart
from paydesk.ui.dialogs.people_choices import first_patient
from paydesk.ui.drafts import about
from paydesk.ui.fields import Value
from paydesk.ui.finished_paper import Paper, file_name, give_out
from paydesk.ui.form import Form
from paydesk.ui.labels import Why
from paydesk.ui.planned_visits import visit_to_charge
from paydesk.ui.repeated_form import ADD_KEY, RepeatedForm

if TYPE_CHECKING:
    from paydesk.operations.estimating import EstimateMade
    from paydesk.operations.reading import VisitFacts

_AFTER_TYPING = 500
_MAKE = "Make and print the estimate"
_LOOK = "See what it will cost"
_NO_SERVICE = "Type a service above: what it leaves to the patient stands here before the estimate is made."
_FIELDS = {"charge": "fee", "coverage_id": "patient_id"}


class EstimateDialog(FormDialog):
    """Enter shows what it comes to, and only the next one makes it: what is typed meanwhile is shown anew first.

    The figures also come by themselves once typing stops; that alone never lets Enter print.
    """

    @staticmethod
    def load(context: DeskContext) -> Callable[[], EstimateRoom]:
        """Reads providers, codes and earlier estimates before the dialog opens."""
        desk, account = context.desk, open_page(context).account_id
        return lambda: EstimateRoom.read(desk, account)

    def __init__(self, context: DeskContext, room: EstimateRoom) -> None:
        self._page, self._office = open_page(context), room.office
        self._shown: Asked | None = None
        self._seen: Asked | None = None
        self._forms: tuple[Form, ...] = ()
        self._good_faith, self._of = False, ("", "", "")
        patient = first_patient(self._page, context.person_id)
        super().__init__(
            context, name="estimate_dialog", title="Estimate a visit", width=860, about=about(person=patient),
            fields=estimate_fields(self._page, room.office),
        )  # fmt: skip
        self.services = RepeatedForm(
            "Services", service_fields(room.office), name="services", add="Add a service", key=ADD_KEY,
            today=context.today, refuses_card=card_sentence, start={"units": "1"},
        )  # fmt: skip
        self._part = GoodFaithPart(self.form, room, today=context.today)
        self.others = self._part.others
        self.figures, self._total = EstimateFigures(), Why(icon="info", role="text", strong=True)
        self.add(self.services)
        self.add(self.others)
        self.add(self.figures)
        self.pin(self._total)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_AFTER_TYPING)
        self._typing.timeout.connect(self._look)
        self._fill(patient)
        for rows in (self.services, self.others):
            rows.edited.connect(self.follow)
            rows.resized.connect(self.fit_soon)
            rows.began.connect(self.show_widget)

    def focus_start(self) -> None:
        """The day while no visit says it; else what the law asks for first, or the first service."""
        boxes = self.form.boxes
        if self._visit() is None:
            box = boxes["on"]
        elif boxes["self_pay"].typed():
            box = boxes["primary"]
        else:
            box = self.services.rows[0].form.boxes["code"]
        box.input.setFocus(Qt.FocusReason.TabFocusReason)

    def total(self) -> str:
        """What it comes to, over the button."""
        return self._total.sentence()

    def result_words(self) -> str:
        return _MAKE if self._is_seen() else _LOOK

    def follow(self) -> None:
        self._follow_visit()
        if not self._is(self._seen):
            self._seen = None
        super().follow()
        show_fees(self._office, self.services, on=self._on())
        if not self._is(self._shown):
            self._total.say("")
            self._typing.start()

    def submit(self) -> None:
        """Make what was seen; show it first while it was not."""
        if self._busy or self._is_seen():
            super().submit()
            return
        self._typing.stop()
        self.problem.say("")
        try:
            typed = self._typed_estimate(mark=True)
            refuse_missing(typed.request)
        except PaydeskError as refused:
            self.show_refusal(refused)
            return
        self._ask(typed, self.show_refusal, bring=True)

    def show_refusal(self, refused: PaydeskError) -> None:
        self._shown = self._seen = None
        self._total.say("")
        self.primary.say(self.result_words())
        super().show_refusal(refused)

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import estimating, good_faith_estimating
        from paydesk.operations.estimating import MakeEstimate

        typed = self._typed_estimate(mark=True)
        self._forms, request, desk = typed.forms, typed.request, self.context.desk
        self._good_faith = not isinstance(request, MakeEstimate)
        refuse_missing(request)
        if isinstance(request, MakeEstimate):
            return lambda: estimating.make_estimate(desk, request)
        return lambda: good_faith_estimating.make_good_faith(desk, request)

    def told(self, result: EstimateMade) -> str:
        kind = "Good faith estimate" if self._good_faith else "Estimate"
        title, context = f"{kind} {result.number}", self.context
        paper = Paper(title, file_name(kind, result.number), result.pdf, account=self._page.account_id)
        went = give_out(paper, context.printing.print_paper)
        for finding in result.findings:
            context.messages.warn(finding)
        return f"{title} {went}" if went else f"{title} is made and was not printed: Ctrl+P has it"

    def deed(self) -> str:
        return f"Make an estimate for account {self._page.number}"

    def place_refusal(self, refused: PaydeskError) -> None:
        field = _FIELDS.get(refused.field or "", refused.field)
        if field == "others":
            self.show_widget(self.others)
        elif field == "services":
            self.services.rows[0].form.show_error("code", refused.sentence)
        elif refused.row is None or refused.row >= len(self._forms):
            super().place_refusal(refused)
        elif not self._forms[refused.row].show_error(field, refused.sentence):
            self.say_problem(refused.sentence)

    def field_of(self, name: str | None) -> str | None:
        return _FIELDS.get(name or "", name)

    def typed(self) -> dict[str, Any]:
        return {**super().typed(), "services": self.services.typed(), "others": self.others.typed()}

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        if "patient_id" in draft:
            self._choose_visits(int(str(draft["patient_id"])))
        super().set_draft(draft)
        self._of = self._now_of()
        if "services" in draft:
            self.services.set_typed(draft["services"])
            self._begin_services()
        if "others" in draft:
            self.others.set_typed(draft["others"])
        self._show_rows()
        if "services" in draft and self.isVisible():
            self.focus_start()  # the row the cursor was in is not there any more

    def _fill(self, patient: int) -> None:
        planned = visit_to_charge(self.context)
        soonest = next((one for one in self._page.upcoming if one.patient_id == patient), None)
        visit = planned if planned in self._page.upcoming and planned and planned.patient_id == patient else soonest
        who, today = self._page.member(patient), self.context.today()
        self._choose_visits(patient)
        self.form.set_values({
            "patient_id": str(patient), "visit_id": str(visit.visit_id) if visit else "", "on": today,
            "language": language_of(who.language if who else "en").value, "requested_on": today,
        })  # fmt: skip
        self._begin_services()
        self._follow_visit()
        self.figures.say(_NO_SERVICE)

    def _begin_services(self) -> None:
        if not self.services.rows:
            self.services.add_row()

    def _choose_visits(self, patient: int) -> None:
        self.form.boxes["visit_id"].set_choices(visit_choices(self._page, patient))
        self._part.choose(patient)

    def _now_of(self) -> tuple[str, str, str]:
        boxes = self.form.boxes
        return boxes["patient_id"].typed(), boxes["visit_id"].typed(), show_date(self._on())

    def _follow_visit(self) -> None:
        """Another patient has other visits; another visit has its own reason, provider and payer."""
        now, before = self._now_of(), self._of
        if now != before and now[0]:
            patient = int(now[0])
            if now[0] != before[0] and before[0]:
                self._choose_visits(patient)
                planned = [one for one in self._page.upcoming if one.patient_id == patient]
                self.form.boxes["visit_id"].set_value(str(planned[0].visit_id) if planned else "")
            self._of = self._now_of()
            if self._of[:2] != before[:2]:
                self._take_from_visit(patient)
            elif not is_covered(self._page, patient, self._on()):
                self.form.boxes["self_pay"].set_value(True)
        self._show_rows()

    def _take_from_visit(self, patient: int) -> None:
        visit, boxes = self._visit(), self.form.boxes
        covered = is_covered(self._page, patient, self._on())
        boxes["self_pay"].set_value((visit is not None and visit.self_pay) or not covered)
        if visit and not boxes["primary"].typed():
            boxes["primary"].set_value(visit.reason or None)
        named = (one for one in self._office.providers if visit and one.name == visit.provider)
        self._part.take(patient, visit.visit_id if visit else None)
        provider = next(named, self._office.providers[0] if len(self._office.providers) == 1 else None)
        boxes["provider_id"].set_value(str(provider.id) if provider else None)

    def _show_rows(self) -> None:
        self.form.show_field("on", self._visit() is None)
        patient = self.form.boxes["patient_id"].typed()
        own = bool(self.form.boxes["self_pay"].typed())
        self._part.show(int(patient) if patient else None, shown=own)
        self.services.show_box("excluded", not own)
        self.fit_soon()

    def _visit(self) -> VisitFacts | None:
        chosen = self.form.boxes["visit_id"].typed()
        return next((one for one in self._page.upcoming if str(one.visit_id) == chosen), None)

    def _on(self) -> date:
        visit = self._visit()
        if visit is not None:
            return visit.on
        try:
            typed = self.form.boxes["on"].value()
        except PaydeskError:
            typed = None
        return typed if isinstance(typed, date) else self.context.today()

    def _typed_estimate(self, *, mark: bool) -> TypedEstimate:
        values = self.form.values() if mark else quiet_values(self.form)
        return typed_estimate(values, self.services, self.others, key=self.key, mark=mark)

    def _is_seen(self) -> bool:
        """Whether what stands in the form was asked for by the clerk, and its total is on screen."""
        return self._seen is not None and self._seen == self._shown and self._is(self._seen)

    def _is(self, asked: Asked | None) -> bool:
        """Whether what stands in the form is what was asked."""
        if asked is None:
            return False
        try:
            return bool(self._typed_estimate(mark=False).bare == asked)
        except PaydeskError:
            return False

    def _look(self) -> None:
        """What is typed so far, if it can be understood; what is wrong is told when Enter is pressed."""
        try:
            typed = self._typed_estimate(mark=False)
        except PaydeskError:
            return
        if typed.forms:
            self._ask(typed, self._say_why, bring=False)
        else:
            self._say_why(PaydeskError(_NO_SERVICE))

    def _say_why(self, refused: PaydeskError) -> None:
        self._shown = self._seen = None
        self._total.say("")
        self.figures.say(refused.sentence)
        self.fit_soon()

    def _ask(self, typed: TypedEstimate, refused: Callable[[PaydeskError], None], *, bring: bool) -> None:
        from paydesk.ui.dialogs.estimate_look import estimate_shown

        self._forms, desk, office, request, on = typed.forms, self.context.desk, self._office, typed.bare, self._on()
        self.context.jobs.look(
            lambda: estimate_shown(desk, office, request, on=on), title="Estimating", owner=self, latest="estimate",
            then=lambda shown: self._show(request, shown, bring=bring), refused=refused,
        )  # fmt: skip

    def _show(self, request: Asked, shown: EstimateShown, *, bring: bool) -> None:
        self._shown, self._seen = request, request if bring else self._seen
        for form in (self.form, *self._forms):
            form.clear_errors()
        self.figures.show_figures(shown)
        icon, role = ("warning", "warn") if shown.late else ("info", "text")
        self._total.say(f"{shown.total}.", icon=icon, role=role)
        self.primary.say(self.result_words())
        if bring:
            self.show_widget(self.figures)
        self.fit_soon()
