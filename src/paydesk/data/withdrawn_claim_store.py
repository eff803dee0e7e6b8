"""Withdraws the claims of a visit that its patient pays in full, and lets them stand again when insurers are billed."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from paydesk.data import claim_store, corrected_claim_store
from paydesk.data.claim_store import By, Change
from paydesk.data.claim_tables import Claim, ClaimEvent, ClaimLine
from paydesk.rules.claims import VOIDING, WAITING, ClaimState

_HERE = (ClaimState.NOT_SENT.value, ClaimState.REJECTED.value)


def withdraw(session: Session, visit_id: int, by: By, why: str) -> tuple[str, ...]:
    """Claims that no insurer has are void; of each that one has, and has not decided, a claim that voids it waits to be
    sent. The numbers of these.
    """
    session.flush()
    standing = select(Claim).where(Claim.visit_id == visit_id, Claim.frequency != VOIDING).order_by(Claim.id)
    here, voids = [], list[int]()
    for claim in session.execute(standing).scalars().all():
        if claim.state in _HERE and claim.replaces_id is not None:
            session.execute(delete(ClaimLine).where(ClaimLine.claim_id == claim.id))
            corrected_claim_store.void_instead(session, claim.id)
            voids.append(claim.id)
        elif claim.state in _HERE:
            here.append(Change(claim.id, ClaimState.VOID, "void", why))
        elif claim.state in WAITING and corrected_claim_store.successor(session, claim.id) is None:
            voids.append(corrected_claim_store.replace(session, claim.id, by, why, voids=True))
    claim_store.change(session, here, by)
    session.expire_all()
    return tuple(session.execute(select(Claim.number).where(Claim.id.in_(voids)).order_by(Claim.id)).scalars())


def stand_again(session: Session, visit_id: int, by: By, why: str) -> None:
    """What was made to void a claim for ``why`` and was not sent is none; the claim stands again."""
    made_so = select(ClaimEvent.claim_id).where(ClaimEvent.what == "made", ClaimEvent.why.endswith(f": {why}"))
    unsent = select(Claim.id).where(
        Claim.visit_id == visit_id, Claim.frequency == VOIDING, Claim.state == ClaimState.NOT_SENT.value,
        Claim.id.in_(made_so.where(ClaimEvent.claim_id == Claim.id)),
    )  # fmt: skip
    for claim_id in session.execute(unsent.order_by(Claim.id)).scalars().all():
        corrected_claim_store.take_back(session, claim_id, by)
