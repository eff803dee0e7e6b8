"""Corrected claims and letters to insurers at the window: by keyboard, kept as drafts, refused in sentences."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from sqlalchemy import text

from paydesk.operations import (
    claim_work,
    claiming,
    drafting,
    importing_remittances,
    posting_answers,
    preparing_letters,
    underpayments,
    visiting,
    writing_insurers,
)
from paydesk.operations.claiming import MarkSent
from paydesk.operations.desk import Touched
from paydesk.operations.posting_answers import PostAdvice
from paydesk.operations.preparing_letters import WriteLetter
from paydesk.operations.underpayments import ShortLine, Underpaid
from paydesk.rules.expected import PricedLine
from paydesk.rules.insurer_letter import LetterKind
from paydesk.rules.underpayment import Pattern
from paydesk.ui.dialogs.correct_claim_dialog import CorrectClaimDialog
from paydesk.ui.dialogs.insurer_letter_dialog import InsurerLetterDialog
from paydesk.ui.dialogs.insurer_letters_dialog import InsurerLettersDialog
from paydesk.ui.finished_paper import Paper
from paydesk.ui.tabs.insurance_tab import InsuranceTab
from paydesk.ui.tabs.reports_tab import ReportsTab
from support import era_writer
from support.era_writer import Answered, AnsweredLine
from support.window_clinic import TODAY, Seat

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip


class Desk:
    """The window with Maria's claim of today denied for a missing modifier, and hands on its keyboard."""

    def __init__(self, seat: Seat, folder: Path) -> None:
        self.seat, desk = seat, seat.clinic.desk
        claim_work.make_claims(desk)
        claims = tuple(int(one) for (one,) in self.rows("SELECT id FROM claim WHERE state = 'not sent' ORDER BY id"))
        claiming.mark_sent(desk, MarkSent(claims, TODAY - timedelta(days=31)))
        self.claim = claims[0]
        number = f"PD{self.claim:07d}"
        line = AnsweredLine(f"{number}L1", "99213", 16000, (("CO", "4", 16000),))
        denied = Answered(number, (line,), status="4", last="GARCIALOPEZ", first="MARIA", payer_claim="ICN77")
        file = era_writer.write(folder, "a.835", era_writer.era(denied))
        kept = importing_remittances.keep_remittance_file(desk, file)
        posting_answers.post_advice(desk, PostAdvice(kept.kept[0].advice_id))
        assert self.states()[self.claim] == "denied"
        self.press(Qt.Key.Key_4, CONTROL)

    def rows(self, sql: str) -> list[Any]:
        with self.seat.clinic.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]

    def states(self) -> dict[int, str]:
        return dict(self.rows("SELECT id, state FROM claim"))

    @property
    def tab(self) -> InsuranceTab:
        tab = self.seat.front.window.current_tab()
        assert isinstance(tab, InsuranceTab)
        return tab

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = QGuiApplication.focusObject()
        QTest.keyClick(focus if isinstance(focus, QWidget) else self.seat.front.window, key, with_)
        self.seat.settle()

    def choose(self, kind: str = "call", claim: int = 0) -> None:
        assert self.tab.list.select((kind, f"claim {claim or self.claim}"))
        self.seat.settle()

    def letter(self, **typed: str) -> InsurerLetterDialog:
        self.choose()
        self.seat.front.trigger("letters.write")
        self.seat.settle()
        dialog = self.seat.dialog()
        assert isinstance(dialog, InsurerLetterDialog), self.seat.refused
        self.seat.type(dialog, **typed)
        return dialog

    def send(self, dialog: QWidget) -> None:
        QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
        self.seat.settle()


@pytest.fixture
def desk(seat: Seat, tmp_path: Path) -> Desk:
    return Desk(seat, tmp_path)


def test_an_appeal_is_written_printed_and_leaves_the_list(desk: Desk) -> None:
    desk.choose()
    desk.press(Qt.Key.Key_W, CONTROL | SHIFT)
    dialog = desk.seat.dialog()
    assert isinstance(dialog, InsurerLetterDialog)
    assert "99213" not in dialog.lead() and "CO 4, a modifier is missing" in dialog.lead()
    assert dialog.lead().endswith("mended by a corrected claim, not by an appeal.")
    assert dialog.form.boxes["reason"].typed() == "coding" and dialog.primary.text() == "Write and print it"
    assert "calls" not in dialog.form.boxes and "remittance" in dialog.form.boxes, "only what is there can be enclosed"
    focus = QGuiApplication.focusObject()
    assert isinstance(focus, QWidget) and focus.objectName() == "sent_to_text", "where appeals go is not known yet"
    QTest.keyClicks(focus, "PO Box 14079, Lexington KY 40512")
    desk.send(dialog)
    assert desk.seat.dialog() is None and desk.states()[desk.claim] == "appealed"
    assert desk.seat.said[-1].startswith("Letter 1 is written, asked after 12/23/2026, saved as letter-to-an-insurer-1")
    assert list(desk.seat.papers.glob("letter-to-an-insurer-1.pdf"))
    assert ("call", f"claim {desk.claim}") not in [row.key for row in desk.tab.list.rows.rows]
    assert drafting.drafts(desk.seat.clinic.desk) == ()
    again = desk.rows("SELECT address FROM payer_contact WHERE purpose = 'appeal'")
    assert again == [("PO Box 14079, Lexington KY 40512",)]


