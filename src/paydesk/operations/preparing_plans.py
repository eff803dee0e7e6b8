"""Preparing a plan: everything the sheet starts from, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import account_store, assistance_store, means_store, people_store, plan_standing, plan_store
from paydesk.data.database import Session
from paydesk.operations import planning, recalling_means, setting_plan_policy
from paydesk.operations.desk import Desk
from paydesk.operations.planning import PlanLine
from paydesk.operations.recalling_means import KeptSheet
from paydesk.operations.watching_plans import today_of
from paydesk.rules import plan_joining
from paydesk.rules.assistance import State
from paydesk.rules.money import Cents
from paydesk.rules.plan_agreement import MOST_UNDISCLOSED
from paydesk.rules.plan_joining import Running
from paydesk.rules.poverty_guideline import Region
from paydesk.rules.worked_means import Terms

_FAR = {"AK": Region.ALASKA, "HI": Region.HAWAII}


@dataclass(frozen=True)
class AssistanceToday:
    """An application of the account: ``on`` is since when it is in its state, or the last day an approval holds."""

    words: str
    on: date


@dataclass(frozen=True)
class PlanStart:
    """An account as its sheet finds it. ``sheet`` is what the family told last, expired or not.

    ``this_year`` and ``last_year`` are the agreements of more than four installments that were signed: what makes a
    clinic a creditor under Regulation Z when they are more than 25. ``replaces`` is the plan whose place it would take,
    ``replaces_number`` its number, ``running`` what could be kept of it. ``credit`` is money on the account that could
    be applied, in cents; ``pending`` an application for assistance that is open, ``assisted`` an approval that holds.
    """

    account_id: int
    name: str
    lines: tuple[PlanLine, ...]
    sheet: KeptSheet | None
    terms: Terms
    region: Region
    this_year: int
    last_year: int
    replaces: int | None = None
    replaces_number: int | None = None
    running: Running | None = None
    credit: Cents = 0
    pending: AssistanceToday | None = None
    assisted: AssistanceToday | None = None


def plan_start(desk: Desk, account_id: int, *, replaces: int | None = None) -> PlanStart:
    """What a plan for an account starts from; what the family told is a look of its own in the trail."""
    with desk.looking("plans.make") as session:
        desk.require("means.see")
        today = desk.clock.today()
        newest = means_store.newest(session, account_id)
        sheet = recalling_means.sheet_in(session, newest.id, today=today) if newest is not None else None
        figures = account_store.figures_of(session, (account_id,))[account_id]
        number, running = _running(session, replaces, today) if replaces is not None else (None, None)
        start = PlanStart(
            account_id, people_store.guarantor_of(session, account_id).full_name,
            planning.lines_of(session, account_id, on=today, replaces=replaces), sheet,
            setting_plan_policy.terms_in(session), _region(session, account_id),
            _long_ones(session, date(today.year, 1, 1), today),
            _long_ones(session, date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)), replaces,
            number, running, figures.credit - figures.kept, _pending(session, account_id),
            _assisted(session, account_id, today),
        )  # fmt: skip
    if sheet is not None:
        desk.looked(
            "means.see", "Looked at what a household earns and owes", account=account_id, sheet=sheet.sheet_id
        )
    return start


def _pending(session: Session, account_id: int) -> AssistanceToday | None:
    row = assistance_store.open_of(session, account_id)
    return AssistanceToday(State(row.state).value, row.since) if row is not None else None


def _assisted(session: Session, account_id: int, today: date) -> AssistanceToday | None:
    row = assistance_store.approved_on(session, account_id, today)
    return AssistanceToday(row.class_name, row.holds_to) if row is not None and row.holds_to is not None else None


def _running(session: Session, plan_id: int, today: date) -> tuple[int, Running | None] | tuple[None, None]:
    """The number of a plan, and what could be kept of it."""
    for one in today_of(plan_standing.kept_plans(session, today, plan_ids=(plan_id,)), today):
        return one.plan.number, plan_joining.running(one.standing, one.plan.cadence)
    return None, None


def _long_ones(session: Session, first: date, last: date) -> int:
    return plan_store.long_agreements(session, first, last, more_than=MOST_UNDISCLOSED)


def _region(session: Session, account_id: int) -> Region:
    """Where the guideline sees the family: by the state of an address."""
    states = people_store.guarantor_states(session, account_id)
    return next((_FAR[state] for state in states if state in _FAR), Region.STATES)
