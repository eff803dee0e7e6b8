"""Tables of what was given out of the clinic: backups with the head of the audit trail, disclosures of records."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Base, Id


class Backup(Base):
    """A backup that was opened, verified and counted before this row was written.

    ``audit_id`` and ``audit_digest`` are the last row of the audit trail in it: a trail that was cut or written anew
    since does not hold that row any more.
    """

    __tablename__ = "backup"
    id: Mapped[Id]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    workstation: Mapped[str]
    file_name: Mapped[str]
    folder: Mapped[str]
    row_count: Mapped[int] = mapped_column(BIG)
    audit_id: Mapped[int] = mapped_column(BIG)
    audit_digest: Mapped[str]


class Disclosure(Base):
    """A patient's records went to somebody outside: what an accounting of disclosures lists (45 CFR 164.528)."""

    __tablename__ = "disclosure"
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    disclosed_on: Mapped[date]
    recipient: Mapped[str]
    address: Mapped[str]
    what: Mapped[str]
    purpose: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class DisclosureWithdrawal(Base):
    """A disclosure that was recorded by mistake: it stays, and says why it is not listed any more."""

    __tablename__ = "disclosure_withdrawal"
    disclosure_id: Mapped[int] = mapped_column(BIG, ForeignKey("disclosure.id"), primary_key=True, autoincrement=False)
    reason: Mapped[str]
    withdrawn_at: Mapped[datetime]
    withdrawn_by: Mapped[str]
