"""Disclosing: what of a patient's records went to whom outside, withdrawn when wrong, and accounted for on paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from paydesk.data import charge_store, disclosure_store, form_store, office_store, people_store
from paydesk.data.database import Session
from paydesk.data.disclosure_store import Disclosed as Disclosed
from paydesk.data.people_tables import Account, Person
from paydesk.data.safekeeping_tables import Disclosure, DisclosureWithdrawal
from paydesk.documents.accounting_view import AccountingView, DisclosureLine
from paydesk.operations import keeping, mailing
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.keeping import Printed
from paydesk.rules import keyboard, plausibility
from paydesk.rules.addressee import Addressee, address_for, addressee, is_minor
from paydesk.rules.contact import flags_in_force
from paydesk.rules.correspondence import Language, language_of, words
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.zip_codes import show_zip

KIND = "accounting of disclosures"
"""The kind of document it is kept as."""

YEARS_BACK = 6
"""An accounting goes back six years from the day it is asked for, not further (45 CFR 164.528(a)(1))."""

LONGEST = 600
"""Characters of what was disclosed and why: a brief description and a brief statement are asked for."""


@dataclass(frozen=True)
class RecordDisclosure:
    """Records of a patient went to ``recipient``; ``address`` as far as it is known. The same ``key`` again
    records nothing."""

    person_id: int
    on: date
    recipient: str
    what: str
    purpose: str
    address: str = ""
    key: str = ""


@dataclass(frozen=True)
class DisclosureRecorded:
    """The disclosure's id."""

    disclosure_id: int
    touched: Touched


def record_disclosure(desk: Desk, request: RecordDisclosure) -> DisclosureRecorded:
    """Keep a disclosure for good. Raises PaydeskError naming the field that is missing or cannot be."""
    plausibility.refuse_card_numbers(request)
    with desk.doing("disclosures.record", "Recorded a disclosure") as session:
        person = people_store.in_use(session, request.person_id)
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            about(session, account=person.account_id, person=person.id, on=request.on, repeated=True)
            return DisclosureRecorded(made, _touched(person))
        if request.on > desk.clock.today():
            raise PaydeskError("That day is still to come. Type the day it was disclosed.", field="on")
        row = Disclosure(
            person_id=person.id, disclosed_on=request.on, recipient=_needed(request.recipient, "recipient"),
            address=keyboard.tidy_name(request.address, longest=200, field="address"),
            what=_needed(request.what, "what"), purpose=_needed(request.purpose, "purpose"),
            recorded_at=desk.clock.now(), recorded_by=desk.actor.name,
        )  # fmt: skip
        session.add(row)
        session.flush()
        form_store.keep(session, request.key, request, row.id)
        about(session, account=person.account_id, person=person.id, on=request.on, recipient=row.recipient,
              address=row.address, what=row.what, purpose=row.purpose)  # fmt: skip
        return DisclosureRecorded(row.id, _touched(person))


_MISSING = {
    "recipient": "Type who received it.", "what": "Type what of the records was disclosed.",
    "purpose": "Type why it was disclosed, such as the request or the law that asks for it.",
}  # fmt: skip


def _needed(text: str, field: str) -> str:
    longest = keyboard.LONGEST_NAME if field == "recipient" else LONGEST
    tidied = " ".join(keyboard.tidy_text(text, longest=longest, field=field).split("\n"))
    if not tidied:
        raise PaydeskError(_MISSING[field], field=field)
    return tidied


def _touched(person: Person) -> Touched:
    return Touched((person.account_id,) if person.account_id else (), ("people",))


def withdraw_disclosure(desk: Desk, disclosure_id: int, reason: str) -> Touched:
    """It was recorded by mistake: it stays on file and is listed no more. Raises PaydeskError without a reason."""
    plausibility.refuse_card_number(reason, field="reason")
    with desk.doing("disclosures.record", "Withdrew a disclosure") as session:
        row = session.get(Disclosure, disclosure_id)
        if row is None:
            raise NotFound("That disclosure is not on file.")
        why = keyboard.tidy_text(reason, longest=LONGEST, field="reason")
        if not why:
            raise PaydeskError("Type why it is withdrawn.", field="reason")
        if session.get(DisclosureWithdrawal, disclosure_id) is not None:
            raise PaydeskError("It was withdrawn already.")
        session.add(
            DisclosureWithdrawal(
                disclosure_id=row.id, reason=why, withdrawn_at=desk.clock.now(), withdrawn_by=desk.actor.name
            )
        )
        person = session.get_one(Person, row.person_id)
        about(session, account=person.account_id, person=person.id, on=row.disclosed_on, recipient=row.recipient,
              what=row.what, reason=why)  # fmt: skip
        return _touched(person)


