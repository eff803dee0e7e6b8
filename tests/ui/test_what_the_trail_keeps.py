"""What a person looks at, prints or saves in the window lands in the audit trail, each under its own name."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from paydesk.data.office_tables import Audit
from paydesk.operations import billing
from paydesk.ui.dialogs.print_preview_dialog import PrintPreviewDialog
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
