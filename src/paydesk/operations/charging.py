"""Charging: procedures of a visit and the clinic's own fees, posted to whoever owes them first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import charge_store, fee_store, ledger_store, people_store, transfer_store
from paydesk.data.charge_tables import Charge, ChargeVersion, Visit
from paydesk.data.database import Session
from paydesk.operations import claiming
from paydesk.operations.applying import ApplyCredit, credit_entries
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.posting import open_lines
from paydesk.rules import coding, insurance, plausibility
from paydesk.rules.contact import Care
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.insurance import CoverageTerms
from paydesk.rules.keyboard import show_date
from paydesk.rules.ledger import CHARGE, FEE, PATIENT, TRANSFER, Entry, Line
from paydesk.rules.money import Cents, cents, show


@dataclass(frozen=True)
class NewCharge:
    """One procedure of a visit. ``fee`` None: from the schedule, times units; ``pointers`` are positions."""

    code: str
    description: str = ""
    modifiers: tuple[str, ...] = ()
    units: int = 1
    pointers: tuple[int, ...] = ()
    fee: Cents | None = None
    provider_id: int | None = None
    system: str = "CPT"


@dataclass(frozen=True)
class PostCharges:
    """Charges of one visit. The same ``key`` again posts nothing."""

    visit_id: int
    charges: tuple[NewCharge, ...]
    key: str


@dataclass(frozen=True)
class ChargesPosted:
    """What was posted: charge ids, their total, the copay that is the patient's at once; in cents.

    ``prepaid`` cents that were taken for the visit before pay it already. ``entry_id`` is that of a fee.
    """

    charge_ids: tuple[int, ...]
    total: Cents
    copay: Cents
    why: str
    touched: Touched
    prepaid: Cents = 0
    entry_id: int | None = None


def post_charges(desk: Desk, request: PostCharges) -> ChargesPosted:
    """Post charges of a visit that is kept already. Raises PaydeskError naming the charge's row and field."""
    with desk.doing("charges.post", "Posted charges") as session:
        visit = session.get(Visit, request.visit_id)
        if visit is None:
            raise NotFound("That visit is not there any more.")
        if not request.charges:
            raise PaydeskError("Add at least one procedure.", field="charges")
        ledger_store.lock_accounts(session, (visit.account_id,))
        before = charge_store.charged_under(session, visit.id, request.key)
        if before.charge_ids:
            about(session, account=visit.account_id, repeated=True)
            touched = Touched((visit.account_id,), ("money",))
            return ChargesPosted(before.charge_ids, before.total, before.copay, "posted before", touched)
        people_store.in_use(session, visit.patient_id)
        posted = charge_visit(desk, session, visit, request.charges, key=request.key)
        about(
            session, account=visit.account_id, person=visit.patient_id, visit=visit.id,
            total=show(posted.total), copay=show(posted.copay), codes=[c.code for c in request.charges],
        )  # fmt: skip
        return posted


def charge_visit(
    desk: Desk, session: Session, visit: Visit, charges: tuple[NewCharge, ...], *, key: str
) -> ChargesPosted:
    """Post charges in a transaction of the caller's, whose account is locked.

    To the first coverage in force, or the patient; a known copay moves to the patient at once, and credit taken for
    this visit is applied. Raises PaydeskError naming the charge's row and field, or the visit's.
    """
    _refuse_not_held(visit, desk.clock.today())
    terms = charge_store.coverage_terms(session, visit.patient_id)
    first = insurance.first_party(terms, visit.on, do_not_bill_insurance=visit.self_pay)
    fees = _checked_fees(session, visit, charges)
    copay = copay_left(session, visit, terms, sum(fees), desk.clock.today())
    ids, left = [], copay
    for number, (charge, fee) in enumerate(zip(charges, fees, strict=True)):
        row = _charge_row(session, visit, charge, fee)
        party = first.coverage.id if first.coverage else PATIENT
        entries = [Entry(CHARGE, (Line(visit.account_id, fee, row.id, visit.patient_id, party, why=first.why),))]
        share = min(left, fee)
        if share:
            entries.append(_copay_entry(visit, row.id, party, share))
            left -= share
        stamp = desk.stamp(session, f"{key}/{number}", because="visit", because_id=visit.id)
        ledger_store.seal(session, entries, stamp)
        ids.append(row.id)
    prepaid = apply_earmarked(desk, session, visit, key)
    charge_store.raise_version(visit)
    claiming.claim_visit(desk, session, visit.id)
    if visit.status in ("scheduled", "arrived"):
        visit.status = "done"
    touched = Touched((visit.account_id,), ("money", "visits"))
    return ChargesPosted(tuple(ids), sum(fees), copay, first.why, touched, prepaid)


def _refuse_not_held(visit: Visit, today: date) -> None:
    """Only what took place is charged."""
    if visit.status in ("canceled", "no-show"):
        what = "canceled" if visit.status == "canceled" else "missed"
        raise PaydeskError(f"This visit was {what}. Mark it as arrived first, then charge it.", field="status")
    if visit.on > today:
        day = show_date(visit.on)
        raise PaydeskError(f"This visit is planned for {day}. Change the date if it took place today.", field="on")


def _copay_entry(visit: Visit, charge_id: int, party: int, share: Cents) -> Entry:
    why = "copay, due at the visit"
    return Entry(
        TRANSFER,
        (
            Line(visit.account_id, -share, charge_id, visit.patient_id, party, why=why),
            Line(visit.account_id, share, charge_id, visit.patient_id, PATIENT, why=why),
        ),
        "Copay",
    )


