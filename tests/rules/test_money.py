"""Money is whole cents: typed as clerks type it, shown without loss, split without losing one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import LARGEST, cents, from_plain, in_words, parse, plain, show, split

AMOUNTS = st.integers(-LARGEST, LARGEST)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("40", 4000), ("40.5", 4050), ("40.50", 4050), (".5", 50), ("25+15", 4000), ("$1,234.56", 123456),
        ("100-12.50", 8750), (" 40 ", 4000), ("-5", -500), ("−5", -500), ("40.", None), ("1,234,567.89", 123456789),
    ],
)  # fmt: skip
def test_an_amount_is_understood_as_a_clerk_types_it(typed: str, amount: int | None) -> None:
    if amount is None:
        with pytest.raises(PaydeskError):
            parse(typed)
    else:
        assert parse(typed) == amount


@pytest.mark.parametrize("typed", ["", "abc", "40.555", "1,23", "40,5", "1e3", "+", "25++15", "25+", ".", "４０"])
def test_what_is_no_amount_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(PaydeskError, match="Type it like"):
        parse(typed)


def test_an_amount_too_large_to_be_meant_is_refused() -> None:
    assert parse("99,999,999.99") == LARGEST
    with pytest.raises(PaydeskError, match="larger"):
        parse("100000000")


@given(AMOUNTS)
def test_an_amount_shown_is_one_that_can_be_typed_and_read(amount: int) -> None:
    assert parse(show(amount)) == amount
    assert from_plain(plain(amount)) == amount


@pytest.mark.parametrize("value", [1.0, True, "1", None])
def test_money_refuses_what_is_not_whole_cents(value: object) -> None:
    with pytest.raises(TypeError):
        cents(value)


@pytest.mark.parametrize("value", [LARGEST + 1, -LARGEST - 1, 10**19])
def test_money_beyond_any_one_amount_is_refused_beside_its_field(value: int) -> None:
    assert cents(LARGEST) == LARGEST
    with pytest.raises(PaydeskError, match="larger") as refused:
        cents(value, field="amount")
    assert refused.value.field == "amount"


def test_a_credit_is_said_in_words() -> None:
    assert in_words(-1200) == "12.00 credit"
    assert in_words(0) == "–"
    assert in_words(1200) == "12.00"
    assert show(-5) == "−0.05"


@pytest.mark.parametrize(("text", "amount"), [("-12.5", -1250), ("7", 700), ("+0.10", 10), (".5", 50), ("1.500", 150)])
def test_a_files_amount_is_read_exactly(text: str, amount: int) -> None:
    assert from_plain(text) == amount


@pytest.mark.parametrize("text", ["", "1.005", "1,000", "x", ".", "1e2"])
def test_a_files_bad_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals"):
        from_plain(text)


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any))
def test_a_split_loses_no_cent_and_is_fair_to_one(total: int, weights: list[int]) -> None:
    shares = split(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - total * weight) < sum(weights)
        assert weight or not share


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1]])
def test_a_split_without_weight_is_a_bug(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(100, weights)
