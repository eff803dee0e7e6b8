"""The tab of calls to insurers: the worklist, the sheet, its keys, what is kept, refused and filed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from paydesk.operations import (
    claim_work,
    claiming,
    importing_remittances,
    listing_verifications,
    posting_answers,
    staffing,
    visiting,
)
from paydesk.operations.claiming import MarkSent
from paydesk.operations.desk import Actor
from paydesk.operations.posting_answers import PostAdvice
from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurance import PayerKind
from paydesk.rules.office import Role
from paydesk.ui import theme
from paydesk.ui.call_clock import CallClock, Phase, minutes
from paydesk.ui.dialogs.coverage_answers_dialog import CoverageAnswersDialog
from paydesk.ui.dialogs.freshness_dialog import FreshnessDialog
from paydesk.ui.labels import Elided, Why
from paydesk.ui.panes import PaneHeader
from paydesk.ui.tabs.insurance_tab import InsuranceTab
from support import era_writer
from support.era_writer import Answered, AnsweredLine
from support.window_clinic import TODAY, Seat, window_clinic

CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


class Phone:
    """The window with claims to ask after, and hands on its keyboard."""

    def __init__(self, seat: Seat, *, sent: bool = True) -> None:
        self.seat = seat
        desk = seat.clinic.desk
        claim_work.make_claims(desk)
        if sent:
            claims = tuple(int(one) for (one,) in self.rows("SELECT id FROM claim WHERE state = 'not sent'"))
            claiming.mark_sent(desk, MarkSent(claims, TODAY - timedelta(days=31)))

    def rows(self, sql: str) -> list[Any]:
        with self.seat.clinic.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]

    def visit_tomorrow(self) -> None:
        visiting.save_visit(
            self.seat.clinic.desk,
            visiting.SaveVisit(self.seat.clinic.maria, TODAY + timedelta(days=1), status="scheduled"),
        )

    def go(self) -> InsuranceTab:
        self.press(Qt.Key.Key_4, CONTROL)
        return self.tab

    @property
    def tab(self) -> InsuranceTab:
        tab = self.seat.front.window.current_tab()
        assert isinstance(tab, InsuranceTab)
        return tab

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = QGuiApplication.focusObject()
        QTest.keyClick(focus if isinstance(focus, QWidget) else self.seat.front.window, key, with_)
        self.seat.settle()

    def type(self, name: str, words: str) -> None:
        """Tab to the field of that name and type."""
        for _ in range(40):
            focused = QApplication.focusWidget()
            assert focused is not None
            if focused.objectName() == name:
                break
            self.press(Qt.Key.Key_Tab)
        else:
            raise LookupError(name)
        QTest.keyClicks(QApplication.focusWidget(), words)
        self.seat.settle()

    def told(self, name: str) -> str:
        return self.tab.job.page.answers.boxes[name].typed()


@pytest.fixture
def phone(seat: Seat) -> Phone:
    return Phone(seat)


def names(tab: InsuranceTab) -> list[tuple[str, str, str]]:
    return [(row.name, row.second, row.why) for row in tab.list.rows.rows if not row.head]


def test_the_next_call_is_in_front_with_its_sheet_script_and_number(phone: Phone) -> None:
    tab = phone.go()
    first, second = names(tab)
    assert first[0] == second[0] == "Aetna"
    assert first[2] == "no answer for 31 days" and second[2] == "same call: saves one hold"
    assert tab.job.about().startswith("claim ")
    sheet = tab.job.sheet()
    assert sheet is not None and "a claim of November 23, 2026" in sheet.script.say
    assert tab.job.page.header.button.text() == "Start the call"
    assert phone.seat.front.window.tab_row.findChild(QWidget, "tab_insurance").accessibleName() == (  # type: ignore[union-attr]
        "Insurance calls, 2 waiting"
    )


def test_enter_starts_the_call_opens_its_account_and_notes_it(phone: Phone) -> None:
    tab = phone.go()
    phone.press(Qt.Key.Key_Return)
    assert tab.job.page.header.clock.phase is Phase.HELD
    assert phone.seat.context.current_account == phone.seat.clinic.family
    assert phone.rows("SELECT state, done_by FROM insurer_call") == [("draft", "dana")]
    phone.press(Qt.Key.Key_F5)
    assert tab.job.page.header.clock.phase is Phase.TALKING
    phone.press(Qt.Key.Key_F5)
    assert tab.job.page.header.clock.phase is Phase.HELD
    phone.press(Qt.Key.Key_Y)
    assert (phone.told("on_file"), tab.job.page.header.clock.phase) == ("yes", Phase.TALKING)


def test_a_status_call_is_filed_and_the_next_one_opens(phone: Phone) -> None:
    tab = phone.go()
    about = tab.job.about()
    phone.press(Qt.Key.Key_Return)
    phone.type("answer_by", "12/04")
    phone.type("representative", "Tanya, ext 4410")
    phone.type("reference", "A-77")
    phone.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert tab.job.page.foot.sentence() == "Next 12/08/2026: two working days after 12/04/2026, the day they gave"
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert phone.rows("SELECT state, representative, reference FROM insurer_call") == [
        ("closed", "Tanya, ext 4410", "A-77")
    ]
    assert phone.seat.said[-1] == "Call to Aetna filed, next 12/08/2026"
    assert tab.job.about() not in ("", about)
    assert len(names(tab)) == 1
    focused = QApplication.focusWidget()
    assert focused is tab.list


def test_the_open_account_is_that_of_the_sheet_a_person_came_to(phone: Phone) -> None:
    context, clinic = phone.seat.context, phone.seat.clinic
    phone.seat.open(clinic.credit)
    tab = phone.go()
    assert context.current_account == clinic.credit, "who only looks into the tab keeps the open account"
    phone.press(Qt.Key.Key_Down)
    sheet = tab.job.sheet()
    assert sheet is not None and (context.current_account, context.person_id) == (sheet.account_id, sheet.patient_id)
    phone.press(Qt.Key.Key_Up)
    second = tab.job.sheet()
    assert second is not None and second.patient_id != sheet.patient_id
    assert context.person_id == second.patient_id
    phone.seat.open(clinic.credit)
    tab.refresh()
    phone.seat.settle()
    assert context.current_account == clinic.credit, "a list that is read anew opens nothing"
    phone.press(Qt.Key.Key_Down)
    phone.press(Qt.Key.Key_Up)
    phone.press(Qt.Key.Key_Return)
    phone.press(Qt.Key.Key_6)
    phone.press(Qt.Key.Key_Return, CONTROL)
    third = tab.job.sheet()
    assert third is not None and third.about != second.about
    assert (context.current_account, context.person_id) == (third.account_id, third.patient_id)
    toast = context.messages.toast
    assert toast is not None and toast.isVisible() and toast.words().startswith("Call to Aetna filed")


def test_what_was_filed_is_told_though_the_next_call_is_of_another_account(phone: Phone) -> None:
    context, clinic = phone.seat.context, phone.seat.clinic
    with clinic.desk.database.transaction() as session:
        session.execute(text(f"UPDATE claim SET account_id = {clinic.credit} WHERE id = (SELECT max(id) FROM claim)"))
    tab = phone.go()
    if tab.job.about() == f"claim {phone.rows('SELECT max(id) FROM claim')[0][0]}":
        phone.press(Qt.Key.Key_Down)
    phone.press(Qt.Key.Key_Return)
    assert context.current_account == clinic.family
    phone.press(Qt.Key.Key_6)
    phone.press(Qt.Key.Key_Return, CONTROL)
    toast = context.messages.toast
    assert context.current_account == clinic.credit
    assert toast is not None and toast.isVisible() and toast.words().startswith("Call to Aetna filed")
    assert sum(words.startswith("Call to Aetna") for words in phone.seat.said) == 1


def test_what_is_missing_is_said_beside_its_field_once(phone: Phone) -> None:
    tab = phone.go()
    phone.press(Qt.Key.Key_Return)
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert tab.job.page.answers.outcomes.wrong
    phone.press(Qt.Key.Key_3)
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert QApplication.focusWidget() is tab.job.page.answers.boxes["reason"].input
    phone.type("code", "CO 50")
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert QApplication.focusWidget() is tab.job.page.answers.boxes["representative"].input
    assert "Press Ctrl+Enter again" in tab.job.page.foot.sentence()
    phone.type("representative", "Tanya")
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert tab.job.page.answers.boxes["reference"].mistake.startswith("Ask for the reference number")
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert phone.rows("SELECT state, denial FROM claim WHERE state = 'denied'") == [("denied", "medical necessity")]


def test_a_doubtful_answer_is_told_at_once_and_filed_when_meant(phone: Phone) -> None:
    phone.visit_tomorrow()
    tab = phone.go()
    assert tab.job.about().startswith("coverage ")
    phone.press(Qt.Key.Key_Return)
    phone.type("deductible", "250")
    phone.type("met", "2500")
    phone.press(Qt.Key.Key_Tab)
    row = next(one for one in tab.job.page.answers._rows if any(box.item.key == "met" for box in one.boxes))
    assert row._why.sentence() == "Above 250.00: a zero too many?"
    phone.type("reference", "A-1")
    phone.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    for _ in range(3):
        phone.press(Qt.Key.Key_Return, CONTROL)
    assert phone.rows("SELECT state FROM insurer_call") == [("closed",)]
    assert ("met", "250000") in phone.rows("SELECT item, value FROM insurer_call_answer")


def test_the_first_step_into_a_choice_without_an_answer_takes_its_end(phone: Phone) -> None:
    tab = phone.go()
    phone.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is tab.job.page.answers.boxes["on_file"].input
    phone.press(Qt.Key.Key_Right)
    assert phone.told("on_file") == "yes"
    phone.press(Qt.Key.Key_Right)
    assert phone.told("on_file") == "no"
    tab.job.page.answers.boxes["on_file"].set_typed("")
    phone.press(Qt.Key.Key_Left)
    assert phone.told("on_file") == "unsure"


def test_letters_and_digits_typed_into_a_field_stay_there(phone: Phone) -> None:
    tab = phone.go()
    phone.press(Qt.Key.Key_Return)
    phone.type("representative", "Yun 1")
    assert phone.told("representative") == "Yun 1"
    assert (phone.told("on_file"), tab.job.page.answers.outcomes.value()) == ("", "")


def test_a_call_interrupted_comes_back_as_it_was(phone: Phone) -> None:
    tab = phone.go()
    phone.press(Qt.Key.Key_Return)
    phone.type("answer_by", "12/04")
    phone.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    first = tab.job.about()
    tab.list.setFocus()
    phone.press(Qt.Key.Key_Down)
    assert tab.job.about() != first and phone.told("answer_by") == ""
    assert "not filed" in names(tab)[0][2]
    phone.press(Qt.Key.Key_Up)
    assert (tab.job.about(), phone.told("answer_by")) == (first, "12/04/2026")
    assert tab.job.page.answers.outcomes.value() == "in process"
    assert "back" in tab.job.page.foot.sentence() or "Next" in tab.job.page.foot.sentence()
    phone.seat.front.trigger("calls.drop")
    phone.seat.settle()
    assert phone.rows("SELECT state FROM insurer_call") == [("dropped",)]
    assert phone.told("answer_by") == ""


def test_the_open_draft_survives_signing_out(phone: Phone, qtbot: QtBot) -> None:
    phone.go()
    phone.press(Qt.Key.Key_Return)
    phone.type("payer_claim", "26A100")
    phone.seat.front.keep_typed()
    phone.seat.settle()
    ((typed,),) = phone.rows("SELECT typed FROM insurer_call")
    assert "26A100" in str(typed)


def test_one_call_settles_both_claims(phone: Phone) -> None:
    tab = phone.go()
    phone.press(Qt.Key.Key_Return)
    first = tab.job.about()
    phone.type("representative", "Tanya")
    phone.type("reference", "A-77")
    phone.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert tab.job.page.following.isVisible()
    phone.press(Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    second = tab.job.about()
    assert second != first and phone.told("reference") == "A-77"
    assert not tab.job.page.following.isVisible()
    phone.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    tab.show_scope(everyone=True)
    phone.seat.settle()
    phone.seat.front.keep_typed()
    phone.seat.settle()
    tab.job.show_none()
    tab.list.leave()
    tab.list.select(("call", first))
    phone.seat.settle()
    assert (tab.job.about(), phone.told("reference")) == (second, "A-77"), "it comes back where it was left"
    tab.list.setFocus()
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert phone.rows("SELECT count(*) FROM insurer_call") == [(1,)]
    assert phone.rows("SELECT outcome FROM insurer_call_subject ORDER BY seq") == [("in process",), ("paid",)]
    assert names(tab) == []


def test_identifiers_are_copied_and_the_sheet_is_printed_with_keys_of_the_tab(phone: Phone, seat: Seat) -> None:
    tab = phone.go()
    phone.press(Qt.Key.Key_F8)
    copied = QGuiApplication.clipboard().text()
    sheet = tab.job.sheet()
    assert sheet is not None and f"Member ID: {sheet.facts.member_number}" in copied
    assert seat.context.current_account is None
    phone.press(Qt.Key.Key_P, CONTROL)
    assert [file.name for file in seat.papers.glob("*.pdf")] == ["call-sheet.pdf"]
    assert phone.rows("SELECT count(*) FROM statement") == [(0,)], "F8 printed no statement"
    phone.press(Qt.Key.Key_Return)
    phone.press(Qt.Key.Key_F5)
    assert phone.rows("SELECT count(*) FROM entry WHERE kind = 'reapplication'") == [(0,)]


@pytest.mark.parametrize("beside", ["finder", "tab_row"])
def test_the_keys_of_the_calls_are_theirs_beside_the_tab_too(phone: Phone, seat: Seat, beside: str) -> None:
    seat.open(phone.rows("SELECT account_id FROM credit_balance WHERE coverage_id = 0 AND balance < 0 LIMIT 1")[0][0])
    tab = phone.go()
    seat.settle()
    getattr(seat.front.window, beside).setFocus()
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F8):
        phone.press(key)
    phone.press(Qt.Key.Key_P, CONTROL)
    assert phone.rows("SELECT count(*) FROM entry WHERE kind = 'reapplication'") == [(0,)], "F5 applied no credit"
    assert phone.rows("SELECT count(*) FROM statement") == [(0,)], "F8 printed no statement"
    assert tab.job.sheet() is not None and [file.name for file in seat.papers.glob("*.pdf")] == ["call-sheet.pdf"]


def test_call_back_promised_asks_for_the_day(phone: Phone) -> None:
    tab = phone.go()
    phone.press(Qt.Key.Key_Return)
    phone.press(Qt.Key.Key_7)
    focused = QApplication.focusWidget()
    assert focused is tab.job.page.answers.boxes["call_back"].input
    QTest.keyClicks(focused, "+3")
    phone.seat.settle()
    for _ in range(3):
        phone.press(Qt.Key.Key_Return, CONTROL)
    assert phone.rows("SELECT follow_up_on FROM insurer_call") == [("2026-11-26",)]


def test_f3_shows_this_account_or_everyone(phone: Phone) -> None:
    tab = phone.go()
    phone.press(Qt.Key.Key_F3)
    assert phone.seat.said[-1].startswith("Open an account first")
    phone.seat.open(phone.seat.clinic.credit)
    phone.go()
    phone.press(Qt.Key.Key_F3)
    assert names(tab) == [] and tab.side.body.currentIndex() == 1
    phone.press(Qt.Key.Key_F3)
    assert len(names(tab)) == 2


def test_a_claim_that_waits_is_noted_as_sent(seat: Seat) -> None:
    phone = Phone(seat, sent=False)
    tab = phone.go()
    assert {row[1].rpartition(", ")[2] for row in names(tab)} == {"claim to send"}
    assert tab._jobs.currentWidget() is tab.sending
    phone.press(Qt.Key.Key_Return)
    phone.press(Qt.Key.Key_P)
    phone.press(Qt.Key.Key_Return, CONTROL)
    states = phone.rows("SELECT state, sent_how FROM claim WHERE state <> 'paid' ORDER BY state DESC")
    assert ("sent", "paper") in states
    assert len(names(tab)) == len(states) - 1
    phone.press(Qt.Key.Key_E)
    tab.sending.on.setText("12/31/2026")
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert tab.sending.on.wrong


def test_the_number_a_claim_was_sent_under_is_kept_with_it(seat: Seat) -> None:
    phone = Phone(seat, sent=False)
    tab = phone.go()
    claim = tab.list.current_key()
    phone.press(Qt.Key.Key_E)
    tab.sending.number.setText("x" * 39)
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert tab.sending.number.wrong and "at most 38" in tab.sending._why.sentence()
    tab.sending.number.setText("bc-4471")
    phone.press(Qt.Key.Key_Return, CONTROL)
    number = int(str(claim[1]).split()[1])  # type: ignore[index]
    names_ = phone.rows(f"SELECT number FROM claim_number WHERE kind = 'sent as' AND claim_id = {number}")
    assert names_ == [("BC4471",)]
    assert tab.sending.number.text() == ""


def test_a_call_is_put_off_and_taken_up_again(phone: Phone) -> None:
    tab = phone.go()
    about = tab.job.about()
    dialog = phone.seat.ask("calls.put_off", until="+3", why="they reprocess it")
    phone.seat.enter(dialog)
    assert phone.seat.said[-1] == "Put off until 11/26/2026"
    assert names(tab)[-1][2] == "until 11/26: they reprocess it" and len(names(tab)) == 2
    assert tab.list.select(("call", about))
    phone.seat.settle()
    phone.seat.front.trigger("calls.put_off")
    phone.seat.settle()
    assert phone.seat.said[-1] == "The call is due today again"
    assert not any("until 11/26" in why for _, _, why in names(tab))


def test_after_putting_off_the_next_call_is_in_front_with_the_cursor_on_it(phone: Phone) -> None:
    tab = phone.go()
    first = tab.job.about()
    phone.press(Qt.Key.Key_F5)
    phone.type("representative", "Dana")
    dialog = phone.seat.ask("calls.put_off", until="+3", why="they reprocess it")
    phone.seat.enter(dialog)
    assert phone.seat.said[-1] == "Put off until 11/26/2026; what was answered so far is kept as a draft"
    following = tab.job.about()
    assert following not in ("", first) and tab.list.current_key() == ("call", following)
    assert tab.window().focusWidget() is tab.list
    assert not tab.job.is_going_on()
    phone.press(Qt.Key.Key_F5)
    assert tab.job.about() == following
    phone.seat.ask("calls.put_off", until="+4", why="the new card comes").reject()
    phone.press(Qt.Key.Key_F5)
    dialog = phone.seat.ask("calls.put_off", until="+4", why="the new card comes")
    phone.seat.enter(dialog)
    assert tab.job.about() == "" and tab.list.current_key() is None, "no call is left"
    assert tab.list.select(("call", first))
    phone.seat.settle()
    assert tab.job.page.answers.typed()["representative"] == "Dana", "the draft is there"


def test_putting_off_a_verification_says_which_visit_comes_before_it(phone: Phone) -> None:
    phone.visit_tomorrow()
    tab = phone.go()
    assert tab.job.about().startswith("coverage")
    dialog = phone.seat.ask("calls.put_off", until="+1", why="the card comes")
    assert not any(one.sentence().startswith("The visit") for one in dialog.findChildren(Why))
    dialog.form.boxes["until"].set_typed("+2")
    dialog.follow()
    told = [one.sentence() for one in dialog.findChildren(Why) if one.isVisible()]
    assert "The visit is on 11/24/2026: the coverage will not be verified before it." in told
    phone.seat.enter(dialog)
    assert phone.seat.said[-1].startswith("Put off until 11/25/2026")


def test_the_number_on_the_tab_follows_while_only_a_part_of_the_list_is_shown(phone: Phone) -> None:
    tab = phone.go()
    counts: list[object] = []
    tab.counted.connect(counts.append)
    row = tab.row()
    assert row is not None
    phone.seat.open(row.account_id)
    tab.show_scope(everyone=False)
    phone.seat.settle()
    assert tab.scope.whose.text() == "This account"
    title = tab.side.findChild(PaneHeader)
    assert title is not None and "Calls" in [one.text() for one in title.findChildren(Elided)]
    dialog = phone.seat.ask("calls.put_off", until="+3", why="they reprocess it")
    phone.seat.enter(dialog)
    phone.seat.settle()
    assert counts and counts[-1] == 1
    assert tab.list.select(("call", row.about))
    phone.seat.settle()
    phone.seat.front.trigger("calls.put_off")
    phone.seat.settle()
    assert counts[-1] == 2


def test_a_call_given_to_another_is_left_out_of_mine(phone: Phone) -> None:
    boss = phone.seat.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 2"))
    staffing.add_user(boss, staffing.AddUser("bo", "Bo Diaz", Role.CLERK, "four words do not belong"))
    boss.close()
    tab = phone.go()
    dialog = phone.seat.ask("calls.give", to="bo")
    phone.seat.enter(dialog)
    assert phone.seat.said[-1] == "The call is for bo"
    assert names(tab)[0][1].endswith(", for bo")
    phone.seat.front.trigger("view.scope")
    phone.seat.settle()
    assert tab.scope.whose.text() == "For me" and len(names(tab)) == 1
    phone.seat.front.trigger("view.scope")
    phone.seat.settle()
    assert tab.scope.whose.text() in ("Everyone", "This account") and len(names(tab)) == 2


@pytest.fixture
def administrator(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    made = Seat(window_clinic(tmp_path, role=Role.ADMINISTRATOR), tmp_path / "papers")
    yield made
    made.leave()


def test_one_kind_of_calls_is_listed_alone(phone: Phone) -> None:
    phone.visit_tomorrow()
    tab = phone.go()
    everything = names(tab)
    tab.scope.kinds.setCurrentIndex(tab.scope.kinds.findData("verify"))
    phone.seat.settle()
    assert [second.rpartition(", ")[2] for _, second, _ in names(tab)] == ["verify coverage"]
    tab.scope.kinds.setCurrentIndex(tab.scope.kinds.findData("denied"))
    phone.seat.settle()
    assert names(tab) == []
    tab.scope.kinds.setCurrentIndex(0)
    phone.seat.settle()
    assert names(tab) == everything


def test_every_item_of_the_coverage_that_is_asked_about_opens_with_f7(phone: Phone) -> None:
    phone.visit_tomorrow()
    tab = phone.go()
    tab.scope.kinds.setCurrentIndex(tab.scope.kinds.findData("verify"))
    phone.seat.settle()
    tab.list.setFocus()
    phone.press(Qt.Key.Key_F7)
    phone.seat.settle()
    dialog = phone.seat.dialog()
    assert isinstance(dialog, CoverageAnswersDialog)
    assert f"coverage {dialog.form.boxes['coverage'].typed()}" == tab.job.about()
    dialog.reject()


def test_the_items_open_with_what_the_sheet_of_the_call_holds(phone: Phone) -> None:
    phone.visit_tomorrow()
    tab = phone.go()
    phone.press(Qt.Key.Key_F5)
    boxes = tab.job.page.answers.boxes
    boxes["active"].set_typed("yes")
    boxes["deductible"].set_typed("1500")
    phone.type("representative", "Dana")
    phone.press(Qt.Key.Key_F7)
    dialog = phone.seat.dialog()
    assert isinstance(dialog, CoverageAnswersDialog)
    assert dialog.groups["eligibility"].boxes["active"].typed() == "yes"
    assert dialog.groups["money"].boxes["deductible"].typed() == "1,500.00"
    assert dialog.form.boxes["who"].typed() == "Dana" and dialog.draft() == {}
    first, second = (choice.key for choice in dialog.form.boxes["coverage"].field.choices[:2])
    own = dialog.form.boxes["coverage"].typed()
    dialog.form.boxes["coverage"].set_typed(second if own == first else first)
    dialog._other_coverage()
    assert dialog.groups["eligibility"].boxes["active"].typed() == "", "it is of the other patient"
    assert dialog.groups["money"].boxes["deductible"].typed() == dialog.form.boxes["who"].typed() == ""
    dialog.give_up()


def test_how_long_answers_count_is_changed_for_a_kind_of_payer(administrator: Seat) -> None:
    seat = administrator
    dialog = seat.ask("calls.fresh")
    assert isinstance(dialog, FreshnessDialog)
    assert [row.name for row in dialog.list.rows.rows][:2] == ["All others", "Commercial"]
    assert dialog.list.rows.rows[1].second == "as all others"
    dialog.list.select("commercial")
    seat.type(dialog, eligibility_days="x")
    seat.enter(dialog)
    assert dialog.form.boxes["eligibility_days"].input.accessibleDescription() == "Type a number of days, such as 30."
    seat.type(dialog, eligibility_days="45")
    seat.enter(dialog)
    assert dialog.list.rows.rows[1].second.startswith("45 days, since")
    dialog.reject()
    kept = listing_verifications.freshness(seat.clinic.desk)[PayerKind.COMMERCIAL]
    assert (kept.eligibility_days, kept.benefits_days, kept.source) == (45, 90, "set by dana")


def test_after_the_last_call_no_claim_to_send_opens_by_itself(seat: Seat) -> None:
    phone = Phone(seat, sent=False)
    ((first,), *others) = phone.rows("SELECT id FROM claim WHERE state = 'not sent' ORDER BY id")
    claiming.mark_sent(seat.clinic.desk, MarkSent((int(first),), TODAY - timedelta(days=31)))
    tab = phone.go()
    assert tab.job.about() == f"claim {first}" and others
    phone.press(Qt.Key.Key_Return)
    phone.press(Qt.Key.Key_6)
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert phone.rows("SELECT state FROM insurer_call") == [("closed",)]
    assert tab._jobs.currentWidget() is tab.job and tab.list.current_key() is None
    assert tab.job.none.title.startswith("All calls are made. 1 claim waits to be sent.")
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert len(phone.rows("SELECT 1 FROM claim WHERE state = 'not sent'")) == len(others)
    phone.press(Qt.Key.Key_Down)
    assert tab._jobs.currentWidget() is tab.sending, "it opens when it is chosen"


def test_a_claim_noted_as_sent_is_taken_back(seat: Seat) -> None:
    phone = Phone(seat, sent=False)
    every = "SELECT id, state, sent_on, sent_how, follow_up_on, follow_up_why FROM claim ORDER BY id"
    before = phone.rows(every)
    tab = phone.go()
    phone.press(Qt.Key.Key_E)
    phone.press(Qt.Key.Key_Return, CONTROL)
    assert phone.rows(every) != before
    toast = seat.context.messages.toast
    assert toast is not None and toast.can_take_back()
    toast.take_back()
    seat.settle()
    assert phone.rows(every) == before and seat.said[-1] == "The claim waits to be sent again"
    assert phone.rows("SELECT what, state FROM claim_event ORDER BY id DESC LIMIT 1") == [("unsent", "not sent")]
    tab.list.setFocus()
    phone.press(Qt.Key.Key_E)
    phone.press(Qt.Key.Key_Return, CONTROL)
    seat.front.trigger("claims.unsent")
    seat.settle()
    assert phone.rows(every) == before
    seat.front.trigger("claims.unsent")
    seat.settle()
    assert seat.said[-1] == "No claim was noted as sent here"


def test_what_was_sent_is_not_taken_back_once_it_was_worked_on(seat: Seat) -> None:
    Phone(seat, sent=False)
    desk = seat.clinic.desk
    claim = claiming.not_sent(desk)[0].id
    sent = claiming.mark_sent(desk, MarkSent((claim,)))
    claiming.take_back_sent(desk, sent.before)
    again = claiming.mark_sent(desk, MarkSent((claim,)))
    with pytest.raises(PaydeskError, match="worked on since then"):
        claiming.take_back_sent(desk, sent.before)
    claiming.take_back_sent(desk, again.before)
    assert claim in [one.id for one in claiming.not_sent(desk)]


def test_a_denial_of_our_remittance_is_told_and_fills_what_is_empty(phone: Phone, tmp_path: Path) -> None:
    desk = phone.seat.clinic.desk
    ((number, key, amount, claim, first, last),) = phone.rows(
        "SELECT k.number, l.key, l.amount, k.id, p.first_name, p.last_name FROM claim k JOIN claim_line l "
        "ON l.claim_id = k.id JOIN person p ON p.id = k.patient_id WHERE k.state = 'sent' ORDER BY k.id LIMIT 1"
    )
    line = AnsweredLine(key, "99213", amount, (("CO", "29", amount),))
    answered = Answered(number, (line,), "4", last=last, first=first)
    file = era_writer.write(tmp_path, "denied.835", era_writer.era(answered))
    advice = importing_remittances.keep_remittance_file(desk, file).kept[0].advice_id
    assert posting_answers.post_advice(desk, PostAdvice(advice)).denied == 1
    with desk.database.transaction() as session:
        session.execute(text(f"UPDATE claim SET state = 'pending', denial = '' WHERE id = {claim}"))
    tab = phone.go()
    tab.list.select(("call", f"claim {claim}"))
    phone.seat.settle()
    sheet = tab.job.sheet()
    assert sheet is not None and sheet.known.denied["code"] == "CO 29"
    assert [one.value for one in sheet.script.read if one.label == "Denied for"] == ["Filed late"]
    phone.press(Qt.Key.Key_Return)
    phone.type("code", "CO 30")
    phone.press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    given = sheet.known.denied["denied_on"]
    assert [phone.told(one) for one in ("reason", "code", "denied_on")] == ["late", "CO 30", given]
    phone.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert [phone.told(one) for one in ("reason", "code", "denied_on")] == ["", "CO 30", ""], "with another end it goes"


def test_what_we_know_of_an_insurer_is_changed_in_its_form(phone: Phone) -> None:
    phone.go()
    phone.seat.front.trigger("calls.memory")
    phone.seat.settle()
    dialog = phone.seat.dialog()
    assert dialog is not None and dialog.objectName() == "payer_memory_dialog"
    phone.seat.type(dialog, number="800 555 0142", menu="2, then 1", best_hours="before 10 AM", appeal="180",  # type: ignore[arg-type]
                    source="Contract 2026")  # fmt: skip
    phone.seat.enter(dialog)  # type: ignore[arg-type]
    assert phone.rows("SELECT number, menu FROM payer_contact") == [("8005550142", "2, then 1")]
    assert phone.rows("SELECT kind, days FROM payer_limit") == [("appeal", 180)]


def test_filed_calls_of_an_account_are_listed_and_printed(phone: Phone) -> None:
    phone.go()
    phone.press(Qt.Key.Key_Return)
    phone.press(Qt.Key.Key_6)
    phone.press(Qt.Key.Key_Return, CONTROL)
    phone.seat.front.trigger("calls.filed")
    phone.seat.settle()
    dialog = phone.seat.dialog()
    assert dialog is not None and dialog.objectName() == "filed_calls_dialog"
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    phone.seat.settle()
    assert [file.name for file in phone.seat.papers.glob("*.pdf")] == ["call-sheet-1.pdf"]


def test_the_clock_counts_holds_and_talks() -> None:
    now = [0.0]
    clock = CallClock(lambda: now[0])
    clock.go(Phase.HELD)
    now[0] = 250.4
    clock.go(Phase.TALKING)
    now[0] = 406.9
    assert (clock.seconds(Phase.HELD), clock.seconds(Phase.TALKING)) == (250, 156)
    clock.go(Phase.IDLE)
    now[0] = 900.0
    assert (minutes(clock.seconds(Phase.TALKING)), minutes(3756)) == ("02:36", "1:02:36")


@pytest.fixture
def reader(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    made = Seat(window_clinic(tmp_path, role=Role.READ_ONLY), tmp_path / "papers")
    yield made
    made.leave()


def test_who_only_reads_sees_the_list_and_files_nothing(reader: Seat) -> None:
    boss = reader.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 2"))
    request = visiting.SaveVisit(reader.clinic.maria, TODAY + timedelta(days=1), status="scheduled")
    visiting.save_visit(boss, request)
    boss.close()
    QTest.keyClick(reader.front.window, Qt.Key.Key_4, CONTROL)
    reader.settle()
    tab = reader.front.window.current_tab()
    assert isinstance(tab, InsuranceTab)
    assert tab.job.about().startswith("coverage ")
    for key, with_ in ((Qt.Key.Key_Return, PLAIN), (Qt.Key.Key_F5, PLAIN), (Qt.Key.Key_Return, CONTROL)):
        QTest.keyClick(tab.list, key, with_)
        reader.settle()
    assert tab.job.page.header.clock.phase is Phase.IDLE
    assert not tab.job.page.file.isEnabled()
    assert reader.refused == []


def test_what_has_the_focus_is_in_sight_below_the_script(phone: Phone) -> None:
    phone.seat.front.window.resize(911, 512)
    tab = phone.go()
    page = tab.job.page

    def in_sight(widget: QWidget) -> bool:
        phone.seat.settle()
        return widget.visibleRegion().boundingRect().size() == widget.size()

    phone.press(Qt.Key.Key_F5)
    first = page.answers.boxes["on_file"].input
    assert QApplication.focusWidget() is first and in_sight(first)
    page.scroll_to_top()
    note = page.answers.boxes["note"].input
    assert not in_sight(note)
    note.setFocus()
    assert in_sight(note)


@pytest.mark.parametrize(("wide", "high"), [(1366, 768), (1366, 689), (1280, 720), (1024, 700), (911, 512)])
@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_nothing_of_the_sheet_is_cut_at_the_side(
    phone: Phone, qapp: QApplication, wide: int, high: int, mode: theme.Mode
) -> None:
    theme.apply(qapp, mode)
    phone.visit_tomorrow()
    phone.seat.front.window.resize(wide, high)
    tab = phone.go()
    for key in (None, Qt.Key.Key_Down, Qt.Key.Key_Down):
        if key is not None:
            tab.list.setFocus()
            phone.press(key)
        page = tab.job.page
        frame = QRect(QPoint(0, 0), page.size())
        shown = (*(box.input for box in page.answers.boxes.values()), page.answers.outcomes, page.script.lines,
                 page.header.button, page.file, page.paper)  # fmt: skip
        for widget in shown:
            if widget.isVisible():
                left = widget.mapTo(page, QPoint(0, 0)).x()
                assert left >= 0 and left + widget.width() <= frame.width(), f"{widget.objectName()} at {wide}"
        assert page.file.isVisible() and frame.contains(page.file.mapTo(page, QPoint(0, 0)))
