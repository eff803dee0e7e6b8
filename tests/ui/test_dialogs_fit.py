"""Every dialog at every size: nothing is cut at the side, every field and button has its names, keys reach all."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.record_commands import RECORD_COMMANDS
from paydesk.ui.repeated_form import RepeatedForm
from paydesk.ui.scrolling import JobScroll
from support.window_clinic import Seat

NO_DIALOG = (
    "statement.print", "statement.preview", "money.apply_credit", "visit.arrived", "visit.missed", "visit.cancel",
)  # fmt: skip
OF_BENEFITS = ("benefits.explain", "benefits.estimate", "benefits.ask", "insurance.contract_prices")
DIALOGS = (*(one.id for one in RECORD_COMMANDS if one.id not in NO_DIALOG), *OF_BENEFITS)


def opened(seat: Seat, command: str) -> QWidget:
    seat.open(seat.clinic.credit if command in ("money.refund", "money.undo", "money.move") else seat.clinic.family)
    seat.point("Patient paid" if command in ("money.undo", "money.move") else "Office visit")
    if command == "money.move":
        seat.enter(seat.ask("money.fee", amount="5", reason="Copies"))
        seat.point("Patient paid")
    if command == "record.promise_off":
        seat.enter(seat.ask("record.contact", promised="1", due="+4"))
    seat.front.trigger(command)
    seat.settle()
    dialog = seat.dialog()
    assert dialog is not None, f"{command}: {seat.refused}"
    return dialog


@pytest.mark.parametrize(("wide", "high"), [(1366, 689), (911, 512)])
def test_every_dialog_fits_the_window(seat: Seat, wide: int, high: int) -> None:
    seat.front.window.resize(wide, high)
    for command in DIALOGS:
        dialog = opened(seat, command)
        assert dialog.width() <= wide and dialog.height() <= high, command
        if isinstance(dialog, FormDialog):
            assert dialog.needed_width() <= dialog.width(), f"{command} is cut at its right"
            assert dialog.primary.isVisible() and dialog.rect().contains(dialog.primary.geometry().bottomRight())
        dialog.close()
        seat.settle()


def test_tab_follows_the_eye_through_a_visit_and_ends_at_its_button(seat: Seat) -> None:
    dialog = opened(seat, "visit.new")
    assert isinstance(dialog, FormDialog)
    dialog.form.boxes["patient_id"].input.setFocus()
    names = []
    for _ in range(16):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names == [
        "patient_id", "on", "provider_id", "place_id", "reason", "self_pay", "diagnosis", "charges_1_code",
        "charges_1_fee", "charges_1_modifiers", "charges_1_units", "charges_1_pointers", "charges_1_provider_id",
        "charges_1_description", "remove_charges_1", "add_charges",
    ]  # fmt: skip
    names = []
    for _ in range(2):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names == ["cancel", "primary"]


ALT = Qt.KeyboardModifier.AltModifier


@pytest.mark.parametrize(("wide", "high"), [(1366, 768), (911, 512)])
@pytest.mark.parametrize(("command", "rows", "starts_in"), [("visit.new", "charges", "code"),
                                                            ("account.new", "family", "first_name")])
def test_one_key_adds_a_line_that_stands_whole_in_sight_with_its_first_field_ready(
    seat: Seat, wide: int, high: int, command: str, rows: str, starts_in: str
) -> None:
    seat.front.window.resize(wide, high)
    seat.open(seat.clinic.family)
    dialog = seat.ask(command)
    section, scroll = dialog.findChild(RepeatedForm, rows), dialog.findChild(JobScroll)
    assert section and scroll
    for _ in range(3):
        before = len(section.rows)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A, ALT)
        seat.settle()
        assert len(section.rows) == before + 1
        row, sight = section.rows[-1], scroll.viewport().rect()
        stands = QRect(row.mapTo(scroll.viewport(), QPoint(0, 0)), row.size())
        assert stands.height() >= row.sizeHint().height() > 0 and sight.contains(stands), (stands, sight)
        focused = QApplication.focusWidget()
        assert focused is row.form.boxes[starts_in].input


def test_no_key_means_two_things_in_a_dialog(seat: Seat) -> None:
    for command in DIALOGS:
        dialog = opened(seat, command)
        keys = [one.key().toString() for one in dialog.findChildren(QShortcut)]
        assert len(keys) == len(set(keys)), (command, keys)
        dialog.close()
        seat.settle()


def test_every_field_and_button_has_an_object_name_and_an_accessible_name(seat: Seat) -> None:
    for command in DIALOGS:
        dialog = opened(seat, command)
        for widget in dialog.findChildren(QWidget):
            named = isinstance(widget, (QLineEdit, QComboBox, Button)) and widget.isVisible()
            if named and not isinstance(widget.parentWidget(), QComboBox):
                assert widget.objectName() and widget.accessibleName(), f"{command}: {widget}"
            if isinstance(widget, QPlainTextEdit):
                assert widget.accessibleName(), command
        dialog.close()
        seat.settle()


def test_command_ids_are_stable_and_every_one_is_bound(seat: Seat) -> None:
    bound = {one.id for one in seat.front.window.commands.shown()}
    assert {one.id for one in RECORD_COMMANDS if one.id != "record.merge"} <= bound
    assert {"account.new", "statement.print", "money.undo", "insurance.coverages"} <= bound
