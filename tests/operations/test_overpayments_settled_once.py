"""Overpayments settle by what really went back: a letter stands, a payment made again opens, an undone check counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.operations import (
    claim_work,
    deciding_overpayments,
    finding_overpayments,
    posting_answers,
    returning_overpayments,
    tying_takebacks,
    undoing,
)
from paydesk.operations.deciding_overpayments import Decide, RecordLetter
from paydesk.operations.posting_answers import PostAnswer
from paydesk.operations.returning_overpayments import RefundInsurer
from paydesk.rules.errors import PaydeskError
from support.money_clinic import MoneyClinic
from support.overpaid_room import ICN, OverpaidRoom

TODAY = date(2026, 11, 23)
CARD = "4111 1111 1111 1111"


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Iterator[OverpaidRoom]:
    made = OverpaidRoom(money, tmp_path)
    yield made
    assert made.unsound() == []
    assert made.patients() == (0, 0)


def agreed(room: OverpaidRoom, amount: int = 3000) -> int:
    room.post(room.answer(8000), trace="EFT1")
    own = deciding_overpayments.record_letter(room.desk, RecordLetter(1, amount, "priced wrong", TODAY, "OP-1"))
    deciding_overpayments.decide(room.desk, Decide(own.overpayment_id, "offset", "they are right"))
    return own.overpayment_id


def paid_twice(room: OverpaidRoom) -> int:
    room.post(room.answer(8000), trace="EFT1")
    room.post(room.answer(4500), trace="EFT2")
    ((own,),) = room.rows("SELECT id FROM advice_claim WHERE work = 'waiting'")
    posting_answers.post_answer(room.desk, PostAnswer(own, "a second payment"))
    return room.listed().wanted[0].row.id


def undo(room: OverpaidRoom, entry: int) -> None:
    undoing.undo(room.desk, undoing.UndoEntry(entry, "it was not so", f"undo {entry}"))


def newest(room: OverpaidRoom, kind: str = "insurer payment") -> int:
    return int(room.rows(f"SELECT max(id) FROM entry WHERE kind = '{kind}'")[0][0])


def state(room: OverpaidRoom, own: int) -> tuple[str, int, int]:
    row = finding_overpayments.overpayment(room.desk, own).wanted.row
    return row.state, row.amount, row.settled


def test_a_letter_about_what_the_ledger_found_keeps_its_amount(room: OverpaidRoom) -> None:
    own = paid_twice(room)
    deciding_overpayments.record_letter(room.desk, RecordLetter(1, 10000, "coverage ended", TODAY, "OP-9"))
    room.listed()
    assert state(room, own) == ("to look at", 10000, 0)
    undo(room, newest(room))  # no credit is there any more; the letter asks all the same
    room.listed()
    assert state(room, own) == ("to look at", 10000, 0)


def test_the_same_payment_again_in_the_same_file_gives_nothing_back(room: OverpaidRoom) -> None:
    own = agreed(room)
    first = room.answer(8000)
    assert room.post(first.taken_back(), first, trace="EFT2").posted == 2
    room.listed()
    assert state(room, own) == ("insurer will keep it", 3000, 0)


def test_a_part_paid_less_settles_that_part_once(room: OverpaidRoom) -> None:
    own = agreed(room)
    first = room.answer(8000)
    room.post(first.taken_back(), room.answer(6000), trace="EFT2", provider=(("FB:EFT2", -2000),))
    room.listed()
    assert state(room, own) == ("insurer will keep it", 3000, 2000)
    room.listed()
    assert state(room, own)[2] == 2000


def test_the_same_payment_in_a_later_file_opens_it_again(room: OverpaidRoom) -> None:
    own = agreed(room)
    first = room.answer(8000)
    advice = room.read(first.taken_back(), trace="EFT2", provider=(("FB:EFT2", -8000),))
    posting_answers.post_advice(room.desk, posting_answers.PostAdvice(advice))
    for (waiting,) in room.rows("SELECT id FROM advice_claim WHERE work = 'waiting'"):
        posting_answers.post_answer(room.desk, PostAnswer(waiting, "they took it back"))
    assert state(room, own) == ("given back", 3000, 3000)
    room.post(first, trace="EFT3")
    assert state(room, own) == ("insurer will keep it", 3000, 0)
    assert room.rows("SELECT count(*) FROM overpayment_settlement WHERE stands") == [(0,)]


def test_an_answer_whose_payment_was_sent_back_stays_though_another_one_paid_too(room: OverpaidRoom) -> None:
    own = paid_twice(room)
    done = returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, 4500, "paid twice", "r1"))
    second = newest(room)
    with pytest.raises(PaydeskError, match="went back to the insurer since"):
        undo(room, second)
    undo(room, done.entries[0])
    undo(room, second)
    assert room.part() == 0
    # the first payment stands: nobody waits for an answer
    assert room.rows("SELECT state FROM claim WHERE id = 1") == [("paid",)]
    assert room.rows(f"SELECT answer FROM charge WHERE id = {room.charge}") == [("answered",)]


def test_a_refund_that_was_undone_is_asked_for_with_the_letter_that_is_open(room: OverpaidRoom) -> None:
    own = agreed(room)
    done = returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, 3000, "priced wrong", "r1"))
    second = deciding_overpayments.record_letter(room.desk, RecordLetter(1, 2000, "other", TODAY, "OP-2"))
    undo(room, done.entries[0])
    found = room.listed()
    assert [(one.row.id, one.row.left) for one in found.wanted] == [(second.overpayment_id, 5000)]
    assert [(one.row.id, one.row.state) for one in found.closed] == [(own, "moved to a newer one")]
    returning_overpayments.refund_insurer(
        room.desk, RefundInsurer(second.overpayment_id, 5000, "priced wrong", "r2")
    )
    assert room.listed().wanted == ()


def test_two_refunds_undone_one_after_the_other_are_joined_once_each(room: OverpaidRoom) -> None:
    own = agreed(room)
    entries = [
        returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, amount, "theirs", key)).entries[0]
        for amount, key in ((1000, "r1"), (2000, "r2"))
    ]
    second = deciding_overpayments.record_letter(room.desk, RecordLetter(1, 500, "other", TODAY, "OP-2"))
    undo(room, entries[0])
    assert room.listed().wanted[0].row.left == 1500
    undo(room, entries[1])
    assert [(one.row.id, one.row.left) for one in room.listed().wanted] == [(second.overpayment_id, 3500)]


def test_what_was_joined_before_is_not_asked_for_again_when_the_newer_one_is_closed(room: OverpaidRoom) -> None:
    own = agreed(room)
    entries = [
        returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, amount, "theirs", key)).entries[0]
        for amount, key in ((1000, "r1"), (2000, "r2"))
    ]
    second = deciding_overpayments.record_letter(room.desk, RecordLetter(1, 500, "other", TODAY, "OP-2"))
    undo(room, entries[0])
    deciding_overpayments.decide(room.desk, Decide(second.overpayment_id, "drop", "they gave in"))
    undo(room, entries[1])
    assert [(one.row.id, one.row.left) for one in room.listed().wanted] == [(own, 2000)]


def test_a_key_that_was_used_for_another_amount_is_refused(room: OverpaidRoom) -> None:
    own = agreed(room)
    request = RefundInsurer(own, 1000, "priced wrong", "r1")
    returning_overpayments.refund_insurer(room.desk, request)
    assert returning_overpayments.refund_insurer(room.desk, request).repeated
    with pytest.raises(PaydeskError, match="kept already, before it was changed"):
        returning_overpayments.refund_insurer(room.desk, replace(request, amount=2000))
    assert room.rows("SELECT sum(amount) FROM refund") == [(1000,)]


def test_no_card_number_is_kept_in_a_reference_or_a_letters_number(room: OverpaidRoom) -> None:
    own = agreed(room)
    asked: Any = RefundInsurer(own, 1000, "priced wrong", "r1", reference=CARD)
    with pytest.raises(PaydeskError, match="card number") as refused:
        returning_overpayments.refund_insurer(room.desk, asked)
    assert refused.value.field == "reference"
    with pytest.raises(PaydeskError, match="card number") as refused:
        deciding_overpayments.record_letter(room.desk, RecordLetter(2, 1000, "other", TODAY, CARD))
    assert refused.value.field == "letter_number"


def test_looking_tells_which_accounts_it_found_something_of(room: OverpaidRoom) -> None:
    room.money.answer(room.coverage, room.charge, paid=12000)
    with room.desk.database.transaction() as session:
        session.execute(text("UPDATE insurer_overpayment SET closed_on = '2026-11-20', state = 'not owed'"))
    found = room.listed()
    assert found.touched is not None and found.touched.accounts == (room.family.account,)
    assert room.rows("SELECT account_id FROM audit WHERE act = 'overpayments.find'") == [(room.family.account,)]
    assert room.listed().touched is None


def test_what_was_put_aside_or_carried_is_listed_for_a_while_and_can_be_let_go(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1", provider=(("FB:AA111", -3000),))
    taking = room.read(trace="EFT2", provider=(("FB:AA111", 3000), ("WO:NOBODY1", 1000), ("L6", -4000)))
    tying_takebacks.put_aside(room.desk, (taking, 2), "for the clinic next door")
    found = room.listed()
    assert [(one.place, one.aside) for one in found.settled] == [
        ((taking, 1), ""), ((taking, 2), "for the clinic next door")
    ]  # fmt: skip
    assert (found.taken, found.carried) == ((), ())
    for number in (1, 2):
        tying_takebacks.let_go(room.desk, (taking, number))
    found = room.listed()
    assert (found.settled, len(found.taken), len(found.carried)) == ((), 2, 1)
    assert ICN not in str(found.taken)


def test_a_first_answer_undone_while_the_second_went_back_is_looked_at_and_not_paid(room: OverpaidRoom) -> None:
    own = paid_twice(room)
    returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, 4500, "paid twice", "r1"))
    first = int(room.rows("SELECT min(id) FROM entry WHERE kind = 'insurer payment'")[0][0])
    undo(room, first)
    assert room.part() == 10000
    ((is_in, why),) = room.rows("SELECT state, follow_up_why FROM claim WHERE id = 1")
    assert is_in == "taken back" and why.endswith("and 100.00 is open with the insurer")
    due = claim_work.calls_due(room.desk)
    assert [(one.about, one.money) for one in due.rows] == [("claim 1", 10000)]


def test_a_first_answer_undone_while_the_second_pays_a_part_is_looked_at_too(room: OverpaidRoom) -> None:
    paid_twice(room)
    undo(room, int(room.rows("SELECT min(id) FROM entry WHERE kind = 'insurer payment'")[0][0]))
    assert room.part() == 5500
    assert room.rows("SELECT state FROM claim WHERE id = 1") == [("taken back",)]


def test_a_paid_claim_whose_second_answer_is_undone_waits_for_nobody(room: OverpaidRoom) -> None:
    paid_twice(room)
    undo(room, newest(room))
    assert room.rows("SELECT state, follow_up_on FROM claim WHERE id = 1") == [("paid", None)]
