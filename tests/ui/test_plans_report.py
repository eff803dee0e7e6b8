"""The report on payment plans on screen: bars by keyboard and in words, states that open, a table; empty and narrow."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from paydesk.data.office_tables import Audit
from paydesk.operations import planning, posting, promising
from paydesk.operations.desk import Actor, Desk, Touched
from paydesk.rules import installments
from paydesk.rules.office import Role
from paydesk.ui.labels import Label
from paydesk.ui.month_bars import BarKey, MonthBar, MonthBars
from paydesk.ui.plans_report import PlansReport
from paydesk.ui.printing import Printing
from paydesk.ui.tabs.reports_tab import ReportsTab
from support.fixed_clock import FixedClock
from support.window_clinic import Seat

FIRST = date(2026, 12, 5)


def report(seat: Seat) -> PlansReport:
    seat.front.trigger("reports.plans")
    seat.settle()
    found = seat.front.window.findChild(PlansReport)
    assert isinstance(found, PlansReport) and found.isVisible()
    return found


def make_plan(desk: Desk, account: int, number: int, *, sign: bool = True) -> planning.Planned:
    """All that the family owes, in so many months from December 5, 2026 on."""
    owed = {one.charge_id: one.owes for one in planning.plan_lines(desk, account) if not one.barred}
    amounts = installments.remainder_last(sum(owed.values()), number)
    made = planning.make_plan(desk, planning.MakePlan(
        account_id=account, charges=owed, installments=installments.schedule(amounts, FIRST), key=f"plan {account}",
    ))  # fmt: skip
    return planning.sign_plan(desk, made.plan_id) if sign else made


@pytest.fixture
def busy(seat: Seat) -> Seat:
    """The family owes 122.80 in four parts of 30.70, two of them due by January 17: the first was paid, 10.00 came of
    the second.
    """
    desk = seat.clinic.desk
    boss = desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    make_plan(boss, seat.clinic.family, 4)
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=14)
    posting.post_payment(boss, posting.PostPayment(seat.clinic.family, 40_70, "cash", "first"))
    clock.advance(days=41)
    seat.front.jobs.changed.emit(Touched((seat.clinic.family,), ("plans", "money")))
    seat.settle()
    return seat


def chosen(bars: MonthBars) -> str:
    return bars.accessibleName()


def test_what_is_expected_is_read_month_by_month_with_arrows(busy: Seat) -> None:
    found = report(busy)
    assert QApplication.focusWidget() is found.expected
    assert chosen(found.expected) == "Money expected by month. January 2027: nothing due, and 20.70 past due"
    QTest.keyClick(found.expected, Qt.Key.Key_Right)
    assert chosen(found.expected) == "Money expected by month. February 2027: 30.70 due"
    QTest.keyClick(found.expected, Qt.Key.Key_End)
    assert found.expected.words() == "December 2027: nothing due"
    QTest.keyClick(found.expected, Qt.Key.Key_Right)
    assert found.expected.words() == "December 2027: nothing due"
    QTest.keyClick(found.expected, Qt.Key.Key_Home)
    QTest.keyClick(found.expected, Qt.Key.Key_Left)
    assert found.expected.words().startswith("January 2027")
    assert found.findChild(QWidget, "plans_save").isVisible()  # type: ignore[union-attr]


def test_what_was_kept_is_told_by_month_and_by_who_made_the_plan(busy: Seat) -> None:
    found = report(busy)
    assert found.kept.words() == "January 2027: 0 of 1 kept (0 %), 10.00 of 30.70 in time"
    found.kept.setFocus()
    QTest.keyClick(found.kept, Qt.Key.Key_Left)
    assert found.kept.words() == "December 2026: 1 of 1 kept (100 %), 30.70 of 30.70 in time"
    QTest.keyClick(found.kept, Qt.Key.Key_Left)
    assert found.kept.words() == "November 2026: no installment fell due"
    (row,) = found.makers.rows.rows
    assert [column.text(row) for column in found.makers.rows.columns] == ["ana", "1 of 2 (50 %)", "40.70", "–"]


def test_a_click_chooses_a_month_and_the_choice_stays_when_figures_change(busy: Seat) -> None:
    found = report(busy)
    there = QPoint(round(found.expected.width() * 6.5 / 12), 60)
    QTest.mouseClick(found.expected, Qt.MouseButton.LeftButton, pos=there)
    assert found.expected.words().startswith("July 2027")
    busy.front.jobs.changed.emit(Touched((), ("plans",)))
    busy.settle()
    assert found.expected.words().startswith("July 2027")


def test_enter_on_a_state_lists_its_plans_and_enter_there_opens_the_account(busy: Seat) -> None:
    found = report(busy)
    (state,) = found.states.rows.rows
    assert [column.text(state) for column in found.states.rows.columns] == ["Missed a payment", "1", "82.10"]
    found.states.setFocus()
    QTest.keyClick(found.states, Qt.Key.Key_Return)
    busy.settle()
    assert QApplication.focusWidget() is found.plans
    (row,) = found.plans.rows.rows
    assert [column.text(row) for column in found.plans.rows.columns] == [
        "1", "Maria Garcia-Lopez", "01/05/27", "82.10",
    ]  # fmt: skip
    QTest.keyClick(found.plans, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is found.states
    QTest.keyClick(found.states, Qt.Key.Key_Return)
    QTest.keyClick(found.plans, Qt.Key.Key_Return)
    busy.settle()
    assert busy.context.page is not None and busy.context.page.account_id == busy.clinic.family


def test_the_list_of_a_state_follows_when_its_plans_are_paid(busy: Seat) -> None:
    found = report(busy)
    QTest.keyClick(found.states, Qt.Key.Key_Return)
    busy.settle()
    desk = busy.clinic.desk
    posting.post_payment(desk, posting.PostPayment(busy.clinic.family, 82_10, "cash", "rest"))
    busy.front.jobs.changed.emit(Touched((busy.clinic.family,), ("money",)))
    busy.settle()
    assert found.plans.rows.rows == ()
    QTest.keyClick(found.plans, Qt.Key.Key_Escape)
    assert [row.state.words for row in found.states.rows.rows] == ["paid off"]


def test_it_is_looked_at_when_seen_and_who_pays_when_listed(busy: Seat) -> None:
    found = report(busy)
    assert told(busy) == ["Looked at the report on payment plans"]
    QTest.keyClick(found.states, Qt.Key.Key_Return)
    busy.settle()
    assert told(busy)[-1] == "Looked at the list of plans"


def test_saved_as_a_table_with_one_letter(busy: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    report(busy)
    path = tmp_path / "payment-plans.csv"
    monkeypatch.setattr(Printing, "place_for_table", lambda self, name: path if name == path.name else None)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_S)
    busy.settle()
    assert path.read_text(encoding="utf-8-sig").count("\n") == 12 + 1 + 2 + 1 + 1
    assert busy.said[-1].startswith("16 rows ")
    assert "Saved the report on payment plans" in told(busy)


def test_no_place_for_the_table_saves_nothing(busy: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    report(busy)
    monkeypatch.setattr(Printing, "place_for_table", lambda self, name: None)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_S)
    busy.settle()
    assert "Saved the report on payment plans" not in told(busy)


def test_promises_of_the_same_months_stand_beside(busy: Seat) -> None:
    boss = busy.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    promising.take_promise(boss, promising.TakePromise(
        busy.clinic.family, 20_00, busy.context.today(), "phone", "in", key="promise",
    ))  # fmt: skip
    assert isinstance(boss.clock, FixedClock)
    boss.clock.advance(days=20)
    found = report(busy)
    assert "0 of 1 kept (0 %), 0.00 of 20.00 came" in found._promises.sentence()
    (row,) = found.makers.rows.rows
    assert found.makers.rows.columns[3].text(row) == "0 of 1 (0 %)"


def test_without_a_plan_it_says_what_would_be_here(seat: Seat) -> None:
    found = report(seat)
    assert not found.expected.isVisible() and not found.save.isVisible()
    assert "No payment plan yet" in [one.text() for one in found.findChildren(Label) if one.isVisible()]


@pytest.mark.parametrize(("wide", "high"), [(1366, 689), (911, 512)])
def test_it_fits_and_every_part_can_be_reached(busy: Seat, wide: int, high: int) -> None:
    busy.front.window.resize(wide, high)
    found = report(busy)
    assert found.width() == found.visibleRegion().boundingRect().width(), "it is cut at its right"
    assert found.visibleRegion().boundingRect().top() == 0, "it begins with its first line"
    for table in (found.states, found.makers):
        assert table.horizontalHeader().length() <= table.viewport().width()
    seen = []
    for _ in range(6):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        busy.settle()
    for part in (found.expected, found.states, found.kept, found.makers):
        assert part in seen


def test_a_report_that_came_while_another_was_shown_is_asked_for_again(busy: Seat) -> None:
    busy.front.go("reports")
    tab = busy.front.window.current_tab()
    assert isinstance(tab, ReportsTab)
    tab.list.select("plans")
    tab.list.select("payments")
    busy.settle()
    assert told(busy) == [] and tab.plans.missed
    tab.list.select("plans")
    busy.settle()
    assert tab.plans.states.rows.rows and not tab.plans.missed


def test_bars_are_painted_in_two_shapes_and_keys_without_bars_do_nothing(qtbot: object) -> None:
    bars = MonthBars(name="bars", label="Money")
    QTest.keyClick(bars, Qt.Key.Key_Right)
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton)
    assert bars.words() == "" and bars.accessibleName() == "Money. "
    bars.resize(240, 172)
    bars.show_bars((MonthBar(("Nov", "2026"), 100, 300, "4.00", "November 2026"),), at=0)
    picture = bars.grab().toImage()
    columns = {picture.pixelColor(120, y).name() for y in range(30, 130)}
    assert len(columns) > 2, "the striped part is no flat color"
    assert BarKey("due", "past due").accessibleName() == "Plain: due. Striped: past due."


def told(seat: Seat) -> list[str]:
    """What the trail says of plans in Reports, the oldest first."""
    seat.clinic.desk.flush_looks()
    acts = ["reports.plans", "plans.export", "plans.see"]
    with seat.clinic.desk.database.reading() as session:
        return list(session.execute(select(Audit.summary).where(Audit.act.in_(acts)).order_by(Audit.id)).scalars())
