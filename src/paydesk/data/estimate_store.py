"""Reads and writes estimates as they were made, and what came of the visits they were for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from paydesk.data import charge_store
from paydesk.data.charge_tables import Charge, ChargeVersion, Visit
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.data.office_tables import Provider
from paydesk.data.verification_store import parts
from paydesk.data.verification_tables import EstimateRow
from paydesk.rules.ledger import PATIENT

ESTIMATE, GOOD_FAITH = "estimate", "good faith"


@dataclass(frozen=True)
class KeptEstimate:
    """An estimate as lists show it; ``replaced`` if a newer one took its place."""

    estimate_id: int
    number: int
    kind: str
    account_id: int
    patient_id: int
    visit_id: int | None
    service_on: date | None
    due_on: date | None
    due_why: str
    low: int
    high: int
    made_on: date
    made_by: str
    document_id: int
    inputs: dict[str, Any]
    foretold: list[Any]
    replaced: bool


def keep(session: Session, row: EstimateRow) -> int:
    """Keep an estimate; its id."""
    session.add(row)
    session.flush()
    return row.id


def estimate(session: Session, estimate_id: int) -> EstimateRow | None:
    """One estimate, or None."""
    return session.get(EstimateRow, estimate_id)


def estimates(session: Session, account_ids: Sequence[int], *, kind: str = "") -> tuple[KeptEstimate, ...]:
    """The estimates of accounts, newest first; of one kind where it is given."""
    found: list[KeptEstimate] = []
    for part in parts(account_ids):
        query = select(EstimateRow).where(EstimateRow.account_id.in_(part)).order_by(EstimateRow.id.desc())
        rows = session.execute(query.where(EstimateRow.kind == kind) if kind else query).scalars().all()
        gone = {row.replaces_id for row in rows}
        found += [
            KeptEstimate(
                row.id, row.number, row.kind, row.account_id, row.patient_id, row.visit_id, row.service_on, row.due_on,
                row.due_why, row.low, row.high, row.made_on, row.made_by, row.document_id, dict(row.inputs),
                list(row.foretold), row.id in gone,
            )
            for row in rows
        ]  # fmt: skip
    return tuple(found)


def accounts_with(session: Session, kind: str) -> frozenset[int]:
    """Ids of the accounts that have an estimate of that kind."""
    query = select(EstimateRow.account_id).where(EstimateRow.kind == kind).distinct()
    return frozenset(session.execute(query).scalars())


@dataclass(frozen=True)
class CameCharge:
    """What was charged for a visit, and what came of it: ``patient`` cents are or were the patient's of it.

    ``answered`` False: no insurer has answered it yet.
    """

    charge_id: int
    code: str
    what: str
    fee: int
    patient: int
    npi: str
    answered: bool
    insurer_owes: int


def came(session: Session, *, patient_id: int, visit_id: int | None, on: date | None) -> tuple[CameCharge, ...]:
    """The standing charges of a visit, or of a patient's day where no visit is known."""
    where = Charge.visit_id == visit_id if visit_id is not None else Charge.service_date == on
    rows = session.execute(
        select(
            Charge.id, ChargeVersion.code, ChargeVersion.description, ChargeVersion.fee, Provider.npi, Charge.answer,
        )
        .join(ChargeVersion, (ChargeVersion.charge_id == Charge.id) & (ChargeVersion.version == Charge.version))
        .outerjoin(Visit, Visit.id == Charge.visit_id)
        .outerjoin(Provider, Provider.id == _renders())
        .where(where, Charge.patient_id == patient_id, Charge.kind == "procedure", charge_store.stands())
        .order_by(Charge.id)
    ).all()  # fmt: skip
    ids = [row[0] for row in rows]
    patients, insurers = _parts_of(session, ids)
    return tuple(
        CameCharge(own, code, what, fee, patients.get(own, 0), npi or "", answer != "", insurers.get(own, 0))
        for own, code, what, fee, npi, answer in rows
    )


def _renders() -> ColumnElement[int]:
    return func.coalesce(ChargeVersion.provider_id, Visit.provider_id)


def _parts_of(session: Session, charge_ids: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """By charge: what is the patient's of it, whatever was paid of that, and what insurers still owe."""
    patients: dict[int, int] = {}
    insurers: dict[int, int] = {}
    for part in parts(charge_ids):
        rows = session.execute(
            select(ChargeBalance.charge_id, ChargeBalance.coverage_id, ChargeBalance.owed, ChargeBalance.balance).where(
                ChargeBalance.charge_id.in_(part)
            )
        )
        for charge, party, owed, balance in rows:
            if party == PATIENT:
                patients[charge] = owed
            else:
                insurers[charge] = insurers.get(charge, 0) + balance
    return patients, insurers
