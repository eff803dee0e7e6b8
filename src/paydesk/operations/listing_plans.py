"""Listing plans: who needs something about a payment plan and why, and one plan with what can be done about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from paydesk.data import open_charge_store, plan_standing, plan_store, plans_listed
from paydesk.data.database import Session
from paydesk.data.open_charge_store import LineName
from paydesk.data.plan_store import PlanPayer
from paydesk.operations import planning, watching_plans
from paydesk.operations.desk import Desk
from paydesk.operations.watching_plans import PlanPage, PlanToday
from paydesk.rules import plan_letters_due
from paydesk.rules.money import Cents
from paydesk.rules.plan_groups import BACK_AFTER, ENDED_LATELY, PlanGroup, group_of
from paydesk.rules.plan_letter_phrases import PlanLetter
from paydesk.rules.plan_letters_due import LetterCase, PlanMark
from paydesk.rules.plan_story import PlanDeed
from paydesk.rules.plans import OPEN, PlanState

__all__ = ["PlanGroup", "PlanLetter", "PlanListed", "PlanPage", "PlanState", "PlanWhole", "PlansListed"]


@dataclass(frozen=True)
class PlanListed:
    """A plan in the list: ``waits`` is the letter that is to be written, ``reminds`` whether its reminder goes now.

    ``printed_on`` is the day of the agreement that is out, ``ended_on`` the day it came into its last state.
    """

    today: PlanToday
    payer: PlanPayer
    group: PlanGroup
    waits: PlanLetter | None
    reminds: bool
    printed_on: date | None
    ended_on: date | None

    @property
    def plan_id(self) -> int:
        """The plan's id."""
        return self.today.plan.id


@dataclass(frozen=True)
class PlansListed:
    """Plans in the order of their groups; in each by what is due first."""

    rows: tuple[PlanListed, ...]

    @property
    def waiting(self) -> int:
        """How many need a person."""
        return sum(one.group.needs_person for one in self.rows)

    @property
    def reminders(self) -> int:
        """How many reminders go now."""
        return sum(one.reminds for one in self.rows)


@dataclass(frozen=True)
class PlanWhole:
    """One plan with all that its page shows. ``names``: charge -> how it is called; ``letters`` fit it now.

    ``joinable``: cents of charges on no plan that an open one could take in.
    """

    page: PlanPage
    names: Mapping[int, LineName]
    letters: tuple[PlanLetter, ...]
    waits: PlanLetter | None
    agreement: int | None
    joinable: Cents


def listed_plans(desk: Desk, *, account_id: int | None = None) -> PlansListed:
    """The plans of everyone that are open or ended lately, or all of one account; a look at the list."""
    today = desk.clock.today()
    with desk.looking() as session:
        if account_id is None:
            ids = plans_listed.listed_ids(session, ended_since=today - ENDED_LATELY)
            kept = plan_standing.kept_plans(session, today, plan_ids=ids) if ids else ()
        else:
            kept = plan_standing.kept_plans(session, today, account_ids=(account_id,))
        found = _listed(session, watching_plans.today_of(kept, today), today)
    if account_id is None:
        desk.looked_at_list("plans.see", "Looked at the list of plans")
    return PlansListed(found)


def plans_to_see_to(session: Session, today: date) -> tuple[PlanListed, ...]:
    """What somebody is to see to today: due, missed, about to end, an agreement that is out for a week."""
    ids = plan_store.open_ids(session)
    if not ids:
        return ()
    kept = plan_standing.kept_plans(session, today, plan_ids=ids)
    found = _listed(session, watching_plans.today_of(kept, today), today)
    return tuple(one for one in found if _is_for_today(one, today))


def _is_for_today(one: PlanListed, today: date) -> bool:
    if one.group is PlanGroup.UNSIGNED:
        return one.printed_on is not None and one.printed_on <= today - BACK_AFTER
    return one.group in (PlanGroup.ENDING, PlanGroup.MISSED, PlanGroup.DUE)


