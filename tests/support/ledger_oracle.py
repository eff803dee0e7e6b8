"""Recomputes what the ledger must say from its bare lines, by hand and slowly, without the program's own code."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session


def objections(session: Session) -> list[str]:
    """Everything that does not hold; empty when the ledger is sound."""
    found: list[str] = []
    lines = session.execute(
        text(
            "SELECT l.entry_id, l.account_id, l.patient_id, l.charge_id, coalesce(l.coverage_id, 0), l.lot_id, "
            "l.amount, e.kind, e.total, e.group_id, e.posted_on, e.reverses FROM line l "
            "LEFT JOIN entry e ON e.id = l.entry_id ORDER BY l.entry_id, l.seq"
        )
    ).all()
    found += _entries(lines)
    found += _balances(session, lines)
    found += _lots(session, lines)
    return found


def _entries(lines: list) -> list[str]:  # type: ignore[type-arg]
    totals: dict[int, int] = defaultdict(int)
    for row in lines:
        if row[7] is None:
            return [f"a line of entry {row[0]} has no entry"]
        totals[row[0]] += row[6]
    stated = {row[0]: row[8] for row in lines}
    return [f"entry {entry} says {stated[entry]}, its lines {total}" for entry, total in totals.items()
            if stated[entry] != total]  # fmt: skip


def _balances(session: Session, lines: list) -> list[str]:  # type: ignore[type-arg]
    balance: dict[tuple[int, int], int] = defaultdict(int)
    owed: dict[tuple[int, int], int] = defaultdict(int)
    since: dict[tuple[int, int], date | None] = {}
    credit: dict[tuple[int, int, int], int] = defaultdict(int)
    by_group: dict[int, list] = defaultdict(list)  # type: ignore[type-arg]
    for row in lines:
        by_group[row[9]].append(row)
    for group in sorted(by_group):
        before = dict(owed)
        touched = set()
        for _, account, _, charge, party, lot, amount, kind, _, _, posted_on, _ in by_group[group]:
            if charge is None:
                credit[account, party, lot] += amount
                continue
            balance[charge, party] += amount
            touched.add((charge, party, str(posted_on)))
            if lot is None or kind == "charge":
                owed[charge, party] += amount
        for charge, party, day in touched:
            key = (charge, party)
            if owed[key] <= 0:
                since[key] = None
            elif before.get(key, 0) <= 0:
                since[key] = date.fromisoformat(day)
    return _compare(session, balance, since, credit)


def _compare(session: Session, balance: dict, since: dict, credit: dict) -> list[str]:  # type: ignore[type-arg]
    found = []
    kept = session.execute(
        text("SELECT charge_id, coverage_id, balance, responsibility_date FROM charge_balance")
    ).all()
    seen = {}
    for charge, party, amount, day in kept:
        day = date.fromisoformat(day) if isinstance(day, str) else day
        seen[charge, party] = amount
        if balance[charge, party] != amount:
            found.append(f"charge {charge}/{party}: kept {amount}, lines {balance[charge, party]}")
        if since.get((charge, party)) != day:
            found.append(f"charge {charge}/{party}: responsible since {day}, lines say {since.get((charge, party))}")
        if party == 0 and amount < 0:
            found.append(f"charge {charge}: the patient's part is {amount}")
    found += [f"charge {key}: no balance kept" for key in balance if key not in seen]
    held = {
        (account, party, lot): amount
        for account, party, lot, amount in session.execute(
            text("SELECT account_id, coverage_id, lot_id, balance FROM credit_balance")
        )
    }
    found += [f"credit {key}: kept {held.get(key)}, lines {amount}" for key, amount in credit.items()
              if held.get(key) != amount]  # fmt: skip
    return found + [f"credit {key} is above zero" for key, amount in credit.items() if amount > 0]


def _lots(session: Session, lines: list) -> list[str]:  # type: ignore[type-arg]
    moved: dict[int, int] = defaultdict(int)
    for row in lines:
        if row[5] is not None:
            moved[row[5]] += row[6]
    left = dict(session.execute(text("SELECT id, amount FROM lot WHERE kind = 'receipt'")).all())  # type: ignore[arg-type]
    given: dict[int, int] = defaultdict(int)
    for lot, amount in session.execute(
        text("SELECT lot_id, amount FROM refund WHERE id NOT IN (SELECT refund_id FROM refund_undoing)")
    ):
        if lot in left:
            left[lot] -= amount
        else:
            given[lot] += amount
    for lot, amount in session.execute(text("SELECT lot_id, amount FROM receipt_undoing")):
        left[lot] -= amount
    found = [f"receipt lot {lot}: {amount} left, lines {-moved[lot]}" for lot, amount in left.items()
             if amount != -moved[lot]]  # fmt: skip
    claims: dict[int, int] = defaultdict(int)
    for lot, paid in session.execute(text("SELECT lot_id, paid FROM remittance_claim WHERE posted")):
        claims[lot] += paid
    for lot, kind, amount in session.execute(
        text(
            "SELECT a.lot_id, s.kind, s.amount FROM overpayment_settlement s JOIN advice a ON a.id = s.advice_id "
            "WHERE s.stands"
        )
    ):
        claims[lot] += amount if kind == "counted" else -amount
    for (lot,) in session.execute(text("SELECT id FROM lot WHERE kind = 'remittance'")):
        if claims[lot] - given[lot] != -moved[lot]:
            found.append(f"remittance lot {lot}: posted answers {claims[lot]}, lines {-moved[lot]}")
    return found


def net_of_days(session: Session) -> dict[tuple[date, str], int]:
    """(business day, way) -> what the lines of received money say came in, in cents; a refund by the way it went."""
    ways = dict(session.execute(text("SELECT id, kind FROM lot")).all())  # type: ignore[arg-type]
    ways |= dict(session.execute(text("SELECT lot_id, method FROM receipt")).all())  # type: ignore[arg-type]
    went = dict(session.execute(text("SELECT group_id, method FROM refund")).all())  # type: ignore[arg-type]
    net: dict[tuple[date, str], int] = defaultdict(int)
    for entry, reverses, posted_on, lot, amount in session.execute(
        text(
            "SELECT e.id, e.reverses, e.posted_on, l.lot_id, l.amount FROM line l JOIN entry e ON e.id = l.entry_id "
            "WHERE l.lot_id IS NOT NULL"
        )
    ):
        day = date.fromisoformat(posted_on) if isinstance(posted_on, str) else posted_on
        net[day, went.get(reverses or entry) or ways[lot]] -= amount
    return {key: amount for key, amount in net.items() if amount}
