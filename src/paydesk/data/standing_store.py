"""Reads how charges stand before an insurer's answer to them: of hundreds at once, with a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from paydesk.data import charge_store
from paydesk.data.charge_tables import Charge, ChargeVersion
from paydesk.data.database import answers
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.ledger_tables import EntryRow, LineRow
from paydesk.rules import insurance
from paydesk.rules.contact import Care
from paydesk.rules.insurance import CoverageTerms, PayerKind
from paydesk.rules.insurer_answer import Standing, Transfer
from paydesk.rules.ledger import CHARGE, CONTRACTUAL, PATIENT, TRANSFER


class _Line(NamedTuple):
    charge_id: int
    entry_id: int
    kind: str
    party: int
    amount: int
    taken_back: str | None
    """The kind of the entry that this one reverses."""
    reversed_by: int | None


def standings(session: Session, charge_ids: Sequence[int], *, on: date) -> dict[int, Standing]:
    """Charge id -> how it stands, with what flags keep from the patient ``on`` that day."""
    charges = answers(session, _charges(), charges=list(charge_ids))
    lines = defaultdict[int, list[_Line]](list)
    for row in answers(session, _lines(), charges=list(charge_ids)):
        lines[row[0]].append(_Line(*row))
    terms = terms_of(session, {row[2] for row in charges})
    flags = charge_store.flags_of(session, sorted({row[1] for row in charges}))
    found = {}
    for charge_id, account, patient, day, reopened, fee in charges:
        holding = insurance.in_force(terms.get(patient, ()), day)
        raised = flags.get(account)
        shield = Care(patient, day).shield(raised, on=on) if raised else insurance.Protection.NONE
        kept = insurance.protection(holding, shield=shield)
        found[charge_id] = Standing(
            charge_id, account, patient, fee, *_told(lines[charge_id]), holding, kept, reopened,
        )  # fmt: skip
    return found


def _told(
    lines: Iterable[_Line],
) -> tuple[int, dict[int, int], dict[int, int], dict[int, int], tuple[Transfer, ...]]:
    """Whose the charge was at first; by party: what it owes, its share, what contracts took off; the transfers."""
    charged_to: int | None = None
    parts, shares, off = defaultdict[int, int](int), defaultdict[int, int](int), defaultdict[int, int](int)
    moved: dict[int, dict[int, int]] = {}
    for line in lines:
        parts[line.party] += line.amount
        about = line.taken_back or line.kind
        if about in (CHARGE.name, TRANSFER.name):
            shares[line.party] += line.amount
        elif about == CONTRACTUAL.name:
            off[line.party] -= line.amount
        if line.kind == CHARGE.name and charged_to is None:
            charged_to = line.party
        if line.kind == TRANSFER.name and line.reversed_by is None:
            by_party = moved.setdefault(line.entry_id, {})
            by_party[line.party] = by_party.get(line.party, 0) + line.amount
    return charged_to or PATIENT, dict(parts), dict(shares), dict(off), tuple(Transfer(one) for one in moved.values())


def terms_of(session: Session, patient_ids: Iterable[int]) -> dict[int, tuple[CoverageTerms, ...]]:
    """Patient id -> all coverages as far as they decide who owes."""
    found: dict[int, tuple[CoverageTerms, ...]] = {}
    for patient, coverage, kind, order, start, end, copay in answers(session, _terms(), patients=sorted(patient_ids)):
        one = CoverageTerms(coverage, PayerKind(kind), order, start, end, copay)
        found[patient] = (*found.get(patient, ()), one)
    return found


@cache
def _charges() -> Select[*tuple[Any, ...]]:
    charges: BindParameter[int] = bindparam("charges", expanding=True)
    version = (ChargeVersion.charge_id == Charge.id) & (ChargeVersion.version == Charge.version)
    return (
        select(
            Charge.id, Charge.account_id, Charge.patient_id, Charge.service_date, Charge.reopened, ChargeVersion.fee
        )
        .join(ChargeVersion, version)
        .where(Charge.id.in_(charges))
    )


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    charges: BindParameter[int] = bindparam("charges", expanding=True)
    original, reversal = aliased(EntryRow), aliased(EntryRow)
    return (
        select(
            LineRow.charge_id, EntryRow.id, EntryRow.kind, func.coalesce(LineRow.coverage_id, PATIENT),
            LineRow.amount, original.kind, reversal.id,
        )
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .outerjoin(original, original.id == EntryRow.reverses)
        .outerjoin(reversal, reversal.reverses == EntryRow.id)
        .where(LineRow.charge_id.in_(charges))
        .order_by(EntryRow.id, LineRow.seq)
    )  # fmt: skip


@cache
def _terms() -> Select[*tuple[Any, ...]]:
    patients: BindParameter[int] = bindparam("patients", expanding=True)
    return (
        select(
            Coverage.patient_id, Coverage.id, Payer.kind, Coverage.priority, Coverage.valid_from, Coverage.valid_to,
            Coverage.copay,
        )
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .where(Coverage.patient_id.in_(patients))
        .order_by(Coverage.id)
    )  # fmt: skip
