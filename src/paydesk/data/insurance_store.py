"""Reads and writes payers, plans and coverages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer


@dataclass(frozen=True)
class PayerFacts:
    """A payer as lists show it."""

    payer_id: int
    name: str
    kind: str
    phone: str
    edi_id: str
    version: int


def payers(session: Session) -> tuple[PayerFacts, ...]:
    """Active payers by name."""
    rows = session.execute(
        select(Payer.id, Payer.name, Payer.kind, Payer.phone, Payer.edi_id, Payer.version)
        .where(Payer.active)
        .order_by(Payer.name)
    )
    return tuple(PayerFacts(*tuple[Any, ...](row)) for row in rows)


def plan(session: Session, payer_id: int, name: str, group_number: str) -> InsurancePlan:
    """The payer's plan of that name and group; made when it is new."""
    found = session.execute(
        select(InsurancePlan).where(
            InsurancePlan.payer_id == payer_id, InsurancePlan.name == name,
            InsurancePlan.group_number == group_number,
        )
    ).scalars().first()  # fmt: skip
    if found is None:
        found = InsurancePlan(payer_id=payer_id, name=name, group_number=group_number)
        session.add(found)
        session.flush()
    return found


def coverages_of(session: Session, patient_id: int) -> tuple[Coverage, ...]:
    """A patient's coverages, primary first."""
    return tuple(
        session.execute(
            select(Coverage).where(Coverage.patient_id == patient_id).order_by(Coverage.priority, Coverage.valid_from)
        ).scalars()
    )
