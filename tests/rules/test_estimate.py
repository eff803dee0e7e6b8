"""An estimate comes out to the cent where the plan told enough, and is an honest range where it did not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paydesk.rules.benefits import Benefits, CopayWay, LimitRule, Network, ServiceKind, Yearly, YearlyLimit
from paydesk.rules.coordination import Coordination, sequestration_of
from paydesk.rules.estimate import estimate
from paydesk.rules.estimate_facts import Between, Estimate, EstimateAsked, Exclusion, PlannedLine, SecondPlan
from paydesk.rules.estimate_unknowns import About
from paydesk.rules.insurance import PayerKind, Protection
from support.benefit_samples import benefits, limit, terms, told


def line(allowed: int | None, charge: int | None = None, **more: Any) -> PlannedLine:
    return PlannedLine(code="99214", charge=(allowed or 0) if charge is None else charge, allowed=allowed, **more)


def asked(first: Benefits, *allowed: int, **more: Any) -> Estimate:
    return estimate(EstimateAsked(lines=tuple(map(line, allowed)), first=first, **more))


def exact(made: Estimate) -> int:
    assert made.low == made.high
    assert made.assumptions == ()
    return made.patient.high


# The worked cases of the reference.


def test_a_copay_only_plan_leaves_the_copay() -> None:
    made = asked(benefits(terms(35_00, CopayWay.INSTEAD)), 180_00)
    assert (exact(made), made.high[0].copay, made.high[0].first_pays) == (35_00, 35_00, 145_00)


def test_what_is_left_of_the_deductible_comes_first_then_coinsurance() -> None:
    made = asked(benefits(terms(coinsurance=20_00), deductible=limit(250_00)), 600_00)
    one = made.high[0]
    assert (one.deductible, one.coinsurance, exact(made), one.first_pays) == (250_00, 70_00, 320_00, 280_00)
    assert (one.deductible_left, one.cap_left) == (0, None)


def test_a_copay_can_come_before_the_rest() -> None:
    made = asked(benefits(terms(30_00, coinsurance=20_00), deductible=limit(100_00)), 240_00)
    one = made.high[0]
    assert (one.copay, one.deductible, one.coinsurance, exact(made)) == (30_00, 100_00, 22_00, 152_00)
    assert one.first_pays == 88_00


def test_the_yearly_limit_stops_the_patients_part() -> None:
    plan = benefits(terms(coinsurance=20_00), deductible=limit(500_00), out_of_pocket=limit(900_00))
    made = asked(plan, 4_000_00)
    one = made.high[0]
    assert (one.deductible, one.coinsurance, one.over_cap) == (500_00, 700_00, 300_00)
    assert (exact(made), one.first_pays, one.cap_left) == (900_00, 3_100_00, 0)


def test_an_embedded_familys_deductible_can_be_the_smaller_one() -> None:
    made = asked(benefits(terms(coinsurance=30_00), deductible=limit(400_00, 150_00)), 300_00)
    assert (made.high[0].deductible, made.high[0].coinsurance, exact(made)) == (150_00, 45_00, 195_00)


def test_medicare_part_b_and_the_federal_cut_that_leaves_the_patient_alone() -> None:
    plan = benefits(terms(coinsurance=20_00), deductible=limit(83_00), payer_kind=PayerKind.MEDICARE)
    made = asked(plan, 132_57, on=date(2026, 11, 23))
    one = made.high[0]
    assert (one.deductible, one.coinsurance, exact(made)) == (83_00, 9_91, 92_91)
    assert (one.first_pays + one.first_cut, one.first_cut, one.first_pays) == (39_66, 79, 38_87)


def test_three_lines_move_the_deductible_one_after_the_other() -> None:
    made = asked(benefits(terms(coinsurance=20_00), deductible=limit(100_00)), 62_18, 95_44, 41_07)
    assert [(one.deductible, one.coinsurance) for one in made.high] == [(62_18, 0), (37_82, 11_52), (0, 8_21)]
    assert exact(made) == 119_73
    assert [one.deductible_left for one in made.high] == [37_82, 0, 0]


def secondary(way: Coordination) -> Estimate:
    """500.00 allowed, 300.00 paid, 200.00 left; alone the second plan would pay 405.00."""
    plan = SecondPlan(benefits=benefits(terms(coinsurance=19_00)), coordination=told(way))
    lines = (line(500_00, second_allowed=500_00),)
    return estimate(EstimateAsked(lines=lines, first=benefits(terms(coinsurance=40_00)), second=plan))


def test_a_second_plan_with_standard_coordination_pays_up_to_all_that_was_left() -> None:
    made = secondary(Coordination.STANDARD)
    assert (made.high[0].second_pays, exact(made)) == (200_00, 0)


def test_a_second_plan_that_does_not_duplicate_tops_up_to_its_own_benefit() -> None:
    made = secondary(Coordination.NON_DUPLICATION)
    assert (made.high[0].second_pays, exact(made)) == (105_00, 95_00)


@pytest.mark.parametrize(
    ("charge", "first_allowed", "second_allowed", "coinsurance", "pays"),
    [
        (550_00, 500_00, 500_00, 10_00, 200_00),  # never more than was left
        (500_00, 500_00, 250_00, 20_00, 200_00),  # Medicare's own benefit: 80 % of 250.00
        (500_00, 500_00, 150_00, 20_00, 120_00),  # Medicare's own benefit: 80 % of 150.00
    ],
)
def test_medicare_as_second_payer_pays_the_least_of_three(
    charge: int, first_allowed: int, second_allowed: int, coinsurance: int, pays: int
) -> None:
    second = benefits(terms(coinsurance=coinsurance), payer_kind=PayerKind.MEDICARE)
    lines = (line(first_allowed, charge, second_allowed=second_allowed),)
    made = estimate(
        EstimateAsked(lines=lines, first=benefits(terms(coinsurance=40_00)), second=SecondPlan(benefits=second))
    )
    one = made.high[0]
    assert one.second_pays + one.second_cut == pays
    assert exact(made) == 200_00 - pays


def test_medicaid_pays_up_to_its_own_rate_and_leaves_only_its_copay() -> None:
    second = benefits(terms(3_00, CopayWay.INSTEAD), payer_kind=PayerKind.MEDICAID)
    lines = (line(500_00, 600_00, second_allowed=340_00),)
    made = estimate(
        EstimateAsked(lines=lines, first=benefits(terms(coinsurance=40_00)), second=SecondPlan(benefits=second))
    )
    one = made.high[0]
    assert (one.second_pays, one.protected, exact(made)) == (40_00, 157_00, 3_00)


def test_a_medicaid_rate_below_what_was_paid_adds_nothing() -> None:
    second = benefits(terms(), payer_kind=PayerKind.MEDICAID)
    lines = (line(500_00, second_allowed=250_00),)
    made = estimate(
        EstimateAsked(lines=lines, first=benefits(terms(coinsurance=40_00)), second=SecondPlan(benefits=second))
    )
    assert (made.high[0].second_pays, made.high[0].protected, exact(made)) == (0, 200_00, 0)


# What else a visit brings.


def test_a_copay_is_asked_once_for_a_kind_of_service_of_a_visit() -> None:
    plan = benefits(terms(35_00, CopayWay.INSTEAD))
    lines = (line(20_00), line(90_00), line(90_00, visit=2), line(40_00, kind=ServiceKind.LABORATORY))
    made = estimate(EstimateAsked(lines=lines, first=plan))
    assert [one.copay for one in made.high] == [20_00, 15_00, 35_00, 35_00]


def test_a_copay_after_the_deductible_waits_for_it() -> None:
    plan = benefits(terms(40_00, CopayWay.AFTER_DEDUCTIBLE), deductible=limit(100_00))
    made = asked(plan, 80_00, 90_00)
    assert [(one.deductible, one.copay) for one in made.high] == [(80_00, 0), (20_00, 40_00)]


def test_an_aggregate_deductible_is_the_familys_alone() -> None:
    plan = benefits(terms(), deductible=limit(100_00, 900_00, rule=LimitRule.AGGREGATE))
    assert exact(asked(plan, 500_00)) == 500_00


def test_a_service_that_skips_the_deductible_does_not_use_it_up() -> None:
    plan = benefits(terms(coinsurance=10_00, deductible_applies=told(False)), deductible=limit(100_00))
    made = asked(plan, 50_00)
    assert (exact(made), made.high[0].deductible_left) == (5_00, 100_00)


@pytest.mark.parametrize("why", list(Exclusion))
def test_a_line_the_plan_will_not_pay_is_the_patients_when_told_in_writing(why: Exclusion) -> None:
    lines = (line(180_00, 250_00, excluded=why), line(100_00))
    made = estimate(EstimateAsked(lines=lines, first=benefits(terms(coinsurance=20_00))))
    assert [one.patient for one in made.high] == [250_00, 20_00]
    assert made.high[0].not_covered == 250_00
    assert [one.about for one in made.assumptions] == [About.NOTICE]


def test_a_kind_the_plan_does_not_cover_is_excluded_by_itself() -> None:
    made = asked(benefits(terms(covered=told(False))), 80_00)
    assert (made.patient.high, made.high[0].excluded) == (80_00, Exclusion.NOT_COVERED)


def test_a_price_above_the_charge_is_the_charge() -> None:
    made = estimate(EstimateAsked(lines=(line(200_00, 150_00),), first=benefits(terms(coinsurance=20_00))))
    assert (made.high[0].allowed, exact(made), made.high[0].contractual) == (150_00, 30_00, 0)


def test_out_of_the_network_the_difference_may_be_billed_or_not() -> None:
    plan = benefits(terms(coinsurance=20_00), network=told(Network.OUT))
    facts = EstimateAsked(lines=(line(100_00, 180_00),), first=plan)
    made = estimate(facts)
    assert (made.high[0].difference, made.patient.high) == (80_00, 100_00)
    assert [one.about for one in made.assumptions] == [About.DIFFERENCE]
    assert exact(estimate(replace(facts, bills_difference=False))) == 20_00


@pytest.mark.parametrize(
    ("kind", "shield", "owes"),
    [
        (PayerKind.MEDICAID, Protection.NONE, 4_00),
        (PayerKind.COMMERCIAL, Protection.BEYOND_COPAY, 4_00),
        (PayerKind.COMMERCIAL, Protection.ENTIRE, 0),
        (PayerKind.WORKERS_COMPENSATION, Protection.NONE, 0),
        (PayerKind.COMMERCIAL, Protection.NONE, 23_20),
    ],
)
def test_the_law_keeps_from_some_patients_what_the_plan_leaves(kind: PayerKind, shield: Protection, owes: int) -> None:
    plan = benefits(terms(4_00, coinsurance=20_00), payer_kind=kind)
    made = asked(plan, 100_00, shield=shield)
    assert (exact(made), made.high[0].protected) == (owes, 23_20 - owes)


def test_a_copay_beyond_the_yearly_limit_is_not_what_the_law_lets_us_ask() -> None:
    plan = benefits(
        terms(4_00, CopayWay.INSTEAD), payer_kind=PayerKind.MEDICAID, out_of_pocket=limit(1_00),
        network=told(Network.OUT),
    )  # fmt: skip
    made = estimate(EstimateAsked(lines=(line(50_00, 80_00),), first=plan))
    assert (made.patient.high, made.high[0].protected) == (1_00, 30_00)


def test_what_was_collected_is_taken_off_and_too_much_is_told() -> None:
    plan = benefits(terms(35_00, CopayWay.INSTEAD))
    assert asked(plan, 180_00, collected=20_00).due == Between(15_00, 15_00)
    over = asked(plan, 180_00, collected=50_00)
    assert (over.due, over.collected_too_much) == (Between(0, 0), 15_00)


@pytest.mark.parametrize("wrong", [{"lines": (line(-1, 0),)}, {"lines": (line(1, -1),)}, {"collected": -1}])
def test_an_amount_below_zero_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="never below zero"):
        estimate(EstimateAsked(**{"lines": (line(1),), "first": benefits(), **wrong}))


def test_the_federal_cut_follows_the_day_of_the_care() -> None:
    days = (date(2013, 3, 31), date(2019, 1, 1), date(2021, 1, 1), date(2022, 5, 1), date(2026, 1, 1), None)
    assert [sequestration_of(100_00, PayerKind.MEDICARE, day) for day in days] == [0, 2_00, 0, 1_00, 2_00, 2_00]
    assert sequestration_of(100_00, PayerKind.MEDICARE_ADVANTAGE, date(2026, 1, 1)) == 0


# What is not known.


def abouts(made: Estimate) -> list[About]:
    return [one.about for one in made.assumptions]


def test_nothing_known_at_all_is_a_range_over_the_whole_price() -> None:
    made = asked(Benefits(), 180_00)
    assert made.patient == Between(0, 180_00)
    assert abouts(made)[:4] == [About.COPAY, About.COPAY_WAY, About.COINSURANCE, About.DEDUCTIBLE]
    assert {About.COVERED, About.NETWORK, About.CAP} < set(abouts(made))


def test_a_copay_from_the_card_alone_is_the_least_where_the_way_it_works_is_not_known() -> None:
    card = replace(terms(35_00), copay_way=replace(told(CopayWay.INSTEAD), value=None))
    made = asked(benefits(card, deductible=YearlyLimit()), 180_00)
    assert made.patient == Between(35_00, 180_00)
    assert About.COPAY_WAY in abouts(made) and About.DEDUCTIBLE in abouts(made)


def test_a_deductible_of_a_known_amount_of_which_nobody_knows_what_is_met_makes_a_range() -> None:
    plan = benefits(
        terms(coinsurance=20_00),
        deductible=YearlyLimit(individual=Yearly(amount=told(250_00)), rule=told(LimitRule.INDIVIDUAL)),
    )
    made = asked(plan, 600_00)
    assert made.patient == Between(120_00, 320_00)
    assert abouts(made) == [About.DEDUCTIBLE]
    assert made.line(0, lambda one: one.first_pays) == Between(280_00, 480_00)


def test_a_range_is_no_range_where_what_is_not_known_does_not_matter() -> None:
    plan = benefits(terms(35_00, CopayWay.INSTEAD), deductible=YearlyLimit())
    assert exact(asked(plan, 180_00)) == 35_00
    some = benefits(replace(terms(), coinsurance=replace(told(1), value=None)), deductible=limit(500_00))
    assert exact(asked(some, 180_00)) == 180_00


def test_a_share_of_the_cost_nobody_knows_may_be_none_or_all() -> None:
    plan = benefits(replace(terms(), coinsurance=replace(told(1), value=None)))
    made = asked(plan, 180_00)
    assert (made.patient, abouts(made)) == (Between(0, 180_00), [About.COINSURANCE])


def test_whether_embedded_or_aggregate_makes_a_range_between_the_two() -> None:
    known = limit(100_00, 400_00)
    plan = benefits(terms(), deductible=replace(known, rule=YearlyLimit().rule))
    made = asked(plan, 300_00)
    assert made.patient == Between(100_00, 300_00)
    assert abouts(made) == [About.DEDUCTIBLE, About.DEDUCTIBLE_RULE]


def test_a_yearly_limit_nobody_asked_about_is_taken_as_not_reached_and_told() -> None:
    made = asked(benefits(terms(coinsurance=20_00), out_of_pocket=YearlyLimit()), 600_00)
    assert (made.patient, abouts(made)) == (Between(120_00, 120_00), [About.CAP])
    amount_only = YearlyLimit(individual=Yearly(amount=told(90_00)), rule=told(LimitRule.INDIVIDUAL))
    made = asked(benefits(terms(coinsurance=20_00), out_of_pocket=amount_only), 600_00)
    assert (made.patient, abouts(made)) == (Between(90_00, 90_00), [About.CAP])


def test_a_price_nobody_knows_makes_a_range_up_to_the_charge() -> None:
    made = estimate(EstimateAsked(lines=(line(None, 240_00),), first=benefits(terms(coinsurance=50_00))))
    assert (made.patient, abouts(made)) == (Between(0, 120_00), [About.PRICE])


def test_out_of_the_network_a_price_nobody_knows_never_makes_the_range_too_small() -> None:
    plan = benefits(terms(coinsurance=50_00), network=told(Network.OUT))
    made = estimate(EstimateAsked(lines=(line(None, 240_00),), first=plan))
    assert made.patient == Between(120_00, 240_00)


def test_preventive_care_is_taken_as_free_in_the_network_only() -> None:
    plan = replace(benefits(), services=())
    care = (line(150_00, kind=ServiceKind.PREVENTIVE),)
    made = estimate(EstimateAsked(lines=care, first=plan))
    assert (made.patient, abouts(made)) == (Between(0, 0), [About.PREVENTIVE])
    out = replace(plan, network=told(Network.OUT))
    assert estimate(EstimateAsked(lines=care, first=out)).patient == Between(0, 150_00)


def test_how_a_second_plan_counts_makes_a_range_when_it_was_not_asked() -> None:
    plan = SecondPlan(benefits=benefits(terms(coinsurance=19_00)))
    facts = EstimateAsked(lines=(line(500_00),), first=benefits(terms(coinsurance=40_00)), second=plan)
    made = estimate(facts)
    assert made.patient == Between(0, 95_00)
    assert abouts(made) == [About.COORDINATION, About.SECOND_PRICE]


# What always holds.

AMOUNTS = st.integers(0, 5_000_00)
WAYS = st.sampled_from(list(CopayWay))
LIMITS = st.one_of(
    st.just(limit(None)), st.builds(limit, AMOUNTS), st.builds(limit, AMOUNTS, AMOUNTS),
    st.builds(lambda one, all_: limit(one, all_, rule=LimitRule.AGGREGATE), AMOUNTS, AMOUNTS),
)  # fmt: skip
PAYERS = st.sampled_from([PayerKind.COMMERCIAL, PayerKind.MEDICARE, PayerKind.MEDICAID])
TERMS = st.builds(terms, AMOUNTS, WAYS, st.integers(0, 100_00))
KNOWN = st.builds(
    lambda one, ded, cap, network, payer: benefits(
        one, deductible=ded, out_of_pocket=cap, network=told(network), payer_kind=payer
    ),
    TERMS, LIMITS, LIMITS, st.sampled_from(list(Network)), PAYERS,
)  # fmt: skip
LINES = st.lists(
    st.builds(
        line, AMOUNTS, AMOUNTS,
        kind=st.sampled_from([ServiceKind.OTHER, ServiceKind.IMAGING]),
        visit=st.integers(1, 2),
        second_allowed=st.none() | AMOUNTS,
        excluded=st.sampled_from([None, None, None, Exclusion.EXHAUSTED]),
    ),
    min_size=1, max_size=5,
)  # fmt: skip
SECONDS = st.none() | st.builds(
    lambda plan, way: SecondPlan(benefits=plan, coordination=told(way)), KNOWN, st.sampled_from(list(Coordination))
)


@given(LINES, KNOWN, SECONDS, st.sampled_from(list(Protection)), AMOUNTS)
def test_every_cent_of_a_charge_is_somebodys_and_nobody_owes_less_than_nothing(
    lines: list[PlannedLine], first: Benefits, second: SecondPlan | None, shield: Protection, collected: int
) -> None:
    made = estimate(
        EstimateAsked(lines=tuple(lines), first=first, second=second, shield=shield, collected=collected)
    )
    assert made.patient.exact
    for one in made.high:
        assert one.patient + one.plans_pay + one.written_off == one.charge
        parts = (
            one.patient, one.copay, one.deductible, one.coinsurance, one.over_cap, one.not_covered, one.difference,
            one.contractual, one.first_cut, one.second_cut, one.first_pays, one.second_pays, one.protected,
        )  # fmt: skip
        assert min(parts) >= 0
    assert made.due.high - made.collected_too_much == made.patient.high - collected


@given(LINES, KNOWN)
def test_no_plan_takes_more_than_its_deductible_its_copays_and_its_yearly_limit(
    lines: list[PlannedLine], first: Benefits
) -> None:
    made = estimate(EstimateAsked(lines=tuple(lines), first=first)).high
    shares = sum(one.copay + one.deductible + one.coinsurance - one.over_cap for one in made)
    rules = {
        LimitRule.NONE: (), LimitRule.INDIVIDUAL: ("individual",), LimitRule.EMBEDDED: ("individual", "family"),
        LimitRule.AGGREGATE: ("family",),
    }  # fmt: skip
    for part in rules[first.out_of_pocket.rule.value or LimitRule.NONE]:
        assert shares <= getattr(first.out_of_pocket, part).least
    deductible = sum(one.deductible for one in made)
    for part in rules[first.deductible.rule.value or LimitRule.NONE]:
        assert deductible <= getattr(first.deductible, part).least
    copay = first.terms(ServiceKind.OTHER).copay.value or 0
    assert sum(one.copay for one in made) <= copay * len({(one.visit, one.kind) for one in lines})


@given(st.lists(st.integers(0, 900_00), min_size=2, max_size=4), AMOUNTS, AMOUNTS, WAYS, st.sampled_from([0, 100_00]))
def test_the_order_of_lines_moves_no_cent_of_the_total_where_nothing_is_rounded(
    allowed: list[int], copay: int, deductible: int, way: CopayWay, coinsurance: int
) -> None:
    plan = benefits(terms(copay, way, coinsurance), deductible=limit(deductible), out_of_pocket=limit(800_00))
    assert len({asked(plan, *order).patient for order in permutations(allowed)}) == 1


@given(st.lists(st.integers(0, 900_00), min_size=2, max_size=4), st.integers(0, 100_00))
def test_with_coinsurance_alone_each_line_is_the_same_wherever_it_stands(allowed: list[int], share: int) -> None:
    plan = benefits(terms(coinsurance=share))
    made = [sorted(one.patient for one in asked(plan, *order).high) for order in permutations(allowed)]
    assert all(one == made[0] for one in made)


@given(LINES, KNOWN, st.sets(st.sampled_from(["copay", "copay_way", "coinsurance", "deductible", "price"])))
def test_whatever_an_unknown_figure_turns_out_to_be_the_truth_lies_in_the_range(
    lines: list[PlannedLine], truth: Benefits, unknown: set[str]
) -> None:
    said = truth.terms(ServiceKind.OTHER)
    # A copay of nothing means that there is none: then the plan's share is what was told of the rest.
    assume("copay_way" not in unknown or said.copay.value != 0)
    # Medicaid's patient owes copays alone, and which line takes them hangs on each price by itself.
    assume("price" not in unknown or truth.payer_kind is not PayerKind.MEDICAID)
    nothing = replace(told(0), value=None)
    terms_known = replace(said, **dict.fromkeys(unknown - {"deductible", "price"}, nothing))
    part_known = replace(
        truth,
        services=tuple((kind, terms_known) for kind in ServiceKind),
        deductible=replace(truth.deductible, individual=Yearly(), family=Yearly())
        if "deductible" in unknown
        else truth.deductible,
    )
    shown = tuple(replace(one, allowed=None) if "price" in unknown else one for one in lines)
    really = estimate(EstimateAsked(lines=tuple(lines), first=truth)).patient.high
    guess = estimate(EstimateAsked(lines=shown, first=part_known))
    assert guess.patient.low <= really <= guess.patient.high
    if not guess.patient.exact:
        assert any(one.about.widens for one in guess.assumptions)
