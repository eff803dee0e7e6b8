"""Registering: accounts with their families, people, and every way to reach them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from paydesk.data import ledger_store, office_store, people_store, search_store
from paydesk.data.database import Session
from paydesk.data.people_tables import Account, Address, Email, Person, Phone, SpeakWith
from paydesk.data.search_store import Hit
from paydesk.operations import noting
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import identity, keyboard, plausibility, zip_codes
from paydesk.rules.addressee import MailAddress, address_for, is_minor
from paydesk.rules.errors import ChangedByOther, NotFound, PaydeskError
from paydesk.rules.identity import Level, PersonFacts

FIRST_ACCOUNT = 50_000
"""Account numbers follow this one."""

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


@dataclass(frozen=True)
class RegisterAccount:
    """A new account: its guarantor first, then the other patients of the family."""

    guarantor: PersonForm
    patients: tuple[PersonForm, ...] = ()
    external_id: str | None = None


@dataclass(frozen=True)
class AccountRegistered:
    """The new account; people in the order of the request."""

    account_id: int
    number: int
    person_ids: tuple[int, ...]
    touched: Touched


@dataclass(frozen=True)
class SavePerson:
    """A changed person (``person_id``, ``version`` as read), or a new one on ``account_id``."""

    form: PersonForm
    account_id: int | None = None
    person_id: int | None = None
    version: int | None = None


@dataclass(frozen=True)
class PersonSaved:
    """The person's id and new version; ``mail_again``: a good address was saved, and returned mail ended."""

    person_id: int
    account_id: int
    version: int
    touched: Touched
    mail_again: bool = False


@dataclass(frozen=True)
class PersonRecord:
    """A person as kept, to fill the form with."""

    person_id: int
    account_id: int
    version: int
    form: PersonForm


def register_account(desk: Desk, request: RegisterAccount) -> AccountRegistered:
    """Keep a new account with its people. Raises PaydeskError naming the field."""
    with desk.doing("people.edit", "Registered an account") as session:
        account = Account(
            number=FIRST_ACCOUNT + ledger_store.next_number(session, "account"), guarantor_id=0,
            opened_on=desk.clock.today(), external_id=request.external_id,
        )  # fmt: skip
        session.add(account)
        session.flush()
        ids = [_keep(desk, session, Person(account_id=account.id), form).id
               for form in (request.guarantor, *request.patients)]  # fmt: skip
        account.guarantor_id = ids[0]
        session.flush()
        for person_id in ids:
            search_store.index_person(session, person_id)
        about(session, account=account.id, person=ids[0], number=account.number, people=len(ids))
        return AccountRegistered(
            account.id, account.number, tuple(ids), Touched((account.id,), ("people",))
        )


def save_person(desk: Desk, request: SavePerson) -> PersonSaved:
    """Keep a changed or new person. Raises ChangedByOther with who changed the record meanwhile."""
    with desk.doing("people.edit", "Saved a person") as session:
        person = _row(session, request)
        before = _record(session, person).form if request.person_id is not None else None
        _keep(desk, session, person, request.form)
        search_store.index_person(session, person.id)
        street = _found_again(before, _record(session, person).form)
        mailed = bool(street) and noting.mail_again(desk, session, person, street)
        assert person.account_id is not None
        about(session, account=person.account_id, person=person.id, before=_told(before), after=_told(request.form))
        return PersonSaved(
            person.id, person.account_id, person.version, _touched(session, person), mailed
        )


def _touched(session: Session, person: Person) -> Touched:
    """The accounts of every record of theirs: one that was merged is reached by the one kept."""
    return Touched(tuple(account for _, account in people_store.records_of(session, person.id)), ("people",))


def _found_again(before: PersonForm | None, after: PersonForm) -> str:
    """The address mail goes to, in one line, if it is good and was not before; else empty."""
    known = {one for one in _mail_addresses(before) if one.good} if before else set()
    found = address_for(_mail_addresses(after))
    return f"{found.line1}, {found.city}, {found.state}" if found and found not in known else ""


