"""The fields of one procedure, and how what was typed becomes charges to post."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from paydesk.rules import coding, money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.identity import search_key
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.form import Form
from paydesk.ui.inputs import LineInput
from paydesk.ui.repeated_form import RepeatedForm

if TYPE_CHECKING:
    from paydesk.operations.charging import NewCharge
    from paydesk.operations.office_records import Office
    from paydesk.operations.reading import AccountPage

_SHOWN, _BY_SCHEDULE = 30, "by schedule"


def charge_fields(office: Office) -> tuple[Field, ...]:
    """Code by code or the clinic's short name; what is left open comes from the visit and the schedule."""
    providers = (Choice("", "As the visit"), *(Choice(str(one.id), one.name) for one in office.providers))
    return (
        Field("code", "Code or name", FieldKind.SEARCH, required=True, placeholder="99213 or office visit",
              search=lambda typed: found_codes(office, typed)),
        Field("fee", "Fee per unit", FieldKind.AMOUNT, placeholder=_BY_SCHEDULE, beside=True),
        Field("modifiers", "Modifiers", FieldKind.TEXT, width=104),
        Field("units", "Units", FieldKind.TEXT, width=64, beside=True),
        Field("pointers", "For diagnosis", FieldKind.TEXT, width=96, beside=True),
        Field("provider_id", "Provider", FieldKind.CHOICE, choices=providers, width=168, beside=True),
        Field("description", "Name on paper", FieldKind.TEXT, placeholder="as the code is called", beside=True),
    )  # fmt: skip


def found_codes(office: Office, typed: str) -> tuple[Choice, ...]:
    """The clinic's codes whose code begins so or whose name has every word; a code of another kind as typed."""
    words, code = search_key(typed).split(), typed.strip().upper()
    found = [
        one for one in office.codes
        if one.code.startswith(code) or all(f" {word}" in f" {search_key(one.short_name)}" for word in words)
    ]  # fmt: skip
    choices = [
        Choice(one.code, f"{one.code}  {one.short_name}", money.show(one.fee) if one.fee is not None else "no fee")
        for one in sorted(found, key=lambda one: (not one.code.startswith(code), one.code))[:_SHOWN]
    ]
    if re.fullmatch(r"[A-Z]?\d{4}[A-Z0-9]?", code) and all(one.key != code for one in choices):
        choices.append(Choice(code, f"{code}  new code, type its name and fee"))
    return tuple(choices)


def new_charges(rows: RepeatedForm, *, diagnoses: int) -> tuple[tuple[Form, NewCharge], ...]:
    """What was typed, as the operation takes it, each with the form it stands in; what nobody filled in is left out.

    Raises PaydeskError naming the field and the row, counted from 0.
    """
    found = []
    for place, form in enumerate(row.form for row in rows.rows):
        try:
            if _holds(form):
                found.append((form, _charge(form.values(), diagnoses)))
        except PaydeskError as refused:
            refused.row = place
            raise
    return tuple(found)


def typed_rows(rows: RepeatedForm) -> bool:
    """Whether any procedure was begun."""
    return any(_holds(row.form) for row in rows.rows)


def charged_already(page: AccountPage, rows: RepeatedForm, *, patient_id: int, on: date) -> str:
    """What of the rows is charged for that patient and day already, in a sentence; empty when nothing is."""
    codes = {row.form.boxes["code"].typed() for row in rows.rows}
    for story in page.stories:
        for charge in story.charges if story.on == on else ():
            facts = charge.facts
            if facts.patient_id == patient_id and facts.code in codes and facts.code and not charge.undone:
                return (
                    f"{facts.code} of {show_date(on)} is charged for {story.patient} already: {money.show(facts.fee)}. "
                    "Charge it a second time only if it was done twice."
                )
    return ""


def typed_total(office: Office, rows: RepeatedForm, *, on: date) -> Cents:
    """What the rows come to as far as they are understood: fees typed, else those of the schedule of that day."""
    total = 0
    for row in rows.rows:
        typed = {name: box.typed() for name, box in row.form.boxes.items()}
        try:
            fee = money.parse(typed["fee"]) if typed["fee"].strip() else _scheduled(office, row.form, on) or 0
            total += fee * _units(typed["units"])
        except PaydeskError:
            continue
    return total


def show_fees(office: Office, rows: RepeatedForm, *, on: date) -> None:
    """In each empty fee stands what the schedule of that day has for its code, until something is typed over it."""
    for row in rows.rows:
        box, fee = row.form.boxes["fee"].input, _scheduled(office, row.form, on)
        if isinstance(box, LineInput):
            nothing = "no fee" if row.form.boxes["code"].typed() else _BY_SCHEDULE
            box.setPlaceholderText(money.show(fee) if fee is not None else nothing)


def _scheduled(office: Office, form: Form, on: date) -> Cents | None:
    code = next((one for one in office.codes if one.code == form.boxes["code"].typed()), None)
    try:
        modifiers = coding.parse_modifiers(form.boxes["modifiers"].typed())
    except PaydeskError:
        modifiers = ()
    return code.fee_on(on, modifiers) if code else None


def _holds(form: Form) -> bool:
    words = form.draft().values()
    return bool(form.boxes["code"].typed()) or any(one.strip() if isinstance(one, str) else any(one) for one in words)


def _units(typed: str) -> int:
    return coding.parse_units(typed) if typed.strip() else 1


def _charge(values: Mapping[str, Value], diagnoses: int) -> NewCharge:
    from paydesk.operations.charging import NewCharge

    code = coding.parse_service_code(str(values["code"]))
    fee, provider = values["fee"], values["provider_id"]
    pointers, units = str(values["pointers"] or ""), _units(str(values["units"] or ""))
    return NewCharge(
        code, str(values["description"] or ""), coding.parse_modifiers(str(values["modifiers"] or "")),
        units,
        coding.parse_pointers(pointers, diagnoses=diagnoses) if diagnoses and pointers else (),
        money.cents(fee, field="fee") * units if fee is not None else None, int(str(provider)) if provider else None,
        coding.system_of(code) or "own",
    )  # fmt: skip
