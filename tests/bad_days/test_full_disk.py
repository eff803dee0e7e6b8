"""The disk is full at any write: one sentence, nothing half-saved, and the same act passes once there is room."""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, text

from paydesk import cli, config
from paydesk.data.database import Database
from paydesk.data.people_tables import Address
from paydesk.data.plain_words import BROKEN_DISK, FULL
from paydesk.operations import billing, charging, drafting, importing, posting, proving, reading, registering, visiting
from paydesk.operations.desk import Desk
from paydesk.operations.drafting import DraftKey
from paydesk.operations.person_forms import PersonForm
from paydesk.rules.errors import PaydeskError
from paydesk.ui.preferences import Preferences
from support.busy_desk import Work, new_key
from support.fallen_clinics import SAMPLE, LocalClinics, families

AS_MUCH_AS_IT_LIKES = 4294967294
_LUCK = Random(3)
Act = Callable[[Desk, Work], object]


def _payment(desk: Desk, work: Work) -> object:
    return posting.post_payment(desk, posting.PostPayment(work.families[0][0], 1_00, "cash", new_key(_LUCK)))


def _charges(desk: Desk, work: Work) -> object:
    visit = visiting.save_visit(desk, visiting.SaveVisit(work.families[1][1], desk.clock.today()))
    many = tuple(charging.NewCharge("99213", "Office visit " * 4, fee=100 + n) for n in range(20))
    return charging.post_charges(desk, charging.PostCharges(visit.visit_id, many, new_key(_LUCK)))


def _draft(desk: Desk, work: Work) -> object:
    key = DraftKey("payment", work.families[0][0], new_key(_LUCK))
    return drafting.keep_draft(desk, key, {"note": "typed " * 900})


def _person(desk: Desk, work: Work) -> object:
    form = PersonForm("Lopez", "Ana", employer="E" * 99)
    return registering.register_account(desk, registering.RegisterAccount(form))


def _looks(desk: Desk, work: Work) -> object:
    if desk._looks.empty():
        for _ in range(40):
            reading.open_account(desk, work.families[0][0])
    return desk.flush_looks()


def _import(desk: Desk, work: Work) -> object:
    return importing.import_synthea(desk, SAMPLE)


ACTS: dict[str, Act] = {
    "a payment": _payment, "charges of a visit": _charges, "a draft": _draft, "a new account": _person,
    "looks": _looks, "an import": _import,
}  # fmt: skip


WHOLE_STEPS = ("an import", "charges of a visit")
"""They are several acts: each is there whole or not at all."""


class Room:
    """How many pages the file may have more than it has, on every connection from now on."""

    def __init__(self, database: Database) -> None:
        self.pages: int | None = None
        event.listen(database.engine, "checkout", self._limit)

    def _limit(self, connection: Any, *_others: Any) -> None:
        (there,) = connection.execute("PRAGMA page_count").fetchone()
        most = AS_MUCH_AS_IT_LIKES if self.pages is None else there + self.pages
        connection.execute(f"PRAGMA max_page_count = {most}")


