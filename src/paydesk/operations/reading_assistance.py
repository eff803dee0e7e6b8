"""Reading assistance: an account's application with what it would take off, and what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.data import assistance_store, means_store, people_store
from paydesk.data.assistance_store import DueRow, EventFacts
from paydesk.data.assistance_tables import AssistanceApplication
from paydesk.data.database import Session
from paydesk.data.open_charge_store import line_names
from paydesk.data.people_tables import Person
from paydesk.operations import assistance_charges, assistance_holding, keeping, recalling_means, setting_assistance
from paydesk.operations.assistance_charges import AssistedCharge
from paydesk.operations.assistance_holding import NewerCare
from paydesk.operations.assistance_work import guideline_of, missing_of
from paydesk.operations.desk import Desk
from paydesk.operations.recalling_means import KeptSheet
from paydesk.rules import assistance, sliding_scale
from paydesk.rules.assistance import EXPIRING_DAYS, State
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show
from paydesk.rules.poverty_guideline import Region
from paydesk.rules.sliding_scale import AssistancePolicy, SlidingClass


@dataclass(frozen=True)
class PaperFacts:
    """A paper of an application: asked for, come, or both."""

    kind: str
    label: str
    asked_on: date | None
    received_on: date | None


@dataclass(frozen=True)
class CameOff:
    """What an approval took off a charge, in cents; ``words`` name the charge and whose it is."""

    charge_id: int
    day: date
    words: str
    amount: Cents


@dataclass(frozen=True)
class Application:
    """An application as it stands today. ``class_by_income`` is None while the figures are not known.

    ``held`` is the class it was approved with. ``came_off`` is what it took off that stands, ``off`` the sum of it.
    """

    application_id: int
    person_id: int
    person: str
    state: State
    since: date
    started_on: date
    region: Region
    household: int | None
    income: Cents | None
    percent: str
    guideline: Cents | None
    class_by_income: SlidingClass | None
    held: SlidingClass | None
    best: bool
    papers: tuple[PaperFacts, ...]
    missing: tuple[str, ...]
    due_on: date | None
    holds_from: date | None
    holds_to: date | None
    decided_on: date | None
    decided_by: str
    denial: str
    reason: str
    appeal_by: date | None
    came_off: tuple[CameOff, ...]
    events: tuple[EventFacts, ...]
    version: int

    @property
    def off(self) -> Cents:
        return sum(one.amount for one in self.came_off)


@dataclass(frozen=True)
class AssistancePage:
    """What the desk sees of an account's assistance. ``application`` is the open one, else the approval that holds,
    else the newest, or None.

    ``beside`` it stands the approval that holds, or a newer denial that can be appealed. ``told`` is what the household
    told last of its income, while that is believed.
    """

    account_id: int
    number: int
    guarantor_id: int
    guarantor: str
    application: Application | None
    charges: tuple[AssistedCharge, ...]
    policy: AssistancePolicy
    today: date
    told: KeptSheet | None = None
    beside: Application | None = None

    def one_that_is(self, state: State) -> Application | None:
        """The application in that state, of the two that can be here."""
        return next((one for one in (self.application, self.beside) if one is not None and one.state is state), None)

    @property
    def holding(self) -> Application | None:
        """The approval that holds."""
        return self.one_that_is(State.APPROVED)

    def would_take_off(self, held: SlidingClass, charge_ids: tuple[int, ...] | None = None) -> dict[int, Cents]:
        """Charge -> cents that this class would take off now, of the chosen charges or all that it can."""
        taken = assistance_charges.chosen(self.charges, charge_ids)
        return sliding_scale.discounts(held, [one.part for one in taken])

    def newer(self) -> tuple[int, ...]:
        """The charges of care within the days of an approval that something can come off."""
        one = self.holding
        if one is None or one.holds_from is None or one.holds_to is None:
            return ()
        return tuple(
            charge.charge_id for charge in self.charges if charge.is_within(one.holds_from, one.holds_to)
        )


def assistance_of(desk: Desk, account_id: int) -> AssistancePage:
    """An account's assistance: a look at what its household earns. Raises NotFound, and NotAllowed."""
    with desk.looking("means.see") as session:
        page = _page(desk, session, account_id)
    desk.looked("assistance.see", "Looked at an application for assistance", account=account_id)
    return page


def _page(desk: Desk, session: Session, account_id: int) -> AssistancePage:
    today = desk.clock.today()
    guarantor = people_store.guarantor_of(session, account_id)
    front, beside = _front(session, account_id, today)
    policy = setting_assistance.policy_of(session)
    newest = means_store.newest(session, account_id)
    told = recalling_means.sheet_in(session, newest.id, today=today) if newest is not None else None
    return AssistancePage(
        account_id, guarantor.account_number, guarantor.person_id, guarantor.full_name,
        _application(session, front, policy, today) if front is not None else None,
        assistance_charges.charges_of(session, account_id, on=today), policy, today,
        told if told is not None and not told.expired else None,
        _application(session, beside, policy, today) if beside is not None else None,
    )  # fmt: skip


