"""Signing in at the window: a code where one is asked for, a doubted clock, a first password; nothing typed stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from paydesk.gateways import authenticator
from paydesk.operations import auditing, enrolling, signing_in, staffing, timekeeping, witnessing
from paydesk.operations.desk import Actor, Desk
from paydesk.operations.staffing import AddUser
from paydesk.rules.office import Role
from paydesk.ui.arrival import Arrival
from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.sign_in_dialog import SignInDialog
from paydesk.ui.dialogs.sign_in_form import SignInForm
from paydesk.ui.jobs import Jobs
from support.fixed_clock import FixedClock
from support.quick_passwords import quick_passwords
from support.window_clinic import window_clinic

WORDS = "four plain words here"
OTHER = "seven herons over water"
ALT = Qt.KeyboardModifier.AltModifier


class Door:
    """A clinic with Ana, who administers, and Sam, a clerk; and the dialog before it."""

    def __init__(self, folder: Path, jobs: Jobs) -> None:
        self.desk = window_clinic(folder, role=Role.ADMINISTRATOR).desk
        assert isinstance(self.desk.clock, FixedClock)
        self.clock, self.jobs = self.desk.clock, jobs
        for name, role in (("ana", Role.ADMINISTRATOR), ("sam", Role.CLERK)):
            staffing.add_user(self.desk, AddUser(name, f"{name.title()} Test", role, WORDS, must_change=False))
        self.dialog = self.open()

    def open(self, *, name: str = "sam", hint: str = "", seen: str = "") -> SignInDialog:
        self.dialog = SignInDialog(
            None, sign_in=self._sign_in, jobs=self.jobs, clinic="Riverbend Family Clinic", name=name, hint=hint,
            seen=seen,
        )  # fmt: skip
        self.dialog.show()
        return self.dialog

    def _sign_in(self, name: str, password: str, code: str) -> Desk:
        return signing_in.sign_in(self.desk.database, self.clock, name, password, workstation="desk 2", code=code)

    @property
    def form(self) -> SignInForm:
        return self.dialog.form

    def enter(self, **typed: str) -> None:
        """Type into fields by name and press Enter."""
        for name, words in typed.items():
            getattr(self.form, name).setText(words)
        QTest.keyClick(self.dialog, Qt.Key.Key_Return)
        self.jobs.wait_idle()

    def is_in(self) -> bool:
        return self.dialog.result() == QDialog.DialogCode.Accepted and self.dialog.desk is not None

    def deed(self) -> str:
        button = self.dialog.findChild(QPushButton, "sign_in")
        assert button is not None
        return button.text()

    def leave(self) -> str:
        button = self.dialog.findChild(QPushButton, "leave")
        assert button is not None
        return button.text()

    def way_back(self) -> str:
        """The hint under the buttons."""
        hint = self.dialog.findChild(QWidget, "way_back")
        assert hint is not None
        return hint.accessibleName() if hint.isVisible() else ""

    def shown(self) -> set[str]:
        """The fields on the page."""
        return {one.objectName() for one in self.dialog.findChildren(QLineEdit) if one.isVisible()}

    def typed(self) -> str:
        """Everything that stands in any field, or is remembered beside them."""
        return "".join(one.text() for one in self.dialog.findChildren(QLineEdit)) + self.form._typed

    def close(self) -> None:
        self.dialog.reject()
        if self.dialog.desk is not None:
            self.dialog.desk.close()
        self.desk.close()
        self.desk.database.close()


@pytest.fixture
def door(qtbot: QtBot, tmp_path: Path, jobs: Jobs) -> Iterator[Door]:
    with quick_passwords():
        made = Door(tmp_path, jobs)
        yield made
        made.close()


def enrolled(door: Door) -> bytes:
    """The secret of Sam's second factor."""
    sam = Desk(door.desk.database, door.clock, Actor("sam", Role.CLERK, "desk 2"))
    factor = enrolling.new_factor(sam)
    enrolling.enroll(sam, enrolling.Enroll(factor.secret, WORDS, code_of(door, factor.secret)))
    door.clock.advance(seconds=60)
    return factor.secret


def code_of(door: Door, secret: bytes) -> str:
    return pyotp.TOTP(authenticator.secret_text(secret).replace(" ", "")).at(door.clock.now())


def test_name_and_password_let_in_and_nothing_typed_stays(door: Door) -> None:
    assert door.shown() == {"sign_in_name", "password"} and door.dialog.focusWidget() is door.form.password
    door.enter()
    assert "Type your name and your password" in door.form.wrong()
    door.enter(password="not this one")
    assert "do not fit" in door.form.wrong() and door.form.password.wrong and not door.form.password.text()
    door.enter(password=WORDS)
    assert door.is_in() and door.typed() == ""


