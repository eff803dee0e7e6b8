"""Backups in the window: the day's by itself, how they stand, the nag in Today, and the dialog."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from paydesk import safekeeping
from paydesk.config import Home
from paydesk.data import office_store
from paydesk.data.database import Database
from paydesk.operations import posting, proving, witnessing
from paydesk.operations.backing_up_daily import FileThere, Standing, in_folder
from paydesk.operations.desk import Actor
from paydesk.rules.errors import DamagedFile, PaydeskError
from paydesk.rules.office import Role
from paydesk.ui import backup_words
from paydesk.ui.backup_watch import BackupWatch
from paydesk.ui.dialogs.backups_dialog import BackupsDialog, NewKeyOfBackups
from paydesk.ui.jobs import Jobs
from paydesk.ui.key_commands import RESTORE_COMMANDS
from paydesk.ui.labels import Label
from paydesk.ui.page_watch import PageWatch
from paydesk.ui.preferences import Preferences
from paydesk.ui.tabs.today_tab import TodayTab
from support.window_clinic import Seat, key_of_the_window_clinic, window_clinic

FIVE_PAST_TWELVE = datetime(2026, 11, 23, 12, 5)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def kept(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    """The window of a clinic that is kept on this PC."""
    monkeypatch.setenv("PAYDESK_KEY", key_of_the_window_clinic().hex())
    clinic = window_clinic(tmp_path)
    with clinic.desk.database.transaction() as session:
        office_store.keep_setting(session, "clinic", {"name": "Riverbend", "clinic_id": "c1", "time_zone": "UTC"})
    made = Seat(clinic, tmp_path / "papers", place=Home(tmp_path))
    yield made
    made.leave()


def watch(seat: Seat) -> BackupWatch:
    assert seat.context.backups is not None
    return seat.context.backups


def look(seat: Seat) -> str:
    """What the status line says once the watch looked."""
    watch(seat).look()
    seat.settle()
    return seat.front.window.status.accessibleName().rpartition(", ")[2]


def today(seat: Seat) -> TodayTab:
    seat.front.go("today")
    seat.settle()
    tab = seat.front.window.current_tab()
    assert isinstance(tab, TodayTab)
    return tab


def test_without_a_place_today_asks_for_one_and_nothing_is_made(kept: Seat) -> None:
    assert look(kept) == "No backup yet"
    (*_, last) = today(kept).list.rows.rows
    assert (last.key, last.why) == (backup_words.BACKUP, "none yet")
    QTest.keyClick(kept.front.window.current_tab(), getattr(Qt.Key, f"Key_{last.digit}"))
    kept.settle()
    assert isinstance(kept.dialog(), BackupsDialog)


def test_a_pc_that_has_no_place_yet_is_asked_for_one_however_new_the_last_backup_is(kept: Seat, stick: Path) -> None:
    safekeeping.back_up(kept.clinic.desk, Home(stick.parent), stick / "of the old PC.paydesk-backup")
    assert look(kept) == "No place for backups"
    assert [(one.icon, one.tone) for one in kept.front.window.status._items][-1] == ("warning", "warn")
    (*_, last) = today(kept).list.rows.rows
    assert (last.key, last.why, last.action) == (backup_words.BACKUP, "no place for them yet", "Choose a place")
    QTest.keyClick(kept.front.window.current_tab(), getattr(Qt.Key, f"Key_{last.digit}"))
    kept.settle()
    dialog = kept.dialog()
    assert isinstance(dialog, BackupsDialog)
    kept.type(dialog, folder=str(stick))
    kept.enter(dialog)
    assert look(kept).startswith("Backup proven today")
    assert backup_words.BACKUP not in [row.key for row in today(kept).list.rows.rows]


def test_a_pc_of_a_shared_clinic_needs_no_place_of_its_own(
    kept: Seat, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    safekeeping.back_up(kept.clinic.desk, Home(stick.parent), stick / "of another PC.paydesk-backup")
    look(kept)
    assert watch(kept).task() is not None
    with monkeypatch.context() as patched:
        patched.setattr(Database, "shared", True)
        item = watch(kept).item()
        assert watch(kept).task() is None and item is not None and item.words.startswith("Backup proven today")


def test_the_days_backup_is_made_by_itself_once(kept: Seat, stick: Path) -> None:
    kept.front.preferences.backup_folder = str(stick)
    assert look(kept).startswith("Backup proven today ")
    assert len(in_folder(stick)) == 1
    assert backup_words.BACKUP not in [row.key for row in today(kept).list.rows.rows]
    look(kept)
    assert len(in_folder(stick)) == 1
    kept.clinic.desk.clock.advance(days=1)  # type: ignore[attr-defined]
    look(kept)
    assert len(in_folder(stick)) == 2


def test_a_stick_that_was_pulled_out_is_told_until_it_is_back(kept: Seat, stick: Path) -> None:
    kept.front.preferences.backup_folder = str(stick)
    look(kept)
    kept.clinic.desk.clock.advance(days=1)  # type: ignore[attr-defined]
    away = stick.rename(stick.with_name("in the drawer"))
    assert look(kept).startswith("Backup proven yesterday")
    (first, *_) = today(kept).list.rows.rows
    assert (first.why, f"{stick} is not there" in first.second) == ("today's failed", True)
    kept.clinic.desk.clock.advance(days=2)  # type: ignore[attr-defined]
    assert look(kept) == "Backup is 3 days old"
    away.rename(stick)
    assert look(kept).startswith("Backup proven today")
    assert [row.key for row in today(kept).list.rows.rows if row.key == backup_words.BACKUP] == []


def test_a_backup_that_fails_says_why_in_today_and_is_tried_again(
    kept: Seat, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.front.preferences.backup_folder = str(stick)
    whole = safekeeping.daily

    def full(*_: object, **__: object) -> None:
        raise PaydeskError("The backup does not fit into the stick: the disk is full.")

    monkeypatch.setattr(safekeeping, "daily", full)
    look(kept)
    (*_, last) = today(kept).list.rows.rows
    assert "does not fit" in last.second
    assert kept.refused == []
    monkeypatch.setattr(safekeeping, "daily", whole)
    assert look(kept).startswith("Backup proven today")


def test_whoever_stops_it_is_not_asked_again_today(kept: Seat, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.front.preferences.backup_folder = str(stick)
    tried: list[int] = []

    def daily(*_: object, progress: object, **__: object) -> None:
        tried.append(1)
        kept.front.jobs._open[-1].progress.stop()
        progress(1, 100)  # type: ignore[operator]

    monkeypatch.setattr(safekeeping, "daily", daily)
    look(kept)
    look(kept)
    assert tried == [1]
    assert list(stick.iterdir()) == []


def test_one_is_made_now_with_the_keyboard_alone(kept: Seat, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look(kept)
    dialog = kept.ask("office.backups")
    assert isinstance(dialog, BackupsDialog)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(stick))
    QTest.keyClick(dialog, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert dialog.form.boxes["folder"].typed() == str(stick)
    kept.enter(dialog)
    (made,) = in_folder(stick)
    assert kept.said[-1] == f"Backed up and proven: {made.name}"
    assert kept.front.preferences.backup_folder == str(stick)
    again = kept.ask("office.backups")
    assert isinstance(again, BackupsDialog)
    assert [row.key for row in again.list.rows.rows] == [made.name]


def test_a_folder_that_is_not_there_is_told_beside_its_field(kept: Seat, stick: Path) -> None:
    dialog = kept.ask("office.backups", folder=str(stick / "nowhere"))
    kept.enter(dialog)
    assert "is not there" in dialog.form.boxes["folder"].input.accessibleDescription()
    assert kept.front.preferences.backup_folder == ""


def test_the_clinics_own_folder_is_refused_and_one_inside_it_warned_of(
    kept: Seat, stick: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = watch(kept).place.root
    dialog = kept.ask("office.backups", folder=str(home))
    assert isinstance(dialog, BackupsDialog)

    def warned() -> bool:
        beside = [one.text() for one in dialog.form.findChildren(Label) if "another disk" in one.text()]
        told = dialog.form.boxes["folder"].input.accessibleDescription()
        assert bool(beside) == ("another disk" in told)
        return bool(beside)

    kept.enter(dialog)
    assert dialog.isVisible() and "is the clinic's own" in dialog.form.boxes["folder"].input.accessibleDescription()
    assert kept.front.preferences.backup_folder == "" and in_folder(home) == ()
    for other, warns in ((tmp_path_factory.mktemp("usb"), False), (stick, True)):
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, chosen=other: str(chosen))
        dialog.choose_folder()
        assert warned() is warns
    kept.enter(dialog)
    assert len(in_folder(stick)) == 1, "it is only warned of"
    again = kept.ask("office.backups")
    assert "another disk" in again.form.boxes["folder"].input.accessibleDescription()


@pytest.mark.parametrize(("wide", "high"), [(1366, 689), (911, 512)])
def test_the_dialog_fits_with_many_backups(kept: Seat, stick: Path, wide: int, high: int) -> None:
    kept.front.window.resize(wide, high)
    for day in range(1, 12):
        (stick / f"paydesk-2026-11-{day:02}-1204.paydesk-backup").write_bytes(b"x" * 1_234_567)
    kept.front.preferences.backup_folder = str(stick)
    dialog = kept.ask("office.backups")
    assert isinstance(dialog, BackupsDialog)
    assert dialog.width() <= wide and dialog.height() <= high
    assert dialog.needed_width() <= dialog.width()
    assert len(dialog.list.rows.rows) == 11


def test_a_new_key_of_a_shared_clinic_is_shown_once(kept: Seat) -> None:
    lines = tuple(f"D15Z D9W{place} X" for place in range(7))
    dialog = NewKeyOfBackups(kept.context, lines)
    dialog.start()
    kept.settle()
    assert [row.name for row in dialog.list.rows.rows] == list(lines)


def test_a_read_only_person_is_not_nagged_and_makes_none(
    qtbot: QtBot, tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYDESK_KEY", key_of_the_window_clinic().hex())
    made = Seat(window_clinic(tmp_path, role=Role.READ_ONLY), tmp_path / "papers", place=Home(tmp_path))
    made.front.preferences.backup_folder = str(stick)
    assert look(made) == "No backup yet"
    assert (watch(made).task(), list(stick.iterdir())) == (None, [])
    made.leave()


def test_the_made_up_clinic_is_not_backed_up(seat: Seat) -> None:
    assert seat.context.backups is None
    seat.front.trigger("office.backups")
    seat.settle()
    assert "made-up clinic" in seat.refused[-1]


@pytest.mark.parametrize(("days", "trouble", "words", "tone"), [
    (None, "", "No backup yet", "bad"), (0, "", "Backup proven today 12:05 PM", "ok"),
    (1, "", "Backup proven yesterday 12:05 PM", "ok"), (1, "full", "Backup proven yesterday 12:05 PM", "warn"),
    (2, "", "Backup is 2 days old", "warn"), (7, "", "Backup is 7 days old", "bad"),
])  # fmt: skip
def test_the_status_line_in_words(days: int | None, trouble: str, words: str, tone: str) -> None:
    item = backup_words.status(Standing(FIVE_PAST_TWELVE if days is not None else None, days), trouble)
    assert (item.words, item.tone) == (words, tone)


@pytest.mark.parametrize(("days", "words", "tone"), [
    (None, "No backup yet", "bad"), (0, "No place for backups", "warn"), (1, "No place for backups", "warn"),
    (2, "Backup is 2 days old", "warn"), (7, "Backup is 7 days old", "bad"),
])  # fmt: skip
def test_the_status_line_where_there_is_no_place(days: int | None, words: str, tone: str) -> None:
    standing = Standing(FIVE_PAST_TWELVE if days is not None else None, days)
    item = backup_words.status(standing, "", lacks_place=True)
    assert (item.icon, item.words, item.tone) == ("warning", words, tone)


def test_ages_and_sizes_in_words() -> None:
    today = FIVE_PAST_TWELVE.date()
    file = FileThere("a", datetime(2026, 11, 20, 9, 30), 4_321_000)
    assert backup_words.age(file.made_at, today) == "3 days old, of 11/20/2026"
    assert backup_words.age(datetime(2026, 11, 22, 9, 30), today) == "yesterday 9:30 AM"
    assert (backup_words.size(file.size), backup_words.size(2_100_000_000)) == ("4.3 MB", "2.10 GB")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Pages that are said to be damaged; empty as long as the file is as it was written."""
    pages: list[str] = []
    monkeypatch.setattr(proving, "damaged_pages", lambda desk: tuple(pages))
    return pages


