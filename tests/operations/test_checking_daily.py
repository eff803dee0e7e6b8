"""The daily check: plans, promises and applications come up to date together, once, by whoever may."""

from __future__ import annotations

from datetime import timedelta

from paydesk.operations import checking_daily, planning, watching_plans
from paydesk.operations.desk import Actor, Desk
from paydesk.operations.planning import MakePlan
from paydesk.rules import installments
from paydesk.rules.office import Role
from paydesk.rules.plans import PlanState
from support.money_clinic import MoneyClinic


def test_what_days_brought_is_put_down_once_by_whoever_may(money: MoneyClinic) -> None:
    family = money.family()
    (charge,) = money.charge(family.patients[0], 300_00)
    parts = installments.schedule((150_00, 150_00), money.clock.today() + timedelta(days=10))
    made = planning.make_plan(
        money.desk, MakePlan(account_id=family.account, charges={charge: 300_00}, installments=parts, key="plan")
    )
    planning.sign_plan(money.desk, made.plan_id)
    money.clock.advance(days=30)
    reader = Desk(money.desk.database, money.clock, Actor("ro", Role.READ_ONLY, "desk 3"))
    assert checking_daily.check_daily(reader) == checking_daily.Checked(0, None)
    done = checking_daily.check_daily(money.desk)
    assert done.plans == 1 and done.touched is not None and done.touched.accounts == (family.account,)
    assert checking_daily.check_daily(money.desk) == checking_daily.Checked(0, None)
    assert watching_plans.plan_page(money.desk, made.plan_id).story[-1].state is PlanState.DELINQUENT
