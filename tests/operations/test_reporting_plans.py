"""The report on payment plans on both engines: expected, kept and by state, as a table too; who may see it."""

from __future__ import annotations

import csv
from dataclasses import astuple
from datetime import date
from pathlib import Path

import pytest

from paydesk.operations import (
    adjusting,
    changing_plans,
    planning,
    plans_export,
    reporting_plans,
    undoing,
    watching_plans,
)
from paydesk.operations.changing_plans import PausePlan
from paydesk.operations.desk import Actor
from paydesk.operations.planning import MakePlan
from paydesk.operations.reporting_plans import PlanFigures
from paydesk.rules import installments
from paydesk.rules.errors import PaydeskError
from paydesk.rules.office import Role
from paydesk.rules.plan_income import MonthExpected
from paydesk.rules.plan_kept import Kept
from paydesk.rules.plans import PlanState
from support.money_clinic import Family, MoneyClinic

FIRST = date(2026, 12, 5)


def _in_all(report: PlanFigures) -> Kept:
    return Kept(*(sum(astuple(one)[place] for one in report.kept.values()) for place in range(5)))


def plan(money: MoneyClinic, family: Family, fee: int, parts: int, *, who: str = "ana", down: int = 0) -> int:
    """A signed plan over one new charge, made by ``who``, from December 5, 2026 on."""
    (charge,) = money.charge(family.patients[0], fee)
    desk = money.desk.as_actor(Actor(who, Role.ADMINISTRATOR, "desk 1"))
    amounts = installments.remainder_last(fee - down, parts)
    request = MakePlan(
        account_id=family.account, charges={charge: fee}, installments=installments.schedule(amounts, FIRST),
        key=money.key(), down=down,
    )  # fmt: skip
    made = planning.make_plan(desk, request)
    return planning.sign_plan(desk, made.plan_id).plan_id


@pytest.fixture
def two(money: MoneyClinic) -> tuple[int, int]:
    """300.00 in six by ana, 200.00 in four by dana; 50.00 came for each, the second too late."""
    first, second = money.family(), money.family(number=50002)
    plans = plan(money, first, 300_00, 6), plan(money, second, 200_00, 4, who="dana")
    money.clock.advance(days=15)
    money.pay(first, 50_00)
    money.clock.advance(days=10)
    money.pay(second, 50_00)
    return plans


def test_what_is_expected_by_month_with_what_is_past_due(money: MoneyClinic, two: tuple[int, int]) -> None:
    money.clock.advance(days=14)
    report = reporting_plans.plans_report(money.desk)
    assert (report.on, report.expecting) == (date(2027, 1, 1), 2)
    money.clock.advance(days=7)
    months = reporting_plans.plans_report(money.desk).expected.months
    assert months[:3] == (
        MonthExpected(date(2027, 1, 1), 0, 100_00), MonthExpected(date(2027, 2, 1), 100_00),
        MonthExpected(date(2027, 3, 1), 100_00),
    )  # fmt: skip
    assert report.expected.total == 400_00


def test_what_was_kept_by_month_and_by_who_made_the_plan(money: MoneyClinic, two: tuple[int, int]) -> None:
    report = reporting_plans.plans_report(money.desk)
    december = date(2026, 12, 1)
    assert report.kept == {(december, "ana"): Kept(1, 1, 0, 50_00, 50_00), (december, "dana"): Kept(1, 0, 0, 50_00, 0)}
    assert report.kept_in(december).percent == 50
    assert report.kept_by() == (("ana", Kept(1, 1, 0, 50_00, 50_00)), ("dana", Kept(1, 0, 0, 50_00, 0)))
    assert report.months[-1] == december and len(report.months) == 12
    money.clock.advance(days=30)
    later = reporting_plans.plans_report(money.desk)
    assert later.kept_in(december) == report.kept_in(december)
    assert later.kept_in(date(2027, 1, 1)) == Kept(2, 0, 0, 100_00, 0)


def test_it_is_told_the_same_whether_somebody_looked_or_not(money: MoneyClinic, two: tuple[int, int]) -> None:
    money.clock.advance(days=100)
    before = reporting_plans.plans_report(money.desk)
    assert watching_plans.catch_up(money.desk).turned == 2
    after = reporting_plans.plans_report(money.desk)
    assert (after.kept, after.expected) == (before.kept, before.expected)
    assert [one.state for one in after.states] == [PlanState.DEFAULT_PENDING]


def test_a_payment_undone_in_time_keeps_nothing(money: MoneyClinic) -> None:
    family = money.family()
    plan(money, family, 300_00, 6)
    money.clock.advance(days=12)
    receipt = money.pay(family, 50_00)
    money.clock.advance(days=2)
    undoing.undo_receipt(money.desk, undoing.UndoReceipt(receipt.lot_id, "no funds", money.key()))
    money.clock.advance(days=10)
    assert _in_all(reporting_plans.plans_report(money.desk)) == Kept(1, 0, 0, 50_00, 0)


