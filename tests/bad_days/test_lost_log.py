"""A clinic's file without the log beside it is whole and opens: the PC that saw more says that something is missing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paydesk import bootstrap, safekeeping
from paydesk.config import Home
from paydesk.operations import administering, proving, witnessing
from paydesk.operations.desk import Actor, Desk
from paydesk.operations.witnessing import Seen
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.office import Role

Opened = Callable[[Home], Desk]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """The desk of an administrator in a home."""
    desks: list[Desk] = []

    def at(place: Home) -> Desk:
        database = bootstrap.open_database(place)
        desks.append(Desk(database, bootstrap.clock_of(database), Actor("ana", Role.ADMINISTRATOR, "desk 1")))
        return desks[-1]

    yield at
    for desk in desks:
        desk.close()
        desk.database.close()


def work(desk: Desk, times: int) -> Seen:
    """Some acts; what the PC saw then."""
    for number in range(times):
        administering.save_place(desk, administering.SavePlace(f"Place {number}"))
    seen = witnessing.seen(desk)
    assert seen is not None
    return seen


def copied(place: Home, to: Path, *endings: str) -> Home:
    """A copy of the clinic, while it is open: its file, and what of the files beside it is named."""
    made = Home(to).prepare()
    for ending in ("", *endings):
        name = place.database.name + ending
        shutil.copy(place.database.with_name(name), made.database.with_name(name))
    return made


def test_a_copy_without_its_log_is_told_by_the_acts_that_are_missing(
    home: Home, opened: Opened, tmp_path: Path
) -> None:
    desk = opened(home)
    seen = work(desk, 3)
    assert witnessing.loss(desk, seen) == ""
    whole, half = opened(copied(home, tmp_path / "a", "-wal")), opened(copied(home, tmp_path / "b"))
    assert witnessing.loss(whole, seen) == ""
    assert "at least 3 acts are missing" in witnessing.loss(half, seen)
    assert proving.prove(half).ok, "nothing else tells"
    work(half, 5)
    assert "what was done last is missing" in witnessing.loss(half, seen)


def test_the_clinic_goes_on_by_an_administrators_word_with_a_reason(
    home: Home, opened: Opened, tmp_path: Path
) -> None:
    seen = work(opened(home), 1)
    half = opened(copied(home, tmp_path / "b"))
    clerk = half.as_actor(Actor("sam", Role.CLERK, "desk 1"))
    with pytest.raises(NotAllowed, match=r"1 act is missing.*Ask an administrator"):
        witnessing.accept_loss(clerk, seen, "it is so")
    with pytest.raises(PaydeskError, match="Say why") as refused:
        witnessing.accept_loss(half, seen, " ")
    assert refused.value.field == "reason"
    witnessing.accept_loss(half, seen, "the stick was pulled out")
    now = witnessing.seen(half)
    assert now is not None and witnessing.loss(half, now) == ""
    assert proving.prove(half).ok


def test_a_restored_backup_tells_itself_what_is_missing(home: Home, opened: Opened, tmp_path: Path) -> None:
    desk = opened(home)
    safekeeping.back_up(desk, home, tmp_path / "a.paydesk-backup")
    seen = work(desk, 3)
    desk.close()
    desk.database.close()
    safekeeping.restore(home, tmp_path / "a.paydesk-backup")
    again = opened(home)
    assert witnessing.loss(again, seen) == ""
    later = work(again, 1)
    shutil.copy(tmp_path / "a.paydesk-backup", Home(tmp_path / "c").prepare().database)
    assert "missing" in witnessing.loss(opened(Home(tmp_path / "c")), later), "one that was only put there says nothing"


def test_another_clinic_and_a_line_that_says_nothing_are_no_doubt(home: Home, opened: Opened) -> None:
    desk = opened(home)
    seen = work(desk, 1)
    assert Seen.of(seen.words) == seen
    for other in (None, replace(seen, audit_id=seen.audit_id + 9, clinic="another")):
        assert witnessing.loss(desk, other) == ""
    assert [Seen.of(words) for words in ("", "7", "x y z -", f"7 {'0' * 64} yesterday -")] == [None] * 4
