"""The expected price is the contract's, else what was allowed often enough; and what is short shows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.expected import (
    AnsweredLine,
    ContractRow,
    From,
    PastAnswer,
    PricedLine,
    Variance,
    Verdict,
    expected,
    patterns,
)

TODAY = date(2026, 11, 23)


def line(charge: int = 180_00, **more: Any) -> PricedLine:
    facts: dict[str, Any] = {"payer_id": 1, "plan_id": 5, "code": "99214", "place": "11", "day": TODAY}
    return PricedLine(**{**facts, "charge": charge, **more})


def row(allowed: int, **more: Any) -> ContractRow:
    return ContractRow(**{"payer_id": 1, "code": "99214", "first": date(2026, 1, 1), "allowed": allowed, **more})


def past(*allowed: int, **more: Any) -> list[PastAnswer]:
    """Answers of one, two, three … days ago."""
    return [
        PastAnswer(line=line(**{"day": TODAY - timedelta(days=number), **more}), allowed=amount)
        for number, amount in enumerate(allowed, 1)
    ]


def test_a_contract_row_gives_the_price_and_says_since_when() -> None:
    found = expected(line(), contract=[row(120_00, source="2026 fee schedule")])
    assert found is not None
    assert (found.allowed, found.source, found.why) == (
        120_00, From.CONTRACT, "by contract from 01/01/2026 (2026 fee schedule)",
    )  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        {"payer_id": 2}, {"code": "99213"}, {"plan_id": 6}, {"place": "22"}, {"modifiers": ("26",)},
        {"first": date(2026, 11, 24)}, {"last": date(2026, 11, 22)},
    ],
)  # fmt: skip
def test_a_row_for_something_else_gives_none(other: dict[str, Any]) -> None:
    assert expected(line(), contract=[row(120_00, **other)]) is None


def test_the_most_particular_row_counts_then_the_newer() -> None:
    rows = [
        row(100_00), row(101_00, first=date(2026, 6, 1)), row(102_00, place="11"), row(103_00, plan_id=5),
        row(104_00, plan_id=5, place="11"),
    ]  # fmt: skip
    for prices in (rows, rows[::-1]):
        assert [expected(line(), contract=prices[:]).allowed] == [104_00]
    for number, price in ((4, 103_00), (3, 102_00), (2, 101_00)):
        assert expected(line(), contract=rows[:number]).allowed == price


def test_a_modifier_that_changes_no_price_needs_no_row_of_its_own() -> None:
    found = expected(line(modifiers=("25", "95")), contract=[row(120_00)])
    assert found is not None and found.allowed == 120_00
    rows = [row(120_00), row(40_00, modifiers=("26",))]
    assert expected(line(modifiers=("26", "25")), contract=rows).allowed == 40_00
    assert expected(line(modifiers=("TC",)), contract=[row(120_00)]) is None


def test_units_multiply_and_a_charge_below_the_price_is_told() -> None:
    found = expected(line(300_00, units=3), contract=[row(120_00)])
    assert found is not None
    assert (found.priced, found.allowed, found.above_charge) == (360_00, 300_00, True)
    assert found.warning == "The price (360.00) is above our charge (300.00): raise the fee."
    fine = expected(line(120_00), contract=[row(120_00)])
    assert fine is not None and fine.warning == ""


def test_without_a_contract_the_most_common_price_of_late_is_expected() -> None:
    found = expected(line(), past=past(118_00, 120_00, 120_00, 110_00, 120_00))
    assert found is not None
    assert (found.allowed, found.source, found.times, found.of) == (120_00, From.LEARNED, 3, 5)
    assert found.why == "allowed in 3 of the last 5"


def test_fewer_than_three_that_agree_teach_nothing() -> None:
    assert expected(line(), past=past(120_00, 120_00)) is None
    assert expected(line(), past=past(120_00, 120_00, 118_00, 118_00, 119_00)) is None
    assert expected(line(), past=[]) is None


def test_only_the_latest_answers_count_so_a_new_price_is_learned() -> None:
    answers = past(*(125_00,) * 4, *(120_00,) * 30)
    assert expected(line(), past=answers, latest=6).allowed == 125_00
    assert expected(line(), past=answers[::-1], latest=6).allowed == 125_00


def test_of_two_as_frequent_the_newer_is_expected() -> None:
    answers = past(125_00, 125_00, 125_00, 120_00, 120_00, 120_00)
    for given_ in (answers, answers[::-1]):
        assert expected(line(), past=given_).allowed == 125_00


@pytest.mark.parametrize(
    "other",
    [{"payer_id": 2}, {"plan_id": 6}, {"code": "99213"}, {"place": "22"}, {"modifiers": ("26",)},
     {"day": date(2026, 12, 1)}],
)  # fmt: skip
def test_another_payers_plans_or_codes_price_teaches_nothing(other: dict[str, Any]) -> None:
    assert expected(line(), past=past(120_00, 120_00, 120_00, **other)) is None


def test_a_denied_line_teaches_nothing_and_units_are_taken_apart() -> None:
    answers = [*past(0, 0, 0, 0), *past(240_00, 240_00, units=2), *past(120_00)]
    found = expected(line(600_00, units=3), past=answers)
    assert found is not None
    assert (found.allowed, found.times, found.of) == (360_00, 3, 3)


def test_a_contract_goes_before_what_was_learned() -> None:
    found = expected(line(), contract=[row(130_00)], past=past(120_00, 120_00, 120_00))
    assert found is not None and found.allowed == 130_00


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
    short, fine, over = Variance(120_00, 110_00), Variance(120_00, 120_00), Variance(120_00, 130_00)
    answers = [
        *(AnsweredLine("Aetna", "99214", one) for one in (*(short,) * 14, fine, over)),
        *(AnsweredLine("Aetna", "99213", Variance(500_00, 400_00)) for _ in range(3)),
        *(AnsweredLine("Cigna", "99214", short) for _ in range(2)),
    ]
    assert [one.words for one in patterns(answers)] == [
        "Aetna: short on 99213 in 3 of 3, 300.00 in all", "Aetna: short on 99214 in 14 of 16, 140.00 in all",
    ]  # fmt: skip