def look_at_pages(seat: Seat) -> str:
    """All of the status line once the file's pages were looked at."""
    watch(seat).pages.look()
    seat.settle()
    return seat.front.window.status.accessibleName()


def test_a_damaged_page_is_told_in_the_status_line_and_first_in_today(kept: Seat) -> None:
    with kept.clinic.desk.database.reading() as session:  # one that the window has no need of
        page = session.scalar(text("SELECT rootpage FROM sqlite_master WHERE name = 'disclosure_withdrawal'"))
    with (watch(kept).place.root / "clinic.db").open("r+b") as file:
        file.seek(page * 4096 - 2000)
        file.write(bytes(8))
    assert "The clinic's file is damaged" in look_at_pages(kept)
    (first, *_) = today(kept).list.rows.rows
    assert (first.key, first.why) == (backup_words.DAMAGE, f"page {page}")
    assert kept.refused == []


def test_todays_line_on_damage_goes_to_the_restore(kept: Seat, told: list[str]) -> None:
    told += ["page 7", "page 9"]
    kept.context.desk = kept.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    began: list[int] = []
    kept.front.window.commands.declare(RESTORE_COMMANDS)
    kept.front.window.commands.bind("office.restore", lambda: began.append(1))
    look_at_pages(kept)
    (first, *_) = today(kept).list.rows.rows
    assert (first.why, first.second, first.action) == (
        "pages 7, 9", "restore the last good backup", "Restore a backup",
    )  # fmt: skip
    QTest.keyClick(kept.front.window.current_tab(), Qt.Key.Key_1)
    kept.settle()
    assert began == [1] and kept.refused == []


