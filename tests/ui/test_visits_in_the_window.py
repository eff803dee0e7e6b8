"""A planned visit from the window, by keyboard: seen, opened, charged, moved, marked, canceled, and its money told."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from paydesk.operations import administering, listing, merging, posting, reading, undoing, visiting
from paydesk.operations.desk import Actor, Touched
from paydesk.rules.office import Role
from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.visit_dialog import VisitDialog
from paydesk.ui.inputs import LineInput
from paydesk.ui.ledger_rows import LedgerKind, LedgerRow
from paydesk.ui.row_list import RowList
from paydesk.ui.sentence_dialog import SentenceDialog
from support.window_clinic import TODAY, Seat


@pytest.fixture(autouse=True)
def _codes_are_loaded(seat: Seat) -> None:
    """The first look at the code set of a run takes its time."""
    seat.context.code_book.search("a00", TODAY, limit=1)


def plan(seat: Seat, patient: int, on: date = TODAY, *, status: str = "scheduled", reason: str = "Check-up") -> int:
    """A planned visit; its id."""
    doctor = visiting.visit_record(seat.clinic.desk, 1).provider_id
    request = visiting.SaveVisit(patient, on, provider_id=doctor, status=status, reason=reason)
    return visiting.save_visit(seat.clinic.desk, request).visit_id


def keep(seat: Seat, visit: int, amount: int = 40_00) -> None:
    """Money taken for it."""
    request = posting.PostPayment(
        seat.clinic.family, amount, "cash", f"kept for {visit}", visit_id=visit, kept=amount
    )
    posting.post_payment(seat.clinic.desk, request)


def head(seat: Seat, words: str) -> LedgerRow:
    return next(row for row in seat.rows() if row.quiet and words in row.what)


def state_of(seat: Seat, visit: int) -> str:
    return visiting.visit_record(seat.clinic.desk, visit).status


def copays(seat: Seat) -> list[tuple[int, int]]:
    return [(one.visit_id, one.amount) for one in listing.waiting(seat.clinic.desk).copays]


def test_f2_opens_todays_planned_visit_and_its_copay_pays_its_charges(seat: Seat) -> None:
    visit = plan(seat, seat.clinic.maria)
    asked = copays(seat)
    keep(seat, visit)
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new")
    assert isinstance(dialog, VisitDialog) and dialog.record is not None and dialog.record.visit_id == visit
    assert "40.00 was taken for it" in dialog.lead() and dialog.form.boxes["status"].typed() == "scheduled"
    seat.search(dialog.charges.rows[0].form.boxes["code"], "99213")
    seat.enter(dialog)
    assert seat.said[-1] == "160.00 charged, 40.00 was paid before" and state_of(seat, visit) == "done"
    page = seat.context.page
    assert page is not None and page.credits == () and page.upcoming == ()
    assert (visit, 40_00) in asked and visit not in [one for one, _ in copays(seat)]


def test_another_visit_may_be_entered_beside_the_planned_one(seat: Seat) -> None:
    visit = plan(seat, seat.clinic.maria)
    seat.open(seat.clinic.family, seat.clinic.maria)
    first = seat.ask("visit.new")
    link = first.findChild(Button, "another_visit")
    assert isinstance(link, Button)
    link.setFocus()
    QTest.keyClick(link, Qt.Key.Key_Return)
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, VisitDialog) and dialog.record is None
    seat.type(dialog, reason="Fell on the stairs")
    seat.search(dialog.charges.rows[0].form.boxes["code"], "87880")
    seat.enter(dialog)
    assert seat.said[-1].startswith("42.00 charged") and state_of(seat, visit) == "scheduled"


def test_a_new_visit_left_half_way_comes_back_although_one_is_planned(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.ask("visit.another", reason="Rash").reject()
    seat.settle()
    plan(seat, seat.clinic.maria)
    again = seat.ask("visit.another")
    assert again.form.boxes["reason"].typed() == "Rash"


def test_f2_is_about_the_planned_row_under_the_cursor_and_a_day_to_come_is_refused(seat: Seat) -> None:
    visit = plan(seat, seat.clinic.maria, date(2026, 12, 7))
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new")
    assert isinstance(dialog, VisitDialog) and dialog.record is None
    dialog.reject()
    seat.tab.ledger.select(head(seat, "Check-up").key)
    dialog = seat.ask("visit.new")
    assert isinstance(dialog, VisitDialog) and dialog.record is not None and dialog.record.visit_id == visit
    seat.search(dialog.charges.rows[0].form.boxes["code"], "99213")
    seat.enter(dialog)
    assert "planned for 12/07/2026" in dialog.form.boxes["on"].input.accessibleDescription()
    seat.type(dialog, on="t")
    seat.enter(dialog)
    assert seat.dialog() is None and visiting.visit_record(seat.clinic.desk, visit).on == TODAY


def test_planned_visits_are_quiet_rows_and_the_cursor_begins_on_what_is_charged(seat: Seat) -> None:
    plan(seat, seat.clinic.maria, date(2026, 12, 7))
    plan(seat, seat.clinic.maria, status="arrived", reason="Cough again")
    plan(seat, seat.clinic.maria, date(2026, 11, 20), reason="Nobody closed it")
    seat.open(seat.clinic.family, seat.clinic.maria)
    current = seat.tab.ledger.current_row()
    assert current is not None and not current.quiet
    states = {row.what.rsplit(", ", 1)[-1]: (row.state, row.insurers, row.patient) for row in seat.rows() if row.quiet}
    assert states == {
        "Check-up": ("Planned", "", ""), "Cough again": ("Arrived, no charges yet", "", ""),
        "Nobody closed it": ("Day passed, not charged", "", ""),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "on", "offered"),
    [
        ("scheduled", TODAY, ["edit", "arrived", "missed", "cancel"]),
        ("scheduled", date(2026, 12, 7), ["edit", "cancel"]),
        ("arrived", TODAY, ["edit", "missed", "cancel"]),
        ("canceled", TODAY, ["edit", "arrived"]),
        ("canceled", date(2026, 12, 7), ["edit"]),
        ("no-show", TODAY, ["edit", "arrived", "cancel"]),
        ("done", TODAY, ["edit", "arrived", "missed", "cancel"]),
    ],
)
def test_enter_on_a_row_without_charges_offers_what_can_be_done_with_it(
    seat: Seat, status: str, on: date, offered: list[str]
) -> None:
    plan(seat, seat.clinic.maria, on, status=status)
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.tab.ledger.select(head(seat, "Check-up").key)
    QTest.keyClick(seat.tab.ledger.list, Qt.Key.Key_Return)
    menu = seat.tab.findChild(QMenu, "row_menu")
    assert isinstance(menu, QMenu)
    assert [action.objectName().removeprefix("visit.") for action in menu.actions()] == offered
    menu.close()


def test_what_the_menu_leaves_out_still_answers_when_it_is_asked_for_by_name(seat: Seat) -> None:
    plan(seat, seat.clinic.maria, date(2026, 12, 7))
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.tab.ledger.select(head(seat, "Check-up").key)
    seat.front.trigger("visit.missed")
    seat.settle()
    assert seat.refused == ["This visit is planned for 12/07/2026. Change its date if that is wrong."]


def test_a_planned_visit_is_moved_by_its_form(seat: Seat) -> None:
    visit = plan(seat, seat.clinic.maria)
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.tab.ledger.select(head(seat, "Check-up").key)
    dialog = seat.ask("visit.edit", on="+14", at="930")
    assert dialog.result_words() == "Save the visit"
    seat.enter(dialog)
    kept = visiting.visit_record(seat.clinic.desk, visit)
    assert (kept.on, str(kept.at), kept.status) == (date(2026, 12, 7), "09:30:00", "scheduled")
    assert "9:30 AM" in head(seat, "Check-up").what


def test_a_wrong_time_is_told_beside_the_time(seat: Seat) -> None:
    plan(seat, seat.clinic.maria)
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", at="29:00")
    seat.enter(dialog)
    assert "9:30" in dialog.form.boxes["at"].input.accessibleDescription()


def test_who_arrives_is_marked_without_pointing_at_the_row(seat: Seat) -> None:
    visit = plan(seat, seat.clinic.mateo)
    seat.open(seat.clinic.family, seat.clinic.mateo)
    seat.front.trigger("visit.arrived")
    seat.settle()
    assert (state_of(seat, visit), seat.said[-1]) == ("arrived", "Marked as arrived")
    assert any(row.state == "Arrived, no charges yet" for row in seat.rows())


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("visit.cancel", "canceled", "The visit is canceled, 40.00 taken for it is credit now"),
        ("visit.missed", "no-show", "Marked as missed, 40.00 taken for it is credit now"),
    ],
)
def test_the_money_of_a_visit_that_does_not_take_place_is_credit_and_says_why(
    seat: Seat, command: str, status: str, said: str
) -> None:
    visit = plan(seat, seat.clinic.maria)
    keep(seat, visit)
    seat.open(seat.clinic.family, seat.clinic.maria)
    credit = next(row for row in seat.rows() if row.date == "Credit")
    assert credit.state == "Kept for a visit"
    kept = [row.what for row in seat.rows() if row.visit == "credit"][1:]
    assert kept[0] == "Kept for a visit, cash" and len(kept) == 2, "told once"
    assert kept[1].startswith("40.00 is kept for Maria Garcia-Lopez's visit of 11/23/2026")
    seat.front.trigger("money.apply_credit")
    seat.settle()
    assert "kept for the visit of 11/23/2026" in seat.refused[-1]
    seat.tab.ledger.select(head(seat, "Check-up").key)
    seat.front.trigger(command)
    seat.settle()
    assert (state_of(seat, visit), seat.said[-1]) == (status, said)
    assert next(row for row in seat.rows() if row.date == "Credit").state == "Can be applied"
    assert any("can be applied now" in row.what for row in seat.rows())
    assert seat.clinic.family in [one.account_id for one in listing.waiting(seat.clinic.desk).credits]
    before = seat.owed()
    seat.front.trigger("money.apply_credit")
    seat.settle()
    assert seat.owed() == (before[0] - 40_00, before[1], 0)


def test_the_cursor_passes_over_reasons_and_a_click_on_one_chooses_its_line(seat: Seat) -> None:
    keep(seat, plan(seat, seat.clinic.maria))
    seat.open(seat.clinic.family)
    rows, ledger = seat.rows(), seat.tab.ledger
    assert any(row.kind is LedgerKind.WHY for row in rows)
    stops = [row.key for row in rows if row.kind is not LedgerKind.WHY]
    QTest.keyClick(ledger.list, Qt.Key.Key_Home)
    for key, expected in ((Qt.Key.Key_Down, stops[1:]), (Qt.Key.Key_Up, stops[-2::-1])):
        seen = []
        for _ in expected:
            QTest.keyClick(ledger.list, key)
            now = ledger.current_row()
            seen.append(now.key if now else None)
        assert seen == expected
    QTest.keyClick(ledger.list, Qt.Key.Key_End)
    now = ledger.current_row()
    assert now is not None and now.key == stops[-1]
    why = next(place for place, row in enumerate(rows) if row.kind is LedgerKind.WHY)
    box = ledger.list.visualRect(ledger.list.rows.index(why, 0))
    QTest.mouseClick(ledger.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    now = ledger.current_row()
    assert now is not None and now.key == rows[why - 1].key


def test_a_mark_is_taken_back_from_its_toast(seat: Seat) -> None:
    visit = plan(seat, seat.clinic.maria)
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.tab.ledger.select(head(seat, "Check-up").key)
    seat.front.trigger("visit.cancel")
    seat.settle()
    assert seat.front.messages.toast is not None
    seat.front.messages.toast.take_back()
    seat.settle()
    assert (state_of(seat, visit), seat.said[-1]) == ("scheduled", "The visit is planned again")


def test_a_canceled_visit_is_planned_again_by_its_form(seat: Seat) -> None:
    visit = plan(seat, seat.clinic.maria, status="canceled")
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.tab.ledger.select(head(seat, "Check-up").key)
    dialog = seat.ask("visit.edit", status="scheduled")
    seat.enter(dialog)
    assert state_of(seat, visit) == "scheduled" and head(seat, "Check-up").state == "Planned"


def test_a_canceled_visit_is_not_charged_and_says_so_beside_the_status(seat: Seat) -> None:
    visit = plan(seat, seat.clinic.maria)
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", status="canceled")
    assert isinstance(dialog, VisitDialog)
    seat.search(dialog.charges.rows[0].form.boxes["code"], "99213")
    seat.enter(dialog)
    assert "Mark it as arrived first" in dialog.form.boxes["status"].input.accessibleDescription()
    assert state_of(seat, visit) == "scheduled"


def test_a_charged_visit_is_not_canceled_and_says_what_to_do(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.point("Dr. Amara Lee")
    seat.front.trigger("visit.cancel")
    seat.settle()
    assert "Reverse its charges first" in seat.refused[-1]


def test_nothing_is_marked_without_a_visit_under_the_cursor(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.context.chosen_row = None
    for command in ("visit.cancel", "visit.missed", "visit.arrived"):
        seat.front.trigger(command)
        assert "Choose a visit in the ledger first" in seat.refused[-1]


def test_the_side_panel_opens_a_coming_visit(seat: Seat) -> None:
    visit = plan(seat, seat.clinic.maria, date(2026, 12, 7))
    seat.open(seat.clinic.family, seat.clinic.maria)
    link = seat.tab.about.findChild(Button, f"open_visit_{visit}")
    assert isinstance(link, Button) and link.accessibleName() == "Open: 12/07/2026"
    link.click()
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, VisitDialog) and dialog.record is not None and dialog.record.visit_id == visit


def test_a_copay_of_today_puts_its_patient_in_front_and_f2_her_visit(seat: Seat) -> None:
    maria, mateo = plan(seat, seat.clinic.maria), plan(seat, seat.clinic.mateo)
    seat.front.go("today")
    seat.settle()
    tab = seat.front.window.current_tab()
    tab.refresh()  # type: ignore[union-attr]
    seat.settle()
    keys = [row.key for row in tab.list.rows.rows]  # type: ignore[attr-defined]
    assert ("copay", seat.clinic.family, mateo) in keys
    tab.list.select(("copay", seat.clinic.family, mateo))  # type: ignore[attr-defined]
    QTest.keyClick(tab.list, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    seat.settle()
    assert seat.context.person_id == seat.clinic.mateo
    dialog = seat.ask("visit.new")
    assert isinstance(dialog, VisitDialog) and dialog.record is not None and dialog.record.visit_id == mateo != maria


def test_the_day_of_a_charged_visit_is_refused_beside_the_date(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.point("Dr. Amara Lee")
    dialog = seat.ask("visit.edit", on="-1")
    assert "status" not in dialog.form.boxes
    seat.enter(dialog)
    assert "Reverse its charges first" in dialog.form.boxes["on"].input.accessibleDescription()


def test_paid_in_full_ticked_on_a_charged_visit_moves_it_to_the_patient(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    patient, insurers, _ = seat.owed()
    seat.point("Dr. Amara Lee")
    seat.enter(seat.ask("visit.edit", self_pay="yes"))
    assert seat.owed()[:2] == (patient + 120_00, insurers - 120_00)
    assert any("insurance is not billed" in row.what for row in seat.rows())
    seat.point("Dr. Amara Lee")
    seat.enter(seat.ask("visit.edit", self_pay=""))
    assert seat.owed()[:2] == (patient, insurers)


# What was typed is not lost.


def widget_of(dialog: VisitDialog) -> QWidget:
    return dialog.diagnoses.form.boxes["diagnosis"].input


def test_an_interrupted_visit_keeps_its_procedures(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Fever")
    assert isinstance(dialog, VisitDialog)
    seat.search(dialog.diagnoses.form.boxes["diagnosis"], "R50.9")
    first = dialog.charges.rows[0].form
    seat.search(first.boxes["code"], "99213")
    first.set_draft({"modifiers": "25 59", "pointers": "1", "fee": "150"})
    dialog.charges.add_row()
    seat.search(dialog.charges.rows[1].form.boxes["code"], "99499")
    kept = dialog.charges.typed()
    dialog.reject()
    seat.settle()
    again = seat.ask("visit.new")
    assert isinstance(again, VisitDialog) and again.charges.typed() == kept
    shown = again.charges.rows[0].form.boxes["code"].input
    assert shown.text() == "99213  Office visit"  # type: ignore[union-attr]


def test_a_typed_fee_is_for_one_unit_as_the_schedules_is(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Cough")
    assert isinstance(dialog, VisitDialog)
    first = dialog.charges.rows[0].form
    seat.search(first.boxes["code"], "87880")
    first.set_draft({"units": "2"})
    dialog.follow()
    assert "84.00" in dialog.primary.text()
    first.set_draft({"units": "2", "fee": "30", "pointers": ""})
    dialog.follow()
    assert "60.00" in dialog.primary.text()
    seat.enter(dialog)
    page = reading.account_page(seat.clinic.desk, seat.clinic.family)
    assert next(one.facts.fee for one in page.stories[0].charges if one.facts.code == "87880") == 60_00


def test_the_fee_of_the_schedule_stands_in_its_box_and_what_is_typed_wins(seat: Seat) -> None:
    clinic = seat.clinic
    administering.save_service_code(
        clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1")),
        administering.SaveServiceCode("99213", "Office visit", 9000, date(2026, 1, 1), "52"),
    )
    seat.open(clinic.family, clinic.maria)
    dialog = seat.ask("visit.new", reason="Cough")
    assert isinstance(dialog, VisitDialog)
    first = dialog.charges.rows[0].form
    fee = first.boxes["fee"].input
    assert isinstance(fee, LineInput) and fee.placeholderText() == "by schedule"
    seat.search(first.boxes["code"], "99213")
    assert (fee.placeholderText(), fee.text(), dialog.primary.text()) == ("160.00", "", "Post charges of 160.00")
    first.boxes["modifiers"].input.setFocus()
    QTest.keyClicks(first.boxes["modifiers"].input, "52")
    assert (fee.placeholderText(), dialog.primary.text()) == ("90.00", "Post charges of 90.00")
    seat.type(dialog, on="12/31/2025")
    assert (fee.placeholderText(), dialog.primary.text()) == ("no fee", "Post the charges")
    seat.type(dialog, on="11/20/2026")
    fee.setFocus()
    QTest.keyClicks(fee, "75")
    assert dialog.primary.text() == "Post charges of 75.00"
    fee.clear()
    first.set_draft({"pointers": ""})
    seat.enter(dialog)
    assert seat.said[-1].startswith("90.00 charged")


def test_a_procedure_of_that_day_is_charged_again_only_when_that_is_meant(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    asked: list[str] = []
    answers = [False, True]

    def ask(title: str, sentence: str, *, yes: str, no: str, doubtful: bool) -> bool:
        assert doubtful
        asked.append(sentence)
        return answers.pop(0)

    monkeypatch.setattr(seat.front.messages, "ask", ask)
    dialog = seat.ask("visit.new", reason="Cough")
    assert isinstance(dialog, VisitDialog)
    first = dialog.charges.rows[0].form
    seat.search(first.boxes["code"], "99213")
    first.set_draft({"pointers": ""})
    before = seat.owed()
    seat.enter(dialog)
    assert seat.owed() == before
    assert asked[0].startswith("99213 of 11/23/2026 is charged for Maria Garcia-Lopez already")
    assert asked[0].endswith("A copay of 40.00 of its own would come with it.")
    seat.enter(dialog)
    assert seat.owed() != before and len(asked) == 2


def test_charging_again_what_brings_no_copay_speaks_of_none(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Cough", self_pay="yes")
    assert isinstance(dialog, VisitDialog)
    seat.search(dialog.charges.rows[0].form.boxes["code"], "99213")
    dialog.charges.rows[0].form.set_draft({"pointers": ""})
    seat.enter(dialog)
    assert seat.asked[-1].endswith("only if it was done twice.")


def test_enter_does_not_charge_again(seat: Seat) -> None:
    del seat.front.messages.ask
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Cough")
    assert isinstance(dialog, VisitDialog)
    first = dialog.charges.rows[0].form
    seat.search(first.boxes["code"], "99213")
    first.set_draft({"pointers": ""})
    before = seat.owed()
    for key, charged in ((Qt.Key.Key_Return, False), (Qt.Key.Key_Y, True)):
        alt = Qt.KeyboardModifier.AltModifier if charged else Qt.KeyboardModifier.NoModifier
        QTimer.singleShot(300, lambda key=key, alt=alt: QTest.keyClick(question(), key, alt))
        seat.enter(dialog)
        assert (seat.owed() != before) is charged


def question() -> QWidget:
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, SentenceDialog)
    return asked.focusWidget() or asked


def test_what_was_reversed_is_told_so_in_the_form_of_its_visit(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    page = reading.account_page(seat.clinic.desk, seat.clinic.credit)
    undoing.undo(
        seat.clinic.desk, undoing.UndoEntry(page.stories[0].charges[0].events[0].entry_id, "Wrong patient", "wrong")
    )
    seat.open(seat.clinic.family)
    seat.open(seat.clinic.credit)
    seat.tab.ledger.select(next(row.key for row in seat.rows() if row.visit and "cough" in row.what))
    dialog = seat.ask("visit.edit")
    said = [label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text")]
    assert "160.00, reversed" in said


def test_a_code_that_the_edition_lacks_is_added_as_typed_and_says_so(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="New code")
    assert isinstance(dialog, VisitDialog)
    seat.search(dialog.diagnoses.form.boxes["diagnosis"], "z99.9999")
    assert dialog.diagnoses.codes == [("Z999999", "", "ICD-10-CM")]
    said = [label.text() for label in dialog.diagnoses.findChildren(QWidget) if hasattr(label, "text")]
    assert any("the last edition we have" in words for words in said)
    seat.search(dialog.charges.rows[0].form.boxes["code"], "87880")
    seat.enter(dialog)
    assert seat.dialog() is None
    page = seat.context.page
    assert page is not None and any(("Z999999", "ICD-10-CM", "") in story.diagnoses for story in page.stories)


def test_words_left_in_add_are_told_on_leaving_and_never_lost(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Cough")
    assert isinstance(dialog, VisitDialog)
    widget = widget_of(dialog)
    widget.setFocus()
    QTest.keyClicks(widget, "zzzqqq")
    seat.settle()
    QTest.keyClick(widget, Qt.Key.Key_Escape)
    QTest.keyClick(widget, Qt.Key.Key_Tab)
    seat.settle()
    assert "“zzzqqq” is not added yet" in widget.accessibleDescription()
    assert dialog.diagnoses.words() == "zzzqqq"
    seat.enter(dialog)
    assert seat.dialog() is dialog and "is not added yet" in widget.accessibleDescription()
    dialog.reject()
    seat.settle()
    again = seat.ask("visit.new")
    assert isinstance(again, VisitDialog) and again.diagnoses.words() == "zzzqqq"


def test_words_that_name_no_procedure_are_told_on_leaving(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Cough")
    assert isinstance(dialog, VisitDialog)
    widget = dialog.charges.rows[0].form.boxes["code"].input
    widget.setFocus()
    QTest.keyClicks(widget, "zzz")
    QTest.keyClick(widget, Qt.Key.Key_Escape)
    dialog.form.boxes["reason"].input.setFocus()
    assert "“zzz” is not chosen from the list yet" in widget.accessibleDescription()
    assert widget.text() == "zzz", "what was typed stays"  # type: ignore[union-attr]


def test_a_code_and_tab_is_that_code_and_the_next_digits_are_its_fee(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Cough")
    assert isinstance(dialog, VisitDialog)
    boxes = dialog.charges.rows[0].form.boxes
    boxes["code"].input.setFocus()
    QTest.keyClicks(boxes["code"].input, "99213")
    QTest.keyClick(boxes["code"].input, Qt.Key.Key_Tab)
    seat.settle()
    assert dialog.focusWidget() is boxes["fee"].input and boxes["code"].typed() == "99213"
    QTest.keyClicks(dialog.focusWidget(), "310")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert (boxes["code"].input.text(), boxes["fee"].typed()) == ("99213  Office visit", "310.00")  # type: ignore[union-attr]


def test_words_that_name_no_procedure_post_nothing(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Cough")
    assert isinstance(dialog, VisitDialog)
    box = dialog.charges.rows[0].form.boxes["code"]
    box.input.setFocus()
    QTest.keyClicks(box.input, "zzz")
    QTest.keyClick(box.input, Qt.Key.Key_Tab)
    seat.enter(dialog)
    assert seat.dialog() is dialog and "“zzz” is not chosen" in box.input.accessibleDescription()


@pytest.mark.parametrize("same_family", [True, False])
def test_a_visit_of_a_merged_record_is_changed_by_its_form(seat: Seat, same_family: bool) -> None:
    desk, clinic = seat.clinic.desk, seat.clinic
    james = reading.account_page(desk, clinic.credit).members[0].person_id
    kept, double = (clinic.maria, clinic.mateo) if same_family else (clinic.maria, james)
    account = clinic.family if same_family else clinic.credit
    merging.merge_people(desk, merging.MergePeople(kept, double, "same card"))
    (visit,) = (
        one.visit for one in reading.account_page(desk, account).stories if one.visit and one.visit.patient_id == double
    )
    assert visit is not None
    seat.open(account)
    seat.tab.ledger.select(next(row.key for row in seat.rows() if row.key.visit_id == visit.visit_id))
    dialog = seat.ask("visit.edit", reason="Rash")
    assert "(merged record)" in dialog.form.boxes["patient_id"].input.currentText()
    seat.enter(dialog)
    assert seat.dialog() is None and seat.said[-1] == "Visit saved"
    assert visiting.visit_record(desk, visit.visit_id).reason == "Rash"


def _todays(seat: Seat, visit: int) -> RowList:
    """Today's list with the cursor on that visit."""
    seat.front.jobs.changed.emit(Touched((seat.clinic.family,), ("visits",)))
    seat.front.go("today")
    seat.settle()
    tasks = seat.front.window.findChild(RowList, "today_tasks")
    assert tasks is not None and tasks.select(("visit", seat.clinic.family, visit))
    return tasks


