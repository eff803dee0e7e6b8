"""Reads what was disclosed of patients' records, and what of it was withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from paydesk.data.safekeeping_tables import Disclosure, DisclosureWithdrawal


@dataclass(frozen=True)
class Disclosed:
    """One disclosure; ``withdrawn_by`` empty: it stands."""

    id: int
    person_id: int
    on: date
    recipient: str
    address: str
    what: str
    purpose: str
    recorded_by: str
    withdrawn_by: str
    withdrawn_at: datetime | None
    reason: str


def disclosures(session: Session, person_ids: Sequence[int]) -> tuple[Disclosed, ...]:
    """What was disclosed of these records, the latest day first; withdrawn ones among them."""
    rows = session.execute(
        select(
            Disclosure.id, Disclosure.person_id, Disclosure.disclosed_on, Disclosure.recipient, Disclosure.address,
            Disclosure.what, Disclosure.purpose, Disclosure.recorded_by, DisclosureWithdrawal.withdrawn_by,
            DisclosureWithdrawal.withdrawn_at, DisclosureWithdrawal.reason,
        )
        .outerjoin(DisclosureWithdrawal, DisclosureWithdrawal.disclosure_id == Disclosure.id)
        .where(Disclosure.person_id.in_(person_ids))
        .order_by(Disclosure.disclosed_on.desc(), Disclosure.id.desc())
    )  # fmt: skip
    return tuple(_disclosed(row) for row in rows)


def _disclosed(row: Any) -> Disclosed:
    *facts, by, at, reason = row
    told: tuple[Any, ...] = (*facts, by or "", at, reason or "")
    return Disclosed(*told)
