"""Claims: numbers that come back, the earliest of the limits, when to ask, what a denial is about, what comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from paydesk.rules import claims
from paydesk.rules.claims import ClaimState, Deadline, FollowUp, Limit, Urgency, urgency
from paydesk.rules.insurance import PayerKind

DAY = date(2026, 10, 5)
TODAY = date(2026, 11, 23)


def test_numbers_are_short_and_come_back_however_they_are_written() -> None:
    assert claims.claim_number(31) == "PD0000031" and claims.line_key("PD0000031", 2) == "PD0000031L2"
    assert len(claims.claim_number(99_999_999)) <= claims.LONGEST_NUMBER == 20
    for written in ("PD0000031", "pd0000031", " PD-0000031 ", "Pd.00 00031", "PÐD0000031"):
        assert claims.squeezed(written) == "PD0000031"
    assert claims.squeezed("½") == "" and claims.squeezed("") == ""


def test_states_are_in_the_sets_that_lists_are_made_of() -> None:
    assert claims.WAITING < claims.OPEN and not claims.OPEN & {ClaimState.PAID, ClaimState.CLOSED, ClaimState.VOID}
    ours = {"not sent", "rejected", "partly denied", "denied", "taken back"}
    assert ours == claims.OPEN - claims.WAITING
    assert not claims.ANSWERED & claims.WAITING


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (PayerKind.MEDICARE, (365, 365, 120)), (PayerKind.MEDICARE_ADVANTAGE, (90, 90, 60)),
        (PayerKind.MEDICAID, (365, 365, 60)), (PayerKind.TRICARE, (365, 365, 90)), (PayerKind.COMMERCIAL, (90, 90, 65)),
    ],
)
def test_limits_by_kind_of_payer_are_those_of_the_sources(kind: PayerKind, days: tuple[int, ...]) -> None:
    found = claims.limits(kind)
    assert [(one.kind, one.days) for one in found] == list(zip(("filing", "corrected", "appeal"), days, strict=True))


def test_what_is_known_of_a_payer_stands_in_place_of_the_general_limit() -> None:
    own = Limit("appeal", 30, "its manual")
    assert [one.days for one in claims.limits(PayerKind.COMMERCIAL, (own,))] == [90, 90, 30]


def test_deadlines_run_from_the_service_and_from_the_answer() -> None:
    known = claims.limits(PayerKind.COMMERCIAL)
    assert claims.filing_deadlines(known, service=DAY) == (
        Deadline("filing", date(2027, 1, 3), "shortest usual contract"),
    )  # fmt: skip
    assert [(one.kind, one.due) for one in claims.answer_deadlines(known, answered=DAY)] == [
        ("corrected", date(2027, 1, 3)), ("appeal", date(2026, 12, 9)),
    ]  # fmt: skip


def test_the_earliest_of_a_kind_counts() -> None:
    late, soon = Deadline("appeal", date(2027, 1, 9), "manual"), Deadline("appeal", date(2027, 1, 8), "letter")
    other = Deadline("filing", date(2026, 1, 1), "manual")
    assert claims.earliest((late, soon, other), "appeal") is soon and claims.earliest((other,), "appeal") is None


@pytest.mark.parametrize(
    ("how", "days"), [("electronic", 14), ("portal", 14), ("before", 14), ("paper", 30), ("passed on", 30)]
)
def test_a_claim_is_asked_after_when_its_way_takes_no_longer(how: str, days: int) -> None:
    told = claims.follow_up_of_sending(DAY, how)
    assert told == FollowUp(DAY + timedelta(days=days), f"no answer {days} days after it was sent")


def test_a_denial_is_worked_at_once() -> None:
    assert claims.follow_up_of_denial(DAY, None) == FollowUp(DAY, "denied")
    appeal = Deadline("appeal", date(2026, 12, 9), "manual")
    assert claims.follow_up_of_denial(DAY, appeal) == FollowUp(DAY, "denied; appeal by 12/09/2026")


def test_a_denial_is_about_what_its_first_telling_reason_says() -> None:
    assert [claims.denial_of(one) for one in (("29",), ("45", "197", "29"), ("45",), ())] == [
        "late", "authorization", "other", "other",
    ]  # fmt: skip
    assert {claims.denial_of((one,)) for one in claims._DENIAL_OF} | {"other"} == set(claims.DENIALS)
    assert claims.is_preventable("late") and not claims.is_preventable("not covered")


def test_codes_are_found_in_what_was_told() -> None:
    told = "Denied: filed late (CO 29); not necessary (CO 50); filed late (CO 29); ACO 31"
    assert claims.codes_in(told) == "CO 29, CO 50" and claims.codes_in("nothing") == ""
    assert claims.reasons_in("CO 29, PR B7") == ("29", "B7")


def due(days: int, kind: str = "appeal") -> Deadline:
    return Deadline(kind, TODAY + timedelta(days=days), "manual")


@pytest.mark.parametrize(
    ("deadline", "follow_up", "weight", "why"),
    [
        (None, None, 1, "sent since 10/05/2026"), (None, 1, 1, "sent since 10/05/2026"), (None, 0, 2, "due today"),
        (None, -1, 2, "to be asked after since 11/22/2026"),
        (-1, None, 4, "the time to appeal ended 11/22/2026"), (0, None, 16, "appeal by 11/23/2026: today"),
        (1, None, 16, "appeal by 11/24/2026: 1 day left"), (3, -1, 16, "appeal by 11/26/2026: 3 days left"),
        (4, None, 12, "appeal by 11/27/2026: 4 days left"), (7, None, 12, "appeal by 11/30/2026: 7 days left"),
        (8, None, 8, "appeal by 12/01/2026: 8 days left"), (14, None, 8, "appeal by 12/07/2026: 14 days left"),
        (15, None, 3, "appeal by 12/08/2026"), (30, -1, 3, "appeal by 12/23/2026"),
        (31, None, 1, "sent since 10/05/2026"), (31, 0, 2, "due today"),
    ],
)  # fmt: skip
def test_a_claim_wants_a_person_the_more_the_nearer_its_end(
    deadline: int | None, follow_up: int | None, weight: int, why: str
) -> None:
    told = urgency(
        ClaimState.SENT, money=250_00, today=TODAY, since=DAY,
        deadline=None if deadline is None else due(deadline),
        follow_up=None if follow_up is None else TODAY + timedelta(days=follow_up),
    )  # fmt: skip
    assert told == Urgency(weight * 250_00, why)


def test_a_claim_of_next_to_nothing_still_counts_a_dollar() -> None:
    def points(money: int) -> int:
        return urgency(
            ClaimState.DENIED, money=money, today=TODAY, deadline=due(2, "filing"), follow_up=None, since=DAY
        ).points

    assert [points(money) for money in (0, 99, 100, 101)] == [1600, 1600, 1600, 1616]


@pytest.mark.parametrize(
    ("was_taking_back", "another_stands", "left", "state"),
    [
        (False, False, 0, ClaimState.SENT), (False, False, 100_00, ClaimState.SENT),
        (False, True, 0, ClaimState.PAID), (False, True, -1, ClaimState.PAID),
        (False, True, 1, ClaimState.TAKEN_BACK), (True, False, 0, ClaimState.PAID),
        (True, False, 1, ClaimState.PARTLY_DENIED), (True, True, 1, ClaimState.PARTLY_DENIED),
    ],
)  # fmt: skip
def test_after_an_answer_was_undone_a_claim_with_money_open_is_not_paid(
    was_taking_back: bool, another_stands: bool, left: int, state: ClaimState
) -> None:
    found, why = claims.after_undoing(was_taking_back=was_taking_back, another_stands=another_stands, left=left)
    assert found is state
    assert ("is open with the insurer" in why) == (state in (ClaimState.TAKEN_BACK, ClaimState.PARTLY_DENIED))


def test_what_replaces_a_claim_says_whose_number_it_has() -> None:
    assert claims.replaces_words("7", "PD1", "ICN1") == "corrected, replaces PD1 (insurer's number ICN1)"
    assert claims.replaces_words("8", "PD1", "") == "void of PD1 (insurer's number not known)"
