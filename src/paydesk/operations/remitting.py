"""Remitting: an insurer's answer to a visit's charges, posted as one group that stands or falls together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import charge_store, ledger_store, receipt_store
from paydesk.data.charge_tables import Charge, Visit
from paydesk.data.database import Session
from paydesk.data.insurance_tables import Coverage, Payer, Remittance, RemittanceClaim
from paydesk.data.ledger_tables import Lot
from paydesk.data.people_tables import Person
from paydesk.operations import sharing
from paydesk.operations.adjusting import transfer_entry
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.operations.reversing import make_room_in
from paydesk.rules import insurance
from paydesk.rules.contact import Care
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.insurance import CoverageTerms, Protection
from paydesk.rules.keyboard import show_date
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

    Raises PaydeskError when the answers do not add up to the payment, and NotFound naming the answer's row when it
    names what is not on file or another patient's.
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
        _refuse_unknown(session, request)
        lot = _lot(desk, session, request)
        accounts = {
            account for number, answer in enumerate(request.answers)
            for account in _post_answer(desk, session, lot, answer, f"{request.key}/{number}")
        }  # fmt: skip
        about(session, trace=request.trace, amount=show(request.amount), answers=len(request.answers))
        for account in sorted(accounts):
            also_about(session, account=account, trace=request.trace)
        return RemittancePosted(lot.id, len(request.answers), False, Touched(tuple(sorted(accounts)), ("money",)))


def _refuse_unknown(session: Session, request: PostRemittance) -> None:
    """What the answers name is on file and of one patient, or nothing is posted; the refusal's row is the answer."""
    if session.get(Payer, request.payer_id) is None:
        raise NotFound("The payer of this remittance is not on file. Choose the payer again.", field="payer_id")
    for row, answer in enumerate(request.answers):
        try:
            _refuse_stray(session, answer)
        except PaydeskError as refused:
            refused.row = row
            raise


def _refuse_stray(session: Session, answer: Answer) -> None:
    visit, coverage = session.get(Visit, answer.visit_id), session.get(Coverage, answer.coverage_id)
    if visit is None:
        raise NotFound("An answer names a visit that is not on file. Choose the visit again.", field="visit_id")
    of_visit = f"The answer for {_name(session, visit.patient_id)}'s visit on {show_date(visit.on)}"
    if coverage is None:
        raise NotFound(f"{of_visit} names a coverage that is not on file. Choose it again.", field="coverage_id")
    if coverage.patient_id != visit.patient_id:
        whose = _name(session, coverage.patient_id)
        raise NotFound(
            f"{of_visit} names a coverage of {whose}. Choose a coverage of that visit's patient.", field="coverage_id"
        )
    named = [line.charge_id for line in answer.lines]
    if set(named) - set(charge_store.charges_of_visit(session, visit.id)):
        raise NotFound(f"{of_visit} names a charge that is not of that visit. Choose it again.", field="lines")
    if len(named) != len(set(named)):
        raise PaydeskError(f"{of_visit} names a charge twice. Put its amounts together in one line.", field="lines")


def _name(session: Session, patient_id: int) -> str:
    person = session.get_one(Person, patient_id)
    return f"{person.first_name} {person.last_name}".strip()


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
    charges = {line.charge_id: session.get_one(Charge, line.charge_id) for line in answer.lines}
    entries: list[Entry] = []
    for line in answer.lines:
        charge = charges[line.charge_id]
        shift = sharing.shift(session, charge, answer.coverage_id, others_owe=line.others_owe)
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


def _entries(
    session: Session, charge: Charge, line: AnswerLine, answer: Answer, shift: sharing.Shift, lot: Lot
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
    following = sharing.next_coverage(terms, coverage_id)
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


def _patient_may_owe(
    session: Session, charge: Charge, terms: tuple[CoverageTerms, ...], line: AnswerLine, amount: Cents, *, on: date
) -> Cents:
    flags = charge_store.flags(session, charge.account_id)
    by_flag = Care(charge.patient_id, charge.service_date).shield(flags, on=on)
    shield = insurance.protection(terms, shield=by_flag)
    if shield is Protection.NONE:
        return amount
    return 0 if shield is Protection.ENTIRE else min(amount, line.copay)
