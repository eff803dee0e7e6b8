"""Tables of claims: what a visit's charges ask of one coverage, under which names, and what became of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Amount, Base, Id


class Claim(Base):
    """A visit's charges put to one coverage; ``state`` is one of ``rules.claims.ClaimState``.

    ``replaces_id`` is the claim that this one corrects. ``payer_claim`` is the number the insurer gave it.
    """

    __tablename__ = "claim"
    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True)
    visit_id: Mapped[int] = mapped_column(BIG, ForeignKey("visit.id"), index=True)
    coverage_id: Mapped[int] = mapped_column(BIG, ForeignKey("coverage.id"), index=True)
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    patient_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)
    frequency: Mapped[str] = mapped_column(default="1")  # 1 original, 7 replacement, 8 void
    replaces_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("claim.id"), index=True)
    made_on: Mapped[date]
    sent_on: Mapped[date | None]
    sent_how: Mapped[str] = mapped_column(default="")  # rules.claims.SENT_HOW
    payer_claim: Mapped[str] = mapped_column(default="")
    answered_on: Mapped[date | None]
    follow_up_on: Mapped[date | None]
    follow_up_why: Mapped[str] = mapped_column(default="")
    assigned_to: Mapped[str] = mapped_column(default="")
    denial: Mapped[str] = mapped_column(default="")  # rules.claims.DENIALS
    preventable: Mapped[bool | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __table_args__ = (
        Index(
            "ix_claim_follow_up_on", "follow_up_on", sqlite_where=text("follow_up_on IS NOT NULL"),
            postgresql_where=text("follow_up_on IS NOT NULL"),
        ),
    )  # fmt: skip
    __mapper_args__ = {"version_id_col": version}


class ClaimLine(Base):
    """One charge of a claim as it was put to the insurer; ``key`` comes back with the answer (REF*6R)."""

    __tablename__ = "claim_line"
    claim_id: Mapped[int] = mapped_column(BIG, ForeignKey("claim.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[int] = mapped_column(BIG, ForeignKey("charge.id"), index=True)
    charge_version: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str]
    modifiers: Mapped[str] = mapped_column(default="")
    units: Mapped[int]
    amount: Mapped[Amount]
    service_date: Mapped[date]


class ClaimNumber(Base):
    """A number a claim is known by, squeezed to capitals and digits: ours, the channel's, the insurer's."""

    __tablename__ = "claim_number"
    claim_id: Mapped[int] = mapped_column(BIG, ForeignKey("claim.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # ours, sent as, payer's, confirmed
    number: Mapped[str] = mapped_column(primary_key=True)
    __table_args__ = (Index("ix_claim_number_number", "number"),)


class ClaimEvent(Base):
    """What happened to a claim, for ever: the state after it, and why."""

    __tablename__ = "claim_event"
    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(BIG, ForeignKey("claim.id"), index=True)
    at: Mapped[datetime] = mapped_column("happened_at")
    by: Mapped[str] = mapped_column("done_by")
    what: Mapped[str]  # made, sent, acknowledged, answered, denied, taken back, followed up, ...
    state: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    because: Mapped[str] = mapped_column(default="")  # remittance claim, call, file
    because_id: Mapped[int | None] = mapped_column(BIG)


class ClaimDeadline(Base):
    """By when something must be done about a claim, by one source; the earliest of a kind counts."""

    __tablename__ = "claim_deadline"
    claim_id: Mapped[int] = mapped_column(BIG, ForeignKey("claim.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # filing, corrected, appeal
    source: Mapped[str] = mapped_column(primary_key=True)
    due: Mapped[date] = mapped_column(index=True)
