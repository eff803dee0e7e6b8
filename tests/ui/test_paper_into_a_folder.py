"""Where paper becomes a file instead of printed pages, the message says which file in which folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from paydesk.operations import keeping, posting
from paydesk.operations.listing import money_today
from paydesk.ui import payment_taking
from paydesk.ui.dialogs.receipt_dialog import ReceiptDialog
from paydesk.ui.finished_paper import PRINTED, Paper, give_out
from paydesk.ui.payment_taking import PaymentTaking
from paydesk.ui.tabs.payments_tab import PaymentsTab
from support.window_clinic import Seat


@pytest.fixture(params=["no printer", "remembered folder", "chosen in the dialog"])
def folder(request: pytest.FixtureRequest, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where papers go: nothing is printed on paper here."""
    if request.param == "no printer":
        return seat.papers
    place = tmp_path / "Papers"
    place.mkdir()
    monkeypatch.setattr(seat.front.printing, "sink", None)
    if request.param == "remembered folder":
        for kind in ("Statement", "Refund letter", "Receipt", "Alignment sheet"):
            seat.front.preferences.set_paper_folder(kind, str(place))
        return place

    def to_file(title: str, name: str, *, ask: bool) -> QPrinter:
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(place / f"{title.split()[0].lower()}.pdf"))
        return printer

    monkeypatch.setattr(seat.front.printing, "_printer", to_file)
    return place


def saved(seat: Seat, folder: Path, name: str) -> str:
    """The words about a file, which is there; in the dialog the person gave it a name."""
    by_hand = folder / f"{name.split('-')[0]}.pdf"
    file = folder / name if (folder / name).exists() else by_hand
    assert file.read_bytes().startswith(b"%PDF")
    return f"saved as {file.name} in {folder.name}"


def test_a_statement_says_where_it_is(seat: Seat, folder: Path) -> None:
    seat.open(seat.clinic.family)
    seat.front.trigger("statement.print")
    seat.settle()
    assert seat.said == [f"Statement 100001 {saved(seat, folder, 'statement-100001.pdf')}"]


def test_the_file_holds_the_exact_bytes(seat: Seat, folder: Path) -> None:
    assert seat.front.printing.print_paper(Paper("Receipt 7", "receipt-7.pdf", b"%PDF the exact bytes"))
    seat.settle()
    (file,) = folder.iterdir()
    assert file.read_bytes() == b"%PDF the exact bytes"


def test_what_cannot_be_written_is_not_told_as_saved(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "gone" / "mine.pdf"))
    monkeypatch.setattr(seat.front.printing, "sink", None)
    monkeypatch.setattr(seat.front.printing, "_printer", lambda title, name, *, ask: printer)
    assert not seat.front.printing.print_paper(Paper("Receipt 7", "receipt-7.pdf", b"%PDF"))
    seat.settle()
    assert seat.said == [] and seat.refused == ["mine.pdf cannot be saved in gone. Choose another folder."]


def test_a_refund_says_where_its_letter_is(seat: Seat, folder: Path) -> None:
    seat.open(seat.clinic.credit)
    seat.enter(seat.ask("money.refund", amount="12", reason="Paid twice"))
    assert seat.said == [f"12.00 refunded. Its letter is {saved(seat, folder, 'refund-letter-1.pdf')}"]


def test_a_payment_says_where_its_receipt_is_and_can_still_be_reversed(seat: Seat, folder: Path) -> None:
    seat.open(seat.clinic.family)
    seat.front.go("payments")
    seat.settle()
    tab = seat.front.window.current_tab()
    assert isinstance(tab, PaymentsTab)
    tab.begin()
    tab.job.form.set_amount(15_00, "")
    tab.job.form.methods.choose("cash")
    tab.job.take()
    seat.settle()
    (took,) = money_today(seat.clinic.desk, account_id=seat.clinic.family).taken
    where = saved(seat, folder, f"receipt-{took.number}.pdf")
    assert seat.said[-1] == f"Took 15.00, receipt {took.number} {where}"
    seat.front.window.toast.take_back()
    seat.settle()
    assert seat.said[-1] == f"Reversed receipt {took.number} of 15.00"


def test_a_receipt_that_is_saved_later_does_not_bring_another_accounts_payment_back(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed: list[Callable[[Path], object]] = []
    monkeypatch.setattr(payment_taking, "print_receipt", lambda *about, **how: filed.append(how["filed"]))
    seat.open(seat.clinic.family)
    taking, request = PaymentTaking(seat.context), posting.PostPayment(seat.clinic.family, 5_00, "cash", "late")
    taking.take(request, prints=True, refused=lambda error: None)
    seat.settle()
    seat.open(seat.clinic.credit)
    filed[0](Path("Papers/receipt-2.pdf"))
    assert seat.said[-1] == "Receipt 2 saved as receipt-2.pdf in Papers"
    assert not seat.front.window.toast.can_take_back()


def test_a_copy_of_a_receipt_says_where_it_is(seat: Seat, folder: Path) -> None:
    paid = posting.post_payment(
        seat.clinic.desk, posting.PostPayment(seat.clinic.family, 5_00, "cash", "cash", tendered=5_00)
    )
    seat.open(seat.clinic.family)
    (took,) = money_today(seat.clinic.desk, account_id=seat.clinic.family).taken
    dialog = ReceiptDialog(seat.context, took)
    dialog._act()
    seat.settle()
    assert seat.said == [f"Receipt {paid.receipt} {saved(seat, folder, f'receipt-{paid.receipt}.pdf')}"]


def test_the_alignment_sheet_says_where_it_is(seat: Seat, folder: Path) -> None:
    seat.front.trigger("office.alignment")
    seat.settle()
    assert seat.said == [f"Alignment sheet {saved(seat, folder, 'alignment-sheet.pdf')}"]


def test_a_paper_printed_again_says_where_it_is(seat: Seat, folder: Path) -> None:
    seat.open(seat.clinic.family)
    seat.front.trigger("statement.print")
    seat.settle()
    again = Paper("Statement 100001", "again.pdf", keeping.reprint_statement(seat.clinic.desk, 100001))
    seat.front.printing.print_paper(again)
    seat.settle()
    assert seat.said[-1].startswith("Statement 100001 saved as ") and seat.said[-1].endswith(f" in {folder.name}")


def test_what_a_printer_prints_is_told_as_printed(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seat.front.printing, "sink", None)
    monkeypatch.setattr(seat.front.printing, "_printer", lambda title, name, *, ask=False: QPrinter())
    monkeypatch.setattr("paydesk.ui.printing.paint_pages", lambda printer, pdf: 1)
    monkeypatch.setattr(QPrinter, "outputFileName", lambda printer: "")
    seat.open(seat.clinic.credit)
    seat.enter(seat.ask("money.refund", amount="12", reason="Paid twice"))
    assert seat.said == ["12.00 refunded"]
    seat.open(seat.clinic.family)
    seat.front.trigger("statement.print")
    seat.settle()
    seat.front.trigger("office.alignment")
    seat.settle()
    again = Paper("Receipt 1", "receipt-1.pdf", b"")
    assert give_out(again, seat.front.printing.print_paper) == PRINTED
    assert seat.said[1:] == ["Statement 100001 printed", "Alignment sheet printed"]
