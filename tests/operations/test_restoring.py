"""Restoring: here and on a server, every row as it was; refused kindly, and then nothing is changed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from operations.conftest import MORNING, shared_clinic
from paydesk.data import backup_store, restore_store, schema, triggers
from paydesk.data.database import Database, WrongKey, open_local, open_server
from paydesk.operations import posting, proving
from paydesk.operations.backing_up import back_up
from paydesk.operations.desk import Actor, Desk
from paydesk.operations.restoring import Restorer, restore_here, restore_shared
from paydesk.rules.errors import ClockSetBack, PaydeskError
from paydesk.rules.office import Role
from support.backups import KEY, OTHER_KEY, everything, file_clinic, fill
from support.fixed_clock import FixedClock
from support.money_clinic import MoneyClinic
from support.postgres_server import PostgresServer

WHO = Restorer(Actor("command line", Role.ADMINISTRATOR, "new PC"), FixedClock(MORNING + timedelta(hours=1)))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("template") / "clinic.paydesk"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, template: Path) -> tuple[Path, dict[str, list[object]]]:
    """A backup of a clinic with every kind of row, and all its rows."""
    folder = tmp_path_factory.mktemp("made")
    money = MoneyClinic(file_clinic(folder / "clinic.paydesk", template), FixedClock(MORNING))
    fill(money)
    money.desk.flush_looks()
    rows = everything(money.desk.database)
    file = back_up(money.desk, KEY, folder / "a.paydesk-backup").file
    money.desk.database.close()
    return file, rows  # type: ignore[return-value]


@pytest.fixture
def backup(made_once: tuple[Path, dict[str, list[object]]], tmp_path: Path) -> Path:
    """A copy of it, on a stick of this test's own."""
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "a.paydesk-backup").write_bytes(made_once[0].read_bytes())
    return stick / "a.paydesk-backup"


@pytest.fixture
def rows(made_once: tuple[Path, dict[str, list[object]]]) -> dict[str, list[object]]:
    return made_once[1]


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """Where the clinic's file is to be."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home" / "clinic.paydesk"


@pytest.fixture
def present(clinic: Path, template: Path) -> Iterator[Database]:
    """Another clinic stands there, with an account of its own and a log beside it."""
    database = file_clinic(clinic, template)
    MoneyClinic(database, FixedClock(MORNING)).family(number=70_007)
    yield database
    database.close()


def _except_the_trail(rows: dict[str, list[object]]) -> dict[str, list[object]]:
    return {name: held for name, held in rows.items() if name not in ("audit", "backup")}


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_into_an_empty_home_every_row_comes_back_and_the_trail_says_so(
    backup: Path, clinic: Path, rows: dict[str, list[object]]
) -> None:
    done = restore_here(WHO, backup, KEY, clinic)
    assert (done.kept, _names(clinic.parent)) == (None, ["clinic.paydesk"])
    database = open_local(clinic, KEY)
    now = everything(database)
    assert _except_the_trail(now) == _except_the_trail(rows)  # type: ignore[arg-type]
    assert now["audit"][:-1] == rows["audit"]
    with database.reading() as session:
        last = session.execute(text("SELECT actor, workstation, act, summary FROM audit ORDER BY id DESC")).first()
        assert triggers.missing(session.connection()) == ()
    assert tuple(last or ()) == ("command line", "new PC", "backups.restore", "Restored from a.paydesk-backup")
    database.close()
    if os.name == "posix":
        assert stat.S_IMODE(clinic.stat().st_mode) == 0o600


def test_work_goes_on_in_a_restored_clinic(backup: Path, clinic: Path) -> None:
    restore_here(WHO, backup, KEY, clinic)
    desk = Desk(open_local(clinic, KEY), WHO.clock, Actor("ana", Role.ADMINISTRATOR, "d"))
    assert posting.post_payment(desk, posting.PostPayment(1, 1_00, "cash", "new form")).lot_id
    assert proving.prove(desk).ok
    desk.close()
    desk.database.close()


def test_beside_a_clinic_the_present_one_is_kept_whole(backup: Path, clinic: Path, present: Database) -> None:
    before = everything(present)
    present.close()
    done = restore_here(WHO, backup, KEY, clinic, present_key=KEY)
    assert done.kept is not None
    assert done.kept.name.startswith("clinic-before-restore-2026-11-23-")
    assert _names(clinic.parent) == sorted(["clinic.paydesk", done.kept.name])
    old = open_local(done.kept, KEY)
    assert everything(old) == before
    old.close()
    again = restore_here(WHO, backup, KEY, clinic, present_key=KEY)
    assert again.kept not in (None, done.kept)


def test_where_a_file_has_one_name_only_it_is_renamed(
    backup: Path, clinic: Path, present: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    present.close()

    def one_name(*_: object) -> None:
        raise OSError(errno.EPERM, "this file system has one name for a file")

    monkeypatch.setattr(os, "link", one_name)
    done = restore_here(WHO, backup, KEY, clinic, present_key=KEY)
    assert _names(clinic.parent) == sorted(["clinic.paydesk", (done.kept or clinic).name])


def test_a_clinic_that_is_open_elsewhere_is_left_alone(
    backup: Path, clinic: Path, present: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore_store, "_PATIENCE", 0.1)
    before = everything(present)
    for key in (KEY, None):
        if key is None and os.name != "posix":
            continue
        with pytest.raises(PaydeskError, match="open in another window"):
            _in_a_child(restore_here, backup, clinic) if key is None else restore_here(
                WHO, backup, KEY, clinic, present_key=KEY
            )
    assert everything(present) == before
    assert [name for name in _names(clinic.parent) if "restor" in name] == []
    present.close()
    assert restore_here(WHO, backup, KEY, clinic, present_key=KEY).kept


def _in_a_child(_: object, backup: Path, clinic: Path) -> None:
    """Restore in another process that does not know the present clinic's key; what it refused."""
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path; from operations.test_restoring import *\n"
        "restore_store._PATIENCE = 0.1\n"
        "try: restore_here(WHO, Path(sys.argv[1]), KEY, Path(sys.argv[2]), present_key=None)\n"
        "except PaydeskError as refused: print(refused.sentence)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    said = subprocess.run(
        [sys.executable, "-c", code, str(backup), str(clinic)], capture_output=True, text=True, env=environment
    )
    assert said.stderr == ""
    raise PaydeskError(said.stdout)


