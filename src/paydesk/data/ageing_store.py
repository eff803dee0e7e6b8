"""Reads how old debts are on any day and from any base, over all accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session

from paydesk.data.charge_tables import Charge
from paydesk.data.ledger_tables import ChargeBalance, CreditBalance, EntryRow, LineRow
from paydesk.data.office_tables import Statement
from paydesk.data.people_tables import Account, Person
from paydesk.rules.ageing import Aged, Base, Bucket, aged
from paydesk.rules.ledger import PATIENT


def _parts(session: Session, as_of: date, today: date) -> Subquery:
    """What each party owes of each charge at the end of a day, and since when it is theirs."""
    return _parts_today() if as_of == today else _parts_on(session, as_of)


def _parts_today() -> Subquery:
    return (
        select(
            ChargeBalance.charge_id, ChargeBalance.coverage_id.label("party"), ChargeBalance.account_id,
            ChargeBalance.balance.label("amount"), ChargeBalance.responsibility_date.label("since"),
        )
        .where(ChargeBalance.balance != 0)
        .subquery()
    )  # fmt: skip


def _parts_on(session: Session, as_of: date) -> Subquery:
    """A part that is kept as theirs since a day up to then was theirs all the time; of others the lines tell."""
    amounts = _amounts_on(session, as_of)
    since = case(
        (ChargeBalance.responsibility_date <= as_of, ChargeBalance.responsibility_date),
        else_=_theirs_since(amounts, as_of),
    )
    return (
        select(
            amounts.c.charge_id, amounts.c.party, ChargeBalance.account_id, amounts.c.amount, since.label("since")
        )
        .join(
            ChargeBalance,
            and_(ChargeBalance.charge_id == amounts.c.charge_id, ChargeBalance.coverage_id == amounts.c.party),
        )
        .subquery()
    )


def _amounts_on(session: Session, as_of: date) -> Subquery:
    """Each part's lines up to a day, or what is kept today less the lines since: whichever lines are fewer."""
    first, last = (session.execute(select(end(EntryRow.posted_on))).scalar() for end in (func.min, func.max))
    if first is None or last is None or as_of - first < last - as_of:
        moved = _lines(1, EntryRow.posted_on <= as_of).subquery()
    else:
        kept = select(
            ChargeBalance.charge_id, ChargeBalance.coverage_id, ChargeBalance.balance
        ).where(ChargeBalance.balance != 0)
        moved = union_all(_lines(-1, EntryRow.posted_on > as_of), kept).subquery()
    amount = func.sum(moved.c.amount)
    return (
        select(moved.c.charge_id, moved.c.party, amount.label("amount"))
        .group_by(moved.c.charge_id, moved.c.party)
        .having(amount != 0)
        .subquery()
    )


_PARTY = func.coalesce(LineRow.coverage_id, PATIENT)


def _lines(times: int, posted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(LineRow.charge_id, _PARTY.label("party"), (LineRow.amount * times).label("amount"))
        .join(EntryRow, EntryRow.id == LineRow.entry_id)
        .where(LineRow.charge_id.is_not(None), posted)
    )


def _theirs_since(amounts: Subquery, as_of: date) -> ColumnElement[Any]:
    """The day of the last group up to ``as_of`` that made a part more than nothing; what fell below has no age."""
    not_money = case((or_(LineRow.lot_id.is_(None), EntryRow.kind == "charge"), LineRow.amount), else_=0)
    group = (
        select(EntryRow.group_id, func.min(EntryRow.posted_on).label("day"), func.sum(not_money).label("owed"))
        .join(LineRow, LineRow.entry_id == EntryRow.id)
        .where(LineRow.charge_id == amounts.c.charge_id, amounts.c.party == _PARTY, EntryRow.posted_on <= as_of)
        .group_by(EntryRow.group_id)
        .correlate(amounts)
        .subquery()
    )
    after = func.sum(group.c.owed).over(order_by=group.c.group_id).label("after")
    running = select(group, after).subquery()
    return (
        select(running.c.day)
        .where(running.c.after > 0, running.c.after - running.c.owed <= 0)
        .order_by(running.c.group_id.desc())
        .limit(1)
        .scalar_subquery()
    )


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


def _sums(part: Subquery, as_of: date) -> list[ColumnElement[Any]]:
    """One sum a bucket, then what is negative."""
    amount, day = part.c.amount, part.c.day
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


def practice(session: Session, *, base: Base, as_of: date, today: date) -> tuple[Aged, Aged]:
    """All that patients, and all that insurers, owed on a day; today's from the kept balances."""
    part = _aged_from(_parts(session, as_of, today), base, as_of)
    insurers = part.c.party != PATIENT
    rows = session.execute(
        select(insurers, part.c.day, func.sum(part.c.amount)).group_by(insurers, part.c.day, part.c.amount > 0)
    ).all()
    patients, payers = (
        aged([(int(amount), day) for insurer, day, amount in rows if bool(insurer) is side], as_of)
        for side in (False, True)
    )
    return patients, payers


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
    aged: Aged


def accounts(
    session: Session, *, base: Base, as_of: date, today: date, insurers: bool, bucket: int | None, limit: int
) -> tuple[AgedAccount, ...]:
    """The accounts behind a figure, the largest first; ``bucket`` 0–4, or None for all of them."""
    part = _aged_from(_parts(session, as_of, today), base, as_of)
    rows = session.execute(_by_account(part, as_of, insurers=insurers, bucket=bucket, limit=limit))
    return tuple(AgedAccount(row[0], row[1], f"{row[2]} {row[3]}".strip(), _aged(row[5:])) for row in rows)


def _aged(row: Any) -> Aged:
    *buckets, credit = (int(value) for value in row)
    return Aged((buckets[0], buckets[1], buckets[2], buckets[3], buckets[4]), credit)


def _by_account(
    part: Subquery, as_of: date, *, insurers: bool, bucket: int | None, limit: int
) -> Select[Any]:
    sums = _sums(part, as_of)
    whole = func.sum(case((part.c.amount > 0, part.c.amount), else_=0))
    wanted = whole if bucket is None else sums[bucket]
    top = (
        select(part.c.account_id, wanted.label("wanted"), *(one.label(f"s{n}") for n, one in enumerate(sums)))
        .where(part.c.party != PATIENT if insurers else part.c.party == PATIENT)
        .group_by(part.c.account_id)
        .having(wanted > 0)
        .order_by(wanted.desc(), part.c.account_id)
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
