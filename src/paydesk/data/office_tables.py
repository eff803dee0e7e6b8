"""Tables of the office: settings, providers, places, counters, drafts, kept documents, the audit trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from paydesk.data.column_types import BIG, Base, Id, Money


class Setting(Base):
    """One of the clinic's settings, by name."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}


class Provider(Base):
    """Who renders care, with a checked NPI."""

    __tablename__ = "provider"
    id: Mapped[Id]
    name: Mapped[str]
    npi: Mapped[str] = mapped_column(default="")
    specialty: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Place(Base):
    """Where care is given, with its place-of-service code."""

    __tablename__ = "place"
    id: Mapped[Id]
    name: Mapped[str]
    pos_code: Mapped[str] = mapped_column(default="11")
    active: Mapped[bool] = mapped_column(default=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}


class Counter(Base):
    """The last number given out, by name; raised in the transaction that uses it, so no gaps."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BIG)


class BusinessDay(Base):
    """A day of the till; ``closed`` ones take no entries."""

    __tablename__ = "business_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[str]  # open, closing, closed


class Draft(Base):
    """An interrupted form, kept for the person who was filling it."""

    __tablename__ = "draft"
    user_name: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(BIG, primary_key=True)  # 0: no account
    about: Mapped[str] = mapped_column(primary_key=True)  # "charge 7", "person 3"; empty: the account itself
    words: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]


class KeptForm(Base):
    """A form that made a record, by its key, so that it does so once.

    ``digest`` is of what it asked for; ``made_id`` is in the table of what it makes.
    """

    __tablename__ = "kept_form"
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    made_id: Mapped[int] = mapped_column(BIG)


class Document(Base):
    """The exact bytes of something printed, kept with their hash."""

    __tablename__ = "document"
    id: Mapped[Id]
    kind: Mapped[str]  # statement, statement run, receipt, letter
    account_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    sha256: Mapped[str]
    pages: Mapped[int]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))


class Statement(Base):
    """A statement that was made: its number, what it asked for, and where its pages are."""

    __tablename__ = "statement"
    number: Mapped[int] = mapped_column(BIG, primary_key=True)
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    as_of: Mapped[date]
    due_on: Mapped[date | None]
    amount: Mapped[int] = mapped_column(Money)
    document_id: Mapped[int] = mapped_column(BIG, ForeignKey("document.id"))
    first_page: Mapped[int]
    pages: Mapped[int]


class DiagnosisEdition(Base):
    """An ICD-10-CM code set that the clinic imported."""

    __tablename__ = "diagnosis_edition"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date]


class DiagnosisCode(Base):
    """A code of an imported edition."""

    __tablename__ = "diagnosis_code"
    edition_id: Mapped[int] = mapped_column(BIG, ForeignKey("diagnosis_edition.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    billable: Mapped[bool]
    description: Mapped[str]


class Audit(Base):
    """Who did or saw what, when; each row carries the hash of the one before."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(index=True)
    workstation: Mapped[str]
    act: Mapped[str]
    summary: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(BIG, index=True)
    person_id: Mapped[int | None] = mapped_column(BIG, index=True)
    details: Mapped[str]  # canonical JSON, as hashed
    previous: Mapped[str]
    digest: Mapped[str]
