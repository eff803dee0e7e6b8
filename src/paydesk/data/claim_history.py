"""Reads all that happened to the claims of an account, for somebody who has to answer where one stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.advice_tables import AdviceClaim
from paydesk.data.claim_tables import Claim, ClaimDeadline, ClaimEvent, ClaimLine, ClaimNumber
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer, RemittanceClaim
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.data.people_tables import Person
from paydesk.rules.claims import ClaimState, Deadline
from paydesk.rules.money import Cents


@dataclass(frozen=True)
class Happened:
    """One thing that happened to a claim: when, by whom, what, the state after it, and why."""

    at: datetime
    by: str
    what: str
    state: str
    why: str


@dataclass(frozen=True)
class ClaimHistory:
    """A claim with its facts and its story, oldest first; ``open`` in cents is what its insurer has not settled.

    ``numbers`` are further ones it goes by; ``replaces`` is the number of the claim that it corrects.
    """

    claim_id: int
    number: str
    numbers: tuple[str, ...]
    payer: str
    patient: str
    day: date
    codes: tuple[str, ...]
    charge: Cents
    open: Cents
    state: ClaimState
    sent_on: date | None
    sent_how: str
    payer_claim: str
    replaces: str
    follow_up_on: date | None
    follow_up_why: str
    assigned_to: str
    deadlines: tuple[Deadline, ...]
    story: tuple[Happened, ...]


def of_account(session: Session, account_id: int) -> tuple[ClaimHistory, ...]:
    """Every claim of an account, void ones too, the newest first."""
    old = aliased(Claim)
    rows = session.execute(
        select(Claim, Payer.name, Person.first_name, Person.last_name, old.number)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .join(Person, Person.id == Claim.patient_id)
        .outerjoin(old, old.id == Claim.replaces_id)
        .where(Claim.account_id == account_id)
        .order_by(Claim.id.desc())
    ).all()
    ids = [claim.id for claim, *_ in rows]
    lines, story, deadlines = _lines(session, ids), _story(session, ids), _deadlines(session, ids)
    numbers, left = _numbers(session, ids), _open(session, ids)
    found = []
    for claim, payer, first, last, replaced in rows:
        own = lines[claim.id]
        found.append(ClaimHistory(
            claim.id, claim.number, tuple(numbers[claim.id]), payer, f"{first} {last}".strip(),
            min((one.service_date for one in own), default=claim.made_on), tuple(one.code for one in own),
            sum(one.amount for one in own), left.get(claim.id, 0), ClaimState(claim.state), claim.sent_on,
            claim.sent_how, claim.payer_claim, replaced or "", claim.follow_up_on, claim.follow_up_why,
            claim.assigned_to, tuple(deadlines[claim.id]), tuple(story[claim.id]),
        ))  # fmt: skip
    return tuple(found)


_AFTER_SENDING = frozenset({"sent", "put off", "taken up"})
"""What the office does with a claim that it noted as sent."""


def before_sending(session: Session, claim: Claim) -> ClaimState | None:
    """How a claim stood before it was noted as sent; None where it is not sent, or more came of it since."""
    if claim.state != ClaimState.SENT.value:
        return None
    rows = session.execute(
        select(ClaimEvent.what, ClaimEvent.state).where(ClaimEvent.claim_id == claim.id).order_by(ClaimEvent.id.desc())
    )
    seen = False
    for what, state in rows:
        if what not in _AFTER_SENDING:
            return ClaimState(state) if seen and state in ("not sent", "rejected") else None
        seen = seen or what == "sent"
    return None


_CAME_SINCE = ("answered late", "undone")
"""What happens to the answers of a claim that was replaced."""


def standing_state(session: Session, claim: Claim) -> tuple[ClaimState, bool]:
    """How a claim that was replaced stands by itself: as before that, or as its answers say where one came or went
    since; and whether that is so."""
    mine, replaced = ClaimEvent.claim_id == claim.id, ClaimState.CORRECTED.value
    last = select(ClaimEvent.id, ClaimEvent.state).where(mine, ClaimEvent.state != replaced)
    since, state = session.execute(last.order_by(ClaimEvent.id.desc()).limit(1)).one()
    came = select(ClaimEvent.id).where(mine, ClaimEvent.id > since, ClaimEvent.what.in_(_CAME_SINCE))
    before, left = ClaimState(state), _open(session, [claim.id]).get(claim.id, 0)
    if session.execute(came.limit(1)).first() is not None:
        return _as_answered(session, claim, left), True
    return (ClaimState.TAKEN_BACK if before is ClaimState.PAID and left > 0 else before), False


def _as_answered(session: Session, claim: Claim, left: Cents) -> ClaimState:
    answers = _answers(session, claim)
    if not answers:
        return _before_its_answer(session, claim)
    newest = answers[-1]
    if newest.outcome == "denied":
        return ClaimState.DENIED
    gone = {one.takes_back_id for one in answers}
    if all(one.takes_back_id is not None or one.id in gone for one in answers):
        return ClaimState.TAKEN_BACK
    return ClaimState.PARTLY_DENIED if left > 0 else ClaimState.PAID


def _answers(session: Session, claim: Claim) -> list[RemittanceClaim]:
    """What an insurer said of a claim and that stands, oldest first: posted, or denied. Typed answers of its visit that
    name no claim are its own."""
    elsewhere = select(AdviceClaim.answer_id).where(AdviceClaim.answer_id == RemittanceClaim.id)
    query = select(RemittanceClaim).where(
        RemittanceClaim.visit_id == claim.visit_id, RemittanceClaim.coverage_id == claim.coverage_id,
        RemittanceClaim.posted | (RemittanceClaim.outcome == "denied"),
        elsewhere.where(AdviceClaim.claim_id == claim.id).exists() | ~elsewhere.exists(),
    )  # fmt: skip
    return list(session.execute(query.order_by(RemittanceClaim.id)).scalars())


def _before_its_answer(session: Session, claim: Claim) -> ClaimState:
    """A claim without an answer is with its insurer, as that said last."""
    with_them = (ClaimState.SENT.value, ClaimState.ACCEPTED.value, ClaimState.PENDING.value)
    query = select(ClaimEvent.state).where(
        ClaimEvent.claim_id == claim.id, ClaimEvent.state.in_(with_them), ClaimEvent.what != "undone"
    )
    return ClaimState(session.execute(query.order_by(ClaimEvent.id.desc()).limit(1)).scalar() or ClaimState.SENT)


def _lines(session: Session, ids: list[int]) -> defaultdict[int, list[ClaimLine]]:
    found = defaultdict[int, list[ClaimLine]](list)
    for one in session.execute(select(ClaimLine).where(ClaimLine.claim_id.in_(ids)).order_by(ClaimLine.seq)).scalars():
        found[one.claim_id].append(one)
    return found


def _story(session: Session, ids: list[int]) -> defaultdict[int, list[Happened]]:
    found = defaultdict[int, list[Happened]](list)
    query = select(ClaimEvent).where(ClaimEvent.claim_id.in_(ids)).order_by(ClaimEvent.id)
    for one in session.execute(query).scalars():
        found[one.claim_id].append(Happened(one.at, one.by, one.what, one.state, one.why))
    return found


def _deadlines(session: Session, ids: list[int]) -> defaultdict[int, list[Deadline]]:
    found = defaultdict[int, list[Deadline]](list)
    query = select(ClaimDeadline).where(ClaimDeadline.claim_id.in_(ids)).order_by(ClaimDeadline.due)
    for one in session.execute(query).scalars():
        found[one.claim_id].append(Deadline(one.kind, one.due, one.source))
    return found


def _numbers(session: Session, ids: list[int]) -> defaultdict[int, list[str]]:
    found = defaultdict[int, list[str]](list)
    query = (
        select(ClaimNumber.claim_id, ClaimNumber.number)
        .where(ClaimNumber.claim_id.in_(ids), ClaimNumber.kind.in_(["sent as", "payer's"]))
        .order_by(ClaimNumber.number)
    )
    for own, number in session.execute(query):
        found[own].append(number)
    return found


def _open(session: Session, ids: list[int]) -> dict[int, Cents]:
    rows = session.execute(
        select(Claim.id, func.sum(ChargeBalance.balance))
        .join(ClaimLine, ClaimLine.claim_id == Claim.id)
        .join(
            ChargeBalance,
            (ChargeBalance.charge_id == ClaimLine.charge_id) & (ChargeBalance.coverage_id == Claim.coverage_id),
        )
        .where(Claim.id.in_(ids))
        .group_by(Claim.id)
    )
    return {own: int(amount) for own, amount in rows}
