"""Debts fall into their buckets to the day, and credits stand apart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.ageing import Aged, Base, Bucket, aged, bucket_of

AS_OF = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (-3, "0–30"), (0, "0–30"), (30, "0–30"), (31, "31–60"), (60, "31–60"), (61, "61–90"), (90, "61–90"),
        (91, "91–120"), (120, "91–120"), (121, "Over 120"), (4000, "Over 120"),
    ],
)  # fmt: skip
def test_the_last_day_of_a_bucket_still_belongs_to_it(days: int, label: str) -> None:
    assert bucket_of(AS_OF - timedelta(days=days), AS_OF).label == label


def test_what_was_never_on_a_statement_is_in_the_first_bucket() -> None:
    assert bucket_of(None, AS_OF) is Bucket.UP_TO_30


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_a_buckets_dates_hold_what_falls_into_it(base_date: date) -> None:
    holding = [
        bucket
        for bucket in Bucket
        for oldest, newest in [bucket.dates(AS_OF)]
        if (oldest is None or oldest <= base_date) and (newest is None or base_date <= newest)
    ]
    assert holding == [bucket_of(base_date, AS_OF)]


AMOUNTS = st.lists(st.tuples(st.integers(-(10**9), 10**9), st.none() | st.dates(date(2020, 1, 1), date(2027, 1, 1))))


@given(AMOUNTS)
def test_no_cent_is_lost_between_the_buckets(amounts: list[tuple[int, date | None]]) -> None:
    result = aged(amounts, AS_OF)
    assert result.total == sum(amount for amount, _ in amounts)
    assert result.credit <= 0 <= min(result.buckets)


def test_credit_never_lowers_a_bucket() -> None:
    assert aged([(5000, AS_OF), (-2000, AS_OF)], AS_OF) == Aged((5000, 0, 0, 0, 0), -2000)


def test_every_base_says_what_it_means() -> None:
    assert all(base.words for base in Base)
