"""Tables of payment plans: what was agreed in which version, which charges it is for, and what happened to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Amount, Base, Id


class Plan(Base):
    """A family's plan to pay. ``state`` was in force at the end of ``since``; what came after follows by rule.

    The days of patience are as the agreement says them. ``paid_off`` is what was paid, in cents, when it was paid off.
    ``replaces`` is the plan whose charges it takes over when it is signed.
    """

    __tablename__ = "plan"
    id: Mapped[Id]
    number: Mapped[int] = mapped_column(BIG, unique=True)
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)  # rules.plans.PlanState
    since: Mapped[date]
    made_on: Mapped[date] = mapped_column(index=True)
    made_by: Mapped[str]
    language: Mapped[str]
    cadence: Mapped[str]  # rules.installments.Cadence
    grace_days: Mapped[int]
    missed_for_cure: Mapped[int]
    days_for_cure: Mapped[int]
    cure_days: Mapped[int]
    remind_days: Mapped[int | None]  # before each due date; None: no reminder
    disclosed: Mapped[bool]
    signed_on: Mapped[date | None]
    cure_until: Mapped[date | None]
    paused_until: Mapped[date | None]
    paid_off: Mapped[Amount] = mapped_column(default=0)
    replaces: Mapped[int | None] = mapped_column(BIG, ForeignKey("plan.id"))
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}


class PlanVersion(Base):
    """What a plan asks for from a day on, for ever: ``installments`` are [ISO day, cents] in order.

    ``changes`` are sentences: the difference to the version before. ``sheet_id`` is what the household told.
    """

    __tablename__ = "plan_version"
    plan_id: Mapped[int] = mapped_column(BIG, ForeignKey("plan.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column("from_day")
    down: Mapped[Amount]
    down_due: Mapped[date | None]
    installments: Mapped[list[list[Any]]] = mapped_column(JSON)
    offer: Mapped[str]  # shortest, standard, comfortable, longest, own
    why: Mapped[str]
    override_reason: Mapped[str] = mapped_column(default="")
    changes: Mapped[list[str]] = mapped_column(JSON)
    sheet_id: Mapped[int | None] = mapped_column(BIG)
    at: Mapped[datetime] = mapped_column("made_at")
    by: Mapped[str] = mapped_column("made_by")
    __table_args__ = (CheckConstraint("down >= 0", name="down"),)


class PlanCharge(Base):
    """A charge of a plan: what the patient owed of it in cents, and what was paid on it, when it joined.

    ``holds``: it may be on no other plan.
    """

    __tablename__ = "plan_charge"
    plan_id: Mapped[int] = mapped_column(BIG, ForeignKey("plan.id"), primary_key=True)
    charge_id: Mapped[int] = mapped_column(BIG, ForeignKey("charge.id"), primary_key=True)
    amount: Mapped[Amount]
    paid_before: Mapped[Amount]
    holds: Mapped[bool]
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index(
            "uq_plan_charge_holds", "charge_id", unique=True, sqlite_where=text("holds"),
            postgresql_where=text("holds"),
        ),
    )  # fmt: skip


class PlanEvent(Base):
    """What happened to a plan on a day, for ever; ``document_id`` is the paper that went with it."""

    __tablename__ = "plan_event"
    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(BIG, ForeignKey("plan.id"), index=True)
    on: Mapped[date] = mapped_column("happened_on")
    what: Mapped[str]  # rules.plan_story.PlanDeed
    state: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("document.id"))
    at: Mapped[datetime] = mapped_column("done_at")
    by: Mapped[str] = mapped_column("done_by")
