"""Reads who needs something today: copays, credits, letters that came back, forms left half-way; set-based."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, case, func, null, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.charge_store import stands, waits_for_charges
from paydesk.data.charge_tables import Charge, Visit
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.ledger_tables import ChargeBalance, CreditBalance, Lot, Receipt, ReceiptUndoing
from paydesk.data.office_tables import Draft, Provider, Statement
from paydesk.data.people_tables import Account, Address, Flag, Person
from paydesk.rules.insurance import CoverageTerms, PayerKind
from paydesk.rules.ledger import PATIENT

_COMING = ("scheduled", "arrived", "done")


@dataclass(frozen=True)
class VisitToday:
    """A visit of a day with what is left of its copay once charged (no line on hold), and what was taken before."""

    visit_id: int
    account_id: int
    patient_id: int
    name: str
    at: time | None
    provider: str
    status: str
    self_pay: bool
    charged: bool
    copay: int
    taken: int


def visits_on(session: Session, day: date, *, account_id: int | None = None) -> tuple[VisitToday, ...]:
    """The visits of a day that are not canceled, in the order of the day."""
    insurer = aliased(ChargeBalance)
    billed = select(insurer.charge_id).where(insurer.charge_id == Charge.id, insurer.coverage_id != PATIENT).exists()
    # What was put to an insurer is the patient's before the answer only as a copay.
    is_copay = billed & (Charge.answer == "") & ~Charge.held & ~Charge.disputed
    charged = (
        select(Charge.visit_id, func.sum(case((is_copay, ChargeBalance.balance), else_=0)).label("copay"))
        .outerjoin(
            ChargeBalance, (ChargeBalance.charge_id == Charge.id) & (ChargeBalance.coverage_id == PATIENT)
        )
        .where(Charge.service_date == day, stands())
        .group_by(Charge.visit_id)
        .subquery()
    )
    taken = (
        select(Receipt.visit_id, func.sum(-CreditBalance.balance).label("taken"))
        .join(CreditBalance, CreditBalance.lot_id == Receipt.lot_id)
        .where(Receipt.visit_id.is_not(None), CreditBalance.balance != 0)
        .group_by(Receipt.visit_id)
        .subquery()
    )
    query = (
        select(
            Visit.id, Visit.account_id, Visit.patient_id, Person.first_name + " " + Person.last_name, Visit.at,
            func.coalesce(Provider.name, ""), Visit.status, Visit.self_pay, charged.c.visit_id.is_not(None),
            func.coalesce(charged.c.copay, 0), func.coalesce(taken.c.taken, 0),
        )
        .join(Person, Person.id == Visit.patient_id)
        .outerjoin(Provider, Provider.id == Visit.provider_id)
        .outerjoin(charged, charged.c.visit_id == Visit.id)
        .outerjoin(taken, taken.c.visit_id == Visit.id)
        .where(Visit.on == day, Visit.status.in_(_COMING))
        .order_by(Visit.at.is_(None), Visit.at, Visit.id)
    )  # fmt: skip
    if account_id is not None:
        query = query.where(Visit.account_id == account_id)
    return tuple(VisitToday(*_tidy(row)) for row in session.execute(query))


def _tidy(row: Any) -> tuple[Any, ...]:
    values = list(row)
    values[7], values[8] = bool(values[7]), bool(values[8])
    values[9], values[10] = int(values[9]), int(values[10])
    return tuple(values)


def terms_of(session: Session, patient_ids: Sequence[int]) -> dict[int, tuple[CoverageTerms, ...]]:
    """Patient id -> coverages as far as they decide who owes."""
    found: dict[int, tuple[CoverageTerms, ...]] = {}
    rows = session.execute(
        select(
            Coverage.patient_id, Coverage.id, Payer.kind, Coverage.priority, Coverage.valid_from,
            Coverage.valid_to, Coverage.copay,
        )
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .where(Coverage.patient_id.in_(set(patient_ids)))
    )  # fmt: skip
    for patient, id_, kind, order, start, end, copay in rows:
        found[patient] = (*found.get(patient, ()), CoverageTerms(id_, PayerKind(kind), order, start, end, copay))
    return found


@dataclass(frozen=True)
class CreditWaiting:
    """Unapplied patient money of an account in cents, with what its patients owe."""

    account_id: int
    name: str
    amount: int
    since: date
    owes: int


def credits_waiting(session: Session, *, account_id: int | None = None, limit: int = 200) -> tuple[CreditWaiting, ...]:
    """Accounts with unapplied credit that is not kept for a visit to come, the largest first."""
    owes = (
        select(func.coalesce(func.sum(ChargeBalance.balance), 0))
        .where(ChargeBalance.account_id == CreditBalance.account_id, ChargeBalance.coverage_id == PATIENT)
        .scalar_subquery()
    )
    query = (
        select(
            CreditBalance.account_id, Person.first_name + " " + Person.last_name,
            func.sum(-CreditBalance.balance), func.min(Lot.received_on), owes,
        )
        .join(Lot, Lot.id == CreditBalance.lot_id)
        .outerjoin(Receipt, Receipt.lot_id == Lot.id)
        .outerjoin(Visit, (Visit.id == Receipt.visit_id) & waits_for_charges())
        .join(Account, Account.id == CreditBalance.account_id)
        .join(Person, Person.id == Account.guarantor_id)
        .where(CreditBalance.coverage_id == PATIENT, CreditBalance.balance != 0, Visit.id.is_(None))
        .group_by(CreditBalance.account_id, Person.first_name, Person.last_name)
        .order_by(func.sum(CreditBalance.balance), CreditBalance.account_id)
        .limit(limit)
    )  # fmt: skip
    if account_id is not None:
        query = query.where(CreditBalance.account_id == account_id)
    return tuple(
        CreditWaiting(account, name.strip(), int(amount), since, int(owed))
        for account, name, amount, since, owed in session.execute(query)
    )


@dataclass(frozen=True)
class TakenToday:
    """A receipt; ``undone`` is "void", "returned" or empty; ``detail`` a check number or a card."""

    lot_id: int
    number: int | None
    account_id: int
    amount: int
    method: str
    detail: str
    entered_at: datetime
    undone: str
    name: str
    received_on: date


def taken_on(
    session: Session, day: date, *, account_id: int | None = None, limit: int = 200
) -> tuple[TakenToday, ...]:
    """The receipts of a day; with an account, all of its own. Newest first."""
    query = (
        select(
            Lot.id, Receipt.number, Receipt.account_id, Lot.amount, Receipt.method,
            Receipt.check_number, Receipt.card_brand, Receipt.card_last4, Lot.entered_at,
            func.coalesce(ReceiptUndoing.kind, ""), Person.first_name + " " + Person.last_name, Lot.received_on,
        )
        .join(Receipt, Receipt.lot_id == Lot.id)
        .join(Account, Account.id == Receipt.account_id)
        .join(Person, Person.id == Account.guarantor_id)
        .outerjoin(ReceiptUndoing, ReceiptUndoing.lot_id == Lot.id)
        .where(Receipt.number.is_not(None))
        .order_by(Lot.received_on.desc(), Lot.id.desc())
        .limit(limit)
    )  # fmt: skip
    query = query.where(Lot.received_on == day if account_id is None else Receipt.account_id == account_id)
    return tuple(
        TakenToday(
            row[0], row[1], row[2], row[3], row[4], row[5] or f"{row[6]} {row[7]}".strip(), row[8], row[9],
            row[10].strip(), row[11],
        )
        for row in session.execute(query)
    )  # fmt: skip


@dataclass(frozen=True)
class MailReturned:
    """An account whose mail came back, whose address it was, and what its patients owe."""

    account_id: int
    person_id: int
    name: str
    since: date
    owes: int


def mail_returned(session: Session, day: date, *, limit: int = 200) -> tuple[MailReturned, ...]:
    """Accounts with an address that mail came back from, or with the flag that says so, latest first."""
    marked = select(Person.account_id, func.max(Address.returned_on), func.max(Person.id)).join(
        Address, Address.person_id == Person.id
    ).where(Address.returned_on.is_not(None), ~Address.do_not_use).group_by(Person.account_id)
    flagged = select(Flag.account_id, func.max(Flag.since), null()).where(
        Flag.kind == "returned_mail", Flag.until.is_(None) | (Flag.until >= day)
    ).group_by(Flag.account_id)
    since: dict[int, date] = {}
    whose: dict[int, int] = {}
    for query in (marked, flagged):
        for account, when, person in session.execute(query.limit(limit)):
            if account is not None and when is not None:
                since[account] = max(when, since.get(account, when))
                whose.setdefault(account, person or 0)
    named = session.execute(_named(tuple(since)))
    found = [
        MailReturned(id_, whose[id_] or guarantor, name.strip(), since[id_], int(owes))
        for id_, guarantor, name, owes in named
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.account_id), reverse=True))


def _named(accounts: Sequence[int]) -> Select[Any]:
    owes = (
        select(func.coalesce(func.sum(ChargeBalance.balance), 0))
        .where(ChargeBalance.account_id == Account.id, ChargeBalance.coverage_id == PATIENT)
        .scalar_subquery()
    )
    return (
        select(Account.id, Person.id, Person.first_name + " " + Person.last_name, owes)
        .join(Person, Person.id == Account.guarantor_id)
        .where(Account.id.in_(accounts))
    )


@dataclass(frozen=True)
class DraftWaiting:
    """A form that someone left half-way; ``name`` is the guarantor's, empty for a form without an account.

    ``about`` tells the record it belongs to ("charge 7"), ``words`` say it.
    """

    form: str
    account_id: int
    about: str
    words: str
    name: str
    saved_at: datetime


def drafts_of(session: Session, user_name: str) -> tuple[DraftWaiting, ...]:
    """A person's drafts, newest first."""
    rows = session.execute(
        select(
            Draft.form, Draft.account_id, Draft.about, Draft.words, Person.first_name + " " + Person.last_name,
            Draft.saved_at,
        )
        .outerjoin(Account, Account.id == Draft.account_id)
        .outerjoin(Person, Person.id == Account.guarantor_id)
        .where(Draft.user_name == user_name)
        .order_by(Draft.saved_at.desc())
    )  # fmt: skip
    return tuple(
        DraftWaiting(form, account, about, words, (name or "").strip(), at)
        for form, account, about, words, name, at in rows
    )


def last_statements(session: Session) -> tuple[date | None, int]:
    """The date of the newest statements and how many carry it."""
    newest: date | None = session.execute(select(func.max(Statement.as_of))).scalar_one_or_none()
    if newest is None:
        return None, 0
    counted = session.execute(select(func.count()).select_from(Statement).where(Statement.as_of == newest))
    return newest, int(counted.scalar_one())
