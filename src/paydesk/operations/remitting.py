"""Remitting: an insurer's answer to a visit's charges, posted as one group that stands or falls together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import charge_store, ledger_store, receipt_store, transfer_store
from paydesk.data.charge_tables import Charge
from paydesk.data.database import Session
from paydesk.data.insurance_tables import Coverage, Remittance, RemittanceClaim
from paydesk.data.ledger_tables import Lot
from paydesk.operations.adjusting import transfer_entry
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.undoing import make_room_in
from paydesk.rules import insurance
from paydesk.rules.contact import Care
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.insurance import CoverageTerms, Protection
from paydesk.rules.ledger import CONTRACTUAL, INSURER_PAYMENT, PATIENT, Entry, Line
from paydesk.rules.money import Cents, cents, show


@dataclass(frozen=True)
class AnswerLine:
    """What the insurer says of one charge, in cents: paid, taken off by contract, owed by others and why."""

    charge_id: int
    paid: Cents
    contractual: Cents
    others_owe: Cents
    why: str = "patient's share"
    copay: Cents = 0


@dataclass(frozen=True)
class Answer:
    """The answer of one coverage to one visit. ``denied``: nothing posts, the charges wait for a person."""

    coverage_id: int
    visit_id: int
    lines: tuple[AnswerLine, ...]
    denied: bool = False

    @property
    def paid(self) -> Cents:
        """What the answer pays in all, in cents."""
        return sum(line.paid for line in self.lines)


@dataclass(frozen=True)
class PostRemittance:
    """A payer's payment with its answers. ``amount`` = paid − ``provider_adjustments``, to the cent."""

    payer_id: int
    trace: str
    amount: Cents
    received_on: date
    answers: tuple[Answer, ...]
    key: str
    provider_adjustments: Cents = 0


@dataclass(frozen=True)
class RemittancePosted:
    """How many answers were posted; the remittance's identity."""

    lot_id: int
    answers: int
    repeated: bool
    touched: Touched


def post_remittance(desk: Desk, request: PostRemittance) -> RemittancePosted:
    """Post a balanced remittance: every answer its own group, all in one transaction.

    Raises PaydeskError when the answers do not add up to the payment.
    """
    with desk.doing("payments.post", "Posted a remittance") as session:
        charges = [line.charge_id for answer in request.answers for line in answer.lines]
        visits = [answer.visit_id for answer in request.answers]
        ledger_store.lock_accounts(session, charge_store.accounts_of(session, charges=charges, visits=visits))
        known = receipt_store.lot_by_key(session, request.key)
        if known is not None:
            about(session, repeated=True)
            return RemittancePosted(known.id, 0, True, Touched((), ("money",)))
        paid = sum(answer.paid for answer in request.answers)
        if cents(request.amount) != paid - request.provider_adjustments or request.amount < 0:
            raise PaydeskError(
                f"The answers pay {show(paid)}, the remittance {show(request.amount)}: they must be equal.",
                field="amount",
            )
        lot = _lot(desk, session, request)
        accounts = {
            account for number, answer in enumerate(request.answers)
            for account in _post_answer(desk, session, lot, answer, f"{request.key}/{number}")
        }  # fmt: skip
        about(session, trace=request.trace, amount=show(request.amount), answers=len(request.answers))
        return RemittancePosted(lot.id, len(request.answers), False, Touched(tuple(sorted(accounts)), ("money",)))


def _lot(desk: Desk, session: Session, request: PostRemittance) -> Lot:
    stamp = desk.stamp(session, request.key)
    lot = Lot(
        kind="remittance", amount=request.amount, received_on=request.received_on, posted_on=stamp.posted_on,
        imported=False, key=request.key, entered_at=stamp.entered_at, entered_by=desk.actor.name,
    )  # fmt: skip
    session.add(lot)
    session.flush()
    session.add(
        Remittance(
            lot_id=lot.id, payer_id=request.payer_id, trace=request.trace,
            provider_adjustments=request.provider_adjustments,
        )
    )  # fmt: skip
    session.flush()
    return lot


def _post_answer(desk: Desk, session: Session, lot: Lot, answer: Answer, key: str) -> tuple[int, ...]:
    claim = RemittanceClaim(
        lot_id=lot.id, coverage_id=answer.coverage_id, visit_id=answer.visit_id, paid=answer.paid,
        outcome=_outcome(answer), posted=not answer.denied, group_id=None,
    )  # fmt: skip
    session.add(claim)
    session.flush()
    if answer.denied:
        if answer.paid:
            raise PaydeskError("A denied answer pays nothing.", field="denied")
        charge_store.set_answer(session, answer.visit_id, "denied")
        return ()
    charges = {line.charge_id: _charge(session, line.charge_id, answer) for line in answer.lines}
    entries: list[Entry] = []
    for line in answer.lines:
        charge = charges[line.charge_id]
        shift = _shift(session, charge, line, answer.coverage_id)
        make_room_in(
            desk, session, charge_id=charge.id, lowered=dict(shift.back).get(PATIENT, 0),
            key=f"{key}/room/{charge.id}", reason="the insurer's answer lowers the patient's share",
        )  # fmt: skip
        entries += _entries(session, charge, line, answer, shift, lot)
    if entries:
        stamp = desk.stamp(session, key, because="remittance claim", because_id=claim.id)
        claim.group_id = ledger_store.seal(session, entries, stamp)[0]
    charge_store.set_answer(session, answer.visit_id, "answered")
    return tuple(charge.account_id for charge in charges.values())


