"""Tables of promises to pay: what was promised, and what became of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Amount, Base, Id


class PromiseRow(Base):
    """A promise on an account, with the contact it was given in; the one it took the place of.

    ``state`` and ``state_on`` are as they were last put down; what is shown is judged from the money anew.
    """

    __tablename__ = "promise"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    amount: Mapped[Amount]
    due_on: Mapped[date] = mapped_column(index=True)
    channel: Mapped[str]  # operations.noting.CHANNELS
    method: Mapped[str]  # rules.promises.METHODS, or empty
    taken_on: Mapped[date]
    taken_at: Mapped[datetime]
    taken_by: Mapped[str]
    contact_id: Mapped[int] = mapped_column(BIG, ForeignKey("contact.id"))
    replaces_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("promise.id"))
    state: Mapped[str]  # rules.promises.PromiseState
    state_on: Mapped[date]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_promise_state_due_on", "state", "due_on"),
    )


class PromiseEvent(Base):
    """What happened to a promise, for ever: from ``on`` it was ``what``, with ``received`` cents of it there."""

    __tablename__ = "promise_event"
    id: Mapped[Id]
    promise_id: Mapped[int] = mapped_column(BIG, ForeignKey("promise.id"), index=True)
    at: Mapped[datetime] = mapped_column("happened_at")
    by: Mapped[str] = mapped_column("done_by")
    on: Mapped[date] = mapped_column("since")
    what: Mapped[str]  # rules.promises.PromiseState
    received: Mapped[Amount]
    why: Mapped[str] = mapped_column(default="")
