"""A look keeps nothing, and on a server what is asked in look after look is planned once."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from paydesk.data import search_store
from paydesk.data.database import answers
from paydesk.data.inserting import add_rows
from paydesk.data.office_tables import Counter
from paydesk.operations import reading
from support.money_clinic import MoneyClinic


def test_what_is_written_in_a_look_is_not_kept(money: MoneyClinic) -> None:
    row = {"name": "of a look", "value": 1}
    with suppress(DBAPIError), money.desk.looking() as session:  # a server refuses it at once
        add_rows(session, Counter, (row,))
    with money.desk.looking() as session:
        kept = answers(session, select(func.count()).select_from(Counter).where(Counter.name == "of a look"))
    assert kept[0][0] == 0


def test_a_server_keeps_the_plans_of_what_is_asked_again_and_again(shared_money: MoneyClinic) -> None:
    family = shared_money.family(patients=3)
    for patients in (1, 2, 3, 2, 1, 3):
        reading.account_page(shared_money.desk, family.account)
        with shared_money.desk.looking() as session:
            search_store.hits(session, family.patients[:patients])
    with shared_money.desk.looking() as session:
        planned = session.execute(text("SELECT statement FROM pg_prepared_statements")).scalars().all()
    for part in ("FROM entry JOIN line", "FROM charge JOIN", "person.id = ANY"):
        assert any(part in one for one in planned), part
