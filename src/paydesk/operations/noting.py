"""Noting: flags with behavior, notes, and the log of contacts that happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from paydesk.data import assistance_store, form_store, ledger_store, note_store, people_store
from paydesk.data.database import Session
from paydesk.data.note_store import ContactFacts, NoteFacts
from paydesk.data.note_store import FlagFacts as FlagFacts
from paydesk.data.people_tables import Account, Address, Contact, Flag, Note, Person
from paydesk.operations import flagging, keeping, mailing
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import assistance, contact, keyboard, plausibility
from paydesk.rules.addressee import in_one_line
from paydesk.rules.errors import NotFound, PaydeskError

CHANNELS = ("phone", "mail", "e-mail", "desk")


@dataclass(frozen=True)
class RaiseFlag:
    """A flag on an account, or on one person of it (``person_id``); ``facts`` as its kind asks for.

    The same ``key`` again raises nothing.
    """

    account_id: int
    kind: str
    since: date
    person_id: int | None = None
    reason: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class Noted:
    """The id of what was kept."""

    id: int
    touched: Touched


def raise_flag(desk: Desk, request: RaiseFlag) -> Noted:
    """Raise a flag. Raises PaydeskError naming a missing fact, or when it is raised already."""
    with desk.doing("flags.edit", "Raised a flag") as session:
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            about(session, account=request.account_id, person=request.person_id, flag=request.kind, repeated=True)
            return Noted(made, touched_by(session, session.get_one(Flag, made)))
        if session.get(Account, request.account_id) is None:
            raise NotFound("That account is not there any more. Find it again.")
        ledger_store.lock_accounts(session, (request.account_id,))  # raised at two desks at once it stands once
        facts = {name: value.strip() for name, value in request.facts.items() if value.strip()}
        person = None
        if request.person_id is not None:
            person = people_store.in_use(session, request.person_id, account_id=request.account_id)
        flag = contact.Flag(request.kind, request.since, None, request.person_id, facts)
        contact.check_flag(flag, today=desk.clock.today())
        plausibility.refuse_card_numbers(request)
        for known in note_store.flags(session, request.account_id):
            if known.until is None and (known.kind, known.person_id) == (request.kind, request.person_id):
                raise PaydeskError("That flag is raised already. End it first if something changed.", field="kind")
        if request.kind == mailing.FLAG:
            mailing.mark_where(session, request.account_id, facts, today=desk.clock.today())
        row = Flag(
            account_id=request.account_id, person_id=request.person_id, kind=request.kind, since=request.since,
            reason=request.reason.strip(), facts=facts, set_by=desk.actor.name,
        )  # fmt: skip
        session.add(row)
        if request.kind == "deceased" and person is not None:
            write_down_death(person, facts)
        session.flush()
        form_store.keep(session, request.key, request, row.id)
        about(session, account=request.account_id, person=request.person_id, flag=request.kind, facts=facts)
        return Noted(row.id, touched_by(session, row))


def write_down_death(person: Person, facts: Mapping[str, str]) -> None:
    """The record says what the flag does. Raises PaydeskError naming the fact."""
    died_on = date.fromisoformat(facts["died_on"])
    if person.birth_date and died_on < person.birth_date:
        raise PaydeskError("That is before the birth date. Check both.", field="died_on")
    person.status, person.death_date = "deceased", died_on


def touched_by(session: Session, row: Flag) -> Touched:
    """A person's flag is seen on every account where a record of theirs stands."""
    records = people_store.records_of(session, row.person_id) if row.person_id is not None else ()
    return Touched(tuple(sorted({row.account_id, *(account for _, account in records)})), ("people",))


def follow_death(desk: Desk, session: Session, person: Person) -> None:
    """The flag is what restrains; the person's status and date of death are the same fact: one never stands alone.

    Dead by the record: the flag is raised from that day on, or learns the date. Living: it has ended yesterday, so
    that nothing more goes to an estate.
    """
    assert person.account_id is not None
    raised = note_store.raised_of(session, person.id, "deceased")
    died_on = person.death_date.isoformat() if person.death_date is not None else ""
    if person.status != "deceased":
        for row in raised:
            flagging.end(desk, session, row, "The record says that this person lives.")
    elif raised:
        for row in raised:
            row.facts = {**row.facts, "died_on": died_on}
    else:
        session.add(
            Flag(account_id=person.account_id, person_id=person.id, kind="deceased", facts={"died_on": died_on},
                 since=person.death_date or desk.clock.today(), set_by=desk.actor.name)
        )  # fmt: skip
    session.flush()


def mail_again(desk: Desk, session: Session, person: Person, street: str) -> bool:
    """A good address was found for someone: returned mail ends on the accounts they answer for; whether any did."""
    rows = note_store.returned_mail_of(session, person.id)
    for row in rows:
        flagging.end(desk, session, row, f"A good address was saved: {street}.")
    session.flush()
    return bool(rows)


def end_flag(desk: Desk, flag_id: int, *, last_day: date, reason: str) -> Touched:
    """A flag ends on a day and stays on file. Raises PaydeskError without a reason, and while an
    application that it stands for is open.
    """
    with desk.doing("flags.edit", "Ended a flag") as session:
        row = session.get(Flag, flag_id)
        if row is None or row.until is not None:
            raise NotFound("That flag has ended already.")
        if len(reason.strip()) < 3:
            raise PaydeskError("Say why it ends in a few words.", field="reason")
        if row.kind == assistance.FLAG and assistance_store.open_of(session, row.account_id) is not None:
            raise PaydeskError("An application for assistance is open. This flag ends when it is decided or withdrawn.")
        contact.check_last_day(contact.Flag(row.kind, row.since, None, row.person_id, row.facts), last_day)
        plausibility.refuse_card_number(reason, field="reason")
        row.until = last_day
        if row.kind == "deceased" and row.person_id is not None:
            person = session.get_one(Person, row.person_id)
            person.status, person.death_date = "active", None
        if row.kind == mailing.FLAG:
            mailing.unmark_where(session, row)
        about(session, account=row.account_id, person=row.person_id, flag=row.kind, until=last_day, reason=reason)
        return touched_by(session, row)


