"""What insurers paid too much: found, asked for by letter, decided on, sent back or kept; never a patient's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import text

from paydesk.data import call_facts, office_store, overpayment_store
from paydesk.operations import (
    deciding_overpayments,
    finding_overpayments,
    overpayment_letters,
    posting_answers,
    remembering,
    returning_overpayments,
    undoing,
)
from paydesk.operations.deciding_overpayments import Decide, PauseClock, RecordLetter
from paydesk.operations.posting_answers import PostAnswer
from paydesk.operations.remembering import Remember
from paydesk.operations.returning_overpayments import RefundInsurer
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.errors import ChangedByOther, NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from support.era_writer import Answered, AnsweredLine
from support.money_clinic import MoneyClinic
from support.overpaid_room import OverpaidRoom

TODAY = date(2026, 11, 23)


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Iterator[OverpaidRoom]:
    made = OverpaidRoom(money, tmp_path)
    yield made
    assert made.unsound() == []


def paid_twice(room: OverpaidRoom) -> int:
    """The same insurer pays a claim once more, and a person posts that; the overpayment's id."""
    room.post(room.answer(8000), trace="EFT1")
    room.post(room.answer(4500), trace="EFT2")
    ((own,),) = room.rows("SELECT id FROM advice_claim WHERE work = 'waiting'")
    posting_answers.post_answer(room.desk, PostAnswer(own, "a second payment, it came with the mail"))
    (one,) = room.listed().wanted
    return one.row.id


def letter(room: OverpaidRoom, amount: int = 3000, **more: Any) -> int:
    """A claim is paid, and a letter asks for a part of that; the overpayment's id."""
    room.post(room.answer(8000), trace="EFT1")
    ((claim,),) = room.rows("SELECT id FROM claim WHERE number = 'PD0000001'")
    asked: dict[str, Any] = {
        "reason": "coverage ended", "letter_on": TODAY - timedelta(days=3), "letter_number": "OP-77", **more,
    }  # fmt: skip
    return deciding_overpayments.record_letter(room.desk, RecordLetter(claim, amount, **asked)).overpayment_id


def test_a_second_payment_says_that_it_is_too_much_and_is_recorded(room: OverpaidRoom) -> None:
    own = paid_twice(room)
    (said,) = room.rows("SELECT reason FROM advice_claim WHERE work = 'posted' AND reason <> ''")
    assert said[0].startswith("It pays 45.00 more than was open: recorded as the insurer's overpayment")
    (one,) = room.listed().wanted
    assert (one.row.id, one.row.amount, one.row.reason, one.row.state) == (own, 4500, "paid twice", "to look at")
    assert (one.row.number, one.row.patient, one.row.payer) == ("PD0000001", "Person0 Lopez", "Aetna")
    assert room.part() == -4500 and room.patients() == (0, 0)


def test_looking_again_finds_nothing_twice_and_a_reversed_payment_ends_it(room: OverpaidRoom) -> None:
    own = paid_twice(room)
    room.listed()
    assert room.rows("SELECT count(*) FROM insurer_overpayment") == [(1,)]
    ((entry,),) = room.rows("SELECT max(id) FROM entry WHERE kind = 'insurer payment'")
    undoing.undo(room.desk, undoing.UndoEntry(entry, "it was another clinic's", "undo 1"))
    found = room.listed()
    assert found.wanted == () and [one.row.id for one in found.closed] == [own]
    assert room.rows("SELECT what FROM overpayment_event ORDER BY id") == [("found",), ("ended",)]


def test_a_reader_sees_the_list_and_makes_no_record(room: OverpaidRoom) -> None:
    room.money.answer(room.coverage, room.charge, paid=12000)
    with room.desk.database.transaction() as session:
        session.execute(text("UPDATE insurer_overpayment SET closed_on = '2026-11-20', state = 'not owed'"))
    reader = room.desk.as_actor(replace(room.desk.actor, role=Role.READ_ONLY))
    assert finding_overpayments.insurers_money(reader).wanted == ()
    with pytest.raises(NotAllowed):
        deciding_overpayments.decide(reader, Decide(1, "drop", "not ours"))


def test_a_check_sends_it_back_out_of_the_payment_it_came_with_once(room: OverpaidRoom) -> None:
    own = paid_twice(room)
    request = RefundInsurer(own, 4500, "paid twice", "refund 1", reference="1207")
    done = returning_overpayments.refund_insurer(room.desk, request)
    assert (done.amount, done.repeated, len(done.refund_ids)) == (4500, False, 1)
    assert room.part() == 0 and room.patients() == (0, 0)
    assert room.rows("SELECT r.amount, r.payee, m.trace FROM refund r JOIN remittance m ON m.lot_id = r.lot_id") == [
        (4500, "Aetna", "EFT2")
    ]
    again = returning_overpayments.refund_insurer(room.desk, request)
    assert again.repeated and again.refund_ids == done.refund_ids
    assert room.listed().wanted == ()
    (closed,) = room.listed().closed
    assert (closed.row.state, closed.row.left) == ("given back", 0)


