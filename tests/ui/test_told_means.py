"""What a household told, looked at in the window, and a proof of it noted by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from paydesk.demo.household_told import tell_means
from paydesk.operations import affording
from paydesk.rules.office import Role
from paydesk.rules.told_means import Proof
from paydesk.ui.dialogs.means_proof_dialog import MeansProofDialog
from paydesk.ui.dialogs.told_means_dialog import ToldMeansDialog
from support.fixed_clock import FixedClock
from support.window_clinic import Seat, window_clinic


@pytest.fixture
def reader(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """The window with somebody at it who may only look."""
    made = Seat(window_clinic(tmp_path, role=Role.READ_ONLY), tmp_path / "papers")
    yield made
    made.leave()


def told(seat: Seat) -> ToldMeansDialog:
    seat.front.trigger("means.told")
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, ToldMeansDialog), seat.refused
    return dialog


def press(seat: Seat, key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)
    seat.settle()


def test_an_account_whose_household_told_nothing_says_how_to_ask(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = told(seat)
    assert not dialog.list.rows.rows
    press(seat, Qt.Key.Key_Escape)
    assert seat.dialog() is None


def test_a_sheet_says_what_it_came_to_and_what_is_still_to_be_proven(seat: Seat) -> None:
    tell_means(seat.context.desk, seat.clinic.family)
    seat.open(seat.clinic.family)
    (row,) = told(seat).list.rows.rows
    assert (row.name, row.money) == ("3 people, told by phone", "113.75 a month")
    assert row.second.startswith("41,999.92 a year, 153.73 % of the poverty guideline; taken down by ")
    assert row.why == "no proof seen of child support received, due by 12/07/2026"


def test_a_proof_is_noted_by_keyboard_and_the_sheet_says_so(seat: Seat) -> None:
    tell_means(seat.context.desk, seat.clinic.family)
    seat.open(seat.clinic.family)
    told(seat)
    press(seat, Qt.Key.Key_Return)
    dialog = seat.dialog()
    assert isinstance(dialog, MeansProofDialog)
    assert dialog.form.boxes["income"].typed() == "1"
    seat.enter(dialog)
    assert seat.dialog() is dialog and dialog.form.boxes["kind"].input.accessibleDescription() == "Choose what you saw."
    seat.type(dialog, kind=Proof.BENEFIT_LETTER.value, seen_on="11/24/2026")
    seat.enter(dialog)
    assert seat.dialog() is dialog and dialog.form.boxes["seen_on"].input.accessibleDescription()
    seat.type(dialog, seen_on="t")
    seat.enter(dialog)
    assert seat.said[-1] == "The proof is noted"
    again = seat.dialog()
    assert isinstance(again, ToldMeansDialog)
    assert again.list.rows.rows[0].why == "proven by pay stubs, benefit letter; holds until 11/23/2027"
    press(seat, Qt.Key.Key_Escape)


def test_a_sheet_that_does_not_hold_any_more_says_to_ask_again(seat: Seat) -> None:
    kept = tell_means(seat.context.desk, seat.clinic.family)
    affording.record_proof(seat.context.desk, affording.RecordProof(sheet_id=kept.sheet_id, kind=Proof.W2.value))
    clock = seat.context.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=366)
    seat.open(seat.clinic.family)
    (row,) = told(seat).list.rows.rows
    assert row.why == "held until 11/23/2027: ask again" and row.why_tone == "warn"
    press(seat, Qt.Key.Key_Escape)


def test_who_may_only_look_at_accounts_sees_no_means(reader: Seat) -> None:
    assert "means.told" not in {one.id for one in reader.front.window.commands.shown()}
