"""Reads what happened on an account: its visits, charges, ledger lines and receipts; each in one query, as facts.

The queries are built once: building them anew costs more than the database needs to answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.charge_tables import Charge, ChargeVersion, Visit, VisitDiagnosis
from paydesk.data.database import answers
from paydesk.data.ledger_tables import EntryRow, LineRow, Lot, Receipt, ReceiptUndoing
from paydesk.data.office_tables import Place, Provider
from paydesk.data.people_tables import Account, Person
from paydesk.rules.ledger import PATIENT

_ACCOUNT: BindParameter[int] = bindparam("account")


@dataclass(frozen=True)
class LedgerLine:
    """One ledger line with its entry, and where its money came from.

    ``lot_undone`` is "void" or "returned" when the receipt of its money was taken back, else empty.
    """

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
    lot_undone: str

    @property
    def undone(self) -> bool:
        """Whether its entry was reversed; a payment was, too, when its receipt was voided or came back."""
        return self.reversed_by is not None or (self.kind == "patient payment" and bool(self.lot_undone))


def ledger_lines(session: Session, account_id: int) -> tuple[LedgerLine, ...]:
    """Every line of an account in the order it was posted."""
    rows = answers(session, _ledger_lines(), account=account_id)
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
            EntryRow.entered_at, EntryRow.actor, func.coalesce(ReceiptUndoing.kind, ""),
        )
        .join(LineRow, LineRow.entry_id == EntryRow.id)
        .outerjoin(reversal, reversal.reverses == EntryRow.id)
        .outerjoin(Receipt, Receipt.lot_id == LineRow.lot_id)
        .outerjoin(ReceiptUndoing, ReceiptUndoing.lot_id == LineRow.lot_id)
        .where(LineRow.account_id == _ACCOUNT)
        .order_by(EntryRow.id, LineRow.seq)
    )  # fmt: skip


def other_accounts(session: Session, account_id: int, entry_ids: Iterable[int]) -> dict[int, int]:
    """Entry id -> the number of the other account on it, of entries that moved money between two accounts."""
    rows = session.execute(
        select(LineRow.entry_id, Account.number)
        .join(Account, Account.id == LineRow.account_id)
        .where(LineRow.entry_id.in_(tuple(entry_ids)), LineRow.account_id != account_id)
    )
    return dict(tuple[int, int](row) for row in rows)


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
    rows = answers(session, _visits(), account=account_id)
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
    rows = answers(session, _charge_facts(), account=account_id)
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
    rows = answers(session, query, **{name: value for name, value in asked.items() if value is not None})
    return tuple(ReceiptFacts(*tuple[Any, ...](row)) for row in rows)


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


def visit_diagnoses(session: Session, account_id: int) -> dict[int, tuple[tuple[str, str, str], ...]]:
    """Visit id -> (code, system, description) in order, for all visits of an account."""
    found: dict[int, tuple[tuple[str, str, str], ...]] = {}
    for visit, *rest in answers(session, _diagnoses(), account=account_id):
        found[visit] = (*found.get(visit, ()), (rest[0], rest[1], rest[2]))
    return found


@cache
def _diagnoses() -> Select[*tuple[Any, ...]]:
    return (
        select(VisitDiagnosis.visit_id, VisitDiagnosis.code, VisitDiagnosis.system, VisitDiagnosis.description)
        .join(Visit, Visit.id == VisitDiagnosis.visit_id)
        .where(Visit.account_id == _ACCOUNT)
        .order_by(VisitDiagnosis.visit_id, VisitDiagnosis.position)
    )
