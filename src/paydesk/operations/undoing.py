"""Undoing what is posted: reversed or moved back, newest dependent first, in one transaction, never erased."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from paydesk.data import charge_store, ledger_store, receipt_store
from paydesk.data.charge_tables import Charge
from paydesk.data.database import Session
from paydesk.data.insurance_tables import RemittanceClaim
from paydesk.data.ledger_store import Posted, Stamp
from paydesk.data.ledger_tables import Lot, Receipt, ReceiptUndoing, RefundUndoing
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.returned_money import returned_money_charge
from paydesk.rules import plausibility
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.ledger import (
    PATIENT,
    REAPPLICATION,
    RETURNED_PAYMENT,
    REVERSAL,
    WRITE_OFFS,
    Entry,
    Line,
    mirror,
)
from paydesk.rules.money import show

_WRITE_OFF_NAMES = {kind.name for kind in WRITE_OFFS}


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


@dataclass(frozen=True)
class Undone:
    """What was undone. ``entries`` are the reversing entries; nothing new when it was ``repeated``."""

    entries: tuple[int, ...]
    repeated: bool
    touched: Touched


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
        work = _Work(desk, session, request.key, _reason(request.reason))
        ledger_store.lock_accounts(session, charge_store.accounts_of_group(session, entry.group_id))
        if work.done_before():
            return work.repeated()
        entry = ledger_store.posted(session, request.entry_id)  # as it stands now that nobody else may change it
        assert entry is not None
        _undo_group(work, entry)
        about(session, account=work.account, entry=entry.id, kind=entry.kind, reason=request.reason)
        return work.result()


def undo_receipt(desk: Desk, request: UndoReceipt) -> Undone:
    """Take a receipt's money back from where it lies now; a part already refunded becomes owed again."""
    with desk.doing("payments.undo", f"Reversed a receipt: {request.kind}") as session:
        work = _Work(desk, session, request.key, _reason(request.reason))
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


class _Work:
    """One undoing under way: seals its steps one after the other, all in one transaction and one group."""

    def __init__(self, desk: Desk, session: Session, key: str, reason: str) -> None:
        self.desk, self.session, self.key, self.reason = desk, session, key, reason
        self.made: list[int] = []
        self.accounts: set[int] = set()
        self._steps = count()
        self.account: int | None = None

    def done_before(self) -> bool:
        return ledger_store.entry_by_key(self.session, f"{self.key}/0") is not None

    def repeated(self) -> Undone:
        about(self.session, repeated=True)
        return Undone((), True, Touched((), ("money",)))

    def stamp(self) -> Stamp:
        return self.desk.stamp(self.session, f"{self.key}/{next(self._steps)}", because="undoing")

    def seal(self, *entries: Entry) -> None:
        if entries:
            self.made += ledger_store.seal(
                self.session, entries, self.stamp(), group_id=self.made[0] if self.made else None
            )
            self.accounts |= {line.account for entry in entries for line in entry.lines}
            self.account = self.account or entries[0].lines[0].account

    def result(self) -> Undone:
        return Undone(tuple(self.made), False, Touched(tuple(sorted(self.accounts)), ("money",)))


def make_room(work: _Work, charge_id: int, lowered: int, *, even_reopened: bool = False) -> None:
    """Before the patient's part of a charge falls by ``lowered`` cents: where it would go below zero, the
    patient's money on it moves to unapplied, newest lot first, then discounts are reversed, newest first."""
    charge = work.session.get(Charge, charge_id)
    assert charge is not None
    missing = lowered - ledger_store.patient_part(work.session, charge_id)
    if missing <= 0 or (charge.reopened and not even_reopened):
        return
    for held in ledger_store.patient_money_on(work.session, charge_id):
        moved = min(missing, -held.amount)
        if moved > 0:
            why = "its charge shrank"
            work.seal(
                Entry(
                    REAPPLICATION,
                    (
                        Line(held.account, moved, charge_id, held.patient, lot=held.lot, why=why),
                        Line(held.account, -moved, lot=held.lot, why=why),
                    ),
                    work.reason,
                )
            )
            missing -= moved
    for entry in ledger_store.entries_on_charge(work.session, charge_id):
        if missing <= 0:
            return
        if entry.kind in _WRITE_OFF_NAMES:
            missing -= -sum(
                line.amount for line in _lines(work, entry) if line.charge == charge_id and line.party == PATIENT
            )
            _reverse(work, entry)
    if missing > 0:
        raise PaydeskError("Something newer moved this share away from the patient. Reverse that first.")


def make_room_in(
    desk: Desk, session: Session, *, charge_id: int, lowered: int, key: str, reason: str
) -> None:
    """``make_room`` as a group of its own before another act in the same transaction."""
    if lowered > 0:
        make_room(_Work(desk, session, key, reason), charge_id, lowered)


def _lines(work: _Work, entry: Posted) -> tuple[Line, ...]:
    return ledger_store.lines_of_entry(work.session, entry.id)


def _reverse(work: _Work, entry: Posted) -> None:
    """The mirror of one entry, with room made for it on every charge it lowers for the patient."""
    lines = mirror(_lines(work, entry))
    for charge_id in sorted({line.charge for line in lines if line.charge is not None}):
        lowered = -sum(line.amount for line in lines if line.charge == charge_id and line.party == PATIENT)
        make_room(work, charge_id, lowered)
    work.seal(Entry(REVERSAL, lines, work.reason, reverses=entry.id))


