"""Deciding overpayments: a letter that asks for money back, and what the clinic says to it; nothing posts here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.data import claim_store, known_claim_store, ledger_store, overpayment_store, overpayments_found
from paydesk.data.database import Session
from paydesk.data.overpayment_tables import InsurerOverpayment
from paydesk.operations import finding_overpayments
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import plausibility
from paydesk.rules.errors import NotFound, PaydeskError, refuse_changed
from paydesk.rules.insurance import PayerKind
from paydesk.rules.insurer_overpayment import REASONS, Decision, OverpaymentState, may_pause, return_rule
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, cents, show

_DAY = timedelta(days=1)
_LETTERS = ("letter", "audit")


@dataclass(frozen=True)
class RecordLetter:
    """An insurer asks for ``amount`` cents of what it paid on one of our claims; ``found_by`` is letter or audit."""

    claim_id: int
    amount: Cents
    reason: str
    letter_on: date | None = None
    letter_number: str = ""
    respond_by: date | None = None
    found_by: str = "letter"
    note: str = ""


@dataclass(frozen=True)
class Decided:
    """The overpayment as it stands now, and what it touched. ``repeated``: it stood so before."""

    overpayment_id: int
    state: str
    touched: Touched
    repeated: bool = False


@dataclass(frozen=True)
class PaidClaim:
    """A claim on which an insurer's money is: what it can ask back."""

    claim_id: int
    number: str
    payer: str
    patient: str
    day: date
    there: Cents


def paid_claims(desk: Desk, account_id: int) -> tuple[PaidClaim, ...]:
    """The claims of an account that insurers paid something on, the newest first."""
    with desk.looking() as session:
        known = known_claim_store.known_claims(session, claim_store.of_account(session, account_id))
        found = []
        for one in known.values():
            held = overpayment_store.held(session, visit_id=one.visit_id, coverage_id=one.coverage_id)
            if held and one.lines:
                day = min(line.day for line in one.lines)
                patient = f"{one.patient_first} {one.patient_last}".strip()
                there = sum(each.paid for each in held)
                found.append(PaidClaim(one.id, one.number, one.payer_name, patient, day, there))
    return tuple(sorted(found, key=lambda one: (one.day, one.claim_id), reverse=True))


def record_letter(desk: Desk, request: RecordLetter) -> Decided:
    """Record that an insurer asks for money back; where the ledger found it already, that record gets the letter.

    Raises NotFound, and PaydeskError for an amount beyond what the insurer paid, a date that cannot be, or a second
    letter about what is decided already.
    """
    _check_letter(desk, request)
    with desk.doing("payments.post", "Recorded that an insurer asks for money back") as session:
        known = known_claim_store.known_claims(session, (request.claim_id,)).get(request.claim_id)
        if known is None:
            raise NotFound("That claim is not there any more. Choose it again.", field="claim_id")
        ledger_store.lock_accounts(session, (known.account_id,))
        who = finding_overpayments.by(desk)
        there = sum(
            one.paid for one in overpayment_store.held(
                session, visit_id=known.visit_id, coverage_id=known.coverage_id
            )
        )  # fmt: skip
        if request.amount > there:
            raise PaydeskError(
                f"{known.payer_name} has paid {show(there)} on this claim. It cannot ask for more back: check the "
                "claim and the amount.", field="amount",
            )  # fmt: skip
        one = overpayment_store.open_one(session, visit_id=known.visit_id, coverage_id=known.coverage_id)
        if one is not None and one.letter_on is not None:
            if _same_letter(one, request):
                about(session, account=known.account_id, act="overpayments.record", overpayment=one.id, repeated=True)
                return Decided(one.id, one.state, _touched(known.account_id), True)
            raise PaydeskError(
                f"A letter of {show_date(one.letter_on)} about this claim is open already. Settle that one first.",
                field="claim_id",
            )
        if one is None:
            one = InsurerOverpayment(
                payer_id=known.payer_id, account_id=known.account_id, patient_id=known.patient_id,
                coverage_id=known.coverage_id, visit_id=known.visit_id, claim_id=known.id, found_by=request.found_by,
                reason=request.reason, amount=request.amount, settled=0, identified_on=desk.clock.today(),
                state=OverpaymentState.FOUND.value, after_answer=overpayments_found.newest_answer(session),
            )  # fmt: skip
            session.add(one)
        one.amount, one.reason = request.amount + one.settled, request.reason
        one.letter_number, one.letter_on = request.letter_number.strip(), request.letter_on or desk.clock.today()
        one.respond_by = request.respond_by
        session.flush()
        numbered = f" {one.letter_number}" if one.letter_number else ""
        told = f"{known.payer_name} asks for {show(request.amount)}: {REASONS[request.reason].lower()}"
        what = "an audit asks for it" if request.found_by == "audit" else f"letter{numbered} came"
        why = ". ".join(part for part in (told, request.note.strip()) if part)
        overpayment_store.log(session, one.id, who, what, why)
        about(
            session, account=known.account_id, person=known.patient_id, act="overpayments.record",
            overpayment=one.id, claim=known.number, amount=show(request.amount), reason=request.reason,
        )  # fmt: skip
        return Decided(one.id, one.state, _touched(known.account_id))


def _same_letter(one: InsurerOverpayment, request: RecordLetter) -> bool:
    same_number = one.letter_number == request.letter_number.strip()
    return same_number and one.amount - one.settled == request.amount and one.letter_on in (request.letter_on, None)


