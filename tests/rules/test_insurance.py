"""Who is covered on a day, in what order, and who gets a charge first."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurance import (
    CoverageTerms,
    PayerKind,
    Protection,
    check_coverage,
    copay_due,
    first_party,
    in_force,
    order_words,
    protection,
    tidy_member_number,
)

YEAR, DAY, END = date(2026, 1, 1), date(2026, 6, 15), date(2026, 12, 31)


def coverage(
    number: int,
    order: int = 1,
    start: date = YEAR,
    end: date | None = None,
    *,
    kind: PayerKind = PayerKind.COMMERCIAL,
    copay: int | None = None,
) -> CoverageTerms:
    return CoverageTerms(number, kind, order, start, end, copay)


def test_coverage_holds_on_its_first_and_last_day() -> None:
    one = coverage(1, end=END)
    assert in_force([one], YEAR) == in_force([one], END) == (one,)
    assert in_force([one], date(2025, 12, 31)) == in_force([one], date(2027, 1, 1)) == ()


def test_the_secondary_answers_first_when_the_primary_has_ended() -> None:
    primary, secondary = coverage(1, end=date(2026, 3, 31)), coverage(2, 2)
    assert in_force([secondary, primary], date(2026, 3, 31)) == (primary, secondary)
    assert first_party([secondary, primary], DAY).coverage == secondary


def test_a_charge_goes_to_the_first_coverage_of_its_day() -> None:
    old, new = coverage(1, end=date(2026, 3, 31)), coverage(2, start=date(2026, 4, 1))
    assert first_party([old, new], date(2026, 3, 31)).coverage == old
    assert first_party([old, new], date(2026, 4, 1)).coverage == new


def test_a_charge_goes_to_the_patient_without_coverage_or_by_her_wish() -> None:
    assert first_party([], DAY).coverage is None
    by_wish = first_party([coverage(1)], DAY, do_not_bill_insurance=True)
    assert by_wish.coverage is None
    assert by_wish.why == "patient asked not to bill insurance"


def test_a_copay_is_due_at_once_unless_another_coverage_follows() -> None:
    one = coverage(1, copay=4000)
    assert copay_due([one], DAY, charged=18000) == 4000
    assert copay_due([one], DAY, charged=1500) == 1500
    assert copay_due([one, coverage(2, 2)], DAY, charged=18000) == 0
    assert copay_due([one, coverage(2, 2, end=date(2026, 3, 1))], DAY, charged=18000) == 4000
    assert copay_due([one], DAY, charged=18000, do_not_bill_insurance=True) == 0
    assert copay_due([coverage(1)], DAY, charged=18000) == 0
    assert copay_due([], DAY, charged=18000) == 0


def test_a_work_injury_has_no_copay() -> None:
    one = coverage(1, kind=PayerKind.WORKERS_COMPENSATION, copay=4000)
    assert copay_due([one], DAY, charged=18000) == 0


@pytest.mark.parametrize(
    ("shield", "due"), [(Protection.NONE, 2000), (Protection.BEYOND_COPAY, 2000), (Protection.ENTIRE, 0)]
)
def test_a_patient_whom_the_law_keeps_from_everything_has_no_copay(shield: Protection, due: int) -> None:
    one = coverage(1, kind=PayerKind.MEDICARE, copay=2000)
    assert copay_due([one], DAY, charged=16000, shield=shield) == due


@given(st.integers(0, 10**7), st.none() | st.integers(0, 10**6))
def test_a_copay_is_never_more_than_what_was_charged(charged: int, copay: int | None) -> None:
    assert 0 <= copay_due([coverage(1, copay=copay)], DAY, charged=charged) <= charged


@pytest.mark.parametrize(
    ("kinds", "shield", "expected"),
    [
        ((), Protection.NONE, Protection.NONE),
        ((), Protection.BEYOND_COPAY, Protection.BEYOND_COPAY),
        ((PayerKind.COMMERCIAL,), Protection.NONE, Protection.NONE),
        ((PayerKind.MEDICARE,), Protection.BEYOND_COPAY, Protection.BEYOND_COPAY),
        ((PayerKind.MEDICARE, PayerKind.MEDICAID), Protection.NONE, Protection.BEYOND_COPAY),
        ((PayerKind.WORKERS_COMPENSATION, PayerKind.MEDICAID), Protection.NONE, Protection.ENTIRE),
        ((PayerKind.MEDICAID,), Protection.ENTIRE, Protection.ENTIRE),
    ],
)
def test_the_strictest_protection_counts(
    kinds: tuple[PayerKind, ...], shield: Protection, expected: Protection
) -> None:
    found = [coverage(number, number, kind=kind) for number, kind in enumerate(kinds, 1)]
    assert protection(found, shield=shield) is expected


@pytest.mark.parametrize(
    ("new", "field", "says"),
    [
        (coverage(9, 1, DAY), "priority", "already primary"),
        (coverage(9, 1, date(2025, 1, 1)), "priority", "already primary"),
        (coverage(9, 3, DAY), "priority", "No secondary coverage holds on 06/15/2026"),
        (coverage(9, 2, date(2027, 1, 1)), "priority", "No primary"),
        (coverage(9, 0, DAY), "priority", "1 for primary"),
        (coverage(9, 2, DAY, YEAR), "valid_to", "end before it begins"),
        (coverage(9, 2, DAY, copay=-1), "copay", "below zero"),
    ],
)
def test_a_coverage_that_cannot_stand_is_refused_beside_its_field(
    new: CoverageTerms, field: str, says: str
) -> None:
    with pytest.raises(PaydeskError, match=says) as refusal:
        check_coverage(new, [coverage(1, end=END)])
    assert refusal.value.field == field


def test_coverages_that_follow_each_other_are_accepted() -> None:
    check_coverage(coverage(2, 1, date(2027, 1, 1)), [coverage(1, end=END)])
    check_coverage(coverage(2, 1, date(2025, 1, 1), date(2025, 12, 31)), [coverage(1, end=END)])
    check_coverage(coverage(2, 2, DAY), [coverage(1, end=END)])


SPANS = st.tuples(st.integers(1, 2), st.dates(YEAR, END), st.none() | st.dates(YEAR, END))


@given(st.lists(SPANS, max_size=8), st.dates(YEAR, END))
def test_accepted_coverages_never_share_an_order_on_a_day(
    spans: list[tuple[int, date, date | None]], day: date
) -> None:
    accepted: list[CoverageTerms] = []
    for number, (order, start, end) in enumerate(spans):
        new = coverage(number, order, start, end)
        try:
            check_coverage(new, accepted)
        except PaydeskError:
            continue
        accepted.append(new)
    orders = [one.order for one in in_force(accepted, day)]
    assert orders == sorted(set(orders))


def test_a_member_number_is_kept_as_the_payer_reads_it() -> None:
    assert tidy_member_number(" 1eg4-te5-mk73 ") == "1EG4TE5MK73"
    assert tidy_member_number("") == ""
    for typed in ("W12#4", "x" * 81, "é1"):
        with pytest.raises(PaydeskError):
            tidy_member_number(typed)


def test_orders_and_payers_have_words() -> None:
    assert [order_words(order) for order in (1, 2, 3, 4)] == ["primary", "secondary", "tertiary", "4th"]
    assert all(kind.words for kind in PayerKind)
