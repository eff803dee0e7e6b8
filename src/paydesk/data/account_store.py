"""Reads what the account page shows: each of its parts in one query, as facts.

The queries are built once: building them anew costs more than the database needs to answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.charge_tables import Charge, ChargeVersion, Visit, VisitDiagnosis
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.ledger_tables import (
    ChargeBalance,
    CreditBalance,
    EntryRow,
    LineRow,
    Lot,
    Receipt,
    ReceiptUndoing,
)
from paydesk.data.office_tables import Place, Provider
from paydesk.data.people_tables import Account, Person, Phone
from paydesk.rules.ledger import PATIENT


@dataclass(frozen=True)
class Figures:
    """The three figures of an account, in cents; ``credit`` is positive."""

    patient_owes: int
    insurers_owe: int
    credit: int


_ACCOUNT: BindParameter[int] = bindparam("account")


def figures(session: Session, account_id: int) -> Figures:
    """What the patient owes, what insurers owe, and unapplied credit."""
    patient, insurers = session.execute(_owed(), {"account": account_id}).one()
    credit = session.execute(_unapplied(), {"account": account_id}).scalar_one()
    return Figures(int(patient), int(insurers), -int(credit))


@cache
def _owed() -> Select[*tuple[Any, ...]]:
    return select(
        func.coalesce(func.sum(ChargeBalance.balance).filter(ChargeBalance.coverage_id == PATIENT), 0),
        func.coalesce(func.sum(ChargeBalance.balance).filter(ChargeBalance.coverage_id != PATIENT), 0),
    ).where(ChargeBalance.account_id == _ACCOUNT)


@cache
def _unapplied() -> Select[*tuple[Any, ...]]:
    return select(func.coalesce(func.sum(CreditBalance.balance), 0)).where(
        CreditBalance.account_id == _ACCOUNT, CreditBalance.balance != 0
    )


@dataclass(frozen=True)
class Member:
    """One person of the household with what is owed for them, in cents."""

    person_id: int
    first_name: str
    last_name: str
    middle_name: str
    suffix: str
    preferred_name: str
    birth_date: date | None
    sex: str
    language: str
    relation: str
    status: str
    is_patient: bool
    merged_into_id: int | None
    phone: str
    phone_kind: str
    owes: int


def members(session: Session, account_id: int) -> tuple[Member, ...]:
    """Everyone of an account's household, in the order they were entered."""
    people = session.execute(_members(), {"account": account_id}).all()
    phones = _phones(session, [row[0] for row in people])
    return tuple(
        Member(*tuple[Any, ...]((*row[:13], *phones.get(row[0], ("", "")), int(row[13])))) for row in people
    )


@cache
def _members() -> Select[*tuple[Any, ...]]:
    owes = (
        select(ChargeBalance.patient_id, func.sum(ChargeBalance.balance).label("owes"))
        .where(ChargeBalance.account_id == _ACCOUNT, ChargeBalance.coverage_id == PATIENT)
        .group_by(ChargeBalance.patient_id)
        .subquery()
    )
    return (
        select(
            Person.id, Person.first_name, Person.last_name, Person.middle_name, Person.suffix,
            Person.preferred_name, Person.birth_date, Person.sex, Person.language, Person.relation,
            Person.status, Person.is_patient, Person.merged_into_id, func.coalesce(owes.c.owes, 0),
        )
        .outerjoin(owes, owes.c.patient_id == Person.id)
        .where(Person.account_id == _ACCOUNT)
        .order_by(Person.id)
    )  # fmt: skip


