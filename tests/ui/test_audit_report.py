"""The audit trail on screen: filters, pages, the story of a row, the way to the account, a table and paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from paydesk.data.office_tables import Audit
from paydesk.operations import auditing, breaking_glass, posting, reading, staffing
from paydesk.operations.desk import Actor, about
from paydesk.rules.office import Role
from paydesk.ui.audit_report import AuditReport
from paydesk.ui.labels import Label
from paydesk.ui.printing import Printing
from paydesk.ui.tabs.reports_tab import ReportsTab
from paydesk.ui.trail_story import TrailStory
from support.window_clinic import Seat, window_clinic


def tab(seat: Seat) -> ReportsTab:
    found = seat.front.window.current_tab()
    assert isinstance(found, ReportsTab)
    return found


def trail(seat: Seat, command: str = "reports.audit") -> AuditReport:
    seat.clinic.desk.flush_looks()
    seat.front.trigger(command)
    seat.settle()
    report = tab(seat).audit
    assert report is not None and report.isVisible()
    return report


def acts(report: AuditReport) -> list[str]:
    return [row.what for row in report.table.rows.rows]


def story(seat: Seat) -> str:
    panel = seat.front.window.findChild(TrailStory)
    assert isinstance(panel, TrailStory) and panel.isVisible()
    return " | ".join(label.text() for label in panel.findChildren(Label) if label.isVisible())


@pytest.fixture
def busy(seat: Seat) -> Seat:
    """Dana (at the desk) opened the family; Ana took a payment of James."""
    boss = seat.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 2"))
    staffing.add_user(boss, staffing.AddUser("dana", "Dana Ruiz", Role.SUPERVISOR, "four words do not belong"))
    seat.open(seat.clinic.family)
    posting.post_payment(boss, posting.PostPayment(seat.clinic.credit, 10000, "cash", "cash"))
    return seat


def test_the_newest_act_stands_first_and_its_story_beside_it(busy: Seat) -> None:
    report = trail(busy)
    assert report.filters.said.text().endswith("rows")
    at = acts(report).index("Took a payment")
    report.table.selectRow(at)
    busy.settle()
    told = story(busy)
    assert "Took a payment" in told and "100.00" in told and "Okafor, James, account 50002" in told
    assert "ana, at desk 2" in told and "Monday, November 23, 2026" in told


def test_it_is_narrowed_to_the_account_in_front_and_back_with_f3(busy: Seat) -> None:
    report = trail(busy)
    assert "Took a payment" in acts(report)
    busy.front.trigger("view.scope")
    busy.settle()
    assert {row.account_id for row in report.table.rows.rows} == {busy.clinic.family}
    busy.open(busy.clinic.credit)
    busy.settle()
    assert {row.account_id for row in report.table.rows.rows} == {busy.clinic.credit}
    busy.front.trigger("view.scope")
    busy.settle()
    assert report.filters.scope.value() == "everyone" and "Added a user" in acts(report)


def test_who_looked_at_the_account_in_front_is_one_command(busy: Seat) -> None:
    report = trail(busy, "account.trail")
    assert report.filters.scope.value() == "account"
    assert acts(report)[0] == "Opened an account"
    assert {row.who for row in report.table.rows.rows if row.what == "Opened an account"} == {"Dana Ruiz"}


def told(seat: Seat) -> list[str]:
    """What the trail says was looked at in Reports, oldest first."""
    seat.clinic.desk.flush_looks()
    with seat.clinic.desk.database.reading() as session:
        rows = session.execute(select(Audit.summary, Audit.act).order_by(Audit.id)).all()
    return [summary for summary, act in rows if act.startswith("reports.") or act == "audit.see"]


def looks(seat: Seat, since: int) -> list[str]:
    """What is told after the first so many; the figures and the accounts of the ageing come in any order."""
    return sorted(told(seat)[since:])


SEARCHED = "Searched the audit trail"
AGEING = ["Looked at the accounts behind the ageing", "Looked at the ageing"]


def test_a_report_that_is_only_passed_is_not_looked_at(busy: Seat) -> None:
    trail(busy)
    assert told(busy) == [SEARCHED]
    reports = tab(busy)
    reports.list.setFocus()
    QTest.keyClick(reports.list, Qt.Key.Key_Up)
    assert reports.list.current_key() == "overpaid"
    QTest.keyClick(reports.list, Qt.Key.Key_Up)
    assert reports.list.current_key() == "underpaid"
    QTest.keyClick(reports.list, Qt.Key.Key_Up)
    assert reports.list.current_key() == "estimates"
    QTest.keyClick(reports.list, Qt.Key.Key_Up)
    assert reports.list.current_key() == "deposits"
    QTest.keyClick(reports.list, Qt.Key.Key_Up)
    assert reports.list.current_key() == "promises"
    QTest.keyClick(reports.list, Qt.Key.Key_Up)
    assert reports.list.current_key() == "plans"
    QTest.keyClick(reports.list, Qt.Key.Key_Up)
    assert reports.list.current_key() == "payments"
    QTest.keyClick(reports.list, Qt.Key.Key_Up)
    busy.settle()
    assert looks(busy, 1) == AGEING
    assert reports.ageing.sums.rows.rows and not reports.payments.table.rows.rows
    QTest.keyClick(reports.list, Qt.Key.Key_Down)
    busy.settle()
    assert looks(busy, 3) == ["Looked at the payments by day"]


@pytest.mark.parametrize("key", ["ageing", "payments", "audit"])
def test_a_report_whose_tab_was_left_before_it_came_is_shown_and_looked_at_later(busy: Seat, key: str) -> None:
    busy.front.go("reports")
    busy.settle()
    tab(busy).list.select("payments" if key == "ageing" else "ageing")
    busy.settle()
    before = len(told(busy))
    busy.clinic.desk._lists.clear()  # as after a while
    tab(busy).list.select(key)
    busy.front.go("today")
    busy.settle()
    assert len(told(busy)) == before
    busy.front.go("reports")
    busy.settle()
    expected = {"ageing": AGEING, "payments": ["Looked at the payments by day"], "audit": [SEARCHED]}
    assert looks(busy, before) == expected[key]
    page = {"ageing": tab(busy).ageing.sums, "payments": tab(busy).payments.table, "audit": tab(busy).audit.table}[key]  # type: ignore[union-attr]
    assert page.rows.rows


def test_going_through_the_kinds_searches_once(busy: Seat) -> None:
    report = trail(busy)
    kinds = report.filters.kind
    kinds.setFocus()
    first = [row.id for row in report.table.rows.rows]
    for _ in range(4):
        QTest.keyClick(kinds, Qt.Key.Key_Down)
        busy.settle()
    assert kinds.currentIndex() == 4 and [row.id for row in report.table.rows.rows] == first
    assert told(busy) == [SEARCHED]
    QTest.qWait(700)
    busy.settle()
    assert told(busy) == [SEARCHED] * 2
    chosen = auditing.Kind[kinds.currentData()]
    assert {row.kind for row in report.table.rows.rows} <= {chosen}


def test_a_list_that_is_left_is_searched_by_at_once(busy: Seat) -> None:
    report = trail(busy)
    for choice, leave in ((report.filters.kind, Qt.Key.Key_Tab), (report.filters.user, Qt.Key.Key_Return)):
        before = len(told(busy))
        choice.setFocus()
        QTest.keyClick(choice, Qt.Key.Key_Down)
        QTest.keyClick(choice, Qt.Key.Key_Down)
        QTest.keyClick(choice, leave)
        busy.settle()
        assert len(told(busy)) == before + 1
    QTest.qWait(700)
    busy.settle()
    assert len(told(busy)) == before + 1, "nothing is left to be searched"


def test_what_is_saved_is_what_was_just_chosen(
    busy: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Printing, "place_for_table", lambda self, name: tmp_path / name)
    report = trail(busy)
    report.filters.kind.setFocus()
    while report.filters.kind.currentData() != "MONEY":
        QTest.keyClick(report.filters.kind, Qt.Key.Key_Down)
    report.save.click()
    busy.settle()
    rows = (tmp_path / "audit-trail.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) > 1 and len(rows) == len(acts(report)) + 1


def test_user_kind_and_days_narrow_it(busy: Seat) -> None:
    report = trail(busy)
    filters = report.filters
    filters.user.setCurrentIndex(filters.user.findData("dana"))
    busy.settle()
    assert {row.user for row in report.table.rows.rows} == {"dana"}
    filters.user.setCurrentIndex(0)
    filters.kind.setCurrentIndex(filters.kind.findData("MONEY"))
    busy.settle()
    assert {row.kind for row in report.table.rows.rows} == {auditing.Kind.MONEY}
    filters.first.setText("t")
    QTest.keyClick(filters.first, Qt.Key.Key_Return)
    busy.settle()
    assert filters.first.text() == "11/23/2026"
    assert {row.at.date() for row in report.table.rows.rows} == {date(2026, 11, 23)}
    filters.last.setText("-1")
    QTest.keyClick(filters.last, Qt.Key.Key_Return)
    busy.settle()
    assert "Turn them round" in filters.wrong.sentence() and filters.wrong.isVisible()
    filters.first.setText("soon")
    QTest.keyClick(filters.first, Qt.Key.Key_Return)
    busy.settle()
    assert "is not a date" in filters.wrong.sentence() and filters.first.wrong


def test_what_was_done_in_an_emergency_says_so_in_the_list_and_at_the_top_of_its_story(busy: Seat) -> None:
    clerk = busy.clinic.desk.as_actor(Actor("kim", Role.CLERK, "desk 1"))
    breaking_glass.begin(clerk, "The server room is under water")
    with clerk.doing("refunds.issue", "Issued a refund") as session:
        about(session, account=busy.clinic.credit, amount="5.00", before={"held": 1}, after={"held": 2})
    report = trail(busy)
    report.filters.kind.setCurrentIndex(report.filters.kind.findData("EMERGENCY"))
    busy.settle()
    assert acts(report) == ["Issued a refund", "Began emergency access"]
    shown = report.table.model().index(0, 2).data()
    assert shown == "Issued a refund. In an emergency: The server room is under water"
    told = story(busy)
    assert told.index("In an emergency: The server room is under water") < told.index("Monday")
    assert told.count("emergency") == 1 and "5.00" in told


def test_nothing_found_says_what_would_be_here(busy: Seat) -> None:
    report = trail(busy)
    report.filters.kind.setCurrentIndex(report.filters.kind.findData("BACKUPS"))
    busy.settle()
    words = [label.text() for label in report.findChildren(Label) if label.isVisible()]
    assert "Nothing in the trail fits" in words and not report.save.isEnabled()


def test_a_change_elsewhere_does_not_move_what_is_read(busy: Seat) -> None:
    report = trail(busy)
    before = acts(report)
    report.table.selectRow(2)
    busy.context.jobs.changed.emit(None)
    busy.settle()
    assert acts(report) == before and report.table.currentIndex().row() == 2
    busy.clinic.desk.flush_looks()
    QTest.keyClick(report.filters.first, Qt.Key.Key_Return)
    busy.settle()
    assert len(acts(report)) > len(before), "Enter asks once more: the search itself stands in it"


def test_further_rows_come_as_one_scrolls(busy: Seat) -> None:
    for _ in range(250):
        reading.open_account(busy.clinic.desk, busy.clinic.credit)
    busy.clinic.desk.flush_looks()
    report = trail(busy)
    assert len(acts(report)) == 200 and report.filters.said.text() == "200 rows so far"
    bar = report.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    busy.settle()
    assert len(acts(report)) > 250 and "so far" not in report.filters.said.text()
    ids = [row.id for row in report.table.rows.rows]
    assert ids == sorted(ids, reverse=True) and len(ids) == len(set(ids))


def test_enter_opens_the_account_of_the_row(busy: Seat) -> None:
    report = trail(busy)
    report.table.selectRow(acts(report).index("Took a payment"))
    report.table.setFocus()
    QTest.keyClick(report.table, Qt.Key.Key_Return)
    busy.settle()
    assert busy.context.current_account == busy.clinic.credit
    assert busy.front.window.current_tab() is not None
    assert busy.front.window.current_tab().objectName() == "patients_tab"  # type: ignore[union-attr]


def test_s_saves_a_table_and_p_prints(busy: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Printing, "place_for_table", lambda self, name: tmp_path / name)
    report = trail(busy)
    report.table.setFocus()
    QTest.keyClick(report.table, Qt.Key.Key_S)
    busy.settle()
    assert (tmp_path / "audit-trail.csv").read_text("utf-8-sig").count("\n") >= len(acts(report))
    QTest.keyClick(report.table, Qt.Key.Key_P)
    busy.settle()
    assert [path.name for path in busy.papers.glob("audit*")] == ["audit-trail.pdf"]
    assert any("audit-trail.csv" in words for words in busy.said) and busy.refused == []


def test_letters_typed_into_a_day_are_no_commands(busy: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Printing, "place_for_table", lambda self, name: asked.append(name))
    report = trail(busy)
    report.filters.first.setFocus()
    QTest.keyClicks(report.filters.first, "sp")
    busy.settle()
    assert asked == [] and report.filters.first.text() == "sp"


@pytest.mark.parametrize("role", [Role.CLERK, Role.READ_ONLY])
def test_who_may_not_see_it_does_not_see_that_there_is_one(role: Role, qtbot: object, tmp_path: Path) -> None:
    seat = Seat(window_clinic(tmp_path, role=role), tmp_path / "papers")
    bound = {one.id for one in seat.front.window.commands.shown()}
    assert not bound & {"reports.audit", "account.trail"}
    seat.front.go("reports")
    seat.settle()
    assert [row.key for row in tab(seat).list.rows.rows] == [
        "ageing", "payments", "plans", "promises", "deposits", "estimates", "underpaid", "overpaid",
    ]  # fmt: skip
    assert not tab(seat).has_scope() and tab(seat).audit is None
    seat.leave()


@pytest.mark.parametrize(("wide", "high"), [(1366, 689), (911, 512)])
@pytest.mark.parametrize("side", [True, False])
def test_it_fits(busy: Seat, wide: int, high: int, side: bool) -> None:
    busy.front.window.resize(wide, high)
    report = trail(busy)
    shape = tab(busy).panes
    assert shape is not None
    shape.set_side_open(side)
    busy.settle()
    assert report.width() == report.visibleRegion().boundingRect().width(), "it is cut at its right"
    assert report.table.horizontalHeader().length() <= report.table.viewport().width()
    assert report.table.columnWidth(2) >= 120, "what was done has room"
    filters = report.filters
    for widget in (filters.scope, filters.user, filters.kind, filters.last, report.save, report.print):
        assert widget.isVisible() and widget.width() >= min(96, widget.sizeHint().width())
        assert report.rect().contains(widget.mapTo(report, widget.rect().bottomRight())), widget.objectName()


def test_the_side_panel_belongs_to_the_trail_alone(busy: Seat) -> None:
    trail(busy)
    action = busy.front.window.commands.action("view.side")
    assert action.isEnabled() and story(busy)
    tab(busy).list.select("ageing")
    busy.settle()
    panel = busy.front.window.findChild(TrailStory)
    assert isinstance(panel, TrailStory) and not panel.isVisible() and not action.isEnabled()


def test_tab_leads_through_the_filters_to_the_list(busy: Seat) -> None:
    report = trail(busy)
    report.filters.scope.setFocus()
    names = []
    for _ in range(8):
        focused = QApplication.focusWidget()
        assert isinstance(focused, QWidget)
        names.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names[:8] == [
        "trail_scope", "trail_user", "trail_kind", "trail_first", "trail_last", "trail", "trail_save", "trail_print",
    ]  # fmt: skip
