"""Reads what crosses all accounts: balances as of a day; set-wise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal_column, select
from sqlalchemy.orm import Session

from paydesk.data.ledger_tables import ChargeBalance, CreditBalance, EntryRow, LineRow
from paydesk.data.people_tables import Account, Person
from paydesk.rules.ledger import PATIENT


@dataclass(frozen=True)
class AccountBalance:
    """What an account's parties owe, in cents; ``unapplied`` is zero or below."""

    account_id: int
    number: int
    external_id: str | None
    name: str
    patient_owes: int
    insurers_owe: int
    unapplied: int


def balances(session: Session, *, as_of: date | None = None) -> tuple[AccountBalance, ...]:
    """One row an account, by number: from the maintained balances, or of the lines posted up to ``as_of``."""
    sums = _as_of(session, as_of) if as_of else _sums(_maintained()(session))
    rows = session.execute(
        select(Account.id, Account.number, Account.external_id, Person.first_name, Person.last_name)
        .outerjoin(Person, Person.id == Account.guarantor_id)
        .order_by(Account.number)
    )
    return tuple(
        AccountBalance(own, number, source, f"{first or ''} {last or ''}".strip(), *sums.get(own, (0, 0, 0)))
        for own, number, source, first, last in rows
    )


_Sums = dict[int, tuple[int, int, int]]
"""Account id -> what the patient owes, what insurers owe, unapplied credit (zero or below); in cents."""


def _sums(rows: Iterable[Any]) -> _Sums:
    return {account: (int(p or 0), int(i or 0), int(u or 0)) for account, p, i, u in rows}


def _as_of(session: Session, day: date) -> _Sums:
    """The lines posted up to ``day``; or of a later day, today's balances less what was posted since: fewer lines."""
    first, last = session.execute(_FIRST_DAY).scalar(), session.execute(_LAST_DAY).scalar()
    if first is None or last is None or day - first < last - day:
        return _sums(_lines(session, EntryRow.posted_on <= day))
    sums = _sums(_maintained()(session))
    for account, since in _sums(_lines(session, EntryRow.posted_on > day)).items():
        patient, insurers, credit = sums.get(account, (0, 0, 0))
        sums[account] = patient - since[0], insurers - since[1], credit - since[2]
    return sums


_FIRST_DAY, _LAST_DAY = select(func.min(EntryRow.posted_on)), select(func.max(EntryRow.posted_on))


def _maintained() -> Any:
    def read(session: Session) -> Iterable[tuple[int, int, int, int]]:
        patient = case((ChargeBalance.coverage_id == PATIENT, ChargeBalance.balance), else_=0)
        insurers = case((ChargeBalance.coverage_id != PATIENT, ChargeBalance.balance), else_=0)
        found = {
            account: [p, i, 0]
            for account, p, i in session.execute(
                select(ChargeBalance.account_id, func.sum(patient), func.sum(insurers))
                .group_by(ChargeBalance.account_id)
            )
        }  # fmt: skip
        for account, credit in session.execute(
            select(CreditBalance.account_id, func.sum(CreditBalance.balance)).group_by(CreditBalance.account_id)
        ):
            found.setdefault(account, [0, 0, 0])[2] = credit
        return [(account, *three) for account, three in found.items()]

    return read


def _lines(session: Session, posted: ColumnElement[bool]) -> Iterable[Any]:
    on_charge = LineRow.charge_id.is_not(None)
    # Adding nothing keeps SQLite from walking all lines account by account.
    account = LineRow.account_id + literal_column("0")
    return session.execute(
        select(
            account,
            func.sum(case((and_(on_charge, LineRow.coverage_id.is_(None)), LineRow.amount), else_=0)),
            func.sum(case((and_(on_charge, LineRow.coverage_id.is_not(None)), LineRow.amount), else_=0)),
            func.sum(case((on_charge, 0), else_=LineRow.amount)),
        )
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(posted)
        .group_by(account)
    )