def test_paid_on_the_day_it_was_made_counts_beyond_its_down_payment(money: MoneyClinic) -> None:
    family = money.family()
    plan(money, family, 250_00, 4, down=50_00)
    money.pay(family, 100_00)
    money.clock.advance(days=30)
    assert _in_all(reporting_plans.plans_report(money.desk)) == Kept(1, 1, 0, 50_00, 50_00)


def test_what_came_after_a_plan_was_canceled_is_not_kept_by_it(money: MoneyClinic) -> None:
    family = money.family()
    number = plan(money, family, 300_00, 6)
    money.clock.advance(days=15)
    changing_plans.end_plan(money.desk, number, state=PlanState.CANCELLED, reason="moved away")
    money.clock.advance(days=1)
    money.pay(family, 300_00)
    money.clock.advance(days=30)
    assert _in_all(reporting_plans.plans_report(money.desk)) == Kept()


def test_a_pause_asks_for_nothing_and_what_is_left_is_expected_after_it(money: MoneyClinic) -> None:
    family = money.family()
    own = plan(money, family, 300_00, 6)
    changing_plans.pause_plan(money.desk, PausePlan(own, date(2027, 1, 20), "lost her job"))
    money.clock.advance(days=45)
    report = reporting_plans.plans_report(money.desk)
    assert report.kept == {}
    assert [(one.state, one.left) for one in report.states] == [(PlanState.PAUSED, 300_00)]
    assert [one.total for one in report.expected.months[:3]] == [0, 50_00, 50_00]


def test_plans_by_state_with_what_is_left_and_who_pays(money: MoneyClinic, two: tuple[int, int]) -> None:
    changing_plans.end_plan(money.desk, two[1], state=PlanState.CANCELLED, reason="pays at once")
    by_state = {one.state: one for one in reporting_plans.plans_report(money.desk).states}
    assert {state: (len(one.plans), one.left) for state, one in by_state.items()} == {
        PlanState.ACTIVE: (1, 250_00), PlanState.CANCELLED: (1, 0),
    }  # fmt: skip
    (row,) = by_state[PlanState.ACTIVE].plans
    assert (row.number, row.account_number, row.name, row.next_due) == (
        1, 50001, "Person0 Lopez", date(2027, 1, 5),
    )  # fmt: skip


def test_what_is_taken_off_shortens_what_is_expected(money: MoneyClinic) -> None:
    family = money.family()
    (charge,) = money.charge(family.patients[0], 300_00)
    request = MakePlan(
        account_id=family.account, charges={charge: 300_00}, key=money.key(),
        installments=installments.schedule(installments.remainder_last(300_00, 6), FIRST),
    )  # fmt: skip
    planning.sign_plan(money.desk, planning.make_plan(money.desk, request).plan_id)
    adjusting.post_adjustment(
        money.desk, adjusting.PostAdjustment(charge, 120_00, "courtesy", money.key(), note="agreed")
    )
    assert reporting_plans.plans_report(money.desk).expected.total == 180_00


def test_a_clinic_without_plans_has_an_empty_report(money: MoneyClinic) -> None:
    report = reporting_plans.plans_report(money.desk)
    assert (report.expecting, report.kept, report.states, report.promises) == (0, {}, (), ())
    assert _in_all(report).percent is None


def test_saved_as_a_table_without_a_name_and_told_in_the_trail(
    money: MoneyClinic, two: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "plans.csv"
    count = plans_export.save_plans(money.desk, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        heads, *rows = csv.reader(file)
    assert count == len(rows) == 12 + 1 + 2 + 1
    assert heads[:2] == ["What", "Month"]
    assert rows[0] == ["Expected", "2026-12", "", "", "", "", "", "0.00", "", "0.00"]
    assert ["Installments", "2026-12", "dana", "", "1", "0", "0", "50.00", "0.00", ""] in rows
    assert rows[-1] == ["Plans", "", "", "running well", "2", "", "", "400.00", "", "0.00"]
    assert "Lopez" not in path.read_text(encoding="utf-8-sig")
    assert [one.name for one in tmp_path.iterdir()] == ["plans.csv"]
    assert trail(money)[-1] == "Saved the report on payment plans"


def test_a_table_that_cannot_be_written_is_refused_and_not_told(money: MoneyClinic, tmp_path: Path) -> None:
    with pytest.raises(PaydeskError, match="Choose another folder"):
        plans_export.save_plans(money.desk, tmp_path / "none" / "plans.csv")
    assert "Saved the report on payment plans" not in trail(money)


def test_looked_at_once_when_it_is_seen(money: MoneyClinic) -> None:
    reporting_plans.plans_report(money.desk, seen=False)
    assert trail(money) == []
    reporting_plans.plans_report(money.desk)
    assert trail(money) == ["Looked at the report on payment plans"]


def trail(money: MoneyClinic) -> list[str]:
    """What the audit trail says of this report, the oldest first."""
    from sqlalchemy import select

    from paydesk.data.office_tables import Audit

    money.desk.flush_looks()
    with money.desk.database.reading() as session:
        acts = select(Audit.summary).where(Audit.act.in_(["reports.plans", "plans.export"])).order_by(Audit.id)
        return list(session.execute(acts).scalars())
