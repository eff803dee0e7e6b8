"""Three offers within what can be afforded, or what would have to change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import OddCents
from paydesk.rules.plan_offers import Ask, Offers, first_due, offers
from paydesk.rules.plan_policy import USUAL, PlanPolicy, Term

FIRST = date(2027, 1, 5)


def _ask(balance: int, affordable: int, *, down: int = 0) -> Ask:
    return Ask(balance=balance, down=down, affordable=affordable, first=FIRST)


def _amounts(found: Offers) -> dict[str, tuple[int, ...]]:
    return {offer.name: tuple(one.amount for one in offer.installments) for offer in found.offers}


def test_the_worked_balance_at_a_quarter_of_what_is_left() -> None:
    found = _amounts(offers(_ask(1_250_00, 113_75)))
    assert found["shortest"] == (*[113_75] * 10, 112_50)
    assert found["standard"] == (*[83_33] * 14, 83_38)
    assert found["comfortable"] == (*[69_44] * 17, 69_52)


def test_the_worked_balance_at_four_percent_of_gross() -> None:
    assert _amounts(offers(_ask(1_250_00, 140_00)))["shortest"] == (*[140_00] * 8, 130_00)


def test_too_little_says_what_would_have_to_be_paid_down() -> None:
    found = offers(_ask(1_250_00, 45_50), policy=PlanPolicy(terms=(Term(None, 24),)))
    assert [offer.name for offer in found.offers] == ["longest"] and found.offers[0].over_cap
    assert len(found.offers[0].installments) == 24
    assert found.down_needed == 1_250_00 - 24 * 45_50
    enough = offers(_ask(1_250_00, 45_50, down=158_00), policy=PlanPolicy(terms=(Term(None, 24),)))
    assert not any(offer.over_cap for offer in enough.offers) and enough.down_needed is None


def test_nothing_to_spare_offers_the_longest_and_says_it_is_too_much() -> None:
    found = offers(_ask(600_00, 0))
    assert found.offers[0].over_cap and found.offers[0].total == 600_00
    assert "more a month than 0.00" in found.offers[0].why and found.down_needed is None


def test_above_a_law_nobody_is_asked_to_allow_it() -> None:
    (over,) = offers(replace(_ask(1_250_00, 20_00), lawful=69_51)).offers
    assert over.over_cap and over.over_law and over.changes == "More paid down, or assistance"
    assert over.why == (
        "18 installments are the most that the clinic allows for 1,250.00; that is more a month than the 69.51 by law, "
        "and nobody can allow it"
    )
    (within,) = offers(replace(_ask(1_250_00, 20_00), lawful=69_52)).offers
    assert within.over_cap and not within.over_law and "supervisor" in within.changes
    assert not any(one.over_law for one in offers(replace(_ask(1_250_00, 113_75), lawful=113_75)).offers)


def test_one_installment_is_told_as_one() -> None:
    once = PlanPolicy(terms=(Term(None, 1),))
    assert offers(_ask(600_00, 0), policy=once).offers[0].why.startswith("1 installment is the most that")


def test_no_installment_is_below_the_smallest_unless_more_cannot_be_afforded() -> None:
    assert _amounts(offers(_ask(120_00, 100_00)))["comfortable"] == (30_00,) * 4
    six = PlanPolicy(terms=(Term(None, 6),))
    assert _amounts(offers(_ask(90_00, 24_00), policy=six))["comfortable"] == (15_00,) * 6


def test_offers_of_as_many_installments_are_shown_once() -> None:
    assert list(_amounts(offers(_ask(40_00, 100_00)))) == ["shortest"]


def test_a_tiny_last_installment_lowers_the_others_and_never_raises_one() -> None:
    shortest = _amounts(offers(_ask(1_250_00, 113_60)))["shortest"]
    assert len(shortest) == 12 and max(shortest) == 104_17


def test_the_first_is_due_in_a_month() -> None:
    assert first_due(date(2026, 12, 5)) == FIRST
    assert first_due(date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("ask", "words", "field"),
    [
        (_ask(0, 100), "nothing to pay", "balance"),
        (_ask(100, 100, down=100), "less than 1.00", "down"),
        (_ask(100, 100, down=-1), "less than 1.00", "down"),
    ],
)
def test_what_cannot_be_is_refused(ask: Ask, words: str, field: str) -> None:
    with pytest.raises(PaydeskError, match=words) as refused:
        offers(ask)
    assert refused.value.field == field


@given(st.integers(2, 3_000_000), st.integers(0, 500_000), st.floats(0, 0.99))
def test_offers_add_up_and_none_asks_more_than_can_be_afforded(balance: int, affordable: int, part: float) -> None:
    down = min(int(balance * part), balance - 1)
    ask = _ask(balance, affordable, down=down)
    found = offers(ask)
    policy = PlanPolicy()
    numbers = [len(offer.installments) for offer in found.offers]
    assert numbers == sorted(numbers) and numbers[-1] <= policy.longest(balance)
    for offer in found.offers:
        assert offer.total + down == balance
        assert min(one.amount for one in offer.installments) > 0
        if not offer.over_cap:
            assert max(one.amount for one in offer.installments) <= affordable
    if found.down_needed is not None:
        assert down < found.down_needed <= balance
        if found.down_needed < balance:
            assert not any(offer.over_cap for offer in offers(replace(ask, down=found.down_needed)).offers)
    elif affordable:
        assert len(found.offers[0].installments) == -(-(balance - down) // affordable)


def test_each_offer_says_what_would_change_it() -> None:
    found = offers(_ask(1_250_00, 113_75)).offers
    assert {one.name: one.changes for one in found} == {
        "shortest": "More paid down, or more left over, makes it shorter",
        "standard": "Any number in between can be typed",
        "comfortable": "More payments than that need a supervisor",
    }
    (longest,) = offers(_ask(1_250_00, 10_00)).offers
    assert "assistance" in longest.changes


@pytest.mark.parametrize(
    ("odd", "parts"),
    [
        (OddCents.LAST, (*[83_33] * 14, 83_38)), (OddCents.FIRST, (83_38, *[83_33] * 14)),
        (OddCents.SPREAD, (*[83_34] * 5, *[83_33] * 10)), (OddCents.SMALLER_LAST, (*[83_34] * 14, 83_24)),
    ],
)  # fmt: skip
def test_the_odd_cents_are_where_the_clinic_wants_them(odd: OddCents, parts: tuple[int, ...]) -> None:
    found = offers(_ask(1_250_00, 113_75), policy=replace(USUAL, odd_cents=odd))
    assert _amounts(found)["standard"] == parts
    assert found.offers[1].payment == max(set(parts), key=parts.count)


@pytest.mark.parametrize("odd", OddCents)
def test_odd_cents_never_take_a_payment_above_what_can_be_afforded(odd: OddCents) -> None:
    found = offers(_ask(100_00, 33_34), policy=replace(USUAL, odd_cents=odd, terms=(Term(None, 3),)))
    assert all(max(parts) <= 33_34 for parts in _amounts(found).values())
