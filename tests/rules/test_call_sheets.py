"""The sheet of a call to an insurer: its script, its answers and how it ends, from facts alone."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from paydesk.rules import call_outcome, call_script, call_sheet, call_worklist
from paydesk.rules.call_outcome import OUTCOMES, Around, outcome_of
from paydesk.rules.call_script import CallFacts, ClaimFacts
from paydesk.rules.call_sheet import ITEMS, Answer, KnownFacts, Purpose
from paydesk.rules.call_worklist import CallDue, ClaimStanding, Wait
from paydesk.rules.claims import DENIALS, ClaimState, Deadline, Limit
from paydesk.rules.errors import PaydeskError
from paydesk.rules.freshness import freshness_for
from paydesk.rules.insurance import PayerKind

TODAY = date(2026, 11, 23)  # a Monday
FACTS = CallFacts(
    "Riverbend Family Clinic", "Humana", "Brandt", "Eleanor", "Dana", "1234567893", "00-0123456", "5125550100",
    "Dr. Amara Lee", "1098765432", date(1957, 9, 30), "H447190823", "G300", visit=date(2026, 11, 24),
    visit_reason="office visit",
)  # fmt: skip


def answers(**values: call_sheet.Value) -> dict[str, Answer]:
    return {key: Answer(key, value) for key, value in values.items()}


def test_names_and_numbers_are_spelled_for_the_ear() -> None:
    assert call_script.spelled("Brandt") == "B R A N D T"
    assert call_script.spelled("García-López") == "G A R C I A dash L O P E Z"
    assert call_script.spelled("O’Neil") == "O apostrophe N E I L"
    assert call_script.as_in("H447190823") == "H as in Hotel"
    assert call_script.as_in("XW12X") == "X as in X-ray, W as in Whiskey"
    assert call_script.as_in("123") == ""
    assert call_script.grouped("H447190823", 4, 4, 4) == "H 4471 9082 3"
    assert call_script.grouped("1234567893", 4, 3, 3) == "1234 567 893"
    assert call_script.grouped("000123456", 2, 3, 4) == "00 012 3456"


def test_the_script_says_who_calls_and_reads_every_identifier() -> None:
    made = call_script.script(Purpose.VERIFY, FACTS, today=TODAY)
    assert made.say == (
        "Hello, my name is Dana. I am calling for Dr. Amara Lee at Riverbend Family Clinic to check coverage and "
        "benefits for a visit tomorrow, November 24."
    )
    read = {one.label: (one.value, one.aside) for one in made.read}
    assert read["Provider NPI"] == ("1234 567 893", "Riverbend Family Clinic")
    assert read["Tax ID"] == ("00 012 3456", "")
    assert read["Member ID"] == ("H 4471 9082 3", "H as in Hotel")
    assert read["Patient"] == ("Eleanor Brandt", "spelled B R A N D T")
    assert read["Born"] == ("09 / 30 / 1957", "September 30")
    assert read["Visit"] == ("11 / 24 / 2026", "office visit, Dr. Amara Lee")
    assert "Is the plan active on November 24?" in made.ask
    assert made.ask.endswith("May I have your name and a reference number?")
    assert "Member ID: H447190823\n" in made.copied()
    assert "Born: 09/30/1957" in made.copied()


def test_the_script_of_a_claim_reads_its_numbers_and_what_was_denied() -> None:
    claim = ClaimFacts(
        "PD0000007", date(2026, 10, 2), 24000, 18000, "26A100", date(2026, 10, 5), "electronic", date(2026, 10, 30),
        "authorization",
    )  # fmt: skip
    facts = CallFacts("Riverbend", "Aetna", "Lopez", "Mateo", subscriber="Maria Lopez", relation="child", claim=claim)
    made = call_script.script(Purpose.DENIAL, facts, today=TODAY)
    read = {one.label: (one.value, one.aside) for one in made.read}
    assert "a claim of October 2, 2026 that was denied" in made.say
    assert read["Subscriber"] == ("Maria Lopez", "patient is the child")
    assert read["Billed"] == ("240.00", "180.00 not answered")
    assert read["Our claim"] == ("PD 000 0007", "P as in Papa, D as in Delta")
    assert read["Sent"] == ("10 / 05 / 2026", "electronically")
    assert read["Denied for"] == ("Authorization", "on 10/30/2026")
    assert "Tax ID" not in read, "what is not known is not there"


@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_purpose_has_a_script_items_and_outcomes(purpose: Purpose) -> None:
    made = call_script.script(purpose, FACTS, today=TODAY)
    assert made.say and made.read and "?" in made.ask
    keys = [one.key for one in ITEMS[purpose]]
    assert len(keys) == len(set(keys)) >= 4
    outcomes = OUTCOMES[purpose]
    assert len({one.key for one in outcomes}) == len(outcomes) <= 9
    assert {"nobody", "call back"} <= {one.key for one in outcomes}
    for one in outcomes:
        for need in one.needs:
            call_sheet.item_of(purpose, need)
    letters = [option.key for item in ITEMS[purpose] for option in item.options if option.key]
    assert len(letters) == len(set(letters)), "a letter means one thing on a sheet"


@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_outcome_says_when_next_and_why_or_asks_for_the_day(purpose: Purpose) -> None:
    around = Around(TODAY, appeal=Limit("appeal", 65, "shortest public source"))
    for one in OUTCOMES[purpose]:
        after = one.rule(around)
        if after is None:
            assert one.needs == ("call_back",)
            continue
        assert after.on >= TODAY and after.words and after.why
        assert after.on.weekday() < 5 or one.key in ("active", "given", "not needed") or after.on > TODAY


def test_answers_are_read_by_their_kind_and_a_question_mark_is_asked_not_known() -> None:
    def item(key: str) -> call_sheet.Item:
        return call_sheet.item_of(Purpose.VERIFY, key)

    assert call_sheet.read(item("copay"), "20", today=TODAY) == Answer("copay", 2000)
    assert call_sheet.read(item("since"), "010126", today=TODAY) == Answer("since", date(2026, 1, 1))
    assert call_sheet.read(item("plan_pays"), "80 %", today=TODAY) == Answer("plan_pays", 80)
    assert call_sheet.read(item("copay"), " ? ", today=TODAY) == Answer("copay", None, known=False)
    assert call_sheet.read(item("active"), "unsure", today=TODAY) == Answer("active", "unsure", known=False)
    assert call_sheet.read(item("copay"), "", today=TODAY) is None
    with pytest.raises(PaydeskError) as refused:
        call_sheet.read(item("copay"), "twenty", today=TODAY)
    assert refused.value.field == "copay"
    with pytest.raises(PaydeskError):
        call_sheet.read(item("plan_pays"), "80.5", today=TODAY)
    with pytest.raises(PaydeskError):
        call_sheet.read(item("active"), "perhaps", today=TODAY)


def test_answers_are_kept_as_one_text_and_shown_as_a_person_reads_them() -> None:
    since, copay = call_sheet.item_of(Purpose.VERIFY, "since"), call_sheet.item_of(Purpose.VERIFY, "copay")
    reason = call_sheet.item_of(Purpose.STATUS, "reason")
    assert call_sheet.kept(Answer("since", date(2026, 1, 1))) == "2026-01-01"
    assert (call_sheet.kept(Answer("copay", 0)), call_sheet.kept(Answer("copay", None, False))) == ("0", "")
    assert call_sheet.shown(since, Answer("since", date(2026, 1, 1))) == "01/01/2026"
    assert call_sheet.shown(copay, Answer("copay", 2000)) == "20.00"
    assert call_sheet.shown(copay, Answer("copay", None, False)) == "asked, not known"
    assert call_sheet.shown(reason, Answer("reason", "late")) == DENIALS["late"]


def test_what_can_hardly_be_right_is_told_beside_its_field() -> None:
    facts = KnownFacts(TODAY, visit=date(2026, 11, 24), service=date(2026, 10, 2), billed=18000)

    def told(**values: call_sheet.Value) -> dict[str, str]:
        return {one.item: one.sentence for one in call_sheet.doubts(answers(**values), facts)}

    assert told(deductible=25000, met=250000) == {"met": "Above 250.00: a zero too many?"}
    assert told(deductible=25000, met=25000, copay=2000, plan_pays=80) == {}
    assert told(plan_pays=800) == {"plan_pays": "At most 100."}
    assert told(since=date(2026, 12, 1))["since"] == "After the visit on 11/24/2026."
    assert told(since=date(2026, 1, 1), until=date(2025, 12, 31))["until"] == "Before 01/01/2026, when it begins."
    assert told(paid=180000)["paid"] == "More than the 180.00 billed: a zero too many?"
    assert told(denied_on=TODAY + timedelta(1))["denied_on"] == "That day is still to come."
    assert told(received_on=date(2026, 9, 1))["received_on"] == "Before the service on 10/02/2026."
    assert told(appeal_by=TODAY - timedelta(1))["appeal_by"] == "That day has passed."
    assert told(appeal_by=date(2028, 1, 1))["appeal_by"] == "More than a year away: the right year?"


def test_the_next_date_follows_by_rule() -> None:
    def after(purpose: Purpose, key: str, around: Around) -> tuple[date, str]:
        found = outcome_of(purpose, key).rule(around)
        assert found is not None
        return found.on, found.words

    plain = Around(TODAY)
    whole = answers(
        active="yes", network="in", since=date(2026, 1, 1), copay=2000, deductible=0, out_of_pocket=0,
        other_coverage="none",
    )  # fmt: skip
    assert after(Purpose.VERIFY, "active", plain)[1] == "next: 11/25, for the rest"
    found = outcome_of(Purpose.VERIFY, "active").rule(plain)
    assert found is not None and found.why.startswith("still to ask: active, effective from, other coverage, network")
    assert after(Purpose.VERIFY, "active", Around(TODAY, whole)) == (
        date(2026, 12, 23), "next: 12/23, 30 days after this",
    )  # fmt: skip
    late = Around(date(2026, 12, 14), whole)
    assert after(Purpose.VERIFY, "active", late) == (date(2027, 1, 1), "next: 01/01/27, when the plan year begins")
    medicaid = freshness_for(PayerKind.MEDICAID, TODAY)
    each = Around(TODAY, whole, PayerKind.MEDICAID, visit=date(2026, 12, 1), freshness=medicaid)
    assert after(Purpose.VERIFY, "active", each) == (date(2026, 12, 1), "next: 12/01, before the visit")
    soon = Around(TODAY, whole, visit=date(2026, 12, 10))
    assert after(Purpose.VERIFY, "active", soon)[0] == date(2026, 12, 7)
    ends = Around(TODAY, whole, valid_to=date(2026, 11, 30))
    assert after(Purpose.VERIFY, "active", ends) == (date(2026, 11, 30), "next: 11/30, when the coverage ends")
    friday = Around(date(2026, 11, 27), best_hours="before 10 AM")
    assert after(Purpose.STATUS, "nobody", friday) == (date(2026, 11, 30), "try again 11/30, before 10 AM")
    given = Around(TODAY, answers(answer_by=date(2026, 12, 4)))
    assert after(Purpose.STATUS, "in process", given)[0] == date(2026, 12, 8), "two working days after their day"
    assert after(Purpose.STATUS, "in process", plain)[0] == date(2026, 12, 7)


def test_a_denial_heard_on_the_phone_sets_its_appeal_and_its_work() -> None:
    limit = Limit("appeal", 180, "contract")
    around = Around(TODAY, answers(reason="late", denied_on=date(2026, 11, 2)), appeal=limit)
    denied = outcome_of(Purpose.STATUS, "denied")
    assert denied.claim is ClaimState.DENIED
    assert call_outcome.appeal_day(around) == (date(2027, 5, 1), "180 days, contract")
    after = denied.rule(around)
    assert after is not None
    assert (after.on, after.words) == (date(2026, 11, 24), "next: tomorrow, appeal by 05/01/27")
    told = Around(TODAY, answers(appeal_by=date(2027, 1, 4)), appeal=limit)
    assert call_outcome.appeal_day(told) == (date(2027, 1, 4), "said on the phone")
    half = outcome_of(Purpose.DENIAL, "appeal").rule(told)
    assert half is not None and half.on == date(2026, 12, 14)


def test_a_code_says_what_a_denial_is_about_where_nothing_was_chosen() -> None:
    assert call_outcome.denial_told(answers(code="CO 50")) == "medical necessity"
    assert call_outcome.denial_told(answers(code="pr-27")) == "eligibility"
    assert call_outcome.denial_told(answers(code="CO50", reason="late")) == "late"
    assert call_outcome.denial_told({}) == ""


def test_items_beside_follow_one_that_begins_a_row() -> None:
    assert not any(items[0].beside for items in ITEMS.values())


def claim(state: ClaimState, **more: object) -> ClaimStanding:
    facts = {"money": 18000, "since": date(2026, 10, 1), "sent_on": date(2026, 10, 23), **more}
    return ClaimStanding(state, **facts)  # type: ignore[arg-type]


def test_every_row_of_the_worklist_says_why_in_a_few_words() -> None:
    def why(state: ClaimState, **more: object) -> tuple[str, Wait]:
        return call_worklist.reason(claim(state, **more), TODAY)[:2]

    def end(days: int, kind: str = "appeal") -> Deadline:
        return Deadline(kind, TODAY + timedelta(days=days), "contract")

    assert why(ClaimState.SENT) == ("no answer for 31 days", Wait.SILENT)
    assert why(ClaimState.PENDING, follow_up_on=date(2026, 11, 20)) == ("follow-up was due 11/20", Wait.PROMISED)
    assert why(ClaimState.PENDING, follow_up_on=TODAY) == ("follow-up is due today", Wait.PROMISED)
    assert why(ClaimState.DENIED, deadline=end(6)) == ("appeal limit in 6 days", Wait.LATE)
    assert why(ClaimState.DENIED, deadline=end(0)) == ("appeal limit today", Wait.LATE)
    assert why(ClaimState.DENIED, deadline=end(-1)) == ("time to appeal ended 11/22", Wait.LATE)
    assert why(ClaimState.DENIED, deadline=end(60)) == ("denied 10/01, appeal by 01/22/27", Wait.SOON)
    assert why(ClaimState.NOT_SENT, deadline=end(20, "filing")) == ("file limit in 20 days", Wait.SOON)
    assert call_worklist.reason_to_verify(date(2026, 11, 24), time(9), TODAY, ())[:2] == (
        "visit tomorrow 9:00 AM", Wait.VISIT,
    )  # fmt: skip
    assert call_worklist.reason_to_verify(None, None, TODAY, ("The card changed on 11/20/2026.",))[0] == (
        "The card changed on 11/20/2026"
    )


def test_the_limit_that_counts_is_the_one_of_the_next_step() -> None:
    filing, appeal = Deadline("filing", date(2026, 11, 1), "a"), Deadline("appeal", date(2026, 12, 1), "b")
    corrected = Deadline("corrected", date(2026, 11, 28), "b")
    both = (filing, appeal, corrected)
    assert call_worklist.deadline_that_counts(ClaimState.NOT_SENT, both, TODAY) == filing
    assert call_worklist.deadline_that_counts(ClaimState.DENIED, both, TODAY) == corrected
    assert call_worklist.deadline_that_counts(ClaimState.SENT, both, TODAY) is None, "it was filed in time"
    later = Deadline("filing", date(2026, 12, 1), "a")
    assert call_worklist.deadline_that_counts(ClaimState.SENT, (later,), TODAY) == later


def test_rows_of_one_insurer_follow_its_most_urgent_one() -> None:
    def row(about: str, payer: int, points: int, purpose: Purpose = Purpose.STATUS) -> CallDue:
        return CallDue(about, purpose, payer, f"P{payer}", 1, 1, "Ann", "why", Wait.SILENT, points=points)

    rows = [row("a", 1, 5), row("b", 2, 9), row("c", 2, 1), row("d", 2, 7, Purpose.VERIFY), row("e", 1, 8)]
    found = call_worklist.ordered(rows)
    assert [one.about for one in found] == ["b", "c", "e", "a", "d"]
    assert [one.wait for one in found][1::2] == [Wait.SAME_CALL, Wait.SAME_CALL]
