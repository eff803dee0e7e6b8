"""A form left half-way comes back where it was left, nowhere else, and only while something is typed in it."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from paydesk.operations import drafting, visiting
from paydesk.ui import dialogs
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.visit_dialog import VisitDialog
from paydesk.ui.ledger_rows import LedgerKind
from paydesk.ui.row_list import RowList
from paydesk.ui.today_rows import FORMS
from support.window_clinic import TODAY, Seat

ALT = Qt.KeyboardModifier.AltModifier


def _leave(seat: Seat) -> None:
    dialog = seat.dialog()
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    seat.settle()


def _is_back(dialog: FormDialog) -> bool:
    link = dialog.findChild(QWidget, "start_empty")
    return link is not None and link.isVisible()


def _kept(seat: Seat) -> list[tuple[str, str]]:
    return [(one.key.form, one.key.about) for one in drafting.drafts(seat.context.desk)]


def _typed(dialog: FormDialog, field: str) -> str:
    return dialog.form.boxes[field].typed()


def _adjust(seat: Seat, place: int) -> FormDialog:
    """The adjustment of one of Maria's office visits, today's first."""
    rows = [row for row in seat.rows() if row.kind is LedgerKind.CHARGE]
    seat.tab.ledger.select(rows[place].key)
    return seat.ask("money.adjust")


def test_what_was_typed_about_one_charge_does_not_stand_in_the_form_of_another(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    first = _adjust(seat, 0)
    lead = first.lead()
    seat.type(first, reason="courtesy", amount="10", note="was kind")
    _leave(seat)
    other = _adjust(seat, 1)
    assert not _is_back(other) and _typed(other, "amount") == "" and _typed(other, "note") == ""
    _leave(seat)
    again = _adjust(seat, 0)
    assert _is_back(again) and _typed(again, "note") == "was kind"
    assert again.lead().startswith(lead.split(".")[0]), "the lead that matters stays"


def test_one_key_starts_empty_and_the_draft_is_gone(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.type(_adjust(seat, 0), amount="10", note="was kind")
    _leave(seat)
    again = _adjust(seat, 0)
    QTest.keyClick(again, Qt.Key.Key_E, ALT)
    seat.settle()
    assert not _is_back(again) and _typed(again, "amount") == "" and _typed(again, "note") == ""
    _leave(seat)
    assert _kept(seat) == []


def test_a_form_that_was_emptied_or_never_changed_leaves_no_draft(seat: Seat) -> None:
    seat.ask("account.new")
    _leave(seat)
    assert _kept(seat) == []
    seat.ask("account.new", first_name="Nora", last_name="Berg")
    _leave(seat)
    assert _kept(seat) == [("account_dialog", "")]
    again = seat.ask("account.new")
    assert _typed(again, "first_name") == "Nora"
    seat.type(again, first_name="", last_name="")
    _leave(seat)
    assert _kept(seat) == []


def test_a_new_account_that_was_opened_leaves_no_draft(seat: Seat) -> None:
    seat.enter(seat.ask("account.new", first_name="Nora", last_name="Berg"))
    assert seat.dialog() is None and seat.context.page is not None
    assert _kept(seat) == []
    assert _typed(seat.ask("account.new"), "first_name") == ""


def test_one_persons_record_is_not_put_into_anothers(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.mateo)
    seat.ask("record.person", first_name="Matthew")
    _leave(seat)
    seat.open(seat.clinic.family, seat.clinic.maria)
    mother = seat.ask("record.person")
    assert _typed(mother, "first_name") == "Maria" and not _is_back(mother)
    _leave(seat)
    seat.open(seat.clinic.family, seat.clinic.mateo)
    child = seat.ask("record.person")
    assert _typed(child, "first_name") == "Matthew" and _is_back(child)


def test_what_another_desk_changed_meanwhile_is_not_put_back_by_a_draft(seat: Seat) -> None:
    from dataclasses import replace

    from paydesk.operations import registering

    desk, mateo = seat.context.desk, seat.clinic.mateo
    seat.open(seat.clinic.family, mateo)
    seat.ask("record.person", preferred_name="Teo")
    _leave(seat)
    record = registering.person_record(desk, mateo)
    theirs = replace(record.form, employer="Elm Bakery")
    registering.save_person(desk, registering.SavePerson(theirs, record.account_id, mateo, record.version))
    again = seat.ask("record.person")
    assert (_typed(again, "preferred_name"), _typed(again, "employer")) == ("Teo", "Elm Bakery")


def test_the_code_of_a_procedure_comes_back_with_its_visit(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Cough", on="11/20/2026")
    assert isinstance(dialog, VisitDialog)
    seat.search(dialog.charges.rows[0].form.boxes["code"], "99213")
    _leave(seat)
    again = seat.ask("visit.new")
    assert isinstance(again, VisitDialog) and _is_back(again)
    assert again.charges.rows[0].form.boxes["code"].typed() == "99213"
    assert (_typed(again, "on"), again.primary.text()) == ("11/20/2026", "Post charges of 160.00")
    QTest.keyClick(again, Qt.Key.Key_E, ALT)
    seat.settle()
    assert len(again.charges.rows) == 1 and again.charges.rows[0].form.boxes["code"].typed() == ""
    _leave(seat)
    seat.open(seat.clinic.family, seat.clinic.mateo)
    assert not _is_back(seat.ask("visit.new"))


def test_a_coverage_being_changed_is_not_the_new_one_being_entered(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    assert seat.context.page is not None
    coverage = seat.context.page.coverages[0].coverage_id
    dialog = seat.ask("insurance.coverages", member_number="NEW1")
    dialog._change(coverage)  # type: ignore[attr-defined]
    seat.settle()
    assert _typed(dialog, "member_number") != "NEW1"
    seat.type(dialog, group_number="G-77")
    _leave(seat)
    assert sorted(_kept(seat)) == [
        ("coverage_dialog", f"coverage {coverage}"), ("coverage_dialog", f"person {seat.clinic.maria}"),
    ]  # fmt: skip
    _go_on(seat, f"coverage {coverage}")
    again = seat.dialog()
    assert isinstance(again, FormDialog)
    assert (_typed(again, "group_number"), again.primary.text()) == ("G-77", "Save the change")


def _go_on(seat: Seat, about: str) -> None:
    """Choose the draft about that on Today."""
    seat.front.go("today")
    seat.settle()
    tasks = seat.front.window.findChild(RowList, "today_tasks")
    assert tasks is not None
    key = next(row.key for row in tasks.rows.rows if row.key[0] == "draft" and row.key[3] == about)
    tasks.select(key)
    tasks.opened.emit(key)
    seat.settle()


def test_today_leads_back_to_the_very_charge_whoever_is_in_front(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    for place, note in ((0, "about today"), (1, "about October")):
        seat.type(_adjust(seat, place), note=note)
        _leave(seat)
    older = _kept(seat)[0][1]
    seat.open(seat.clinic.credit)
    _go_on(seat, older)
    dialog = seat.dialog()
    assert isinstance(dialog, FormDialog) and _typed(dialog, "note") == "about October"
    assert seat.context.current_account == seat.clinic.family
    _leave(seat)
    seat.open(seat.clinic.family, seat.clinic.mateo)
    _go_on(seat, older)
    dialog = seat.dialog()
    assert isinstance(dialog, FormDialog) and _typed(dialog, "note") == "about October"
    row = seat.tab.ledger.current_row()
    assert row is not None and f"charge {row.key.charge_id}" == older, "the cursor is on it, too"  # type: ignore[attr-defined]


def test_today_says_what_a_draft_is_about(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.mateo)
    seat.ask("record.person", preferred_name="Teo")
    _leave(seat)
    seat.front.go("today")
    seat.settle()
    tasks = seat.front.window.findChild(RowList, "today_tasks")
    assert tasks is not None
    row = next(row for row in tasks.rows.rows if row.key[0] == "draft")
    assert (row.beside, row.second) == ("a patient's record, not finished", "Mateo Lopez")


def test_a_draft_about_what_is_gone_is_let_go_with_a_sentence(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    key = drafting.DraftKey("adjust_dialog", seat.clinic.family, "charge 9999")
    seat.context.jobs.do(lambda: drafting.keep_draft(seat.context.desk, key, {"note": "x"}), title="Keeping")
    seat.settle()
    _go_on(seat, "charge 9999")
    assert seat.dialog() is None and "not on the account any more" in seat.said[-1]
    assert _kept(seat) == []


def test_today_leads_back_to_the_very_visit(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.mateo)
    seat.point("Dr. Amara Lee")
    seat.ask("visit.edit", reason="Wheezing")
    _leave(seat)
    ((form, visit),) = _kept(seat)
    seat.open(seat.clinic.family, seat.clinic.maria)
    _go_on(seat, visit)
    dialog = seat.dialog()
    assert isinstance(dialog, VisitDialog) and dialog.record is not None
    assert (form, visit) == ("change_visit_dialog", f"visit {dialog.record.visit_id}")
    assert _typed(dialog, "reason") == "Wheezing" and seat.context.person_id == seat.clinic.mateo


def _planned(seat: Seat, patient: int) -> int:
    """A visit of today that is planned; its id."""
    request = visiting.SaveVisit(patient, TODAY, status="scheduled", reason="Check-up")
    return visiting.save_visit(seat.clinic.desk, request).visit_id


def test_a_planned_visit_left_half_way_by_f2_comes_back_by_every_way_to_it(seat: Seat) -> None:
    visit = _planned(seat, seat.clinic.maria)
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("visit.new", reason="Wheezing")
    assert isinstance(dialog, VisitDialog)
    seat.search(dialog.charges.rows[0].form.boxes["code"], "99213")
    _leave(seat)
    assert _kept(seat) == [("change_visit_dialog", f"visit {visit}")]
    seat.open(seat.clinic.family, seat.clinic.mateo)
    _go_on(seat, f"visit {visit}")
    again = seat.dialog()
    assert isinstance(again, VisitDialog) and again.record is not None and again.record.visit_id == visit
    assert (_typed(again, "reason"), again.primary.text()) == ("Wheezing", "Post charges of 160.00")
    _leave(seat)
    assert _is_back(seat.ask("visit.edit")), "the cursor is on it now"
    _leave(seat)
    again = seat.ask("visit.new")
    assert isinstance(again, VisitDialog) and _is_back(again)
    QTest.keyClick(again, Qt.Key.Key_E, ALT)
    seat.settle()
    assert (_typed(again, "reason"), len(again.charges.rows)) == ("Check-up", 1), "a row for its first charge stays"
    assert again.charges.rows[0].form.boxes["code"].typed() == "" and _kept(seat) == []


def test_a_new_visit_left_half_way_stays_new_although_one_is_planned(seat: Seat) -> None:
    visit = _planned(seat, seat.clinic.maria)
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.ask("visit.another", reason="Rash")
    _leave(seat)
    assert _kept(seat) == [("visit_dialog", f"person {seat.clinic.maria}")]
    dialog = seat.ask("visit.new")
    assert isinstance(dialog, VisitDialog) and dialog.record is not None and dialog.record.visit_id == visit
    assert not _is_back(dialog) and _typed(dialog, "reason") == "Check-up"
    _leave(seat)
    seat.open(seat.clinic.family, seat.clinic.mateo)
    _go_on(seat, f"person {seat.clinic.maria}")
    again = seat.dialog()
    assert isinstance(again, VisitDialog) and again.record is None and seat.context.person_id == seat.clinic.maria
    assert _typed(again, "reason") == "Rash"


def test_a_draft_of_a_visit_that_was_marked_meanwhile_keeps_what_was_typed(seat: Seat) -> None:
    visit = _planned(seat, seat.clinic.maria)
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.ask("visit.new", reason="Wheezing")
    _leave(seat)
    seat.front.trigger("visit.arrived")
    seat.settle()
    again = seat.ask("visit.new")
    assert (_typed(again, "reason"), _typed(again, "status")) == ("Wheezing", "arrived")
    seat.enter(again)
    kept = visiting.visit_record(seat.clinic.desk, visit)
    assert (kept.reason, kept.status, _kept(seat)) == ("Wheezing", "arrived", [])


def test_today_leads_back_to_the_very_money(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    assert seat.context.page is not None
    lot = seat.context.page.credits[0].lot_id
    seat.tab.ledger.select(seat.rows()[0].key)
    seat.ask("money.move", reason="belongs to the sister")
    _leave(seat)
    assert _kept(seat) == [("move_money_dialog", f"lot {lot}")]
    seat.open(seat.clinic.family)
    _go_on(seat, f"lot {lot}")
    dialog = seat.dialog()
    assert isinstance(dialog, FormDialog) and _typed(dialog, "reason") == "belongs to the sister"


def test_a_refund_comes_back_for_the_credit_it_was_about_or_not_at_all(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    seat.ask("money.refund", amount="100", reason="asked for it")
    _leave(seat)
    assert _typed(seat.ask("money.refund"), "amount") == "100"
    _leave(seat)
    key = drafting.DraftKey("refund_dialog", seat.clinic.credit)
    kept = drafting.take_draft(seat.context.desk, key)
    assert kept is not None
    drafting.keep_draft(seat.context.desk, key, {**kept, "lot_id": "999"})
    again = seat.ask("money.refund")
    assert _typed(again, "reason") == "" and not _is_back(again)


def test_every_form_that_keeps_a_draft_can_be_gone_on_with_from_today() -> None:
    folder = Path(str(dialogs.__file__)).parent
    named = {
        (name, "keeps_draft=False" in made)
        for file in folder.glob("*_dialog.py")
        for made in re.split(r"super\(\).__init__\(", file.read_text("utf-8"))[1:]
        for name in re.findall(r'name="(\w+_dialog)"', made.split("  # fmt: skip")[0])[:1]
    }
    assert len(named) > 30
    nothing_typed = {
        "proof_dialog", "imported_codes_dialog", "papers_dialog", "treatments_dialog", "claim_choice_dialog",
        "filed_calls_dialog", "account_claims_dialog", "explain_dialog", "left_out_dialog",
        "eligibility_answers_dialog", "contract_preview_dialog", "insurers_differ_dialog", "estimates_dialog",
        "what_came_dialog", "insurer_letters_dialog", "claim_receipts_dialog", "told_means_dialog",
    }  # fmt: skip
    assert {name for name, keeps_none in named if not keeps_none} <= nothing_typed | set(FORMS)
