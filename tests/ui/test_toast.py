"""The toast: every word of money can be read, and it stands where nothing is pressed or pointed at."""

from __future__ import annotations

from itertools import count

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from paydesk.operations import charging
from paydesk.rules.errors import PaydeskError
from paydesk.ui import typeface
from paydesk.ui.payment_job import PaymentJob
from paydesk.ui.toast import WRAPPED, Toast
from paydesk.ui.toast_room import room_in
from support.window_clinic import Seat

_KEYS = count(1)
SENTENCES = (
    "Took 1,234,567.89, receipt 260, change 2,000.00",
    "Reversed. What it paid or changed is owed again as before.",
    "The statement could not be sent to the confidential address of this household; it was printed instead.",
)


@pytest.mark.parametrize("words", SENTENCES)
@pytest.mark.parametrize("widest", [300, 400, 631, 1100])
def test_no_word_of_it_is_cut_at_any_width(qtbot: QtBot, words: str, widest: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    toast = Toast(window)
    toast.say(words, undo_words="Reverse", undo=lambda: None)
    for shape in toast.shapes(widest):
        room = QRectF(0, 0, shape.width() - toast.around(), 1000)
        needed = QFontMetricsF(typeface.font()).boundingRect(room, WRAPPED, words)
        assert needed.width() <= room.width() and needed.height() <= shape.height()
        assert shape.width() <= max(widest, 360)


@pytest.mark.parametrize("size", [(1366, 745), (911, 512)])
@pytest.mark.parametrize("tab", ["patients", "payments", "today"])
def test_it_covers_neither_a_button_nor_the_selected_row(seat: Seat, tab: str, size: tuple[int, int]) -> None:
    window = seat.front.window
    window.resize(*size)
    seat.open(seat.clinic.family)
    seat.front.go(tab)
    seat.settle()
    if tab == "patients":
        rows = seat.rows()
        seat.tab.ledger.select(rows[-1].key)
        seat.tab.ledger.list.scrollToBottom()
    seat.front.messages.tell(SENTENCES[0], undo_words="Reverse", undo=lambda: None)
    assert window.toast.isVisible() and window.rect().contains(window.toast.geometry())
    shape = window.toast.size()
    assert shape in window.toast.shapes(2000) or shape in window.toast.shapes(631)
    assert not [box for box in room_in(window).all() if box.intersects(window.toast.geometry())]


def test_it_stands_below_the_last_row_and_covers_none_that_comes_under_it(qtbot: QtBot, seat: Seat) -> None:
    window = seat.front.window
    window.resize(1366, 620)
    seat.open(seat.clinic.family)
    view = seat.tab.ledger
    view.fold_all(away=True)
    seat.front.messages.tell("Record saved")
    assert window.toast.geometry().bottom() < window.status.y()
    view.fold_all(away=False)
    qtbot.waitUntil(lambda: not [box for box in room_in(window).all() if box.intersects(window.toast.geometry())])
    assert window.toast.geometry().bottom() < window.status.y()


@pytest.mark.parametrize("size", [(1366, 745), (911, 512)])
@pytest.mark.parametrize("words", SENTENCES)
def test_in_patients_it_stands_above_the_status_line_and_the_ledger_gives_way(
    seat: Seat, size: tuple[int, int], words: str
) -> None:
    window = seat.front.window
    window.resize(*size)
    seat.open(seat.clinic.family)
    for _ in range(9):
        charging.post_fee(
            seat.clinic.desk, charging.PostFee(seat.clinic.family, 5_00, "Missed visit", f"fee {next(_KEYS)}")
        )
    seat.context.reread()
    seat.settle()
    ledger = seat.tab.ledger.list
    seat.tab.ledger.select(seat.rows()[-1].key)
    ledger.scrollToBottom()
    tall = ledger.height()
    seat.front.messages.tell(words, undo_words="Reverse", undo=lambda: None)
    toast = window.toast.geometry()
    assert toast.bottom() < window.status.y()
    assert not [box for box in room_in(window).all() if box.intersects(toast)]
    assert ledger.viewport().rect().contains(ledger.visualRect(ledger.currentIndex()))
    window.toast.let_go()
    assert ledger.height() == tall


@pytest.mark.parametrize("size", [(1366, 745), (911, 512)])
@pytest.mark.parametrize("tab", ["payments", "insurance", "today", "reports"])
def test_the_status_line_stays_in_sight_where_words_leave_no_room(seat: Seat, tab: str, size: tuple[int, int]) -> None:
    window = seat.front.window
    window.resize(*size)
    seat.open(seat.clinic.credit)
    seat.front.go(tab)
    seat.settle()
    seat.front.messages.tell("Took 20.00, receipt 259", undo_words="Reverse", undo=lambda: None)
    toast = window.toast.geometry()
    assert toast.bottom() < window.status.y()
    assert not [box for box in room_in(window).used() if box.intersects(toast)]
    assert window.toast.size() in window.toast.shapes(2000) or window.toast.size() in window.toast.shapes(631)


def test_what_was_not_done_is_told_without_the_tick_of_what_was(seat: Seat) -> None:
    seat.front.go("insurance")
    seat.settle()
    seat.front.trigger("claims.unsent")
    toast = seat.front.window.toast
    assert (toast.words(), toast.tells_done()) == ("No claim was noted as sent here", False)
    seat.front.messages.tell("Person saved")
    assert toast.tells_done()
    seat.front.trigger("view.scope")
    assert not toast.tells_done() and toast.words().startswith("Open an account first")


def test_what_was_told_of_one_account_is_not_left_over_the_next(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.front.messages.tell("145.00 charged")
    seat.open(seat.clinic.credit)
    assert not seat.front.window.toast.isVisible()


def test_what_was_told_leaves_when_a_form_is_refused_later(seat: Seat) -> None:
    toast = seat.front.window.toast
    seat.open(seat.clinic.credit)
    for typed in ({"amount": "9999", "reason": "too much"}, {"amount": "", "reason": "nothing"}):
        dialog = seat.ask("money.refund", **typed)
        seat.front.messages.tell("Person saved", undo=lambda: None)
        assert toast.isVisible()
        seat.enter(dialog)
        assert seat.dialog() is dialog and not toast.isVisible() and not toast.can_take_back()
        dialog.give_up()
        seat.settle()


def test_it_leaves_when_a_payment_is_refused_and_stays_while_one_is_typed(seat: Seat) -> None:
    toast = seat.front.window.toast
    seat.open(seat.clinic.family)
    seat.front.go("payments")
    seat.settle()
    job = seat.front.window.current_tab().findChild(PaymentJob)  # type: ignore[union-attr]
    assert job is not None
    seat.front.messages.tell("Person saved")
    job.form.amount.setText("0")
    job.form.amount.textEdited.emit("0")
    seat.settle()
    assert toast.isVisible()
    QTest.keyClick(job.form.amount, Qt.Key.Key_Return)
    seat.settle()
    assert job.form.amount.wrong and not toast.isVisible()


def test_it_leaves_when_a_command_is_refused_at_once(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.front.messages.tell("Person saved")
    seat.front.trigger("money.refund")
    seat.settle()
    assert seat.refused and not seat.front.window.toast.isVisible()


def test_what_was_posted_stays_told_when_only_its_paper_does_not_come_out(seat: Seat) -> None:
    seat.front.messages.tell("Took 40.00, receipt 12")
    seat.front.jobs.refused.emit(PaydeskError("The printer does not answer."))
    assert seat.refused == ["The printer does not answer."] and seat.front.window.toast.isVisible()
