"""Reads and writes payers, plans and coverages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from paydesk.data.advice_tables import ContractReason, PayerNumber
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
    auto_post: bool = True


def payers(session: Session) -> tuple[PayerFacts, ...]:
    """Active payers by name."""
    rows = session.execute(
        select(Payer.id, Payer.name, Payer.kind, Payer.phone, Payer.edi_id, Payer.version, Payer.auto_post)
        .where(Payer.active)
        .order_by(Payer.name)
    )
    return tuple(PayerFacts(*tuple[Any, ...](row)) for row in rows)


def payer_of(session: Session, numbers: Sequence[str], name: str) -> int | None:
    """The payer that calls itself by one of these numbers or by this name, as far as that was learned or is on file;
    None where several share the number."""
    given = [one for one in numbers if one]
    learned = session.execute(
        select(PayerNumber.payer_id).where(PayerNumber.number.in_([*given, name.casefold()])).limit(1)
    ).scalar_one_or_none()
    if learned is not None:
        return learned
    by_number = select(Payer.id).where(Payer.edi_id.in_(given), Payer.edi_id != "")
    by_name = select(Payer.id).where(func.lower(Payer.name) == name.casefold())
    for query in (by_number, by_name):
        found = session.execute(query.order_by(Payer.id)).scalars().all()
        if found:
            return found[0] if len(found) == 1 else None
    return None


def named_insurer(session: Session, numbers: Sequence[str], name: str) -> int | None:
    """As ``payer_of``, but only a payer that has plans here: one that merely sends money, as a clearinghouse or what an
    administrator calls itself, is no other insurer than that of the claim."""
    payer = payer_of(session, numbers, name)
    plans = select(exists().where(InsurancePlan.payer_id == payer))
    return payer if payer is not None and session.execute(plans).scalar_one() else None


def kept_contract_reasons(session: Session) -> tuple[ContractReason, ...]:
    """The clinic's own reasons, those that do not hold any more last."""
    query = select(ContractReason).order_by(ContractReason.active.desc(), ContractReason.grouped, ContractReason.reason)
    return tuple(session.execute(query).scalars())


def contract_reasons(session: Session) -> frozenset[tuple[str, str]]:
    """The adjustments (group, reason) that this clinic takes off by contract, beside the general ones."""
    rows = session.execute(select(ContractReason.grouped, ContractReason.reason).where(ContractReason.active))
    return frozenset((grouped, reason) for grouped, reason in rows)


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
