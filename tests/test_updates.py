"""An update: a proven backup first, then the migration; one that fails leaves the old clinic and names the backup."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, text

from paydesk import bootstrap, safekeeping
from paydesk.config import Home
from paydesk.data import backup_store, rights, schema, triggers
from paydesk.data.database import Database, open_copy, open_local, open_server
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


def _named(day: int) -> str:
    return f"before-update-0001-2026-03-{day:02}-120000.paydesk-backup"


def _on(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def test_three_backups_of_before_updates_are_kept_and_nothing_of_others_goes(old: Old) -> None:
    folder, database = old.home.backups, old.opened()
    for day in range(6, 11):
        backing_up.before_update(database, KEY, folder, now=_on(day))
    assert [file.name for file in old.backups()] == [_named(day) for day in (8, 9, 10)]
    backing_up.before_update(database, bytes(32), folder, now=_on(1))
    shutil.copy(folder / _named(8), folder / _named(2))
    with backup_store.opened(folder / _named(2), KEY, change=True) as other, other.transaction() as session:
        session.execute(text("UPDATE setting SET value = replace(value, '\"c1\"', '\"c2\"')"))
    (folder / _named(3)).write_bytes(b"no backup at all")
    with closing(open_copy(folder / _named(5), KEY, change=True)) as some, some.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE of_another_program (id INTEGER)")
    (folder / "before-update-0001.txt").write_bytes(b"a note")
    shutil.copy(folder / _named(8), folder / "before-update-0001-2026-03-04-120000 (copy).paydesk-backup")
    others = set(old.backups()) - {folder / _named(day) for day in (8, 9, 10)}
    database.close()
    bootstrap.open_database(old.home, url=old.url).close()
    mine = sorted(set(old.backups()) - others)
    assert len(others) == 6 and others < set(old.backups())
    assert [file.name for file in mine[:2]] == [_named(day) for day in (9, 10)] and len(mine) == 3


def test_older_backups_stay_until_the_new_one_is_proven(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    database = old.opened()
    first = backing_up.before_update(database, KEY, old.home.backups, now=_on(1)).file
    for day in (2, 3, 4):
        shutil.copy(first, first.with_name(_named(day)))

    def refuse(*_: object, **__: object) -> None:
        raise backup_store.Damaged("It is damaged.")

    with monkeypatch.context() as broken:
        broken.setattr(backing_up, "check", refuse)
        with pytest.raises(PaydeskError, match="It is damaged"):
            backing_up.before_update(database, KEY, old.home.backups, now=_on(9))
    assert [file.name for file in old.backups()] == [_named(day) for day in (1, 2, 3, 4)]
    database.close()


def test_what_a_power_cut_left_of_such_a_backup_goes_after_a_day(old: Old) -> None:
    database, folder = old.opened(), old.home.backups
    folder.mkdir()
    for name, days in ((f"{_named(1)}.part", 2), (f"{_named(2)}.part", 0), ("mine.part", 2)):
        (folder / name).write_bytes(b"half")
        then = time.time() - days * 86_400 - 60
        os.utime(folder / name, (then, then))
    backing_up.before_update(database, KEY, folder, now=_on(3))
    assert [file.name for file in old.backups()] == [f"{_named(2)}.part", _named(3), "mine.part"]
    database.close()
