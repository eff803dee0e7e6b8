"""Reads whom an account is about: its people, their coverages, the three figures; each in one query, as facts.

The queries are built once: building them anew costs more than the database needs to answer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session

from paydesk.data.database import answers
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.ledger_tables import ChargeBalance, CreditBalance
from paydesk.data.people_tables import Person, Phone
from paydesk.rules.addressee import PhoneLine, phone_for
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
    ((patient, insurers, credit),) = answers(session, _figures(), account=account_id)
    return Figures(int(patient), int(insurers), -int(credit))


@cache
def _figures() -> Select[*tuple[Any, ...]]:
    unapplied = (
        select(func.coalesce(func.sum(CreditBalance.balance), 0))
        .where(CreditBalance.account_id == _ACCOUNT, CreditBalance.balance != 0)
        .scalar_subquery()
    )
    return select(
        func.coalesce(func.sum(ChargeBalance.balance).filter(ChargeBalance.coverage_id == PATIENT), 0),
        func.coalesce(func.sum(ChargeBalance.balance).filter(ChargeBalance.coverage_id != PATIENT), 0),
        unapplied,
    ).where(ChargeBalance.account_id == _ACCOUNT)


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
    people = answers(session, _members(), account=account_id)
    phones = _phones(session, account_id)
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


def _phones(session: Session, account_id: int) -> dict[int, tuple[str, str]]:
    """Person id -> the number to call and its kind; for a merged record that of the record kept."""
    found: dict[int, list[PhoneLine]] = defaultdict(list)
    for person, *line in answers(session, _phone_lines(), account=account_id):
        found[person].append(PhoneLine(*tuple[Any, ...](line)))
    best = {person: phone_for(lines) for person, lines in found.items()}
    return {person: (one.digits, one.kind) for person, one in best.items() if one}


@cache
def _phone_lines() -> Select[*tuple[Any, ...]]:
    return (
        select(Person.id, Phone.kind, Phone.digits, Phone.may_call, Phone.may_text, Phone.do_not_use, Phone.preferred)
        .join(Phone, Phone.person_id == func.coalesce(Person.merged_into_id, Person.id))
        .where(Person.account_id == _ACCOUNT)
        .order_by(Phone.id)
    )


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
    rows = answers(session, _coverages(), account=account_id)
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
