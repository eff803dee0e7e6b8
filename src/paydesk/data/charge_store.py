"""Reads and writes visits and charges: names of lines, coverage terms, flags, states of answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import flag_modified

from paydesk.data import note_store
from paydesk.data.charge_tables import Charge, ChargeVersion, Visit, VisitDiagnosis, VisitForm
from paydesk.data.database import answers
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.ledger_tables import EntryRow, LineRow
from paydesk.rules import contact
from paydesk.rules.insurance import CoverageTerms, PayerKind
from paydesk.rules.ledger import CHARGE, TRANSFER


def coverage_terms(session: Session, patient_id: int) -> tuple[CoverageTerms, ...]:
    """A patient's coverages as far as they decide who owes."""
    rows = session.execute(
        select(Coverage.id, Payer.kind, Coverage.priority, Coverage.valid_from, Coverage.valid_to, Coverage.copay)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .where(Coverage.patient_id == patient_id)
    )
    return tuple(
        CoverageTerms(id_, PayerKind(kind), order, start, end, copay) for id_, kind, order, start, end, copay in rows
    )


def flags(session: Session, account_id: int) -> tuple[contact.Flag, ...]:
    """Every flag ever raised on an account or its people: what they forbid, ``rules.contact`` says."""
    return flags_of(session, (account_id,)).get(account_id, ())


def flags_of(session: Session, account_ids: Sequence[int]) -> dict[int, tuple[contact.Flag, ...]]:
    """Account id -> every flag ever raised on it, in the order they were raised."""
    found: dict[int, tuple[contact.Flag, ...]] = {}
    for row in answers(session, note_store.raised_flags(), accounts=list(account_ids)):
        account, person, _, kind, since, until, _, facts, _ = tuple[Any, ...](row)
        found[account] = (*found.get(account, ()), contact.Flag(kind, since, until, person, dict(facts)))
    return found


def accounts_of_group(session: Session, group_id: int) -> tuple[int, ...]:
    """The accounts that an act's lines touch, in id order."""
    rows = session.execute(
        select(LineRow.account_id)
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(EntryRow.group_id == group_id)
        .distinct()
        .order_by(LineRow.account_id)
    )
    return tuple(rows.scalars())


def accounts_of(session: Session, *, charges: Sequence[int], visits: Sequence[int]) -> tuple[int, ...]:
    """The accounts that any of these charges and visits belong to."""
    of_charges = select(Charge.account_id).where(Charge.id.in_(charges))
    return tuple(session.execute(of_charges.union(select(Visit.account_id).where(Visit.id.in_(visits)))).scalars())


def set_answer(session: Session, visit_id: int | None, answer: str) -> None:
    """Note on a visit's charges that the insurer answered, denied, or (empty) has not answered."""
    if visit_id is not None:
        session.execute(update(Charge).where(Charge.visit_id == visit_id).values(answer=answer))


def reopen(session: Session, charge_ids: Sequence[int]) -> None:
    """These charges wait for a new answer; meanwhile what is negative on them is no credit."""
    session.execute(update(Charge).where(Charge.id.in_(charge_ids)).values(reopened=True))


def charges_of_visit(session: Session, visit_id: int) -> tuple[int, ...]:
    """Ids of a visit's charges."""
    return tuple(session.execute(select(Charge.id).where(Charge.visit_id == visit_id)).scalars())


def visits_of(session: Session, charge_ids: Sequence[int]) -> tuple[int, ...]:
    """The visits that charges belong to."""
    query = select(Charge.visit_id).where(Charge.id.in_(charge_ids), Charge.visit_id.is_not(None)).distinct()
    return tuple(visit for visit in session.execute(query).scalars() if visit is not None)


def fee_of(session: Session, charge_id: int) -> int:
    """What a charge costs in its present version, in cents."""
    query = select(ChargeVersion.fee).join(
        Charge, (Charge.id == ChargeVersion.charge_id) & (Charge.version == ChargeVersion.version)
    )
    return session.execute(query.where(Charge.id == charge_id)).scalar_one()


