"""Changing plans: other days, a pause for hardship, taking up again, and the ways in which one ends by a decision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from paydesk.data import plan_standing, plan_store
from paydesk.data.database import Session
from paydesk.data.plan_tables import Plan
from paydesk.operations import planning, setting_plan_policy, watching_plans
from paydesk.operations.desk import Desk, about
from paydesk.operations.planning import Planned
from paydesk.operations.watching_plans import PlanToday
from paydesk.rules import plan_changes, plausibility
from paydesk.rules.agreement_words import changed_sentences
from paydesk.rules.correspondence import Language, language_of
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError
from paydesk.rules.installments import Installment
from paydesk.rules.keyboard import show_date
from paydesk.rules.plan_story import PlanDeed
from paydesk.rules.plans import OPEN, RUNNING, PlanState

_ENDS = {
    PlanState.CANCELLED: (PlanDeed.CANCELLED, OPEN),
    PlanState.DISCHARGED: (PlanDeed.DISCHARGED, (*OPEN, PlanState.DEFAULTED)),
    PlanState.CLOSED: (PlanDeed.CLOSED, (PlanState.DEFAULTED,)),
}
"""How a plan is ended by a decision: the line of its story, and the states it is possible in."""


@contextmanager
def _changing(
    desk: Desk, plan_id: int, summary: str, *, act: str, reason: str, states: tuple[PlanState, ...],
    permission: str = "plans.make",
) -> Iterator[tuple[Session, Plan, PlanToday]]:  # fmt: skip
    """A plan brought up to date, in one of ``states``, its account locked. Raises PaydeskError without a reason."""
    with desk.doing(permission, summary) as session:
        plan = planning.of_id(session, plan_id)
        watching_plans.bring_up_to_date(desk, session, (plan.id,))
        if len(reason.strip()) < 3:
            raise PaydeskError("Say why in a few words. It stays with the plan.", field="reason")
        plausibility.refuse_card_number(reason, field="reason")
        if PlanState(plan.state) not in states:
            raise PaydeskError(f"Plan {plan.number} is {PlanState(plan.state).words}: that is not possible now.")
        today = desk.clock.today()
        kept = plan_standing.kept_plans(session, today, plan_ids=(plan.id,))
        about(session, account=plan.account_id, act=act, plan=plan.number, reason=reason.strip())
        yield session, plan, watching_plans.today_of(kept, today)[0]
        plan.since = today
        session.flush()


@dataclass(frozen=True)
class PausePlan:
    """A family in hardship pays nothing until a day; what is due meanwhile comes after it."""

    plan_id: int
    until: date
    reason: str


def pause_plan(desk: Desk, request: PausePlan) -> Planned:
    """Pause a plan: nothing falls due and nothing is missed until it goes on by itself.

    Raises PaydeskError, and NotAllowed where its pauses of a year come to more than the clinic allows.
    """
    states, today = (*RUNNING, PlanState.ACCEPTED), desk.clock.today()
    with desk.looking("plans.make", to_act=True) as session:
        beyond = _beyond_pauses(session, request, today)
    if beyond:
        _ask_to_allow(desk, beyond)
    with _changing(
        desk, request.plan_id, "Paused a payment plan", act="plans.pause", reason=request.reason, states=states,
        permission="plans.override" if beyond else "plans.make",
    ) as (session, plan, now):  # fmt: skip
        days = setting_plan_policy.policy_in(session).pause_days
        plan_changes.check_pause(request.until, today=today, days=days)
        if not beyond and (meanwhile := _beyond_pauses(session, request, today)):
            _ask_to_allow(desk, meanwhile)
        rest = plan_changes.put_off(now.standing, request.until, cadence=now.plan.cadence)
        plan.state, plan.paused_until, plan.cure_until = PlanState.PAUSED, request.until, None
        _new_version(desk, session, plan, now, rest, why=request.reason)
        why = f"until {show_date(request.until)}: {request.reason.strip()}"
        planning.note(desk, session, plan, PlanDeed.PAUSED, why=why)
        return planning.told(plan)


def _ask_to_allow(desk: Desk, beyond: str) -> None:
    """The sentence says why, where another one could approve it."""
    try:
        desk.require("plans.override")
    except NotAllowed as refused:
        raise NotAllowed(beyond, field="until", permission="plans.override") from refused


def _beyond_pauses(session: Session, request: PausePlan, today: date) -> str:
    paused = plan_changes.days_paused(
        [(one.on, one.state) for one in plan_store.story(session, request.plan_id)], today=today
    )
    days = setting_plan_policy.policy_in(session).pause_days
    return plan_changes.needs_allowing(request.until, paused, today=today, days=days)


@dataclass(frozen=True)
class ResumePlan:
    """A pause ends before its day; the next payment is due on ``first``."""

    plan_id: int
    first: date
    reason: str


def resume_plan(desk: Desk, request: ResumePlan) -> Planned:
    """Let a paused plan go on. Raises PaydeskError for a day that is over."""
    with _changing(
        desk, request.plan_id, "Let a payment plan go on", act="plans.resume", reason=request.reason,
        states=(PlanState.PAUSED,),
    ) as (session, plan, now):  # fmt: skip
        _check_first(desk, request.first)
        rest = plan_changes.begun_on(now.standing, request.first, cadence=now.plan.cadence)
        plan.state, plan.paused_until = PlanState.ACTIVE, None
        _new_version(desk, session, plan, now, rest, why=request.reason)
        planning.note(desk, session, plan, PlanDeed.RESUMED, why=request.reason.strip())
        return planning.told(plan)


@dataclass(frozen=True)
class ReinstatePlan:
    """A plan that ended goes on; the next payment is due on ``first``."""

    plan_id: int
    first: date
    reason: str


def reinstate_plan(desk: Desk, request: ReinstatePlan) -> Planned:
    """Take up a plan that ended by missed payments, once in twelve months. Raises PaydeskError."""
    with _changing(
        desk, request.plan_id, "Took up a payment plan again", act="plans.reinstate", reason=request.reason,
        states=(PlanState.DEFAULTED,),
    ) as (session, plan, now):  # fmt: skip
        _check_first(desk, request.first)
        today = desk.clock.today()
        for past in plan_store.story(session, plan.id):
            if past.what == PlanDeed.REINSTATED and past.on > today - plan_changes.REINSTATED_ONCE_IN:
                raise PaydeskError(
                    f"This plan was taken up again on {show_date(past.on)}, which is possible once in twelve months. "
                    "Make a new plan."
                )
        charges = [one.charge_id for one in plan_store.parts(session, (plan.id,))[plan.id]]
        planning.refuse_held(session, charges)
        rest = plan_changes.begun_on(now.standing, request.first, cadence=now.plan.cadence)
        plan.state, plan.cure_until = PlanState.ACTIVE, None
        plan_store.hold(session, plan.id, holds=True)
        _new_version(desk, session, plan, now, rest, why=request.reason)
        planning.note(desk, session, plan, PlanDeed.REINSTATED, why=request.reason.strip())
        return planning.told(plan)


@dataclass(frozen=True)
class AmendPlan:
    """What is still to come is paid otherwise: ``rest`` is the same sum on other days or in other parts."""

    plan_id: int
    rest: tuple[Installment, ...]
    reason: str


def amend_plan(desk: Desk, request: AmendPlan) -> Planned:
    """Change what is to come where the family only gains: later days, smaller parts.

    Raises PaydeskError for another sum, a day that is over, for what is agreed already or has to be agreed anew.
    """
    states = (*RUNNING, PlanState.ACCEPTED)
    with _changing(
        desk, request.plan_id, "Changed a payment plan", act="plans.amend", reason=request.reason, states=states
    ) as (session, plan, now):
        if request.rest:
            _check_first(desk, request.rest[0].due)
        before = plan_changes.to_come(now.standing)
        plan_changes.with_rest(now.standing, request.rest)
        if request.rest == before:
            raise PaydeskError(f"Plan {plan.number} is agreed like that already. Choose another day.", field="first")
        consent = plan_changes.needs_consent(before, request.rest)
        if consent:
            raise PaydeskError(f"That has to be agreed anew: {consent}. Make a new plan in its place.", field="payment")
        changes = _new_version(desk, session, plan, now, request.rest, why=request.reason)
        if PlanState(plan.state) in RUNNING:
            plan.state, plan.cure_until = PlanState.ACTIVE, None
        planning.note(desk, session, plan, PlanDeed.AMENDED, why=" ".join((f"{request.reason.strip()}:", *changes)))
        return planning.told(plan)


def move_days(desk: Desk, plan_id: int, *, first: date, reason: str) -> Planned:
    """Let what is to come begin on another day, later than now, in the parts that were agreed. Raises PaydeskError."""
    with desk.looking("plans.make", to_act=True) as session:
        today = desk.clock.today()
        kept = plan_standing.kept_plans(session, today, plan_ids=(plan_id,))
        if not kept:
            raise NotFound("That plan is not there any more. Look again.")
        (now,) = watching_plans.today_of(kept, today)
        rest = plan_changes.begun_on(now.standing, first, cadence=now.plan.cadence)
    return amend_plan(desk, AmendPlan(plan_id, rest, reason))


def end_plan(desk: Desk, plan_id: int, *, state: PlanState, reason: str) -> Planned:
    """End a plan by a decision: canceled, let off, or handed on after it was given up. Its charges are free again."""
    deed, states = _ENDS[state]
    with _changing(
        desk, plan_id, "Ended a payment plan", act="plans.end", reason=reason, states=states
    ) as (session, plan, _):
        plan.state = state
        plan_store.hold(session, plan.id, holds=False)
        planning.note(desk, session, plan, deed, why=reason.strip())
        return planning.told(plan)


def _check_first(desk: Desk, first: date) -> None:
    if first < desk.clock.today():
        raise PaydeskError("The next payment is due on a day to come.", field="first")


def _new_version(
    desk: Desk, session: Session, plan: Plan, now: PlanToday, rest: tuple[Installment, ...], *, why: str
) -> tuple[str, ...]:
    """Keep the schedule with another rest, the difference in the family's language; the difference in ours."""
    before = plan_changes.to_come(now.standing)
    changes = changed_sentences(language_of(plan.language), before, rest)
    whole = plan_changes.with_rest(now.standing, rest)
    plan_store.add_version(
        session, plan.id,
        {
            "on": desk.clock.today(), "down": now.facts.down, "down_due": now.plan.down_due,
            "installments": planning.kept_schedule(whole), "offer": now.plan.offer, "why": why.strip(),
            "override_reason": "", "changes": list(changes), "sheet_id": None, "at": desk.clock.now(),
            "by": desk.actor.name,
        },
    )  # fmt: skip
    return changed_sentences(Language.ENGLISH, before, rest)
