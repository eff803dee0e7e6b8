"""Self-paying: a charged visit that the patient pays in full goes from its insurers to the patient, and back."""

from __future__ import annotations

from collections.abc import Sequence

from paydesk.data import charge_store, ledger_store, transfer_store, withdrawn_claim_store
from paydesk.data.charge_tables import Charge, Visit
from paydesk.data.database import Session
from paydesk.operations import charging, claiming
from paydesk.operations.adjusting import refuse_protected, transfer_entry
from paydesk.operations.desk import Desk
from paydesk.operations.reversing import make_room_in
from paydesk.rules import insurance
from paydesk.rules.errors import PaydeskError
from paydesk.rules.ledger import CONTRACTUAL, INSURER_PAYMENT, PATIENT, REVERSAL, TAKEBACK, TRANSFER, Entry, mirror
from paydesk.rules.money import Cents

TO_PATIENT = "Paid in full: insurance is not billed"
TO_INSURER = "Insurance is billed after all"
WITHDRAWN = "the patient pays in full, insurance is not billed"
_BECAUSE = "self pay"
_ANSWERS = (INSURER_PAYMENT.name, CONTRACTUAL.name, TAKEBACK.name)


def switch_party(desk: Desk, session: Session, visit: Visit) -> bool:
    """What was charged follows ``visit.self_pay`` that has just changed; whether anything moved.

    In a transaction of the caller's, whose account is locked. Raises PaydeskError for the field ``self_pay`` once an
    insurer has answered, and when the law keeps the insurer's part from the patient (45 CFR 164.522(a)(1)(vi) is the
    patient's right to ask; it makes nobody owe what may not be billed).
    """
    charges = [session.get_one(Charge, one) for one in charge_store.standing_charges(session, visit.id)]
    if not charges:
        return False
    _refuse_answered(session, charges)
    move = _Move(desk, session, visit)
    if visit.self_pay:
        _to_patient(move, charges)
    else:
        _back(move, charges)
        _to_first_coverage(move, charges)
    return move.group is not None


def switch_claims(desk: Desk, session: Session, visit: Visit) -> tuple[str, ...]:
    """The visit's claims follow ``visit.self_pay`` that has just changed; the numbers of those that wait to be sent to
    void what insurers have.
    """
    by = claiming.by(desk)
    if visit.self_pay:
        return withdrawn_claim_store.withdraw(session, visit.id, by, WITHDRAWN)
    withdrawn_claim_store.stand_again(session, visit.id, by, WITHDRAWN)
    claiming.claim_visit(desk, session, visit.id)
    return ()


class _Move:
    """One switch under way: everything it seals is one group."""

    def __init__(self, desk: Desk, session: Session, visit: Visit) -> None:
        desk.require("transfers.post")
        self.desk, self.session, self.visit = desk, session, visit
        self.key = f"self pay/{visit.id}/{visit.version}"
        self.group: int | None = None
        self._steps = 0

    def seal(self, *entries: Entry) -> None:
        if entries:
            key = f"{self.key}/{self._steps}"
            stamp = self.desk.stamp(self.session, key, because=_BECAUSE, because_id=self.visit.id)
            made = ledger_store.seal(self.session, entries, stamp, group_id=self.group)
            self.group, self._steps = self.group or made[0], self._steps + 1

    def make_room(self, charge: Charge, lowered: Cents) -> None:
        """The patient's money on what goes back to the insurer becomes credit first."""
        key = f"{self.key}/room/{charge.id}/{self._steps}"
        make_room_in(self.desk, self.session, charge_id=charge.id, lowered=lowered, key=key, reason=TO_INSURER)


def _refuse_answered(session: Session, charges: Sequence[Charge]) -> None:
    for charge in charges:
        entries = ledger_store.entries_on_charge(session, charge.id)
        if charge.answer or any(one.because == "remittance claim" or one.kind in _ANSWERS for one in entries):
            raise PaydeskError(
                "An insurer has answered this visit. Reverse that answer first, or move what is left line by line.",
                field="self_pay",
            )


def _to_patient(move: _Move, charges: Sequence[Charge]) -> None:
    entries = []
    for charge in charges:
        owed = ledger_store.insurer_parts(move.session, charge.id)
        if not owed:
            continue
        try:
            refuse_protected(move.session, charge, sum(part for _, part in owed), on=move.desk.clock.today())
        except PaydeskError as refused:
            refused.field = "self_pay"
            raise
        entries += [transfer_entry(charge, coverage, PATIENT, part, TO_PATIENT) for coverage, part in owed]
    move.seal(*entries)
    charging.apply_earmarked(move.desk, move.session, move.visit, move.key)


def _back(move: _Move, charges: Sequence[Charge]) -> None:
    """What this moved before goes back where it came from."""
    for charge in charges:
        for entry in ledger_store.entries_on_charge(move.session, charge.id):
            if entry.because == _BECAUSE and entry.kind == TRANSFER.name:
                lines = mirror(ledger_store.lines_of_entry(move.session, entry.id))
                move.make_room(charge, -sum(line.amount for line in lines if line.party == PATIENT and line.amount < 0))
                move.seal(Entry(REVERSAL, lines, TO_INSURER, reverses=entry.id))


def _to_first_coverage(move: _Move, charges: Sequence[Charge]) -> None:
    """What was the patient's from the start goes to the first coverage of that day, less the copay."""
    session, visit = move.session, move.visit
    terms = charge_store.coverage_terms(session, visit.patient_id)
    first = insurance.first_party(terms, visit.on).coverage
    own = {
        charge: _patients(session, charge.id) for charge in charges
        if not any(transfer_store.moved_by(session, charge.id, one.id) for one in terms)
        and not ledger_store.insurer_parts(session, charge.id)
    }  # fmt: skip
    if first is None or not own:
        return
    copay = charging.copay_left(session, visit, terms, sum(own.values()), move.desk.clock.today())
    for charge, whole in own.items():
        share = min(copay, whole)
        copay -= share
        if whole > share:
            move.make_room(charge, whole - share)
            move.seal(transfer_entry(charge, PATIENT, first.id, whole - share, TO_INSURER))


def _patients(session: Session, charge_id: int) -> Cents:
    """What the patient owed of a charge before any payment."""
    paid = -sum(line.amount for line in ledger_store.patient_money_on(session, charge_id))
    return ledger_store.patient_part(session, charge_id) + paid