def test_a_damaged_clinic_is_kept_with_its_log_and_replaced(backup: Path, clinic: Path, present: Database) -> None:
    present.close()
    whole = bytearray(clinic.read_bytes())
    whole[:4096] = os.urandom(4096)
    clinic.write_bytes(whole)
    log = clinic.with_name("clinic.paydesk-wal")
    log.write_bytes(b"what was not in the file yet")
    done = restore_here(WHO, backup, KEY, clinic, present_key=KEY)
    assert done.kept is not None
    assert done.kept.read_bytes() == whole
    assert done.kept.with_name(done.kept.name + "-wal").read_bytes() == b"what was not in the file yet"
    assert not log.exists()
    database = open_local(clinic, KEY)
    database.close()


def test_what_cannot_be_restored_is_refused_and_nothing_is_changed(
    backup: Path, clinic: Path, present: Database
) -> None:
    whole, before = backup.read_bytes(), everything(present)
    present.close()
    stood = clinic.read_bytes()
    flipped = bytearray(whole)
    flipped[40 * 4096 + 100] ^= 1
    for content, key, error, says in (
        (bytes(flipped), KEY, backup_store.Damaged, "damaged in page 41"),
        (whole[:-100], KEY, backup_store.Damaged, "ends in the middle of page"),
        (whole, OTHER_KEY, WrongKey, "this key is not the one"),
        (b"a picture of the sea" * 300, KEY, PaydeskError, "is no backup"),
    ):
        backup.write_bytes(content)
        with pytest.raises(error, match=says):
            restore_here(WHO, backup, key, clinic, present_key=KEY)
    assert (clinic.read_bytes(), _names(clinic.parent)) == (stood, ["clinic.paydesk"])
    database = open_local(clinic, KEY)
    assert everything(database) == before
    database.close()


def _changed(backup: Path, *statements: str) -> None:
    with backup_store.opened(backup, KEY, change=True) as made, made.transaction() as session:
        triggers.drop(session.connection())
        for statement in statements:
            session.execute(text(statement))
        triggers.create(session.connection())


def test_a_newer_backup_is_refused_kindly(backup: Path, clinic: Path) -> None:
    _changed(backup, "UPDATE alembic_version SET version_num = '9001'")
    with pytest.raises(PaydeskError, match=r"^a\.paydesk-backup was written by a newer paydesk\. Update the program"):
        restore_here(WHO, backup, KEY, clinic)
    assert _names(clinic.parent) == []


def test_a_backup_whose_ledger_does_not_hold_is_refused_by_rule(backup: Path, clinic: Path) -> None:
    _changed(backup, "UPDATE charge_balance SET balance = balance + 1")
    with pytest.raises(PaydeskError, match=r"does not hold \(balances equal their lines: charge 1"):
        restore_here(WHO, backup, KEY, clinic)