def test_it_can_be_looked_at_first_and_is_recorded_when_it_is_printed_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Paper] = []
    monkeypatch.setattr(desk.seat.front.printing, "look", looked.append)
    desk.letter(sent_to="PO Box 1", text="It was there.")
    desk.press(Qt.Key.Key_L, ALT)
    assert desk.seat.dialog() is None and desk.states()[desk.claim] == "denied"
    (paper,) = looked
    assert paper.pdf.startswith(b"%PDF") and paper.file_name == "letter-to-an-insurer.pdf"
    assert desk.rows("SELECT count(*) FROM insurer_letter") == [(0,)]
    again = desk.letter()
    assert again.form.boxes["text"].typed() == "It was there.", "what was typed came back"
    desk.press(Qt.Key.Key_L, ALT)
    record, given = looked[-1].record, list[Paper]()
    assert record is not None
    record(given.append)
    desk.seat.settle()
    assert desk.states()[desk.claim] == "appealed" and desk.rows("SELECT count(*) FROM insurer_letter") == [(1,)]
    assert drafting.drafts(desk.seat.clinic.desk) == () and given[0].file_name == "letter-to-an-insurer-1.pdf"
    assert desk.seat.said[-1] == "Letter 1 is written, asked after 12/23/2026."


def test_what_is_missing_is_told_beside_its_field_and_nothing_is_written(desk: Desk) -> None:
    dialog = desk.letter()
    desk.send(dialog)
    assert "Type the address it goes to" in dialog.form.boxes["sent_to"].input.accessibleDescription()
    desk.seat.type(dialog, sent_to="PO Box 1", reason="other")
    desk.send(dialog)
    assert "in your own words" in dialog.form.boxes["text"].input.accessibleDescription()
    desk.seat.type(dialog, kind="corrected claim")
    assert not dialog.form.boxes["reason"].isVisible()
    desk.press(Qt.Key.Key_L, ALT)
    assert "corrects no other one" in dialog.form.boxes["kind"].input.accessibleDescription()
    desk.seat.type(dialog, way="fax")
    assert dialog.form.boxes["sent_to"].typed() == "PO Box 1", "what was typed stays"
    assert desk.rows("SELECT count(*) FROM insurer_letter") == [(0,)]


def test_the_limit_is_told_and_how_late_it_is(desk: Desk) -> None:
    with desk.seat.clinic.desk.database.transaction() as session:
        session.execute(text("UPDATE claim_deadline SET due = '2026-11-20' WHERE kind = 'appeal'"))
    dialog = desk.letter(sent_to="PO Box 1")
    assert "ended 11/20/2026, 3 days ago: say in your own words why it is late." in dialog._due.sentence()
    assert dialog.needed_width() <= dialog.width()
    desk.send(dialog)
    assert desk.seat.said[-1].endswith("It is 3 days late.")


def test_kept_letters_are_printed_again_and_one_that_did_not_go_out_is_taken_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = WriteLetter((desk.claim,), LetterKind.APPEAL, "coding", "k", sent_to=("PO Box 1",))
    done = writing_insurers.write_letter(desk.seat.clinic.desk, request)
    desk.seat.open(desk.seat.clinic.family)
    desk.seat.front.trigger("letters.kept")
    desk.seat.settle()
    dialog = desk.seat.dialog()
    assert isinstance(dialog, InsurerLettersDialog)
    (row,) = dialog.list.rows.rows
    assert row.name == "Appeal, Aetna" and "asked after 12/23/2026" in row.why
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    desk.seat.settle()
    (file,) = desk.seat.papers.glob("letter-to-an-insurer-1.pdf")
    assert file.read_bytes() == done.pdf
    monkeypatch.setattr(desk.seat.front.messages, "ask_reason", lambda *told, **more: "wrong address")
    desk.seat.front.trigger("letters.kept")
    desk.seat.settle()
    dialog = desk.seat.dialog()
    assert dialog is not None
    button = dialog.findChild(QPushButton, "letter_recall")
    assert button is not None
    button.click()
    desk.seat.settle()
    assert desk.states()[desk.claim] == "denied"
    assert desk.seat.said[-1] == "The letter is taken back; its claims stand as before"


