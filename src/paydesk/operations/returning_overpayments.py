"""Returning overpayments: an insurer's money sent back by check, out of the payments it came with, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from paydesk.data import (
    claim_store,
    corrected_claim_store,
    form_store,
    ledger_store,
    overpayment_store,
    receipt_store,
)
from paydesk.data.claim_store import Change
from paydesk.data.database import Session
from paydesk.data.ledger_tables import Lot, Refund
from paydesk.data.overpayment_tables import InsurerOverpayment
from paydesk.operations import deciding_overpayments, finding_overpayments
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import insurer_refund, plausibility
from paydesk.rules.claims import ANSWERED, ClaimState, FollowUp
from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurer_overpayment import Decision
from paydesk.rules.insurer_refund import Held
from paydesk.rules.ledger import REFUND, Entry
from paydesk.rules.money import Cents, cents, show

WAYS = ("check", "bank transfer")
"""How an insurer's money goes back."""


@dataclass(frozen=True)
class RefundInsurer:
    """Send ``amount`` cents of an overpayment back to the insurer; ``reference`` is the check's number, if known."""

    overpayment_id: int
    amount: Cents
    why: str
    key: str
    method: str = "check"
    reference: str = ""


@dataclass(frozen=True)
class InsurerRefunded:
    """The refunds that stand in the ledger, one for each payment the money came with, and their entries."""

    overpayment_id: int
    refund_ids: tuple[int, ...]
    entries: tuple[int, ...]
    amount: Cents
    repeated: bool
    touched: Touched


def refund_insurer(desk: Desk, request: RefundInsurer) -> InsurerRefunded:
    """Refund an insurer. It agrees to the overpayment, too, where nobody did before.

    The money comes off what the insurer's payments have on the claim, first where it is beyond what was owed; never
    off anything of the patient's. Raises PaydeskError beyond what is asked for, or beyond what is there.
    """
    why = request.why.strip()
    if len(why) < 3:
        raise PaydeskError("Say why the money goes back. The letter and the entry say it too.", field="why")
    plausibility.refuse_card_numbers(request)
    if request.method not in WAYS:
        raise PaydeskError("An insurer's money goes back by check or by bank transfer.", field="method")
    if cents(request.amount) <= 0:
        raise PaydeskError("A refund is more than zero.", field="amount")
    with desk.doing("refunds.issue", "Refunded an insurer") as session:
        if form_store.made_by(session, request.key, request) is not None:
            about(session, repeated=True)
            return _known(session, request)
        one = deciding_overpayments.locked(session, request.overpayment_id)
        left = one.amount - one.settled
        if request.amount > left:
            raise PaydeskError(f"{show(left)} of it is still to go back. Refund at most that.", field="amount")
        who = finding_overpayments.by(desk)
        if one.decision != Decision.REFUND:
            one.decision = Decision.REFUND.value
            overpayment_store.log(session, one.id, who, "agreed: it goes back by check", why)
        row = overpayment_store.row(session, one.id)
        assert row is not None
        shares = insurer_refund.share_out(
            request.amount, overpayment_store.held(session, visit_id=one.visit_id, coverage_id=one.coverage_id)
        )
        refunds, entries = _issue(desk, session, request, one, row.payer, shares)
        paid = f", {request.method} {request.reference.strip()}".rstrip() if request.reference.strip() else ""
        overpayment_store.log(session, one.id, who, f"{show(request.amount)} sent back{paid}", why)
        for own, entry, amount in zip(refunds, entries, _by_lot(shares).values(), strict=True):
            overpayment_store.settle(
                session, one, who, kind="refund", amount=sum(each for _, each in amount), refund_id=own, group_id=entry
            )
        ask_anew(desk, session, one, request.amount)
        form_store.keep(session, request.key, request, one.id)
        about(
            session, account=one.account_id, person=one.patient_id, overpayment=one.id, refund=refunds[0],
            insurer=row.payer, amount=show(request.amount), method=request.method, reason=why,
        )  # fmt: skip
        touched = Touched((one.account_id,), ("money", "insurance"))
        return InsurerRefunded(one.id, tuple(refunds), tuple(entries), request.amount, False, touched)


