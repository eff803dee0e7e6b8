"""Assistance that holds, at the desk: seen in the bar and beside a newer application, and what taking it back brings.
"""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import text

from paydesk.operations import assisting, deciding_assistance, reading_assistance
from paydesk.operations.assisting import MoveOn, StartApplication, TakePapers
from paydesk.operations.deciding_assistance import ApproveAssistance, DenyAssistance
from paydesk.rules.assistance import Move
from paydesk.ui.bar_facts import bar_facts
from paydesk.ui.dialogs.assistance_dialog import AssistanceDialog
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.labels import Elided
from paydesk.ui.plan_rows import assistance_rows
from support.window_clinic import TODAY, Seat


def rows(seat: Seat, sql: str) -> list[Any]:
    with seat.clinic.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def opened(seat: Seat) -> AssistanceDialog:
    dialog = seat.ask("assistance.open")
    assert isinstance(dialog, AssistanceDialog)
    return dialog


def said(dialog: FormDialog) -> str:
    seen = [one for one in dialog.findChildren(QWidget) if isinstance(one, QLabel | Elided) and one.isVisible()]
    return "\n".join(one.text() for one in seen)


def under_review(seat: Seat, key: str = "s", why: str = "") -> int:
    desk = seat.clinic.desk
    request = StartApplication(seat.clinic.family, key, household=3, income=60_000_00, why=why)
    own = assisting.start(desk, request).application_id
    assisting.take_papers(desk, TakePapers(own, ("pay_stubs",), f"{key} t"))
    assisting.move_on(desk, MoveOn(own, Move.REVIEW, f"{key} r"))
    return own


@pytest.fixture
def held(seat: Seat) -> int:
    """An approval that took 92.10 off; its id."""
    own = under_review(seat)
    deciding_assistance.approve(seat.clinic.desk, ApproveAssistance(own, "a"))
    seat.open(seat.clinic.family)
    return own


def test_what_is_asked_for_is_not_what_came(seat: Seat) -> None:
    assisting.start(seat.clinic.desk, StartApplication(seat.clinic.family, "s"))
    seat.open(seat.clinic.family)
    dialog = opened(seat)
    assert [name for name, words in dialog.form.typed().items() if words == "yes"] == ["ask_form", "ask_pay_stubs"]
    seat.type(dialog, deed="take")
    seat.enter(dialog)
    assert seat.dialog() is dialog, "nothing came: nothing is kept"
    assert dialog.form.boxes["paper_form"].input.hasFocus()
    assert rows(seat, "SELECT count(*) FROM assistance_paper") == [(0,)]
    seat.type(dialog, paper_tax_return="yes", household="3", income="60000")
    dialog.reject()
    seat.settle()
    again = opened(seat)
    ticked = {name for name, words in again.form.typed().items() if words == "yes"}
    assert ticked == {"ask_form", "ask_pay_stubs", "paper_tax_return"}, "each step's ticks came back"
    seat.enter(again)
    assert rows(seat, "SELECT kind, asked_on FROM assistance_paper") == [("tax_return", None)]


@pytest.mark.parametrize("words", ["abcdefghi", "three", "3.5"])
def test_a_household_that_is_no_number_is_asked_for_as_a_number(seat: Seat, words: str) -> None:
    seat.open(seat.clinic.family)
    dialog = opened(seat)
    seat.type(dialog, household=words)
    seat.enter(dialog)
    assert "Type a number: how many people live together, such as 3." in said(dialog)


def test_the_bar_says_that_assistance_holds(seat: Seat, held: int) -> None:
    assert held and seat.context.page is not None
    flags = bar_facts(seat.context.page, person_id=None, today=TODAY).flags
    assert [(one.words, one.tone, one.forbids) for one in flags] == [
        ("Assistance: Three quarters until 11/22/2027", "accent", False)
    ]


def test_taking_back_says_first_what_is_owed_again(seat: Seat, held: int) -> None:
    assert held
    dialog = opened(seat)
    assert "owed again" not in said(dialog)
    seat.type(dialog, deed="back")
    assert dialog.primary.text() == "Take it back: 92.10 is owed again"
    assert said(dialog).count("30.00 is owed again") == 2 and "32.10 is owed again" in said(dialog)
    assert "What is owed again" in said(dialog) and "92.10 owed again on account" in dialog.deed()
    seat.type(dialog, why="another household")
    seat.enter(dialog)
    assert seat.said[-1].startswith("Taken back: it is owed as before")


def test_a_new_application_is_not_the_first_choice_of_an_approved_family_and_has_a_reason(
    seat: Seat, held: int
) -> None:
    dialog = opened(seat)
    assert [one.key for one in dialog.form.boxes["deed"].field.choices] == ["back", "start"]
    seat.type(dialog, deed="start")
    assert dialog.form.boxes["why"].isVisible()
    seat.enter(dialog)
    assert seat.dialog() is dialog and dialog.form.boxes["why"].input.hasFocus()
    assert "Assistance holds until 11/22/2027. Say why they apply again." in said(dialog)
    seat.type(dialog, why="a child was born")
    seat.enter(dialog)
    assert seat.said[-1].startswith("Application started") and held


def test_the_approval_is_seen_beside_a_newer_application_and_taken_back_from_there(seat: Seat, held: int) -> None:
    newer = under_review(seat, "n", "a child was born")
    seat.open(seat.clinic.family)
    dialog = opened(seat)
    assert "An earlier one still holds. Approved by dana: Three quarters, 75 % comes off." in dialog.lead()
    assert "It holds from 11/23/2026 to 11/22/2027; 92.10 came off so far." in dialog.lead()
    deeds = [one.key for one in dialog.form.boxes["deed"].field.choices]
    assert deeds == ["approve", "deny", "ask", "withdraw", "back"]
    seat.type(dialog, deed="back", why="of another family")
    seat.enter(dialog)
    assert seat.said[-1] == "Taken back: it is owed as before. The newer application is to be decided"
    assert rows(seat, "SELECT id, state FROM assistance_application ORDER BY id") == [
        (held, "taken back"), (newer, "under review"),
    ]  # fmt: skip
    assert opened(seat).lead().startswith("Under review since")


def test_after_a_newer_denial_the_approval_is_in_front_and_the_denial_can_be_appealed(seat: Seat, held: int) -> None:
    newer = under_review(seat, "n", "a child was born")
    deciding_assistance.deny(seat.clinic.desk, DenyAssistance(newer, "papers", "d"))
    seat.open(seat.clinic.family)
    dialog = opened(seat)
    assert dialog.lead().startswith("Approved by dana: Three quarters") and held
    assert "A newer one was not granted. Denied on 11/23/2026 by dana: The papers did not come." in dialog.lead()
    seat.type(dialog, deed="appeal", why="they came now")
    seat.enter(dialog)
    assert seat.said[-1].startswith("Appealed")
    assert rows(seat, "SELECT id, state FROM assistance_application ORDER BY id") == [
        (held, "approved"), (newer, "appealed"),
    ]  # fmt: skip


def test_a_row_of_the_list_says_shorter_what_is_to_be_done(seat: Seat) -> None:
    assisting.start(seat.clinic.desk, StartApplication(seat.clinic.family, "s"))
    _, row = assistance_rows(reading_assistance.assistance_due(seat.clinic.desk), TODAY)
    assert row.second == "Ask for papers, or take the figures" and row.shorter == ("Ask for papers",)
