"""Reading assistance: an account's application with what it would take off, and what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.data import assistance_store, means_store, people_store
from paydesk.data.assistance_store import EventFacts
from paydesk.data.assistance_tables import AssistanceApplication
from paydesk.data.database import Session
from paydesk.data.people_tables import Person
from paydesk.operations import assistance_charges, keeping, recalling_means, setting_assistance
from paydesk.operations.assistance_charges import AssistedCharge
from paydesk.operations.assistance_work import guideline_of, missing_of
from paydesk.operations.desk import Desk
from paydesk.operations.recalling_means import KeptSheet
from paydesk.rules import assistance, sliding_scale
from paydesk.rules.assistance import EXPIRING_DAYS, State
from paydesk.rules.money import Cents
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
class Application:
    """An application as it stands today. ``class_by_income`` is None while the figures are not known.

    ``held`` is the class it was approved with. ``off`` is what it took off that stands, in cents.
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
    off: Cents
    events: tuple[EventFacts, ...]
    version: int


@dataclass(frozen=True)
class AssistancePage:
    """What the desk sees of an account's assistance. ``application`` is the open one, else the newest, or None.

    ``told`` is what the household told last of its income, while that is believed.
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

    def would_take_off(self, held: SlidingClass, charge_ids: tuple[int, ...] | None = None) -> dict[int, Cents]:
        """Charge -> cents that this class would take off now, of the chosen charges or all that it can."""
        taken = assistance_charges.chosen(self.charges, charge_ids)
        return sliding_scale.discounts(held, [one.part for one in taken])

    def newer(self) -> tuple[int, ...]:
        """The charges of care within the days of an approval that something can come off."""
        one = self.application
        if one is None or one.holds_from is None or one.holds_to is None:
            return ()
        return tuple(
            charge.charge_id for charge in self.charges
            if not charge.refused and one.holds_from <= charge.day <= one.holds_to
        )  # fmt: skip


def assistance_of(desk: Desk, account_id: int) -> AssistancePage:
    """An account's assistance: a look at what its household earns. Raises NotFound, and NotAllowed."""
    with desk.looking("means.see") as session:
        page = _page(desk, session, account_id)
    desk.looked("assistance.see", "Looked at an application for assistance", account=account_id)
    return page


def _page(desk: Desk, session: Session, account_id: int) -> AssistancePage:
    today = desk.clock.today()
    guarantor = people_store.guarantor_of(session, account_id)
    row = assistance_store.newest_of(session, account_id)
    policy = setting_assistance.policy_of(session)
    newest = means_store.newest(session, account_id)
    told = recalling_means.sheet_in(session, newest.id, today=today) if newest is not None else None
    return AssistancePage(
        account_id, guarantor.account_number, guarantor.person_id, guarantor.full_name,
        _application(session, row, policy, today) if row is not None else None,
        assistance_charges.charges_of(session, account_id, on=today), policy, today,
        told if told is not None and not told.expired else None,
    )  # fmt: skip


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
        assistance.state_on(State(row.state), today, holds_to=row.holds_to, appeal_by=row.appeal_by), row.since,
        row.started_on, Region(row.region), row.household, row.income, row.percent, of, by_income,
        assistance_charges.kept_class(row) if row.class_kind else None, row.best,
        tuple(
            PaperFacts(one.kind, assistance.paper(one.kind).label, one.asked_on, one.received_on)
            for one in sorted(held, key=lambda one: order.index(one.kind))
        ),
        tuple(missing_of(row, held)), row.due_on, row.holds_from, row.holds_to, row.decided_on, row.decided_by,
        row.denial, row.reason, row.appeal_by, assistance_store.off_by(session, row.id),
        tuple(
            EventFacts(one.day, keeping.local_time(session, one.at), one.by, one.what, one.why)
            for one in assistance_store.events(session, row.id)
        ),
        row.version,
    )  # fmt: skip


@dataclass(frozen=True)
class AssistanceDue:
    """An application that waits for somebody: ``what`` is to be done, ``day`` when; ``overdue``: that day is over."""

    application_id: int
    account_id: int
    account: int
    name: str
    what: str
    day: date
    overdue: bool = False


_WHAT = {
    State.STARTED: "Ask for papers, or take the figures", State.INCOMPLETE: "Papers are to come",
    State.COMPLETE: "Review it", State.UNDER_REVIEW: "Decide it", State.APPEALED: "Decide the appeal",
    State.APPROVED: "Ends: ask whether to apply again",
}  # fmt: skip


def assistance_due(desk: Desk) -> tuple[AssistanceDue, ...]:
    """The applications that wait for somebody, and the approvals that end soon, by the day that counts."""
    today = desk.clock.today()
    with desk.looking() as session:
        rows = assistance_store.due(session, expiring=(today, today + timedelta(days=EXPIRING_DAYS)))
    if rows:
        desk.looked_at_list("worklist.assistance", "Looked at the list of applications for assistance")
    found = []
    for one in rows:
        state = State(one.state)
        overdue = state is State.INCOMPLETE and one.day < today
        what = "Papers did not come: ask again or decide" if overdue else _WHAT[state]
        found.append(AssistanceDue(one.application_id, one.account_id, one.account, one.name, what, one.day, overdue))
    return tuple(found)
