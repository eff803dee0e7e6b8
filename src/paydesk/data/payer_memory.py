"""Reads and writes what is remembered of insurers: numbers, menus, holds, and their time limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from paydesk.data.call_tables import PayerContact, PayerLimit
from paydesk.data.insurance_tables import Payer
from paydesk.rules.claims import Limit
from paydesk.rules.payer_facts import PayerReach, usual_hold


def limits(session: Session, payer_ids: Iterable[int]) -> dict[int, tuple[Limit, ...]]:
    """By payer: the limits that are known of it."""
    found: defaultdict[int, tuple[Limit, ...]] = defaultdict(tuple)
    ids = sorted(set(payer_ids))
    if ids:
        rows = session.execute(select(PayerLimit).where(PayerLimit.payer_id.in_(ids)).order_by(PayerLimit.kind))
        for row in rows.scalars():
            found[row.payer_id] = (*found[row.payer_id], Limit(row.kind, row.days, row.source))
    return dict(found)


def limit_rows(session: Session, payer_id: int) -> tuple[PayerLimit, ...]:
    """The limits known of one payer, as kept."""
    query = select(PayerLimit).where(PayerLimit.payer_id == payer_id).order_by(PayerLimit.kind)
    return tuple(session.execute(query).scalars())


def reach(session: Session, payer_id: int, purpose: str) -> PayerReach:
    """How it is reached for that purpose; where that is not known, by the number on the payer's record."""
    row = session.get(PayerContact, (payer_id, purpose))
    if row is not None:
        return PayerReach(
            row.number, row.menu, row.best_hours, row.usual_hold, row.fax, row.portal, row.address, row.confirmed_on,
            row.confirmed_by, row.version,
        )  # fmt: skip
    payer = session.get_one(Payer, payer_id)
    return PayerReach(number=payer.phone)


def contact(session: Session, payer_id: int, purpose: str) -> PayerContact:
    """The row to change; a new one is not in the session's rows yet."""
    row = session.get(PayerContact, (payer_id, purpose), with_for_update=True)
    if row is None:
        row = PayerContact(payer_id=payer_id, purpose=purpose, holds=0, number="", menu="", best_hours="")
        session.add(row)
    return row


def learn(
    session: Session, payer_id: int, purpose: str, *, number: str, menu: str, held: int, today: date, by: str
) -> None:  # fmt: skip
    """A call reached somebody: that way works, and so long was the hold."""
    row = contact(session, payer_id, purpose)
    row.number, row.menu = number or row.number, menu or row.menu
    row.usual_hold = usual_hold(row.usual_hold, row.holds, held)
    row.holds += 1
    row.confirmed_on, row.confirmed_by = today, by
    session.flush()


def learn_limit(session: Session, payer_id: int, limit: Limit, *, today: date, by: str) -> None:
    """So many days, as somebody said or a contract says; in place of what was known before."""
    row = session.get(PayerLimit, (payer_id, limit.kind), with_for_update=True)
    if row is None:
        row = PayerLimit(payer_id=payer_id, kind=limit.kind)
        session.add(row)
    row.days, row.source, row.confirmed_on, row.confirmed_by = limit.days, limit.source, today, by
    session.flush()
