"""The toast: every word of money can be read, and it stands where nothing is pressed or pointed at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from paydesk.ui import typeface
from paydesk.ui.panes import Footer
from paydesk.ui.toast import WRAPPED, Toast
from paydesk.ui.toast_room import room_in
from support.window_clinic import Seat

SENTENCES = (
    "Took 1,234,567.89, receipt 260, change 2,000.00",
    "Reversed. It is owed no more. What the patient paid on it is credit now.",
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
    assert not [box for box in room_in(window).pressed if box.intersects(window.toast.geometry())]


def test_it_gives_way_when_the_selection_comes_under_it(qtbot: QtBot, seat: Seat) -> None:
    window = seat.front.window
    window.resize(911, 512)
    seat.open(seat.clinic.family)
    rows = seat.rows()
    seat.tab.ledger.select(rows[0].key)
    seat.front.messages.tell("Record saved")
    before, view = window.toast.geometry(), seat.tab.ledger.list
    covered = next(
        row for row in range(view.rows.rowCount())
        if view.visualRect(view.rows.index(row, 0)).translated(view.viewport().mapTo(window, view.pos() * 0))
        .intersects(before)
    )  # fmt: skip
    view.setCurrentIndex(view.rows.index(covered, 0))
    qtbot.waitUntil(lambda: not [box for box in room_in(window).pressed if box.intersects(window.toast.geometry())])
    assert window.toast.geometry() != before


def test_in_a_small_window_it_stands_in_the_footers_empty_half(seat: Seat) -> None:
    window = seat.front.window
    window.resize(911, 512)
    seat.open(seat.clinic.credit)
    seat.front.go("payments")
    seat.settle()
    seat.front.messages.tell("Took 20.00, receipt 259", undo_words="Reverse", undo=lambda: None)
    footer = window.current_tab().findChild(Footer)  # type: ignore[union-attr]
    assert footer is not None
    top = footer.mapTo(window, QPoint(0, 0)).y()
    # Two lines are a little taller than the half they stand in.
    assert top - 8 <= window.toast.y() and window.toast.geometry().bottom() <= top + footer.height()
