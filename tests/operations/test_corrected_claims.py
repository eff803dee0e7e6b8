"""Corrected claims: what the insurer has is replaced or voided under a new number, and answers find the right one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.data.charge_tables import Charge, ChargeVersion
from paydesk.operations import (
    charging,
    claim_work,
    claiming,
    correcting_claims,
    importing_remittances,
    posting_answers,
    remembering,
    undoing,
)
from paydesk.operations.claiming import MarkSent
from paydesk.operations.correcting_claims import CorrectClaim
from paydesk.operations.posting_answers import AdvicePosted, PostAdvice
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from support import era_writer
from support.era_writer import Answered, AnsweredLine, era
from support.money_clinic import MoneyClinic

TODAY = date(2026, 11, 23)
CO16, CO45, CO50, PR2 = ("CO", "16"), ("CO", "45"), ("CO", "50"), ("PR", "2")


class Room:
    """One visit of two lines (180.00 and 60.00) on Aetna, its claim PD0000001 sent ten days ago."""

    def __init__(self, money: MoneyClinic, folder: Path) -> None:
        self.money, self.folder, self._files = money, folder, 0
        self.family = money.family(plans=(0,))
        self.patient = self.family.patients[0]
        (self.coverage,) = self.family.coverages[self.patient]
        self.charges = money.charge(self.patient, 18000, 6000)
        claiming.mark_sent(money.desk, MarkSent((1,), TODAY - timedelta(days=10)))

    def rows(self, sql: str) -> list[Any]:
        with self.money.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]

    def post(self, *answers: Answered, trace: str = "EFT1") -> AdvicePosted:
        self._files += 1
        path = era_writer.write(self.folder, f"{self._files}.835", era(*answers, trace=trace))
        kept = importing_remittances.keep_remittance_file(self.money.desk, path)
        return posting_answers.post_advice(self.money.desk, PostAdvice(kept.kept[0].advice_id))

    def answer(self, number: str, *reasons: tuple[Any, ...], **more: Any) -> Answered:
        """Every line of a claim answered; adjustments of each as (group, reason, cents)."""
        amounts = (18000, 6000)
        lines = tuple(
            AnsweredLine(f"{number}L{seq}", "99213", amounts[seq - 1], told) for seq, told in enumerate(reasons, 1)
        )
        return Answered(number, lines, **more)

    def deny(self, *, on: str = "1") -> None:
        self.post(self.answer("PD0000001", ((*CO16, 18000),), ((*CO16, 6000),), status="4"), trace=on)

    def correct(self, claim: int = 1, **more: Any) -> correcting_claims.ClaimCorrected:
        request = CorrectClaim(claim, "wrong diagnosis", "form 1")
        return correcting_claims.correct_claim(self.money.desk, replace(request, **more))

    def undo(self, charge: int) -> None:
        found = "SELECT e.id FROM entry e JOIN line l ON l.entry_id = e.id WHERE e.kind = 'charge' AND l.charge_id = "
        ((entry,),) = self.rows(f"{found}{charge}")
        undoing.undo(self.money.desk, undoing.UndoEntry(entry, "wrong code", self.money.key()))

    def recode(self, charge: int, code: str) -> None:
        """A new version of a posted charge at the same fee, as a correction makes it."""
        with self.money.desk.database.transaction() as session:
            row = session.get_one(Charge, charge)
            old = session.get_one(ChargeVersion, (charge, row.version))
            facts = {column.name: getattr(old, column.name) for column in ChargeVersion.__table__.columns}
            session.add(ChargeVersion(**{**facts, "version": row.version + 1, "code": code}))
            row.version += 1
            session.flush()
            claiming.claim_visit(self.money.desk, session, row.visit_id or 0)

    def states(self) -> list[tuple[str, str, str, int | None]]:
        return self.rows("SELECT number, state, frequency, replaces_id FROM claim ORDER BY id")

    def lines(self, claim: int) -> list[tuple[str, str, int]]:
        return self.rows(f"SELECT key, code, charge_id FROM claim_line WHERE claim_id = {claim} ORDER BY seq")


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Room:
    return Room(money, tmp_path)


def test_a_denied_claim_is_replaced_by_hand_within_its_time(room: Room) -> None:
    room.deny()
    done = room.correct()
    assert (done.number, done.replaces) == ("PD0000002", "PD0000001")
    assert done.deadline is not None and (done.deadline.kind, done.deadline.due) == ("corrected", date(2027, 2, 18))
    assert room.states() == [("PD0000001", "corrected", "1", None), ("PD0000002", "not sent", "7", 1)]
    assert room.lines(2) == [("PD0000002L1", "99213", room.charges[0]), ("PD0000002L2", "99213", room.charges[1])]
    assert room.rows("SELECT follow_up_on, denial FROM claim WHERE id = 1") == [(None, "coding")]
    assert room.rows("SELECT kind FROM claim_deadline WHERE claim_id = 2") == [("corrected",)]
    due = claim_work.calls_due(room.money.desk)
    assert [one.about for one in due.rows] == [], "nobody follows the replaced one up"
    (row,) = due.to_send
    assert row.replaces == "corrected, replaces PD0000001 (insurer's number 26000000001)"
    assert row.limit == "" and row.why == "not sent, correct by 02/18/27" and row.money == 24000
    assert room.rows("SELECT act, account_id FROM audit WHERE act = 'claims.correct'") == [
        ("claims.correct", room.family.account)
    ]


def test_pressed_again_it_makes_no_second_one(room: Room) -> None:
    room.deny()
    assert room.correct() == room.correct()
    assert len(room.states()) == 2


def test_a_correction_without_the_insurers_number_asks_for_it(room: Room) -> None:
    with pytest.raises(PaydeskError, match="Type the insurer's number of this claim") as refused:
        room.correct()
    assert refused.value.field == "payer_claim"
    assert len(room.states()) == 1
    room.correct(payer_claim="icn 26-77")
    assert room.rows("SELECT payer_claim FROM claim WHERE id = 1") == [("ICN2677",)]
    assert ("ICN2677",) in room.rows("SELECT number FROM claim_number WHERE claim_id = 1 AND kind = 'payer''s'")
    due = claim_work.calls_due(room.money.desk)
    assert due.to_send[0].why.startswith("not sent, file by"), "not answered: it must be filed in time"


@pytest.mark.parametrize(
    ("change", "words", "field"),
    [
        ({"reason": " x "}, "Say in a few words", "reason"),
        ({"reason": "card 4111 1111 1111 1111"}, "Never keep a full", "reason"),
        ({"payer_claim": "9" * 39}, "at most 38", "payer_claim"),
        ({"claim_id": 99}, "not there any more", None),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    room: Room, change: dict[str, Any], words: str, field: str | None
) -> None:
    room.deny()
    before = room.rows("SELECT count(*) FROM claim_event")
    with pytest.raises((PaydeskError, NotFound), match=words) as refused:
        room.correct(**change)
    assert refused.value.field == field
    assert len(room.states()) == 1 and room.rows("SELECT count(*) FROM claim_event") == before


def test_only_what_the_insurer_has_is_corrected_and_once(room: Room) -> None:
    room.deny()
    room.correct()
    with pytest.raises(PaydeskError, match="PD0000002 takes the place of this one already"):
        room.correct(key="form 2")
    with pytest.raises(PaydeskError, match="has not taken this claim in yet"):
        room.correct(2, key="form 3")
    clerk = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        correcting_claims.correct_claim(clerk, CorrectClaim(2, "why", "form 4"))


def test_a_correction_made_by_mistake_is_taken_back(room: Room) -> None:
    room.deny()
    own = room.correct().claim_id
    correcting_claims.take_back_correction(room.money.desk, own)
    assert [state for _, state, _, _ in room.states()] == ["denied", "void"]
    assert room.rows("SELECT denial FROM claim WHERE id = 1") == [("coding",)]
    assert [one.about for one in claim_work.calls_due(room.money.desk).rows] == ["claim 1"]
    assert claim_work.calls_due(room.money.desk).to_send == ()
    with pytest.raises(PaydeskError, match="Only a corrected claim that waits"):
        correcting_claims.take_back_correction(room.money.desk, own)
    again = room.correct(key="form 2").claim_id
    claiming.mark_sent(room.money.desk, MarkSent((again,), TODAY))
    with pytest.raises(PaydeskError, match="Only a corrected claim that waits"):
        correcting_claims.take_back_correction(room.money.desk, again)


def test_a_recoded_charge_of_a_sent_claim_makes_the_corrected_one(room: Room) -> None:
    room.recode(room.charges[0], "99214")
    assert room.states() == [("PD0000001", "corrected", "1", None), ("PD0000002", "not sent", "7", 1)]
    assert [code for _, code, _ in room.lines(2)] == ["99214", "99213"]
    assert [code for _, code, _ in room.lines(1)] == ["99213", "99213"], "what was sent stays as it was sent"
    with pytest.raises(PaydeskError, match="The charges were changed"):
        correcting_claims.take_back_correction(room.money.desk, 2)
    room.recode(room.charges[0], "99215")
    assert len(room.states()) == 2, "one that is not sent takes the new line"
    assert [code for _, code, _ in room.lines(2)] == ["99215", "99213"]
    correcting_claims.name_payer_claim(room.money.desk, 2, "26-1")
    (row,) = claim_work.calls_due(room.money.desk).to_send
    assert row.replaces == "corrected, replaces PD0000001 (insurer's number 261)"
    wrong = ((1, "7", "replaces none"), (2, " ", "Type the insurer's number"), (9, "7", "not there"))
    for claim, number, words in wrong:
        with pytest.raises((PaydeskError, NotFound), match=words):
            correcting_claims.name_payer_claim(room.money.desk, claim, number)


def test_an_answered_charge_that_is_recoded_is_reopened_until_the_new_answer(room: Room) -> None:
    paid = room.answer("PD0000001", ((*CO45, 6000), (*PR2, 2400)), ((*CO45, 1000), (*PR2, 1000)))
    room.post(paid)
    room.recode(room.charges[0], "99214")
    assert [bool(one) for (one,) in room.rows("SELECT reopened FROM charge ORDER BY id")] == [True, False]
    claiming.mark_sent(room.money.desk, MarkSent((2,), TODAY))
    lines = (AnsweredLine("PD0000002L1", "99214", 18000, ((*CO45, 4000), (*PR2, 2800))),
             AnsweredLine("PD0000002L2", "99213", 6000, ((*CO45, 1000), (*PR2, 1000))))  # fmt: skip
    done = room.post(paid.taken_back(), Answered("PD0000002", lines, payer_claim="26000000002"), trace="EFT2")
    assert (done.posted, done.left) == (2, 0), room.rows("SELECT reason FROM advice_claim")
    assert [(number, state) for number, state, _, _ in room.states()] == [
        ("PD0000001", "corrected"), ("PD0000002", "paid"),
    ]  # fmt: skip
    assert room.money.part(room.charges[0]) == 2800 and room.money.part(room.charges[0], room.coverage) == 0
    assert not any(bool(one) for (one,) in room.rows("SELECT reopened FROM charge"))


def test_the_answer_may_come_before_the_reversal_in_another_remittance(room: Room) -> None:
    paid = room.answer("PD0000001", ((*CO45, 6000),), ((*CO45, 1000),))
    room.post(paid)
    room.correct()
    claiming.mark_sent(room.money.desk, MarkSent((2,), TODAY))
    again = room.answer("PD0000002", ((*CO45, 4000),), ((*CO45, 1000),))
    assert room.post(again, trace="EFT2").left == 1, "an answer stands on these charges: a person looks"
    assert room.rows("SELECT state FROM claim ORDER BY id") == [("corrected",), ("sent",)]


def test_a_charge_undone_leaves_the_corrected_claim_and_with_the_last_it_voids(room: Room) -> None:
    room.undo(room.charges[1])
    assert room.states() == [("PD0000001", "corrected", "1", None), ("PD0000002", "not sent", "7", 1)]
    assert room.lines(2) == [("PD0000002L1", "99213", room.charges[0])]
    room.undo(room.charges[0])
    assert room.states()[1] == ("PD0000002", "not sent", "8", 1)
    assert [charge for _, _, charge in room.lines(2)] == list(room.charges), "it names what it voids"
    (row,) = claim_work.calls_due(room.money.desk).to_send
    assert row.replaces.startswith("void of PD0000001") and row.money == 0
    assert claim_work.make_claims(room.money.desk).count == 0 and len(room.states()) == 2


def test_what_is_charged_anew_after_all_goes_out_in_the_place_of_the_first(room: Room) -> None:
    for charge in room.charges:
        room.undo(charge)
    (visit,) = {one for (one,) in room.rows("SELECT visit_id FROM charge")}
    new = charging.post_charges(
        room.money.desk, charging.PostCharges(visit, (charging.NewCharge("99215", "Visit", fee=20000),), "again")
    ).charge_ids[0]
    assert room.states() == [("PD0000001", "corrected", "1", None), ("PD0000002", "not sent", "7", 1)]
    assert room.lines(2) == [("PD0000002L1", "99215", new)]


def test_a_claim_that_was_rejected_takes_the_new_line_itself(room: Room) -> None:
    with room.money.desk.database.transaction() as session:
        session.execute(text("UPDATE claim SET state = 'rejected'"))
    room.recode(room.charges[0], "99214")
    assert room.states() == [("PD0000001", "rejected", "1", None)]
    assert [code for _, code, _ in room.lines(1)] == ["99214", "99213"]


def test_a_late_answer_to_the_replaced_claim_still_finds_it(room: Room) -> None:
    room.correct(payer_claim="26000000001")
    claiming.mark_sent(room.money.desk, MarkSent((2,), TODAY))
    done = room.post(room.answer("PD0000001", ((*CO45, 6000),), ((*CO50, 6000),)))
    assert done.posted == 1
    assert [state for _, state, _, _ in room.states()] == ["corrected", "sent"], "nobody follows the first one up"
    assert room.rows("SELECT what, state FROM claim_event WHERE claim_id = 1 ORDER BY id")[-1] == (
        "answered late", "corrected",
    )  # fmt: skip
    (entry,) = room.rows("SELECT min(id) FROM entry WHERE because = 'remittance claim'")
    undoing.undo(room.money.desk, undoing.UndoEntry(int(entry[0]), "wrong", "undo"))
    assert [state for _, state, _, _ in room.states()] == ["corrected", "sent"]


@pytest.mark.parametrize("number", ["", "26000000001"])
def test_an_answer_without_our_number_is_for_the_newest_that_stands(room: Room, number: str) -> None:
    with room.money.desk.database.transaction() as session:
        session.execute(text("UPDATE coverage SET member_number = 'A1'"))
    room.correct(payer_claim="26000000001")
    claiming.mark_sent(room.money.desk, MarkSent((2,), TODAY))
    lines = tuple(AnsweredLine("", "99213", amount, ((*CO45, 1000),)) for amount in (18000, 6000))
    done = room.post(Answered("X7", lines, payer_claim=number, original=number, member="A1"))
    assert done.posted == 1, room.rows("SELECT reason FROM advice_claim")
    assert room.rows("SELECT claim_id FROM advice_claim") == [(2,)]
    assert [state for _, state, _, _ in room.states()] == ["corrected", "paid"]
    back = Answered("X7", lines, payer_claim=number, original=number, member="A1").taken_back()
    room.post(back, trace="EFT2")
    assert room.rows("SELECT claim_id FROM advice_claim ORDER BY id") == [(2,), (2,)], "the newest that was answered"


def test_limits_that_come_to_be_known_count_for_the_corrected_claim_too(room: Room) -> None:
    room.deny()
    room.correct()
    payer = room.money.payers[0]
    memory = remembering.recall(room.money.desk, payer, Purpose.DENIAL)
    remembering.remember(room.money.desk, remembering.Remember(
        payer, Purpose.DENIAL, limits=(("corrected", 30), ("filing", 20)), source="manual 2026",
        version=memory.reach.version,
    ))  # fmt: skip
    ((kind, due, source),) = room.rows("SELECT kind, due, source FROM claim_deadline WHERE claim_id = 2")
    assert (kind, str(due), source) == ("corrected", "2026-12-20", "manual 2026")
