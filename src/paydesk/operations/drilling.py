"""Drilling into what is owed: the ageing of any day and base, and the accounts behind one of its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import ageing_store
from paydesk.operations.desk import Desk
from paydesk.rules.ageing import Aged, Base, Bucket
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents

MOST = 500
"""At most so many accounts behind a figure."""


@dataclass(frozen=True)
class PracticeAged:
    """What patients and insurers owed at the end of a day, by age; ``unapplied`` is zero or below; cents."""

    as_of: date
    base: Base
    patients: Aged
    insurers: Aged
    unapplied: Cents


@dataclass(frozen=True)
class AccountAged:
    """One account behind a figure: what one side owes of it, by age."""

    account_id: int
    number: int
    name: str
    aged: Aged


def ageing_on(desk: Desk, *, base: Base, as_of: date, seen: bool = True) -> PracticeAged:
    """All that was open at the end of a day, by age; today's from what is kept, another day's from the lines.

    What is not ``seen`` yet is told with ``looked_at_ageing`` once it is shown. Raises PaydeskError for a day that is
    still to come.
    """
    today = _checked(desk, as_of)
    with desk.looking("reports.see") as session:
        patients, insurers = ageing_store.practice(session, base=base, as_of=as_of, today=today)
        unapplied = ageing_store.credit_on(session, as_of, today=today)
    if seen:
        looked_at_ageing(desk)
    return PracticeAged(as_of, base, patients, insurers, unapplied)


def accounts_behind(
    desk: Desk, *, base: Base, as_of: date, insurers: bool = False, bucket: Bucket | None = None, seen: bool = True
) -> tuple[AccountAged, ...]:
    """The accounts behind a figure of the ageing, the largest first, at most ``MOST``.

    Those that are not ``seen`` yet are told with ``looked_at_accounts`` once they are shown.
    """
    today = _checked(desk, as_of)
    place = bucket.position if bucket else None
    with desk.looking("reports.see") as session:
        found = ageing_store.accounts(
            session, base=base, as_of=as_of, today=today, insurers=insurers, bucket=place, limit=MOST
        )
    if seen:
        looked_at_accounts(desk)
    return tuple(AccountAged(one.account_id, one.number, one.name, one.aged) for one in found)


def looked_at_ageing(desk: Desk) -> None:
    """Somebody sees it."""
    desk.looked_at_list("reports.ageing", "Looked at the ageing")


def looked_at_accounts(desk: Desk) -> None:
    """Somebody sees which accounts are behind it."""
    desk.looked_at_list("reports.ageing", "Looked at the accounts behind the ageing")


def _checked(desk: Desk, as_of: date) -> date:
    today = desk.clock.today()
    if as_of > today:
        raise PaydeskError("That day is still to come. Choose today or a day before.", field="as_of")
    return today