def _phones(session: Session, person_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Person id -> best number and its kind: preferred first, never one not to be used."""
    rows = session.execute(_usable_phones(), {"people": list(person_ids)})
    return {person: (digits, kind) for person, digits, kind in rows}


@cache
def _usable_phones() -> Select[*tuple[Any, ...]]:
    return (
        select(Phone.person_id, Phone.digits, Phone.kind)
        .where(Phone.person_id.in_(bindparam("people", expanding=True)), ~Phone.do_not_use)
        .order_by(Phone.person_id, Phone.preferred, Phone.id.desc())
    )


@dataclass(frozen=True)
class LedgerLine:
    """One ledger line with its entry, and where its money came from."""

    entry_id: int
    kind: str
    posted_on: date
    reason: str
    group_id: int
    because: str
    reverses: int | None
    reversed_by: int | None
    patient_id: int | None
    charge_id: int | None
    coverage_id: int
    lot_id: int | None
    amount: int
    why: str
    receipt: int | None
    method: str | None
    card: str | None
    check: str | None
    entered_at: datetime
    actor: str


def ledger_lines(session: Session, account_id: int) -> tuple[LedgerLine, ...]:
    """Every line of an account in the order it was posted."""
    rows = session.execute(_ledger_lines(), {"account": account_id})
    return tuple(LedgerLine(*tuple[Any, ...](row)) for row in rows)


@cache
def _ledger_lines() -> Select[*tuple[Any, ...]]:
    reversal = aliased(EntryRow)
    return (
        select(
            EntryRow.id, EntryRow.kind, EntryRow.posted_on, EntryRow.reason, EntryRow.group_id, EntryRow.because,
            EntryRow.reverses, reversal.id, LineRow.patient_id, LineRow.charge_id,
            func.coalesce(LineRow.coverage_id, PATIENT), LineRow.lot_id, LineRow.amount, LineRow.why,
            Receipt.number, Receipt.method, Receipt.card_brand + " " + Receipt.card_last4, Receipt.check_number,
            EntryRow.entered_at, EntryRow.actor,
        )
        .join(LineRow, LineRow.entry_id == EntryRow.id)
        .outerjoin(reversal, reversal.reverses == EntryRow.id)
        .outerjoin(Receipt, Receipt.lot_id == LineRow.lot_id)
        .where(LineRow.account_id == _ACCOUNT)
        .order_by(EntryRow.id, LineRow.seq)
    )  # fmt: skip


@dataclass(frozen=True)
class VisitFacts:
    """A visit as lists show it."""

    visit_id: int
    patient_id: int
    on: date
    at: time | None
    provider: str
    place: str
    status: str
    reason: str
    self_pay: bool


def visits(session: Session, account_id: int) -> tuple[VisitFacts, ...]:
    """An account's visits, newest first; upcoming ones among them."""
    rows = session.execute(_visits(), {"account": account_id})
    return tuple(VisitFacts(*tuple[Any, ...](row)) for row in rows)


@cache
def _visits() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Visit.id, Visit.patient_id, Visit.on, Visit.at, func.coalesce(Provider.name, ""),
            func.coalesce(Place.name, ""), Visit.status, Visit.reason, Visit.self_pay,
        )
        .outerjoin(Provider, Provider.id == Visit.provider_id)
        .outerjoin(Place, Place.id == Visit.place_id)
        .where(Visit.account_id == _ACCOUNT)
        .order_by(Visit.on.desc(), Visit.id.desc())
    )  # fmt: skip


@dataclass(frozen=True)
class ChargeFacts:
    """A charge's present version."""

    charge_id: int
    visit_id: int | None
    patient_id: int
    kind: str
    service_date: date
    code: str
    system: str
    description: str
    modifiers: str
    units: int
    fee: int
    pointers: str
    answer: str
    held: bool
    disputed: bool
    reopened: bool
    hold_reason: str


def charge_facts(session: Session, account_id: int) -> tuple[ChargeFacts, ...]:
    """All charges of an account, oldest first."""
    rows = session.execute(_charge_facts(), {"account": account_id})
    return tuple(ChargeFacts(*tuple[Any, ...](row)) for row in rows)


@cache
def _charge_facts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Charge.id, Charge.visit_id, Charge.patient_id, Charge.kind, Charge.service_date, ChargeVersion.code,
            ChargeVersion.system, ChargeVersion.description, ChargeVersion.modifiers, ChargeVersion.units,
            ChargeVersion.fee, ChargeVersion.pointers, Charge.answer, Charge.held, Charge.disputed,
            Charge.reopened, Charge.hold_reason,
        )
        .join(ChargeVersion, (ChargeVersion.charge_id == Charge.id) & (ChargeVersion.version == Charge.version))
        .where(Charge.account_id == _ACCOUNT)
        .order_by(Charge.service_date, Charge.id)
    )  # fmt: skip


