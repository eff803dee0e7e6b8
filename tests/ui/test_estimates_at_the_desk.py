"""Estimating a visit at the desk: seen before it is made, printed, told what is missing; in good faith, too."""

from __future__ import annotations

from datetime import date

import pdfplumber
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from paydesk.data import office_store
from paydesk.operations import comparing_estimates, drafting, verifying, visiting
from paydesk.rules.benefits import Source
from paydesk.rules.verified_items import AnswerGiven, Item
from paydesk.ui.dialogs.estimate_dialog import EstimateDialog
from paydesk.ui.labels import Why
from support.window_clinic import Seat

CLINIC = {
    "name": "Riverbend Family Clinic", "npi": "1999999984", "tax_id": "12-3456789", "phone": "(217) 555-0100",
    "address": ["12 River Rd", "Springfield, IL 62701"], "time_zone": "America/Chicago",
}  # fmt: skip
SEE, MAKE = "See what it will cost", "Make and print the estimate"


def estimate(seat: Seat, *codes: str) -> EstimateDialog:
    dialog = seat.ask("benefits.estimate")
    assert isinstance(dialog, EstimateDialog)
    for place, code in enumerate(codes):
        if place:
            dialog.services.add_row()
        seat.search(dialog.services.rows[place].form.boxes["code"], code)
    return dialog


def plan(seat: Seat, person: int, *, self_pay: bool = False) -> int:
    saved = visiting.save_visit(
        seat.clinic.desk,
        visiting.SaveVisit(person, date(2026, 12, 14), status="scheduled", reason="Check-up", self_pay=self_pay),
    )
    return saved.visit_id


def kept(seat: Seat, account: int) -> list[tuple[str, int, int]]:
    found = comparing_estimates.estimates_of(seat.clinic.desk, account)
    return [(one.kind, one.low, one.high) for one in found]


def test_what_it_leaves_to_the_patient_is_shown_before_it_is_made_and_printed(seat: Seat) -> None:
    plan(seat, seat.clinic.maria)
    seat.front.window.resize(911, 512)
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = estimate(seat, "99213", "87880")
    assert dialog.form.boxes["visit_id"].typed() and not dialog.form.boxes["on"].isVisible()
    assert dialog.primary.text() == SEE
    seat.enter(dialog)
    assert kept(seat, seat.clinic.family) == [], "the first Enter shows it"
    assert [row[0] for row in dialog.figures.rows()] == ["99213  Office visit", "87880  Strep test"]
    assert dialog.figures.rows()[0][1] == "160.00" and " – " in dialog.figures.rows()[1][3]
    assert dialog.primary.text() == MAKE
    assert not dialog.figures.visibleRegion().isEmpty(), "they came into sight"
    assert dialog.needed_width() <= dialog.width() <= 911 and dialog.height() <= 512
    seat.enter(dialog)
    ((kind, low, high),) = kept(seat, seat.clinic.family)
    assert kind == "estimate" and low < high
    assert seat.dialog() is None and seat.said[-1].startswith("Estimate 1 saved as estimate-1.pdf")
    assert list(seat.papers.glob("estimate-1.pdf"))


def test_a_plan_that_is_not_active_is_told_with_the_figures_and_over_the_button(seat: Seat) -> None:
    plan(seat, seat.clinic.maria)
    seat.open(seat.clinic.family, seat.clinic.maria)
    assert seat.context.page is not None
    own = next(one.coverage_id for one in seat.context.page.coverages if one.patient_id == seat.clinic.maria)
    answers = (AnswerGiven(item=Item.ACTIVE, value=False),)
    verifying.verify_coverage(seat.clinic.desk, verifying.VerifyCoverage(own, Source.PORTAL, answers, key="portal"))
    dialog = estimate(seat, "99213")
    seat.enter(dialog)
    shown = [one.sentence() for one in dialog.figures.findChildren(Why)]
    assert shown[0].startswith("Your insurer told us on November 23, 2026 that this plan is not active.")
    assert "if the plan pays" in dialog.total()
    seat.enter(dialog)
    (file,) = seat.papers.glob("estimate*.pdf")
    with pdfplumber.open(file) as paper:
        words = " ".join("".join(page.extract_text() for page in paper.pages).split())
    assert words.count("no está activo") == 1 and words.index("no está activo") < words.index("(99213)")


