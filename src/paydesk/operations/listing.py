"""Listing who needs something today: copays, visits to charge, money taken, credit, letters back, unfinished forms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from paydesk.data import account_store, charge_store, day_store, passed_visits, worklists
from paydesk.data.account_store import AccountFigures
from paydesk.data.database import Session
from paydesk.data.day_store import DayOfMoney
from paydesk.data.passed_visits import VisitPassed
from paydesk.data.worklists import CreditWaiting, DraftWaiting, MailReturned, TakenToday, VisitToday
from paydesk.operations import breaking_glass, judging_promises, keeping, listing_plans, posting
from paydesk.operations.breaking_glass import EmergencyTaken
from paydesk.operations.desk import Desk
from paydesk.operations.judging_promises import PromiseDue
from paydesk.operations.listing_plans import PlanListed
from paydesk.rules import contact, insurance
from paydesk.rules.allocation import OpenLine
from paydesk.rules.contact import Care, Flag
from paydesk.rules.money import Cents

__all__ = [
    "AccountFigures", "CopayDue", "CreditWaiting", "DraftWaiting", "EmergencyTaken", "MailReturned", "MoneyToday",
    "PlanListed", "PromiseDue", "TakenToday", "VisitPassed", "Waiting",
]  # fmt: skip


@dataclass(frozen=True)
class CopayDue:
    """A visit of today whose copay was not taken yet. ``amount`` in cents; ``here``: the patient arrived."""

    visit_id: int
    account_id: int
    patient_id: int
    name: str
    at: time | None
    provider: str
    amount: Cents
    here: bool


@dataclass(frozen=True)
class MoneyToday:
    """The worklist of payments. ``drawer`` is today's cash and checks that stand, less cash given back, in cents.

    ``of_account``: ``taken`` are all receipts of one account, of any day.
    """

    copays: tuple[CopayDue, ...]
    taken: tuple[TakenToday, ...]
    credits: tuple[CreditWaiting, ...]
    drawer: Cents
    of_account: bool = False


def money_today(desk: Desk, *, account_id: int | None = None) -> MoneyToday:
    """Copays due, money taken today and credit waiting; of one account with all its receipts, or of everyone."""
    today = desk.clock.today()
    if account_id is None:
        desk.looked_at_list("worklist.payments", "Looked at the list of payments")
    with desk.looking() as session:
        zone = keeping.clinic_zone(session)
        taken = tuple(
            replace(one, entered_at=one.entered_at.astimezone(zone))
            for one in worklists.taken_on(session, today, account_id=account_id)
        )
        return MoneyToday(
            copays=_copays(session, _expected(session, today, account_id), today), taken=taken,
            credits=worklists.credits_waiting(session, account_id=account_id),
            drawer=day_store.drawer_on(session, today),
            of_account=account_id is not None,
        )  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """Everything Today knows. ``money`` is what came and went today, by the way; ``drawer`` what lies there, in cents.

    ``statements_on`` is the date of the newest statements, of which there are so many.
    """

    copays: tuple[CopayDue, ...]
    credits: tuple[CreditWaiting, ...]
    mail: tuple[MailReturned, ...]
    drafts: tuple[DraftWaiting, ...]
    passed: tuple[VisitPassed, ...]
    money: tuple[DayOfMoney, ...]
    drawer: Cents
    statements_on: date | None
    statements: int
    emergencies: tuple[EmergencyTaken, ...] = ()
    promises: tuple[PromiseDue, ...] = ()
    plans: tuple[PlanListed, ...] = ()

    @property
    def count(self) -> int:
        """How many things wait for a person."""
        tasks = (
            self.emergencies, self.copays, self.promises, self.passed, self.plans, self.credits, self.mail, self.drafts,
        )  # fmt: skip
        return sum(map(len, tasks))


def waiting(desk: Desk) -> Waiting:
    """What waits at the desk today, for whoever sits there; credit counts where it may pay something."""
    today = desk.clock.today()
    emergencies = breaking_glass.unseen(desk) if desk.may("users.edit") else ()
    judging_promises.catch_up(desk)
    desk.looked_at_list("worklist.today", "Looked at the list of today")
    with desk.looking() as session:
        zone, expected = keeping.clinic_zone(session), _expected(session, today, None)
        newest, statements = worklists.last_statements(session)
        return Waiting(
            copays=_copays(session, expected, today),
            credits=_credits(session, today),
            mail=worklists.mail_returned(session, today),
            drafts=tuple(
                replace(one, saved_at=one.saved_at.astimezone(zone))
                for one in worklists.drafts_of(session, desk.actor.name)
            ),
            passed=(*_of_the_dead(expected, today), *passed_visits.visits_passed(session, today)),
            money=day_store.money_by_day(session, first=today, last=today), drawer=day_store.drawer_on(session, today),
            statements_on=newest, statements=statements,
            emergencies=tuple(
                replace(one, since=one.since.astimezone(zone), until=one.until.astimezone(zone))
                for one in emergencies
            ),
            promises=judging_promises.due_rows(session, today, kinds=("broken", "today")),
            plans=listing_plans.plans_to_see_to(session, today),
        )  # fmt: skip


def _credits(session: Session, today: date) -> tuple[CreditWaiting, ...]:
    """Credit of accounts on which a line is open that money may go to by itself."""
    held = [one for one in worklists.credits_waiting(session) if one.owes > 0]
    lines = posting.open_lines_of(session, [one.account_id for one in held], today)
    payable = {line.account for line in lines if not line.barred}
    return tuple(one for one in held if one.account_id in payable)


@dataclass(frozen=True)
class _Expected:
    """A visit of today with the flags of its account; ``died``: nobody comes to it."""

    visit: VisitToday
    flags: tuple[Flag, ...]
    died: bool


def _expected(session: Session, today: date, account_id: int | None) -> tuple[_Expected, ...]:
    visits = worklists.visits_on(session, today, account_id=account_id)
    raised = charge_store.flags_of(session, [visit.account_id for visit in visits])
    return tuple(
        _Expected(one, flags, contact.has_died(flags, one.patient_id, on=today))
        for one in visits
        for flags in (raised.get(one.account_id, ()),)
    )


def _copays(session: Session, expected: tuple[_Expected, ...], today: date) -> tuple[CopayDue, ...]:
    terms = worklists.terms_of(session, [one.visit.patient_id for one in expected])
    due = [
        (one.visit, _due(one.visit, terms.get(one.visit.patient_id, ()), one.flags, today))
        for one in expected
        if not one.died
    ]
    return tuple(
        CopayDue(
            visit.visit_id, visit.account_id, visit.patient_id, visit.name.strip(), visit.at, visit.provider, amount,
            visit.status != "scheduled",
        )
        for visit, amount in due
        if amount > 0
    )  # fmt: skip


def _of_the_dead(expected: tuple[_Expected, ...], today: date) -> tuple[VisitPassed, ...]:
    """Visits of today that are still planned for someone who has died: they wait to be called off."""
    visits = [one.visit for one in expected if one.died and not one.visit.charged and one.visit.status != "done"]
    return tuple(
        VisitPassed(
            one.visit_id, one.account_id, one.patient_id, one.name.strip(), today, one.provider, one.status, "",
            died=True,
        )
        for one in visits
    )  # fmt: skip


def _due(
    visit: VisitToday, terms: tuple[insurance.CoverageTerms, ...], flags: tuple[Flag, ...], today: date
) -> Cents:
    """The copay to take at the visit: what is left once charged, else what is known of it, less what was taken."""
    care = Care(visit.patient_id, today)
    if visit.charged:
        return 0 if visit.self_pay or care.barred(flags, on=today) else visit.copay
    expected = insurance.copay_due(
        terms, today, charged=10**9, do_not_bill_insurance=visit.self_pay, shield=care.shield(flags, on=today)
    )
    return expected - visit.taken


def owed_lines(desk: Desk, account_id: int) -> tuple[OpenLine, ...]:
    """What the patients of an account owe, line by line, before any payment is typed."""
    with desk.looking() as session:
        return posting.open_lines(session, account_id, desk.clock.today())


def figures_of(desk: Desk, account_ids: tuple[int, ...]) -> dict[int, AccountFigures]:
    """What the accounts of a list owe now, and their credit: the figures of their pages."""
    with desk.looking() as session:
        return account_store.figures_of(session, account_ids)
