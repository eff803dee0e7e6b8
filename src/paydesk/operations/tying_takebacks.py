"""Tying takebacks: what an insurer kept from a payment, put to the claim it is for or to the balance it had put off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from paydesk.data import (
    form_store,
    ledger_store,
    overpayment_store,
    overpayments_found,
    provider_adjustment_store,
    remittance_store,
)
from paydesk.data.advice_tables import Advice
from paydesk.data.database import Session
from paydesk.data.overpayment_tables import InsurerOverpayment
from paydesk.data.provider_adjustment_store import Adjustment, NamedClaim
from paydesk.operations import counting_refunds, finding_overpayments, proposing_takebacks, returning_overpayments
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.proposing_takebacks import Place
from paydesk.rules import insurer_refund, plausibility
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.insurer_overpayment import Decision, OverpaymentState
from paydesk.rules.ledger import INSURER_PAYMENT, TAKEBACK, Entry, mirror
from paydesk.rules.money import Cents, show
from paydesk.rules.provider_adjustments import Role


@dataclass(frozen=True)
class TieTakeback:
    """An adjustment is for this claim of ours, with ``amount`` cents of it; all that fits where none is said.

    ``key`` makes the same button pressed again harmless.
    """

    place: Place
    claim_id: int
    why: str = ""
    amount: Cents | None = None
    key: str = ""


@dataclass(frozen=True)
class Tied:
    """So much of an adjustment is tied now; the entry that posted it, None for a balance that was put off before."""

    amount: Cents
    entry_id: int | None
    overpayment_id: int | None
    touched: Touched
    repeated: bool = False


@dataclass(frozen=True)
class _Posted:
    """What was tied, and what the trail tells of it: whose it is, and facts."""

    tied: Tied
    account: int
    person: int
    facts: Mapping[str, Any]


def tie_takeback(desk: Desk, request: TieTakeback) -> Tied:
    """Post what an insurer took as a takeback on the claim it is for, in the lot of the payment that took it.

    One that counts a refund is posted as a payment of its own sign. Whoever ties it agrees to it, unless the claim's
    overpayment is disputed: then it is noted that the insurer took it all the same. Raises PaydeskError where nothing
    of it is open, where the same payment takes the claim's answer back, and beyond what is on the claim.
    """
    plausibility.refuse_card_number(request.why, field="why")
    with desk.doing("payments.post", "Tied what an insurer took to its claim") as session:
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            return _repeated(session, made)
        advice, adjustment = _locked(session, request.place)
        done = tie(desk, session, advice, adjustment, request)
        assert done.tied.entry_id is not None
        form_store.keep(session, request.key, request, done.tied.entry_id)
        about(session, account=done.account, person=done.person, act="overpayments.tie", **done.facts)
        return done.tied


def _repeated(session: Session, entry_id: int) -> Tied:
    lines = ledger_store.lines_of_entry(session, entry_id)
    account = lines[0].account
    about(session, account=account, act="overpayments.tie", entry=entry_id, repeated=True)
    touched = Touched((account,), ("money", "insurance"))
    return Tied(abs(sum(line.amount for line in lines)), entry_id, None, touched, repeated=True)


def tie(desk: Desk, session: Session, advice: Advice, adjustment: Adjustment, request: TieTakeback) -> _Posted:
    """The same within an act that is under way; what it was is for the caller to tell the trail."""
    found = provider_adjustment_store.claims(session, (request.claim_id,), advice_id=adjustment.advice_id)
    if not found:
        raise NotFound("That claim is not there any more. Choose it again.", field="claim_id")
    claim = found[0]
    ledger_store.lock_accounts(session, (claim.account_id,))
    amount = _amount(adjustment, request.amount)
    if adjustment.payer_id not in (None, claim.payer_id):
        raise PaydeskError(
            f"Claim {claim.number} is of another insurer. Choose a claim of {adjustment.payer}.", field="claim_id"
        )
    lot_id = _lot(desk, session, advice, claim.payer_id)
    whole = request.amount is not None
    if adjustment.role is Role.COUNTS:
        records, entry = _count(session, claim, lot_id, amount, whole=whole)
        kind = "counted"
    else:
        records, entry = _take(desk, session, adjustment, claim, lot_id, amount, whole=whole)
        kind = "takeback"
    moved, first = abs(entry.total), records[0][0]
    seq = len(overpayment_store.of_adjustment(session, adjustment.place))
    key = f"adjustment {advice.key}/{adjustment.seq}/{seq}"
    stamp = desk.stamp(session, key, because="overpayment", because_id=first.id)
    entry_id = ledger_store.seal(session, (entry,), stamp)[0]
    who = finding_overpayments.by(desk)
    for one, some in records:
        told = f"{show(some)} {_TOLD[kind]} {advice.trace or 'a payment'}"
        overpayment_store.log(session, one.id, who, told, request.why.strip())
        overpayment_store.settle(
            session, one, who, kind=kind, amount=some, advice=adjustment.place, group_id=entry_id
        )
    if kind == "takeback":
        returning_overpayments.ask_anew(desk, session, first, moved)
    facts = {
        "overpayment": first.id, "trace": advice.trace, "claim": claim.number, "amount": show(moved),
        "reason": request.why.strip() or adjustment.reason,
    }  # fmt: skip
    touched = Touched((first.account_id,), ("money", "insurance"))
    return _Posted(Tied(moved, entry_id, first.id, touched), first.account_id, first.patient_id, facts)


_Records = tuple[tuple[InsurerOverpayment, Cents], ...]

_TOLD = {"takeback": "kept by the insurer from", "counted": "of the refund put back by the insurer into"}


def _amount(adjustment: Adjustment, amount: Cents | None) -> Cents:
    if adjustment.role not in (Role.TAKES, Role.COUNTS):
        raise PaydeskError("This stays on the remittance: it is for no claim.")
    if not adjustment.left:
        raise PaydeskError("All of this is tied already. Look at it again.")
    if amount is not None and not 0 < amount <= adjustment.left:
        raise PaydeskError(f"{show(adjustment.left)} of it is open. Tie that or a part of it.", field="amount")
    return amount or adjustment.left


def _take(
    desk: Desk, session: Session, adjustment: Adjustment, claim: NamedClaim, lot_id: int, amount: Cents, *, whole: bool
) -> tuple[_Records, Entry]:
    if claim.reversed_here:
        raise PaydeskError(
            f"This payment also takes the answer to claim {claim.number} back. Taken here, too, it would be taken "
            "twice: tie it to a balance that was put off, or ask the insurer.", field="claim_id",
        )  # fmt: skip
    held = overpayment_store.held(session, visit_id=claim.visit_id, coverage_id=claim.coverage_id)
    there = sum(one.paid for one in held)
    if not there:
        raise PaydeskError("No money of the insurer is on this claim any more. Choose another claim.", field="claim_id")
    if whole and amount > there:
        raise PaydeskError(f"The insurer's money on this claim is {show(there)}. Tie at most that.", field="amount")
    one = overpayment_store.open_one(session, visit_id=claim.visit_id, coverage_id=claim.coverage_id)
    some = min(amount, there)
    if one is None:
        one = _made(desk, session, adjustment, claim, some)
    elif one.amount - one.settled < some and one.decision == Decision.OFFSET and not whole:
        some = one.amount - one.settled
    if one.decision not in (Decision.OFFSET, Decision.DISPUTE):
        one.decision = Decision.OFFSET.value
    one.amount = max(one.amount, one.settled + some)
    shares = insurer_refund.share_out(some, held)
    lines = insurer_refund.lines(shares, why=f"kept from {adjustment.trace or 'a payment'}", lot=lot_id)
    return ((one, some),), Entry(TAKEBACK, lines, "the insurer kept it from a payment")


def _made(
    desk: Desk, session: Session, adjustment: Adjustment, claim: NamedClaim, amount: Cents
) -> InsurerOverpayment:
    """The record of what an insurer took before anybody here knew of it."""
    one = InsurerOverpayment(
        payer_id=claim.payer_id, account_id=claim.account_id, patient_id=claim.patient_id,
        coverage_id=claim.coverage_id, visit_id=claim.visit_id, claim_id=claim.claim_id, found_by="remittance",
        reason="other", amount=amount, settled=0, identified_on=desk.clock.today(),
        state=OverpaymentState.FOUND.value, after_answer=overpayments_found.newest_answer(session),
    )  # fmt: skip
    session.add(one)
    session.flush()
    told = f"{show(amount)} by the adjustment {adjustment.reason} {adjustment.reference}".rstrip()
    overpayment_store.log(session, one.id, finding_overpayments.by(desk), "the insurer took it", told)
    return one


def _count(
    session: Session, claim: NamedClaim, lot_id: int, amount: Cents, *, whole: bool
) -> tuple[_Records, Entry]:
    there = counting_refunds.uncounted(session, visit_id=claim.visit_id, coverage_id=claim.coverage_id)
    if not there:
        raise PaydeskError("No refund to the insurer is on this claim. Choose another claim.", field="claim_id")
    if whole and amount > there:
        raise PaydeskError(f"{show(there)} was refunded on this claim. Tie at most that.", field="amount")
    back = counting_refunds.put_back(
        session, min(amount, there), visit_id=claim.visit_id, coverage_id=claim.coverage_id
    )
    lines = mirror(insurer_refund.lines(back.shares, why="the refund, put back by the insurer", lot=lot_id))
    return back.records, Entry(INSURER_PAYMENT, lines, "the insurer put the refund back")


def _locked(session: Session, place: Place) -> tuple[Advice, Adjustment]:
    """The payment, waiting for nobody else, and its adjustment as it stands then."""
    advice = session.get(Advice, place[0], with_for_update=True)
    if advice is None:
        raise NotFound("That remittance is not there any more.")
    return advice, proposing_takebacks.adjustment_of(session, place)


def _lot(desk: Desk, session: Session, advice: Advice, payer_id: int) -> int:
    """The money of the payment, made where none of its claims is posted yet."""
    if advice.lot_id is not None:
        return advice.lot_id
    if advice.put_aside or advice.amount is None or advice.amount < 0:
        raise PaydeskError("This payment as a whole cannot be posted. Settle it with the insurer.")
    if not remittance_store.adds_up(session, advice):
        raise PaydeskError("This payment does not add up as it was read. Ask the insurer for a whole copy, and tie "
                           "that one.")  # fmt: skip
    lot_id = remittance_store.new_lot_id(session)
    remittance_store.make_lot(session, lot_id, advice, advice.payer_id or payer_id, desk.stamp(session, ""))
    return lot_id


def tie_carried(desk: Desk, place: Place, giver: Place) -> Tied:
    """An adjustment takes what an earlier payment put off: nothing posts, both are settled as far as they go.

    Raises PaydeskError where one of the two is not open, or they are of different insurers.
    """
    with desk.doing("payments.post", "Tied what an insurer took to what it had put off") as session:
        provider_adjustment_store.lock(session, (place[0], giver[0]))
        taker, other = (proposing_takebacks.adjustment_of(session, one) for one in (place, giver))
        if taker.role is not Role.TAKES or other.role is not Role.CARRIES:
            raise PaydeskError("Only what was put off can be taken later. Choose again.")
        if not provider_adjustment_store.same_payer(taker, other):
            raise PaydeskError("That balance is of another insurer. Choose again.")
        amount = provider_adjustment_store.carry(
            session, other, taker, min(taker.left, other.left), finding_overpayments.by(desk)
        )
        if not amount:
            raise PaydeskError("All of this is tied already. Look at it again.")
        about(session, act="overpayments.tie", trace=taker.trace, put_off_in=other.trace, amount=show(amount))
        return Tied(amount, None, None, Touched((), ("insurance",)))


def let_go(desk: Desk, place: Place) -> Touched:
    """A tie to what was put off, or the reason for which an adjustment was put aside, does not hold any more.

    What was posted on a claim is reversed in the account instead. Raises PaydeskError where there is neither.
    """
    with desk.doing("payments.post", "Took back what an insurer's adjustment was tied to") as session:
        advice, _ = _locked(session, place)
        gone = provider_adjustment_store.let_go(session, place) + provider_adjustment_store.take_up(session, place)
        if not gone:
            raise PaydeskError("It is tied to nothing that can be let go here. Reverse its entry in the account.")
        about(session, act="overpayments.tie", trace=advice.trace)
        return Touched((), ("insurance",))


def put_aside(desk: Desk, place: Place, why: str) -> Touched:
    """An adjustment asks for nothing here: it was settled with the insurer otherwise. Raises PaydeskError."""
    if len(why.strip()) < 3:
        raise PaydeskError("Say why in a few words. It stays with the adjustment.", field="why")
    plausibility.refuse_card_number(why, field="why")
    with desk.doing("payments.post", "Put an insurer's adjustment aside") as session:
        advice, adjustment = _locked(session, place)
        if not adjustment.left:
            raise PaydeskError("Nothing of this is open. Look at it again.")
        if adjustment.tied:
            raise PaydeskError("A part of this is tied. Take that back first, or tie the rest.")
        provider_adjustment_store.put_aside(session, place, why.strip(), finding_overpayments.by(desk))
        about(session, act="overpayments.tie", trace=advice.trace, reason=why.strip())
        return Touched((), ("insurance",))
