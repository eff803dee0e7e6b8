"""Reads notes, the contact log and flags of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from paydesk.data.people_tables import Contact, Flag, Note


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
    """All flags ever raised on an account, newest first."""
    rows = session.execute(select(Flag).where(Flag.account_id == account_id).order_by(Flag.id.desc())).scalars()
    return tuple(
        FlagFacts(f.id, f.person_id, f.kind, f.since, f.until, f.reason, dict(f.facts), f.set_by) for f in rows
    )