def _everything(database: Database) -> dict[str, int]:
    with database.reading() as session:
        names = [name for (name,) in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        return {name: int(session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()) for name in names}


def _until_full(desk: Desk, work: Work, act: Act) -> None:
    """Use up what is left of the pages that are there."""
    for _ in range(300):
        try:
            act(desk, work)
        except PaydeskError as refused:
            assert refused.sentence == FULL
            return
    raise AssertionError("it never was full")


@pytest.mark.parametrize("name", ACTS)
def test_at_whichever_page_the_disk_is_full_nothing_is_half_saved(local_clinics: LocalClinics, name: str) -> None:
    work = local_clinics.clinic(families)
    desk, act = work.place.desk(), ACTS[name]
    desk._closing.set()  # its worker would write the looks at a moment of its own
    room = Room(desk.database)
    room.pages = 0
    _until_full(desk, work, _person if name == "an import" else act)
    refusals = 0
    while True:
        before = _everything(desk.database)
        room.pages = refusals
        try:
            act(desk, work)
            break
        except PaydeskError as refused:
            assert refused.sentence == FULL
        refusals += 1
        if name not in WHOLE_STEPS:
            assert _everything(desk.database) == before
        assert reading.account_page(desk, work.families[0][0]).number == 7001
        assert refusals < 100
    assert refusals, "it was not full any more"
    room.pages = None
    assert proving.prove(desk).findings == ()
    desk.database.close()
    local_clinics.drop(work)


@contextmanager
def _small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own, where this login may make one."""
    place = folder / "disk"
    place.mkdir()
    made = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True
    )  # fmt: skip
    if not made or made.returncode:
        pytest.skip("only root may make a small disk; the limited files of the other test take its place")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_on_a_disk_that_is_really_full_the_sentence_is_said_and_work_goes_on_when_there_is_room(
    local_clinics: LocalClinics, tmp_path: Path
) -> None:
    work = local_clinics.clinic(families)
    with _small_disk(tmp_path, "3m") as disk:
        here = replace(work, place=replace(work.place, file=shutil.copy(work.place.file, disk / "clinic.paydesk")))
        ballast = disk / "ballast"
        free = shutil.disk_usage(disk).free
        ballast.write_bytes(bytes(free - 500_000))
        desk = here.place.desk()
        desk._closing.set()
        paid = 0
        try:
            while paid < 2000:
                _payment(desk, here)
                paid += 1
        except PaydeskError as refused:
            assert refused.sentence in (FULL, BROKEN_DISK)
        assert 0 < paid < 2000
        assert _receipts(desk) == paid
        with pytest.raises(PaydeskError, match="disk"):
            _payment(desk, here)
        ballast.unlink()
        _payment(desk, here)
        assert _receipts(desk) == paid + 1
        assert proving.prove(desk).findings == ()
        desk.database.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_log_that_cannot_be_written_disturbs_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expected_logs: list[object]
) -> None:
    place = config.Home(tmp_path).prepare()
    (place.logs / "paydesk.log").symlink_to("/dev/full")
    config.open_log(place)
    logging.getLogger("paydesk").error("something")
    assert not config.log_is_written()
    config.close_log()
    assert capsys.readouterr() == ("", "")
    assert cli.run(["--home", str(tmp_path), "broken"]) == 2
    capsys.readouterr()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_command_that_breaks_on_a_full_disk_says_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, expected_logs: list[object]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("Temika owes 700.00")

    monkeypatch.setattr("paydesk.bootstrap.open_desk", broken)
    (config.Home(tmp_path).prepare().logs / "paydesk.log").symlink_to("/dev/full")
    assert cli.run(["--home", str(tmp_path), "balances"]) == 1
    assert capsys.readouterr() == (
        "", "Something went wrong inside paydesk. It could not be written to the log.\n"
    )  # fmt: skip
    (tmp_path / "in the way").write_text("a file")
    assert cli.run(["--home", str(tmp_path / "in the way"), "balances"]) == 1
    assert capsys.readouterr().err == "Something went wrong inside paydesk. It could not be written to the log.\n"


def test_preferences_that_cannot_be_kept_leave_the_old_ones_and_disturb_nobody(tmp_path: Path) -> None:
    with _small_disk(tmp_path, "64k") as disk:
        kept = Preferences(disk / "settings.ini")
        kept.last_user = "ana"
        kept._settings.sync()  # type: ignore[union-attr]
        (disk / "ballast").write_bytes(bytes(shutil.disk_usage(disk).free))
        for number in range(40):
            kept.set_paper_folder(f"kind {number}", "x" * 200)
        kept.last_user = "ben"
        kept._settings.sync()  # type: ignore[union-attr]
        assert kept.last_user == "ben"
        assert Preferences(disk / "settings.ini").last_user in ("ana", "ben")


@pytest.mark.parametrize("batch", [False, True])
def test_statements_into_a_full_folder_are_told_and_leave_no_half_file(
    local_clinics: LocalClinics, tmp_path: Path, batch: bool
) -> None:
    work = local_clinics.clinic(families)
    desk = work.place.desk()
    with desk.database.transaction() as session:
        for _, person in work.families:
            session.add(Address(person_id=person, line1="12 Elm St", city="Bend", state="OR", zip="97702"))
    with _small_disk(tmp_path, "64k") as disk:
        (disk / "ballast").write_bytes(bytes(shutil.disk_usage(disk).free - 8192))
        with pytest.raises(PaydeskError, match=r"was not saved: the disk is full\. Free some space"):
            billing.make_statements(desk, disk, batch=batch)
        assert [one.name for one in disk.iterdir() if one.suffix == ".part"] == []
    assert proving.prove(desk).findings == ()
    assert billing.make_statements(desk, tmp_path / "roomy", batch=batch).statements == 3
    assert proving.prove(desk).findings == ()
    desk.close()
    desk.database.close()


def _receipts(desk: Desk) -> int:
    with desk.database.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM receipt")).scalar_one())


def _with_short_files(work: Work, wire: Connection) -> None:
    """In a process of its own, since a limit once set is set: no file may grow beyond what the clinic's has and a bit.

    Tells how many payments passed and what refused the next one, then whether reading went on.
    """
    desk = work.place.desk()
    desk._closing.set()
    most = Path(work.place.file).stat().st_size + 300_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    paid = 0
    try:
        while paid < 3000:
            _payment(desk, work)
            paid += 1
    except PaydeskError as refused:
        wire.send((paid, refused.sentence, _receipts(desk)))
    except BaseException as error:
        wire.send((paid, repr(error), _receipts(desk)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    _payment(desk, work)
    wire.send(_receipts(desk))


def test_a_disk_that_does_not_take_what_is_written_is_told_and_nothing_is_half_saved(
    local_clinics: LocalClinics,
) -> None:
    work = local_clinics.clinic(families)
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_with_short_files, args=(work, theirs), daemon=True)
    process.start()
    theirs.close()
    paid, sentence, receipts = ours.recv()
    assert sentence in (FULL, BROKEN_DISK)
    assert receipts == paid > 0
    assert ours.recv() == paid + 1
    process.join(20)
    process.close()
    ours.close()
    desk = work.place.desk()
    assert proving.prove(desk).findings == ()
    desk.close()
    desk.database.close()