def _front(
    session: Session, account_id: int, today: date
) -> tuple[AssistanceApplication | None, AssistanceApplication | None]:
    """Which application of an account is to be seen, and which beside it."""
    newest, holds = assistance_store.newest_of(session, account_id), assistance_store.not_over(
        session, account_id, today
    )
    if newest is None or holds is None or newest is holds:
        return newest, None
    if newest.closed_on is None:
        return newest, holds
    denied = _state(newest, today) is State.DENIED
    return holds, newest if denied else None


def _state(row: AssistanceApplication, today: date) -> State:
    return assistance.state_on(State(row.state), today, holds_to=row.holds_to, appeal_by=row.appeal_by)


def _application(
    session: Session, row: AssistanceApplication, policy: AssistancePolicy, today: date
) -> Application:
    held = assistance_store.papers(session, row.id)
    person = session.get_one(Person, row.person_id)
    of = guideline_of(row) if row.household is not None else None
    by_income = None
    if of is not None and row.income is not None:
        by_income = sliding_scale.class_of(row.income, of, policy.classes)
    order = [one.id for one in assistance.PAPERS]
    return Application(
        row.id, row.person_id, f"{person.first_name} {person.last_name}".strip(),
        _state(row, today), row.since,
        row.started_on, Region(row.region), row.household, row.income, row.percent, of, by_income,
        assistance_charges.kept_class(row) if row.class_kind else None, row.best,
        tuple(
            PaperFacts(one.kind, assistance.paper(one.kind).label, one.asked_on, one.received_on)
            for one in sorted(held, key=lambda one: order.index(one.kind))
        ),
        tuple(missing_of(row, held)), row.due_on, row.holds_from, row.holds_to, row.decided_on, row.decided_by,
        row.denial, row.reason, row.appeal_by, _came_off(session, row.id),
        tuple(
            EventFacts(one.day, keeping.local_time(session, one.at), one.by, one.what, one.why)
            for one in assistance_store.events(session, row.id)
        ),
        row.version,
    )  # fmt: skip


def _came_off(session: Session, application_id: int) -> tuple[CameOff, ...]:
    found = assistance_store.came_off(session, application_id)
    names = line_names(session, tuple(found))
    return tuple(
        CameOff(own, names[own].day, f"{names[own].what}, {names[own].patient}", amount)
        for own, amount in found.items()
    )


@dataclass(frozen=True)
class AssistanceDue:
    """An application that waits for somebody: ``what`` is to be done, ``day`` when; ``overdue``: that day is over.

    ``short`` says what, where there is little room.
    """

    application_id: int
    account_id: int
    account: int
    name: str
    what: str
    day: date
    short: str
    state: State
    overdue: bool = False


_WHAT = {
    State.STARTED: ("Ask for papers, or take the figures", "Ask for papers"),
    State.INCOMPLETE: ("Papers are to come", "Papers to come"), State.COMPLETE: ("Review it", "Review it"),
    State.UNDER_REVIEW: ("Decide it", "Decide it"), State.APPEALED: ("Decide the appeal", "Decide it"),
    State.APPROVED: ("Ends: ask whether to apply again", "Ends"),
}  # fmt: skip
_LATE = ("Papers did not come: ask again or decide", "Papers did not come")


def assistance_due(desk: Desk) -> tuple[AssistanceDue, ...]:
    """The applications that wait for somebody, and the approvals that end soon or could take more off, by the day that
    counts."""
    today = desk.clock.today()
    with desk.looking() as session:
        newer = {one.application_id: one for one in assistance_holding.newer_care(session, today)}
        ending = (today, today + timedelta(days=EXPIRING_DAYS))
        rows = assistance_store.due(session, expiring=ending, also=tuple(newer))
    if rows:
        desk.looked_at_list("worklist.assistance", "Looked at the list of applications for assistance")
    found = (
        _due(one, today) if one.application_id not in newer else _with_newer(one, newer[one.application_id], ending[1])
        for one in rows
    )
    return tuple(sorted(found, key=lambda one: (one.day, one.application_id)))


def _due(one: DueRow, today: date) -> AssistanceDue:
    state = State(one.state)
    overdue = state is State.INCOMPLETE and one.day < today
    what, short = _LATE if overdue else _WHAT[state]
    return AssistanceDue(
        one.application_id, one.account_id, one.account, one.name, what, one.day, short, state, overdue
    )


def _with_newer(one: DueRow, newer: NewerCare, soon: date) -> AssistanceDue:
    """An approval that could take more off; ``one.day`` is when it ends."""
    off = show(newer.off)
    ends = f"; it ends on {show_date(one.day)}" if one.day <= soon else ""
    what, short = f"{off} of newer care could come off{ends}", f"{off} could come off"
    return AssistanceDue(one.application_id, one.account_id, one.account, one.name, what, newer.since, short,
                         State.APPROVED)  # fmt: skip
