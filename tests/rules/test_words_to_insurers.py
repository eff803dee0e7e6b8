"""What letters to insurers say and when they are due; nothing is claimed that is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.claims import ClaimState, Deadline
from paydesk.rules.insurer_letter import (
    REASONS,
    ClaimCase,
    Enclosed,
    LetterKind,
    days_late,
    deadline_words,
    follow_up_of_letter,
    kind_for,
    level_words,
    mended_better,
    objection,
    reason_for,
)
from paydesk.rules.insurer_letter_words import RECORDS, LetterFacts, claim_rows, lettered, paragraphs, subject

TODAY = date(2026, 11, 23)
CASE = ClaimCase(
    1, "PD0000001", "26001", "Rosa Quill", date(1957, 9, 30), "H4410", "", "Amara Lindqvist, MD", "1999999984",
    date(2026, 9, 1), 18000, ClaimState.DENIED, date(2026, 10, 1), "CO 29", "late",
    deadline=Deadline("appeal", date(2026, 12, 5), "manual"), sent_on=date(2026, 9, 4), sent_how="electronic",
)  # fmt: skip
FACTS = LetterFacts(LetterKind.APPEAL, "late", (CASE,), (Enclosed.CHARGES,), phone="2175550100")


def said(**more: object) -> str:
    return " ".join(paragraphs(replace(FACTS, **more)))  # type: ignore[arg-type]


def test_a_late_filing_is_answered_with_the_day_it_was_sent_if_that_is_on_file() -> None:
    sent = "By our records claim PD0000001 was sent electronically on 09/04/2026, 3 days after the day of service."
    assert sent in said()
    assert "By our records" not in said(cases=(replace(CASE, sent_on=None),))
    same_day = replace(CASE, sent_on=CASE.service, sent_how="")
    assert "was sent on 09/01/2026, on the day of service." in said(cases=(same_day,))


def test_only_what_is_enclosed_is_named_and_records_only_where_they_are_added() -> None:
    assert "Enclosed: A. The claims and their charges." in said()
    assert "Enclosed" not in said(enclosed=())
    assert "Added by hand" not in said()
    necessity = {"reason": "medical necessity"}
    assert "Tell us which of them you need" in said(**necessity)
    assert "They are added to this letter." in said(by_hand=(RECORDS,), **necessity)
    assert lettered((Enclosed.FILING, Enclosed.CHARGES)) == (("A", Enclosed.CHARGES), ("B", Enclosed.FILING))
    assert "Questions" not in said(phone="")


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        (ClaimState.DENIED, "coding", "which you denied on 10/01/2026 (CO 29)."),
        (ClaimState.PARTLY_DENIED, "coding", "which you paid only in part"),
        (ClaimState.PAID, "underpaid", "which you paid on 10/01/2026"),
        (ClaimState.TAKEN_BACK, "taken back", "your payment for which you took back"),
        (ClaimState.APPEALED, "coding", "which you denied"),
        (ClaimState.CLOSED, "underpaid", "which you answered"),
    ],
)
def test_the_opening_says_what_was_done_to_the_claim(state: ClaimState, reason: str, words: str) -> None:
    assert words in said(cases=(replace(CASE, state=state),), reason=reason)


def test_every_reason_has_its_words_but_the_one_that_is_the_clerks() -> None:
    for reason in REASONS:
        told = paragraphs(replace(FACTS, reason=reason, text=""))
        assert all("{" not in one and "  " not in one for one in told), told
        assert (len(told) == 5) == (reason != "other"), reason


@given(st.text(max_size=200))
def test_the_clerks_own_words_stand_in_it_line_by_line(text: str) -> None:
    told = paragraphs(replace(FACTS, text=text))
    for part in text.split("\n"):
        assert " ".join(part.split()) in (*told, "")


def test_several_claims_are_spoken_of_as_several() -> None:
    both = (CASE, replace(CASE, claim_id=2, number="PD0000002", level=3))
    assert subject(replace(FACTS, cases=both)) == "Third appeal: 2 claims"
    assert "the 2 claims listed above." in said(cases=both)
    assert said(cases=both).count("By our records") == 2
    assert "Please process the claims again" in said(cases=both)
    corrected = replace(CASE, replaces="PD0000009", replaces_theirs="ICN9")
    assert "We send 2 corrected claims." in said(cases=(corrected, corrected), kind=LetterKind.CORRECTED)
    one = said(cases=(corrected,), kind=LetterKind.CORRECTED)
    assert one.startswith("We send a corrected claim. It takes the place of our claim PD0000009, your number ICN9.")
    assert "By your answer" not in one and "in the place of the earlier claim." in one


def test_the_facts_of_a_claim_leave_out_what_is_not_known() -> None:
    rows = dict(claim_rows(CASE))
    assert rows["Born"] == "09/30/1957" and rows["Provider"] == "Amara Lindqvist, MD, NPI 1999999984"
    assert "Group" not in rows and "Replaces" not in rows and rows["Your decision"] == "10/01/2026, CO 29"


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        (LetterKind.APPEAL, {}, ""),
        (LetterKind.APPEAL, {"state": ClaimState.CORRECTED}, "was replaced or is void"),
        (LetterKind.APPEAL, {"state": ClaimState.REJECTED}, "has not taken in"),
        (LetterKind.RECONSIDERATION, {"state": ClaimState.SENT, "answered_on": None}, "has not decided"),
        (LetterKind.CORRECTED, {}, "corrects no other one"),
        (LetterKind.CORRECTED, {"replaces": "PD9", "state": ClaimState.NOT_SENT}, ""),
        (LetterKind.CORRECTED, {"replaces": "PD9", "state": ClaimState.VOID}, "was replaced or is void"),
    ],
)
def test_which_letters_a_claim_allows(kind: LetterKind, change: dict[str, object], words: str) -> None:
    told = objection(kind, replace(CASE, **change))  # type: ignore[arg-type]
    assert words in told and bool(words) == bool(told)


def test_time_limits_are_told_with_their_source_or_how_late_it_is() -> None:
    assert deadline_words(CASE, TODAY) == "PD0000001: appeal by 12/05/2026 (manual)"
    assert days_late(CASE.deadline, date(2026, 12, 5)) == 0
    assert deadline_words(CASE, date(2026, 12, 6)).endswith("ended 12/05/2026, 1 day ago")
    assert days_late(CASE.deadline, date(2026, 12, 15)) == 10 and days_late(None, TODAY) == 0
    assert deadline_words(replace(CASE, deadline=None), TODAY).endswith("no time limit is known")
    after = follow_up_of_letter(LetterKind.APPEAL, TODAY)
    assert after is not None and after.on == TODAY + timedelta(days=30)
    assert follow_up_of_letter(LetterKind.CORRECTED, TODAY) is None


def test_what_a_letter_most_likely_is() -> None:
    assert (kind_for(CASE), reason_for(CASE)) == (LetterKind.APPEAL, "late")
    new = replace(CASE, replaces="PD9", state=ClaimState.NOT_SENT, answered_on=None)
    assert kind_for(new) is LetterKind.CORRECTED and kind_for(replace(CASE, replaces="PD9")) is LetterKind.APPEAL
    assert reason_for(replace(CASE, state=ClaimState.TAKEN_BACK)) == "taken back"
    assert reason_for(replace(CASE, state=ClaimState.PAID, denial="")) == "underpaid"
    assert reason_for(replace(CASE, denial="?")) == "other"
    assert mended_better(("45", "16")) and not mended_better(("50",))
    assert [level_words(LetterKind.APPEAL, level) for level in (1, 2, 7)] == ["Appeal", "Second appeal", "7th appeal"]
    assert level_words(LetterKind.RECONSIDERATION, 2) == "Second request for reconsideration"
    assert level_words(LetterKind.CORRECTED, 3) == "Corrected claim"
