"""How near estimates were: in the range, near it, the middle difference; to the cent, whatever the order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.estimate_accuracy import Nearness, ToldAndCame, nearness


def told(low: int, high: int, came: int, payer: str = "Aetna") -> ToldAndCame:
    return ToldAndCame(payer=payer, low=low, high=high, came=came)


@pytest.mark.parametrize(
    ("one", "difference", "near"),
    [
        (told(24_00, 120_00, 24_00), 0, True),
        (told(24_00, 120_00, 120_01), 1, True),
        (told(40_00, 40_00, 50_00), 10_00, True),  # by the amount
        (told(40_00, 40_00, 50_01), 10_01, False),
        (told(450_00, 450_00, 500_00), 50_00, True),  # by the part of what came
        (told(449_99, 449_99, 500_00), 50_01, False),
        (told(10_01, 10_01, 0), -10_01, False),
        (told(10_00, 10_00, 0), -10_00, True),
    ],
)
def test_off_counts_to_the_nearer_end_and_near_is_by_part_or_amount(
    one: ToldAndCame, difference: int, near: bool
) -> None:
    assert (one.difference, one.near) == (difference, near)


def test_by_payer_the_most_off_first() -> None:
    found = nearness((
        told(100_00, 100_00, 100_00), told(100_00, 100_00, 130_00), told(100_00, 100_00, 92_00),
        told(50_00, 60_00, 20_00, "Medicare"), told(50_00, 60_00, 100_00, "Medicare"),
    ))  # fmt: skip
    assert found == (
        Nearness("Medicare", 2, 0, 0, 30_00, 70_00, 10_00), Nearness("Aetna", 3, 1, 2, 8_00, 38_00, 22_00),
    )  # fmt: skip
    assert nearness(()) == ()


AMOUNT = st.integers(0, 5_000_00)


@given(st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT, st.sampled_from(["Aetna", "Medicare", ""]))))
def test_every_estimate_is_counted_once_and_no_cent_is_lost(rows: list[tuple[int, int, int, str]]) -> None:
    every = [told(min(one, two), max(one, two), came, payer) for one, two, came, payer in rows]
    found = nearness(every)
    assert sum(one.estimates for one in found) == len(every)
    assert sum(one.net for one in found) == sum(one.difference for one in every)
    assert sum(one.off for one in found) == sum(abs(one.difference) for one in every)
    assert all(one.within <= one.near <= one.estimates and one.median <= one.off for one in found)
