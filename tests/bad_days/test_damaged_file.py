"""A clinic's file that is damaged, cut off or another one: found at the latest by verify, which says the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from paydesk import bootstrap, cli, clinic_key
from paydesk.config import Home
from paydesk.data import page_check, upkeep
from paydesk.operations import backing_up, proving
from paydesk.rules.errors import PaydeskError

PAGE = 4096
SENTENCE = re.compile(r"^[A-Z][^\n]*(backup|Check|Choose|paydesk)[^\n]*$")


def _found(place: Home) -> str:
    """What a person is told: a sentence, or the finding of verify; empty when nothing is found."""
    try:
        desk = bootstrap.open_desk(place)
    except PaydeskError as refused:
        return refused.sentence
    try:
        proof = proving.prove(desk)
        return "; ".join(f"{one.where}: {one.says}" for one in proof.findings)
    except PaydeskError as refused:
        return refused.sentence
    finally:
        desk._closing.set()
        desk.database.close()


def test_a_sound_file_is_proven_page_by_page(home: Home) -> None:
    desk = bootstrap.open_desk(home)
    proof = proving.prove(desk)
    assert proof.ok
    assert proof.checked[upkeep.PAGES] == home.database.stat().st_size // PAGE
    desk.close()
    desk.database.close()


def test_a_connection_with_a_temporary_file_beside_proves_its_pages_too(home: Home) -> None:
    desk = bootstrap.open_desk(home)
    with desk.looking() as session:
        session.connection().exec_driver_sql("CREATE TEMP TABLE sorted (id INTEGER)")
        assert page_check.can_be_checked(session)
    desk.close()
    desk.database.close()


def test_a_flipped_bit_in_any_page_is_found_and_the_page_is_said(home: Home) -> None:
    sound, chance = home.database.read_bytes(), Random(4)
    pages = len(sound) // PAGE
    for page in sorted({1, 2, pages, *chance.sample(range(1, pages + 1), 24)}):
        spoiled = bytearray(sound)
        spoiled[(page - 1) * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        home.database.write_bytes(spoiled)
        told = _found(home)
        if page == 1:
            assert "key does not open" in told and "damaged" in told and "last good backup" in told
        else:
            assert f"page {page}" in told and "last good backup" in told, told


def _cut(to: Callable[[int], int]) -> Callable[[Path], None]:
    def cut(file: Path) -> None:
        content = file.read_bytes()
        file.write_bytes(content[: to(len(content))])

    return cut


def _a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def test_the_pages_are_looked_at_without_believing_anything_in_them(home: Home) -> None:
    pages = home.database.stat().st_size // PAGE
    desk = bootstrap.open_desk(home)
    assert proving.damaged_pages(desk) == ()
    with home.database.open("r+b") as file:
        for page in range(2, pages + 1):
            file.seek(page * PAGE - 100)
            file.write(bytes(8))
    assert proving.damaged_pages(desk) == tuple(f"page {page}" for page in range(2, pages + 1))
    desk._closing.set()
    desk.database.close()


def test_a_page_that_the_log_has_anew_is_not_damaged(home: Home) -> None:
    """A power cut may tear a page that is being brought from the log into the file: the log still has it."""
    desk = bootstrap.open_desk(home)
    desk.looked("reports.see", "Looked at a list")
    desk.flush_looks()
    log = home.database.with_name(home.database.name + "-wal").read_bytes()
    frames = range(32, len(log), PAGE + 24)
    page = next(number for start in frames if (number := int.from_bytes(log[start : start + 4], "big")) > 1)
    with home.database.open("r+b") as file:
        file.seek(page * PAGE - 100)
        file.write(bytes(8))
    assert proving.damaged_pages(desk) == ()
    assert proving.prove(desk).ok
    desk.close()
    desk.database.close()


SPOILT: dict[str, Callable[[Path], None]] = {
    "cut at half": _cut(lambda size: size // 2 // PAGE * PAGE),
    "cut in a page": _cut(lambda size: size // 2 + 100),
    "without its last page": _cut(lambda size: size - PAGE),
    "one page left": _cut(lambda size: PAGE),
    "some bytes left": _cut(lambda size: 100),
    "empty": lambda file: file.write_bytes(b"") and None,
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)) and None,
    "another file": lambda file: file.write_bytes(b"%PDF-1.7 " + bytes(range(256)) * 400) and None,
    "a plain database": lambda file: file.write_bytes(b"SQLite format 3\0" + bytes(8176)) and None,
    "a folder": _a_folder,
}


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize("command", ["verify", "balances"])
def test_a_file_that_is_no_clinic_any_more_is_one_sentence(
    home: Home, how: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    SPOILT[how](home.database)
    code = cli.run(["--home", str(home.root), command])
    told = capsys.readouterr()
    if command == "verify":
        assert code == 1
    if code:
        assert SENTENCE.match(told.err.strip()), told
        assert "Traceback" not in told.err and "inside paydesk" not in told.err
        assert "setup" not in told.err


def test_no_backup_is_made_of_it_and_the_clinics_file_is_named_not_the_copys(home: Home, tmp_path: Path) -> None:
    told = []
    for page in range(31, home.database.stat().st_size // PAGE, 12):
        _flip(home.database, page)
        try:
            desk = bootstrap.open_desk(home)
        except PaydeskError:
            _flip(home.database, page)
            continue  # told already
        with pytest.raises(PaydeskError) as refused:
            backing_up.back_up(desk, clinic_key.of(home), tmp_path / "a")
        told.append(refused.value.sentence)
        desk._closing.set()
        desk.database.close()
        _flip(home.database, page)
    assert all(re.match(r"The clinic's (own )?file is damaged.* Restore the last good", one) for one in told), told
    assert any("so no backup was made" in one for one in told) and not list(tmp_path.glob("a*"))


def _flip(file: Path, page: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(page * PAGE + 2000)
        (byte,) = opened.read(1)
        opened.seek(-1, 1)
        opened.write(bytes([byte ^ 1]))
