"""Adjusting what is owed: write-offs by reason, moving a part to another party, moving money between lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import charge_store, ledger_store
from paydesk.data.charge_tables import Charge
from paydesk.data.database import Session
from paydesk.data.insurance_tables import Coverage
from paydesk.operations import charging
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.rules import insurance, office, plausibility
from paydesk.rules.contact import Care
from paydesk.rules.errors import NotFound, PaydeskError, refuse_changed
from paydesk.rules.flag_kinds import Deed, flag_kind
from paydesk.rules.ledger import KINDS, PATIENT, REAPPLICATION, TRANSFER, Entry, Line
from paydesk.rules.money import Cents, cents, show

_BY_LAW = "no_balance_billing"


@dataclass(frozen=True)
class PostAdjustment:
    """Take ``amount`` cents off what one party owes of a charge, for a reason of ``office.ADJUSTMENT_REASONS``."""

    charge_id: int
    amount: Cents
    reason: str
    key: str
    note: str = ""
    party: int = PATIENT


@dataclass(frozen=True)
class TransferResponsibility:
    """Move ``amount`` cents of a charge from one party to another (0 is the patient, else a coverage id)."""

    charge_id: int
    amount: Cents
    from_party: int
    to_party: int
    reason: str
    key: str


@dataclass(frozen=True)
class MoveMoney:
    """Move ``amount`` cents of a lot of patient money: from a charge or credit to another charge or to credit.

    ``from_charge`` None is credit on ``from_account``; ``to_charge`` None is credit on ``to_account``.
    """

    lot_id: int
    amount: Cents
    from_account: int
    to_account: int
    reason: str
    key: str
    from_charge: int | None = None
    to_charge: int | None = None


@dataclass(frozen=True)
class Adjusted:
    """The entry that was posted; ``repeated`` when it was there already."""

    entry_id: int
    repeated: bool
    touched: Touched


def post_adjustment(desk: Desk, request: PostAdjustment) -> Adjusted:
    """Post a write-off or contractual adjustment. Raises PaydeskError beyond what the party owes."""
    reason = office.adjustment_reason(request.reason)
    if not reason.lowers:
        raise PaydeskError("A fee is posted as a charge of its own.", field="reason")
    with desk.doing(reason.permission, f"Posted an adjustment: {reason.words.lower()}") as session:
        charge = _charge(session, request.charge_id)
        ledger_store.lock_accounts(session, (charge.account_id,))
        known = ledger_store.entry_by_key(session, request.key)
        if known is not None:
            return _again(session, known.id, charge.account_id)
        _check_adjustment(session, request, reason)
        line = Line(charge.account_id, -request.amount, charge.id, charge.patient_id, request.party, why=reason.words)
        entry = Entry(KINDS[reason.entry_kind], (line,), request.note.strip() or reason.words)
        return _seal(desk, session, entry, request.key, amount=show(request.amount), reason=reason.id)


def _check_adjustment(session: Session, request: PostAdjustment, reason: office.AdjustmentReason) -> None:
    if cents(request.amount) <= 0:
        raise PaydeskError("Type how much to take off: more than zero.", field="amount")
    if reason.from_patient != (request.party == PATIENT):
        whose = "the patient's part" if reason.from_patient else "an insurer's part"
        raise PaydeskError(f"“{reason.words}” takes off {whose}. Choose another reason.", field="reason")
    if reason.note_needed and len(request.note.strip()) < 3:
        raise PaydeskError("Say why in a few words. It stays with the entry.", field="note")
    plausibility.refuse_card_number(request.note, field="note")
    owes = ledger_store.party_part(session, request.charge_id, request.party)
    if request.amount > owes:
        raise PaydeskError(f"Only {show(max(owes, 0))} is owed there. Take off at most that much.", field="amount")


def transfer_responsibility(desk: Desk, request: TransferResponsibility) -> Adjusted:
    """Move who owes a part of a charge. Raises PaydeskError when the law keeps it from the patient."""
    with desk.doing("transfers.post", "Moved what is owed to another party") as session:
        charge = _charge(session, request.charge_id)
        ledger_store.lock_accounts(session, (charge.account_id,))
        known = ledger_store.entry_by_key(session, request.key)
        if known is not None:
            return _again(session, known.id, charge.account_id)
        _check_transfer(session, request, charge, desk.clock.today())
        entry = transfer_entry(charge, request.from_party, request.to_party, request.amount, request.reason.strip())
        return _seal(desk, session, entry, request.key, amount=show(request.amount), reason=request.reason)


def transfer_entry(charge: Charge, from_party: int, to_party: int, amount: Cents, why: str) -> Entry:
    """A zero-sum move of ``amount`` cents between two parties of one charge."""
    return Entry(
        TRANSFER,
        (
            Line(charge.account_id, -amount, charge.id, charge.patient_id, from_party, why=why),
            Line(charge.account_id, amount, charge.id, charge.patient_id, to_party, why=why),
        ),
        why,
    )


def _check_transfer(session: Session, request: TransferResponsibility, charge: Charge, today: date) -> None:
    if cents(request.amount) <= 0 or request.from_party == request.to_party:
        raise PaydeskError("Type how much moves, and choose another party to move it to.", field="amount")
    if len(request.reason.strip()) < 3:
        raise PaydeskError("Say why in a few words. It stays with the entry.", field="reason")
    plausibility.refuse_card_number(request.reason, field="reason")
    owes = ledger_store.party_part(session, charge.id, request.from_party)
    if request.amount > owes:
        raise PaydeskError(f"Only {show(max(owes, 0))} is owed there. Move at most that much.", field="amount")
    for party in (request.from_party, request.to_party):
        coverage = session.get(Coverage, party) if party != PATIENT else None
        if party != PATIENT and (coverage is None or coverage.patient_id != charge.patient_id):
            raise PaydeskError("That coverage is not this patient's. Choose one of the patient's.", field="to_party")
    if request.to_party == PATIENT:
        refuse_protected(session, charge, request.amount, on=today)
    elif request.to_party not in {one.id for one in _terms(session, charge)}:
        raise PaydeskError(
            f"That coverage does not hold on the day of the care, {charge.service_date:%m/%d/%Y}. Choose another.",
            field="to_party",
        )


def refuse_protected(session: Session, charge: Charge, amount: Cents, *, on: date) -> None:
    """Raises PaydeskError when a law or flag keeps ``amount`` cents of a charge from becoming the patient's ``on``
    that day."""
    care, flags = Care(charge.patient_id, charge.service_date), charge_store.flags(session, charge.account_id)
    terms = _terms(session, charge)
    shield = insurance.protection(terms, shield=care.shield(flags, on=on))
    if shield is insurance.Protection.NONE:
        return
    room = 0
    if shield is insurance.Protection.BEYOND_COPAY:
        copay = next((one.copay for one in terms if one.copay is not None), 0) or 0
        room = max(0, copay - charging.patients_share(session, charge.id, terms))
    if amount > room:
        why = [flag.row.why for flag in care.stopped(flags, Deed.SHIFT_TO_PATIENT, on=on)] or [flag_kind(_BY_LAW).why]
        raise PaydeskError(why[0])


def _terms(session: Session, charge: Charge) -> tuple[insurance.CoverageTerms, ...]:
    """The patient's coverages that hold on the day of the care."""
    return insurance.in_force(charge_store.coverage_terms(session, charge.patient_id), charge.service_date)


