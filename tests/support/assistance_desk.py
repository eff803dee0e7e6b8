"""Short ways to an application for assistance in tests of operations, and what is kept of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select, text

from paydesk.data.people_tables import Flag
from paydesk.operations import assisting, reading_assistance
from paydesk.operations.assistance_work import Assisted
from paydesk.operations.assisting import AskPapers, MoveOn, StartApplication, TakePapers
from paydesk.operations.reading_assistance import Application
from paydesk.rules.assistance import Move
from support.money_clinic import Family, MoneyClinic

TODAY = date(2026, 11, 23)


def started(money: MoneyClinic, family: Family, **changes: Any) -> Assisted:
    return assisting.start(money.desk, StartApplication(family.account, money.key(), **changes))


def asked(money: MoneyClinic, own: int, *papers: str, **changes: Any) -> Assisted:
    return assisting.ask_papers(money.desk, AskPapers(own, papers or ("pay_stubs",), money.key(), **changes))


def took(money: MoneyClinic, own: int, *papers: str, **changes: Any) -> Assisted:
    return assisting.take_papers(money.desk, TakePapers(own, papers, money.key(), **changes))


def moved(money: MoneyClinic, own: int, move: Move, why: str = "they said so") -> Assisted:
    return assisting.move_on(money.desk, MoveOn(own, move, money.key(), why))


def under_review(money: MoneyClinic, family: Family, income: int = 42_000_00, household: int = 3) -> int:
    own = started(money, family, household=household, income=income).application_id
    took(money, own, "pay_stubs")
    return moved(money, own, Move.REVIEW).application_id


def application(money: MoneyClinic, family: Family) -> Application:
    found = reading_assistance.assistance_of(money.desk, family.account).application
    assert found is not None
    return found


def flags(money: MoneyClinic) -> list[tuple[str, bool]]:
    with money.desk.database.reading() as session:
        today = money.clock.today()
        rows = session.execute(select(Flag.kind, Flag.since, Flag.until).order_by(Flag.id))
        return [(kind, since <= today and (until is None or until >= today)) for kind, since, until in rows]


def rows(money: MoneyClinic, sql: str) -> list[tuple[Any, ...]]:
    with money.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]
