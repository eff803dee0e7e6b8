"""Reads and writes what became of underpaid lines: calls about their claims, and lower prices that are accepted."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from paydesk.data.call_tables import InsurerCall, InsurerCallSubject
from paydesk.data.claim_tables import Claim
from paydesk.data.contract_tables import AcceptedPriceRow
from paydesk.data.database import answers
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.claims import ClaimState
from paydesk.rules.money import Cents
from paydesk.rules.underpayment import ELSEWHERE, AcceptedPrice, Told


@dataclass(frozen=True)
class Standing:
    """Where a claim is, when it is looked at again there, and how the last filed call about its price, or its
    appeal, ended."""

    state: ClaimState = ClaimState.PAID
    told: Told | None = None
    follow_up: date | None = None


def standings(session: Session, claim_ids: Collection[int]) -> dict[int, Standing]:
    """Claim -> where it is, of those that are elsewhere or were called about; the others are answered, and that is all.

    Of many claims at once those that are elsewhere are asked for, which are few, not each by its number.
    """
    wanted = claim_ids if isinstance(claim_ids, Set) else set(claim_ids)
    named = sorted(wanted) if len(wanted) <= _FEW else None
    calls = (
        select(InsurerCallSubject.claim_id, InsurerCallSubject.outcome, InsurerCallSubject.follow_up_on)
        .join(InsurerCall, InsurerCall.id == InsurerCallSubject.call_id)
        .where(InsurerCallSubject.purpose.in_(_ASKED), InsurerCall.state == "closed")
        .order_by(InsurerCallSubject.call_id, InsurerCallSubject.seq)
    )
    moved = select(Claim.id, Claim.state, Claim.follow_up_on).where(Claim.state.in_(sorted(ELSEWHERE)))
    if named is not None:
        calls = calls.where(InsurerCallSubject.claim_id.in_(named))
        moved = moved.where(Claim.id.in_(named))
    told = {claim: Told(outcome, follow_up) for claim, outcome, follow_up in answers(session, calls)}
    states = {claim: (ClaimState(state), follow_up) for claim, state, follow_up in answers(session, moved)}
    found = {}
    for own in (states.keys() | told.keys()) & wanted:
        state, follow_up = states.get(own, (ClaimState.PAID, None))
        found[own] = Standing(state, told.get(own), follow_up)
    return found


_FEW = 500
_ASKED = [Purpose.UNDERPAYMENT.value, Purpose.APPEAL.value]


def accepted(session: Session) -> tuple[AcceptedPrice, ...]:
    """The lower prices that are accepted."""
    query = select(
        AcceptedPriceRow.id, AcceptedPriceRow.payer_id, AcceptedPriceRow.code, AcceptedPriceRow.modifiers,
        AcceptedPriceRow.place, AcceptedPriceRow.valid_from, AcceptedPriceRow.allowed, AcceptedPriceRow.reason,
    ).where(AcceptedPriceRow.withdrawn_by == "")  # fmt: skip
    return tuple(
        AcceptedPrice(
            accepted_id=own, payer_id=payer, code=code, pricing=frozenset(modifiers.split()), place=place, first=first,
            allowed=allowed, reason=reason,
        )
        for own, payer, code, modifiers, place, first, allowed, reason in answers(session, query)
    )  # fmt: skip


@dataclass(frozen=True)
class Acceptance:
    """Who accepts, why, and from which day of service."""

    first: date
    reason: str
    at: datetime
    by: str


def accept(
    session: Session, payer_id: int, code: str, prices: Sequence[tuple[str, str, Cents]], acceptance: Acceptance
) -> tuple[int, ...]:
    """Accept prices of a payer's code: (pricing modifiers, place, cents for a unit). Their ids."""
    rows = [
        AcceptedPriceRow(
            payer_id=payer_id, code=code, modifiers=modifiers, place=place, allowed=allowed,
            valid_from=acceptance.first, reason=acceptance.reason, accepted_at=acceptance.at, accepted_by=acceptance.by,
        )
        for modifiers, place, allowed in prices
    ]  # fmt: skip
    return _keep(session, rows)


def _keep(session: Session, rows: Sequence[AcceptedPriceRow]) -> tuple[int, ...]:
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def accept_again(session: Session, ids: Collection[int], *, at: datetime, by: str) -> tuple[int, ...]:
    """What of these was taken back holds again, each as a row of its own; one that stands meanwhile is not doubled."""
    query = select(AcceptedPriceRow).where(AcceptedPriceRow.id.in_(ids), AcceptedPriceRow.withdrawn_by != "")
    rows = []
    for gone in session.execute(query.order_by(AcceptedPriceRow.id)).scalars().all():
        same = {
            "payer_id": gone.payer_id, "code": gone.code, "modifiers": gone.modifiers, "place": gone.place,
            "allowed": gone.allowed, "valid_from": gone.valid_from, "reason": gone.reason,
        }  # fmt: skip
        if session.execute(select(AcceptedPriceRow.id).filter_by(**same, withdrawn_by="")).first() is None:
            rows.append(AcceptedPriceRow(**same, accepted_at=at, accepted_by=by))
    return _keep(session, rows)


def withdraw(session: Session, ids: Collection[int], by: str) -> int:
    """These hold no more; how many did until now."""
    held = select(AcceptedPriceRow.id).where(AcceptedPriceRow.id.in_(ids), AcceptedPriceRow.withdrawn_by == "")
    own = session.execute(held).scalars().all()
    session.execute(update(AcceptedPriceRow).where(AcceptedPriceRow.id.in_(own)).values(withdrawn_by=by))
    return len(own)
