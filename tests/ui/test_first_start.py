"""The first start: a clinic set up by keyboard, its recovery sheet checked, and signing in afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from paydesk import demo
from paydesk.config import Home
from paydesk.documents.page_image import page_text
from paydesk.rules.time_zones import zone_of_state
from paydesk.rules.zip_codes import STATES
from paydesk.ui.dialogs.setup_dialog import SetupDialog
from paydesk.ui.dialogs.sign_in_dialog import SignInDialog
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.jobs import Stopped
from paydesk.ui.labels import Why
from paydesk.ui.opened_clinic import OpenedClinic
from paydesk.ui.preferences import Preferences
from paydesk.ui.printing import FolderSink
from paydesk.ui.setup_pages import ZONES
from paydesk.ui.starting import seat_demo
from support.memory_keyring import MemoryKeyring

PASSWORD = "herons stand over still water"
CLINIC = {"name": "Riverbend Clinic", "street": "PO Box 12", "city": "Austin", "zip": "78701", "phone": "5125550142"}


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path, memory_keyring: MemoryKeyring) -> Iterator[FrontDesk]:
    """The window before anybody sits at it."""
    made = FrontDesk(Preferences(None), sink=FolderSink(tmp_path / "paper"))
    qtbot.addWidget(made.window)
    yield made
    for dialog in made.window.findChildren(QDialog):
        dialog.hide()  # closing may ask whether to leave
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
    signing.form.name.setText("ana")
    signing.form.password.setText("wrong")
    signing.findChild(object, "sign_in").click()
    empty.jobs.wait_idle(20_000)
    assert signing.desk is None and signing.form.password.wrong
    signing.form.password.setText(PASSWORD)
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
    assert [dialog.administrator.lines[name].text() for name in ("password", "again")] == [PASSWORD, ""]
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


def test_a_demo_that_was_cancelled_says_so_and_is_made_again(
    empty: FrontDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes: list[Path] = []

    def open_demo(home: Home, patients: int, *, progress: Callable[[int, int], None]) -> None:
        homes.append(home.root)
        raise Stopped

    asked: list[tuple[str, str]] = []

    def ask(title: str, sentence: str, *, yes: str, no: str = "") -> bool:
        asked.append((title, yes))
        return len(asked) == 1

    monkeypatch.setattr(demo, "open_demo", open_demo)
    monkeypatch.setattr(empty.messages, "ask", ask)
    empty.window.show()
    seat_demo(empty, Home(tmp_path), 3)
    empty.jobs.wait_idle()
    assert asked == [("The demo clinic was not made", "Make it again")] * 2
    assert homes[0] != homes[1], "nothing of the first may stand in the second"
    assert not empty.window.isVisible(), "who does not want it again closes the window"


@pytest.mark.parametrize(
    ("zip_code", "zone"),
    [("97701", "America/Los_Angeles"), ("78701", "America/Chicago"), ("85001", "America/Phoenix"),
     ("99501", "America/Anchorage"), ("02139", "America/New_York"), ("83702", "America/Denver")],
)  # fmt: skip
def test_the_time_zone_follows_the_zip_code(empty: FrontDesk, tmp_path: Path, zip_code: str, zone: str) -> None:
    form = _dialog(empty, Home(tmp_path / "home")).clinic.form
    QTest.keyClicks(form.boxes["zip"].input, zip_code)
    form.boxes["zip"].tidy()
    assert form.boxes["time_zone"].typed() == zone


def test_a_time_zone_that_was_chosen_stays(empty: FrontDesk, tmp_path: Path) -> None:
    form = _dialog(empty, Home(tmp_path / "home")).clinic.form
    choice = form.boxes["time_zone"].input
    choice.setCurrentIndex(choice.findData("America/Denver"))  # type: ignore[union-attr]
    QTest.keyClicks(form.boxes["zip"].input, "97914")
    form.boxes["zip"].tidy()
    assert (form.boxes["state"].typed(), form.boxes["time_zone"].typed()) == ("OR", "America/Denver")


def test_every_time_zone_that_follows_can_be_chosen() -> None:
    known = {choice.key for choice in ZONES}
    assert {zone for state in STATES if (zone := zone_of_state(state))} <= known
    assert {state for state in STATES if zone_of_state(state) is None} <= {
        "AS", "GU", "MP", "FM", "MH", "PW", "AA", "AE", "AP"
    }  # fmt: skip


def test_a_zip_code_and_a_state_that_are_missing_are_both_told(empty: FrontDesk, tmp_path: Path) -> None:
    dialog = _dialog(empty, Home(tmp_path / "home"))
    dialog.welcome.chosen.emit(False)
    dialog.findChild(object, "next").click()
    told = {why.sentence() for why in dialog.clinic.findChildren(Why)}
    assert "ZIP code is missing. Fill it in. State is missing. Fill it in." in told


def test_the_recovery_lines_carry_their_numbers(empty: FrontDesk, tmp_path: Path) -> None:
    dialog = _dialog(empty, Home(tmp_path / "home"))
    dialog.recovery.show_lines(("ABCD EF00 X", "ABCD EF01 X"), asked=1)
    shown = dialog.recovery.findChild(QLabel, "recovery_lines")
    assert shown is not None and shown.text().splitlines() == ["1   ABCD EF00 X", "2   ABCD EF01 X"]
    dialog.recovery.again.setText("ABCD EF01 X")
    dialog.recovery.check()
    dialog.recovery.print_asked.emit()
    sink = empty.printing.sink
    assert isinstance(sink, FolderSink)
    words = page_text(sink.files[0].read_bytes(), 0)
    assert re.search(r"2\s+ABCD EF01 X", words), words


def test_without_a_keyring_the_first_page_says_what_helps_and_looks_again(
    empty: FrontDesk, tmp_path: Path, memory_keyring: MemoryKeyring
) -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())
    dialog = _dialog(empty, Home(tmp_path / "home"))
    dialog.show()
    empty.jobs.wait_idle()
    assert "PAYDESK_KEY" in dialog.welcome.missing() and "GNOME Keyring" in dialog.welcome.missing()
    button = dialog.findChild(QPushButton, "set_up_clinic")
    assert button is not None
    button.click()
    empty.jobs.wait_idle()
    assert dialog.page() == 0
    keyring.set_keyring(memory_keyring)
    button.click()
    empty.jobs.wait_idle()
    assert dialog.page() == 1 and dialog.welcome.missing() == ""
