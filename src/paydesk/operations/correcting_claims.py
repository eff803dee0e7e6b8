"""Correcting claims: a claim that was wrong and that its insurer has is replaced by one with a number of its own."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.data import claim_worklists, corrected_claim_store, form_store, ledger_store
from paydesk.data.claim_tables import Claim
from paydesk.data.database import Session
from paydesk.operations.claiming import by
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import claims, plausibility
from paydesk.rules.claims import HELD, VOIDING, ClaimState, Deadline
from paydesk.rules.errors import NotFound, PaydeskError

_LONGEST = 38


@dataclass(frozen=True)
class CorrectClaim:
    """A claim was wrong, though its charges are right: it is put to the insurer anew as it stands here now.

    ``payer_claim`` is the insurer's own number of the claim that is replaced; empty where it is known. The same ``key``
    again makes no second one.
    """

    claim_id: int
    reason: str
    key: str
    payer_claim: str = ""


@dataclass(frozen=True)
class ClaimCorrected:
    """The corrected claim, which waits to be sent; ``deadline`` is by when, where that is known."""

    claim_id: int
    number: str
    replaces: str
    deadline: Deadline | None
    touched: Touched


def correct_claim(desk: Desk, request: CorrectClaim) -> ClaimCorrected:
    """Make the corrected claim. Raises PaydeskError when the insurer does not have the claim, or it was replaced."""
    with desk.doing("claims.work", "Made a corrected claim") as session:
        claim = _claim(session, request.claim_id)
        ledger_store.lock_accounts(session, (claim.account_id,))
        session.refresh(claim)
        made = form_store.made_by(session, request.key, request)
        about(session, account=claim.account_id, person=claim.patient_id, act="claims.correct", claim=claim.number)
        if made is not None:
            about(session, repeated=True)
            return _corrected(session, made, claim)
        _refuse(session, claim)
        why = _reason(request.reason)
        number = _number(request.payer_claim)
        if not number and not claim.payer_claim:
            raise PaydeskError(
                "Type the insurer's number of this claim: it finds the claim to replace by it. A call or the "
                "remittance tells it.", field="payer_claim",
            )  # fmt: skip
        if number and number != claim.payer_claim:
            corrected_claim_store.name_replaced(session, claim.id, number)
        own = corrected_claim_store.replace(session, claim.id, by(desk), why)
        form_store.keep(session, request.key, request, own)
        about(session, corrected=claims.claim_number(own), reason=why)
        return _corrected(session, own, claim)


def name_payer_claim(desk: Desk, claim_id: int, number: str) -> Touched:
    """Take down the insurer's number of the claim that a corrected one replaces: without it it is not found there."""
    with desk.doing("claims.work", "Took down an insurer's number of a claim") as session:
        claim = _claim(session, claim_id)
        ledger_store.lock_accounts(session, (claim.account_id,))
        old = corrected_claim_store.replaced_by(session, claim.id)
        if old is None:
            raise PaydeskError("This claim replaces none. Open a corrected claim that waits to be sent.")
        wanted = _number(number)
        if not wanted:
            raise PaydeskError("Type the insurer's number of the claim that is replaced.", field="payer_claim")
        corrected_claim_store.name_replaced(session, old.claim_id, wanted)
        about(session, account=claim.account_id, person=claim.patient_id, act="claims.correct", claim=claim.number,
              payer_claim=wanted)  # fmt: skip
        return Touched((claim.account_id,), ("insurance",))


def take_back_correction(desk: Desk, claim_id: int) -> Touched:
    """A corrected claim that was made by mistake is void, and the one before stands. Raises PaydeskError once it is
    sent, or when the charges say something else than the one before.
    """
    with desk.doing("claims.work", "Took back a corrected claim") as session:
        claim = _claim(session, claim_id)
        ledger_store.lock_accounts(session, (claim.account_id,))
        session.refresh(claim)
        if claim.replaces_id is None or claim.state != ClaimState.NOT_SENT:
            raise PaydeskError("Only a corrected claim that waits to be sent can be taken back.")
        if corrected_claim_store.says_otherwise(session, claim.replaces_id):
            raise PaydeskError("The charges were changed since the first claim: the corrected one must go out.")
        corrected_claim_store.take_back(session, claim.id, by(desk))
        about(session, account=claim.account_id, person=claim.patient_id, act="claims.uncorrect",
              claim=claims.claim_number(claim_id))  # fmt: skip
        return Touched((claim.account_id,), ("insurance",))


def _claim(session: Session, claim_id: int) -> Claim:
    claim = session.get(Claim, claim_id)
    if claim is None:
        raise NotFound("That claim is not there any more. Look at the list again.")
    return claim


def _refuse(session: Session, claim: Claim) -> None:
    if claim.state in (ClaimState.NOT_SENT, ClaimState.REJECTED):
        raise PaydeskError("The insurer has not taken this claim in yet: mend what is wrong and send it as it is.")
    after = corrected_claim_store.successor(session, claim.id)
    if after is not None:
        raise PaydeskError(f"Claim {after.number} takes the place of this one already. Open that one.")
    if claim.state not in HELD or claim.frequency == VOIDING:
        raise PaydeskError("This claim is void: there is nothing to replace.")


def _reason(text: str) -> str:
    if len(text.strip()) < 3:
        raise PaydeskError("Say in a few words what was wrong. It stays with both claims.", field="reason")
    plausibility.refuse_card_number(text, field="reason")
    return text.strip()


def _number(typed: str) -> str:
    number = claims.squeezed(typed)
    if len(number) > _LONGEST:
        raise PaydeskError(f"A claim number has at most {_LONGEST} characters. Check it.", field="payer_claim")
    return number


def _corrected(session: Session, claim_id: int, old: Claim) -> ClaimCorrected:
    known = claim_worklists.deadlines_of(session, claim_id)
    deadline = claims.earliest(known, "corrected") or claims.earliest(known, "filing")
    return ClaimCorrected(
        claim_id,
        claims.claim_number(claim_id),
        claims.claim_number(old.id),
        deadline,
        Touched((old.account_id,), ("insurance",)),
    )
