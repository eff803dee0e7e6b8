"""Statements of accounts on payment plans: what the plan asks for, what is not on it, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from paydesk.data.people_tables import Person
from paydesk.documents import page_image
from paydesk.documents.statement_view import StatementView, prove
from paydesk.operations import adjusting, asking_by_plan, billing, changing_plans, composing, planning
from paydesk.operations.changing_plans import PausePlan
from paydesk.operations.composing import Paper
from paydesk.operations.planning import MakePlan, Planned
from paydesk.rules import installments
from paydesk.rules.plans import PlanState
from support.money_clinic import Family, MoneyClinic
from support.paper_samples import CLINIC

TODAY = date(2026, 11, 23)
FIRST = date(2026, 12, 28)
"""Later than a statement of today asks to be paid, 25 days on."""


def _agreed(
    money: MoneyClinic, family: Family, charges: Sequence[int], *, first: date = FIRST, down: int = 0, number: int = 5
) -> Planned:
    made = _offered(money, family, charges, first=first, down=down, number=number)
    return planning.sign_plan(money.desk, made.plan_id)


def _offered(
    money: MoneyClinic, family: Family, charges: Sequence[int], *, first: date = FIRST, down: int = 0, number: int = 5
) -> Planned:
    owed = {charge: money.part(charge) for charge in charges}
    parts = installments.schedule(installments.remainder_last(sum(owed.values()) - down, number), first)
    return planning.make_plan(
        money.desk, MakePlan(account_id=family.account, charges=owed, installments=parts, key=money.key(), down=down)
    )


def _composed(money: MoneyClinic, family: Family, *, as_of: date | None = None) -> StatementView:
    today = money.clock.today()
    day = as_of or today
    with money.desk.looking() as session:
        (account,) = asking_by_plan.billed(session, (family.account,), as_of=day, past=day < today)
    view = composing.compose(account, Paper(CLINIC, day, 25, False), number=1)
    prove(view)
    return view


def _plans(view: StatementView) -> list[tuple[int, int]]:
    return [(one.number, one.not_due) for one in view.plans]


@pytest.fixture
def family(money: MoneyClinic) -> Family:
    return money.family()


@pytest.fixture
def planned(money: MoneyClinic, family: Family) -> int:
    (charge,) = money.charge(family.patients[0], 1_000_00)
    return charge


def test_what_is_not_due_yet_is_not_asked_for_and_what_is_on_no_plan_is(
    money: MoneyClinic, family: Family, planned: int
) -> None:
    money.charge(family.patients[0], 70_00)
    money.clock.advance(days=40)
    _agreed(money, family, [planned], first=date(2027, 2, 5))
    view = _composed(money, family)
    assert (view.amount, _plans(view)) == (70_00, [(1, 1_000_00)])
    assert view.ageing == (0, 70_00, 0, 0, 0)


def test_an_installment_due_by_the_day_the_statement_is_paid_by_is_asked_for_and_not_old(
    money: MoneyClinic, family: Family, planned: int
) -> None:
    _agreed(money, family, [planned], first=date(2026, 12, 18))
    view = _composed(money, family)
    assert view.pay_by == date(2026, 12, 18)
    assert (view.amount, _plans(view)) == (200_00, [(1, 800_00)])
    assert view.ageing == (200_00, 0, 0, 0, 0)


def test_what_was_missed_is_asked_for_with_its_age_and_not_the_rest(
    money: MoneyClinic, family: Family, planned: int
) -> None:
    plan = _agreed(money, family, [planned], first=date(2026, 12, 5))
    money.clock.advance(days=50)  # January 12: one is 38 days old, the next is 7
    view = _composed(money, family)
    assert plan.state is PlanState.ACTIVE
    assert (view.amount, _plans(view)) == (600_00, [(1, 400_00)])  # the one of February 5 is due by the 6th
    assert view.ageing == (400_00, 200_00, 0, 0, 0)


def test_an_agreement_that_is_not_back_changes_nothing(money: MoneyClinic, family: Family, planned: int) -> None:
    _offered(money, family, [planned])
    assert (_composed(money, family).amount, _composed(money, family).plans) == (1_000_00, ())


def test_a_down_payment_is_asked_for_until_it_is_there(money: MoneyClinic, family: Family, planned: int) -> None:
    _agreed(money, family, [planned], down=100_00)
    assert (_composed(money, family).amount, _plans(_composed(money, family))) == (100_00, [(1, 900_00)])
    money.pay(family, 100_00)
    assert (_composed(money, family).amount, _plans(_composed(money, family))) == (0, [(1, 900_00)])


def test_a_paused_plan_asks_for_nothing_and_one_that_ended_for_all(
    money: MoneyClinic, family: Family, planned: int
) -> None:
    plan = _agreed(money, family, [planned], first=date(2026, 12, 5))
    changing_plans.pause_plan(
        money.desk, PausePlan(plan.plan_id, TODAY + timedelta(days=60), "Lost the job")
    )
    assert _composed(money, family).amount == 0
    changing_plans.end_plan(money.desk, plan.plan_id, state=PlanState.CANCELLED, reason="Asked for it")
    view = _composed(money, family)
    assert (view.amount, view.plans) == (1_000_00, ())


def test_a_disputed_charge_of_a_plan_is_not_asked_for_by_it(money: MoneyClinic, family: Family, planned: int) -> None:
    (other,) = money.charge(family.patients[0], 500_00)
    _agreed(money, family, [planned, other], first=date(2026, 12, 5))
    adjusting.hold_charge(money.desk, adjusting.HoldCharge(planned, False, True, "wrong code"))
    view = _composed(money, family)
    assert (view.amount, _plans(view)) == (300_00, [(1, 200_00)])
    assert sum(line.owe for line in view.lines if line.not_asked) == 1_000_00


def test_a_credit_is_never_told_while_a_plan_is_to_be_paid(money: MoneyClinic, family: Family, planned: int) -> None:
    _agreed(money, family, [planned])
    money.pay(family, 100_00, automatic=False)
    view = _composed(money, family)
    assert (view.unapplied, view.amount, _plans(view)) == (-100_00, 0, [(1, 900_00)])


def test_of_an_earlier_day_the_plan_is_as_it_was(money: MoneyClinic, family: Family, planned: int) -> None:
    money.clock.advance(days=1)
    plan = _agreed(money, family, [planned], first=date(2026, 12, 5))
    money.clock.advance(days=13)
    money.pay(family, 200_00)
    assert _plans(_composed(money, family)) == [(1, 800_00)]
    changing_plans.end_plan(money.desk, plan.plan_id, state=PlanState.CANCELLED, reason="Asked for it")
    then = _composed(money, family, as_of=date(2026, 12, 6))
    assert (then.amount, _plans(then)) == (200_00, [(1, 800_00)])
    before = _composed(money, family, as_of=TODAY)
    assert (before.amount, before.plans) == (1_000_00, ())


def test_a_run_leaves_out_who_is_asked_nothing_because_of_a_plan_and_says_so(
    money: MoneyClinic, family: Family, planned: int, tmp_path: Path
) -> None:
    _agreed(money, family, [planned])
    other = money.family(number=50002)
    money.charge(other.patients[0], 50_00)
    made = billing.make_statements(money.desk, tmp_path, batch=True)
    manifest = json.loads(made.files[-1].read_text(encoding="utf-8"))
    said = {int(row["account"]): row["reason"] for row in manifest["skipped"]}
    with money.desk.looking() as session:
        (account,) = asking_by_plan.billed(session, (family.account,), as_of=TODAY)
    assert said[account.number] == "Nothing is asked for now: on payment plan 1."


def test_printed_at_the_desk_it_says_what_it_would_ask_for(money: MoneyClinic, family: Family, planned: int) -> None:
    _agreed(money, family, [planned])
    assert billing.nothing_asked(money.desk, family.account) == (
        "Nothing is asked of the patient now: the statement would ask for 0.00 and list what is on payment plan 1 and "
        "not due yet."
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "On your payment plan 1, not due yet"), ("es", "En su plan de pagos 1, aún no vence")],
)
def test_on_paper_in_both_languages(
    money: MoneyClinic, family: Family, planned: int, language: str, said: str
) -> None:
    with money.desk.database.transaction() as session:
        session.get_one(Person, family.patients[0]).language = language
    _agreed(money, family, [planned])
    money.charge(family.patients[0], 70_00)
    printed = billing.print_statement(money.desk, billing.PrintStatement(family.account, money.key()))
    assert printed.amount == 70_00
    words = page_image.page_text(printed.pdf, 0)
    assert said in words
    assert "−$1,000.00" in words


def test_the_reads_are_as_many_for_ten_plans_as_for_one(money: MoneyClinic) -> None:
    families = [money.family(number=50001 + n) for n in range(10)]
    for one in families:
        _agreed(money, one, money.charge(one.patients[0], 300_00))
    asked: list[str] = []
    event.listen(money.desk.database.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))

    def reads(ids: Sequence[int]) -> int:
        asked.clear()
        with money.desk.looking() as session:
            assert all(one.plans for one in asking_by_plan.billed(session, ids, as_of=TODAY))
        return sum(one.startswith("SELECT") and "FROM desk_user" not in one for one in asked)

    assert reads([one.account for one in families]) == reads([families[0].account])
