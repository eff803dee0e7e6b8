"""People at this desk on screen: who signs in and as what, first and new passwords, and letting someone in again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from paydesk.operations import signing_in, staffing
from paydesk.operations.staffing import AddUser
from paydesk.rules.errors import NotAllowed
from paydesk.rules.office import Role
from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.staff_dialog import StaffDialog
from support.window_clinic import Seat, window_clinic

WORDS = "four plain words here"
FIRST = "seven herons over water"
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def boss(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """The window with Dana at it, who administers; Sam is a clerk."""
    clinic = window_clinic(tmp_path, role=Role.ADMINISTRATOR)
    staffing.add_user(clinic.desk, AddUser("dana", "Dana Reyes", Role.ADMINISTRATOR, WORDS, must_change=False))
    staffing.add_user(clinic.desk, AddUser("sam", "Sam Ortega", Role.CLERK, WORDS, must_change=False))
    made = Seat(clinic, tmp_path / "papers")
    yield made
    made.leave()


def people(seat: Seat, key: str = "", **typed: str) -> StaffDialog:
    """The dialog with the person of that name chosen, or a new one."""
    dialog = seat.ask("office.staff")
    assert isinstance(dialog, StaffDialog)
    if key:
        dialog.list.select(key)
    seat.type(dialog, **typed)
    return dialog


def said_beside(dialog: FormDialog, field: str) -> str:
    return dialog.form.boxes[field].input.accessibleDescription()


def member(seat: Seat, name: str) -> staffing.StaffMember:
    return next(one for one in staffing.members(seat.clinic.desk) if one.name == name)


def lock_out(seat: Seat, name: str) -> None:
    desk = seat.clinic.desk
    for _ in range(5):
        with pytest.raises(NotAllowed):
            signing_in.sign_in(desk.database, desk.clock, name, "not at all", workstation="desk 2")


def test_someone_new_signs_in_with_a_first_password_that_is_shown_as_it_is_typed(boss: Seat) -> None:
    dialog = people(boss, name="kim", full_name="Kim Park", role="supervisor", password=FIRST)
    box = dialog.form.boxes["password"].input
    assert isinstance(box, QLineEdit) and box.echoMode() is QLineEdit.EchoMode.Normal
    boss.enter(dialog)
    kept = member(boss, "kim")
    assert (kept.full_name, kept.role, kept.must_change) == ("Kim Park", Role.SUPERVISOR, True)
    assert dialog.lead() == "Kim Park is saved." and boss.said[-1] == "Person saved"
    assert [dialog.form.boxes[name].typed() for name in ("name", "password")] == ["", ""]


@pytest.mark.parametrize(("field", "typed", "told"), [
    ("password", "", "at least 12 characters"), ("password", "kim park kim park", "made of your name"),
    ("name", "", "Type the name"), ("name", "SAM", "taken"), ("full_name", "", "missing"),
])  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(boss: Seat, field: str, typed: str, told: str) -> None:
    good = {"name": "kim", "full_name": "Kim Park", "password": FIRST}
    dialog = people(boss, **{**good, field: typed})
    boss.enter(dialog)
    assert boss.dialog() is dialog and told in said_beside(dialog, field)
    assert dialog.form.boxes["password"].typed() == ("" if field == "password" else FIRST)
    assert len(staffing.members(boss.clinic.desk)) == 2


@pytest.mark.parametrize("refused", ["by the clinic", "by the form", "by a button"])
def test_that_somebody_is_saved_is_said_no_more_when_the_next_one_is_refused(boss: Seat, refused: str) -> None:
    dialog = people(boss, name="kim", full_name="Kim Park", role="clerk", password=FIRST)
    lead, toast = dialog.lead(), boss.front.window.toast
    boss.enter(dialog)
    assert dialog.lead() == "Kim Park is saved." and toast.isVisible()
    if refused == "by a button":
        dialog.list.select("sam")
        boss.type(dialog, full_name="Sam O. Ortega")
        QTest.keyClick(dialog, Qt.Key.Key_N, ALT)
    else:
        boss.type(dialog, name="sam", full_name="" if refused == "by the form" else "Sam Two", password=FIRST)
        boss.enter(dialog)
    assert dialog.lead() == lead and not toast.isVisible()
    dialog.give_up()
    boss.settle()


def test_the_role_says_what_it_may(boss: Seat) -> None:
    dialog = people(boss)
    for role, told in (("read_only", "changes nothing"), ("supervisor", "refunds"), ("administrator", "settings")):
        boss.type(dialog, role=role)
        sentences = " ".join(one.accessibleName() for one in dialog.findChildren(QWidget) if one.isVisible())
        assert told in sentences


def test_a_role_is_changed_and_who_left_says_so(boss: Seat) -> None:
    dialog = people(boss, "sam", role="supervisor")
    assert not dialog.form.boxes["name"].isEnabled() and not dialog.form.boxes["password"].isVisible()
    boss.enter(dialog)
    assert member(boss, "sam").role is Role.SUPERVISOR
    dialog.form.boxes["active"].set_value(False)
    boss.enter(dialog)
    row = next(one for one in dialog.list.rows.rows if one.key == "sam")
    assert not member(boss, "sam").active and row.second == "Left; sam, supervisor"


def test_the_last_administrator_stays_one(boss: Seat) -> None:
    dialog = people(boss, "dana", role="clerk")
    boss.enter(dialog)
    assert "Nobody else administers" in said_beside(dialog, "role")


def test_another_desks_change_meanwhile_is_not_overwritten(boss: Seat) -> None:
    dialog = people(boss, "sam", full_name="Sam Mine")
    dialog.save({**dialog.form.values(), "full_name": "Sam Theirs"}, dialog.record())()
    boss.enter(dialog)
    assert "dana changed this record at" in dialog.problem.sentence()
    assert member(boss, "sam").full_name == "Sam Theirs"


def test_a_forgotten_password_is_replaced_by_keyboard_alone(boss: Seat) -> None:
    dialog = people(boss, "sam")
    QTest.keyClick(dialog, Qt.Key.Key_N, ALT)
    boss.settle()
    assert dialog.focusWidget() is dialog.form.boxes["password"].input
    assert not dialog.form.boxes["role"].isVisible() and dialog.primary.text() == "Set the new password"
    boss.type(dialog, password="short")
    boss.enter(dialog)
    assert "at least 12" in said_beside(dialog, "password")
    boss.type(dialog, password=FIRST)
    boss.enter(dialog)
    assert member(boss, "sam").must_change and "sam has a new password" in boss.said[-1]
    assert FIRST not in " ".join(boss.said)
    row = next(one for one in dialog.list.rows.rows if one.key == "sam")
    assert row.why == "First password not changed yet"
    assert dialog.form.boxes["role"].isVisible() and not dialog.form.boxes["password"].isVisible()


def test_a_new_password_waits_until_what_was_changed_is_saved(boss: Seat) -> None:
    dialog = people(boss, "sam", full_name="Sam O. Ortega")
    QTest.keyClick(dialog, Qt.Key.Key_N, ALT)
    assert "Save what you changed first" in dialog.problem.sentence()
    assert dialog.form.boxes["role"].isVisible()


def test_who_answered_wrong_too_often_is_let_in_again(boss: Seat) -> None:
    lock_out(boss, "sam")
    dialog = people(boss, "sam")
    row = next(one for one in dialog.list.rows.rows if one.key == "sam")
    assert row.why.startswith("Locked until ") and row.why_tone == "bad"
    QTest.keyClick(dialog, Qt.Key.Key_U, ALT)
    boss.settle()
    assert member(boss, "sam").locked_until is None and dialog.lead() == "sam may try again."
    unlock = dialog.findChild(Button, "unlock")
    assert unlock is not None and not unlock.isVisible()


def test_a_password_is_in_no_draft(boss: Seat) -> None:
    dialog = people(boss, name="kim", full_name="Kim Park", password=FIRST)
    assert FIRST not in str(dialog.draft()) and "Kim Park" in str(dialog.draft())
    dialog.list.select("sam")
    dialog.list.select("")
    assert dialog.form.boxes["full_name"].typed() == "Kim Park" and dialog.form.boxes["password"].typed() == ""


def test_only_who_may_decide_sees_the_people(seat: Seat) -> None:
    shown = {one.id for one in seat.front.window.commands.shown()}
    assert "office.staff" not in shown


@pytest.mark.parametrize(("wide", "high"), [(1366, 689), (911, 512)])
def test_every_dialog_of_people_fits_and_everything_in_it_has_its_names(boss: Seat, wide: int, high: int) -> None:
    boss.front.window.resize(wide, high)
    lock_out(boss, "sam")
    dialog = people(boss, "sam")
    for renews in (False, True):
        assert dialog.width() <= wide and dialog.height() <= high and dialog.needed_width() <= dialog.width()
        for widget in dialog.findChildren(QWidget):
            if isinstance(widget, (QLineEdit, QComboBox, Button)) and not isinstance(widget.parentWidget(), QComboBox):
                assert widget.objectName() and widget.accessibleName(), widget
        if not renews:
            QTest.keyClick(dialog, Qt.Key.Key_N, ALT)
            boss.settle()
