"""The application form for assistance by keyboard: with the start, beside the other steps, and from the kept papers."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from paydesk.documents.page_image import page_text
from paydesk.operations import assisting
from paydesk.operations.assisting import AskPapers, MoveOn, StartApplication, TakePapers
from paydesk.rules.assistance import Move
from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.assistance_dialog import AssistanceDialog
from support.window_clinic import Seat

ALT = Qt.KeyboardModifier.AltModifier
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def rows(seat: Seat, sql: str) -> list[Any]:
    with seat.clinic.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def opened(seat: Seat) -> AssistanceDialog:
    dialog = seat.ask("assistance.open")
    assert isinstance(dialog, AssistanceDialog)
    return dialog


def button(dialog: AssistanceDialog) -> Button | None:
    found = dialog.findChild(Button, "application_form")
    assert isinstance(found, Button)
    return found if found.isVisible() else None


def press(seat: Seat, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, with_)
    seat.settle()


def begun(seat: Seat) -> int:
    own = assisting.start(seat.clinic.desk, StartApplication(seat.clinic.family, "s")).application_id
    seat.open(seat.clinic.family)
    return own


def files(seat: Seat) -> list[str]:
    return sorted(one.name for one in seat.papers.iterdir()) if seat.papers.exists() else []


def test_one_key_starts_the_application_and_prints_its_form(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    QTest.keyClick(seat.front.window, Qt.Key.Key_A, CTRL_SHIFT)
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, AssistanceDialog)
    asks = button(dialog)
    assert asks is not None and asks.text() == "Start and print the form"
    press(seat, Qt.Key.Key_P, ALT)
    assert seat.dialog() is None
    assert seat.said[-1].startswith("Application started: nobody")
    assert ". Its form is saved as application-form-1.pdf" in seat.said[-1]
    assert rows(seat, "SELECT state FROM assistance_application") == [("started",)]
    assert files(seat) == ["application-form-1.pdf"]
    pdf = (seat.papers / "application-form-1.pdf").read_bytes()
    assert "Solicitud de ayuda con su factura" in page_text(pdf, 0), "the family's language is Spanish"
    assert rows(seat, "SELECT kind, content FROM document") == [("application form", pdf)]


def test_what_is_typed_goes_with_the_start_and_what_is_wrong_starts_nothing(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = opened(seat)
    seat.type(dialog, household="0")
    press(seat, Qt.Key.Key_P, ALT)
    assert seat.dialog() is dialog and dialog.form.boxes["household"].input.hasFocus()
    assert rows(seat, "SELECT count(*) FROM assistance_application") == [(0,)] and files(seat) == []
    seat.type(dialog, household="3")
    press(seat, Qt.Key.Key_P, ALT)
    assert rows(seat, "SELECT household FROM assistance_application") == [(3,)] and len(files(seat)) == 1


def test_enter_starts_it_without_a_form(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    opened(seat)
    press(seat, Qt.Key.Key_Return)
    assert rows(seat, "SELECT count(*) FROM assistance_application") == [(1,)] and files(seat) == []


def test_beside_the_next_step_it_is_printed_and_what_was_typed_comes_back(seat: Seat) -> None:
    own = begun(seat)
    dialog = opened(seat)
    asks = button(dialog)
    assert asks is not None and asks.text() == "Application form…"
    seat.type(dialog, due_on="+14")
    press(seat, Qt.Key.Key_P, ALT)
    assert seat.dialog() is None and seat.said[-1].startswith(f"Application form {own} saved as application-form-1.pdf")
    assert rows(seat, "SELECT state FROM assistance_application") == [("started",)]
    again = opened(seat)
    assert again.form.boxes["due_on"].typed() == "+14"
    press(seat, Qt.Key.Key_Return)
    assert seat.said[-1].startswith("Asked for papers"), "the form that was open before still goes through"
    opened(seat)
    press(seat, Qt.Key.Key_P, ALT)
    assert rows(seat, "SELECT count(*) FROM document WHERE kind = 'application form'") == [(2,)]


def test_it_is_among_the_papers_of_the_account(seat: Seat) -> None:
    begun(seat)
    opened(seat)
    press(seat, Qt.Key.Key_P, ALT)
    seat.front.trigger("record.papers")
    seat.settle()
    press(seat, Qt.Key.Key_Return)
    assert "application form" in seat.said[-1].lower()
    pages = [(seat.papers / name).read_bytes() for name in files(seat)]
    assert len(pages) == 2 and pages[0] == pages[1]


def test_it_is_not_offered_where_nothing_is_to_be_filled_in(seat: Seat) -> None:
    own, desk = begun(seat), seat.clinic.desk
    assisting.take_papers(desk, TakePapers(own, ("pay_stubs",), "t", 3, 42_000_00))
    assisting.move_on(desk, MoveOn(own, Move.REVIEW, "r"))
    dialog = opened(seat)
    assert button(dialog) is None
    press(seat, Qt.Key.Key_P, ALT)
    assert seat.dialog() is dialog and files(seat) == []
    dialog.give_up()
    seat.settle()
    assisting.move_on(desk, MoveOn(own, Move.WITHDRAW, "w", "moved away"))
    asks = button(opened(seat))
    assert asks is not None and asks.text() == "Start and print the form"


def test_a_form_that_cannot_be_made_is_told_in_the_dialog(seat: Seat) -> None:
    own = begun(seat)
    assisting.ask_papers(seat.clinic.desk, AskPapers(own, ("pay_stubs",), "a"))
    seat.clinic.desk.clock.advance(days=31)  # type: ignore[attr-defined]
    dialog = opened(seat)
    press(seat, Qt.Key.Key_P, ALT)
    assert seat.dialog() is dialog
    assert dialog.problem.sentence().startswith("Its papers were to come by 12/23/2026. Ask for papers again first")
    assert dialog.primary.isEnabled() and files(seat) == []


def test_started_without_a_form_it_says_why_there_is_none(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    from paydesk.operations import assistance_forms

    def refuse(desk: object, own: int) -> object:
        raise PaydeskError("The mailing address is too long for the envelope's window. Shorten it.")

    monkeypatch.setattr(assistance_forms, "print_form", refuse)
    seat.open(seat.clinic.family)
    opened(seat)
    press(seat, Qt.Key.Key_P, ALT)
    assert seat.said[-1].startswith("Application started")
    assert seat.said[-1].endswith("There is no form: The mailing address is too long for the envelope's window. "
                                  "Shorten it.")  # fmt: skip
    assert rows(seat, "SELECT count(*) FROM assistance_application") == [(1,)]


def test_without_a_printer_nothing_is_made_and_the_dialog_stays(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(seat)
    monkeypatch.setattr(seat.front.printing, "ready", lambda title: False)
    dialog = opened(seat)
    press(seat, Qt.Key.Key_P, ALT)
    assert seat.dialog() is dialog and dialog.problem.sentence() == "The form was not printed."
    assert rows(seat, "SELECT count(*) FROM document") == [(0,)]


def test_a_form_that_no_printer_takes_is_with_the_papers(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seat.front.printing, "print_paper", lambda paper: False)
    seat.open(seat.clinic.family)
    opened(seat)
    press(seat, Qt.Key.Key_P, ALT)
    assert seat.said[-1].endswith("Its form was not printed: Ctrl+P has it")
    opened(seat)
    press(seat, Qt.Key.Key_P, ALT)
    assert seat.said[-1] == "Application form 1 was not printed: Ctrl+P has it"
