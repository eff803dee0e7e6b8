"""When all was taken off, what waited for money ends by itself: a plan that had not begun, and a promise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from paydesk.operations import (
    adjusting,
    checking_daily,
    deciding_assistance,
    judging_promises,
    planning,
    promising,
    proving,
    reading,
    watching_plans,
)
from paydesk.operations.deciding_assistance import ApproveAssistance, TakeBackApproval
from paydesk.operations.planning import MakePlan, Planned
from paydesk.operations.promising import PromiseFacts, TakePromise
from paydesk.rules import installments
from paydesk.rules.errors import PaydeskError
from paydesk.rules.plans import PlanState
from paydesk.rules.promises import PromiseState
from support.assistance_desk import rows, under_review
from support.money_clinic import Family, MoneyClinic

TODAY = date(2026, 11, 23)  # a Monday; Thanksgiving is the 26th
FRIDAY = date(2026, 11, 27)
OVER = date(2026, 12, 3)  # the first day after the money could still come


@pytest.fixture
def family(money: MoneyClinic) -> Family:
    return money.family()


@pytest.fixture
def charge(money: MoneyClinic, family: Family) -> int:
    """300.00 of an earlier visit."""
    (made,) = money.charge(family.patients[0], 300_00, on=TODAY - timedelta(days=40))
    return made


def plan(money: MoneyClinic, family: Family, charge: int, **more: bool) -> Planned:
    parts = installments.schedule(installments.remainder_last(300_00, 6), date(2026, 12, 5))
    request = MakePlan(account_id=family.account, charges={charge: 300_00}, installments=parts, key=money.key(), **more)
    return planning.make_plan(money.desk, request)


def take(money: MoneyClinic, family: Family, amount: int = 50_00, due: date = FRIDAY) -> None:
    promising.take_promise(money.desk, TakePromise(family.account, amount, due, "phone", "in", key=money.key()))


def promise(money: MoneyClinic, family: Family) -> PromiseFacts:
    (one,) = promising.promises_of(money.desk, family.account).all
    return one


def approve(money: MoneyClinic, family: Family) -> int:
    own = under_review(money, family)
    return deciding_assistance.approve(money.desk, ApproveAssistance(own, money.key())).application_id


def go_to(money: MoneyClinic, day: date) -> None:
    money.clock.advance(days=(day - money.clock.today()).days)


@pytest.mark.parametrize("offered", [True, False])
def test_a_plan_that_had_not_begun_ends_and_its_charges_are_free(
    money: MoneyClinic, family: Family, charge: int, offered: bool
) -> None:
    made = plan(money, family, charge, give=offered)
    approve(money, family)
    assert watching_plans.plan_page(money.desk, made.plan_id).today.state is PlanState.CANCELLED
    assert reading.account_page(money.desk, family.account).plans == ()
    money.clock.advance(days=3)
    done = checking_daily.check_daily(money.desk)
    assert (done.plans, checking_daily.check_daily(money.desk).plans) == (1, 0)
    last = watching_plans.plan_page(money.desk, made.plan_id).story[-1]
    assert (last.on, last.state, last.why) == (TODAY, PlanState.CANCELLED, "nothing is owed any more")
    assert rows(money, "SELECT count(*) FROM plan_charge WHERE holds") == [(0,)]
    assert proving.prove(money.desk).findings == ()
    with pytest.raises(PaydeskError):
        planning.sign_plan(money.desk, made.plan_id)


def test_what_is_owed_again_later_takes_a_plan_of_its_own(money: MoneyClinic, family: Family, charge: int) -> None:
    made = plan(money, family, charge)
    own = approve(money, family)
    checking_daily.check_daily(money.desk)
    deciding_assistance.take_back(money.desk, TakeBackApproval(own, "another household", money.key()))
    checking_daily.check_daily(money.desk)
    assert watching_plans.plan_page(money.desk, made.plan_id).today.state is PlanState.CANCELLED
    assert plan(money, family, charge).state is PlanState.OFFERED
    assert proving.prove(money.desk).findings == ()


def test_with_a_part_left_an_offered_plan_waits_for_its_signature(
    money: MoneyClinic, family: Family, charge: int
) -> None:
    made = plan(money, family, charge)
    off = adjusting.PostAdjustment(charge, 299_00, "courtesy", money.key(), note="by the owner")
    adjusting.post_adjustment(money.desk, off)
    assert checking_daily.check_daily(money.desk).plans == 0
    assert watching_plans.plan_page(money.desk, made.plan_id).today.state is PlanState.OFFERED


def test_a_promise_is_let_go_neither_kept_nor_broken(money: MoneyClinic, family: Family, charge: int) -> None:
    take(money, family)
    assert money.part(charge) == 300_00
    approve(money, family)
    one = promise(money, family).judged
    assert (one.state, one.on) == (PromiseState.LET_GO, TODAY)
    assert one.words(TODAY) == "let go on 11/23/2026: nothing is owed any more"
    assert reading.account_page(money.desk, family.account).promised == ()
    assert judging_promises.promises_due(money.desk) == ()
    go_to(money, OVER + timedelta(days=5))
    assert checking_daily.check_daily(money.desk).touched is not None
    assert checking_daily.check_daily(money.desk).touched is None
    assert [(state, str(on)) for state, on in rows(money, "SELECT state, state_on FROM promise")] == [
        ("let go", "2026-11-23")
    ]
    assert rows(money, "SELECT what, why FROM promise_event ORDER BY id DESC LIMIT 1") == [
        ("let go", "Nothing is owed any more")
    ]
    assert promising.promises_of(money.desk, family.account).broken == 0
    assert judging_promises.kept_rate(money.desk, TODAY, FRIDAY) == (), "it counts for nobody"


def test_let_go_it_stays_so_when_something_is_owed_again(money: MoneyClinic, family: Family, charge: int) -> None:
    take(money, family)
    own = approve(money, family)
    judging_promises.catch_up(money.desk)
    deciding_assistance.take_back(money.desk, TakeBackApproval(own, "another household", money.key()))
    assert money.part(charge) == 300_00
    assert promise(money, family).judged.state is PromiseState.LET_GO
    assert judging_promises.catch_up(money.desk) is None


def test_a_promise_that_was_broken_before_all_was_taken_off_stays_broken(
    money: MoneyClinic, family: Family, charge: int
) -> None:
    assert charge
    take(money, family)
    go_to(money, OVER)
    approve(money, family)
    assert promise(money, family).judged.state is PromiseState.BROKEN
    judging_promises.catch_up(money.desk)
    assert promise(money, family).judged.state is PromiseState.BROKEN


def test_the_payment_that_pays_all_keeps_the_promise(money: MoneyClinic, family: Family, charge: int) -> None:
    take(money, family, 300_00)
    money.pay(family, 300_00)
    assert money.part(charge) == 0 and promise(money, family).judged.state is PromiseState.KEPT


def test_a_part_that_was_paid_and_the_rest_taken_off_is_let_go(money: MoneyClinic, family: Family, charge: int) -> None:
    take(money, family, 100_00)
    money.clock.advance(days=1)
    money.pay(family, 40_00)
    approve(money, family)
    one = promise(money, family).judged
    assert money.part(charge) == 0 and (one.state, one.received) == (PromiseState.LET_GO, 40_00)
    assert one.on == TODAY + timedelta(days=1)
