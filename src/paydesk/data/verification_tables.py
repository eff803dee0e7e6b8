"""Tables of verification: what was asked of insurers, what they said and when, what differs, and what was estimated."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Base, Id, Money


class Verification(Base):
    """Where one thing to verify stands: a coverage's eligibility, or its benefits.

    What was asked of benefits holds for everybody in the plan where that is one (see the answers); how much is met is
    the patient's own, so that each coverage stands for itself.

    ``verified_on`` is the day it was last verified in full; ``tried_on``, ``state`` and ``missing`` are of the latest
    try. ``card_changed_on`` is empty until the card changes after that. ``next_due`` and ``due_why`` are the rules'.
    """

    __tablename__ = "verification"
    id: Mapped[Id]
    coverage_id: Mapped[int] = mapped_column(BIG, ForeignKey("coverage.id"))
    asks: Mapped[str]  # rules.verification.Asks
    state: Mapped[str] = mapped_column(default="unverified")  # rules.verification.State
    verified_on: Mapped[date | None]
    tried_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")  # rules.benefits.Source
    verified_by: Mapped[str] = mapped_column(default="")
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    says: Mapped[str] = mapped_column(default="")  # why it ended as it did, in words
    card_changed_on: Mapped[date | None]
    next_due: Mapped[date | None] = mapped_column(index=True)
    due_why: Mapped[str] = mapped_column(default="")
    snoozed_until: Mapped[date | None]
    snooze_why: Mapped[str] = mapped_column(default="")
    assigned_to: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index("uq_verification_coverage_id", "coverage_id", "asks", unique=True),)


class VerifiedAnswer(Base):
    """One answer as it was given, for a coverage or its whole plan; a newer one stands beside it, never in its place.

    ``known`` False: it was asked, and the insurer could not say. The value is in the column its item is kept in:
    ``cents``, ``points`` (hundredths of a percent), ``day`` or ``words`` (also yes, no and counts).
    """

    __tablename__ = "verified_answer"
    id: Mapped[Id]
    coverage_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("coverage.id"))
    insurance_plan_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("insurance_plan.id"))
    item: Mapped[str]  # rules.verified_items.Item
    service: Mapped[str] = mapped_column(default="")  # rules.benefits.ServiceKind
    network: Mapped[str] = mapped_column(default="")  # in, out
    known: Mapped[bool]
    cents: Mapped[int | None] = mapped_column(Money)
    points: Mapped[int | None]
    day: Mapped[date | None]
    words: Mapped[str] = mapped_column(default="")
    limits: Mapped[str] = mapped_column(default="")  # the insurer's own words to it, which may limit it
    as_of: Mapped[date]
    asked_on: Mapped[date]  # the clinic's day
    source: Mapped[str]
    who: Mapped[str] = mapped_column(default="")  # who at the insurer said so, or which file
    reference: Mapped[str] = mapped_column(default="")  # the call's reference number
    taken_at: Mapped[datetime]
    taken_by: Mapped[str]
    because: Mapped[str]  # call, portal, file, card
    because_id: Mapped[int | None] = mapped_column(BIG)
    __table_args__ = (
        CheckConstraint("(coverage_id IS NULL) <> (insurance_plan_id IS NULL)", name="one_of_both"),
        Index("ix_verified_answer_coverage_id", "coverage_id", "item"),
        Index("ix_verified_answer_insurance_plan_id", "insurance_plan_id", "item"),
    )


class FreshnessRow(Base):
    """How long answers are trusted for one kind of payer, from a day on; empty kind: all without their own."""

    __tablename__ = "freshness"
    id: Mapped[Id]
    payer_kind: Mapped[str] = mapped_column(default="")
    eligibility_days: Mapped[int | None]
    benefits_days: Mapped[int | None]
    before_visit: Mapped[int]
    each_service: Mapped[bool]
    visit_within: Mapped[int]
    first: Mapped[date]
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class EligibilityAsked(Base):
    """One question of a file that was written for a clearinghouse or portal; its trace comes back with the answer."""

    __tablename__ = "eligibility_asked"
    trace: Mapped[str] = mapped_column(primary_key=True)
    coverage_id: Mapped[int] = mapped_column(BIG, ForeignKey("coverage.id"), index=True)
    service_date: Mapped[date]
    service_types: Mapped[str]
    file_name: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]


class EligibilityAnswered(Base):
    """One answer of an insurer's file (X12 271), once: ``key`` is what it says, whatever file it is in.

    ``coverage_id`` is empty where nobody here fits; then ``reason`` says why nothing was kept of it.
    """

    __tablename__ = "eligibility_answered"
    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    sha256: Mapped[str]
    line: Mapped[int]
    read_at: Mapped[datetime]
    read_by: Mapped[str]
    payer_name: Mapped[str]
    person_name: Mapped[str]
    member_number: Mapped[str]
    coverage_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("coverage.id"), index=True)
    matched_by: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    advice: Mapped[str] = mapped_column(default="")


class EligibilityDifference(Base):
    """One thing an insurer has otherwise than our record; a person takes it over or leaves it.

    ``state``: open, taken, left, or past (a newer answer says something else).
    """

    __tablename__ = "eligibility_difference"
    id: Mapped[Id]
    answered_id: Mapped[int] = mapped_column(BIG, ForeignKey("eligibility_answered.id"), index=True)
    coverage_id: Mapped[int] = mapped_column(BIG, ForeignKey("coverage.id"))
    field: Mapped[str]  # rules.eligibility_differences.Field
    ours: Mapped[str]
    theirs: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_eligibility_difference_coverage_id", "coverage_id", "state"),
        Index("ix_eligibility_difference_open", "id", sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
    )  # fmt: skip


class EstimateRow(Base):
    """An estimate as it was made and printed, never changed; ``inputs`` are the facts it stands on, frozen.

    ``kind`` is estimate or good faith. ``low`` and ``high`` are what the patient was told. ``due_on`` is by when a good
    faith estimate had to be given. ``replaces_id`` is the one it takes the place of.
    """

    __tablename__ = "estimate"
    id: Mapped[Id]
    number: Mapped[int] = mapped_column(BIG, unique=True)
    kind: Mapped[str]
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    patient_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("visit.id"), index=True)
    coverage_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("coverage.id"))
    service_on: Mapped[date | None] = mapped_column(index=True)
    due_on: Mapped[date | None]
    due_why: Mapped[str] = mapped_column(default="")
    low: Mapped[int] = mapped_column(Money)
    high: Mapped[int] = mapped_column(Money)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    foretold: Mapped[list[Any]] = mapped_column(JSON)  # line by line, to compare with what came
    made_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    replaces_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("estimate.id"), index=True)
    document_id: Mapped[int] = mapped_column(BIG, ForeignKey("document.id"))
