"""Remitting: an insurer's answer to a visit's charges, posted as one group that stands or falls together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import (
    charge_store,
    claim_store,
    claims_due,
    ledger_store,
    overpayments_found,
    receipt_store,
    standing_store,
)
from paydesk.data.charge_tables import Visit
from paydesk.data.claim_store import By
from paydesk.data.database import Session
from paydesk.data.insurance_tables import Coverage, Payer, Remittance, RemittanceClaim
from paydesk.data.ledger_tables import Lot
from paydesk.data.people_tables import Person
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.operations.reversing import make_room_for
from paydesk.rules import insurer_answer
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.insurer_answer import AnswerLine as AnswerLine
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, cents, show


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
        who = By(desk.actor.name, desk.clock.now(), desk.clock.today())
        claims_due.bring_up_to_date(session, who, visits=visits)
        accounts: set[int] = set()
        answered = []
        for number, answer in enumerate(request.answers):
            own, touched = _post_answer(desk, session, lot, answer, f"{request.key}/{number}")
            accounts |= set(touched)
            answered.append((answer.visit_id, answer.coverage_id, answer.denied, own))
        claim_store.answered_by_hand(session, answered, request.received_on, who)
        claims_due.bring_up_to_date(session, who, visits=visits)  # what is left goes to the next insurer
        overpayments_found.bring_up_to_date(session, who, visits=visits)
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


def _post_answer(
    desk: Desk, session: Session, lot: Lot, answer: Answer, key: str
) -> tuple[int, tuple[int, ...]]:
    """The answer's id, and the accounts it touched."""
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
        return claim.id, ()
    standing = standing_store.standings(session, [line.charge_id for line in answer.lines], on=lot.posted_on)
    answered = [(standing[line.charge_id], line) for line in answer.lines]
    group = insurer_answer.group(answered, answer.coverage_id, lot_id=lot.id)
    make_room_for(desk, session, standing, group, key=key)
    if group.entries:
        stamp = desk.stamp(session, key, because="remittance claim", because_id=claim.id)
        claim.group_id = ledger_store.seal(session, group.entries, stamp)[0]
    charge_store.set_answer(session, answer.visit_id, "answered")
    return claim.id, tuple(charge.account_id for charge, _ in answered)


def _outcome(answer: Answer) -> str:
    return "denied" if answer.denied else "paid" if answer.paid else "to patient"
