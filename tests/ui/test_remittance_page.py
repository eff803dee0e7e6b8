"""A remittance at the window: its file opened, what needs a person told, the rest posted with one key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import text

from paydesk.data import claims_due
from paydesk.data.claim_store import By
from paydesk.operations.desk import Touched
from paydesk.operations.reading_advice import Deposit, Deposits
from paydesk.operations.unposting import Unposted
from paydesk.ui.labels import Label, Why
from paydesk.ui.payment_worklist import deposit_rows
from paydesk.ui.remittance_job import RemittanceJob
from paydesk.ui.tabs.payments_tab import PaymentsTab
from paydesk.ui.tabs.reports_tab import ReportsTab
from support import era_writer
from support.era_writer import Answered, AnsweredLine
from support.window_clinic import Seat

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def file(seat: Seat, tmp_path: Path) -> Path:
    """Aetna answers Maria's visit (its copay was 40.00), denies Mateo's, and pays one that is nobody's here."""
    with seat.clinic.desk.database.transaction() as session:
        claims_due.bring_up_to_date(session, By("ana", seat.clinic.desk.clock.now(), seat.context.today()))
        rows = session.execute(
            text("SELECT k.number, p.first_name, p.last_name, l.key, l.amount FROM claim k JOIN claim_line l "
                 "ON l.claim_id = k.id JOIN person p ON p.id = k.patient_id WHERE k.state = 'not sent' ORDER BY k.id")
        ).all()  # fmt: skip
    answers = []
    for number, first, last, key, amount in rows:
        adjustments = (("CO", "45", 5000), ("PR", "3", 4000)) if first == "Maria" else (("CO", "197", amount),)
        status = "1" if first == "Maria" else "4"
        line = AnsweredLine(key, "99213", amount, adjustments)
        answers.append(Answered(number, (line,), status, last=last, first=first))
    stray = Answered("ZZ9", (AnsweredLine("", "99213", 9000, (("CO", "45", 3000),)),), last="OKAFOR", first="JAMES")
    return era_writer.write(tmp_path, "aetna.835", era_writer.era(*answers, stray, provider=(("WO:OLD", 1000),)))


@pytest.fixture
def opened(seat: Seat, file: Path, monkeypatch: pytest.MonkeyPatch) -> Seat:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(file), ""))
    seat.front.trigger("remittance.open")
    seat.settle()
    return seat


def job(seat: Seat) -> RemittanceJob:
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    assert tab.remittance.isVisible()
    return tab.remittance


def told(seat: Seat) -> list[str]:
    return [row.sentence() for row in job(seat).list.rows.rows]


def beside(seat: Seat) -> str:
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    return " | ".join(one.text() for one in tab._side.findChildren(Label) if one.isVisibleTo(tab._side))


def post(seat: Seat) -> None:
    QTest.keyClick(seat.front.window, Qt.Key.Key_Return, CONTROL)
    seat.settle()


def test_a_file_shows_what_needs_a_person_what_is_denied_and_what_matches(opened: Seat) -> None:
    rows = told(opened)
    assert rows[0].startswith("1 needs a person")
    assert rows[1].startswith("James Okafor, 11/23, claim ZZ9, Whose is it?, No claim here fits it")
    assert rows[1].endswith("They paid 60.00, Take off 30.00, Patient –")
    assert rows[2].startswith("1 denied, nothing to post") and "no authorization" in rows[3]
    assert rows[4].startswith("1 matched") and "Maria Garcia-Lopez" in rows[5]
    assert rows[5].endswith("Paid 70.00, Came off 50.00, To patient –")
    assert job(opened).primary.text() == "Post 1 matched claim"
    assert job(opened)._foot.sentence() == "The deposit stays open until 60.00 is placed"


def test_the_side_tells_the_reasons_in_our_words_and_what_will_post(opened: Seat) -> None:
    page = job(opened)
    page.list.step(1)
    page.list.step(1)
    QTest.qWait(80)
    opened.settle()
    words = beside(opened)
    assert "CO 45 | Above the contract's rate" in words and "PR 3 | Copay" in words
    assert "Insurer payments, 1 claim | 70.00" in words and "Left for a person, 1 claim | 60.00" in words
    assert "WO | An overpayment taken back" in words


def test_one_key_posts_what_needs_no_person(opened: Seat) -> None:
    post(opened)
    assert opened.said[-1] == "Posted 1 claim, 70.00, 1 noted as denied, 1 waits for a person"
    heads = [row.name for row in job(opened).list.rows.rows if row.head]
    assert heads == ["1 needs a person", "1 posted", "1 noted as denied"]
    assert not job(opened).primary.isEnabled() and job(opened).primary.text() == "Nothing to post"
    opened.open(opened.clinic.family)
    assert opened.context.page is not None


