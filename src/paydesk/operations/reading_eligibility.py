"""Reading eligibility files (X12 271): whose answer it is, what it says and what differs; the record stays as it is."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paydesk.data import eligibility_store, form_store, insurance_store, ledger_store, verification_store
from paydesk.data.database import Session
from paydesk.data.eligibility_store import KeptDifference
from paydesk.data.verification_store import CoverageFacts, Taken
from paydesk.data.verification_tables import EligibilityAnswered, EligibilityAsked
from paydesk.gateways import eligibility271
from paydesk.operations import verifying
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.operations.verifying import StandsNow
from paydesk.rules.answered_eligibility import AnsweredEligibility, answered_eligibility, party_name
from paydesk.rules.benefits import Source
from paydesk.rules.eligibility import Answer, EligibilityAnswers
from paydesk.rules.eligibility_differences import RecordFacts, differences
from paydesk.rules.eligibility_match import Candidate, Match, match
from paydesk.rules.remittance_finding import Finding
from paydesk.rules.verification import Asks, State
from paydesk.rules.verified_items import ITEMS


@dataclass(frozen=True)
class AnswerRead:
    """One answer of a file: whose it is and how that was found, where the coverage stands now, and what differs.

    Without a coverage ``reason`` says why nothing is kept of it. ``known``: it was read before.
    """

    line: int
    person: str
    member_number: str
    payer: str
    trace: str
    coverage_id: int | None
    account: int | None
    matched_by: str
    stands: tuple[StandsNow, ...]
    reason: str
    advice: str
    unclear: tuple[str, ...]
    differences: tuple[KeptDifference, ...]
    known: bool


@dataclass(frozen=True)
class EligibilityRead:
    """A file, its answers in order, and what is wrong with it."""

    file: str
    answers: tuple[AnswerRead, ...]
    findings: tuple[Finding, ...]
    touched: Touched


@dataclass(frozen=True)
class _Place:
    """One answer in its file; ``doubt`` is why it is not relied on."""

    answer: Answer
    said_in: EligibilityAnswers
    doubt: Finding | None
    key: str

    @property
    def line(self) -> int:
        person = self.answer.person or self.answer.provider or self.answer.payer
        return person.place.line if person is not None else self.said_in.head.place.line


def read_eligibility(desk: Desk, path: Path) -> EligibilityRead:
    """Read the answers in ``path``, each once, whatever file it came in before; nothing of the record changes.

    The trail keeps which file it was and whose answers it held. Raises PaydeskError when the file cannot be opened or
    holds no such answer; anything else is a finding.
    """
    desk.require("insurance.edit")
    file, data = eligibility271.read_eligibility_file(path)
    digest = hashlib.sha256(data).hexdigest()
    places = tuple(
        _Place(answer, one, one.doubt(index), _key(answer, one))
        for one in file.sets for index, answer in enumerate(one.answers)
    )  # fmt: skip
    with desk.doing("insurance.edit", "Read a file of eligibility answers") as session:
        form_store.wait_turn(session, "eligibility answers")  # the same file at two desks is read once
        reading = _Reading(desk, session, path.name, digest, places)
        found = [reading.find(place) for place in places]
        reading.lock(one for one, _ in found)
        read = tuple(reading.read(place, *each) for place, each in zip(places, found, strict=True))
        about(session, act="eligibility.read", file=path.name, sha256=digest, count=len(places),
              known=sum(one.known for one in read), unmatched=sum(one.coverage_id is None for one in read))  # fmt: skip
        touched = reading.touched
    findings = (*file.findings, *(each for one in file.sets for each in one.findings))
    return EligibilityRead(path.name, read, findings, Touched(touched, ("insurance",) if touched else ()))


def _key(answer: Answer, said_in: EligibilityAnswers) -> str:
    """What the answer says, whatever file and line it stands in."""
    person = answer.person
    told = (
        said_in.reference, said_in.made_on, answer.our_traces, answer.member_number, person and person.birth,
        party_name(person.party) if person else "", answer.payer and party_name(answer.payer.party),
        [(one.level, one.reason, one.follow_up) for one in answer.rejections],
        [(one.kind, one.first, one.last) for one in answer.days],
        [(one.information, one.level, one.service_types, one.insurance_type, one.plan, one.period, one.amount, one.rate,
          one.quantity_kind, one.quantity, one.authorization, one.network, one.messages, one.places,
          [(day.kind, day.first, day.last) for day in one.days])
         for one in answer.benefits],
    )  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()


class _Reading:
    """One file's answers against the clinic, with what all of them need asked for at once."""

    def __init__(self, desk: Desk, session: Session, file: str, digest: str, places: Iterable[_Place]) -> None:
        self._desk, self._session, self._file, self._digest = desk, session, file, digest
        self._today = desk.clock.today()
        answers = [place.answer for place in places]
        traces = {trace for one in answers for trace in one.our_traces}
        self._asked = eligibility_store.asked(session, traces)
        candidates = eligibility_store.candidates(
            session, coverage_ids={one.coverage_id for one in self._asked.values()},
            births={one.person.birth for one in answers if one.person and one.person.birth},
        )
        self._own = {one.coverage_id: one for one in candidates}
        self._born = defaultdict[date | None, list[Candidate]](list)
        for one in candidates:
            self._born[one.birth_date].append(one)
        self._known = eligibility_store.known_keys(session, [place.key for place in places])
        self._payers: dict[tuple[str, str], int | None] = {}
        self._accounts: set[int] = set()
        self._facts: dict[int, CoverageFacts] = {}

    @property
    def touched(self) -> tuple[int, ...]:
        """Accounts that something was taken down for."""
        return tuple(sorted(self._accounts))

    def find(self, place: _Place) -> tuple[Match, date]:
        """Whose answer it is, and the day it is about."""
        asked = self._question(place.answer)
        on = asked.service_date if asked is not None else place.said_in.made_on or self._today
        return self._match(place, asked, on), on

    def lock(self, found: Iterable[Match]) -> None:
        """The accounts of who was found wait for nobody else meanwhile."""
        ids = {one.coverage_id for one in found if one.coverage_id is not None}
        self._facts = verification_store.coverages(self._session, ids)
        ledger_store.lock_accounts(self._session, sorted({one.account_id for one in self._facts.values()}))

    def read(self, place: _Place, found: Match, on: date) -> AnswerRead:
        """Keep and compare one answer."""
        said = answered_eligibility(place.answer, on=on)
        facts = self._facts.get(found.coverage_id) if found.coverage_id is not None else None
        known = place.key in self._known
        if not known:
            self._keep(place, found, said, facts)
        differ = self._differences(place.key)
        return self._told(place, found, said, facts, differ, known=known)

    def _question(self, answer: Answer) -> EligibilityAsked | None:
        found = (self._asked.get(trace.upper()) for trace in answer.our_traces)
        return next((one for one in found if one is not None), None)

    def _match(self, place: _Place, asked: EligibilityAsked | None, on: date) -> Match:
        if place.doubt is not None:
            return Match(None, "", f"It is not relied on: {place.doubt.sentence}")
        payer = self._payer(place.answer)
        coverages = (asked.coverage_id,) if asked is not None else ()
        return match(place.answer, self._near(place.answer, coverages), asked=coverages, payer_id=payer, on=on)

    def _near(self, answer: Answer, coverages: tuple[int, ...]) -> tuple[Candidate, ...]:
        born = answer.person.birth if answer.person else None
        near = {one.coverage_id: one for one in (self._born.get(born, ()) if born else ())}
        return tuple({**near, **{one: self._own[one] for one in coverages if one in self._own}}.values())

    def _payer(self, answer: Answer) -> int | None:
        party = answer.payer.party if answer.payer else None
        if party is None:
            return None
        key = (party.id, party.name)
        if key not in self._payers:
            self._payers[key] = insurance_store.payer_of(self._session, (party.id,), party.name)
        return self._payers[key]

    def _keep(self, place: _Place, found: Match, said: AnsweredEligibility, facts: CoverageFacts | None) -> None:
        answer, now = place.answer, self._desk.clock.now()
        row = EligibilityAnswered(
            key=place.key, file_name=self._file, sha256=self._digest, line=place.line, read_at=now,
            read_by=self._desk.actor.name, payer_name=party_name(answer.payer.party) if answer.payer else "",
            person_name=party_name(answer.person.party) if answer.person else "", member_number=answer.member_number,
            coverage_id=found.coverage_id, matched_by=found.by, state=said.ended.value if said.ended else "",
            reason=_reason(found, said), advice=said.advice if said.ended or not found.why else "",
        )  # fmt: skip
        answered_id = self._known[place.key] = eligibility_store.keep_answered(self._session, row)
        if facts is not None:
            self._take_down(place, said, facts, answered_id)

    def _take_down(self, place: _Place, said: AnsweredEligibility, facts: CoverageFacts, answered_id: int) -> None:
        on = min(place.said_in.made_on or self._today, self._today)
        payer = party_name(place.answer.payer.party) if place.answer.payer else ""
        taken = Taken(
            Source.FILE, payer or self._file, place.said_in.reference, self._desk.clock.now(), self._desk.actor.name,
            "file", answered_id,
        )  # fmt: skip
        asks = tuple(dict.fromkeys((Asks.ELIGIBILITY, *(ITEMS[one.item].asks for one in said.answers))))
        says = " ".join(filter(None, (said.reason, said.advice))) if said.ended or said.advice else ""
        verifying.take_down(
            self._session, facts, said.answers, taken, on=on, today=self._today, ended=said.ended, asks=asks,
            says=says, of_person=True,
        )  # fmt: skip
        if said.ended is None:
            others = eligibility_store.other_payers(self._session, facts.patient_id, but=facts.coverage_id, on=on)
            found = differences(record_facts(facts, others), place.answer, said.answers)
            eligibility_store.keep_differences(self._session, answered_id, facts.coverage_id, found)
        self._accounts.add(facts.account_id)
        also_about(self._session, account=facts.account_id, person=facts.patient_id, file=self._file,
                   state=(said.ended or State.VERIFIED).value, reason=said.reason)  # fmt: skip

    def _differences(self, key: str) -> tuple[KeptDifference, ...]:
        answered_id = self._known[key]
        found = eligibility_store.differences(self._session, answered_ids=(answered_id,))
        return tuple(each for kept in found.values() for each in kept)

    def _told(
        self, place: _Place, found: Match, said: AnsweredEligibility, facts: CoverageFacts | None,
        differ: tuple[KeptDifference, ...], *, known: bool,
    ) -> AnswerRead:  # fmt: skip
        answer = place.answer
        stands = verifying.stands_now(self._session, facts, today=self._today) if facts is not None else ()
        return AnswerRead(
            place.line, party_name(answer.person.party) if answer.person else "", answer.member_number,
            party_name(answer.payer.party) if answer.payer else "", next(iter(answer.our_traces), ""),
            found.coverage_id, facts.account_id if facts else None, found.by, stands, _reason(found, said),
            said.advice if said.ended or not found.why else "", said.unclear, differ, known,
        )  # fmt: skip


def _reason(found: Match, said: AnsweredEligibility) -> str:
    """Why it stands as it does; of what nobody fits, what the insurer refused, too."""
    return " ".join(filter(None, (said.reason if said.ended or not found.why else "", found.why)))


def record_facts(facts: CoverageFacts, others: tuple[str, ...]) -> RecordFacts:
    """Our record as it is compared with an answer."""
    return RecordFacts(
        last_name=facts.last_name, first_name=facts.first_name, birth_date=facts.birth_date,
        member_number=facts.member_number, group_number=facts.group_number, plan_name=facts.plan,
        subscriber=facts.subscriber_name, relation=facts.relation, valid_from=facts.valid_from,
        valid_to=facts.valid_to, copay=facts.copay, priority=facts.priority, other_payers=others,
        subscriber_on_file=facts.subscriber_id is not None,
    )  # fmt: skip


def account_numbers(desk: Desk, read: EligibilityRead) -> dict[int, int]:
    """Account id -> its number, of all accounts a file was about."""
    with desk.looking() as session:
        return eligibility_store.account_numbers(session, {one.account for one in read.answers if one.account})
