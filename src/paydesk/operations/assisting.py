"""Assisting: applications for financial assistance from the first word to the decision, and the days that end them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.data import assistance_store, form_store, ledger_store, people_store
from paydesk.data.assistance_tables import AssistanceApplication, AssistancePaper
from paydesk.data.people_tables import Account
from paydesk.operations import setting_assistance
from paydesk.operations.assistance_work import (
    Assisted,
    close,
    guideline_of,
    hold,
    missing_of,
    move,
    put_down,
    reopen,
    result_of,
    settle_days,
    working_on,
)
from paydesk.operations.desk import Desk, about
from paydesk.rules import assistance, plausibility, poverty_guideline
from paydesk.rules.assistance import Move, State
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, cents
from paydesk.rules.poverty_guideline import Region


@dataclass(frozen=True)
class StartApplication:
    """Somebody of an account (``person_id`` None: who answers for it) asks for assistance; figures may come later.

    ``why``: they apply again though an approval holds.
    """

    account_id: int
    key: str
    person_id: int | None = None
    region: Region = Region.STATES
    household: int | None = None
    income: Cents | None = None
    why: str = ""


@dataclass(frozen=True)
class AskPapers:
    """Papers that are to come ``due_on``; None: after the clinic's usual days."""

    application_id: int
    papers: tuple[str, ...]
    key: str
    due_on: date | None = None
    version: int | None = None


@dataclass(frozen=True)
class TakePapers:
    """Papers that came, and what they say: the size of the household and its yearly income in cents."""

    application_id: int
    papers: tuple[str, ...]
    key: str
    household: int | None = None
    income: Cents | None = None
    region: Region | None = None
    version: int | None = None


@dataclass(frozen=True)
class MoveOn:
    """Begin the review, withdraw or appeal: ``why`` is asked for where somebody changed her mind."""

    application_id: int
    move: Move
    key: str
    why: str = ""
    version: int | None = None


def start(desk: Desk, request: StartApplication) -> Assisted:
    """Begin an application: from now on nobody is asked for money. Where one is open, that one is meant.

    Raises NotFound, and PaydeskError for figures that cannot be, and without why where an approval holds for long.
    """
    plausibility.refuse_card_numbers(request)
    with desk.doing("assistance.work", "Started an application for assistance") as session:
        if session.get(Account, request.account_id) is None:
            raise NotFound("That account is not there any more. Find it again.")
        ledger_store.lock_accounts(session, (request.account_id,))  # started at two desks at once it is one
        made = form_store.made_by(session, request.key, request)
        known = session.get_one(AssistanceApplication, made) if made is not None else None
        known = known or assistance_store.open_of(session, request.account_id)
        if known is not None:
            return result_of(session, known, repeated=True)
        today, why = desk.clock.today(), request.why.strip()
        holds = assistance_store.approved_on(session, request.account_id, today)
        assistance.check_another(holds.holds_to if holds is not None else None, why, today=today)
        person = request.person_id or people_store.guarantor_of(session, request.account_id).person_id
        person = people_store.in_use(session, person, account_id=request.account_id).id
        row = AssistanceApplication(
            account_id=request.account_id, person_id=person, state=State.STARTED.value, since=today, started_on=today,
            region=request.region.value,
        )  # fmt: skip
        _give_figures(row, request.household, request.income)
        session.add(row)
        session.flush()
        put_down(desk, session, row, "started", why)
        hold(desk, session, row)
        form_store.keep(session, request.key, request, row.id)
        return result_of(session, row)


def ask_papers(desk: Desk, request: AskPapers) -> Assisted:
    """Ask for papers by a day; the letter says which. Raises PaydeskError for a day too soon, or no paper."""
    with desk.doing("assistance.work", "Asked for papers of an application for assistance") as session:
        with working_on(desk, session, request.application_id, request, Move.ASK) as (row, repeated):
            if repeated:
                return result_of(session, row, repeated=True)
            kinds = _kinds(request.papers)
            came = {one.kind: one for one in assistance_store.papers(session, row.id)}
            wanted = [kind for kind in kinds if kind not in came or came[kind].received_on is None]
            if not wanted:
                raise PaydeskError("Choose at least one paper that has not come yet.", field="papers")
            today = desk.clock.today()
            usual = today + timedelta(days=setting_assistance.policy_of(session).papers_days)
            row.due_on = request.due_on or usual
            assistance.check_due(row.due_on, today=today)
            for kind in wanted:
                paper = came.get(kind) or AssistancePaper(application_id=row.id, kind=kind)
                paper.asked_on = today
                session.add(paper)
            words = ", ".join(assistance.paper(kind).label for kind in wanted)
            move(desk, session, row, Move.ASK, f"asked for papers by {show_date(row.due_on)}", words)
        return result_of(session, row)


