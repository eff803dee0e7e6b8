"""Letters to insurers: what goes with a check and what disputes a demand; and the account that tells of both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from paydesk.data import billing_store, overpayment_store
from paydesk.documents import page_image
from paydesk.operations import (
    deciding_overpayments,
    keeping,
    overpayment_letters,
    reading,
    returning_overpayments,
    tying_takebacks,
    undoing,
)
from paydesk.operations.deciding_overpayments import Decide, RecordLetter
from paydesk.operations.returning_overpayments import RefundInsurer
from paydesk.operations.tying_takebacks import TieTakeback
from paydesk.rules.errors import NotFound, PaydeskError
from support.money_clinic import MoneyClinic
from support.overpaid_room import OverpaidRoom


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Iterator[OverpaidRoom]:
    made = OverpaidRoom(money, tmp_path)
    with made.desk.database.transaction() as session:
        session.execute(text("UPDATE coverage SET member_number = 'W123'"))
        session.execute(text("UPDATE payer SET line1 = 'PO Box 9', city = 'Omaha', state = 'NE', zip = '68101'"))
    yield made
    assert made.unsound() == []


def asked(room: OverpaidRoom, amount: int = 3000) -> int:
    room.post(room.answer(8000), trace="EFT1")
    ((claim,),) = room.rows("SELECT id FROM claim WHERE number = 'PD0000001'")
    request = RecordLetter(claim, amount, "coverage ended", letter_number="OP-77")
    return deciding_overpayments.record_letter(room.desk, request).overpayment_id


def test_the_letter_with_a_check_names_the_claim_the_money_and_the_reason(room: OverpaidRoom) -> None:
    own = asked(room)
    with pytest.raises(PaydeskError, match="nothing to write about"):
        overpayment_letters.refund_paper(room.desk, own)
    request = RefundInsurer(own, 3000, "The coverage had ended", "refund 1", reference="1207")
    done = returning_overpayments.refund_insurer(room.desk, request)
    paper = overpayment_letters.refund_paper(room.desk, own)
    said = page_image.page_text(paper.pdf, 0)
    for fact in ("Refund of an overpayment: $30.00", "AETNA", "PO BOX 9", "OMAHA NE 68101", "Person0 Lopez", "W123",
                 "PD0000001", "26000000001", "OP-77", "Check 1207", "Reason: The coverage had ended.",
                 "do not take the same amount from a later payment"):  # fmt: skip
        assert fact in said, fact
    assert "{" not in said
    (kept,) = keeping.kept_paper(room.desk, room.family.account).documents
    assert keeping.reprint(room.desk, kept.document_id) == paper.pdf
    undoing.undo(room.desk, undoing.UndoEntry(done.entries[0], "never sent", "undo 1"))
    with pytest.raises(PaydeskError, match="nothing to write about"):
        overpayment_letters.refund_paper(room.desk, own)
    with pytest.raises(NotFound):
        overpayment_letters.refund_paper(room.desk, own + 9)


def test_the_letter_against_a_demand_says_why(room: OverpaidRoom) -> None:
    own = asked(room)
    with pytest.raises(PaydeskError, match="not disputed"):
        overpayment_letters.dispute_paper(room.desk, own)
    deciding_overpayments.decide(room.desk, Decide(own, "dispute", "the coverage held until December 31"))
    said = page_image.page_text(overpayment_letters.dispute_paper(room.desk, own).pdf, 0)
    assert "We dispute your request for $30.00" in said
    assert "Our reason: the coverage held until December 31." in said and "OP-77" in said


def test_the_ledger_tells_what_went_back_and_what_was_kept(room: OverpaidRoom) -> None:
    own = asked(room)
    returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, 3000, "coverage ended", "r 1", reference="12"))
    advice = room.read(trace="EFT2", provider=(("WO:PD0000001", 1000), ("L6", -1000)))
    ((claim,),) = room.rows("SELECT id FROM claim WHERE number = 'PD0000001'")
    tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), claim))
    page = reading.account_page(room.desk, room.family.account)
    (charge,) = [one for story in page.stories for one in story.charges if one.facts.charge_id == room.charge]
    told = [(one.word, one.what, one.amount, one.insurers_left, one.patient_left) for one in charge.events]
    assert told[-2:] == [
        ("Refunded", "Sent back to Aetna", 3000, 3000, 0), ("Taken back", "Aetna kept it from a payment", 1000, 4000, 0)
    ]  # fmt: skip
    assert page.figures.patient_owes == 0


@pytest.mark.parametrize("step", ["settle", "log"])
def test_a_failure_half_way_leaves_nothing_behind(
    room: OverpaidRoom, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = asked(room)
    advice = room.read(trace="EFT2", provider=(("WO:PD0000001", 1000), ("L6", -1000)))
    ((claim,),) = room.rows("SELECT id FROM claim WHERE number = 'PD0000001'")
    before = room.rows("SELECT count(*), max(id) FROM audit"), room.rows("SELECT count(*) FROM entry")

    def fails(*given: object, **named: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(overpayment_store, step, fails)
        for act, request in (
            (returning_overpayments.refund_insurer, RefundInsurer(own, 3000, "theirs", "refund 1")),
            (tying_takebacks.tie_takeback, TieTakeback((advice, 1), claim)),
        ):
            with pytest.raises(RuntimeError):
                act(room.desk, request)  # type: ignore[operator]
    assert (room.rows("SELECT count(*), max(id) FROM audit"), room.rows("SELECT count(*) FROM entry")) == before
    assert room.part() == 0 and room.listed().wanted[0].row.state == "to look at"


def test_a_statement_counts_it_as_the_insurers_and_not_as_the_patients(room: OverpaidRoom) -> None:
    own = asked(room)
    returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, 3000, "coverage ended", "r 1"))
    today = room.money.clock.today()
    with room.desk.database.reading() as session:
        for past in (False, True):
            (account,) = billing_store.billed_accounts(session, (room.family.account,), as_of=today, past=past)
            (charge,) = [one for one in account.charges if one.charge_id == room.charge]
            assert (charge.insurance_paid, charge.you_paid, charge.adjusted) == (5000, 0, 2000)
