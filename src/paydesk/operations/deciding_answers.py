"""Deciding what waits of a remittance: whose an answer is, or that it is nobody's here; remembered, and undone."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.data import advice_store, claim_store, known_claim_store
from paydesk.data.advice_tables import AdviceClaim
from paydesk.data.database import Session
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import plausibility
from paydesk.rules.answer_shares import KnownClaim
from paydesk.rules.claim_match import BY_WHO, CONFIRMED, Candidate, agreed_words
from paydesk.rules.errors import NotFound, PaydeskError

_TOUCHED = Touched((), ("insurance",))


@dataclass(frozen=True)
class ConfirmClaim:
    """The answer is for this claim of ours: a person says so, and the number it came under is remembered."""

    advice_claim_id: int
    claim_id: int


@dataclass(frozen=True)
class PutAside:
    """The answer is nobody's here, or settled with the insurer otherwise; ``why`` stays with it."""

    advice_claim_id: int
    why: str


@dataclass(frozen=True)
class Decided:
    """The claim of the advice, and what it touched."""

    advice_claim_id: int
    touched: Touched


def confirm_claim(desk: Desk, request: ConfirmClaim) -> Decided:
    """Say whose an answer is. Raises NotFound, and PaydeskError when it is posted already."""
    with desk.doing("payments.post", "Said whose an insurer's answer is") as session:
        row = _waiting(session, request.advice_claim_id)
        known = known_claim_store.known_claims(session, (request.claim_id,)).get(request.claim_id)
        if known is None:
            raise NotFound("That claim is not there any more. Choose it again.", field="claim_id")
        row.claim_id, row.matched_by, row.reason = known.id, CONFIRMED, ""
        if row.squeezed:
            claim_store.name(session, ({"claim_id": known.id, "kind": "confirmed", "number": row.squeezed},))
        about(session, account=known.account_id, person=known.patient_id, claim=known.number, answered_as=row.number)
        return Decided(row.id, _TOUCHED)


def put_aside(desk: Desk, request: PutAside) -> Decided:
    """Put an answer aside: its money stays open with the remittance. Raises PaydeskError without a reason."""
    why = request.why.strip()
    if len(why) < 3:
        raise PaydeskError("Say why in a few words. It stays with the answer.", field="why")
    plausibility.refuse_card_number(why, field="why")
    with desk.doing("payments.post", "Put an insurer's answer aside") as session:
        row = _waiting(session, request.advice_claim_id)
        row.work, row.reason = "aside", why
        about(session, answered_as=row.number, reason=why)
        return Decided(row.id, _TOUCHED)


def take_up(desk: Desk, advice_claim_id: int) -> Decided:
    """An answer that was put aside waits again."""
    with desk.doing("payments.post", "Took an insurer's answer up again") as session:
        row = session.get(AdviceClaim, advice_claim_id)
        if row is None or row.work not in ("aside", "waiting"):
            raise PaydeskError("That answer is not put aside. Look at it again.")
        row.work, row.reason = "waiting", ""
        about(session, answered_as=row.number)
        return Decided(row.id, _TOUCHED)


@dataclass(frozen=True)
class Choice:
    """A claim of ours that an answer may be for; ``fits`` says what of the two ``agrees``, if anything does."""

    claim: KnownClaim
    fits: str
    agrees: bool


def choices(desk: Desk, advice_claim_id: int, *, account_id: int | None = None) -> tuple[Choice, ...]:
    """The claims an answer may be for, the likeliest first: what its numbers and its member say, those of the same last
    name and day, and those of an account."""
    with desk.looking() as session:
        kept = advice_store.kept_claims(session, (advice_claim_id,))
        if not kept:
            raise NotFound("That answer is not there any more.")
        answer = kept[0].answer
        ids = {one.claim.id for one in known_claim_store.candidates(session, {0: answer}).get(0, ())}
        if account_id is not None:
            ids |= set(claim_store.of_account(session, account_id))
        known = known_claim_store.known_claims(session, ids)
    ranked = [(Candidate(one, BY_WHO).agrees(answer), one) for one in known.values()]
    ranked.sort(key=lambda pair: (-len(pair[0]), -pair[1].id))
    desk.looked("remittances.read", "Looked for the claim of an insurer's answer", answered_as=answer.number)
    return tuple(Choice(one, _capital(agreed_words(agreed)), bool(agreed)) for agreed, one in ranked)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _waiting(session: Session, advice_claim_id: int) -> AdviceClaim:
    row = session.get(AdviceClaim, advice_claim_id, with_for_update=True)
    if row is None:
        raise NotFound("That answer is not there any more.")
    if row.work != "waiting":
        raise PaydeskError("That answer is posted or put aside already. Look at it again.")
    return row
