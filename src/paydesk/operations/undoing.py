"""Undoing what is posted: reversed or moved back, newest dependent first, in one transaction, never erased."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.data import (
    charge_store,
    claim_store,
    ledger_store,
    overpayment_store,
    receipt_store,
    remittance_store,
)
from paydesk.data.claim_store import By
from paydesk.data.insurance_tables import RemittanceClaim
from paydesk.data.ledger_store import Posted
from paydesk.data.ledger_tables import Lot, Receipt, ReceiptUndoing, RefundUndoing
from paydesk.operations import assistance_work, claiming, counting_refunds, returning_overpayments
from paydesk.operations.desk import Desk, about
from paydesk.operations.returned_money import returned_money_charge
from paydesk.operations.reversing import Undone, Work, lines_of, make_room, reverse
from paydesk.rules import claims, plausibility
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.ledger import PATIENT, RETURNED_PAYMENT, Entry, Line
from paydesk.rules.money import show


@dataclass(frozen=True)
class UndoReceipt:
    """Void a receipt (``kind`` "void": it was never so) or take back a returned check ("returned")."""

    lot_id: int
    reason: str
    key: str
    kind: str = "void"


@dataclass(frozen=True)
class UndoEntry:
    """Undo the act that ``entry_id`` belongs to: a charge, adjustment, transfer, answer, refund, move of money."""

    entry_id: int
    reason: str
    key: str


def undo(desk: Desk, request: UndoEntry) -> Undone:
    """Undo any posted act; a payment is undone as a void of its receipt.

    Raises PaydeskError when it is undone already, or when something newer must be undone first.
    """
    with desk.looking() as session:
        entry = ledger_store.posted(session, request.entry_id)
    if entry is None:
        raise NotFound("That entry is not in the ledger.")
    if entry.kind == "patient payment" and entry.because_id is not None:
        return undo_receipt(desk, UndoReceipt(entry.because_id, request.reason, request.key))
    with desk.doing("payments.undo", f"Reversed: {entry.kind}") as session:
        work = Work(desk, session, request.key, _reason(request.reason))
        ledger_store.lock_accounts(session, charge_store.accounts_of_group(session, entry.group_id))
        if work.done_before():
            return work.repeated()
        entry = ledger_store.posted(session, request.entry_id)  # as it stands now that nobody else may change it
        assert entry is not None
        _undo_group(work, entry)
        _follow_claims(work, entry)
        if entry.because == "assistance":
            assistance_work.tell_put_back(desk, session, entry, work.reason)
        about(session, account=work.account, entry=entry.id, kind=entry.kind, reason=request.reason)
        return work.result()


def undo_receipt(desk: Desk, request: UndoReceipt) -> Undone:
    """Take a receipt's money back from where it lies now; a part already refunded becomes owed again."""
    with desk.doing("payments.undo", f"Reversed a receipt: {request.kind}") as session:
        work = Work(desk, session, request.key, _reason(request.reason))
        receipt, lot = session.get(Receipt, request.lot_id), session.get(Lot, request.lot_id)
        if receipt is None or lot is None:
            raise NotFound("That receipt is not in the ledger.")
        _lock_lot(work, receipt)
        if work.done_before():
            return work.repeated()
        if request.kind not in ("void", "returned"):
            raise PaydeskError("A receipt is voided, or its check came back. Choose one.", field="kind")
        if request.kind == "returned" and receipt.method not in ("check", "bank transfer", "card"):
            raise PaydeskError("Only a check, a transfer or a card payment can come back. Void this receipt instead.")
        if session.get(ReceiptUndoing, lot.id) is not None:
            raise PaydeskError("This receipt is reversed already. Take the payment again if it was right.")
        _undo_lot(work, receipt, lot, request.kind)
        about(
            session, account=receipt.account_id, receipt=receipt.number, amount=show(lot.amount),
            kind=request.kind, reason=request.reason,
        )  # fmt: skip
        return work.result()


def _reason(text: str) -> str:
    if len(text.strip()) < 3:
        raise PaydeskError("Say why in a few words. The reason stays with the entry.", field="reason")
    plausibility.refuse_card_number(text, field="reason")
    return text.strip()


