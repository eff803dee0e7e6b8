"""Reads fees by date and the clinic's own names for codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from paydesk.data.charge_tables import Fee, FeeSchedule, ServiceCode


def fee_for(session: Session, code: str, modifiers: Sequence[str], on: date) -> int | None:
    """The standard fee in cents for one unit on a day: with the first modifier if it has its own, or None."""
    found = session.execute(
        select(Fee.modifier, Fee.amount)
        .join(FeeSchedule, FeeSchedule.id == Fee.fee_schedule_id)
        .where(
            FeeSchedule.standard, Fee.code == code, Fee.valid_from <= on, Fee.modifier.in_(["", *modifiers[:1]])
        )
        .order_by(Fee.modifier.desc(), Fee.valid_from.desc())
        .limit(1)
    ).first()
    return found[1] if found else None


def short_name(session: Session, code: str) -> str:
    """The clinic's own name for a code, or the code itself."""
    return session.execute(select(ServiceCode.short_name).where(ServiceCode.code == code)).scalar_one_or_none() or code


def name_of(session: Session, code: str, *, spanish: bool = False) -> str:
    """The clinic's own name for a code in that language, as far as it has one; empty for a code not in its list."""
    row = session.execute(
        select(ServiceCode.short_name, ServiceCode.spanish_name).where(ServiceCode.code == code)
    ).first()
    if row is None:
        return ""
    return (row[1] if spanish else "") or row[0]
