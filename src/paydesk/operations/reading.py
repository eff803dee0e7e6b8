"""Reading an account: one page of facts, in the words and running sums the screen shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from paydesk.data import account_store, charge_store, history_store, ledger_store, people_store
from paydesk.data.account_store import CoverageFacts, Figures, Member
from paydesk.data.database import Session
from paydesk.data.history_store import ChargeFacts, LedgerLine, ReceiptFacts, VisitFacts
from paydesk.data.ledger_store import Credit
from paydesk.operations import keeping
from paydesk.operations.credit_story import credit_story
from paydesk.operations.desk import Desk
from paydesk.operations.ledger_event import LedgerEvent, capital, may_be_undone, way
from paydesk.rules import insurance
from paydesk.rules.contact import Care, Flag, flags_in_force
from paydesk.rules.errors import NotFound
from paydesk.rules.ledger import KINDS, PATIENT
from paydesk.rules.money import Cents, show

__all__ = [
    "AccountPage", "ChargeFacts", "ChargeStory", "CoverageFacts", "Credit", "Figures", "LedgerEvent", "Member",
    "ReceiptFacts", "Treatment", "VisitFacts", "VisitStory", "account_page", "open_account", "treatments",
]  # fmt: skip


@dataclass(frozen=True)
class ChargeStory:
    """A charge with everything that happened to it."""

    facts: ChargeFacts
    events: tuple[LedgerEvent, ...]
    insurers_owe: Cents
    patient_owes: Cents

    @property
    def undone(self) -> bool:
        """Whether what charged it was undone."""
        return bool(self.events) and self.events[0].undone


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
class AccountPage:
    """Everything the window shows of an account. ``stories`` are newest first, those to come among them; ``upcoming``
    are planned or arrived from today on, soonest first.

    ``read_at`` is the moment it was read, on the clinic's clock.
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
    copay_expected: Cents
    copay_visit: VisitFacts | None
    read_at: datetime

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
    members = account_store.members(session, account_id)
    visits = history_store.visits(session, account_id)
    coverages = account_store.coverages(session, account_id)
    charges = history_store.charge_facts(session, account_id)
    receipts = history_store.receipts(session, account_id=account_id, limit=50)
    lines = history_store.ledger_lines(session, account_id)
    names = {one.person_id: f"{one.first_name} {one.last_name}".strip() for one in members}
    payers = {one.coverage_id: one.payer for one in coverages}
    stories = _stories(visits, charges, _by_charge(lines), payers, names, today)
    diagnoses = history_store.visit_diagnoses(session, account_id)
    flags = charge_store.flags(session, account_id)
    copay_visit, copay = _copay_expected(session, stories, flags, today)
    return AccountPage(
        account_id=account_id, number=guarantor.account_number, guarantor=guarantor,
        figures=account_store.figures(session, account_id), members=members,
        flags=_flags_once(flags_in_force(flags, today), members), coverages=coverages,
        stories=tuple(_with_diagnoses(story, diagnoses) for story in stories),
        upcoming=tuple(one.visit for one in reversed(stories) if one.awaited and one.visit and one.on >= today),
        credits=ledger_store.credits_of(session, (account_id,)),
        money=credit_story(session, account_id, lines), receipts=receipts,
        copay_expected=copay, copay_visit=copay_visit, read_at=read_at,
    )  # fmt: skip


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


def _with_diagnoses(story: VisitStory, found: dict[int, tuple[tuple[str, str, str], ...]]) -> VisitStory:
    mine = found.get(story.visit.visit_id, ()) if story.visit else ()
    return VisitStory(**{**vars(story), "diagnoses": mine}) if mine else story


