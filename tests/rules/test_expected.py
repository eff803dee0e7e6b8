"""The expected price is the contract's most particular row in force, else what was allowed often enough."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.expected import (
    ContractRow,
    Expected,
    From,
    PastAnswer,
    PricedLine,
    RowFound,
    agreed,
    expected,
    unit_price,
)
from paydesk.rules.price_history import Taught

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
    found = expected(line(), contract=[row(120_00)])
    assert found is not None
    assert (found.allowed, found.source, found.why) == (
        120_00, From.CONTRACT, "by contract of Jan 1, 2026",
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
    assert found.why == "learned from 3 of 5 answers"


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


def test_a_modifier_named_by_the_contract_has_its_own_price_and_one_that_is_not_there_counts_for_nothing() -> None:
    rows = [row(120_00), row(90_00, modifiers=("95",)), row(70_00, modifiers=("26",))]
    assert price(line(modifiers=("95",)), rows) == 90_00
    assert price(line(modifiers=("25",)), rows) == 120_00
    assert price(line(modifiers=("26", "95")), rows) == 70_00
    assert price(line(), rows[1:]) is None


def test_a_newer_version_stands_in_place_of_the_older_even_where_it_ends() -> None:
    rows = [row(100_00), row(105_00, first=date(2026, 6, 1), last=date(2026, 8, 31))]
    assert price(line(day=date(2026, 5, 31)), rows) == 100_00
    assert price(line(day=date(2026, 6, 1)), rows) == 105_00
    assert price(line(day=date(2026, 9, 1)), rows) is None
    twice = [row(100_00, order=1), row(99_00, order=2)]
    assert price(line(), twice) == price(line(), twice[::-1]) == 99_00


def test_an_ended_price_of_a_plan_leaves_the_payers_own() -> None:
    rows = [row(100_00), row(110_00, plan_id=5, last=date(2026, 10, 31))]
    assert price(line(day=date(2026, 10, 31)), rows) == 110_00
    assert price(line(), rows) == 100_00


def test_both_sides_are_half_as_much_again_unless_the_contract_says_so() -> None:
    both = line(500_00, modifiers=("50",))
    found = expected(both, contract=[row(120_01)])
    assert found is not None
    assert (found.allowed, found.why) == (180_02, "by contract of Jan 1, 2026, 150 % for both sides")
    assert price(both, [row(120_00), row(200_00, modifiers=("50",))]) == 200_00


SCOPES = st.tuples(
    st.sampled_from([None, 5, 6]), st.sampled_from([(), ("95",), ("26",), ("26", "95")]),
    st.sampled_from(["", "11", "22"]),
)  # fmt: skip
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def contracts(draw: st.DrawFn) -> list[ContractRow]:
    made = []
    for order in range(draw(st.integers(0, 12))):
        plan, modifiers, place = draw(SCOPES)
        first = draw(DAYS)
        last = draw(st.none() | st.dates(first, date(2027, 1, 31)))
        scope = {"plan_id": plan, "modifiers": modifiers, "place": place}
        made.append(row(1_00 + order, first=first, last=last, order=order, **scope))
    return draw(st.permutations(made))


@given(contracts(), DAYS, st.sampled_from([(), ("25",), ("95",), ("26",), ("26", "95")]))
def test_the_most_particular_valid_row_wins_whatever_their_order(
    rows: list[ContractRow], day: date, modifiers: tuple[str, ...]
) -> None:
    asked = line(day=day, modifiers=modifiers)

    def valid(one: ContractRow) -> bool:
        """In force by hand: no version of the same thing began later, up to that day, and it has not ended."""
        newer = [
            other for other in rows
            if other.scope == one.scope and other.first <= day and (other.first, other.order) > (one.first, one.order)
        ]  # fmt: skip
        begun = one.first <= day and (one.last is None or day <= one.last)
        here = one.plan_id in (None, 5) and one.place in ("", "11")
        alike = set(one.modifiers) <= set(modifiers) and ("26" in one.modifiers) == ("26" in modifiers)
        return begun and here and alike and not newer

    best: ContractRow | None = None
    for one in filter(valid, rows):
        if best is None or _beats(one, best):
            best = one
    assert price(asked, rows) == (best.allowed if best else None)


def _beats(one: ContractRow, other: ContractRow) -> bool:
    if (one.plan_id is None) != (other.plan_id is None):
        return one.plan_id is not None
    if len(one.modifiers) != len(other.modifiers):
        return len(one.modifiers) > len(other.modifiers)
    return bool(one.place) and not other.place


def price(asked: PricedLine, rows: list[ContractRow]) -> int | None:
    found: Expected | None = expected(asked, contract=rows)
    return found.priced if found else None


@given(st.lists(st.none() | st.integers(1, 4), max_size=20))
def test_what_prices_agree_on_is_the_most_frequent_the_newest_of_several(prices: list[int | None]) -> None:
    known = [one for one in prices if one is not None]
    best = max(known, key=lambda one: (known.count(one), -known.index(one)), default=None)
    told = agreed(tuple(prices), 3)
    assert told == ((best, known.count(best)) if best is not None and known.count(best) >= 3 else None)


def test_what_came_in_one_payment_teaches_later_ones_alone() -> None:
    taught = Taught()
    assert taught.before(1, TODAY) == ()
    taught.add(1, TODAY, 100)
    assert taught.before(1, TODAY) == ()
    taught.add(1, TODAY, 200)
    assert taught.before(2, TODAY) == (200, 100)
    taught.add(2, TODAY - timedelta(days=1), None)
    assert taught.before(3, TODAY) == (200, 100, None) and taught.before(3, TODAY - timedelta(days=1)) == (None,)
    assert taught.before(3, TODAY - timedelta(days=2)) == ()


def test_of_many_prices_the_newest_are_looked_at() -> None:
    taught = Taught()
    for number in range(30):
        taught.before(number, TODAY)
        taught.add(number, TODAY, number)
    assert taught.before(99, TODAY) == tuple(range(29, 9, -1))


def test_a_contracts_price_for_both_sides_and_an_uneven_price_of_a_unit_are_to_the_cent() -> None:
    assert [RowFound(row(cents), both_sides=True).price(1) for cents in (100_00, 33, 34)] == [150_00, 50, 51]
    assert (unit_price(line(units=3), 100_00), unit_price(line(units=4), 100_00)) == (None, 25_00)


def test_the_newest_price_is_not_agreed_on_before_it_is_the_most_frequent() -> None:
    assert agreed((1, 1, 1, 2, 2, 2, 2)) == (2, 4)
    assert agreed((1, 1, 1, 2, 2, 2)) == (1, 3)
    assert agreed((1, 1, 2, 2)) is None and agreed(()) is None