def move_money(desk: Desk, request: MoveMoney) -> Adjusted:
    """Reapply patient money within its lot; to another account needs that permission besides."""
    with desk.doing("payments.apply", "Moved money") as session:
        if request.from_account != request.to_account:
            desk.require("payments.undo")
        ledger_store.lock_accounts(session, (request.from_account, request.to_account))
        known = ledger_store.entry_by_key(session, request.key)
        if known is not None:
            return _again(session, known.id, request.from_account, request.to_account)
        _check_move(session, request, desk.clock.today())
        why = request.reason.strip()
        entry = Entry(
            REAPPLICATION,
            (
                _money_line(session, request.from_account, request.from_charge, request.amount, request.lot_id, why),
                _money_line(session, request.to_account, request.to_charge, -request.amount, request.lot_id, why),
            ),
            why,
        )
        done = _seal(desk, session, entry, request.key, amount=show(request.amount), reason=why)
        about(session, account=request.from_account)
        if request.from_account != request.to_account:
            about(session, to_account=request.to_account)
            also_about(
                session, account=request.to_account, amount=show(request.amount), from_account=request.from_account,
                reason=why,
            )  # fmt: skip
        return done


def _check_move(session: Session, request: MoveMoney, today: date) -> None:
    if cents(request.amount) <= 0 or (request.from_account, request.from_charge) == (
        request.to_account, request.to_charge,
    ):  # fmt: skip
        raise PaydeskError("Type how much moves, and choose another place to move it to.", field="amount")
    if len(request.reason.strip()) < 3:
        raise PaydeskError("Say why in a few words. It stays with the entry.", field="reason")
    plausibility.refuse_card_number(request.reason, field="reason")
    there = -sum(
        line.amount
        for line in ledger_store.whereabouts(session, request.lot_id)
        if (line.account, line.charge, line.party) == (request.from_account, request.from_charge, PATIENT)
    )
    if request.amount > there:
        raise PaydeskError(f"Only {show(max(there, 0))} of that payment is there.", field="amount")
    if request.to_charge is not None:
        target = _charge(session, request.to_charge)
        owes = ledger_store.patient_part(session, target.id)
        if target.account_id != request.to_account or request.amount > owes:
            raise PaydeskError(
                f"The patient owes {show(max(owes, 0))} of that line: move at most that.", field="amount"
            )
        barred = _barred(session, target, today)
        if barred:
            raise PaydeskError(f"That line is {barred}: no money can go to it.", field="to_charge")