def test_a_digit_puts_aside_what_is_nobodys(opened: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened.front.messages, "ask_reason", lambda *given, **more: "another clinic's")
    page = job(opened)
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_2)
    opened.settle()
    assert [row.name for row in page.list.rows.rows if row.head][-1] == "1 put aside"
    assert page.list.select(page.page.of_kind("aside")[0].id)  # type: ignore[union-attr]
    QTest.keyClick(page.list, Qt.Key.Key_1)
    opened.settle()
    assert page.list.rows.rows[0].name == "1 needs a person"


def test_whose_it_is_is_chosen_from_the_claims_that_are_like_it(opened: Seat) -> None:
    page = job(opened)
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_1)
    opened.settle()
    dialog = opened.dialog()
    assert dialog is not None and dialog.objectName() == "claim_choice_dialog"
    dialog.reject()


def test_enter_opens_the_account_of_a_claim(opened: Seat) -> None:
    page = job(opened)
    page.list.step(1)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    opened.settle()
    assert opened.context.current_account == opened.clinic.family


def test_the_same_file_again_says_so_and_shows_what_became_of_it(opened: Seat) -> None:
    post(opened)
    opened.front.trigger("remittance.open")
    opened.settle()
    assert opened.said[-1] == "This payment was read before; here is what became of it"
    assert job(opened).list.rows.rows[0].name == "1 needs a person"


def test_what_was_posted_is_reversed_from_the_message_and_posted_again(opened: Seat) -> None:
    post(opened)
    toast = opened.front.window.toast
    assert toast.can_take_back()
    toast.take_back()
    opened.settle()
    assert opened.said[-1] == "Reversed 1 claim. 1 stays noted as denied"
    assert job(opened).primary.text() == "Post 1 matched claim"
    post(opened)
    assert opened.said[-1].startswith("Posted 1 claim, 70.00")


@pytest.mark.parametrize(
    ("claims", "takebacks", "told"),
    [(1, 2, "Reversed 1 claim and 2 takebacks"), (2, 1, "Reversed 2 claims and 1 takeback"),
     (0, 1, "Reversed 1 takeback")],
)  # fmt: skip
def test_the_message_counts_what_was_tied_and_is_reversed_with_it(
    opened: Seat, claims: int, takebacks: int, told: str
) -> None:
    job(opened)._unposted(Unposted(claims, 0, "", Touched(), takebacks))
    assert opened.said[-1] == told


def test_a_posting_is_taken_back_from_its_page_days_later(opened: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    post(opened)
    opened.front.window.toast.let_go()
    page = job(opened)
    assert page.page is not None
    page.list.select(page.page.of_kind("posted")[0].id)
    opened.settle()
    monkeypatch.setattr(opened.front.messages, "ask_reason", lambda *given, **more: "the wrong file")
    words = [deed.words for deed in page._deeds]
    QTest.keyClick(page.list, Qt.Key(Qt.Key.Key_0 + 1 + words.index("Take the whole posting back")))
    opened.settle()
    assert opened.said[-1].startswith("Reversed 1 claim")
    assert job(opened).primary.text() == "Post 1 matched claim"


def test_one_key_too_many_opens_nothing(opened: Seat) -> None:
    page = job(opened)
    page.list.setFocus()
    for _ in range(3):
        QTest.keyClick(page.list, Qt.Key.Key_Return, CONTROL)
        opened.settle()
    assert opened.context.current_account is None and page.isVisible()


def test_the_way_back_from_an_account_leads_to_the_remittance_and_esc_to_the_list(opened: Seat) -> None:
    page = job(opened)
    QTest.keyClick(page.list, Qt.Key.Key_End)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    opened.settle()
    assert opened.context.current_account == opened.clinic.family
    opened.front.go("payments")
    opened.settle()
    assert job(opened).page is not None
    QTest.keyClick(page.list, Qt.Key.Key_Escape)
    tab = opened.front.window.current_tab()
    assert isinstance(tab, PaymentsTab) and tab.list.current_key() is not None


def test_a_damaged_file_says_so_and_what_to_do(seat: Seat, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = file.with_name("cut.835")
    cut.write_text(file.read_text().split("SE*")[0])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(cut), ""))
    seat.front.trigger("remittance.open")
    seat.settle()
    assert job(seat)._head._verdict.sentence() == "Damaged: nothing of it can post"
    assert "Ask the insurer or the clearinghouse to send it again" in beside(seat)
    assert job(seat).primary.text() == "Nothing to post"


def test_no_sign_of_equality_stands_where_the_sums_differ_and_it_is_said_by_how_much(
    seat: Seat, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = file.with_name("wrong.835")
    text = file.read_text()
    start = text.index("BPR*I*") + len("BPR*I*")
    wrong.write_text(f"{text[:start]}200.00{text[text.index('*', start):]}")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(wrong), ""))
    seat.front.trigger("remittance.open")
    seat.settle()
    words = [one.text() for one in job(seat)._head._sums.findChildren(Label)]
    assert "=" not in words and words[-2:] == ["Apart", "80.00"] and "≠" in words


