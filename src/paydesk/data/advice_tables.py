"""Tables of remittance advice: what insurers' files and papers say, as they say it, and where each claim of it went."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Amount, Base, Id, Money


class Advice(Base):
    """One payment an insurer announces (an 835's set, or a paper); ``key`` is the payment, whatever file it is in.

    ``lot_id`` is its money, once the first claim of it is posted. ``findings`` are what is wrong with it.
    """

    __tablename__ = "advice"
    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]  # file, paper
    file_name: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    control: Mapped[str] = mapped_column(default="")
    read_at: Mapped[datetime]
    read_by: Mapped[str]
    payer_name: Mapped[str]
    payer_number: Mapped[str]
    originator: Mapped[str]
    payee_number: Mapped[str] = mapped_column(default="")
    trace: Mapped[str] = mapped_column(index=True)
    amount: Mapped[int | None] = mapped_column(Money, index=True)
    method: Mapped[str]
    paid_on: Mapped[date | None]
    claims_total: Mapped[Amount]
    provider_adjustments: Mapped[Amount]
    balanced: Mapped[bool]
    findings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    payer_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("payer.id"))
    lot_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("remittance.lot_id"), unique=True)
    in_bank_on: Mapped[date | None]
    received_on: Mapped[date | None]  # of a check that came on paper
    put_aside: Mapped[str] = mapped_column(default="")  # why, by a person
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}


class AdviceClaim(Base):
    """One claim as the insurer answers it (CLP). ``claim_id`` is ours, once it is known; ``answer_id`` what posted it.

    ``work``: waiting, posted, noted (nothing to post), aside, replaced (typed anew). ``reason`` says why it waits, for
    a person.
    """

    __tablename__ = "advice_claim"
    id: Mapped[Id]
    advice_id: Mapped[int] = mapped_column(BIG, ForeignKey("advice.id"))
    seq: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str]
    squeezed: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    charge: Mapped[int | None] = mapped_column(Money)
    paid: Mapped[int | None] = mapped_column(Money)
    patient_responsibility: Mapped[int | None] = mapped_column(Money)
    filing: Mapped[str]
    payer_claim: Mapped[str] = mapped_column(index=True)
    original: Mapped[str]
    segment: Mapped[int]
    line: Mapped[int]
    patient_last: Mapped[str]
    patient_first: Mapped[str]
    member_number: Mapped[str]
    corrected_name: Mapped[str]
    corrected_number: Mapped[str]
    crossover: Mapped[str]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    received_on: Mapped[date | None]
    remarks: Mapped[str]
    hindrance: Mapped[str]
    claim_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("claim.id"), index=True)
    matched_by: Mapped[str] = mapped_column(default="")
    answer_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("remittance_claim.id"), index=True)
    work: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        Index("uq_advice_claim_seq", "advice_id", "seq", unique=True),
        Index("ix_advice_claim_work", "work", "advice_id"),
    )


class AdviceLine(Base):
    """One service line as answered (SVC)."""

    __tablename__ = "advice_line"
    advice_claim_id: Mapped[int] = mapped_column(BIG, ForeignKey("advice_claim.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    code: Mapped[str]
    modifiers: Mapped[str]
    original_code: Mapped[str]
    charge: Mapped[int | None] = mapped_column(Money)
    paid: Mapped[int | None] = mapped_column(Money)
    allowed: Mapped[int | None] = mapped_column(Money)
    units: Mapped[Any] = mapped_column(Numeric(15, 3), nullable=True)
    service_date: Mapped[date | None]
    remarks: Mapped[str]


class AdviceAdjustment(Base):
    """Why less was paid (CAS): of a line, or with ``line`` 0 of the claim as a whole; lines count from 1."""

    __tablename__ = "advice_adjustment"
    advice_claim_id: Mapped[int] = mapped_column(BIG, ForeignKey("advice_claim.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    grouped: Mapped[str]  # CO, PR, OA, PI
    reason: Mapped[str]
    amount: Mapped[int | None] = mapped_column(Money)


class AdviceProviderAdjustment(Base):
    """Money of a payment that belongs to no claim in it (PLB); more than zero lowers the payment."""

    __tablename__ = "advice_provider_adjustment"
    advice_id: Mapped[int] = mapped_column(BIG, ForeignKey("advice.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str]
    reason: Mapped[str]
    reference: Mapped[str]
    amount: Mapped[int | None] = mapped_column(Money)


class PayerNumber(Base):
    """A number or name that an insurer calls itself by in its files, and who it is; learned once."""

    __tablename__ = "payer_number"
    number: Mapped[str] = mapped_column(primary_key=True)
    payer_id: Mapped[int] = mapped_column(BIG, ForeignKey("payer.id"))


class ContractReason(Base):
    """An adjustment (group and reason) that this clinic takes off as its contract's price, beside CO-45 and CO-253."""

    __tablename__ = "contract_reason"
    grouped: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(primary_key=True)
    active: Mapped[bool] = mapped_column(default=True)
    why: Mapped[str] = mapped_column(default="")
    set_by: Mapped[str]
    set_at: Mapped[datetime]
