"""Registering: accounts with their families, people, and every way to reach them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from paydesk.data import form_store, ledger_store, people_store, search_store
from paydesk.data.database import Session
from paydesk.data.people_tables import Account, Person
from paydesk.operations import mailing, noting, person_forms
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.person_forms import (
    AddressForm,
    EmailForm,
    PersonForm,
    PhoneForm,
    SpeakWithForm,
    address_row,
    email_row,
    phone_row,
    speak_with_row,
)
from paydesk.rules import keyboard, plausibility
from paydesk.rules.addressee import is_minor
from paydesk.rules.errors import NotFound, PaydeskError, refuse_changed

FIRST_ACCOUNT = 50_000
"""Account numbers follow this one."""


@dataclass(frozen=True)
class RegisterAccount:
    """A new account: its guarantor first, then the other patients of the family.

    The same ``key`` again registers nothing.
    """

    guarantor: PersonForm
    patients: tuple[PersonForm, ...] = ()
    external_id: str | None = None
    key: str = ""


@dataclass(frozen=True)
class AccountRegistered:
    """The new account; people in the order of the request."""

    account_id: int
    number: int
    person_ids: tuple[int, ...]
    touched: Touched


@dataclass(frozen=True)
class SavePerson:
    """A changed person (``person_id``, ``version`` as read), or a new one on ``account_id``.

    ``key`` is for a new one: the same again adds nobody.
    """

    form: PersonForm
    account_id: int | None = None
    person_id: int | None = None
    version: int | None = None
    key: str = ""


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
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            return _registered_before(session, request, made)
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
        form_store.keep(session, request.key, request, account.id)
        about(session, account=account.id, person=ids[0], number=account.number, people=len(ids))
        return AccountRegistered(
            account.id, account.number, tuple(ids), Touched((account.id,), ("people",))
        )


def _registered_before(session: Session, request: RegisterAccount, account_id: int) -> AccountRegistered:
    account = session.get_one(Account, account_id)
    ids = people_store.people_of(session, account_id)[: 1 + len(request.patients)]
    about(session, account=account_id, person=ids[0], number=account.number, repeated=True)
    return AccountRegistered(account_id, account.number, ids, Touched((account_id,), ("people",)))


def save_person(desk: Desk, request: SavePerson) -> PersonSaved:
    """Keep a changed or new person. Raises ChangedByOther with who changed the record meanwhile."""
    with desk.doing("people.edit", "Saved a person") as session:
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            person = session.get_one(Person, made)
            assert person.account_id is not None
            about(session, account=person.account_id, person=made, repeated=True)
            return PersonSaved(made, person.account_id, person.version, _touched(session, person))
        person = _row(session, request)
        before = _record(session, person).form if request.person_id is not None else None
        _keep(desk, session, person, request.form)
        search_store.index_person(session, person.id)
        street = mailing.found_again(before, _record(session, person).form)
        mailed = bool(street) and noting.mail_again(desk, session, person, street)
        assert person.account_id is not None
        form_store.keep(session, request.key, request, person.id)
        about(session, account=person.account_id, person=person.id, before=_told(before), after=_told(request.form))
        return PersonSaved(
            person.id, person.account_id, person.version, _touched(session, person), mailed
        )


def _touched(session: Session, person: Person) -> Touched:
    """The accounts of every record of theirs: one that was merged is reached by the one kept."""
    return Touched(tuple(account for _, account in people_store.records_of(session, person.id)), ("people",))


def _row(session: Session, request: SavePerson) -> Person:
    if request.person_id is None:
        if request.account_id is None or session.get(Account, request.account_id) is None:
            raise NotFound("That account is not there any more. Find it again.")
        return Person(account_id=request.account_id)
    person = people_store.in_use(session, request.person_id)
    refuse_changed(person.version, request.version, of=person)
    return person


def _told(form: PersonForm | None) -> dict[str, object]:
    return {} if form is None else {name: value for name, value in asdict(form).items() if value not in ("", (), None)}


def _keep(desk: Desk, session: Session, person: Person, form: PersonForm) -> Person:
    person_forms.check(form, today=desk.clock.today())
    for name in ("last_name", "first_name", "middle_name", "suffix", "preferred_name", "employer", "relation"):
        setattr(person, name, keyboard.tidy_name(getattr(form, name), field=name))
    for name in ("birth_date", "death_date", "sex", "language", "status", "is_patient"):
        setattr(person, name, getattr(form, name))
    person.employer_phone = keyboard.parse_phone(form.employer_phone) if form.employer_phone.strip() else ""
    session.add(person)
    session.flush()
    people_store.replace_reach(
        session, person.id,
        addresses=[address_row(one) for one in form.addresses], phones=[phone_row(one) for one in form.phones],
        emails=[email_row(one) for one in form.emails], speak_with=[speak_with_row(one) for one in form.speak_with],
    )  # fmt: skip
    noting.follow_death(desk, session, person)
    return person


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
class ChangeGuarantor:
    """Another grown-up of the family answers for the account from now on; ``before`` did when the form was filled."""

    account_id: int
    person_id: int
    reason: str
    before: int | None = None


def change_guarantor(desk: Desk, request: ChangeGuarantor) -> Touched:
    """Charges and money stay with the account; letters go to the new guarantor. Raises ChangedByOther."""
    plausibility.refuse_card_number(request.reason, field="reason")
    with desk.doing("people.edit", "Changed an account's guarantor") as session:
        account, person = session.get(Account, request.account_id), session.get(Person, request.person_id)
        if account is None or person is None or person.account_id != account.id or person.merged_into_id:
            raise NotFound("That person does not belong to this account. Find them again.")
        refuse_changed(account.guarantor_id, request.before, of=account)
        if len(request.reason.strip()) < 3:
            raise PaydeskError("Say why in a few words. It stays with the record.", field="reason")
        if person.birth_date is not None and is_minor(person.birth_date, desk.clock.today()):
            raise PaydeskError("A minor cannot answer for an account. Choose a grown-up.", field="person_id")
        about(session, account=account.id, person=person.id, before=account.guarantor_id, reason=request.reason)
        account.guarantor_id = person.id
        return Touched((account.id,), ("people",))