def copay_left(
    session: Session, visit: Visit, terms: tuple[CoverageTerms, ...], charged: Cents, today: date
) -> Cents:
    """The visit's copay, less what moved for earlier charges of the same visit."""
    flags = charge_store.flags(session, visit.account_id)
    shield = Care(visit.patient_id, visit.on).shield(flags, on=today)
    due = insurance.copay_due(terms, visit.on, charged=charged, do_not_bill_insurance=visit.self_pay, shield=shield)
    moved = sum(patients_share(session, charge, terms) for charge in charge_store.charges_of_visit(session, visit.id))
    return max(0, due - moved)


def patients_share(session: Session, charge_id: int, terms: tuple[CoverageTerms, ...]) -> Cents:
    """What coverages moved to the patient of a charge; of one that was the patient's, what they did not get."""
    moved = sum(transfer_store.moved_by(session, charge_id, one.id) for one in terms)
    return moved if moved >= 0 else max(0, charge_store.fee_of(session, charge_id) + moved)


def _checked_fees(session: Session, visit: Visit, charges: tuple[NewCharge, ...]) -> list[Cents]:
    fees = []
    for row, charge in enumerate(charges):
        try:
            fees.append(_checked_fee(session, visit, charge))
        except PaydeskError as refused:
            refused.row = row
            raise
    return fees


def _checked_fee(session: Session, visit: Visit, charge: NewCharge) -> Cents:
    if charge.system in ("CPT", "HCPCS"):
        coding.parse_service_code(charge.code)
        coding.parse_modifiers(" ".join(charge.modifiers))
    plausibility.refuse_card_numbers(charge)
    if not 1 <= charge.units <= 999:
        raise PaydeskError("Units are between 1 and 999.", field="units")
    if charge.pointers:
        coding.check_pointers(charge.pointers, diagnoses=charge_store.count_diagnoses(session, visit.id))
    fee = charge.fee
    if fee is None:
        unit = fee_store.fee_for(session, charge.code, charge.modifiers, visit.on)
        if unit is None:
            raise PaydeskError(f"No fee for {charge.code} on that date. Type the fee.", field="fee")
        fee = unit * charge.units
    if cents(fee, field="fee") <= 0:
        raise PaydeskError("A charge is more than zero.", field="fee")
    plausibility.refuse_large_charge(fee, field="fee")
    return fee


def _charge_row(session: Session, visit: Visit, charge: NewCharge, fee: Cents) -> Charge:
    row = Charge(
        account_id=visit.account_id, patient_id=visit.patient_id, visit_id=visit.id, kind="procedure",
        service_date=visit.on, version=1,
    )  # fmt: skip
    session.add(row)
    session.flush()
    name = charge.description or fee_store.short_name(session, charge.code)
    session.add(
        ChargeVersion(
            charge_id=row.id, version=1, code=charge.code, system=charge.system, description=name,
            modifiers=" ".join(charge.modifiers), units=charge.units, fee=fee,
            pointers=" ".join(map(str, charge.pointers)), provider_id=charge.provider_id or visit.provider_id,
            place_id=visit.place_id, service_date=visit.on,
        )
    )  # fmt: skip
    session.flush()
    return row


def apply_earmarked(desk: Desk, session: Session, visit: Visit, key: str) -> Cents:
    """Money taken for this visit before it was charged goes to it now; how much did, in cents."""
    held = tuple(c for c in ledger_store.credits_of(session, (visit.account_id,)) if c.visit_id == visit.id)
    mine = tuple(one for one in open_lines(session, visit.account_id, desk.clock.today()) if one.visit == visit.id)
    if not held or not mine:
        return 0
    entries = credit_entries(session, held, mine, desk.clock.today(), ApplyCredit(visit.account_id, key))
    if entries:
        stamp = desk.stamp(session, f"{key}/earmarked", because="visit", because_id=visit.id)
        ledger_store.seal(session, entries, stamp)
    return sum(line.amount for entry in entries for line in entry.lines if line.charge is None)


@dataclass(frozen=True)
class PostFee:
    """A fee of the clinic on an account, owed by the patient, such as for a returned check."""

    account_id: int
    amount: Cents
    reason: str
    key: str
    patient_id: int | None = None


def post_fee(desk: Desk, request: PostFee) -> ChargesPosted:
    """Post a fee as a charge of its own."""
    with desk.doing("adjustments.post", "Posted a fee") as session:
        if cents(request.amount) <= 0:
            raise PaydeskError("A fee is more than zero.", field="amount")
        plausibility.refuse_large_charge(request.amount, field="amount")
        if not request.reason.strip():
            raise PaydeskError("Say what the fee is for.", field="reason")
        plausibility.refuse_card_number(request.reason, field="reason")
        ledger_store.lock_accounts(session, (request.account_id,))
        touched = Touched((request.account_id,), ("money",))
        if ledger_store.entry_by_key(session, request.key) is not None:
            about(session, account=request.account_id, repeated=True)
            return ChargesPosted((), 0, 0, "posted before", touched)
        patient = request.patient_id or people_store.guarantor_of(session, request.account_id).person_id
        if request.patient_id is not None:
            people_store.in_use(session, patient, account_id=request.account_id)
        today = desk.clock.today()
        row = Charge(account_id=request.account_id, patient_id=patient, kind="fee", service_date=today, version=1)
        session.add(row)
        session.flush()
        session.add(
            ChargeVersion(charge_id=row.id, version=1, code="", system="own", description=request.reason.strip(),
                          fee=request.amount, service_date=today)
        )  # fmt: skip
        session.flush()
        line = Line(request.account_id, request.amount, row.id, patient, why="fee")
        entry = Entry(FEE, (line,), request.reason)
        (entry_id,) = ledger_store.seal(session, (entry,), desk.stamp(session, request.key))
        about(session, account=request.account_id, amount=show(request.amount), reason=request.reason)
        return ChargesPosted((row.id,), request.amount, 0, "fee", touched, entry_id=entry_id)
