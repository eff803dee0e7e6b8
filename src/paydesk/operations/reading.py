"""Reading an account: one page of facts, in the words and running sums the screen shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from paydesk.data import account_store, charge_store, history_store, ledger_store, people_store, verification_store
from paydesk.data.account_store import CoverageFacts, Member
from paydesk.data.database import Session
from paydesk.data.history_store import ChargeFacts, LedgerLine, ReceiptFacts, VisitFacts
from paydesk.data.ledger_store import Credit
from paydesk.operations import assistance_holding, keeping, listing_plans, promising
from paydesk.operations.assistance_holding import AssistanceHolds
from paydesk.operations.charge_story import ChargeStory, charge_story
from paydesk.operations.credit_story import credit_story
from paydesk.operations.desk import Desk
from paydesk.operations.ledger_event import Crossing, LedgerEvent, crossings
from paydesk.operations.watching_plans import PlanToday
from paydesk.rules import contact, insurance
from paydesk.rules.benefits import NotActive
from paydesk.rules.contact import Care, Flag, flags_in_force
from paydesk.rules.errors import NotFound
from paydesk.rules.known_benefits import not_active_on
from paydesk.rules.ledger import PATIENT
from paydesk.rules.money import Cents
from paydesk.rules.promises import Judged, open_promises

__all__ = [
    "AccountPage", "ChargeFacts", "ChargeStory", "CoverageFacts", "Credit", "ExpectedCopay", "Figures", "LedgerEvent",
    "Member", "ReceiptFacts", "Treatment", "VisitFacts", "VisitStory", "account_page", "open_account", "treatments",
]  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """The three figures of an account, in cents; ``credit`` is positive."""

    patient_owes: Cents
    insurers_owe: Cents
    credit: Cents


@dataclass(frozen=True)
class VisitStory:
    """A visit with its charges; ``visit`` None gathers fees and other items. ``state`` is one of the words below."""

    visit: VisitFacts | None
    patient: str
    on: date
    charges: tuple[ChargeStory, ...]
    state: str
    insurers_owe: Cents
    patient_owes: Cents
    diagnoses: tuple[tuple[str, str, str], ...] = ()

    @property
    def charged(self) -> bool:
        """Whether a charge stands here."""
        return not all(one.undone for one in self.charges)

    @property
    def awaited(self) -> bool:
        """Whether it is planned, or the patient arrived, and its charges are still to be entered."""
        return self.visit is not None and self.visit.status in _AWAITED and not self.charged

    @property
    def keeps_money(self) -> bool:
        """Whether money taken for it waits for its charges."""
        return self.visit is not None and self.visit.status in (*_AWAITED, "done") and not self.charged


@dataclass(frozen=True)
class ExpectedCopay:
    """The copay of a visit whose charges are not entered yet; ``due`` of it was not taken yet. Both in cents."""

    visit: VisitFacts
    amount: Cents
    due: Cents


@dataclass(frozen=True)
class AccountPage:
    """Everything the window shows of an account. ``stories`` are newest first, those to come among them; ``upcoming``
    are planned or arrived from today on, soonest first; ``copays`` are those of today's visits, in their order.

    ``not_active`` tells, by coverage, what an insurer last said against the plan itself, ``promised`` what is to be
    paid by a promise, ``plans`` the open payment plans, ``assisted`` an approval of assistance that holds. ``read_at``
    is the moment it was read, on the clinic's clock.
    """

    account_id: int
    number: int
    guarantor: people_store.Guarantor
    figures: Figures
    members: tuple[Member, ...]
    flags: tuple[Flag, ...]
    coverages: tuple[CoverageFacts, ...]
    stories: tuple[VisitStory, ...]
    upcoming: tuple[VisitFacts, ...]
    credits: tuple[Credit, ...]
    money: tuple[LedgerEvent, ...]
    receipts: tuple[ReceiptFacts, ...]
    copays: tuple[ExpectedCopay, ...]
    read_at: datetime
    not_active: Mapping[int, NotActive] = field(default_factory=dict)
    promised: tuple[Judged, ...] = ()
    plans: tuple[PlanToday, ...] = ()
    assisted: AssistanceHolds | None = None

    @property
    def kept(self) -> Cents:
        """The part of the credit that was taken for visits that are not charged yet: it pays nothing else."""
        waiting = {one.visit.visit_id for one in self.stories if one.visit and one.keeps_money}
        return sum(one.amount for one in self.credits if one.visit_id in waiting)

    def member(self, person_id: int) -> Member | None:
        """The person of that id, or None."""
        return next((one for one in self.members if one.person_id == person_id), None)


SETTLED, PATIENT_OWES, WAITING, DENIED, COPAY_TODAY, HELD, DISPUTED = (
    "Settled", "Patient owes", "Waiting for insurer", "Denied", "Copay due today", "On hold", "In dispute",
)  # fmt: skip
PLANNED, PASSED, ARRIVED, UNCHARGED, CANCELED, MISSED = (
    "Planned", "Day passed, not charged", "Arrived, no charges yet", "No charges yet", "Canceled", "No-show",
)  # fmt: skip
_WITHOUT_CHARGES = {"arrived": ARRIVED, "canceled": CANCELED, "no-show": MISSED}
_AWAITED = ("scheduled", "arrived")


def open_account(desk: Desk, account_id: int) -> AccountPage:
    """The account's page; a look, told in the audit trail. Raises NotFound."""
    page = account_page(desk, account_id)
    desk.looked("account.open", "Opened an account", account=account_id)
    return page


