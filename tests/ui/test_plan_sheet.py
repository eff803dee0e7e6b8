"""The sheet at the desk: figures as they are typed, three offers and her own, accepted with one key, kept when left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from paydesk.operations import (
    affording,
    assisting,
    charging,
    planning,
    posting,
    setting_plan_policy,
    visiting,
    watching_plans,
)
from paydesk.operations.desk import Actor
from paydesk.rules.affordability import Sheet
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.office import Role
from paydesk.rules.plans import PlanState
from paydesk.rules.poverty_guideline import Region
from paydesk.ui.buttons import Kind
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.inputs import ChoiceInput
from paydesk.ui.sheet_job import SheetJob
from support.window_clinic import Seat

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def job(seat: Seat) -> Iterator[SheetJob]:
    """The sheet of Maria's family, who owe 1,324.40, in a window of its own."""
    clinic = seat.clinic
    request = visiting.SaveVisit(clinic.maria, clinic.desk.clock.today(), self_pay=True)
    visit = visiting.save_visit(clinic.desk, request)
    fee = charging.NewCharge("99999", "Office visit", fee=1_201_60)
    charging.post_charges(clinic.desk, charging.PostCharges(visit.visit_id, (fee,), "plan sheet"))
    seat.open(clinic.family)
    made = SheetJob(seat.context)
    made.resize(1118, 560)
    made.show()
    made.show_account(clinic.family)
    made.focus_start()
    seat.settle()
    yield made
    made.close()
    made.deleteLater()


def _field(job: SheetJob, name: str) -> QWidget:
    found = job.findChild(QWidget, name)
    assert found is not None, name
    return found


def _type(job: SheetJob, **typed: str) -> None:
    for name, words in typed.items():
        field = _field(job, name)
        field.setFocus()
        if isinstance(field, ChoiceInput):
            field.setCurrentIndex(field.findData(words))
            continue
        assert isinstance(field, QLineEdit)
        field.selectAll()
        QTest.keyClicks(field, words)


def _tell(job: SheetJob) -> None:
    """Three people, 35,400.08 a year, 2,445.00 a month that must go out."""
    _type(
        job, household="3", income_0_often="biweekly", income_0="1223.08", income_1_kind="child support received",
        income_1="300", obligation_rent_or_mortgage="1150", obligation_utilities="210", obligation_food="520",
        obligation_transport="265", obligation_child_care="200+40", obligation_other_medical_plans="60",
    )  # fmt: skip


def _press(job: SheetJob, key: Qt.Key) -> None:
    focused = QApplication.focusWidget() or job
    QTest.keyClick(focused, key, ALT)


def test_before_anything_is_told_it_says_what_will_be_here(job: SheetJob) -> None:
    assert job.offers() == ()
    assert QApplication.focusWidget() is job.page.form.household


def test_three_offers_follow_from_what_is_typed(job: SheetJob) -> None:
    _tell(job)
    assert [(one.name, one.payment, len(one.installments)) for one in job.offers()] == [
        ("comfortable", 73_57, 18), ("standard", 88_29, 15), ("shortest", 126_25, 11),
    ]  # fmt: skip
    assert "Ask for financial assistance first" in job.page.hint.sentence()


def test_her_own_number_is_redrawn_as_she_types(job: SheetJob) -> None:
    _tell(job)
    _type(job, number="1")
    assert job.offers()[-1].payment == 1_324_40
    QTest.keyClicks(_field(job, "number"), "2")
    assert [len(one.installments) for one in job.offers()] == [18, 15, 11, 12]
    _type(job, payment="100")
    assert (_field(job, "number").property("text"), job.offers()[-1].payment) == ("", 100_00)


def test_a_down_payment_and_another_first_day_change_every_offer(job: SheetJob) -> None:
    _tell(job)
    _type(job, down="324.40", first="1/5/27")
    assert {sum(part.amount for part in one.installments) for one in job.offers()} == {1_000_00}
    assert {one.installments[0].due for one in job.offers()} == {date(2027, 1, 5)}


