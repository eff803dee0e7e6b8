"""Handing calls over: one that cannot be made now is put off to a day with a reason, or given to somebody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from paydesk.data import claim_store, ledger_store, staff_store
from paydesk.data.claim_store import By
from paydesk.data.claim_tables import Claim
from paydesk.data.database import Session
from paydesk.operations import claiming, listing_verifications
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.listing_verifications import Chosen
from paydesk.rules.call_worklist import PURPOSES, TO_SEND
from paydesk.rules.claims import ClaimState
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.verification import Asks

_CALLED = frozenset(PURPOSES) | {ClaimState.PAID}
"""A paid one may be paid too little."""

_OPEN = _CALLED | TO_SEND


@dataclass(frozen=True)
class PutOff:
    """The call ``about`` a claim or coverage ("claim 7", "coverage 3") waits until a day; ``why`` stays with it."""

    about: str
    until: date
    why: str


@dataclass(frozen=True)
class GiveTo:
    """The call ``about`` is for that person, or for whoever comes first ("")."""

    about: str
    to: str


@dataclass(frozen=True)
class HandedOver:
    """What a call was about, and what it touched."""

    about: str
    touched: Touched


def put_off(desk: Desk, request: PutOff) -> HandedOver:
    """Put a call off; it comes back by itself, a claim two weeks before its time limit at the latest.

    Raises PaydeskError without a reason or for a day that is none, and NotFound.
    """
    kind, number = _split(request.about)
    if kind == "coverage":
        touched = listing_verifications.snooze(desk, _both(number), until=request.until, why=request.why)
        return HandedOver(request.about, touched)
    with desk.doing("claims.work", "Put off a call about a claim") as session:
        reason = listing_verifications.reason_to_wait(request.until, request.why, today=desk.clock.today())
        claim = _open_claim(session, number, states=_CALLED)
        claim_store.put_off(session, claim, request.until, reason, _by(desk))
        about(session, act="claims.put_off", account=claim.account_id, person=claim.patient_id, claim=claim.number,
              until=request.until.isoformat(), reason=reason)  # fmt: skip
        return HandedOver(request.about, Touched((claim.account_id,), ("insurance",)))


def bring_back(desk: Desk, about_: str) -> HandedOver:
    """A call that was put off is due today. Raises NotFound."""
    kind, number = _split(about_)
    if kind == "coverage":
        return HandedOver(about_, listing_verifications.wake(desk, _both(number)))
    with desk.doing("claims.work", "Took up a call about a claim that was put off") as session:
        claim = _open_claim(session, number)
        claim_store.put_off(session, claim, desk.clock.today(), "", _by(desk))
        about(session, act="claims.put_off", account=claim.account_id, person=claim.patient_id, claim=claim.number)
        return HandedOver(about_, Touched((claim.account_id,), ("insurance",)))


def give(desk: Desk, request: GiveTo) -> HandedOver:
    """Give a call to somebody who may sign in. Raises PaydeskError for nobody who works here, and NotFound."""
    kind, number = _split(request.about)
    if kind == "coverage":
        return HandedOver(request.about, listing_verifications.assign(desk, _both(number), to=request.to))
    with desk.doing("claims.work", "Gave a call about a claim to somebody") as session:
        if request.to and staff_store.user(session, request.to) is None:
            raise PaydeskError("Choose somebody from the list of users.", field="to")
        claim = _open_claim(session, number)
        claim.assigned_to = request.to
        about(session, act="claims.assign", account=claim.account_id, person=claim.patient_id, claim=claim.number,
              to=request.to)  # fmt: skip
        return HandedOver(request.about, Touched((claim.account_id,), ("insurance",)))


def staff(desk: Desk) -> tuple[str, ...]:
    """Who a call can be given to, by name."""
    with desk.looking() as session:
        return tuple(one.name for one in staff_store.users(session) if one.active)


def _split(about_: str) -> tuple[str, int]:
    kind, _, number = about_.partition(" ")
    if kind not in ("claim", "coverage") or not number.isdecimal():
        raise NotFound("What that call was about is not on file any more.")
    return kind, int(number)


def _both(coverage_id: int) -> tuple[Chosen, ...]:
    """One call asks for both."""
    return tuple(Chosen(coverage_id, asks) for asks in Asks)


def _open_claim(session: Session, claim_id: int, *, states: Collection[ClaimState] = _OPEN) -> Claim:
    claim = session.get(Claim, claim_id)
    if claim is not None:
        ledger_store.lock_accounts(session, (claim.account_id,))
        session.refresh(claim)
    if claim is None:
        raise NotFound("What that call was about is not on file any more.")
    state = ClaimState(claim.state)
    if state not in states:
        raise PaydeskError(f"That claim is {state.value}: there is no call about it. Look at the list again.")
    return claim


def _by(desk: Desk) -> By:
    return claiming.by(desk)
