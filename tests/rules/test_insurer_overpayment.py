"""Overpayments of insurers by hand: the law's time, where one stands, what money goes back, what an adjustment is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules import insurer_refund
from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurance import PayerKind
from paydesk.rules.insurer_overpayment import (
    Clock,
    Decision,
    OverpaymentState,
    Pause,
    clock,
    clock_sentence,
    may_pause,
    state_of,
)
from paydesk.rules.insurer_refund import Held
from paydesk.rules.provider_adjustments import Role, names_of, role

FOUND = date(2026, 11, 2)


def test_medicare_and_medicaid_have_sixty_days_and_nobody_else_by_law() -> None:
    today = date(2026, 11, 23)
    medicare = clock(PayerKind.MEDICARE, identified=FOUND, today=today)
    assert medicare == Clock(date(2027, 1, 1), "42 CFR 401.305")
    assert medicare.words(today) == "39 days left"
    medicaid = clock(PayerKind.MEDICAID, identified=FOUND, today=today)
    assert medicaid is not None and medicaid.source == "42 U.S.C. 1320a-7k(d)"
    assert clock(PayerKind.COMMERCIAL, identified=FOUND, today=today) is None
    assert clock_sentence(None, today).startswith("No law sets a time.")


def test_the_letters_day_counts_where_it_is_the_earlier_one() -> None:
    by = date(2026, 12, 1)
    found = clock(PayerKind.MEDICARE, identified=FOUND, today=FOUND, respond_by=by)
    assert found == Clock(by, "the insurer's letter")
    alone = clock(PayerKind.COMMERCIAL, identified=FOUND, today=FOUND, respond_by=by)
    assert alone is not None and alone.words(by) == "due today"
    assert alone.words(by + timedelta(days=1)) == "1 day late" and alone.words(by - timedelta(days=1)) == "1 day left"
    assert alone.words(by + timedelta(days=3)) == "3 days late"
    assert clock_sentence(alone, by) == "due today: by 12/01/2026 (the insurer's letter)"


def test_the_time_stands_still_for_180_days_at_most() -> None:
    pause = Pause(FOUND)
    running = clock(PayerKind.MEDICARE, identified=FOUND, today=FOUND + timedelta(days=100), pause=pause)
    assert running == Clock(FOUND + timedelta(days=160), "42 CFR 401.305", stopped=True)
    assert running is not None
    said = clock_sentence(running, FOUND + timedelta(days=100))
    assert said.endswith("the clock stands still while it is looked into")
    over = clock(PayerKind.MEDICARE, identified=FOUND, today=FOUND + timedelta(days=300), pause=pause)
    assert over == Clock(FOUND + timedelta(days=240), "42 CFR 401.305")
    ended = Pause(FOUND + timedelta(days=5), FOUND + timedelta(days=15))
    found = clock(PayerKind.MEDICARE, identified=FOUND, today=FOUND + timedelta(days=40), pause=ended)
    assert found == Clock(FOUND + timedelta(days=70), "42 CFR 401.305")


def test_before_2025_nothing_stopped_the_time() -> None:
    assert may_pause(PayerKind.MEDICARE, identified=date(2025, 1, 1))
    assert not may_pause(PayerKind.MEDICARE, identified=date(2024, 12, 31))
    assert not may_pause(PayerKind.MEDICAID, identified=FOUND)
    stopped = clock(PayerKind.MEDICAID, identified=FOUND, today=FOUND + timedelta(days=9), pause=Pause(FOUND))
    assert stopped == Clock(FOUND + timedelta(days=60), "42 U.S.C. 1320a-7k(d)")


def test_where_one_stands() -> None:
    assert state_of(Decision.NONE, amount=4500, settled=0) is OverpaymentState.FOUND
    assert state_of(Decision.REFUND, amount=4500, settled=4499) is OverpaymentState.TO_REFUND
    assert state_of(Decision.OFFSET, amount=4500, settled=4500) is OverpaymentState.REPAID
    assert state_of(Decision.DISPUTE, amount=4500, settled=4500) is OverpaymentState.DISPUTED
    assert state_of(Decision.DROP, amount=4500, settled=0) is OverpaymentState.DROPPED


def _held(charge: int, lot: int, paid: int, beyond: int = 0) -> Held:
    return Held(1, 1, charge, 7, lot, paid, beyond)


def test_what_is_beyond_goes_back_first_and_then_the_newest_payment() -> None:
    held = (_held(1, 9, 4500, 2000), _held(2, 9, 1000), _held(1, 4, 8000, 2000))
    assert insurer_refund.share_out(2000, held) == ((held[0], 2000),)
    assert insurer_refund.share_out(6000, held) == ((held[0], 4500), (held[1], 1000), (held[2], 500))
    with pytest.raises(PaydeskError, match=r"is 135\.00\. No more"):
        insurer_refund.share_out(13501, held)
    (line,) = insurer_refund.lines(((held[0], 1000), (held[2], 500)), why="kept", lot=12)
    assert (line.amount, line.lot, line.party, line.charge) == (1500, 12, 7, 1)


_SOME = st.builds(
    _held, st.integers(1, 3), st.integers(1, 3), st.integers(1, 9000), st.integers(0, 5000)
)


@given(st.lists(_SOME, max_size=6, unique_by=lambda one: (one.charge, one.lot)), st.integers(1, 30000))
def test_no_cent_more_goes_back_than_is_there(held: list[Held], amount: int) -> None:
    there = sum(one.paid for one in held)
    if amount > there:
        with pytest.raises(PaydeskError):
            insurer_refund.share_out(amount, held)
        return
    shares = insurer_refund.share_out(amount, held)
    assert sum(some for _, some in shares) == amount
    assert all(0 < some <= one.paid for one, some in shares)
    assert sum(line.amount for line in insurer_refund.lines(shares, why="back")) == amount


def test_what_an_adjustment_is_by_its_reason_and_sign() -> None:
    assert [role(reason, 100) for reason in ("WO", "FB", "CS", "72", "L6", "J1")] == [Role.TAKES] * 4 + [Role.APART] * 2
    assert [role(reason, -100) for reason in ("WO", "FB", "CS", "72", "L6")] == [
        Role.CARRIES, Role.CARRIES, Role.APART, Role.COUNTS, Role.APART
    ]  # fmt: skip


def test_the_numbers_that_a_reference_may_mean() -> None:
    assert names_of("26-0007 MBI77") == {"260007MBI77", "260007", "MBI77"}
    assert names_of("WO:260007") == {"WO260007", "260007"}
    assert names_of("X1") == frozenset()