def test_accepting_one_keeps_the_sheet_makes_the_plan_and_prints(job: SheetJob, seat: Seat) -> None:
    _tell(job)
    made: list[object] = []
    job.made.connect(made.append)
    _press(job, Qt.Key.Key_2)
    seat.settle()
    ((plan, _),) = watching_plans.plans_on(seat.clinic.desk)
    assert (plan.state, len(plan.plan.facts.installments), plan.plan.offer) == (PlanState.OFFERED, 15, "standard")
    kept = affording.sheet_of(seat.clinic.desk, seat.clinic.family)
    assert kept is not None
    assert (kept.means.disposable, kept.sheet.household) == (505_00, 3)
    assert made and seat.said[-1].startswith("Plan 1 is made, agreement ")
    assert len(list(seat.papers.glob("payment-plan-1*"))) == 1


def test_a_charge_whose_tick_is_taken_away_is_not_in_it(job: SheetJob, seat: Seat) -> None:
    _tell(job)
    line = next(one for one in planning.plan_lines(seat.clinic.desk, seat.clinic.family) if one.owes == 42_80)
    tick = _field(job, f"charge_{line.charge_id}")
    tick.setFocus()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert job.offers()[0].total == 1_324_40 - 42_80
    _press(job, Qt.Key.Key_1)
    seat.settle()
    barred = {one.charge_id: one.barred for one in planning.plan_lines(seat.clinic.desk, seat.clinic.family)}
    assert barred.pop(line.charge_id) == ""
    assert set(barred.values()) == {"on plan 1"}


def test_beyond_the_policy_it_asks_why_and_then_goes(job: SheetJob, seat: Seat) -> None:
    _tell(job)
    _type(job, payment="40")
    _press(job, Qt.Key.Key_4)
    seat.settle()
    assert job.page.asks_reason
    assert QApplication.focusWidget() is job.page.reason
    QTest.keyClicks(job.page.reason, "the owner agreed")
    _press(job, Qt.Key.Key_4)
    seat.settle()
    ((plan, _),) = watching_plans.plans_on(seat.clinic.desk)
    assert len(plan.plan.facts.installments) == 33
    page = watching_plans.plan_page(seat.clinic.desk, plan.plan.id)
    assert page.story[0].why.endswith("; beyond the policy: the owner agreed")
    who, parts = "Make a payment plan for Maria Garcia-Lopez: 1,324.40", "32 of 40.00, then 44.40"
    assert job.asked.words.startswith(f"{who}, {parts}") and job.asked.account == seat.clinic.family
    assert len(affording.sheets_of(seat.clinic.desk, seat.clinic.family)) == 1


def test_without_a_sheet_her_own_plan_is_possible(job: SheetJob, seat: Seat) -> None:
    _type(job, payment="100")
    _press(job, Qt.Key.Key_1)
    seat.settle()
    ((plan, _),) = watching_plans.plans_on(seat.clinic.desk)
    assert plan.plan.offer == "own"
    assert affording.sheet_of(seat.clinic.desk, seat.clinic.family) is None


def test_more_than_four_payments_say_what_they_make_of_a_clinic(job: SheetJob) -> None:
    _tell(job)
    assert "0 such agreements were signed this year" in job.page.counter.sentence()
    job.page.limit.click()
    assert len(job.offers()[-1].installments) == 4


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"household": "0", "income_0": "100"}, "At least 1"),
        ({"household": "2", "income_0": "-5"}, "income"),
        ({"household": "2", "income_0": "abc1"}, "amount"),
        ({"payment": "0"}, "more than nothing"),
        ({"number": "0"}, "from 1 to 360"),
        ({"down": "1324.40"}, "less than 1,324.40"),
        ({"first": "13/45/26"}, "date"),
        ({"first": "-1", "number": "3"}, "before today"),
        ({"first": "12/31/2199", "number": "3"}, "within a year"),
    ],
)
def test_what_cannot_be_is_said_at_its_place_and_nothing_is_offered(
    job: SheetJob, typed: dict[str, str], words: str
) -> None:
    _type(job, **typed)
    said = _said(job)
    assert any(words in one for one in said), said
    assert job.offers() == ()