@dataclass(frozen=True)
class CoverageFacts:
    """A coverage with its payer's name."""

    coverage_id: int
    patient_id: int
    payer: str
    plan: str
    group_number: str
    member_number: str
    priority: int
    valid_from: date
    valid_to: date | None
    copay: int | None


def coverages(session: Session, account_id: int) -> tuple[CoverageFacts, ...]:
    """The coverages of an account's people, primary first."""
    rows = session.execute(_coverages(), {"account": account_id})
    return tuple(CoverageFacts(*tuple[Any, ...](row)) for row in rows)


@cache
def _coverages() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Coverage.id, Coverage.patient_id, Payer.name, InsurancePlan.name, InsurancePlan.group_number,
            Coverage.member_number, Coverage.priority, Coverage.valid_from, Coverage.valid_to, Coverage.copay,
        )
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .join(Person, Person.id == Coverage.patient_id)
        .where(Person.account_id == _ACCOUNT)
        .order_by(Coverage.patient_id, Coverage.priority, Coverage.valid_from.desc())
    )  # fmt: skip


@dataclass(frozen=True)
class ReceiptFacts:
    """A receipt as lists show it; ``undone`` is "void", "returned" or empty."""

    lot_id: int
    number: int | None
    account_id: int
    amount: int
    received_on: date
    method: str
    entered_at: datetime
    entered_by: str
    undone: str
    payer: str


def receipts(
    session: Session, *, account_id: int | None = None, day: date | None = None, limit: int = 200
) -> tuple[ReceiptFacts, ...]:
    """Receipts of an account or of a day, newest first."""
    query = _receipts(of_account=account_id is not None, of_day=day is not None)
    asked = {"account": account_id, "day": day, "limit": limit}
    return tuple(ReceiptFacts(*tuple[Any, ...](row)) for row in session.execute(query, asked))


@cache
def _receipts(*, of_account: bool, of_day: bool) -> Select[*tuple[Any, ...]]:
    guarantor = aliased(Person)
    query = (
        select(
            Lot.id, Receipt.number, Receipt.account_id, Lot.amount, Lot.received_on, Receipt.method, Lot.entered_at,
            Lot.entered_by, func.coalesce(ReceiptUndoing.kind, ""), guarantor.first_name + " " + guarantor.last_name,
        )
        .join(Receipt, Receipt.lot_id == Lot.id)
        .join(Account, Account.id == Receipt.account_id)
        .join(guarantor, guarantor.id == Account.guarantor_id)
        .outerjoin(ReceiptUndoing, ReceiptUndoing.lot_id == Lot.id)
        .order_by(Lot.received_on.desc(), Lot.id.desc())
        .limit(bindparam("limit"))
    )  # fmt: skip
    if of_account:
        query = query.where(Receipt.account_id == _ACCOUNT)
    if of_day:
        query = query.where(Lot.received_on == bindparam("day"), Receipt.number.is_not(None))
    return query


def visit_diagnoses(session: Session, visit_ids: Sequence[int]) -> dict[int, tuple[tuple[str, str, str], ...]]:
    """Visit id -> (code, system, description) in order."""
    found: dict[int, tuple[tuple[str, str, str], ...]] = {}
    for visit, *rest in session.execute(_diagnoses(), {"visits": list(visit_ids)}):
        found[visit] = (*found.get(visit, ()), (rest[0], rest[1], rest[2]))
    return found


@cache
def _diagnoses() -> Select[*tuple[Any, ...]]:
    return (
        select(VisitDiagnosis.visit_id, VisitDiagnosis.code, VisitDiagnosis.system, VisitDiagnosis.description)
        .where(VisitDiagnosis.visit_id.in_(bindparam("visits", expanding=True)))
        .order_by(VisitDiagnosis.visit_id, VisitDiagnosis.position)
    )