def test_a_refund_that_was_not_sent_is_reversed_and_the_overpayment_is_open_again(room: OverpaidRoom) -> None:
    own = paid_twice(room)
    done = returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, 4500, "paid twice", "refund 1"))
    undoing.undo(room.desk, undoing.UndoEntry(done.entries[0], "the check was never sent", "undo 1"))
    (one,) = room.listed().wanted
    assert (one.row.id, one.row.state, one.row.left, room.part()) == (own, "to refund", 4500, -4500)


def test_more_than_is_beyond_comes_from_the_newest_payments_and_opens_the_claim(room: OverpaidRoom) -> None:
    own = paid_twice(room)
    ((claim,),) = room.rows("SELECT claim_id FROM insurer_overpayment")
    deciding_overpayments.record_letter(room.desk, RecordLetter(claim, 10000, "coverage ended", letter_number="A"))
    done = returning_overpayments.refund_insurer(room.desk, RefundInsurer(own, 10000, "coverage ended", "refund 1"))
    assert len(done.refund_ids) == 2
    assert room.rows("SELECT amount FROM refund ORDER BY amount") == [(4500,), (5500,)]
    assert room.part() == 5500 and room.patients() == (0, 0)
    assert room.rows("SELECT state, follow_up_why FROM claim WHERE number = 'PD0000001'") == [
        ("taken back", "100.00 went back to the insurer: who pays it now?")
    ]
    with pytest.raises(PaydeskError, match="went back to the insurer since"):
        ((entry,),) = room.rows("SELECT min(id) FROM entry WHERE kind = 'insurer payment'")
        undoing.undo(room.desk, undoing.UndoEntry(entry, "posted by mistake", "undo 1"))
    assert [undoing.undo(room.desk, undoing.UndoEntry(one, "not sent", f"undo {one}")).repeated
            for one in done.entries] == [False, False]  # fmt: skip
    assert room.part() == -4500
    assert room.rows("SELECT state FROM claim WHERE number = 'PD0000001'") == [("paid",)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"amount": 4501}, "45.00 of it is still to go back"),
        ({"amount": 0}, "more than zero"),
        ({"why": "x"}, "Say why"),
        ({"method": "cash"}, "by check or by bank transfer"),
        ({"why": "card 4111 1111 1111 1111"}, "card number"),
    ],
)
def test_what_no_refund_is_refused_and_nothing_is_done(room: OverpaidRoom, change: dict[str, Any], says: str) -> None:
    own = paid_twice(room)
    with pytest.raises(PaydeskError, match=says):
        returning_overpayments.refund_insurer(
            room.desk, replace(RefundInsurer(own, 4500, "paid twice", "refund 1"), **change)
        )
    assert room.part() == -4500 and room.listed().wanted[0].row.state == "to look at"
    with pytest.raises(NotFound):
        returning_overpayments.refund_insurer(room.desk, RefundInsurer(own + 9, 4500, "paid twice", "refund 2"))


def test_a_clerk_decides_and_a_supervisor_sends_the_check(room: OverpaidRoom) -> None:
    own = paid_twice(room)
    clerk = room.desk.as_actor(replace(room.desk.actor, name="cleo", role=Role.CLERK))
    deciding_overpayments.decide(clerk, Decide(own, "refund", "the second payment was theirs"))
    with pytest.raises(NotAllowed):
        returning_overpayments.refund_insurer(clerk, RefundInsurer(own, 4500, "paid twice", "refund 1"))
    assert room.listed().wanted[0].row.state == "to refund"


def test_a_letter_is_recorded_with_its_dates_and_history(room: OverpaidRoom) -> None:
    own = letter(room, respond_by=TODAY + timedelta(days=27), note="signed by R. Miles")
    page = finding_overpayments.overpayment(room.desk, own)
    row = page.wanted.row
    assert (row.amount, row.letter_number, row.found_by, row.reason) == (3000, "OP-77", "letter", "coverage ended")
    assert page.wanted.clock is not None and page.wanted.clock.words(TODAY) == "27 days left"
    assert [(one.what, one.why) for one in page.events] == [
        ("letter OP-77 came", "Aetna asks for 30.00: the coverage had ended. signed by R. Miles")
    ]
    assert page.there == 8000 and room.part() == 0