def _outcome(answer: Answer) -> str:
    return "denied" if answer.denied else "paid" if answer.paid else "to patient"


def _charge(session: Session, charge_id: int, answer: Answer) -> Charge:
    charge, coverage = session.get(Charge, charge_id), session.get(Coverage, answer.coverage_id)
    if charge is None or coverage is None or charge.patient_id != coverage.patient_id:
        raise NotFound("An answer names a charge or coverage that is not this patient's.")
    return charge


@dataclass(frozen=True)
class _Shift:
    """What an answer moves, in cents: ``onward`` to others beyond what they have; ``back`` by the party it leaves.

    ``restored`` by coverage: what its contract took off of a part that it does not get any more.
    """

    onward: Cents
    back: tuple[tuple[int, Cents], ...] = ()
    restored: tuple[tuple[int, Cents], ...] = ()

    @property
    def returned(self) -> Cents:
        return sum(amount for _, amount in self.back)


def _shift(session: Session, charge: Charge, line: AnswerLine, coverage_id: int) -> _Shift:
    terms = insurance.in_force(charge_store.coverage_terms(session, charge.patient_id), charge.service_date)
    more = line.others_owe - _with_others(session, charge, terms, coverage_id)
    if more >= 0:
        return _Shift(more)
    following = _next_coverage(terms, coverage_id)
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


def _back(session: Session, charge: Charge, following: int | None, amount: Cents) -> _Shift:
    """Where ``amount`` cents come back from: what the next coverage still owes, the patient, its contract.

    What the next coverage paid stays with it: so much is paid twice, and this coverage's part shows it below zero.
    """
    if following is None:
        return _Shift(0, ((PATIENT, amount),))
    open_there = min(amount, max(0, ledger_store.party_part(session, charge.id, following)))
    patients = min(amount - open_there, max(0, transfer_store.share_of(session, charge.id, PATIENT)))
    rest = amount - open_there - patients
    restored = min(rest, max(0, transfer_store.taken_off(session, charge.id, following)))
    parts = ((following, open_there + restored), (PATIENT, patients))
    return _Shift(0, tuple(one for one in parts if one[1]), ((following, restored),) if restored else ())


def _entries(
    session: Session, charge: Charge, line: AnswerLine, answer: Answer, shift: _Shift, lot: Lot
) -> list[Entry]:
    """Payment and contractual adjustment on the coverage, then the move of what others owe."""
    on = {"charge": charge.id, "patient": charge.patient_id, "party": answer.coverage_id}
    made = [
        Entry(
            CONTRACTUAL,
            (Line(charge.account_id, amount, charge.id, charge.patient_id, party, why="no more is left for it"),),
        )
        for party, amount in shift.restored
    ]
    made += [
        transfer_entry(charge, party, answer.coverage_id, amount, "share lowered by the insurer")
        for party, amount in shift.back
    ]
    if line.paid:
        made.append(
            Entry(INSURER_PAYMENT, (Line(charge.account_id, -line.paid, lot=lot.id, why="insurer paid", **on),))
        )
    left = ledger_store.party_part(session, charge.id, answer.coverage_id) - line.paid + shift.returned
    taken_off = min(line.contractual, max(left, 0))
    if taken_off:
        made.append(Entry(CONTRACTUAL, (Line(charge.account_id, -taken_off, why="price by contract", **on),)))
    room = min(shift.onward, max(left - taken_off, 0))
    if room > 0:
        made += _to_others(session, charge, line, answer.coverage_id, room, on=lot.posted_on)
    return made


def _to_others(
    session: Session, charge: Charge, line: AnswerLine, coverage_id: int, amount: Cents, *, on: date
) -> list[Entry]:
    """To the next coverage first, else the patient; what the law keeps from the patient comes off instead."""
    terms = insurance.in_force(charge_store.coverage_terms(session, charge.patient_id), charge.service_date)
    following = _next_coverage(terms, coverage_id)
    if following is not None:
        return [transfer_entry(charge, coverage_id, following.id, amount, "to the next insurer")]
    allowed = _patient_may_owe(session, charge, terms, line, amount, on=on)
    made = []
    if allowed:
        made.append(transfer_entry(charge, coverage_id, PATIENT, allowed, line.why))
    if amount - allowed:
        protected = Line(
            charge.account_id, allowed - amount, charge.id, charge.patient_id, coverage_id,
            why="the law keeps this from the patient",
        )  # fmt: skip
        made.append(Entry(CONTRACTUAL, (protected,)))
    return made


def _next_coverage(terms: tuple[CoverageTerms, ...], coverage_id: int) -> CoverageTerms | None:
    ids = [one.id for one in terms]
    after = ids.index(coverage_id) + 1 if coverage_id in ids else len(ids)
    return terms[after] if after < len(terms) else None


def _patient_may_owe(
    session: Session, charge: Charge, terms: tuple[CoverageTerms, ...], line: AnswerLine, amount: Cents, *, on: date
) -> Cents:
    flags = charge_store.flags(session, charge.account_id)
    by_flag = Care(charge.patient_id, charge.service_date).shield(flags, on=on)
    shield = insurance.protection(terms, shield=by_flag)
    if shield is Protection.NONE:
        return amount
    return 0 if shield is Protection.ENTIRE else min(amount, line.copay)
