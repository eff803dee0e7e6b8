"""What a law walls off and what the clinic's policy does not allow by itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from paydesk.rules.affordability import GENERIC, Sheet, means
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.installments import Cadence, of_amount, schedule
from paydesk.rules.plan_beyond import beyond_law, beyond_policy, law_leaves
from paydesk.rules.plan_policy import USUAL
from paydesk.rules.poverty_guideline import Region

FIRST = date(2027, 1, 5)


def _sheet(monthly: int, pack: str = "CO") -> Sheet:
    wages = Flow("wages", monthly, Frequency.MONTHLY)
    return Sheet(on=date(2026, 12, 5), household=3, region=Region.STATES, incomes=(wages,), net_monthly=None, pack=pack)


def test_a_law_caps_the_month_and_counts_the_payments() -> None:
    poor = means(_sheet(3_000_00))
    assert (poor.lawful, poor.most_payments) == (60_00, 36)
    within = schedule(of_amount(1_800_00, 60_00), FIRST)
    assert beyond_law(within, poor) == "" and beyond_law(within, None) == ""
    assert "at most 60.00 a month" in beyond_law(schedule(of_amount(1_800_00, 61_00), FIRST), poor)
    long = schedule(of_amount(1_850_00, 50_00), FIRST)
    assert beyond_law(long, poor).startswith("By law this bill counts as paid after 36 monthly payments, and this plan")
    weekly = schedule(of_amount(400_00, 10_00), FIRST, cadence=Cadence.WEEKLY)
    assert len(weekly) == 40 and beyond_law(weekly, poor) == ""


def test_what_a_law_leaves_is_told() -> None:
    poor = means(_sheet(3_000_00))
    assert law_leaves(2_160_00, poor) == ""
    assert law_leaves(3_000_00, poor) == (
        "By law 36 payments of at most 60.00 pay this bill, 2,160.00 in all: take 840.00 off, and plan the rest."
    )
    assert law_leaves(3_000_00, means(_sheet(3_000_00, GENERIC))) == ""


def test_a_household_above_its_limit_is_not_protected() -> None:
    rich = means(_sheet(9_000_00))
    assert rich.poverty_percent > Decimal(250) and rich.most_payments is None


def test_each_bound_of_the_policy_is_named_for_itself() -> None:
    poor = means(_sheet(3_000_00, GENERIC))
    parts = schedule(of_amount(300_00, 10_00), FIRST)
    said = beyond_policy(parts, cadence=Cadence.MONTHLY, down=0, total=300_00, policy=USUAL, means=poor)
    assert said == (
        "30 installments, and the clinic allows 12 for this balance",
        "10.00 at a time, and the clinic's least is 25.00",
    )  # fmt: skip
