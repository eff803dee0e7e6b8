"""The dialogs about records: people, flags, notes, insurance, visits; each typed into and entered by keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from paydesk.operations import drafting, insuring, merging, noting, reading, registering, visiting
from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.account_dialog import AccountDialog
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.merge_dialog import MergeDialog
from paydesk.ui.dialogs.person_dialog import RecordDialog
from paydesk.ui.dialogs.upcoming_dialog import parse_time
from paydesk.ui.dialogs.visit_dialog import VisitDialog
from paydesk.ui.labels import Elided, Label, Why
from support.window_clinic import TODAY, Seat


def press(seat: Seat, words: str) -> None:
    dialog = seat.dialog()
    assert dialog is not None
    next(one for one in dialog.findChildren(Button) if one.text() == words).click()
    seat.settle()


def test_a_note_is_kept_and_stands_at_the_side(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.enter(seat.ask("record.note", text="Mornings are best"))
    assert seat.said[-1] == "Note kept" and seat.dialog() is None
    assert [one.text for one in noting.about_account(seat.clinic.desk, seat.clinic.family).notes] == [
        "Mornings are best"
    ]


def test_an_interrupted_note_comes_back_and_is_gone_once_it_is_kept(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.note", text="Half a thought")
    dialog.reject()
    seat.settle()
    again = seat.ask("record.note")
    assert again.form.boxes["text"].typed() == "Half a thought"
    seat.enter(again)
    assert seat.ask("record.note").form.boxes["text"].typed() == ""


def test_a_full_card_number_is_refused_beside_the_note_and_nothing_is_kept(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.note", text="card 4111 1111 1111 1111")
    seat.enter(dialog)
    assert seat.dialog() is dialog
    assert "card" in dialog.form.boxes["text"].input.accessibleDescription().lower()


def test_a_contact_is_logged_with_the_person_in_front(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.enter(seat.ask("record.contact", summary="Asked about the bill", channel="phone in"))
    logged = noting.about_account(seat.clinic.desk, seat.clinic.family).contacts[0]
    assert (logged.channel, logged.direction, logged.with_whom) == ("phone", "in", "Maria Garcia-Lopez")


def test_a_flag_asks_for_its_own_facts_and_says_what_it_stops(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.flags", kind="bankruptcy")
    boxes = dialog.form.boxes
    assert boxes["bankruptcy_case_number"].isVisible() and not boxes["attorney_attorney"].isVisible()
    seat.enter(dialog)
    assert "Fill in “Chapter”" in boxes["bankruptcy_chapter"].input.accessibleDescription()
    seat.type(dialog, bankruptcy_chapter="7", bankruptcy_case_number="26-1043", bankruptcy_filed_on="11/02/2026")
    seat.enter(dialog)
    assert seat.said[-1] == "Flag raised: Bankruptcy"
    assert "Bankruptcy" in seat.front.window.account_bar.flags_shown()[0]
    seat.front.trigger("statement.print")
    seat.settle()
    assert seat.said[-1].startswith("Statement 100001 saved as ")
    seat.enter(seat.ask("record.flags", kind="dispute", dispute_about="the fee"))
    seat.front.trigger("statement.print")
    seat.settle()
    assert seat.refused[-1].startswith("No statement may be printed. The bill is disputed")


def test_a_flag_is_ended_with_its_reason_and_leaves_the_bar(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.enter(seat.ask("record.flags", kind="do_not_call"))
    seat.ask("record.flags")
    press(seat, "End it")
    dialog = seat.dialog()
    assert dialog is not None and dialog.objectName() == "end_flag_dialog"
    seat.type(dialog, until="11/22/2026", reason="Wrote that calls are fine")  # type: ignore[arg-type]
    seat.enter(dialog)  # type: ignore[arg-type]
    assert "before it begins" in dialog.form.boxes["until"].input.accessibleDescription()  # type: ignore[attr-defined]
    seat.type(dialog, until="11/23/2026")  # type: ignore[arg-type]
    seat.enter(dialog)  # type: ignore[arg-type]
    assert seat.said[-1] == "Flag ended"


def test_returned_mail_has_one_date(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.flags", kind="returned_mail")
    assert not dialog.form.boxes["since"].isVisible()
    assert dialog.form.boxes["returned_mail_returned_on"].typed() == "11/23/2026"
    seat.type(dialog, returned_mail_returned_on="11/20/2026")
    seat.enter(dialog)
    dialog = seat.ask("record.flags")
    told = [one.text() for one in dialog.findChildren(Label)]
    assert any("came back on 11/20/2026" in one for one in told) and not any("since" in one for one in told)
    press(seat, "Correct")
    change = seat.dialog()
    assert isinstance(change, FormDialog) and "since" not in change.form.boxes
    seat.type(change, returned_mail_returned_on="11/19/2026")
    seat.enter(change)
    (flag,) = noting.about_account(seat.clinic.desk, seat.clinic.family).flags
    assert (flag.since, flag.facts["returned_on"]) == (date(2026, 11, 19), "2026-11-19")


def test_do_not_call_has_one_date(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.flags", kind="do_not_call")
    assert not dialog.form.boxes["since"].isVisible()
    assert dialog.form.boxes["do_not_call_asked_on"].typed() == "11/23/2026"
    seat.type(dialog, do_not_call_asked_on="11/20/2026")
    seat.enter(dialog)
    (flag,) = noting.about_account(seat.clinic.desk, seat.clinic.family).flags
    assert (flag.since, flag.facts) == (date(2026, 11, 20), {"asked_on": "2026-11-20"})
    dialog = seat.ask("record.flags")
    assert any("asked on 11/20/2026" in one.text() for one in dialog.findChildren(Label))
    assert not any("since" in one.accessibleName() for one in dialog.findChildren(Elided))


@pytest.mark.parametrize("facts", [{}, {"asked_on": "2026-10-01"}, {"asked_on": "2026-11-02"}])
def test_a_flag_raised_when_it_had_two_dates_keeps_them_until_one_is_corrected(
    seat: Seat, facts: dict[str, str]
) -> None:
    desk, account, since = seat.clinic.desk, seat.clinic.family, date(2026, 11, 2)
    noting.raise_flag(desk, noting.RaiseFlag(account, "do_not_call", since, facts=facts))
    seat.open(account)
    told = " ".join(one.accessibleName() for one in seat.ask("record.flags").findChildren(Elided))
    assert ("since 11/02/2026" in told) is (facts.get("asked_on") != "2026-11-02")

    def correct(**typed: str) -> noting.FlagFacts:
        if seat.dialog() is None:
            seat.ask("record.flags")
        press(seat, "Correct")
        change = seat.dialog()
        assert isinstance(change, FormDialog) and "since" not in change.form.boxes
        seat.type(change, **typed)
        seat.enter(change)
        (flag,) = noting.about_account(desk, account).flags
        return flag

    noted = correct(reason="Wrote a letter")
    assert (noted.since, noted.facts, noted.reason) == (since, facts, "Wrote a letter")
    dated = correct(do_not_call_asked_on="11/05/2026")
    assert (dated.since, dated.facts) == (date(2026, 11, 5), {"asked_on": "2026-11-05"})


def test_a_flag_in_force_is_told_whole_and_its_date_is_corrected(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    representative = "Maximiliana Garcia-Lopez de la Fuente y Montenegro"
    seat.enter(seat.ask("record.flags", kind="deceased", deceased_died_on="11/20/2026",
                        deceased_representative=representative))  # fmt: skip
    dialog = seat.ask("record.flags")
    told = next(one for one in dialog.findChildren(Label) if one.text().startswith("Deceased: Maria"))
    assert representative in told.text() and told.height() >= told.heightForWidth(told.width())
    press(seat, "Correct")
    dialog = seat.dialog()  # type: ignore[assignment]
    assert dialog.focusWidget() is dialog.form.boxes["deceased_died_on"].input
    seat.type(dialog, deceased_died_on="12/25/26")
    seat.enter(dialog)
    assert "still to come" in dialog.form.boxes["deceased_died_on"].input.accessibleDescription()
    seat.type(dialog, deceased_died_on="11/19/26")
    seat.enter(dialog)
    assert seat.said[-1] == "Flag corrected: Deceased"
    assert registering.person_record(seat.clinic.desk, seat.clinic.maria).form.death_date == date(2026, 11, 19)


def test_a_person_is_changed_with_every_way_to_reach_them(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("record.reach", employer="ACME Tools")
    assert isinstance(dialog, RecordDialog)
    dialog.sections["phones"].add_row({"kind": "work", "number": "5125550199", "may_call": True})
    dialog.sections["speak_with"].add_row({"name": "Rosa Garcia", "relation": "mother", "about": "billing"})
    seat.enter(dialog)
    kept = registering.person_record(seat.clinic.desk, seat.clinic.maria).form
    assert kept.employer == "ACME Tools" and [one.number for one in kept.phones] == ["5125550147", "5125550199"]
    assert [one.name for one in kept.speak_with] == ["Rosa Garcia"]
    assert kept.addresses[0].line1 == "412 Willow Creek Rd"


def test_a_wrong_phone_is_told_in_its_own_row(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("record.reach")
    assert isinstance(dialog, RecordDialog)
    form = dialog.sections["phones"].add_row({"kind": "work"})
    form.set_draft({"number": "555"})
    seat.enter(dialog)
    assert seat.dialog() is dialog
    assert "10 digits" in form.boxes["number"].input.accessibleDescription()


def test_a_family_member_is_added(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.enter(seat.ask("record.add_person", first_name="Lucia", last_name="Lopez", birth_date="8/9/2020"))
    assert "Lucia Lopez" in [row.name for row in seat.tab.household.list.rows.rows]


def test_another_guarantor_answers_from_now_on(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.enter(seat.ask("record.add_person", first_name="Ann", last_name="Okafor"))
    dialog = seat.ask("record.guarantor", reason="Signed for it")
    dialog.form.boxes["person_id"].input.setCurrentIndex(1)  # type: ignore[union-attr]
    seat.enter(dialog)
    assert seat.context.page is not None and seat.context.page.guarantor.full_name == "Ann Okafor"


def test_a_new_account_shows_who_is_on_file_already_and_opens_when_it_is_kept(seat: Seat) -> None:
    dialog = seat.ask("account.new", first_name="Jim", last_name="Okafor", birth_date="5/5/1971")
    assert isinstance(dialog, AccountDialog)
    dialog.near.look()
    seat.settle()
    assert [one.hit.first_name for one in dialog.near.found] == ["James"] and dialog.near.isVisible()
    seat.type(dialog, number="5125550100", line1="1 Oak St", zip="78704", city="Austin")
    dialog.form.boxes["zip"].tidy()
    assert dialog.form.boxes["state"].typed() == "TX"
    kim = dialog.family.add_row()
    assert kim.boxes["last_name"].typed() == "Okafor" and not dialog.family.values(), "an empty row is nobody"
    kim.set_draft({"first_name": "Kim"})
    dialog.follow()
    assert dialog.primary.text() == "Open the account with 2 people"
    seat.enter(dialog)
    assert seat.dialog() is dialog
    assert dialog.problem.sentence().startswith("James Okafor is on file, account 50002: Alt+O opens it.")
    seat.enter(dialog)
    page = seat.context.page
    assert page is not None and [one.last_name for one in page.members] == ["Okafor", "Okafor"]
    assert seat.said[-1] == f"Account {page.number} opened"


@pytest.mark.parametrize("command", ["account.new", "record.add_person"])
def test_the_one_on_file_opens_instead_and_the_double_that_was_begun_is_gone(seat: Seat, command: str) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.ask(command, first_name="James", last_name="Okafor")
    QTest.keyClick(seat.dialog(), Qt.Key.Key_Escape)
    seat.settle()
    assert len(drafting.drafts(seat.clinic.desk)) == 1
    dialog = seat.ask(command, birth_date="5/5/1971")
    assert isinstance(dialog, AccountDialog | RecordDialog) and dialog.form.boxes["last_name"].typed() == "Okafor"
    dialog.near.look()
    seat.settle()
    QTest.keyClick(dialog, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    seat.settle()
    assert seat.context.current_account == seat.clinic.credit and seat.dialog() is None
    assert drafting.drafts(seat.clinic.desk) == ()


def test_a_record_that_is_changed_keeps_what_was_typed_when_another_one_is_opened(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.mateo)
    dialog = seat.ask("record.person", first_name="James", last_name="Okafor", birth_date="5/5/1971")
    assert isinstance(dialog, RecordDialog)
    dialog.near.look()
    seat.settle()
    QTest.keyClick(dialog, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    seat.settle()
    assert seat.context.current_account == seat.clinic.credit
    assert len(drafting.drafts(seat.clinic.desk)) == 1


def test_enter_right_behind_the_name_still_asks_whether_it_is_somebody_on_file(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.add_person", last_name="Okafor", birth_date="5/5/1971")
    first = dialog.form.boxes["first_name"].input
    first.setFocus()
    QTest.keyClicks(first, "James")
    seat.enter(dialog)
    assert seat.dialog() is dialog and dialog.problem.sentence().startswith("James Okafor is on file")
    beside = [one.sentence() for one in dialog.form.findChildren(Why) if one.sentence()]
    assert beside == ["On file already? Alt+O opens it"]
    seat.enter(dialog)
    assert seat.dialog() is None and seat.said[-1] == "Added to the family"


def test_a_familys_name_follows_into_its_rows_until_another_is_typed_and_is_never_guessed(seat: Seat) -> None:
    dialog = seat.ask("account.new", first_name="Nora")
    assert isinstance(dialog, AccountDialog)
    kim, ana = dialog.family.add_row(), dialog.family.add_row()
    kim.set_draft({"first_name": "Kim"})
    ana.set_draft({"first_name": "Ana", "last_name": "Vale"})
    seat.type(dialog, last_name="Quist")
    assert [one.boxes["last_name"].typed() for one in (kim, ana)] == ["Quist", "Vale"]
    kim.set_draft({"last_name": ""})
    seat.enter(dialog)
    assert seat.dialog() is dialog
    assert "Last name is missing" in kim.boxes["last_name"].input.accessibleDescription()


def test_a_coverage_is_added_changed_and_ended(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("insurance.coverages", payer_id="new", new_payer="Humana", member_number="H77", priority="2")
    assert dialog.form.boxes["new_payer"].isVisible()
    seat.enter(dialog)
    assert seat.said[-1] == "Coverage added"
    seat.ask("insurance.coverages")
    press(seat, "Change")
    changing = seat.dialog()
    assert changing is not None
    seat.type(changing, copay="45")  # type: ignore[arg-type]
    assert changing.primary.text() == "Save the change"  # type: ignore[attr-defined]
    seat.enter(changing)  # type: ignore[arg-type]
    seat.ask("insurance.coverages")
    press(seat, "End")
    seat.enter(seat.dialog())  # type: ignore[arg-type]
    page = seat.context.page
    assert page is not None
    mine = {one.payer: one for one in page.coverages if one.patient_id == seat.clinic.maria}
    assert mine["Aetna"].copay == 4500 and mine["Aetna"].valid_to == TODAY and mine["Humana"].priority == 2


def test_an_overlapping_coverage_is_told_beside_its_order(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    payer = insuring.payers(seat.clinic.desk)[0]
    dialog = seat.ask("insurance.coverages", payer_id=str(payer.payer_id), member_number="X1", priority="1")
    seat.enter(dialog)
    assert "already primary coverage" in dialog.form.boxes["priority"].input.accessibleDescription()


def test_a_visit_is_entered_with_diagnosis_and_charge_and_says_the_copay(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Cough", on="11/20/2026")
    assert isinstance(dialog, VisitDialog)
    seat.search(dialog.diagnoses.form.boxes["diagnosis"], "acute bronchitis unspecified")
    assert dialog.diagnoses.codes[0][0] == "J209"
    row = dialog.charges.rows[0].form
    seat.search(row.boxes["code"], "strep")
    assert row.boxes["code"].typed() == "87880" and dialog.primary.text() == "Post charges of 42.00"
    row.set_draft({"modifiers": "25 25"})
    seat.enter(dialog)
    assert "there twice" in row.boxes["modifiers"].input.accessibleDescription()
    row.set_draft({"modifiers": "25", "units": "2"})
    seat.enter(dialog)
    assert seat.said[-1] == "84.00 charged, 40.00 copay due" and seat.dialog() is None
    done = reading.treatments(seat.clinic.desk, seat.clinic.maria)
    assert any(one.code == "87880" and one.pointers == "1" for visit in done for one in visit.procedures)


def test_enter_before_the_codes_are_found_takes_the_first_and_posts_nothing(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Cough")
    assert isinstance(dialog, VisitDialog)
    widget = dialog.diagnoses.form.boxes["diagnosis"].input
    widget.setFocus()
    QTest.keyClicks(widget, "acute bronchitis unspecified")
    QTest.keyClick(widget, Qt.Key.Key_Return)
    assert seat.dialog() is dialog
    seat.settle()
    assert seat.dialog() is dialog and [one[0] for one in dialog.diagnoses.codes] == ["J209"]


def type_codes(seat: Seat, dialog: VisitDialog, *codes: str) -> None:
    """A row a code; an empty one stays as it came."""
    for place, code in enumerate(codes):
        if place:
            dialog.charges.add_row()
        if code:
            seat.search(dialog.charges.rows[place].form.boxes["code"], code)


def visits_for(seat: Seat, reason: str) -> list[list[int]]:
    """The fees of each of Maria's visits for that reason."""
    done = reading.treatments(seat.clinic.desk, seat.clinic.maria)
    return [[one.fee for one in visit.procedures] for visit in done if visit.reason == reason]


