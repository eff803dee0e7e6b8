"""Emergency access at the window: asked with a reason, in sight while it lasts, told to an administrator on Today."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from paydesk.operations import auditing, breaking_glass, listing
from paydesk.operations.desk import Actor
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.office import Role
from paydesk.ui.audit_report import AuditReport
from paydesk.ui.tabs.reports_tab import ReportsTab
from paydesk.ui.tabs.today_tab import TodayTab
from support.fixed_clock import FixedClock
from support.window_clinic import Seat, window_clinic

WHY = "A patient fainted and her record is needed"


@pytest.fixture
def clerk(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    seat = Seat(window_clinic(tmp_path, role=Role.CLERK), tmp_path / "papers")
    yield seat
    seat.leave()


def status(seat: Seat) -> str:
    return seat.front.window.status.accessibleName()


def label(seat: Seat) -> str:
    return seat.front.window.commands.action("desk.emergency").text()


def begin(seat: Seat) -> None:
    seat.enter(seat.ask("desk.emergency", reason=WHY))


def clock(seat: Seat) -> FixedClock:
    made = seat.clinic.desk.clock
    assert isinstance(made, FixedClock)
    return made


def test_it_asks_a_reason_gives_a_supervisors_rights_and_says_until_when(clerk: Seat) -> None:
    assert "Emergency" not in status(clerk) and "Emergency access" in label(clerk)
    begin(clerk)
    assert clerk.dialog() is None and status(clerk).startswith("Emergency access until ")
    assert clerk.said[-1].startswith("Emergency access until") and clerk.context.desk.may("refunds.issue")
    clerk.open(clerk.clinic.credit)
    clerk.enter(clerk.ask("money.refund", amount="100", reason="Paid too much"))
    assert clerk.owed()[2] == 1500_00


def test_without_a_reason_nothing_begins(clerk: Seat) -> None:
    form = clerk.ask("desk.emergency", reason="fire")
    clerk.enter(form)
    assert form.isVisible() and "Say in a few words" in form.form.boxes["reason"].input.accessibleDescription()
    assert clerk.context.desk.actor.emergency is None and "Emergency" not in status(clerk)


def test_it_ends_by_command_and_by_itself(clerk: Seat) -> None:
    begin(clerk)
    assert label(clerk) == "End emergency access"
    clerk.front.trigger("desk.emergency")
    clerk.settle()
    assert "Emergency" not in status(clerk) and label(clerk) == "Emergency access"
    assert not clerk.context.desk.may("refunds.issue") and clerk.said[-1] == "Emergency access ended"
    begin(clerk)
    clock(clerk).advance(minutes=61)
    watch = clerk.front._emergency
    assert watch is not None
    watch.look()
    clerk.settle()
    assert "Emergency" not in status(clerk) and clerk.context.desk.actor.emergency is None


def reports(seat: Seat) -> ReportsTab:
    found = seat.front.window.current_tab()
    assert isinstance(found, ReportsTab)
    return found


def test_nothing_that_only_its_rights_showed_stays_when_it_ends(clerk: Seat) -> None:
    clerk.front.go("reports")
    assert reports(clerk).audit is None
    begin(clerk)
    clerk.clinic.desk.flush_looks()
    clerk.front.trigger("reports.audit")
    clerk.settle()
    shown = reports(clerk).audit
    assert shown is not None and shown.isVisible() and "Began emergency access" in [
        row.what for row in shown.table.rows.rows
    ]
    clerk.front.trigger("desk.emergency")
    clerk.settle()
    assert reports(clerk).audit is None and reports(clerk).list.current_key() == "ageing"
    words = [one.text() for one in clerk.front.window.findChildren(QLabel) if one.isVisible()]
    assert "Audit trail" not in words and not any("emergency access" in one.casefold() for one in words)
    assert not clerk.front.window.findChildren(AuditReport)
    with pytest.raises(NotAllowed):
        auditing.search(clerk.context.desk, auditing.SearchTrail())


def test_a_tab_that_is_not_in_front_is_emptied_too_and_stays_behind(clerk: Seat) -> None:
    begin(clerk)
    clerk.front.trigger("reports.audit")
    clerk.front.go("today")
    clerk.settle()
    clock(clerk).advance(minutes=61)
    watch = clerk.front._emergency
    assert watch is not None
    watch.look()
    clerk.settle()
    assert isinstance(clerk.front.window.current_tab(), TodayTab)
    assert not clerk.front.window.findChildren(AuditReport)


def test_its_rights_go_even_where_the_trail_cannot_be_told(clerk: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(clerk)
    clerk.front.trigger("reports.audit")
    clerk.settle()

    def away(*args: object) -> object:
        raise PaydeskError("The server is away.")

    monkeypatch.setattr(type(clerk.context.desk), "at_the_door", away)
    clerk.front.trigger("desk.emergency")
    clerk.settle()
    assert clerk.refused == ["The server is away."]
    assert reports(clerk).audit is None and "Emergency" not in status(clerk)


def test_who_has_those_rights_already_is_told_so(seat: Seat) -> None:
    seat.front.trigger("desk.emergency")
    assert seat.dialog() is None and seat.refused == ["You may do everything already that emergency access gives."]


def test_it_ends_when_somebody_else_comes(clerk: Seat) -> None:
    begin(clerk)
    desk = clerk.context.desk
    clerk.front.unseat()
    clerk.front.jobs.wait_idle()
    assert desk.actor.emergency is None
    clerk.front.seat(desk, clinic="Riverbend Family Clinic")
    clerk.settle()
    assert "Emergency" not in status(clerk)


def test_an_administrator_finds_it_on_today_looks_and_marks_it(clerk: Seat) -> None:
    desk = clerk.context.desk
    breaking_glass.end(breaking_glass.begin(desk, WHY))
    assert listing.waiting(desk).emergencies == ()
    boss = desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    clerk.front.unseat()
    clerk.front.seat(boss, clinic="Riverbend Family Clinic")
    clerk.settle()
    today = clerk.front.window.current_tab()
    assert isinstance(today, TodayTab)
    row = today.list.rows.rows[0]
    assert (row.name, row.beside, row.second, row.why_tone) == ("dana", "used emergency access", WHY, "bad")
    clerk.answer = False
    QTest.keyClick(today.list, Qt.Key.Key_Return)
    clerk.settle()
    assert WHY in clerk.asked[-1] and "desk 1" in clerk.asked[-1] and breaking_glass.unseen(boss)
    clerk.answer = True
    QTest.keyClick(today.list, Qt.Key.Key_Return)
    clerk.settle()
    assert breaking_glass.unseen(boss) == () and all(one.name != "dana" for one in today.list.rows.rows)
    with pytest.raises(PaydeskError):
        breaking_glass.mark_seen(boss, 99)
