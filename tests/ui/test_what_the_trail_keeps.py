"""What a person looks at, prints or saves in the window lands in the audit trail, each under its own name."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from paydesk.data.office_tables import Audit
from paydesk.operations import billing
from paydesk.operations.listing import money_today
from paydesk.rules.errors import PaydeskError
from paydesk.ui.dialogs.papers_dialog import PapersDialog
from paydesk.ui.dialogs.print_preview_dialog import PrintPreviewDialog
from paydesk.ui.dialogs.receipt_dialog import ReceiptDialog
from paydesk.ui.printing import Printing
from support.window_clinic import Seat


def acts(seat: Seat) -> list[tuple[str, int | None]]:
    """What was written since the last time this was asked."""
    seat.clinic.desk.flush_looks()
    with seat.clinic.desk.database.reading() as session:
        rows = session.execute(select(Audit.id, Audit.act, Audit.account_id).order_by(Audit.id)).all()
    fresh = [(row.act, row.account_id) for row in rows if row.id > getattr(seat, "read_to", 0)]
    seat.read_to = rows[-1].id  # type: ignore[attr-defined]
    return fresh


@pytest.fixture
def printed(seat: Seat) -> Seat:
    """James's statement was printed, and his papers stand on screen."""
    billing.print_statement(seat.clinic.desk, billing.PrintStatement(seat.clinic.credit, "k1"))
    seat.open(seat.clinic.credit)
    seat.front.trigger("record.papers")
    seat.settle()
    acts(seat)
    return seat


def look(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> PrintPreviewDialog:
    """Ctrl+Enter in the list of papers; the preview stands open."""
    shown: list[PrintPreviewDialog] = []
    monkeypatch.setattr(PrintPreviewDialog, "exec", lambda self: shown.append(self) or self.show())
    dialog = seat.dialog()
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    return shown[0]


def test_a_kept_paper_that_was_only_looked_at_was_not_printed(printed: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    look(printed, monkeypatch)
    assert acts(printed) == [("document.look", printed.clinic.credit)]


def test_printing_it_from_there_is_told_as_printed(printed: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = look(printed, monkeypatch)
    QTest.keyClick(preview, Qt.Key.Key_Return)
    printed.settle()
    told = acts(printed)
    assert ("documents.reprint", printed.clinic.credit) in told
    assert len(list(printed.papers.glob("*.pdf"))) == 1


def test_a_pdf_that_was_saved_is_told_with_its_account(
    printed: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    preview = look(printed, monkeypatch)
    monkeypatch.setattr(Printing, "place_for", lambda self, paper: tmp_path / paper.file_name)
    QTest.keyClick(preview, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    printed.settle()
    assert ("paper.save", printed.clinic.credit) in acts(printed)
    assert len(list(tmp_path.glob("statement-*.pdf"))) == 1


def on_paper(seat: Seat, monkeypatch: pytest.MonkeyPatch, *, printer: QPrinter | None, works: bool = True) -> list[int]:
    """Put a printer in the place of the folder, or somebody who leaves the question for one; what came out of it."""
    pages: list[int] = []

    def paint(printer: QPrinter, pdf: bytes) -> int:
        if not works:
            raise PaydeskError("The printer does not answer.")
        pages.append(len(pdf))
        return 1

    monkeypatch.setattr(seat.front.printing, "sink", None)
    names = seat.proposed = []  # type: ignore[attr-defined]
    monkeypatch.setattr(
        seat.front.printing, "_printer", lambda title, name, *, ask=False: names.append(name) or printer
    )
    monkeypatch.setattr(QPrinter, "outputFileName", lambda printer: "")
    monkeypatch.setattr("paydesk.ui.printing.paint_pages", paint)
    return pages


def enter(seat: Seat) -> None:
    """Enter on the chosen paper."""
    dialog = seat.dialog()
    assert isinstance(dialog, PapersDialog)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    seat.settle()


def test_who_leaves_the_printers_question_printed_nothing_again(printed: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    on_paper(printed, monkeypatch, printer=None)
    enter(printed)
    assert acts(printed) == [] and printed.said == ["Statement 100001 was not printed"]
    assert printed.proposed == ["statement-100001.pdf"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("works", [True, False])
@pytest.mark.parametrize("seen_first", [True, False])
def test_it_is_told_as_printed_again_once_it_came_out(
    printed: Seat, monkeypatch: pytest.MonkeyPatch, works: bool, seen_first: bool
) -> None:
    preview = look(printed, monkeypatch) if seen_first else None
    pages = on_paper(printed, monkeypatch, printer=QPrinter(), works=works)
    if preview:
        QTest.keyClick(preview, Qt.Key.Key_Return)
        printed.settle()
    else:
        enter(printed)
    assert printed.said == (["Statement 100001 printed again"] if works else [])
    assert printed.refused == ([] if works else ["The printer does not answer."]) and len(pages) == int(works)


@pytest.mark.parametrize("works", [True, False])
def test_a_refund_letter_went_out_when_it_came_out_of_the_printer(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    seat.open(seat.clinic.credit)
    form = seat.ask("money.refund", amount="12", reason="Paid twice")
    with monkeypatch.context() as left:
        left.setattr(seat.front.printing, "print_paper", lambda paper: False)
        seat.enter(form)
    assert "was not printed" in seat.said[-1]
    seat.front.trigger("record.papers")
    seat.settle()
    acts(seat)
    on_paper(seat, monkeypatch, printer=QPrinter(), works=works)
    enter(seat)
    assert len([act for act, _ in acts(seat) if act == "letter.sent"]) == int(works)
    assert seat.said[-1].endswith("printed again") is works


def test_a_receipt_whose_printer_was_not_chosen_is_not_copied(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.open(seat.clinic.credit)
    took = money_today(seat.clinic.desk, account_id=seat.clinic.credit).taken[0]
    on_paper(seat, monkeypatch, printer=None)
    acts(seat)
    ReceiptDialog(seat.context, took)._act()
    seat.settle()
    assert acts(seat) == [] and seat.said == [f"Receipt {took.number} was not printed"]
    assert seat.proposed == [f"receipt-{took.number}.pdf"]  # type: ignore[attr-defined]


def test_a_list_of_everyone_is_told_once_however_often_it_is_brought_up_to_date(seat: Seat) -> None:
    acts(seat)
    seat.front.go("reports")
    seat.settle()
    for _ in range(3):
        seat.context.jobs.changed.emit(None)
        seat.settle()
    told = [act for act, _ in acts(seat)]
    assert told.count("reports.ageing") == 2, "the sums, and the accounts behind them"
    seat.front.go("today")
    seat.settle()
    assert "worklist.today" not in [act for act, _ in acts(seat)], "it was told when the window opened"
    seat.front.go("payments")
    seat.settle()
    assert [act for act, _ in acts(seat)].count("worklist.payments") == 1
    assert QApplication.activeModalWidget() is None
