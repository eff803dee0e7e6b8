"""Tables of what households told: sheets as they were taken, what proved them, and rules about what may be asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Amount, Base, Id, Money


class MeansSheet(Base):
    """What a household told on a day, and what followed from it by the rules of that day; never changed.

    ``incomes`` and ``obligations`` are lists of {kind, amount, frequency, hours, proof}; ``caps`` of {name, monthly,
    legal}. ``poverty_percent`` is a text, as it was shown. ``expires_on`` is the last day on which it is believed.
    """

    __tablename__ = "means_sheet"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"))
    told_on: Mapped[date]
    told_how: Mapped[str]  # rules.told_means.ToldHow
    taken_at: Mapped[datetime]
    taken_by: Mapped[str]
    household: Mapped[int]
    region: Mapped[str]
    incomes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    obligations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    net_monthly: Mapped[int | None] = mapped_column(Money)
    offer: Mapped[int | None] = mapped_column(Money)
    pack: Mapped[str]
    facility: Mapped[bool]
    down: Mapped[int | None] = mapped_column(Money)
    first_due: Mapped[date | None]
    annual_income: Mapped[Amount]
    poverty_line: Mapped[Amount]
    poverty_percent: Mapped[str]
    gross_monthly: Mapped[Amount]
    obligations_monthly: Mapped[Amount]
    disposable: Mapped[Amount]
    affordable: Mapped[Amount]
    lawful: Mapped[int | None] = mapped_column(Money)
    caps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    proof_due: Mapped[date | None]
    expires_on: Mapped[date]
    __table_args__ = (Index("ix_means_sheet_account_id", "account_id", "id"),)


class MeansProof(Base):
    """A proof somebody saw of a sheet: of its income number ``income``, 0 for the first, None for all of it."""

    __tablename__ = "means_proof"
    id: Mapped[Id]
    sheet_id: Mapped[int] = mapped_column(BIG, ForeignKey("means_sheet.id"), index=True)
    income: Mapped[int | None]
    kind: Mapped[str]  # rules.told_means.Proof
    seen_on: Mapped[date]
    seen_at: Mapped[datetime]
    seen_by: Mapped[str]


class CapRuleRow(Base):
    """A rule about the most that may be asked a month, in force from ``first`` to ``last``; never changed but ended.

    ``percent`` is a decimal as text. ``added_by`` is empty for the rows that ship with paydesk.
    """

    __tablename__ = "cap_rule"
    id: Mapped[Id]
    pack: Mapped[str]
    name: Mapped[str]
    percent: Mapped[str]
    base: Mapped[str]  # rules.affordability.Base
    legal: Mapped[bool]
    within: Mapped[int | None]
    facility: Mapped[bool | None]
    binds: Mapped[str]
    first: Mapped[date]
    last: Mapped[date | None]
    source: Mapped[str]
    verified_on: Mapped[date]
    most_payments: Mapped[int | None]
    added_by: Mapped[str] = mapped_column(default="")
    ended_by: Mapped[str] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("pack", "name", "first"),)
