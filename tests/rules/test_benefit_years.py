"""A plan's figures are held against the government's own for the year."""

from __future__ import annotations

from paydesk.rules.benefit_years import BenefitYear, benefit_year, unlikely
from paydesk.rules.insurance import PayerKind
from support.benefit_samples import benefits, limit


def test_a_year_has_its_figures_and_an_unknown_one_none() -> None:
    assert benefit_year(2026).individual_most == 10_600_00
    assert benefit_year(2026).part_b_deductible == 283_00
    assert benefit_year(2027).family_most == 24_000_00
    assert benefit_year(2027).part_b_deductible is None
    assert benefit_year(1999) == BenefitYear(year=1999)


def test_a_limit_above_the_years_most_is_told() -> None:
    # The samples have met 100.00 of what is left.
    assert unlikely(benefits(out_of_pocket=limit(10_500_00, 21_100_00)), 2026) == ()
    wrong = benefits(out_of_pocket=limit(10_500_01, 21_100_01))
    assert unlikely(wrong, 2026) == (
        "The individual out-of-pocket limit (10,600.01) is above the most for 2026 (10,600.00). Ask again.",
        "The family out-of-pocket limit (21,200.01) is above the most for 2026 (21,200.00). Ask again.",
    )
    assert unlikely(wrong, 2027) == ()
    assert unlikely(benefits(out_of_pocket=limit(10_500_01), payer_kind=PayerKind.TRICARE), 2026) == ()


def test_another_deductible_than_medicares_own_is_told() -> None:
    medicare = benefits(deductible=limit(157_00), payer_kind=PayerKind.MEDICARE)
    assert unlikely(medicare, 2026) == ("The Part B deductible of 2026 is 283.00, not 257.00. Ask again.",)
    assert unlikely(benefits(deductible=limit(183_00), payer_kind=PayerKind.MEDICARE), 2026) == ()
    assert unlikely(medicare, 2027) == ()
    assert unlikely(benefits(payer_kind=PayerKind.MEDICARE), 2026) == ()
