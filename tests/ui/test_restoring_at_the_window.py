"""On a new PC a backup and the recovery sheet bring the clinic back; what stands there is kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from paydesk import bootstrap, safekeeping
from paydesk.config import Home
from paydesk.gateways import keychain
from paydesk.operations.administering import ClinicSettings, SetUpClinic
from paydesk.rules.errors import PaydeskError
from paydesk.ui import application, opened_clinic
from paydesk.ui.dialogs.key_dialog import KeyDialog
from paydesk.ui.dialogs.restore_dialog import RestoreDialog
from paydesk.ui.dialogs.setup_dialog import SetupDialog
from paydesk.ui.dialogs.sign_in_dialog import SignInDialog
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.jobs import Progress
from paydesk.ui.opened_clinic import OpenedClinic
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
def backup(tmp_path: Path) -> tuple[Path, tuple[str, ...]]:
    """A backup of another PC's clinic, and its recovery lines."""
    place, file = Home(tmp_path / "old pc"), tmp_path / "stick" / "of today.paydesk-backup"
    desk, key = bootstrap.set_up(place, CLINIC)
    assert key is not None
    file.parent.mkdir()
    safekeeping.back_up(desk, place, file)
    desk.close()
    desk.database.close()
    return file, keychain.recovery_lines(key)


Filled = Callable[[Home], RestoreDialog]


@pytest.fixture
def dialog_for(front: FrontDesk) -> Filled:
    """The dialog of a home."""

    def made(place: Home) -> RestoreDialog:
        return RestoreDialog(
            front.window, jobs=front.jobs, stands=place.database.exists(),
            restore=lambda file, lines, progress: opened_clinic.restore(place, file, lines, progress.step),
        )  # fmt: skip

    return made


def _press(front: FrontDesk, dialog: RestoreDialog, file: Path | str, lines: tuple[str, ...]) -> None:
    dialog.file.setText(str(file))
    dialog.lines.edit.setPlainText("\n".join(lines))
    dialog.findChild(object, "restore").click()
    front.jobs.wait_idle()


def test_a_new_pc_works_with_the_clinic_of_a_backup(
    front: FrontDesk, backup: tuple[Path, tuple[str, ...]], dialog_for: Filled, tmp_path: Path,
    memory_keyring: MemoryKeyring,
) -> None:  # fmt: skip
    memory_keyring.kept.clear()
    place = Home(tmp_path / "new pc")
    first = SetupDialog(
        front.window, place, None, jobs=front.jobs, messages=front.messages, printing=front.printing
    )
    first.findChild(object, "restore_backup").click()
    assert first.wants_backup and first.result() == QDialog.DialogCode.Accepted
    dialog = dialog_for(place)
    _press(front, dialog, backup[0], backup[1])
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.told.startswith("The clinic is back as it was on ") and "kept" not in dialog.told
    clinic = OpenedClinic.at(place, None)
    assert clinic is not None and clinic.name == "Riverbend Family Clinic"
    desk = clinic.sign_in("ana", "four plain words here", "")
    desk.close()
    desk.database.close()


def test_a_restore_over_a_clinic_keeps_it_beside_and_needs_no_lines_at_its_own_login(
    front: FrontDesk, backup: tuple[Path, tuple[str, ...]], dialog_for: Filled, tmp_path: Path
) -> None:
    place = Home(tmp_path / "old pc")
    dialog = dialog_for(place)
    _press(front, dialog, backup[0], ())
    assert "What stood here before is kept as clinic-before-restore-" in dialog.told
    assert len(list(place.root.glob("clinic-before-restore-*.paydesk"))) == 1