def test_no_room_and_a_clock_set_back_leave_what_was_there(
    backup: Path, clinic: Path, present: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    present.close()
    stood = clinic.read_bytes()
    early = Restorer(WHO.actor, FixedClock(MORNING - timedelta(days=40)))
    with pytest.raises(ClockSetBack):
        restore_here(early, backup, KEY, clinic, present_key=KEY)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup_store, "flush", full)
    with pytest.raises(PaydeskError, match=r"cannot be restored into .*No space left on device\. Nothing was changed"):
        restore_here(WHO, backup, KEY, clinic, present_key=KEY)
    assert (clinic.read_bytes(), _names(clinic.parent)) == (stood, ["clinic.paydesk"])


def test_it_can_be_stopped_at_every_step(backup: Path, clinic: Path) -> None:
    for at in (0, 45, 65, 90):

        def stop(done: int, total: int, at: int = at) -> None:
            if done >= at:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            restore_here(WHO, backup, KEY, clinic, progress=stop)
        assert _names(clinic.parent) == []


def test_from_here_to_a_server_and_back_every_row_stays(
    backup: Path, clinic: Path, rows: dict[str, list[object]], fresh_postgres_url: str, postgres_server: PostgresServer,
    migrated_template: str, tmp_path: Path,
) -> None:  # fmt: skip
    owner = open_server(fresh_postgres_url)
    restore_shared(WHO, backup, KEY, owner)
    on_server = everything(owner)
    assert _except_the_trail(on_server) == _except_the_trail(rows)  # type: ignore[arg-type]
    assert on_server["audit"][:-1] == rows["audit"]
    clerks = open_server(postgres_server.clerks(fresh_postgres_url))
    desk = Desk(clerks, WHO.clock, Actor("ana", Role.ADMINISTRATOR, "d"))
    assert proving.prove(desk).ok
    paid = posting.post_payment(desk, posting.PostPayment(1, 2_00, "cash", "on the server"))
    assert paid.lot_id > max(one[0] for one in rows["lot"])  # type: ignore[index]
    desk.flush_looks()
    on_server = everything(clerks)
    back = back_up(desk, KEY, tmp_path / "back.paydesk-backup")
    restore_here(WHO, back.file, KEY, clinic)
    database = open_local(clinic, KEY)
    now = everything(database)
    assert now["audit"][:-1] == on_server["audit"]
    assert _except_the_trail(now) == _except_the_trail(on_server)  # type: ignore[arg-type]
    desk.close()
    for one in (database, clerks, owner):
        one.close()


def test_what_refers_to_a_later_row_of_its_own_table_comes_over(
    backup: Path, fresh_postgres_url: str, clinic: Path
) -> None:
    _changed(backup, "UPDATE person SET merged_into_id = (SELECT max(id) FROM person) WHERE id = 1",
             "UPDATE account SET guarantor_id = (SELECT max(id) FROM person)")  # fmt: skip
    owner = open_server(fresh_postgres_url)
    restore_shared(WHO, backup, KEY, owner)
    with owner.engine.connect() as connection:
        kept = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND condeferrable AND conrelid <> 'line'::regclass"
        )
        assert kept.scalar_one() == 0
    desk = Desk(owner, WHO.clock, Actor("ana", Role.ADMINISTRATOR, "d"))
    back = back_up(desk, KEY, clinic.with_name("back"))
    assert back.contents.tables["person"] == 2
    owner.close()


def test_a_server_with_a_clinic_or_with_foreign_tables_is_refused(
    backup: Path, postgres_server: PostgresServer, migrated_template: str, fresh_postgres_url: str
) -> None:
    with shared_clinic(postgres_server, migrated_template) as there:
        family = there.family()
        with pytest.raises(PaydeskError, match="A clinic is in that database already"):
            restore_shared(WHO, backup, KEY, there.owner)
        assert there.credit(family) == 0
    owner = open_server(fresh_postgres_url)
    with owner.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE shopping (item text)")
    with pytest.raises(PaydeskError, match="That database is not empty"):
        restore_shared(WHO, backup, KEY, owner)
    owner.close()


def test_what_fails_on_a_server_leaves_it_empty(backup: Path, fresh_postgres_url: str) -> None:
    owner = open_server(fresh_postgres_url)

    def stop(done: int, total: int) -> None:
        if done >= 90:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore_shared(WHO, backup, KEY, owner, progress=stop)
    assert not schema.is_there(owner)
    restore_shared(WHO, backup, KEY, owner)
    assert schema.is_there(owner)
    owner.close()
