"""An insurer's overpayment by keyboard: its history, its letter's address, the way back once it is sent, one button."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import text

from paydesk.data import office_store
from paydesk.data.provider_adjustment_store import Adjustment
from paydesk.operations import deciding_overpayments, remembering
from paydesk.operations.deciding_overpayments import Decide
from paydesk.operations.proposing_takebacks import Taken
from paydesk.operations.remembering import Remember
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.provider_adjustments import Role
from paydesk.ui.dialogs.overpayment_dialog import OverpaymentDialog
from paydesk.ui.dialogs.payer_memory_dialog import PayerMemoryDialog
from paydesk.ui.dialogs.takeback_dialog import TakebackDialog
from paydesk.ui.overpaid_report import OverpaidReport
from support.window_clinic import Seat


def rows(seat: Seat, sql: str) -> list[Any]:
    with seat.clinic.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def recorded(seat: Seat) -> OverpaidReport:
    """A letter of Aetna about Maria's visit of October asks for 30.00; the report with it."""
    seat.open(seat.clinic.family)
    seat.enter(seat.ask("overpaid.letter", amount="30", reason="coverage ended", letter_number="OP-77"))
    seat.front.trigger("reports.overpaid")
    seat.settle()
    found = seat.front.window.findChild(OverpaidReport)
    assert isinstance(found, OverpaidReport)
    return found


def opened(seat: Seat, report: OverpaidReport) -> OverpaymentDialog:
    report.table.selectRow(0)
    report.table.opened.emit(report.table.current_row())
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, OverpaymentDialog)
    return dialog


def buttons(dialog: OverpaymentDialog | TakebackDialog) -> list[str]:
    return [one.text() for one in dialog.findChildren(QPushButton) if one.isVisible()]


def know_address(seat: Seat) -> None:
    payer = int(rows(seat, "SELECT id FROM payer WHERE name = 'Aetna'")[0][0])
    remembering.remember(
        seat.clinic.desk, Remember(payer, Purpose.TAKEBACK, address="PO Box 14463, Lexington, KY 40512")
    )


def test_what_happened_is_dated_by_the_clinics_clock(seat: Seat) -> None:
    with seat.clinic.desk.database.transaction() as session:
        office_store.keep_setting(session, "clinic", {"time_zone": "America/Chicago"})
    seat.clinic.desk.clock.advance(hours=10)  # type: ignore[attr-defined] # 01:00 UTC of the 24th, 7 PM there
    dialog = opened(seat, recorded(seat))
    assert [one.at.date() for one in dialog._page.events] == [date(2026, 11, 23)]


def test_a_letter_without_an_address_is_told_before_it_prints_and_printed_when_asked_again(seat: Seat) -> None:
    dialog = opened(seat, recorded(seat))
    seat.type(dialog, deed="dispute", why="the plan was active")
    seat.enter(dialog)
    assert seat.dialog() is dialog and rows(seat, "SELECT count(*) FROM document") == [(0,)]
    assert dialog.problem.sentence().startswith("No address of Aetna is known: the letter would have none. Esc leaves")
    assert "“What we know of this insurer” in the Insurance menu" in dialog.problem.sentence()
    seat.enter(dialog)
    assert seat.dialog() is None and rows(seat, "SELECT kind FROM document") == [("letter",)]


def test_where_letters_about_it_go_is_known_from_what_is_remembered(seat: Seat) -> None:
    know_address(seat)
    dialog = opened(seat, recorded(seat))
    assert dialog._page.address == ("PO Box 14463", "Lexington, KY 40512")
    seat.type(dialog, deed="dispute", why="the plan was active")
    seat.enter(dialog)
    assert seat.dialog() is None
    payer = int(rows(seat, "SELECT id FROM payer WHERE name = 'Aetna'")[0][0])
    for purpose, label in ((Purpose.TAKEBACK, "Letters go to"), (Purpose.APPEAL, "Appeals go to")):
        memory = PayerMemoryDialog(seat.front.context, remembering.recall(seat.clinic.desk, payer, purpose))
        assert memory.form.boxes["address"].field.label == label
        memory.deleteLater()


def test_what_was_sent_back_is_reversed_by_ctrl_z(seat: Seat) -> None:
    know_address(seat)
    report = recorded(seat)
    dialog = opened(seat, report)
    seat.type(dialog, deed="send", why="the coverage ended")
    seat.enter(dialog)
    assert seat.dialog() is None, dialog.problem.sentence()
    assert seat.said[-1].startswith("30.00 sent back")
    seat.front.window.activateWindow()
    report.table.setFocus()
    seat.settle()
    QTest.keyClick(report.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert seat.said[-1] == "Reversed: the overpayment is open again. Keep the check and its letter here"
    assert rows(seat, "SELECT state, settled FROM insurer_overpayment") == [("to refund", 0)]
    assert rows(seat, "SELECT count(*) FROM refund_undoing") == [(1,)]


def test_one_that_is_closed_has_one_button(seat: Seat) -> None:
    report = recorded(seat)
    assert buttons(opened(seat, report)) == ["Cancel", "Keep it to be sent back"]
    seat.dialog().reject()  # type: ignore[union-attr]
    ((own, version),) = rows(seat, "SELECT id, version FROM insurer_overpayment")
    deciding_overpayments.decide(seat.clinic.desk, Decide(own, "drop", "they gave in"), version=version)
    report.refresh()
    seat.settle()
    dialog = opened(seat, report)
    assert buttons(dialog) == ["Close"]
    seat.enter(dialog)
    assert seat.dialog() is None


def test_what_an_insurer_put_off_is_only_looked_at_with_one_button(seat: Seat) -> None:
    carried = Adjustment(1, 0, 1, "Aetna", "", "T9", date(2026, 11, 20), "FB", "", -4200, 0, "")
    assert carried.role is Role.CARRIES
    dialog = TakebackDialog(seat.front.context, Taken(carried, (), ()))
    dialog.start()
    seat.settle()
    assert buttons(dialog) == ["Close"]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    seat.settle()
    assert seat.dialog() is None


def test_home_and_end_go_to_the_first_and_the_last_line(seat: Seat) -> None:
    table = recorded(seat).table
    table.rows.show_rows(table.rows.rows * 4)
    table.selectRow(1)
    for key, row in ((Qt.Key.Key_End, 3), (Qt.Key.Key_Home, 0)):
        QTest.keyClick(table, key)
        assert table.currentIndex().row() == row
    table.rows.show_rows(())
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.current_row() is None
