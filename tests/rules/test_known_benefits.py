"""Of all that was answered, what holds: the last word, of this plan year, in this network."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from paydesk.rules.benefits import Answer, LimitRule, Network, NotActive, ServiceKind, Source
from paydesk.rules.coordination import Coordination
from paydesk.rules.known_benefits import KeptAnswer, PlanKnown, benefits_known, coordination_known, year_start
from paydesk.rules.verified_items import Item, Value

ON = date(2026, 11, 23)
VISIT = ServiceKind.PRIMARY_CARE


def said(item: Item, value: Value | None, *, on: date = ON, **more: Any) -> KeptAnswer:
    return KeptAnswer(item=item, value=value, as_of=on, asked_on=on, source=Source.PHONE, who="Dana", **more)


def test_the_last_word_counts_with_its_source_and_day() -> None:
    known = benefits_known(
        [said(Item.DEDUCTIBLE, 400_00, on=date(2026, 3, 1)), said(Item.DEDUCTIBLE, 500_00)], PlanKnown(), on=ON
    )
    told = known.deductible.individual.amount
    assert (told.value, told.source, told.as_of, told.who) == (500_00, Source.PHONE, ON, "Dana")


def test_not_asked_and_asked_but_not_known_stay_apart() -> None:
    known = benefits_known([said(Item.COPAY, None, service=VISIT)], PlanKnown(), on=ON)
    assert known.terms(VISIT).copay.answer is Answer.NOT_KNOWN
    assert known.terms(VISIT).coinsurance.answer is Answer.NOT_ASKED


JUNE, END, FIRST = date(2026, 6, 1), date(2026, 10, 31), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("kept", "against"),
    [
        ([], None),
        ([said(Item.ACTIVE, True)], None),
        ([said(Item.ACTIVE, False)], NotActive(ON)),
        ([said(Item.ACTIVE, True, on=JUNE), said(Item.ACTIVE, False)], NotActive(ON)),
        ([said(Item.ACTIVE, False, on=JUNE), said(Item.ACTIVE, True)], None),
        ([said(Item.ACTIVE, False, on=JUNE), said(Item.ACTIVE, None)], NotActive(JUNE)),
        ([said(Item.ACTIVE, True), said(Item.ENDED, END)], NotActive(ON, END)),
        ([said(Item.ACTIVE, True, on=JUNE), said(Item.ENDED, END, on=JUNE)], NotActive(JUNE, END)),
        ([said(Item.ENDED, END, on=JUNE), said(Item.ACTIVE, True, on=FIRST)], None),
        ([said(Item.ENDED, END, on=JUNE), said(Item.ACTIVE, True, on=END)], NotActive(JUNE, END)),
        ([said(Item.ENDED, date(2027, 1, 1))], None),
    ],
)  # fmt: skip
def test_the_insurers_newest_word_on_the_plan_itself_counts(kept: list[KeptAnswer], against: NotActive | None) -> None:
    assert benefits_known(kept, PlanKnown(), on=ON).not_active == against


def test_a_card_is_no_word_of_the_insurer() -> None:
    card = KeptAnswer(item=Item.ACTIVE, value=False, as_of=ON, asked_on=ON, source=Source.CARD)
    assert benefits_known([card], PlanKnown(), on=ON).not_active is None


def test_what_was_known_is_not_lost_to_a_later_shrug() -> None:
    known = benefits_known([said(Item.DEDUCTIBLE, 500_00, on=date(2026, 3, 1)), said(Item.DEDUCTIBLE, None)],
                           PlanKnown(), on=ON)  # fmt: skip
    assert known.deductible.individual.amount.value == 500_00


def test_what_was_met_last_year_is_nothing_this_year() -> None:
    kept = [said(Item.DEDUCTIBLE, 500_00), said(Item.DEDUCTIBLE_MET, 500_00)]
    assert benefits_known(kept, PlanKnown(), on=ON).deductible.individual.least == 0
    january = benefits_known(kept, PlanKnown(), on=date(2027, 1, 5)).deductible.individual
    assert (january.amount.value, january.met.answer, january.most) == (500_00, Answer.NOT_ASKED, 500_00)
    july = PlanKnown(year_begins=(7, 1))
    assert benefits_known(kept, july, on=date(2027, 1, 5)).deductible.individual.met.value == 500_00


def test_of_met_and_left_of_different_days_the_newer_counts() -> None:
    kept = [said(Item.DEDUCTIBLE, 500_00), said(Item.DEDUCTIBLE_MET, 100_00, on=date(2026, 3, 1)),
            said(Item.DEDUCTIBLE_LEFT, 50_00)]  # fmt: skip
    part = benefits_known(kept, PlanKnown(), on=ON).deductible.individual
    assert (part.met.answer, part.least, part.most) == (Answer.NOT_ASKED, 50_00, 50_00)


def test_in_and_out_of_the_network_are_two() -> None:
    kept = [said(Item.NETWORK, "out"), said(Item.DEDUCTIBLE, 500_00),
            said(Item.DEDUCTIBLE, 2000_00, network=Network.OUT)]  # fmt: skip
    out = benefits_known(kept, PlanKnown(), on=ON)
    assert (out.network.value, out.deductible.individual.amount.value) == (Network.OUT, 2000_00)
    inside = benefits_known(kept, PlanKnown(), on=ON, network=Network.IN)
    assert (inside.network.answer, inside.deductible.individual.amount.value) == (Answer.NOT_ASKED, 500_00)


def test_the_cards_copay_stands_in_until_somebody_asks() -> None:
    plan = PlanKnown(copay=25_00, card_on=date(2026, 1, 1))
    card = benefits_known([], plan, on=ON).terms(VISIT).copay
    assert (card.value, card.source) == (25_00, Source.CARD)
    assert benefits_known([said(Item.COPAY, 35_00, service=VISIT)], plan, on=ON).terms(VISIT).copay.value == 35_00


def test_rules_and_coordination_are_told_in_their_own_words() -> None:
    kept = [said(Item.DEDUCTIBLE_RULE, "embedded"), said(Item.COORDINATION, "non_duplication")]
    assert benefits_known(kept, PlanKnown(), on=ON).deductible.rule.value is LimitRule.EMBEDDED
    assert coordination_known(kept).value is Coordination.NON_DUPLICATION
    assert coordination_known([]).answer is Answer.NOT_ASKED


def test_a_plan_year_that_begins_on_a_day_there_is_not() -> None:
    assert year_start((2, 29), date(2026, 11, 23)) == date(2026, 3, 1)
    assert year_start((7, 1), date(2026, 6, 30)) == date(2025, 7, 1)
    assert year_start((1, 1), date(2026, 1, 1)) == date(2026, 1, 1)
