"""Reads what a letter to an insurer is made of: its claims, what was answered, who was called, when it was sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from paydesk.data import advice_store, call_store
from paydesk.data.advice_store import KeptClaim
from paydesk.data.advice_tables import Advice, AdviceClaim
from paydesk.data.call_store import KeptCall
from paydesk.data.call_tables import InsurerCall, InsurerCallSubject
from paydesk.data.charge_tables import Visit
from paydesk.data.claim_tables import Claim, ClaimEvent, ClaimLine, ClaimNumber
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.office_tables import Provider
from paydesk.data.people_tables import Person

_TAKEN = ("posted", "denied", "noted")
"""Answers of which it is sure that they are to our claim."""


@dataclass(frozen=True)
class LetterClaim:
    """A claim with what the insurer knows it by; ``earlier`` are the claims it replaced, the first one first."""

    claim_id: int
    number: str
    payer_claim: str
    account_id: int
    patient_id: int
    first_name: str
    last_name: str
    birth_date: date | None
    member_number: str
    group_number: str
    provider: str
    provider_npi: str
    service: date
    billed: int
    state: str
    answered_on: date | None
    denial: str
    sent_on: date | None
    sent_how: str
    replaces_id: int | None
    payer_id: int
    payer: str
    payer_kind: str


def claims_of(session: Session, claim_ids: Sequence[int]) -> tuple[LetterClaim, ...]:
    """The claims, in the order they were asked for."""
    billed = (
        select(ClaimLine.claim_id, func.sum(ClaimLine.amount).label("billed"),
               func.min(ClaimLine.service_date).label("day"))
        .where(ClaimLine.claim_id.in_(claim_ids))
        .group_by(ClaimLine.claim_id)
        .subquery()
    )  # fmt: skip
    rows = session.execute(
        select(
            Claim.id, Claim.number, Claim.payer_claim, Claim.account_id, Claim.patient_id, Person.first_name,
            Person.last_name, Person.birth_date, Coverage.member_number, InsurancePlan.group_number,
            func.coalesce(Provider.name, ""), func.coalesce(Provider.npi, ""), func.coalesce(billed.c.day, Visit.on),
            func.coalesce(billed.c.billed, 0), Claim.state, Claim.answered_on, Claim.denial, Claim.sent_on,
            Claim.sent_how, Claim.replaces_id, Payer.id, Payer.name, Payer.kind,
        )
        .join(Visit, Visit.id == Claim.visit_id)
        .join(Person, Person.id == Claim.patient_id)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .outerjoin(Provider, Provider.id == Visit.provider_id)
        .outerjoin(billed, billed.c.claim_id == Claim.id)
        .where(Claim.id.in_(claim_ids))
    )  # fmt: skip
    found = {row[0]: LetterClaim(*tuple[Any, ...](row)) for row in rows}
    return tuple(found[own] for own in dict.fromkeys(claim_ids) if own in found)


def earlier(session: Session, claims: Iterable[LetterClaim]) -> dict[int, tuple[int, ...]]:
    """Claim -> itself and those it replaced, the first one first."""
    found = {one.claim_id: [one.claim_id] for one in claims}
    ends = {one.claim_id: one.replaces_id for one in claims}
    while any(ends.values()):
        rows = session.execute(select(Claim.id, Claim.replaces_id).where(Claim.id.in_(set(ends.values()))))
        before = {row.id: row.replaces_id for row in rows}
        for own, end in ends.items():
            if end is not None:
                found[own].insert(0, end)
                ends[own] = before[end]
    return {own: tuple(ids) for own, ids in found.items()}


def codes_of(session: Session, claim_ids: Sequence[int]) -> dict[int, str]:
    """Claim -> what was last said of it when it was answered."""
    rows = session.execute(
        select(ClaimEvent.claim_id, ClaimEvent.why)
        .where(ClaimEvent.claim_id.in_(claim_ids), ClaimEvent.because == "remittance claim")
        .order_by(ClaimEvent.id)
    )
    return {row.claim_id: row.why for row in rows}


@dataclass(frozen=True)
class LineFacts:
    """A line as it was put to the insurer."""

    day: date
    code: str
    modifiers: str
    units: int
    amount: int


def lines_of(session: Session, claim_ids: Sequence[int]) -> dict[int, list[LineFacts]]:
    """Claim -> its lines."""
    found = defaultdict[int, list[LineFacts]](list)
    for own, day, code, modifiers, units, amount in session.execute(
        select(
            ClaimLine.claim_id, ClaimLine.service_date, ClaimLine.code, ClaimLine.modifiers, ClaimLine.units,
            ClaimLine.amount,
        )
        .where(ClaimLine.claim_id.in_(claim_ids))
        .order_by(ClaimLine.claim_id, ClaimLine.seq)
    ):  # fmt: skip
        found[own].append(LineFacts(day, code, modifiers, units, amount))
    return found


@dataclass(frozen=True)
class Said:
    """An answer of a remittance to one claim, with the payment it came in."""

    claim_id: int
    trace: str
    paid_on: date | None
    kept: KeptClaim


def said_of(session: Session, claim_ids: Sequence[int]) -> tuple[Said, ...]:
    """What remittances said of these claims, as they said it, in the order in which it came."""
    rows = session.execute(
        select(AdviceClaim.id, AdviceClaim.claim_id, Advice.trace, Advice.paid_on)
        .join(Advice, Advice.id == AdviceClaim.advice_id)
        .where(AdviceClaim.claim_id.in_(claim_ids), AdviceClaim.work.in_(_TAKEN))
    ).all()
    kept = {one.id: one for one in advice_store.kept_claims(session, [row.id for row in rows])}
    return tuple(
        Said(row.claim_id or 0, row.trace, row.paid_on, kept[row.id]) for row in sorted(rows, key=lambda row: row.id)
    )


def calls_about(session: Session, claim_ids: Sequence[int]) -> tuple[KeptCall, ...]:
    """Calls that were filed about any of these claims, the first one first."""
    query = (
        select(InsurerCallSubject.call_id)
        .join(InsurerCall, InsurerCall.id == InsurerCallSubject.call_id)
        .where(InsurerCallSubject.claim_id.in_(claim_ids), InsurerCall.state == "closed")
        .distinct()
        .order_by(InsurerCallSubject.call_id)
    )
    found = (call_store.kept(session, own) for own in session.execute(query).scalars().all())
    return tuple(one for one in found if one is not None)


@dataclass(frozen=True)
class SentRow:
    """One step of a claim on its way to the insurer: sent, or acknowledged as the receipt said."""

    claim_id: int
    number: str
    what: str
    why: str
    noted_at: datetime
    noted_by: str
    sent_on: date | None
    """The day it was sent, of its last sending: of earlier ones only the day they were noted is known."""


def way_of(session: Session, claim_ids: Sequence[int]) -> tuple[SentRow, ...]:
    """When claims were sent and what receipts said of them; what was noted as sent by mistake is left out."""
    asked = aliased(Claim)
    rows = session.execute(
        select(
            ClaimEvent.claim_id, asked.number, ClaimEvent.what, ClaimEvent.why, ClaimEvent.at, ClaimEvent.by,
            asked.sent_on,
        )
        .join(asked, asked.id == ClaimEvent.claim_id)
        .where(ClaimEvent.claim_id.in_(claim_ids), ClaimEvent.what.in_(["sent", "unsent", "acknowledged"]))
        .order_by(ClaimEvent.claim_id, ClaimEvent.id)
    )  # fmt: skip
    found: list[SentRow] = []
    for row in rows:
        one = SentRow(*tuple[Any, ...](row))
        last = next((place for place in reversed(range(len(found))) if found[place].what == "sent"), None)
        if one.what == "unsent":
            if last is not None and found[last].claim_id == one.claim_id:
                del found[last]
            continue
        if one.what == "sent" and last is not None and found[last].claim_id == one.claim_id:
            before = found[last]
            found[last] = SentRow(
                before.claim_id, before.number, before.what, before.why, before.noted_at, before.noted_by, None
            )
        found.append(one)
    return tuple(found)


def sent_under(session: Session, claim_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Claim -> numbers of the channel (``sent as``) and of the file (``file``) it went out under."""
    found = defaultdict[int, list[tuple[str, str]]](list)
    rows = session.execute(
        select(ClaimNumber.claim_id, ClaimNumber.kind, ClaimNumber.number)
        .where(ClaimNumber.claim_id.in_(claim_ids), ClaimNumber.kind.in_(["sent as", "file"]))
        .order_by(ClaimNumber.claim_id, ClaimNumber.kind.desc(), ClaimNumber.number)
    )
    for own, kind, number in rows:
        found[own].append((kind, number))
    return found
