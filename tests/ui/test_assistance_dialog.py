"""Financial assistance by keyboard: each state's next step is the button, and what comes off is seen before it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from paydesk.operations import assisting, deciding_assistance, reading_assistance, setting_assistance
from paydesk.operations.assisting import MoveOn, StartApplication, TakePapers
from paydesk.rules.assistance import Move
from paydesk.rules.office import Role
from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.assistance_classes_dialog import AssistanceClassesDialog
from paydesk.ui.dialogs.assistance_dialog import AssistanceDialog
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.labels import Elided
from support.window_clinic import Seat, window_clinic

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def rows(seat: Seat, sql: str) -> list[Any]:
    with seat.clinic.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def opened(seat: Seat) -> AssistanceDialog:
    dialog = seat.ask("assistance.open")
    assert isinstance(dialog, AssistanceDialog)
    return dialog


def press(seat: Seat, key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)
    seat.settle()


def said(dialog: FormDialog) -> str:
    """All words in the dialog that are seen."""
    seen = [one for one in dialog.findChildren(QWidget) if isinstance(one, QLabel | Elided) and one.isVisible()]
    return "\n".join(one.text() for one in seen)


def shown(dialog: FormDialog) -> list[str]:
    return [name for name, box in dialog.form.boxes.items() if box.isVisible()]


def under_review(seat: Seat, income: int = 60_000_00) -> int:
    desk = seat.clinic.desk
    own = assisting.start(desk, StartApplication(seat.clinic.family, "s", household=3, income=income)).application_id
    assisting.take_papers(desk, TakePapers(own, ("pay_stubs",), "t"))
    assisting.move_on(desk, MoveOn(own, Move.REVIEW, "r"))
    seat.open(seat.clinic.family)
    return own


def test_from_the_first_word_to_what_comes_off_by_keyboard(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    QTest.keyClick(seat.front.window, Qt.Key.Key_A, CTRL_SHIFT)
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, AssistanceDialog)
    assert "No application is on file" in dialog.lead() and dialog.primary.text() == "Start the application"
    seat.type(dialog, household="3", income="60000")
    press(seat, Qt.Key.Key_Return)
    assert seat.dialog() is None and seat.said[-1].startswith("Application started: nobody")
    assert [flag.row.id for flag in seat.context.page.flags] == ["assistance_pending"]  # type: ignore[union-attr]
    dialog = opened(seat)
    assert dialog.primary.text() == "Ask for them and print the letter"
    assert "219.62 % of the poverty guideline. By that the class is “Three quarters”" in dialog.lead()
    assert "Missing: a paper that shows the income" in said(dialog)
    press(seat, Qt.Key.Key_Return)
    assert seat.said[-1].startswith("Asked for papers. Its letter is saved as letter-about-assistance-1.pdf")
    dialog = opened(seat)
    assert "Papers are to come by 12/23/2026" in dialog.lead() and dialog.primary.text() == "Keep what came"
    seat.type(dialog, paper_form="yes", paper_pay_stubs="yes")
    press(seat, Qt.Key.Key_Return)
    assert seat.said[-1] == "Kept: nothing is missing, it can be reviewed"
    dialog = opened(seat)
    assert dialog.primary.text() == "Begin the review"
    press(seat, Qt.Key.Key_Return)
    dialog = opened(seat)
    assert dialog.primary.text() == "Approve: 92.10 comes off, print the letter"
    assert "30.00 comes off, 10.00 stays" in said(dialog) and "32.10 comes off, 10.70 stays" in said(dialog)
    press(seat, Qt.Key.Key_Return)
    assert seat.dialog() is None, dialog.problem.sentence()
    assert seat.said[-1].startswith("Approved: 92.10 came off. Its letter is saved as")
    figures = seat.context.page.figures  # type: ignore[union-attr]
    assert figures.patient_owes == 122_80 - 92_10
    assert not seat.context.page.flags  # type: ignore[union-attr]
    assert rows(seat, "SELECT count(*) FROM document") == [(2,)]
    assert [one for (one,) in rows(seat, "SELECT summary FROM contact ORDER BY id")] == [
        "Letter about financial assistance: papers that are needed, of 11/23/2026",
        "Letter about financial assistance: approved, of 11/23/2026",
    ]  # fmt: skip


def test_a_charge_is_left_out_by_its_link_and_the_sum_follows(seat: Seat) -> None:
    under_review(seat)
    dialog = opened(seat)
    links = [one for one in dialog.findChildren(Button) if one.isVisible() and one.text() == "Leave out"]
    assert len(links) == 3
    links[1].setFocus()
    press(seat, Qt.Key.Key_Space)
    assert dialog.primary.text() == "Approve: 62.10 comes off, print the letter"
    focused = QApplication.focusWidget()
    assert isinstance(focused, Button) and focused.text() == "Take in"
    seat.type(dialog, class_name="Full", why="large bills elsewhere")
    assert dialog.primary.text() == "Approve: 82.80 comes off, print the letter"
    dialog.reject()
    seat.settle()
    again = opened(seat)
    assert again.primary.text() == "Approve: 82.80 comes off, print the letter", "all of it came back with the draft"
    seat.enter(again)
    assert rows(seat, "SELECT count(*), sum(amount) FROM assistance_discount") == [(2, 82_80)]
    assert opened(seat).primary.text() == "Take 40.00 off newer charges"


def test_an_approval_is_taken_back_from_its_message(seat: Seat) -> None:
    under_review(seat)
    seat.enter(opened(seat))
    seat.front.window.activateWindow()
    seat.tab.ledger.setFocus()
    seat.settle()
    QTest.keyClick(seat.tab.ledger, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert seat.said[-1] == "Taken back: it is owed as before. Keep its letter here"
    assert seat.context.page.figures.patient_owes == 122_80  # type: ignore[union-attr]
    assert opened(seat).primary.text().startswith("Approve:")


def test_an_income_above_all_classes_offers_the_denial_first_and_an_appeal_after_it(seat: Seat) -> None:
    under_review(seat, income=200_000_00)
    dialog = opened(seat)
    assert dialog.primary.text() == "Deny it and print the letter"
    assert "class is “None”: nothing comes off" in dialog.lead()
    seat.enter(dialog)
    assert dialog.form.boxes["denial"].input.hasFocus() and seat.dialog() is dialog
    seat.type(dialog, denial="income")
    seat.enter(dialog)
    assert seat.said[-1].startswith("Denied. Its letter is saved as")
    dialog = opened(seat)
    assert dialog.lead().startswith("Denied on 11/23/2026 by dana: The income is above the limit. It can be appealed")
    assert shown(dialog) == ["deed", "why"] and dialog.primary.text() == "Take the appeal"
    seat.enter(dialog)
    assert seat.dialog() is dialog, "an appeal has its reason"
    seat.type(dialog, why="he lost his job")
    seat.enter(dialog)
    dialog = opened(seat)
    assert dialog.primary.text() == "Close it and print the letter"
    seat.type(dialog, why="The income is as it was")
    seat.enter(dialog)
    assert opened(seat).primary.text() == "Start the application"


def test_with_nothing_newer_an_approval_asks_what_to_do(seat: Seat) -> None:
    under_review(seat)
    seat.enter(opened(seat))
    dialog = opened(seat)
    assert dialog.primary.text() == "Choose what to do"
    seat.enter(dialog)
    assert seat.dialog() is dialog and rows(seat, "SELECT state FROM assistance_application") == [("approved",)]
    seat.type(dialog, deed="back")
    seat.enter(dialog)
    assert dialog.form.boxes["why"].input.hasFocus()
    seat.type(dialog, why="another household")
    seat.enter(dialog)
    assert rows(seat, "SELECT state FROM assistance_application") == [("under review",)]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"household": "two"}, "household"), ({"household": "0"}, "household"), ({"income": "abc"}, "income")],
)
def test_figures_that_cannot_be_are_told_beside_their_field(seat: Seat, typed: dict[str, str], field: str) -> None:
    seat.open(seat.clinic.family)
    dialog = opened(seat)
    seat.type(dialog, **typed)
    seat.enter(dialog)
    assert seat.dialog() is dialog and dialog.form.boxes[field].input.hasFocus()
    assert rows(seat, "SELECT count(*) FROM assistance_application") == [(0,)]


def test_what_was_typed_comes_back(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = opened(seat)
    seat.type(dialog, household="4")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    seat.settle()
    assert opened(seat).form.boxes["household"].typed() == "4"


def test_a_letter_that_no_printer_takes_is_with_the_papers(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    under_review(seat)
    monkeypatch.setattr(seat.front.printing, "print_paper", lambda paper: False)
    seat.enter(opened(seat))
    assert seat.said[-1] == "Approved: 92.10 came off. Its letter was not printed: Ctrl+P has it"
    assert rows(seat, "SELECT count(*) FROM contact") == [(0,)]


@pytest.mark.parametrize(("wide", "high"), [(1366, 689), (911, 512)])
def test_it_fits_the_window_in_every_state(seat: Seat, wide: int, high: int) -> None:
    seat.front.window.resize(wide, high)
    seat.open(seat.clinic.family)

    def fits() -> None:
        dialog = opened(seat)
        assert dialog.width() <= wide and dialog.height() <= high and dialog.needed_width() <= dialog.width()
        assert dialog.primary.isVisible() and dialog.rect().contains(dialog.primary.geometry().bottomRight())
        dialog.give_up()
        seat.settle()

    fits()
    own = under_review(seat)
    fits()
    deciding_assistance.approve(seat.clinic.desk, deciding_assistance.ApproveAssistance(own, "a"))
    fits()


@pytest.fixture
def administrator(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    made = Seat(window_clinic(tmp_path, role=Role.ADMINISTRATOR), tmp_path / "papers")
    yield made
    made.leave()


def test_the_clinics_classes_are_changed_in_one_form_and_what_is_wrong_stands_in_its_row(administrator: Seat) -> None:
    seat = administrator
    dialog = seat.ask("office.assistance", papers_days="21")
    assert isinstance(dialog, AssistanceClassesDialog)
    assert [row.form.boxes["up_to"].typed() for row in dialog.classes.rows] == ["200", "300", "400", ""]
    second = dialog.classes.rows[1].form
    second.boxes["up_to"].set_typed("150")
    seat.enter(dialog)
    assert seat.dialog() is dialog and second.boxes["up_to"].input.hasFocus()
    second.boxes["up_to"].set_typed("250")
    dialog.classes.rows[0].form.boxes["kind"].set_typed("nominal")
    dialog.classes.rows[0].form.boxes["value"].set_typed("20")
    seat.enter(dialog)
    assert seat.dialog() is None, dialog.problem.sentence()
    policy = setting_assistance.assistance_policy(seat.clinic.desk).policy
    assert policy.papers_days == 21
    assert [one.words for one in policy.classes][:2] == ["at most 20.00 stays for a visit", "75 % comes off"]
    assert [(one.above, one.up_to) for one in policy.classes] == [(0, 200), (200, 250), (250, 400), (400, None)]


def test_a_last_class_with_an_end_is_refused_in_its_row_and_what_was_typed_comes_back(administrator: Seat) -> None:
    seat = administrator
    dialog = seat.ask("office.assistance")
    assert isinstance(dialog, AssistanceClassesDialog)
    last = dialog.classes.rows[-1].form
    last.boxes["up_to"].set_typed("900")
    seat.enter(dialog)
    assert seat.dialog() is dialog and last.boxes["up_to"].input.hasFocus()
    assert "Above 900 % there is no class" in said(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    seat.settle()
    again = seat.ask("office.assistance")
    assert isinstance(again, AssistanceClassesDialog)
    assert again.classes.rows[-1].form.boxes["up_to"].typed() == "900"
    assert reading_assistance.assistance_due(seat.clinic.desk) == ()
