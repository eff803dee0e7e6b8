"""A plan's figures say who told them, and nobody's silence is taken for a zero."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest

from paydesk.rules.benefits import (
    Answer,
    Answered,
    Benefits,
    LimitRule,
    ServiceKind,
    ServiceTerms,
    Source,
    Yearly,
    YearlyLimit,
    contradictions,
    part_of,
    percent_words,
)
from support.benefit_samples import ASKED_ON, NOT_KNOWN, benefits, limit, terms, told


def test_an_answer_is_not_asked_not_known_or_a_value() -> None:
    assert Answered().answer is Answer.NOT_ASKED
    assert NOT_KNOWN.answer is Answer.NOT_KNOWN
    assert told(0).answer is Answer.KNOWN
    assert told(False).answer is Answer.KNOWN


def test_a_known_value_without_its_source_or_its_day_is_refused() -> None:
    with pytest.raises(ValueError, match="where it comes from"):
        Answered(35_00)
    with pytest.raises(ValueError, match="what day"):
        Answered(35_00, Source.CARD)
    with pytest.raises(TypeError, match="float"):
        Answered(35.0, Source.CARD, ASKED_ON)


@pytest.mark.parametrize(
    "wrong",
    [
        {"deductible": YearlyLimit(individual=Yearly(met=told(-1)))},
        {"out_of_pocket": YearlyLimit(family=Yearly(left=told(-1)))},
        {"services": ((ServiceKind.OTHER, ServiceTerms(copay=told(-1))),)},
        {"services": ((ServiceKind.OTHER, ServiceTerms(coinsurance=told(100_01))),)},
        {"services": ((ServiceKind.OTHER, ServiceTerms()),) * 2},
    ],
)
def test_a_figure_no_plan_can_have_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"below zero|no part|one set"):
        Benefits(**wrong)  # type: ignore[arg-type]


def test_a_percentage_is_exact_and_half_a_cent_goes_up() -> None:
    assert part_of(49_57, 20_00) == 9_91
    assert part_of(57_62, 20_00) == 11_52
    assert part_of(10, 5_00) == 1
    assert part_of(9, 5_00) == 0
    assert [percent_words(each) for each in (20_00, 12_50, 33, 0)] == ["20%", "12.5%", "0.33%", "0%"]


@pytest.mark.parametrize(
    ("part", "least", "most"),
    [
        (Yearly(amount=told(500_00), met=told(120_00)), 380_00, 380_00),
        (Yearly(amount=told(500_00), met=told(600_00)), 0, 0),
        (Yearly(left=told(75_00)), 75_00, 75_00),
        (Yearly(amount=told(500_00)), 0, 500_00),
        (Yearly(amount=told(500_00), met=NOT_KNOWN), 0, 500_00),
        (Yearly(met=told(10_00)), 0, None),
        (Yearly(), 0, None),
    ],
)
def test_what_is_left_is_as_sure_as_the_answers(part: Yearly, least: int, most: int | None) -> None:
    assert (part.least, part.most) == (least, most)
    assert part.known is (least == most)


def test_the_whole_is_as_old_as_its_oldest_figure_and_names_every_source() -> None:
    old = told(0, source=Source.CARD, on=date(2026, 1, 5))
    some = benefits(terms(copay=35_00, coinsurance=20_00), services=((ServiceKind.OTHER, ServiceTerms(copay=old)),))
    assert some.as_of == date(2026, 1, 5)
    assert some.sources == (Source.PHONE, Source.CARD)
    assert Benefits().as_of is None
    assert Benefits().sources == ()


def test_a_kind_without_a_row_has_nothing_asked() -> None:
    assert Benefits().terms(ServiceKind.IMAGING) == ServiceTerms()


def test_what_a_plan_cannot_have_meant_is_told() -> None:
    assert contradictions(benefits(deductible=limit(250_00, 900_00), out_of_pocket=limit(4_000_00))) == ()
    wrong = benefits(
        deductible=YearlyLimit(
            individual=Yearly(amount=told(1_000_00), met=told(1_200_00)),
            family=Yearly(amount=told(500_00), met=told(100_00), left=told(300_00)),
            rule=told(LimitRule.EMBEDDED),
        ),
        out_of_pocket=YearlyLimit(individual=Yearly(amount=told(900_00), left=told(950_00))),
    )
    assert contradictions(wrong) == (
        "More of the individual deductible is met (1,200.00) than there is (1,000.00). Ask again.",
        "Of the family deductible 300.00 is said to be left, but 400.00 is what was not met. Ask again.",
        "The individual deductible (1,000.00) is more than the family’s (500.00). Ask again.",
        "More of the individual out-of-pocket limit is left (950.00) than there is (900.00). Ask again.",
        "The deductible (1,000.00) is more than the most the patient pays in a year (900.00). Ask again.",
    )


def test_benefits_are_facts_that_can_be_kept_whole_and_compared() -> None:
    one, same = benefits(terms(35_00)), benefits(terms(35_00))
    assert one == same
    assert len({one, same}) == 1
    assert asdict(one)["services"][0][1]["copay"]["value"] == 35_00
