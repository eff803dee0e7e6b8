"""What a household can pay a month: the worked sheet to the cent, every cap, and what cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.affordability import Base, CapRule, Means, Sheet, means
from paydesk.rules.errors import PaydeskError
from paydesk.rules.household_means import Flow, Frequency, monthly_obligations, yearly_income
from paydesk.rules.poverty_guideline import Region

ON = date(2026, 12, 5)


def _a_month(kind: str, amount: int) -> Flow:
    return Flow(kind, amount, Frequency.MONTHLY)


WORKED = Sheet(
    on=ON, household=3, region=Region.STATES, incomes=(Flow("wages", 42_000_00, Frequency.YEARLY),),
    net_monthly=3_050_00,
    obligations=(
        _a_month("rent", 1_350_00), _a_month("food", 410_00), _a_month("utilities", 185_00),
        _a_month("transport", 260_00), _a_month("loan", 390_00),
    ),
)  # fmt: skip


def _caps(found: Means) -> dict[str, int]:
    return {cap.name: cap.monthly for cap in found.caps}


def test_the_worked_sheet() -> None:
    found = means(WORKED)
    assert found.annual_income == 42_000_00 and found.gross_monthly == 3_500_00
    assert found.poverty_percent == Decimal("153.73") and found.poverty_line == 27_320_00
    assert found.obligations == 2_595_00 and found.disposable == 455_00
    assert found.affordable == 113_75 and found.lawful is None


def _rule(percent: int, base: Base) -> CapRule:
    return CapRule(
        pack="generic", name=f"{percent} {base.value}", percent=Decimal(percent), base=base, legal=True, binds="",
        first=date(2020, 1, 1), source="", verified_on=ON,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "base", "monthly"),
    [
        (5, Base.GROSS, 175_00), (4, Base.GROSS, 140_00), (3, Base.GROSS, 105_00), (2, Base.GROSS, 70_00),
        (25, Base.DISPOSABLE, 113_75), (10, Base.DISPOSABLE, 45_50),
    ],
)  # fmt: skip
def test_each_cap_of_the_worked_sheet(percent: int, base: Base, monthly: int) -> None:
    assert means(WORKED, rules=(_rule(percent, base),)).affordable == monthly


def test_in_colorado_a_professional_asks_two_percent_and_a_facility_four() -> None:
    professional = means(replace(WORKED, pack="CO"))
    assert professional.lawful == professional.affordable == 70_00
    facility = means(replace(WORKED, pack="CO", facility=True))
    assert facility.lawful == 140_00 and facility.affordable == 113_75
    assert len(_caps(facility)) == 2


def test_the_law_of_colorado_protects_up_to_two_and_a_half_times_the_guideline() -> None:
    at = Flow("wages", 68_300_00, Frequency.YEARLY)
    assert means(replace(WORKED, pack="CO", incomes=(at,))).lawful is not None
    over = replace(at, amount=68_300_01)
    assert means(replace(WORKED, pack="CO", incomes=(over,))).lawful is None


def test_what_the_patient_offers_is_a_cap_and_may_be_the_smallest() -> None:
    assert means(replace(WORKED, offer=60_00)).affordable == 60_00
    assert means(replace(WORKED, offer=200_00)).affordable == 113_75
    with pytest.raises(PaydeskError, match="is no offer") as refused:
        means(replace(WORKED, offer=0))
    assert refused.value.field == "offer"


def test_without_take_home_pay_gross_income_stands_for_it() -> None:
    assert means(replace(WORKED, net_monthly=None)).disposable == 3_500_00 - 2_595_00


def test_more_to_pay_than_comes_in_leaves_nothing() -> None:
    found = means(replace(WORKED, net_monthly=2_000_00))
    assert found.disposable == 0 and found.affordable == 0


@pytest.mark.parametrize(
    ("amount", "frequency", "hours", "yearly"),
    [
        (500_00, Frequency.WEEKLY, None, 26_000_00), (500_00, Frequency.BIWEEKLY, None, 13_000_00),
        (500_00, Frequency.SEMIMONTHLY, None, 12_000_00), (500_00, Frequency.MONTHLY, None, 6_000_00),
        (500_00, Frequency.QUARTERLY, None, 2_000_00), (500_00, Frequency.YEARLY, None, 500_00),
        (17_25, Frequency.HOURLY, Decimal("37.5"), 33_637_50),
    ],
)  # fmt: skip
def test_income_is_counted_by_the_year(
    amount: int, frequency: Frequency, hours: Decimal | None, yearly: int
) -> None:
    assert yearly_income([Flow("wages", amount, frequency, hours)]) == yearly


def test_obligations_are_counted_by_the_month_without_rounding_each() -> None:
    weekly = [Flow("food", 100_01, Frequency.WEEKLY)] * 3
    assert monthly_obligations(weekly) * 12 == 3 * 52 * 100_01


@pytest.mark.parametrize(
    ("sheet", "words", "field", "row"),
    [
        (replace(WORKED, incomes=(_a_month("wages", 1), _a_month("pension", -1))),
         "income cannot be below zero: pension", "incomes", 1),
        (replace(WORKED, obligations=(_a_month("rent", -1),)), "obligation cannot be below zero", "obligations", 0),
        (replace(WORKED, incomes=(Flow("wages", 1, Frequency.HOURLY),)), "How many hours a week", "incomes", 0),
        (replace(WORKED, net_monthly=-1), "Take-home pay cannot be below zero", "net_monthly", None),
        (replace(WORKED, household=0), "1 to 30 people", "household", None),
        (replace(WORKED, pack="ZZ"), "no rules called “ZZ”. There are: CO, generic", "pack", None),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(sheet: Sheet, words: str, field: str, row: int | None) -> None:
    with pytest.raises(PaydeskError, match=words) as refused:
        means(sheet)
    assert refused.value.field == field and refused.value.row == row


@given(
    st.integers(0, 30_000_000), st.integers(0, 3_000_000), st.integers(0, 3_000_000),
    st.sampled_from(["generic", "CO"]), st.booleans(),
)  # fmt: skip
def test_no_cap_is_rounded_up(income: int, net: int, rent: int, pack: str, facility: bool) -> None:
    sheet = replace(
        WORKED, incomes=(Flow("wages", income, Frequency.YEARLY),), net_monthly=net, pack=pack, facility=facility,
        obligations=(_a_month("rent", rent),),
    )  # fmt: skip
    found = means(sheet)
    assert 0 <= found.affordable * 4 <= max(0, net - rent)
    if found.lawful is not None:
        assert found.lawful * 1200 <= income * (4 if facility else 2) < (found.lawful + 1) * 1200
