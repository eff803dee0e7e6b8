"""Reads and writes estimates as they were made, and what came of the visits they were for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from paydesk.data import charge_store
from paydesk.data.advice_tables import AdviceAdjustment, AdviceClaim, AdviceLine
from paydesk.data.charge_tables import Charge, ChargeVersion, Visit
from paydesk.data.claim_tables import ClaimLine
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.data.office_tables import Provider
from paydesk.data.verification_store import parts
from paydesk.data.verification_tables import EstimateRow
from paydesk.rules.ledger import PATIENT

ESTIMATE, GOOD_FAITH = "estimate", "good faith"


@dataclass(frozen=True)
class KeptEstimate:
    """An estimate as lists show it; ``replaced_by`` is the number of the newer one that took its place, 0 if none."""

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
    replaced_by: int

    @property
    def replaced(self) -> bool:
        """Whether a newer one took its place."""
        return bool(self.replaced_by)


def keep(session: Session, row: EstimateRow) -> int:
    """Keep an estimate; its id."""
    session.add(row)
    session.flush()
    return row.id


def estimate(session: Session, estimate_id: int) -> EstimateRow | None:
    """One estimate, or None."""
    return session.get(EstimateRow, estimate_id)


def replaced_by(session: Session, estimate_id: int) -> int:
    """The number of the estimate that took its place, 0 if none did."""
    query = select(EstimateRow.number).where(EstimateRow.replaces_id == estimate_id).limit(1)
    return session.execute(query).scalar_one_or_none() or 0


def estimates(session: Session, account_ids: Sequence[int], *, kind: str = "") -> tuple[KeptEstimate, ...]:
    """The estimates of accounts, newest first; of one kind where it is given."""
    found: list[KeptEstimate] = []
    for part in parts(account_ids):
        query = select(EstimateRow).where(EstimateRow.account_id.in_(part)).order_by(EstimateRow.id.desc())
        rows = session.execute(query.where(EstimateRow.kind == kind) if kind else query).scalars().all()
        gone = {row.replaces_id: row.number for row in rows if row.replaces_id is not None}
        found += [
            KeptEstimate(
                row.id, row.number, row.kind, row.account_id, row.patient_id, row.visit_id, row.service_on, row.due_on,
                row.due_why, row.low, row.high, row.made_on, row.made_by, row.document_id, dict(row.inputs),
                list(row.foretold), gone.get(row.id, 0),
            )
            for row in rows
        ]  # fmt: skip
    return tuple(found)


def newest(session: Session, kind: str, *, limit: int) -> tuple[dict[str, Any], ...]:
    """What the newest estimates of a kind were made of, newest first."""
    query = select(EstimateRow.inputs).where(EstimateRow.kind == kind).order_by(EstimateRow.id.desc()).limit(limit)
    return tuple(dict(one) for one in session.execute(query).scalars())


def accounts_with(session: Session, kind: str) -> frozenset[int]:
    """Ids of the accounts that have an estimate of that kind."""
    query = select(EstimateRow.account_id).where(EstimateRow.kind == kind).distinct()
    return frozenset(session.execute(query).scalars())


@dataclass(frozen=True)
class FirstAnswer:
    """What the first payer said of a line, in cents; None where it did not, or not in a file."""

    allowed: int | None = None
    copay: int | None = None
    deductible: int | None = None
    coinsurance: int | None = None


_NO_ANSWER = FirstAnswer()
_SHARES = {"1": "deductible", "2": "coinsurance", "3": "copay"}  # CARC of group PR
_FIRST_PAYER = ("1", "19")


@dataclass(frozen=True)
class CameCharge:
    """What was charged for a visit, and what came of it: ``patient`` cents are or were the patient's of it.

    ``answer`` is empty where no insurer has answered it yet, else answered or denied.
    """

    charge_id: int
    code: str
    what: str
    fee: int
    patient: int
    npi: str
    day: date
    answer: str
    insurer_owes: int
    priced: FirstAnswer


@dataclass(frozen=True)
class OfPeriod:
    """Care that comes again: what is charged for these codes on the days from ``first`` to ``last``."""

    first: date
    last: date
    codes: frozenset[str]


def came(
    session: Session, *, patient_id: int, visit_id: int | None, on: date | None, period: OfPeriod | None = None
) -> tuple[CameCharge, ...]:
    """The standing charges of a visit, of a patient's day where no visit is known, or of a period."""
    where = Charge.visit_id == visit_id if visit_id is not None else Charge.service_date == on
    if period is not None:
        where = Charge.service_date.between(period.first, period.last) & ChargeVersion.code.in_(period.codes)
    rows = session.execute(
        select(
            Charge.id, ChargeVersion.code, ChargeVersion.description, ChargeVersion.fee, Provider.npi,
            Charge.service_date, Charge.answer,
        )
        .join(ChargeVersion, (ChargeVersion.charge_id == Charge.id) & (ChargeVersion.version == Charge.version))
        .outerjoin(Visit, Visit.id == Charge.visit_id)
        .outerjoin(Provider, Provider.id == _renders())
        .where(where, Charge.patient_id == patient_id, Charge.kind == "procedure", charge_store.stands())
        .order_by(Charge.id)
    ).all()  # fmt: skip
    ids = [row[0] for row in rows]
    patients, insurers = _parts_of(session, ids)
    priced = _first_answers(session, ids)
    return tuple(
        CameCharge(own, code, what, fee, patients.get(own, 0), npi or "", day, answer, insurers.get(own, 0),
                   priced.get(own, _NO_ANSWER))
        for own, code, what, fee, npi, day, answer in rows
    )