def test_a_refused_charge_is_told_in_its_own_row_and_leaves_nothing_but_the_filled_form(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Rash", on="11/20/2026")
    assert isinstance(dialog, VisitDialog)
    type_codes(seat, dialog, "", "99499", "87880")
    seat.enter(dialog)
    first, second, third = (row.form.boxes["fee"].input for row in dialog.charges.rows)
    assert "No fee for 99499" in second.accessibleDescription()
    assert not first.accessibleDescription() and not third.accessibleDescription()
    assert visits_for(seat, "Rash") == [] and dialog.form.boxes["reason"].typed() == "Rash"
    dialog.charges.rows[1].form.set_draft({"fee": "30"})
    seat.enter(dialog)
    assert seat.dialog() is None and visits_for(seat, "Rash") == [[3000, 4200]]


def test_a_wrong_modifier_is_told_in_its_own_row_before_anything_is_sent(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Rash", on="11/20/2026")
    assert isinstance(dialog, VisitDialog)
    type_codes(seat, dialog, "87880", "99213")
    dialog.charges.rows[0].form.set_draft({"modifiers": "25 25"})
    seat.enter(dialog)
    first, second = (row.form.boxes["modifiers"].input.accessibleDescription() for row in dialog.charges.rows)
    assert "there twice" in first and not second


def test_a_visit_changed_at_another_desk_meanwhile_is_not_overwritten(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.point("Dr. Amara Lee")
    dialog = seat.ask("visit.edit", reason="Mine")
    assert isinstance(dialog, VisitDialog) and dialog.record is not None
    visiting.save_visit(seat.clinic.desk, replace(dialog.record, reason="Theirs"))
    seat.enter(dialog)
    assert seat.dialog() is dialog and " changed this record" in dialog.problem.sentence()
    assert dialog.form.boxes["reason"].typed() == "Mine"
    assert visits_for(seat, "Theirs") and not visits_for(seat, "Mine")


def test_a_patient_who_paid_in_full_is_not_billed_to_insurance(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    before = seat.owed()
    dialog = seat.ask("visit.new", reason="Private matter", self_pay="yes")
    assert isinstance(dialog, VisitDialog)
    seat.search(dialog.charges.rows[0].form.boxes["code"], "87880")
    seat.enter(dialog)
    assert seat.owed()[:2] == (before[0] + 4200, before[1])


def test_a_charge_is_added_to_the_visit_the_cursor_is_on(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.point("Dr. Amara Lee")
    dialog = seat.ask("visit.edit")
    assert isinstance(dialog, VisitDialog) and dialog.form.boxes["reason"].typed() == "cough"
    dialog.charges.add_row()
    seat.search(dialog.charges.rows[0].form.boxes["code"], "87880")
    seat.enter(dialog)
    assert seat.said[-1] == "42.00 charged"


def test_an_interrupted_visit_comes_back_whole(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Fever")
    assert isinstance(dialog, VisitDialog)
    seat.search(dialog.diagnoses.form.boxes["diagnosis"], "R50.9")
    dialog.reject()
    seat.settle()
    again = seat.ask("visit.new")
    assert isinstance(again, VisitDialog)
    assert again.form.boxes["reason"].typed() == "Fever" and [one[0] for one in again.diagnoses.codes] == ["R509"]


def test_a_coming_visit_is_planned_and_a_past_one_is_not(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.mateo)
    dialog = seat.ask("visit.upcoming", on="-1", at="930", reason="Check-up")
    seat.enter(dialog)
    assert "is past" in dialog.form.boxes["on"].input.accessibleDescription()
    seat.type(dialog, on="+14")
    seat.enter(dialog)
    page = seat.context.page
    assert page is not None and [(one.on, str(one.at)) for one in page.upcoming] == [(date(2026, 12, 7), "09:30:00")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9:30", "09:30:00"),
        ("930", "09:30:00"),
        ("2", "14:00:00"),
        ("2p", "14:00:00"),
        ("12am", "00:00:00"),
        ("14:15", "14:15:00"),
    ],
)
def test_times_are_understood_as_a_clinic_means_them(typed: str, meant: str) -> None:
    assert str(parse_time(typed)) == meant


def test_what_is_no_time_is_refused() -> None:
    assert parse_time(" ") is None
    with pytest.raises(PaydeskError, match="9:30"):
        parse_time("25:00")


def test_two_records_of_one_person_become_one(seat: Seat) -> None:
    seat.enter(seat.ask("account.new", first_name="Jim", last_name="Okafor", birth_date="5/6/1971"))
    double = seat.context.page
    assert double is not None
    seat.open(seat.clinic.credit)
    dialog = seat.ask("record.merge")
    assert isinstance(dialog, MergeDialog)
    seat.search(dialog.form.boxes["duplicate_id"], "jim okafor")
    assert "birth dates differ" in dialog.compared.sentence()
    assert dialog.focusWidget() is dialog.form.boxes["reason"].input
    assert any("What is posted stays" in one.sentence() for one in dialog.findChildren(Why))
    seat.enter(dialog)
    assert "birth dates differ" in dialog.form.boxes["reason"].input.accessibleDescription()
    seat.type(dialog, reason="Showed the passport")
    seat.enter(dialog)
    assert seat.said[-1] == "The two records are one now"
    bar = seat.front.window.account_bar
    assert not any("Merged" in words for words in bar.flags_shown())
    seat.open(double.account_id)
    assert bar.flags_shown()[0] == "Merged into another record: new money and visits belong there"


def test_enter_on_a_double_that_nobody_fits_says_so(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("record.merge")
    double = dialog.form.boxes["duplicate_id"].input
    seat.search(dialog.form.boxes["duplicate_id"], "xyzzy")
    assert double.accessibleDescription() == "Nothing fits “xyzzy”. Type fewer letters, or others."
    seat.enter(dialog)
    assert seat.dialog() is dialog


def test_a_merge_says_what_moved(seat: Seat) -> None:
    desk = seat.clinic.desk
    (james,) = (one.person_id for one in reading.account_page(desk, seat.clinic.credit).members)
    noting.write_note(desk, noting.WriteNote(seat.clinic.credit, "Pays at once", james))
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("record.merge")
    seat.search(dialog.form.boxes["duplicate_id"], "james okafor")
    seat.type(dialog, reason="Showed the passport")
    seat.enter(dialog)
    assert seat.said[-1] == "The two records are one now. Moved: 1 note"


def test_treatments_and_diagnoses_stand_on_one_page(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.front.trigger("record.treatments")
    seat.settle()
    dialog = seat.dialog()
    assert dialog is not None
    names = [row.name for row in dialog.list.rows.rows]  # type: ignore[attr-defined]
    assert names.count("Office visit") == 2 and any("10/19/2026, Dr. Amara Lee" in name for name in names)


def test_a_printed_statement_is_printed_again_exactly(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.front.trigger("statement.print")
    seat.settle()
    seat.front.trigger("record.papers")
    seat.settle()
    press(seat, "Print it again")
    first, again = sorted(seat.papers.iterdir(), key=lambda file: len(file.name))
    assert first.read_bytes() == again.read_bytes()
    assert seat.said[-1] == "Statement 100001 saved as statement-100001-2.pdf in papers"


def test_commands_that_need_an_account_say_so(seat: Seat) -> None:
    from paydesk.ui.record_commands import open_dialog

    open_dialog(seat.context, "record.note")
    assert seat.refused == ["Open an account first: press Ctrl+F and type part of a name."]


@pytest.mark.parametrize(("command", "field"), [("record.reach", "number"), ("record.speak_with", "name")])
def test_where_nothing_is_on_file_typing_starts_in_the_empty_row(seat: Seat, command: str, field: str) -> None:
    seat.open(seat.clinic.credit)
    dialog = seat.ask(command)
    assert isinstance(dialog, RecordDialog)
    (row,) = dialog.sections[dialog.starts_at].rows
    assert dialog.focusWidget() is row.form.boxes[field].input and row.isVisible()
    assert dialog.draft() == {}, "an empty row is nothing to come back to"
    seat.enter(dialog)
    assert seat.said[-1] == "Record saved"


def test_a_family_member_starts_with_the_familys_name(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.add_person", first_name="Luz")
    assert dialog.form.boxes["last_name"].typed() == "Garcia-Lopez"
    seat.enter(dialog)
    page = seat.context.page
    assert page is not None and page.members[-1].last_name == "Garcia-Lopez"


@pytest.mark.parametrize("typed", [{"line2": "Apt 4"}, {"city": "Austin"}, {"state": "TX"}])
def test_half_an_address_is_asked_to_be_finished_not_dropped(seat: Seat, typed: dict[str, str]) -> None:
    dialog = seat.ask("account.new", first_name="Nora", last_name="Quist", **typed)
    seat.enter(dialog)
    assert seat.dialog() is dialog
    assert "ZIP code" in dialog.form.boxes["zip"].input.accessibleDescription()
    seat.type(dialog, zip="78704")
    seat.enter(dialog)
    assert "Type the street" in dialog.form.boxes["line1"].input.accessibleDescription()


def test_a_look_alike_moves_nothing_that_is_being_typed_in(seat: Seat) -> None:
    dialog = seat.ask("account.new", first_name="Jim", last_name="Okafor")
    assert isinstance(dialog, AccountDialog)
    before = {name: box.mapTo(dialog, QPoint(0, 0)) for name, box in dialog.form.boxes.items()}
    seat.type(dialog, birth_date="5/5/1971")
    dialog.near.look()
    seat.settle()
    assert dialog.near.isVisible()
    assert {name: box.mapTo(dialog, QPoint(0, 0)) for name, box in dialog.form.boxes.items()} == before


def test_long_labels_of_a_flag_stay_beside_their_fields(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.flags", kind="deceased")
    boxes = dialog.form.boxes
    lefts = {boxes[f"deceased_{name}"].mapTo(dialog, QPoint(0, 0)).x()
             for name in ("died_on", "representative", "representative_phone")}  # fmt: skip
    assert len(lefts) == 1
    for label in dialog.form.findChildren(Label):
        words = label.fontMetrics()
        widest = max((words.horizontalAdvance(word) for word in label.text().split()), default=0)
        assert widest <= label.width() or not label.isVisible(), label.text()


def test_after_the_first_visit_the_cursor_is_in_the_ledger(seat: Seat) -> None:
    seat.enter(seat.ask("account.new", first_name="Nora", last_name="Quist"))
    dialog = seat.ask("visit.new", reason="Cough")
    assert isinstance(dialog, VisitDialog)
    seat.search(dialog.charges.rows[0].form.boxes["code"], "strep")
    seat.enter(dialog)
    assert "charged" in seat.said[-1]
    assert seat.front.window.focusWidget() is seat.tab.ledger.list


def test_a_coverage_without_a_plan_has_no_gap_before_its_comma(seat: Seat) -> None:
    payer = insuring.save_payer(seat.clinic.desk, insuring.SavePayer("State Medicaid")).payer_id
    insuring.save_coverage(seat.clinic.desk, insuring.SaveCoverage(seat.clinic.mateo, payer, "M1", TODAY, priority=2))
    seat.open(seat.clinic.family)
    dialog = seat.ask("insurance.coverages")
    assert "Mateo: State Medicaid, secondary" in {one.text() for one in dialog.findChildren(Elided)}


def test_what_is_missing_is_asked_for_in_a_sentence(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    dialog = seat.ask("record.contact")
    seat.enter(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.form.boxes["summary"].input.accessibleDescription() == "Type what it was about."


@pytest.mark.parametrize("command", [
    "money.fee", "visit.another", "visit.upcoming", "insurance.coverages", "record.guarantor",
])  # fmt: skip
def test_on_an_account_whose_only_patient_was_merged_a_sentence_says_so(seat: Seat, command: str) -> None:
    desk, clinic = seat.clinic.desk, seat.clinic
    (james,) = (one.person_id for one in reading.account_page(desk, clinic.credit).members)
    merging.merge_people(desk, merging.MergePeople(clinic.maria, james, "same card"))
    seat.open(clinic.credit)
    seat.front.trigger(command)
    seat.settle()
    assert seat.dialog() is None
    assert [one.startswith("Everyone on this account was merged") for one in seat.refused] == [True]
    seat.front.trigger("record.treatments")
    seat.settle()
    assert seat.dialog() is not None


def test_a_fee_is_for_who_was_kept_where_one_of_two_was_merged(seat: Seat) -> None:
    desk, clinic = seat.clinic.desk, seat.clinic
    merging.merge_people(desk, merging.MergePeople(clinic.maria, clinic.mateo, "same card"))
    seat.open(clinic.family, clinic.maria)
    dialog = seat.ask("money.fee", amount="25", reason="Missed visit")
    box = dialog.form.boxes["patient_id"].input
    assert [box.itemData(at) for at in range(box.count())] == [str(clinic.maria)]  # type: ignore[union-attr]
    seat.enter(dialog)
    assert seat.said[-1] == "Fee posted"