def _stories(
    visits: tuple[VisitFacts, ...],
    charges: tuple[ChargeFacts, ...],
    lines: dict[int, list[LedgerLine]],
    payers: dict[int, str],
    names: dict[int, str],
    today: date,
) -> list[VisitStory]:
    by_visit: dict[int | None, list[ChargeStory]] = defaultdict(list)
    for charge in charges:
        by_visit[charge.visit_id].append(_charge_story(charge, lines.get(charge.charge_id, []), payers))
    stories = []
    for visit in visits:
        mine = tuple(by_visit.get(visit.visit_id, ()))
        stories.append(_visit_story(visit, visit.on, names.get(visit.patient_id, ""), mine, today))
    for loose in by_visit.get(None, ()):
        name = names.get(loose.facts.patient_id, "")
        stories.append(_visit_story(None, loose.facts.service_date, name, (loose,), today))
    stories.sort(key=lambda story: (story.on, story.visit.visit_id if story.visit else 0), reverse=True)
    return stories


def _visit_story(
    visit: VisitFacts | None, on: date, patient: str, charges: tuple[ChargeStory, ...], today: date
) -> VisitStory:
    insurers = sum(one.insurers_owe for one in charges)
    owes = sum(one.patient_owes for one in charges)
    state = _state(charges, insurers, owes, on, today)
    if visit and all(one.undone for one in charges):
        state = _uncharged_state(visit, today) or (state if charges else UNCHARGED)
    return VisitStory(visit, patient, on, charges, state, insurers, owes)


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


def _charge_story(charge: ChargeFacts, lines: list[LedgerLine], payers: dict[int, str]) -> ChargeStory:
    insurers = owes = 0
    events = []
    for entry_lines in _by_entry(lines):
        total = sum(line.amount for line in entry_lines)
        owes += sum(line.amount for line in entry_lines if line.coverage_id == PATIENT)
        insurers += sum(line.amount for line in entry_lines if line.coverage_id != PATIENT)
        events.append(_event(entry_lines, total, insurers, owes, payers, charge))
    return ChargeStory(charge, tuple(events), insurers, owes)


def _by_entry(lines: list[LedgerLine]) -> list[list[LedgerLine]]:
    grouped: dict[int, list[LedgerLine]] = {}
    for line in lines:
        grouped.setdefault(line.entry_id, []).append(line)
    return list(grouped.values())


def _event(
    lines: list[LedgerLine], total: Cents, insurers: Cents, owes: Cents, payers: dict[int, str], charge: ChargeFacts
) -> LedgerEvent:
    first = lines[0]
    kind = KINDS[first.kind]
    moves = kind.name == "responsibility transfer" or (kind.name == "reversal" and total == 0)
    moved = sum(line.amount for line in lines if line.amount > 0)
    return LedgerEvent(
        entry_id=first.entry_id, on=first.posted_on, word=kind.word, what=_what(first, payers, charge, total),
        amount=None if moves else total, moved=moved if moves else abs(total), insurers_left=insurers,
        patient_left=owes, reason=first.reason or first.why, undone=first.undone,
        undoable=may_be_undone(first), lot_id=first.lot_id,
    )  # fmt: skip


def _what(line: LedgerLine, payers: dict[int, str], charge: ChargeFacts, total: Cents) -> str:
    payer = payers.get(line.coverage_id, "The insurer")
    if line.kind in ("charge", "fee"):
        return charge.description
    if line.kind == "insurer payment":
        return f"{payer} paid"
    if line.kind == "contractual adjustment":
        return f"{_owner(payer)} price is {show(charge.fee + total)}"
    if line.kind in ("patient payment", "reapplication"):
        return ("Patient paid" if line.kind == "patient payment" else "Patient's credit") + way(line)
    if line.kind == "responsibility transfer":
        return capital(line.why)
    if line.kind == "returned payment":
        return capital(line.why) + way(line)
    return line.reason or capital(line.why)


def _owner(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _copay_expected(
    session: Session, stories: Iterable[VisitStory], flags: tuple[Flag, ...], today: date
) -> tuple[VisitFacts | None, Cents]:
    """Today's visit that has no charges yet, and the copay known for it."""
    for story in stories:
        if (visit := story.visit) and visit.on == today and story.keeps_money:
            terms = charge_store.coverage_terms(session, visit.patient_id)
            copay = insurance.copay_due(
                terms, today, charged=10**9, do_not_bill_insurance=visit.self_pay,
                shield=Care(visit.patient_id, visit.on).shield(flags, on=today),
            )  # fmt: skip
            if copay:
                return visit, copay
    return None, 0


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
