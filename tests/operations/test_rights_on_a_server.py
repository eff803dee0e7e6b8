"""What a clerk's login may do in a shared clinic, tried with SQL of the clerk's own; and who sets up and migrates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from operations.conftest import shared_clinic
from paydesk import bootstrap, demo
from paydesk.config import Home
from paydesk.data import rights, schema, triggers
from paydesk.demo.year import DemoClock
from paydesk.operations import proving
from paydesk.operations.administering import ClinicSettings, SetUpClinic
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.errors import PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import MoneyClinic
from support.postgres_server import OWNER, PostgresServer

CLINIC = SetUpClinic(ClinicSettings("Riverbend Family Clinic"), "ana", "four plain words here")
NOWHERE = Home(Path("unused"))


@pytest.fixture(scope="module")
def standing(postgres_server: PostgresServer, migrated_template: str) -> Iterator[MoneyClinic]:
    """One clinic, with a charge, for all tests whose attempts are refused and leave nothing behind."""
    with shared_clinic(postgres_server, migrated_template) as clinic:
        clinic.charge(clinic.family().patients[0], 10_00)
        yield clinic


def refused(money: MoneyClinic, *statements: str) -> str:
    """What the server says to the clerk who types ``statements``."""
    with money.desk.database.engine.begin() as connection, pytest.raises(DBAPIError) as told:
        for statement in statements:
            connection.exec_driver_sql(statement)
    return str(told.value.orig)


@pytest.mark.parametrize("table", triggers.IMMUTABLE)
def test_a_clerks_login_cannot_change_what_is_posted(standing: MoneyClinic, table: str) -> None:
    with standing.owner.reading() as session:
        column = session.execute(
            text("SELECT column_name FROM information_schema.columns WHERE table_name = :table"), {"table": table}
        ).scalars().first()  # fmt: skip
    for statement in (
        f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL", f"DROP TRIGGER {table}_kept ON {table}", f"DROP TABLE {table}",
    ):  # fmt: skip
        said = refused(standing, statement)
        assert "permission denied" in said or "must be owner" in said, statement


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE charge_balance SET balance = 0",
        "INSERT INTO credit_balance VALUES (1, 0, 1, -100)",
        "DELETE FROM credit_balance",
        "UPDATE document SET content = ''",
        "UPDATE alembic_version SET version_num = '9999'",
        "SELECT setval('entry_number', 1)",
        "SET session_replication_role = replica",
        "CREATE TABLE beside (id int)",
        "CREATE FUNCTION free() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION entry_seals() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "ALTER FUNCTION entry_seals() SECURITY INVOKER",
        "ALTER FUNCTION line_sealed() RESET search_path",
        "CREATE TRIGGER mine BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION line_sealed()",
        f"SET ROLE {OWNER}",
    ],
)
def test_a_clerks_login_has_no_way_around(standing: MoneyClinic, statement: str) -> None:
    said = refused(standing, statement)
    assert "permission denied" in said or "must be owner" in said


def test_the_trigger_that_keeps_balances_cannot_be_hung_on_a_table_of_ones_own(standing: MoneyClinic) -> None:
    mine = "CREATE TEMP TABLE mine (LIKE entry)"
    hung = "CREATE TRIGGER bend AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION entry_seals()"
    assert "permission denied for function entry_seals" in refused(standing, mine, hung)


def test_a_temporary_table_does_not_hide_the_ledger_from_its_guards(standing: MoneyClinic) -> None:
    late = "INSERT INTO public.line SELECT entry_id, 9, account_id, patient_id, charge_id, NULL, NULL, 100, 'late' "
    said = refused(standing, "CREATE TEMP TABLE entry (LIKE public.entry)", f"{late} FROM public.line")
    assert "its entry is sealed" in said


@pytest.mark.parametrize("table", triggers.IMMUTABLE)
def test_not_even_the_owner_changes_what_is_posted_while_the_guards_stand(
    standing: MoneyClinic, table: str
) -> None:
    with standing.owner.engine.begin() as connection, pytest.raises(DBAPIError, match="posted is for ever"):
        connection.exec_driver_sql(f"TRUNCATE {table} CASCADE")


def test_every_table_has_its_rights_and_every_login_of_the_desk_no_more(standing: MoneyClinic) -> None:
    wanted = rights.of_the_desk()
    assert set(wanted) == {*schema.METADATA.tables, "alembic_version"}
    with standing.owner.reading() as session:
        rows = session.execute(
            text("SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = :desk"),
            {"desk": rights.DESK},
        ).all()
    given = {table: {right for name, right in rows if name == table} for table, _ in rows}
    assert given == {table: set(words.split(", ")) for table, words in wanted.items()}


def test_rights_given_by_hand_are_taken_back_with_the_next_migration(shared_money: MoneyClinic) -> None:
    with shared_money.owner.engine.begin() as connection:
        connection.exec_driver_sql(f"GRANT ALL ON entry TO {rights.DESK}")
        rights.grant(connection)
    assert "permission denied" in refused(shared_money, "TRUNCATE entry CASCADE")


def test_a_whole_year_at_the_desk_and_its_proof_need_no_more_than_a_clerks_login(shared_money: MoneyClinic) -> None:
    database = shared_money.desk.database
    demo.build_demo(database, patients=5)
    proof = proving.prove(Desk(database, DemoClock(), Actor("dana", Role.ADMINISTRATOR, "desk 1")))
    assert (proof.ok, proof.findings) == (True, ())


def test_when_an_update_is_due_the_clerk_is_told_who_runs_what_and_the_owner_does_it(
    shared_money: MoneyClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    revisions = schema.revisions()
    monkeypatch.setattr(schema, "revisions", lambda: (*revisions, "9999"))
    with pytest.raises(PaydeskError, match=rf"Who looks after it runs once: paydesk .*//{OWNER}@… verify"):
        schema.upgrade(shared_money.desk.database)
    schema.upgrade(shared_money.owner)


def test_an_owner_who_may_make_no_group_is_told_what_to_type(
    postgres_server: PostgresServer, fresh_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rights, "DESK", "another_desk")
    postgres_server.administer(f"ALTER ROLE {OWNER} NOCREATEROLE")
    try:
        with pytest.raises(PaydeskError, match=r"type CREATE ROLE another_desk NOLOGIN; and repeat") as told:
            bootstrap.set_up(NOWHERE, CLINIC, url=fresh_postgres_url)
        postgres_server.administer(told.value.sentence.partition("type ")[2].partition(" and")[0])
        bootstrap.set_up(NOWHERE, CLINIC, url=fresh_postgres_url)[0].database.close()
    finally:
        postgres_server.administer(f"ALTER ROLE {OWNER} CREATEROLE")


def test_a_database_where_anybody_makes_tables_is_refused(
    postgres_server: PostgresServer, fresh_postgres_url: str
) -> None:
    name = fresh_postgres_url.partition("@/")[2].partition("?")[0]
    postgres_server.administer(f'ALTER DATABASE "{name}" OWNER TO postgres')
    postgres_server.administer(f"GRANT CREATE ON DATABASE {name} TO {OWNER}")
    postgres_server.administer("GRANT CREATE ON SCHEMA public TO PUBLIC", database=name)
    with pytest.raises(PaydeskError, match="REVOKE CREATE ON SCHEMA public FROM PUBLIC; and repeat"):
        bootstrap.set_up(NOWHERE, CLINIC, url=fresh_postgres_url)


def test_logins_that_are_not_in_the_group_are_refused_in_one_sentence(
    postgres_server: PostgresServer, shared_money: MoneyClinic
) -> None:
    url = shared_money.desk.database.engine.url
    postgres_server.administer("DROP ROLE IF EXISTS eve; CREATE ROLE eve LOGIN")
    for name, says in (("eve", "needs a login in the group paydesk_desk"), ("nobody_here", "does not know this login")):
        with pytest.raises(PaydeskError, match=says):
            bootstrap.open_database(NOWHERE, url=url.set(username=name).render_as_string())


@pytest.mark.usefixtures("migrated_template")  # a clinic was set up on this server, so the clerk is there
def test_a_clerk_cannot_set_up(postgres_server: PostgresServer, fresh_postgres_url: str) -> None:
    with pytest.raises(PaydeskError, match="need the database's owner"):
        bootstrap.set_up(NOWHERE, CLINIC, url=postgres_server.clerks(fresh_postgres_url))
