"""The first entry since a day, found by its day: the same as going through all of them, also after a long silence."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from paydesk.data.entry_days import first_entry
from paydesk.data.ledger_tables import EntryRow
from support.money_clinic import MoneyClinic


def test_it_is_the_smallest_of_all_since_that_day(money: MoneyClinic) -> None:
    family = money.family()
    began = money.clock.today()
    for days in (0, 1, 9, 40):  # two weeks and more with nothing posted between
        money.clock.advance(days=days)
        money.charge(family.patients[0], 50_00)
        money.pay(family, 10_00)
    with money.desk.database.reading() as session:
        for past in range(-3, 60):
            since = began + timedelta(days=past)
            slow = select(func.min(EntryRow.id)).where(EntryRow.posted_on >= since)
            assert session.execute(select(first_entry(since))).scalar_one() == session.execute(slow).scalar_one()
        assert session.execute(select(first_entry(date(2030, 1, 1)))).scalar_one() is None
