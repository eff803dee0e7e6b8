"""The clipboard: what was copied here leaves it after a minute and on lock; what came from elsewhere stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from paydesk.ui import clipboard_watch
from paydesk.ui.clipboard_watch import ClipboardWatch
from paydesk.ui.inputs import LineInput
from support.window_clinic import Seat

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def line(qtbot: QtBot) -> LineInput:
    """A field of a window in front, with a name in it."""
    made = LineInput()
    made.setText("Garcia-Lopez")
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.setFocus()
    QApplication.processEvents()
    return made


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[ClipboardWatch]:
    monkeypatch.setattr(clipboard_watch, "STAYS_MS", 60)
    QApplication.clipboard().clear()
    made = ClipboardWatch()
    yield made
    made.end()
    QApplication.clipboard().clear()


def copy(line: LineInput) -> str:
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_C, CTRL)
    return QApplication.clipboard().text()


def test_what_was_copied_leaves_after_its_time(qtbot: QtBot, line: LineInput, watch: ClipboardWatch) -> None:
    assert copy(line) == "Garcia-Lopez"
    qtbot.waitUntil(lambda: QApplication.clipboard().text() == "", timeout=2000)


def test_the_time_counts_from_the_last_copy(line: LineInput, watch: ClipboardWatch) -> None:
    copy(line)
    QTest.qWait(40)
    line.setText("Okafor")
    copy(line)
    QTest.qWait(35)
    assert QApplication.clipboard().text() == "Okafor"


def test_what_came_from_another_program_stays(
    line: LineInput, watch: ClipboardWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(line)
    monkeypatch.setattr("paydesk.ui.clipboard_watch.QGuiApplication.focusWindow", lambda: None)
    QApplication.clipboard().setText("from a letter")
    QTest.qWait(120)
    assert QApplication.clipboard().text() == "from a letter"
    watch.empty()
    assert QApplication.clipboard().text() == "from a letter"


def test_a_report_without_a_patient_stays(line: LineInput, watch: ClipboardWatch) -> None:
    clipboard_watch.keep("paydesk 1.0 KeyError")
    QTest.qWait(120)
    watch.empty()
    assert QApplication.clipboard().text() == "paydesk 1.0 KeyError"


def test_locking_empties_it_at_once(seat: Seat) -> None:
    finder = seat.front.window.finder
    finder.setFocus()
    QTest.keyClicks(finder, "garcia")
    finder.selectAll()
    QTest.keyClick(finder, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "garcia"
    seat.front.locking.lock_screen()
    assert QApplication.clipboard().text() == ""
    seat.front.locking.end()
