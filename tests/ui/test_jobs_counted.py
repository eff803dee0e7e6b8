"""The desk's jobs done by keyboard alone, with every key counted but typed words and moving to the next field."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import text

from paydesk.operations import (
    affording,
    call_papers,
    calling,
    claim_work,
    claiming,
    drilling,
    listing,
    noting,
    planning,
    preparing_calls,
    promising,
    reading,
    watching_plans,
)
from paydesk.rules.ageing import Base
from paydesk.rules.call_sheet import Answer, Purpose
from paydesk.rules.identity import search_key
from paydesk.rules.plans import PlanState
from paydesk.ui.call_page import CallPage
from paydesk.ui.demo_tour import Guide
from paydesk.ui.ledger_view import LedgerView
from paydesk.ui.tabs.payments_tab import PaymentsTab
from support import era_writer
from support.era_writer import Answered, AnsweredLine

CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Tally:
    """The keys of one job."""

    job: int
    what: str
    at_most: int
    keys: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def tallies() -> Iterator[list[Tally]]:
    """What was counted; the table is printed when all jobs of the module are done."""
    done: list[Tally] = []
    yield done
    rows = [
        f"  {one.job:<2} {len(one.keys):>4} {one.at_most:>8}  {one.what}: {' '.join(one.keys)}"
        for one in sorted(done, key=lambda tally: tally.job)
    ]
    sys.stdout.write("\n".join(("", "  #  keys  at most  job", *rows, "")))


class Typist:
    """Presses keys and counts chords; words and Tab are free."""

    def __init__(self, guide: Guide, tally: Tally) -> None:
        self._guide, self._tally = guide, tally

    def chord(self, name: str, key: Qt.Key, *, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._tally.keys.append(name)
        self._guide.press(key, with_=with_)

    def chosen(self, name: str) -> None:
        """Something picked from a list, such as a file."""
        self._tally.keys.append(name)

    def words(self, words: str) -> None:
        self._guide.type(words)

    def next_field(self, name: str) -> None:
        self._guide.move_to(name)


@contextmanager
def counted(guide: Guide, tallies: list[Tally], job: int, what: str, *, at_most: int) -> Iterator[Typist]:
    tally = Tally(job, what, at_most)
    yield Typist(guide, tally)
    tallies.append(tally)
    assert len(tally.keys) <= at_most, f"job {job} took {tally.keys}"


def _open_somebody_with_a_copay(guide: Guide) -> listing.CopayDue:
    due = listing.waiting(guide.context.desk).copays[0]
    guide.context.open_account(due.account_id)
    guide.press(Qt.Key.Key_2, with_=CONTROL)
    return due


def test_an_account_is_found_and_opened_within_two_keys(guide: Guide, tallies: list[Tally]) -> None:
    due = listing.waiting(guide.context.desk).copays[-1]
    with counted(guide, tallies, 1, "find and open an account", at_most=2) as typist:
        typist.chord("Ctrl+F", Qt.Key.Key_F, with_=CONTROL)
        typist.words(due.name)
        typist.chord("Enter", Qt.Key.Key_Return)
    assert guide.context.current_account == due.account_id
    assert guide.front.window.account_bar.isVisible()


def test_a_card_copay_is_taken_and_its_receipt_printed_within_three_keys(guide: Guide, tallies: list[Tally]) -> None:
    due = _open_somebody_with_a_copay(guide)
    with counted(guide, tallies, 2, "take a card copay, receipt printed", at_most=3) as typist:
        typist.chord("F6", Qt.Key.Key_F6)
        assert "copay is due at the visit" in _reasons(guide)
        typist.chord("C", Qt.Key.Key_C)
        typist.next_field("card_last4")
        typist.words("4417")
        typist.chord("Enter", Qt.Key.Key_Return)
    taken = listing.money_today(guide.context.desk, account_id=due.account_id).taken[0]
    assert (taken.amount, taken.method, taken.detail) == (due.amount, "card", "4417")
    assert [file.name for file in guide.sink.files] == [f"receipt-{taken.number}.pdf"]


def _reasons(guide: Guide) -> str:
    from paydesk.ui.tabs.payments_tab import PaymentsTab

    tab = guide.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    return " ".join(child.accessibleName() for child in tab.job.pane.children() if hasattr(child, "accessibleName"))


def test_the_balance_of_an_open_account_stands_on_one_screen_with_one_key(guide: Guide, tallies: list[Tally]) -> None:
    _open_somebody_with_a_copay(guide)
    guide.press(Qt.Key.Key_1, with_=CONTROL)
    with counted(guide, tallies, 3, "say what the balance is made of", at_most=1) as typist:
        typist.chord("Ctrl+2", Qt.Key.Key_2, with_=CONTROL)
    ledger = guide.front.window.findChild(LedgerView)
    assert ledger is not None and ledger.isVisible()


def test_a_call_with_a_promise_is_logged_within_two_keys(guide: Guide, tallies: list[Tally]) -> None:
    account = _somebody_who_owes(guide)
    guide.context.open_account(account)
    guide.press(Qt.Key.Key_2, with_=CONTROL)
    before = promising.promises_of(guide.context.desk, account)
    with counted(guide, tallies, 4, "log a call, with a promise of 50 on Friday", at_most=2) as typist:
        typist.chord("Ctrl+Shift+T", Qt.Key.Key_T, with_=CONTROL | Qt.KeyboardModifier.ShiftModifier)
        typist.words("Is paid on Friday")
        typist.next_field("promised")
        typist.words("50")
        typist.next_field("due")
        typist.words("+4")
        typist.chord("Enter", Qt.Key.Key_Return)
    known = promising.promises_of(guide.context.desk, account)
    (taken,) = set(known.open) - set(before.open)
    assert (taken.judged.promise.amount, taken.channel) == (50_00, "phone")
    assert taken.judged.promise.due == guide.context.today() + timedelta(days=4)
    contact = noting.about_account(guide.context.desk, account).contacts[0]
    assert contact.summary.startswith("Is paid on Friday\nPromised to pay 50.00")


def test_a_statement_of_an_open_account_is_printed_with_one_key(guide: Guide, tallies: list[Tally]) -> None:
    account = _somebody_who_owes(guide)
    guide.context.open_account(account)
    guide.press(Qt.Key.Key_2, with_=CONTROL)
    with counted(guide, tallies, 5, "print a statement", at_most=1) as typist:
        typist.chord("F8", Qt.Key.Key_F8)
    assert [file.name.partition("-")[0] for file in guide.sink.files] == ["statement"]
    assert guide.sink.files[0].read_bytes().startswith(b"%PDF")


def test_coverage_is_verified_by_phone_within_five_keys_and_one_an_answer(guide: Guide, tallies: list[Tally]) -> None:
    due = claim_work.calls_due(guide.context.desk).rows[0]
    assert due.purpose is Purpose.VERIFY
    answers = 3  # active, in the network, and how it ended
    with counted(guide, tallies, 6, "verify coverage by phone", at_most=5 + answers) as typist:
        typist.chord("Ctrl+4", Qt.Key.Key_4, with_=CONTROL)
        assert guide.front.window.findChild(CallPage).isVisible()  # type: ignore[union-attr]
        typist.chord("Enter", Qt.Key.Key_Return)
        typist.chord("F5", Qt.Key.Key_F5)
        typist.chord("Y", Qt.Key.Key_Y)
        typist.next_field("network")
        typist.chord("→", Qt.Key.Key_Right)
        for field_, words in (
            ("since", "010126"), ("until", "123126"), ("copay", "20"), ("plan_pays", "80"), ("deductible", "250"),
            ("met", "100"), ("out_of_pocket", "3000"), ("out_of_pocket_met", "100"), ("other_coverage", "none"),
            ("representative", "Tanya, ext 4410"), ("reference", "A-7712"),
        ):  # fmt: skip
            typist.next_field(field_)
            typist.words(words)
        typist.next_field("call_outcome")
        typist.chord("1", Qt.Key.Key_1)
        typist.chord("Ctrl+Enter", Qt.Key.Key_Return, with_=CONTROL)
    (call, *_) = call_papers.calls_of_account(guide.context.desk, due.account_id)
    (settled,) = call.settled
    assert (call.reference, settled.outcome, settled.state) == ("A-7712", "active", "verified")
    assert ("deductible", "25000", True) in settled.answers
    assert settled.follow_up_on is not None and settled.follow_up_on > guide.context.today()
    after = claim_work.calls_due(guide.context.desk)
    assert due.about not in {one.about for one in after.rows}


def test_a_status_call_that_ends_in_a_denial_is_filed_within_five_keys(guide: Guide, tallies: list[Tally]) -> None:
    _leave_only_claims_to_ask_after(guide)
    due = claim_work.calls_due(guide.context.desk).rows[0]
    assert due.purpose is Purpose.STATUS
    with counted(guide, tallies, 7, "claim status call ending in a denial", at_most=5) as typist:
        typist.chord("Ctrl+4", Qt.Key.Key_4, with_=CONTROL)
        typist.chord("Enter", Qt.Key.Key_Return)
        typist.chord("F5", Qt.Key.Key_F5)
        for field_, words in (
            ("code", "CO 197"), ("denied_on", "-6"), ("representative", "Tanya"), ("reference", "A-7713"),
        ):  # fmt: skip
            typist.next_field(field_)
            typist.words(words)
        typist.next_field("call_outcome")
        typist.chord("3", Qt.Key.Key_3)
        typist.chord("Ctrl+Enter", Qt.Key.Key_Return, with_=CONTROL)
    (call, *_) = call_papers.calls_of_account(guide.context.desk, due.account_id)
    (settled,) = call.settled
    assert (settled.outcome, settled.state) == ("denied", "denied")
    assert settled.follow_up_on is not None and "appeal by" in settled.follow_up_why
    sheet = preparing_calls.read_sheet(guide.context.desk, due.about, Purpose.DENIAL)
    assert sheet.claim_state == "denied"
    assert sheet.facts.claim is not None and sheet.facts.claim.denial == "authorization"


def _leave_only_claims_to_ask_after(guide: Guide) -> None:
    """Everything else that wants a call had it, so that a claim without an answer is the next one."""
    desk, today = guide.context.desk, guide.context.today()
    whole = {
        "active": "yes", "network": "in", "since": today.replace(month=1, day=1), "copay": 2000, "deductible": 0,
        "out_of_pocket": 0, "other_coverage": "none",
    }  # fmt: skip
    for number, row in enumerate(claim_work.calls_due(desk).rows):
        if row.purpose is not Purpose.STATUS:
            call = calling.begin_call(desk, calling.BeginCall(row.about, row.purpose, f"counted {number}")).call_id
            verified = row.purpose is Purpose.VERIFY
            told = tuple(Answer(item, value) for item, value in whole.items()) if verified else ()
            settled = calling.Settled(row.about, row.purpose, "active" if verified else "nobody", told)
            calling.close_call(desk, calling.CloseCall(call, (settled,), "Tanya", f"V-{number}"))


def _somebody_who_owes(guide: Guide) -> int:
    from paydesk.operations import drilling
    from paydesk.rules.ageing import Base

    desk = guide.context.desk
    found = drilling.accounts_behind(desk, base=Base.RESPONSIBILITY, as_of=desk.clock.today())
    planned = {one.plan.account_id for one, _ in watching_plans.plans_on(desk)}
    plain = (
        one for one in found
        if one.account_id not in planned and not reading.account_page(desk, one.account_id).flags
    )  # fmt: skip
    return next(plain).account_id


def test_a_remittance_file_of_any_size_is_read_told_and_posted_within_three_keys(
    guide: Guide, tallies: list[Tally], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _answers_to_all(guide, tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(file), ""))
    with counted(guide, tallies, 8, "read an ERA, see what matched, post", at_most=3) as typist:
        typist.chosen("the file")
        typist.chord("Ctrl+O", Qt.Key.Key_O, with_=CONTROL)
        tab = guide.front.window.current_tab()
        assert isinstance(tab, PaymentsTab) and tab.remittance.page is not None
        waits = tab.remittance.page.will_post.claims
        assert waits > 2
        typist.chord("Ctrl+Enter", Qt.Key.Key_Return, with_=CONTROL)
    page = tab.remittance.page
    assert page.will_post.claims == 0 and len(page.of_kind("posted")) == waits


def _answers_to_all(guide: Guide, folder: Path) -> Path:
    """An insurer's file that pays every claim that was sent to a first payer."""
    desk = guide.context.desk
    with desk.looking() as session:
        visits = [row.visit_id for row in session.execute(text("SELECT visit_id FROM claim WHERE state = 'sent'"))]
    answers = [
        Answered(
            one.number,
            tuple(
                AnsweredLine(line.key, line.code, line.amount, (("CO", "45", line.amount // 2),)) for line in one.lines
            ),
            last=search_key(one.patient_last).upper(), first=search_key(one.patient_first).upper(),
            day=f"{one.lines[0].day:%Y%m%d}",
        )
        for one in claiming.of_visits(desk, visits)
        if one.order == 1 and one.state.value == "sent"
    ]  # fmt: skip
    return era_writer.write(folder, "all.835", era_writer.era(*answers, trace="JOB8"))


def test_a_plan_is_offered_accepted_and_its_agreement_printed_within_three_keys(
    guide: Guide, tallies: list[Tally]
) -> None:
    desk = guide.context.desk
    account = _somebody_without_a_plan(guide)
    guide.context.open_account(account)
    guide.press(Qt.Key.Key_2, with_=CONTROL)
    with counted(guide, tallies, 9, "offer plans from income and obligations, print one", at_most=3) as typist:
        typist.chord("Ctrl+5", Qt.Key.Key_5, with_=CONTROL)
        typist.words("3")
        typist.next_field("income_0_often")
        typist.chord("Down", Qt.Key.Key_Down)
        for name, words in (
            ("income_0", "1223.08"), ("income_1", "300"), ("obligation_rent_or_mortgage", "1150"),
            ("obligation_utilities", "210"), ("obligation_food", "520"), ("obligation_transport", "265"),
        ):  # fmt: skip
            typist.next_field(name)
            typist.words(words)
        typist.chord("Alt+1", Qt.Key.Key_1, with_=Qt.KeyboardModifier.AltModifier)
    ((plan, _),) = [one for one in watching_plans.plans_on(desk) if one[0].plan.account_id == account]
    assert (plan.state, plan.plan.offer) == (PlanState.OFFERED, "comfortable")
    sheet = affording.sheet_of(desk, account)
    assert sheet is not None and sheet.means.annual_income == 35_400_08
    assert [file.name for file in guide.sink.files] == [f"payment-plan-{plan.plan.number}.pdf"]


def _somebody_without_a_plan(guide: Guide) -> int:
    """An account that owes enough for several payments, on no plan and with nothing told yet."""
    desk = guide.context.desk
    planned = {one.plan.account_id for one, _ in watching_plans.plans_on(desk)}
    for one in drilling.accounts_behind(desk, base=Base.RESPONSIBILITY, as_of=desk.clock.today()):
        lines = planning.plan_lines(desk, one.account_id)
        free = sum(line.owes for line in lines if not line.barred) > 200_00
        if free and one.account_id not in planned and affording.sheet_of(desk, one.account_id) is None:
            return one.account_id
    raise AssertionError("the demo has somebody who owes and has no plan")
