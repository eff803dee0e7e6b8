"""Eligibility files at the desk: questions written into a folder, answers read, each difference taken over or left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel
from sqlalchemy import text

from paydesk.data import office_store
from paydesk.operations import asking_eligibility, insuring, settling_differences, visiting
from paydesk.operations.asking_eligibility import Clearinghouse
from paydesk.operations.desk import Actor
from paydesk.rules.office import Role
from paydesk.ui.dialogs.clearinghouse_dialog import ClearinghouseDialog
from paydesk.ui.dialogs.eligibility_answers_dialog import EligibilityAnswersDialog
from paydesk.ui.dialogs.eligibility_file_dialog import LeftOutDialog
from paydesk.ui.dialogs.insurers_differ_dialog import InsurersDifferDialog
from support.window_clinic import Seat, window_clinic
from support.x12_files import text_of

CLINIC = {"name": "Example Clinic", "npi": "1999999984", "tax_id": "12-3456789", "time_zone": "America/Chicago"}


@dataclass
class Room:
    """Maria is Anna Baker of the sample file, at Meridian Health Plan."""

    seat: Seat
    folder: Path

    @property
    def coverage(self) -> int:
        assert self.seat.context.page is not None
        own = self.seat.clinic.maria
        return next(one.coverage_id for one in self.seat.context.page.coverages if one.patient_id == own)

    def sql(self, statement: str, **values: object) -> None:
        with self.seat.clinic.desk.database.transaction() as session:
            session.execute(text(statement), values)

    def dialog(self, command: str) -> QDialog:
        self.seat.front.trigger(command)
        self.seat.settle()
        dialog = self.seat.dialog()
        assert dialog is not None, self.seat.refused
        return dialog

    def answers(self) -> EligibilityAnswersDialog:
        dialog = self.dialog("benefits.read")
        assert isinstance(dialog, EligibilityAnswersDialog)
        return dialog

    def press(self, dialog: EligibilityAnswersDialog, key: Qt.Key) -> None:
        QTest.keyClick(dialog.list, key)
        self.seat.settle()


@pytest.fixture
def room(seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    made = Room(seat, tmp_path / "files")
    made.folder.mkdir()
    made.sql("UPDATE payer SET name = 'Meridian Health Plan', edi_id = '00431'")
    made.sql("UPDATE person SET last_name = 'Baker', first_name = 'Anna', birth_date = '1979-03-12' WHERE id = :own",
             own=seat.clinic.maria)  # fmt: skip
    made.sql("UPDATE coverage SET member_number = 'W100200300', copay = NULL WHERE patient_id = :own",
             own=seat.clinic.maria)  # fmt: skip
    with seat.clinic.desk.database.transaction() as session:
        office_store.keep_setting(session, "clinic", CLINIC)
    boss = seat.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    asking_eligibility.save_clearinghouse(boss, Clearinghouse("EXAMPLECLINIC", "CLEARING"))
    sample = made.folder / "answers.271"
    sample.write_text(text_of("eligibility", "answers.271"), "ascii")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: str(made.folder))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(sample), ""))
    seat.open(seat.clinic.family, seat.clinic.maria)
    return made


def test_a_file_about_the_patient_in_front_is_written_into_the_chosen_folder(room: Room) -> None:
    seat = room.seat
    dialog = seat.ask("benefits.ask")
    assert dialog.form.boxes["about"].typed() == str(room.coverage)
    assert dialog.form.boxes["on"].typed() == "11/23/2026"
    seat.enter(dialog)
    assert seat.dialog() is None
    assert seat.said[-1] == "eligibility_20261123_000001.270 written in files, 1 coverage asked about"
    written = (room.folder / "eligibility_20261123_000001.270").read_text("ascii")
    assert "NM1*IL*1*BAKER*ANNA****MI*W100200300~" in written


def test_tomorrows_visits_are_asked_about_and_who_is_left_out_is_listed(room: Room) -> None:
    seat = room.seat
    for patient in (seat.clinic.maria, seat.clinic.mateo):
        visiting.save_visit(seat.clinic.desk, visiting.SaveVisit(patient, date(2026, 11, 24), status="scheduled"))
    room.sql("UPDATE person SET birth_date = NULL WHERE id = :own", own=seat.clinic.mateo)
    dialog = seat.ask("benefits.ask", about="visits")
    assert dialog.form.boxes["on"].typed() == "11/24/2026"
    seat.enter(dialog)
    left = seat.dialog()
    assert isinstance(left, LeftOutDialog)
    (row,) = left.list.rows.rows
    assert (row.name, row.second) == ("Mateo Lopez", "The subscriber's birth date is missing.")


def test_no_account_need_be_open_and_nobody_who_comes_is_told(room: Room) -> None:
    room.seat.context.close_account()
    room.seat.settle()
    dialog = room.seat.ask("benefits.ask")
    assert dialog.form.boxes["about"].typed() == "visits"
    room.seat.enter(dialog)
    assert dialog.problem.sentence().startswith("There is nobody to ask about")


def test_a_clinic_without_its_clearinghouse_is_told_where_to_say_it(room: Room, tmp_path: Path) -> None:
    with room.seat.clinic.desk.database.transaction() as session:
        office_store.keep_setting(session, "eligibility files", {})
    dialog = room.seat.ask("benefits.ask")
    room.seat.enter(dialog)
    assert "How eligibility files are addressed" in dialog.problem.sentence()


def test_how_files_are_addressed_is_kept_by_the_administrator(tmp_path: Path, qtbot: object) -> None:
    boss = Seat(window_clinic(tmp_path, role=Role.ADMINISTRATOR), tmp_path / "papers")
    try:
        dialog = boss.ask("benefits.clearinghouse", sender="X", receiver="CLEARING")
        assert isinstance(dialog, ClearinghouseDialog)
        boss.enter(dialog)
        assert "2 to 15 characters" in dialog.form.boxes["sender"].input.accessibleDescription()
        boss.type(dialog, sender="OURCLINIC")
        boss.enter(dialog)
        assert boss.said[-1].startswith("Kept")
        assert asking_eligibility.clearinghouse(boss.clinic.desk) == Clearinghouse("OURCLINIC", "CLEARING")
    finally:
        boss.leave()


def test_what_differs_is_listed_and_enter_takes_a_line_over(room: Room) -> None:
    dialog = room.answers()
    rows = dialog.list.rows.rows
    assert rows[0].head and "BAKER" in rows[0].name.upper() and rows[0].money.startswith("account ")
    lines = [row.name for row in rows if isinstance(row.key, int)]
    assert {"Group number", "Copay", "Another insurer"} <= set(lines)
    copay = next(row for row in rows if row.name == "Copay")
    assert copay.second == "nothing here, 25.00 at the insurer" and copay.money == "differs"
    dialog.list.select(copay.key)
    assert dialog.detail.sentence() == "Copay: nothing here, 25.00 at the insurer."
    room.press(dialog, Qt.Key.Key_Return)
    assert room.seat.said[-1] == "Copay taken over: 25.00"
    assert insuring.coverage_record(room.seat.clinic.desk, room.coverage).request.copay == 25_00
    again = next(row for row in dialog.list.rows.rows if row.name == "Copay")
    assert again.money == "taken over"
    assert dialog.list.current_key() != copay.key, "the next line waits"
    dialog.list.select(copay.key)
    room.press(dialog, Qt.Key.Key_Return)
    assert room.seat.said[-1] == "Copay taken over: 25.00" and room.seat.dialog() is dialog


def test_control_z_puts_back_what_was_taken_over_and_the_count_of_lines_follows(room: Room) -> None:
    QTest.keyClick(room.answers(), Qt.Key.Key_Escape)
    room.seat.settle()
    dialog = differ(room)
    lines = [row for row in dialog.list.rows.rows if not row.head]

    def leads() -> list[str]:
        return [label.text() for label in dialog.findChildren(QLabel) if "wait" in label.text()]

    assert leads()[0].startswith(f"{len(lines)} lines wait")
    copay = next(row for row in lines if row.name == "Copay")
    dialog.list.select(copay.key)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    room.seat.settle()
    assert insuring.coverage_record(room.seat.clinic.desk, room.coverage).request.copay == 25_00
    assert leads()[0].startswith(f"{len(lines) - 1} line")
    QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    room.seat.settle()
    assert room.seat.said[-1] == "Copay put back: nothing here; the line waits to be decided"
    assert insuring.coverage_record(room.seat.clinic.desk, room.coverage).request.copay is None
    assert dialog.list.current_key() == copay.key and leads()[0].startswith(f"{len(lines)} lines wait")
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    room.seat.settle()
    assert insuring.coverage_record(room.seat.clinic.desk, room.coverage).request.copay == 25_00


def test_l_leaves_a_line_for_a_reason_and_what_needs_the_patient_is_not_taken(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    reasons: list[str | None] = [None, "ended last year"]
    monkeypatch.setattr(room.seat.front.messages, "ask_reason", lambda *given, **more: reasons.pop(0))
    dialog = room.answers()
    other = next(row for row in dialog.list.rows.rows if row.name == "Another insurer")
    dialog.list.select(other.key)
    assert "Settle it with the patient" in dialog.detail.sentence()
    room.press(dialog, Qt.Key.Key_Return)
    assert next(row for row in dialog.list.rows.rows if row.key == other.key).money == "differs"
    room.press(dialog, Qt.Key.Key_L)
    assert next(row for row in dialog.list.rows.rows if row.key == other.key).money == "differs", "no reason, no deed"
    room.press(dialog, Qt.Key.Key_L)
    assert room.seat.said[-1] == "Another insurer left as it is here"
    assert next(row for row in dialog.list.rows.rows if row.key == other.key).money == "left as it is"


def test_a_record_that_changed_meanwhile_is_told_and_the_line_stays(room: Room) -> None:
    dialog = room.answers()
    copay = next(row for row in dialog.list.rows.rows if row.name == "Copay")
    dialog.list.select(copay.key)
    room.sql("UPDATE coverage SET copay = 4000 WHERE id = :own", own=room.coverage)
    room.press(dialog, Qt.Key.Key_Return)
    assert "changed since the file was read" in dialog.detail.sentence()
    assert next(row for row in dialog.list.rows.rows if row.name == "Copay").money == "differs"


def test_an_answer_that_fits_nobody_says_why_and_o_opens_an_account_of_one_that_does(room: Room) -> None:
    dialog = room.answers()
    assert any(row.name == "Nothing is kept of it" and row.second for row in dialog.list.rows.rows)
    room.seat.context.close_account()
    copay = next(row for row in dialog.list.rows.rows if row.name == "Copay")
    dialog.list.select(copay.key)
    room.press(dialog, Qt.Key.Key_O)
    assert room.seat.dialog() is None and room.seat.context.current_account == room.seat.clinic.family


def test_a_file_that_holds_no_answer_is_refused(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = room.folder / "letter.txt"
    letter.write_text("Dear clinic,")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(letter), ""))
    room.seat.front.trigger("benefits.read")
    room.seat.settle()
    assert room.seat.dialog() is None and "answer about eligibility" in room.seat.refused[-1]


def differ(room: Room) -> InsurersDifferDialog:
    dialog = room.dialog("benefits.differences")
    assert isinstance(dialog, InsurersDifferDialog)
    return dialog


def test_of_very_many_differences_it_is_told_that_the_newest_stand_there(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    QTest.keyClick(room.answers(), Qt.Key.Key_Escape)
    room.seat.settle()
    every = len([row for row in differ(room).list.rows.rows if not row.head])
    monkeypatch.setattr(settling_differences, "MOST", 2)
    room.seat.dialog().reject()
    dialog = differ(room)
    assert len([row for row in dialog.list.rows.rows if not row.head]) == 2
    assert any(
        label.text().startswith(f"The newest 2 of {every} lines, of 1 patient; the others follow")
        for label in dialog.findChildren(QLabel)
    )


def test_what_was_not_decided_waits_in_the_insurance_menu_without_the_file(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = differ(room)
    assert empty.list.rows.rows == () and not empty.list.isVisible()
    QTest.keyClick(empty, Qt.Key.Key_Escape)
    QTest.keyClick(room.answers(), Qt.Key.Key_Escape)
    room.seat.settle()
    dialog = differ(room)
    head, *lines = dialog.list.rows.rows
    assert head.name.startswith("Anna Baker, Meridian Health Plan") and head.money.startswith("account ")
    assert {"Group number", "Copay", "Another insurer"} <= {row.name for row in lines}
    assert "answers.271" in lines[0].why
    copay = next(row for row in lines if row.name == "Copay")
    dialog.list.select(copay.key)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    room.seat.settle()
    assert room.seat.said[-1] == "Copay taken over: 25.00"
    monkeypatch.setattr(room.seat.front.messages, "ask_reason", lambda *given, **more: "ended last year")
    dialog.list.select(next(row for row in dialog.list.rows.rows if row.name == "Another insurer").key)
    QTest.keyClick(dialog.list, Qt.Key.Key_L)
    room.seat.settle()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    names = [row.name for row in differ(room).list.rows.rows if isinstance(row.key, int)]
    assert "Copay" not in names and "Another insurer" not in names and "Group number" in names


def test_a_line_of_a_record_that_changed_since_is_shown_and_taken_from_today(room: Room) -> None:
    QTest.keyClick(room.answers(), Qt.Key.Key_Escape)
    room.sql("UPDATE coverage SET copay = 4000 WHERE id = :own", own=room.coverage)
    dialog = differ(room)
    copay = next(row for row in dialog.list.rows.rows if row.name == "Copay")
    assert copay.second == "40.00 here, 25.00 at the insurer"
    dialog.list.select(copay.key)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    room.seat.settle()
    assert insuring.coverage_record(room.seat.clinic.desk, room.coverage).request.copay == 25_00
