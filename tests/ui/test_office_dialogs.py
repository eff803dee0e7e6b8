"""The office in the window: settings, providers, places, payers, codes and fees, code sets, proof, alignment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from paydesk.operations import administering, office_records, proving
from paydesk.rules.office import Role
from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.code_dialog import CodeDialog
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.import_codes_dialog import ImportedCodesDialog
from paydesk.ui.dialogs.office_list_dialog import OfficeListDialog
from paydesk.ui.dialogs.proof_dialog import ProofDialog
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.office_commands import OFFICE_COMMANDS
from support.code_files import small_file
from support.window_clinic import Seat, window_clinic

FORMS = (
    "office.clinic", "office.providers", "office.places", "office.codes", "office.import_codes", "insurance.payers",
)  # fmt: skip


@pytest.fixture
def boss(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """The window with the administrator at it."""
    clinic = window_clinic(tmp_path, role=Role.ADMINISTRATOR)
    with clinic.desk.doing("office.edit", "Named the clinic") as session:
        from paydesk.data import office_store

        office_store.keep_setting(
            session, "clinic", {"name": "Riverbend Family Clinic", "address": ["12 River Rd", "Austin, TX 78701"],
                                "phone": "(512) 555-0142", "time_zone": "America/Chicago",
                                "first_day": "2026-01-01", "clinic_id": "c1"},
        )  # fmt: skip
    made = Seat(clinic, tmp_path / "papers")
    yield made
    made.leave()


def listed(seat: Seat, command: str, **typed: str) -> OfficeListDialog:
    dialog = seat.ask(command, **typed)
    assert isinstance(dialog, OfficeListDialog)
    return dialog


def said_beside(dialog: FormDialog, field: str) -> str:
    return dialog.form.boxes[field].input.accessibleDescription()


def test_the_clinics_settings_are_changed_and_its_id_and_first_day_stay(boss: Seat) -> None:
    dialog = boss.ask("office.clinic", npi="1234567893", days_to_pay="30", pay_link="https://pay.example.com")
    assert dialog.form.boxes["address_2"].typed() == "Austin, TX 78701"
    boss.enter(dialog)
    kept = administering.clinic_settings(boss.clinic.desk)
    assert (kept.npi, kept.days_to_pay, kept.pay_link) == ("1234567893", 30, "pay.example.com")
    assert (kept.clinic_id, kept.first_day, kept.phone) == ("c1", "2026-01-01", "(512) 555-0142")
    assert kept.address == ("12 River Rd", "Austin, TX 78701") and boss.said[-1] == "Clinic settings saved"


def test_settings_changed_at_another_desk_meanwhile_are_not_overwritten(boss: Seat) -> None:
    dialog = boss.ask("office.clinic", days_to_pay="30")
    desk = boss.clinic.desk
    administering.save_settings(desk, replace(administering.clinic_settings(desk), pay_link="pay.example.com"))
    boss.enter(dialog)
    assert boss.dialog() is dialog and " changed this record" in dialog.problem.sentence()
    kept = administering.clinic_settings(desk)
    assert (kept.pay_link, kept.days_to_pay) == ("pay.example.com", 25)


@pytest.mark.parametrize(("command", "field"), [
    ("office.places", "name"), ("insurance.payers", "edi_id"), ("office.codes", "spanish_name"),
    ("office.providers", "specialty"),
])  # fmt: skip
def test_an_office_record_changed_at_another_desk_meanwhile_is_not_overwritten(
    boss: Seat, command: str, field: str
) -> None:
    dialog = listed(boss, command)
    dialog.list.select(dialog.list.rows.rows[1].key)
    boss.type(dialog, **{field: "Mine"})
    dialog.save({**dialog.form.values(), field: "Theirs"}, dialog.record())()
    boss.enter(dialog)
    assert boss.dialog() is dialog and " changed this record" in dialog.problem.sentence()
    records = [vars(one) for one in dialog.reading()()]
    assert "Theirs" in [one[field] for one in records] and dialog.form.boxes[field].typed() == "Mine"


@pytest.mark.parametrize(("field", "typed", "told"), [
    ("npi", "1234567890", "NPI"), ("days_to_pay", "soon", "number"), ("days_to_pay", "900", "365"),
    ("name", "", "missing"),
])  # fmt: skip
def test_a_setting_that_cannot_be_is_refused_beside_its_field(boss: Seat, field: str, typed: str, told: str) -> None:
    dialog = boss.ask("office.clinic", **{field: typed})
    boss.enter(dialog)
    assert boss.dialog() is dialog and told in said_beside(dialog, field)


def test_a_provider_is_added_with_a_checked_npi_and_the_list_stays_open(boss: Seat) -> None:
    dialog = listed(boss, "office.providers", name="Dr. Noor Haddad", npi="1234567890")
    assert dialog.primary.text() == "Add the provider"
    boss.enter(dialog)
    assert "digit" in said_beside(dialog, "npi")
    boss.type(dialog, npi="1679576722")
    boss.enter(dialog)
    assert boss.dialog() is dialog and boss.said[-1] == "Provider saved"
    assert "Dr. Noor Haddad" in [row.name for row in dialog.list.rows.rows]
    assert dialog.lead() == "Dr. Noor Haddad is saved." and dialog.form.boxes["name"].typed() == ""


def test_a_provider_who_left_is_no_longer_offered_and_can_come_back(boss: Seat) -> None:
    dialog = listed(boss, "office.providers")
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    dialog.form.boxes["active"].set_value(False)
    boss.enter(dialog)
    assert office_records.office_lists(boss.clinic.desk).providers == ()
    assert [one.active for one in office_records.provider_records(boss.clinic.desk)] == [False]
    dialog.form.boxes["active"].set_value(True)
    boss.enter(dialog)
    assert len(office_records.office_lists(boss.clinic.desk).providers) == 1


def test_a_place_is_changed_from_the_list_by_keyboard_alone(boss: Seat) -> None:
    dialog = listed(boss, "office.places")
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.form.boxes["name"].input
    boss.type(dialog, pos_code="2x")
    boss.enter(dialog)
    assert "two digits" in said_beside(dialog, "pos_code")
    boss.type(dialog, pos_code="22")
    boss.enter(dialog)
    assert [one.pos_code for one in office_records.place_records(boss.clinic.desk)] == ["22"]


def test_a_payer_is_kept_with_its_kind_phone_and_edi_id(boss: Seat) -> None:
    typed = {"name": "Medicare Texas", "kind": "medicare", "phone": "5125550199", "edi_id": "04412"}
    boss.enter(listed(boss, "insurance.payers", **typed))
    kept = next(one for one in office_records.payer_records(boss.clinic.desk) if one.name == "Medicare Texas")
    assert (kept.kind, kept.phone, kept.edi_id) == ("medicare", "5125550199", "04412")


def test_what_was_typed_for_one_record_waits_while_another_is_looked_at(boss: Seat) -> None:
    dialog = listed(boss, "insurance.payers", name="Half a payer")
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert dialog.form.boxes["name"].typed() == "Aetna"
    QTest.keyClick(dialog.list, Qt.Key.Key_Up)
    assert dialog.form.boxes["name"].typed() == "Half a payer"
    dialog.reject()
    boss.settle()
    again = listed(boss, "insurance.payers")
    assert again.form.boxes["name"].typed() == "Half a payer"
    boss.enter(again)
    again.reject()
    boss.settle()
    assert listed(boss, "insurance.payers").form.boxes["name"].typed() == ""


def test_a_code_takes_a_new_fee_from_a_day_on_and_the_old_one_stays(boss: Seat) -> None:
    dialog = listed(boss, "office.codes")
    assert isinstance(dialog, CodeDialog)
    dialog.list.select("99213")
    assert not dialog.form.boxes["code"].isEnabled()
    boss.type(dialog, fee="175", fee_from="1/1/2027", spanish_name="Consulta")
    boss.enter(dialog)
    record = next(one for one in office_records.code_records(boss.clinic.desk) if one.code == "99213")
    assert [(fee.valid_from, fee.amount) for fee in record.fees] == [
        (date(2027, 1, 1), 17500), (date(2026, 1, 1), 16000),
    ]  # fmt: skip
    assert record.fee == 16000 and record.spanish_name == "Consulta"
    assert dialog.form.boxes["fee"].typed() == ""


def test_a_code_that_is_there_already_or_costs_nothing_is_refused_beside_its_field(boss: Seat) -> None:
    dialog = listed(boss, "office.codes", code="99213", short_name="Again")
    boss.enter(dialog)
    assert "in the list already" in said_beside(dialog, "code")
    boss.type(dialog, code="J1885", fee="0")
    boss.enter(dialog)
    assert "more than zero" in said_beside(dialog, "fee")
    boss.type(dialog, fee="12.50", modifier="25x")
    boss.enter(dialog)
    assert "modifier" in said_beside(dialog, "modifier")
    boss.type(dialog, modifier="25")
    boss.enter(dialog)
    record = next(one for one in office_records.code_records(boss.clinic.desk) if one.code == "J1885")
    assert [(fee.modifier, fee.amount) for fee in record.fees] == [("25", 1250)] and record.fee is None


def test_diagnosis_codes_are_imported_and_refused_lines_told_with_their_number(
    boss: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "icd10cm-codes-2027.txt"
    file.write_text(small_file(monkeypatch, "A000    Cholera one\n???\nA001    Cholera two\n"), "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(file), ""))
    dialog = boss.ask("office.import_codes")
    next(one for one in dialog.findChildren(Button) if one.objectName() == "choose_file").click()
    boss.enter(dialog)
    done = boss.dialog()
    assert isinstance(done, ImportedCodesDialog)
    assert [(row.name, row.second) for row in done.list.rows.rows] == [("Line 2", "no code, or no description")]
    assert [one.name for one in boss.context.code_book.editions()][-1] == "fiscal year 2027"


def test_a_file_with_a_part_of_the_codes_is_refused_beside_its_field(boss: Seat, tmp_path: Path) -> None:
    file = tmp_path / "icd10cm-codes-2027.txt"
    file.write_text("A000    Cholera one\n", "utf-8")
    dialog = boss.ask("office.import_codes", file=str(file))
    boss.enter(dialog)
    assert "icd10cm-codes-2027.txt is not a whole ICD-10-CM edition" in said_beside(dialog, "file")
    assert len(boss.context.code_book.editions()) == 1


def test_a_code_file_that_is_missing_or_tells_no_year_is_refused_beside_its_field(boss: Seat, tmp_path: Path) -> None:
    dialog = boss.ask("office.import_codes", file=str(tmp_path / "icd10cm-codes-2027.txt"))
    boss.enter(dialog)
    assert "cannot be read" in said_beside(dialog, "file")
    boss.type(dialog, file=str(tmp_path / "not there.txt"))
    boss.enter(dialog)
    assert "cannot be read" in said_beside(dialog, "file") and not said_beside(dialog, "valid_from").startswith("The")
    file = tmp_path / "codes.txt"
    file.write_text("A000    Cholera one\n", "utf-8")
    boss.type(dialog, file=str(file))
    boss.enter(dialog)
    assert "does not tell its year" in said_beside(dialog, "valid_from")
    boss.type(dialog, valid_from="10/1/2026", valid_to="9/30/2026")
    boss.enter(dialog)
    assert "end before" in said_beside(dialog, "valid_to")


def test_the_ledger_is_proven_on_one_screen_rule_by_rule(boss: Seat) -> None:
    boss.front.trigger("office.prove")
    boss.settle()
    dialog = boss.dialog()
    assert isinstance(dialog, ProofDialog), boss.refused
    proof = proving.prove(boss.clinic.desk)
    assert len(dialog.list.rows.rows) == len(proof.checked)
    assert all(row.beside == "holds" and "looked at" in row.money for row in dialog.list.rows.rows)


def test_a_broken_rule_stands_first_with_where_and_why(boss: Seat) -> None:
    finding = proving.Finding("balances equal their lines", "charge 1", "kept 5, lines 4")
    proof = proving.Proof(False, {"money names its lot": 7, finding.rule: 3}, (finding,))
    dialog = ProofDialog(boss.context, proof)
    first = dialog.list.rows.rows[0]
    assert (first.name, first.second, first.why) == (
        "Balances equal their lines", "charge 1: kept 5, lines 4", "broken",
    )  # fmt: skip
    dialog.close()


def test_the_alignment_sheet_comes_out_of_the_printer(boss: Seat) -> None:
    boss.front.trigger("office.alignment")
    boss.settle()
    assert (boss.papers / "alignment-sheet.pdf").read_bytes().startswith(b"%PDF")


def test_a_supervisor_sees_payers_and_the_proof_but_not_the_settings(seat: Seat) -> None:
    shown = {one.id for one in seat.front.window.commands.shown()} & {one.id for one in OFFICE_COMMANDS}
    assert shown == {
        "insurance.payers", "insurance.contract_prices", "office.prove", "office.backups", "office.alignment",
    }  # fmt: skip


@pytest.mark.parametrize(("wide", "high"), [(1366, 689), (911, 512)])
def test_every_office_dialog_fits_and_everything_in_it_has_its_names(boss: Seat, wide: int, high: int) -> None:
    boss.front.window.resize(wide, high)
    for command in (*FORMS, "office.prove"):
        boss.front.trigger(command)
        boss.settle()
        dialog = boss.dialog()
        assert isinstance(dialog, FormDialog | ReadingDialog), f"{command}: {boss.refused}"
        assert dialog.width() <= wide and dialog.height() <= high, command
        if isinstance(dialog, FormDialog):
            assert dialog.needed_width() <= dialog.width(), f"{command} is cut at its right"
        for widget in dialog.findChildren(QWidget):
            if isinstance(widget, (QLineEdit, QComboBox, Button)) and not isinstance(widget.parentWidget(), QComboBox):
                assert widget.objectName() and widget.accessibleName(), f"{command}: {widget}"
        dialog.close()
        boss.settle()


def test_who_is_in_the_list_already_is_not_added_again(boss: Seat) -> None:
    dialog = boss.ask("office.providers", name="dr. amara LEE")
    boss.enter(dialog)
    assert "is in the list already" in said_beside(dialog, "name")
    boss.type(dialog, name="Dr. Another", npi="1234567893")
    boss.enter(dialog)
    assert "Dr. Amara Lee has this NPI already" in said_beside(dialog, "npi")
