"""Keys on caps work where nothing is typed, and never while a name is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from paydesk.ui.actions import WINDOW_COMMANDS
from paydesk.ui.buttons import Button, Kind, key_words
from paydesk.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from paydesk.ui.inputs import LineInput
from paydesk.ui.record_commands import RECORD_COMMANDS
from paydesk.ui.scrolling import JobScroll
from paydesk.ui.segments import Segment, SegmentRow


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    row = SegmentRow(
        (Segment("card", "Card", "C"), Segment("cash", "Cash", "S"), Segment("check", "Check", "3")),
        name="method",
        label="How it is paid",
    )
    row.listen_on(made)
    name, amount = LineInput(), LineInput(digits_only=True)
    name.setObjectName("name")
    amount.setObjectName("amount")
    for widget in (row, name, amount):
        column.addWidget(widget)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def _parts(page: QWidget) -> tuple[SegmentRow, LineInput, LineInput]:
    row = page.findChild(SegmentRow)
    name, amount = page.findChild(LineInput, "name"), page.findChild(LineInput, "amount")
    assert row
    assert name
    assert amount
    return row, name, amount


def test_a_letter_chooses_while_nothing_is_typed(qtbot: QtBot, page: QWidget) -> None:
    row, _, _ = _parts(page)
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_S)
    assert row.value() == "cash"


def test_a_letter_chooses_from_a_field_that_holds_only_digits(qtbot: QtBot, page: QWidget) -> None:
    row, _, amount = _parts(page)
    amount.setFocus()
    qtbot.keyClicks(amount, "40")
    qtbot.keyClick(amount, Qt.Key.Key_S)
    assert (row.value(), amount.text()) == ("cash", "40")


def test_a_name_never_fires_a_command(qtbot: QtBot, page: QWidget) -> None:
    row, name, _ = _parts(page)
    name.setFocus()
    qtbot.keyClicks(name, "s3")
    assert (row.value(), name.text()) == ("card", "s3")


def test_alt_and_a_digit_chooses_even_while_a_name_is_typed(qtbot: QtBot, page: QWidget) -> None:
    row, name, _ = _parts(page)
    name.setFocus()
    qtbot.keyClick(name, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert (row.value(), name.text()) == ("check", "")


def test_a_digit_in_a_field_of_digits_is_a_digit(qtbot: QtBot, page: QWidget) -> None:
    row, _, amount = _parts(page)
    amount.setFocus()
    qtbot.keyClicks(amount, "35")
    assert (row.value(), amount.text()) == ("card", "35")


def test_arrows_move_round_and_the_choice_is_said(qtbot: QtBot, page: QWidget) -> None:
    row, _, _ = _parts(page)
    qtbot.keyClick(row, Qt.Key.Key_Left)
    assert row.accessibleName() == "How it is paid: Check"


def test_choosing_moves_no_segment(page: QWidget) -> None:
    row, _, _ = _parts(page)
    before = [box.left() for box in row._boxes()]
    row.choose("check")
    assert [box.left() for box in row._boxes()] == before


def test_a_button_says_its_key_and_keeps_it_when_its_words_change(qtbot: QtBot) -> None:
    pressed: list[bool] = []
    button = Button("Take 40.00", kind=Kind.PRIMARY, key="F6", name="take")
    qtbot.addWidget(button)
    button.clicked.connect(lambda: pressed.append(True))
    button.show()
    button.activateWindow()
    button.say("Take 55.00")
    qtbot.waitUntil(button.isActiveWindow)
    qtbot.keyClick(button, Qt.Key.Key_F6)
    assert pressed == [True]
    assert button.accessibleName() == "Take 55.00"


def test_key_caps_speak_like_the_keyboard() -> None:
    assert key_words("Ctrl+Return") == "Ctrl+Enter"
    assert key_words("Escape") == "Esc"


@pytest.mark.parametrize(("wide", "high"), [(1366, 745), (911, 485)])
def test_the_sheet_of_keys_fits_the_window_and_scrolls_by_keyboard(
    qtbot: QtBot, wide: int, high: int
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(wide, high)
    sheet = ShortcutsDialog(window, (*WINDOW_COMMANDS, *RECORD_COMMANDS))
    sheet.show()
    assert sheet.width() < wide and sheet.height() < high
    bar = sheet.findChild(JobScroll).verticalScrollBar()  # type: ignore[union-attr]
    for key, grows in (
        (Qt.Key.Key_Down, True), (Qt.Key.Key_PageDown, True), (Qt.Key.Key_Up, False), (Qt.Key.Key_End, True),
        (Qt.Key.Key_Home, False),
    ):  # fmt: skip
        before = bar.value()
        qtbot.keyClick(QApplication.focusWidget() or sheet, key)
        assert bar.value() > before if grows else bar.value() < before, key
    assert bar.value() == 0
