"""Backups of both engines: whole, of one moment, proven before they get their name, and nothing left when not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from operations.conftest import MORNING, at_a_server, sound_at_last
from paydesk.data import audit_store, backup_store, schema, search_store, triggers
from paydesk.data.database import WrongKey, open_copy, open_local, open_server
from paydesk.operations import backing_up, proving, staffing
from paydesk.operations.backing_up import back_up, back_up_into, check
from paydesk.operations.desk import Actor
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.office import Role
from support.backups import KEY, OTHER_KEY, everything, file_clinic, fill
from support.fixed_clock import FixedClock
from support.migrated_clinic import empty_clinic
from support.money_clinic import MoneyClinic
from support.postgres_server import PostgresServer


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[MoneyClinic, Path]:
    """A clinic with every kind of row, closed, and its file to copy."""
    folder = tmp_path_factory.mktemp("filled")
    made = MoneyClinic(file_clinic(folder / "clinic.paydesk", folder / "empty"), FixedClock(MORNING))
    return _filled(made), folder / "clinic.paydesk"


@pytest.fixture(scope="module")
def filled_server(postgres_server: PostgresServer, migrated_template: str) -> tuple[MoneyClinic, str]:
    """The same on a server, and the name of its database to copy."""
    url = postgres_server.create_database("filled", template=migrated_template)
    return _filled(MoneyClinic(open_server(postgres_server.clerks(url)), FixedClock(MORNING))), "filled"


def _filled(money: MoneyClinic) -> MoneyClinic:
    fill(money)
    money.desk.close()
    money.desk.database.close()
    return money


@pytest.fixture(params=["file", "postgresql"])
def clinic(
    request: pytest.FixtureRequest, tmp_path: Path, postgres_server: PostgresServer
) -> Iterator[MoneyClinic]:
    """A copy of a clinic with every kind of row: in a file, or on a server at a clerk's login."""
    if request.param == "postgresql":
        made, template = request.getfixturevalue("filled_server")
        with (
            at_a_server(postgres_server, template) as (clerks, owner),
            sound_at_last(made.copied(clerks, owner=owner)) as copied,
        ):
            yield copied
        return
    made, file = request.getfixturevalue("filled_file")
    (tmp_path / "home").mkdir()
    copied = made.copied(file_clinic(tmp_path / "home" / "clinic.paydesk", file))
    yield copied
    copied.desk.close()
    copied.desk.database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups go."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def test_a_backup_is_one_file_that_holds_every_row_of_that_moment(clinic: MoneyClinic, folder: Path) -> None:
    clinic.desk.flush_looks()
    before = everything(clinic.desk.database)
    made = back_up(clinic.desk, KEY, folder / "a.paydesk-backup")
    assert [one.name for one in folder.iterdir()] == ["a.paydesk-backup"]
    with backup_store.opened(made.file, KEY) as copied:
        assert everything(copied) == before
        with copied.reading() as session:
            assert triggers.missing(session.connection()) == ()
            assert [one.last_name for one in search_store.similar(session, "lopes")] == ["Lopez"] * 2
            assert proving.prove_all(session).ok
    assert sorted(one.name for one in folder.iterdir()) == ["a.paydesk-backup"]
    assert made.contents.rows == sum(len(rows) for rows in before.values())


def test_the_clinic_knows_its_backup_and_the_end_of_the_trail_in_it(clinic: MoneyClinic, folder: Path) -> None:
    desk = clinic.desk
    desk.flush_looks()
    with desk.database.reading() as session:
        number, digest, _ = audit_store.end(session)
    made = back_up(desk, KEY, folder / "a.paydesk-backup")
    with desk.database.reading() as session:
        (row,) = backup_store.backups(session)
        told = (row.file_name, row.folder, row.made_by, row.row_count, row.audit_id, row.audit_digest)
        act = session.execute(text("SELECT act, summary FROM audit ORDER BY id DESC LIMIT 1")).one()
    assert told == ("a.paydesk-backup", str(folder), "ana", made.contents.rows, number, digest)
    assert tuple(act) == ("backups.make", "Made a backup")
    proof = proving.prove(desk)
    assert (proof.ok, proof.checked["the audit trail reaches what backups hold"]) == (True, 1)