def _mail_addresses(form: PersonForm) -> tuple[MailAddress, ...]:
    return tuple(
        MailAddress(a.kind, a.line1, a.line2, a.city, a.state, a.zip, a.do_not_use, a.returned_on)
        for a in form.addresses
    )


def _row(session: Session, request: SavePerson) -> Person:
    if request.person_id is None:
        if request.account_id is None or session.get(Account, request.account_id) is None:
            raise NotFound("That account is not there any more. Find it again.")
        return Person(account_id=request.account_id)
    person = people_store.in_use(session, request.person_id)
    if request.version is not None and person.version != request.version:
        who = office_store.last_changer(session, person_id=person.id) or "Someone else"
        raise ChangedByOther(f"{who} changed this record meanwhile. Open it again and repeat your change.")
    return person


def _told(form: PersonForm | None) -> dict[str, object]:
    return {} if form is None else {name: value for name, value in vars(form).items() if value not in ("", (), None)}


def _keep(desk: Desk, session: Session, person: Person, form: PersonForm) -> Person:
    _check(desk, form)
    for name in ("last_name", "first_name", "middle_name", "suffix", "preferred_name", "employer", "relation"):
        setattr(person, name, keyboard.tidy_name(getattr(form, name), field=name))
    for name in ("birth_date", "death_date", "sex", "language", "status", "is_patient"):
        setattr(person, name, getattr(form, name))
    person.employer_phone = keyboard.parse_phone(form.employer_phone) if form.employer_phone.strip() else ""
    session.add(person)
    session.flush()
    people_store.replace_reach(
        session, person.id,
        addresses=[_address(one) for one in form.addresses], phones=[_phone(one) for one in form.phones],
        emails=[_email(one) for one in form.emails], speak_with=[_speak_with(one) for one in form.speak_with],
    )  # fmt: skip
    noting.follow_death(desk, session, person)
    return person


def _check(desk: Desk, form: PersonForm) -> None:
    if not form.last_name.strip():
        raise PaydeskError("Type the last name.", field="last_name")
    for name, value in _texts(form):
        plausibility.refuse_card_number(value, field=name)
    today = desk.clock.today()
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


def _address(form: AddressForm) -> Address:
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


def _phone(form: PhoneForm) -> Phone:
    if form.kind not in PHONE_KINDS:
        raise PaydeskError("A phone is mobile, home or work.", field="phone_kind")
    return Phone(
        kind=form.kind, digits=keyboard.parse_phone(form.number, field="phone"), extension=form.extension.strip(),
        may_call=form.may_call, may_text=form.may_text, consent_on=form.consent_on, do_not_use=form.do_not_use,
        preferred=form.preferred,
    )  # fmt: skip


def _email(form: EmailForm) -> Email:
    return Email(
        kind=form.kind, address=keyboard.parse_email(form.address, field="email"), may_email=form.may_email,
        consent_on=form.consent_on, do_not_use=form.do_not_use,
    )  # fmt: skip


def _speak_with(form: SpeakWithForm) -> SpeakWith:
    name = keyboard.tidy_name(form.name, field="speak_with")
    if not name:
        raise PaydeskError("Type the name of the person we may speak with.", field="speak_with")
    phone = keyboard.parse_phone(form.phone, field="speak_with") if form.phone.strip() else ""
    return SpeakWith(name=name, relation=form.relation.strip(), phone=phone, about=form.about, until=form.until)


def person_record(desk: Desk, person_id: int) -> PersonRecord:
    """A person as kept, for the form; a look. Of a record that was merged, the one it points to."""
    with desk.looking() as session:
        record = _record(session, people_store.record_kept(session, person_id))
    desk.looked("person.open", "Opened a person's record", account=record.account_id, person=record.person_id)
    return record


def reach_record(desk: Desk, person_id: int) -> PersonForm:
    """A person as kept, beside an account whose opening the audit trail has already: not a look of its own."""
    with desk.looking() as session:
        return _record(session, people_store.record_kept(session, person_id)).form


