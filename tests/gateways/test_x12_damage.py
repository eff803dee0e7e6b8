"""Answers, receipts and reports damaged at random: nothing crashes, and a loss is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paydesk.gateways.acknowledgment999 import read_acknowledgments
from paydesk.gateways.claim_status277 import read_claim_reports
from paydesk.gateways.eligibility271 import read_eligibility
from paydesk.rules.acknowledgment import Verdict
from paydesk.rules.acknowledgment_words import complaints, interchange_words
from paydesk.rules.claim_status_words import advice_on, outcome_words
from paydesk.rules.claim_status_words import told as state_words
from paydesk.rules.eligibility import EligibilityFile
from paydesk.rules.eligibility_benefits import derive
from paydesk.rules.eligibility_rejections import advice_on as advice_on_rejection
from paydesk.rules.eligibility_rejections import follow_up_words, reason_of
from paydesk.rules.eligibility_standing import Standing, judge
from paydesk.rules.remittance_finding import Blocks, Finding
from support.era_files import needs, shared_files
from support.x12_files import SAMPLES, Blow, blows, struck

DAY = date(2026, 11, 2)
SHARED = [one for kind in ("271", "277ca", "999", "270", "835") for one in shared_files("x12", kind)]
SOUND = [
    SAMPLES.joinpath(*under).read_bytes()
    for under in (("eligibility", "answers.271"), ("acknowledgment", "receipts.999"), ("claim_status", "receipts.277"))
]
several = st.lists(blows, min_size=1, max_size=6)


def all_read(data: bytes) -> list[Finding]:
    """Everything that can be read and said of the bytes as any kind of file."""
    eligibility, receipts, reports = read_eligibility(data), read_acknowledgments(data), read_claim_reports(data)
    found = [*eligibility.findings, *receipts.findings, *reports.findings]
    for answers in eligibility.sets:
        found += answers.findings
        _say_all(eligibility)
        assert all(one.claim is None or 0 <= one.claim <= len(answers.answers) for one in answers.findings)
    for group in receipts.groups:
        found += group.findings
        assert group.verdict in Verdict and all(each for one in group.sets for each in complaints(one))
    assert all(interchange_words(one) for one in receipts.interchanges)
    for report in reports.reports:
        found += report.findings
        for claim in report.claims:
            assert outcome_words(claim, report) and advice_on(claim.outcome)
            assert all(state_words(one) for one in claim.statuses)
    assert all(one.place.segment >= 1 and one.place.line >= 1 and one.sentence for one in found)
    return found


def _say_all(file: EligibilityFile) -> None:
    for answer in file.answers:
        judged = judge(answer, on=DAY)
        assert judged.standing in Standing and judged.why.endswith(".")
        share = derive(answer, on=DAY)
        assert share.deductible.met is None or isinstance(share.deductible.met, int)
        for one in answer.rejections:
            assert reason_of(one) and advice_on_rejection(one) and follow_up_words(one.follow_up) is not None


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(which=st.sampled_from(SOUND), hits=several)
def test_our_samples_damaged_do_not_crash(which: bytes, hits: list[Blow]) -> None:
    for hit in hits:
        which = struck(which, hit)
    all_read(which)


@needs(SHARED)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(which=st.integers(0, 1000), hits=several)
def test_the_shared_files_damaged_do_not_crash(which: int, hits: list[Blow]) -> None:
    data = SHARED[which % len(SHARED)].read_bytes()
    for hit in hits:
        data = struck(data, hit)
    all_read(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([*SOUND, b"ISA*", b"ST*271*1~"]))
def test_anything_before_or_behind_a_file_does_not_crash(data: bytes, sound: bytes) -> None:
    all_read(data + sound)
    all_read(sound[:106] + data)


@pytest.mark.parametrize("sound", SOUND, ids=["271", "999", "277"])
def test_a_file_cut_at_any_byte_says_that_something_is_missing(sound: bytes) -> None:
    last = len(sound.rstrip(b"~\n"))
    for end in range(sound.index(b"GS*") + 40, last, 11):
        found = all_read(sound[:end])
        assert any(one.blocks is Blocks.ALL for one in found)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_segment_that_is_lost_or_doubled_is_told(data: st.DataObject) -> None:
    """The count of segments gives it away, wherever it stood."""
    segments = SOUND[0].decode("ascii").split("~\n")[:-1]
    at = data.draw(st.integers(3, len(segments) - 4))
    way = data.draw(st.sampled_from(("lost", "doubled")))
    changed = segments[:at] + segments[at + 1 :] if way == "lost" else [*segments[:at], segments[at], *segments[at:]]
    file = read_eligibility(("~\n".join(changed) + "~\n").encode())
    found = [*file.findings, *(one for each in file.sets for one in each.findings)]
    assert any(one.blocks is Blocks.ALL for one in found)


def test_no_person_is_given_the_coverage_of_another_when_any_segment_is_lost() -> None:
    """Whoever is said to be covered is so in the sound file too; and the loss is told."""
    segments = SOUND[0].decode("ascii").split("~\n")[:-1]
    sound = {one.member_number for one in read_eligibility(SOUND[0]).answers
             if judge(one, on=DAY).standing is Standing.ACTIVE}  # fmt: skip
    for at in range(2, len(segments) - 2):
        file = read_eligibility(("~\n".join(segments[:at] + segments[at + 1 :]) + "~\n").encode())
        active = {one.member_number for one in file.answers if judge(one, on=DAY).standing is Standing.ACTIVE}
        assert active <= sound | {""}, segments[at]
        found = [*file.findings, *(one for each in file.sets for one in each.findings)]
        assert any(one.blocks is Blocks.ALL for one in found), segments[at]
