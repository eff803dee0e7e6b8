"""Whatever stands in a file of eligibility answers, reading it ends: nothing is guessed and nothing half-kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paydesk.gateways.eligibility271 import read_eligibility as read_bytes
from paydesk.operations.reading_eligibility import read_eligibility
from paydesk.rules.answered_eligibility import answered_eligibility
from paydesk.rules.eligibility_differences import RecordFacts, differences
from paydesk.rules.eligibility_match import Candidate, match
from paydesk.rules.verified_items import check_answer
from support.era_files import needs, shared_files
from support.money_clinic import MoneyClinic
from support.x12_files import Blow, blows, struck, text_of

SAMPLE = text_of("eligibility", "answers.271").encode("ascii")
SHARED = {one.name: one for one in shared_files("x12", "271")}
DAY = date(2026, 11, 2)
RECORD = RecordFacts(
    last_name="Baker", first_name="Anna", birth_date=date(1979, 3, 12), member_number="W100200300", group_number="",
    plan_name="", subscriber="", relation="self", valid_from=date(2026, 1, 1), valid_to=None, copay=None, priority=1,
)  # fmt: skip
ANNA = Candidate(
    coverage_id=1, patient_id=1, payer_id=1, last_name="Baker", first_name="Anna", birth_date=date(1979, 3, 12),
    member_number="W100200300", valid_from=date(2026, 1, 1), valid_to=None,
)  # fmt: skip


def judge_all(data: bytes) -> int:
    """Every answer of a file through every rule; how many there were."""
    count = 0
    for one in read_bytes(data).sets:
        for answer in one.answers:
            said = answered_eligibility(answer, on=DAY)
            for each in said.answers:
                check_answer(each, asked_on=DAY)
            differences(RECORD, answer, said.answers)
            match(answer, (ANNA,), asked=(), payer_id=None, on=DAY)
            count += 1
    return count


@settings(max_examples=150)
@given(st.lists(blows, min_size=1, max_size=6))
def test_no_damage_breaks_the_rules(hits: list[Blow]) -> None:
    data = SAMPLE
    for hit in hits:
        data = struck(data, hit)
    judge_all(data)


@needs(list(SHARED.values()))
@pytest.mark.parametrize("name", sorted(SHARED))
def test_files_of_others_are_judged_whole(name: str) -> None:
    assert judge_all(SHARED[name].read_bytes()) > 0


@needs(list(SHARED.values()))
def test_files_of_others_are_read_into_a_clinic_that_knows_nobody_of_them(money: MoneyClinic) -> None:
    for path in SHARED.values():
        first, second = (read_eligibility(money.desk, Path(path)) for _ in range(2))
        assert {one.coverage_id for one in first.answers} == {None}
        assert [one.reason for one in second.answers] == [one.reason for one in first.answers]
        assert {one.known for one in second.answers} == {True}
