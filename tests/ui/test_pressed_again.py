"""The button pressed again, when no answer came to the first time, makes nothing twice; another form makes another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from paydesk.data.database import Session
from paydesk.data.plain_words import AWAY
from paydesk.rules.errors import PaydeskError
from paydesk.rules.office import Role
from support.window_clinic import Seat, window_clinic

FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "record.note": ("note", {"text": "Mornings are best"}),
    "record.contact": ("contact", {"summary": "asked for the balance"}),
    "record.flags": ("flag", {"kind": "do_not_call"}),
    "record.add_person": ("person", {"first_name": "Nora"}),
    "record.disclose": ("disclosure", {"recipient": "County court", "what": "statements", "purpose": "subpoena"}),
    "account.new": ("account", {"last_name": "Haddad", "first_name": "Noor"}),
    "insurance.coverages": (
        "coverage", {"payer_id": "new", "new_payer": "Humana", "member_number": "M1", "priority": "2"},
    ),
    "visit.upcoming": ("visit", {"on": "+7"}),
    "insurance.payers": ("payer", {"name": "Humana"}),
    "office.places": ("place", {"name": "Annex"}),
}  # fmt: skip
"""Every form that makes a record without moving money, with the table it makes one row in."""

STAY_OPEN = ("insurance.payers", "office.places")
"""Their dialogs stay open for the next one."""


@pytest.fixture
def boss(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """The window with the administrator at it, and a family in front."""
    made = Seat(window_clinic(tmp_path, role=Role.ADMINISTRATOR), tmp_path / "papers")
    made.open(made.clinic.family, made.clinic.mateo)
    yield made
    made.leave()


@contextmanager
def no_answer(seat: Seat) -> Iterator[None]:
    """All is kept meanwhile, and the server goes away before it says so."""
    desk, doing = seat.clinic.desk, seat.clinic.desk.doing

    @contextmanager
    def mute(permission: str, summary: str) -> Iterator[Session]:
        with doing(permission, summary) as session:
            yield session
        raise PaydeskError(AWAY)

    desk.doing = mute  # type: ignore[method-assign]
    try:
        yield
    finally:
        del desk.doing


def rows(seat: Seat, table: str) -> int:
    with seat.clinic.desk.database.reading() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.mark.parametrize("command", FORMS)
def test_pressed_again_after_no_answer_a_form_makes_one(boss: Seat, command: str) -> None:
    table, typed = FORMS[command]
    dialog, before = boss.ask(command, **typed), rows(boss, table)
    with no_answer(boss):
        boss.enter(dialog)
    assert boss.dialog() is dialog and dialog.problem.sentence() == AWAY
    assert rows(boss, table) == before + 1
    boss.enter(dialog)
    assert rows(boss, table) == before + 1
    assert boss.dialog() is (dialog if command in STAY_OPEN else None)


def test_emergency_access_is_begun_once_and_its_rights_are_there(qtbot: QtBot, tmp_path: Path) -> None:
    clerk = Seat(window_clinic(tmp_path, role=Role.CLERK), tmp_path / "papers")
    dialog = clerk.ask("desk.emergency", reason="A patient fainted and her record is needed")
    with no_answer(clerk):
        clerk.enter(dialog)
    assert clerk.context.desk.actor.emergency is None
    clerk.enter(dialog)
    assert clerk.context.desk.actor.emergency is not None and clerk.context.desk.may("refunds.issue")
    assert rows(clerk, "emergency_access") == 1
    clerk.leave()


@pytest.mark.parametrize("command", STAY_OPEN)
def test_a_dialog_that_stays_open_makes_the_next_one_too(boss: Seat, command: str) -> None:
    table, typed = FORMS[command]
    dialog, before = boss.ask(command, **typed), rows(boss, table)
    boss.enter(dialog)
    boss.type(dialog, name="Another one")
    boss.enter(dialog)
    assert dialog.problem.sentence() == "" and rows(boss, table) == before + 2


def test_the_same_words_in_a_form_opened_anew_are_another_note(boss: Seat) -> None:
    for _ in range(2):
        boss.enter(boss.ask("record.note", text="called, nobody answered"))
    assert rows(boss, "note") == 2 and boss.dialog() is None


def test_what_was_typed_since_is_not_taken_for_kept(boss: Seat) -> None:
    dialog = boss.ask("record.note", text="called")
    with no_answer(boss):
        boss.enter(dialog)
    boss.type(dialog, text="called, will pay on Friday")
    boss.enter(dialog)
    assert boss.dialog() is dialog and dialog.problem.sentence().startswith("This form was kept already")
    assert rows(boss, "note") == 1 and dialog.form.boxes["text"].typed() == "called, will pay on Friday"


def test_a_form_that_starts_empty_or_turns_to_something_else_is_another(boss: Seat) -> None:
    dialog = boss.ask("insurance.coverages")
    first = dialog.key
    dialog.start_empty()
    second = dialog.key
    dialog.turn_to("coverage 1", words="Aetna")
    assert len({first, second, dialog.key}) == 3