def stands() -> ColumnElement[bool]:
    """Whether a charge of the query around it stands: what charged it was not undone."""
    undoing = aliased(EntryRow)
    undone = select(undoing.id).where(undoing.reverses == EntryRow.id).exists()
    charged = select(LineRow.charge_id).join(EntryRow, EntryRow.id == LineRow.entry_id).where(
        LineRow.charge_id == Charge.id, EntryRow.kind == CHARGE.name, ~undone
    )
    return charged.exists()


def standing_charges(session: Session, visit_id: int) -> tuple[int, ...]:
    """Ids of a visit's charges that were not undone, in the order they were posted."""
    query = select(Charge.id).where(Charge.visit_id == visit_id, stands()).order_by(Charge.id)
    return tuple(session.execute(query).scalars())


def count_diagnoses(session: Session, visit_id: int) -> int:
    """How many diagnoses a visit has."""
    counted = select(func.count()).select_from(VisitDiagnosis).where(VisitDiagnosis.visit_id == visit_id)
    return session.execute(counted).scalar_one()


def set_diagnoses(session: Session, visit_id: int, rows: Sequence[tuple[str, str, str]]) -> None:
    """Replace a visit's diagnoses by (code, system, description), in order."""
    session.execute(delete(VisitDiagnosis).where(VisitDiagnosis.visit_id == visit_id))
    session.add_all(
        VisitDiagnosis(visit_id=visit_id, position=position, code=code, system=system, description=description)
        for position, (code, system, description) in enumerate(rows, 1)
    )


def raise_version(visit: Visit) -> None:
    """What hangs on a visit changes, its diagnoses or charges: whoever read it before is told so on saving."""
    flag_modified(visit, "status")


def keep_form(session: Session, key: str, visit_id: int) -> None:
    """Note that the form of that key has done its work on a visit."""
    session.add(VisitForm(key=key, visit_id=visit_id))
    session.flush()


def visit_of_form(session: Session, key: str) -> Visit | None:
    """The visit that the form of that key was entered as, or None: it was not."""
    found = session.get(VisitForm, key)
    return session.get_one(Visit, found.visit_id) if found else None


@dataclass(frozen=True)
class ChargedBefore:
    """What an act posted on a visit's charges: their ids in order, their total and copay in cents."""

    charge_ids: tuple[int, ...]
    total: int
    copay: int


def charged_under(session: Session, visit_id: int, key: str) -> ChargedBefore:
    """What was charged on a visit by the act of that key; nothing if it never was."""
    rows = session.execute(
        select(EntryRow.kind, Charge.id, LineRow.amount)
        .join(LineRow, LineRow.entry_id == EntryRow.id)
        .join(Charge, Charge.id == LineRow.charge_id)
        .where(Charge.visit_id == visit_id, EntryRow.key.startswith(f"{key}/", autoescape=True), LineRow.amount > 0)
        .order_by(EntryRow.id, LineRow.seq)
    ).all()
    fees = {charge: amount for kind, charge, amount in rows if kind == CHARGE.name}
    copay = sum(amount for kind, _, amount in rows if kind == TRANSFER.name)
    return ChargedBefore(tuple(fees), sum(fees.values()), copay)


def waits_for_charges() -> ColumnElement[bool]:
    """Whether a visit of the query around it still stands and has no charges: money taken for it is kept for it."""
    charged = select(Charge.id).where(Charge.visit_id == Visit.id, stands()).exists()
    return Visit.status.in_(["scheduled", "arrived", "done"]) & ~charged


def visits_not_charged(session: Session, visit_ids: Sequence[int]) -> dict[int, date]:
    """Of these visits those that still stand and have no charges yet, with their days."""
    if not visit_ids:
        return {}
    rows = session.execute(select(Visit.id, Visit.on).where(Visit.id.in_(visit_ids), waits_for_charges()))
    return {row.id: row.on for row in rows}
