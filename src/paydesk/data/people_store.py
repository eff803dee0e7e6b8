"""Reads and writes people and accounts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from paydesk.data.office_tables import User
from paydesk.data.people_tables import Account, Person


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


def account(session: Session, account_id: int) -> Account | None:
    """The account's row, or None."""
    return session.get(Account, account_id)


def guarantor_of(session: Session, account_id: int) -> Guarantor:
    """The guarantor of an account that is there."""
    row = session.execute(
        select(
            Person.id, Account.number, Person.first_name, Person.last_name, Person.suffix, Person.language
        )
        .join(Account, Account.guarantor_id == Person.id)
        .where(Account.id == account_id)
    ).one()
    return Guarantor(*row)


def user_name(session: Session, name: str) -> str:
    """A user's full name for paper, or the name she signs in with."""
    found = session.execute(select(User.full_name).where(User.name == name)).scalar_one_or_none()
    return found or name


def account_of(session: Session, person_id: int) -> int | None:
    """The account a person belongs to, or None."""
    return session.execute(select(Person.account_id).where(Person.id == person_id)).scalar_one_or_none()
