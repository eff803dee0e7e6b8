"""A form left half-way about a record that another desk changed since: neither side's words are lost unseen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from paydesk.operations import adjusting, administering, insuring, office_records, registering, visiting
from paydesk.operations.person_forms import PhoneForm
from paydesk.rules.office import Role
from paydesk.ui.dialogs.came_back import CameBack
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.office_list_dialog import OfficeListDialog
from paydesk.ui.dialogs.person_dialog import PersonDialog
from paydesk.ui.dialogs.visit_dialog import VisitDialog
from paydesk.ui.draft_changes import BEGUN, begun, put_together
from support.window_clinic import Seat, window_clinic

CHANGED = "The record was changed since"


def _leave(seat: Seat) -> None:
    dialog = seat.dialog()
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    seat.settle()


def _typed(dialog: FormDialog, *fields: str) -> tuple[str, ...]:
    return tuple(dialog.form.boxes[one].typed() for one in fields)


def _told(dialog: FormDialog) -> str:
    back = dialog.findChild(CameBack)
    assert back is not None
    return back.findChildren(QLabel)[0].text() if back.isVisible() else ""


def _beside(dialog: FormDialog, field: str) -> str:
    return dialog.form.boxes[field].input.accessibleDescription()


def _at_another_desk(seat: Seat, **changes: Any) -> None:
    """Someone saves Mateo's record."""
    desk, mateo = seat.clinic.desk, seat.clinic.mateo
    record = registering.person_record(desk, mateo)
    request = registering.SavePerson(replace(record.form, **changes), record.account_id, mateo, record.version)
    registering.save_person(desk, request)


def _mateo(seat: Seat) -> registering.PersonForm:
    return registering.person_record(seat.clinic.desk, seat.clinic.mateo).form


@pytest.fixture
def mateo(seat: Seat) -> Seat:
    seat.open(seat.clinic.family, seat.clinic.mateo)
    return seat


def test_a_field_typed_here_and_kept_elsewhere_is_told_before_it_is_saved_over(mateo: Seat) -> None:
    mateo.ask("record.person", preferred_name="Teo")
    _leave(mateo)
    _at_another_desk(mateo, preferred_name="Matti", employer="Elm Bakery")
    dialog = mateo.ask("record.person")
    assert _typed(dialog, "preferred_name", "employer") == ("Teo", "Elm Bakery")
    assert CHANGED in _told(dialog)
    mateo.enter(dialog)
    assert "changed to “Matti”" in _beside(dialog, "preferred_name")
    assert (_mateo(mateo).preferred_name, mateo.dialog()) == ("Matti", dialog)
    mateo.enter(dialog)
    assert (_mateo(mateo).preferred_name, _mateo(mateo).employer) == ("Teo", "Elm Bakery")


def test_the_question_stays_until_it_was_asked(mateo: Seat) -> None:
    mateo.ask("record.person", preferred_name="Teo")
    _leave(mateo)
    _at_another_desk(mateo, preferred_name="Matti")
    mateo.ask("record.person", middle_name="Luis")
    _leave(mateo)
    dialog = mateo.ask("record.person")
    assert _typed(dialog, "preferred_name", "middle_name") == ("Teo", "Luis")
    mateo.enter(dialog)
    assert "changed to “Matti”" in _beside(dialog, "preferred_name")
    mateo.type(dialog, preferred_name="Matti")
    mateo.enter(dialog)
    assert (_mateo(mateo).preferred_name, _mateo(mateo).middle_name) == ("Matti", "Luis")


def test_what_is_typed_back_to_what_is_kept_asks_nothing(mateo: Seat) -> None:
    mateo.ask("record.person", preferred_name="Teo")
    _leave(mateo)
    _at_another_desk(mateo, preferred_name="Matti")
    dialog = mateo.ask("record.person", preferred_name="Matti", middle_name="Luis")
    mateo.enter(dialog)
    assert mateo.dialog() is None and _mateo(mateo).middle_name == "Luis"


def test_phones_added_at_both_desks_stand_together(mateo: Seat) -> None:
    dialog = mateo.ask("record.person")
    assert isinstance(dialog, PersonDialog)
    row = dialog.sections["phones"].add_row(focus=True)
    row.boxes["number"].set_typed("(512) 555-0111")
    _leave(mateo)
    _at_another_desk(mateo, phones=(PhoneForm("5125550122"),))
    dialog = mateo.ask("record.person")
    assert CHANGED in _told(dialog)
    mateo.enter(dialog)
    assert mateo.dialog() is None
    assert {one.number for one in _mateo(mateo).phones} == {"5125550111", "5125550122"}


def test_without_a_change_elsewhere_nothing_is_told_or_asked(mateo: Seat) -> None:
    mateo.ask("record.person", preferred_name="Teo")
    _leave(mateo)
    dialog = mateo.ask("record.person")
    assert _told(dialog) == "What you typed before is back."
    mateo.enter(dialog)
    assert mateo.dialog() is None and _mateo(mateo).preferred_name == "Teo"


