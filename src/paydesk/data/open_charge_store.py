"""Reads the charges a patient owes something of, by their balances: what a payment looks at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, exists, false, func, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.charge_tables import Charge, ChargeVersion, ServiceCode, Visit
from paydesk.data.database import answers
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.data.people_tables import Account, Address, Person
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

    ``billed``: it was put to an insurer, and the patient did not ask us to keep insurance out of it.
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


def open_charges(session: Session, account_ids: Sequence[int]) -> tuple[OpenCharge, ...]:
    """What the patient owes of the charges of accounts, oldest service first."""
    return tuple(_open_charge(row) for row in answers(session, _open_charges(), accounts=list(account_ids)))


def _open_charge(row: Sequence[Any]) -> OpenCharge:
    *facts, day, what, spanish, code, patient_id, first, last, discreet = row
    code = f" ({code})" if code else ""
    name = LineName(day, what + code, (spanish or what) + code, patient_id, f"{first} {last}".strip(), bool(discreet))
    return OpenCharge(name, *facts)


@cache
def _open_charges() -> Select[*tuple[Any, ...]]:
    """Built once: building it anew costs more than the database needs to answer."""
    accounts: BindParameter[int] = bindparam("accounts", expanding=True)
    insurer, guarantor = aliased(ChargeBalance), aliased(Person)
    billed = exists().where(insurer.charge_id == Charge.id, insurer.coverage_id != PATIENT)
    record, payers = (func.coalesce(one.merged_into_id, one.id) for one in (Person, guarantor))
    confidential = exists().where(Address.person_id == record, Address.kind == "confidential")
    return (
        select(
            Charge.id, Charge.account_id, Charge.visit_id, Charge.kind, ChargeBalance.balance,
            ChargeBalance.responsibility_date, Charge.held, Charge.disputed, Charge.answer,
            billed & func.coalesce(Visit.self_pay, false()).is_(False),
            Charge.service_date, ChargeVersion.description, ServiceCode.spanish_name, ChargeVersion.code, Person.id,
            Person.first_name, Person.last_name, (record != payers) & confidential,
        )
        .join(ChargeBalance, ChargeBalance.charge_id == Charge.id)
        .join(ChargeVersion, (ChargeVersion.charge_id == Charge.id) & (ChargeVersion.version == Charge.version))
        .join(Person, Person.id == Charge.patient_id)
        .join(Account, Account.id == Charge.account_id)
        .join(guarantor, guarantor.id == Account.guarantor_id)
        .outerjoin(ServiceCode, ServiceCode.code == ChargeVersion.code)
        .outerjoin(Visit, Visit.id == Charge.visit_id)
        .where(
            ChargeBalance.account_id.in_(accounts), ChargeBalance.coverage_id == PATIENT, ChargeBalance.balance > 0,
        )
        .order_by(Charge.service_date, Charge.id)
    )  # fmt: skip
