"""Today's money and the payments by day: what was undone or given back is told on its day, never counted as taken."""

from __future__ import annotations

import pytest

from paydesk.operations import posting, refunding, reporting, undoing
from paydesk.operations.desk import Actor, Touched
from paydesk.rules.office import Role
from paydesk.ui.labels import Why
from paydesk.ui.payments_report import PaymentsReport
from support.fixed_clock import FixedClock
from support.window_clinic import Seat

Row = tuple[str, ...]


@pytest.fixture
def busy(seat: Seat) -> Seat:
    """James paid 1,760.00 by check; today 100.00 in cash, of which 50.00 went back, and 70.00 by a voided check."""
    desk, account = seat.clinic.desk, seat.clinic.credit
    boss = desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    assert isinstance(desk.clock, FixedClock)
    desk.clock.advance(days=1)
    cash = posting.post_payment(desk, posting.PostPayment(account, 10000, "cash", "cash"))
    refunding.refund_credit(boss, refunding.RefundCredit(account, cash.lot_id, 5000, "cash", "overpaid", "back"))
    check = posting.post_payment(desk, posting.PostPayment(account, 7000, "check", "check", check_number="9"))
    undoing.undo_receipt(desk, undoing.UndoReceipt(check.lot_id, "typed twice", "void"))
    seat.front.jobs.changed.emit(Touched((account,), ("money",)))
    return seat


def report(seat: Seat) -> PaymentsReport:
    seat.front.go("reports")
    tab = seat.front.window.current_tab()
    assert tab is not None
    tab.list.select("payments")  # type: ignore[attr-defined]
    seat.settle()
    found = tab.findChild(PaymentsReport)
    assert isinstance(found, PaymentsReport)
    return found


def cells(table: object) -> list[Row]:
    model = table.rows  # type: ignore[attr-defined]
    shown = [at for at in range(len(model.columns)) if not table.isColumnHidden(at)]  # type: ignore[attr-defined]
    return [tuple(model.columns[at].text(row) for at in shown) for row in model.rows]


def test_the_day_is_told_by_way_with_what_was_undone_and_given_back(busy: Seat) -> None:
    found = report(busy)
    assert cells(found.table) == [
        ("All days", "50.00", "1,760.00", "1,810.00"), ("Tue 11/24/26", "50.00", "–", "50.00"),
        ("Mon 11/23/26", "–", "1,760.00", "1,760.00"),
    ]  # fmt: skip
    found.table.selectRow(1)
    assert cells(found.ways) == [
        ("Cash", "1", "100.00", "–", "−50.00", "50.00"), ("Check", "1", "70.00", "−70.00", "–", "–"),
        ("All together", "2", "170.00", "−70.00", "−50.00", "50.00"),
    ]  # fmt: skip


def test_all_days_come_first_and_add_up_to_what_the_operation_says(busy: Seat) -> None:
    found = report(busy)
    assert cells(found.ways)[-1] == ("All together", "3", "1,930.00", "−70.00", "−50.00", "1,810.00")
    today = busy.context.today()
    told = reporting.payments_by_day(busy.clinic.desk, first=today.replace(day=1), last=today)
    assert sum(one.net for one in told) == 181000


def test_the_report_fits_a_small_window_and_a_letter_changes_the_span(busy: Seat) -> None:
    busy.front.window.resize(911, 512)
    found = report(busy)
    busy.settle()
    room = found.visibleRegion().boundingRect().width()
    assert found.width() == room, "it is cut at its right"
    for table in (found.ways, found.table):
        assert table.horizontalHeader().length() <= table.viewport().width()
    assert cells(found.table)[1] == ("Tue 11/24/26", "50.00")
    found.span.choose("last")
    busy.settle()
    assert found.table.rows.rows[1].name == "Fri 10/30/26"
    assert [row[0] for row in cells(found.ways)] == ["Insurers", "All together"]


def test_today_says_what_was_taken_undone_and_given_back_and_what_lies_in_the_drawer(busy: Seat) -> None:
    busy.front.go("today")
    busy.settle()
    tab = busy.front.window.current_tab()
    assert tab is not None
    told = [one.sentence() for one in tab.findChildren(Why)]
    assert "2 payments, 170.00 taken, 70.00 undone, 50.00 given back; 50.00 in the drawer." in told
