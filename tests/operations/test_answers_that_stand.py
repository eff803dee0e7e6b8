"""Answers that are reversed in part, and claims that were replaced while money or answers came and went."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from paydesk.data.charge_tables import Charge, ChargeVersion
from paydesk.operations import (
    claim_work,
    claiming,
    correcting_claims,
    deciding_overpayments,
    posting_answers,
    returning_overpayments,
    undoing,
    unposting,
)
from paydesk.operations.claiming import MarkSent
from paydesk.operations.correcting_claims import CorrectClaim
from paydesk.operations.deciding_overpayments import Decide, RecordLetter
from paydesk.operations.posting_answers import PostAnswer
from paydesk.operations.returning_overpayments import RefundInsurer
from paydesk.operations.undoing import UndoEntry
from paydesk.operations.unposting import Unpost
from paydesk.rules.errors import PaydeskError
from support.era_writer import Answered, AnsweredLine
from support.money_clinic import MoneyClinic
from support.overpaid_room import ICN, OverpaidRoom


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Iterator[OverpaidRoom]:
    made = OverpaidRoom(money, tmp_path)
    yield made
    assert made.unsound() == []
    assert made.patients() == (0, 0)


def answered_anew(room: OverpaidRoom, *more: Answered) -> tuple[int, ...]:
    """80.00 is taken back and 50.00 paid in its place, in one payment; its answers, in their order."""
    first = room.answer(8000)
    room.post(first, trace="EFT1")
    return room.post(first.taken_back(), room.answer(5000), *more, trace="EFT2", provider=(("L6", -4000),)).answers


def refund(room: OverpaidRoom, amount: int, key: str = "r1") -> int:
    ((claim,),) = room.rows("SELECT id FROM claim WHERE number = 'PD0000001'")
    own = deciding_overpayments.record_letter(room.desk, RecordLetter(claim, amount, "priced wrong")).overpayment_id
    done = returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, amount, "priced wrong", key))
    return done.entries[0]


def group_of(room: OverpaidRoom, answer: int) -> int:
    return int(room.rows(f"SELECT group_id FROM remittance_claim WHERE id = {answer}")[0][0])


def states(room: OverpaidRoom) -> list[tuple[str, str]]:
    return [tuple(one) for one in room.rows("SELECT number, state FROM claim ORDER BY id")]


def correct(room: OverpaidRoom, key: str = "form 1", number: str = "") -> int:
    return correcting_claims.correct_claim(room.desk, CorrectClaim(1, "wrong diagnosis", key, number)).claim_id


def denial() -> Answered:
    lines = (AnsweredLine("PD0000001L1", "99213", 10000, (("CO", "50", 10000),)),)
    return Answered("PD0000001", lines, status="4", payer_claim=ICN)


def recode(room: OverpaidRoom) -> None:
    """A new version of the posted charge at the same fee, as a correction makes it."""
    with room.desk.database.transaction() as session:
        row = session.get_one(Charge, room.charge)
        old = session.get_one(ChargeVersion, (room.charge, row.version))
        facts = {column.name: getattr(old, column.name) for column in ChargeVersion.__table__.columns}
        session.add(ChargeVersion(**{**facts, "version": row.version + 1, "code": "99214"}))
        row.version += 1
        session.flush()
        claiming.claim_visit(room.desk, session, row.visit_id or 0)


def test_a_reversal_is_not_undone_while_the_new_answer_stands(room: OverpaidRoom) -> None:
    taken_back, anew = answered_anew(room)
    with pytest.raises(PaydeskError, match=r"answered anew\. Reverse the new answer first"):
        undoing.undo(room.desk, UndoEntry(group_of(room, taken_back), "posted by mistake", "u1"))
    assert room.part() == 0
    for own in (anew, taken_back):
        undoing.undo(room.desk, UndoEntry(group_of(room, own), "posted by mistake", f"u{own}"))
    assert room.part() == 0 and room.rows("SELECT sum(amount) FROM line WHERE lot_id IS NOT NULL") == [(-8000,)]


def test_a_posting_that_cannot_be_reversed_whole_keeps_what_belongs_together(room: OverpaidRoom) -> None:
    answers = answered_anew(room, room.answer(4000, number="PD0000002", charge=5000))
    assert len(answers) == 3
    refund(room, 1000)
    before = room.part()
    done = unposting.unpost(room.desk, Unpost(answers, "wrong file", "un1"))
    assert (done.reversed, done.left) == (1, 2), "the other claim's answer is reversed"
    assert "went back to the insurer" in done.why
    assert room.part() == before
    assert room.listed().wanted == (), "nothing is made of it that could be refunded"


def test_once_the_refund_is_reversed_the_whole_posting_is(room: OverpaidRoom) -> None:
    answers = answered_anew(room)
    entry = refund(room, 1000)
    unposting.unpost(room.desk, Unpost(answers, "wrong file", "un1"))
    undoing.undo(room.desk, UndoEntry(entry, "the check was never sent", "u1"))
    done = unposting.unpost(room.desk, Unpost(answers, "wrong file", "un2"))
    assert (done.reversed, done.left) == (2, 0)
    assert room.part() == 0


def test_money_that_goes_back_wakes_no_claim_that_was_replaced(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1")
    own = correct(room)
    claiming.mark_sent(room.desk, MarkSent((own,), room.money.clock.today()))
    entry = refund(room, 3000)
    assert states(room)[0] == ("PD0000001", "corrected")
    with pytest.raises(PaydeskError, match="takes the place of this one already"):
        correct(room, key="form 2")
    undoing.undo(room.desk, UndoEntry(entry, "the check was never sent", "u1"))
    assert states(room)[0] == ("PD0000001", "corrected")
    assert ("PD0000003", "sent") in states(room)


def test_what_a_claim_and_its_correction_were_for_is_replaced_once(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1")
    own = correct(room)
    claiming.mark_sent(room.desk, MarkSent((own,), room.money.clock.today()))
    refund(room, 3000)
    with room.desk.database.transaction() as session:  # as clinics have it where money went back before this was so
        session.execute(text("UPDATE claim SET state = 'taken back' WHERE id = 1"))
    recode(room)
    replaced = room.rows("SELECT replaces_id FROM claim WHERE frequency = '7' ORDER BY id")
    assert replaced == [(1,), (own,)], "only the live one is replaced"


def test_what_the_insurer_keeps_of_a_claim_that_was_replaced_leaves_it_so(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1")
    ((claim,),) = room.rows("SELECT id FROM claim WHERE number = 'PD0000001'")
    over = deciding_overpayments.record_letter(room.desk, RecordLetter(claim, 3000, "priced wrong")).overpayment_id
    deciding_overpayments.decide(room.desk, Decide(over, "offset", "they are right"))
    own = correct(room)
    claiming.mark_sent(room.desk, MarkSent((own,), room.money.clock.today()))
    other = room.answer(4000, number="PD0000002", charge=5000)
    room.post(other, trace="EFT2", provider=((f"WO:{ICN}", 3000),))
    assert room.part() == 3000, "it is tied"
    assert [state for _, state in states(room)] == ["corrected", "paid", "sent"]


def test_money_that_goes_back_after_the_new_answer_is_asked_of_the_claim_that_took_the_place(
    room: OverpaidRoom,
) -> None:
    room.post(room.answer(8000), trace="EFT1")
    claiming.mark_sent(room.desk, MarkSent((correct(room),), room.money.clock.today()))
    room.post(room.answer(8000).taken_back(), room.answer(8000, number="PD0000003"), trace="EFT2")
    entry = refund(room, 3000)
    assert [state for _, state in states(room)] == ["corrected", "not sent", "taken back"]
    undoing.undo(room.desk, UndoEntry(entry, "the check was never sent", "u1"))
    assert [state for _, state in states(room)] == ["corrected", "not sent", "paid"]


def test_a_correction_taken_back_after_the_answer_was_undone_waits_for_it_again(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1")
    own = correct(room)
    ((entry,),) = room.rows("SELECT max(id) FROM entry WHERE kind = 'insurer payment'")
    undoing.undo(room.desk, UndoEntry(entry, "another clinic's", "u1"))
    correcting_claims.take_back_correction(room.desk, own)
    assert states(room)[0] == ("PD0000001", "sent")
    assert room.part() == 10000
    assert [one.about for one in claim_work.calls_due(room.desk).rows] == ["claim 1"]


def test_a_denial_that_came_while_the_claim_was_replaced_stands_with_its_deadlines(room: OverpaidRoom) -> None:
    claim_work.make_claims(room.desk)
    claiming.mark_sent(room.desk, MarkSent((1,), room.money.clock.today()))
    own = correct(room, number=ICN)
    room.post(denial(), trace="EFT1")
    assert states(room)[0] == ("PD0000001", "corrected")
    correcting_claims.take_back_correction(room.desk, own)
    assert room.rows("SELECT state, denial FROM claim WHERE id = 1") == [("denied", "medical necessity")]
    assert {kind for (kind,) in room.rows("SELECT kind FROM claim_deadline WHERE claim_id = 1")} >= {
        "corrected", "appeal",
    }  # fmt: skip


def test_a_payment_that_came_while_the_claim_was_replaced_stands(room: OverpaidRoom) -> None:
    claim_work.make_claims(room.desk)
    claiming.mark_sent(room.desk, MarkSent((1,), room.money.clock.today()))
    own = correct(room, number=ICN)
    room.post(room.answer(8000), trace="EFT1")
    correcting_claims.take_back_correction(room.desk, own)
    assert states(room)[0] == ("PD0000001", "paid")


def test_a_payment_taken_back_while_the_claim_was_replaced_is_gone(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1")
    own = correct(room)
    done = room.post(room.answer(8000).taken_back(), trace="EFT2", provider=(("L6", -9000),))
    if done.left:
        ((waits,),) = room.rows("SELECT id FROM advice_claim WHERE work = 'waiting'")
        posting_answers.post_answer(room.desk, PostAnswer(waits, "it takes it back"))
    correcting_claims.take_back_correction(room.desk, own)
    assert states(room)[0] == ("PD0000001", "taken back")


def test_a_claim_whose_money_went_back_while_it_was_replaced_is_looked_at(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1")
    own = correct(room)
    refund(room, 3000)
    correcting_claims.take_back_correction(room.desk, own)
    assert states(room)[0] == ("PD0000001", "taken back")


def test_what_was_told_of_a_claims_time_outlives_a_correction_taken_back(room: OverpaidRoom) -> None:
    claim_work.make_claims(room.desk)
    claiming.mark_sent(room.desk, MarkSent((1,), room.money.clock.today()))
    room.post(denial(), trace="EFT1")
    with room.desk.database.transaction() as session:
        session.execute(text("UPDATE claim_deadline SET source = 'told by Tanya' WHERE claim_id = 1"))
    told = "SELECT kind, source, due FROM claim_deadline WHERE claim_id = 1 ORDER BY kind"
    before = room.rows(told)
    correcting_claims.take_back_correction(room.desk, correct(room))
    assert states(room)[0] == ("PD0000001", "denied")
    assert room.rows(told) == before and len(before) > 1
