"""Tables of letters to insurers: what was written about which claims, with which deadline, and its exact pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Base, Id


class InsurerLetter(Base):
    """A letter that was made, for ever; ``enclosed`` and ``by_hand`` are what goes with it."""

    __tablename__ = "insurer_letter"
    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    payer_id: Mapped[int] = mapped_column(BIG, ForeignKey("payer.id"), index=True)
    kind: Mapped[str]  # rules.insurer_letter.LetterKind
    reason: Mapped[str]  # rules.insurer_letter.REASONS
    way: Mapped[str]  # rules.insurer_letter.WAYS
    sent_to: Mapped[str]
    enclosed: Mapped[list[Any]] = mapped_column(JSON, default=list)
    by_hand: Mapped[list[Any]] = mapped_column(JSON, default=list)
    written_on: Mapped[date]
    written_at: Mapped[datetime]
    written_by: Mapped[str]
    follow_up_on: Mapped[date | None]
    document_id: Mapped[int] = mapped_column(BIG, ForeignKey("document.id"))
    learned: Mapped[bool] = mapped_column(server_default=false(), default=False)  # where it went was not known before


class InsurerLetterClaim(Base):
    """One claim of a letter: which letter about its decision it is, its deadline then, and how the claim stood."""

    __tablename__ = "insurer_letter_claim"
    letter_id: Mapped[int] = mapped_column(BIG, ForeignKey("insurer_letter.id"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(BIG, ForeignKey("claim.id"), primary_key=True, index=True)
    level: Mapped[int]
    deadline: Mapped[date | None]
    deadline_source: Mapped[str] = mapped_column(default="")
    state_before: Mapped[str]


class InsurerLetterRecall(Base):
    """A letter that did not go out after all: by whom, when, why."""

    __tablename__ = "insurer_letter_recall"
    letter_id: Mapped[int] = mapped_column(BIG, ForeignKey("insurer_letter.id"), primary_key=True)
    recalled_at: Mapped[datetime]
    recalled_by: Mapped[str]
    reason: Mapped[str]