def _said(job: SheetJob) -> list[str]:
    whys = [why for _, why in job.page.form._mistakes.values()] + [job.page.own._mistake]
    whys += [row._why for row in job.page.form._incomes]
    return [why.sentence() for why in whys if why.isVisible()]


def test_a_mistake_beside_the_sheet_leaves_its_figures(job: SheetJob) -> None:
    _tell(job)
    _type(job, payment="0")
    assert len(job.offers()) == 3 and "more than nothing" in _said(job)[0]
    _type(job, payment="", first="02/31/2027")
    assert job.offers() == () and "date" in _said(job)[0]
    assert job.page.form._sums["in"]._sum.text() != "–"


def test_a_day_that_is_none_takes_the_clerk_there_before_anything_is_printed(
    job: SheetJob, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    _tell(job)
    _type(job, proof_due="1299")
    assert len(job.offers()) == 3 and "date" in _said(job)[0]
    monkeypatch.setattr(type(seat.context.printing), "ready", lambda *_: pytest.fail("The printer was asked."))
    _press(job, Qt.Key.Key_2)
    seat.settle()
    assert QApplication.focusWidget() is job.page.form.proof_due and "date" in _said(job)[0]
    assert watching_plans.plans_on(seat.clinic.desk) == ()


def test_her_own_way_is_not_suggested_and_says_what_stands_against_it(job: SheetJob, seat: Seat) -> None:
    _tell(job)
    _type(job, payment="5")
    card = job.page.cards[3]
    assert card._title.text() == "Your own" and card._mark.text() == ""
    against = card._over.sentence()
    assert against.startswith("Needs a supervisor: ") and "the clinic's least is 25.00" in against
    _type(job, payment="5000")
    assert "no more than one payment" in card._why.text()


def test_what_a_law_forbids_is_said_on_the_card_and_not_put_forward(job: SheetJob, seat: Seat) -> None:
    boss = seat.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    setting_plan_policy.turn_on_pack(boss, "CO")
    seat.open(seat.clinic.credit)
    job.show_account(seat.clinic.credit)
    seat.settle()
    job.show_account(seat.clinic.family)
    seat.settle()
    _tell(job)
    _type(job, payment="200")
    card = job.page.cards[len(job.offers()) - 1]
    assert card._title.text() == "Your own" and "By law at most" in card._over.sentence()
    assert job.page.accept[len(job.offers()) - 1].kind is not Kind.PRIMARY
    _type(job, payment="10")
    assert "counts as paid after 36 monthly payments" in job.page.cards[len(job.offers()) - 1]._over.sentence()


def test_credit_and_assistance_on_the_account_are_said_before_a_plan_is_made(job: SheetJob, seat: Seat) -> None:
    desk, family = seat.clinic.desk, seat.clinic.family
    posting.post_payment(desk, posting.PostPayment(family, 20_00, "cash", "credit", automatic=False))
    assisting.start(desk, assisting.StartApplication(family, "assist"))
    job.show_account(seat.clinic.credit)
    seat.settle()
    job.show_account(family)
    seat.settle()
    said = job.page.hint.sentence()
    assert "20.00 of credit is on this account" in said and "assistance is started since 11/23/2026" in said


def test_what_was_typed_is_rewritten_as_it_is_read(job: SheetJob) -> None:
    _type(job, payment="95", down="30+5", first="1215", proof_due="1220")
    for field in (job.page.own.amount, job.page.own.down, job.page.own.first, job.page.form.proof_due):
        field.finished.emit()
    own = job.page.own.typed()
    assert (own["payment"], own["down"], own["first"]) == ("95.00", "35.00", "12/15/2026")
    assert job.page.form.proof_due.text() == "12/20/2026"


def test_what_was_typed_comes_back_with_the_account(job: SheetJob, seat: Seat) -> None:
    _tell(job)
    _type(job, payment="90")
    seat.open(seat.clinic.credit)
    job.show_account(seat.clinic.credit)
    seat.settle()
    assert not job.page.form.is_told
    assert {row.often.currentData() for row in job.page.form._incomes} == {"monthly"}
    seat.open(seat.clinic.family)
    job.show_account(seat.clinic.family)
    seat.settle()
    assert [one.payment for one in job.offers()] == [73_57, 88_29, 126_25, 90_00]


def test_what_was_told_before_is_there_and_is_not_kept_twice(job: SheetJob, seat: Seat) -> None:
    _tell(job)
    job.page.keep.click()
    seat.settle()
    job.show_account(seat.clinic.family)
    seat.settle()
    assert job.offers()[0].payment == 73_57
    _press(job, Qt.Key.Key_1)
    seat.settle()
    assert len(affording.sheets_of(seat.clinic.desk, seat.clinic.family)) == 1
    states = [one.state for one, _ in watching_plans.plans_on(seat.clinic.desk)]
    assert states == [PlanState.DRAFT, PlanState.OFFERED]


@pytest.mark.parametrize("by", ["link", "command"])
def test_an_application_for_assistance_starts_with_what_was_told(job: SheetJob, seat: Seat, by: str) -> None:
    _tell(job)
    assert job.page.assistance.isVisible()
    if by == "link":
        job.page.assistance.click()
    else:
        seat.front.trigger("assistance.open")  # what its key does
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, FormDialog)
    boxes = dialog.form.boxes
    assert [boxes[name].typed() for name in ("household", "income", "region")] == ["3", "35,400.08", "48"]
    dialog.reject()


