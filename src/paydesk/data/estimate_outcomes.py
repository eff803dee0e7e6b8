"""Reads what came of the estimates of a span of days, all at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from paydesk.data import charge_store
from paydesk.data.charge_tables import Charge
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.data.people_tables import Person
from paydesk.data.verification_tables import EstimateRow
from paydesk.rules.ledger import PATIENT


@dataclass(frozen=True)
class EstimateOutcome:
    """An estimate that stands: whose, for which day, what was told, and what came of it.

    ``payer`` is empty without insurance. ``charges`` counts what was charged; ``came`` cents are or were the patient's
    of it; ``insurers_owe`` is what is still to be answered.
    """

    estimate_id: int
    number: int
    kind: str
    account_id: int
    patient_id: int
    patient: str
    payer: str
    on: date
    low: int
    high: int
    inputs: dict[str, Any]
    charges: int = 0
    came: int = 0
    insurers_owe: int = 0


def outcomes(session: Session, *, first: date, last: date) -> tuple[EstimateOutcome, ...]:
    """The estimates of care on these days that none took the place of, the latest day first."""
    newer = aliased(EstimateRow)
    rows = session.execute(
        select(
            EstimateRow.id, EstimateRow.number, EstimateRow.kind, EstimateRow.account_id, EstimateRow.patient_id,
            Person.first_name, Person.last_name, func.coalesce(Payer.name, ""), EstimateRow.service_on,
            EstimateRow.low, EstimateRow.high,
            case((EstimateRow.kind == "good faith", EstimateRow.inputs), else_=None),
        )
        .join(Person, Person.id == EstimateRow.patient_id)
        .outerjoin(Coverage, Coverage.id == EstimateRow.coverage_id)
        .outerjoin(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .outerjoin(Payer, Payer.id == InsurancePlan.payer_id)
        .where(
            EstimateRow.service_on.between(first, last),
            ~select(newer.id).where(newer.replaces_id == EstimateRow.id).exists(),
        )
        .order_by(EstimateRow.service_on.desc(), EstimateRow.id.desc())
    ).all()  # fmt: skip
    came = _came(session, first, last)
    return tuple(
        EstimateOutcome(own, number, kind, account, patient, f"{given} {family}".strip(), payer, on, low, high,
                        dict(inputs or {}), *came.get(own, (0, 0, 0)))
        for own, number, kind, account, patient, given, family, payer, on, low, high, inputs in rows
        if on is not None
    )  # fmt: skip


def _came(session: Session, first: date, last: date) -> dict[int, tuple[int, int, int]]:
    """Estimate -> how many charges stand, what of them is the patient's, and what insurers still owe."""
    of_visit = and_(Charge.visit_id == EstimateRow.visit_id, Charge.patient_id == EstimateRow.patient_id)
    of_day = and_(Charge.patient_id == EstimateRow.patient_id, Charge.service_date == EstimateRow.service_on)
    found: dict[int, tuple[int, int, int]] = {}
    for meets in (of_visit, and_(of_day, func.coalesce(EstimateRow.visit_id, 0) == 0)):
        for own, count, came, owed in session.execute(_sums(first, last, meets)):
            found[own] = (count, int(came or 0), int(owed or 0))
    return found


def _sums(first: date, last: date, meets: ColumnElement[bool]) -> Select[int, int, Any, Any]:
    patients = ChargeBalance.coverage_id == PATIENT
    own = EstimateRow.id + literal_column("0")  # SQLite would group by the key, and read every estimate there is
    return (
        select(
            own, func.count(distinct(Charge.id)), func.sum(case((patients, ChargeBalance.owed), else_=0)),
            func.sum(case((patients, 0), else_=func.abs(ChargeBalance.balance))),
        )
        .join(Charge, meets)
        .outerjoin(ChargeBalance, ChargeBalance.charge_id == Charge.id)
        .where(EstimateRow.service_on.between(first, last), Charge.kind == "procedure", charge_store.stands())
        .group_by(own)
    )  # fmt: skip