def whole_plan(desk: Desk, plan_id: int, *, look: bool = True) -> PlanWhole:
    """A plan with all that its page shows; without ``look`` it is the same look still. Raises NotFound."""
    page = watching_plans.plan_page(desk, plan_id, look=look)
    with desk.looking() as session:
        case = letter_case(page.today, plans_listed.marks(session, (plan_id,)).get(plan_id, ()), desk.clock.today())
        names = open_charge_store.line_names(session, [one.charge_id for one in page.parts])
        joinable = _joinable(session, page, desk.clock.today()) if page.today.state in OPEN else 0
    papers = [one.document_id for one in page.story if one.what == PlanDeed.OFFERED and one.document_id is not None]
    return PlanWhole(
        page, names, plan_letters_due.fitting(case), plan_letters_due.waiting(case), papers[-1] if papers else None,
        joinable,
    )  # fmt: skip


def _joinable(session: Session, page: PlanPage, on: date) -> Cents:
    mine = {one.charge_id for one in page.parts}
    lines = planning.lines_of(session, page.today.plan.account_id, on=on, replaces=page.today.plan.id)
    return sum(one.owes for one in lines if not one.barred and one.charge_id not in mine)


def open_plan_of(desk: Desk, account_id: int) -> int | None:
    """The plan of an account that is open, the newest one; None when there is none."""
    today = desk.clock.today()
    with desk.looking() as session:
        if not plans_listed.open_ids_of(session, account_id):
            return None
        found = watching_plans.open_plans_of(session, (account_id,), today).get(account_id, ())
    return found[-1].plan.id if found else None


def open_plans_on_account(session: Session, account_id: int, on: date) -> tuple[PlanToday, ...]:
    """The open plans of one account as they stand; where there is none, one question to the index is all it costs."""
    if not plans_listed.open_ids_of(session, account_id):
        return ()
    return watching_plans.open_plans_of(session, (account_id,), on).get(account_id, ())


def letter_case(today: PlanToday, marks: tuple[PlanMark, ...], on: date) -> LetterCase:
    """What the letters of a plan follow from."""
    plan = today.plan
    return LetterCase(
        number=plan.number, on=on, facts=today.facts, standing=today.standing, version=plan.version,
        signed=plan.signed_on is not None, remind_days=plan.remind_days, cure_days=plan.cure_days,
        marks=marks, turns=today.turns,
    )  # fmt: skip


def _listed(session: Session, found: Collection[PlanToday], today: date) -> tuple[PlanListed, ...]:
    marks = plans_listed.marks(session, [one.plan.id for one in found])
    payers = plan_store.payers(session, {one.plan.account_id for one in found})
    rows = [_row(one, payers[one.plan.account_id], marks.get(one.plan.id, ()), today) for one in found]
    order = {group: place for place, group in enumerate(PlanGroup)}
    return tuple(sorted(rows, key=lambda one: (order[one.group], *_first(one))))


def _row(one: PlanToday, payer: PlanPayer, marks: tuple[PlanMark, ...], today: date) -> PlanListed:
    case = letter_case(one, marks, today)
    printed = [mark.on for mark in marks if mark.what == PlanDeed.OFFERED]
    ended = [mark.on for mark in marks if mark.state is one.state] + [turn.on for turn in one.turns]
    return PlanListed(
        one, payer, group_of(one.state, one.standing, today), plan_letters_due.waiting(case),
        plan_letters_due.reminds(case), printed[-1] if printed else None,
        None if one.state in OPEN else max(ended, default=one.plan.facts.since),
    )  # fmt: skip


def _first(one: PlanListed) -> tuple[date, int]:
    """In its group the one whose day comes first; what ended last stands first."""
    number = one.today.plan.number
    if one.ended_on is not None:
        return date.fromordinal(date.max.toordinal() - one.ended_on.toordinal()), number
    return one.today.standing.next_due or date.max, number
