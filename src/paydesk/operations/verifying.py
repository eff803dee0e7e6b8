"""Verifying: what an insurer said of a coverage, taken down answer by answer, and where the coverage stands by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import coverages_due, form_store, ledger_store, verification_store
from paydesk.data.database import Session
from paydesk.data.verification_store import CoverageFacts, Taken
from paydesk.data.verification_tables import Verification
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import keyboard, plausibility
from paydesk.rules.benefit_years import unlikely
from paydesk.rules.benefits import Source, contradictions
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.freshness import freshness_for
from paydesk.rules.known_benefits import KeptAnswer, PlanKnown, benefits_known
from paydesk.rules.typed_answers import refuse_contradictions
from paydesk.rules.verification import Asks, State, verification_rows
from paydesk.rules.verified_items import (
    ITEMS,
    AnswerGiven,
    AnswerKept,
    Item,
    after_asking,
    check_answer,
    value_words,
)

ENDED = (State.PAYER_DOWN, State.NOT_FOUND, State.NEEDS_PATIENT, State.IN_PROGRESS, State.INACTIVE)
"""How a try can end, or stand, where the answers alone do not say so."""

_BECAUSE = {Source.PHONE: "call", Source.PORTAL: "portal", Source.FILE: "file", Source.CARD: "card"}


@dataclass(frozen=True)
class VerifyCoverage:
    """What was asked of a coverage and what came of it; a part of the questions is enough for now.

    ``who`` is the person at the insurer (needed for a call), ``reference`` the call's number. ``ended`` says how a try
    ended without a whole answer, ``says`` why, ``asks`` of which of the two (by the answers, where it is empty). The
    same ``key`` again takes nothing down.
    """

    coverage_id: int
    source: Source
    answers: tuple[AnswerGiven, ...] = ()
    who: str = ""
    reference: str = ""
    asked_on: date | None = None
    ended: State | None = None
    asks: tuple[Asks, ...] = ()
    says: str = ""
    key: str = ""


@dataclass(frozen=True)
class StandsNow:
    """Where one of the two stands: what is still to ask, by when it is due again, and why."""

    asks: Asks
    state: State
    missing: tuple[str, ...]
    verified_on: date | None
    due: date | None
    reasons: tuple[str, ...]
    says: str
    assigned_to: str
    snoozed_until: date | None
    version: int


@dataclass(frozen=True)
class CoverageVerified:
    """How both stand now; ``ask_again`` tells what the insurer cannot have meant, in sentences."""

    coverage_id: int
    stands: tuple[StandsNow, ...]
    ask_again: tuple[str, ...]
    repeated: bool
    touched: Touched


def verify_coverage(desk: Desk, request: VerifyCoverage) -> CoverageVerified:
    """Take down answers. Raises PaydeskError naming the item, and NotFound; then nothing is kept."""
    today = desk.clock.today()
    on = request.asked_on or today
    with desk.doing("insurance.edit", "Verified a coverage") as session:
        facts = coverage_facts(session, request.coverage_id)
        about(session, account=facts.account_id, person=facts.patient_id, act="verification.record",
              coverage=facts.coverage_id, payer=facts.payer)  # fmt: skip
        if form_store.made_by(session, request.key, request) is not None:
            about(session, repeated=True)
            return _verified(session, facts, today=today, repeated=True)
        _check(request, on=on, today=today)
        ledger_store.lock_accounts(session, (facts.account_id,))  # two desks at once would begin it twice
        taken = Taken(
            request.source, keyboard.tidy_text(request.who), keyboard.tidy_text(request.reference), desk.clock.now(),
            desk.actor.name, _BECAUSE[request.source],
        )  # fmt: skip
        take_down(session, facts, request.answers, taken, on=on, today=today, ended=request.ended, asks=request.asks,
                  says=keyboard.tidy_text(request.says))  # fmt: skip
        form_store.keep(session, request.key, request, facts.coverage_id)
        about(session, asked_on=on.isoformat(), source=request.source.value, who=taken.who, reference=taken.reference,
              answers=[answer_words(one) for one in request.answers], ended=request.ended or "")  # fmt: skip
        return _verified(session, facts, today=today, repeated=False)


def answer_words(one: AnswerGiven) -> str:
    """``copay, primary care: 35.00``."""
    service = f", {one.service.value.replace('_', ' ')}" if one.service else ""
    network = f", {one.network.value} of network" if one.network and one.network.value == "out" else ""
    return f"{ITEMS[one.item].words}{service}{network}: {value_words(one.item, one.value)}"


def coverage_facts(session: Session, coverage_id: int) -> CoverageFacts:
    """The coverage; raises NotFound."""
    found = verification_store.coverages(session, (coverage_id,)).get(coverage_id)
    if found is None:
        raise NotFound("That coverage is not there any more.")
    return found


def locked_facts(session: Session, coverage_id: int) -> CoverageFacts:
    """The same, with its account locked against another desk."""
    facts = coverage_facts(session, coverage_id)
    ledger_store.lock_accounts(session, (facts.account_id,))
    return facts


def _check(request: VerifyCoverage, *, on: date, today: date) -> None:
    plausibility.refuse_card_numbers(request)
    for one in request.answers:
        check_answer(one, asked_on=on)
        if isinstance(one.value, str):
            plausibility.refuse_card_number(one.value, field=one.item.value)
    refuse_contradictions(request.answers, asked_on=on)
    if on > today:
        raise PaydeskError("Nobody was asked on a day still to come. Check the date.", field="asked_on")
    if not request.answers and request.ended is None:
        raise PaydeskError("Take down at least one answer, or say how the try ended.", field="answers")
    if request.ended is not None and request.ended not in ENDED:
        raise PaydeskError("Choose how the try ended from the list.", field="ended")
    if request.source is Source.PHONE and request.answers and len(request.who.strip()) < 2:
        raise PaydeskError("Type who at the insurer said so: a name, or the number of the person.", field="who")
    if request.source is Source.FILE:
        raise PaydeskError("Answers of a file are read from the file.", field="source")
    asked = [(one.item, one.service, one.network) for one in request.answers]
    twice = next((one for one in asked if asked.count(one) > 1), None)
    if twice is not None:
        raise PaydeskError(f"There are two answers to “{ITEMS[twice[0]].words}”. Keep one.", field=twice[0].value)


def take_down(
    session: Session, facts: CoverageFacts, answers: tuple[AnswerGiven, ...], taken: Taken, *, on: date, today: date,
    ended: State | None = None, asks: tuple[Asks, ...] = (), says: str = "", of_person: bool = False,
) -> None:  # fmt: skip
    """Keep the answers of the day ``on`` and bring both verifications to where they stand by them.

    ``of_person``: what is said of the plan is kept for this coverage alone. Hold the account's lock.
    """
    verification_store.keep_answers(session, facts, answers, taken, on=on, of_person=of_person)
    session.flush()
    kept = verification_store.answers_of(session, (facts,)).get(facts.coverage_id, ())
    touched = asks or tuple(dict.fromkeys(ITEMS[one.item].asks for one in answers)) or (Asks.ELIGIBILITY,)
    numbers = freshness_for(facts.payer_kind, on, rows=verification_store.freshness(session))
    for each in touched:
        row = verification_store.verification(session, facts.coverage_id, each)
        if row.tried_on is not None and on < row.tried_on:
            continue  # typed late: what was asked since says more
        days = numbers.eligibility_days if each is Asks.ELIGIBILITY else numbers.benefits_days
        known = (AnswerKept(one.item, one.value, one.asked_on) for one in kept)
        after = after_asking(each, known, today=on, fresh_days=days, ended=ended)
        row.state, row.missing, row.tried_on, row.says = after.state.value, list(after.missing), on, says
        row.source, row.verified_by = taken.source.value, taken.by
        if after.state is State.VERIFIED:
            row.verified_on, row.says = on, says
            row.snoozed_until, row.snooze_why = None, ""
        if row.card_changed_on is not None and on >= row.card_changed_on and after.state is State.VERIFIED:
            row.card_changed_on = None
    session.flush()
    refresh_due(session, (facts,), today=today)


def refresh_due(session: Session, coverages: tuple[CoverageFacts, ...], *, today: date) -> None:
    """Write down, by the rules, when what was begun of these coverages is due again and why."""
    rows = verification_store.freshness(session)
    kept = verification_store.verifications(session, [one.coverage_id for one in coverages])
    for own, asked in coverages_due.to_verify(session, coverages, kept, today=today).items():
        for made in verification_rows(asked, today=today, rows=rows):
            row = kept.get(own, {}).get(made.asks)
            due = None if made.due == date.max else made.due
            if row is not None and (row.next_due, row.due_why) != (due, " ".join(made.reasons[:1])):
                row.next_due, row.due_why = due, " ".join(made.reasons[:1])
    session.flush()


def _verified(session: Session, facts: CoverageFacts, *, today: date, repeated: bool) -> CoverageVerified:
    kept = verification_store.answers_of(session, (facts,)).get(facts.coverage_id, ())
    return CoverageVerified(
        facts.coverage_id, stands_now(session, facts, today=today), _ask_again(facts, kept, today=today), repeated,
        Touched((facts.account_id,), ("insurance",)),
    )  # fmt: skip


def stands_now(session: Session, facts: CoverageFacts, *, today: date) -> tuple[StandsNow, ...]:
    """How eligibility and benefits of a coverage stand today, by the rules."""
    begun = verification_store.verifications(session, (facts.coverage_id,))
    kept = begun.get(facts.coverage_id, {})
    asked = coverages_due.to_verify(session, (facts,), begun, today=today)[facts.coverage_id]
    rows = verification_rows(asked, today=today, rows=verification_store.freshness(session))
    by_rule = {one.asks: one for one in rows}
    return tuple(
        StandsNow(
            asks, by_rule[asks].state if asks in by_rule else State(row.state), tuple(row.missing), row.verified_on,
            by_rule[asks].due if asks in by_rule and by_rule[asks].due != date.max else None,
            by_rule[asks].reasons if asks in by_rule else (), row.says, row.assigned_to, row.snoozed_until, row.version,
        )
        for asks in Asks
        for row in (kept.get(asks) or Verification(state="unverified", missing=[], says="", assigned_to="", version=0),)
    )  # fmt: skip


def _ask_again(facts: CoverageFacts, kept: tuple[KeptAnswer, ...], *, today: date) -> tuple[str, ...]:
    known = benefits_known(kept, plan_known(facts, kept), on=today)
    return (*contradictions(known), *unlikely(known, today.year))


def plan_known(facts: CoverageFacts, kept: tuple[KeptAnswer, ...]) -> PlanKnown:
    """Whose plan it is, as benefits are told."""
    begins = [one.value for one in kept if one.item is Item.PLAN_YEAR and isinstance(one.value, date)]
    return PlanKnown(
        payer_kind=facts.payer_kind, payer=facts.payer, plan=facts.plan, copay=facts.copay, card_on=facts.valid_from,
        year_begins=(begins[-1].month, begins[-1].day) if begins else (1, 1),
    )  # fmt: skip


@dataclass(frozen=True)
class CoverageAnswers:
    """Everything that was ever answered of a coverage, in order, and how both verifications stand."""

    coverage: CoverageFacts
    stands: tuple[StandsNow, ...]
    answers: tuple[KeptAnswer, ...]


def coverage_answers(desk: Desk, coverage_id: int) -> CoverageAnswers:
    """What is known of a coverage and where from; a look, told in the trail."""
    with desk.looking() as session:
        facts = coverage_facts(session, coverage_id)
        kept = verification_store.answers_of(session, (facts,)).get(coverage_id, ())
        found = CoverageAnswers(facts, stands_now(session, facts, today=desk.clock.today()), kept)
    desk.looked("verification.look", "Looked at what an insurer said", account=facts.account_id,
                person=facts.patient_id, coverage=coverage_id)  # fmt: skip
    return found
