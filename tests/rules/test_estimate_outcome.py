"""What came is laid beside what was foretold, with the figure that made the difference."""

from __future__ import annotations

from paydesk.rules.benefits import YearlyLimit
from paydesk.rules.estimate import estimate
from paydesk.rules.estimate_facts import Between, EstimateAsked, PlannedLine
from paydesk.rules.estimate_outcome import (
    Accuracy,
    Came,
    Figures,
    accuracy,
    compared,
    foretold_by,
    foretold_in_good_faith,
    gathered,
)
from support.benefit_samples import benefits, limit, terms
from support.good_faith_samples import good_faith

LINES = (
    PlannedLine(code="99214", what="Office visit", charge=180_00, allowed=120_00),
    PlannedLine(code="93000", what="EKG", charge=60_00, allowed=40_00),
)
MADE = estimate(EstimateAsked(lines=LINES, first=benefits(terms(coinsurance=20_00), deductible=limit(0))))


def came(code: str, patient: int, **figures: int) -> Came:
    return Came(code=code, patient=patient, figures=Figures(**figures))


def test_what_came_as_foretold_needs_no_reason() -> None:
    rows = compared(foretold_by(MADE), (came("99214", 24_00), came("93000", 8_00)))
    assert [(row.difference, row.why) for row in rows] == [(0, ()), (0, ())]
    assert accuracy(rows) == Accuracy(2, 2, 0)


def test_the_figure_that_was_different_is_the_reason() -> None:
    real = came("99214", 64_00, charge=180_00, allowed=120_00, deductible=50_00, coinsurance=14_00)
    rows = compared(foretold_by(MADE), (real, came("93000", 7_00, allowed=35_00, coinsurance=7_00)))
    assert [row.difference for row in rows] == [40_00, -1_00]
    assert rows[0].why == (
        "the deductible took 50.00 instead of 0.00", "the coinsurance was 14.00 instead of 24.00",
    )  # fmt: skip
    assert rows[1].why == ("the plan’s price was 35.00 instead of 40.00", "the coinsurance was 7.00 instead of 8.00")
    assert accuracy(rows) == Accuracy(0, 2, 41_00)


def test_what_was_not_billed_and_what_nobody_foretold_are_both_told() -> None:
    rows = compared(foretold_by(MADE), (came("99214", 24_00), came("87880", 12_00)))
    assert [(row.code, row.came, row.difference, row.why) for row in rows[1:]] == [
        ("93000", None, -8_00, ("was not billed",)), ("87880", 12_00, 12_00, ("was not on the estimate",)),
    ]  # fmt: skip
    assert accuracy(rows).right == 1


def test_two_lines_of_one_code_meet_in_their_order() -> None:
    twice = estimate(EstimateAsked(lines=(LINES[0], LINES[0]), first=benefits(terms(coinsurance=20_00))))
    rows = compared(foretold_by(twice), (came("99214", 24_00), came("99214", 30_00)))
    assert [row.difference for row in rows] == [0, 6_00]


def test_within_a_range_there_is_no_difference_and_outside_it_counts_to_the_nearer_end() -> None:
    ranged = estimate(
        EstimateAsked(lines=LINES[:1], first=benefits(terms(coinsurance=20_00), deductible=YearlyLimit()))
    )
    assert ranged.patient == Between(24_00, 120_00)
    for patient, difference in ((24_00, 0), (80_00, 0), (120_00, 0), (20_00, -4_00), (130_00, 10_00)):
        (row,) = compared(foretold_by(ranged), (came("99214", patient),))
        assert row.difference == difference
        assert row.why == (("no single figure explains it",) if difference else ())


def test_a_good_faith_estimate_is_compared_by_its_charges() -> None:
    rows = compared(
        foretold_in_good_faith(good_faith()),
        (came("99214", 210_00, charge=210_00), came("93000", 60_00)),
    )
    assert [row.difference for row in rows] == [25_00, 0], "what the laboratory bills is not ours"
    assert rows[0].why == ("the charge was 210.00 instead of 185.00",)


def test_a_denial_and_an_answer_that_is_still_to_come_are_the_reason_before_any_figure() -> None:
    denied = Came(code="99214", patient=0, figures=Figures(allowed=0), denied=True)
    waiting = Came(code="93000", patient=0, waiting=True)
    rows = compared(foretold_by(MADE), (denied, waiting))
    assert [row.why for row in rows] == [("the insurer denied it",), ("the insurer has not answered yet",)]


def test_care_that_comes_again_is_compared_as_a_whole() -> None:
    visits = (
        came("97110", 80_00, charge=80_00), came("97110", 90_00, charge=90_00), came("97140", 40_00, charge=40_00),
    )  # fmt: skip
    assert [(one.code, one.patient, one.figures.charge) for one in gathered(visits)] == [
        ("97110", 170_00, 170_00), ("97140", 40_00, 40_00),
    ]  # fmt: skip
