"""Charging: a visit with its diagnoses, and charges posted to whoever owes them first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from paydesk.data import charge_store, fee_store, history_store, ledger_store
from paydesk.data.charge_tables import Charge, ChargeVersion, Visit
from paydesk.data.database import Session
from paydesk.data.people_tables import Person
from paydesk.operations.desk import Desk, Touched, about
from paydesk.operations.posting import ApplyCredit, credit_entries, open_lines
from paydesk.rules import coding, insurance, plausibility
from paydesk.rules.contact import Care
from paydesk.rules.errors import ChangedByOther, NotFound, PaydeskError
from paydesk.rules.insurance import CoverageTerms
from paydesk.rules.ledger import CHARGE, FEE, PATIENT, TRANSFER, Entry, Line
from paydesk.rules.money import Cents, cents, show


@dataclass(frozen=True)
class Diagnosis:
    """One diagnosis of a visit; its position is its place in the list."""

    code: str
    description: str = ""
    system: str = "ICD-10-CM"


@dataclass(frozen=True)
class SaveVisit:
    """A visit as the form has it. ``visit_id`` None makes a new one; ``version`` is the one that was read."""

    patient_id: int
    on: date
    at: time | None = None
    provider_id: int | None = None
    place_id: int | None = None
    status: str = "done"
    reason: str = ""
    self_pay: bool = False
    diagnoses: tuple[Diagnosis, ...] = ()
    visit_id: int | None = None
    version: int | None = None
    external_id: str | None = None


@dataclass(frozen=True)
class VisitSaved:
    """The visit's id and new version."""

    visit_id: int
    version: int
    touched: Touched


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
    """What was posted: charge ids, their total, the copay that is the patient's at once; in cents."""

    charge_ids: tuple[int, ...]
    total: Cents
    copay: Cents
    why: str
    touched: Touched


STATUSES = ("scheduled", "arrived", "done", "canceled", "no-show")


def save_visit(desk: Desk, request: SaveVisit) -> VisitSaved:
    """Keep a visit and its diagnoses. Raises PaydeskError for a date before birth or an unknown status."""
    with desk.doing("visits.edit", "Saved a visit") as session:
        patient = session.get(Person, request.patient_id)
        if patient is None or patient.account_id is None:
            raise NotFound("That patient is not there any more. Find them again.")
        _check_visit(request, patient)
        visit = _visit_row(session, request, patient)
        for name in ("on", "at", "provider_id", "place_id", "status", "reason", "self_pay"):
            setattr(visit, name, getattr(request, name))
        session.flush()
        charge_store.set_diagnoses(
            session, visit.id, [(d.code, d.system, d.description) for d in request.diagnoses]
        )
        about(session, account=visit.account_id, person=patient.id, visit=visit.id, on=request.on.isoformat(),
              diagnoses=[d.code for d in request.diagnoses])  # fmt: skip
        return VisitSaved(visit.id, visit.version, Touched((visit.account_id,), ("visits",)))


def _check_visit(request: SaveVisit, patient: Person) -> None:
    if request.status not in STATUSES:
        raise PaydeskError("Choose whether the visit is scheduled, arrived, done, canceled or missed.", field="status")
    if patient.birth_date is not None and request.on < patient.birth_date:
        raise PaydeskError("The visit is before the patient's birth. Check both dates.", field="on")
    if len({d.code for d in request.diagnoses}) != len(request.diagnoses):
        raise PaydeskError("A diagnosis stands twice on this visit. Take one out.", field="diagnoses")
    if len(request.diagnoses) > 12:
        raise PaydeskError("A claim has room for 12 diagnoses. Take out the least important.", field="diagnoses")
    plausibility.refuse_card_number(request.reason, field="reason")


def _visit_row(session: Session, request: SaveVisit, patient: Person) -> Visit:
    if request.visit_id is None:
        visit = Visit(account_id=patient.account_id, patient_id=patient.id, external_id=request.external_id)
        session.add(visit)
        return visit
    found = session.get(Visit, request.visit_id)
    if found is None or found.patient_id != patient.id:
        raise NotFound("That visit is not there any more.")
    if request.version is not None and found.version != request.version:
        raise ChangedByOther("Someone else changed this visit meanwhile. Open it again and repeat your change.")
    return found


def post_charges(desk: Desk, request: PostCharges) -> ChargesPosted:
    """Post charges: to the first coverage in force, or the patient; a known copay moves to the patient at once.

    Credit taken for this visit is applied in the same transaction. Raises PaydeskError naming the field.
    """
    with desk.doing("charges.post", "Posted charges") as session:
        visit = session.get(Visit, request.visit_id)
        if visit is None:
            raise NotFound("That visit is not there any more.")
        if not request.charges:
            raise PaydeskError("Add at least one procedure.", field="charges")
        ledger_store.lock_accounts(session, (visit.account_id,))
        if ledger_store.entry_by_key(session, f"{request.key}/0") is not None:
            about(session, account=visit.account_id, repeated=True)
            return ChargesPosted((), 0, 0, "posted before", Touched((visit.account_id,), ("money",)))
        posted = _post(desk, session, visit, request)
        about(
            session, account=visit.account_id, person=visit.patient_id, visit=visit.id,
            total=show(posted.total), copay=show(posted.copay), codes=[c.code for c in request.charges],
        )  # fmt: skip
        return posted


