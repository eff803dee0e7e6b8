"""What the forms about a person hold, what of it cannot be, and the rows it is kept as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from paydesk.data.people_tables import Address, Email, Phone, SpeakWith
from paydesk.rules import keyboard, plausibility, zip_codes
from paydesk.rules.errors import PaydeskError

LANGUAGES = ("en", "es", "vi", "zh", "ko", "tl", "ru", "ar", "fr", "pt", "other")
SEXES = ("", "F", "M", "X")
ADDRESS_KINDS = ("home", "mailing", "confidential")
PHONE_KINDS = ("mobile", "home", "work")
STATUSES = ("active", "inactive", "archived", "deceased")


@dataclass(frozen=True)
class AddressForm:
    """Where to write. ``confidential`` comes before all others."""

    line1: str
    city: str
    state: str
    zip: str
    line2: str = ""
    kind: str = "home"
    do_not_use: bool = False
    returned_on: date | None = None


@dataclass(frozen=True)
class PhoneForm:
    """A number as typed, its kind and what was consented to."""

    number: str
    kind: str = "mobile"
    extension: str = ""
    may_call: bool = True
    may_text: bool = False
    consent_on: date | None = None
    do_not_use: bool = False
    preferred: bool = False


@dataclass(frozen=True)
class EmailForm:
    """An e-mail address and whether it may be used."""

    address: str
    kind: str = "home"
    may_email: bool = False
    consent_on: date | None = None
    do_not_use: bool = False


@dataclass(frozen=True)
class SpeakWithForm:
    """Somebody else we may speak with about this person."""

    name: str
    relation: str = ""
    phone: str = ""
    about: str = "billing"
    until: date | None = None


@dataclass(frozen=True)
class PersonForm:
    """A person as the form has it, with every way to reach them."""

    last_name: str
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    preferred_name: str = ""
    birth_date: date | None = None
    death_date: date | None = None
    sex: str = ""
    language: str = "en"
    relation: str = ""
    employer: str = ""
    employer_phone: str = ""
    status: str = "active"
    is_patient: bool = True
    addresses: tuple[AddressForm, ...] = ()
    phones: tuple[PhoneForm, ...] = ()
    emails: tuple[EmailForm, ...] = ()
    speak_with: tuple[SpeakWithForm, ...] = ()


def check(form: PersonForm, *, today: date) -> None:
    """Raises PaydeskError naming the field of what cannot be."""
    if not form.last_name.strip():
        raise PaydeskError("Type the last name.", field="last_name")
    for name, value in _texts(form):
        plausibility.refuse_card_number(value, field=name)
    if form.birth_date is not None and form.birth_date > today:
        raise PaydeskError("The birth date is in the future. Check the year.", field="birth_date")
    if form.birth_date is not None and today.year - form.birth_date.year > 120:
        raise PaydeskError("That birth date is more than 120 years ago. Check the year.", field="birth_date")
    if form.death_date is not None and form.birth_date is not None and form.death_date < form.birth_date:
        raise PaydeskError("The date of death is before the birth date. Check both.", field="death_date")
    if form.death_date is not None and form.death_date > today:
        raise PaydeskError("The date of death is in the future. Check the year.", field="death_date")
    if form.status == "deceased" and form.death_date is None:
        raise PaydeskError("Type the date of death: letters go to the estate from then on.", field="death_date")
    if form.death_date is not None and form.status != "deceased":
        raise PaydeskError("A date of death is there. Choose Deceased, or take the date away.", field="status")
    if form.sex not in SEXES:
        raise PaydeskError("Choose F, M or X, or leave it open.", field="sex")
    if form.language not in LANGUAGES:
        raise PaydeskError("Choose a language from the list.", field="language")
    if form.status not in STATUSES:
        raise PaydeskError("Choose active, inactive, archived or deceased.", field="status")


def _texts(form: PersonForm) -> Iterator[tuple[str, str]]:
    """Every text of the form with the field it stands in; card numbers hide in second lines too."""
    yield from ((name, value) for name, value in vars(form).items() if isinstance(value, str))
    for address in form.addresses:
        yield from (("line1", address.line1), ("line2", address.line2), ("city", address.city))
    yield from (("extension", phone.extension) for phone in form.phones)
    yield from (("email", email.address) for email in form.emails)
    for other in form.speak_with:
        yield from (("speak_with", text) for text in (other.name, other.relation, other.about))


def address_row(form: AddressForm) -> Address:
    """An address to keep; its ZIP code tells the state that is not typed. Raises PaydeskError."""
    if form.kind not in ADDRESS_KINDS:
        raise PaydeskError("An address is for home, mailing, or confidential.", field="address_kind")
    code = zip_codes.parse_zip(form.zip, field="zip")
    state = form.state.strip() or zip_codes.state_of_zip(code) or ""
    row = Address(
        kind=form.kind, line1=keyboard.tidy_name(form.line1, field="line1"),
        line2=keyboard.tidy_name(form.line2, field="line2"), city=keyboard.tidy_name(form.city, field="city"),
        state=zip_codes.parse_state(state, field="state"), zip=code, do_not_use=form.do_not_use,
        returned_on=form.returned_on,
    )  # fmt: skip
    for name in ("line1", "city"):
        if not getattr(row, name):
            raise PaydeskError("Type the street." if name == "line1" else "Type the city.", field=name)
    return row


def phone_row(form: PhoneForm) -> Phone:
    """A phone to keep, in ten digits. Raises PaydeskError."""
    if form.kind not in PHONE_KINDS:
        raise PaydeskError("A phone is mobile, home or work.", field="phone_kind")
    return Phone(
        kind=form.kind, digits=keyboard.parse_phone(form.number, field="phone"), extension=form.extension.strip(),
        may_call=form.may_call, may_text=form.may_text, consent_on=form.consent_on, do_not_use=form.do_not_use,
        preferred=form.preferred,
    )  # fmt: skip


def email_row(form: EmailForm) -> Email:
    """An e-mail address to keep. Raises PaydeskError."""
    return Email(
        kind=form.kind, address=keyboard.parse_email(form.address, field="email"), may_email=form.may_email,
        consent_on=form.consent_on, do_not_use=form.do_not_use,
    )  # fmt: skip


def speak_with_row(form: SpeakWithForm) -> SpeakWith:
    """Somebody else to speak with, to keep. Raises PaydeskError without a name."""
    name = keyboard.tidy_name(form.name, field="speak_with")
    if not name:
        raise PaydeskError("Type the name of the person we may speak with.", field="speak_with")
    phone = keyboard.parse_phone(form.phone, field="speak_with") if form.phone.strip() else ""
    return SpeakWith(name=name, relation=form.relation.strip(), phone=phone, about=form.about, until=form.until)
