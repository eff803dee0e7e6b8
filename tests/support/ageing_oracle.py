"""Works out by hand, line by line and slowly, how old every debt was at the end of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from paydesk.rules.ageing import Base

AGES = (30, 60, 90, 120)


@dataclass
class Side:
    """What one side owed: cents by age, youngest first; what is below zero apart; and the same by account."""

    buckets: list[int]
    credit: int
    by_account: dict[int, list[int]]


def aged_by_hand(session: Session, base: Base, as_of: date) -> tuple[Side, Side]:
    """Patients' side and insurers' side at the end of ``as_of``."""
    sides = tuple(Side([0] * 5, 0, defaultdict(lambda: [0] * 5)) for _ in range(2))
    for account, party, amount, day in _parts(session, base, as_of):
        side = sides[party != 0]
        if amount < 0:
            side.credit += amount
            continue
        age = 0 if day is None else (as_of - day).days
        bucket = sum(age > most for most in AGES)
        side.buckets[bucket] += amount
        side.by_account[account][bucket] += amount
    return sides[0], sides[1]


def credit_by_hand(session: Session, as_of: date) -> int:
    """Unapplied credit at the end of ``as_of``."""
    return sum(row.amount for row in _lines(session, as_of) if row.charge_id is None)


def _lines(session: Session, as_of: date) -> list:  # type: ignore[type-arg]
    rows = session.execute(
        text(
            "SELECT l.charge_id, coalesce(l.coverage_id, 0) AS party, l.account_id, l.lot_id, l.amount, e.kind, "
            "e.group_id, e.posted_on FROM line l JOIN entry e ON e.id = l.entry_id ORDER BY e.group_id, e.id, l.seq"
        )
    ).all()
    return [row for row in rows if _day(row.posted_on) <= as_of]


def _parts(session: Session, base: Base, as_of: date) -> Iterator[tuple[int, int, int, date | None]]:
    services = {row[0]: _day(row[1]) for row in session.execute(text("SELECT id, service_date FROM charge"))}
    statements = [(row[0], _day(row[1])) for row in session.execute(text("SELECT account_id, as_of FROM statement"))]
    lines: dict[tuple[int, int], list] = defaultdict(list)  # type: ignore[type-arg]
    for row in _lines(session, as_of):
        if row.charge_id is not None:
            lines[row.charge_id, row.party].append(row)
    for (charge, party), rows in lines.items():
        amount, since = sum(row.amount for row in rows), _since(rows)
        if amount == 0:
            continue
        day = since
        if base is Base.SERVICE:
            day = services[charge]
        elif base is Base.FIRST_STATEMENT:
            shown = [on for account, on in statements
                     if account == rows[0].account_id and (since or as_of) <= on <= as_of]  # fmt: skip
            day = min(shown, default=None)
        yield rows[0].account_id, party, amount, day


def _since(rows: list) -> date | None:  # type: ignore[type-arg]
    """The day of the group after which what is owed, money not counted, last rose above nothing."""
    owed, since = 0, None
    for group in sorted({row.group_id for row in rows}):
        mine = [row for row in rows if row.group_id == group]
        before = owed
        owed += sum(row.amount for row in mine if row.lot_id is None or row.kind == "charge")
        if owed <= 0:
            since = None
        elif before <= 0:
            since = _day(mine[0].posted_on)
    return since


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
