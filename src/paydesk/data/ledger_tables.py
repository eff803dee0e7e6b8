"""Tables of the ledger: received money (lots), entries with their lines, and the balances triggers keep."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Amount, Base, Id, Money


class Lot(Base):
    """Money received: every line that moves it carries its id, so it is known where it came from and is."""

    __tablename__ = "lot"
    id: Mapped[Id]
    kind: Mapped[str]  # receipt, remittance
    amount: Mapped[Amount]
    received_on: Mapped[date] = mapped_column(index=True)
    posted_on: Mapped[date] = mapped_column(index=True)
    imported: Mapped[bool]
    key: Mapped[str] = mapped_column(unique=True)
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]
    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)


class Receipt(Base):
    """A patient's payment as it came in; ``facts`` is what its paper says, for ever."""

    __tablename__ = "receipt"
    lot_id: Mapped[int] = mapped_column(BIG, ForeignKey("lot.id"), primary_key=True)
    number: Mapped[int | None] = mapped_column(BIG, unique=True)  # gapless; none when imported
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    method: Mapped[str]  # cash, check, card, bank transfer, money order, imported
    tendered: Mapped[int | None] = mapped_column(Money)
    check_number: Mapped[str] = mapped_column(default="")
    bank: Mapped[str] = mapped_column(default="")
    card_brand: Mapped[str] = mapped_column(default="")
    card_last4: Mapped[str] = mapped_column(default="")
    authorization: Mapped[str] = mapped_column(default="")
    visit_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("visit.id"))  # earmarked for it
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ReceiptUndoing(Base):
    """A receipt that was voided, or its check returned: once, with what of it was still there."""

    __tablename__ = "receipt_undoing"
    lot_id: Mapped[int] = mapped_column(BIG, ForeignKey("receipt.lot_id"), primary_key=True)
    kind: Mapped[str]  # void, returned
    amount: Mapped[Amount]
    undone_on: Mapped[date]
    reason: Mapped[str]
    undone_by: Mapped[str]
    group_id: Mapped[int] = mapped_column(BIG)


class Refund(Base):
    """Money of one lot given back."""

    __tablename__ = "refund"
    id: Mapped[Id]
    lot_id: Mapped[int] = mapped_column(BIG, ForeignKey("lot.id"), index=True)
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    amount: Mapped[Amount]
    method: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    payee: Mapped[str]
    reason: Mapped[str]
    issued_on: Mapped[date]
    group_id: Mapped[int] = mapped_column(BIG)
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)


class RefundUndoing(Base):
    """A refund that was not given after all: once."""

    __tablename__ = "refund_undoing"
    refund_id: Mapped[int] = mapped_column(BIG, ForeignKey("refund.id"), primary_key=True)
    undone_on: Mapped[date]
    reason: Mapped[str]
    undone_by: Mapped[str]


class EntryRow(Base):
    """What happened, sealed: written after its lines, never changed.

    ``group_id`` is the id of the first entry of the act it belongs to; a group is one transaction.
    """

    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    total: Mapped[Amount]
    posted_on: Mapped[date] = mapped_column(index=True)
    entered_at: Mapped[datetime]
    actor: Mapped[str]
    workstation: Mapped[str]
    reason: Mapped[str]
    group_id: Mapped[int] = mapped_column(BIG, index=True)
    reverses: Mapped[int | None] = mapped_column(BIG, ForeignKey("entry.id"), unique=True)
    because: Mapped[str]  # receipt, remittance claim, correction, visit, refund, import, ... or empty
    because_id: Mapped[int | None] = mapped_column(BIG)
    imported: Mapped[bool]
    key: Mapped[str] = mapped_column(unique=True)


class LineRow(Base):
    """One signed movement; written before its entry under a deferred foreign key."""

    __tablename__ = "line"
    entry_id: Mapped[int] = mapped_column(
        BIG, ForeignKey("entry.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"))
    patient_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("person.id"))
    charge_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("charge.id"), index=True)
    coverage_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("coverage.id"))
    lot_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("lot.id"), index=True)
    amount: Mapped[Amount]
    why: Mapped[str]
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("charge_id IS NOT NULL OR lot_id IS NOT NULL", name="credit_has_lot"),
        Index("ix_line_account_id_entry_id", "account_id", "entry_id"),
    )


class ChargeBalance(Base):
    """What one party owes of one charge, kept by trigger. ``coverage_id`` 0 is the patient.

    ``owed`` is the sum of the lines that are not money; ``responsibility_date`` the posted date of the group
    after which it last became more than zero. ``owed_before`` and ``date_before`` are from before ``group_id``.
    """

    __tablename__ = "charge_balance"
    charge_id: Mapped[int] = mapped_column(BIG, ForeignKey("charge.id"), primary_key=True)
    coverage_id: Mapped[int] = mapped_column(BIG, primary_key=True)
    account_id: Mapped[int] = mapped_column(BIG)
    patient_id: Mapped[int] = mapped_column(BIG)
    balance: Mapped[Amount]
    owed: Mapped[Amount]
    responsibility_date: Mapped[date | None]
    group_id: Mapped[int] = mapped_column(BIG)
    owed_before: Mapped[Amount]
    date_before: Mapped[date | None]
    __table_args__ = (
        Index("ix_charge_balance_account_id", "account_id", "coverage_id", "balance"),
        Index(
            "ix_charge_balance_open",
            "coverage_id",
            "responsibility_date",
            "account_id",
            "balance",
            sqlite_where=text("balance <> 0"),
            postgresql_where=text("balance <> 0"),
        ),
        Index(
            "ix_charge_balance_below", "charge_id", sqlite_where=text("balance < 0"),
            postgresql_where=text("balance < 0"),
        ),
    )  # fmt: skip


class CreditBalance(Base):
    """Unapplied credit of one lot on one account, kept by trigger; never above zero."""

    __tablename__ = "credit_balance"
    account_id: Mapped[int] = mapped_column(BIG, primary_key=True)
    coverage_id: Mapped[int] = mapped_column(BIG, primary_key=True)
    lot_id: Mapped[int] = mapped_column(BIG, ForeignKey("lot.id"), primary_key=True)
    balance: Mapped[Amount]
    __table_args__ = (
        Index(
            "ix_credit_balance_open",
            "account_id",
            "balance",
            sqlite_where=text("balance <> 0"),
            postgresql_where=text("balance <> 0"),
        ),
    )