def account_page(desk: Desk, account_id: int) -> AccountPage:
    """The account's page again after a change: not another look."""
    today, now = desk.clock.today(), desk.clock.now()
    with desk.looking() as session:
        return _page(session, account_id, today, keeping.local_time(session, now))


def _page(session: Session, account_id: int, today: date, read_at: datetime) -> AccountPage:
    guarantor = people_store.guarantor_of(session, account_id)
    lines = history_store.ledger_lines(session, account_id)
    owed, figures = _sums(lines)
    members = account_store.members(session, account_id, owed)
    coverages = account_store.coverages(session, account_id)
    crossed, charges = crossings(session, account_id, lines), history_store.charge_facts(session, account_id)
    told = _charge_stories(charges, lines, coverages, crossed)
    stories = _stories(session, account_id, told, members, today)
    flags = charge_store.flags(session, account_id)
    unapplied = ledger_store.credits_of(session, (account_id,)) if figures.credit else ()
    refunded = any(line.kind == "refund" for line in lines)
    refunds = history_store.refund_ways(session, account_id) if refunded else {}
    return AccountPage(
        account_id=account_id, number=guarantor.account_number, guarantor=guarantor, figures=figures, members=members,
        flags=_flags_once(flags_in_force(flags, today), members), coverages=coverages, stories=tuple(stories),
        upcoming=tuple(one.visit for one in reversed(stories) if one.awaited and one.visit and one.on >= today),
        credits=unapplied,
        money=credit_story(lines, {one.charge_id: one for one in charges}, crossed, refunds),
        receipts=_receipts(lines),
        copays=tuple(_copays_expected(session, stories, flags, today, unapplied)), read_at=read_at,
        not_active=_not_active(session, account_id, today),
        promised=open_promises(promising.judged_of(session, account_id, today)),
        plans=listing_plans.open_plans_on_account(session, account_id, today),
        assisted=assistance_holding.holds_on(session, account_id, today),
    )  # fmt: skip


def _not_active(session: Session, account_id: int, today: date) -> dict[int, NotActive]:
    kept = verification_store.standing_answers(session, account_id)
    found = ((own, not_active_on(answers, on=today)) for own, answers in kept.items())
    return {own: against for own, against in found if against is not None}


def _sums(lines: tuple[LedgerLine, ...]) -> tuple[Counter[int], Figures]:
    """What is owed for each person, and the three figures: balances are what the lines sum to."""
    owed: Counter[int] = Counter()
    patient = insurers = credit = 0
    for line in lines:
        if line.charge_id is None:
            credit -= line.amount
        elif line.coverage_id != PATIENT:
            insurers += line.amount
        else:
            patient += line.amount
            owed[line.patient_id or 0] += line.amount
    return owed, Figures(patient, insurers, credit)


def _receipts(lines: tuple[LedgerLine, ...]) -> tuple[ReceiptFacts, ...]:
    """Those whose money lies, or lay, on the account; newest first."""
    found = {line.receipt for line in lines if line.receipt is not None}
    return tuple(sorted(found, key=lambda one: (one.received_on, one.lot_id), reverse=True))


def _flags_once(flags: tuple[Flag, ...], members: tuple[Member, ...]) -> tuple[Flag, ...]:
    """A flag of someone with two records in this family is shown of the one kept."""
    here = {one.person_id for one in members}
    pointers = {one.person_id for one in members if one.merged_into_id in here}
    return tuple(flag for flag in flags if flag.person_id not in pointers)


def _by_charge(lines: Iterable[LedgerLine]) -> dict[int, list[LedgerLine]]:
    found: dict[int, list[LedgerLine]] = defaultdict(list)
    for line in lines:
        if line.charge_id is not None:
            found[line.charge_id].append(line)
    return found


def _charge_stories(
    charges: tuple[ChargeFacts, ...], lines: tuple[LedgerLine, ...], coverages: tuple[CoverageFacts, ...],
    crossed: Mapping[int, Crossing],
) -> tuple[ChargeStory, ...]:  # fmt: skip
    payers, by_charge = {one.coverage_id: one.payer for one in coverages}, _by_charge(lines)
    return tuple(charge_story(one, tuple(by_charge.get(one.charge_id, ())), payers, crossed) for one in charges)


