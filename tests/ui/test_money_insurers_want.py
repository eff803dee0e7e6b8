"""Money insurers want back, at the window: a letter recorded, agreed to, disputed, sent back, tied; by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from sqlalchemy import text

from paydesk.operations import importing_remittances
from paydesk.operations.desk import Actor
from paydesk.rules.office import Role
from paydesk.ui.about_account import about_sections
from paydesk.ui.actions import matching
from paydesk.ui.deposits_report import DepositsReport
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.overpaid_report import OverpaidReport
from paydesk.ui.remittance_job import RemittanceJob
from support import era_writer
from support.window_clinic import Seat


def report(seat: Seat) -> OverpaidReport:
    seat.front.trigger("reports.overpaid")
    seat.settle()
    found = seat.front.window.findChild(OverpaidReport)
    assert isinstance(found, OverpaidReport)
    return found


def shown(page: OverpaidReport) -> list[tuple[str, str, str, int]]:
    return [(row.when, row.whose, row.state, row.amount) for row in page.table.rows.rows]


def opened(seat: Seat, page: OverpaidReport, row: int = 0) -> FormDialog:
    """Enter on a row of the list."""
    page.table.selectRow(row)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, FormDialog), seat.refused
    return dialog


def recorded(seat: Seat, amount: str = "30", **typed: str) -> None:
    """A letter of Aetna about Maria's visit of October."""
    seat.open(seat.clinic.family)
    seat.enter(seat.ask("overpaid.letter", amount=amount, reason="coverage ended", letter_number="OP-77", **typed))
    assert seat.dialog() is None, seat.refused


def count(seat: Seat, sql: str) -> int:
    with seat.clinic.desk.database.reading() as session:
        return int(session.execute(text(sql)).scalar_one())


def test_nothing_is_there_until_an_insurer_asks(seat: Seat) -> None:
    assert shown(report(seat)) == []
    commands = seat.front.window.commands.commands.values()
    assert matching(commands, "insurers want")[0].id == "reports.overpaid"


def test_a_letter_is_recorded_from_the_account_and_stands_in_the_list_with_its_time(seat: Seat) -> None:
    recorded(seat, respond_by="+12")
    assert seat.said[-1] == "Recorded. Decide on it in Money insurers want back"
    assert shown(report(seat)) == [("12 days left", "Maria Garcia-Lopez, PD0000001", "to look at", 3000)]


