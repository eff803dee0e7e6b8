"""What is asked of an insurer: which answers cannot be, and when enough is known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from paydesk.rules.benefits import ServiceKind
from paydesk.rules.errors import PaydeskError
from paydesk.rules.verification import Asks, State
from paydesk.rules.verified_items import (
    ITEMS,
    MUST_ASK,
    AnswerGiven,
    AnswerKept,
    Item,
    Value,
    after_asking,
    check_answer,
    value_words,
)

TODAY = date(2026, 11, 23)
SAID: dict[Item, Value | None] = {Item.ACTIVE: True, Item.EFFECTIVE: date(2026, 1, 1), Item.OTHER_COVERAGE: False}
PAYS: dict[Item, Value | None] = {
    Item.NETWORK: "in", Item.DEDUCTIBLE: 500_00, Item.DEDUCTIBLE_MET: 0, Item.OUT_OF_POCKET: 4000_00,
    Item.OUT_OF_POCKET_LEFT: 3210_00, Item.COPAY: 35_00,
}  # fmt: skip


def kept(said: dict[Item, Value | None], on: date = TODAY) -> list[AnswerKept]:
    return [AnswerKept(item, value, on) for item, value in said.items()]


def asked(asks: Asks, *answers: AnswerKept, days: int | None = 30, ended: State | None = None) -> tuple[State, Any]:
    made = after_asking(asks, answers, today=TODAY, fresh_days=days, ended=ended)
    return made.state, made.missing


def test_every_item_has_its_facts_and_every_one_that_must_be_asked_belongs_there() -> None:
    assert set(ITEMS) == set(Item)
    assert all(ITEMS[item].asks is asks for asks, groups in MUST_ASK.items() for group in groups for item in group)


def test_a_whole_answer_verifies_and_a_part_of_it_says_what_is_missing() -> None:
    assert asked(Asks.ELIGIBILITY, *kept(SAID)) == (State.VERIFIED, ())
    assert asked(Asks.BENEFITS, *kept(PAYS)) == (State.VERIFIED, ())
    part = {item: value for item, value in PAYS.items() if item not in (Item.OUT_OF_POCKET_LEFT, Item.COPAY)}
    assert asked(Asks.BENEFITS, *kept(part)) == (
        State.PARTIAL, ("out-of-pocket met or out-of-pocket left", "copay or coinsurance or covered"),
    )  # fmt: skip


def test_asked_and_not_known_is_asked_but_not_for_what_has_to_be_known() -> None:
    assert asked(Asks.ELIGIBILITY, *kept({**SAID, Item.OTHER_COVERAGE: None})) == (State.VERIFIED, ())
    assert asked(Asks.ELIGIBILITY, *kept({**SAID, Item.ACTIVE: None})) == (State.PARTIAL, ("active",))


def test_answers_of_before_count_while_they_are_fresh_but_active_only_today() -> None:
    before = TODAY - timedelta(days=30)
    rest = {item: value for item, value in SAID.items() if item is not Item.ACTIVE}
    now = AnswerKept(Item.ACTIVE, True, TODAY)
    assert asked(Asks.ELIGIBILITY, now, *kept(rest, before)) == (State.VERIFIED, ())
    assert asked(Asks.ELIGIBILITY, now, *kept(rest, before), days=29)[0] is State.PARTIAL
    assert asked(Asks.ELIGIBILITY, now, *kept(rest, before), days=None)[0] is State.PARTIAL
    assert asked(Asks.ELIGIBILITY, *kept(SAID, before)) == (State.PARTIAL, ("active",))


def test_the_latest_answer_counts() -> None:
    first = AnswerKept(Item.ACTIVE, True, TODAY)
    assert asked(Asks.ELIGIBILITY, first, AnswerKept(Item.ACTIVE, False, TODAY)) == (State.INACTIVE, ())


def test_a_plan_without_a_deductible_is_not_asked_how_much_of_it_is_met() -> None:
    said = {item: value for item, value in PAYS.items() if item not in (Item.DEDUCTIBLE, Item.DEDUCTIBLE_MET)}
    assert asked(Asks.BENEFITS, *kept({**said, Item.DEDUCTIBLE_RULE: "none"})) == (State.VERIFIED, ())
    assert asked(Asks.BENEFITS, *kept({**said, Item.DEDUCTIBLE: 0})) == (State.VERIFIED, ())


def test_how_a_try_ended_stands_beside_what_is_missing() -> None:
    assert asked(Asks.ELIGIBILITY, ended=State.PAYER_DOWN) == (
        State.PAYER_DOWN, ("active", "effective from", "other coverage"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (AnswerGiven(item=Item.COPAY, value=35_00), "Say for which kind of service: copay."),
        (AnswerGiven(item=Item.ACTIVE, value=True, service=ServiceKind.OTHER), "No kind of service belongs to"),
        (AnswerGiven(item=Item.DEDUCTIBLE, value=-1), "Deductible: it is never below zero."),
        (AnswerGiven(item=Item.DEDUCTIBLE, value=True), "Deductible: type a number."),
        (AnswerGiven(item=Item.COINSURANCE, value=100_01, service=ServiceKind.OTHER), "at most 100%"),
        (AnswerGiven(item=Item.NETWORK, value="maybe"), "choose from the list"),
        (AnswerGiven(item=Item.EFFECTIVE, value="soon"), "type a day"),
        (AnswerGiven(item=Item.ACTIVE, value="yes"), "answer yes or no"),
        (AnswerGiven(item=Item.PAYER_ID, value=" "), "type what the insurer said"),
        (AnswerGiven(item=Item.TIMELY_FILING, value=10_000), "too large"),
        (AnswerGiven(item=Item.ACTIVE, value=True, as_of=date(2026, 11, 24)), "cannot be of a later day"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_at_its_item(answer: AnswerGiven, says: str) -> None:
    with pytest.raises(PaydeskError, match=says) as refused:
        check_answer(answer, asked_on=TODAY)
    assert refused.value.field == answer.item.value


def test_a_float_is_no_figure() -> None:
    with pytest.raises(TypeError):
        check_answer(AnswerGiven(item=Item.DEDUCTIBLE, value=5.0), asked_on=TODAY)  # type: ignore[arg-type]


def test_answers_in_words() -> None:
    told = ((Item.COPAY, 35_00), (Item.COINSURANCE, 12_50), (Item.ACTIVE, False), (Item.VISIT_LIMIT, 20),
            (Item.EFFECTIVE, date(2026, 1, 1)), (Item.COPAY_WAY, "after_deductible"), (Item.PAYER_ID, "00_1"),
            (Item.COPAY, None))  # fmt: skip
    assert [value_words(item, value) for item, value in told] == [
        "35.00", "12.5%", "no", "20", "01/01/2026", "after deductible", "00_1", "not known",
    ]  # fmt: skip