def _stories(
    session: Session, account_id: int, charges: tuple[ChargeStory, ...], members: tuple[Member, ...], today: date
) -> list[VisitStory]:
    names = {one.person_id: f"{one.first_name} {one.last_name}".strip() for one in members}
    diagnoses = history_store.visit_diagnoses(session, account_id)
    by_visit: dict[int | None, list[ChargeStory]] = defaultdict(list)
    for charge in charges:
        by_visit[charge.facts.visit_id].append(charge)
    stories = []
    for visit in history_store.visits(session, account_id):
        name, mine = names.get(visit.patient_id, ""), tuple(by_visit.get(visit.visit_id, ()))
        stories.append(_visit_story(visit, visit.on, name, mine, today, diagnoses.get(visit.visit_id, ())))
    for loose in by_visit.get(None, ()):
        name = names.get(loose.facts.patient_id, "")
        stories.append(_visit_story(None, loose.facts.service_date, name, (loose,), today))
    stories.sort(key=lambda story: (story.on, story.visit.visit_id if story.visit else 0), reverse=True)
    return stories


def _visit_story(
    visit: VisitFacts | None, on: date, patient: str, charges: tuple[ChargeStory, ...], today: date,
    diagnoses: tuple[tuple[str, str, str], ...] = (),
) -> VisitStory:  # fmt: skip
    insurers = sum(one.insurers_owe for one in charges)
    owes = sum(one.patient_owes for one in charges)
    state = _state(charges, insurers, owes, on, today)
    if visit and all(one.undone for one in charges):
        state = _uncharged_state(visit, today) or (state if charges else UNCHARGED)
    return VisitStory(visit, patient, on, charges, state, insurers, owes, diagnoses)


def _uncharged_state(visit: VisitFacts, today: date) -> str:
    if visit.status == "scheduled":
        return PLANNED if visit.on >= today else PASSED
    return _WITHOUT_CHARGES.get(visit.status, "")


def _state(charges: tuple[ChargeStory, ...], insurers: Cents, owes: Cents, on: date, today: date) -> str:
    if any(one.facts.disputed for one in charges):
        return DISPUTED
    if any(one.facts.held for one in charges):
        return HELD
    if insurers and any(one.facts.answer == "denied" for one in charges):
        return DENIED
    if owes > 0 and insurers and on == today:
        return COPAY_TODAY
    if owes > 0:
        return PATIENT_OWES
    return WAITING if insurers else SETTLED


def _copays_expected(
    session: Session, stories: Iterable[VisitStory], flags: tuple[Flag, ...], today: date, unapplied: tuple[Credit, ...]
) -> Iterator[ExpectedCopay]:
    """The copays known for visits of today that have no charges yet."""
    awaited = (story.visit for story in stories if story.visit and story.on == today and story.keeps_money)
    for visit in sorted(awaited, key=lambda one: (one.at is None, one.at, one.visit_id)):
        if contact.has_died(flags, visit.patient_id, on=today):
            continue
        terms = charge_store.coverage_terms(session, visit.patient_id)
        copay = insurance.copay_due(
            terms, today, charged=10**9, do_not_bill_insurance=visit.self_pay,
            shield=Care(visit.patient_id, visit.on).shield(flags, on=today),
        )  # fmt: skip
        if copay:
            kept = sum(one.amount for one in unapplied if one.visit_id == visit.visit_id)
            yield ExpectedCopay(visit, copay, max(0, copay - kept))


@dataclass(frozen=True)
class Treatment:
    """One visit of a patient's history: when, with whom, what was found and done."""

    on: date
    at: time | None
    provider: str
    reason: str
    diagnoses: tuple[tuple[str, str, str], ...]
    procedures: tuple[ChargeFacts, ...]


def treatments(desk: Desk, person_id: int) -> tuple[Treatment, ...]:
    """A patient's treatments and diagnoses over time, newest first, those of merged records too; a look."""
    with desk.looking() as session:
        records = people_store.records_of(session, person_id)
        if not records:
            raise NotFound("That patient is not there any more. Find them again.")
        visits: list[VisitFacts] = []
        done: list[ChargeFacts] = []
        diagnoses: dict[int, tuple[tuple[str, str, str], ...]] = {}
        for person, account in records:
            visits += [v for v in history_store.visits(session, account) if v.patient_id == person]
            done += [c for c in history_store.charge_facts(session, account) if c.patient_id == person]
            diagnoses |= history_store.visit_diagnoses(session, account)
    visits.sort(key=lambda visit: (visit.on, visit.visit_id), reverse=True)
    desk.looked("treatments.see", "Looked at treatments", account=records[0][1], person=records[0][0])
    return tuple(
        Treatment(v.on, v.at, v.provider, v.reason, diagnoses.get(v.visit_id, ()),
                  tuple(c for c in done if c.visit_id == v.visit_id))
        for v in visits
    )  # fmt: skip