def _record(session: Session, person: Person) -> PersonRecord:
    reach = people_store.reach_of(session, person.id)
    names = ("last_name", "first_name", "middle_name", "suffix", "preferred_name", "birth_date", "death_date",
             "sex", "language", "relation", "employer", "employer_phone", "status", "is_patient")  # fmt: skip
    form = PersonForm(
        **{name: getattr(person, name) for name in names},
        addresses=tuple(
            AddressForm(a.line1, a.city, a.state, a.zip, a.line2, a.kind, a.do_not_use, a.returned_on)
            for a in reach.addresses
        ),
        phones=tuple(
            PhoneForm(p.digits, p.kind, p.extension, p.may_call, p.may_text, p.consent_on, p.do_not_use, p.preferred)
            for p in reach.phones
        ),
        emails=tuple(EmailForm(e.address, e.kind, e.may_email, e.consent_on, e.do_not_use) for e in reach.emails),
        speak_with=tuple(SpeakWithForm(s.name, s.relation, s.phone, s.about, s.until) for s in reach.speak_with),
    )
    assert person.account_id is not None
    return PersonRecord(person.id, person.account_id, person.version, form)


@dataclass(frozen=True)
class NearDuplicate:
    """Somebody on file who may be the one being typed; ``why`` says what is alike."""

    hit: Hit
    level: Level
    why: str


def near_duplicates(
    desk: Desk, candidate: PersonFacts, *, except_person: int | None = None, limit: int = 5
) -> tuple[NearDuplicate, ...]:
    """People on file who look like ``candidate``, most alike first."""
    name = identity.search_key(f"{candidate.first_name} {candidate.last_name}")
    with desk.looking() as session:
        found: dict[int, Hit] = {}
        if candidate.birth_date is not None:
            found |= {hit.person_id: hit for hit in search_store.born_on(session, candidate.birth_date)}
        for digits in candidate.phones:
            found |= {hit.person_id: hit for hit in search_store.with_phone(session, digits)}
        if len(name) >= 3:
            found |= {hit.person_id: hit for hit in search_store.find(session, name.split(), limit=50)}
            found |= {hit.person_id: hit for hit in search_store.similar(session, name, limit=50)}
    alike = []
    for hit in found.values():
        facts = PersonFacts(
            last_name=hit.last_name, first_name=hit.first_name, suffix=hit.suffix,
            preferred_name=hit.preferred_name, birth_date=hit.birth_date, phones=hit.numbers,
        )  # fmt: skip
        likeness = identity.likeness(candidate, facts)
        if likeness.level > Level.DIFFERENT and hit.person_id != except_person and hit.merged_into_id is None:
            alike.append(NearDuplicate(hit, likeness.level, likeness.why))
    return tuple(sorted(alike, key=lambda one: (-one.level, one.hit.person_id))[:limit])


@dataclass(frozen=True)
class ChangeGuarantor:
    """Another grown-up of the family answers for the account from now on."""

    account_id: int
    person_id: int
    reason: str


def change_guarantor(desk: Desk, request: ChangeGuarantor) -> Touched:
    """Charges and money stay with the account; letters go to the new guarantor."""
    plausibility.refuse_card_number(request.reason, field="reason")
    with desk.doing("people.edit", "Changed an account's guarantor") as session:
        account, person = session.get(Account, request.account_id), session.get(Person, request.person_id)
        if account is None or person is None or person.account_id != account.id or person.merged_into_id:
            raise NotFound("That person does not belong to this account. Find them again.")
        if len(request.reason.strip()) < 3:
            raise PaydeskError("Say why in a few words. It stays with the record.", field="reason")
        if person.birth_date is not None and is_minor(person.birth_date, desk.clock.today()):
            raise PaydeskError("A minor cannot answer for an account. Choose a grown-up.", field="person_id")
        about(session, account=account.id, person=person.id, before=account.guarantor_id, reason=request.reason)
        account.guarantor_id = person.id
        return Touched((account.id,), ("people",))
