"""Reads notes, the contact log and flags of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, bindparam, select, union_all
from sqlalchemy.orm import Session

from paydesk.data.database import answers
from paydesk.data.people_tables import Account, Contact, Flag, Note, Person


@dataclass(frozen=True)
class NoteFacts:
    """A note as shown."""

    note_id: int
    person_id: int | None
    text: str
    written_at: datetime
    written_by: str
    pinned: bool


@dataclass(frozen=True)
class ContactFacts:
    """A contact that happened."""

    contact_id: int
    person_id: int | None
    happened_at: datetime
    channel: str
    direction: str
    with_whom: str
    summary: str
    logged_by: str


@dataclass(frozen=True)
class FlagFacts:
    """A flag as kept."""

    flag_id: int
    person_id: int | None
    kind: str
    since: date
    until: date | None
    reason: str
    facts: dict[str, str]
    set_by: str


def notes(session: Session, account_id: int) -> tuple[NoteFacts, ...]:
    """Pinned notes first, then newest first."""
    rows = session.execute(
        select(Note.id, Note.person_id, Note.text, Note.written_at, Note.written_by, Note.pinned)
        .where(Note.account_id == account_id)
        .order_by(Note.pinned.desc(), Note.id.desc())
    )
    return tuple(NoteFacts(*tuple[Any, ...](row)) for row in rows)


def contacts(session: Session, account_id: int, *, limit: int = 200) -> tuple[ContactFacts, ...]:
    """The contact log, newest first."""
    rows = session.execute(
        select(
            Contact.id, Contact.person_id, Contact.happened_at, Contact.channel, Contact.direction,
            Contact.with_whom, Contact.summary, Contact.logged_by,
        )
        .where(Contact.account_id == account_id)
        .order_by(Contact.happened_at.desc(), Contact.id.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(ContactFacts(*tuple[Any, ...](row)) for row in rows)


def flags(session: Session, account_id: int) -> tuple[FlagFacts, ...]:
    """All flags ever raised on an account, newest first; those of a person to whom a record here points among them."""
    found: dict[int, FlagFacts] = {}
    for row in answers(session, raised_flags(), accounts=[account_id]):
        _, person, flag, kind, since, until, reason, facts, set_by = tuple[Any, ...](row)
        found.setdefault(flag, FlagFacts(flag, person, kind, since, until, reason, dict(facts), set_by))
    return tuple(sorted(found.values(), key=lambda one: -one.flag_id))


@cache
def raised_flags() -> CompoundSelect[*tuple[Any, ...]]:
    """(account, person, flag, kind, since, until, reason, facts, set by) of all flags of ``accounts``, in their order.

    A flag of a person is one of every record that was merged into theirs, too, on whatever account that stands:
    its charges and its letters are still that person's.
    """
    accounts: BindParameter[int] = bindparam("accounts", expanding=True)
    facts = (Flag.id, Flag.kind, Flag.since, Flag.until, Flag.reason, Flag.facts, Flag.set_by)
    own = select(Flag.account_id, Flag.person_id, *facts).where(Flag.account_id.in_(accounts))
    of_merged = (
        select(Person.account_id, Person.id, *facts)
        .join(Person, Person.merged_into_id == Flag.person_id)
        .where(Person.account_id.in_(accounts))
    )
    return union_all(own, of_merged).order_by("id")


def raised_of(session: Session, person_id: int, kind: str) -> tuple[Flag, ...]:
    """A person's own flags of a kind that have not ended."""
    query = select(Flag).where(Flag.person_id == person_id, Flag.kind == kind, Flag.until.is_(None))
    return tuple(session.execute(query.order_by(Flag.id)).scalars())


def returned_mail_of(session: Session, person_id: int) -> tuple[Flag, ...]:
    """The flags "returned mail" of the accounts that a person, or a record merged into theirs, answers for."""
    query = (
        select(Flag)
        .join(Account, Account.id == Flag.account_id)
        .join(Person, Person.id == Account.guarantor_id)
        .where(
            (Person.id == person_id) | (Person.merged_into_id == person_id), Flag.kind == "returned_mail",
            Flag.until.is_(None),
        )
        .order_by(Flag.id)
    )  # fmt: skip
    return tuple(session.execute(query).scalars())
