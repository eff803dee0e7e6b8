"""What comes to the front in Insurance calls after something is done there, and what a key pressed too often leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sqlalchemy import text

from paydesk.operations import claim_work, claiming
from paydesk.operations.claiming import MarkSent
from paydesk.ui.dialogs.insurer_letter_dialog import InsurerLetterDialog
from paydesk.ui.labels import Label
from paydesk.ui.tabs.insurance_tab import InsuranceTab
from support.window_clinic import TODAY, Seat

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip


class Hands:
    """Two claims of the family that wait to be sent, or were sent a month ago, and hands on the window's keyboard."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        claim_work.make_claims(seat.clinic.desk)
        self.claims = tuple(int(one) for (one,) in self.rows("SELECT id FROM claim WHERE state = 'not sent'"))

    def rows(self, sql: str) -> list[Any]:
        with self.seat.clinic.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]

    def send(self, *claims: int) -> None:
        claiming.mark_sent(self.seat.clinic.desk, MarkSent(claims or self.claims, TODAY - timedelta(days=31)))

    def deny(self) -> None:
        self.send()
        with self.seat.clinic.desk.database.transaction() as session:
            denied = "UPDATE claim SET state = 'denied', answered_on = '2026-11-20', denial = 'other'"
            session.execute(text(f"{denied} WHERE state = 'sent'"))

    def states(self) -> list[str]:
        return [state for (state,) in self.rows("SELECT state FROM claim WHERE state <> 'paid' ORDER BY id")]

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = QGuiApplication.focusObject()
        QTest.keyClick(focus if isinstance(focus, QWidget) else self.seat.front.window, key, with_)
        self.seat.settle()

    def go(self) -> InsuranceTab:
        self.press(Qt.Key.Key_4, CONTROL)
        tab = self.seat.front.window.current_tab()
        assert isinstance(tab, InsuranceTab)
        return tab


@pytest.fixture
def hands(seat: Seat) -> Hands:
    return Hands(seat)


def test_a_key_pressed_once_more_notes_no_claim_that_was_not_sent(hands: Hands) -> None:
    tab = hands.go()
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert hands.states() == ["not sent", "not sent"], "how it went is said first"
    assert tab.sending._asks.sentence().startswith("Choose how it was sent: E electronically")
    assert QGuiApplication.focusObject() is tab.sending.ways
    hands.press(Qt.Key.Key_P)
    assert tab.sending._asks.sentence() == ""
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert hands.states().count("sent") == 1 and tab.sending.ways.value() == ""
    assert tab.list.hasFocus() and tab.sending.sheet() is not None, "the next claim stands there"
    for _ in range(3):
        hands.press(Qt.Key.Key_Return, CONTROL)
    assert hands.states().count("sent") == 1
    tab.list.setFocus()
    hands.press(Qt.Key.Key_E)
    assert tab.sending.ways.value() == "electronic", "said from the list, too"
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert hands.states() == ["sent", "sent"]


def test_after_a_letter_the_next_work_comes_to_the_front_as_after_a_call(hands: Hands) -> None:
    hands.deny()
    hands.seat.open(hands.seat.clinic.family)
    tab = hands.go()
    hands.press(Qt.Key.Key_F3)
    assert not tab.scope.everyone, "a list that shows the claim after its letter, too"
    before = tab.job.about()
    hands.press(Qt.Key.Key_W, CONTROL | SHIFT)
    dialog = hands.seat.dialog()
    assert isinstance(dialog, InsurerLetterDialog)
    hands.seat.type(dialog, kind="reconsideration", reason="other", sent_to="PO Box 1", text="It was there.")
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    hands.seat.settle()
    assert hands.seat.dialog() is None and hands.states().count("appealed") == 1
    assert tab.job.about() not in ("", before) and tab.list.current_key() == ("call", tab.job.about())
    assert hands.seat.front.window.focusWidget() is tab.list
    assert hands.seat.said[-1].startswith("Letter 1 is written")
    toast = hands.seat.context.messages.toast
    assert toast is not None and toast.isVisible() and toast.can_take_back()


def test_a_letter_written_during_a_call_leaves_the_call_in_front(hands: Hands) -> None:
    hands.deny()
    tab = hands.go()
    hands.press(Qt.Key.Key_Return)
    before = tab.job.about()
    hands.press(Qt.Key.Key_W, CONTROL | SHIFT)
    dialog = hands.seat.dialog()
    assert isinstance(dialog, InsurerLetterDialog)
    hands.seat.type(dialog, kind="reconsideration", reason="other", sent_to="PO Box 1", text="It was there.")
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    hands.seat.settle()
    assert tab.job.about() == before and tab.job.is_going_on()
    assert hands.seat.said[-1].startswith("Letter 1 is written")


