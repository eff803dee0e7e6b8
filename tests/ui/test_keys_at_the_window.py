"""A login without the clinic's key opens it with the recovery sheet; a new sheet replaces one that was lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from paydesk import bootstrap, clinic_key
from paydesk.config import Home
from paydesk.documents.page_image import page_text
from paydesk.gateways import keychain
from paydesk.operations import administering
from paydesk.operations.administering import ClinicSettings, SetUpClinic
from paydesk.operations.desk import Desk
from paydesk.ui import opened_clinic
from paydesk.ui.dialogs.key_dialog import KeyDialog
from paydesk.ui.dialogs.new_key_dialog import NewKeyDialog
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.preferences import Preferences
from paydesk.ui.printing import FolderSink
from support.memory_keyring import MemoryKeyring

CLINIC = SetUpClinic(ClinicSettings("Riverbend Family Clinic"), "ana", "four plain words here")


@pytest.fixture
def front(qtbot: QtBot, tmp_path: Path) -> Iterator[FrontDesk]:
    """The window before anybody sits at it."""
    made = FrontDesk(Preferences(None), sink=FolderSink(tmp_path / "paper"))
    qtbot.addWidget(made.window)
    yield made
    for dialog in made.window.findChildren(QDialog):
        dialog.hide()
    made.finish()


@pytest.fixture
def clinic(tmp_path: Path) -> tuple[Home, Desk, bytes]:
    """A clinic in a home, with its key in the keyring."""
    place = Home(tmp_path / "home")
    desk, key = bootstrap.set_up(place, CLINIC)
    assert key is not None
    return place, desk, key


def test_the_sheet_opens_the_clinic_once_and_for_all_at_this_login(
    front: FrontDesk, clinic: tuple[Home, Desk, bytes], memory_keyring: MemoryKeyring
) -> None:
    place, desk, key = clinic
    desk.close()
    desk.database.close()
    memory_keyring.kept.clear()
    dialog = KeyDialog(
        front.window, sentence="This login does not hold the key.", jobs=front.jobs,
        keep=lambda lines: opened_clinic.open_with_lines(place, lines),
    )  # fmt: skip
    lines = keychain.recovery_lines(key)
    for typed, says in (("", "Type the lines"), ("\n".join(("AAAA AAAA A", *lines[1:])), "Line 1")):
        dialog.lines.edit.setPlainText(typed)
        dialog.findChild(object, "open_clinic").click()
        front.jobs.wait_idle()
        assert says in dialog._wrong.sentence() and dialog.lines.wrong
    dialog.lines.edit.setPlainText("\n".join(lines).lower())
    assert not dialog.lines.wrong
    dialog.findChild(object, "open_clinic").click()
    front.jobs.wait_idle()
    assert dialog.result() == QDialog.DialogCode.Accepted
    bootstrap.open_database(place).close()


def test_the_command_gives_the_key_and_seats_the_same_person_again(
    qtbot: QtBot, clinic: tuple[Home, Desk, bytes], tmp_path: Path
) -> None:
    place, desk, old = clinic
    front = FrontDesk(Preferences(None), sink=FolderSink(tmp_path / "paper"), place=place)
    qtbot.addWidget(front.window)
    front.seat(desk, clinic="Riverbend Family Clinic")
    front.jobs.wait_idle()
    front.trigger("office.new_key")
    dialog = front.window.findChild(NewKeyDialog)
    assert dialog is not None
    asked = int(dialog.page.again.accessibleName().split()[2]) - 1
    dialog.page.again.setText(dialog._key.lines[asked])
    dialog.findChild(object, "primary").click()
    front.jobs.wait_idle()
    assert front.context is not None and front.context.desk is not desk
    assert front.context.desk.actor == desk.actor
    assert keychain.read_key(clinic_key.identity(place)) not in (None, old)
    front.trigger("tab.reports")
    front.jobs.wait_idle()
    front.finish()


def test_a_new_sheet_is_printed_checked_and_then_the_clinic_is_encrypted_anew(
    front: FrontDesk, clinic: tuple[Home, Desk, bytes], tmp_path: Path
) -> None:
    place, desk, old = clinic
    context = front.seat(desk, clinic="Riverbend Family Clinic")
    front.jobs.wait_idle()
    key = opened_clinic.new_key(desk, place)
    dialog = NewKeyDialog(context, key, clinic="Riverbend Family Clinic")
    renewed: list[Desk] = []
    dialog.renewed.connect(renewed.append)
    dialog._print()
    front.jobs.wait_idle()
    (paper,) = (tmp_path / "paper").glob("*.pdf")
    assert all(line in page_text(paper.read_bytes(), 0) for line in key.lines)
    dialog.findChild(object, "primary").click()
    assert keychain.read_key(clinic_key.identity(place)) == old
    asked = int(dialog.page.again.accessibleName().split()[2]) - 1
    dialog.page.again.setText(key.lines[asked])
    dialog.findChild(object, "primary").click()
    front.jobs.wait_idle()
    assert dialog.result() == QDialog.DialogCode.Accepted
    (new,) = renewed
    assert keychain.recovery_lines(keychain.read_key(clinic_key.identity(place)) or b"") == key.lines
    assert administering.clinic_settings(new).name == "Riverbend Family Clinic"
    new.close()
    new.database.close()


def test_where_paydesk_does_not_keep_the_key_that_is_told_before_a_sheet_is_shown(
    qtbot: QtBot, clinic: tuple[Home, Desk, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, desk, old = clinic
    front = FrontDesk(Preferences(None), sink=FolderSink(tmp_path / "paper"), place=place)
    qtbot.addWidget(front.window)
    told: list[str] = []
    monkeypatch.setattr(front.messages, "refuse", lambda refused: told.append(refused.sentence))
    monkeypatch.setenv("PAYDESK_KEY", old.hex())
    front.seat(desk, clinic="Riverbend Family Clinic")
    front.jobs.wait_idle()
    front.trigger("office.new_key")
    assert front.window.findChild(NewKeyDialog) is None
    assert told == ["The key of this clinic is not kept by paydesk: change it where PAYDESK_KEY is set."]
    front.finish()


def test_in_a_low_window_a_wrong_line_of_the_new_sheet_is_told_in_sight(
    front: FrontDesk, clinic: tuple[Home, Desk, bytes]
) -> None:
    place, desk, _ = clinic
    front.window.resize(911, 512)
    front.window.show()
    context = front.seat(desk, clinic="Riverbend Family Clinic")
    front.jobs.wait_idle()
    dialog = NewKeyDialog(context, opened_clinic.new_key(desk, place), clinic="Riverbend Family Clinic")
    dialog.show()
    dialog.page.again.setText("not that line")
    dialog.findChild(object, "primary").click()
    QApplication.processEvents()
    wrong = dialog.page.wrong
    assert "Look at the sheet" in wrong.sentence()
    assert wrong.visibleRegion().boundingRect().height() == wrong.height() > 0
    dialog.reject()
