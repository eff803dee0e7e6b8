"""Telling where an account's claims stand and all that happened to them; and that one was not sent after all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from paydesk.data import claim_history, claim_store, ledger_store, office_store
from paydesk.data.claim_history import ClaimHistory as ClaimHistory
from paydesk.data.claim_tables import Claim
from paydesk.operations import claiming
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import plausibility
from paydesk.rules.claims import ClaimState
from paydesk.rules.errors import NotFound, PaydeskError


def claims_of_account(desk: Desk, account_id: int) -> tuple[ClaimHistory, ...]:
    """Every claim of an account with its story on the clinic's clock, the newest first; a look, told in the trail."""
    with desk.looking() as session:
        zone = office_store.clinic_zone(session)
        found = claim_history.of_account(session, account_id)
    desk.looked("claims.look", "Looked at the claims of an account", account=account_id)
    return tuple(
        replace(claim, story=tuple(replace(one, at=one.at.astimezone(zone)) for one in claim.story))
        for claim in found
    )


@dataclass(frozen=True)
class TakeBackSent:
    """A claim was noted as sent by mistake, whenever that was; ``why`` stays with it."""

    claim_id: int
    why: str


@dataclass(frozen=True)
class SentTakenBack:
    """The claim that waits to be sent again, and what it touched."""

    claim_id: int
    touched: Touched


_TO_SEND = (ClaimState.NOT_SENT.value, ClaimState.REJECTED.value)
_NOT_SENT = "That claim waits to be sent already."
_SENT_INDEED = "Something came of this claim after it was sent, so it was sent. Call the insurer about it."


def take_back_sent(desk: Desk, request: TakeBackSent) -> SentTakenBack:
    """Put a claim back to be sent. Raises NotFound, and PaydeskError where its insurer has said anything since."""
    why = request.why.strip()
    if len(why) < 3:
        raise PaydeskError("Say why in a few words. It stays with the claim.", field="why")
    plausibility.refuse_card_number(why, field="why")
    with desk.doing("claims.work", "Took back that a claim was sent") as session:
        claim = session.get(Claim, request.claim_id)
        if claim is None:
            raise NotFound("That claim is not there any more.")
        ledger_store.lock_accounts(session, (claim.account_id,))
        session.refresh(claim)
        before = claim_history.before_sending(session, claim)
        if before is None:
            raise PaydeskError(_NOT_SENT if claim.state in _TO_SEND else _SENT_INDEED)
        claim_store.unsend(session, claim, before, why, claiming.by(desk))
        about(session, act="claims.unsent", account=claim.account_id, person=claim.patient_id, claim=claim.number,
              reason=why)  # fmt: skip
        return SentTakenBack(claim.id, Touched((claim.account_id,), ("insurance",)))
