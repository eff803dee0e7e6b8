"""What a good faith estimate has beyond an estimate: care that comes again, other providers, what it replaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from paydesk.rules import coding, identity
from paydesk.rules.correspondence import Language
from paydesk.rules.errors import PaydeskError
from paydesk.rules.good_faith import GoodFaithItem, GoodFaithProvider, Recurring
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import cents, show
from paydesk.rules.zip_codes import STATES
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.form import Form
from paydesk.ui.repeated_form import RepeatedForm

if TYPE_CHECKING:
    from paydesk.operations.comparing_estimates import EstimateOnFile
    from paydesk.operations.good_faith_estimating import MakeGoodFaith
    from paydesk.operations.office_records import Office
    from paydesk.operations.pricing import PlannedService

ALWAYS = ("primary", "diagnoses", "provider_id", "scheduled_on", "how_often", "separate")
"""The first field of each row that every good faith estimate has."""

_NONE = frozenset({"none", "no", "nothing", "ninguno", "ninguna"})
_HOW = (Choice("", "As told here"), Choice("apart", "Its own estimate"))
_STATE = re.compile(r"\b([A-Z]{2})(?:\s+\d{5}(?:-\d{4})?)?\s*$")


def good_faith_fields(office: Office) -> tuple[Field, ...]:
    """What the law asks for without insurance."""
    choice, providers = FieldKind.CHOICE, tuple(Choice(str(one.id), one.name) for one in office.providers)
    return (
        Field("primary", "What for", FieldKind.NAME, longest=200, placeholder="Such as: check of blood pressure"),
        Field("diagnoses", "Diagnoses", FieldKind.TEXT, placeholder="Codes such as J02.9, I10; empty: not known yet"),
        Field("provider_id", "Provider", choice, choices=providers),
        Field("location", "Care given at", FieldKind.NAME, longest=160,
              placeholder="12 River Rd, Springfield, IL 62701"),
        Field("scheduled_on", "Scheduled on", FieldKind.PAST_DATE, placeholder="When it was"),
        Field("requested_on", "Price asked on", FieldKind.PAST_DATE, beside=True),
        Field("how_often", "Comes again", FieldKind.NAME, longest=80,
              placeholder="every two weeks; empty: it does not"),
        Field("times", "Times in all", FieldKind.TEXT, width=64, beside=True),
        Field("from", "From", FieldKind.DATE, placeholder="First day"),
        Field("until", "Until", FieldKind.DATE, placeholder="+90", beside=True),
        Field("separate", "Scheduled separately", FieldKind.NAME, longest=400,
              placeholder="none, or such as: blood test; X-ray"),
        Field("replaces_id", "Replaces", choice, choices=(Choice("", "No other estimate"),)),
    )  # fmt: skip


def other_fields() -> tuple[Field, ...]:
    """A service of another provider as that one told it; or that it gives its own estimate."""
    return (
        Field("name", "Provider", FieldKind.NAME, longest=120, placeholder="River Lab"),
        Field("how", "Its services", FieldKind.CHOICE, choices=_HOW, width=168, beside=True),
        Field("npi", "NPI", FieldKind.TEXT, width=112),
        Field("tin", "Tax ID (TIN)", FieldKind.TEXT, width=112, beside=True),
        Field("where", "Where", FieldKind.NAME, longest=160, placeholder="1 Lab St, Springfield, IL 62701",
              beside=True),
        Field("what", "Service", FieldKind.NAME, longest=120, placeholder="Cholesterol test"),
        Field("code", "Code", FieldKind.TEXT, width=84, beside=True),
        Field("charge", "In all", FieldKind.AMOUNT, beside=True),
    )  # fmt: skip


def replaceable(kept: Sequence[EstimateOnFile], patient: int) -> tuple[EstimateOnFile, ...]:
    """The good faith estimates of a patient that stand, newest first."""
    return tuple(one for one in kept if one.good_faith and one.patient_id == patient and not one.replaced)


def replaceable_choices(kept: Sequence[EstimateOnFile]) -> tuple[Choice, ...]:
    """No other one, and those that stand."""
    return (Choice("", "No other estimate"), *(Choice(str(one.estimate_id), _words(one)) for one in kept))


def _words(one: EstimateOnFile) -> str:
    about = f", care on {show_date(one.service_on)}" if one.service_on else ""
    return f"Estimate {one.number} of {show_date(one.made_on)}{about}: {show(one.low)}"


def typed_good_faith(
    values: Mapping[str, Value], services: tuple[PlannedService, ...], others: RepeatedForm, *, key: str, mark: bool
) -> MakeGoodFaith:
    """What was typed; raises PaydeskError naming the field. ``mark`` shows a mistake about another provider there."""
    from paydesk.operations.good_faith_estimating import MakeGoodFaith

    visit = _id(values["visit_id"])
    diagnoses = _diagnoses(str(values["diagnoses"] or ""))
    return MakeGoodFaith(
        int(str(values["patient_id"])), services, str(values["primary"] or ""),
        on=None if visit else _day(values["on"]), visit_id=visit,
        provider_id=_id(values["provider_id"]), diagnoses=diagnoses, diagnosis_known=bool(diagnoses),
        separate=_separate(str(values["separate"] or "")), others=_others(others, diagnoses, mark=mark),
        recurring=_recurring(values), location=str(values["location"] or ""),
        scheduled_on=_day(values["scheduled_on"]), requested_on=_day(values["requested_on"]),
        replaces_id=_id(values["replaces_id"]), language=Language(str(values["language"])), key=key,
    )  # fmt: skip


def refuse_missing(request: object) -> None:
    """Raises PaydeskError at the first field that a good faith estimate lacks by law."""
    from paydesk.operations.good_faith_estimating import MakeGoodFaith

    if not isinstance(request, MakeGoodFaith):
        return
    if not request.primary.strip():
        raise PaydeskError("Type in plain words what the visit is for: the law asks for it.", field="primary")
    if request.separate is None:
        raise PaydeskError("Type what is scheduled separately, or “none”: the law asks for it.", field="separate")


def _recurring(values: Mapping[str, Value]) -> Recurring | None:
    often, times = str(values["how_often"] or ""), str(values["times"] or "")
    if not often and not times:
        return None
    if not often:
        raise PaydeskError("Say how often it comes again, such as: every two weeks.", field="how_often")
    count = coding.parse_units(times or "0", field="times")
    first, last = _day(values["from"]), _day(values["until"])
    if first is None or last is None:
        raise PaydeskError("Type from when until when it comes again.", field="until" if first else "from")
    return Recurring(how_often=often, times=count, first=first, last=last)


def _others(rows: RepeatedForm, diagnoses: tuple[str, ...], *, mark: bool) -> tuple[GoodFaithProvider, ...]:
    """Each provider once, with all services its rows have."""
    found: dict[tuple[str, str], GoodFaithProvider] = {}
    for row in rows.rows:
        if not row.form.boxes["name"].typed().strip() and not row.form.draft():
            continue
        try:
            one = _other(_values(row.form, mark=mark), diagnoses)
        except PaydeskError as refused:
            if mark:
                row.form.show_error(refused.field, refused.sentence)
            raise PaydeskError(refused.sentence, field="others") from None
        known = found.get((one.npi, one.name))
        found[one.npi, one.name] = replace(known, items=(*known.items, *one.items)) if known else one
    return tuple(found.values())


def _values(form: Form, *, mark: bool) -> dict[str, Value]:
    return form.values() if mark else {name: box.value() for name, box in form.boxes.items()}


def _other(values: Mapping[str, Value], diagnoses: tuple[str, ...]) -> GoodFaithProvider:
    text = {name: str(value or "").strip() for name, value in values.items()}
    if not text["name"]:
        raise PaydeskError("Type the name of the other provider.", field="name")
    if text["how"]:
        return GoodFaithProvider(name=text["name"], npi=text["npi"], tin=text["tin"], state="", location=text["where"],
                                 items=(), apart=True)  # fmt: skip
    for field, sentence in _lacks(text, values["charge"]):
        raise PaydeskError(sentence, field=field)
    state = _STATE.search(text["where"])
    item = GoodFaithItem(
        what=text["what"], code=coding.parse_service_code(text["code"]), expected=cents(values["charge"]),
        diagnoses=diagnoses, diagnosis_applies=bool(diagnoses),
    )  # fmt: skip
    return GoodFaithProvider(
        name=text["name"], npi=text["npi"], tin=text["tin"], state=state[1] if state else "", location=text["where"],
        items=(item,),
    )  # fmt: skip


def _lacks(text: Mapping[str, str], charge: Value) -> Iterator[tuple[str, str]]:
    """What the law asks for of a provider on the estimate."""
    if not identity.is_npi(text["npi"]):
        yield "npi", "Type its NPI of ten digits, or choose that it gives its own estimate."
    if not re.fullmatch(r"\d{2}-?\d{7}", text["tin"], re.ASCII):
        yield "tin", "Type its tax ID of nine digits, such as 98-7654321."
    found = _STATE.search(text["where"])
    if found is None or found[1] not in STATES:
        yield "where", "Type where it gives the care, with the state, such as: 1 Lab St, Springfield, IL 62701."
    if not text["what"]:
        yield "what", "Type in plain words what it does."
    if not text["code"]:
        yield "code", "Type the code of its service."
    if charge is None:
        yield "charge", "Type the amount it told for this."


def _diagnoses(typed: str) -> tuple[str, ...]:
    codes = (one for one in re.split(r"[,;\s]+", typed) if one)
    return tuple(coding.show_diagnosis(coding.parse_diagnosis(one, field="diagnoses")) for one in codes)


def _separate(typed: str) -> tuple[str, ...] | None:
    if not typed.strip():
        return None
    if typed.strip(" .").lower() in _NONE:
        return ()
    return tuple(one.strip() for one in typed.split(";") if one.strip())


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def _id(value: Value) -> int | None:
    return int(str(value)) if value else None