def _known(session: Session, request: RefundInsurer) -> InsurerRefunded:
    """The same button pressed again finds what it did."""
    one = session.get_one(InsurerOverpayment, request.overpayment_id)
    entries, refunds = list[int](), list[Refund]()
    while (entry := ledger_store.entry_by_key(session, f"{request.key}/{len(entries)}")) is not None:
        entries.append(entry.id)
        refunds.append(receipt_store.refund_of_group(session, entry.group_id))
    touched = Touched((one.account_id,), ("money", "insurance"))
    amount = sum(each.amount for each in refunds)
    return InsurerRefunded(one.id, tuple(each.id for each in refunds), tuple(entries), amount, True, touched)


def _by_lot(shares: Sequence[tuple[Held, Cents]]) -> dict[int, list[tuple[Held, Cents]]]:
    found = defaultdict[int, list[tuple[Held, Cents]]](list)
    for one, amount in shares:
        found[one.lot].append((one, amount))
    return found


def _issue(
    desk: Desk, session: Session, request: RefundInsurer, one: InsurerOverpayment, payer: str,
    shares: Sequence[tuple[Held, Cents]],
) -> tuple[list[int], list[int]]:  # fmt: skip
    """A refund for each payment the money came with: its row and its entry."""
    refunds, entries, why = list[int](), list[int](), request.why.strip()
    for number, (lot_id, some) in enumerate(_by_lot(shares).items()):
        amount = sum(each for _, each in some)
        lot = session.get_one(Lot, lot_id)
        if amount > lot.amount - receipt_store.refunded(session, lot_id) and lot.amount > 0:
            raise PaydeskError("Refunds never exceed what came in with that payment.", field="amount")
        stamp = desk.stamp(session, f"{request.key}/{number}", because="overpayment", because_id=one.id)
        lines = insurer_refund.lines(some, why="given back to the insurer")
        entry_id = ledger_store.seal(session, (Entry(REFUND, lines, why),), stamp)[0]
        row = Refund(
            lot_id=lot_id, account_id=one.account_id, amount=amount, method=request.method,
            reference=request.reference.strip(), payee=payer, reason=why, issued_on=desk.clock.today(),
            group_id=entry_id,
        )  # fmt: skip
        session.add(row)
        session.flush()
        refunds.append(row.id)
        entries.append(entry_id)
    return refunds, entries


ANSWERED_ANEW = (ANSWERED | {ClaimState.TAKEN_BACK}) - {ClaimState.CORRECTED}
"""Claims that somebody looks at once more where money went back; of one that is on its way the answer is awaited."""


def ask_anew(desk: Desk, session: Session, one: InsurerOverpayment, amount: Cents) -> None:
    """Where money that went back leaves a part of the claim open again, somebody looks who pays it now."""
    if one.claim_id is None or overpayment_store.part(session, visit_id=one.visit_id, coverage_id=one.coverage_id) <= 0:
        return
    claim = corrected_claim_store.live(session, one.claim_id)
    if claim.state not in ANSWERED_ANEW:
        return
    who = finding_overpayments.by(desk)
    why = f"{show(amount)} went back to the insurer: who pays it now?"
    change = Change(
        claim.id, ClaimState.TAKEN_BACK, "taken back", why, follow_up=FollowUp(who.today, why),
        because="overpayment", because_id=one.id,
    )  # fmt: skip
    claim_store.change(session, (change,), who)
    session.expire(claim)


def undone(
    desk: Desk, session: Session, why: str, *, group_id: int | None = None, answer_id: int | None = None
) -> None:
    """What an act settled of overpayments does not stand any more, since that act was reversed."""
    who = finding_overpayments.by(desk)
    for one in overpayment_store.undone(session, who, group_id=group_id, answer_id=answer_id, why=why):
        claim = corrected_claim_store.live(session, one.claim_id) if one.claim_id is not None else None
        part = overpayment_store.part(session, visit_id=one.visit_id, coverage_id=one.coverage_id)
        if claim is not None and claim.state == ClaimState.TAKEN_BACK and part <= 0 and answer_id is None:
            told = "what went back to the insurer was reversed"
            claim_store.change(session, (Change(claim.id, ClaimState.PAID, "undone", told),), who)
            session.expire(claim)
