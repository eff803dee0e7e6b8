"""Promises are judged from the money that came: kept, in part, broken; no cent twice, in whatever order it is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules import promises
from paydesk.rules.errors import PaydeskError
from paydesk.rules.promises import Judged, Money, Promise, PromiseState

MONDAY = date(2026, 11, 2)
DUE = date(2026, 11, 6)  # a Friday; Veterans Day is on Wednesday the 11th


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def promise(own: int = 1, amount: int = 5000, due: date = DUE, taken: date = MONDAY) -> Promise:
    return Promise(own, amount, due, taken, at(taken))


def came(amount: int, on: date, lot: int = 1, *, entered: datetime | None = None) -> Money:
    return Money(lot, amount, on, entered or at(on, 12))


def only(*money: Money, today: date, of: Promise | None = None) -> Judged:
    (one,) = promises.judge((of or promise(),), money, today=today)
    return one


def test_money_still_counts_three_business_days_after_the_due_day() -> None:
    assert promises.last_day(DUE) == date(2026, 11, 12)
    assert promises.surfaces_on(DUE) == date(2026, 11, 13)
    assert promises.last_day(date(2026, 11, 23)) == date(2026, 11, 27)  # over Thanksgiving
    assert promises.surfaces_on(date(2026, 11, 24)) == date(2026, 12, 1)  # over it and a weekend


def test_it_is_kept_as_soon_as_the_money_is_there() -> None:
    one = only(came(2000, MONDAY), came(3000, DUE, 2), today=DUE)
    assert (one.state, one.on, one.received, one.left) == (PromiseState.KEPT, DUE, 5000, 0)
    assert one.words(DUE) == "kept on 11/06/2026"
    assert only(came(5000, date(2026, 11, 12)), today=date(2026, 11, 20)).state is PromiseState.KEPT


def test_it_waits_until_the_time_is_over() -> None:
    today = date(2026, 11, 12)
    one = only(came(1000, DUE), today=today)
    assert (one.state, one.received, one.left) == (PromiseState.PROMISED, 1000, 4000)
    assert one.words(today) == "was due 11/06/2026, counts until 11/12/2026, 10.00 of 50.00 came"
    assert only(today=DUE).words(DUE) == "due today"
    assert only(today=MONDAY).words(MONDAY) == "due 11/06/2026"


@pytest.mark.parametrize(
    ("amount", "state", "words"),
    [
        (0, PromiseState.BROKEN, "broken: nothing came"), (2499, PromiseState.BROKEN, "broken: 24.99 of 50.00 came"),
        (2500, PromiseState.PARTIAL, "kept in part: 25.00 of 50.00 came"),
        (4999, PromiseState.PARTIAL, "kept in part: 49.99 of 50.00 came"),
    ],
)  # fmt: skip
def test_after_that_half_of_it_is_a_part_and_less_is_broken(amount: int, state: PromiseState, words: str) -> None:
    today = date(2026, 11, 13)
    one = only(came(amount, DUE), today=today)
    assert (one.state, one.on, one.words(today)) == (state, today, words)


def test_money_from_before_or_too_late_keeps_nothing() -> None:
    today = date(2026, 11, 20)
    before = came(5000, MONDAY - timedelta(days=1))
    same_day_before = came(5000, MONDAY, 2, entered=at(MONDAY, 9))
    late = came(5000, date(2026, 11, 13), 3)
    assert only(before, same_day_before, late, today=today).state is PromiseState.BROKEN


def test_one_payment_never_keeps_two_promises_and_the_earlier_due_takes_it() -> None:
    later, earlier = promise(1, due=date(2026, 11, 20)), promise(2)
    first, second = promises.judge((later, earlier), (came(7000, DUE),), today=date(2026, 12, 1))
    assert (first.promise.id, first.state, first.received) == (2, PromiseState.KEPT, 5000)
    assert (second.promise.id, second.state, second.received) == (1, PromiseState.BROKEN, 2000)


def test_what_people_ended_uses_no_money() -> None:
    ended = Promise(1, 5000, DUE, MONDAY, at(MONDAY), PromiseState.RENEGOTIATED, DUE)
    called_off = Promise(2, 5000, DUE, MONDAY, at(MONDAY), PromiseState.CANCELED, MONDAY)
    first, second, third = promises.judge(
        (promise(3), called_off, ended), (came(5000, DUE),), today=date(2026, 12, 1)
    )
    assert [one.state for one in (first, second, third)] == ["renegotiated", "canceled", "kept"]
    assert first.words(DUE) == "another took its place on 11/06/2026"
    assert second.words(DUE) == "called off on 11/02/2026"


def test_two_broken_within_a_year_ask_for_somebody_who_may_allow_a_third() -> None:
    today = date(2026, 11, 23)
    old = promise(1, due=date(2025, 11, 12), taken=date(2025, 11, 3))  # broken since 11/18/2025
    recent = [promise(n, due=date(2026, n, 2), taken=date(2026, n, 1)) for n in (3, 5)]
    one = promises.judge((old, recent[0]), (), today=today)
    assert promises.broken_within_year(one, today=today) == 1 and not promises.needs_allowing(one, today=today)
    assert promises.broken_within_year(one, today=date(2026, 11, 17)) == 2
    two = promises.judge(recent, (), today=today)
    assert promises.needs_allowing(two, today=today)
    assert promises.broken_words(0) == ""
    assert promises.broken_words(1) == "1 promise was broken within 12 months."
    assert promises.broken_words(2) == "2 promises were broken within 12 months. One more needs a supervisor."
    assert promises.broken_within_year(two, today=date(2028, 2, 29)) == 0


@pytest.mark.parametrize(
    ("amount", "due", "promised", "field", "sentence"),
    [
        (0, DUE, 0, "amount", "Type how much they promise to pay. It is more than zero."),
        (-100, DUE, 0, "amount", "Type how much they promise to pay. It is more than zero."),
        (8001, DUE, 0, "amount", "80.00 is theirs to pay. Type 80.00 or less."),
        (5001, DUE, 3000, "amount", "80.00 is theirs to pay, and 30.00 of it is promised already. "
                                    "Type 50.00 or less."),
        (1, DUE, 8000, "amount", "80.00 is theirs to pay, and 80.00 of it is promised already. "
                                 "Let this one take the place of the other."),
        (5000, MONDAY - timedelta(days=1), 0, "due", "11/01/2026 is over. Type today or a day to come."),
        (5000, MONDAY + timedelta(days=91), 0, "due", "02/01/2027 is more than 90 days away. Agree on an earlier day, "
                                                      "or on a payment plan."),
    ],
)  # fmt: skip
def test_what_nobody_can_promise_is_refused(amount: int, due: date, promised: int, field: str, sentence: str) -> None:
    with pytest.raises(PaydeskError) as refused:
        promises.check(amount, due, today=MONDAY, owes=8000, promised=promised)
    assert (refused.value.field, refused.value.sentence) == (field, sentence)


def test_what_can_be_promised_is_not_refused() -> None:
    promises.check(8000, MONDAY, today=MONDAY, owes=8000)
    promises.check(5000, MONDAY + timedelta(days=90), today=MONDAY, owes=8000, promised=3000)
    with pytest.raises(PaydeskError, match="nothing the patient may be asked for"):
        promises.check(100, DUE, today=MONDAY, owes=0)


DAYS = st.integers(0, 40).map(lambda n: MONDAY + timedelta(days=n))
ENDED = st.sampled_from([None, None, None, PromiseState.CANCELED, PromiseState.RENEGOTIATED])
PROMISES = st.lists(
    st.tuples(st.integers(1, 9000), DAYS, st.integers(0, 10), ENDED), max_size=6
).map(lambda rows: [
    Promise(n, amount, taken + timedelta(days=ahead), taken, at(taken), ended, taken if ended else None)
    for n, (amount, taken, ahead, ended) in enumerate(rows)
])  # fmt: skip
PAYMENTS = st.lists(st.tuples(st.integers(-100, 9000), DAYS), max_size=8).map(
    lambda rows: [came(amount, on, lot) for lot, (amount, on) in enumerate(rows)]
)


@given(PROMISES, PAYMENTS, DAYS, st.randoms())
def test_no_cent_counts_twice_and_the_order_of_reading_changes_nothing(
    given_: list[Promise], money: list[Money], today: date, luck: st.DataObject
) -> None:
    judged = promises.judge(given_, money, today=today)
    assert sum(one.received for one in judged) <= sum(max(one.amount, 0) for one in money)
    assert all(0 <= one.received <= one.promise.amount for one in judged)
    assert all((one.state is PromiseState.KEPT) == (one.received == one.promise.amount) or one.promise.ended
               for one in judged)  # fmt: skip
    luck.shuffle(given_)  # type: ignore[attr-defined]
    luck.shuffle(money)  # type: ignore[attr-defined]
    assert promises.judge(given_, money, today=today) == judged


@given(PROMISES, PAYMENTS, DAYS)
def test_more_money_never_makes_fewer_promises_kept(
    given_: list[Promise], money: list[Money], on: date
) -> None:
    today = MONDAY + timedelta(days=60)
    kept = sum(one.state is PromiseState.KEPT for one in promises.judge(given_, money, today=today))
    more = [*money, came(9000 * 6, on, 99)]
    assert sum(one.state is PromiseState.KEPT for one in promises.judge(given_, more, today=today)) >= kept


@given(PROMISES, PAYMENTS)
def test_what_was_kept_or_judged_stays_so_as_days_go_by(given_: list[Promise], money: list[Money]) -> None:
    done: dict[int, Judged] = {}
    for ahead in range(0, 70, 7):
        for one in promises.judge(given_, money, today=MONDAY + timedelta(days=ahead)):
            if one.state is not PromiseState.PROMISED:
                assert done.setdefault(one.promise.id, one) == one


def test_what_was_not_kept_when_nothing_was_owed_any_more_is_let_go() -> None:
    waits = only(today=DUE)
    for since in (MONDAY - timedelta(days=1), DUE, promises.last_day(DUE)):
        gone = promises.let_go(waits, since=since)
        assert (gone.state, gone.on) == (PromiseState.LET_GO, max(since, MONDAY))
        assert promises.open_promises((gone,)) == () and promises.broken_within_year((gone,), today=DUE) == 0
    assert promises.let_go(only(came(5000, DUE), today=DUE), since=DUE).state is PromiseState.KEPT
    late = only(today=date(2026, 12, 1))
    assert promises.let_go(late, since=promises.surfaces_on(DUE)).state is PromiseState.BROKEN
    assert promises.let_go(late, since=promises.last_day(DUE)).state is PromiseState.LET_GO


def test_what_was_let_go_stays_so_whatever_comes() -> None:
    kept = Promise(1, 5000, DUE, MONDAY, at(MONDAY), PromiseState.LET_GO, DUE)
    assert only(came(5000, DUE), of=kept, today=DUE).words(DUE) == "let go on 11/06/2026: nothing is owed any more"
