"""Tables of insurers' overpayments: whose money it is, what was decided, how it went back, and what is carried on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Amount, Base, Id, Money


class InsurerOverpayment(Base):
    """What an insurer paid too much for one visit by one coverage, or says so; of each there is one open at a time.

    ``settled`` is what went back, kept from its settlements that stand. ``after_answer`` is the newest answer there was
    when it was found: a taking-back that came later settles it. ``paused_on`` and ``resumed_on``: it is looked into.
    """

    __tablename__ = "insurer_overpayment"
    id: Mapped[Id]
    payer_id: Mapped[int] = mapped_column(BIG, ForeignKey("payer.id"), index=True)
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    patient_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"))
    coverage_id: Mapped[int] = mapped_column(BIG, ForeignKey("coverage.id"))
    visit_id: Mapped[int] = mapped_column(BIG, ForeignKey("visit.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("claim.id"))
    found_by: Mapped[str]  # rules.insurer_overpayment.FOUND_BY
    reason: Mapped[str]  # rules.insurer_overpayment.REASONS
    amount: Mapped[Amount]
    settled: Mapped[int] = mapped_column(Money, default=0)
    letter_number: Mapped[str] = mapped_column(default="")
    letter_on: Mapped[date | None]
    respond_by: Mapped[date | None]
    identified_on: Mapped[date]
    paused_on: Mapped[date | None]
    resumed_on: Mapped[date | None]
    decision: Mapped[str] = mapped_column(default="")  # rules.insurer_overpayment.Decision
    dispute_until: Mapped[date | None]
    state: Mapped[str] = mapped_column(index=True)  # rules.insurer_overpayment.OverpaymentState
    after_answer: Mapped[int] = mapped_column(BIG, default=0)
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index(
            "uq_insurer_overpayment_open", "visit_id", "coverage_id", unique=True,
            sqlite_where=text("closed_on IS NULL"), postgresql_where=text("closed_on IS NULL"),
        ),
    )  # fmt: skip


class OverpaymentEvent(Base):
    """What happened to an insurer's overpayment, for ever."""

    __tablename__ = "overpayment_event"
    id: Mapped[Id]
    overpayment_id: Mapped[int] = mapped_column(BIG, ForeignKey("insurer_overpayment.id"), index=True)
    at: Mapped[datetime] = mapped_column("happened_at")
    by: Mapped[str] = mapped_column("done_by")
    what: Mapped[str]
    why: Mapped[str] = mapped_column(default="")


class OverpaymentSettlement(Base):
    """Money of an overpayment that went back. ``stands`` until what it is in the ledger is undone.

    ``kind``: refund (a check, by ``refund_id``), takeback (kept from a payment: the adjustment ``seq`` of an advice),
    reversal (the answer was taken back by ``answer_id``, which posted it), counted (a refund that the insurer put back
    into a payment, since the claim was taken back beside it: it settles nothing).
    """

    __tablename__ = "overpayment_settlement"
    id: Mapped[Id]
    overpayment_id: Mapped[int] = mapped_column(BIG, ForeignKey("insurer_overpayment.id"), index=True)
    kind: Mapped[str]
    amount: Mapped[Amount]
    refund_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("refund.id"))
    advice_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("advice.id"))
    seq: Mapped[int | None]
    answer_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("remittance_claim.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(BIG, index=True)
    stands: Mapped[bool]
    at: Mapped[datetime] = mapped_column("done_at")
    by: Mapped[str] = mapped_column("done_by")
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_overpayment_settlement_advice_id_seq", "advice_id", "seq"),
    )


class CarriedBalance(Base):
    """An adjustment that an insurer put off (``advice_id``, ``seq``), and the one of a later payment that took it."""

    __tablename__ = "carried_balance"
    id: Mapped[Id]
    advice_id: Mapped[int] = mapped_column(BIG, ForeignKey("advice.id"))
    seq: Mapped[int]
    by_advice_id: Mapped[int] = mapped_column(BIG, ForeignKey("advice.id"))
    by_seq: Mapped[int]
    amount: Mapped[Amount]
    stands: Mapped[bool]
    at: Mapped[datetime] = mapped_column("done_at")
    by: Mapped[str] = mapped_column("done_by")
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_carried_balance_advice_id_seq", "advice_id", "seq"),
        Index("ix_carried_balance_by_advice_id_by_seq", "by_advice_id", "by_seq"),
        Index("ix_carried_balance_done_at", "done_at"),
    )


class AdjustmentAside(Base):
    """A provider-level adjustment that asks for nothing here: it was settled with the insurer otherwise, and how."""

    __tablename__ = "adjustment_aside"
    id: Mapped[Id]
    advice_id: Mapped[int] = mapped_column(BIG, ForeignKey("advice.id"))
    seq: Mapped[int]
    why: Mapped[str]
    stands: Mapped[bool]
    at: Mapped[datetime] = mapped_column("done_at")
    by: Mapped[str] = mapped_column("done_by")
    __table_args__ = (
        Index("ix_adjustment_aside_advice_id_seq", "advice_id", "seq"),
        Index("ix_adjustment_aside_done_at", "done_at"),
    )