@dataclass(frozen=True)
class WriteNote:
    """A note on an account; ``pinned`` ones stay on top. The same ``key`` again writes nothing."""

    account_id: int
    text: str
    person_id: int | None = None
    pinned: bool = False
    key: str = ""


def write_note(desk: Desk, request: WriteNote) -> Noted:
    """Keep a note: an opinion or reminder, never a contact."""
    touched = Touched((request.account_id,), ("people",))
    with desk.doing("people.edit", "Wrote a note") as session:
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            about(session, account=request.account_id, person=request.person_id, note=made, repeated=True)
            return Noted(made, touched)
        text = keyboard.tidy_text(request.text, field="text")
        if not text:
            raise PaydeskError("Type the note.", field="text")
        plausibility.refuse_card_number(text, field="text")
        if session.get(Account, request.account_id) is None:
            raise NotFound("That account is not there any more. Find it again.")
        row = Note(
            account_id=request.account_id, person_id=_whom(session, request), text=text, written_at=desk.clock.now(),
            written_by=desk.actor.name, pinned=request.pinned,
        )  # fmt: skip
        session.add(row)
        session.flush()
        form_store.keep(session, request.key, request, row.id)
        about(session, account=request.account_id, person=request.person_id, note=row.id)
        return Noted(row.id, touched)


def _whom(session: Session, request: WriteNote | LogContact) -> int | None:
    """Whom it is about: of a record that was merged, the one it points to."""
    if request.person_id is None:
        return None
    return people_store.record_kept(session, request.person_id, account_id=request.account_id).id


@dataclass(frozen=True)
class LogContact:
    """A contact that happened: with whom, by what channel, and what was said. The same ``key`` again logs nothing."""

    account_id: int
    channel: str
    direction: str
    summary: str
    with_whom: str = ""
    person_id: int | None = None
    happened_at: datetime | None = None
    key: str = ""


def log_contact(desk: Desk, request: LogContact) -> Noted:
    """Keep a contact in the log: a fact, dated, never changed."""
    touched = Touched((request.account_id,), ("people",))
    with desk.doing("people.edit", "Logged a contact") as session:
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            about(session, account=request.account_id, person=request.person_id, contact=made, repeated=True)
            return Noted(made, touched)
        row = keep_contact(desk, session, request)
        form_store.keep(session, request.key, request, row.id)
        about(session, account=request.account_id, person=request.person_id, contact=row.id)
        return Noted(row.id, touched)


def keep_contact(desk: Desk, session: Session, request: LogContact) -> Contact:
    """The row of a contact in the log, checked. Raises PaydeskError naming what is missing."""
    if request.channel not in CHANNELS or request.direction not in ("in", "out"):
        raise PaydeskError("Choose phone, mail, e-mail or desk, and who called whom.", field="channel")
    summary = keyboard.tidy_text(request.summary, field="summary")
    if not summary:
        raise PaydeskError("Say in a few words what it was about.", field="summary")
    plausibility.refuse_card_numbers(request)
    if session.get(Account, request.account_id) is None:
        raise NotFound("That account is not there any more. Find it again.")
    row = Contact(
        account_id=request.account_id, channel=request.channel, summary=summary, direction=request.direction,
        person_id=_whom(session, request), happened_at=request.happened_at or desk.clock.now(),
        with_whom=keyboard.tidy_name(request.with_whom, field="with_whom"), logged_by=desk.actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def mark_mail_returned(desk: Desk, address_id: int, *, account_id: int) -> Noted:
    """Mail came back from an address: the address is marked, and the account flagged unless it is already."""
    today = desk.clock.today()
    with desk.doing("flags.edit", "Marked an address: mail came back") as session:
        row = session.get(Address, address_id)
        person = session.get(Person, row.person_id) if row else None
        if row is None or person is None or person.account_id != account_id:
            raise NotFound("That address is not there any more.")
        row.returned_on, row.do_not_use = today, True
        people_store.raise_version(person)
        raised = any(
            known.kind == mailing.FLAG and known.until is None for known in note_store.flags(session, account_id)
        )
        if not raised:
            session.add(
                Flag(account_id=account_id, kind=mailing.FLAG, since=today, reason="", set_by=desk.actor.name,
                     facts={"returned_on": today.isoformat(), mailing.FROM: in_one_line(row)})
            )  # fmt: skip
        session.flush()
        about(session, account=account_id, person=row.person_id, address=address_id, flagged=not raised)
        return Noted(address_id, Touched((account_id,), ("people",)))


@dataclass(frozen=True)
class AboutAccount:
    """What is known of an account besides money."""

    notes: tuple[NoteFacts, ...]
    contacts: tuple[ContactFacts, ...]
    flags: tuple[FlagFacts, ...]


def about_account(desk: Desk, account_id: int) -> AboutAccount:
    """Notes, contacts and flags, their moments on the clinic's clock; opening the account was the look."""
    with desk.looking() as session:
        notes = tuple(
            replace(one, written_at=keeping.local_time(session, one.written_at))
            for one in note_store.notes(session, account_id)
        )
        contacts = tuple(
            replace(one, happened_at=keeping.local_time(session, one.happened_at))
            for one in note_store.contacts(session, account_id)
        )
        return AboutAccount(notes, contacts, note_store.flags(session, account_id))
