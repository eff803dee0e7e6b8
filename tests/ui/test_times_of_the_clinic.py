"""Every time of day in the window is the clinic's, whatever zone the PC is in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from paydesk.data import office_store
from paydesk.operations import backing_up, backing_up_daily, signing_in, staffing
from paydesk.operations.desk import Actor
from paydesk.rules.errors import NotAllowed
from paydesk.rules.office import Role
from paydesk.ui import backup_words
from paydesk.ui.dialogs.staff_dialog import StaffDialog
from paydesk.ui.tabs.today_tab import TodayTab
from support.fixed_clock import FixedClock
from support.window_clinic import Seat, key_of_the_window_clinic, window_clinic

WHY = "A patient fainted and her record is needed"


@pytest.fixture
def far(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """A clinic in Anchorage, nine hours behind UTC: it is 6:00 AM there."""
    made = window_clinic(tmp_path, role=Role.CLERK)
    with made.desk.database.transaction() as session:
        office_store.keep_setting(session, "clinic", {"name": "Far", "time_zone": "America/Anchorage"})
    made.desk.clock = FixedClock(made.desk.clock.now(), zone=ZoneInfo("America/Anchorage"))
    seat = Seat(made, tmp_path / "papers")
    yield seat
    seat.front.locking.end()
    seat.leave()


def administer(seat: Seat) -> None:
    boss = seat.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    seat.front.unseat()
    seat.front.seat(boss, clinic="Far")
    seat.settle()
    assert seat.front.context is not None
    seat.context = seat.front.context


def test_the_card_says_since_when_the_screen_is_locked(far: Seat) -> None:
    far.front.locking.lock_screen()
    words = " ".join(one.text() for one in far.front.locking.card.findChildren(QLabel))
    assert "locked since 6:00 AM" in words


def test_emergency_access_in_the_status_line_and_on_today(far: Seat) -> None:
    far.enter(far.ask("desk.emergency", reason=WHY))
    assert far.front.window.status.accessibleName().startswith("Emergency access until 7:00 AM")
    assert far.said[-1] == "Emergency access until 7:00 AM"
    administer(far)
    far.answer = False
    today = far.front.window.current_tab()
    assert isinstance(today, TodayTab)
    QTest.keyClick(today.list, Qt.Key.Key_Return)
    far.settle()
    assert "from 6:00 AM to 7:00 AM" in far.asked[-1]


def test_until_when_somebody_is_locked_out(far: Seat) -> None:
    administer(far)
    desk = far.context.desk
    staffing.add_user(desk, staffing.AddUser("sam", "Sam", Role.CLERK, "nine grey herons at dusk"))
    for _ in range(5):
        with pytest.raises(NotAllowed):
            signing_in.sign_in(desk.database, desk.clock, "sam", "wrong words", workstation="desk 2")
    dialog = far.ask("office.staff")
    assert isinstance(dialog, StaffDialog)
    row = next(one for one in dialog.list.rows.rows if one.key == "sam")
    assert row.why.startswith("Locked until 6:0") and row.why.endswith("AM")


def test_when_the_last_backup_was_proven(far: Seat, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    administer(far)
    backing_up.back_up_into(far.context.desk, key_of_the_window_clinic(), tmp_path / "stick")
    item = backup_words.status(backing_up_daily.standing(far.context.desk), "")
    assert item.words == "Backup proven today 6:00 AM"