def test_start_empty_shows_what_is_kept_and_asks_nothing(mateo: Seat) -> None:
    mateo.ask("record.person", preferred_name="Teo")
    _leave(mateo)
    _at_another_desk(mateo, preferred_name="Matti")
    dialog = mateo.ask("record.person")
    QTest.keyClick(dialog, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    mateo.settle()
    assert _typed(dialog, "preferred_name") == ("Matti",)
    mateo.type(dialog, middle_name="Luis")
    mateo.enter(dialog)
    assert mateo.dialog() is None and _mateo(mateo).preferred_name == "Matti"


def test_a_visit_changed_meanwhile_keeps_the_diagnoses_of_both(mateo: Seat) -> None:
    desk = mateo.clinic.desk
    mateo.point("Dr. Amara Lee")
    dialog = mateo.ask("visit.edit", reason="Wheezing")
    assert isinstance(dialog, VisitDialog) and dialog.record is not None and dialog.record.visit_id is not None
    visit = dialog.record.visit_id
    dialog.diagnoses.set_codes([("R05.9", "Cough", "ICD-10-CM")])
    _leave(mateo)
    record = visiting.visit_record(desk, visit)
    fever = visiting.Diagnosis("R50.9", "Fever")
    visiting.save_visit(desk, replace(record, reason="Rash", diagnoses=(fever,)))
    mateo.settle()
    mateo.point("Dr. Amara Lee")
    dialog = mateo.ask("visit.edit")
    assert isinstance(dialog, VisitDialog) and CHANGED in _told(dialog)
    mateo.enter(dialog)
    assert "changed to “Rash”" in _beside(dialog, "reason")
    mateo.enter(dialog)
    kept = visiting.visit_record(desk, visit)
    assert (kept.reason, [one.code for one in kept.diagnoses]) == ("Wheezing", ["R05.9", "R50.9"])


def test_a_coverage_changed_meanwhile_is_told(mateo: Seat) -> None:
    desk = mateo.clinic.desk
    assert mateo.context.page is not None
    coverage = mateo.context.page.coverages[0].coverage_id
    dialog = mateo.ask("insurance.coverages")
    dialog._change(coverage)  # type: ignore[attr-defined]
    mateo.settle()
    mateo.type(dialog, member_number="W999")
    _leave(mateo)
    kept = insuring.coverage_record(desk, coverage).request
    insuring.save_coverage(desk, replace(kept, member_number="W555", copay=25_00))
    dialog = mateo.ask("insurance.coverages")
    dialog._change(coverage)  # type: ignore[attr-defined]
    mateo.settle()
    assert CHANGED in _told(dialog) and _typed(dialog, "member_number", "copay") == ("W999", "25.00")
    mateo.enter(dialog)
    assert "changed to “W555”" in _beside(dialog, "member_number")
    assert insuring.coverage_record(desk, coverage).request.member_number == "W555"


@pytest.fixture
def boss(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """The window with the administrator at it."""
    made = Seat(window_clinic(tmp_path, role=Role.ADMINISTRATOR), tmp_path / "papers")
    yield made
    made.leave()


def _provider(seat: Seat, key: int) -> OfficeListDialog:
    dialog = seat.ask("office.providers")
    assert isinstance(dialog, OfficeListDialog)
    dialog.list.select(key)
    return dialog


def test_a_provider_changed_meanwhile_is_told(boss: Seat) -> None:
    desk = boss.clinic.desk
    (lee,) = office_records.provider_records(desk)
    boss.type(_provider(boss, lee.provider_id), specialty="Pediatrics")
    _leave(boss)
    change = administering.SaveProvider(lee.name, lee.npi, "Family medicine", True, lee.provider_id, lee.version)
    administering.save_provider(desk, change)
    for _ in range(2):  # left without an answer, it is asked again
        dialog = _provider(boss, lee.provider_id)
        assert _typed(dialog, "specialty") == ("Pediatrics",) and "was changed since" in dialog.lead()
        _leave(boss)
    dialog = _provider(boss, lee.provider_id)
    boss.enter(dialog)
    assert "changed to “Family medicine”" in _beside(dialog, "specialty")
    assert office_records.provider_records(desk)[0].specialty == "Family medicine"
    boss.enter(dialog)
    assert office_records.provider_records(desk)[0].specialty == "Pediatrics"


def test_a_line_put_on_hold_meanwhile_is_told(mateo: Seat) -> None:
    mateo.point("Office visit")
    mateo.ask("money.hold", reason="asks the doctor")
    _leave(mateo)
    assert mateo.context.page is not None
    charge = next(
        one.facts.charge_id for story in mateo.context.page.stories for one in story.charges
        if one.facts.patient_id == mateo.clinic.mateo
    )  # fmt: skip
    adjusting.hold_charge(mateo.clinic.desk, adjusting.HoldCharge(charge, True, False, "Ana asks"))
    mateo.open(mateo.clinic.credit)
    mateo.open(mateo.clinic.family, mateo.clinic.mateo)
    mateo.point("Office visit")
    dialog = mateo.ask("money.hold")
    assert CHANGED in _told(dialog) and _typed(dialog, "reason") == ("asks the doctor",)


def test_rows_of_both_sides_stand_and_rows_taken_away_go() -> None:
    then = {"phones": [{"n": "1"}, {"n": "2"}], "name": "Ann"}
    draft = {"phones": [{"n": "1"}, {"n": "2"}, {"n": "3"}], "name": "Ann"}
    kept = {**draft, BEGUN: begun(1, draft, then)}
    now = {"phones": [{"n": "2"}, {"n": "4"}], "name": "Anne"}
    both = put_together(kept, state=2, now=now)
    assert both.fields == {"phones": [{"n": "2"}, {"n": "3"}, {"n": "4"}]}
    assert (both.changed, both.typed_over) == (True, ())
    assert put_together(kept, state=1, now=then).fields == draft
    assert put_together(draft, state=2, now=now).fields == draft
