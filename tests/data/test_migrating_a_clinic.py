"""A clinic of the first schema is brought up to this one: everything in it stays, and the guards are back."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paydesk.data import schema, triggers
from paydesk.data.database import Database, open_local, open_server
from paydesk.operations import administering, noting, office_records, posting
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.office import Role
from support.fixed_clock import FixedClock
from support.ledger_oracle import objections
from support.old_clinic import of_the_first_schema


@pytest.fixture(params=["sqlcipher", "postgresql"])
def old_clinic(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A clinic as the first schema had it: a patient with a charge, a flag, settings, a place and a code."""
    if request.param == "sqlcipher":
        database = open_local(None, secrets.token_bytes(32))
    else:
        database = open_server(request.getfixturevalue("fresh_postgres_url"))
    of_the_first_schema(database)
    yield database
    database.close()


def _everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables that were there, without what the migrations add."""
    questions = {
        "setting": "SELECT name FROM setting", "place": "SELECT id, name, pos_code FROM place",
        "flag": "SELECT id, account_id, kind, since, until, reason, set_by FROM flag",
        "code": "SELECT code, system, short_name FROM service_code",
        "visit": "SELECT id, patient_id, visit_date, reason, version FROM visit",
        "line": "SELECT entry_id, seq, charge_id, amount FROM line", "entry": "SELECT id, kind, total, key FROM entry",
        "balance": "SELECT charge_id, balance, responsibility_date FROM charge_balance",
    }  # fmt: skip
    with database.engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(text(question))] for name, question in questions.items()
        }


def test_an_older_clinic_keeps_its_data_and_its_guards_come_back(old_clinic: Database) -> None:
    before = _everything(old_clinic)
    assert all(before.values())
    schema.upgrade(old_clinic)
    assert _everything(old_clinic) == before
    with old_clinic.engine.connect() as connection:
        assert triggers.missing(connection) == ()
        assert schema._at(connection) == schema.revisions()[-1]
    with pytest.raises(DBAPIError, match="posted is for ever"), old_clinic.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE line SET amount = 1")


def test_work_goes_on_in_a_clinic_that_was_brought_up(old_clinic: Database) -> None:
    schema.upgrade(old_clinic)
    desk = Desk(old_clinic, FixedClock(datetime(2026, 11, 23, 15, tzinfo=UTC)), Actor("ana", Role.ADMINISTRATOR, "d"))
    (place,) = office_records.place_records(desk)
    administering.save_place(desk, administering.SavePlace("East office", "11", place.place_id, place.version))
    settings = administering.clinic_settings(desk)
    administering.save_settings(desk, settings)
    noting.end_flag(desk, 1, last_day=date(2026, 11, 23), reason="calls are fine")
    paid = posting.post_payment(desk, posting.PostPayment(1, 155_00, "cash", "new form"))
    assert (place.version, settings.name, paid.unapplied) == (1, "Riverbend", 0)
    desk.close()
    with old_clinic.reading() as session:
        assert objections(session) == []
