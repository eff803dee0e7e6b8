"""What was left half-way about the office itself is gone on with from Today, in its own dialog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from paydesk.data import office_store
from paydesk.rules.office import Role
from paydesk.ui.tabs.today_tab import TodayTab
from support.window_clinic import Seat, window_clinic


@pytest.fixture
def boss(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    clinic = window_clinic(tmp_path, role=Role.ADMINISTRATOR)
    with clinic.desk.database.transaction() as session:
        office_store.keep_setting(session, "clinic", {"name": "Riverbend", "clinic_id": "c1", "time_zone": "UTC"})
    made = Seat(clinic, tmp_path / "papers")
    yield made
    made.leave()


@pytest.mark.parametrize(
    ("command", "form", "field", "words"),
    [
        ("office.staff", "staff_dialog", "full_name", "Kim Park"),
        ("office.providers", "provider_dialog", "name", "Dr. Kim Park"),
        ("office.places", "place_dialog", "name", "Second Street"),
        ("office.codes", "code_dialog", "short_name", "Long visit"),
        ("office.clinic", "clinic_dialog", "name", "Clinic of the Two Rivers"),
        ("insurance.payers", "payer_dialog", "name", "Prairie Mutual"),
    ],
)
def test_it_opens_with_what_was_typed(boss: Seat, command: str, form: str, field: str, words: str) -> None:
    dialog = boss.ask(command)
    boss.type(dialog, **{field: words})
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    boss.settle()
    boss.front.go("today")
    boss.settle()
    today = boss.front.window.current_tab()
    assert isinstance(today, TodayTab)
    (row,) = (one for one in today.list.rows.rows if one.key[:1] == ("draft",))
    assert row.key[2] == form and "_" not in row.beside
    today.list.select(row.key)
    today.list.setFocus()
    QTest.keyClick(today.list, Qt.Key.Key_Return)
    boss.settle()
    again = boss.dialog()
    assert boss.refused == [] and again is not None and again.objectName() == form
    assert again.form.boxes[field].typed() == words
    QTest.keyClick(again, Qt.Key.Key_Escape)
    boss.settle()