def _check_letter(desk: Desk, request: RecordLetter) -> None:
    today = desk.clock.today()
    if cents(request.amount) <= 0:
        raise PaydeskError("Type how much the insurer asks for. It is more than zero.", field="amount")
    if request.reason not in REASONS:
        raise PaydeskError("Choose why the insurer says it paid too much.", field="reason")
    if request.found_by not in _LETTERS:
        raise PaydeskError("Choose how it came: by a letter or in an audit.", field="found_by")
    if request.letter_on is not None and request.letter_on > today:
        raise PaydeskError("That day is still to come. Type the date on the letter.", field="letter_on")
    if request.respond_by is not None and request.letter_on is not None and request.respond_by < request.letter_on:
        raise PaydeskError("That is before the letter was written. Type by when it asks for an answer.",
                           field="respond_by")  # fmt: skip
    plausibility.refuse_card_numbers(request)


@dataclass(frozen=True)
class Decide:
    """What the clinic says: agree to ``refund`` by check, agree that the insurer keeps it from a later payment
    (``offset``), ``dispute`` it (until ``until``), or ``drop`` it: it is not owed, or the insurer gave in.

    ``amount`` is what the clinic agrees to, where that is not all that is asked for.
    """

    overpayment_id: int
    decision: str
    why: str
    amount: Cents | None = None
    until: date | None = None


def decide(desk: Desk, request: Decide, *, version: int | None = None) -> Decided:
    """Say what the clinic does about an overpayment; it can be said anew as long as it is open.

    Raises PaydeskError without a reason, or for an amount beyond what is asked for.
    """
    why = request.why.strip()
    if request.decision not in [one.value for one in Decision if one]:
        raise PaydeskError("Choose what to do about it.", field="decision")
    if len(why) < 3:
        raise PaydeskError("Say why in a few words. It stays with the record.", field="why")
    plausibility.refuse_card_number(why, field="why")
    with desk.doing("payments.post", "Decided on an insurer's overpayment") as session:
        one = locked(session, request.overpayment_id)
        refuse_changed(one.version, version, of=one)
        told = _DECIDED[request.decision]
        if request.decision == Decision.DISPUTE and request.until is not None:
            if request.until < desk.clock.today():
                raise PaydeskError("That day is over. Type until when the insurer takes a dispute.", field="until")
            told += f", by {show_date(request.until)}"
        if request.amount is not None:
            _agree_to(one, request.amount)
        one.decision, one.dispute_until = request.decision, request.until
        who = finding_overpayments.by(desk)
        overpayment_store.log(session, one.id, who, told, why)
        overpayment_store.recount(session, one, who)
        about(
            session, account=one.account_id, person=one.patient_id, act="overpayments.decide", overpayment=one.id,
            decision=told, reason=why, amount=show(one.amount - one.settled),
        )  # fmt: skip
        return Decided(one.id, one.state, _touched(one.account_id))


_DECIDED = {
    "refund": "agreed: it goes back by check", "offset": "agreed: the insurer keeps it from a later payment",
    "dispute": "disputed", "drop": "not owed",
}  # fmt: skip


def _agree_to(one: InsurerOverpayment, amount: Cents) -> None:
    left = one.amount - one.settled
    if not 0 < cents(amount) <= left:
        raise PaydeskError(f"{show(left)} is asked for. Agree to that or to a part of it.", field="amount")
    one.amount = one.settled + amount


@dataclass(frozen=True)
class PauseClock:
    """It is looked into in good faith from ``since`` on; with ``until`` that is over. The law's time stands still."""

    overpayment_id: int
    since: date
    until: date | None
    why: str


def pause_clock(desk: Desk, request: PauseClock) -> Decided:
    """Stop the law's time for an investigation, or end it. Raises PaydeskError where no law allows it."""
    why, today = request.why.strip(), desk.clock.today()
    if len(why) < 3:
        raise PaydeskError("Say what is looked into. It is the evidence for the time that is stopped.", field="why")
    plausibility.refuse_card_number(why, field="why")
    if request.since > today or (request.until is not None and not request.since <= request.until <= today):
        raise PaydeskError("An investigation begins today or earlier, and ends after that. Check the days.",
                           field="since")  # fmt: skip
    with desk.doing("payments.post", "Stopped the clock of an overpayment") as session:
        one = locked(session, request.overpayment_id)
        row = overpayment_store.row(session, one.id)
        assert row is not None
        kind = PayerKind(row.payer_kind)
        if not may_pause(kind, identified=one.identified_on):
            raise PaydeskError(f"For {row.payer} no law stops the time while it is looked into.", field="since")
        if request.since < one.identified_on - _DAY:
            raise PaydeskError(f"It was identified on {show_date(one.identified_on)}. The investigation is of then "
                               "or later.", field="since")  # fmt: skip
        one.paused_on, one.resumed_on = request.since, request.until
        rule = return_rule(kind, on=one.identified_on)
        assert rule is not None
        told = "the investigation is over" if request.until else f"looked into: the time stands still ({rule.source})"
        overpayment_store.log(session, one.id, finding_overpayments.by(desk), told, why)
        about(session, account=one.account_id, act="overpayments.decide", overpayment=one.id, decision=told, reason=why)
        return Decided(one.id, one.state, _touched(one.account_id))


def locked(session: Session, overpayment_id: int) -> InsurerOverpayment:
    """The open overpayment of that id, and its account, waiting for nobody else. Raises NotFound and PaydeskError."""
    one = session.get(InsurerOverpayment, overpayment_id)
    if one is None:
        raise NotFound("That overpayment is not on file any more. Look at the list again.")
    ledger_store.lock_accounts(session, (one.account_id,))
    session.refresh(one, with_for_update=True)
    if one.closed_on is not None:
        raise PaydeskError("This overpayment is closed. Look at it again.")
    return one


def _touched(account_id: int) -> Touched:
    return Touched((account_id,), ("insurance",))
