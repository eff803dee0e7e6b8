"""Tables of people: accounts, persons, how to reach them, flags, notes and the contact log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Base, Id


class Account(Base):
    """One guarantor's account; statements, plans, dunning and placement are per account."""

    __tablename__ = "account"
    id: Mapped[Id]
    number: Mapped[int] = mapped_column(BIG, unique=True)
    guarantor_id: Mapped[int] = mapped_column(BIG, index=True)  # a person; verify proves it is there
    status: Mapped[str] = mapped_column(default="active")  # active, inactive, archived
    external_id: Mapped[str | None] = mapped_column(unique=True)
    opened_on: Mapped[date]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Person(Base):
    """Anyone the clinic keeps: patient, guarantor, subscriber.

    ``account_id`` is the family's account; charges keep the account they were posted to. Merged people stay as
    a pointer (``merged_into_id``) and ledger lines keep their patient.
    """

    __tablename__ = "person"
    id: Mapped[Id]
    account_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    is_patient: Mapped[bool] = mapped_column(default=True)
    last_name: Mapped[str]
    first_name: Mapped[str] = mapped_column(default="")
    middle_name: Mapped[str] = mapped_column(default="")
    suffix: Mapped[str] = mapped_column(default="")
    preferred_name: Mapped[str] = mapped_column(default="")
    birth_date: Mapped[date | None]
    death_date: Mapped[date | None]
    sex: Mapped[str] = mapped_column(default="")  # F, M, X or empty: not known
    language: Mapped[str] = mapped_column(default="en")
    relation: Mapped[str] = mapped_column(default="")  # to the guarantor: self, spouse, child, other
    employer: Mapped[str] = mapped_column(default="")
    employer_phone: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="active")  # active, inactive, archived, deceased
    external_id: Mapped[str | None] = mapped_column(unique=True)
    merged_into_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("person.id"))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Address(Base):
    """Where a person gets mail; ``confidential`` comes before all others."""

    __tablename__ = "address"
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(default="home")  # home, mailing, confidential
    line1: Mapped[str]
    line2: Mapped[str] = mapped_column(default="")
    city: Mapped[str]
    state: Mapped[str]
    zip: Mapped[str]
    do_not_use: Mapped[bool] = mapped_column(default=False)
    returned_on: Mapped[date | None]


class Phone(Base):
    """A number with its kind and the consent given for it."""

    __tablename__ = "phone"
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(default="mobile")  # mobile, home, work
    digits: Mapped[str] = mapped_column(index=True)
    extension: Mapped[str] = mapped_column(default="")
    may_call: Mapped[bool] = mapped_column(default=True)
    may_text: Mapped[bool] = mapped_column(default=False)
    consent_on: Mapped[date | None]
    do_not_use: Mapped[bool] = mapped_column(default=False)
    preferred: Mapped[bool] = mapped_column(default=False)


class Email(Base):
    """An e-mail address with the consent given for it."""

    __tablename__ = "email"
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(default="home")  # home, work
    address: Mapped[str]
    may_email: Mapped[bool] = mapped_column(default=False)
    consent_on: Mapped[date | None]
    do_not_use: Mapped[bool] = mapped_column(default=False)


class SpeakWith(Base):
    """Who else we may speak with about this person."""

    __tablename__ = "speak_with"
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    name: Mapped[str]
    relation: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="billing")  # billing, all
    until: Mapped[date | None]


class Flag(Base):
    """A status with behavior (rules.contact says what it forbids); ended, never erased."""

    __tablename__ = "flag"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    set_by: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}


class Note(Base):
    """An opinion or reminder about an account: apart from the contact log, which is fact."""

    __tablename__ = "note"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("person.id"))
    text: Mapped[str]
    written_at: Mapped[datetime]
    written_by: Mapped[str]
    pinned: Mapped[bool] = mapped_column(default=False)


class Contact(Base):
    """One contact that happened: call, letter, statement, e-mail, visit at the desk."""

    __tablename__ = "contact"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("person.id"))
    happened_at: Mapped[datetime]
    channel: Mapped[str]  # phone, mail, e-mail, desk
    direction: Mapped[str]  # in, out
    with_whom: Mapped[str] = mapped_column(default="")
    summary: Mapped[str]
    logged_by: Mapped[str]


class SearchTerm(Base):
    """One key by which the finder finds a person: a name part, digits of a phone, a member number."""

    __tablename__ = "search_term"
    term: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # name, number, phone, member, birth
    __table_args__ = (Index("ix_search_term_person_id_term", "person_id", "term"),)
