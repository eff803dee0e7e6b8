"""The fields of a person and of every way to reach one, and how they become a PersonForm and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from paydesk.ui.bar_facts import LANGUAGES
from paydesk.ui.fields import Choice, Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.person_forms import AddressForm, EmailForm, PersonForm, PhoneForm, SpeakWithForm

SEX_CHOICES = (Choice("", "Not known"), Choice("F", "Female"), Choice("M", "Male"), Choice("X", "X"))
_LANGUAGES = tuple(Choice(code, words) for code, words in LANGUAGES.items())
_RELATIONS = (
    Choice("self", "Guarantor"), Choice("spouse", "Spouse"), Choice("child", "Child"), Choice("other", "Other"),
)  # fmt: skip
_STATUSES = (Choice("active", "Active"), Choice("inactive", "Inactive"), Choice("archived", "Archived"),
             Choice("deceased", "Deceased"))  # fmt: skip

LANGUAGE_FIELD = Field("language", "Language", FieldKind.CHOICE, choices=_LANGUAGES, width=160)
RELATION_FIELD = Field("relation", "Relation", FieldKind.CHOICE, choices=_RELATIONS, width=136, beside=True)
NAME_FIELDS = (
    Field("first_name", "First name", FieldKind.NAME),
    Field("middle_name", "Middle", FieldKind.NAME, width=104, beside=True),
    Field("last_name", "Last name", FieldKind.NAME, required=True),
    Field("suffix", "Suffix", FieldKind.NAME, width=72, beside=True),
    Field("preferred_name", "Goes by", FieldKind.NAME),
    Field("birth_date", "Birth date", FieldKind.PAST_DATE, placeholder="4/12/84"),
    Field("sex", "Sex", FieldKind.CHOICE, choices=SEX_CHOICES, width=128, beside=True),
)
PERSON_FIELDS = (
    *NAME_FIELDS,
    LANGUAGE_FIELD,
    RELATION_FIELD,
    Field("employer", "Employer", FieldKind.NAME),
    Field("employer_phone", "Phone", FieldKind.PHONE, beside=True),
    Field("status", "Status", FieldKind.CHOICE, choices=_STATUSES, width=160),
    Field("death_date", "Died on", FieldKind.PAST_DATE, beside=True),
    Field("is_patient", "", FieldKind.TICK, unit="Is a patient here"),
)
ADDRESS_FIELDS = (
    Field("kind", "Use", FieldKind.CHOICE, width=136,
          choices=(Choice("home", "Home"), Choice("mailing", "Mailing"), Choice("confidential", "Confidential"))),
    Field("line1", "Street", FieldKind.NAME, required=True, beside=True),
    Field("line2", "Apartment", FieldKind.NAME, width=112, beside=True),
    Field("zip", "ZIP", FieldKind.ZIP, required=True),
    Field("city", "City", FieldKind.NAME, required=True, beside=True),
    Field("state", "State", FieldKind.TEXT, width=64, beside=True),
    Field("returned_on", "Mail came back", FieldKind.PAST_DATE),
    Field("do_not_use", " ", FieldKind.TICK, unit="Do not use", beside=True),
)  # fmt: skip
PHONE_FIELDS = (
    Field("kind", "Kind", FieldKind.CHOICE, width=112,
          choices=(Choice("mobile", "Mobile"), Choice("home", "Home"), Choice("work", "Work"))),
    Field("number", "Number", FieldKind.PHONE, required=True, beside=True),
    Field("extension", "Ext.", FieldKind.TEXT, width=64, beside=True),
    Field("consent_on", "Consent on", FieldKind.PAST_DATE, beside=True),
    Field("may_call", " ", FieldKind.TICK, unit="May call"),
    Field("may_text", " ", FieldKind.TICK, unit="May text", beside=True),
    Field("preferred", " ", FieldKind.TICK, unit="Preferred", beside=True),
    Field("do_not_use", " ", FieldKind.TICK, unit="Do not use", beside=True),
)  # fmt: skip
EMAIL_FIELDS = (
    Field("kind", "Kind", FieldKind.CHOICE, width=112, choices=(Choice("home", "Home"), Choice("work", "Work"))),
    Field("address", "E-mail", FieldKind.EMAIL, required=True, beside=True),
    Field("consent_on", "Consent on", FieldKind.PAST_DATE, beside=True),
    Field("may_email", " ", FieldKind.TICK, unit="May e-mail"),
    Field("do_not_use", " ", FieldKind.TICK, unit="Do not use", beside=True),
)
SPEAK_FIELDS = (
    Field("name", "Name", FieldKind.NAME, required=True),
    Field("relation", "Relation", FieldKind.NAME, width=136, beside=True),
    Field("phone", "Phone", FieldKind.PHONE, beside=True),
    Field("about", "About", FieldKind.CHOICE, width=160,
          choices=(Choice("billing", "Billing only"), Choice("all", "Everything"))),
    Field("until", "Until", FieldKind.DATE, beside=True),
)  # fmt: skip
STARTS: dict[str, dict[str, Value]] = {
    "addresses": {"kind": "home"}, "phones": {"kind": "mobile", "may_call": True}, "emails": {"kind": "home"},
    "speak_with": {"about": "billing"},
}  # fmt: skip
PERSON_START: dict[str, Value] = {"language": "en", "status": "active", "is_patient": True, "sex": ""}
_PLAIN = ("first_name", "middle_name", "last_name", "suffix", "preferred_name", "sex", "language", "relation",
          "employer", "employer_phone", "status")  # fmt: skip


def shown_person(form: PersonForm) -> dict[str, Value]:
    """A kept person as the form shows it."""
    return {field.name: getattr(form, field.name) for field in PERSON_FIELDS}


def shown_reach(form: PersonForm) -> dict[str, list[dict[str, Value]]]:
    """Every way to reach a kept person, by section."""
    return {
        "addresses": [dict(vars(one)) for one in form.addresses],
        "phones": [dict(vars(one)) for one in form.phones], "emails": [dict(vars(one)) for one in form.emails],
        "speak_with": [dict(vars(one)) for one in form.speak_with],
    }  # fmt: skip


def person_of(values: Mapping[str, Value], reach: Mapping[str, tuple[dict[str, Value], ...]]) -> PersonForm:
    """The form for the operation."""
    from paydesk.operations.person_forms import PersonForm

    plain = {name: str(values.get(name) or "") for name in _PLAIN}
    return PersonForm(
        **(plain | {"language": plain["language"] or "en", "status": plain["status"] or "active"}),
        birth_date=_day(values.get("birth_date")), death_date=_day(values.get("death_date")),
        is_patient=bool(values.get("is_patient", True)),
        addresses=tuple(_address(one) for one in reach.get("addresses", ())),
        phones=tuple(_phone(one) for one in reach.get("phones", ())),
        emails=tuple(_email(one) for one in reach.get("emails", ())),
        speak_with=tuple(_speak(one) for one in reach.get("speak_with", ())),
    )  # fmt: skip


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def _text(values: Mapping[str, Value], name: str) -> str:
    return str(values.get(name) or "")


def _address(one: Mapping[str, Value]) -> AddressForm:
    from paydesk.operations.person_forms import AddressForm

    return AddressForm(
        _text(one, "line1"), _text(one, "city"), _text(one, "state"), _text(one, "zip"), _text(one, "line2"),
        _text(one, "kind") or "home", bool(one.get("do_not_use")), _day(one.get("returned_on")),
    )  # fmt: skip


def _phone(one: Mapping[str, Value]) -> PhoneForm:
    from paydesk.operations.person_forms import PhoneForm

    return PhoneForm(
        _text(one, "number"), _text(one, "kind") or "mobile", _text(one, "extension"), bool(one.get("may_call")),
        bool(one.get("may_text")), _day(one.get("consent_on")), bool(one.get("do_not_use")),
        bool(one.get("preferred")),
    )  # fmt: skip


def _email(one: Mapping[str, Value]) -> EmailForm:
    from paydesk.operations.person_forms import EmailForm

    return EmailForm(
        _text(one, "address"), _text(one, "kind") or "home", bool(one.get("may_email")), _day(one.get("consent_on")),
        bool(one.get("do_not_use")),
    )  # fmt: skip


def _speak(one: Mapping[str, Value]) -> SpeakWithForm:
    from paydesk.operations.person_forms import SpeakWithForm

    return SpeakWithForm(
        _text(one, "name"), _text(one, "relation"), _text(one, "phone"), _text(one, "about") or "billing",
        _day(one.get("until")),
    )  # fmt: skip