@pytest.mark.parametrize("status", ["scheduled", "arrived", "done"])
def test_today_leads_to_the_charges_of_a_visit_whose_day_is_over(seat: Seat, status: str) -> None:
    visit = plan(seat, seat.clinic.mateo, date(2026, 11, 20), status=status, reason="Nobody closed it")
    seat.open(seat.clinic.credit)
    tasks = _todays(seat, visit)
    kinds = seat.front.window.findChild(RowList, "today_kinds")
    assert kinds is not None
    assert [(row.name, row.money) for row in kinds.rows.rows if row.key == "visit"] == [("Visits without charges", "1")]
    QTest.keyClick(tasks, Qt.Key.Key_Return)
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, VisitDialog) and dialog.record is not None and dialog.record.visit_id == visit
    assert (seat.context.current_account, seat.context.person_id) == (seat.clinic.family, seat.clinic.mateo)
    assert dialog.lead().startswith("Its day is over" if status != "done" else "")
    if not dialog.charges.rows:
        dialog.charges.add_row()
    seat.search(dialog.charges.rows[0].form.boxes["code"], "99213")
    seat.enter(dialog)
    assert seat.said[-1].startswith("160.00 charged")
    assert listing.waiting(seat.clinic.desk).passed == ()


def test_escape_leaves_the_cursor_on_the_visit_that_today_led_to_where_it_is_marked_as_missed(seat: Seat) -> None:
    visit = plan(seat, seat.clinic.maria, date(2026, 11, 20), reason="Nobody closed it")
    QTest.keyClick(_todays(seat, visit), Qt.Key.Key_Return)
    seat.settle()
    dialog = seat.dialog()
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    seat.settle()
    seat.front.trigger("visit.missed")
    seat.settle()
    assert state_of(seat, visit) == "no-show" and listing.waiting(seat.clinic.desk).passed == ()