def test_a_corrected_claim_is_made_sent_as_such_and_can_be_taken_back(desk: Desk) -> None:
    desk.choose()
    desk.seat.front.trigger("claims.correct")
    desk.seat.settle()
    dialog = desk.seat.dialog()
    assert isinstance(dialog, CorrectClaimDialog)
    assert dialog.form.boxes["payer_claim"].typed() == "ICN77"
    desk.seat.enter(dialog)
    assert "what was wrong" in dialog.form.boxes["reason"].input.accessibleDescription()
    QTest.keyClicks(dialog.form.boxes["reason"].input, "modifier 25 missing")
    desk.seat.enter(dialog)
    own = max(desk.states())
    assert desk.states()[desk.claim] == "corrected" and desk.states()[own] == "not sent"
    assert desk.seat.said[-1] == (
        f"Claim PD{own:07d} takes the place of PD{desk.claim:07d} and waits to be sent, by 02/18/2027"
    )  # fmt: skip
    row = next(row for row in desk.tab.list.rows.rows if row.key == ("send", f"claim {own}"))
    assert f"corrected, replaces PD{desk.claim:07d} (insurer's number ICN77)" in row.second
    desk.choose("send", own)
    sheet = desk.tab.sending.sheet()
    assert sheet is not None and sheet.claim_id == own
    desk.seat.front.trigger("claims.correct")
    desk.seat.settle()
    dialog = desk.seat.dialog()
    assert isinstance(dialog, CorrectClaimDialog) and list(dialog.form.boxes) == ["payer_claim"]
    desk.seat.type(dialog, payer_claim="icn 78")
    desk.seat.enter(dialog)
    assert desk.rows(f"SELECT payer_claim FROM claim WHERE id = {desk.claim}") == [("ICN78",)]
    desk.choose("send", own)
    desk.seat.front.trigger("letters.write")
    desk.seat.settle()
    letter = desk.seat.dialog()
    assert isinstance(letter, InsurerLetterDialog) and letter.form.boxes["kind"].typed() == "corrected claim"
    letter.reject()
    desk.seat.settle()
    desk.choose("send", own)
    desk.seat.front.trigger("claims.uncorrect")
    desk.seat.settle()
    assert desk.states()[desk.claim] == "denied" and desk.states()[own] == "void"


def test_a_letter_left_half_way_comes_back_from_today(desk: Desk) -> None:
    dialog = desk.letter(text="Half a reason")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.seat.settle()
    (kept,) = drafting.drafts(desk.seat.clinic.desk)
    assert kept.key.about == f"claim {desk.claim}" and "Garcia" not in kept.words
    desk.seat.front.go("patients")
    desk.seat.context.resume(kept.key.about)
    desk.seat.context.trigger("letters.write")
    desk.seat.settle()
    again = desk.seat.dialog()
    assert isinstance(again, InsurerLetterDialog) and again.form.boxes["text"].typed() == "Half a reason"


def test_a_call_about_a_coverage_has_no_claim_to_write_about(desk: Desk) -> None:
    visiting.save_visit(
        desk.seat.clinic.desk,
        visiting.SaveVisit(desk.seat.clinic.maria, TODAY + timedelta(days=1), status="scheduled"),
    )
    desk.seat.front.jobs.changed.emit(Touched())
    desk.seat.settle()
    key = next(row.key for row in desk.tab.list.rows.rows if isinstance(row.key, tuple) and "coverage" in row.key[1])
    desk.tab.list.select(key)
    desk.seat.settle()
    desk.press(Qt.Key.Key_W, CONTROL | SHIFT)
    assert desk.seat.dialog() is None and desk.seat.said[-1] == "This call is about a coverage. Choose a claim"


def test_one_letter_over_what_an_insurer_underpaid(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    line = PricedLine(payer_id=1, plan_id=None, code="99213", day=TODAY, charge=18000)
    short = ShortLine(
        desk.claim, f"PD{desk.claim:07d}", desk.seat.clinic.family, desk.seat.clinic.maria, "Maria Garcia-Lopez",
        "Aetna", line, 12000, 9000, "allowed in 4 of the last 5", 1,
    )  # fmt: skip
    pattern = Pattern("Aetna", "99213", 1, 5, 3000, 1)
    found = Underpaid((pattern,), (short,), ())
    monkeypatch.setattr(underpayments, "underpaid", lambda desk, since: found)
    desk.seat.front.go("reports")
    tab = desk.seat.front.window.current_tab()
    assert isinstance(tab, ReportsTab)
    tab.list.select("underpaid")
    desk.seat.settle()
    assert tab.underpaid.table.isVisible()
    tab.underpaid.table.setFocus()
    QTest.keyClick(tab.underpaid.table, Qt.Key.Key_W, ALT)
    desk.seat.settle()
    dialog = desk.seat.dialog()
    assert isinstance(dialog, InsurerLetterDialog), (desk.seat.refused, desk.seat.said)
    assert dialog.form.boxes["text"].typed() == (
        f"PD{desk.claim:07d}, 99213 on 11/23/2026: expected 120.00 (allowed in 4 of the last 5), allowed 90.00."
    )
    assert preparing_letters.letter_form(desk.seat.clinic.desk, (desk.claim,)).payer == "Aetna"
