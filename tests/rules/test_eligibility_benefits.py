"""What the patient pays, derived from the items of an answer about eligibility; nothing that contradicts itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from paydesk.rules.eligibility import Answer, Benefit, Level, Member, Span
from paydesk.rules.eligibility_benefits import Accumulated, PatientShare, ServiceBenefit, derive
from paydesk.rules.eligibility_words import (
    date_words,
    information_words,
    insurance_words,
    level_words,
    network_words,
    period_words,
    quantity_words,
    reference_words,
    relation_words,
    role_words,
    unit_words,
)
from paydesk.rules.remittance import Procedure
from paydesk.rules.remittance_finding import Place
from paydesk.rules.service_types import service_words

DAY = date(2026, 11, 2)


def item(information: str, level: str = "IND", *services: str, **more: object) -> Benefit:
    return Benefit(Place(1, 1), information, level, services or ("30",), **more)  # type: ignore[arg-type]


def share(*benefits: Benefit, in_network: bool = True) -> PatientShare:
    answer = Answer(None, None, Member(Place(1, 1), Level.SUBSCRIBER, benefits=benefits))
    return derive(answer, on=DAY, in_network=in_network)


def test_what_is_met_of_a_deductible_is_the_total_less_what_remains() -> None:
    said = share(item("C", period="23", amount=500_00), item("C", period="29", amount=120_50))
    assert said.deductible == Accumulated(500_00, 120_50)
    assert said.deductible.met == 379_50
    assert (said.family_deductible, said.most) == (Accumulated(), Accumulated())
    assert said.family_deductible.met is None


def test_individual_and_family_are_kept_apart() -> None:
    said = share(
        item("C", amount=500_00), item("C", "FAM", amount=1500_00), item("G", amount=4000_00),
        item("G", "ESP", period="32", amount=8000_00),
    )  # fmt: skip
    assert [one.total for one in (said.deductible, said.family_deductible, said.most, said.family_most)] == [
        500_00, 1500_00, 4000_00, 8000_00,
    ]  # fmt: skip


def test_what_was_used_counts_as_met_only_where_the_rest_is_not_told() -> None:
    used = item("C", period="24", amount=610_25)
    assert share(item("C", amount=1500_00), used).deductible.met == 610_25
    assert share(item("C", amount=1500_00), item("C", period="29", amount=0), used).deductible.met == 1500_00


def test_an_item_in_network_goes_before_one_for_both_and_one_that_does_not_say() -> None:
    items = [item("B", "", "98", amount=amount, network=network)
             for network, amount in (("", 1_00), ("W", 2_00), ("Y", 3_00), ("N", 4_00))]  # fmt: skip
    assert share(*items).of("98").copay == 3_00
    assert share(*items[:2]).of("98").copay == 2_00
    assert share(*items[:1]).of("98").copay == 1_00
    assert share(*items, in_network=False).of("98").copay == 4_00
    assert share(*items[:3], in_network=False).of("98").copay == 2_00
    assert share(*items[:1], in_network=False).of("98").copay is None


def test_total_and_rest_come_from_the_same_network() -> None:
    said = share(item("C", amount=500_00, network="Y"), item("C", period="29", amount=900_00, network="N"))
    assert (said.deductible, said.unclear) == (Accumulated(500_00), ())


def test_two_amounts_for_the_same_are_unclear_and_stay_unknown() -> None:
    said = share(
        item("C", amount=500_00), item("C", amount=600_00), item("C", period="29", amount=10_00),
        item("B", "", "98", amount=20_00), item("B", "", "98", amount=40_00),
    )  # fmt: skip
    assert said.deductible == Accumulated(None, 10_00)
    assert said.of("98").copay is None
    assert said.unclear == ("the deductible", "copay, office visit")


def test_the_same_amount_told_twice_is_one() -> None:
    said = share(item("C", amount=500_00, messages=("A",)), item("C", amount=500_00, messages=("B",)))
    assert (said.deductible.total, said.unclear) == (500_00, ())


def test_more_left_than_there_is_is_unclear() -> None:
    said = share(item("C", amount=500_00), item("C", period="29", amount=600_00))
    assert said.deductible == Accumulated() and said.unclear == ("the deductible (more remains than there is)",)


def test_a_deductible_of_one_service_is_none_of_the_plan() -> None:
    assert share(item("C", "IND", "35", amount=50_00)).deductible == Accumulated()


def test_a_service_takes_from_the_plan_what_is_not_said_of_it() -> None:
    said = share(
        item("1", ""), item("A", "", rate=Decimal("0.2")), item("B", "", "98", "UC", amount=25_00, authorization="N"),
    )  # fmt: skip
    assert said.of("UC") == ServiceBenefit("UC", 25_00, Decimal("0.2"), True, False)
    assert said.of("33") == ServiceBenefit("30", None, Decimal("0.2"), True)
    assert share().of("33") == ServiceBenefit("33")


def test_zero_is_an_amount() -> None:
    said = share(item("B", "", "98", amount=0), item("A", "", "98", rate=Decimal(0)))
    assert (said.of("98").copay, said.of("98").coinsurance) == (0, Decimal(0))


def test_whether_a_service_is_covered() -> None:
    assert share(item("I", "", "35")).of("35").covered is False
    assert share(item("I", "", "35", network="N")).of("35").covered is None
    both = share(item("I", "", "35"), item("1", "", "35"))
    assert both.of("35").covered is None and both.unclear == ("coverage, dental",)


def test_what_does_not_hold_on_the_day_does_not_count() -> None:
    other = (Span("292", date(2025, 1, 1), date(2025, 12, 31)),)
    assert share(item("C", amount=900_00, days=other), item("C", amount=500_00)).deductible.total == 500_00
    assert share(item("C", amount=900_00, days=(Span("307", date(2026, 1, 1)),))).deductible.total == 900_00


def test_what_is_left_of_a_copay_or_told_of_one_procedure_is_no_copay() -> None:
    assert share(item("B", "", "98", period="29", amount=5_00)).of("98").copay is None
    assert share(item("B", "", "98", amount=5_00, procedure=Procedure("HC", "99213"))).of("98").copay is None


def test_the_words_of_the_insurer_stay_beside_the_amounts() -> None:
    said = share(item("B", "", "98", amount=5_00, messages=("PRIMARY CARE",)), item("1", "", "98", messages=("X",)))
    assert said.of("98").messages == ("PRIMARY CARE",)


def test_the_words_of_the_insurer_stay_beside_the_deductible() -> None:
    said = share(item("C", amount=5_00, messages=("MEDICAL ONLY",)), item("C", "FAM", amount=9_00, messages=("X",)))
    assert said.deductible.messages == ("MEDICAL ONLY",)


def test_what_is_limited_to_another_place_does_not_count() -> None:
    office, ward = (("ZZ", "11"), ("ZZ", "22")), (("ZZ", "21"),)
    items = (item("B", "", "98", amount=5_00, places=office), item("B", "", "98", amount=500_00, places=ward))
    assert share(*items).of("98").copay == 5_00
    answer = Answer(None, None, Member(Place(1, 1), Level.SUBSCRIBER, benefits=items))
    assert derive(answer, on=DAY, place="21").of("98").copay == 500_00


def test_basis_points_are_exact_or_none() -> None:
    assert item("A", rate=Decimal("0.2")).basis_points == 2000
    assert item("A", rate=Decimal("0.33333")).basis_points is None
    assert item("A").basis_points is None


def test_codes_have_words() -> None:
    assert [information_words("1"), level_words("FAM"), period_words("29"), insurance_words("HM")] == [
        "covered", "the family", "left", "health maintenance (HMO)",
    ]  # fmt: skip
    assert [quantity_words("VS"), unit_words("DA"), network_words("Y"), relation_words("19")] == [
        "visits", "days", "in network", "child",
    ]  # fmt: skip
    assert [date_words("346"), reference_words("6P"), role_words("PR"), service_words("98")] == [
        "plan begins", "group number", "payer", "office visit",
    ]  # fmt: skip
    assert (information_words("ZQ"), service_words("ZQ"), service_words("")) == (
        "code ZQ", "service ZQ", "the whole plan",
    )  # fmt: skip
    assert period_words("") == ""


@pytest.mark.parametrize(("authorization", "needed"), [("Y", True), ("N", False), ("U", None), ("", None)])
def test_whether_an_authorization_is_needed(authorization: str, needed: bool | None) -> None:
    assert item("B", authorization=authorization).authorization_needed is needed
