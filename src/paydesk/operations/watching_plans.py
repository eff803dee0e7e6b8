"""Watching plans: how each stands today, by rule; what became of them since somebody last looked is put down."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from paydesk.data import ledger_store, plan_standing, plan_store
from paydesk.data.database import Session
from paydesk.data.plan_standing import KeptPlan
from paydesk.data.plan_store import AgreedPart, PlanPast, PlanPayer, PlanVersionFacts
from paydesk.data.plan_tables import Plan
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules.errors import NotFound
from paydesk.rules.money import Cents
from paydesk.rules.plan_course import PlanFacts, Turn, follow
from paydesk.rules.plan_story import PlanDeed
from paydesk.rules.plans import OPEN, RUNNING, PlanState, Standing


@dataclass(frozen=True)
class PlanToday:
    """A plan as it stands on a day: its facts at the end of it, and the turns that nobody has put down yet."""

    plan: KeptPlan
    facts: PlanFacts
    standing: Standing
    turns: tuple[Turn, ...]

    @property
    def state(self) -> PlanState:
        """The state it is in on that day."""
        return self.facts.state

    @property
    def asks(self) -> Cents:
        """What it asks for at the desk that day: the down payment, what is due, or the next installment."""
        stands = self.standing
        if self.state in (PlanState.OFFERED, PlanState.ACCEPTED):
            return stands.down_left
        return stands.due_now or stands.next_amount if self.state in (*RUNNING, PlanState.PAUSED) else 0


@dataclass(frozen=True)
class CaughtUp:
    """How many plans came into another state since they were last looked at."""

    turned: int
    touched: Touched


def today_of(plans: Collection[KeptPlan], on: date) -> tuple[PlanToday, ...]:
    """Each plan as it stands ``on`` a day."""
    found = []
    for plan in plans:
        facts, turns = follow(plan.facts, plan.movements, until=max(on, plan.facts.since))
        found.append(PlanToday(plan, facts, facts.standing(on), turns))
    return tuple(found)


def plans_on(desk: Desk, on: date | None = None) -> tuple[tuple[PlanToday, PlanPayer], ...]:
    """Every plan as it stands on a day (today), with who pays by it; a look at the list."""
    day = on or desk.clock.today()
    with desk.looking() as session:
        found = today_of(plan_standing.kept_plans(session, day), day)
        payers = plan_store.payers(session, {one.plan.account_id for one in found})
    desk.looked_at_list("plans.see", "Looked at the list of plans")
    return tuple((one, payers[one.plan.account_id]) for one in found)


@dataclass(frozen=True)
class PlanPage:
    """One plan whole: how it stands, its charges, its versions and its story, the oldest first."""

    today: PlanToday
    payer: PlanPayer
    parts: tuple[AgreedPart, ...]
    versions: tuple[PlanVersionFacts, ...]
    story: tuple[PlanPast, ...]


def plan_page(desk: Desk, plan_id: int, *, look: bool = True) -> PlanPage:
    """A plan as it stands today; without ``look`` it is read anew, the same look still. Raises NotFound."""
    with desk.looking() as session:
        day = desk.clock.today()
        kept = plan_standing.kept_plans(session, day, plan_ids=(plan_id,))
        if not kept:
            raise NotFound("That plan is not there any more. Look again.")
        payer = plan_store.payers(session, (kept[0].account_id,))[kept[0].account_id]
        page = PlanPage(
            today_of(kept, day)[0], payer, plan_store.parts(session, (plan_id,)).get(plan_id, ()),
            plan_store.versions(session, plan_id), plan_store.story(session, plan_id),
        )  # fmt: skip
    if look:
        desk.looked("plan.open", "Looked at a payment plan", account=kept[0].account_id, plan=kept[0].number)
    return page


def open_plans_of(session: Session, account_ids: Collection[int], on: date) -> Mapping[int, tuple[PlanToday, ...]]:
    """By account the plans that are open ``on`` a day, however long nobody looked."""
    found: dict[int, tuple[PlanToday, ...]] = {}
    states = (*OPEN, PlanState.COMPLETED)
    for one in today_of(plan_standing.kept_plans(session, on, account_ids=account_ids, states=states), on):
        if one.state in OPEN:
            found[one.plan.account_id] = (*found.get(one.plan.account_id, ()), one)
    return found


def settle_account(desk: Desk, session: Session, account_id: int) -> None:
    """Put down the turns of all plans of an account that the caller has locked."""
    states = (*OPEN, PlanState.COMPLETED, PlanState.DEFAULTED)
    kept = plan_standing.kept_plans(session, desk.clock.today(), account_ids=(account_id,), states=states)
    if kept:
        bring_up_to_date(desk, session, [one.id for one in kept])


def catch_up(desk: Desk) -> CaughtUp:
    """Put down what became of every open plan since it was last looked at, each turn on its own day.

    Run daily, and as often as one likes: a second time finds nothing. Days the program was closed are caught up.
    """
    today = desk.clock.today()
    with desk.looking("plans.make") as session:
        ids = (*plan_store.open_ids(session), *plan_store.holding_with_money_back(session))
        kept = plan_standing.kept_plans(session, today, plan_ids=ids)
        turning = [one.plan for one in today_of(kept, today) if one.turns]
    if not turning:
        return CaughtUp(0, Touched())
    with desk.doing("plans.make", "Brought payment plans up to date") as session:
        accounts = tuple(sorted({one.account_id for one in turning}))
        ledger_store.lock_accounts(session, accounts)
        turned = bring_up_to_date(desk, session, [one.id for one in turning])
        about(session, act="plans.watch", plans=turned)
    return CaughtUp(turned, Touched(accounts, ("plans",)))


def bring_up_to_date(desk: Desk, session: Session, plan_ids: Collection[int]) -> int:
    """Put down the turns of plans whose accounts the caller has locked; how many plans turned."""
    today, turned = desk.clock.today(), 0
    for one in today_of(plan_standing.kept_plans(session, today, plan_ids=sorted(plan_ids)), today):
        plan = plan_store.plan_row(session, one.plan.id)
        if not one.turns or plan is None:
            continue
        turned += 1
        for turn in one.turns:
            _take(session, plan, turn)
            plan_store.add_event(
                session, plan, on=turn.on, what=PlanDeed.TURNED.value, why=turn.why, at=desk.clock.now(),
                by=desk.actor.name,
            )  # fmt: skip
        plan.since, plan.paid_off = today, one.facts.paid_off
    session.flush()
    return turned


def _take(session: Session, plan: Plan, turn: Turn) -> None:
    plan.state, plan.since = turn.state, turn.on
    if turn.state is PlanState.ACTIVE:
        plan.cure_until = plan.paused_until = None
    if turn.state in (PlanState.DEFAULTED, PlanState.CANCELLED):
        plan_store.hold(session, plan.id, holds=False)
