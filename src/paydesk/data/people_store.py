"""Reads and writes people and accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from paydesk.data.database import answers
from paydesk.data.people_tables import Account, Address, Email, Person, Phone, SpeakWith
from paydesk.rules.errors import NotFound, PaydeskError


@dataclass(frozen=True)
class Guarantor:
    """Who answers for an account."""

    person_id: int
    account_number: int
    first_name: str
    last_name: str
    suffix: str
    language: str

    @property
    def full_name(self) -> str:
        """First, last, suffix."""
        return " ".join(part for part in (self.first_name, self.last_name, self.suffix) if part)


def guarantor_states(session: Session, account_id: int) -> tuple[str, ...]:
    """The states of the addresses of an account's guarantor."""
    query = select(Address.state).join(Account, Account.guarantor_id == Address.person_id)
    return tuple(session.execute(query.where(Account.id == account_id).order_by(Address.id)).scalars())


def guarantor_of(session: Session, account_id: int, *, lock: bool = False) -> Guarantor:
    """The guarantor of an account; ``lock``: its money waits its turn, as ``ledger_store.lock_accounts`` says.

    Raises NotFound when the account is not there.
    """
    found = answers(session, _guarantor(lock=lock), account=account_id)
    if not found:
        raise NotFound("That account is not there any more. Find it again.")
    return Guarantor(*tuple[Any, ...](found[0]))


@cache
def _guarantor(*, lock: bool) -> Select[*tuple[Any, ...]]:
    query = (
        select(Person.id, Account.number, Person.first_name, Person.last_name, Person.suffix, Person.language)
        .join(Account, Account.guarantor_id == Person.id)
        .where(Account.id == bindparam("account"))
    )
    return query.with_for_update(of=Account) if lock else query


def in_use(session: Session, person_id: int, *, account_id: int | None = None) -> Person:
    """The record of someone to whom something is added, on ``account_id`` where it matters.

    Raises NotFound, or PaydeskError for a record that was merged into another one or belongs to another account.
    """
    person = _record(session, person_id, account_id)
    if person.merged_into_id is not None:
        raise PaydeskError("This record was merged into another one. Open that one.", field="person_id")
    return person


def record_kept(session: Session, person_id: int, *, account_id: int | None = None) -> Person:
    """The person's record, or the one it points to if it was merged; raises as ``in_use`` otherwise."""
    person = _record(session, person_id, account_id)
    return person if person.merged_into_id is None else session.get_one(Person, person.merged_into_id)


def _record(session: Session, person_id: int, account_id: int | None) -> Person:
    person = session.get(Person, person_id)
    if person is None or person.account_id is None:
        raise NotFound("That person is not there any more. Find them again.")
    if account_id is not None and person.account_id != account_id:
        raise PaydeskError("That person belongs to another account. Choose someone of this one.", field="person_id")
    return person


def records_of(session: Session, person_id: int) -> tuple[tuple[int, int], ...]:
    """(person, account) of the record that is kept of someone and of those merged into it, the kept one first."""
    kept = select(func.coalesce(Person.merged_into_id, Person.id)).where(Person.id == person_id).scalar_subquery()
    rows = session.execute(
        select(Person.id, Person.account_id)
        .where((Person.id == kept) | (Person.merged_into_id == kept), Person.account_id.is_not(None))
        .order_by(Person.merged_into_id.is_not(None), Person.id)
    )
    return tuple((person, account) for person, account in rows if account is not None)


def account_of(session: Session, person_id: int) -> int | None:
    """The account a person belongs to, or None."""
    return session.execute(select(Person.account_id).where(Person.id == person_id)).scalar_one_or_none()


def people_of(session: Session, account_id: int) -> tuple[int, ...]:
    """The ids of everybody on an account, in the order they were added."""
    query = select(Person.id).where(Person.account_id == account_id).order_by(Person.id)
    return tuple(session.execute(query).scalars())


@dataclass(frozen=True)
class Reach:
    """Every way to reach a person."""

    addresses: tuple[Address, ...]
    phones: tuple[Phone, ...]
    emails: tuple[Email, ...]
    speak_with: tuple[SpeakWith, ...]


def reach_of(session: Session, person_id: int) -> Reach:
    """A person's addresses, phones, e-mails and who else we may speak with, in the order they were kept."""
    return Reach(
        tuple(session.execute(select(Address).where(Address.person_id == person_id).order_by(Address.id)).scalars()),
        tuple(session.execute(select(Phone).where(Phone.person_id == person_id).order_by(Phone.id)).scalars()),
        tuple(session.execute(select(Email).where(Email.person_id == person_id).order_by(Email.id)).scalars()),
        tuple(
            session.execute(select(SpeakWith).where(SpeakWith.person_id == person_id).order_by(SpeakWith.id)).scalars()
        ),
    )


def raise_version(person: Person) -> None:
    """What hangs on a person changes: whoever read the record before is told so on saving."""
    flag_modified(person, "status")


def replace_reach(
    session: Session,
    person_id: int,
    *,
    addresses: Sequence[Address],
    phones: Sequence[Phone],
    emails: Sequence[Email],
    speak_with: Sequence[SpeakWith],
) -> None:
    """Keep these ways to reach a person in place of those there were; the audit trail keeps the old ones.

    The person's version rises: two forms open at once must not overwrite each other's phones.
    """
    raise_version(session.get_one(Person, person_id))
    session.execute(delete(Address).where(Address.person_id == person_id))
    session.execute(delete(Phone).where(Phone.person_id == person_id))
    session.execute(delete(Email).where(Email.person_id == person_id))
    session.execute(delete(SpeakWith).where(SpeakWith.person_id == person_id))
    rows: tuple[Address | Phone | Email | SpeakWith, ...] = (*addresses, *phones, *emails, *speak_with)
    for row in rows:
        row.person_id = person_id
        session.add(row)
    session.flush()
