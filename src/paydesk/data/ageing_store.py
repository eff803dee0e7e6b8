"""Reads how old debts are on any day and from any base, over all accounts; one query each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from paydesk.data.charge_tables import Charge
from paydesk.data.ledger_tables import ChargeBalance, CreditBalance, EntryRow, LineRow
from paydesk.data.office_tables import Statement
from paydesk.data.people_tables import Account, Person
from paydesk.rules.ageing import Base, Bucket
from paydesk.rules.ledger import PATIENT


def _parts_today() -> Subquery:
    return (
        select(
            ChargeBalance.charge_id, ChargeBalance.coverage_id.label("party"), ChargeBalance.account_id,
            ChargeBalance.balance.label("amount"), ChargeBalance.responsibility_date.label("since"),
        )
        .where(ChargeBalance.balance != 0)
        .subquery()
    )  # fmt: skip


def _parts_on(as_of: date) -> Subquery:
    """What each party owed of each charge at the end of a day, and since when it was theirs, from the lines."""
    party = func.coalesce(LineRow.coverage_id, PATIENT).label("party")
    not_money = case((or_(LineRow.lot_id.is_(None), EntryRow.kind == "charge"), LineRow.amount), else_=0)
    group = (
        select(
            LineRow.charge_id, party, LineRow.account_id, EntryRow.group_id,
            func.min(EntryRow.posted_on).label("day"), func.sum(LineRow.amount).label("moved"),
            func.sum(not_money).label("owed"),
        )
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(LineRow.charge_id.is_not(None), EntryRow.posted_on <= as_of)
        .group_by(LineRow.charge_id, party, LineRow.account_id, EntryRow.group_id)
        .subquery()
    )  # fmt: skip
    after = func.sum(group.c.owed).over(
        partition_by=(group.c.charge_id, group.c.party), order_by=group.c.group_id
    ).label("after")  # fmt: skip
    running = select(group, after).subquery()
    rises = and_(running.c.after > 0, running.c.after - running.c.owed <= 0)
    total = (
        select(
            running.c.charge_id, running.c.party, running.c.account_id, func.sum(running.c.moved).label("amount"),
            func.sum(running.c.owed).label("owed"), func.max(case((rises, running.c.group_id))).label("risen"),
        )
        .group_by(running.c.charge_id, running.c.party, running.c.account_id)
        .having(func.sum(running.c.moved) != 0)
        .subquery()
    )  # fmt: skip
    return (
        select(
            total.c.charge_id, total.c.party, total.c.account_id, total.c.amount,
            case((total.c.owed > 0, EntryRow.posted_on)).label("since"),
        )
        .outerjoin(EntryRow, EntryRow.id == total.c.risen)
        .subquery()
    )  # fmt: skip


def _aged_from(parts: Subquery, base: Base, as_of: date) -> Subquery:
    """The parts as (account_id, party, amount, day), ``day`` being the date they age from."""
    day: ColumnElement[Any] = parts.c.since
    if base is Base.SERVICE:
        day = select(Charge.service_date).where(Charge.id == parts.c.charge_id).scalar_subquery()
    elif base is Base.FIRST_STATEMENT:
        # The first statement that could show it: none before it was theirs.
        day = (
            select(func.min(Statement.as_of))
            .where(
                Statement.account_id == parts.c.account_id, Statement.as_of <= as_of,
                Statement.as_of >= func.coalesce(parts.c.since, as_of),
            )
            .scalar_subquery()
        )  # fmt: skip
    return select(parts.c.account_id, parts.c.party, parts.c.amount, day.label("day")).subquery()


def _sums(aged: Subquery, as_of: date) -> list[ColumnElement[Any]]:
    """One sum a bucket, then what is negative."""
    amount, day = aged.c.amount, aged.c.day
    sums = []
    for bucket in Bucket:
        oldest, newest = bucket.dates(as_of)
        fits = [amount > 0]
        if newest is not None:
            fits.append(day <= newest)
        if oldest is not None:
            # Without a date yet it is the youngest.
            fits.append(day >= oldest if newest is not None else or_(day.is_(None), day >= oldest))
        sums.append(func.coalesce(func.sum(case((and_(*fits), amount), else_=0)), 0))
    return [*sums, func.coalesce(func.sum(case((amount < 0, amount), else_=0)), 0)]


@dataclass(frozen=True)
class AgedSums:
    """Cents by bucket, youngest first, and what is negative apart."""

    buckets: tuple[int, int, int, int, int]
    credit: int


_NOTHING = AgedSums((0, 0, 0, 0, 0), 0)


def practice(session: Session, *, base: Base, as_of: date, today: date) -> tuple[AgedSums, AgedSums]:
    """All that patients, and all that insurers, owed on a day; today's from the kept balances."""
    aged = _aged_from(_parts_today() if as_of == today else _parts_on(as_of), base, as_of)
    insurers = aged.c.party != PATIENT
    rows = session.execute(select(insurers, *_sums(aged, as_of)).group_by(insurers))
    found = {bool(row[0]): _aged(row[1:]) for row in rows}
    return found.get(False, _NOTHING), found.get(True, _NOTHING)


