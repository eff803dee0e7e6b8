"""What insurers keep from a payment, put off to the next one, or count twice: tied, and never taken twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paydesk.operations import (
    deciding_overpayments,
    finding_overpayments,
    posting_answers,
    proposing_takebacks,
    returning_overpayments,
    tying_takebacks,
    undoing,
)
from paydesk.operations.deciding_overpayments import Decide, RecordLetter
from paydesk.operations.posting_answers import PostAdvice
from paydesk.operations.returning_overpayments import RefundInsurer
from paydesk.operations.tying_takebacks import TieTakeback
from paydesk.rules.errors import NotFound, PaydeskError
from support.money_clinic import MoneyClinic
from support.overpaid_room import ICN, OverpaidRoom


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Iterator[OverpaidRoom]:
    made = OverpaidRoom(money, tmp_path)
    yield made
    assert made.unsound() == []
    assert made.patients() == (0, 0)  # nothing of all this is ever a patient's


def agreed(room: OverpaidRoom, amount: int = 3000) -> int:
    """A claim paid, a letter about it, and the clinic's word that the insurer may keep it; the overpayment's id."""
    room.post(room.answer(8000), trace="EFT1")
    ((claim,),) = room.rows("SELECT id FROM claim WHERE number = 'PD0000001'")
    own = deciding_overpayments.record_letter(room.desk, RecordLetter(claim, amount, "priced wrong")).overpayment_id
    deciding_overpayments.decide(room.desk, Decide(own, "offset", "they are right"))
    return own


def other_claim(room: OverpaidRoom) -> object:
    return room.answer(4000, number="PD0000002", charge=5000)


def claim_id(room: OverpaidRoom, number: str = "PD0000001") -> int:
    return int(room.rows(f"SELECT id FROM claim WHERE number = '{number}'")[0][0])


def taken(room: OverpaidRoom) -> tuple[int, int]:
    (one,) = room.listed().taken
    return one.place


def test_what_was_agreed_is_tied_by_its_number_and_closed(room: OverpaidRoom) -> None:
    own = agreed(room)
    posted = room.post(other_claim(room), trace="EFT2", provider=((f"WO:{ICN}", 3000),))
    assert posted.posted == 1 and room.family.account in posted.touched.accounts
    found = room.listed()
    assert (found.wanted, found.taken) == ((), ())
    assert [(one.row.id, one.row.state) for one in found.closed] == [(own, "given back")]
    # the takeback carries the lot of the payment that took it
    assert room.rows(
        "SELECT m.trace, l.amount FROM line l JOIN entry e ON e.id = l.entry_id JOIN remittance m "
        "ON m.lot_id = l.lot_id WHERE e.kind = 'takeback'"
    ) == [("EFT2", 3000)]
    assert room.part() == 3000
    assert room.rows("SELECT state FROM claim ORDER BY id") == [("taken back",), ("paid",)]
    events = [one.what for one in finding_overpayments.overpayment(room.desk, own).events]
    assert events[0] == "30.00 kept by the insurer from EFT2"


def test_posting_it_again_takes_nothing_twice(room: OverpaidRoom) -> None:
    agreed(room)
    room.post(other_claim(room), trace="EFT2", provider=((f"WO:{ICN}", 3000),))
    entries = room.rows("SELECT count(*) FROM entry")
    room.post(other_claim(room), trace="EFT2", provider=((f"WO:{ICN}", 3000),))
    assert room.rows("SELECT count(*) FROM entry") == entries


def test_a_takeback_is_reversed_and_can_be_tied_anew(room: OverpaidRoom) -> None:
    own = agreed(room)
    advice = room.read(other_claim(room), trace="EFT2", provider=((f"WO:{ICN}", 3000),))
    posting_answers.post_advice(room.desk, PostAdvice(advice))
    ((entry,),) = room.rows("SELECT id FROM entry WHERE kind = 'takeback'")
    undoing.undo(room.desk, undoing.UndoEntry(entry, "the wrong claim", "undo 1"))
    (one,) = room.listed().wanted
    assert (one.row.id, one.row.state, room.part()) == (own, "insurer will keep it", 0)
    assert room.rows("SELECT state FROM claim ORDER BY id") == [("paid",), ("paid",)]
    tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), claim_id(room), "it was right"))
    assert room.listed().wanted == () and room.part() == 3000


def test_what_nobody_agreed_to_waits_for_a_person_with_a_proposal(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1")
    room.post(other_claim(room), trace="EFT2", provider=((f"WO:{ICN} MBI99", 3000),))
    place = taken(room)
    found = proposing_takebacks.taken(room.desk, place)
    (offered,) = found.proposals
    assert (offered.claim_id, offered.amount, offered.sure, offered.agreed) == (claim_id(room), 3000, True, False)
    assert offered.words == "Claim PD0000001, Person0 Lopez, Aetna"
    done = tying_takebacks.tie_takeback(room.desk, TieTakeback(place, claim_id(room), "the letter came late"))
    assert (done.amount, room.part()) == (3000, 3000)
    assert room.rows("SELECT found_by, state, amount FROM insurer_overpayment") == [("remittance", "given back", 3000)]
    tie = proposing_takebacks.taken(room.desk, place).ties
    assert [(one.amount, one.entry_id) for one in tie] == [(3000, done.entry_id)]


def test_a_payment_of_nothing_but_a_takeback_carries_it_too(room: OverpaidRoom) -> None:
    own = agreed(room, 3000)
    advice = room.read(trace="EFT2", provider=((f"WO:{ICN}", 3000), ("72:X", -3000)))
    tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), claim_id(room)))
    assert room.part() == 3000
    assert finding_overpayments.overpayment(room.desk, own).wanted.row.state == "given back"


def test_what_a_dispute_is_about_can_be_taken_all_the_same_and_stays_disputed(room: OverpaidRoom) -> None:
    own = agreed(room)
    deciding_overpayments.decide(room.desk, Decide(own, "dispute", "coverage held"))
    room.post(other_claim(room), trace="EFT2", provider=((f"WO:{ICN}", 3000),))
    tying_takebacks.tie_takeback(room.desk, TieTakeback(taken(room), claim_id(room), "they took it"))
    (one,) = room.listed().wanted
    assert (one.row.state, one.row.left, room.part()) == ("disputed", 0, 3000)


def test_one_adjustment_for_two_claims_is_tied_in_two_parts(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), other_claim(room), trace="EFT1")
    advice = room.read(trace="EFT2", provider=(("WO:SEE LETTER", 5000), ("FB:EFT2", -5000)))
    tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), claim_id(room), "first part", 3000))
    tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), claim_id(room, "PD0000002"), "the rest"))
    assert (room.part(), room.part(room.other)) == (3000, 2000)
    assert room.listed().taken == ()
    with pytest.raises(PaydeskError, match="tied already"):
        tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), claim_id(room), "once more"))


def test_what_does_not_fit_is_refused_and_nothing_is_posted(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1")
    advice = room.read(trace="EFT2", provider=(("WO:NOBODY", 9000), ("L6", -500), ("FB:EFT2", -8500)))
    entries = room.rows("SELECT count(*) FROM entry")
    for request, says in (
        (TieTakeback((advice, 1), claim_id(room), "too much", 9000), "on this claim is 80.00"),
        (TieTakeback((advice, 1), claim_id(room), "too much", 9001), "90.00 of it is open"),
        (TieTakeback((advice, 1), claim_id(room, "PD0000002"), "nothing there"), "No money of the insurer"),
        (TieTakeback((advice, 2), claim_id(room), "interest"), "stays on the remittance"),
        (TieTakeback((advice, 1), claim_id(room), "4111111111111111"), "card number"),
    ):
        with pytest.raises(PaydeskError, match=says):
            tying_takebacks.tie_takeback(room.desk, request)
    for missing in (TieTakeback((advice, 9), claim_id(room)), TieTakeback((999, 1), claim_id(room)),
                    TieTakeback((advice, 1), 999)):  # fmt: skip
        with pytest.raises(NotFound):
            tying_takebacks.tie_takeback(room.desk, missing)
    assert room.rows("SELECT count(*) FROM entry") == entries


def test_interest_stays_apart_on_the_remittance(room: OverpaidRoom) -> None:
    room.post(room.answer(8000), trace="EFT1", provider=(("L6", -125),))
    found = room.listed()
    assert (found.taken, found.carried, found.wanted) == ((), (), ())
    assert room.rows("SELECT amount FROM lot") == [(8125,)]
    assert room.rows("SELECT sum(amount) FROM line WHERE lot_id IS NOT NULL") == [(-8000,)]


def test_a_reversal_that_is_put_off_is_taken_later_and_doubles_nothing(room: OverpaidRoom) -> None:
    first = room.answer(8000)
    room.post(first, trace="EFT1")
    # the answer is taken back and given anew, and the difference is put off
    room.post(first.taken_back(), room.answer(5000), trace="EFT2", provider=((f"WO:{ICN}", -3000),))
    (carried,) = room.listed().carried
    assert (carried.left, carried.trace) == (3000, "EFT2")
    assert room.part() == 0
    room.post(other_claim(room), trace="EFT3", provider=((f"WO:{ICN}", 3000),))
    found = room.listed()
    assert (found.carried, found.taken, found.wanted) == ((), (), ())
    assert room.part() == 0
    back = "SELECT sum(l.amount) FROM line l JOIN entry e ON e.id = l.entry_id WHERE e.kind = 'takeback'"
    assert room.rows(back) == [(8000,)]


def test_a_payment_below_zero_is_carried_until_the_next_one_takes_it(room: OverpaidRoom) -> None:
    first = room.answer(8000)
    room.post(first, trace="EFT1")
    room.post(first.taken_back(), room.answer(5000), trace="EFT2", provider=(("FB:EFT2", -3000),))
    assert [one.left for one in room.listed().carried] == [3000]
    room.post(other_claim(room), trace="EFT3", day="20261121", provider=(("FB:EFT2", 3000),))
    assert room.listed().carried == ()
    ties = proposing_takebacks.taken(room.desk, (3, 1)).ties
    assert [(one.amount, one.trace) for one in ties] == [(3000, "EFT2")]


def test_payments_that_are_read_in_the_wrong_order_are_tied_all_the_same(room: OverpaidRoom) -> None:
    first = room.answer(8000)
    room.post(first, trace="EFT1")
    room.post(other_claim(room), trace="EFT3", day="20261121", provider=(("FB:EFT2", 3000),))
    assert len(room.listed().taken) == 1
    room.post(first.taken_back(), room.answer(5000), trace="EFT2", provider=(("FB:EFT2", -3000),))
    found = room.listed()
    assert (found.taken, found.carried) == ((), ())


def test_two_balances_alike_wait_for_a_person_who_can_change_his_mind(room: OverpaidRoom) -> None:
    room.read(room.answer(8000), trace="EFT1", provider=(("FB:AA111", -3000),))
    room.read(other_claim(room), trace="EFT2", provider=(("FB:BB222", -3000),))
    advice = room.read(trace="EFT3", provider=(("FB:CC333", 3000), ("L6", -3000)))
    found = proposing_takebacks.taken(room.desk, (advice, 1)).proposals
    assert [(one.carried, one.sure) for one in found] == [((1, 1), False), ((2, 1), False)]
    done = tying_takebacks.tie_carried(room.desk, (advice, 1), (2, 1))
    assert (done.amount, done.entry_id) == (3000, None)
    assert [one.place for one in room.listed().carried] == [(1, 1)]
    tying_takebacks.let_go(room.desk, (advice, 1))
    assert len(room.listed().carried) == 2 and len(room.listed().taken) == 1
    with pytest.raises(PaydeskError, match="tied to nothing"):
        tying_takebacks.let_go(room.desk, (advice, 1))
    with pytest.raises(PaydeskError, match="Only what was put off"):
        tying_takebacks.tie_carried(room.desk, (advice, 1), (advice, 2))


def test_the_same_amount_is_no_proof_where_the_reference_names_a_claim(room: OverpaidRoom) -> None:
    own = agreed(room)
    room.read(room.answer(3000), trace="EFT2", provider=(("FB:AA111", -3000),))
    room.post(other_claim(room), trace="EFT3", provider=((f"WO:{ICN}", 3000),))
    assert [one.trace for one in room.listed().carried] == ["EFT2"]
    assert finding_overpayments.overpayment(room.desk, own).wanted.row.state == "given back"
    # without anybody's word both may be meant
    room.read(trace="EFT4", provider=((f"WO:{ICN}", 3000), ("L6", -3000)))
    found = proposing_takebacks.taken(room.desk, taken(room)).proposals
    assert [(one.carried is not None, one.sure) for one in found] == [(True, False), (False, True)]


def test_a_balance_of_another_insurer_is_refused(room: OverpaidRoom) -> None:
    room.read(room.answer(8000), trace="EFT1", provider=(("FB:AA111", -3000),), payer="CIGNA")
    advice = room.read(trace="EFT3", provider=(("FB:AA111", 3000), ("L6", -3000)))
    with pytest.raises(PaydeskError, match="another insurer"):
        tying_takebacks.tie_carried(room.desk, (advice, 1), (1, 1))


def test_what_is_settled_otherwise_is_put_aside_and_taken_up_again(room: OverpaidRoom) -> None:
    advice = room.read(trace="EFT2", provider=(("WO:NOBODY", 3000), ("L6", -3000)))
    with pytest.raises(PaydeskError, match="Say why"):
        tying_takebacks.put_aside(room.desk, (advice, 1), "")
    tying_takebacks.put_aside(room.desk, (advice, 1), "for the clinic next door, they pay us")
    assert room.listed().taken == ()
    with pytest.raises(PaydeskError, match="Nothing of this is open"):
        tying_takebacks.put_aside(room.desk, (advice, 1), "once more")
    tying_takebacks.let_go(room.desk, (advice, 1))
    assert len(room.listed().taken) == 1


def test_a_reversal_and_a_takeback_in_one_payment_are_not_both_taken(room: OverpaidRoom) -> None:
    first = room.answer(8000)
    room.post(first, trace="EFT1")
    advice = room.read(first.taken_back(), room.answer(5000), trace="EFT2",
                       provider=((f"WO:{ICN}", 3000), ("L6", -6000)))  # fmt: skip
    posting_answers.post_advice(room.desk, PostAdvice(advice))
    assert proposing_takebacks.taken(room.desk, (advice, 1)).proposals == ()
    with pytest.raises(PaydeskError, match="it would be taken twice"):
        tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), claim_id(room), "try"))
    assert room.part() == 0


def test_a_reversal_settles_what_was_agreed_and_its_undoing_opens_it_again(room: OverpaidRoom) -> None:
    own = agreed(room)
    first = room.answer(8000)
    room.post(first.taken_back(), room.answer(5000), trace="EFT2", provider=((f"WO:{ICN}", -3000),))
    found = room.listed()
    assert found.wanted == () and [(one.row.id, one.row.state) for one in found.closed] == [(own, "given back")]
    for entry in reversed(room.rows("SELECT min(id) FROM entry WHERE because = 'remittance claim' GROUP BY group_id "
                                    "ORDER BY 1")[1:]):  # fmt: skip
        undoing.undo(room.desk, undoing.UndoEntry(entry[0], "the wrong file", f"undo {entry[0]}"))
    (one,) = room.listed().wanted
    assert (one.row.id, one.row.state) == (own, "insurer will keep it")


def test_a_refund_that_the_insurer_counts_in_its_next_payment_is_put_back(room: OverpaidRoom) -> None:
    own = agreed(room)
    returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, 3000, "priced wrong", "refund 1"))
    assert room.part() == 3000
    first = room.answer(8000)
    # it takes the whole answer back, pays less anew, and puts back what came by check
    room.post(first.taken_back(), room.answer(5000), trace="EFT2", provider=((f"72:{ICN}", -3000),))
    found = room.listed()
    assert (found.wanted, found.taken, found.carried) == ((), (), ())
    assert room.part() == 0
    assert room.rows("SELECT kind, amount FROM overpayment_settlement WHERE stands ORDER BY id") == [
        ("refund", 3000), ("counted", 3000)
    ]  # fmt: skip


def test_a_refund_is_counted_by_hand_where_no_reversal_came_and_no_more_than_it_was(room: OverpaidRoom) -> None:
    own = agreed(room)
    returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, 3000, "priced wrong", "refund 1"))
    advice = room.read(trace="EFT2", provider=((f"72:{ICN}", -4000),))
    posting_answers.post_advice(room.desk, PostAdvice(advice))
    (offered,) = proposing_takebacks.taken(room.desk, (advice, 1)).proposals
    assert (offered.amount, offered.agreed) == (3000, True)
    with pytest.raises(PaydeskError, match=r"30\.00 was refunded"):
        tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), claim_id(room), "it is", 4000))
    with pytest.raises(PaydeskError, match="No refund to the insurer"):
        tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), claim_id(room, "PD0000002"), "it is"))
    tying_takebacks.tie_takeback(room.desk, TieTakeback((advice, 1), claim_id(room), "they count it"))
    assert room.part() == 0
    ((entry,),) = room.rows("SELECT max(id) FROM entry WHERE kind = 'insurer payment'")
    undoing.undo(room.desk, undoing.UndoEntry(entry, "not so", "undo 1"))
    assert room.part() == 3000
