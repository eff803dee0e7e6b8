"""The fields of an estimate, and how what was typed becomes what the operations take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from paydesk.rules import coding, money
from paydesk.rules.correspondence import Language
from paydesk.rules.errors import PaydeskError
from paydesk.rules.estimate_facts import Exclusion
from paydesk.rules.keyboard import show_date
from paydesk.ui.dialogs.charge_fields import charge_fields
from paydesk.ui.dialogs.good_faith_fields import good_faith_fields, typed_good_faith
from paydesk.ui.dialogs.people_choices import patient_choices
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.form import Form
from paydesk.ui.payment_worklist import clock
from paydesk.ui.repeated_form import RepeatedForm

if TYPE_CHECKING:
    from paydesk.operations.estimating import MakeEstimate
    from paydesk.operations.good_faith_estimating import MakeGoodFaith
    from paydesk.operations.office_records import Office
    from paydesk.operations.pricing import PlannedService
    from paydesk.operations.reading import AccountPage, VisitFacts

Asked: TypeAlias = "MakeEstimate | MakeGoodFaith"

_LANGUAGES = (Choice("en", "English"), Choice("es", "Spanish"))
_PAYS = (
    Choice("", "As known of the plan"), Choice(Exclusion.NOT_COVERED.value, "No: not covered"),
    Choice(Exclusion.EXHAUSTED.value, "No: used up"), Choice(Exclusion.NO_AUTHORIZATION.value, "No: not authorized"),
)  # fmt: skip


def estimate_fields(page: AccountPage, office: Office) -> tuple[Field, ...]:
    """Whose, of which visit or day, in which language; below them what the law asks for without insurance."""
    choice = FieldKind.CHOICE
    return (
        Field("patient_id", "Patient", choice, required=True, choices=patient_choices(page)),
        Field("visit_id", "Visit", choice),
        Field("on", "Planned for", FieldKind.DATE, placeholder="+7"),
        Field("language", "Language", choice, required=True, choices=_LANGUAGES, width=168),
        Field("self_pay", "", FieldKind.TICK, beside=True, unit="Insurance is not billed: good faith estimate"),
        *good_faith_fields(office),
    )  # fmt: skip


def service_fields(office: Office) -> tuple[Field, ...]:
    """A planned service as a visit has its charges, in one line, and whether the plan is known not to pay it."""
    fields = {one.name: replace(one, beside=True) for one in charge_fields(office)}
    return (
        replace(fields["code"], beside=False), fields["fee"], replace(fields["modifiers"], width=84), fields["units"],
        Field("excluded", "Plan pays", FieldKind.CHOICE, choices=_PAYS, width=176, beside=True),
    )  # fmt: skip


def visit_choices(page: AccountPage, patient_id: int) -> tuple[Choice, ...]:
    """The visits of a patient that are planned, soonest first, and one that is not yet."""
    planned = (one for one in page.upcoming if one.patient_id == patient_id)
    return (*(Choice(str(one.visit_id), _visit_words(one)) for one in planned), Choice("", "Not planned yet"))


def _visit_words(one: VisitFacts) -> str:
    when = f"{show_date(one.on)} at {clock(one.at)}" if one.at else show_date(one.on)
    return ", ".join(part for part in (when, one.provider, one.reason) if part)


@dataclass(frozen=True)
class TypedEstimate:
    """What stands in the form: an estimate, or a good faith estimate, with the form each service stands in."""

    request: Asked
    forms: tuple[Form, ...]

    @property
    def bare(self) -> Asked:
        """Without the key: what the same words ask for."""
        return replace(self.request, key="")


def typed_estimate(
    values: Mapping[str, Value], rows: RepeatedForm, others: RepeatedForm, *, key: str, mark: bool
) -> TypedEstimate:
    """What was typed; raises PaydeskError naming the field, of a service its row, too. ``mark`` shows it there."""
    services = _services(rows, mark=mark)
    planned = tuple(one for _, one in services)
    if values["self_pay"]:
        own = tuple(replace(one, excluded=None) for one in planned)  # no plan is asked to pay
        made: Asked = typed_good_faith(values, own, others, key=key, mark=mark)
    else:
        made = _insured(values, planned, key)
    return TypedEstimate(made, tuple(form for form, _ in services))


def quiet_values(form: Form) -> dict[str, Value]:
    """The values of a form without a word about what is wrong in it; raises the first mistake."""
    return {name: box.value() for name, box in form.boxes.items()}


def _insured(values: Mapping[str, Value], services: tuple[PlannedService, ...], key: str) -> MakeEstimate:
    from paydesk.operations.estimating import MakeEstimate

    visit = _id(values["visit_id"])
    return MakeEstimate(
        int(str(values["patient_id"])), services, None if visit else _day(values["on"]), visit,
        Language(str(values["language"])), key,
    )  # fmt: skip


def _services(rows: RepeatedForm, *, mark: bool) -> tuple[tuple[Form, PlannedService], ...]:
    found = []
    for form in (row.form for row in rows.rows):
        if form.boxes["code"].typed() or form.draft():
            try:
                found.append((form, _service(form.values() if mark else quiet_values(form))))
            except PaydeskError as refused:
                if mark:
                    form.show_error(refused.field, refused.sentence)
                refused.row = len(found)
                raise
    return tuple(found)


def _service(values: Mapping[str, Value]) -> PlannedService:
    from paydesk.operations.pricing import PlannedService

    typed, fee = str(values["units"] or ""), values["fee"]
    units = coding.parse_units(typed) if typed else 1
    return PlannedService(
        coding.parse_service_code(str(values["code"])), units, coding.parse_modifiers(str(values["modifiers"] or "")),
        money.cents(fee, field="fee") * units if fee is not None else None,
        excluded=Exclusion(str(values["excluded"])) if values["excluded"] else None,
    )  # fmt: skip


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def _id(value: Value) -> int | None:
    return int(str(value)) if value else None