def _undo_group(work: Work, entry: Posted) -> None:
    if entry.reversed_by is not None:
        raise PaydeskError("That is reversed already.")
    if entry.kind == "reversal":
        raise PaydeskError("A reversal is not reversed. Post what is right again.")
    members = ledger_store.group(work.session, entry.group_id)
    if entry.because == "undoing":
        raise PaydeskError("That entry is part of an undoing. Post what is right again.")
    if entry.kind == "refund":
        _undo_refund(work, entry)
        returning_overpayments.undone(work.desk, work.session, work.reason, group_id=entry.group_id)
        return
    charging = any(member.kind in ("charge", "fee") for member in members)
    if charging:
        _refuse_answered(work, members)
    if entry.because == "remittance claim":
        _refuse_answered_since(work, members)
    if charging and entry.kind not in ("charge", "fee"):
        members = (entry,)  # a copay moved at charging is undone by itself; the charge stands
    for member in reversed(members):
        if member.reversed_by is None and member.kind != "reversal":
            _undo_member(work, member)
    _unpost_answer(work, entry)
    if entry.because == "overpayment":
        returning_overpayments.undone(work.desk, work.session, work.reason, group_id=entry.group_id)


def _follow_claims(work: Work, entry: Posted) -> None:
    """What a claim asks for a charge that was undone is asked no more: of an insurer that has it, by a correction."""
    if entry.kind == "charge":
        charges = {line.charge for line in lines_of(work, entry) if line.charge is not None}
        for visit_id in charge_store.visits_of(work.session, sorted(charges)):
            claiming.claim_visit(work.desk, work.session, visit_id)


def _undo_member(work: Work, member: Posted) -> None:
    if member.kind in ("charge", "fee"):
        for charge_id in sorted({line.charge for line in lines_of(work, member) if line.charge is not None}):
            _clear_charge(work, charge_id, member)
        if any(line.lot is not None for line in lines_of(work, member)):
            raise PaydeskError("Returned money stays owed. Write it off with a reason if it is not to be asked for.")
    if member.kind == "reapplication":
        _refuse_moved_money(work, member)
    fresh = ledger_store.posted(work.session, member.id)
    if fresh is not None and fresh.reversed_by is None:
        reverse(work, member)


def _clear_charge(work: Work, charge_id: int, charging: Posted) -> None:
    """What stands on a charge goes before it: patient money to unapplied, then the rest newest first."""
    everything = ledger_store.patient_part(work.session, charge_id) + _patient_paid(work, charge_id)
    make_room(work, charge_id, everything, even_reopened=True)
    for entry in ledger_store.entries_on_charge(work.session, charge_id):
        if entry.id != charging.id and not _is_money(entry.kind) and entry.kind not in ("charge", "fee"):
            reverse(work, entry)


def _patient_paid(work: Work, charge_id: int) -> int:
    return -sum(line.amount for line in ledger_store.patient_money_on(work.session, charge_id))


def _is_money(kind: str) -> bool:
    return kind in ("patient payment", "reapplication", "returned payment", "refund", "agency payment")


def _refuse_answered(work: Work, members: tuple[Posted, ...]) -> None:
    """A charge with an insurer's answer on it stays until the answer is undone."""
    charges = {line.charge for member in members for line in lines_of(work, member) if line.charge is not None}
    for charge_id in charges:
        for entry in ledger_store.entries_on_charge(work.session, charge_id):
            if entry.because == "remittance claim":
                raise PaydeskError("An insurer has answered this charge. Reverse that answer first, then the charge.")


def _refuse_answered_since(work: Work, members: tuple[Posted, ...]) -> None:
    """What an insurer left for the next one stays as long as the next one's answer stands on it."""
    lines = [line for member in members for line in lines_of(work, member)]
    answer = work.session.get_one(RemittanceClaim, members[0].because_id)
    if remittance_store.taken_back(work.session, answer.id):
        raise PaydeskError("The insurer took this answer back since. Reverse that taking back first.")
    _refuse_given_back(work, lines)
    nexts = {line.party for line in lines} - {PATIENT, answer.coverage_id}
    for charge_id in sorted({line.charge for line in lines if line.charge is not None}):
        for later in ledger_store.entries_on_charge(work.session, charge_id):
            if later.because == "remittance claim" and later.group_id > members[0].group_id:
                answered = work.session.get_one(RemittanceClaim, later.because_id)
                if answer.takes_back_id is not None and answered.coverage_id == answer.coverage_id:
                    raise PaydeskError(
                        "Since it took its answer back the insurer answered anew. Reverse the new answer first."
                    )
                if answered.coverage_id in nexts:
                    raise PaydeskError(
                        "Since then another insurer answered for what this one left. Reverse that answer first."
                    )


