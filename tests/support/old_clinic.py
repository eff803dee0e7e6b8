"""A clinic as the first schema had it: a patient with a charge, a flag, settings, a place and a code."""

from __future__ import annotations

from alembic import command
from sqlalchemy import Connection, inspect

from paydesk.data import schema, triggers
from paydesk.data.database import Database

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


def of_the_first_schema(database: Database) -> None:
    """Fill an empty database."""
    with database.engine.begin() as connection:
        command.upgrade(schema._script(connection), "0001")
        _guard(connection)
    with database.engine.begin() as connection:
        for statement in (*PEOPLE, *OFFICE, *CARE):
            connection.exec_driver_sql(statement)
        if database.shared:
            connection.exec_driver_sql("SELECT setval('entry_number', 1)")
            for table in ("account", "person", "flag", "visit", "place", "charge"):
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1)")


def _guard(connection: Connection) -> None:
    """The guards of today on the tables of then."""
    there = set(inspect(connection).get_table_names())
    for table, statements in triggers._statements(connection.dialect.name).values():
        for statement in statements if table in there else ():
            connection.exec_driver_sql(statement.replace("%", "%%"))
