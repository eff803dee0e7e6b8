"""Tables of calls to insurers: what was asked and answered, and what is remembered of each insurer for the next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Base, Id


class InsurerCall(Base):
    """A call to an insurer. A ``draft`` is begun and holds what is ``typed``; a ``closed`` one never changes again.

    ``dropped`` is one that was begun by mistake. ``held_seconds`` of the time between start and end were waiting.
    """

    __tablename__ = "insurer_call"
    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    payer_id: Mapped[int] = mapped_column(BIG, ForeignKey("payer.id"), index=True)
    purpose: Mapped[str]  # rules.call_sheet.Purpose
    state: Mapped[str] = mapped_column(index=True)  # draft, closed, dropped
    about: Mapped[str] = mapped_column(index=True)  # "claim 7", "coverage 3": what it was begun for
    number: Mapped[str] = mapped_column(default="")  # dialed
    menu: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    held_seconds: Mapped[int] = mapped_column(default=0)
    representative: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    follow_up_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    typed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by: Mapped[str] = mapped_column("done_by")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}


class InsurerCallSubject(Base):
    """One thing a call settled: a claim or a coverage, how it ended for it, and when it is looked at again."""

    __tablename__ = "insurer_call_subject"
    call_id: Mapped[int] = mapped_column(BIG, ForeignKey("insurer_call.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("claim.id"), index=True)
    coverage_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("coverage.id"), index=True)
    purpose: Mapped[str]
    outcome: Mapped[str]
    state: Mapped[str] = mapped_column(default="")  # of the claim or the verification after it
    follow_up_on: Mapped[date | None]
    follow_up_why: Mapped[str] = mapped_column(default="")
    __table_args__ = (CheckConstraint("(claim_id IS NULL) <> (coverage_id IS NULL)", name="one_thing"),)


class InsurerCallAnswer(Base):
    """What the insurer said to one item; not ``known``: asked, and they did not know."""

    __tablename__ = "insurer_call_answer"
    call_id: Mapped[int] = mapped_column(BIG, ForeignKey("insurer_call.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    known: Mapped[bool]


class PayerContact(Base):
    """How an insurer is reached for one purpose, as calls taught it; ``usual_hold`` in seconds."""

    __tablename__ = "payer_contact"
    payer_id: Mapped[int] = mapped_column(BIG, ForeignKey("payer.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(default="")
    menu: Mapped[str] = mapped_column(default="")
    best_hours: Mapped[str] = mapped_column(default="")
    usual_hold: Mapped[int | None]
    holds: Mapped[int] = mapped_column(default=0)  # how many calls that is of
    fax: Mapped[str] = mapped_column(default="")
    portal: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}


class PayerLimit(Base):
    """Days a payer gives (``filing``, ``corrected``, ``appeal``), who says so, and when that was last confirmed."""

    __tablename__ = "payer_limit"
    payer_id: Mapped[int] = mapped_column(BIG, ForeignKey("payer.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    source: Mapped[str]
    confirmed_on: Mapped[date]
    confirmed_by: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}
