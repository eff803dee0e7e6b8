"""A statement is looked at before it is printed; only printing or saving it from there gives it out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog

from paydesk.data import office_store
from paydesk.operations import charging, keeping, noting, visiting
from paydesk.operations.good_faith_estimating import MakeGoodFaith, make_good_faith
from paydesk.operations.pricing import PlannedService
from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.print_preview_dialog import PrintPreviewDialog
from paydesk.ui.finished_paper import Paper, file_name
from support.window_clinic import Seat


def _looked_at(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> PrintPreviewDialog:
    seen: list[Paper] = []
    monkeypatch.setattr(seat.context.printing, "look", seen.append)
    seat.open(seat.clinic.family)
    seat.front.trigger("statement.preview")
    seat.settle()
    dialog = PrintPreviewDialog(seat.front.window, seen[0], printing=seat.context.printing, jobs=seat.context.jobs)
    dialog.show()
    seat.settle()
    return dialog


def _given_out(seat: Seat) -> int:
    contacts = noting.about_account(seat.clinic.desk, seat.clinic.family).contacts
    kept = keeping.kept_paper(seat.clinic.desk, seat.clinic.family).statements
    assert len(contacts) == len(kept)
    return len(kept)


def test_looking_and_closing_gives_nothing_out(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = _looked_at(seat, monkeypatch)
    assert "Statement 100001" in dialog._paper.title
    dialog.reject()
    seat.settle()
    assert _given_out(seat) == 0


def test_printing_from_the_preview_gives_it_out(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = _looked_at(seat, monkeypatch)
    button = dialog.findChild(Button, "print")
    assert button is not None
    button.click()
    seat.settle()
    assert _given_out(seat) == 1
    assert [file.name for file in seat.papers.iterdir()] == ["statement-100001.pdf"]
    assert (seat.papers / "statement-100001.pdf").read_bytes() == dialog._paper.pdf


def test_saving_from_the_preview_gives_it_out_once(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = _looked_at(seat, monkeypatch)
    places, file = [None, seat.papers / "kept.pdf", seat.papers / "kept.pdf"], seat.papers / "kept.pdf"
    monkeypatch.setattr(dialog._printing, "place_for", lambda paper: places.pop(0))
    seat.papers.mkdir(exist_ok=True)
    button = dialog.findChild(Button, "save_pdf")
    assert button is not None
    button.click()  # and no place is chosen
    seat.settle()
    assert _given_out(seat) == 0
    for _ in range(2):
        button.click()
        seat.settle()
    assert file.read_bytes().startswith(b"%PDF") and seat.said[-1] == "Statement 100001 saved as kept.pdf in papers"
    assert dialog._says.text() == seat.said[-1]
    dialog.reject()
    assert _given_out(seat) == 1


@pytest.mark.parametrize("way", ["at once", "from the preview"])
def test_without_a_printer_nothing_is_made_and_nothing_recorded(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    dialog = _looked_at(seat, monkeypatch)
    monkeypatch.setattr(seat.front.printing, "ready", lambda title, *, name="", ask=False: False)
    if way == "from the preview":
        button = dialog.findChild(Button, "print")
        assert button is not None
        button.click()
    dialog.reject()
    if way == "at once":
        seat.front.trigger("statement.print")
    seat.settle()
    assert _given_out(seat) == 0
    assert way != "at once" or seat.said[-1] == "Nothing was printed, and no statement was made"


def test_the_printer_is_asked_for_once_a_statement(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printing, asked = seat.front.printing, []

    def to_file(title: str, name: str, *, ask: bool) -> QPrinter:
        asked.append(title)
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / f"{len(asked)}.pdf"))
        return printer

    monkeypatch.setattr(printing, "sink", None)
    monkeypatch.setattr(printing, "_printer", to_file)
    seat.open(seat.clinic.family)
    seat.front.trigger("statement.print")
    seat.settle()
    assert asked == ["Statement"] and _given_out(seat) == 1
    assert seat.said[-1].startswith("Statement 100001 saved as 1.pdf in ")
    assert (tmp_path / "1.pdf").read_bytes().startswith(b"%PDF")
    # What was chosen for one paper is not taken for another.
    printing.print_paper(Paper("Alignment sheet", "sheet.pdf", (tmp_path / "1.pdf").read_bytes()))
    seat.settle()
    assert asked == ["Statement", "Alignment sheet"]


@pytest.fixture
def above(seat: Seat) -> Seat:
    """James was told 160.00 in good faith, and is billed 560.00 for that day."""
    desk, account = seat.clinic.desk, seat.clinic.credit
    with desk.database.transaction() as session:
        office_store.keep_setting(session, "clinic", {
            "name": "Riverbend Family Clinic", "npi": "1999999984", "tax_id": "12-3456789",
            "phone": "(217) 555-0100", "address": ["12 River Rd", "Springfield, IL 62701"],
        })  # fmt: skip
    seat.open(account)
    page = seat.context.page
    assert page is not None
    person, today = page.members[0].person_id, desk.clock.today()
    make_good_faith(desk, MakeGoodFaith(
        person, (PlannedService("99213"),), "Check-up", on=today, requested_on=today, separate=(),
        diagnosis_known=False, key="above",
    ))  # fmt: skip
    visit = visiting.save_visit(desk, visiting.SaveVisit(person, today)).visit_id
    charging.post_charges(desk, charging.PostCharges(visit, (charging.NewCharge("99213", fee=400_00),), "above"))
    seat.open(account)
    return seat


@pytest.mark.parametrize("meant", [False, True])
@pytest.mark.parametrize("way", ["at once", "from the preview"])
def test_a_bill_far_above_its_good_faith_estimate_is_asked_about_before_it_is_printed(
    above: Seat, meant: bool, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str, bool, bool]] = []

    def ask(title: str, sentence: str, *, yes: str, no: str = "Cancel", doubtful: bool = False) -> bool:
        asked.append((sentence, yes, doubtful, above.papers.exists()))
        return meant or "estimate" not in title

    monkeypatch.setattr(above.front.messages, "ask", ask)
    if way == "at once":
        above.front.trigger("statement.print")
    else:
        seen: list[Paper] = []
        monkeypatch.setattr(above.context.printing, "look", seen.append)
        above.front.trigger("statement.preview")
        above.settle()
        assert seen[0].record is not None
        seen[0].record(above.context.printing.print_paper)
    above.settle()
    sentence, yes, doubtful, out = asked[-1]
    assert "is 400.00 above good faith estimate 1 (160.00)" in sentence
    assert (yes, doubtful, out) == ("Print anyway", True, False)
    kept = keeping.kept_paper(above.clinic.desk, above.clinic.credit).statements
    assert (len(kept), above.papers.exists()) == (int(meant), meant)


@pytest.mark.parametrize("meant", [False, True])
def test_a_statement_that_asks_for_nothing_is_printed_only_when_it_is_meant(seat: Seat, meant: bool) -> None:
    seat.answer = meant
    seat.open(seat.clinic.credit)
    seat.front.trigger("statement.print")
    seat.settle()
    assert [sentence.split(":")[0] for sentence in seat.asked] == ["Nothing is owed on this account"]
    assert seat.papers.exists() is meant
    assert len(keeping.kept_paper(seat.clinic.desk, seat.clinic.credit).statements) == int(meant)


def test_a_statement_of_something_owed_is_printed_without_a_question(seat: Seat) -> None:
    seat.open(seat.clinic.family)
    seat.front.trigger("statement.print")
    seat.settle()
    assert seat.asked == [] and _given_out(seat) == 1


@pytest.mark.parametrize("documents", [True, False])
@pytest.mark.parametrize("last", ["", "gone", "there"])
def test_saving_begins_where_the_last_one_went_else_in_the_documents_else_at_home(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, last: str, *, documents: bool
) -> None:
    printing, begun = seat.front.printing, []

    def ask(parent: object, title: str, start: str, kinds: str) -> tuple[str, str]:
        begun.append(start)
        return str(tmp_path / "other" / "mine.pdf"), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda kind: str(tmp_path / "Documents"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (tmp_path / "there").mkdir()
    if documents:
        (tmp_path / "Documents").mkdir()
    seat.front.preferences.saved_in = str(tmp_path / last) if last else ""
    paper = Paper("Statement 100001", "statement-100001.pdf", b"")
    assert printing.place_for(paper) == tmp_path / "other" / "mine.pdf"
    folder = "there" if last == "there" else "Documents" if documents else ""
    assert begun == [str(tmp_path / folder / "statement-100001.pdf")]
    assert seat.front.preferences.saved_in == str(tmp_path / "other")


class _Chooser:
    """In place of Qt's dialog: prints into a file, or on a printer of that name; counts how often it is asked."""

    DialogCode = QDialog.DialogCode
    asked = 0
    proposed = ""
    file: Path

    def __init__(self, printer: QPrinter, parent: object) -> None:
        self._printer = printer

    def setWindowTitle(self, title: str) -> None:
        pass

    def exec(self) -> QDialog.DialogCode:
        _Chooser.asked += 1
        _Chooser.proposed = self._printer.docName()
        self._printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self._printer.setOutputFileName(str(self.file))
        return QDialog.DialogCode.Accepted


