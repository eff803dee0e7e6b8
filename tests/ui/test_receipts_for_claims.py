"""Receipts for claims at the desk: read through one key or their own entry, told claim by claim, and only once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import text

from paydesk.demo.eligibility_writer import answers_about
from paydesk.demo.receipt_writer import receipt_for
from paydesk.operations import claim_work, claiming
from paydesk.operations.claiming import MarkSent
from paydesk.rules.office import Role
from paydesk.ui.dialogs.claim_receipts_dialog import ClaimReceiptsDialog
from paydesk.ui.dialogs.eligibility_answers_dialog import EligibilityAnswersDialog
from paydesk.ui.labels import Label
from support.window_clinic import TODAY, Seat, window_clinic

RECEIPT = Path(__file__).parents[1] / "gateways" / "samples" / "acknowledgment" / "receipts.999"


def claims(seat: Seat) -> list[tuple[str, str]]:
    with seat.clinic.desk.database.reading() as session:
        rows = session.execute(text("SELECT number, state FROM claim WHERE state <> 'paid' ORDER BY id"))
        return [(number, state) for number, state in rows]


@pytest.fixture
def sent(seat: Seat) -> Seat:
    """The clinic's claims were sent a month ago."""
    desk = seat.clinic.desk
    claim_work.make_claims(desk)
    ids = tuple(one.id for one in claiming.not_sent(desk))
    claiming.mark_sent(desk, MarkSent(ids, TODAY - timedelta(days=31)))
    assert [state for _, state in claims(seat)] == ["sent", "sent"]
    return seat


@pytest.fixture
def receipt(sent: Seat, tmp_path: Path) -> Path:
    """The first claim was taken, the second one rejected, a third is nobody's."""
    file = tmp_path / "receipts.277"
    file.write_text(receipt_for([number for number, _ in claims(sent)], TODAY), "ascii")
    return file


def open_with(seat: Seat, command: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(file), ""))
    seat.front.trigger(command)
    seat.settle()
    return seat.dialog()


def told(dialog: ClaimReceiptsDialog) -> list[tuple[str, str]]:
    return [(row.name, row.money) for row in dialog.list.rows.rows]


@pytest.mark.parametrize("command", ["remittance.open", "claims.receipts"])
def test_what_was_taken_and_rejected_is_told_claim_by_claim(
    sent: Seat, receipt: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first, _), (second, _) = claims(sent)
    dialog = open_with(sent, command, receipt, monkeypatch)
    assert isinstance(dialog, ClaimReceiptsDialog), sent.refused
    assert [state for _, state in claims(sent)] == ["accepted", "rejected"]
    rows = told(dialog)
    assert [name for name, _ in rows if not name.startswith("Claim")] == ["Rejected", "Not placed", "Taken"]
    assert [name.split(",")[0] for name, _ in rows if name.startswith("Claim")] == [
        f"Claim {second}", "Claim ELSEWHERE1", f"Claim {first}",
    ]  # fmt: skip
    assert [became for name, became in rows if name.startswith("Claim")] == ["now rejected", "", "now accepted"]
    assert "the NPI" in dialog.detail.sentence() and "2 changed" in _lead(dialog)


def test_the_same_file_again_changes_nothing_and_says_so(
    sent: Seat, receipt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_with(sent, "claims.receipts", receipt, monkeypatch)
    assert isinstance(first, ClaimReceiptsDialog)
    first.reject()
    before = claims(sent)
    again = open_with(sent, "claims.receipts", receipt, monkeypatch)
    assert isinstance(again, ClaimReceiptsDialog)
    assert claims(sent) == before and "Nothing changes" in _lead(again)
    assert [became for name, became in told(again) if became.startswith("now")] == []


def test_enter_opens_the_account_of_the_claim(sent: Seat, receipt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = open_with(sent, "claims.receipts", receipt, monkeypatch)
    assert isinstance(dialog, ClaimReceiptsDialog)
    assert sent.context.current_account is None
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    sent.settle()
    assert sent.context.current_account == sent.clinic.family and sent.dialog() is None


def test_a_receipt_for_files_tells_of_the_files(sent: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = open_with(sent, "remittance.open", RECEIPT, monkeypatch)
    assert isinstance(dialog, ClaimReceiptsDialog), sent.refused
    words = [row.name for row in dialog.list.rows.rows]
    assert "Of the file itself" in words and any("control number" in one for one in words)
    dialog.list.select(("told", 0))
    assert not dialog._open.isEnabled()


def test_eligibility_answers_open_as_by_their_own_entry(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.open(seat.clinic.family)
    assert seat.context.page is not None
    file = tmp_path / "answers.txt"
    file.write_text(answers_about(seat.context.page, TODAY), "ascii")
    assert isinstance(open_with(seat, "remittance.open", file, monkeypatch), EligibilityAnswersDialog)


def test_who_may_not_work_claims_is_refused(
    tmp_path: Path, qtbot: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Seat(window_clinic(tmp_path, role=Role.READ_ONLY), tmp_path / "papers")
    try:
        assert not any(one.id == "claims.receipts" for one in reader.front.window.commands.shown())
    finally:
        reader.leave()


def _lead(dialog: ClaimReceiptsDialog) -> str:
    return " ".join(one.text() for one in dialog.findChildren(Label))