def test_who_may_not_restore_is_told_who_may(kept: Seat, told: list[str]) -> None:
    told += [f"page {number}" for number in (7, 9, 12, 40, 41)]
    look_at_pages(kept)
    (first, *_) = today(kept).list.rows.rows
    assert (first.why, first.second, first.action) == (
        "pages 7, 9, 12 and 2 more", "an administrator is to restore the last good backup", "Who may",
    )  # fmt: skip
    QTest.keyClick(kept.front.window.current_tab(), Qt.Key.Key_1)
    kept.settle()
    assert "administrator" in kept.refused[-1] and "Restore a backup" in kept.refused[-1]


def test_the_pages_are_looked_at_once_a_day(kept: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr(proving, "damaged_pages", lambda desk: looked.append(1) or ())
    for days in (0, 0, 1):
        kept.clinic.desk.clock.advance(days=days)  # type: ignore[attr-defined]
        assert "damaged" not in look_at_pages(kept)
    assert len(looked) == 2


def test_damage_is_told_again_at_the_next_start_of_the_day(kept: Seat, told: list[str]) -> None:
    told.append("page 7")
    look_at_pages(kept)
    kept.front.unseat()
    kept.context = kept.front.seat(kept.clinic.desk, clinic="Riverbend Family Clinic")
    assert "The clinic's file is damaged" in look_at_pages(kept)
    told.clear()  # another clinic's file stands there now
    kept.front.unseat()
    kept.context = kept.front.seat(kept.clinic.desk, clinic="Riverbend Family Clinic")
    assert "damaged" not in look_at_pages(kept)


def test_a_file_that_could_not_be_looked_at_is_looked_at_later(kept: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = [PaydeskError("The disk did not answer."), DamagedFile("The clinic's file is damaged.")]

    def refuse(desk: object) -> None:
        raise refusals.pop(0)

    monkeypatch.setattr(proving, "damaged_pages", refuse)
    assert "damaged" not in look_at_pages(kept)
    assert "The clinic's file is damaged" in look_at_pages(kept)
    (first, *_) = today(kept).list.rows.rows
    assert (first.key, first.why) == (backup_words.DAMAGE, "it cannot be read")


def test_a_servers_pages_are_its_own_business(
    qtbot: QtBot, told: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told.append("page 7")
    monkeypatch.setattr(Database, "shared", True)
    jobs = Jobs()
    pages = PageWatch(jobs, Preferences(None), lambda: window_clinic(tmp_path).desk)
    pages.look()
    assert jobs.is_idle() and pages.damaged is None


def test_how_far_the_trail_goes_is_kept_after_each_change_and_at_the_end(kept: Seat) -> None:
    def seen() -> int:
        last = witnessing.Seen.of(kept.front.preferences.trail_seen)
        return last.audit_id if last else 0

    desk = kept.clinic.desk
    kept.front.jobs.do(
        lambda: posting.post_payment(desk, posting.PostPayment(kept.clinic.credit, 100, "cash", "one dollar")),
        title="Posting",
    )  # fmt: skip
    kept.settle()
    before = witnessing.seen(kept.clinic.desk)
    assert before is not None and seen() == before.audit_id
    kept.clinic.desk.looked("reports.see", "Looked at a report")
    kept.front.finish()
    assert seen() > before.audit_id
