"""An update: a proven backup first, then the migration; one that fails leaves the old clinic and names the backup."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, text

from paydesk import bootstrap, safekeeping
from paydesk.config import Home
from paydesk.data import backup_store, rights, schema, triggers
from paydesk.data.database import Database, open_local, open_server
from paydesk.operations import backing_up, proving, signing_in
from paydesk.rules.errors import PaydeskError
from support.backups import KEY
from support.old_clinic import CARE, OFFICE, PEOPLE, _guard
from support.postgres_server import PostgresServer

CLINIC = OFFICE[0].replace("Riverbend", 'Riverbend", "clinic_id": "c1')


@dataclass
class Old:
    """A clinic of the first schema, on either engine, and where its backups go."""

    home: Home
    url: str | None

    def opened(self) -> Database:
        """Without bringing it up."""
        return open_server(self.url) if self.url else open_local(self.home.database, KEY)

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """All rows of all tables that are there."""
        database = self.opened()
        with database.engine.connect() as connection:
            names = [one for one in inspect(connection).get_table_names() if not one.startswith("name_trigram")]
            held = {name: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))] for name in names}
        database.close()
        return held

    def backups(self) -> list[Path]:
        return sorted(self.home.backups.iterdir()) if self.home.backups.exists() else []


@pytest.fixture(params=["sqlcipher", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Old]:
    """A patient with a charge, a flag, settings, a place and a code, as the first schema had them."""
    monkeypatch.setenv("PAYDESK_KEY", KEY.hex())
    shared = request.param == "postgresql"
    clinic = Old(
        Home(tmp_path / "home").prepare(), request.getfixturevalue("fresh_postgres_url") if shared else None
    )
    database = clinic.opened()
    with database.engine.begin() as connection:
        if shared:
            rights.make_group(connection)
        command.upgrade(schema._script(connection), "0001")
        _guard(connection)
    with database.engine.begin() as connection:
        for statement in (*PEOPLE, CLINIC, *OFFICE[1:], *CARE):
            connection.exec_driver_sql(statement)
        if shared:
            connection.exec_driver_sql("SELECT setval('entry_number', 1)")
    database.close()
    yield clinic


def test_a_proven_backup_is_made_before_the_update_and_the_clinic_knows_it(old: Old) -> None:
    before = old.rows()
    database = bootstrap.open_database(old.home, url=old.url)
    (file,) = old.backups()
    assert file.name.startswith("before-update-0001-")
    checked = backing_up.check(file, KEY)
    assert (checked.ok, checked.contents.revision) == (True, "0001")
    assert checked.contents.tables == {name: len(rows) for name, rows in before.items() if name != "alembic_version"}
    desk = signing_in.as_user(database, bootstrap.clock_of(database), None, workstation="d")
    assert proving.prove(desk).ok
    with database.reading() as session:
        (row,) = backup_store.backups(session)
        assert (row.file_name, row.made_by) == (file.name, "command line")
        assert schema.revision(session.connection()) == schema.revisions()[-1]
    database.close()
    bootstrap.open_database(old.home, url=old.url).close()
    assert old.backups() == [file]  # an update that is done is not done again


def test_an_update_that_fails_half_way_leaves_the_old_clinic_and_names_its_backup(
    old: Old, monkeypatch: pytest.MonkeyPatch, expected_logs: list[logging.LogRecord]
) -> None:
    before, whole = old.rows(), schema.make_tables

    def half(connection: Connection, revision: str = "head") -> None:
        whole(connection, "0004" if revision == "head" else revision)
        if revision == "head":
            connection.exec_driver_sql("DELETE FROM search_term")
            raise RuntimeError("a mistake in the fifth migration")

    monkeypatch.setattr(schema, "make_tables", half)
    with pytest.raises(PaydeskError, match="It is as it was, and its backup is ") as refused:
        bootstrap.open_database(old.home, url=old.url)
    (file,) = old.backups()
    assert str(file) in refused.value.sentence
    assert [record.getMessage() for record in expected_logs] == ["the update of the clinic failed"]
    assert old.rows() == before
    database = old.opened()
    with database.engine.connect() as connection:
        assert not {"entry_seals", "line_kept", "audit_stays"} & set(triggers.missing(connection))
    database.close()
    monkeypatch.undo()
    monkeypatch.setenv("PAYDESK_KEY", KEY.hex())
    bootstrap.open_database(old.home, url=old.url).close()


def test_no_update_without_a_backup(old: Old) -> None:
    before = old.rows()
    old.home.backups.write_bytes(b"a file where the folder is to be")
    with pytest.raises(PaydeskError, match="stays as it is until a backup before the update is made"):
        bootstrap.open_database(old.home, url=old.url)
    assert old.rows() == before


def test_the_backup_of_before_is_restored_and_brought_up_on_the_way(old: Old, tmp_path: Path) -> None:
    bootstrap.open_database(old.home, url=old.url).close()
    (file,) = old.backups()
    elsewhere = Home(tmp_path / "new PC")
    safekeeping.restore(elsewhere, file)
    database = bootstrap.open_database(elsewhere)
    with database.reading() as session:
        assert session.execute(text("SELECT last_name FROM person")).scalars().all() == ["Lopez"]
        assert proving.prove_all(session).ok
    database.close()


def test_an_older_backup_is_brought_up_on_the_way_to_a_server(
    old: Old, postgres_server: PostgresServer
) -> None:
    bootstrap.open_database(old.home, url=old.url).close()
    (file,) = old.backups()
    url = postgres_server.create_database()
    safekeeping.restore(old.home, file, url=url)
    database = bootstrap.open_database(old.home, url=url)
    with database.reading() as session:
        assert session.execute(text("SELECT last_name FROM person")).scalars().all() == ["Lopez"]
    database.close()


def test_a_clinic_of_a_newer_paydesk_is_refused_kindly_and_not_backed_up(old: Old) -> None:
    database = old.opened()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9001'")
    database.close()
    with pytest.raises(PaydeskError, match="written by a newer paydesk"):
        bootstrap.open_database(old.home, url=old.url)
    assert old.backups() == []


def test_only_the_owner_updates_a_shared_clinic(
    fresh_postgres_url: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    database = open_server(fresh_postgres_url)
    schema.upgrade(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0006'")
    database.close()
    home = Home(tmp_path / "home")
    with pytest.raises(PaydeskError, match="Who looks after it runs once"):
        bootstrap.open_database(home, url=postgres_server.clerks(fresh_postgres_url))
    assert not home.backups.exists()