def test_a_mistake_on_the_sheet_is_shown_before_an_application_is_asked_for(job: SheetJob, seat: Seat) -> None:
    _tell(job)
    _type(job, income_0="abc")
    seat.front.trigger("assistance.open")
    seat.settle()
    assert seat.dialog() is None and _field(job, "income_0").hasFocus()


def test_a_sheet_that_is_not_in_front_is_left_alone(job: SheetJob, seat: Seat) -> None:
    _tell(job)
    job.hide()
    seat.front.trigger("assistance.open")
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, FormDialog) and dialog.form.boxes["income"].typed() == ""
    assert affording.sheets_of(seat.clinic.desk, seat.clinic.family) == ()
    dialog.reject()


def test_a_key_of_an_offer_that_is_not_there_types_no_digit(job: SheetJob) -> None:
    job.page.own.down.setFocus()
    QTest.keyClicks(job.page.own.down, "12")
    QTest.keyClick(job.page.own.down, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert job.page.own.down.text() == "12"


def test_where_there_is_little_room_the_buttons_keep_their_keys(job: SheetJob, seat: Seat) -> None:
    _tell(job)
    job.resize(640, 400)
    seat.settle()
    assert [button.text() for button in job.page.accept[:3]] == ["73.57", "88.29", "126.25"]
    assert job.page.accept[0].accessibleName() == "Accept 73.57"
    job.resize(1000, 600)
    seat.settle()
    assert job.page.accept[0].text() == "Accept 73.57"


def test_a_key_leads_to_her_own_way_and_the_page_keys_choose_nothing(job: SheetJob, seat: Seat) -> None:
    _tell(job)
    _press(job, Qt.Key.Key_O)
    seat.settle()
    assert QApplication.focusWidget() is job.page.own.number
    job.page.own.cadence.setFocus()
    QTest.keyClick(job.page.own.cadence, Qt.Key.Key_PageDown)
    assert job.page.own.cadence.currentIndex() == 0


def test_a_kept_sheet_offers_the_kinds_that_are_not_there_yet(job: SheetJob, seat: Seat) -> None:
    flow = Flow("child support received", 300_00, Frequency.MONTHLY)
    sheet = Sheet(on=seat.clinic.desk.clock.today(), household=2, region=Region.STATES, incomes=(flow,),
                  net_monthly=None)  # fmt: skip
    job.page.form.put(sheet, Region.STATES)
    assert [row.kind.currentData() for row in job.page.form._incomes] == [
        "child support received", "wages", "Social Security",
    ]  # fmt: skip