def _post(desk: Desk, session: Session, visit: Visit, request: PostCharges) -> ChargesPosted:
    terms = charge_store.coverage_terms(session, visit.patient_id)
    first = insurance.first_party(terms, visit.on, do_not_bill_insurance=visit.self_pay)
    fees = [_checked_fee(session, visit, charge) for charge in request.charges]
    copay = _copay_left(session, visit, terms, sum(fees), desk.clock.today())
    ids, left = [], copay
    for number, (charge, fee) in enumerate(zip(request.charges, fees, strict=True)):
        row = _charge_row(session, visit, charge, fee)
        party = first.coverage.id if first.coverage else PATIENT
        entries = [Entry(CHARGE, (Line(visit.account_id, fee, row.id, visit.patient_id, party, why=first.why),))]
        share = min(left, fee)
        if share:
            entries.append(_copay_entry(visit, row.id, party, share))
            left -= share
        stamp = desk.stamp(session, f"{request.key}/{number}", because="visit", because_id=visit.id)
        ledger_store.seal(session, entries, stamp)
        ids.append(row.id)
    _apply_earmarked(desk, session, visit, request.key)
    if visit.status in ("scheduled", "arrived"):
        visit.status = "done"
    return ChargesPosted(
        tuple(ids), sum(fees), copay, first.why, Touched((visit.account_id,), ("money", "visits"))
    )


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


def _copay_left(
    session: Session, visit: Visit, terms: tuple[CoverageTerms, ...], charged: Cents, today: date
) -> Cents:
    """The visit's copay, less what moved for earlier charges of the same visit."""
    flags = charge_store.flags(session, visit.account_id)
    shield = Care(visit.patient_id, visit.on).shield(flags, on=today)
    due = insurance.copay_due(terms, visit.on, charged=charged, do_not_bill_insurance=visit.self_pay, shield=shield)
    moved = sum(
        ledger_store.moved_by(session, charge, one.id)
        for charge in charge_store.charges_of_visit(session, visit.id)
        for one in terms
    )
    return max(0, due - moved)


def _checked_fee(session: Session, visit: Visit, charge: NewCharge) -> Cents:
    if charge.system in ("CPT", "HCPCS"):
        coding.parse_service_code(charge.code)
        coding.parse_modifiers(" ".join(charge.modifiers))
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
    if cents(fee) <= 0:
        raise PaydeskError("A charge is more than zero.", field="fee")
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


def _apply_earmarked(desk: Desk, session: Session, visit: Visit, key: str) -> None:
    """Money taken for this visit before it was charged goes to it now."""
    held = tuple(c for c in ledger_store.credits_of(session, (visit.account_id,)) if c.visit_id == visit.id)
    mine = tuple(one for one in open_lines(session, visit.account_id, desk.clock.today()) if one.visit == visit.id)
    if held and mine:
        request = ApplyCredit(visit.account_id, key)
        entries = credit_entries(session, held, mine, desk.clock.today(), request)
        if entries:
            stamp = desk.stamp(session, f"{key}/earmarked", because="visit", because_id=visit.id)
            ledger_store.seal(session, entries, stamp)


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
        if not request.reason.strip():
            raise PaydeskError("Say what the fee is for.", field="reason")
        plausibility.refuse_card_number(request.reason, field="reason")
        ledger_store.lock_accounts(session, (request.account_id,))
        touched = Touched((request.account_id,), ("money",))
        if ledger_store.entry_by_key(session, request.key) is not None:
            about(session, account=request.account_id, repeated=True)
            return ChargesPosted((), 0, 0, "posted before", touched)
        patient = request.patient_id or charge_store.guarantor_id(session, request.account_id)
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
        ledger_store.seal(session, (Entry(FEE, (line,), request.reason),), desk.stamp(session, request.key))
        about(session, account=request.account_id, amount=show(request.amount), reason=request.reason)
        return ChargesPosted((row.id,), request.amount, 0, "fee", touched)


def visit_record(desk: Desk, visit_id: int) -> SaveVisit:
    """A visit as kept, to fill the form with. Raises NotFound."""
    with desk.looking() as session:
        visit = session.get(Visit, visit_id)
        if visit is None:
            raise NotFound("That visit is not there any more.")
        kept = history_store.visit_diagnoses(session, visit.account_id).get(visit.id, ())
        found = tuple(Diagnosis(code, description, system) for code, system, description in kept)
        return SaveVisit(
            visit.patient_id, visit.on, visit.at, visit.provider_id, visit.place_id, visit.status, visit.reason,
            visit.self_pay, found, visit.id, visit.version, visit.external_id,
        )  # fmt: skip
