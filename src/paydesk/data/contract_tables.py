"""Tables of prices of insurers: what contracts say, and which lower prices the clinic accepts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Amount, Base, Id


class ContractPrice(Base):
    """One price of a payer's contract for a unit, valid from a day; a later version stands beside it, never over it.

    ``plan`` is a plan's name, in whatever group, empty for all plans; ``modifiers`` and ``place`` empty hold for all.
    ``valid_to`` is the last day, told by the file or, with ``ended_by``, by a person.
    """

    __tablename__ = "contract_price"
    id: Mapped[Id]
    payer_id: Mapped[int] = mapped_column(BIG, ForeignKey("payer.id"))
    plan: Mapped[str] = mapped_column(default="")
    code: Mapped[str]
    modifiers: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    allowed: Mapped[Amount]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str]
    ended_by: Mapped[str] = mapped_column(default="")
    __table_args__ = (Index("ix_contract_price_payer_id_code", "payer_id", "code"),)


class AcceptedPriceRow(Base):
    """A price below what was expected that the clinic accepts for a payer's code from a day on, and why.

    ``withdrawn_by`` is who took that back; then it holds no more.
    """

    __tablename__ = "accepted_price"
    id: Mapped[Id]
    payer_id: Mapped[int] = mapped_column(BIG, ForeignKey("payer.id"), index=True)
    code: Mapped[str]
    modifiers: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    allowed: Mapped[Amount]
    reason: Mapped[str]
    accepted_at: Mapped[datetime]
    accepted_by: Mapped[str]
    withdrawn_by: Mapped[str] = mapped_column(default="")