def test_a_clinic_in_memory_is_backed_up_row_by_row(folder: Path) -> None:
    money = MoneyClinic(empty_clinic(), FixedClock(MORNING))
    fill(money)
    before = everything(money.desk.database)
    made = back_up(money.desk, KEY, folder / "a")
    with backup_store.opened(made.file, KEY) as copied:
        assert everything(copied) == before
    money.desk.database.close()


def test_nothing_in_a_backup_can_be_read_without_its_key(clinic: MoneyClinic, folder: Path) -> None:
    made = back_up(clinic.desk, KEY, folder / "a.paydesk-backup")
    content = made.file.read_bytes()
    assert all(word not in content for word in (b"Lopez", b"SQLite", b"Riverbend", b"CREATE TABLE"))
    with pytest.raises(WrongKey, match=r"a\.paydesk-backup cannot be opened: this key is not the one"):
        check(made.file, OTHER_KEY)


def test_a_backup_that_stands_there_goes_only_when_the_new_one_is_proven(clinic: MoneyClinic, folder: Path) -> None:
    file = folder / "a.paydesk-backup"
    back_up(clinic.desk, KEY, file)
    first = file.read_bytes()

    def stop(done: int, total: int) -> None:
        if done > 80:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(clinic.desk, KEY, file, progress=stop)
    assert file.read_bytes() == first
    assert [one.name for one in folder.iterdir()] == [file.name]
    back_up(clinic.desk, KEY, file)
    assert check(file, KEY).contents.tables["backup"] == 1


def test_progress_goes_up_to_the_end(
    clinic: MoneyClinic, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_store, "_PAGES", 10)
    told: list[int] = []
    back_up(clinic.desk, KEY, folder / "a", progress=lambda done, total: told.append(done))
    assert told == sorted(told)
    assert (told[0] < 60 < told[-1] < 100, len(told) > 20) == (True, True)


def test_a_clerk_makes_backups_and_a_reader_does_not(clinic: MoneyClinic, folder: Path) -> None:
    back_up(clinic.desk.as_actor(Actor("bo", Role.CLERK, "desk 2")), KEY, folder / "a")
    with pytest.raises(NotAllowed, match="may not make backups"):
        back_up(clinic.desk.as_actor(Actor("eve", Role.READ_ONLY, "desk 2")), KEY, folder / "b")
    assert not (folder / "b").exists()


@pytest.mark.parametrize("when", ["before it begins", "while it is made"])
def test_whoever_got_another_role_leaves_no_backup_that_nobody_knows_of(
    clinic: MoneyClinic, folder: Path, when: str
) -> None:
    words = "four words that nobody has"
    staffing.add_user(clinic.desk, staffing.AddUser("bo", "Bo Diaz", Role.SUPERVISOR, words))

    def becomes_clerk(*_: int) -> None:
        with clinic.owner.engine.begin() as connection:
            connection.execute(text("UPDATE desk_user SET role = 'clerk' WHERE name = 'bo'"))

    if when == "before it begins":
        becomes_clerk()
    with pytest.raises(NotAllowed, match="Your rights at this desk were changed"):
        desk = clinic.desk.as_actor(Actor("bo", Role.SUPERVISOR, "desk 2"))
        back_up(desk, KEY, folder / "a", progress=becomes_clerk)
    assert list(folder.iterdir()) == []


def test_a_clinic_that_does_not_hold_gets_no_backup_that_says_it_does(clinic: MoneyClinic, folder: Path) -> None:
    with clinic.owner.engine.begin() as connection:
        triggers.drop(connection)
        connection.exec_driver_sql("UPDATE credit_balance SET balance = balance - 1")
        triggers.create(connection)
    others = folder / "not-sound-of-another-clinic", folder / "not-sound-notes.txt"
    with closing(open_copy(others[0], OTHER_KEY, change=True)) as theirs, theirs.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id INTEGER)")
    others[1].write_text("of somebody who keeps notes here")
    for name in ("a", "b"):
        with pytest.raises(PaydeskError, match=r"clinic itself does not hold \(credit equals its lines.*not-sound-"):
            back_up(clinic.desk, KEY, folder / name)
    (kept,) = set(folder.iterdir()) - set(others)
    assert kept.name == "not-sound-b" and not check(kept, KEY).ok
    assert all(one.exists() for one in others)
    with clinic.owner.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM backup").scalar_one() == 0
        connection.exec_driver_sql("UPDATE credit_balance SET balance = balance + 1")


@pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="this system cannot be told to read from the drive")
def test_it_is_proven_from_the_drive_and_not_from_what_the_system_remembers(
    clinic: MoneyClinic, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def heard(name: str, original: Callable[..., object]) -> Callable[..., object]:
        return lambda *known, **more: (told.append(name), original(*known, **more))[1]

    monkeypatch.setattr(os, "fsync", heard("written", os.fsync))
    monkeypatch.setattr(os, "posix_fadvise", heard("forgotten", os.posix_fadvise))
    monkeypatch.setattr(backing_up, "check", heard("proven", backing_up.check))
    back_up(clinic.desk, KEY, folder / "a")
    order = told[: told.index("proven")]
    assert order[0] == "written"
    assert order[-1] == "forgotten"


def test_rows_that_are_missing_in_the_copy_are_seen(
    clinic: MoneyClinic, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = backup_store.copy

    def lossy(database: object, path: Path, key: bytes, *, progress: object) -> object:
        taken = whole(database, path, key, progress=progress)  # type: ignore[arg-type]
        with backup_store.opened(path, key, change=True) as copied, copied.transaction() as session:
            session.execute(text("DELETE FROM draft"))
            session.execute(text("DELETE FROM provider"))
        return taken

    monkeypatch.setattr(backup_store, "copy", lossy)
    with pytest.raises(PaydeskError, match="does not hold all rows"):
        back_up(clinic.desk, KEY, folder / "a")
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_gone_or_read_only_or_full_is_told_in_one_sentence(
    clinic: MoneyClinic, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PaydeskError, match=r"nowhere is not there\. Connect the drive"):
        back_up_into(clinic.desk, KEY, folder / "nowhere")
    for number, says in ((28, "does not fit into .*stick"), (30, "read-only"), (5, "does not answer")):

        def touch(*_: object, number: int = number, **__: object) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(Path, "touch", touch)
        with pytest.raises(PaydeskError, match=says):
            back_up_into(clinic.desk, KEY, folder)
    assert list(folder.iterdir()) == []


def test_a_disk_that_fills_half_way_leaves_nothing_behind(
    clinic: MoneyClinic, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = backup_store.open_copy

    def small(path: Path, key: bytes, *, change: bool = False) -> object:
        database = opened(path, key, change=change)
        with database.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA max_page_count = 40")  # type: ignore[union-attr]
        return database

    monkeypatch.setattr(backup_store, "open_copy", small)
    with pytest.raises(PaydeskError, match=r"does not fit into .*: the disk is full"):
        back_up_into(clinic.desk, KEY, folder)
    assert list(folder.iterdir()) == []


def test_a_backup_into_a_folder_has_the_clinics_moment_as_its_name_and_older_ones_have_their_time(
    clinic: MoneyClinic, folder: Path
) -> None:
    (folder / "holiday.jpg").write_bytes(b"a picture")
    first = back_up_into(clinic.desk, KEY, folder)
    assert first.file.name == "paydesk-2026-11-23-0900.paydesk-backup"
    second = back_up_into(clinic.desk, KEY, folder)
    assert second.file.name == "paydesk-2026-11-23-0900-2.paydesk-backup"
    assert second.removed == (first.file.name,)
    assert sorted(one.name for one in folder.iterdir()) == ["holiday.jpg", second.file.name]


def test_a_backup_of_another_clinic_in_the_same_folder_is_not_ours_to_remove(
    clinic: MoneyClinic, folder: Path
) -> None:
    other = folder / "paydesk-2026-11-23-0800.paydesk-backup"
    other.write_bytes(b"of another clinic")
    made = back_up_into(clinic.desk, KEY, folder)
    assert (made.removed, other.exists()) == ((), True)


def test_what_was_left_half_written_goes_after_a_day(clinic: MoneyClinic, folder: Path) -> None:
    old, young, foreign = (
        folder / f"{name}{backing_up.PART}"
        for name in ("paydesk-2026-11-20-0800.paydesk-backup", "paydesk-2026-11-23-0859.paydesk-backup", "film")
    )
    for one in (old, young, foreign):
        one.write_bytes(b"half")
    for one in (old, foreign):
        os.utime(one, (1, 1))
    back_up_into(clinic.desk, KEY, folder)
    assert (old.exists(), young.exists(), foreign.exists()) == (False, True, True)


def test_others_go_on_posting_while_a_backup_of_one_moment_is_made(
    clinic: MoneyClinic, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_store, "_PAGES", 10)
    family = clinic.family(number=50077)
    clinic.desk.flush_looks()
    before = everything(clinic.desk.database)
    posted: list[int] = []

    def post(done: int, total: int) -> None:
        if done < 60 and len(posted) < 5:
            posted.append(clinic.pay(family, 1_00).lot_id)

    made = back_up(clinic.desk, KEY, folder / "a", progress=post)
    assert len(posted) == 5
    with backup_store.opened(made.file, KEY) as copied:
        assert everything(copied) == before
    assert clinic.credit(family) == 5_00


def test_a_flipped_bit_is_found_and_told_by_its_page(clinic: MoneyClinic, folder: Path) -> None:
    file = back_up(clinic.desk, KEY, folder / "a").file
    whole = bytearray(file.read_bytes())
    pages = len(whole) // backup_store.PAGE
    for page in (2, pages // 2, pages):
        spoiled = bytearray(whole)
        spoiled[(page - 1) * backup_store.PAGE + 1234] ^= 4
        file.write_bytes(spoiled)
        with pytest.raises(backup_store.Damaged, match=f"^a is damaged in page {page} of {pages}. Choose another"):
            check(file, KEY)
    spoiled = bytearray(whole)
    spoiled[100] ^= 4
    file.write_bytes(spoiled)
    with pytest.raises(WrongKey, match="its first page is damaged"):
        check(file, KEY)


def test_a_file_that_was_cut_off_or_is_something_else_is_told(clinic: MoneyClinic, folder: Path) -> None:
    file = back_up(clinic.desk, KEY, folder / "a").file
    whole = file.read_bytes()
    for content, says in (
        (b"", "a is empty"),
        (whole[: 8 * backup_store.PAGE + 99], "ends in the middle of page 9"),
        (whole[: len(whole) // 2 // backup_store.PAGE * backup_store.PAGE], "damaged or was cut off|damaged in page"),
        (whole[: -backup_store.PAGE], "damaged or was cut off|damaged in page"),
        (b"SQLite format 3\x00" + bytes(4080), "is not encrypted"),
        (b"\xff\xd8 a picture" * 1000, "or is no backup"),
        (bytes(8192), "or it is no backup of paydesk"),
    ):
        file.write_bytes(content)
        with pytest.raises(PaydeskError, match=says):
            check(file, KEY)


def test_a_backup_with_damage_made_with_its_key_is_named_by_rule(clinic: MoneyClinic, folder: Path) -> None:
    file = back_up(clinic.desk, KEY, folder / "a").file
    with backup_store.opened(file, KEY, change=True) as copied, copied.transaction() as session:
        triggers.drop(session.connection())
        session.execute(text("UPDATE charge_balance SET balance = balance + 1"))
        triggers.create(session.connection())
    found = check(file, KEY)
    assert not found.ok
    assert {one.rule for one in found.findings} == {"balances equal their lines"}


def test_a_trail_that_was_cut_or_written_anew_shows_beside_its_backup(clinic: MoneyClinic, folder: Path) -> None:
    file = back_up(clinic.desk, KEY, folder / "a").file
    checked = check(file, KEY)
    assert backing_up.beside(clinic.desk, checked) is None
    with clinic.owner.engine.begin() as connection:
        triggers.drop(connection)
        connection.exec_driver_sql(f"DELETE FROM audit WHERE id >= {checked.contents.audit_id}")
        connection.exec_driver_sql("DELETE FROM backup")
        triggers.create(connection)
    assert proving.prove(clinic.desk).ok  # a cut tail alone does not show
    found = backing_up.beside(clinic.desk, checked)
    assert found is not None
    assert "cut or written anew" in found.says


def test_a_clinic_of_an_older_paydesk_is_backed_up_as_it_is(tmp_path: Path, folder: Path) -> None:
    database = open_local(tmp_path / "clinic.paydesk", KEY)
    with database.engine.begin() as connection:
        schema.make_tables(connection, "0004")
        connection.exec_driver_sql("INSERT INTO setting VALUES ('clinic', '{}', 1)")
    made = backing_up.before_update(database, KEY, folder / "backups", now=MORNING)
    assert made.file.name == "before-update-0004-2026-11-23-150000.paydesk-backup"
    assert (made.contents.revision, made.contents.tables["setting"]) == ("0004", 1)
    assert check(made.file, KEY).ok
    database.close()
    shutil.rmtree(folder)
