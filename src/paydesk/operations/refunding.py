"""Refunding unapplied credit: by the way it came, within its lot, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.data import ledger_store, people_store, receipt_store
from paydesk.data.database import Session
from paydesk.data.ledger_tables import Lot, Receipt, Refund
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import plausibility
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.ledger import REFUND, Entry, Line
from paydesk.rules.money import Cents, cents, show

WAY_BACK = {
    "cash": ("cash", "check"),
    "check": ("check",),
    "card": ("card",),
    "bank transfer": ("bank transfer", "check"),
    "money order": ("check",),
    "imported": ("check",),
}
"""How money may go back, by how it came: card money to the same card, never cash for a card."""

SLIP_FIRST = "Refund the card on the terminal first, then type the number on its slip as the reference."


@dataclass(frozen=True)
class RefundCredit:
    """Give back ``amount`` cents of one lot's unapplied credit on an account.

    ``method`` is one of ``WAY_BACK`` for the receipt; ``reference`` the check number, where it is known, or the
    number on the terminal's slip, which a card refund needs.
    """

    account_id: int
    lot_id: int
    amount: Cents
    method: str
    reason: str
    key: str
    reference: str = ""


@dataclass(frozen=True)
class CreditRefunded:
    """A refund that stands in the ledger."""

    refund_id: int
    entry_id: int
    amount: Cents
    repeated: bool
    touched: Touched


def refund_credit(desk: Desk, request: RefundCredit) -> CreditRefunded:
    """Refund credit. Raises PaydeskError beyond the credit there is, by another way, or a card without its slip."""
    with desk.doing("refunds.issue", "Refunded credit") as session:
        touched = Touched((request.account_id,), ("money",))
        ledger_store.lock_accounts(session, (request.account_id,))
        known = ledger_store.entry_by_key(session, request.key)
        if known is not None:
            about(session, account=request.account_id, repeated=True)
            refund = receipt_store.refund_of_group(session, known.group_id)
            return CreditRefunded(refund.id, known.id, refund.amount, True, touched)
        receipt = _check(session, request)
        entry_id = _seal(desk, session, request)
        guarantor = people_store.guarantor_of(session, request.account_id)
        refund = Refund(
            lot_id=request.lot_id, account_id=request.account_id, amount=request.amount, method=request.method,
            reference=request.reference.strip(), payee=guarantor.full_name, reason=request.reason.strip(),
            issued_on=desk.clock.today(), group_id=entry_id,
        )  # fmt: skip
        session.add(refund)
        session.flush()
        about(
            session, account=request.account_id, refund=refund.id, receipt=receipt.number,
            amount=show(request.amount), method=request.method, reason=request.reason,
        )  # fmt: skip
        return CreditRefunded(refund.id, entry_id, request.amount, False, touched)


def _seal(desk: Desk, session: Session, request: RefundCredit) -> int:
    line = Line(request.account_id, request.amount, lot=request.lot_id, why="credit given back")
    stamp = desk.stamp(session, request.key, because="refund")
    return ledger_store.seal(session, (Entry(REFUND, (line,), request.reason.strip()),), stamp)[0]


def _check(session: Session, request: RefundCredit) -> Receipt:
    receipt, lot = session.get(Receipt, request.lot_id), session.get(Lot, request.lot_id)
    if receipt is None or lot is None:
        raise NotFound("That payment is not in the ledger.")
    if cents(request.amount) <= 0:
        raise PaydeskError("A refund is more than zero.", field="amount")
    if len(request.reason.strip()) < 3:
        raise PaydeskError("Say why the money goes back. The letter and the entry say it too.", field="reason")
    plausibility.refuse_card_numbers(request)
    credit = sum(
        one.amount for one in ledger_store.credits_of(session, (request.account_id,)) if one.lot_id == request.lot_id
    )
    if request.amount > credit:
        raise PaydeskError(f"There is {show(credit)} of that payment as credit. Refund at most that.", field="amount")
    if request.method not in WAY_BACK[receipt.method]:
        ways = " or ".join(WAY_BACK[receipt.method])
        raise PaydeskError(f"Money that came by {receipt.method} goes back by {ways}.", field="method")
    if request.method == "card" and not request.reference.strip():
        # Nothing else in the record shows that the card was really credited.
        raise PaydeskError(SLIP_FIRST, field="reference")
    if request.amount > lot.amount - receipt_store.refunded(session, lot.id):
        raise PaydeskError("Refunds never exceed what came in on that receipt.", field="amount")
    return receipt