def test_it_is_shown_by_itself_once_typing_stops_and_only_who_saw_it_makes_it(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = estimate(seat, "99213")
    QTest.qWait(700)
    seat.settle()
    assert dialog.primary.text() == SEE and len(dialog.figures.rows()) == 1 and dialog.total()
    seat.enter(dialog)
    assert dialog.primary.text() == MAKE and dialog.total() and kept(seat, seat.clinic.family) == []
    before = dialog.form.boxes["on"].typed()
    for day in ("12/14/2026", before):
        seat.type(dialog, on=day)
        assert dialog.primary.text() == SEE, "nothing is made that was not seen"
    QTest.qWait(700)
    seat.settle()
    assert dialog.primary.text() == SEE, "nor what was seen before something else was"
    seat.enter(dialog)
    QApplication.sendEvent(dialog, QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, autorep=True
    ))  # fmt: skip
    seat.settle()
    assert kept(seat, seat.clinic.family) == [], "a key held down makes none"


@pytest.mark.parametrize(("planned", "self_pay", "starts_in"), [
    (False, False, "on"), (False, True, "on"), (True, False, "services_1_code"), (True, True, "primary"),
])  # fmt: skip
@pytest.mark.parametrize("size", [(1366, 768), (911, 512)])
def test_it_opens_at_its_top_and_where_typing_starts(
    seat: Seat, planned: bool, self_pay: bool, starts_in: str, size: tuple[int, int]
) -> None:
    seat.front.window.resize(*size)
    person = seat.clinic.maria
    if planned:
        plan(seat, person, self_pay=self_pay)
    if self_pay and not planned:
        seat.open(seat.clinic.credit)
    else:
        seat.open(seat.clinic.family, person)
    dialog = estimate(seat)
    starts = dialog.focusWidget()
    assert starts.objectName() == starts_in
    assert not starts.visibleRegion().isEmpty()
    if starts_in == "on":
        assert not dialog.form.boxes["patient_id"].visibleRegion().isEmpty(), "it opened at its top"


def test_a_wrong_field_out_of_sight_comes_into_sight_and_the_foot_tells_nothing_old(whole: Seat) -> None:
    whole.front.window.resize(911, 512)
    dialog = estimate(whole, "99213")
    whole.type(dialog, primary="Check-up", separate="none")
    whole.enter(dialog)
    assert dialog.total()
    primary = dialog.form.boxes["primary"]
    whole.type(dialog, primary="")
    dialog.show_widget(dialog.others)
    whole.settle()
    assert primary.visibleRegion().isEmpty()
    whole.enter(dialog)
    assert dialog.focusWidget() is primary.input and not primary.visibleRegion().isEmpty()
    told = next(one for one in primary.parentWidget().findChildren(Why) if "what the visit is for" in one.sentence())
    assert not told.visibleRegion().isEmpty()
    assert dialog.total() == "" and dialog.primary.text() == SEE


def test_a_code_and_tab_is_that_service_and_the_next_digits_are_its_fee(whole: Seat) -> None:
    dialog = estimate(whole)
    boxes = dialog.services.rows[0].form.boxes
    boxes["code"].input.setFocus()
    QTest.keyClicks(boxes["code"].input, "99213")
    QTest.keyClick(boxes["code"].input, Qt.Key.Key_Tab)
    whole.settle()
    QTest.keyClicks(dialog.focusWidget(), "310")
    whole.type(dialog, primary="Check-up", separate="none")
    whole.enter(dialog)
    assert dialog.figures.rows() == (("99213  Office visit", "310.00"),)
    QTest.keyClicks(boxes["code"].input, "q")
    whole.enter(dialog)
    whole.enter(dialog)
    assert "is not chosen from the list" in boxes["code"].input.accessibleDescription()
    assert kept(whole, whole.clinic.credit) == []


def test_no_plan_is_asked_to_pay_where_insurance_is_not_billed(whole: Seat) -> None:
    dialog = estimate(whole, "99213")
    dialog.services.add_row()
    assert not any(row.form.boxes["excluded"].isVisible() for row in dialog.services.rows)
    whole.type(dialog, self_pay="")
    assert all(row.form.boxes["excluded"].isVisible() for row in dialog.services.rows)


def test_the_planned_day_is_kept_when_only_the_price_was_asked_for(whole: Seat) -> None:
    dialog = estimate(whole, "99213")
    whole.type(dialog, primary="Check-up", separate="none")
    whole.enter(dialog)
    whole.enter(dialog)
    (made,) = comparing_estimates.estimates_of(whole.clinic.desk, whole.clinic.credit)
    assert made.service_on == date(2026, 11, 23)


def test_an_overdue_one_is_told_so_before_it_is_made_and_still_made(whole: Seat) -> None:
    dialog = estimate(whole, "99213")
    whole.type(dialog, primary="Check-up", separate="none", requested_on="11/16/2026")
    whole.enter(dialog)
    assert dialog.total() == (
        "The patient pays 160.00; it is late: it was to be given by 11/19/2026 (asked for: 3 business days). It can "
        "still be made: give it today."
    )
    whole.enter(dialog)
    assert kept(whole, whole.clinic.credit) == [("good faith", 16000, 16000)]


