"""What falls short of an expected price: beyond a dollar and one percent, by payer and code, until it is settled."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.claims import ClaimState
from paydesk.rules.expected import PricedLine
from paydesk.rules.underpayment import (
    AcceptedPrice,
    Missing,
    Standing,
    Stands,
    Told,
    Variance,
    Verdict,
    patterns,
    standing,
)

TODAY = date(2026, 11, 23)
LINE = PricedLine(payer_id=1, code="99214", modifiers=("25",), place="11", day=date(2026, 11, 2), charge=180_00)


@pytest.mark.parametrize(
    ("thought", "allowed", "verdict"),
    [
        (120_00, 118_80, Verdict.AS_EXPECTED),  # 1 % exactly
        (120_00, 118_79, Verdict.SHORT),
        (120_00, 121_21, Verdict.OVER),
        (50_00, 49_00, Verdict.AS_EXPECTED),  # 1.00 exactly
        (50_00, 48_99, Verdict.SHORT),
        (1_000_00, 991_00, Verdict.AS_EXPECTED),
        (0, 1_01, Verdict.OVER),
        (120_00, 120_00, Verdict.AS_EXPECTED),
    ],
)
def test_a_difference_counts_beyond_a_dollar_and_one_percent(thought: int, allowed: int, verdict: Verdict) -> None:
    assert Variance(thought, allowed).verdict is verdict


@given(st.integers(0, 10_000_00), st.integers(0, 10_000_00))
def test_the_verdict_is_the_larger_of_the_two_bounds(thought: int, allowed: int) -> None:
    beyond = abs(thought - allowed) * 100 > max(100_00, thought)
    assert (Variance(thought, allowed).verdict is not Verdict.AS_EXPECTED) is beyond


def test_what_repeats_is_told_in_words_the_most_money_first() -> None:
    missing = [
        *(Missing(1, "Aetna", "99214", 10_00) for _ in range(14)),
        *(Missing(1, "Aetna", "99213", 100_00) for _ in range(3)),
        Missing(2, "Cigna", "99214", 10_00),
    ]  # fmt: skip
    found = patterns(missing, {(1, "99214"): 16, (1, "99213"): 3})
    assert [one.words for one in found] == [
        "Aetna: short on 99213 in 3 of 3, 300.00 in all", "Aetna: short on 99214 in 14 of 16, 140.00 in all",
        "Cigna: short on 99214 in 1 of 1, 10.00 in all",
    ]  # fmt: skip
    assert [one.payer_id for one in found] == [1, 1, 2]


def accepted(**more: object) -> AcceptedPrice:
    facts = {"accepted_id": 7, "payer_id": 1, "code": "99214", "pricing": frozenset(), "place": "11",
             "first": date(2026, 11, 1), "allowed": 74_00, "reason": "their letter"}  # fmt: skip
    return AcceptedPrice(**{**facts, **more})  # type: ignore[arg-type]


def test_an_accepted_price_covers_care_of_its_first_day() -> None:
    assert accepted(first=LINE.day).covers(LINE, 74_00 * LINE.units)
    assert not accepted(first=LINE.day + timedelta(days=1)).covers(LINE, 74_00 * LINE.units)


def test_an_accepted_price_settles_what_is_at_it_or_above_from_its_day_on() -> None:
    def told(allowed: int, **more: object) -> str:
        found = standing(
            LINE, allowed, state=ClaimState.PAID, told=None, accepted=[accepted(**more)], today=TODAY
        )
        assert found.stands is (Stands.SETTLED if found.words else Stands.OPEN)
        return found.words

    assert told(74_00) == "accepted from 11/01/2026: their letter"
    assert told(73_99) == ""
    for other in ({"payer_id": 2}, {"code": "99213"}, {"pricing": frozenset({"26"})}, {"place": "22"},
                  {"first": date(2026, 11, 3)}):  # fmt: skip
        assert told(74_00, **other) == ""


LATER = date(2026, 12, 23)


@pytest.mark.parametrize(
    ("state", "call", "follow_up", "stands", "words"),
    [
        (ClaimState.PAID, None, None, Stands.OPEN, ""),
        (ClaimState.APPEALED, None, LATER, Stands.ASKED, "appealed, waiting until 12/23/2026"),
        (ClaimState.APPEALED, None, TODAY, Stands.OPEN, ""),
        (ClaimState.APPEALED, None, None, Stands.OPEN, ""),
        (ClaimState.DENIED, Told("lost", LATER), LATER, Stands.OPEN, ""),
        (ClaimState.PENDING, Told("won", LATER), LATER, Stands.ASKED, "appeal won, waiting until 12/23/2026"),
        (ClaimState.CORRECTED, None, None, Stands.ASKED, "corrected, waiting for the new answer"),
        (ClaimState.TAKEN_BACK, None, LATER, Stands.SETTLED, "taken back"),
        (ClaimState.PAID, Told("reprocessed", LATER), LATER, Stands.ASKED,
         "to be processed again, waiting until 12/23/2026"),
        (ClaimState.PAID, Told("dispute", date(2026, 11, 24)), None, Stands.ASKED,
         "in dispute, waiting until 11/24/2026"),
        (ClaimState.PAID, Told("reprocessed", TODAY), None, Stands.OPEN, ""),
        (ClaimState.PAID, Told("nobody", LATER), None, Stands.OPEN, ""),
        (ClaimState.PAID, Told("right", LATER), None, Stands.OPEN, ""),
    ],
)  # fmt: skip
def test_what_was_asked_for_waits_until_its_day_and_is_open_again_then(
    state: ClaimState, call: Told | None, follow_up: date | None, stands: Stands, words: str
) -> None:
    found = standing(LINE, 74_00, state=state, told=call, accepted=[], today=TODAY, follow_up=follow_up)
    assert found == Standing(stands, words)