def test_more_than_it_paid_is_told_beside_the_amount(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("overpaid.letter", amount="71.21")
    seat.enter(dialog)
    box = dialog.form.boxes["amount"].input
    assert box.accessibleDescription().startswith("Aetna has paid 71.20 on this claim.")


def test_an_account_no_insurer_paid_says_so(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.front.trigger("overpaid.letter")
    seat.settle()
    assert seat.dialog() is None and seat.refused[-1].startswith("No insurer has paid anything on this account")


def test_a_letter_half_typed_comes_back(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("overpaid.letter", amount="12", note="from their Omaha office")
    dialog.reject()
    seat.settle()
    again = seat.ask("overpaid.letter")
    assert again.form.boxes["note"].typed() == "from their Omaha office"


def test_it_is_sent_back_with_its_letter(seat: Seat) -> None:
    recorded(seat)
    dialog = opened(seat, report(seat))
    assert dialog.result_words() == "Keep it to be sent back", "no money goes by Enter alone"
    seat.type(dialog, deed="send")
    assert dialog.result_words() == "Send 30.00 back and print the letter"
    assert "Maria Garcia-Lopez, visit of 10/19/2026, claim PD0000001" in dialog.lead()
    seat.type(dialog, reference="1207", why="the coverage had ended")
    seat.enter(dialog)
    assert dialog.problem.sentence().startswith("No address of Aetna is known")
    seat.enter(dialog)
    assert seat.dialog() is None and seat.said[-1].startswith("30.00 sent back")
    page = report(seat)
    assert shown(page) == [("–", "Maria Garcia-Lopez, PD0000001", "given back", 3000)]
    assert count(seat, "SELECT count(*) FROM refund WHERE payee = 'Aetna' AND reference = '1207'") == 1
    assert count(seat, "SELECT count(*) FROM document WHERE kind = 'letter'") == 1
    closed = opened(seat, page)
    assert closed.result_words() == "Close"
    QTest.keyClick(closed, Qt.Key.Key_Return)
    seat.settle()
    assert seat.dialog() is None


def test_the_insurer_may_keep_it_it_is_disputed_or_not_owed(seat: Seat) -> None:
    recorded(seat)
    page = report(seat)
    for deed, words, state in (
        ("offset", "Let the insurer keep 30.00", "insurer will keep it"),
        ("dispute", "Dispute it and print the letter", "disputed"), ("drop", "Close it: not owed", "not owed"),
    ):  # fmt: skip
        dialog = opened(seat, page)
        seat.type(dialog, deed=deed, why="as the plan says")
        assert dialog.result_words() == words
        seat.enter(dialog)
        if deed == "dispute":
            seat.enter(dialog)  # no address is known for the letter: said once
        assert seat.dialog() is None, dialog.problem.sentence()
        assert shown(report(seat))[0][2] == state
    assert count(seat, "SELECT count(*) FROM document WHERE kind = 'letter'") == 1


def test_a_reason_is_asked_for_beside_its_field(seat: Seat) -> None:
    recorded(seat)
    dialog = opened(seat, report(seat))
    seat.enter(dialog)
    assert dialog.form.boxes["why"].input.accessibleDescription() == "Say why in a few words."
    assert shown(report(seat))[0][2] == "to look at"


def test_a_clerk_is_asked_for_a_supervisors_approval(seat: Seat) -> None:
    recorded(seat)
    page = report(seat)
    seat.clinic.desk.actor = Actor("cleo", Role.CLERK, "desk 1")
    dialog = opened(seat, page)
    seat.type(dialog, why="the coverage had ended")
    seat.enter(dialog)
    assert count(seat, "SELECT count(*) FROM refund") == 0
    for one in seat.front.window.findChildren(QDialog):
        one.reject()
    seat.settle()


def adjustment(seat: Seat, folder: Path, *provider: tuple[str, int]) -> None:
    """Aetna's next payment takes something, or puts it off."""
    file = era_writer.write(folder, "a.835", era_writer.era(trace="EFT9", provider=provider))
    importing_remittances.keep_remittance_file(seat.clinic.desk, file)


def test_what_an_insurer_took_is_put_to_its_claim(seat: Seat, tmp_path: Path) -> None:
    adjustment(seat, tmp_path, ("WO:PD0000001", 2500), ("FB:EFT9", -2500))
    page = report(seat)
    assert [row[1:] for row in shown(page)] == [
        ("payment EFT9, PD0000001", "whose is it?", 2500), ("payment EFT9", "carried to a later payment", 2500),
    ]  # fmt: skip
    dialog = opened(seat, page)
    assert dialog.result_words() == "Post 25.00 on this claim"
    seat.type(dialog, why="they wrote on the phone")
    seat.enter(dialog)
    assert seat.said[-1] == "25.00 posted on its claim"
    rows = shown(report(seat))
    assert [row[2] for row in rows] == ["carried to a later payment", "given back"]
    carried = opened(seat, page)
    assert "put it off to a later payment; 25.00 of it is still to come" in carried.lead()
    carried.reject()


def test_what_fits_nothing_is_put_aside_and_taken_up_again(seat: Seat, tmp_path: Path) -> None:
    adjustment(seat, tmp_path, ("WO:NOBODY1", 2500), ("L6", -2500))
    page = report(seat)
    dialog = opened(seat, page)
    assert "No claim here fits it." in dialog.lead() and dialog.result_words() == "Put it aside"
    seat.enter(dialog)
    assert dialog.form.boxes["why"].input.accessibleDescription().startswith("Say why")
    seat.type(dialog, why="for the clinic next door")
    seat.enter(dialog)
    assert [row[2:] for row in shown(report(seat))] == [("put aside", 2500)]
    again = opened(seat, page)
    assert again.result_words() == "Close"
    QTest.keyClick(again, Qt.Key.Key_Return)
    seat.settle()
    assert [row[2] for row in shown(report(seat))] == ["put aside"]
    QTest.keyClick(opened(seat, page), Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    seat.settle()
    assert seat.dialog() is None and seat.said[-1] == "It is open again"
    assert [row[2:] for row in shown(report(seat))] == [("whose is it?", 2500)]


def test_ctrl_z_takes_it_up_again_and_reverses_what_was_tied(seat: Seat, tmp_path: Path) -> None:
    adjustment(seat, tmp_path, ("WO:PD0000001", 2500), ("L6", -2500))
    page = report(seat)
    dialog = opened(seat, page)
    seat.type(dialog, what="aside", why="settled on the phone")
    seat.enter(dialog)
    assert [row[2] for row in shown(report(seat))] == ["put aside"]
    seat.front.window.toast.take_back()
    seat.settle()
    assert [row[2] for row in shown(report(seat))] == ["whose is it?"]
    dialog = opened(seat, page)
    seat.type(dialog, why="they wrote so")
    seat.enter(dialog)
    assert [row[2] for row in shown(report(seat))] == ["given back"]
    seat.front.window.toast.take_back()
    seat.settle()
    assert "whose is it?" in [row[2] for row in shown(report(seat))]


def test_a_balance_that_was_taken_is_untied_from_the_list(seat: Seat, tmp_path: Path) -> None:
    adjustment(seat, tmp_path, ("FB:BAL777", -2500), ("L6", 2500))
    later = era_writer.era(trace="EFT10", provider=(("FB:BAL777", 1000), ("L6", -1000)))
    file = era_writer.write(tmp_path, "b.835", later)
    importing_remittances.keep_remittance_file(seat.clinic.desk, file)
    page = report(seat)
    assert [row[2:] for row in shown(page)] == [("carried to a later payment", 1500), ("tied", 1000)]
    partly = opened(seat, page)
    assert partly.result_words() == "Close"  # Enter unties nothing
    QTest.keyClick(partly, Qt.Key.Key_Return)
    seat.settle()
    QTest.keyClick(opened(seat, page, 1), Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    seat.settle()
    assert [row[2:] for row in shown(report(seat))] == [("whose is it?", 1000), ("carried to a later payment", 2500)]


def test_claims_of_the_open_account_are_offered(seat: Seat, tmp_path: Path) -> None:
    adjustment(seat, tmp_path, ("WO:NOBODY1", 2500), ("L6", -2500))
    seat.open(seat.clinic.family)
    dialog = opened(seat, report(seat))
    assert dialog.result_words() == "Post 25.00 on this claim"
    seat.type(dialog, amount="80")
    seat.enter(dialog)
    assert dialog.form.boxes["amount"].input.accessibleDescription().startswith("25.00 of it is open")
    dialog.reject()


@pytest.mark.parametrize(("wide", "high"), [(1366, 689), (911, 512)])
def test_the_list_and_its_dialogs_fit_the_window(seat: Seat, tmp_path: Path, wide: int, high: int) -> None:
    seat.front.window.resize(wide, high)
    recorded(seat)
    adjustment(seat, tmp_path, ("WO:PD0000001", 2500), ("FB:EFT9", -2500))
    page = report(seat)
    for row in range(3):
        dialog = opened(seat, page, row)
        assert dialog.width() <= wide and dialog.height() <= high
        assert dialog.needed_width() <= dialog.width()
        assert dialog.primary.isVisible() and dialog.rect().contains(dialog.primary.geometry().bottomRight())
        dialog.reject()
        seat.settle()


def test_a_payment_of_adjustments_alone_opens_and_says_where_each_went(seat: Seat, tmp_path: Path) -> None:
    adjustment(seat, tmp_path, ("WO:PD0000001", 2500), ("FB:EFT9", -2500), ("L6", -100))
    seat.front.go("payments")
    seat.context.remittance_asked.emit(1)
    seat.settle()
    job = seat.front.window.findChild(RemittanceJob)
    assert isinstance(job, RemittanceJob) and job.page is not None
    assert job.page.became == ("tied to nothing yet", "carried to the next remittance", "stays on this remittance")
    seat.front.trigger("reports.deposits")
    seat.settle()
    deposits = seat.front.window.findChild(DepositsReport)
    assert isinstance(deposits, DepositsReport)
    assert deposits._hint.sentence().endswith("25.00 is carried on to later payments.")


def test_the_account_says_what_an_insurer_wants(seat: Seat) -> None:
    recorded(seat, respond_by="+12")
    page = seat.context.page
    assert page is not None
    told = about_sections(seat.clinic.desk, page, person_id=None, today=seat.context.today())
    insurance = next(one for one in told if one.title == "Insurance")
    assert [(one.words, one.aside, one.second) for one in insurance.lines][-1] == (
        "Aetna: 30.00 too much", "to look at", "12 days left"
    )