def _undo_group(work: _Work, entry: Posted) -> None:
    if entry.reversed_by is not None:
        raise PaydeskError("That is reversed already.")
    if entry.kind == "reversal":
        raise PaydeskError("A reversal is not reversed. Post what is right again.")
    members = ledger_store.group(work.session, entry.group_id)
    if entry.because == "undoing":
        raise PaydeskError("That entry is part of an undoing. Post what is right again.")
    if entry.kind == "refund":
        return _undo_refund(work, entry)
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
    return None


def _undo_member(work: _Work, member: Posted) -> None:
    if member.kind in ("charge", "fee"):
        for charge_id in sorted({line.charge for line in _lines(work, member) if line.charge is not None}):
            _clear_charge(work, charge_id, member)
        if any(line.lot is not None for line in _lines(work, member)):
            raise PaydeskError("Returned money stays owed. Write it off with a reason if it is not to be asked for.")
    if member.kind == "reapplication":
        _refuse_moved_money(work, member)
    fresh = ledger_store.posted(work.session, member.id)
    if fresh is not None and fresh.reversed_by is None:
        _reverse(work, member)


def _clear_charge(work: _Work, charge_id: int, charging: Posted) -> None:
    """What stands on a charge goes before it: patient money to unapplied, then the rest newest first."""
    everything = ledger_store.patient_part(work.session, charge_id) + _patient_paid(work, charge_id)
    make_room(work, charge_id, everything, even_reopened=True)
    for entry in ledger_store.entries_on_charge(work.session, charge_id):
        if entry.id != charging.id and not _is_money(entry.kind) and entry.kind not in ("charge", "fee"):
            _reverse(work, entry)


def _patient_paid(work: _Work, charge_id: int) -> int:
    return -sum(line.amount for line in ledger_store.patient_money_on(work.session, charge_id))


def _is_money(kind: str) -> bool:
    return kind in ("patient payment", "reapplication", "returned payment", "refund", "agency payment")


def _refuse_answered(work: _Work, members: tuple[Posted, ...]) -> None:
    """A charge with an insurer's answer on it stays until the answer is undone."""
    charges = {line.charge for member in members for line in _lines(work, member) if line.charge is not None}
    for charge_id in charges:
        for entry in ledger_store.entries_on_charge(work.session, charge_id):
            if entry.because == "remittance claim":
                raise PaydeskError("An insurer has answered this charge. Reverse that answer first, then the charge.")


def _refuse_answered_since(work: _Work, members: tuple[Posted, ...]) -> None:
    """What an insurer left for the next one stays as long as the next one's answer stands on it."""
    lines = [line for member in members for line in _lines(work, member)]
    answer = work.session.get_one(RemittanceClaim, members[0].because_id)
    nexts = {line.party for line in lines} - {PATIENT, answer.coverage_id}
    for charge_id in sorted({line.charge for line in lines if line.charge is not None}):
        for later in ledger_store.entries_on_charge(work.session, charge_id):
            if later.because == "remittance claim" and later.group_id > members[0].group_id:
                answered = work.session.get_one(RemittanceClaim, later.because_id)
                if answered.coverage_id in nexts:
                    raise PaydeskError(
                        "Since then another insurer answered for what this one left. Reverse that answer first."
                    )


def _refuse_moved_money(work: _Work, member: Posted) -> None:
    for line in _lines(work, member):
        if line.amount < 0:
            here = sum(
                held.amount
                for held in ledger_store.whereabouts(work.session, line.lot or 0)
                if (held.account, held.charge, held.party) == (line.account, line.charge, line.party)
            )
            if here > line.amount:
                raise PaydeskError("That money was moved again since. Reverse the newer move first.")


def _unpost_answer(work: _Work, entry: Posted) -> None:
    if entry.because != "remittance claim" or entry.because_id is None:
        return
    answer = work.session.get(RemittanceClaim, entry.because_id)
    if answer is not None:
        answer.posted = False
        charge_store.set_answer(work.session, answer.visit_id, "")


def _lock_lot(work: _Work, receipt: Receipt) -> None:
    """Nobody else may move a receipt's money from here on, wherever it lies: another desk may have moved it on to
    accounts unknown before the lock was given, so it is looked again until all are locked."""
    locked: set[int] = set()
    while needed := {receipt.account_id, *ledger_store.accounts_of_lot(work.session, receipt.lot_id)} - locked:
        locked |= needed
        ledger_store.lock_accounts(work.session, sorted(locked))


def _undo_lot(work: _Work, receipt: Receipt, lot: Lot, kind: str) -> None:
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


def _undo_refund(work: _Work, entry: Posted) -> None:
    refund = receipt_store.refund_of_group(work.session, entry.group_id)
    if work.session.get(ReceiptUndoing, refund.lot_id) is not None:
        raise PaydeskError("The receipt of this refund was reversed since. The refund stays.")
    _reverse(work, entry)
    work.session.add(
        RefundUndoing(
            refund_id=refund.id, undone_on=work.desk.clock.today(), reason=work.reason,
            undone_by=work.desk.actor.name,
        )
    )  # fmt: skip
