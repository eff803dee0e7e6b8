"""Who has to be verified, by when, and why: by the calendar, by a visit, by what happened since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.freshness import FRESHNESS, RECHECK_DENIALS, Freshness, freshness_for
from paydesk.rules.insurance import PayerKind
from paydesk.rules.verification import (
    Asks,
    Attempt,
    CoverageToVerify,
    Snooze,
    Standing,
    State,
    VerificationRow,
    verification_rows,
    worklist,
)

TODAY = date(2026, 11, 23)


def coverage(**changes: Any) -> CoverageToVerify:
    facts: dict[str, Any] = {"coverage_id": 7, "payer_kind": PayerKind.COMMERCIAL, "entered_on": date(2026, 3, 2)}
    return CoverageToVerify(**{**facts, **changes})


def verified(days_ago: int, **more: Any) -> Standing:
    return Standing(verified_on=TODAY - timedelta(days=days_ago), **more)


def row(asks: Asks = Asks.ELIGIBILITY, *, today: date = TODAY, **changes: Any) -> VerificationRow:
    """The row of a coverage whose other side is fresh."""
    other = {"benefits": verified(1)} if asks is Asks.ELIGIBILITY else {"eligibility": verified(1)}
    rows = verification_rows(coverage(**{**other, **changes}), today=today)
    return next(one for one in rows if one.asks is asks)


def test_what_was_never_verified_is_due_since_it_was_entered() -> None:
    found = row()
    assert (found.state, found.due, found.reasons) == (State.UNVERIFIED, date(2026, 3, 2), ("Never verified.",))


def test_before_a_first_visit_it_is_due_three_business_days_ahead() -> None:
    found = row(next_visit=date(2026, 12, 1))  # over Thanksgiving and a weekend
    assert (found.state, found.due) == (State.UNVERIFIED, date(2026, 11, 25))
    assert found.reasons == ("Never verified; the visit is on 12/01/2026.",)


def test_eligibility_is_trusted_for_thirty_days() -> None:
    found = row(eligibility=verified(10))
    assert (found.state, found.due) == (State.VERIFIED, date(2026, 12, 13))
    assert found.reasons == ("Last verified on 11/13/2026; 30 days is the limit.",)
    assert row(eligibility=verified(30)).state is State.VERIFIED
    assert row(eligibility=verified(31)).state is State.EXPIRED


def test_the_earliest_of_the_three_days_is_due() -> None:
    def due(last: date, visit: date | None) -> date:
        return row(eligibility=Standing(verified_on=last), next_visit=visit).due

    assert due(date(2026, 11, 20), date(2026, 12, 10)) == date(2026, 12, 7)  # three business days before the visit
    assert due(date(2026, 11, 20), date(2027, 2, 1)) == date(2026, 12, 20)  # thirty days
    assert due(date(2026, 12, 15), None) == date(2027, 1, 1)  # the new year
    assert due(date(2026, 11, 20), date(2026, 11, 24)) == date(2026, 12, 20)  # this visit is verified already


def test_a_visit_asks_for_a_check_within_the_days_before_it_only() -> None:
    found = row(eligibility=verified(20), next_visit=date(2026, 11, 25))
    assert (found.state, found.due) == (State.VERIFIED, date(2026, 11, 20))
    assert found.reasons == ("The visit is on 11/25/2026: verify within 3 business days before it.",)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"plan_year": (7, 1)}, "A new plan year begins on 07/01/2026."),
        ({"anniversary": (10, 15)}, "A new year of the group’s contract begins on 10/15/2026."),
        ({"card_changed_on": date(2026, 11, 2)}, "The card changed on 11/02/2026."),
        ({"job_changed_on": date(2026, 11, 2)}, "A new job since 11/02/2026."),
        ({"denials": (("27", date(2026, 11, 3)),)}, "A claim was denied on 11/03/2026 (27: after the coverage ended)."),
        (
            {"born": date(2000, 11, 1), "relation": "child"},
            "Turns 26 on 11/01/2026: a parent’s plan may end.",
        ),
        (
            {"born": date(2007, 11, 1), "relation": "child"},
            "Turns 19 on 11/01/2026: children’s coverage may end.",
        ),
        ({"born": date(1961, 11, 1)}, "Turns 65 on 11/01/2026: Medicare may begin."),
    ],
)
def test_what_happened_since_makes_it_expired(changes: dict[str, Any], reason: str) -> None:
    for asks in Asks:
        standing = {"eligibility" if asks is Asks.ELIGIBILITY else "benefits": Standing(verified_on=date(2026, 6, 1))}
        found = row(asks, today=date(2026, 11, 10), **standing, **changes)
        assert found.state is State.EXPIRED
        assert reason in found.reasons
        assert found.due <= date(2026, 11, 3)


def test_each_january_makes_it_expired() -> None:
    found = row(today=date(2027, 1, 4), eligibility=Standing(verified_on=date(2026, 12, 28)))
    assert (found.state, found.due) == (State.EXPIRED, date(2027, 1, 1))
    assert found.reasons == ("A new plan year begins on 01/01/2027.",)


def test_what_happened_before_the_last_check_is_no_reason() -> None:
    old = date(2026, 11, 12)
    found = row(
        eligibility=verified(10), card_changed_on=old, job_changed_on=old, denials=(("27", old),),
        born=date(1961, 11, 12),
    )  # fmt: skip
    assert (found.state, len(found.reasons)) == (State.VERIFIED, 1)


def test_a_denial_for_another_reason_does_not_touch_the_coverage() -> None:
    assert row(eligibility=verified(10), denials=(("97", TODAY),)).state is State.VERIFIED
    for reason in RECHECK_DENIALS:
        assert row(eligibility=verified(10), denials=((reason, TODAY),)).state is State.EXPIRED


def test_birthdays_count_for_those_they_change_something_for() -> None:
    def state(**changes: Any) -> State:
        return row(eligibility=verified(10), **changes).state

    assert state(born=date(2000, 11, 20), relation="self") is State.VERIFIED
    assert state(born=date(2000, 11, 20), relation="spouse") is State.VERIFIED
    assert state(born=date(1961, 11, 20), payer_kind=PayerKind.MEDICARE) is State.VERIFIED
    assert state(born=date(1961, 11, 20), relation="spouse") is State.EXPIRED


def test_a_birthday_on_the_last_of_february_is_the_first_of_march() -> None:
    found = row(
        today=date(2027, 2, 15), born=date(2008, 2, 29), relation="child",
        eligibility=Standing(verified_on=date(2027, 2, 10)),
    )  # fmt: skip
    assert found.due == date(2027, 3, 1)


def test_benefits_are_trusted_for_ninety_days_and_no_visit_shortens_that() -> None:
    found = row(Asks.BENEFITS, benefits=Standing(verified_on=date(2026, 9, 20)), next_visit=date(2026, 11, 25))
    assert (found.state, found.due) == (State.VERIFIED, date(2026, 12, 19))
    assert row(Asks.BENEFITS, next_visit=date(2026, 12, 1)).due == date(2026, 11, 25)


def test_medicaid_is_verified_on_each_day_of_service() -> None:
    medicaid = PayerKind.MEDICAID
    found = row(payer_kind=medicaid, eligibility=verified(1), next_visit=date(2026, 11, 25))
    assert (found.state, found.due) == (State.VERIFIED, date(2026, 11, 25))
    assert found.reasons == ("Medicaid is verified on each day of service; the visit is on 11/25/2026.",)
    same_day = row(payer_kind=medicaid, eligibility=verified(0), next_visit=TODAY)
    assert same_day.due == date(2027, 1, 1)


def test_medicare_is_verified_at_a_visit_and_yearly() -> None:
    medicare = PayerKind.MEDICARE
    assert row(payer_kind=medicare, eligibility=verified(60)).due == date(2027, 1, 1)
    assert row(payer_kind=medicare, eligibility=verified(60), next_visit=date(2026, 12, 1)).due == date(2026, 11, 25)
    assert freshness_for(medicare, TODAY).eligibility_days == 365


@pytest.mark.parametrize(
    ("state", "missing", "due", "words"),
    [
        (State.PAYER_DOWN, (), date(2026, 11, 24), "The insurer could not be reached on 11/23/2026."),
        (State.NOT_FOUND, (), date(2026, 11, 24), "The insurer did not find the member"),
        (State.NEEDS_PATIENT, (), date(2026, 11, 25), "Something was needed from the patient"),
        (State.INACTIVE, (), date(2026, 11, 25), "Not active by what the insurer said"),
        (State.PARTIAL, ("deductible", "copay"), date(2026, 11, 25), "Still to ask: deductible, copay."),
    ],
)
def test_an_attempt_that_did_not_end_well_comes_back(
    state: State, missing: tuple[str, ...], due: date, words: str
) -> None:
    found = row(eligibility=Standing(latest=Attempt(TODAY, state, missing)), next_visit=date(2026, 12, 1))
    assert (found.state, found.due) == (state, due)
    assert words in found.reasons[0]


def test_an_attempt_never_comes_back_later_than_the_visit() -> None:
    found = row(eligibility=Standing(latest=Attempt(TODAY, State.NEEDS_PATIENT)), next_visit=date(2026, 11, 24))
    assert found.due == date(2026, 11, 24)


def test_a_new_card_wakes_what_was_not_found() -> None:
    tried = Attempt(date(2026, 11, 19), State.NOT_FOUND)
    found = row(eligibility=Standing(latest=tried), card_changed_on=date(2026, 11, 20), next_visit=TODAY)
    assert found.state is State.QUEUED
    assert "The card changed on 11/20/2026." in found.reasons


def test_what_waits_or_runs_stays_so_and_keeps_its_day() -> None:
    for state in (State.QUEUED, State.IN_PROGRESS):
        found = row(eligibility=verified(40, latest=Attempt(TODAY, state)))
        assert (found.state, found.due) == (state, date(2026, 11, 13))


def test_a_full_check_after_a_failed_one_is_what_counts() -> None:
    tried = Attempt(date(2026, 11, 10), State.PAYER_DOWN)
    assert row(eligibility=verified(2, latest=tried)).state is State.VERIFIED


def test_a_coverage_that_ended_is_left_alone_unless_a_visit_comes_after_it() -> None:
    ended = coverage(valid_to=date(2026, 10, 31))
    assert verification_rows(ended, today=TODAY) == ()
    found = row(valid_to=date(2026, 10, 31), eligibility=verified(2), next_visit=date(2026, 12, 1))
    assert found.due == date(2026, 11, 25)
    assert found.reasons == (
        "Coverage ends on 10/31/2026, before the visit on 12/01/2026: ask what comes after it.",
    )


def test_the_worklist_has_who_comes_soon_and_leaves_out_what_is_put_off() -> None:
    soon = coverage(coverage_id=1, next_visit=date(2026, 11, 24), benefits=verified(1))
    later = coverage(coverage_id=2, next_visit=date(2026, 11, 27), benefits=verified(1), eligibility=verified(29))
    nobody = coverage(coverage_id=3, eligibility=verified(50))
    far = coverage(coverage_id=4, next_visit=TODAY + timedelta(days=31), eligibility=verified(50))
    off = Snooze(date(2026, 11, 24), "patient brings the new card")
    put_off = replace(soon, coverage_id=5, eligibility=Standing(snooze=off))
    every = (nobody, later, put_off, far, soon)
    assert [one.coverage_id for one in worklist(every, today=TODAY)] == [1, 2]
    tomorrow = worklist(every, today=date(2026, 11, 24))
    assert [one.coverage_id for one in tomorrow if one.asks is Asks.ELIGIBILITY][:2] == [1, 5]
    assert tomorrow[1].snooze == off


def test_the_clinic_may_change_its_numbers_from_a_day_on() -> None:
    stricter = Freshness(payer_kind=PayerKind.COMMERCIAL, eligibility_days=14, first=date(2026, 12, 1))
    rows = (*FRESHNESS, stricter)
    assert freshness_for(PayerKind.COMMERCIAL, TODAY, rows=rows).eligibility_days == 30
    assert freshness_for(PayerKind.COMMERCIAL, date(2026, 12, 1), rows=rows) is stricter
    assert freshness_for(PayerKind.AUTO, date(2026, 12, 1), rows=rows).eligibility_days == 30
    with pytest.raises(LookupError, match="Auto"):
        freshness_for(PayerKind.AUTO, TODAY, rows=(stricter,))


DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
STANDINGS = st.builds(
    Standing, st.none() | DAYS, st.none() | st.builds(Attempt, DAYS, st.sampled_from(list(State)))
)


@given(
    st.builds(
        CoverageToVerify, coverage_id=st.just(1), payer_kind=st.sampled_from(list(PayerKind)), entered_on=DAYS,
        born=st.none() | st.dates(date(1940, 1, 1), date(2024, 1, 1)), next_visit=st.none() | DAYS,
        valid_to=st.none() | DAYS, relation=st.sampled_from(["self", "child"]),
        plan_year=st.sampled_from([(1, 1), (7, 1), (2, 29)]), card_changed_on=st.none() | DAYS,
        eligibility=STANDINGS, benefits=STANDINGS,
    ),
    DAYS,
)  # fmt: skip
def test_every_row_says_why_and_nothing_trusted_is_older_than_its_limit(one: CoverageToVerify, today: date) -> None:
    for found in verification_rows(one, today=today):
        assert found.reasons
        assert all(reason.endswith(".") for reason in found.reasons)
        standing = one.eligibility if found.asks is Asks.ELIGIBILITY else one.benefits
        if found.state is State.VERIFIED:
            assert standing.verified_on is not None
            days = freshness_for(one.payer_kind, today).eligibility_days
            if found.asks is Asks.ELIGIBILITY and days is not None:
                assert today <= standing.verified_on + timedelta(days=days)