def test_the_same_letter_twice_is_one_and_another_one_waits_its_turn(room: OverpaidRoom) -> None:
    own = letter(room)
    ((claim,),) = room.rows("SELECT claim_id FROM insurer_overpayment")
    same = RecordLetter(claim, 3000, "coverage ended", TODAY - timedelta(days=3), "OP-77")
    again = deciding_overpayments.record_letter(room.desk, same)
    assert again.repeated and again.overpayment_id == own
    with pytest.raises(PaydeskError, match="open already"):
        deciding_overpayments.record_letter(room.desk, replace(same, letter_number="OP-78"))


def test_a_letter_about_what_the_ledger_found_is_the_same_overpayment(room: OverpaidRoom) -> None:
    own = paid_twice(room)
    ((claim,),) = room.rows("SELECT claim_id FROM insurer_overpayment")
    done = deciding_overpayments.record_letter(room.desk, RecordLetter(claim, 4500, "paid twice", letter_number="X1"))
    assert done.overpayment_id == own
    assert room.rows("SELECT count(*) FROM insurer_overpayment") == [(1,)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"amount": 8001}, "has paid 80.00 on this claim"),
        ({"amount": 0}, "more than zero"),
        ({"reason": "none"}, "Choose why"),
        ({"found_by": "rumor"}, "by a letter or in an audit"),
        ({"letter_on": TODAY + timedelta(days=1)}, "still to come"),
        ({"letter_on": TODAY, "respond_by": TODAY - timedelta(days=1)}, "before the letter was written"),
        ({"note": "4111111111111111"}, "card number"),
    ],
)
def test_a_letter_that_cannot_be_is_refused(room: OverpaidRoom, change: dict[str, Any], says: str) -> None:
    with pytest.raises(PaydeskError, match=says):
        letter(room, **change)
    assert room.rows("SELECT count(*) FROM insurer_overpayment") == [(0,)]
    with pytest.raises(NotFound):
        deciding_overpayments.record_letter(room.desk, RecordLetter(999, 3000, "other"))


def test_only_claims_that_an_insurer_paid_can_be_asked_back(room: OverpaidRoom) -> None:
    letter(room)
    (one,) = deciding_overpayments.paid_claims(room.desk, room.family.account)
    assert (one.number, one.payer, one.there) == ("PD0000001", "Aetna", 8000)


def test_it_is_disputed_lost_agreed_to_in_part_or_dropped(room: OverpaidRoom) -> None:
    own = letter(room)
    until = TODAY + timedelta(days=30)
    deciding_overpayments.decide(room.desk, Decide(own, "dispute", "coverage held until December", until=until))
    row = room.listed().wanted[0].row
    assert (row.state, row.dispute_until) == ("disputed", until)
    deciding_overpayments.decide(room.desk, Decide(own, "offset", "they are right for half", amount=1500))
    row = room.listed().wanted[0].row
    assert (row.state, row.left) == ("insurer will keep it", 1500)
    deciding_overpayments.decide(room.desk, Decide(own, "drop", "the insurer gave in"))
    assert room.listed().wanted == () and room.part() == 0
    with pytest.raises(PaydeskError, match="closed"):
        deciding_overpayments.decide(room.desk, Decide(own, "dispute", "again"))


def test_a_finding_that_is_not_owed_does_not_come_back(room: OverpaidRoom) -> None:
    own = paid_twice(room)
    deciding_overpayments.decide(room.desk, Decide(own, "drop", "a bonus by contract"))
    assert room.listed().wanted == ()
    assert room.rows("SELECT count(*) FROM insurer_overpayment") == [(1,)]


def test_what_is_no_decision_is_refused(room: OverpaidRoom) -> None:
    own = letter(room)
    for request, says in (
        (Decide(own, "maybe", "not sure"), "Choose what"), (Decide(own, "drop", ""), "Say why"),
        (Decide(own, "offset", "agreed", amount=3001), "30.00 is asked for"),
        (Decide(own, "dispute", "no", until=TODAY), "Say why"),
        (Decide(own, "dispute", "not so", until=TODAY - timedelta(days=1)), "That day is over"),
    ):  # fmt: skip
        with pytest.raises(PaydeskError, match=says):
            deciding_overpayments.decide(room.desk, request)
    with pytest.raises(NotFound):
        deciding_overpayments.decide(room.desk, Decide(own + 9, "drop", "gone"))
    with pytest.raises(ChangedByOther):
        deciding_overpayments.decide(room.desk, Decide(own, "drop", "gone"), version=99)


