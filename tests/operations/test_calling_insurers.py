"""Calls to insurers: begun, interrupted and filed; what they settle, and when it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk.operations import (
    calling,
    claim_work,
    claiming,
    importing_remittances,
    posting_answers,
    preparing_calls,
    remembering,
    verifying,
    visiting,
)
from paydesk.operations.calling import BeginCall, CloseCall, KeepCall, Settled
from paydesk.operations.claiming import MarkSent
from paydesk.operations.desk import Actor
from paydesk.operations.posting_answers import PostAdvice
from paydesk.rules.call_sheet import Answer, Purpose, Value
from paydesk.rules.call_worklist import Wait
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from support import era_writer
from support.era_writer import Answered, AnsweredLine
from support.money_clinic import MoneyClinic

TODAY = date(2026, 11, 23)


@dataclass
class Phone:
    """A clinic with claims at Aetna, and the hand on its phone."""

    money: MoneyClinic
    claims: tuple[int, ...] = ()

    def rows(self, sql: str, **values: Any) -> list[Any]:
        with self.money.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql), values)]

    def claim(self, *, plan: int = 0, fee: int = 18000, number: int = 50001, days: int = 31) -> int:
        """A claim of a visit of so many days ago, sent on that day."""
        family = self.money.family(plans=(plan,), number=number)
        day = TODAY - timedelta(days=days)
        self.money.charge(family.patients[0], fee, on=day)
        claim_work.make_claims(self.money.desk)
        own = int(self.rows("SELECT max(id) FROM claim")[0][0])
        claiming.mark_sent(self.money.desk, MarkSent((own,), day))
        return own

    def begin(self, about: str, purpose: Purpose = Purpose.STATUS) -> int:
        asked = BeginCall(about, purpose, self.money.key(), "8005550142", "2, then 1")
        return calling.begin_call(self.money.desk, asked).call_id

    def file(self, call: int, *settled: Settled, **more: Any) -> calling.CallClosed:
        request = CloseCall(call, settled, **{"representative": "Tanya", "reference": "A-77", **more})
        return calling.close_call(self.money.desk, request)

    def state(self, claim: int) -> tuple[Any, ...]:
        return self.rows("SELECT state, follow_up_on, denial FROM claim WHERE id = :id", id=claim)[0]  # type: ignore[no-any-return]


def answers(**values: Value) -> tuple[Answer, ...]:
    return tuple(Answer(item, value) for item, value in values.items())


@pytest.fixture
def phone(money: MoneyClinic) -> Phone:
    return Phone(money)


def day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def test_claims_wait_to_be_sent_and_are_made_where_they_are_missing(phone: Phone) -> None:
    family = phone.money.family(plans=(0,))
    phone.money.charge(family.patients[0], 18000, 6000)
    claim_work.make_claims(phone.money.desk)
    acts = phone.rows("SELECT count(*) FROM audit")
    again = claim_work.make_claims(phone.money.desk)
    assert (again.count, again.touched, phone.rows("SELECT count(*) FROM audit")) == (0, None, acts)
    due = claim_work.calls_due(phone.money.desk)
    assert (due.rows, due.to_send_count, due.to_send_money) == ((), 1, 24000)
    assert due.to_send[0].why == "not sent, file by 02/21/27"
    claiming.mark_sent(phone.money.desk, MarkSent((1,), TODAY, "paper"))
    assert claim_work.calls_due(phone.money.desk).to_send == ()


def test_a_claim_without_an_answer_is_called_about_most_money_first(phone: Phone) -> None:
    small, large = phone.claim(), phone.claim(fee=90000, number=50002, plan=1)
    phone.claim(number=50003, days=3)
    due = claim_work.calls_due(phone.money.desk)
    assert [(one.about, one.payer, one.money) for one in due.rows] == [
        (f"claim {large}", "Cigna", 90000), (f"claim {small}", "Aetna", 18000),
    ]  # fmt: skip
    assert (due.count, due.money) == (2, 108000)
    assert due.rows[0].why == "no answer for 31 days"
    assert {one.purpose for one in due.rows} == {Purpose.STATUS}


def test_what_waits_with_one_insurer_stands_together(phone: Phone) -> None:
    phone.claim(fee=90000, number=50001)
    phone.claim(fee=80000, number=50002, plan=1)
    phone.claim(fee=1000, number=50003)
    rows = claim_work.calls_due(phone.money.desk).rows
    assert [one.payer for one in rows] == ["Aetna", "Aetna", "Cigna"]
    assert (rows[1].why, rows[1].wait) == ("same call: saves one hold", Wait.SAME_CALL)
    mine = claim_work.calls_due(phone.money.desk, account_id=rows[2].account_id)
    assert ([one.about for one in mine.rows], mine.of_account) == ([rows[2].about], True)


def test_the_same_call_does_not_hide_the_limit_of_an_appeal(phone: Phone) -> None:
    denied = phone.claim(fee=1000, number=50001)
    told = answers(reason="late", denied_on=date(2026, 11, 20))
    phone.file(phone.begin(f"claim {denied}"), Settled(f"claim {denied}", Purpose.STATUS, "denied", told))
    phone.claim(fee=900000, number=50002)
    with phone.money.desk.database.transaction() as session:
        session.execute(text("UPDATE claim SET follow_up_on = :day"), {"day": TODAY.isoformat()})
    rows = claim_work.calls_due(phone.money.desk).rows
    assert [(one.why, one.wait) for one in rows][1:] == [("same call, appeal by 01/24/27", Wait.SAME_CALL)]


def test_a_call_tells_what_our_remittance_said_until_the_claim_is_sent_again(phone: Phone, tmp_path: Path) -> None:
    claim = phone.claim()
    ((number, key),) = phone.rows(
        "SELECT k.number, l.key FROM claim k JOIN claim_line l ON l.claim_id = k.id WHERE k.id = :id", id=claim
    )
    line = AnsweredLine(key, "99213", 18000, (("CO", "29", 18000),))
    file = era_writer.write(tmp_path, "denied.835", era_writer.era(Answered(number, (line,), "4")))
    advice = importing_remittances.keep_remittance_file(phone.money.desk, file).kept[0].advice_id
    assert posting_answers.post_advice(phone.money.desk, PostAdvice(advice)).denied == 1
    again = Settled(f"claim {claim}", Purpose.DENIAL, "reprocessed", answers())
    phone.file(phone.begin(f"claim {claim}", Purpose.DENIAL), again)
    sheet = preparing_calls.read_sheet(phone.money.desk, f"claim {claim}", Purpose.STATUS)
    ((paid_on,),) = phone.rows("SELECT paid_on FROM advice")
    shown = f"{day(paid_on):%m/%d/%Y}"
    assert sheet.claim_state == "pending"
    said = next(one for one in sheet.script.read if one.label == "Denied for")
    assert (said.value, said.aside) == ("Filed late", f"CO 29, our remittance of {shown}")
    assert sheet.known.denied == {"reason": "late", "code": "CO 29", "denied_on": shown}
    with phone.money.desk.database.transaction() as session:
        session.execute(text("UPDATE claim SET state = 'rejected'"))
    claiming.mark_sent(phone.money.desk, MarkSent((claim,)))
    assert preparing_calls.read_sheet(phone.money.desk, f"claim {claim}", Purpose.STATUS).known.denied == {}


def test_a_status_call_that_ends_in_a_denial_sets_reason_deadline_and_follow_up(phone: Phone) -> None:
    claim = phone.claim()
    call = phone.begin(f"claim {claim}")
    told = answers(code="CO 197", denied_on=date(2026, 11, 10), payer_claim="26A100")
    closed = phone.file(call, Settled(f"claim {claim}", Purpose.STATUS, "denied", told), held_seconds=250)
    state, follow_up, denial = phone.state(claim)
    assert (state, day(follow_up), denial) == ("denied", date(2026, 11, 24), "authorization")
    assert closed.next_steps[0].on == date(2026, 11, 24)
    assert "appeal by 01/14/2027 (65 days, shortest public source)" in closed.next_steps[0].why
    deadlines = phone.rows("SELECT kind, due FROM claim_deadline WHERE claim_id = :id ORDER BY kind", id=claim)
    assert ("appeal", date(2027, 1, 14)) in [(kind, day(due)) for kind, due in deadlines]
    events = phone.rows("SELECT what, why, because, because_id FROM claim_event WHERE claim_id = :id ORDER BY id",
                        id=claim)  # fmt: skip
    assert events[-1] == ("called", "Denied (Tanya, reference A-77)", "call", call)
    assert phone.rows("SELECT payer_claim FROM claim") == [("26A100",)]
    assert phone.rows("SELECT item, value, known FROM insurer_call_answer ORDER BY item") == [
        ("code", "CO 197", True), ("denied_on", "2026-11-10", True), ("payer_claim", "26A100", True),
    ]  # fmt: skip
    assert claim_work.calls_due(phone.money.desk).rows == (), "it is worked tomorrow"


def test_an_appeal_limit_told_on_the_phone_counts_and_is_remembered(phone: Phone) -> None:
    claim = phone.claim()
    told = answers(reason="late", denied_on=date(2026, 11, 10), appeal_by=date(2027, 5, 9))
    phone.file(phone.begin(f"claim {claim}"), Settled(f"claim {claim}", Purpose.STATUS, "denied", told))
    appeals = phone.rows("SELECT due, source FROM claim_deadline WHERE kind = 'appeal'")
    assert [(day(due), source) for due, source in appeals] == [(date(2027, 5, 9), "said on the phone 11/23/2026")]
    assert phone.rows("SELECT kind, days, source FROM payer_limit") == [
        ("appeal", 180, "by phone 11/23/2026")
    ]  # fmt: skip
    other = phone.claim(number=50002)
    sheet = preparing_calls.read_sheet(phone.money.desk, f"claim {other}", Purpose.STATUS)
    assert sheet.around.appeal is not None and sheet.around.appeal.days == 180


def test_one_call_settles_several_claims(phone: Phone) -> None:
    first, second = phone.claim(), phone.claim(number=50002)
    call = phone.begin(f"claim {first}")
    closed = phone.file(
        call, Settled(f"claim {first}", Purpose.STATUS, "in process"),
        Settled(f"claim {second}", Purpose.STATUS, "more needed", answers(needed="Office notes")),
    )  # fmt: skip
    assert [one.on for one in closed.next_steps] == [date(2026, 12, 7), date(2026, 11, 24)]
    assert (phone.state(first)[0], phone.state(second)[0]) == ("pending", "pending")
    assert len(closed.touched.accounts) == 2
    assert phone.rows("SELECT seq, claim_id FROM insurer_call_subject ORDER BY seq") == [(1, first), (2, second)]


def test_filed_again_a_call_changes_nothing(phone: Phone) -> None:
    claim = phone.claim()
    call = phone.begin(f"claim {claim}")
    settled = Settled(f"claim {claim}", Purpose.STATUS, "in process")
    phone.file(call, settled)
    events = phone.rows("SELECT count(*) FROM claim_event")
    again = phone.file(call, settled)
    assert [one.on for one in again.next_steps] == [date(2026, 12, 7)]
    assert phone.rows("SELECT count(*) FROM claim_event") == events


@pytest.mark.parametrize(
    ("outcome", "told", "more", "field"),
    [
        ("", {}, {}, "outcome"),
        ("won", {}, {}, "outcome"),
        ("denied", {}, {}, "reason"),
        ("call back", {}, {}, "call_back"),
        ("in process", {}, {"representative": " "}, "representative"),
        ("in process", {}, {"reference": ""}, "reference"),
        ("paid", {"paid": 180000}, {}, "paid"),
        ("in process", {"received_on": date(2026, 12, 1)}, {}, "received_on"),
        ("in process", {}, {"note": "4111 1111 1111 1111"}, "note"),
    ],
)
def test_a_call_that_says_too_little_is_refused_with_its_field_and_leaves_nothing(
    phone: Phone, outcome: str, told: dict[str, Value], more: dict[str, Any], field: str
) -> None:
    claim = phone.claim()
    call = phone.begin(f"claim {claim}")
    before = phone.rows("SELECT count(*) FROM claim_event"), phone.state(claim)
    with pytest.raises(PaydeskError) as refused:
        phone.file(call, Settled(f"claim {claim}", Purpose.STATUS, outcome, answers(**told)), **more)
    assert refused.value.field == field
    assert (phone.rows("SELECT count(*) FROM claim_event"), phone.state(claim)) == before
    assert phone.rows("SELECT state FROM insurer_call") == [("draft",)]


def test_what_was_asked_once_more_may_be_filed_without(phone: Phone) -> None:
    claim = phone.claim()
    call = phone.begin(f"claim {claim}")
    settled = Settled(f"claim {claim}", Purpose.STATUS, "paid", answers(paid=180000))
    accepted = frozenset({"paid", "representative", "reference"})
    phone.file(call, settled, representative="", reference="", accepted=accepted)
    assert phone.rows("SELECT state, reference FROM insurer_call") == [("closed", "")]


def test_nobody_reached_needs_no_name_and_teaches_nothing(phone: Phone) -> None:
    claim = phone.claim()
    closed = phone.file(
        phone.begin(f"claim {claim}"), Settled(f"claim {claim}", Purpose.STATUS, "nobody"), representative="",
        reference="",
    )  # fmt: skip
    assert closed.next_steps[0].on == date(2026, 11, 24)
    assert phone.state(claim)[0] == "sent"
    assert phone.rows("SELECT count(*) FROM payer_contact") == [(0,)]


def test_what_worked_is_remembered_for_the_next_call(phone: Phone) -> None:
    first, second = phone.claim(), phone.claim(number=50002)
    for claim, held in ((first, 250), (second, 350)):
        settled = Settled(f"claim {claim}", Purpose.STATUS, "in process")
        phone.file(phone.begin(f"claim {claim}"), settled, held_seconds=held)
    sheet = preparing_calls.read_sheet(phone.money.desk, f"claim {first}", Purpose.STATUS)
    assert (sheet.reach.number_words(), sheet.reach.menu) == ("(800) 555-0142", "2, then 1")
    assert (sheet.reach.usual_hold, sheet.reach.age_words(TODAY)) == (300, "worked 11/23")
    assert sheet.reach.hours_words() == "About 5 min hold"
    phone.money.clock.advance(days=181)
    old = preparing_calls.read_sheet(phone.money.desk, f"claim {first}", Purpose.STATUS)
    assert old.reach.is_stale(phone.money.clock.today())
    assert old.reach.age_words(phone.money.clock.today()) == "last worked 11/23/26, check it"


def test_an_interrupted_call_is_a_draft_that_comes_back(phone: Phone) -> None:
    claim = phone.claim()
    call = phone.begin(f"claim {claim}")
    calling.keep_call(phone.money.desk, KeepCall(call, {"code": "CO 5", "outcome": "denied"}, 90))
    sheet = preparing_calls.read_sheet(phone.money.desk, f"claim {claim}", Purpose.STATUS)
    assert sheet.draft is not None
    assert (sheet.draft.call_id, sheet.draft.held_seconds) == (call, 90)
    assert sheet.draft.typed == {"code": "CO 5", "outcome": "denied"}
    row = claim_work.calls_due(phone.money.desk).rows[0]
    assert (row.wait, row.why) == (Wait.BEGUN, "begun 3:00 PM, not filed")
    assert phone.begin(f"claim {claim}") == call, "the same call goes on"
    calling.drop_call(phone.money.desk, call)
    assert preparing_calls.read_sheet(phone.money.desk, f"claim {claim}", Purpose.STATUS).draft is None
    with pytest.raises(PaydeskError, match="let go"):
        phone.file(call, Settled(f"claim {claim}", Purpose.STATUS, "in process"))


def test_two_people_are_not_on_one_call(phone: Phone) -> None:
    claim = phone.claim()
    phone.begin(f"claim {claim}")
    sam = phone.money.desk.as_actor(Actor("sam", Role.CLERK, "desk 2"))
    asked = BeginCall(f"claim {claim}", Purpose.STATUS, "another form")
    with pytest.raises(PaydeskError, match="ana is on that call"):
        calling.begin_call(sam, asked)
    phone.money.clock.advance(days=1)
    calling.begin_call(sam, asked)
    assert phone.rows("SELECT done_by FROM insurer_call") == [("sam",)]
    sam.close()


def test_a_claim_answered_meanwhile_keeps_its_state(phone: Phone) -> None:
    claim = phone.claim()
    call = phone.begin(f"claim {claim}")
    with phone.money.desk.database.transaction() as session:
        session.execute(text("UPDATE claim SET state = 'paid', follow_up_on = NULL"))
    phone.file(call, Settled(f"claim {claim}", Purpose.STATUS, "denied", answers(reason="late")))
    assert phone.state(claim) == ("paid", None, "")
    assert phone.rows("SELECT state FROM insurer_call_subject") == [("paid",)]


def test_coverage_of_a_coming_visit_is_verified_once(phone: Phone) -> None:
    money = phone.money
    family = money.family(plans=(0,), copay=2000)
    patient = family.patients[0]
    coverage = family.coverages[patient][0]
    for days in (1, 2):
        visiting.save_visit(
            money.desk, visiting.SaveVisit(patient, TODAY + timedelta(days=days), status="scheduled")
        )
    (row,) = claim_work.calls_due(money.desk).rows
    assert (row.about, row.purpose, row.why) == (f"coverage {coverage}", Purpose.VERIFY, "visit tomorrow")
    sheet = preparing_calls.read_sheet(money.desk, row.about, Purpose.VERIFY)
    assert sheet.known.visit == TODAY + timedelta(days=1)
    call = phone.begin(row.about, Purpose.VERIFY)
    told = (*answers(**WHOLE), Answer("met", None, known=False))
    closed = phone.file(call, Settled(row.about, Purpose.VERIFY, "active", told))
    assert closed.next_steps[0].on == date(2026, 12, 23)
    assert claim_work.calls_due(money.desk).rows == ()
    assert phone.rows("SELECT claim_id, coverage_id, state FROM insurer_call_subject") == [(None, coverage, "verified")]
    assert ("met", "", False) in phone.rows("SELECT item, value, known FROM insurer_call_answer")
    with money.desk.looking() as session:
        facts = verifying.coverage_facts(session, coverage)
        stands = verifying.stands_now(session, facts, today=TODAY)
    assert [one.state.value for one in stands] == ["verified", "verified"]
    kept = phone.rows("SELECT item, cents FROM verified_answer WHERE source = 'phone' ORDER BY item")
    assert ("copay", 2000) in kept and ("deductible_met", None) in kept


WHOLE: dict[str, Value] = {
    "active": "yes", "network": "in", "since": date(2026, 1, 1), "until": date(2026, 12, 31), "copay": 2000,
    "deductible": 25000, "out_of_pocket": 300000, "out_of_pocket_met": 10000, "other_coverage": "none",
}  # fmt: skip
"""All that both verifications ask, but how much of the deductible is met."""


def _coverage_to_verify(phone: Phone) -> str:
    family = phone.money.family(plans=(0,))
    request = visiting.SaveVisit(family.patients[0], TODAY + timedelta(days=1), status="scheduled")
    visiting.save_visit(phone.money.desk, request)
    return claim_work.calls_due(phone.money.desk).rows[0].about


def test_what_was_left_unasked_is_asked_in_two_days(phone: Phone) -> None:
    about = _coverage_to_verify(phone)
    told = answers(active="yes", copay=2000)
    closed = phone.file(phone.begin(about, Purpose.VERIFY), Settled(about, Purpose.VERIFY, "active", told))
    assert phone.rows("SELECT state FROM insurer_call_subject") == [("partial",)]
    assert "still to ask: effective from, other coverage" in closed.next_steps[0].why
    assert closed.next_steps[0].on == TODAY + timedelta(days=1), "the visit is tomorrow"


def test_a_call_back_for_a_coverage_puts_it_off_to_that_day(phone: Phone) -> None:
    about = _coverage_to_verify(phone)
    settled = Settled(about, Purpose.VERIFY, "call back", answers(call_back=date(2026, 11, 24)))
    closed = phone.file(phone.begin(about, Purpose.VERIFY), settled, representative="Tanya")
    assert closed.next_steps[0].on == date(2026, 11, 24)
    assert claim_work.calls_due(phone.money.desk).rows == ()
    phone.money.clock.advance(days=1)
    assert [one.about for one in claim_work.calls_due(phone.money.desk).rows] == [about]


@pytest.mark.parametrize(
    ("outcome", "state"), [("inactive", "inactive"), ("not found", "not_found"), ("nobody", "payer_down")]
)
def test_a_call_without_benefits_leaves_its_state(phone: Phone, outcome: str, state: str) -> None:
    about = _coverage_to_verify(phone)
    phone.file(phone.begin(about, Purpose.VERIFY), Settled(about, Purpose.VERIFY, outcome))
    assert phone.rows("SELECT state FROM insurer_call_subject") == [(state,)]


def test_a_visit_comes_before_all_money_and_far_ones_wait(phone: Phone) -> None:
    phone.claim(fee=900000)
    for number, days in ((50002, 1), (50003, 20)):
        family = phone.money.family(plans=(1,), number=number)
        visiting.save_visit(
            phone.money.desk,
            visiting.SaveVisit(family.patients[0], TODAY + timedelta(days=days), status="scheduled"),
        )
    rows = claim_work.calls_due(phone.money.desk).rows
    assert [one.purpose for one in rows] == [Purpose.VERIFY, Purpose.STATUS]


def test_who_only_reads_works_no_claims_and_the_trail_tells_every_call(phone: Phone) -> None:
    claim = phone.claim()
    reader = phone.money.desk.as_actor(Actor("rita", Role.READ_ONLY, "desk 2"))
    for refused in (
        lambda: calling.begin_call(reader, BeginCall(f"claim {claim}", Purpose.STATUS, "k")),
        lambda: claim_work.make_claims(reader),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            refused()
    reader.close()
    call = phone.begin(f"claim {claim}")
    phone.file(call, Settled(f"claim {claim}", Purpose.STATUS, "in process"))
    acts = [act for (act,) in phone.rows("SELECT act FROM audit ORDER BY id")]
    assert acts[-2:] == ["calls.begin", "calls.close"]
    with pytest.raises(NotFound):
        calling.begin_call(phone.money.desk, BeginCall("claim 999", Purpose.STATUS, "k2"))
    with pytest.raises(NotFound):
        preparing_calls.read_sheet(phone.money.desk, "visit 1", Purpose.STATUS)


def test_what_somebody_knows_of_an_insurer_is_kept_and_its_limits_hold_for_open_claims(phone: Phone) -> None:
    desk, payer = phone.money.desk, phone.money.payers[0]
    told, other = phone.claim(), phone.claim(number=50002)
    end = answers(reason="late", denied_on=date(2026, 11, 10), appeal_by=date(2027, 1, 4))
    phone.file(phone.begin(f"claim {told}"), Settled(f"claim {told}", Purpose.STATUS, "denied", end))
    phone.file(phone.begin(f"claim {other}"), Settled(f"claim {other}", Purpose.STATUS, "denied", end[:2]))
    known = remembering.recall(desk, payer, Purpose.APPEAL)
    assert {one.kind: (one.days, one.source) for one in known.limits}["filing"] == (90, "shortest usual contract")
    kept = remembering.remember(
        desk,
        remembering.Remember(
            payer, Purpose.APPEAL, "8005550199", "3, then 2", "before 10 AM", "8005550100", "aetna.example.com",
            "PO Box 14079, Lexington KY", (("appeal", 180), ("filing", 120)), "Contract 2026", known.reach.version,
        ),
    )  # fmt: skip
    assert kept.claims == 2
    rows = phone.rows("SELECT claim_id, kind, due FROM claim_deadline ORDER BY claim_id, kind")
    due = {(claim, kind): day(on) for claim, kind, on in rows}
    assert due[(other, "appeal")] == date(2026, 11, 10) + timedelta(days=180)
    assert due[(told, "appeal")] == date(2027, 1, 4), "what was told for that claim stays"
    assert due[(other, "filing")] == TODAY - timedelta(days=31) + timedelta(days=120)
    again = remembering.recall(desk, payer, Purpose.APPEAL)
    assert (again.reach.address, again.reach.best_hours) == ("PO Box 14079, Lexington KY", "before 10 AM")
    assert {one.kind: one.source for one in again.limits}["appeal"] == "Contract 2026"
    for wrong in ((("appeal", 0),), (("rest", 5),)):
        with pytest.raises(PaydeskError):
            remembering.remember(desk, remembering.Remember(payer, Purpose.APPEAL, limits=wrong, source="x"))
    with pytest.raises(PaydeskError, match="where the limit stands"):
        remembering.remember(desk, remembering.Remember(payer, Purpose.APPEAL, limits=(("appeal", 90),)))
    with pytest.raises(NotFound):
        remembering.recall(desk, 999, Purpose.APPEAL)