def take_papers(desk: Desk, request: TakePapers) -> Assisted:
    """Papers came, or figures are known now; when nothing is missing any more the application is complete.

    Raises PaydeskError for figures that cannot be, or when nothing is told.
    """
    with desk.doing("assistance.work", "Took papers of an application for assistance") as session:
        with working_on(desk, session, request.application_id, request, Move.RECEIVE) as (row, repeated):
            if repeated:
                return result_of(session, row, repeated=True)
            kinds = _kinds(request.papers)
            if not kinds and request.household is None and request.income is None and request.region is None:
                raise PaydeskError("Choose which papers came, or type the household and its income.", field="papers")
            if request.region is not None:
                row.region = request.region.value
            _give_figures(row, request.household, request.income)
            came = {one.kind: one for one in assistance_store.papers(session, row.id)}
            for kind in kinds:
                paper = came.setdefault(kind, AssistancePaper(application_id=row.id, kind=kind))
                if paper.received_on is None:
                    paper.received_on, paper.received_by = desk.clock.today(), desk.actor.name
                    session.add(paper)
            words = ", ".join(assistance.paper(kind).label for kind in kinds)
            move(desk, session, row, Move.RECEIVE, "papers came" if kinds else "figures were given", words)
            if State(row.state) is not State.COMPLETE and not missing_of(row, came.values()):
                move(desk, session, row, Move.COMPLETE, "complete: nothing is missing")
        return result_of(session, row)


def move_on(desk: Desk, request: MoveOn) -> Assisted:
    """Begin the review of what is complete, withdraw, or appeal.

    Raises PaydeskError where it cannot be, and without why.
    """
    if request.move not in _TOLD:
        raise PaydeskError("Choose what to do with the application.", field="deed")
    why = request.why.strip()
    if request.move is not Move.REVIEW and len(why) < 3:
        raise PaydeskError("Say why in a few words. It stays with the application.", field="why")
    plausibility.refuse_card_number(why, field="why")
    summary, told = _TOLD[request.move]
    with desk.doing("assistance.work", summary) as session:
        with working_on(desk, session, request.application_id, request, request.move) as (row, repeated):
            if repeated:
                return result_of(session, row, repeated=True)
            if request.move is Move.APPEAL:
                reopen(session, row)
                hold(desk, session, row)
            move(desk, session, row, request.move, told, why)
            if request.move is Move.WITHDRAW:
                close(desk, session, row, "The application for assistance was withdrawn.")
        return result_of(session, row)


_TOLD = {
    Move.REVIEW: ("Began to review an application for assistance", "the review began"),
    Move.WITHDRAW: ("Withdrew an application for assistance", "withdrawn"),
    Move.APPEAL: ("Took an appeal for assistance", "appealed"),
}


def catch_up(desk: Desk) -> tuple[int, ...]:
    """Put down what ended by its day since this was last done: approvals, times to appeal, times to bring papers.

    Each is dated by its day, however long the program was closed; done again it changes nothing. The ids of what
    changed.
    """
    with desk.looking("assistance.work") as session:
        if not assistance_store.ended(session, desk.clock.today()):
            return ()
    with desk.doing("assistance.work", "Put down which applications for assistance ended") as session:
        done = assistance_store.ended(session, desk.clock.today())
        for own in done:
            settle_days(desk, session, session.get_one(AssistanceApplication, own, with_for_update=True))
        about(session, count=len(done))
        return done


def _give_figures(row: AssistanceApplication, household: int | None, income: Cents | None) -> None:
    if household is not None:
        row.household = household
    if income is not None:
        if cents(income) < 0:
            raise PaydeskError("An income cannot be below zero. Check the amount.", field="income")
        row.income = income
    of = guideline_of(row) if row.household is not None else None
    row.percent = str(poverty_guideline.percent_of(row.income, of)) if of and row.income is not None else ""


def _kinds(papers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(assistance.paper(kind).id for kind in papers))
