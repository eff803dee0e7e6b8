"""Tables of financial assistance: applications with their papers and history, and what each approval took off."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Amount, Base, Id, Money


class AssistanceApplication(Base):
    """An application of one account; of each account one is open at a time.

    ``since`` is the day of its state. ``percent`` is the income in percent of the poverty guideline, as shown when the
    figures were given. The class is kept as it was when it was approved, whatever the clinic's scale says since.
    """

    __tablename__ = "assistance_application"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"))  # who applies
    state: Mapped[str]  # rules.assistance.State
    since: Mapped[date]
    started_on: Mapped[date]
    household: Mapped[int | None]
    income: Mapped[int | None] = mapped_column(Money)  # a year
    region: Mapped[str]  # rules.poverty_guideline.Region
    percent: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]  # by when the papers are to come
    overdue_told: Mapped[date | None]  # the day it was due that is told as missed already
    decided_on: Mapped[date | None]
    decided_by: Mapped[str] = mapped_column(default="")
    class_name: Mapped[str] = mapped_column(default="")
    class_kind: Mapped[str] = mapped_column(default="")
    class_value: Mapped[int] = mapped_column(Money, default=0)  # percent, or cents
    best: Mapped[bool] = mapped_column(default=False)  # no class of the clinic takes off more
    holds_from: Mapped[date | None]
    holds_to: Mapped[date | None]
    denial: Mapped[str] = mapped_column(default="")  # rules.assistance.DENIALS
    reason: Mapped[str] = mapped_column(default="")
    appeal_by: Mapped[date | None]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("household IS NULL OR household > 0", name="household"),
        CheckConstraint("income IS NULL OR income >= 0", name="income"),
        Index(
            "uq_assistance_application_open", "account_id", unique=True,
            sqlite_where=text("closed_on IS NULL"), postgresql_where=text("closed_on IS NULL"),
        ),
        Index("ix_assistance_application_state_holds_to", "state", "holds_to"),
    )  # fmt: skip


class AssistancePaper(Base):
    """A paper that was asked for, or came without being asked for."""

    __tablename__ = "assistance_paper"
    application_id: Mapped[int] = mapped_column(BIG, ForeignKey("assistance_application.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # rules.assistance.PAPERS
    asked_on: Mapped[date | None]
    received_on: Mapped[date | None]
    received_by: Mapped[str] = mapped_column(default="")


class AssistanceEvent(Base):
    """What happened to an application, for ever; ``day`` is the day it is of, which may be before it was put down."""

    __tablename__ = "assistance_event"
    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(BIG, ForeignKey("assistance_application.id"), index=True)
    day: Mapped[date]
    at: Mapped[datetime] = mapped_column("happened_at")
    by: Mapped[str] = mapped_column("done_by")
    what: Mapped[str]
    why: Mapped[str] = mapped_column(default="")


class AssistanceDiscount(Base):
    """What an approval took off one charge: the entry that did, which stands until the ledger reverses it."""

    __tablename__ = "assistance_discount"
    entry_id: Mapped[int] = mapped_column(BIG, ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    application_id: Mapped[int] = mapped_column(BIG, ForeignKey("assistance_application.id"), index=True)
    charge_id: Mapped[int] = mapped_column(BIG, ForeignKey("charge.id"), index=True)
    amount: Mapped[Amount]
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)