def test_who_leaves_the_question_for_the_printer_has_written_no_letter(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.deny()
    hands.go()
    monkeypatch.setattr(hands.seat.front.printing, "ready", lambda *given, **more: False)
    hands.press(Qt.Key.Key_W, CONTROL | SHIFT)
    dialog = hands.seat.dialog()
    assert isinstance(dialog, InsurerLetterDialog)
    hands.seat.type(dialog, kind="reconsideration", reason="other", sent_to="PO Box 1", text="It was there.")
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    hands.seat.settle()
    assert hands.seat.dialog() is dialog and dialog.form.boxes["text"].typed() == "It was there."
    assert dialog.problem.sentence() == "Nothing was printed, and no letter was written. What you typed is still here."
    assert hands.rows("SELECT count(*) FROM insurer_letter") == [(0,)] and hands.states() == ["denied", "denied"]
    monkeypatch.setattr(hands.seat.front.printing, "ready", lambda *given, **more: True)
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    hands.seat.settle()
    assert hands.states().count("appealed") == 1


def test_of_a_letter_that_did_not_come_out_it_is_said_where_it_is(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.deny()
    hands.go()
    monkeypatch.setattr(hands.seat.front.printing, "print_paper", lambda paper, **more: False)
    hands.press(Qt.Key.Key_W, CONTROL | SHIFT)
    dialog = hands.seat.dialog()
    assert isinstance(dialog, InsurerLetterDialog)
    hands.seat.type(dialog, kind="reconsideration", reason="other", sent_to="PO Box 1", text="It was there.")
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    hands.seat.settle()
    assert hands.seat.said[-1] == (
        "Letter 1 is written, asked after 12/23/2026. It was not printed: “Letters to insurers of this account” prints "
        "it again, or takes it back."
    )


def list_only(hands: Hands, tab: InsuranceTab, kind: str) -> None:
    tab.scope.kinds.setCurrentIndex(tab.scope.kinds.findData(kind))
    hands.seat.settle()


def test_of_one_kind_of_calls_it_is_said_which_and_that_others_wait(hands: Hands) -> None:
    hands.send(hands.claims[0])
    tab = hands.go()
    hands.press(Qt.Key.Key_Return)
    assert tab.job.is_going_on()
    list_only(hands, tab, "to be sent")
    assert tab.job.about() == "" and tab.job.currentIndex() == 0, "a sheet of another kind does not stand over the list"
    assert tab.job.none.title == (
        "No call of this kind is left: to be sent. 1 thing of another kind waits: Alt+L, “All that waits”. "
        "1 claim waits to be sent. Choose one at the left."
    )
    list_only(hands, tab, "denied")
    assert tab.job.none.title == (
        "No call of this kind is left: denied, appealed. 2 of other kinds wait: Alt+L, “All that waits”."
    )
    list_only(hands, tab, "all")
    assert tab.job.is_going_on(), "the call comes back as it was left"


def test_a_sheet_that_is_read_slowly_does_not_come_over_another_part_of_the_list(hands: Hands) -> None:
    hands.send(hands.claims[0])
    tab = hands.go()
    sheet = tab.job.sheet()
    assert sheet is not None
    list_only(hands, tab, "denied")
    tab.job._show(sheet)
    assert tab.job.currentIndex() == 0 and tab.job.sheet() is None
    tab._show_sending(sheet)
    assert tab._jobs.currentWidget() is tab.job


def test_a_sheet_of_another_account_than_the_bar_shows_says_so_and_is_acted_on_as_what_it_is(hands: Hands) -> None:
    hands.deny()
    context, clinic = hands.seat.context, hands.seat.clinic
    hands.seat.open(clinic.credit)
    tab = hands.go()
    sheet = tab.sheet()
    assert sheet is not None and context.current_account == clinic.credit != sheet.account_id
    assert tab.subject.isVisible() and tab.subject.sentence().startswith(
        f"This sheet is about {sheet.facts.first_name} {sheet.facts.last_name}. The bar above shows another account"
    )
    hands.press(Qt.Key.Key_W, CONTROL | SHIFT)
    dialog = hands.seat.dialog()
    assert isinstance(dialog, InsurerLetterDialog)
    assert context.current_account == sheet.account_id and not tab.subject.isVisible()
    dialog.reject()
    hands.seat.open(clinic.credit)
    assert tab.subject.isVisible()
    hands.seat.front.trigger("calls.put_off")
    hands.seat.settle()
    put_off = hands.seat.dialog()
    assert put_off is not None and context.current_account == sheet.account_id
    put_off.reject()
    hands.seat.open(clinic.credit)
    hands.seat.front.trigger("claims.account")
    hands.seat.settle()
    claims = hands.seat.dialog()
    assert claims is not None and context.page is not None
    title = f"Claims, account {context.page.number}, James Okafor"
    assert title in [one.text() for one in claims.findChildren(Label)], "it says whose claims they are"
    claims.reject()
    QTest.keyClick(tab.list, Qt.Key.Key_Return)
    hands.seat.settle()
    assert context.current_account == sheet.account_id and not tab.subject.isVisible()


def test_a_visit_paid_in_full_after_its_claim_was_sent_says_what_is_to_be_sent(hands: Hands) -> None:
    hands.send()
    seat = hands.seat
    seat.open(seat.clinic.family, seat.clinic.mateo)
    seat.enter(seat.ask("visit.edit", self_pay="yes"))
    ((number,),) = hands.rows("SELECT number FROM claim WHERE frequency = '8'")
    assert seat.said[-1] == f"Visit saved. {number} voids what the insurer has: to be sent in Insurance calls"
    seat.front.go("insurance")
    seat.settle()
    tab = seat.front.window.current_tab()
    assert isinstance(tab, InsuranceTab)
    row = next(row for row in tab.list.rows.rows if isinstance(row.key, tuple) and row.key[0] == "send")
    assert ", void of PD" in row.second
