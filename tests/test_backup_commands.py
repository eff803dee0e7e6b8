"""The commands backup, check and restore: what they print, their JSON, their keys, and what they refuse."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk import bootstrap, cli, clinic_key, safekeeping
from paydesk.config import Home
from paydesk.data import schema, triggers
from paydesk.data.database import open_local
from paydesk.gateways import keychain
from paydesk.rules.errors import PaydeskError
from support.memory_keyring import MemoryKeyring
from support.postgres_server import PostgresServer

KEY = "5a" * 32
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def clinic_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("once") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYDESK_KEY", KEY)
        patch.setattr(sys, "stdin", StringIO("four plain words here\n"))
        patch.setattr(sys, "stdout", StringIO())
        assert cli.run(["--home", str(home), "setup", "--clinic", "Riverbend", "--admin", "ana"]) == 0
    return home


@pytest.fixture
def home(clinic_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A clinic that this test may change."""
    monkeypatch.setenv("PAYDESK_KEY", KEY)
    shutil.copytree(clinic_once, tmp_path / "home")
    monkeypatch.setenv("PAYDESK_HOME", str(tmp_path / "home"))
    yield tmp_path / "home"


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*words: object) -> tuple[int, str, str]:
        code = cli.run([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def document(said: tuple[int, str, str]) -> Any:
    assert said[2] == ""
    return json.loads(said[1])


def test_a_backup_is_made_checked_and_restored_by_three_commands(home: Path, tmp_path: Path, say: Say) -> None:
    file = tmp_path / "a.paydesk-backup"
    made = document(say("backup", file, "--json"))
    assert (made["file"], made["verified"], made["recovery"]) == (str(file), True, [])
    assert (made["rows"] > 2, made["audit_rows"], made["revision"]) == (True, 1, schema.revisions()[-1])
    assert made["as_of"] <= made["made_at"]
    checked = document(say("check", file, "--json"))
    assert (checked["verified"], checked["trail_reached"], checked["findings"]) == (True, True, [])
    assert (checked["rows"], checked["audit_rows"], checked["as_of"]) == (made["rows"], 1, made["as_of"])
    new = tmp_path / "new"
    restored = document(say("--home", new, "restore", file, "--json"))
    assert (restored["rows"], restored["kept"], restored["home"]) == (made["rows"], None, str(new))
    assert say("--home", new, "verify")[0] == 0
    again = document(say("--home", new, "--json", "restore", file))
    assert Path(again["kept"]).parent == new
    assert Path(again["kept"]).exists()


def test_in_words(home: Path, tmp_path: Path, say: Say) -> None:
    file = tmp_path / "a.paydesk-backup"
    assert say("backup", file)[1].startswith(f"Backed up and proven: {file} (")
    assert say("check", file)[1].startswith(f"Holds: {file} (")
    code, out, _ = say("restore", file)
    assert (code, "Restored and proven" in out, "is kept as" in out) == (0, True, True)


def test_check_fails_with_the_first_offenders(home: Path, tmp_path: Path, say: Say) -> None:
    file = tmp_path / "a.paydesk-backup"
    assert say("backup", file)[0] == 0
    database = open_local(home / "clinic.paydesk", bytes.fromhex(KEY))
    with database.engine.begin() as connection:
        triggers.drop(connection)
        connection.execute(text("UPDATE audit SET digest = 'another' WHERE id = 1"))
        triggers.create(connection)
    database.close()
    code, out, err = say("check", file)
    assert (code, out.startswith("Does not hold"), "cut or written anew" in err) == (1, True, True)
    told = json.loads(say("check", file, "--json")[1])
    assert (told["verified"], told["trail_reached"], len(told["findings"])) == (False, False, 1)
    file.write_bytes(file.read_bytes()[:-4096])
    code, out, err = say("check", file)
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_a_clinic_that_cannot_be_opened_does_not_hinder_the_check_of_its_backup(
    home: Path, tmp_path: Path, say: Say
) -> None:
    file = tmp_path / "a.paydesk-backup"
    assert say("backup", file)[0] == 0
    (home / "clinic.paydesk").write_bytes(b"\x00" * 9000)
    assert document(say("check", file, "--json"))["trail_reached"] is None
    assert say("restore", file)[0] == 0
    assert say("verify")[0] == 0


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", ".restoring"])
def test_the_clinic_itself_is_no_backup(home: Path, say: Say, ending: str) -> None:
    file = home / f"clinic.paydesk{ending}"
    for name in ("backup", "restore", "check"):
        code, _, err = say(name, file)
        assert (code, err) == (1, f"{file} is the clinic itself. Choose another file.\n")
    assert say("verify")[0] == 0


def test_what_is_not_there_or_a_folder_is_told_in_one_sentence(home: Path, tmp_path: Path, say: Say) -> None:
    assert say("backup", tmp_path)[2] == f"{tmp_path} is a folder. Name the file that the backup is to be, in it.\n"
    gone = tmp_path / "gone" / "a"
    assert say("backup", gone)[2].startswith(f"The folder {gone.parent} is not there.")
    for name in ("check", "restore"):
        code, _, err = say(name, gone)
        assert (code, err) == (1, f"{gone} cannot be used: No such file or directory.\n")


def test_on_a_new_pc_the_recovery_lines_are_asked_for(
    home: Path, tmp_path: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, new = tmp_path / "a.paydesk-backup", tmp_path / "new"
    assert say("backup", file)[0] == 0
    monkeypatch.delenv("PAYDESK_KEY")
    for name in ("restore", "check"):
        code, _, err = say("--home", new, name, file)
        assert (code, "for a command, set PAYDESK_KEY to them" in err) == (1, True)
    monkeypatch.setenv("PAYDESK_KEY", "\n".join(keychain.recovery_lines(bytes.fromhex(KEY))))
    assert say("--home", new, "restore", file)[0] == 0


def test_a_key_that_was_typed_goes_into_the_keyring_and_the_present_clinics_stays(
    home: Path, tmp_path: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.paydesk-backup"
    assert say("backup", file)[0] == 0
    monkeypatch.delenv("PAYDESK_KEY")
    place = Home(tmp_path / "other")
    monkeypatch.setattr(sys, "stdin", StringIO("four plain words here\n"))
    assert say("--home", place.root, "setup", "--clinic", "Other", "--admin", "bo")[0] == 0
    named, other = (place.root / "clinic.id").read_text(), clinic_key.here(place)
    done = safekeeping.restore(place, file, key=bytes.fromhex(KEY))
    assert clinic_key.here(place) == bytes.fromhex(KEY)
    bootstrap.open_database(place).close()
    assert keychain.read_key(named) == other
    assert (done.kept is not None, other is not None) == (True, True)
    old = open_local(done.kept or place.root, other or b"")
    old.close()


def test_a_shared_clinics_key_is_made_once_and_told(
    fresh_postgres_url: str, postgres_server: PostgresServer, tmp_path: Path, say: Say,
    monkeypatch: pytest.MonkeyPatch, memory_keyring: MemoryKeyring,
) -> None:  # fmt: skip
    monkeypatch.setenv("PAYDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "stdin", StringIO("four plain words here\n"))
    assert say("--database", fresh_postgres_url, "setup", "--clinic", "Riverbend", "--admin", "ana")[0] == 0
    clerk = ("--database", postgres_server.clerks(fresh_postgres_url))
    file = tmp_path / "a.paydesk-backup"
    assert "is not there" in say(*clerk, "backup", tmp_path / "gone" / "a")[2]  # its lines were not given yet
    first = document(say(*clerk, "--json", "backup", file))
    second = document(say(*clerk, "--json", "backup", file))
    assert (len(first["recovery"]), second["recovery"]) == (7, [])
    assert document(say(*clerk, "--json", "check", file))["trail_reached"] is True
    monkeypatch.setenv("PAYDESK_KEY", "\n".join(first["recovery"]))
    assert say("--home", tmp_path / "here", "restore", file)[0] == 0
    moved = postgres_server.create_database()
    monkeypatch.setenv("PAYDESK_HOME", str(tmp_path / "here"))
    back = document(say("--database", moved, "--json", "restore", file))
    assert (back["home"], back["kept"], back["rows"]) == (None, None, second["rows"])
    assert say("--database", postgres_server.clerks(moved), "verify")[0] == 0
    assert "A clinic is in that database already" in say("--database", moved, "restore", file)[2]


def test_a_shared_clinic_without_a_keyring_says_what_to_do(
    fresh_postgres_url: str, tmp_path: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "stdin", StringIO("four plain words here\n"))
    assert say("--database", fresh_postgres_url, "setup", "--clinic", "Riverbend", "--admin", "ana")[0] == 0

    def none(*_: object) -> None:
        raise PaydeskError("This login's keyring is missing or locked.")

    monkeypatch.setattr(keychain, "read_key", none)
    code, out, err = say("--database", fresh_postgres_url, "backup", tmp_path / "a")
    assert (code, out, err) == (1, "", "This login's keyring is missing or locked.\n")
    assert not (tmp_path / "a").exists()