@pytest.mark.parametrize(
    ("file", "lines", "says", "at"),
    [
        ("", (), "Choose the backup's file", "file"), ("not there", (), "not there cannot be used", "file"),
        (None, ("ZAAA AAAA A",) * 7, "Line 1 is not as on the recovery sheet", "lines"),
        (None, keychain.recovery_lines(bytes(32)), "this key is not the one it was made with", "lines"),
        (None, ("",), "does not have the key of that backup", "lines"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_made(
    front: FrontDesk, backup: tuple[Path, tuple[str, ...]], dialog_for: Filled, tmp_path: Path,
    file: str | None, lines: tuple[str, ...], says: str, at: str, memory_keyring: MemoryKeyring,
) -> None:  # fmt: skip
    memory_keyring.kept.clear()
    place = Home(tmp_path / "new pc")
    dialog = dialog_for(place)
    _press(front, dialog, backup[0] if file is None else file, lines or (backup[1] if file else ()))
    assert says in dialog._wrong.sentence() and stands_at(dialog) == at
    assert dialog.told == "" and not place.database.exists()


def stands_at(dialog: RestoreDialog) -> str:
    """The field that is marked and has the cursor."""
    marked = [name for name in ("file", "lines") if getattr(dialog, name).wrong]
    (field,) = (name for name in ("file", "lines") if dialog.focusWidget() in (
        getattr(dialog, name), getattr(getattr(dialog, name), "edit", None)))  # fmt: skip
    assert marked == [field]
    return field


def test_what_is_wrong_with_neither_is_marked_at_neither(
    front: FrontDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(file: Path, lines: str, progress: Progress) -> str:
        raise PaydeskError("This login's keyring is missing or locked.")

    dialog = RestoreDialog(front.window, jobs=front.jobs, stands=False, restore=away)
    _press(front, dialog, "a file", ())
    assert "keyring" in dialog._wrong.sentence() and not dialog.file.wrong and not dialog.lines.wrong
    assert dialog.focusWidget() is dialog.file


@pytest.mark.parametrize("how", ["in the middle", "cut off", "empty", "not encrypted"])
def test_a_backup_that_cannot_be_restored_is_told_at_its_file(
    front: FrontDesk, backup: tuple[Path, tuple[str, ...]], dialog_for: Filled, tmp_path: Path, how: str
) -> None:
    whole = backup[0].read_bytes()
    bad = {
        "in the middle": whole[: len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) + whole[len(whole) // 2 + 1 :],
        "cut off": whole[:-7], "empty": b"", "not encrypted": b"SQLite format 3" + whole[15:],
    }[how]  # fmt: skip
    backup[0].write_bytes(bad)
    dialog = dialog_for(Home(tmp_path / "new pc"))
    dialog.lines.setFocus()
    _press(front, dialog, backup[0], backup[1])
    assert stands_at(dialog) == "file" and dialog._wrong.sentence()
    dialog.file.textEdited.emit("another")
    assert not dialog.file.wrong and not dialog._wrong.sentence()


def test_a_damaged_backup_is_told_and_the_form_stays(
    front: FrontDesk, backup: tuple[Path, tuple[str, ...]], dialog_for: Filled, tmp_path: Path
) -> None:
    contents = bytearray(backup[0].read_bytes())
    contents[len(contents) // 2] ^= 1
    backup[0].write_bytes(contents)
    dialog = dialog_for(Home(tmp_path / "new pc"))
    _press(front, dialog, backup[0], backup[1])
    assert "damaged" in dialog._wrong.sentence()
    assert dialog.file.text() == str(backup[0]) and dialog.findChild(object, "restore").isEnabled()


def _restores(monkeypatch: pytest.MonkeyPatch, file: Path) -> list[str]:
    """Whoever is asked for a backup gives ``file``; then somebody is asked to sign in and leaves. What was told."""
    told: list[str] = []

    def give(dialog: RestoreDialog) -> int:
        dialog.told = dialog._restore(file, "", Progress())
        told.append(dialog.told)
        return 1

    monkeypatch.setattr(RestoreDialog, "exec", give)
    monkeypatch.setattr(SignInDialog, "exec", lambda dialog: told.append("sign in") or 0)
    return told


def test_a_clinic_that_is_open_is_closed_for_a_backup_of_it_and_opened_again(
    front: FrontDesk, backup: tuple[Path, tuple[str, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Home(tmp_path / "old pc")
    clinic = OpenedClinic.at(place, None)
    assert clinic is not None
    front._place = place
    opening = application._Opening(front, place, None)
    front.seat(clinic.sign_in("ana", "four plain words here", ""), clinic=clinic.name)
    front.jobs.wait_idle()
    told = _restores(monkeypatch, backup[0])
    monkeypatch.setattr(front.messages, "ask", lambda *words, **more: False)
    front.trigger("office.restore")
    front.jobs.wait_idle()
    assert told == [] and front.desk() is not None
    monkeypatch.setattr(front.messages, "ask", lambda *words, **more: True)
    opening.bring_back()
    front.jobs.wait_idle()
    assert front.desk() is None
    assert "kept as clinic-before-restore-" in told[0] and told[1:] == ["sign in"]


def test_a_damaged_clinic_offers_its_backup_at_the_start(
    front: FrontDesk, backup: tuple[Path, tuple[str, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Home(tmp_path / "old pc")
    contents = bytearray(place.database.read_bytes())
    contents[60] ^= 1  # in the first page: the key does not open it any more
    place.database.write_bytes(contents)
    told = _restores(monkeypatch, backup[0])

    def ask_for_backup(dialog: KeyDialog) -> int:
        dialog.findChild(object, "restore_backup").click()
        return 0

    monkeypatch.setattr(KeyDialog, "exec", ask_for_backup)
    application._Opening(front, place, None).begin()
    front.jobs.wait_idle()
    assert "kept as clinic-before-restore-" in told[0] and told[1:] == ["sign in"]