def test_where_care_is_given_is_asked_once_where_the_clinic_has_only_a_po_box(whole: Seat) -> None:
    assert not estimate(whole).form.boxes["location"].isVisible()
    whole.dialog().reject()  # type: ignore[union-attr]
    whole.settle()
    with whole.clinic.desk.database.transaction() as session:
        office_store.keep_setting(session, "clinic", {**CLINIC, "address": ["PO Box 220", "Springfield, IL 62701"]})
    dialog = estimate(whole, "99213")
    whole.type(dialog, primary="Check-up", separate="none")
    where = dialog.form.boxes["location"]
    for typed, says in (("", "is a PO box"), ("P.O. Box 3, Springfield, IL", "a street"), ("1 Main St", "the state")):
        whole.type(dialog, location=typed)
        whole.enter(dialog)
        assert says in where.input.accessibleDescription() and where.input.hasFocus()
    whole.type(dialog, location="1 Main St, Springfield, IL 62701")
    whole.enter(dialog)
    whole.enter(dialog)
    assert len(kept(whole, whole.clinic.credit)) == 1
    again = estimate(whole)
    assert again.form.boxes["location"].typed() == "1 Main St, Springfield, IL 62701"


def test_what_is_missing_is_told_beside_its_field(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = estimate(seat)
    seat.enter(dialog)
    code = dialog.services.rows[0].form.boxes["code"].input
    assert "at least one service" in code.accessibleDescription()
    seat.search(dialog.services.rows[0].form.boxes["code"], "99214")
    seat.enter(dialog)
    fee = dialog.services.rows[0].form.boxes["fee"].input
    assert "Type the charge" in fee.accessibleDescription()
    dialog.services.rows[0].form.boxes["fee"].set_typed("200")
    seat.type(dialog, on="11/01/2026")
    seat.enter(dialog)
    assert "care to come" in dialog.form.boxes["on"].input.accessibleDescription()
    assert kept(seat, seat.clinic.family) == []


def test_insurance_that_is_billed_all_the_same_is_told_beside_the_visit(seat: Seat) -> None:
    plan(seat, seat.clinic.maria, self_pay=True)
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = estimate(seat, "99213")
    assert dialog.form.boxes["self_pay"].typed() == "yes"
    seat.type(dialog, self_pay="")
    seat.enter(dialog)
    assert "good faith estimate" in dialog.form.boxes["visit_id"].input.accessibleDescription()


@pytest.fixture
def whole(seat: Seat) -> Seat:
    """The clinic has what the law asks of a good faith estimate."""
    with seat.clinic.desk.database.transaction() as session:
        office_store.keep_setting(session, "clinic", CLINIC)
    seat.open(seat.clinic.credit)
    return seat


def test_without_insurance_it_is_a_good_faith_estimate_with_its_due_day(whole: Seat) -> None:
    dialog = estimate(whole, "99213")
    assert dialog.form.boxes["self_pay"].typed() == "yes" and dialog.form.boxes["primary"].isVisible()
    whole.enter(dialog)
    assert "what the visit is for" in dialog.form.boxes["primary"].input.accessibleDescription()
    whole.type(dialog, primary="Check of blood pressure")
    whole.enter(dialog)
    assert "scheduled separately" in dialog.form.boxes["separate"].input.accessibleDescription()
    whole.type(dialog, separate="none", on="12/14/2026", scheduled_on="t", diagnoses="xx")
    whole.enter(dialog)
    assert "not an ICD-10-CM code" in dialog.form.boxes["diagnoses"].input.accessibleDescription()
    whole.type(dialog, diagnoses="i10, j029")
    whole.enter(dialog)
    assert dialog.total() == (
        "The patient pays 160.00; give it by 11/27/2026 (scheduled 10 or more business days ahead: 3 business days)."
    )
    assert dialog.figures.rows() == (("99213  Office visit", "160.00"),)
    whole.enter(dialog)
    assert kept(whole, whole.clinic.credit) == [("good faith", 16000, 16000)]
    assert whole.said[-1].startswith("Good faith estimate 1 saved as")


def test_an_interrupted_estimate_comes_back_with_its_services(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = estimate(seat, "99213", "87880")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    seat.settle()
    assert [one.key.form for one in drafting.drafts(seat.clinic.desk)] == ["estimate_dialog"]
    again = seat.ask("benefits.estimate")
    assert isinstance(again, EstimateDialog)
    assert [row.form.boxes["code"].typed() for row in again.services.rows] == ["99213", "87880"]


def test_another_patient_has_other_visits(seat: Seat) -> None:
    visit = plan(seat, seat.clinic.mateo)
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = estimate(seat)
    assert dialog.form.boxes["visit_id"].typed() == "" and dialog.form.boxes["on"].isVisible()
    seat.type(dialog, patient_id=str(seat.clinic.mateo))
    assert dialog.form.boxes["visit_id"].typed() == str(visit)


def test_what_the_patient_chose_to_pay_stays_when_the_day_moves(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = estimate(seat, "99213")
    seat.type(dialog, self_pay="yes")
    seat.type(dialog, on="12/14/2026")
    assert dialog.form.boxes["self_pay"].typed() == "yes"
    seat.type(dialog, self_pay="", on="12/14/2025")
    assert dialog.form.boxes["self_pay"].typed() == "yes", "no coverage is in force that day"


def in_good_faith(whole: Seat) -> EstimateDialog:
    dialog = estimate(whole, "99213")
    whole.type(dialog, primary="Weekly exercise", separate="none", on="12/14/2026", scheduled_on="t")
    return dialog


def test_care_that_comes_again_asks_for_its_days_and_is_shown_as_a_whole(whole: Seat) -> None:
    dialog = in_good_faith(whole)
    assert not dialog.form.boxes["from"].isVisible()
    whole.type(dialog, how_often="every week", times="4")
    assert dialog.form.boxes["from"].isVisible() and dialog.form.boxes["until"].isVisible()
    whole.enter(dialog)
    assert "from when until when" in dialog.form.boxes["from"].input.accessibleDescription()
    whole.type(dialog, **{"from": "12/14/2026", "until": "12/01/2026"})
    whole.enter(dialog)
    whole.enter(dialog)
    assert "ends after it begins" in dialog.form.boxes["until"].input.accessibleDescription()
    whole.type(dialog, until="01/04/2027")
    whole.enter(dialog)
    assert dialog.figures.rows() == (("99213  Office visit, 4 units", "640.00"),)
    whole.enter(dialog)
    assert kept(whole, whole.clinic.credit) == [("good faith", 640_00, 640_00)]


def test_another_provider_is_typed_as_it_told_or_gives_its_own(whole: Seat) -> None:
    dialog = in_good_faith(whole)
    QTest.keyClick(dialog, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    whole.settle()
    row = dialog.others.rows[0].form
    row.boxes["name"].set_typed("River Lab")
    whole.enter(dialog)
    assert "Type its NPI" in row.boxes["npi"].input.accessibleDescription()
    for field, words in {
        "npi": "1679576722", "tin": "98-7654321", "where": "1 Lab St, Springfield", "what": "Cholesterol test",
        "code": "80061", "charge": "41",
    }.items():  # fmt: skip
        row.boxes[field].set_typed(words)
    whole.enter(dialog)
    assert "with the state" in row.boxes["where"].input.accessibleDescription()
    row.boxes["where"].set_typed("1 Lab St, Springfield, IL 62701")
    own = dialog.others.add_row()
    own.boxes["name"].set_typed("Prairie Anesthesia")
    own.boxes["how"].set_typed("apart")
    whole.enter(dialog)
    assert dialog.figures.rows()[-1] == ("80061  Cholesterol test, River Lab", "41.00")
    whole.enter(dialog)
    assert kept(whole, whole.clinic.credit) == [("good faith", 201_00, 201_00)]
    (made,) = comparing_estimates.estimates_of(whole.clinic.desk, whole.clinic.credit)
    assert made.number == 1


def test_what_was_estimated_for_the_same_visit_is_replaced_and_a_draft_keeps_all_of_it(whole: Seat) -> None:
    person = whole.context.page.members[0].person_id if whole.context.page else 0
    plan(whole, person, self_pay=True)
    whole.context.close_account()
    whole.open(whole.clinic.credit, person)
    first = estimate(whole, "99213")
    assert not first.form.boxes["replaces_id"].isVisible()
    whole.type(first, separate="none", scheduled_on="t")
    whole.enter(first)
    whole.enter(first)
    again = estimate(whole, "99213", "99213")
    assert again.form.boxes["replaces_id"].isVisible() and again.form.boxes["replaces_id"].typed()
    whole.type(again, separate="none", scheduled_on="t")
    again.others.add_row().boxes["name"].set_typed("River Lab")
    QTest.keyClick(again, Qt.Key.Key_Escape)
    whole.settle()
    back = whole.ask("benefits.estimate")
    assert isinstance(back, EstimateDialog)
    assert [row.form.boxes["name"].typed() for row in back.others.rows] == ["River Lab"]
    back.others.rows[0].form.boxes["how"].set_typed("apart")
    whole.enter(back)
    assert "what is planned changed" in back.total()
    whole.enter(back)
    found = comparing_estimates.estimates_of(whole.clinic.desk, whole.clinic.credit)
    assert [(one.number, one.replaces, one.replaced_by) for one in found] == [(2, 1, 0), (1, 0, 2)]
