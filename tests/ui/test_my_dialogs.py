"""One's own password, PIN and second factor on screen; nothing of them is kept in a draft or told in a message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from paydesk.documents.page_image import page_text
from paydesk.operations import signing_in, staffing
from paydesk.operations.staffing import AddUser, SetPin
from paydesk.rules.errors import CodeNeeded
from paydesk.rules.office import Role
from paydesk.ui import theme
from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.my_factor_dialog import EndFactorDialog, NewFactorDialog
from paydesk.ui.dialogs.recovery_codes_dialog import RecoveryCodesDialog
from paydesk.ui.qr_picture import QrPicture
from support.window_clinic import Seat, window_clinic

WORDS = "four plain words here"
OTHER = "seven herons over water"
PIN = "2580"
MINE = ("my.password", "my.pin", "my.factor")


@pytest.fixture
def dana(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """The window with Dana at it, a clerk with a password of her own."""
    clinic = window_clinic(tmp_path, role=Role.ADMINISTRATOR)
    staffing.add_user(clinic.desk, AddUser("dana", "Dana Reyes", Role.ADMINISTRATOR, WORDS, must_change=False))
    made = Seat(clinic, tmp_path / "papers")
    yield made
    made.leave()


def said_beside(dialog: FormDialog, field: str) -> str:
    return dialog.form.boxes[field].input.accessibleDescription()


def me(seat: Seat) -> staffing.StaffMember:
    return staffing.myself(seat.clinic.desk)


def opens(seat: Seat, password: str) -> bool:
    desk = seat.clinic.desk
    try:
        signing_in.sign_in(desk.database, desk.clock, "dana", password, workstation="desk 2").close()
    except CodeNeeded:
        return True
    return True


def typed(dialog: FormDialog) -> tuple[str, ...]:
    """What stands in its fields, hidden or not."""
    return tuple(box.typed() for box in dialog.form.boxes.values())


def code_now(dialog: FormDialog, seat: Seat) -> str:
    secret = dialog.findChild(QLabel, "factor_secret")
    assert secret is not None
    return pyotp.TOTP("".join(secret.text().split())).at(seat.clinic.desk.clock.now())


def put_away(seat: Seat, qtbot: QtBot) -> None:
    """Say of the recovery codes that they are kept."""
    codes = seat.dialog()
    assert isinstance(codes, RecoveryCodesDialog)
    qtbot.waitUntil(codes.primary.isEnabled)
    seat.enter(codes)


def test_the_password_is_changed_with_the_present_one_and_twice_the_new(dana: Seat) -> None:
    dialog = dana.ask("my.password", present=WORDS, password=OTHER, again="something else again")
    dana.enter(dialog)
    assert "differ" in said_beside(dialog, "again") and typed(dialog) == (WORDS, OTHER, "")
    dana.type(dialog, present="wrong words here", again=OTHER)
    dana.enter(dialog)
    assert "not your password" in said_beside(dialog, "present") and typed(dialog) == ("", "", "")
    dana.type(dialog, present=WORDS, password="short", again="short")
    dana.enter(dialog)
    assert "at least 12" in said_beside(dialog, "password") and typed(dialog) == ("", "", "")
    dana.type(dialog, present=WORDS, password=OTHER, again=OTHER)
    dana.enter(dialog)
    assert dana.dialog() is None and dana.said[-1] == "Your password is changed" and opens(dana, OTHER)


def test_what_is_missing_is_asked_for_in_words(dana: Seat) -> None:
    dialog = dana.ask("my.password")
    dana.enter(dialog)
    assert said_beside(dialog, "present") == "Type the password you have now."


def test_a_pin_is_set_and_ended(dana: Seat) -> None:
    dialog = dana.ask("my.pin", password=WORDS)
    dana.enter(dialog)
    assert "Type the digits" in said_beside(dialog, "pin") and typed(dialog) == ("", "", WORDS)
    dana.type(dialog, pin="1234", again="1234")
    dana.enter(dialog)
    assert "easy to guess" in said_beside(dialog, "pin") and typed(dialog) == ("", "", "")
    dana.type(dialog, pin=PIN, again="2581", password=WORDS)
    dana.enter(dialog)
    assert "differ" in said_beside(dialog, "again") and typed(dialog) == (PIN, "", WORDS)
    dana.type(dialog, again=PIN)
    dana.enter(dialog)
    assert me(dana).has_pin and dana.said[-1] == "Your PIN is set"
    dialog = dana.ask("my.pin", password="not my password")
    assert dialog.primary.text() == "End the PIN"
    dana.enter(dialog)
    assert "not your password" in said_beside(dialog, "password") and typed(dialog) == ("", "", "")
    dana.type(dialog, password=WORDS)
    dana.enter(dialog)
    assert not me(dana).has_pin and dana.said[-1] == "Your PIN is ended"


def test_a_pin_that_a_refusal_emptied_does_not_end_the_one_there_is(dana: Seat) -> None:
    staffing.set_pin(dana.clinic.desk, SetPin(WORDS, PIN))
    dialog = dana.ask("my.pin", pin="13579", again="13579", password="not my password")
    dana.enter(dialog)
    assert typed(dialog) == ("", "", "") and dialog.primary.text() == "Set the PIN"
    dana.type(dialog, password=WORDS)
    dana.enter(dialog)
    assert "Type the digits" in said_beside(dialog, "pin") and me(dana).has_pin
    dialog.reject()
    dana.settle()


def test_the_second_factor_is_turned_on_with_its_first_code_and_the_recovery_codes_are_printed(
    dana: Seat, qtbot: QtBot
) -> None:
    dialog = dana.ask("my.factor", password=WORDS, code="000000")
    assert isinstance(dialog, NewFactorDialog)
    dana.enter(dialog)
    assert "does not fit" in said_beside(dialog, "code") and typed(dialog) == ("000000", WORDS)
    dana.type(dialog, code=code_now(dialog, dana))
    dana.enter(dialog)
    codes = dana.dialog()
    assert isinstance(codes, RecoveryCodesDialog) and me(dana).has_second_factor
    shown = [one.text() for one in codes.findChildren(QLabel) if one.objectName().startswith("recovery_code_")]
    assert len(set(shown)) == 10
    QTest.keyClick(codes, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dana.settle()
    words = page_text((dana.papers / "recovery-codes.pdf").read_bytes(), 0)
    assert all(code in words for code in shown)
    assert dana.said[-1].startswith("Recovery codes saved as")
    assert not [one for one in shown if one in " ".join(dana.said)]
    put_away(dana, qtbot)
    assert dana.dialog() is None


def test_an_enter_pressed_twice_does_not_put_the_codes_away_unread(dana: Seat, qtbot: QtBot) -> None:
    codes = RecoveryCodesDialog(dana.context, ("AAAA-BBBB-CCCC-DDDD",), clinic="Riverbend")
    codes.start()
    dana.enter(codes)
    assert dana.dialog() is codes
    put_away(dana, qtbot)
    assert dana.dialog() is None


def test_recovery_codes_are_not_left_by_one_key_in_haste(dana: Seat) -> None:
    codes = RecoveryCodesDialog(dana.context, ("AAAA-BBBB-CCCC-DDDD",), clinic="Riverbend")
    codes.start()
    QTest.keyClick(codes, Qt.Key.Key_Escape)
    assert dana.dialog() is codes and "write them down first" in codes.problem.sentence()
    QTest.keyClick(codes, Qt.Key.Key_Escape)
    dana.settle()
    assert dana.dialog() is None


def test_recovery_codes_go_when_somebody_else_takes_the_desk(dana: Seat) -> None:
    RecoveryCodesDialog(dana.context, ("AAAA-BBBB-CCCC-DDDD",), clinic="Riverbend").start()
    dana.context.leaving.emit()
    dana.settle()
    assert dana.dialog() is None


def test_a_phone_reads_the_code_from_the_screen_in_the_dark_too(dana: Seat, qapp: object) -> None:
    theme.apply(qapp, theme.Mode.DARK)  # type: ignore[arg-type]
    dialog = dana.ask("my.factor")
    picture = dialog.findChild(QrPicture)
    assert picture is not None
    image = picture.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = memoryview(image.constBits()).cast("B", (image.height(), image.bytesPerLine()))
    read = zxingcpp.read_barcodes(pixels)
    secret = dialog.findChild(QLabel, "factor_secret")
    assert secret is not None and read[0].text.startswith("otpauth://totp/")
    assert "".join(secret.text().split()) in read[0].text and "dana" in read[0].text


def test_the_second_factor_is_turned_off_with_the_password(dana: Seat, qtbot: QtBot) -> None:
    dialog = dana.ask("my.factor", password=WORDS)
    dana.type(dialog, code=code_now(dialog, dana))
    dana.enter(dialog)
    put_away(dana, qtbot)
    dialog = dana.ask("my.factor", password=OTHER)
    assert isinstance(dialog, EndFactorDialog)
    dana.enter(dialog)
    assert "not your password" in said_beside(dialog, "password") and me(dana).has_second_factor
    dana.type(dialog, password=WORDS)
    dana.enter(dialog)
    assert dana.dialog() is None and not me(dana).has_second_factor


def test_nothing_secret_is_shown_while_it_is_typed_or_kept_in_a_draft(dana: Seat) -> None:
    for command, typed in (
        ("my.password", {"present": WORDS, "password": OTHER, "again": OTHER}),
        ("my.pin", {"pin": PIN, "again": PIN, "password": WORDS}), ("my.factor", {"password": WORDS}),
    ):  # fmt: skip
        dialog = dana.ask(command, **typed)
        for name in typed:
            box = dialog.form.boxes[name].input
            assert isinstance(box, QLineEdit) and box.echoMode() is QLineEdit.EchoMode.Password
        assert not set(typed.values()) & set(map(str, dialog.typed().values()))
        dialog.reject()
        dana.settle()
        again = dana.ask(command)
        assert {again.form.boxes[name].typed() for name in typed} == {""}
        again.reject()
        dana.settle()


def test_what_is_secret_is_gone_when_the_screen_was_locked_over_it_and_the_rest_stays(dana: Seat) -> None:
    for command, written, stays in (
        ("my.password", {"present": WORDS, "password": OTHER, "again": OTHER}, ("", "", "")),
        ("my.pin", {"pin": PIN, "again": PIN, "password": WORDS}, ("", "", "")),
        ("my.factor", {"password": WORDS, "code": "123456"}, ("123456", "")),
        ("office.staff", {"name": "kim", "full_name": "Kim Park", "role": "clerk", "password": OTHER},
         ("kim", "Kim Park", "clerk", "yes", "")),
    ):  # fmt: skip
        dialog = dana.ask(command, **written)
        dana.front.locking.lock_screen()
        dana.front.locking.come_back()
        dana.settle()
        assert typed(dialog) == stays, command
        for box in dialog.form.boxes.values():
            if isinstance(box.input, QLineEdit) and not box.typed():
                box.input.undo()
        assert typed(dialog) == stays, f"{command}: Ctrl+Z brings it back"
        dialog.reject()
        dana.settle()


def test_a_pin_that_the_lock_emptied_does_not_end_the_one_there_is(dana: Seat) -> None:
    staffing.set_pin(dana.clinic.desk, SetPin(WORDS, PIN))
    dialog = dana.ask("my.pin", pin="13579", again="13579", password=WORDS)
    assert dialog.primary.text() == "Set the PIN"
    dana.front.locking.lock_screen()
    dana.front.locking.come_back()
    assert dialog.primary.text() == "Set the PIN"


def test_everybody_has_a_password_of_her_own_to_change(seat: Seat) -> None:
    assert set(MINE) <= {one.id for one in seat.front.window.commands.shown()}


@pytest.mark.parametrize(("wide", "high"), [(1366, 689), (911, 512)])
def test_every_dialog_of_ones_own_fits_and_everything_in_it_has_its_names(dana: Seat, wide: int, high: int) -> None:
    dana.front.window.resize(wide, high)
    for command in MINE:
        dialog = dana.ask(command)
        assert dialog.width() <= wide and dialog.height() <= high, command
        assert dialog.needed_width() <= dialog.width(), f"{command} is cut at its right"
        for widget in dialog.findChildren(QWidget):
            if isinstance(widget, (QLineEdit, QComboBox, Button)) and not isinstance(widget.parentWidget(), QComboBox):
                assert widget.objectName() and widget.accessibleName(), f"{command}: {widget}"
        dialog.reject()
        dana.settle()


def test_the_pin_and_factor_dialogs_know_what_is_set(dana: Seat) -> None:
    assert dana.ask("my.pin").primary.text() == "Set the PIN"
    dana.dialog().reject()  # type: ignore[union-attr]
    dana.settle()
    staffing.set_pin(dana.clinic.desk, SetPin(WORDS, PIN))
    assert dana.ask("my.pin").primary.text() == "End the PIN"
