"""Where a payment goes: chosen lines, the visit it was taken for, today's copay, oldest first, never too far."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules import allocation
from paydesk.rules.allocation import OpenLine, allocate
from paydesk.rules.errors import PaydeskError

TODAY = date(2026, 11, 23)


def line(charge: int, owes: int, **changes: object) -> OpenLine:
    base = OpenLine(charge, 1, 1, owes, date(2026, 10, charge), date(2026, 10, charge))
    return replace(base, **changes)  # type: ignore[arg-type]


def test_the_example_of_copay_then_oldest_comes_out_to_the_cent() -> None:
    split = allocate(
        150_00, (line(1, 90_00), line(2, 30_00, copay_today=True), line(3, 104_16)), today=TODAY
    )
    assert [(p.line.charge, p.amount, p.why) for p in split.parts] == [
        (2, 30_00, allocation.COPAY), (1, 90_00, allocation.OLDEST), (3, 30_00, allocation.OLDEST),
    ]  # fmt: skip
    assert split.unapplied == 0


def test_oldest_means_the_oldest_responsibility_not_the_oldest_service() -> None:
    late = line(1, 10_00, responsibility_date=date(2026, 11, 1))
    early = line(2, 10_00, responsibility_date=date(2026, 10, 5))
    assert [p.line.charge for p in allocate(15_00, (late, early), today=TODAY).parts] == [2, 1]


def test_chosen_lines_come_first_and_the_rest_follows_the_rule() -> None:
    split = allocate(50_00, (line(1, 40_00), line(2, 30_00)), today=TODAY, chosen={2: 20_00})
    assert [(p.line.charge, p.amount, p.why) for p in split.parts] == [
        (2, 20_00, allocation.CHOSEN), (1, 30_00, allocation.OLDEST),
    ]  # fmt: skip


def test_a_chosen_line_left_as_the_rule_had_it_keeps_the_rules_reason_and_no_amount_changes() -> None:
    lines = (line(1, 40_00), line(2, 30_00), line(3, 20_00, copay_today=True), line(4, 20_00, visit=8))
    chosen = {1: 40_00, 2: 20_00, 3: 20_00, 4: 20_00}
    every = allocate(100_00, lines, today=TODAY, chosen=chosen, visit=8, automatic=False)
    split = allocate(100_00, lines, today=TODAY, chosen=chosen, visit=8, automatic=False, as_ruled={1, 3, 4, 99})
    assert [(p.line, p.amount) for p in split.parts] == [(p.line, p.amount) for p in every.parts]
    assert {p.why for p in every.parts} == {allocation.CHOSEN}
    assert [p.why for p in split.parts] == [
        allocation.OLDEST, allocation.CHOSEN, allocation.COPAY, allocation.EARMARKED,
    ]  # fmt: skip


def test_without_the_automatic_rest_what_is_not_chosen_stays_credit() -> None:
    split = allocate(50_00, (line(1, 40_00), line(2, 30_00)), today=TODAY, chosen={2: None}, automatic=False)
    assert [(p.line.charge, p.amount) for p in split.parts] == [(2, 30_00)]
    assert (split.unapplied, split.why_unapplied) == (20_00, allocation.UNAPPLIED)


def test_money_taken_for_a_visit_goes_to_that_visit_first() -> None:
    split = allocate(20_00, (line(1, 40_00, visit=7), line(2, 30_00, visit=8)), today=TODAY, visit=8)
    assert [(p.line.charge, p.why) for p in split.parts] == [(2, allocation.EARMARKED)]


def test_a_barred_line_gets_nothing_by_itself() -> None:
    split = allocate(20_00, (line(1, 40_00, barred="in dispute"),), today=TODAY)
    assert (split.parts, split.unapplied) == ((), 20_00)


@pytest.mark.parametrize(
    ("lines", "visit", "why"),
    [
        ((line(1, 10_00),), None, allocation.UNAPPLIED), ((line(1, 10_00),), 8, allocation.FOR_VISIT),
        ((line(1, 10_00), line(2, 1, barred="on hold")), None, allocation.BARRED),
        ((line(1, 10_00), line(2, 0, barred="on hold")), None, allocation.UNAPPLIED),
        ((line(1, 10_00), line(2, 1, barred="on hold")), 8, allocation.FOR_VISIT),
        ((line(1, 50_00), line(2, 1, barred="on hold")), None, ""),
    ],
)  # fmt: skip
def test_what_is_left_over_says_why(lines: tuple[OpenLine, ...], visit: int | None, why: str) -> None:
    split = allocate(20_00, lines, today=TODAY, visit=visit)
    assert split.why_unapplied == why and (split.unapplied > 0) is bool(why)


def test_the_visit_comes_before_the_copay_and_the_copay_before_the_oldest_and_each_is_paid_once() -> None:
    found = (line(1, 10_00), line(2, 10_00, copay_today=True), line(3, 10_00, visit=8),
             line(4, 10_00, visit=8, copay_today=True), line(5, 10_00, visit=7))  # fmt: skip
    parts = allocate(99_00, found, today=TODAY, visit=8).parts
    assert [(p.line.charge, p.why) for p in parts] == [
        (3, allocation.EARMARKED), (4, allocation.COPAY), (2, allocation.COPAY), (1, allocation.OLDEST),
        (5, allocation.OLDEST),
    ]  # fmt: skip


def test_lines_that_are_of_no_visit_are_not_those_of_money_for_no_visit() -> None:
    found = (line(1, 10_00, visit=None), line(2, 10_00, visit=4))
    assert [p.why for p in allocate(20_00, found, today=TODAY).parts] == [allocation.OLDEST] * 2


def test_a_line_without_a_responsibility_date_is_as_old_as_its_service_and_the_service_parts_a_tie() -> None:
    undated = line(3, 10_00, responsibility_date=None)  # of October 3
    tied = [line(n, 10_00, responsibility_date=date(2026, 10, 3)) for n in (2, 4)]
    parts = allocate(99_00, (*tied, undated, line(1, 10_00)), today=TODAY).parts
    assert [p.line.charge for p in parts] == [1, 2, 3, 4]


def test_a_cent_is_paid_and_a_settled_line_is_not_named() -> None:
    split = allocate(5, (line(1, 1), line(2, 0), line(3, -4), line(4, 9)), today=TODAY)
    assert [(p.line.charge, p.amount) for p in split.parts] == [(1, 1), (4, 4)]


def test_a_chosen_line_of_one_cent_is_paid() -> None:
    (part,) = allocate(50_00, (line(1, 1),), today=TODAY, chosen={1: None}, automatic=False).parts
    assert (part.amount, part.why) == (1, allocation.CHOSEN)


def test_a_chosen_line_gets_what_was_chosen_and_nothing_more_by_itself() -> None:
    split = allocate(50_00, (line(1, 40_00), line(2, 30_00)), today=TODAY, chosen={1: 10_00, 2: 30_00})
    assert [(p.line.charge, p.amount) for p in split.parts] == [(1, 10_00), (2, 30_00)]
    assert (split.unapplied, split.why_unapplied) == (10_00, allocation.UNAPPLIED)


def test_where_the_payment_ends_before_the_chosen_lines_the_last_ones_get_less() -> None:
    chosen = {2: 30_00, 1: 30_00, 3: 1}
    split = allocate(50_00, (line(1, 40_00), line(2, 30_00), line(3, 5_00)), today=TODAY, chosen=chosen)
    assert [(p.line.charge, p.amount) for p in split.parts] == [(2, 30_00), (1, 20_00)] and split.unapplied == 0


def test_money_for_no_visit_is_ruled_oldest_and_only_what_was_chosen_can_keep_a_rule() -> None:
    split = allocate(9_00, (line(1, 5_00, visit=None), line(2, 4_00)), today=TODAY, chosen={1: 5_00}, as_ruled={1, 2})
    assert [p.why for p in split.parts] == [allocation.OLDEST] * 2


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({1: 40_01}, r"owes 40\.00 of that line: pay at most that much"), ({2: 1}, "in dispute"),
        ({9: None}, "owes nothing"), ({1: 0}, "at most"), ({1: -1}, "at most"), ({3: None}, "owes nothing"),
        ({4: None}, "owes nothing"),
    ],
)  # fmt: skip
def test_a_chosen_line_that_cannot_be_is_refused_with_its_reason(chosen: dict[int, int | None], says: str) -> None:
    with pytest.raises(PaydeskError, match=says) as refused:
        found = (line(1, 40_00), line(2, 30_00, barred="in dispute"), line(3, 0), line(4, -1))
        allocate(50_00, found, today=TODAY, chosen=chosen)
    assert refused.value.field == "chosen"


lines = st.lists(
    st.builds(
        lambda owes, copay, barred, visit: (owes, copay, barred, visit),
        st.integers(0, 500_00), st.booleans(), st.sampled_from(["", "", "", "on hold"]), st.integers(1, 3),
    ),
    max_size=8,
)  # fmt: skip


@given(st.integers(1, 2_000_00), lines, st.sampled_from([None, 1, 2]))
def test_no_cent_is_lost_and_no_line_gets_more_than_it_owes(
    amount: int, rows: list[tuple[int, bool, str, int]], visit: int | None
) -> None:
    found = tuple(
        line(n, owes, copay_today=copay, barred=barred, visit=v) for n, (owes, copay, barred, v) in enumerate(rows, 1)
    )
    split = allocate(amount, found, today=TODAY, visit=visit)
    assert sum(part.amount for part in split.parts) + split.unapplied == amount
    assert len({part.line.charge for part in split.parts}) == len(split.parts)
    for part in split.parts:
        assert 0 < part.amount <= part.line.owes and not part.line.barred
    free = sum(one.owes for one in found if not one.barred)
    assert split.unapplied == max(0, amount - free)


def test_what_is_left_out_is_explained() -> None:
    assert "in dispute" in allocation.explain_left_out(line(1, 10, barred="in dispute"), 0)
    assert allocation.explain_left_out(line(1, 10), 10) == ""
    assert "ends before" in allocation.explain_left_out(line(1, 10), 9)
    assert line(1, 10).asked and not line(1, 10).copay_today
