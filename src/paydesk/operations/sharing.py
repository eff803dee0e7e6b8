"""Sharing: what an insurer's answer leaves to others goes on to them, or comes back from where it lies."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.data import charge_store, ledger_store, transfer_store
from paydesk.data.charge_tables import Charge
from paydesk.data.database import Session
from paydesk.rules import insurance
from paydesk.rules.insurance import CoverageTerms
from paydesk.rules.ledger import PATIENT
from paydesk.rules.money import Cents


@dataclass(frozen=True)
class Shift:
    """What an answer moves, in cents: ``onward`` to others beyond what they have; ``back`` by the party it leaves.

    ``restored`` by coverage: what its contract took off of a part that it does not get any more.
    """

    onward: Cents
    back: tuple[tuple[int, Cents], ...] = ()
    restored: tuple[tuple[int, Cents], ...] = ()

    @property
    def returned(self) -> Cents:
        return sum(amount for _, amount in self.back)


def shift(session: Session, charge: Charge, coverage_id: int, *, others_owe: Cents) -> Shift:
    """What moves when a coverage's newest answer says that others owe ``others_owe`` cents of a charge."""
    terms = insurance.in_force(charge_store.coverage_terms(session, charge.patient_id), charge.service_date)
    more = others_owe - _with_others(session, charge, terms, coverage_id)
    if more >= 0:
        return Shift(more)
    following = next_coverage(terms, coverage_id)
    return _back(session, charge, following.id if following else None, -more)


def _with_others(session: Session, charge: Charge, terms: tuple[CoverageTerms, ...], coverage_id: int) -> Cents:
    """What lies with those after this coverage by its doing, and so counts towards what it says others owe.

    What came from a coverage before it is its own to answer for. So is what came from the patient beyond what it had
    left there; but of a charge that was the patient's first, the first coverage left there all that it did not get.
    """
    ids = [one.id for one in terms]
    place = ids.index(coverage_id) if coverage_id in ids else len(ids)
    after = {PATIENT, *ids[place + 1 :]}
    begun_with_patient = place == 0 and transfer_store.charged_to(session, charge.id) == PATIENT
    left = charge_store.fee_of(session, charge.id) if begun_with_patient and ids else 0
    for moved in transfer_store.transfers_of(session, charge.id, coverage_id):
        if moved.other in after:
            left = max(0, left + moved.amount)
    return left


def _back(session: Session, charge: Charge, following: int | None, amount: Cents) -> Shift:
    """Where ``amount`` cents come back from: what the next coverage still owes, the patient, its contract.

    What the next coverage paid stays with it: so much is paid twice, and this coverage's part shows it below zero.
    """
    if following is None:
        return Shift(0, ((PATIENT, amount),))
    open_there = min(amount, max(0, ledger_store.party_part(session, charge.id, following)))
    patients = min(amount - open_there, max(0, transfer_store.share_of(session, charge.id, PATIENT)))
    rest = amount - open_there - patients
    restored = min(rest, max(0, transfer_store.taken_off(session, charge.id, following)))
    parts = ((following, open_there + restored), (PATIENT, patients))
    return Shift(0, tuple(one for one in parts if one[1]), ((following, restored),) if restored else ())


def next_coverage(terms: tuple[CoverageTerms, ...], coverage_id: int) -> CoverageTerms | None:
    """The coverage that answers after this one for what it leaves, or None: the patient does."""
    ids = [one.id for one in terms]
    after = ids.index(coverage_id) + 1 if coverage_id in ids else len(ids)
    return terms[after] if after < len(terms) else None