def test_who_prints_into_a_file_is_asked_once_for_each_kind_of_paper(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("PySide6.QtPrintSupport.QPrintDialog", _Chooser)
    monkeypatch.setattr(_Chooser, "asked", 0)
    monkeypatch.setattr(_Chooser, "file", tmp_path / "mine.pdf", raising=False)
    monkeypatch.setattr(seat.front.printing, "sink", None)
    printing = seat.front.printing
    assert printing.where("Statement") == "You will be asked for the printer once"
    seat.open(seat.clinic.family)
    seat.front.trigger("statement.print")
    seat.settle()
    assert (_Chooser.asked, printing.where("Statement 7")) == (1, f"Saved as a PDF in {tmp_path.name}")
    for _ in range(2):
        seat.front.trigger("statement.print")
        seat.settle()
    assert _Chooser.asked == 1
    assert sorted(one.name for one in tmp_path.glob("*.pdf")) == [
        "mine.pdf", "statement-100001-2.pdf", "statement-100001.pdf",
    ]  # fmt: skip
    assert printing.where("Receipt 1") == "You will be asked for the printer once"
    printing.print_paper(Paper("Receipt 1", "receipt-1.pdf", (tmp_path / "statement-100001.pdf").read_bytes()))
    seat.settle()
    assert _Chooser.asked == 2
    tmp_path.joinpath("mine.pdf").unlink()
    seat.front.preferences.set_paper_folder("Statement", str(tmp_path / "gone"))
    assert printing.where("Statement") == "You will be asked for the printer once"


def test_the_print_dialog_proposes_the_name_the_file_would_get_from_us(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("PySide6.QtPrintSupport.QPrintDialog", _Chooser)
    monkeypatch.setattr(_Chooser, "file", tmp_path / "mine.pdf", raising=False)
    monkeypatch.setattr(seat.front.printing, "sink", None)
    printing, pdf = seat.front.printing, keeping.alignment_sheet(seat.clinic.desk)
    printing.print_paper(Paper("Refund letter of 12.00", "refund-letter-6.pdf", pdf), ask=True)
    seat.settle()
    assert _Chooser.proposed == "refund-letter-6"
    # Nothing is made yet, so it has no number.
    assert printing.ready("Statement", ask=True)
    assert _Chooser.proposed == "statement"
    assert printing.ready("Statement 100001", name="statement-100001.pdf", ask=True)
    assert _Chooser.proposed == "statement-100001"


def test_every_papers_file_is_named_in_one_manner() -> None:
    assert file_name("Statement", 100001) == "statement-100001.pdf"
    assert file_name("Refund letter", 6) == "refund-letter-6.pdf"
    assert file_name("Alignment sheet") == "alignment-sheet.pdf"


def test_a_folder_that_takes_no_file_is_told(seat: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(seat.front.printing, "sink", None)
    seat.front.preferences.set_paper_folder("Statement", str(tmp_path))
    assert not seat.front.printing.print_paper(Paper("Statement 7", "no/such/place.pdf", b""))
    assert seat.refused == ["place.pdf cannot be saved in such. Choose another folder."]
