"""Answers of an insurer as a clerk types them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as with_any
from hypothesis import strategies as st

from paydesk.rules.benefits import Network, ServiceKind
from paydesk.rules.errors import PaydeskError
from paydesk.rules.typed_answers import (
    GROUPS,
    UNKNOWN,
    as_typed,
    given,
    group_of,
    read_answer,
    refuse_contradictions,
)
from paydesk.rules.verified_items import ITEMS, AnswerGiven, Item, Value, check_answer

TODAY = date(2026, 11, 23)
BY_KEY = {group.key: group for group in GROUPS}


@pytest.mark.parametrize(
    ("item", "typed", "value"),
    [
        (Item.ACTIVE, "y", True), (Item.REFERRAL, "No", False), (Item.DEDUCTIBLE, "1,500", 150000),
        (Item.COINSURANCE, "20", 2000), (Item.COINSURANCE, "12.5%", 1250), (Item.VISIT_LIMIT, "20", 20),
        (Item.EFFECTIVE, "1/1/26", date(2026, 1, 1)), (Item.NETWORK, "in", "in"), (Item.PAYER_ID, " 60054 ", "60054"),
        (Item.COPAY, UNKNOWN, None), (Item.PLAN_NAME, "?", None),
    ],
)  # fmt: skip
def test_an_answer_is_read_as_it_is_typed(item: Item, typed: str, value: object) -> None:
    assert read_answer(item, typed, today=TODAY) == value


@pytest.mark.parametrize(
    ("item", "typed"),
    [(Item.ACTIVE, "maybe"), (Item.DEDUCTIBLE, "much"), (Item.DEDUCTIBLE, "-5"), (Item.COINSURANCE, "101"),
     (Item.COINSURANCE, "12.555"), (Item.COINSURANCE, "x"), (Item.VISIT_LIMIT, "ten"), (Item.EFFECTIVE, "soon"),
     (Item.NETWORK, "near")],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_item(item: Item, typed: str) -> None:
    with pytest.raises(PaydeskError) as refused:
        read_answer(item, typed, today=TODAY)
    assert refused.value.field == item.value


def test_every_item_is_asked_in_a_group_or_follows_from_others() -> None:
    asked = {item for group in GROUPS for item in group.items}
    assert {item for item in Item if item not in asked} == {
        Item.DEDUCTIBLE_LEFT, Item.FAMILY_DEDUCTIBLE_LEFT, Item.OUT_OF_POCKET_LEFT, Item.FAMILY_OUT_OF_POCKET_LEFT,
    }  # fmt: skip
    assert {group.service for group in GROUPS if group.service} == set(ServiceKind)


def test_an_answer_says_for_which_service_and_network() -> None:
    copay = given(BY_KEY["specialist"], Item.COPAY, "40", network=Network.OUT, today=TODAY)
    assert (copay.value, copay.service, copay.network) == (4000, ServiceKind.SPECIALIST, Network.OUT)
    active = given(BY_KEY["eligibility"], Item.ACTIVE, "yes", network=Network.OUT, today=TODAY)
    assert (active.service, active.network) == (None, None)
    address = given(BY_KEY["claims"], Item.CLAIMS_ADDRESS, "PO Box 1", network=Network.IN, today=TODAY)
    assert address.network is None


@with_any(st.sampled_from(GROUPS), st.data(), st.text(max_size=12))
def test_whatever_is_typed_is_taken_down_or_refused(group: object, data: st.DataObject, typed: str) -> None:
    assert isinstance(group, type(GROUPS[0]))
    item = data.draw(st.sampled_from(group.items))
    if not typed.split():
        return
    try:
        answer = given(group, item, typed, network=Network.IN, today=TODAY)
        check_answer(answer, asked_on=TODAY)
    except PaydeskError as refused:
        assert refused.sentence and (refused.field in (item.value, None))
    else:
        assert answer.value is None or ITEMS[item].kind


LAST_YEAR, NEW_YEAR, SOON = date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({Item.ACTIVE: True, Item.EFFECTIVE: NEW_YEAR, Item.ENDED: LAST_YEAR},
         "It cannot end on 12/31/2025, before it begins on 01/01/2026. Check both days."),
        ({Item.EFFECTIVE: NEW_YEAR, Item.ENDED: LAST_YEAR},
         "It cannot end on 12/31/2025, before it begins on 01/01/2026. Check both days."),
        ({Item.ACTIVE: True, Item.ENDED: LAST_YEAR},
         "A plan that ended on 12/31/2025 was not active on 11/23/2026. Answer no to “Active”, or check the day."),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused_at_the_end_of_the_coverage(told: dict[Item, Value], says: str) -> None:
    with pytest.raises(PaydeskError) as refused:
        refuse_contradictions([AnswerGiven(item=item, value=one) for item, one in told.items()], asked_on=TODAY)
    assert (refused.value.field, refused.value.sentence) == ("ended", says)


@pytest.mark.parametrize(
    "told",
    [{}, {Item.ACTIVE: False, Item.EFFECTIVE: date(2025, 1, 1), Item.ENDED: LAST_YEAR},
     {Item.ACTIVE: True, Item.EFFECTIVE: NEW_YEAR, Item.ENDED: SOON}, {Item.ACTIVE: True, Item.ENDED: TODAY},
     {Item.ACTIVE: True, Item.ENDED: None}],
)  # fmt: skip
def test_what_goes_together_is_taken(told: dict[Item, Value | None]) -> None:
    refuse_contradictions([AnswerGiven(item=item, value=one) for item, one in told.items()], asked_on=TODAY)


@pytest.mark.parametrize(
    ("item", "typed"),
    [(Item.ACTIVE, "yes"), (Item.DEDUCTIBLE, "1,500.00"), (Item.COINSURANCE, "12.5"), (Item.VISIT_LIMIT, "20"),
     (Item.EFFECTIVE, "01/01/2026"), (Item.NETWORK, "out"), (Item.COPAY_WAY, "then_rest"), (Item.COPAY, UNKNOWN)],
)  # fmt: skip
def test_an_answer_is_written_as_it_is_typed(item: Item, typed: str) -> None:
    service = ServiceKind.PRIMARY_CARE if ITEMS[item].by_service else None
    answer = AnswerGiven(item=item, value=read_answer(item, typed, today=TODAY), service=service)
    group = group_of(answer)
    assert as_typed(answer) == typed and group is not None and item in group.items and group.service == service
