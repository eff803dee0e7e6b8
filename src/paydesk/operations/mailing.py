"""Mailing: which address mail came back from, and when a better one lets mail go out again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from paydesk.data import people_store
from paydesk.data.database import Session
from paydesk.data.people_tables import Account, Address, Flag
from paydesk.operations.desk import Desk
from paydesk.operations.person_forms import AddressForm, PersonForm
from paydesk.rules.addressee import MailAddress, address_for, in_one_line

FLAG = "returned_mail"
FROM = "address"
"""The fact of that flag which says where mail came back from, as ``in_one_line`` has it."""


def mail_addresses(addresses: Iterable[AddressForm | Address]) -> tuple[MailAddress, ...]:
    """Addresses of a form, or kept ones, as the rules know them."""
    return tuple(
        MailAddress(a.kind, a.line1, a.line2, a.city, a.state, a.zip, a.do_not_use, a.returned_on) for a in addresses
    )


def mark_where(session: Session, account_id: int, facts: dict[str, str], *, today: date) -> None:
    """Mark the guarantor's address that mail came back from, and write it into ``facts``.

    It is the one named there, else the one mail goes to; where there is none, nothing is marked.
    """
    person = people_store.record_kept(session, session.get_one(Account, account_id).guarantor_id)
    kept = people_store.reach_of(session, person.id).addresses
    goes = address_for(mail_addresses(kept))
    where = facts.get(FROM) or (in_one_line(goes) if goes else "")
    marked = [row for row in kept if in_one_line(row) == where]
    for row in marked:
        row.returned_on = date.fromisoformat(facts["returned_on"]) if facts.get("returned_on") else today
    if marked:
        people_store.raise_version(person)
    if where:
        facts[FROM] = where


def unmark_where(session: Session, flag: Flag) -> None:
    """The flag ends because mail arrives after all: its address is as good as any."""
    person = people_store.record_kept(session, session.get_one(Account, flag.account_id).guarantor_id)
    marked = [
        row for row in people_store.reach_of(session, person.id).addresses
        if row.returned_on is not None and in_one_line(row) == flag.facts.get(FROM)
    ]  # fmt: skip
    for row in marked:
        row.returned_on = None
    if marked:
        people_store.raise_version(person)


def found_again(before: PersonForm | None, after: PersonForm) -> str:
    """The address mail goes to, in one line, if it was not good before, or if none is left that mail came back from;
    else empty."""
    known = mail_addresses(before.addresses) if before else ()
    goes = address_for(mail_addresses(after.addresses))
    if goes is None:
        return ""
    mended = _any_returned(known) and not _any_returned(mail_addresses(after.addresses))
    return in_one_line(goes) if mended or goes not in {one for one in known if one.good} else ""


def _any_returned(addresses: Iterable[MailAddress]) -> bool:
    return any(one.returned_on for one in addresses)


@dataclass(frozen=True)
class MailPlaces:
    """The addresses of an account's guarantor, and the one of them that mail goes to."""

    addresses: tuple[MailAddress, ...]
    goes: MailAddress | None


def mail_places(desk: Desk, account_id: int) -> MailPlaces:
    """Where an account's mail may have come back from; opening the account was the look."""
    with desk.looking() as session:
        guarantor = people_store.record_kept(session, session.get_one(Account, account_id).guarantor_id)
        found = mail_addresses(people_store.reach_of(session, guarantor.id).addresses)
        return MailPlaces(found, address_for(found))
