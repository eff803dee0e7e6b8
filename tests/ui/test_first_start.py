"""The first start: a clinic set up by keyboard, its recovery sheet checked, and signing in afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from paydesk.config import Home
from paydesk.ui.dialogs.setup_dialog import SetupDialog
from paydesk.ui.dialogs.sign_in_dialog import SignInDialog
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.opened_clinic import OpenedClinic
from paydesk.ui.preferences import Preferences
from paydesk.ui.printing import FolderSink
from support.memory_keyring import MemoryKeyring

PASSWORD = "herons stand over still water"
CLINIC = {"name": "Riverbend Clinic", "street": "PO Box 12", "city": "Austin", "zip": "78701", "phone": "5125550142"}


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path, memory_keyring: MemoryKeyring) -> Iterator[FrontDesk]:
    """The window before anybody sits at it."""
    made = FrontDesk(Preferences(None), sink=FolderSink(tmp_path / "paper"))
    qtbot.addWidget(made.window)
    yield made
    made.finish()


def _dialog(front: FrontDesk, place: Home) -> SetupDialog:
    shared = {"jobs": front.jobs, "messages": front.messages, "printing": front.printing}
    return SetupDialog(front.window, place, None, **shared)  # type: ignore[arg-type]


def _filled(front: FrontDesk, place: Home) -> SetupDialog:
    dialog = _dialog(front, place)
    dialog.welcome.chosen.emit(False)
    for name, words in CLINIC.items():
        box = dialog.clinic.form.boxes[name]
        QTest.keyClicks(box.input, words)
        box.tidy()
    dialog.findChild(object, "next").click()
    for name, words in (("full_name", "Ana Ruiz"), ("admin", "ana"), ("password", PASSWORD), ("again", PASSWORD)):
        QTest.keyClicks(dialog.administrator.lines[name], words)
    return dialog


def test_a_clinic_is_set_up_and_opened_with_its_password(empty: FrontDesk, tmp_path: Path) -> None:
    place = Home(tmp_path / "home")
    dialog = _filled(empty, place)
    assert dialog.clinic.form.boxes["state"].typed() == "TX"
    dialog.findChild(object, "next").click()
    empty.jobs.wait_idle(20_000)
    assert dialog.page() == 3
    asked = int(dialog.recovery.again.accessibleName().split()[2]) - 1
    dialog.recovery.again.setText("not the line")
    dialog.findChild(object, "next").click()
    assert dialog.page() == 3
    dialog.recovery.again.setText(dialog.recovery.lines()[asked].lower())
    dialog.findChild(object, "next").click()
    assert dialog.result() == QDialog.DialogCode.Accepted and dialog.desk is not None
    dialog.desk.close()
    dialog.desk.database.close()
    clinic = OpenedClinic.at(place, None)
    assert clinic is not None and clinic.name == "Riverbend Clinic"
    signing = SignInDialog(None, sign_in=clinic.sign_in, jobs=empty.jobs, clinic=clinic.name)
    signing.name.setText("ana")
    signing.password.setText("wrong")
    signing.findChild(object, "sign_in").click()
    empty.jobs.wait_idle(20_000)
    assert signing.desk is None and signing.password.wrong
    signing.password.setText(PASSWORD)
    signing.findChild(object, "sign_in").click()
    empty.jobs.wait_idle(20_000)
    assert signing.desk is not None and signing.desk.actor.name == "ana"
    signing.desk.close()
    signing.desk.database.close()


def test_two_passwords_that_differ_are_told_at_the_second(empty: FrontDesk, tmp_path: Path) -> None:
    dialog = _filled(empty, Home(tmp_path / "home"))
    dialog.administrator.lines["again"].setText("something else")
    dialog.findChild(object, "next").click()
    assert dialog.page() == 2 and dialog.administrator.lines["again"].wrong
    assert not (tmp_path / "home").exists()


def test_the_recovery_sheet_is_printed_with_all_its_lines(empty: FrontDesk, tmp_path: Path) -> None:
    dialog = _dialog(empty, Home(tmp_path / "home"))
    dialog.recovery.show_lines(tuple(f"ABCD EF0{n} X" for n in range(7)), asked=0)
    dialog.recovery.print_asked.emit()
    sink = empty.printing.sink
    assert isinstance(sink, FolderSink) and sink.files[0].read_bytes().startswith(b"%PDF")


def test_looking_around_first_asks_for_nothing(empty: FrontDesk, tmp_path: Path) -> None:
    dialog = _dialog(empty, Home(tmp_path / "home"))
    dialog.welcome.chosen.emit(True)
    assert dialog.wants_demo and dialog.result() == QDialog.DialogCode.Accepted
