"""Full card numbers are seen wherever they are typed, and nothing else is taken for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.errors import PaydeskError
from paydesk.rules.identity import is_npi
from paydesk.rules.plausibility import card_number_in, luhn, refuse_card_number, refuse_card_numbers

# Numbers that card networks publish for testing.
CARDS = {
    "4111111111111111": "Visa",
    "4222222222222": "Visa",
    "5555555555554444": "Mastercard",
    "2223003122003222": "Mastercard",
    "378282246310005": "American Express",
    "6011111111111117": "Discover",
    "30569309025904": "Diners Club",
    "3530111333300000": "JCB",
    "6200000000000005": "UnionPay",
}


@pytest.mark.parametrize(("number", "brand"), CARDS.items())
def test_a_card_number_is_seen_in_any_text(number: str, brand: str) -> None:
    for text in (number, f"card {number} exp 12/28", f"pan{number}.", f"{number} 1228", f"ref 77 {number}"):
        found = card_number_in(text)
        assert found is not None
        assert (found.brand, found.last4) == (brand, number[-4:])


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111 - 1111 - 1111 - 1111",
        "4111.1111.1111.1111",
        "4111\u00a01111\u20131111\u00a01111",
        "３７８２８２２４６３１０００５",
        "3782 822463 10005",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "41111111 11111111",
        "4111 1111 1111 1111 1228 123",
        "4111\u200b1111\u200b1111\u200b1111",
    ],
)
def test_the_ways_a_card_number_is_written_do_not_hide_it(text: str) -> None:
    assert card_number_in(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4111111111111112",
        "1234567893",
        "512-555-0142 512-555-0199",
        "(512) 555-0142, (512) 555-0199",
        "5125550142 5125550199",
        "1EG4-TE5-MK73",
        "W123456789",
        "0000000000000000",
        "check 1042 for 40.00 on 11/23/2026",
        "2026-11-23 2026-11-24 2026-11-25",
        "411111111111111111111111",
        "12345678-4123-4567-8901-123456789012",
        "7111111111111117",
    ],
)
def test_nothing_else_is_taken_for_a_card_number(text: str) -> None:
    assert card_number_in(text) is None


@given(st.from_regex(r"[2-9]\d\d[2-9]\d{6}", fullmatch=True), st.from_regex(r"[2-9]\d\d[2-9]\d{6}", fullmatch=True))
def test_two_phone_numbers_are_never_a_card(one: str, other: str) -> None:
    for text in (
        f"{one} {other}",
        f"{one[:3]}-{one[3:6]}-{one[6:]} {other[:3]}-{other[3:6]}-{other[6:]}",
        f"({one[:3]}) {one[3:6]}-{one[6:]} / ({other[:3]}) {other[3:6]}-{other[6:]}",
    ):
        assert card_number_in(text) is None


@given(st.sampled_from("12"), st.integers(0, 99_999_999))
def test_an_npi_is_never_a_card(first: str, body: int) -> None:
    npi = next(f"{first}{body:08d}{check}" for check in range(10) if is_npi(f"{first}{body:08d}{check}"))
    assert card_number_in(f"NPI {npi} {npi}") is None


@given(st.integers(0, 10**14 - 1))
def test_every_visa_number_with_a_right_check_digit_is_seen(body: int) -> None:
    number = next(f"4{body:014d}{check}" for check in range(10) if luhn(f"4{body:014d}{check}"))
    assert card_number_in(number) is not None


def test_the_refusal_offers_the_last_four_digits_and_keeps_the_rest_to_itself() -> None:
    with pytest.raises(PaydeskError) as refusal:
        refuse_card_number("paid with 4111 1111 1111 1111", field="note")
    assert "1111" in refusal.value.sentence
    assert "411111" not in refusal.value.sentence.replace(" ", "")
    assert refusal.value.field == "note"


def test_the_last_four_digits_alone_are_welcome() -> None:
    refuse_card_number("Visa ending 1111", field="note")


def test_every_text_of_a_request_is_looked_at_and_no_key() -> None:
    @dataclass(frozen=True)
    class Inner:
        words: str

    @dataclass(frozen=True)
    class Asked:
        lines: tuple[str, ...] = ()
        facts: Mapping[str, str] = field(default_factory=dict)
        inner: tuple[Inner, ...] = ()
        key: str = ""
        amount: int = 4111111111111111

    refuse_card_numbers(Asked(key="4111111111111111"))
    for asked, name in (
        (Asked(lines=("", "4111111111111111")), "lines"), (Asked(facts={"carrier": "4111111111111111"}), "carrier"),
        (Asked(inner=(Inner("4111111111111111"),)), "words"),
    ):  # fmt: skip
        with pytest.raises(PaydeskError, match="1111") as refused:
            refuse_card_numbers(asked)
        assert refused.value.field == name
    with pytest.raises(PaydeskError) as refused:
        refuse_card_numbers(Asked(inner=(Inner("4111111111111111"),)), field="rows")
    assert refused.value.field == "rows"