def test_a_code_is_asked_for_only_when_it_is_needed(door: Door) -> None:
    secret = enrolled(door)
    door.enter(password=WORDS)
    assert not door.is_in() and door.shown() == {"code"} and "authenticator" in door.form.wrong()
    assert door.dialog.focusWidget() is door.form.code and not door.form.code.wrong
    door.enter()
    assert door.form.code.wrong and "six digits" in door.form.wrong()
    door.enter(code="000000")
    assert door.form.code.wrong and "does not fit" in door.form.wrong() and door.form.password.text() == WORDS
    door.enter(code=code_of(door, secret))
    assert door.is_in() and door.typed() == ""


def test_who_is_locked_out_at_the_code_is_told_at_the_password(door: Door) -> None:
    enrolled(door)
    door.enter(password=WORDS)
    for _ in range(6):
        door.enter(code="000000")
    assert door.shown() == {"sign_in_name", "password"} and "Try again in 5 minutes" in door.form.wrong()


def test_five_wrong_answers_say_how_long_to_wait(door: Door) -> None:
    for _ in range(5):
        door.enter(password="not this one")
    door.enter(password=WORDS)
    assert not door.is_in() and "Try again in 5 minutes" in door.form.wrong()


def test_a_first_password_is_changed_before_anything_else(door: Door) -> None:
    sam = next(one for one in staffing.members(door.desk) if one.name == "sam")
    staffing.reset_password(door.desk, sam.user_id, OTHER)
    door.enter(password=OTHER)
    assert not door.is_in() and door.shown() == {"new_password", "again"} and door.deed() == "Keep this password"
    for fresh, again, told in (
        (WORDS, "differs", "differ"), ("short", "short", "at least 12"), (OTHER, OTHER, "the password you have"),
    ):  # fmt: skip
        door.enter(fresh=fresh, again=again)
        assert told in door.form.wrong() and not door.is_in()
    door.enter(fresh=WORDS, again=WORDS)
    assert door.is_in() and door.typed() == "" and door.dialog.desk is not None
    assert not signing_in.must_change(door.dialog.desk)


def has_first_password(door: Door) -> None:
    """Somebody else chose Sam's password."""
    sam = next(one for one in staffing.members(door.desk) if one.name == "sam")
    staffing.reset_password(door.desk, sam.user_id, OTHER)


