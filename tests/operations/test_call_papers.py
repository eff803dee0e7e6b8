"""The sheet of a call on paper: to call by, and as evidence."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pdfplumber
import pytest
from sqlalchemy import text

from paydesk.operations import call_papers, calling, claim_work, claiming
from paydesk.operations.calling import BeginCall, CloseCall, Settled
from paydesk.operations.claiming import MarkSent
from paydesk.rules.call_sheet import Answer, Purpose
from paydesk.rules.errors import NotFound
from support.money_clinic import MoneyClinic

TODAY = date(2026, 11, 23)


def words(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as file:
        return "\n".join(page.extract_text() for page in file.pages)


@pytest.fixture
def claims(money: MoneyClinic) -> list[int]:
    """Two claims of two accounts at one insurer."""
    for number in (50001, 50002):
        family = money.family(plans=(0,), number=number)
        money.charge(family.patients[0], 18000, on=TODAY - timedelta(days=40))
    claim_work.make_claims(money.desk)
    claiming.mark_sent(money.desk, MarkSent((1, 2), TODAY - timedelta(days=38)))
    return [1, 2]


def test_a_sheet_to_call_by_has_its_script_and_lines_to_write_on(money: MoneyClinic, claims: list[int]) -> None:
    told = (Answer("received_on", date(2026, 10, 17)),)
    made = call_papers.print_sheet(money.desk, call_papers.PrintSheet("claim 1", Purpose.STATUS, told))
    said = words(made.pdf)
    for expected in (
        "Aetna: claim status", "To call by, not filed", "Say", "a claim of October 14, 2026", "Read aloud when asked",
        "PD 000 0001", "spelled L O P E Z", "Then ask", "Received 10/17/2026", "Reference",
    ):  # fmt: skip
        assert expected in said, said
    assert made.account_id > 0 and not made.findings


def test_a_filed_call_is_evidence_of_everything_it_settled(money: MoneyClinic, claims: list[int]) -> None:
    call = calling.begin_call(
        money.desk, BeginCall("claim 1", Purpose.STATUS, "k", "8005550142", "2, then 1, then say “benefits”")
    ).call_id
    with pytest.raises(NotFound):
        call_papers.print_call(money.desk, call, account_id=1)
    money.clock.advance(minutes=12)
    denied = Settled("claim 1", Purpose.STATUS, "denied", (
        Answer("code", "CO 197"), Answer("denied_on", date(2026, 11, 10)), Answer("paid", None, known=False),
    ))  # fmt: skip
    other = Settled("claim 2", Purpose.STATUS, "in process")
    calling.close_call(money.desk, CloseCall(
        call, (denied, other), "Tanya, ext 4410", "A-77", 252, note="She was sure. " * 60,
    ))  # fmt: skip
    said = words(call_papers.print_call(money.desk, call, account_id=1).pdf)
    for expected in (
        f"Call {call}, filed", "(800) 555-0142", "4:12 minutes", "Tanya, ext 4410", "A-77", "Called by ana",
        "Person0 Lopez: claim status", "Code CO 197", "Denied on 11/10/2026", "Paid asked, not known",
        "How it ended Denied", "appeal by", "The same call was about 1 more, of other accounts.",
    ):  # fmt: skip
        assert expected in said, f"{expected} is not in {said}"
    assert "PD 000 0002" not in said and "PD0000002" not in said and "In process" not in said, "another account's claim"
    assert "She was sure." not in said, "the note may be about the other"
    other_said = words(call_papers.print_call(money.desk, call, account_id=2).pdf)
    assert "How it ended In process" in other_said and "12/07/2026" in other_said and "CO 197" not in other_said
    with pytest.raises(NotFound):
        call_papers.print_call(money.desk, call, account_id=3)
    with money.desk.database.reading() as session:
        told = session.execute(text("SELECT count(*) FROM audit WHERE act = 'calls.print'")).scalar_one()
    assert told == 2, "a row for each paper, of its account"
    accounts = {one: call_papers.calls_of_account(money.desk, one) for one in (1, 2)}
    assert [[kept.call_id for kept in found] for found in accounts.values()] == [[call], [call]]
    assert call_papers.calls_of_account(money.desk, 999) == ()
