"""The desk's jobs done by keyboard alone, with every key counted but typed words and moving to the next field."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import text

from paydesk.operations import claiming, listing, reading
from paydesk.rules.identity import search_key
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


def test_a_statement_of_an_open_account_is_printed_with_one_key(guide: Guide, tallies: list[Tally]) -> None:
    account = _somebody_who_owes(guide)
    guide.context.open_account(account)
    guide.press(Qt.Key.Key_2, with_=CONTROL)
    with counted(guide, tallies, 5, "print a statement", at_most=1) as typist:
        typist.chord("F8", Qt.Key.Key_F8)
    assert [file.name.partition("-")[0] for file in guide.sink.files] == ["statement"]
    assert guide.sink.files[0].read_bytes().startswith(b"%PDF")


def _somebody_who_owes(guide: Guide) -> int:
    from paydesk.operations import drilling
    from paydesk.rules.ageing import Base

    desk = guide.context.desk
    found = drilling.accounts_behind(desk, base=Base.RESPONSIBILITY, as_of=desk.clock.today())
    plain = (one for one in found if not reading.account_page(desk, one.account_id).flags)
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
            last=search_key(one.patient_last).upper(), day=f"{one.lines[0].day:%Y%m%d}",
        )
        for one in claiming.of_visits(desk, visits)
        if one.order == 1 and one.state.value == "sent"
    ]  # fmt: skip
    return era_writer.write(folder, "all.835", era_writer.era(*answers, trace="JOB8"))
