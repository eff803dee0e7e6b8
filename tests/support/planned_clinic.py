"""A clinic with plans to pay, applications for assistance and promises: what a desk may do with them there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from paydesk.data import schema
from paydesk.data.database import Database
from paydesk.operations import (
    changing_plans,
    checking_daily,
    deciding_assistance,
    planning,
    posting,
    promising,
    watching_plans,
)
from paydesk.operations.changing_plans import AmendPlan, PausePlan
from paydesk.operations.deciding_assistance import (
    ApproveAssistance,
    DenyAssistance,
    DiscountNewer,
    TakeBackApproval,
)
from paydesk.operations.desk import Desk
from paydesk.operations.planning import MakePlan
from paydesk.operations.posting import PostPayment
from paydesk.operations.promising import TakePromise
from paydesk.rules import installments, plan_changes
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Cadence
from paydesk.rules.plans import PlanState
from support.assistance_desk import asked, started, under_review
from support.fixed_clock import FixedClock
from support.money_clinic import Family, MoneyClinic

MORNING = datetime(2026, 11, 23, 15, tzinfo=UTC)
TODAY = MORNING.date()
LONG_AGO = 100
"""Days since somebody last checked what the days brought."""
HALF = 100_000_00
"""A yearly income of three people of which half of a bill is taken off."""
ACCOUNTS = tuple(range(1, 13))
MISSED, PAID, EXPIRED, DENIED, LATE, RUNNING, REPLACED, OFFERED, NEW, REVIEW, APPROVED, PROMISED = ACCOUNTS
"""Accounts by what stands there; each has one patient, of the same id."""


@dataclass(frozen=True)
class InTurn:
    """Acts, one after the other; what is done already is the same again, or is ``refused`` in such words."""

    acts: tuple[partial[Any], ...]
    refused: str = ""
    key: str = "in turn"


def do_in_turn(desk: Desk, request: InTurn) -> None:
    """Do them."""
    for act in request.acts:
        try:
            act(desk)
        except PaydeskError as told:
            if not request.refused or request.refused not in told.sentence:
                raise


def planned(database: Database) -> tuple[tuple[int, int], ...]:
    """What the days since summer brought is not put down yet; the rest is of these weeks and waits for the desk."""
    schema.upgrade(database)
    money = MoneyClinic(database, FixedClock(MORNING - timedelta(days=LONG_AGO)))
    made = [money.family(number=7000 + account) for account in ACCOUNTS]
    for one in made:
        money.charge(one.patients[0], 200_00, 100_00)
    _in_summer(money, made)
    money.clock.advance(days=LONG_AGO - 45)
    for account in (RUNNING, REPLACED):
        _make(money, account, days=35, signed=True)
    money.clock.advance(days=40)
    _in_autumn(money, made)
    money.desk.close()
    return tuple((one.account, one.patients[0]) for one in made)


def _in_summer(money: MoneyClinic, made: list[Family]) -> None:
    """One plan is paid at once and one is not, as is promised; assistance for three, that ends by its day for each."""
    today = money.clock.today()
    for account in (MISSED, PAID):
        _make(money, account, days=10, signed=True)
        promising.take_promise(money.desk, _promise(account, money.key(), due=today + timedelta(days=8)))
    approved = under_review(money, made[EXPIRED - 1], income=HALF)
    until = today + timedelta(days=20)
    deciding_assistance.approve(money.desk, ApproveAssistance(approved, money.key(), holds_to=until))
    denied = under_review(money, made[DENIED - 1])
    deciding_assistance.deny(money.desk, DenyAssistance(denied, "income", money.key()))
    asked(money, started(money, made[LATE - 1]).application_id)
    money.clock.advance(days=5)
    money.pay(made[PAID - 1], 300_00)


def _in_autumn(money: MoneyClinic, made: list[Family]) -> None:
    """Two agreements are out, an application waits for its decision, and care came after another was approved."""
    money.charge(REPLACED, 60_00)
    _make(money, REPLACED, days=10, replaces=_plan(money.desk, REPLACED))
    _make(money, OFFERED, days=10, down=50_00)
    under_review(money, made[REVIEW - 1], income=HALF)
    approved = under_review(money, made[APPROVED - 1], income=HALF)
    deciding_assistance.approve(money.desk, ApproveAssistance(approved, money.key()))
    money.charge(APPROVED, 80_00, 49_99)
    promising.take_promise(money.desk, _promise(PROMISED, money.key()))


def _make(money: MoneyClinic, account: int, *, signed: bool = False, **more: Any) -> None:
    plan = planning.make_plan(money.desk, _agreement(money.desk, account, money.key(), **more))
    if signed:
        planning.sign_plan(money.desk, plan.plan_id)


def _agreement(
    desk: Desk, account: int, key: str, *, days: int, down: int = 0, replaces: int | None = None
) -> MakePlan:
    """All that is owed in five payments, the first in so many days."""
    today = desk.clock.today()
    with desk.looking() as session:
        lines = planning.lines_of(session, account, on=today, replaces=replaces)
    owed = {one.charge_id: one.owes for one in lines}
    parts = installments.remainder_last(sum(owed.values()) - down, 5)
    rest = installments.schedule(parts, today + timedelta(days=days))
    return MakePlan(account_id=account, charges=owed, installments=rest, key=key, down=down, replaces=replaces)


def _promise(account: int, key: str, *, due: date = TODAY + timedelta(days=4), **more: Any) -> TakePromise:
    return TakePromise(account, 50_00, due, "phone", "in", key=key, **more)


def _newest(desk: Desk, table: str, account: int) -> int:
    with desk.database.reading() as session:
        return int(session.execute(text(f"SELECT max(id) FROM {table} WHERE account_id = {account}")).scalar_one())


def _plan(desk: Desk, account: int) -> int:
    return _newest(desk, "plan", account)


def _agree(desk: Desk, folder: str) -> InTurn:
    return InTurn((partial(planning.make_plan, request=_agreement(desk, NEW, "plan 1", days=10)),))


def _sign(desk: Desk, folder: str) -> InTurn:
    """The agreement comes back with the down payment."""
    sign = partial(planning.sign_plan, plan_id=_plan(desk, OFFERED))
    return InTurn((sign, partial(posting.post_payment, request=PostPayment(OFFERED, 50_00, "cash", "down 1"))))


def _replace(desk: Desk, folder: str) -> InTurn:
    return InTurn((partial(planning.sign_plan, plan_id=_plan(desk, REPLACED)),))


def _amend(desk: Desk, folder: str) -> InTurn:
    plan = _plan(desk, RUNNING)
    stands = watching_plans.plan_page(desk, plan, look=False).today.standing
    rest = plan_changes.begun_on(stands, TODAY + timedelta(days=12), cadence=Cadence.MONTHLY)
    act = partial(changing_plans.amend_plan, request=AmendPlan(plan, rest, "paid on the 5th"))
    return InTurn((act,), refused="agreed like that already")


def _pause(desk: Desk, folder: str) -> InTurn:
    request = PausePlan(_plan(desk, RUNNING), TODAY + timedelta(days=30), "lost the job")
    return InTurn((partial(changing_plans.pause_plan, request=request),), refused="not possible now")


def _end(desk: Desk, folder: str) -> InTurn:
    act = partial(
        changing_plans.end_plan, plan_id=_plan(desk, RUNNING), state=PlanState.CANCELLED, reason="moved away"
    )
    return InTurn((act,), refused="not possible now")


def _pay(desk: Desk, folder: str) -> InTurn:
    """What the plan asks for that day."""
    due = watching_plans.plan_page(desk, _plan(desk, RUNNING), look=False).today.asks
    return InTurn((partial(posting.post_payment, request=PostPayment(RUNNING, due, "cash", "due 1")),))


def _check(desk: Desk, folder: str) -> InTurn:
    return InTurn((partial(checking_daily.check_daily),))


def _approve(desk: Desk, folder: str) -> InTurn:
    request = ApproveAssistance(_newest(desk, "assistance_application", REVIEW), "approve 1")
    return InTurn((partial(deciding_assistance.approve, request=request),))


def _discount(desk: Desk, folder: str) -> InTurn:
    request = DiscountNewer(_newest(desk, "assistance_application", APPROVED), "newer 1")
    return InTurn((partial(deciding_assistance.discount_newer, request=request),))


def _take_back(desk: Desk, folder: str) -> InTurn:
    request = TakeBackApproval(_newest(desk, "assistance_application", APPROVED), "another family's", "back 1")
    return InTurn((partial(deciding_assistance.take_back, request=request),))


def _take_promise(desk: Desk, folder: str) -> InTurn:
    request = _promise(PROMISED, "promise 1", due=TODAY + timedelta(days=7),
                       replaces=_newest(desk, "promise", PROMISED))  # fmt: skip
    return InTurn((partial(promising.take_promise, request=request),))


MONEY: dict[str, Callable[[Desk, str], InTurn]] = {
    "signing a plan and paying it down": _sign, "paying what a plan asks for": _pay,
    "approving assistance": _approve, "taking assistance off newer care": _discount,
    "taking an approval back": _take_back,
}  # fmt: skip
"""What a desk may be doing there that posts in the ledger, and how it is asked for."""
ASKED: dict[str, Callable[[Desk, str], InTurn]] = {
    **MONEY, "agreeing on a plan": _agree, "replacing a plan": _replace, "amending a plan": _amend,
    "pausing a plan": _pause, "ending a plan": _end, "replacing a promise": _take_promise, "checking the days": _check,
}  # fmt: skip
"""All that it may be doing there."""
STEPS = frozenset({"signing a plan and paying it down", "checking the days"})
"""Those of more than one transaction: what is done of them is whole, and the same again does the rest."""
