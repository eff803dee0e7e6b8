"""Letters to insurers: facts filled in, only what is on file enclosed, kept, and the claims followed up by rule."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from sqlalchemy import text

from paydesk.data import office_store, payer_memory
from paydesk.operations import (
    calling,
    claim_work,
    claiming,
    correcting_claims,
    importing_remittances,
    keeping,
    posting_answers,
    preparing_letters,
    writing_insurers,
)
from paydesk.operations.calling import BeginCall, CloseCall, Settled
from paydesk.operations.claiming import MarkSent
from paydesk.operations.correcting_claims import CorrectClaim
from paydesk.operations.posting_answers import PostAdvice
from paydesk.operations.preparing_calls import read_sheet
from paydesk.operations.preparing_letters import WriteLetter
from paydesk.operations.writing_insurers import LetterWritten
from paydesk.rules.call_sheet import Answer, Purpose
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.insurer_letter import Enclosed, LetterKind
from paydesk.rules.office import Role
from support import era_writer
from support.era_writer import Answered, AnsweredLine, era
from support.money_clinic import MoneyClinic

TODAY = date(2026, 11, 23)
ADDRESS = ("Appeals", "PO Box 14079", "Lexington, KY 40512")
CLINIC = {
    "name": "Riverbend Family Clinic", "npi": "1999999984", "tax_id": "12-3456789", "phone": "2175550100",
    "address": ["12 River Rd", "Springfield, IL 62701"], "time_zone": "America/Chicago",
}  # fmt: skip
ALL = (Enclosed.CHARGES, Enclosed.REMITTANCE, Enclosed.CALLS, Enclosed.FILING)


class Room:
    """Two claims of two accounts on Aetna, sent 38 days ago; the first one denied as not medically necessary."""

    def __init__(self, money: MoneyClinic, folder: Path) -> None:
        self.money, self.folder, self._files = money, folder, 0
        with money.desk.database.transaction() as session:
            office_store.keep_setting(session, "clinic", CLINIC)
        self.families = [money.family(plans=(0,), number=number) for number in (50001, 50002)]
        for one in self.families:
            money.charge(one.patients[0], 18000, on=TODAY - timedelta(days=40))
        with money.desk.database.transaction() as session:
            session.execute(text("UPDATE person SET first_name = 'Rosa', last_name = 'Quill' WHERE account_id = 2"))
        claiming.mark_sent(money.desk, MarkSent((1, 2), TODAY - timedelta(days=38), file="0077", sent_as={1: "CH-1"}))
        self.answer(1, ("CO", "50", 18000), status="4")

    def answer(self, claim: int, *reasons: Any, **more: Any) -> None:
        self._files += 1
        number = f"PD000000{claim}"
        lines = (AnsweredLine(f"{number}L1", "99213", 18000, reasons),)
        last, first = (("LOPEZ", "PERSON0"), ("QUILL", "ROSA"))[claim == 2]
        told = Answered(number, lines, payer_claim=f"2600{claim}", last=last, first=first, day="20261014", **more)
        file = era_writer.write(self.folder, f"{self._files}.835", era(told, trace=f"EFT{self._files}"))
        kept = importing_remittances.keep_remittance_file(self.money.desk, file)
        posting_answers.post_advice(self.money.desk, PostAdvice(kept.kept[0].advice_id))

    def call(self, *settled: Settled, note: str = "") -> None:
        desk = self.money.desk
        call = calling.begin_call(desk, BeginCall(settled[0].about, settled[0].purpose, self.money.key())).call_id
        calling.close_call(desk, CloseCall(call, settled, "Tanya, ext 4410", "A-77", 60, "8005550142", note=note,
                                           accepted=frozenset({"denied_on", "number"})))  # fmt: skip

    def write(self, **more: Any) -> LetterWritten:
        request = WriteLetter((1,), LetterKind.APPEAL, "medical necessity", "form 1", sent_to=ADDRESS)
        return writing_insurers.write_letter(self.money.desk, replace(request, **more))

    def rows(self, sql: str) -> list[Any]:
        with self.money.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]


def pages(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as file:
        return [" ".join(page.extract_text().split()) for page in file.pages]


@pytest.fixture
def room(money: MoneyClinic, tmp_path: Path) -> Room:
    return Room(money, tmp_path)


def test_the_form_begins_with_what_is_known_and_what_there_is_to_enclose(room: Room) -> None:
    form = preparing_letters.letter_form(room.money.desk, (1,))
    (case,) = form.cases
    assert (form.payer, form.kind, form.reason) == ("Aetna", LetterKind.APPEAL, "medical necessity")
    assert (case.codes, case.level, case.payer_claim, case.sent_on) == ("CO 50", 1, "26001", TODAY - timedelta(days=38))
    assert case.deadline is not None and case.deadline.due == date(2026, 11, 20) + timedelta(days=65)
    assert form.there == (Enclosed.CHARGES, Enclosed.REMITTANCE, Enclosed.FILING), "no call was filed"
    assert (form.address, form.hint) == ((), "")
    room.money.desk.flush_looks()
    assert room.rows("SELECT account_id FROM audit WHERE act = 'letters.see'") == [(room.families[0].account,)]


def test_an_appeal_is_drawn_kept_and_its_claim_waits_for_the_answer(room: Room) -> None:
    looked = preparing_letters.look_at_letter(
        room.money.desk, WriteLetter((1,), LetterKind.APPEAL, "medical necessity", "x", sent_to=ADDRESS)
    )
    assert room.rows("SELECT count(*) FROM insurer_letter") == [(0,)], "a look keeps nothing"
    done = room.write()
    assert pages(looked) == pages(done.pdf)
    assert (done.follow_up, done.late) == (TODAY + timedelta(days=30), 0)
    ((state, on, why, denial),) = room.rows("SELECT state, follow_up_on, follow_up_why, denial FROM claim WHERE id = 1")
    assert (state, str(on), why) == ("appealed", "2026-12-23", "30 days after the appeal was sent")
    assert denial == "medical necessity"
    assert room.rows("SELECT what, why FROM claim_event WHERE claim_id = 1 ORDER BY id")[-1] == (
        "appealed", "Appeal by mail, in time until 01/24/2027",
    )  # fmt: skip
    assert [one.about for one in claim_work.calls_due(room.money.desk).rows] == ["claim 2"], "nothing is near any more"
    room.money.clock.advance(minutes=30 * 24 * 60)
    account = room.families[0].account
    (row,) = claim_work.calls_due(room.money.desk, account_id=account).rows
    assert (row.about, row.purpose, row.why) == ("claim 1", Purpose.APPEAL, "follow-up is due today")
    sheet = read_sheet(room.money.desk, "claim 1", Purpose.APPEAL)
    told = {one.label: (one.plain, one.aside) for one in sheet.script.read}
    assert told["Written"] == ("11/23/2026", "Appeal by mail")
    assert keeping.look_at(room.money.desk, done.document_id) == done.pdf
    assert writing_insurers.print_letter_again(room.money.desk, done.letter_id) == done.pdf
    ((account, claims),) = room.rows("SELECT account_id, details FROM audit WHERE act = 'letters.write'")
    assert account == room.families[0].account and "PD0000001" in claims


def test_the_same_form_again_writes_no_second_letter(room: Room) -> None:
    first = room.write()
    again = room.write()
    assert (again.letter_id, again.pdf, again.follow_up) == (first.letter_id, first.pdf, first.follow_up)
    assert room.rows("SELECT count(*) FROM insurer_letter") == [(1,)]
    assert room.rows("SELECT count(*) FROM claim_event WHERE what = 'appealed'") == [(1,)]


def test_what_is_enclosed_is_what_is_on_file_of_these_claims_alone(room: Room) -> None:
    denial = Settled("claim 1", Purpose.DENIAL, "appeal", (Answer("code", "CO 50"), Answer("needed", "notes"),))
    other = Settled("claim 2", Purpose.STATUS, "in process", (Answer("payer_claim", "SECRET2"),))
    room.call(denial, note="She was sure of it.")
    room.call(replace(denial, answers=()), other, note="Rosa Quill is the other one.")
    done = room.write(enclosed=ALL, text="The patient\nwas in pain.", by_hand=("records of the visit", "a photograph"))
    letter, charges, said, calls, filing = pages(done.pdf)
    for words in (
        "Riverbend Family Clinic", "November 23, 2026", "NPI 1999999984", "Tax ID 12-3456789",
        "AETNA APPEALS PO BOX 14079 LEXINGTON KY 40512", "Appeal: claim PD0000001, your number 26001",
        "Patient Person0 Lopez", "Day of service 10/14/2026", "Billed 180.00", "Your decision 11/20/2026, CO 50",
        "which you denied on 11/20/2026 (CO 50).", "They are added to this letter.", "The patient", "was in pain.",
        "Enclosed: A. The claims and their charges; B. What your remittances said; C. Calls with you about these "
        "claims; D. When these claims were sent and received.", "Added by hand: records of the visit; a photograph.",
        "Questions: (217) 555-0100. Please have PD0000001 at hand.", "Sincerely,", "Page 1 of 5",
    ):  # fmt: skip
        assert words in letter, f"{words} is not in {letter}"
    assert "A. The claims and their charges" in charges and "10/14/2026 99213 1 180.00" in charges
    assert "payment EFT1 of 11/20/2026" in said and "CO 50 180.00: judged not medically necessary" in said
    assert "Spoke with Tanya, ext 4410" in calls and "Reference A-77" in calls and "She was sure of it." in calls
    assert "(800) 555-0142" in calls and "They need notes" in calls and "How it ended Appeal it" in calls
    assert "Sent electronically, 10/16/2026" in filing and "In the file 0077" in filing and "Sent under CH1" in filing
    assert filing.endswith("Page 5 of 5")
    whole = " ".join(pages(done.pdf))
    assert "Quill" not in whole and "SECRET2" not in whole and "PD0000002" not in whole


def test_one_letter_over_claims_of_several_patients(room: Room) -> None:
    room.answer(2, ("CO", "45", 13000))
    done = room.write(claim_ids=(1, 2), reason="underpaid", text="Our contract of 2026 allows 120.00.")
    letter = pages(done.pdf)[0]
    assert "Appeal: 2 claims" in letter and "the 2 claims listed above." in letter
    assert "PD0000001 26001 Person0 Lopez" in letter and "PD0000002 26002 Rosa Quill" in letter
    assert "We expected you to allow more for them." in letter
    assert room.rows("SELECT state FROM claim ORDER BY id") == [("appealed",), ("appealed",)]
    assert room.rows("SELECT account_id FROM document WHERE kind = 'insurer letter'") == [(None,)], "no one's alone"
    assert len(room.rows("SELECT 1 FROM audit WHERE act = 'letters.write'")) == 2, "a row for each account"
    for family in room.families:
        (kept,) = writing_insurers.letters_of_account(room.money.desk, family.account)
        assert len(kept.claims) == 1 and (kept.payer, kept.kind, kept.recalled) == ("Aetna", "appeal", False)
    room.money.clock.advance(minutes=31 * 24 * 60)
    due = {one.about: one.money for one in claim_work.calls_due(room.money.desk).rows}
    assert due == {"claim 1": 18000, "claim 2": 0}, "a price that is too low leaves nothing open"


def test_a_second_appeal_says_so_and_a_lost_time_is_told(room: Room) -> None:
    room.write()
    room.money.clock.advance(minutes=70 * 24 * 60)
    room.call(Settled("claim 1", Purpose.APPEAL, "lost", ()))
    assert room.rows("SELECT state FROM claim WHERE id = 1") == [("denied",)]
    room.money.clock.advance(minutes=70 * 24 * 60)
    form = preparing_letters.letter_form(room.money.desk, (1,))
    assert form.cases[0].level == 2
    second = room.write(key="form 2")
    assert second.late == 5
    assert "Second appeal: claim PD0000001" in pages(second.pdf)[0]
    assert "We wrote to you about it before." in pages(second.pdf)[0]
    why = room.rows("SELECT why FROM claim_event WHERE what = 'appealed' ORDER BY id")[-1][0]
    assert why == "Second appeal by mail, 5 days late"
    assert form.address == ("Appeals", "PO Box 14079", "Lexington, KY 40512"), "learned from the first"


def test_the_cover_of_a_corrected_claim_leaves_it_to_be_sent(room: Room) -> None:
    correcting_claims.correct_claim(room.money.desk, CorrectClaim(1, "wrong diagnosis", "k"))
    form = preparing_letters.letter_form(room.money.desk, (3,))
    assert form.kind is LetterKind.CORRECTED and form.cases[0].replaces == "PD0000001"
    done = room.write(claim_ids=(3,), kind=LetterKind.CORRECTED, way="fax", sent_to=("2175550199",),
                      enclosed=(Enclosed.CHARGES, Enclosed.REMITTANCE, Enclosed.FILING))  # fmt: skip
    letter, _, said, filing = pages(done.pdf)
    assert "Corrected claim: claim PD0000003" in letter and "By fax: (217) 555-0199" in letter
    assert "It takes the place of our claim PD0000001, your number 26001." in letter
    assert "Answered under PD0000001" in said and "PD0000001 Sent electronically, 10/16/2026" in filing
    assert room.rows("SELECT state FROM claim WHERE id = 3") == [("not sent",)] and done.follow_up is None


@pytest.mark.parametrize(
    ("change", "words", "field"),
    [
        ({"claim_ids": ()}, "Choose at least one claim", None),
        ({"claim_ids": (1, 99)}, "not there any more", None),
        ({"claim_ids": tuple(range(1, 62))}, "60 claims at most", None),
        ({"claim_ids": (2,)}, "has not decided on claim PD0000002", "kind"),
        ({"kind": LetterKind.CORRECTED}, "corrects no other one", "kind"),
        ({"reason": "weather"}, "Choose what the letter is about", "reason"),
        ({"reason": "other"}, "Say in your own words", "text"),
        ({"way": "pigeon"}, "Choose how it goes out", "way"),
        ({"sent_to": (" ",)}, "Type the address it goes to", "sent_to"),
        ({"sent_to": ("a", "b", "c", "d", "e")}, "shows 4 lines", "sent_to"),
        ({"way": "fax", "sent_to": ()}, "Type the fax number", "sent_to"),
        ({"way": "portal", "sent_to": ("card 4111 1111 1111 1111",)}, "card number", "sent_to"),
        ({"text": "x" * 3001}, "3,000 letters", "text"),
        ({"text": "4111 1111 1111 1111"}, "Never keep a full", "text"),
        ({"enclosed": (Enclosed.CALLS,)}, "no call about these claims was filed", "calls"),
    ],
)
def test_what_cannot_be_written_is_refused_and_leaves_nothing(
    room: Room, change: dict[str, Any], words: str, field: str | None
) -> None:
    before = room.rows("SELECT count(*) FROM claim_event")
    with pytest.raises((PaydeskError, NotFound), match=words) as refused:
        room.write(**change)
    assert refused.value.field == field
    assert room.rows("SELECT count(*) FROM claim_event") == before
    assert room.rows("SELECT count(*) FROM document WHERE kind = 'insurer letter'") == [(0,)]
    assert room.rows("SELECT state FROM claim ORDER BY id") == [("denied",), ("sent",)]


def test_claims_of_two_insurers_get_two_letters(room: Room) -> None:
    other = room.money.family(plans=(1,), number=50003)
    room.money.charge(other.patients[0], 9000)
    with pytest.raises(PaydeskError, match="these claims are with Aetna and Cigna"):
        room.write(claim_ids=(1, 3))
    with pytest.raises(PaydeskError, match="has not taken in claim PD0000003"):
        room.write(claim_ids=(3,))
    reader = room.money.desk.as_actor(replace(room.money.desk.actor, role=Role.READ_ONLY))
    with pytest.raises(NotAllowed):
        writing_insurers.write_letter(reader, WriteLetter((1,), LetterKind.APPEAL, "late", "k", sent_to=ADDRESS))
    with pytest.raises(NotAllowed):
        preparing_letters.letter_form(reader, (1,))


def test_nothing_stays_half_done_when_the_claims_cannot_be_moved(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(writing_insurers.claim_store, "change", broken)
    with pytest.raises(RuntimeError):
        room.write()
    assert room.rows("SELECT count(*) FROM insurer_letter") == [(0,)]
    assert room.rows("SELECT count(*) FROM document WHERE kind = 'insurer letter'") == [(0,)]


def test_a_letter_that_did_not_go_out_is_taken_back_and_counts_no_more(room: Room) -> None:
    done = room.write()
    with pytest.raises(PaydeskError, match="Say why"):
        writing_insurers.recall_letter(room.money.desk, done.letter_id, " ")
    writing_insurers.recall_letter(room.money.desk, done.letter_id, "wrong address")
    assert room.rows("SELECT state, denial FROM claim WHERE id = 1") == [("denied", "medical necessity")]
    assert "claim 1" in {one.about for one in claim_work.calls_due(room.money.desk).rows}
    (kept,) = writing_insurers.letters_of_account(room.money.desk, room.families[0].account)
    assert kept.recalled
    assert preparing_letters.letter_form(room.money.desk, (1,)).cases[0].level == 1
    with pytest.raises(PaydeskError, match="taken back already"):
        writing_insurers.recall_letter(room.money.desk, done.letter_id, "again")
    with pytest.raises(NotFound):
        writing_insurers.print_letter_again(room.money.desk, 99)
    with pytest.raises(NotFound):
        writing_insurers.recall_letter(room.money.desk, 99, "why")
    again = room.write(key="form 2")
    room.answer(1, ("CO", "45", 6000), status="1")
    writing_insurers.recall_letter(room.money.desk, again.letter_id, "never mind")
    assert room.rows("SELECT state FROM claim WHERE id = 1") != [("denied",)], "what came since stands"


@pytest.mark.parametrize(("way", "to", "where"), [
    ("mail", ("Appeals", "PO Box 1"), "address"), ("fax", ("(800) 555-0100",), "fax"),
    ("portal", ("aetna.example.com",), "portal"),
])  # fmt: skip
def test_where_a_letter_went_that_did_not_go_out_is_not_remembered(
    room: Room, way: str, to: tuple[str, ...], where: str
) -> None:
    known = f"SELECT {where} FROM payer_contact WHERE purpose = 'appeal'"
    done = room.write(way=way, sent_to=to)
    assert room.rows(known) == [("; ".join(to),)]
    writing_insurers.recall_letter(room.money.desk, done.letter_id, "wrong address")
    assert room.rows(known) == [("",)]
    again = room.write(key="form 2", way=way, sent_to=("somewhere else",))
    assert room.rows(known) == [("somewhere else",)]
    third = room.write(key="form 3", way=way, sent_to=("somewhere else",))
    writing_insurers.recall_letter(room.money.desk, third.letter_id, "never mind")
    assert room.rows(known) == [("somewhere else",)], "it was known before that letter"
    with room.money.desk.database.transaction() as session:
        contact = payer_memory.contact(session, room.money.payers[0], Purpose.APPEAL.value)
        setattr(contact, where, "put right since")
    writing_insurers.recall_letter(room.money.desk, again.letter_id, "never mind")
    assert room.rows(known) == [("put right since",)]