def _barred(session: Session, charge: Charge, today: date) -> str:
    if charge.held or charge.disputed:
        return "in dispute" if charge.disputed else "on hold"
    flags = charge_store.flags(session, charge.account_id)
    return Care(charge.patient_id, charge.service_date).barred(flags, on=today)


def _money_line(
    session: Session, account: int, charge_id: int | None, amount: Cents, lot: int, why: str
) -> Line:
    patient = _charge(session, charge_id).patient_id if charge_id is not None else None
    return Line(account, amount, charge_id, patient, lot=lot, why=why)


def _charge(session: Session, charge_id: int) -> Charge:
    found = session.get(Charge, charge_id)
    if found is None:
        raise NotFound("That line is not there any more. Look at the account again.")
    return found


def _again(session: Session, entry_id: int, *accounts: int) -> Adjusted:
    about(session, account=accounts[0], repeated=True)
    return Adjusted(entry_id, True, Touched(tuple(sorted(set(accounts))), ("money",)))


def _seal(desk: Desk, session: Session, entry: Entry, key: str, **facts: str) -> Adjusted:
    accounts = tuple(sorted({line.account for line in entry.lines}))
    entry_id = ledger_store.seal(session, (entry,), desk.stamp(session, key))[0]
    about(session, account=accounts[0], person=entry.lines[0].patient, entry=entry_id, **facts)
    return Adjusted(entry_id, False, Touched(accounts, ("money",)))


@dataclass(frozen=True)
class HoldCharge:
    """Put a charge on hold or in dispute, or (both False) release it.

    ``before`` is what it was, held, disputed and why, when the form was filled.
    """

    charge_id: int
    held: bool
    disputed: bool
    reason: str
    before: tuple[bool, bool, str] | None = None


def hold_charge(desk: Desk, request: HoldCharge) -> Touched:
    """A held or disputed line takes no money by itself and is not asked for. Raises ChangedByOther."""
    with desk.doing("flags.edit", "Held or released a line") as session:
        charge = _charge(session, request.charge_id)
        ledger_store.lock_accounts(session, (charge.account_id,))
        session.refresh(charge)
        refuse_changed((charge.held, charge.disputed, charge.hold_reason), request.before, of=charge)
        if (request.held or request.disputed) and len(request.reason.strip()) < 3:
            raise PaydeskError("Say why in a few words. It stays with the line.", field="reason")
        plausibility.refuse_card_number(request.reason, field="reason")
        about(session, account=charge.account_id, person=charge.patient_id, charge=charge.id,
              before=[charge.held, charge.disputed], after=[request.held, request.disputed],
              reason=request.reason)  # fmt: skip
        charge.held, charge.disputed = request.held, request.disputed
        charge.hold_reason = request.reason.strip() if request.held or request.disputed else ""
        return Touched((charge.account_id,), ("money",))

