"""Settling calls: what becomes of each claim and coverage a call was about, and what is learned of the insurer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from paydesk.data import claim_store, deadline_store, payer_memory, verification_store
from paydesk.data.call_facts import Subject
from paydesk.data.call_store import SettledRow
from paydesk.data.call_tables import InsurerCall
from paydesk.data.claim_store import By, Change
from paydesk.data.claim_tables import Claim
from paydesk.data.database import Session
from paydesk.data.verification_store import Taken
from paydesk.operations import preparing_calls, verifying
from paydesk.rules import call_outcome, call_sheet, call_verification, claims
from paydesk.rules.benefits import Source
from paydesk.rules.call_outcome import Next, Outcome
from paydesk.rules.call_sheet import Answer, KnownFacts, Purpose, day_of, words_of
from paydesk.rules.claims import ClaimState, Deadline, FollowUp, Limit
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.verification import Asks, State
from paydesk.rules.verified_items import check_answer


@dataclass(frozen=True)
class Settled:
    """How the call ended for one claim or coverage, with what was answered."""

    about: str
    purpose: Purpose
    outcome: str
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Plan:
    """One settled thing, checked: what becomes of it."""

    asked: Settled
    subject: Subject
    outcome: Outcome
    answers: dict[str, Answer]
    after: Next | None


def plan(
    session: Session, today: date, number: int, asked: Settled, subject: Subject, accepted: frozenset[str]
) -> Plan:
    """Raises PaydeskError for an end that is missing, says too little, or does not fit what is known."""
    try:
        outcome = call_outcome.outcome_of(asked.purpose, asked.outcome)
    except KeyError:
        raise PaydeskError("Say how the call ended.", field="outcome", row=number) from None
    answers = {one.item: one for one in asked.answers}
    for needed in outcome.needs:
        if not (answers.get(needed) or (needed == "reason" and call_outcome.denial_told(answers))):
            raise PaydeskError(_NEEDED[needed], field=needed, row=number)
    said = answers.get("active")
    if said is not None and said.known and said.value != _ENDS_AS.get(outcome.key, said.value):
        raise PaydeskError(
            f"The answer says active: {said.value}, the call ended as “{outcome.words}”. Change one of the two.",
            field="active", row=number,
        )
    known = KnownFacts(
        today, subject.visit, subject.claim.service if subject.claim else None,
        subject.claim.billed if subject.claim else 0,
    )  # fmt: skip
    for doubt in call_sheet.doubts(answers, known):
        if doubt.item not in accepted:
            raise PaydeskError(doubt.sentence, field=doubt.item, row=number)
    reach = payer_memory.reach(session, subject.payer_id, asked.purpose.value)
    around = preparing_calls.around_of(session, subject, today, reach=reach)
    around = replace(around, answers=answers)
    return Plan(asked, subject, outcome, answers, outcome.rule(around))


_ENDS_AS = {"active": "yes", "inactive": "no"}
"""What the answer to “Plan active?” has to be for a call that ended so."""

_NEEDED = {
    "call_back": "Type the day they will call, or asked us to call.",
    "reason": "Choose why it was denied, or type its code.",
    "needed": "Type what they need from us.",
    "number": "Type the authorization's number.",
}  # fmt: skip


def settle(session: Session, call: InsurerCall, one: Plan, by: By) -> SettledRow:
    """The claim takes its state, deadline and follow-up; a coverage keeps its own in the call."""
    state, after = one.outcome.coverage, one.after
    if one.subject.claim_id is not None:
        state = _change_claim(session, call, one, by)
    elif one.asked.purpose is Purpose.VERIFY:
        state, after = _verify(session, call, one, by)
    return SettledRow(
        one.subject.claim_id, None if one.subject.claim_id is not None else one.subject.coverage_id,
        one.asked.purpose.value, one.outcome.key, state, after.on if after else None, after.why if after else "",
        tuple((answer.item, call_sheet.kept(answer), answer.known) for answer in one.answers.values()),
    )  # fmt: skip


def _change_claim(session: Session, call: InsurerCall, one: Plan, by: By) -> str:
    """What was answered or ended meanwhile keeps its state: a call is no proof against money that is here."""
    claim = session.get_one(Claim, one.subject.claim_id, with_for_update=True)
    now = ClaimState(claim.state)
    if now not in claims.OPEN:
        return _tell_of_paid(session, call, one, by) if _stays_paid(one, now) else now.value
    state = one.outcome.claim or now
    if one.asked.purpose is Purpose.TAKEBACK and now is not ClaimState.TAKEN_BACK:
        state = now  # they want it back, and have not taken it
    denied = state is ClaimState.DENIED and one.outcome.claim is not None
    denial = (call_outcome.denial_told(one.answers) or claim.denial or "other") if denied else claim.denial
    answered = day_of(one.answers, "denied_on") or (by.today if denied and now is not ClaimState.DENIED else None)
    change = Change(
        claim.id, state, "called", f"{one.outcome.words}{_who(call)}",
        words_of(one.answers, "payer_claim"), answered if denied else None,
        FollowUp(one.after.on, one.after.why) if one.after else None, denial,
        claims.is_preventable(denial) if denied else claim.preventable, "call", call.id,
    )  # fmt: skip
    claim_store.change(session, (change,), by)
    if denied and (answered or claim.answered_on is None):
        claim_store.set_answer_deadlines(session, (claim.id,), answered or by.today)
    told = day_of(one.answers, "appeal_by")
    if told:
        source = f"{deadline_store.TOLD} {show_date(by.today)}"
        deadline_store.set_deadline(session, claim.id, Deadline("appeal", told, source))
    return state.value


def _stays_paid(one: Plan, now: ClaimState) -> bool:
    """Paid too little, or paid and wanted back."""
    return one.asked.purpose in (Purpose.UNDERPAYMENT, Purpose.TAKEBACK) and now is ClaimState.PAID


def _tell_of_paid(session: Session, call: InsurerCall, one: Plan, by: By) -> str:
    """A claim that was paid, too little or too much, stays so, with what was said of it, when it is looked at
    again, and by when a dispute must be there."""
    after, told = one.after, day_of(one.answers, "appeal_by")
    change = Change(
        one.subject.claim_id or 0, ClaimState.PAID, "called", f"{one.outcome.words}{_who(call)}",
        follow_up=FollowUp(after.on, after.why) if after else None, because="call", because_id=call.id,
    )  # fmt: skip
    claim_store.change(session, (change,), by)
    if told:
        deadline = Deadline("appeal", told, f"{deadline_store.TOLD} {show_date(by.today)}")
        deadline_store.set_deadline(session, change.claim_id, deadline)
    return ClaimState.PAID.value


def _who(call: InsurerCall) -> str:
    who = ", ".join(part for part in (call.representative, call.reference and f"reference {call.reference}") if part)
    return f" ({who})" if who else ""


def _verify(session: Session, call: InsurerCall, one: Plan, by: By) -> tuple[str, Next | None]:
    """What was told is kept of the coverage and its plan; where it stands then, and when it is due by its own rules."""
    facts = verifying.coverage_facts(session, one.subject.coverage_id)
    taken = Taken(Source.PHONE, call.representative, call.reference, by.at, by.name, "call", call.id)
    ended = call_verification.ENDED.get(one.outcome.key)
    told = call_verification.told_by(one.outcome.key, one.answers, today=by.today)
    for answer in told:
        check_answer(answer, asked_on=by.today)
    verifying.take_down(
        session, facts, told, taken, on=by.today, today=by.today, ended=ended,
        asks=tuple(Asks) if ended is None else (Asks.ELIGIBILITY,) if told or ended is State.INACTIVE else tuple(Asks),
    )  # fmt: skip
    stands = verifying.stands_now(session, facts, today=by.today)
    eligibility = next(each for each in stands if each.asks is Asks.ELIGIBILITY)
    due = min((each for each in stands if each.due), key=lambda each: each.due or by.today, default=None)
    promised = one.after if one.outcome.key == "call back" else None
    if promised is not None:
        for asks in Asks:
            row = verification_store.verification(session, facts.coverage_id, asks)
            row.snoozed_until, row.snooze_why = promised.on, "they promised to call, or asked us to call, on that day"
    if promised is not None or due is None or due.due is None or ended is not None:
        return eligibility.state.value, promised or one.after
    reason = " ".join(due.reasons[:1]).rstrip(".")
    return eligibility.state.value, Next(due.due, "", f"{reason[:1].lower()}{reason[1:]}")


_FEWEST_DAYS, _MOST_DAYS = 15, 400


def learn(session: Session, call: InsurerCall, plans: Sequence[Plan], by: By) -> None:
    """What the call teaches of the insurer: the way that worked, the hold, and a time limit that was told."""
    reached = [one for one in plans if one.outcome.reached]
    for purpose in dict.fromkeys(one.asked.purpose for one in reached):
        payer_memory.learn(
            session, call.payer_id, purpose.value, number=call.number, menu=call.menu, held=call.held_seconds,
            today=by.today, by=by.name,
        )  # fmt: skip
    for one in reached:
        denied, end = day_of(one.answers, "denied_on"), day_of(one.answers, "appeal_by")
        if denied and end and _FEWEST_DAYS <= (end - denied).days <= _MOST_DAYS:
            said = f"by phone {show_date(by.today)}"
            limit = Limit("appeal", (end - denied).days, said)
            payer_memory.learn_limit(session, call.payer_id, limit, today=by.today, by=by.name)
