"""Claiming: a visit's charges put to its coverage, and marked as sent; the clinic's billing channel sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from paydesk.data import acknowledged_store, claim_store, claims_due, known_claim_store, ledger_store
from paydesk.data.claim_store import By, Unsent
from paydesk.data.database import Session
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.rules import claims
from paydesk.rules.answer_shares import KnownClaim
from paydesk.rules.claims import SENT_HOW, ClaimState
from paydesk.rules.errors import NotFound, PaydeskError

__all__ = [
    "ClaimsSent", "MarkSent", "Unsent", "by", "claim_visit", "listed", "mark_sent", "not_sent", "of_visits",
    "take_back_sent",
]  # fmt: skip

_HOW = ("electronic", "paper", "portal")


@dataclass(frozen=True)
class MarkSent:
    """These claims went to their insurers on a day, in one way. ``sent_as`` are other numbers that the billing channel
    sent them under, by claim: answers come back with those. ``file`` is the control number of the file (ST02) they went
    with, where the channel says it: a receipt for the file is then one for them.
    """

    claim_ids: tuple[int, ...]
    on: date | None = None
    how: str = "electronic"
    sent_as: Mapping[int, str] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True)
class ClaimsSent:
    """How many claims are marked as sent now, and from when they are asked after; those that were already are left as
    they are. ``before`` is how these stood, for whoever takes it back."""

    sent: int
    touched: Touched
    follow_up: date | None = None
    before: tuple[Unsent, ...] = ()


def by(desk: Desk) -> By:
    """Who changes claims, and when."""
    return By(desk.actor.name, desk.clock.now(), desk.clock.today())


def claim_visit(desk: Desk, session: Session, visit_id: int) -> None:
    """Make or renew the claims of a visit whose charges changed, in a transaction of the caller's: what its insurer has
    already is corrected by a claim that takes its place."""
    claims_due.bring_up_to_date(session, by(desk), visits=(visit_id,), changed=True)


def mark_sent(desk: Desk, request: MarkSent) -> ClaimsSent:
    """Mark claims as sent; each is asked after when no answer comes. Raises PaydeskError for a day to come."""
    if request.how not in _HOW:
        raise PaydeskError("Choose how it was sent: electronically, on paper, or through a portal.", field="how")
    on = request.on or desk.clock.today()
    if on > desk.clock.today():
        raise PaydeskError("That day is still to come. Type the day it was sent.", field="on")
    for number in request.sent_as.values():
        if len(claims.squeezed(number)) > 38:
            raise PaydeskError("A claim number has at most 38 characters. Check it.", field="sent_as")
    with desk.doing("claims.work", "Marked claims as sent") as session:
        ledger_store.lock_accounts(session, claim_store.accounts_of(session, request.claim_ids))
        known = known_claim_store.known_claims(session, request.claim_ids)
        if len(known) < len(set(request.claim_ids)) or not known:
            raise NotFound("One of these claims is not there any more. Look at the list again.")
        open_ones = [one for one in known.values() if one.state in (ClaimState.NOT_SENT, ClaimState.REJECTED)]
        before = claim_store.unsent(session, [one.id for one in open_ones])
        claim_store.mark_sent(session, [one.id for one in open_ones], request.how, on, by(desk))
        claim_store.name(session, [
            {"claim_id": own, "kind": "sent as", "number": claims.squeezed(number)}
            for own, number in request.sent_as.items() if claims.squeezed(number)
        ])  # fmt: skip
        if control := claims.squeezed(request.file):
            names = [{"claim_id": one.id, "kind": acknowledged_store.FILE, "number": control} for one in open_ones]
            claim_store.name(session, names)
        about(session, act="claims.sent", claims=len(open_ones), how=SENT_HOW[request.how], on=on)
        accounts = sorted({one.account_id for one in open_ones})
        for account in accounts:
            also_about(session, account=account, how=SENT_HOW[request.how], on=on)
        follow_up = claims.follow_up_of_sending(on, request.how).on if open_ones else None
        return ClaimsSent(len(open_ones), Touched(tuple(accounts), ("insurance",)), follow_up, before)


def take_back_sent(desk: Desk, before: Sequence[Unsent]) -> Touched:
    """Claims noted as sent by mistake wait to be sent as they did ``before``. Raises PaydeskError, and changes none,
    where anything came of one of them meanwhile.
    """
    ids = [one.claim_id for one in before]
    with desk.doing("claims.work", "Took back that claims were sent") as session:
        accounts = claim_store.accounts_of(session, ids)
        ledger_store.lock_accounts(session, accounts)
        if not claim_store.take_back_sent(session, before, by(desk)):
            raise PaydeskError("The claim was worked on since then. Look at it again.")
        about(session, act="claims.unsent", claims=len(ids))
        for account in sorted(accounts):
            also_about(session, account=account)
        return Touched(tuple(sorted(accounts)), ("insurance",))


def not_sent(desk: Desk) -> tuple[KnownClaim, ...]:
    """The claims that are still to be sent, oldest first."""
    with desk.looking() as session:
        known = known_claim_store.known_claims(session, claim_store.in_state(session, ClaimState.NOT_SENT))
        return tuple(sorted(known.values(), key=lambda one: one.id))


def of_visits(desk: Desk, visit_ids: Sequence[int]) -> tuple[KnownClaim, ...]:
    """The claims of visits."""
    with desk.looking() as session:
        known = known_claim_store.known_claims(session, claim_store.of_visits(session, visit_ids))
        return tuple(sorted(known.values(), key=lambda one: one.id))


def listed(desk: Desk) -> tuple[KnownClaim, ...]:
    """Every claim that stands, those of charges that had none yet included, for whoever sends or answers them by other
    means; told in the trail as an export."""
    with desk.doing("claims.work", "Listed claims") as session:
        claims_due.bring_up_to_date(session, by(desk))
        known = known_claim_store.known_claims(session, claim_store.standing(session))
        about(session, act="claims.export", claims=len(known))
        return tuple(sorted(known.values(), key=lambda one: one.id))