def first_day(
    session: Session, *, patient_id: int, codes: Collection[str], first: date, last: date
) -> date | None:  # fmt: skip
    """The first of these days on which a patient was charged any of these codes, None when it was none."""
    return session.execute(
        select(func.min(Charge.service_date))
        .join(ChargeVersion, (ChargeVersion.charge_id == Charge.id) & (ChargeVersion.version == Charge.version))
        .where(
            Charge.patient_id == patient_id, Charge.service_date.between(first, last), Charge.kind == "procedure",
            ChargeVersion.code.in_(codes), charge_store.stands(),
        )
    ).scalar_one()  # fmt: skip


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


def _first_answers(session: Session, charge_ids: Sequence[int]) -> dict[int, FirstAnswer]:
    """By charge: the first payer's newest posted answer in a file, line by line."""
    found: dict[int, FirstAnswer] = {}
    for part in parts(charge_ids):
        rows = session.execute(
            select(ClaimLine.charge_id, AdviceLine.advice_claim_id, AdviceLine.seq, AdviceLine.allowed, AdviceLine.paid)
            .join(AdviceLine, AdviceLine.key == ClaimLine.key)
            .join(AdviceClaim, AdviceClaim.id == AdviceLine.advice_claim_id)
            .where(
                ClaimLine.charge_id.in_(part), AdviceClaim.claim_id == ClaimLine.claim_id,
                AdviceClaim.status.in_(_FIRST_PAYER), AdviceClaim.work == "posted",
            )
            .order_by(AdviceLine.advice_claim_id)
        ).all()  # fmt: skip
        for charge, claim, seq, allowed, paid in rows:
            said = session.execute(
                select(AdviceAdjustment.reason, AdviceAdjustment.amount).where(
                    AdviceAdjustment.advice_claim_id == claim, AdviceAdjustment.line == seq,
                    AdviceAdjustment.grouped == "PR",
                )
            ).all()  # fmt: skip
            shares = dict.fromkeys(_SHARES.values(), 0)
            for reason, amount in said:
                if reason in _SHARES:
                    shares[_SHARES[reason]] += amount or 0
            told = allowed if allowed is not None else (paid or 0) + sum(amount or 0 for _, amount in said)
            found[charge] = FirstAnswer(told, shares["copay"], shares["deductible"], shares["coinsurance"])
    return found
