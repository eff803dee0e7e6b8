"""The tab Plans by keyboard: who needs what, the page of a plan, what its state waits for, what else can be done."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from sqlalchemy import text

from paydesk.operations import assisting, listing, planning, posting
from paydesk.operations.desk import Actor, Desk, Touched
from paydesk.operations.planning import MakePlan, Planned
from paydesk.rules import installments
from paydesk.rules.money import show
from paydesk.rules.office import Role
from paydesk.ui.dialogs.assistance_dialog import AssistanceDialog
from paydesk.ui.dialogs.plan_deed_dialog import PlanDeedDialog
from paydesk.ui.dialogs.plan_letter_dialog import PlanLetterDialog
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.main_window import MainWindow
from paydesk.ui.plan_tasks import plan_task
from paydesk.ui.preferences import Preferences
from paydesk.ui.printing import FolderSink
from paydesk.ui.row_list import RowList
from paydesk.ui.tabs.payments_tab import PaymentsTab
from paydesk.ui.tabs.plans_tab import PlansTab
from support.window_clinic import Seat

FIRST = date(2026, 12, 5)
ALT = Qt.KeyboardModifier.AltModifier


def make(seat: Seat, *, number: int = 3, down: int = 0, remind: bool = False, give: bool = True) -> Planned:
    """What the family owes, in so many parts from December 5 on."""
    desk = seat.clinic.desk
    owed = {
        one.charge_id: one.owes for one in planning.plan_lines(desk, seat.clinic.family)
        if not one.barred and one.owes > 0
    }  # fmt: skip
    parts = installments.schedule(installments.remainder_last(sum(owed.values()) - down, number), FIRST)
    return planning.make_plan(desk, MakePlan(
        account_id=seat.clinic.family, charges=owed, installments=parts, key=f"plan {number}", down=down,
        remind=remind, give=give,
    ))  # fmt: skip


def signed(seat: Seat, **more: Any) -> Planned:
    return planning.sign_plan(seat.clinic.desk, make(seat, **more).plan_id)


def shown(seat: Seat) -> PlansTab:
    seat.front.go("plans")
    seat.settle()
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PlansTab)
    return tab


def later(seat: Seat, days: int) -> None:
    seat.clinic.desk.clock.advance(days=days)  # type: ignore[attr-defined]


def press(seat: Seat, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)
    seat.settle()


def listed(tab: PlansTab) -> list[str]:
    return [f"{row.name} {row.money}" if row.head else f"{row.name}: {row.second} {row.money}"
            for row in tab.list.rows.rows]  # fmt: skip


def state(tab: PlansTab) -> str:
    return tab.job.head.state.words()


def rows(seat: Seat, sql: str) -> list[Any]:
    with seat.clinic.desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def test_it_stands_between_calls_and_reports(seat: Seat) -> None:
    window = seat.front.window
    assert isinstance(window, MainWindow)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert isinstance(window.current_tab(), PlansTab)
    QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    tab = window.current_tab()
    assert tab is not None and tab.objectName() == "reports_tab"


def test_without_plans_it_says_what_would_be_here(seat: Seat) -> None:
    tab = shown(seat)
    assert tab._body.currentWidget() is tab._empty and tab._jobs.currentWidget() is tab._none
    seat.open(seat.clinic.family)
    assert tab._jobs.currentWidget() is tab.sheet and tab.sheet.account_id == seat.clinic.family


def test_the_open_accounts_plan_is_in_front_and_its_agreement_comes_back_by_one_key(seat: Seat) -> None:
    make(seat)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    assert listed(tab) == ["Agreement not back 1", "Maria Garcia-Lopez: printed 11/23 40.93"]
    assert state(tab) == "Agreement not back" and tab.job.primary.text() == "Signed copy is back"
    tab.job.focus_start()
    press(seat, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert state(tab) == "Running well" and seat.said[-1] == "Plan 1 is signed and runs"
    assert tab.job.primary.text() == "Take a payment"


def test_an_account_opened_elsewhere_is_no_look_at_its_plan(seat: Seat) -> None:
    signed(seat)
    shown(seat)
    seat.front.go("patients")
    seat.open(seat.clinic.family)
    seat.clinic.desk.flush_looks()
    assert rows(seat, "SELECT count(*) FROM audit WHERE act = 'plan.open'") == [(0,)]
    tab = shown(seat)
    seat.clinic.desk.flush_looks()
    assert state(tab) == "Running well"
    assert rows(seat, "SELECT count(*) FROM audit WHERE act = 'plan.open'") == [(1,)]


def test_enter_on_a_row_opens_the_account_and_its_page(seat: Seat) -> None:
    signed(seat)
    tab = shown(seat)
    assert listed(tab) == ["Running well 1", "Maria Garcia-Lopez: next on 12/05 40.93"]
    tab.list.setFocus()
    press(seat, Qt.Key.Key_Down)
    assert state(tab) == "Running well" and seat.context.current_account is None
    press(seat, Qt.Key.Key_Return)
    assert seat.context.current_account == seat.clinic.family and tab._jobs.currentWidget() is tab.job


def test_the_page_shows_each_payment_with_what_is_left_after_it(seat: Seat) -> None:
    signed(seat)
    later(seat, 12)
    posting.post_payment(seat.clinic.desk, posting.PostPayment(seat.clinic.family, 60_00, "cash", "p"))
    seat.open(seat.clinic.family)
    tab = shown(seat)
    page = tab.job.view
    assert [(one.what, one.amount, one.left, one.state) for one in page.due.rows.rows] == [
        ("1", 40_93, 81_87, "paid"), ("2", 40_93, 40_94, "part paid 19.07"), ("3", 40_94, 0, "to come"),
    ]  # fmt: skip
    assert page.figures.said() == {
        "paid": "60.00", "left": "62.80", "next": "21.86 on 01/05", "past": "0.00", "missed": "0",
    }  # fmt: skip
    assert sum(one.amount for one in page.parts.rows.rows) == 122_80
    assert [row.name for row in page.story.rows.rows] == [
        "Running well", "Signed copy is back", "Agreement printed", "Made"
    ]


def test_its_due_is_taken_at_payments(seat: Seat) -> None:
    signed(seat)
    later(seat, 12)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    assert listed(tab)[0] == "Due now 1"
    tab.job.focus_start()
    press(seat, Qt.Key.Key_Return)
    front = seat.front.window.current_tab()
    assert isinstance(front, PaymentsTab)
    assert front.job.page.form.typed().amount == 40_93
    seat.settle()
    said = front.job.page.checks.accessibleName()
    assert "Equals what the payment plan asks for now" in said and "the patient owes" not in said


def test_a_draft_is_offered_with_its_paper(seat: Seat) -> None:
    make(seat, give=False)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    assert tab.job.primary.text() == "Print the agreement"
    tab.job.primary.click()
    seat.settle()
    assert state(tab) == "Agreement not back"
    assert [one.name for one in seat.papers.glob("*.pdf")] == ["payment-plan-1.pdf"]


def test_a_missed_payment_has_its_letter_once(seat: Seat) -> None:
    signed(seat)
    later(seat, 23)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    assert listed(tab) == ["Missed a payment 1", "Maria Garcia-Lopez: due 12/05, letter to print 40.93"]
    assert tab.job.words.sentence() == "Letter to print: a payment was missed"
    tab.job.focus_start()
    press(seat, Qt.Key.Key_L)
    dialog = seat.dialog()
    assert isinstance(dialog, PlanLetterDialog) and dialog.form.boxes["kind"].typed() == "missed"
    seat.enter(dialog)
    assert [one.name for one in seat.papers.glob("*.pdf")] == ["plan-letter-1.pdf"]
    assert listed(tab)[1] == "Maria Garcia-Lopez: due 12/05 40.93"
    assert tab.job.view.story.rows.rows[0].name == "Letter"
    assert rows(seat, "SELECT count(*) FROM document WHERE kind = 'letter'") == [(1,)]


def test_the_last_letter_gives_its_day_and_then_a_payment_is_what_it_waits_for(seat: Seat) -> None:
    signed(seat)
    later(seat, 54)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    assert tab.job.primary.text() == "Print the last letter"
    tab.job.primary.click()
    seat.settle()
    assert state(tab) == "About to end: to be paid by 02/05/2027"
    assert tab.job.primary.text() == "Take a payment"
    assert listed(tab) == ["About to end 1", "Maria Garcia-Lopez: has until 02/05 81.86"]


@pytest.mark.parametrize(
    ("key", "deed", "typed", "said", "then"),
    [
        (Qt.Key.Key_P, "pause", {"until": "+40", "reason": "lost the job"}, "Plan 1 is paused until 01/02/2027",
         "Paused until 01/02/2027"),
        (Qt.Key.Key_D, "days", {"first": "12/15/26", "reason": "paid on the 10th"},
         "The next payment of plan 1 is due 12/15/2026", "Running well"),
        (Qt.Key.Key_C, "cancel", {"reason": "moved away"}, "Plan 1 is canceled", "Canceled"),
        (Qt.Key.Key_O, "let_off", {"reason": "charity approved"}, "Plan 1 is let off", "Let off"),
    ],
)  # fmt: skip
def test_its_deeds_by_key_with_a_reason(
    seat: Seat, key: Qt.Key, deed: str, typed: dict[str, str], said: str, then: str
) -> None:
    signed(seat)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    tab.job.focus_start()
    press(seat, key)
    dialog = seat.dialog()
    assert isinstance(dialog, PlanDeedDialog)
    seat.enter(dialog)
    assert seat.dialog() is dialog, "nothing is done without a day and a reason"
    seat.type(dialog, **typed)
    seat.enter(dialog)
    assert seat.said[-1] == said and state(tab) == then


def test_a_day_sooner_is_refused_beside_its_field(seat: Seat) -> None:
    signed(seat)
    seat.open(seat.clinic.family)
    shown(seat)
    seat.front.trigger("plans.days")
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, PlanDeedDialog)
    seat.type(dialog, first="+2", reason="as they asked")
    seat.enter(dialog)
    assert seat.dialog() is dialog
    assert "sooner than before" in dialog.form.boxes["first"].input.accessibleDescription()
    assert rows(seat, "SELECT max(version) FROM plan_version") == [(1,)]


def test_a_paused_plan_goes_on_and_an_ended_one_is_taken_up(seat: Seat) -> None:
    signed(seat)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    seat.enter(_typed(seat, "plans.pause", until="+40", reason="ill"))
    assert tab.job.primary.text() == "Let it go on"
    seat.enter(_typed(seat, "plans.resume", first="+10", reason="works again"))
    assert state(tab) == "Running well"
    assert seat.said[-1] == "Plan 1 goes on: the next payment is due 12/03/2026"


def _typed(seat: Seat, command: str, **typed: str) -> PlanDeedDialog:
    dialog = seat.ask(command, **typed)
    assert isinstance(dialog, PlanDeedDialog)
    return dialog


def test_the_menu_lists_what_fits_with_its_keys(seat: Seat) -> None:
    signed(seat)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    tab.job.focus_start()
    press(seat, Qt.Key.Key_M)
    menu = tab.job.findChild(QMenu, "plan_menu")
    assert menu is not None
    told = {one.text(): one.shortcut().toString() for one in menu.actions()}
    assert told["Pause"] == "P" and "Take up again" not in told and "Cancel the plan" in told
    menu.close()


def test_what_does_not_fit_is_told(seat: Seat) -> None:
    signed(seat)
    seat.open(seat.clinic.family)
    shown(seat)
    seat.front.trigger("plans.resume")
    seat.settle()
    assert seat.dialog() is None and seat.said[-1] == "Plan 1 is running well: go on does not fit"


def test_a_deed_from_the_menu_finds_the_open_accounts_plan(seat: Seat) -> None:
    make(seat)
    seat.open(seat.clinic.family)
    seat.front.trigger("plans.sign")
    seat.settle()
    assert seat.said[-1] == "Plan 1 is signed and runs"
    seat.open(seat.clinic.credit)
    seat.front.trigger("plans.pause")
    seat.settle()
    assert seat.said[-1] == "This account has no open plan. Ctrl+Shift+P makes one"


def test_a_new_plan_in_its_place_opens_the_sheet_with_it(seat: Seat) -> None:
    made = signed(seat)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    tab.job.focus_start()
    press(seat, Qt.Key.Key_N)
    assert tab._jobs.currentWidget() is tab.sheet
    assert (tab.sheet.account_id, tab.sheet.replaces) == (seat.clinic.family, made.plan_id)
    seat.front.trigger("plans.new")
    seat.settle()
    assert tab.sheet.replaces is None
    tab.sheet.made.emit(made)
    seat.settle()
    assert tab._jobs.currentWidget() is tab.job and state(tab) == "Running well"


def test_a_charge_on_no_plan_is_told_and_taken_in_as_before_but_longer(seat: Seat) -> None:
    desk, family = seat.clinic.desk, seat.clinic.family
    *some, last = [one for one in planning.plan_lines(desk, family) if not one.barred and one.owes > 0]
    owed = {one.charge_id: one.owes for one in some}
    parts = installments.schedule((sum(owed.values()) - 40_00, 40_00), FIRST)
    made = planning.make_plan(
        desk, MakePlan(account_id=family, charges=owed, installments=parts, key="all but one")
    )
    planning.sign_plan(desk, made.plan_id)
    seat.open(family)
    tab = shown(seat)
    told = [why.sentence() for why in tab.job.view._whys if not why.isHidden()]
    assert told == [f"{show(last.owes)} more is owed and on no plan: N takes it in."]
    tab.job.focus_start()
    press(seat, Qt.Key.Key_N)
    assert tab.sheet.page._header._title.text().startswith("In place of plan 1: what can Maria")
    kept, until = tab.sheet.offers()
    assert (kept.name, kept.payment, until.name) == ("same payment", parts[0].amount, "same end")
    assert [one.due for one in until.installments] == [one.due for one in parts]
    assert kept.total == until.total == sum(owed.values()) + last.owes
    press(seat, Qt.Key.Key_2, ALT)
    assert state(tab) == "Agreement not back"
    whole = tab.job.whole()
    assert whole is not None and whole.page.today.plan.agreed == until.total
    assert whole.page.story[0].why.endswith("; in place of plan 1")


def test_another_account_from_the_finder_takes_the_keys_with_it(seat: Seat) -> None:
    signed(seat)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    tab.job.focus_start()
    seat.open(seat.clinic.credit)
    assert tab._jobs.currentWidget() is tab.sheet
    assert QApplication.focusWidget() is tab.sheet.page.form.household
    assert tab.list.current_key() is None
    press(seat, Qt.Key.Key_3)
    assert tab.sheet.page.form.household.text() == "3"


def test_a_copy_that_was_signed_days_ago_is_noted_with_its_day(seat: Seat) -> None:
    made = make(seat)
    later(seat, 6)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    tab.job.focus_start()
    press(seat, Qt.Key.Key_S)
    dialog = seat.dialog()
    assert isinstance(dialog, PlanDeedDialog)
    seat.type(dialog, signed_on="11/20")
    seat.enter(dialog)
    assert seat.dialog() is dialog and "between the day it was made" in dialog.form.boxes[
        "signed_on"
    ].input.accessibleDescription()
    seat.type(dialog, signed_on="-4")
    seat.enter(dialog)
    assert state(tab) == "Running well" and seat.said[-1] == f"Plan {made.number} was signed on 11/25/2026"


def test_esc_leads_from_the_sheet_back_to_the_plan(seat: Seat) -> None:
    signed(seat)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    seat.front.trigger("plans.new")
    seat.settle()
    press(seat, Qt.Key.Key_4)
    press(seat, Qt.Key.Key_Escape)
    assert tab._jobs.currentWidget() is tab.job and state(tab) == "Running well"
    seat.front.trigger("plans.new")
    seat.settle()
    assert tab.sheet.page.form.household.text() == "4"


def test_before_the_down_payment_it_is_what_comes_next(seat: Seat) -> None:
    signed(seat, down=40_00)
    seat.open(seat.clinic.family)
    assert shown(seat).job.view.figures.said()["next"] == "40.00 down on 11/23"


def test_a_letter_is_chosen_before_the_printer_is_asked(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    signed(seat)
    later(seat, 40)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    tab.job.focus_start()
    monkeypatch.setattr(type(seat.context.printing), "ready", lambda *_, **__: False)
    press(seat, Qt.Key.Key_L)
    dialog = seat.dialog()
    assert isinstance(dialog, PlanLetterDialog)
    seat.enter(dialog)
    assert seat.dialog() is dialog and "no letter was written" in dialog.problem.sentence()


def test_reminders_are_one_run(seat: Seat) -> None:
    signed(seat, remind=True)
    later(seat, 8)
    tab = shown(seat)
    assert listed(tab) == ["Due soon 1", "Maria Garcia-Lopez: next on 12/05, reminder to print 40.93"]
    assert tab.reminders.isVisible() and tab.reminders.text() == "Print 1 reminder"
    tab.reminders.click()
    seat.settle()
    assert [one.name for one in seat.papers.glob("*.pdf")] == ["plan-reminders.pdf"]
    assert not tab.reminders.isVisible()


def test_the_papers_of_the_story_and_the_ones_for_the_wallet(seat: Seat) -> None:
    signed(seat)
    seat.open(seat.clinic.family)
    tab = shown(seat)
    looked: list[Any] = []
    seat.front.printing.look = looked.append  # type: ignore[method-assign]
    story = tab.job.view.story
    paper = next(row.key for row in story.rows.rows if isinstance(row.key, tuple) and row.key[0] == "paper")
    story.setFocus()
    story.select(paper)
    press(seat, Qt.Key.Key_Return)
    assert [one.title for one in looked] == ["Agreement printed"]
    for key in (Qt.Key.Key_K, Qt.Key.Key_W, Qt.Key.Key_A):
        press(seat, key)
    assert sorted(one.name for one in seat.papers.glob("*.pdf")) == [
        "payment-plan-1.pdf", "plan-card-1.pdf", "plan-coupons-1.pdf",
    ]  # fmt: skip


def test_this_account_shows_its_plans_of_any_time(seat: Seat) -> None:
    signed(seat)
    seat.open(seat.clinic.credit)
    tab = shown(seat)
    tab.switch_scope()
    seat.settle()
    assert listed(tab) == []
    tab.switch_scope()
    seat.settle()
    assert len(listed(tab)) == 2


def test_days_that_passed_are_caught_up_as_soon_as_somebody_looks_at_today(seat: Seat) -> None:
    signed(seat)
    later(seat, 54)
    assert rows(seat, "SELECT state FROM plan") == [("active",)]
    seat.front.go("today")
    seat.front.jobs.changed.emit(Touched())
    seat.settle()
    assert rows(seat, "SELECT state FROM plan") == [("default_pending",)]
    turned = rows(seat, "SELECT happened_on FROM plan_event WHERE what = 'turned' ORDER BY id")
    assert turned[-1] == (str(FIRST + timedelta(days=31 + 11)),)


def test_an_application_for_assistance_stands_first_and_opens_with_its_account(seat: Seat) -> None:
    desk = seat.clinic.desk
    assisting.start(desk, assisting.StartApplication(seat.clinic.family, "asks"))
    signed(seat)
    tab = shown(seat)
    assert listed(tab)[:2] == ["Financial assistance 1", "Maria Garcia-Lopez: Ask for papers, or take the figures "]
    tab.list.setFocus()
    tab.list.select(tab.list.rows.rows[1].key)
    press(seat, Qt.Key.Key_Return)
    assert seat.context.current_account == seat.clinic.family
    dialog = seat.dialog()
    assert isinstance(dialog, AssistanceDialog)
    dialog.reject()


def _flags(seat: Seat) -> list[str]:
    return list(seat.front.window.account_bar.flags_shown())


def test_the_accounts_bar_says_what_is_due_by_when_and_what_was_missed(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    assert _flags(seat) == []
    made = make(seat)
    later(seat, 0)
    seat.context.reread()
    seat.settle()
    assert _flags(seat) == ["Payment plan offered, the agreement is not back"]
    planning.sign_plan(seat.clinic.desk, made.plan_id)
    for days, words in (
        (0, "On a payment plan: 40.93 by 12/05"), (15, "On a payment plan: 40.93 was due 12/05"),
        (8, "Missed a plan payment: 40.93 past due"), (31, "Payment plan about to end: 81.86 past due"),
    ):  # fmt: skip
        later(seat, days)
        seat.context.reread()
        seat.settle()
        assert _flags(seat) == [words]


def test_today_lists_what_is_to_be_seen_to_and_enter_opens_the_plan(seat: Seat) -> None:
    signed(seat)
    seat.front.go("today")
    seat.settle()
    tasks = seat.front.window.findChild(RowList, "today_tasks")
    assert isinstance(tasks, RowList)
    assert [row.key for row in tasks.rows.rows if isinstance(row.key, tuple) and row.key[0] == "plan"] == []
    later(seat, 12)
    seat.front.jobs.changed.emit(Touched((), ("plans",)))
    seat.settle()
    found = next(row for row in tasks.rows.rows if isinstance(row.key, tuple) and row.key[0] == "plan")
    assert (found.name, found.beside, found.why, found.money) == (
        "Maria Garcia-Lopez", "plan payment due", "today", "40.93"
    )
    tasks.setFocus()
    tasks.select(found.key)
    press(seat, Qt.Key.Key_Return)
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PlansTab)
    assert seat.context.current_account == seat.clinic.family and state(tab) == "Running well"


def test_an_agreement_is_asked_for_after_a_week(seat: Seat) -> None:
    make(seat)
    desk = seat.clinic.desk
    later(seat, 6)
    assert listing.waiting(desk).plans == ()
    later(seat, 1)
    (one,) = listing.waiting(desk).plans
    assert plan_task(one).beside == "agreement of a plan not back"
    later(seat, 40)
    planning.sign_plan(desk, one.plan_id)
    assert [plan_task(one).beside for one in listing.waiting(desk).plans] == ["missed a plan payment"]
    later(seat, 20)
    (one,) = listing.waiting(desk).plans
    assert (plan_task(one).beside, plan_task(one).why) == ("plan about to end", "last letter to print")


def test_who_only_reads_sees_the_page_and_can_do_nothing_with_it(seat: Seat, tmp_path: Path) -> None:
    signed(seat)
    desk = seat.clinic.desk
    reader = Desk(desk.database, desk.clock, Actor("rae", Role.READ_ONLY, "desk 2"))
    front = FrontDesk(Preferences(None), sink=FolderSink(tmp_path))
    context = front.seat(reader, clinic="Riverbend Family Clinic")
    front.window.show()
    context.open_account(seat.clinic.family)
    front.go("plans")
    front.jobs.wait_idle()
    QApplication.processEvents()
    front.jobs.wait_idle()
    QApplication.processEvents()
    tab = front.window.current_tab()
    assert isinstance(tab, PlansTab) and state(tab) == "Running well"
    assert not tab.job.primary.isVisible() and not tab.job.more.isVisible()
    tab.job.do("pause")
    assert front.window.commands.find("plans.pause") is None
    context.open_account(seat.clinic.credit)
    front.jobs.wait_idle()
    QApplication.processEvents()
    assert tab._jobs.currentWidget() is tab._none
    front.finish()
    front.window.close()
