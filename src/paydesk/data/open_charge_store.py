"""Reads the charges a patient owes something of, by their balances: what a payment looks at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, false, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from paydesk.data.charge_tables import Charge, ChargeVersion, ServiceCode, Visit
from paydesk.data.database import answers
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.data.people_tables import Account, Address, Flag, Person
from paydesk.data.plan_tables import PlanCharge
from paydesk.rules.ledger import PATIENT


@dataclass(frozen=True)
class LineName:
    """How paper calls a charge, also ``in_spanish``, and whose it is.

    ``discreet``: that patient has a confidential address, and somebody else answers for the account.
    """

    day: date
    what: str
    in_spanish: str
    patient_id: int
    patient: str
    discreet: bool


@dataclass(frozen=True)
class OpenCharge:
    """A charge the patient owes something of, in cents.

    ``billed``: it was put to an insurer, and the patient did not ask us to keep insurance out of it. ``flagged``:
    its account, or a record merged into another one, may have flags; most have none, and need not be asked for them.
    ``planned``: a payment plan holds it.
    """

    name: LineName
    charge_id: int
    account_id: int
    visit_id: int | None
    kind: str
    patient_owes: int
    responsibility_date: date | None
    held: bool
    disputed: bool
    answer: str
    billed: bool
    flagged: bool
    planned: bool


def open_charges(session: Session, account_ids: Sequence[int]) -> tuple[OpenCharge, ...]:
    """What the patient owes of the charges of accounts, oldest service first."""
    rows = answers(session, _open_charges(), accounts=list(account_ids))
    return tuple(OpenCharge(_line_name(row[:_OF_NAME]), *row[_OF_NAME:]) for row in rows)


def line_names(session: Session, charge_ids: Sequence[int]) -> dict[int, LineName]:
    """Charge id -> how paper calls it, also when nothing is owed of it."""
    rows = answers(session, _line_names(), charges=list(charge_ids))
    return {row[_OF_NAME]: _line_name(row[:_OF_NAME]) for row in rows}


_OF_NAME = 8
"""So many columns say the name, and come first."""


def _line_name(row: Sequence[Any]) -> LineName:
    day, what, spanish, code, patient_id, first, last, discreet = row
    code = f" ({code})" if code else ""
    return LineName(day, what + code, (spanish or what) + code, patient_id, f"{first} {last}".strip(), bool(discreet))


def _named(*columns: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """Charges by their names, and ``columns`` of them."""
    guarantor = aliased(Person)
    record, payers = (func.coalesce(one.merged_into_id, one.id) for one in (Person, guarantor))
    confidential = exists().where(Address.person_id == record, Address.kind == "confidential")
    return (
        select(
            Charge.service_date, ChargeVersion.description, ServiceCode.spanish_name, ChargeVersion.code,
            Person.id, Person.first_name, Person.last_name, (record != payers) & confidential, *columns,
        )
        .join(ChargeVersion, (ChargeVersion.charge_id == Charge.id) & (ChargeVersion.version == Charge.version))
        .join(Person, Person.id == Charge.patient_id)
        .join(Account, Account.id == Charge.account_id)
        .join(guarantor, guarantor.id == Account.guarantor_id)
        .outerjoin(ServiceCode, ServiceCode.code == ChargeVersion.code)
    )  # fmt: skip


@cache
def _line_names() -> Select[*tuple[Any, ...]]:
    return _named(Charge.id).where(Charge.id.in_(bindparam("charges", expanding=True)))


@cache
def _open_charges() -> Select[*tuple[Any, ...]]:
    """Built once: building it anew costs more than the database needs to answer."""
    accounts: BindParameter[int] = bindparam("accounts", expanding=True)
    insurer, merged = aliased(ChargeBalance), aliased(Person)
    flagged = exists().where(Flag.account_id == Account.id) | exists().where(
        merged.account_id == Account.id, merged.merged_into_id.is_not(None)
    )
    planned = exists().where(PlanCharge.charge_id == Charge.id, PlanCharge.holds)
    billed = exists().where(insurer.charge_id == Charge.id, insurer.coverage_id != PATIENT)
    return (
        _named(
            Charge.id, Charge.account_id, Charge.visit_id, Charge.kind, ChargeBalance.balance,
            ChargeBalance.responsibility_date, Charge.held, Charge.disputed, Charge.answer,
            billed & func.coalesce(Visit.self_pay, false()).is_(False), flagged,
            planned,
        )
        .join(ChargeBalance, ChargeBalance.charge_id == Charge.id)
        .outerjoin(Visit, Visit.id == Charge.visit_id)
        .where(
            ChargeBalance.account_id.in_(accounts), ChargeBalance.coverage_id == PATIENT, ChargeBalance.balance > 0,
        )
        .order_by(Charge.service_date, Charge.id)
    )  # fmt: skip