@pytest.mark.parametrize("page", ["own password", "code", "clock ahead", "clock set back"])
def test_esc_goes_back_to_name_and_password_from_every_other_page(
    door: Door, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if page == "own password":
        has_first_password(door)
    elif page == "code":
        enrolled(door)
    else:
        door.clock.advance(days=60 if page == "clock ahead" else -60)
    let_go: list[Arrival] = []
    monkeypatch.setattr(Arrival, "let_go", lambda come: (let_go.append(come), come.desk.close()))
    assert door.leave() == "Close paydesk" and not door.way_back()
    door.enter(password=OTHER if page == "own password" else WORDS)
    assert not door.is_in() and "password" not in door.shown()
    assert door.leave() == "Back" and door.way_back() == "Esc goes back to the name and the password"
    if page == "own password":
        door.form.fresh.setText("half of it")
    QTest.keyClick(door.dialog, Qt.Key.Key_Escape)
    assert door.dialog.isVisible() and door.shown() == {"sign_in_name", "password"} and door.typed() == "sam"
    assert door.dialog.focusWidget() is door.form.password and door.deed() == "Sign in" and not door.form.wrong()
    assert len(let_go) == (0 if page == "code" else 1)
    assert door.leave() == "Close paydesk" and not door.way_back()
    QTest.keyClick(door.dialog, Qt.Key.Key_Escape)
    assert not door.dialog.isVisible() and door.dialog.desk is None and door.typed() == ""


def test_while_a_password_of_her_own_is_being_kept_esc_waits(door: Door) -> None:
    has_first_password(door)
    door.enter(password=OTHER)
    for line in (door.form.fresh, door.form.again):
        line.setText(WORDS)
    QTest.keyClick(door.dialog, Qt.Key.Key_Return)
    QTest.keyClick(door.dialog, Qt.Key.Key_Escape)
    door.jobs.wait_idle()
    assert door.is_in()


def test_closing_the_window_instead_of_choosing_a_password_closes_it_and_lets_nobody_in(door: Door) -> None:
    has_first_password(door)
    door.enter(password=OTHER)
    door.dialog.close()
    assert not door.dialog.isVisible() and door.dialog.desk is None and door.typed() == ""


def test_a_clock_that_jumped_ahead_is_asked_about(door: Door) -> None:
    door.clock.advance(days=60)
    door.enter(password=WORDS)
    assert not door.is_in() and door.deed() == "The clock is right" and door.shown() == set()
    door.enter()
    assert door.is_in() and timekeeping.clock_doubt(door.desk) is None


def test_a_clock_set_back_is_an_administrators_word_with_a_reason(door: Door) -> None:
    door.clock.advance(days=-60)
    door.enter(password=WORDS)
    assert not door.is_in() and door.deed() == "Someone else signs in" and door.shown() == set()
    door.enter()
    assert door.shown() == {"sign_in_name", "password"} and door.typed() == ""
    door.enter(name="ana", password=WORDS)
    assert door.shown() == {"reason"} and door.deed() == "The clock is right"
    door.enter()
    assert "Say why" in door.form.wrong() and door.form.reason.wrong
    door.enter(reason="it was two months ahead")
    assert door.is_in() and timekeeping.clock_doubt(door.desk) is None


def test_missing_acts_are_an_administrators_word_before_the_clock_is_asked_about(door: Door) -> None:
    seen = witnessing.seen(door.desk)
    assert seen is not None
    door.clock.advance(days=60)
    door.dialog.reject()
    door.open(seen=replace(seen, audit_id=seen.audit_id + 12).words)
    door.enter(password=WORDS)
    assert not door.is_in() and door.deed() == "Someone else signs in" and door.shown() == set()
    asked = door.form._asked.text()
    assert door.dialog.heightForWidth(door.dialog.width()) == door.dialog.height() <= 480
    assert "acts are missing" in asked and "Restore a backup" in asked and "administrator" in asked
    door.enter()
    door.enter(name="ana", password=WORDS)
    assert door.shown() == {"reason"} and door.deed() == "Go on without it"
    door.enter()
    assert "Say why" in door.form.wrong() and door.form.reason.wrong
    door.enter(reason="the stick was pulled out")
    assert not door.is_in() and door.deed() == "The clock is right" and not door.form.reason.text()
    door.enter()
    assert door.is_in()
    told = [one for one in auditing.search(door.desk, auditing.SearchTrail()) if "acts that are missing" in one.what]
    assert [one.user for one in told] == ["ana"]


def test_what_this_pc_saw_is_there_still_on_most_days(door: Door) -> None:
    seen = witnessing.seen(door.desk)
    assert seen is not None
    door.dialog.reject()
    door.open(seen=seen.words)
    door.enter(password=WORDS)
    assert door.is_in()


def test_a_clock_and_a_first_password_are_settled_one_after_the_other(door: Door) -> None:
    sam = next(one for one in staffing.members(door.desk) if one.name == "sam")
    staffing.reset_password(door.desk, sam.user_id, OTHER)
    door.clock.advance(days=60)
    door.enter(password=OTHER)
    door.enter()
    assert door.shown() == {"new_password", "again"}
    door.enter(fresh=WORDS, again=WORDS)
    assert door.is_in()


def test_who_leaves_while_she_is_looked_up_is_not_let_in_afterwards(door: Door) -> None:
    door.form.password.setText(WORDS)
    QTest.keyClick(door.dialog, Qt.Key.Key_Return)
    QTest.keyClick(door.dialog, Qt.Key.Key_Escape)
    door.jobs.wait_idle()
    assert door.dialog.desk is None and not door.dialog.isVisible()


def test_a_forgotten_password_is_helped_with(door: Door) -> None:
    QTest.keyClick(door.dialog, Qt.Key.Key_F, ALT)
    assert "People at this desk" in door.form.wrong() and "paydesk password" in door.form.wrong()
    assert not door.form.password.wrong


def test_a_hint_is_shown_where_what_opens_is_no_secret(door: Door) -> None:
    door.dialog.reject()
    door.open(hint="Made-up clinic: PIN 2580")
    assert "Made-up clinic: PIN 2580" in {one.accessibleName() for one in door.dialog.findChildren(QWidget)}


@pytest.mark.parametrize("days", [0, -60])
def test_every_page_fits_and_everything_in_it_has_its_names(door: Door, days: int) -> None:
    door.clock.advance(days=days)
    sam = next(one for one in staffing.members(door.desk) if one.name == "sam") if not days else None
    if sam is not None:
        staffing.reset_password(door.desk, sam.user_id, OTHER)
    for password in ("", "not this one", OTHER if sam else WORDS):
        door.enter(password=password)
        if door.form.asks():
            QTest.keyClick(door.dialog, Qt.Key.Key_F, ALT)
        lines = [one for one in door.dialog.findChildren(QLineEdit) if one.isVisible()]
        assert all(one.parentWidget().rect().contains(one.geometry()) for one in lines), "a field is cut"
        assert door.dialog.heightForWidth(door.dialog.width()) == door.dialog.height(), "neither cut nor loose"
        assert door.dialog.height() <= 480
        for widget in door.dialog.findChildren(QWidget):
            if isinstance(widget, (QLineEdit, Button)):
                assert widget.objectName() and widget.accessibleName()


def test_a_fresh_dialog_begins_with_the_name_when_none_is_remembered(door: Door) -> None:
    door.dialog.reject()
    assert door.open(name="").focusWidget() is door.form.name


def test_who_has_a_second_factor_types_a_recovery_code_in_the_same_field(door: Door) -> None:
    sam = Desk(door.desk.database, door.clock, Actor("sam", Role.CLERK, "desk 2"))
    factor = enrolling.new_factor(sam)
    request = enrolling.Enroll(factor.secret, WORDS, code_of(door, factor.secret))
    codes = enrolling.enroll(sam, request).recovery_codes
    door.enter(password=WORDS)
    door.enter(code=codes[0].lower())
    assert door.is_in()
