"""Rows that are sent without waiting for the server: what it refuses is told, nothing is half kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from paydesk.data.database import answers
from paydesk.data.inserting import add_rows
from paydesk.data.ledger_tables import Lot
from paydesk.rules.errors import PaydeskError
from support.money_clinic import MoneyClinic


@pytest.fixture
def desk_goes_on(money: MoneyClinic) -> Iterator[MoneyClinic]:
    """A clinic in which, whatever the test did, nothing of it was kept and the next payment is taken."""
    family = money.family()
    yield money
    with money.desk.looking() as session:
        assert answers(session, select(func.count()).select_from(Lot))[0][0] == 0
    posted = money.pay(family, 10_00, automatic=False)
    assert posted.receipt == 1 and not posted.repeated


def _lot(key: str) -> dict[str, object]:
    day = date(2026, 11, 23)
    return {
        "id": {"a": 900_001, "b": 900_002}[key], "kind": "receipt", "amount": 10_00, "received_on": day,
        "posted_on": day, "imported": False, "key": "one key", "entered_by": "dana",
        "entered_at": datetime(2026, 11, 23, 15, tzinfo=UTC),
    }  # fmt: skip


def test_what_is_refused_at_the_very_end_is_told_in_plain_words(desk_goes_on: MoneyClinic) -> None:
    with pytest.raises(PaydeskError, match="posted already"), desk_goes_on.desk.database.transaction() as session:
        add_rows(session, Lot, (_lot("a"),))
        add_rows(session, Lot, (_lot("b"),))


def test_what_is_refused_comes_before_anything_is_read_again(desk_goes_on: MoneyClinic) -> None:
    with pytest.raises(PaydeskError, match="posted already"), desk_goes_on.desk.database.transaction() as session:
        add_rows(session, Lot, [_lot("a"), _lot("b")])
        answers(session, select(Lot.id))
        pytest.fail("what was refused was read over")


def test_an_act_given_up_half_way_leaves_nothing(desk_goes_on: MoneyClinic) -> None:
    with pytest.raises(PaydeskError, match="thought better"), desk_goes_on.desk.database.transaction() as session:
        add_rows(session, Lot, (_lot("a"),))
        raise PaydeskError("The clerk thought better of it.")


def test_an_act_given_up_with_something_refused_on_its_way(desk_goes_on: MoneyClinic) -> None:
    # The local file refuses at once; a server may not have been heard by then.
    told = pytest.raises(PaydeskError, match=r"thought better|posted already")
    with told, desk_goes_on.desk.database.transaction() as session:
        add_rows(session, Lot, [_lot("a"), _lot("b")])
        raise PaydeskError("The clerk thought better of it.")


def test_a_server_that_goes_away_with_rows_on_their_way(shared_money: MoneyClinic) -> None:
    family = shared_money.family()
    told = pytest.raises(PaydeskError, match="server does not answer")
    with told, shared_money.desk.database.transaction() as session:
        (desks,) = answers(session, select(func.pg_backend_pid()))[0]
        add_rows(session, Lot, (_lot("a"),))
        with shared_money.desk.database.reading() as another:
            another.execute(select(func.pg_terminate_backend(desks)))
        add_rows(session, Lot, (_lot("b"),))
    assert shared_money.pay(family, 10_00, automatic=False).receipt == 1