def test_the_laws_time_runs_for_medicare_and_stands_still_while_it_is_looked_into(
    money: MoneyClinic, tmp_path: Path
) -> None:
    room = OverpaidRoom(money, tmp_path, payer=3)
    room.post(room.answer(8000), trace="EFT1", payer="MEDICARE")
    ((claim,),) = room.rows("SELECT id FROM claim WHERE number = 'PD0000001'")
    own = deciding_overpayments.record_letter(room.desk, RecordLetter(claim, 3000, "other")).overpayment_id
    (one,) = room.listed().wanted
    assert one.clock is not None and one.clock.due == TODAY + timedelta(days=60)
    deciding_overpayments.pause_clock(room.desk, PauseClock(own, TODAY, None, "asked for the records"))
    assert room.listed().wanted[0].clock == replace(one.clock, stopped=True)
    with pytest.raises(PaydeskError, match="begins today or earlier"):
        deciding_overpayments.pause_clock(room.desk, PauseClock(own, TODAY + timedelta(days=2), None, "later"))
    with pytest.raises(PaydeskError, match="identified on"):
        deciding_overpayments.pause_clock(room.desk, PauseClock(own, TODAY - timedelta(days=9), None, "before"))
    with pytest.raises(PaydeskError, match="Say what is looked into"):
        deciding_overpayments.pause_clock(room.desk, PauseClock(own, TODAY, None, ""))


def test_no_law_stops_the_time_of_a_commercial_insurer(room: OverpaidRoom) -> None:
    own = letter(room)
    assert room.listed().wanted[0].clock is None
    with pytest.raises(PaydeskError, match="For Aetna no law"):
        deciding_overpayments.pause_clock(room.desk, PauseClock(own, TODAY, None, "asked for the records"))


def test_an_account_tells_what_insurers_want_of_it(room: OverpaidRoom) -> None:
    own = letter(room)
    assert [one.row.id for one in finding_overpayments.of_account(room.desk, room.family.account)] == [own]
    with pytest.raises(NotFound):
        finding_overpayments.overpayment(room.desk, own + 9)


def evening(room: OverpaidRoom) -> None:
    """7 PM of November 23 at the clinic, when November 24 has begun in UTC."""
    with room.desk.database.transaction() as session:
        office_store.keep_setting(session, "clinic", {"name": "Clinic", "time_zone": "America/Chicago"})
    now = room.money.clock.now()
    room.money.clock.advance(seconds=(datetime(2026, 11, 24, 1, tzinfo=UTC) - now).total_seconds())


def test_what_happened_in_the_evening_is_of_the_clinics_day(room: OverpaidRoom) -> None:
    evening(room)
    own = letter(room)
    page = finding_overpayments.overpayment(room.desk, own)
    assert {one.at.date() for one in page.events} == {TODAY}
    deciding_overpayments.decide(
        room.desk, Decide(own, "dispute", "the plan was active"), version=page.wanted.row.version
    )
    with room.desk.database.reading() as session:
        assert [one.last_on for one in overpayment_store.disputed(session)] == [TODAY]


def test_what_an_answer_said_is_of_the_day_on_which_it_was_posted_at_the_clinic(room: OverpaidRoom) -> None:
    evening(room)
    denied = Answered("PD0000001", (AnsweredLine("PD0000001L1", "99213", 10000, (("CO", "29", 10000),)),), "4")
    room.post(denied, trace="EFT1", day="20261124")
    with room.desk.database.transaction() as session:
        session.execute(text("UPDATE claim SET answered_on = '2026-11-23'"))  # as that PC's clock has it
    with room.desk.database.reading() as session:
        subject = call_facts.claim(session, 1)
    assert subject is not None and subject.claim is not None
    assert subject.claim.said_on == TODAY, "not of tomorrow, when the payment is dated"


@pytest.mark.parametrize("known", [True, False])
def test_a_letter_about_it_goes_to_what_is_remembered_of_the_insurer(room: OverpaidRoom, known: bool) -> None:
    if known:
        remembering.remember(room.desk, Remember(room.money.payers[0], Purpose.TAKEBACK, address="PO Box 9; Erie, PA"))
    own = letter(room)
    page = finding_overpayments.overpayment(room.desk, own)
    assert page.address == (("PO Box 9", "Erie, PA") if known else ())
    deciding_overpayments.decide(room.desk, Decide(own, "dispute", "the plan was active"),
                                 version=page.wanted.row.version)  # fmt: skip
    pdf = PdfDocument(overpayment_letters.dispute_paper(room.desk, own).pdf)
    assert ("PO BOX 9" in pdf[0].get_textpage().get_text_range()) is known
