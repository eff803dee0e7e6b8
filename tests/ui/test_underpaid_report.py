"""Contract prices and what is paid below them, by keyboard: a list loaded, the report, one call, a price accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from sqlalchemy import text

from paydesk.operations import (
    charging,
    claim_work,
    claiming,
    contracting,
    importing_remittances,
    posting_answers,
    underpayments,
    visiting,
)
from paydesk.operations.claiming import MarkSent
from paydesk.operations.posting_answers import PostAdvice
from paydesk.operations.underpayments import Underpaid
from paydesk.rules.contract import KeptPrice
from paydesk.rules.office import Role
from paydesk.ui.dialogs.accept_price_dialog import AcceptPriceDialog
from paydesk.ui.dialogs.contract_preview_dialog import ContractPreviewDialog
from paydesk.ui.dialogs.contract_prices_dialog import ContractPricesDialog
from paydesk.ui.dialogs.end_contract_dialog import EndContractDialog
from paydesk.ui.tabs.insurance_tab import InsuranceTab
from paydesk.ui.tabs.reports_tab import ReportsTab
from paydesk.ui.underpaid_report import UnderpaidReport
from support import era_writer
from support.era_writer import Answered, AnsweredLine
from support.window_clinic import TODAY, Seat, window_clinic

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Prices:
    """The window at a clinic whose open claims Aetna answered at 74.00 for 99213, and hands on its keyboard."""

    def __init__(self, seat: Seat, folder: Path) -> None:
        self.seat, self.desk, self.file = seat, seat.clinic.desk, folder / "prices.csv"
        self.payer = int(self.rows("SELECT id FROM payer WHERE name = 'Aetna'")[0][0])
        self.file.write_text("Code,Price,From\n99213,120.00,01/01/2026\n87880,n/a,\n")
        claim_work.make_claims(self.desk)
        claims = claiming.not_sent(self.desk)
        claiming.mark_sent(self.desk, MarkSent(tuple(one.id for one in claims), TODAY - timedelta(days=5)))
        answers = [
            Answered(one.number, tuple(
                AnsweredLine(line.key, line.code, line.amount, (("CO", "45", line.amount - self.allowed(line.code)),))
                for line in one.lines
            ), payer_claim=f"ICN{one.id}", last=one.patient_last, first=one.patient_first)
            for one in claims
        ]  # fmt: skip
        file = era_writer.write(folder, "short.835", era_writer.era(*answers, payer="AETNA"))
        advice = importing_remittances.keep_remittance_file(self.desk, file).kept[0].advice_id
        posting_answers.post_advice(self.desk, PostAdvice(advice))
        self.claims = [f"claim {one.id}" for one in claims]

    def allowed(self, code: str) -> int:
        return 7400

    def rows(self, sql: str) -> list[Any]:
        with self.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]

    def load(self) -> None:
        contracting.load_contract(self.desk, contracting.LoadContract(self.file, self.payer))

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = QGuiApplication.focusObject()
        QTest.keyClick(focus if isinstance(focus, QWidget) else self.seat.front.window, key, with_)
        self.seat.settle()

    def report(self) -> UnderpaidReport:
        self.seat.front.trigger("reports.underpaid")
        self.seat.settle()
        tab = self.seat.front.window.current_tab()
        assert isinstance(tab, ReportsTab) and tab.underpaid.isVisible()
        return tab.underpaid


@pytest.fixture
def prices(seat: Seat, tmp_path: Path) -> Prices:
    return Prices(seat, tmp_path)


def loaded(rows: Sequence[KeptPrice]) -> list[tuple[str, int]]:
    return [(row.price.code, row.price.allowed) for row in rows]


def test_a_list_is_looked_at_and_kept_by_keyboard(prices: Prices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *asked: (str(prices.file), ""))
    dialog = prices.seat.ask("insurance.contract_prices")
    assert isinstance(dialog, ContractPricesDialog)
    assert dialog.table.rows.rows == ()
    prices.press(Qt.Key.Key_O, CONTROL)
    assert dialog.form.boxes["file"].typed() == str(prices.file)
    prices.press(Qt.Key.Key_Return)
    preview = prices.seat.dialog()
    assert isinstance(preview, ContractPreviewDialog)
    said = [(row.name, row.second) for row in preview.list.rows.rows if not row.head]
    assert said == [("Line 3", "“n/a” is no price in dollars and cents"), ("99213", "from 01/01/2026")]
    assert prices.rows("SELECT count(*) FROM contract_price") == [(0,)]
    prices.press(Qt.Key.Key_Return)
    assert prices.rows("SELECT count(*) FROM contract_price") == [(0,)], "a line has nothing to open"
    assert preview.keep.hasFocus()
    prices.press(Qt.Key.Key_Return)
    assert prices.seat.dialog() is None
    assert prices.rows("SELECT code, allowed FROM contract_price") == [("99213", 12000)]
    again = prices.seat.ask("insurance.contract_prices")
    assert isinstance(again, ContractPricesDialog)
    assert loaded(again.table.rows.rows) == [("99213", 12000)]


def test_a_file_that_is_none_and_one_that_is_not_there_are_told_beside_the_field(prices: Prices) -> None:
    dialog = prices.seat.ask("insurance.contract_prices")
    assert isinstance(dialog, ContractPricesDialog)
    dialog.submit()
    said = dialog.form.boxes["file"].input.accessibleDescription
    assert said() == "Choose the file with the insurer's prices (Ctrl+O)."
    dialog.form.boxes["file"].set_typed(str(prices.file.with_name("gone.csv")))
    dialog.submit()
    prices.seat.settle()
    assert dialog.form.boxes["file"].input.accessibleDescription().startswith("gone.csv cannot be read.")


def test_prices_are_ended_as_of_a_day(prices: Prices) -> None:
    prices.load()
    prices.seat.ask("insurance.contract_prices")
    prices.press(Qt.Key.Key_D, ALT)
    dialog = prices.seat.dialog()
    assert isinstance(dialog, EndContractDialog)
    prices.seat.type(dialog, last="113026")
    dialog.submit()
    prices.seat.settle()
    assert prices.seat.dialog() is None
    assert [str(row[0]) for row in prices.rows("SELECT valid_to FROM contract_price")] == ["2026-11-30"]


def test_one_key_calls_about_all_claims_of_a_row_and_filing_settles_them(prices: Prices) -> None:
    prices.load()
    report = prices.report()
    (row,) = report.patterns.rows.rows
    assert (row.payer, row.code, row.short, row.of) == ("Aetna", "99213", 2, 2)
    assert [line.missing for line in report.table.rows.rows] == [4600, 4600]
    prices.press(Qt.Key.Key_Return)
    assert report.table.hasFocus()
    prices.press(Qt.Key.Key_Escape)
    assert report.patterns.hasFocus()
    prices.press(Qt.Key.Key_C)
    tab = prices.seat.front.window.current_tab()
    assert isinstance(tab, InsuranceTab)
    sheet = tab.job.sheet()
    assert sheet is not None and {sheet.about, *sheet.together} == set(prices.claims)
    assert "about 2 claims that were paid below our contract" in sheet.script.say
    assert [name.name for name in tab.list.rows.rows if not name.head] == ["Aetna"]
    prices.press(Qt.Key.Key_F5)
    tab.job.keep()
    prices.seat.settle()
    typed = prices.rows("SELECT typed FROM insurer_call")[0][0]
    assert sheet.together[0] in str(typed)
    answers = tab.job.page.answers
    answers.outcomes.choose("reprocessed")
    answers.set_typed({"representative": "Tanya", "reference": "A-77", "outcome": "reprocessed"})
    prices.press(Qt.Key.Key_Return, CONTROL)
    assert prices.rows("SELECT count(*) FROM insurer_call_subject WHERE outcome = 'reprocessed'") == [(2,)]
    assert [one for one in tab.list.rows.rows if not one.head] == []
    report = prices.report()
    assert report.patterns.rows.rows == ()
    prices.press(Qt.Key.Key_S)
    assert report.table.rows.rows == (), "only a price that is accepted settles it"
    prices.press(Qt.Key.Key_F)
    assert {line.told for line in report.table.rows.rows} == {"to be processed again, waiting until 12/23/2026"}


def test_a_call_about_several_claims_that_was_left_comes_back_with_all_of_them(prices: Prices) -> None:
    prices.load()
    prices.report()
    prices.press(Qt.Key.Key_C)
    prices.press(Qt.Key.Key_F5)
    tab = prices.seat.front.window.current_tab()
    assert isinstance(tab, InsuranceTab)
    about = tab.job.about()
    tab.job.show_none()
    prices.seat.settle()
    tab.list.leave()
    tab.list.select(("call", about))
    prices.seat.settle()
    sheet = tab.job.sheet()
    assert sheet is not None and {sheet.about, *sheet.together} == set(prices.claims)


def test_a_price_is_accepted_with_a_reason_and_taken_back(prices: Prices) -> None:
    prices.load()
    report = prices.report()
    prices.press(Qt.Key.Key_A)
    dialog = prices.seat.dialog()
    assert isinstance(dialog, AcceptPriceDialog)
    prices.seat.type(dialog, reason="letter of November 2")
    prices.press(Qt.Key.Key_Return)
    assert prices.seat.dialog() is None
    assert report.patterns.rows.rows == () and not report.accept.isEnabled()
    prices.seat.front.window.activateWindow()  # as a desktop does by itself once a dialog has gone
    prices.seat.settle()
    assert report.which.hasFocus()
    prices.press(Qt.Key.Key_S)
    assert len(report.table.rows.rows) == 2 and report.back.isEnabled()
    prices.press(Qt.Key.Key_U)
    assert prices.rows("SELECT withdrawn_by FROM accepted_price") == [("dana",)]
    prices.press(Qt.Key.Key_O)
    assert len(report.table.rows.rows) == 2


class Outlier(Prices):
    """As there, but one line of nine was allowed 69.60 and the others 116.00, where 120.75 is agreed."""

    def __init__(self, seat: Seat, folder: Path) -> None:
        desk = seat.clinic.desk
        for _ in range(7):
            visit = visiting.save_visit(desk, visiting.SaveVisit(seat.clinic.maria, TODAY)).visit_id
            charge = charging.NewCharge("99213", "Office visit", fee=18000)
            charging.post_charges(desk, charging.PostCharges(visit, (charge,), f"visit {visit}"))
        self.left = 0
        super().__init__(seat, folder)
        self.file.write_text("Code,Price,From\n99213,120.75,01/01/2026\n")
        self.load()

    def allowed(self, code: str) -> int:
        self.left += code == "99213"
        return 6960 if self.left == 1 else 11600


def test_the_dialog_shows_the_usual_price_and_the_outlier_stays_short(seat: Seat, tmp_path: Path) -> None:
    prices = Outlier(seat, tmp_path)
    report = prices.report()
    assert sorted(line.allowed for line in report.table.rows.rows) == [6960, *[11600] * 8]
    prices.press(Qt.Key.Key_A)
    dialog = prices.seat.dialog()
    assert isinstance(dialog, AcceptPriceDialog)
    first = min(line.day for line in report.table.rows.rows)
    assert dialog.form.boxes["kind_0"].typed() == "116.00" and dialog.primary.text() == "Accept 116.00"
    assert dialog.lead().endswith(
        f"116.00 is accepted for care from {first:%m/%d/%Y} on (120.75 is expected): it fits 8 of 9 lines; "
        "1 stays short."
    )
    prices.seat.type(dialog, kind_0="69.60")
    assert "it fits 9 of 9 lines." in dialog.lead() and dialog.primary.text() == "Accept 69.60"
    prices.seat.type(dialog, kind_0="120.76", reason="letter of November 2")
    prices.press(Qt.Key.Key_Return)
    said = dialog.form.boxes["kind_0"].input.accessibleDescription()
    assert said == "120.75 is expected: what is accepted is never above that."
    prices.seat.type(dialog, kind_0="116")
    prices.press(Qt.Key.Key_Return)
    assert prices.seat.dialog() is None
    assert prices.rows("SELECT allowed FROM accepted_price") == [(11600,)]
    assert seat.said[-1] == "The price of 99213 is accepted: 8 lines are settled, 1 stays short"
    assert [line.allowed for line in report.table.rows.rows] == [6960]
    prices.seat.front.window.activateWindow()
    prices.seat.settle()
    prices.press(Qt.Key.Key_Z, CONTROL)
    assert len(report.table.rows.rows) == 9, "Ctrl+Z right after takes the acceptance back"


def test_an_accepted_price_is_taken_back_from_settled_and_ctrl_z_accepts_it_again(
    seat: Seat, tmp_path: Path
) -> None:
    prices = Outlier(seat, tmp_path)
    report = prices.report()
    prices.press(Qt.Key.Key_A)
    dialog = prices.seat.dialog()
    assert isinstance(dialog, AcceptPriceDialog)
    prices.seat.type(dialog, reason="letter of November 2")
    prices.seat.enter(dialog)
    prices.seat.front.window.activateWindow()
    prices.seat.settle()
    prices.press(Qt.Key.Key_S)
    assert len(report.table.rows.rows) == 8
    prices.press(Qt.Key.Key_U)
    assert seat.said[-1] == "Aetna's price for 99213 is not accepted any more: 8 lines are open"
    assert report.table.rows.rows == ()
    prices.press(Qt.Key.Key_Z, CONTROL)
    assert seat.said[-1] == "Aetna's price for 99213 is accepted again"
    assert len(report.table.rows.rows) == 8
    assert prices.rows("SELECT withdrawn_by FROM accepted_price ORDER BY id") == [("dana",), ("",)]


def test_u_where_nothing_was_accepted_says_so(prices: Prices) -> None:
    prices.load()
    with prices.desk.database.transaction() as session:
        session.execute(text("UPDATE claim SET state = 'taken back'"))
    prices.report()
    prices.press(Qt.Key.Key_S)
    prices.press(Qt.Key.Key_U)
    assert prices.seat.said[-1] == "No price of Aetna for 99213 was accepted: choose another line"


def test_what_is_asked_for_is_counted_apart_and_open_says_where_it_is(prices: Prices) -> None:
    prices.load()
    with prices.desk.database.transaction() as session:
        session.execute(text("UPDATE claim SET state = 'appealed', follow_up_on = '2026-12-23'"))
    report = prices.report()
    assert "Nothing is open" in [one.text() for one in report.findChildren(QLabel) if one.isVisible()]
    prices.press(Qt.Key.Key_F)
    assert {line.told for line in report.table.rows.rows} == {"appealed, waiting until 12/23/2026"}
    assert "92.00 asked for" in [one.text() for one in report.findChildren(QLabel) if one.isVisible()]
    assert not report.accept.isVisible() and not report.call.isVisible() and report.letter.isVisible()
    prices.press(Qt.Key.Key_S)
    assert "Nothing was settled" in [one.text() for one in report.findChildren(QLabel) if one.isVisible()]


@pytest.mark.parametrize("wide", [660, 1100])
def test_nothing_of_the_report_is_cut_where_the_room_is_short(prices: Prices, wide: int) -> None:
    prices.load()
    report = prices.report()
    for key in (Qt.Key.Key_O, Qt.Key.Key_S, Qt.Key.Key_F):
        prices.press(key)
        assert report.minimumSizeHint().width() <= 660
    prices.press(Qt.Key.Key_O)
    alone = report.parentWidget()
    report.setParent(None)
    try:
        report.resize(wide, 600)
        report.show()
        prices.seat.settle()
        assert report.width() == wide
        for button in (report.accept, report.letter, report.call):
            box = button.rect().translated(button.mapTo(report, QPoint(0, 0)))
            assert box.width() >= button.sizeHint().width() and report.rect().contains(box)
        header = report.patterns.horizontalHeader()
        assert header.length() <= report.patterns.viewport().width()
        assert report.table.horizontalHeader().length() <= report.table.viewport().width()
    finally:
        report.setParent(alone)


def test_who_may_only_read_sees_the_lines_and_changes_nothing(qtbot: object, tmp_path: Path) -> None:
    seat = Seat(window_clinic(tmp_path), tmp_path / "papers")
    try:
        prices = Prices(seat, tmp_path)
        prices.load()
    finally:
        seat.leave()
    seat = Seat(window_clinic(tmp_path, role=Role.READ_ONLY), tmp_path / "papers")
    try:
        seat.front.trigger("reports.underpaid")
        seat.settle()
        tab = seat.front.window.current_tab()
        assert isinstance(tab, ReportsTab)
        assert not tab.underpaid.call.isEnabled() and not tab.underpaid.accept.isEnabled()
        assert "insurance.contract_prices" not in {one.id for one in seat.front.window.commands.shown()}
    finally:
        seat.leave()


def test_what_is_not_compared_is_told_though_nothing_is_short(
    prices: Prices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(underpayments, "underpaid", lambda desk, **asked: Underpaid((), (), (), apart=3))
    report = prices.report()
    told = [one.text() for one in report.findChildren(QLabel) if one.isVisible()]
    assert any(text.startswith("3 lines are not compared: of a further procedure") for text in told)
    assert any(text.startswith("No insurer paid less") for text in told)
