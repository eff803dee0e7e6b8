"""Posting remittances: each claim whole or not at all, once, and what a person must look at waits with its reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.data.advice_tables import ContractReason
from paydesk.operations import (
    deciding_answers,
    importing_remittances,
    posting_answers,
    reading_advice,
    reporting,
    undoing,
    unposting,
)
from paydesk.operations.deciding_answers import ConfirmClaim, PutAside
from paydesk.operations.posting_answers import AdvicePosted, PostAdvice, PostAnswer
from paydesk.operations.unposting import Unpost
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.office import Role
from support import era_writer
from support.era_writer import AnsweredLine, era
from support.money_clinic import Family, MoneyClinic

CO45, CO50, PR1, PR2, PR3 = ("CO", "45"), ("CO", "50"), ("PR", "1"), ("PR", "2"), ("PR", "3")


class Room:
    """A clinic with one visit of two lines (180.00 and 60.00) on Aetna, and files that answer it."""

    def __init__(self, money: MoneyClinic, folder: Path, *, plans: tuple[int, ...] = (0,), copay: int = 0) -> None:
        self.money, self.folder, self._files = money, folder, 0
        self.family: Family = money.family(plans=plans, copay=copay)
        self.patient = self.family.patients[0]
        self.coverages = self.family.coverages[self.patient]
        self.charges = money.charge(self.patient, 18000, 6000)
        self.number = ""

    def read(self, text_: str) -> int:
        """The id of the one advice in a file."""
        self._files += 1
        path = era_writer.write(self.folder, f"{self._files}.835", text_)
        kept = importing_remittances.keep_remittance_file(self.money.desk, path)
        self.number = self.number or str(self.rows("SELECT number FROM claim ORDER BY id")[0][0])
        return kept.kept[0].advice_id

    def post(self, text_: str) -> AdvicePosted:
        return posting_answers.post_advice(self.money.desk, PostAdvice(self.read(text_)))

    def rows(self, sql: str) -> list[Any]:
        with self.money.desk.database.reading() as session:
            return list(session.execute(text(sql)))

    def works(self) -> list[tuple[str, str]]:
        return [(work, reason) for work, reason in self.rows("SELECT work, reason FROM advice_claim ORDER BY id")]

    def parts(self, charge: int = 0) -> tuple[int, ...]:
        """What each coverage and then the patient owe of a charge."""
        return tuple(self.money.part(self.charges[charge], party) for party in (*self.coverages, 0))

    def answer(self, line1: tuple[Any, ...], line2: tuple[Any, ...] = (), **more: Any) -> era_writer.Answered:
        """An answer to the visit: adjustments of each line as (group, reason, cents)."""
        number = more.pop("number", "PD0000001")
        lines = (
            AnsweredLine(f"{number}L1", "99213", 18000, line1), AnsweredLine(f"{number}L2", "99213", 6000, line2),
        )  # fmt: skip
        return era_writer.Answered(number, lines, **more)


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Room:
    return Room(money, tmp_path)


def test_a_clean_answer_posts_its_payment_its_price_and_the_patients_share(room: Room) -> None:
    posted = room.post(era(room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 1000), (*PR1, 5000)))))
    assert (posted.posted, posted.denied, posted.left) == (1, 0, 0)
    assert (room.parts(0), room.parts(1)) == ((0, 2400), (0, 5000))
    assert room.works() == [("posted", "")]
    assert room.rows("SELECT state, payer_claim FROM claim") == [("paid", "26000000001")]
    assert room.rows("SELECT answer, reopened FROM charge") == [("answered", False)] * 2


def test_posting_again_or_from_another_file_changes_nothing(room: Room) -> None:
    file = era(room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 6000),)))
    room.post(file)
    entries = room.rows("SELECT count(*) FROM entry")
    again = room.post(file.replace("000000077", "000000099").replace("*0001", "*0002"))
    assert (again.posted, again.denied, again.left) == (0, 0, 0)
    assert room.rows("SELECT count(*) FROM entry") == entries
    assert room.rows("SELECT count(*) FROM advice") == [(1,)]


def test_a_denial_posts_nothing_and_waits_with_the_insurer(room: Room) -> None:
    posted = room.post(era(room.answer(((*CO50, 18000),), ((*CO50, 6000),), status="4")))
    assert (posted.posted, posted.denied, posted.left) == (0, 1, 0)
    assert room.parts(0) == (18000, 0)
    ((state, denial, preventable, why),) = room.rows("SELECT state, denial, preventable, follow_up_why FROM claim")
    assert (state, denial, bool(preventable), why) == ("denied", "medical necessity", False, "denied")
    assert room.rows("SELECT answer FROM charge") == [("denied",)] * 2
    assert sorted(kind for (kind,) in room.rows("SELECT kind FROM claim_deadline")) == ["appeal", "corrected", "filing"]


def test_one_line_denied_leaves_it_with_the_insurer(room: Room) -> None:
    room.post(era(room.answer(((*CO45, 6000),), (("CO", "197", 6000),))))
    assert (room.parts(0), room.parts(1)) == ((0, 0), (6000, 0))
    assert room.rows("SELECT answer FROM charge ORDER BY id") == [("answered",), ("denied",)]
    assert room.rows("SELECT state, denial FROM claim") == [("partly denied", "authorization")]
    assert room.works() == [("posted", "60.00 stays with the insurer: no authorization (CO 197)")]


def test_what_others_owe_goes_to_the_next_coverage_and_makes_its_claim(money: MoneyClinic, tmp_path: Path) -> None:
    room = Room(money, tmp_path, plans=(0, 1))
    room.post(era(room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 6000),))))
    assert room.parts(0) == (0, 2400, 0)
    assert room.rows("SELECT state, sent_how FROM claim ORDER BY id") == [("paid", ""), ("not sent", "")]
    # the second payer answers: what the first paid is information
    second = era_writer.Answered(
        "PD0000002", (AnsweredLine("PD0000002L1", "99213", 18000, (("OA", "23", 15600), (*PR2, 400))),), status="2",
    )  # fmt: skip
    room.post(era(second, trace="EFT2", payer="CIGNA"))
    assert room.parts(0) == (0, 0, 400)


def test_what_the_insurer_passed_on_itself_is_no_claim_of_ours_to_send(money: MoneyClinic, tmp_path: Path) -> None:
    room = Room(money, tmp_path, plans=(0, 1))
    room.post(era(room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 6000),), status="19", crossover="CIGNA")))
    assert room.rows("SELECT state, sent_how FROM claim ORDER BY id") == [("paid", ""), ("sent", "passed on")]


def test_passed_on_to_an_insurer_that_is_not_on_file_waits(room: Room) -> None:
    room.post(era(room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 6000),), status="19", crossover="ACME PLAN")))
    ((work, reason),) = room.works()
    assert work == "waiting" and reason.startswith("It was passed on to ACME PLAN, which is no coverage")
    assert room.parts(0) == (18000, 0)


def test_a_claim_level_adjustment_lowers_what_the_first_lines_were_paid(room: Room) -> None:
    answer = room.answer(((*CO45, 6000),), ((*CO45, 1000),), adjustments=(("CO", "137", 1000),))
    posted = room.post(era(answer))
    assert posted.posted == 1
    assert (room.parts(0), room.parts(1)) == ((1000, 0), (0, 0))
    assert room.works() == [("posted", "10.00 stays with the insurer: code 137: ask the insurer (CO 137)")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"number": "XX99"}, "Person0 Lopez may be meant: name, day and charge are the same."),
        ({"number": "XX99", "last": "BERG"}, "No claim here fits it"),
        ({"last": "BERG", "first": "THOMAS"}, "Claim PD0000001 is Person0 Lopez's, and the insurer names THOMAS BERG."),
        ({"first": "THOMAS"}, "Claim PD0000001 is Person0 Lopez's, and the insurer names THOMAS LOPEZ."),
        ({"status": "2"}, "The insurer answers as second payer; here it is the first."),
        ({"status": "25"}, "This is an estimate and no payment."),
        ({"status": "23"}, "The insurer says the claim is not its own"),
    ],
)
def test_what_is_not_clean_waits_for_a_person(room: Room, change: dict[str, Any], says: str) -> None:
    posted = room.post(era(room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 6000),), **change)))
    assert (posted.posted, posted.left) == (0, 1)
    ((work, reason),) = room.works()
    assert work == "waiting" and reason.startswith(says)
    assert room.rows("SELECT count(*) FROM lot") == [(0,)]


def test_another_insurers_payment_for_our_claim_waits(room: Room) -> None:
    room.post(era(room.answer(((*CO45, 6000),), ((*CO45, 1000),)), payer="CIGNA"))
    assert room.works()[0][1] == "Claim PD0000001 went to Aetna, and this payment is another insurer's."


def test_a_member_number_alone_does_not_make_it_the_patients(room: Room) -> None:
    with room.money.desk.database.transaction() as session:
        session.execute(text("UPDATE coverage SET member_number = 'W1'"))
    room.post(era(room.answer(((*CO45, 6000),), ((*CO45, 1000),), first="JOHN", last="SMITH", member="W1")))
    assert room.works()[0][1] == "Claim PD0000001 is Person0 Lopez's, and the insurer names JOHN SMITH."


def test_a_whole_copy_takes_the_place_of_a_damaged_one(room: Room) -> None:
    whole = era(room.answer(((*CO45, 6000),), ((*CO45, 1000),)))
    damaged = whole[: whole.index("SE*")]
    first = room.read(damaged)
    assert posting_answers.post_advice(room.money.desk, PostAdvice(first)).left == 1
    assert room.post(whole).posted == 1
    assert [work for work, _ in room.works()] == ["aside", "posted"]
    listed = reading_advice.deposits(room.money.desk)
    assert [one.advice_id for one in (*listed.waiting, *listed.posted)] != [first]
    assert len(listed.waiting) + len(listed.posted) == 1
    room.post(damaged)
    assert [work for work, _ in room.works()] == ["aside", "posted"]


def test_what_is_put_aside_stays_in_the_list_with_its_amount(room: Room) -> None:
    room.post(era(room.answer(((*CO45, 6000),), ((*CO45, 1000),), last="BERG", first="THOMAS")))
    ((own,),) = room.rows("SELECT id FROM advice_claim")
    deciding_answers.put_aside(room.money.desk, PutAside(own, "another clinic's"))
    (deposit,) = reading_advice.deposits(room.money.desk).posted
    assert (deposit.aside, deposit.posted_total, deposit.to_place) == (17000, 0, 17000)


def test_whose_it_is_can_be_said_anew_before_it_is_posted(room: Room) -> None:
    other = room.money.charge(room.patient, 18000, 6000)
    assert other
    room.read(era(room.answer(((*CO45, 6000),), ((*CO45, 1000),), number="XX99")))
    ((own,),) = room.rows("SELECT id FROM advice_claim")
    claims = [claim for (claim,) in room.rows("SELECT id FROM claim ORDER BY id")]
    for claim in claims:
        deciding_answers.confirm_claim(room.money.desk, ConfirmClaim(own, claim))
    assert room.rows("SELECT claim_id FROM advice_claim") == [(claims[-1],)]


def test_the_day_counts_what_stands_after_an_answer_was_taken_back_and_posted_again(room: Room) -> None:
    advice = room.read(era(room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 6000),))))
    posting_answers.post_advice(room.money.desk, PostAdvice(advice))
    ((entry,),) = room.rows("SELECT id FROM entry WHERE kind = 'insurer payment' LIMIT 1")
    undoing.undo(room.money.desk, undoing.UndoEntry(entry, "looked at again", room.money.key()))
    day = room.money.clock.today()
    assert [(one.taken, one.undone) for one in reporting.payments_by_day(room.money.desk, first=day, last=day)] == [
        (9600, 9600)
    ]
    posting_answers.post_advice(room.money.desk, PostAdvice(advice))
    assert [(one.count, one.net) for one in reporting.payments_by_day(room.money.desk, first=day, last=day)] == [
        (1, 9600)
    ]


def test_a_charge_that_is_not_ours_waits(room: Room) -> None:
    answer = era_writer.Answered("PD0000001", (AnsweredLine("", "99213", 17000, ((*CO45, 5000),)),))
    room.post(era(answer))
    ((_, reason),) = room.works()
    assert reason == "99213 of 11/23/2026 for 170.00 is not a line of this claim."


def test_a_payment_beyond_what_is_open_waits(room: Room) -> None:
    room.money.answer(room.coverages[0], room.charges[0], paid=17000)
    room.post(era(era_writer.Answered("PD0000001", (
        AnsweredLine("PD0000001L2", "99213", 6000, ((*CO45, 6000),)),
    ))))  # fmt: skip
    ((_, reason),) = room.works()
    assert reason == "Nothing is paid, and all of it would be taken off as the contract's price."


def test_two_answers_to_one_line_in_one_file_post_once(room: Room) -> None:
    answer = room.answer(((*CO45, 6000),), ((*CO45, 1000),))
    posted = room.post(era(answer, answer))
    assert (posted.posted, posted.left) == (1, 1)
    assert room.works()[1][1] == "An answer to this claim is posted already. Look whether this one comes on top of it."
    assert room.parts(0) == (0, 0)


def test_a_reversal_and_its_correction_find_the_first_answer(room: Room) -> None:
    first = room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 1000), (*PR1, 5000)))
    room.post(era(first))
    room.money.pay(room.family, 2400)  # the patient paid the share of the first answer
    better = room.answer(((*CO45, 6000), (*PR2, 1000)), ((*CO45, 1000),), payer_claim="26000000009",
                         original="26000000001")  # fmt: skip
    posted = room.post(era(first.taken_back(), better, trace="EFT2"))
    assert (posted.posted, posted.left) == (2, 0)
    assert (room.parts(0), room.parts(1)) == ((0, 0), (0, 0))
    assert room.money.credit(room.family) == 1400
    assert room.rows("SELECT state, payer_claim FROM claim") == [("paid", "26000000009")]
    assert room.rows("SELECT amount FROM lot WHERE kind = 'remittance' ORDER BY id") == [(9600,), (6400,)]
    assert room.rows("SELECT reopened FROM charge") == [(False,)] * 2


def test_a_reversal_without_its_original_waits_and_so_does_its_correction(room: Room) -> None:
    first = room.answer(((*CO45, 6000),), ((*CO45, 1000),))
    posted = room.post(era(first.taken_back(), first))
    assert (posted.posted, posted.left) == (0, 2)
    assert [reason for _, reason in room.works()] == [
        "It takes back an answer that is not posted here.",
        "It belongs to a reversal of the same claim that must wait for a person.",
    ]  # fmt: skip
    assert room.parts(0) == (18000, 0)


def test_a_payment_taken_back_without_a_new_answer_waits(room: Room) -> None:
    first = room.answer(((*CO45, 6000),), ((*CO45, 1000),))
    room.post(era(first))
    posted = room.post(era(first.taken_back(), trace="EFT2", provider=(("FB:CARRY", -17000),)))
    assert (posted.posted, posted.left) == (0, 1)
    assert room.works()[1][1] == "The insurer takes this payment back, and no new answer came with it."


def test_provider_level_adjustments_touch_no_patient(room: Room) -> None:
    answer = room.answer(((*CO45, 6000),), ((*CO45, 1000),))
    room.post(era(answer, provider=(("WO:26000000001", 5000), ("L6", -100))))
    assert room.rows("SELECT amount FROM lot") == [(12100,)]
    assert room.rows("SELECT provider_adjustments FROM remittance") == [(4900,)]


def test_reversing_a_posted_answer_lets_it_wait_and_post_again(room: Room) -> None:
    advice = room.read(era(room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 1000),))))
    posting_answers.post_advice(room.money.desk, PostAdvice(advice))
    ((entry,),) = room.rows("SELECT min(id) FROM entry WHERE because = 'remittance claim'")
    undoing.undo(room.money.desk, undoing.UndoEntry(entry, "posted too early", room.money.key()))
    assert room.parts(0) == (18000, 0)
    assert room.works() == [("waiting", "Its posting was reversed.")]
    assert room.rows("SELECT state FROM claim") == [("sent",)]
    posting_answers.post_advice(room.money.desk, PostAdvice(advice))
    assert room.parts(0) == (0, 2400)
    assert room.works() == [("posted", "")]


def test_a_taking_back_is_reversible_too(room: Room) -> None:
    first = room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 1000),))
    room.post(era(first))
    better = room.answer(((*CO45, 6000), (*PR2, 1000)), ((*CO45, 1000),), payer_claim="26000000009")
    room.post(era(first.taken_back(), better, trace="EFT2"))
    groups = [row[0] for row in room.rows("SELECT group_id FROM remittance_claim ORDER BY id")]
    with pytest.raises(Exception, match="took this answer back since"):
        undoing.undo(room.money.desk, undoing.UndoEntry(groups[0], "wrong", room.money.key()))
    for group in (groups[2], groups[1]):
        undoing.undo(room.money.desk, undoing.UndoEntry(group, "wrong file", room.money.key()))
    assert room.parts(0) == (0, 2400)
    assert [work for work, _ in room.works()] == ["posted", "waiting", "waiting"]
    posting_answers.post_advice(room.money.desk, PostAdvice(2))
    assert room.parts(0) == (0, 1000)


def the_answer(room: Room) -> int:
    return int(room.rows("SELECT max(id) FROM advice_claim")[0][0])


def test_a_person_posts_what_is_odd_and_says_why(room: Room) -> None:
    answer = room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 1000),), status="19", crossover="ACME PLAN")
    room.post(era(answer))
    with pytest.raises(PaydeskError, match="Say why"):
        posting_answers.post_answer(room.money.desk, PostAnswer(the_answer(room), " "))
    done = posting_answers.post_answer(room.money.desk, PostAnswer(the_answer(room), "patient has no other plan"))
    assert done.posted == 1 and room.parts(0) == (0, 2400)
    assert room.works() == [("posted", "posted by hand: patient has no other plan")]
    with pytest.raises(PaydeskError, match="posted or put aside already"):
        posting_answers.post_answer(room.money.desk, PostAnswer(the_answer(room), "once more"))


def test_a_person_cannot_post_what_is_wrong(room: Room) -> None:
    room.post(era(room.answer(((*CO45, 6000),), ((*CO45, 1000),), status="25")))
    with pytest.raises(PaydeskError, match="an estimate and no payment"):
        posting_answers.post_answer(room.money.desk, PostAnswer(the_answer(room), "looks fine to me"))
    assert room.parts(0) == (18000, 0)


def test_a_person_takes_a_payment_back_that_has_no_new_answer(room: Room) -> None:
    first = room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 1000),))
    room.post(era(first))
    room.post(era(first.taken_back(), trace="EFT2", provider=(("FB:CARRY", -first.paid),)))
    posting_answers.post_answer(room.money.desk, PostAnswer(the_answer(room), "Aetna says so"))
    assert room.parts(0) == (18000, 0)
    assert room.rows("SELECT state FROM claim") == [("taken back",)]
    assert room.rows("SELECT reopened FROM charge") == [(True,)] * 2


def test_whose_it_is_is_said_once_and_remembered(room: Room) -> None:
    answer = room.answer(((*CO45, 6000),), ((*CO45, 1000),), number="OLD-77")
    room.post(era(answer))
    assert room.works()[0][0] == "waiting"
    claim = room.rows("SELECT id FROM claim")[0][0]
    deciding_answers.confirm_claim(room.money.desk, ConfirmClaim(the_answer(room), claim))
    posted = posting_answers.post_advice(room.money.desk, PostAdvice(1))
    assert posted.posted == 1 and room.parts(0) == (0, 0)
    better = replace(answer, payer_claim="26000000009", original=answer.payer_claim)
    assert room.post(era(answer.taken_back(), better, trace="EFT2")).posted == 2
    assert {by for (by,) in room.rows("SELECT matched_by FROM advice_claim")} == {"confirmed before"}


def test_what_is_nobodys_here_is_put_aside_and_taken_up_again(room: Room) -> None:
    advice = room.read(era(room.answer(((*CO45, 6000),), ((*CO45, 1000),), number="XX1")))
    deciding_answers.put_aside(room.money.desk, PutAside(the_answer(room), "another clinic's"))
    assert posting_answers.post_advice(room.money.desk, PostAdvice(advice)).left == 0
    assert room.works() == [("aside", "another clinic's")]
    deciding_answers.take_up(room.money.desk, the_answer(room))
    assert posting_answers.post_advice(room.money.desk, PostAdvice(advice)).left == 1


def test_the_members_number_day_charge_and_name_find_a_claim_without_its_number(room: Room) -> None:
    with room.money.desk.database.transaction() as session:
        session.execute(text("UPDATE coverage SET member_number = 'W123'"))
    answer = replace(room.answer(((*CO45, 6000),), ((*CO45, 1000),), number="777"), member="W123")
    assert room.post(era(answer)).posted == 1
    assert room.rows("SELECT matched_by FROM advice_claim") == [("member, day, charge and name",)]


def test_a_number_that_was_cut_short_is_found_when_charge_and_day_agree(room: Room) -> None:
    room.money.charge(room.patient, 5000)
    answer = replace(room.answer(((*CO45, 6000),), ((*CO45, 1000),)), number="PD000000")
    assert room.post(era(answer)).posted == 1
    assert room.rows("SELECT matched_by FROM advice_claim") == [("claim number, cut short",)]


def test_two_claims_that_fit_alike_wait_for_a_person(room: Room) -> None:
    room.money.charge(room.patient, 18000, 6000)
    answer = replace(room.answer(((*CO45, 6000),), ((*CO45, 1000),)), number="PD000000")
    assert room.post(era(answer)).posted == 0
    assert room.works()[0][1] == "2 claims here fit it alike."


def test_a_clinics_own_reason_comes_off_by_contract(room: Room) -> None:
    with room.money.desk.database.transaction() as session:
        session.add(ContractReason(grouped="CO", reason="137", set_by="ana", set_at=room.money.clock.now()))
    room.post(era(room.answer(((*CO45, 6000), ("CO", "137", 500)), ((*CO45, 1000),))))
    assert room.parts(0) == (0, 0)
    assert room.works() == [("posted", "")]


def test_an_insurer_whose_answers_are_looked_at_first_waits(room: Room) -> None:
    with room.money.desk.database.transaction() as session:
        session.execute(text("UPDATE payer SET auto_post = false"))
    room.post(era(room.answer(((*CO45, 6000),), ((*CO45, 1000),))))
    assert room.works()[0][1] == "The clinic posts answers of Aetna only after a look at them."


def test_a_protected_patient_owes_nothing_of_the_answer(money: MoneyClinic, tmp_path: Path) -> None:
    room = Room(money, tmp_path, plans=(2,))
    room.post(era(room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 1000),)), payer="MEDICAID"))
    assert room.parts(0) == (0, 0)


def test_who_may_not_post_leaves_nothing(room: Room) -> None:
    advice = room.read(era(room.answer(((*CO45, 6000),), ((*CO45, 1000),))))
    reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        posting_answers.post_advice(reader, PostAdvice(advice))
    assert room.works() == [("waiting", "")]


def both_lines(room: Room) -> era_writer.Answered:
    return room.answer(((*CO45, 6000), (*PR2, 2400)), ((*CO45, 6000),))


def test_a_posting_goes_back_whole_and_can_be_posted_again(room: Room) -> None:
    advice = room.read(era(both_lines(room)))
    posted = posting_answers.post_advice(room.money.desk, PostAdvice(advice))
    request = Unpost(posted.answers, "the wrong file", "k1")
    done = unposting.unpost(room.money.desk, request)
    assert (done.reversed, done.left, done.why) == (1, 0, "") and done.touched.accounts
    assert (room.parts(0), room.parts(1)) == ((18000, 0), (6000, 0))
    assert unposting.unpost(room.money.desk, request).reversed == 0
    assert [work for work, _ in room.works()] == ["waiting"]
    again = posting_answers.post_advice(room.money.desk, PostAdvice(advice))
    assert (again.posted, again.left) == (1, 0) and room.parts(0) == (0, 2400)


def test_what_the_insurer_took_back_since_stays_posted_and_says_why(room: Room) -> None:
    answer = both_lines(room)
    first = room.post(era(answer))
    better = room.answer(((*CO45, 5000), (*PR2, 2400)), ((*CO45, 6000),))
    assert room.post(era(answer.taken_back(), better, trace="T2")).posted == 2
    done = unposting.unpost(room.money.desk, Unpost(first.answers, "the wrong file", "k1"))
    assert (done.reversed, done.left) == (0, 1) and "took this answer back since" in done.why


def test_who_may_not_reverse_takes_no_posting_back(room: Room) -> None:
    posted = room.post(era(both_lines(room)))
    reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        unposting.unpost(reader, Unpost(posted.answers, "the wrong file", "k1"))
    assert room.parts(0) == (0, 2400)