def disclosures_of(desk: Desk, *person_ids: int) -> tuple[Disclosed, ...]:
    """What was disclosed of these patients, also under records merged into theirs, the latest day first; a look."""
    with desk.looking("disclosures.record") as session:
        found = _all_of(session, *person_ids)
        account = people_store.account_of(session, person_ids[0])
    person = person_ids[0] if len(person_ids) == 1 else None
    desk.looked("disclosures.see", "Looked at recorded disclosures", account=account, person=person)
    return found


def _all_of(session: Session, *person_ids: int) -> tuple[Disclosed, ...]:
    ids = sorted({person for one in person_ids for person, _ in people_store.records_of(session, one)})
    return tuple(
        replace(one, withdrawn_at=keeping.local_time(session, one.withdrawn_at) if one.withdrawn_at else None)
        for one in disclosure_store.disclosures(session, ids)
    )


def earliest(today: date) -> date:
    """The first day an accounting that is asked for ``today`` may go back to."""
    try:
        return today.replace(year=today.year - YEARS_BACK)
    except ValueError:  # February 29
        return today.replace(year=today.year - YEARS_BACK, day=28)


def account_for(desk: Desk, person_id: int, *, first: date, last: date, language: str = "") -> Printed:
    """The accounting of a patient's disclosures between two days, in her language or ``language``, kept as printed.

    Raises PaydeskError for days the wrong way, still to come, or more than six years back.
    """
    from paydesk.documents.accounting import draw_accounting

    _check(first, last, desk.clock.today())
    with desk.doing("disclosures.account", "Made an accounting of disclosures") as session:
        person = people_store.record_kept(session, person_id)
        listed = [one for one in _all_of(session, person.id) if not one.withdrawn_by and first <= one.on <= last]
        view = _view(desk, session, person, listed, first, last, language_of(language or person.language))
        assert person.account_id is not None
        printed = keeping.keep(desk, session, draw_accounting(view), kind=KIND, account_id=person.account_id)
        about(session, account=person.account_id, person=person.id, first=first, last=last, disclosures=len(listed),
              document=printed.document_id)  # fmt: skip
        return printed


def accounting_went_out(desk: Desk, person_id: int, document_id: int) -> None:
    """A printer or a file took the accounting. The approval to make it was for that, too."""
    with desk.doing("documents.reprint", "An accounting of disclosures went out") as session:
        person = people_store.record_kept(session, person_id)
        about(session, account=person.account_id, person=person.id, act="disclosures.sent", document=document_id)


def _check(first: date, last: date, today: date) -> None:
    if last < first:
        raise PaydeskError("The last day is before the first. Turn them round.", field="last")
    if last > today:
        raise PaydeskError("The last day is still to come. Type today or earlier.", field="last")
    if first < earliest(today):
        limit = keyboard.show_date(earliest(today))
        raise PaydeskError(f"An accounting goes back six years: to {limit}, not further.", field="first")


def _view(
    desk: Desk, session: Session, person: Person, listed: list[Disclosed], first: date, last: date, language: Language
) -> AccountingView:
    who = _written_to(desk, session, person, language)
    lines = tuple(
        DisclosureLine(on=one.on, recipient=one.recipient, address=one.address, what=one.what, purpose=one.purpose)
        for one in reversed(listed)
    )
    where = address_for(mailing.mail_addresses(people_store.reach_of(session, person.id).addresses))
    place = () if where is None else (
        f"{where.line1} {where.line2}".strip(), f"{where.city}, {where.state} {show_zip(where.zip)}"
    )  # fmt: skip
    return AccountingView(
        letterhead=keeping.letterhead(session), language=language, date=desk.clock.today(),
        account=str(session.get_one(Account, person.account_id).number), about=_name(person),
        addressee=tuple(line for line in (who.name, who.second, *place) if line),
        greeting=words(language).dear.format(name=who.name), first=first, last=last, lines=lines,
        signer=office_store.office(session).user,
    )  # fmt: skip


def _written_to(desk: Desk, session: Session, person: Person, language: Language) -> Addressee:
    """The patient, a minor's parent or the estate; an attorney who speaks about money is nobody's business here."""
    today = desk.clock.today()
    raised = charge_store.flags(session, person.account_id) if person.account_id else ()
    flags = tuple(flag for flag in flags_in_force(raised, today) if flag.kind not in ("attorney", "bankruptcy"))
    minor = is_minor(person.birth_date, today)
    return addressee(_name(person), flags=flags, person_id=person.id, minor=minor, language=language)


def _name(person: Person) -> str:
    parts = (person.first_name, person.middle_name, person.last_name, person.suffix)
    return " ".join(part for part in parts if part)
