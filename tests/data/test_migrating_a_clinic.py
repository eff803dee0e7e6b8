"""A clinic of the first schema is brought up to this one: everything in it stays, and the guards are back."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from paydesk.data import schema, triggers
from paydesk.data.database import Database, open_local, open_server
from paydesk.operations import administering, noting, office_records, posting
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.office import Role
from support.fixed_clock import FixedClock
from support.ledger_oracle import objections

PEOPLE = (
    "INSERT INTO account (id, number, guarantor_id, status, opened_on, version) "
    "VALUES (1, 50001, 1, 'active', '2026-01-01', 1)",
    "INSERT INTO person (id, account_id, is_patient, last_name, first_name, middle_name, suffix, preferred_name, sex, "
    "language, relation, employer, employer_phone, status, version) "
    "VALUES (1, 1, true, 'Lopez', 'Ana', '', '', '', 'F', 'en', 'self', '', '', 'active', 1)",
    "INSERT INTO flag (id, account_id, kind, since, reason, facts, set_by) "
    "VALUES (1, 1, 'do_not_call', '2026-02-01', 'asked so', '{}', 'ana')",
    "INSERT INTO visit (id, account_id, patient_id, visit_date, status, reason, self_pay, version) "
    "VALUES (1, 1, 1, '2026-03-02', 'done', 'cough', true, 1)",
)
OFFICE = (
    """INSERT INTO setting (name, value) VALUES ('clinic', '{"name": "Riverbend", "first_day": "2026-01-01"}')""",
    "INSERT INTO place (id, name, pos_code, active) VALUES (1, 'Main office', '11', true)",
    "INSERT INTO service_code (code, system, short_name, spanish_name, active) "
    "VALUES ('99213', 'CPT', 'Office visit', '', true)",
)
CARE = (
    "INSERT INTO charge (id, account_id, patient_id, visit_id, kind, service_date, version, answer, reopened, held, "
    "disputed, hold_reason) VALUES (1, 1, 1, 1, 'procedure', '2026-03-02', 1, '', false, false, false, '')",
    "INSERT INTO charge_version (charge_id, version, code, system, description, modifiers, units, fee, pointers, "
    "service_date, reason) VALUES (1, 1, '99213', 'CPT', 'Office visit', '', 1, 15500, '', '2026-03-02', '')",
    "INSERT INTO line (entry_id, seq, account_id, patient_id, charge_id, amount, why) "
    "VALUES (1, 0, 1, 1, 1, 15500, 'no coverage')",
    "INSERT INTO entry (id, kind, total, posted_on, entered_at, actor, workstation, reason, group_id, because, "
    "imported, key) VALUES (1, 'charge', 15500, '2026-03-02', '2026-03-02 15:00:00+00:00', 'ana', 'desk 1', '', 1, "
    "'visit', false, 'old form/0:0')",
)


@pytest.fixture(params=["sqlcipher", "postgresql"])
def old_clinic(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A clinic as the first schema had it: a patient with a charge, a flag, settings, a place and a code."""
    if request.param == "sqlcipher":
        database = open_local(None, secrets.token_bytes(32))
    else:
        database = open_server(request.getfixturevalue("fresh_postgres_url"))
    with database.engine.begin() as connection:
        command.upgrade(schema._script(connection), "0001")
        _guard(connection)
    with database.engine.begin() as connection:
        for statement in (*PEOPLE, *OFFICE, *CARE):
            connection.exec_driver_sql(statement)
        if request.param == "postgresql":
            connection.exec_driver_sql("SELECT setval('entry_number', 1)")
            for table in ("account", "person", "flag", "visit", "place", "charge"):
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1)")
    yield database
    database.close()


def _guard(connection: Connection) -> None:
    """The guards of today on the tables of then."""
    there = set(inspect(connection).get_table_names())
    for table, statements in triggers._statements(connection.dialect.name).values():
        for statement in statements if table in there else ():
            connection.exec_driver_sql(statement.replace("%", "%%"))


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