def _refuse_given_back(work: Work, lines: list[Line]) -> None:
    """An answer whose money went back to the insurer stays until that is undone: else more went back than came."""
    paid: dict[tuple[int, int, int], int] = {}
    for line in lines:
        if line.lot is not None and line.charge is not None:
            place = (line.charge, line.party, line.lot)
            paid[place] = paid.get(place, 0) + line.amount
    for (charge_id, party, lot_id), amount in paid.items():
        whole = sum(each for (charge, whose, _), each in paid.items() if (charge, whose) == (charge_id, party))
        beyond = whole < 0 and overpayment_store.money_on(work.session, charge_id, party) - whole > 0
        if amount < 0 and not beyond:
            beyond = overpayment_store.refunded_beyond(work.session, charge_id, party, lot_id, -amount)
        if beyond:
            raise PaydeskError("Money of this answer went back to the insurer since. Reverse that first.")


def _refuse_moved_money(work: Work, member: Posted) -> None:
    for line in lines_of(work, member):
        if line.amount < 0:
            here = sum(
                held.amount
                for held in ledger_store.whereabouts(work.session, line.lot or 0)
                if (held.account, held.charge, held.party) == (line.account, line.charge, line.party)
            )
            if here > line.amount:
                raise PaydeskError("That money was moved again since. Reverse the newer move first.")


def _unpost_answer(work: Work, entry: Posted) -> None:
    if entry.because != "remittance claim" or entry.because_id is None:
        return
    answer = work.session.get(RemittanceClaim, entry.because_id)
    if answer is not None:
        answer.posted = False
        returning_overpayments.undone(work.desk, work.session, work.reason, answer_id=answer.id)
        another = remittance_store.another_stands(work.session, answer)
        charge_store.set_answer(work.session, answer.visit_id, "answered" if answer.takes_back_id or another else "")
        claim_id = remittance_store.undone(work.session, answer.id)
        if claim_id is not None and answer.visit_id is not None:
            by = By(work.desk.actor.name, work.desk.clock.now(), work.desk.clock.today())
            left = overpayment_store.part(work.session, visit_id=answer.visit_id, coverage_id=answer.coverage_id)
            state, why = claims.after_undoing(
                was_taking_back=answer.takes_back_id is not None, another_stands=another, left=left
            )
            claim_store.answer_undone(work.session, claim_id, state=state, why=why, by=by)


def _lock_lot(work: Work, receipt: Receipt) -> None:
    """Nobody else may move a receipt's money from here on, wherever it lies: another desk may have moved it on to
    accounts unknown before the lock was given, so it is looked again until all are locked."""
    locked: set[int] = set()
    while needed := {receipt.account_id, *ledger_store.accounts_of_lot(work.session, receipt.lot_id)} - locked:
        locked |= needed
        ledger_store.lock_accounts(work.session, sorted(locked))


def _undo_lot(work: Work, receipt: Receipt, lot: Lot, kind: str) -> None:
    where = ledger_store.whereabouts(work.session, lot.id)
    still = -sum(line.amount for line in where)
    if where:
        why = "check returned" if kind == "returned" else "receipt voided"
        lines = tuple(
            Line(one.account, -one.amount, one.charge, one.patient, one.party, lot.id, why) for one in where
        )
        work.seal(Entry(RETURNED_PAYMENT, lines, work.reason))
    gone = lot.amount - still
    if gone:
        work.seal(returned_money_charge(work.desk, work.session, receipt, gone, work.reason))
    work.account = receipt.account_id
    work.session.add(
        ReceiptUndoing(
            lot_id=lot.id, kind=kind, amount=lot.amount, undone_on=work.desk.clock.today(),
            reason=work.reason, undone_by=work.desk.actor.name, group_id=work.made[0],
        )
    )  # fmt: skip


def _undo_refund(work: Work, entry: Posted) -> None:
    refund = receipt_store.refund_of_group(work.session, entry.group_id)
    if work.session.get(ReceiptUndoing, refund.lot_id) is not None:
        raise PaydeskError("The receipt of this refund was reversed since. The refund stays.")
    counting_refunds.refuse_counted(work.session, entry.group_id)
    reverse(work, entry)
    work.session.add(
        RefundUndoing(
            refund_id=refund.id, undone_on=work.desk.clock.today(), reason=work.reason,
            undone_by=work.desk.actor.name,
        )
    )  # fmt: skip
