"""Reads whom an account is about: its people and their coverages, as facts.

The queries are built once: building them anew costs more than the database needs to answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session

from paydesk.data.billed_credit import credit_now
from paydesk.data.database import answers
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.ledger_tables import ChargeBalance, CreditBalance
from paydesk.data.people_tables import Person, Phone
from paydesk.rules.addressee import PhoneLine, phone_for
from paydesk.rules.ledger import PATIENT
from paydesk.rules.money import Cents

_ACCOUNT: BindParameter[int] = bindparam("account")


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


def members(session: Session, account_id: int, owed: Mapping[int, int]) -> tuple[Member, ...]:
    """Everyone of an account's household, in the order they were entered; ``owed``: person id -> cents owed."""
    people: dict[tuple[Any, ...], list[PhoneLine]] = {}
    for row in answers(session, _members(), account=account_id):
        lines = people.setdefault(row[:_OF_PERSON], [])
        if row[_OF_PERSON] is not None:
            lines.append(PhoneLine(*row[_OF_PERSON:]))
    return tuple(_member(person, phone_for(lines), owed) for person, lines in people.items())


def _member(person: tuple[Any, ...], phone: PhoneLine | None, owed: Mapping[int, int]) -> Member:
    reach = (phone.digits, phone.kind) if phone else ("", "")
    return Member(*tuple[Any, ...]((*person, *reach, owed.get(person[0], 0))))


_OF_PERSON = 13
"""So many columns of a row are about the person, the rest about a phone; a merged record has those of the one kept."""


@cache
def _members() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Person.id, Person.first_name, Person.last_name, Person.middle_name, Person.suffix,
            Person.preferred_name, Person.birth_date, Person.sex, Person.language, Person.relation,
            Person.status, Person.is_patient, Person.merged_into_id,
            Phone.kind, Phone.digits, Phone.may_call, Phone.may_text, Phone.do_not_use, Phone.preferred,
        )
        .outerjoin(Phone, Phone.person_id == func.coalesce(Person.merged_into_id, Person.id))
        .where(Person.account_id == _ACCOUNT)
        .order_by(Person.id, Phone.id)
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


@dataclass(frozen=True)
class AccountFigures:
    """What an account's patients owe and its credit, in cents; ``kept`` of it is for visits not charged yet."""

    owes: Cents = 0
    credit: Cents = 0
    kept: Cents = 0


def figures_of(session: Session, account_ids: Sequence[int]) -> dict[int, AccountFigures]:
    """The figures of many accounts, by id."""
    owed = (
        select(ChargeBalance.account_id, func.sum(ChargeBalance.balance))
        .where(ChargeBalance.account_id.in_(account_ids), ChargeBalance.coverage_id == PATIENT)
        .group_by(ChargeBalance.account_id)
    )
    credit = (
        select(CreditBalance.account_id, -func.sum(CreditBalance.balance))
        .where(CreditBalance.account_id.in_(account_ids))
        .group_by(CreditBalance.account_id)
    )
    owes = {account: int(cents) for account, cents in session.execute(owed)}
    has = {account: int(cents) for account, cents in session.execute(credit)}
    now = credit_now(session, account_ids)
    return {one: AccountFigures(owes.get(one, 0), has.get(one, 0), -now.get((one, True), 0)) for one in account_ids}