def _aged(row: Any) -> AgedSums:
    figures = [int(value) for value in row]
    return AgedSums((figures[0], figures[1], figures[2], figures[3], figures[4]), figures[5])


def credit_on(session: Session, as_of: date, *, today: date) -> int:
    """All unapplied credit at the end of a day, in cents; zero or below."""
    if as_of == today:
        kept = select(func.coalesce(func.sum(CreditBalance.balance), 0)).where(CreditBalance.balance != 0)
        return int(session.execute(kept).scalar_one())
    return int(
        session.execute(
            select(func.coalesce(func.sum(LineRow.amount), 0))
            .join(EntryRow, EntryRow.id == LineRow.entry_id)
            .where(LineRow.charge_id.is_(None), EntryRow.posted_on <= as_of)
        ).scalar_one()
    )


@dataclass(frozen=True)
class AgedAccount:
    """An account's part of the ageing."""

    account_id: int
    number: int
    name: str
    sums: AgedSums


def accounts(
    session: Session, *, base: Base, as_of: date, today: date, insurers: bool, bucket: int | None, limit: int
) -> tuple[AgedAccount, ...]:
    """The accounts behind a figure, the largest first; ``bucket`` 0–4, or None for all of them."""
    aged = _aged_from(_parts_today() if as_of == today else _parts_on(as_of), base, as_of)
    rows = session.execute(_by_account(aged, as_of, insurers=insurers, bucket=bucket, limit=limit))
    return tuple(AgedAccount(row[0], row[1], f"{row[2]} {row[3]}".strip(), _aged(row[5:])) for row in rows)


def _by_account(
    aged: Subquery, as_of: date, *, insurers: bool, bucket: int | None, limit: int
) -> Select[Any]:
    sums = _sums(aged, as_of)
    whole = func.sum(case((aged.c.amount > 0, aged.c.amount), else_=0))
    wanted = whole if bucket is None else sums[bucket]
    top = (
        select(aged.c.account_id, wanted.label("wanted"), *(one.label(f"s{n}") for n, one in enumerate(sums)))
        .where(aged.c.party != PATIENT if insurers else aged.c.party == PATIENT)
        .group_by(aged.c.account_id)
        .having(wanted > 0)
        .order_by(wanted.desc(), aged.c.account_id)
        .limit(limit)
        .subquery()
    )
    figures = [top.c[name] for name in ("wanted", *(f"s{n}" for n in range(len(sums))))]
    return (
        select(Account.id, Account.number, Person.first_name, Person.last_name, *figures)
        .join(top, top.c.account_id == Account.id)
        .join(Person, Person.id == Account.guarantor_id)
        .order_by(top.c.wanted.desc(), Account.id)
    )
