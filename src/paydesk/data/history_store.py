"""Reads what happened on an account: its visits, charges, ledger lines and their money; each in one query, as facts.

The queries are built once: building them anew costs more than the database needs to answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session

from paydesk.data.charge_tables import Charge, ChargeVersion, Visit, VisitDiagnosis
from paydesk.data.database import answers
from paydesk.data.ledger_tables import EntryRow, LineRow, Lot, Receipt, ReceiptUndoing, Refund
from paydesk.data.office_tables import Place, Provider
from paydesk.data.people_tables import Account
from paydesk.rules.ledger import PATIENT

_ACCOUNT: BindParameter[int] = bindparam("account")


class ReceiptFacts(NamedTuple):
    """What is known of a patient's money by its lot; ``undone`` is "void", "returned" or empty."""

    lot_id: int
    number: int | None
    amount: int
    received_on: date
    method: str
    card: str | None
    check: str | None
    undone: str


class LedgerLine(NamedTuple):
    """One ledger line with its entry, and where its money came from.

    ``receipt`` is None of money that no patient brought, and of what is not money.
    """

    entry_id: int
    kind: str
    posted_on: date
    reason: str
    group_id: int
    because: str
    reverses: int | None
    patient_id: int | None
    charge_id: int | None
    coverage_id: int
    lot_id: int | None
    amount: int
    why: str
    receipt: ReceiptFacts | None
    reversed_by: int | None

    @property
    def undone(self) -> bool:
        """Whether its entry was reversed; a payment was with its moves when its receipt was voided or came back."""
        return self.reversed_by is not None or (self.kind in ("patient payment", "reapplication") and self.lot_undone)

    @property
    def lot_undone(self) -> bool:
        """Whether the receipt of its money was taken back."""
        return self.receipt is not None and bool(self.receipt.undone)


def ledger_lines(session: Session, account_id: int) -> tuple[LedgerLine, ...]:
    """Every line of an account in the order it was posted."""
    rows = answers(session, _ledger_lines(), account=account_id)
    money = {one[0]: ReceiptFacts._make(one) for one in answers(session, _receipts(), account=account_id)}
    # A reversal is the mirror of what it reverses: it has its lines on the very same accounts.
    undone_by = {row[6]: row[0] for row in rows if row[6] is not None}
    return tuple(LedgerLine._make((*row, money.get(row[10]), undone_by.get(row[0]))) for row in rows)


@cache
def _ledger_lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            EntryRow.id, EntryRow.kind, EntryRow.posted_on, EntryRow.reason, EntryRow.group_id, EntryRow.because,
            EntryRow.reverses, LineRow.patient_id, LineRow.charge_id, func.coalesce(LineRow.coverage_id, PATIENT),
            LineRow.lot_id, LineRow.amount, LineRow.why,
        )
        .join(LineRow, LineRow.entry_id == EntryRow.id)
        .where(LineRow.account_id == _ACCOUNT)
        .order_by(EntryRow.id, LineRow.seq)
    )  # fmt: skip


@cache
def _receipts() -> Select[*tuple[Any, ...]]:
    lots = select(LineRow.lot_id).where(LineRow.account_id == _ACCOUNT, LineRow.lot_id.is_not(None))
    return (
        select(
            Receipt.lot_id, Receipt.number, Lot.amount, Lot.received_on, Receipt.method,
            Receipt.card_brand + " " + Receipt.card_last4, Receipt.check_number, func.coalesce(ReceiptUndoing.kind, ""),
        )
        .join(Lot, Lot.id == Receipt.lot_id)
        .outerjoin(ReceiptUndoing, ReceiptUndoing.lot_id == Receipt.lot_id)
        .where(Receipt.lot_id.in_(lots))
    )  # fmt: skip


def refund_ways(session: Session, account_id: int) -> dict[int, tuple[str, str]]:
    """Group id -> by which way a refund of the account went, and the number that says so: of the check, of the slip."""
    rows = answers(session, _REFUND_WAYS, account=account_id)
    return {group: (method, reference) for group, method, reference in rows}


_REFUND_WAYS = select(Refund.group_id, Refund.method, Refund.reference).where(Refund.account_id == _ACCOUNT)


def account_numbers(session: Session, account_ids: Iterable[int]) -> dict[int, int]:
    """Account id -> its number."""
    rows = session.execute(select(Account.id, Account.number).where(Account.id.in_(tuple(account_ids))))
    return dict(tuple[int, int](row) for row in rows)


def other_accounts(session: Session, account_id: int, entry_ids: Iterable[int]) -> dict[int, int]:
    """Entry id -> the number of the other account on it, of entries that moved money between two accounts."""
    rows = session.execute(
        select(LineRow.entry_id, Account.number)
        .join(Account, Account.id == LineRow.account_id)
        .where(LineRow.entry_id.in_(tuple(entry_ids)), LineRow.account_id != account_id)
    )
    return dict(tuple[int, int](row) for row in rows)


class VisitFacts(NamedTuple):
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
    return tuple(VisitFacts._make(row) for row in rows)


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


class ChargeFacts(NamedTuple):
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
    return tuple(ChargeFacts._make(row) for row in rows)


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
