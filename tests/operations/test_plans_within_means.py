"""Plans against what a household told: the law is a wall, the clinic's policy a door with a key."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from paydesk.operations import affording, planning, setting_plan_policy, watching_plans
from paydesk.operations.affording import KeepSheet
from paydesk.operations.desk import Actor, Desk
from paydesk.operations.planning import MakePlan
from paydesk.rules import installments
from paydesk.rules.affordability import Sheet
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.office import Role
from paydesk.rules.plan_policy import PlanPolicy
from paydesk.rules.poverty_guideline import Region
from support.money_clinic import Family, MoneyClinic

FIRST = date(2026, 12, 5)


@pytest.fixture
def family(money: MoneyClinic) -> Family:
    return money.family()


@pytest.fixture
def charge(money: MoneyClinic, family: Family) -> int:
    """1,250.00, as in the reference's worked example."""
    return money.charge(family.patients[0], 1_250_00)[0]


def _sheet(money: MoneyClinic, family: Family) -> int:
    """Three people, 42,000.00 a year, 3,050.00 taken home, 2,595.00 that must go out: 455.00 are left."""
    sheet = Sheet(
        on=money.clock.today(), household=3, region=Region.STATES,
        incomes=(Flow("wages", 3_500_00, Frequency.MONTHLY),), net_monthly=3_050_00,
        obligations=(Flow("rent or mortgage", 2_595_00, Frequency.MONTHLY),),
    )  # fmt: skip
    kept = affording.keep_sheet(money.desk, KeepSheet(account_id=family.account, sheet=sheet, key=money.key()))
    return kept.sheet_id


def _ask(money: MoneyClinic, family: Family, charge: int, each: int, **more: object) -> MakePlan:
    parts = installments.schedule(installments.of_amount(1_250_00, each), FIRST)
    request = {"account_id": family.account, "charges": {charge: 1_250_00}, "installments": parts, "key": money.key()}
    return MakePlan(**(request | more))  # type: ignore[arg-type]


def test_what_can_be_afforded_may_be_asked_and_not_a_cent_more(
    money: MoneyClinic, family: Family, charge: int
) -> None:
    sheet = _sheet(money, family)
    with pytest.raises(PaydeskError, match=r"113\.76 a month, and the family can afford 113\.75"):
        planning.make_plan(money.desk, _ask(money, family, charge, 113_76, sheet_id=sheet))
    made = planning.make_plan(money.desk, _ask(money, family, charge, 113_75, sheet_id=sheet))
    (plan,) = (one for one, _ in watching_plans.plans_on(money.desk) if one.plan.id == made.plan_id)
    assert [one.amount for one in plan.standing.installments] == [113_75] * 10 + [112_50]


def test_more_than_can_be_afforded_needs_somebody_who_may_allow_it(
    money: MoneyClinic, family: Family, charge: int
) -> None:
    clerk = Desk(money.desk.database, money.clock, Actor("bo", Role.CLERK, "desk 2"))
    request = _ask(money, family, charge, 150_00, sheet_id=_sheet(money, family), override_reason="they want it")
    with pytest.raises(NotAllowed):
        planning.make_plan(clerk, request)
    assert planning.make_plan(money.desk, request).number == 1


def test_by_law_nobody_may_ask_more(money: MoneyClinic, family: Family, charge: int) -> None:
    setting_plan_policy.turn_on_pack(money.desk, "CO", facility=False)
    sheet = _sheet(money, family)
    request = _ask(money, family, charge, 70_01, sheet_id=sheet, override_reason="the owner agreed")
    with pytest.raises(PaydeskError, match=r"By law at most 70\.00 a month"):
        planning.make_plan(money.desk, request)
    with pytest.raises(PaydeskError, match="By law"):
        planning.make_plan(money.desk, _ask(money, family, charge, 70_01))
    assert planning.make_plan(money.desk, _ask(money, family, charge, 70_00, sheet_id=sheet)).number == 1


def test_by_law_the_month_counts_whatever_the_days_are_called(
    money: MoneyClinic, family: Family, charge: int
) -> None:
    setting_plan_policy.turn_on_pack(money.desk, "CO", facility=False)
    sheet = _sheet(money, family)
    daily = tuple(
        installments.Installment(FIRST + timedelta(days=day), 50_00) for day in range(25)
    )
    request = _ask(money, family, charge, 50_00, sheet_id=sheet, installments=daily, override_reason="they want it")
    with pytest.raises(PaydeskError, match="By law at most 70"):
        planning.make_plan(money.desk, request)


def test_what_the_policy_wants_paid_down_is_asked_for(money: MoneyClinic, family: Family, charge: int) -> None:
    setting_plan_policy.save_plan_policy(money.desk, PlanPolicy(down_percent=20))
    with pytest.raises(PaydeskError, match=r"0\.00 is paid down, and the clinic asks for 250\.00"):
        planning.make_plan(money.desk, _ask(money, family, charge, 100_00))


def test_every_two_weeks_is_held_against_the_month(money: MoneyClinic, family: Family, charge: int) -> None:
    sheet, cadence = _sheet(money, family), installments.Cadence.BIWEEKLY
    parts = installments.schedule(installments.of_amount(1_250_00, 100_00), FIRST, cadence=cadence)
    request = _ask(money, family, charge, 100_00, sheet_id=sheet, installments=parts, cadence=cadence)
    with pytest.raises(PaydeskError, match=r"216\.67 a month"):
        planning.make_plan(money.desk, request)


def test_a_sheet_that_is_too_old_or_anothers_makes_no_plan(money: MoneyClinic, family: Family, charge: int) -> None:
    other = money.family(number=50002)
    with pytest.raises(PaydeskError, match="another family"):
        planning.make_plan(money.desk, _ask(money, family, charge, 100_00, sheet_id=_sheet(money, other)))
    sheet = _sheet(money, family)
    money.clock.advance(days=400)
    later = installments.schedule(
        installments.of_amount(1_250_00, 100_00), money.clock.today() + timedelta(days=20)
    )
    with pytest.raises(PaydeskError, match="held until"):
        planning.make_plan(
            money.desk, _ask(money, family, charge, 100_00, sheet_id=sheet, installments=later)
        )
    assert watching_plans.plans_on(money.desk) == ()