def test_a_deposit_waits_in_the_list_of_payments(opened: Seat) -> None:
    opened.front.go("patients")
    opened.front.go("payments")
    opened.settle()
    tab = opened.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    sentences = [row.sentence() for row in tab.list.rows.rows]
    assert sentences[0] == "Deposits to post, 1"
    assert sentences[1].startswith("Aetna, 120.00, 3 claims")


def test_the_head_of_what_was_posted_is_the_sum_of_its_rows() -> None:
    first = Deposit(
        1, "Aetna", "T1", "ACH", None, 48226, 53226, 5000, True, "file", datetime(2026, 11, 23, tzinfo=UTC), "dana",
        2, 0, 0, 53226, None,
    )  # fmt: skip
    head, *rows = deposit_rows(Deposits((), (first, replace(first, advice_id=2, amount=10000))))
    assert (head.money, [row.money for row in rows]) == ("582.26", ["482.26", "100.00"])


def test_the_deposits_tell_what_is_missing_and_what_the_bank_has(opened: Seat) -> None:
    post(opened)
    opened.front.trigger("reports.deposits")
    opened.settle()
    tab = opened.front.window.current_tab()
    assert isinstance(tab, ReportsTab)
    (row,) = tab.deposits.table.rows.rows
    assert (row.amount, row.posted_total, row.provider_adjustments, row.to_place) == (12000, 7000, 1000, 6000)
    told = [one.text() for one in tab.deposits.findChildren(Label)]
    assert "120.00 announced, 70.00 posted, 60.00 to place, 1 not at the bank" in told
    QTest.keyClick(tab.deposits.table, Qt.Key.Key_B)
    opened.settle()
    assert tab.deposits.table.rows.rows[0].in_bank_on == opened.context.today()
    assert opened.said[-1] == "120.00 of Aetna is at the bank"
    QTest.keyClick(tab.deposits.table, Qt.Key.Key_Return)
    opened.settle()
    assert job(opened).page is not None


def test_a_file_that_is_none_is_refused_in_one_sentence(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = era_writer.write(tmp_path, "letter.txt", "Dear clinic,")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(letter), ""))
    seat.front.trigger("remittance.open")
    seat.settle()
    assert seat.refused and "There is no remittance" in seat.refused[0]


def read(seat: Seat, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str) -> None:
    path = era_writer.write(folder, name, told)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(path), ""))
    seat.front.trigger("remittance.open")
    seat.settle()


def test_a_patients_part_that_gets_less_is_told_in_words_and_is_no_bill(
    seat: Seat, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with seat.clinic.desk.database.reading() as session:
        number, key = session.execute(
            text("SELECT k.number, l.key FROM claim k JOIN claim_line l ON l.claim_id = k.id "
                 "JOIN person p ON p.id = k.patient_id WHERE p.first_name = 'Maria' "
                 "AND k.state = 'not sent'")
        ).one()  # fmt: skip
    line = AnsweredLine(key, "99213", 16000, (("CO", "45", 5000), ("PR", "3", 3000)))
    answer = Answered(number, (line,), "1", last="Garcia-Lopez", first="Maria")
    read(seat, tmp_path, monkeypatch, "less.835", era_writer.era(answer, trace="77"))
    page = job(seat)
    assert told(seat)[1].endswith("Paid 80.00, Came off 50.00, To patient 10.00 less")
    assert "Patients owe less, 1 account | 10.00" in beside(seat) and "Moved to patients" not in beside(seat)
    reasons = [one.sentence() for one in seat.front.window.current_tab().findChildren(Why)]  # type: ignore[union-attr]
    assert "It lowers what the patient owes by 10.00. That is no bill." in reasons
    page.list.setFocus()
    post(seat)
    assert told(seat)[1].endswith("To patient 10.00 less")


def test_a_key_leads_to_the_next_deposit_that_waits(
    opened: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = job(opened)
    assert not page.following.isVisible(), "no other one waits"
    stray = Answered("ZZ8", (AnsweredLine("", "99213", 9000, (("CO", "45", 3000),)),), last="OKAFOR", first="JAMES")
    read(opened, tmp_path, monkeypatch, "other.835", era_writer.era(stray, trace="88"))
    page = job(opened)
    second = page.advice_id
    assert page.following.isVisible() and page.list.hasFocus()
    QTest.keyClick(page.list, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    opened.settle()
    assert page.advice_id != second and page.page is not None and page.list.hasFocus()
    tab = opened.front.window.current_tab()
    assert isinstance(tab, PaymentsTab) and tab.list.current_key() == ("deposit", page.advice_id, 0)
    QTest.keyClick(page.list, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    opened.settle()
    assert page.advice_id == second
