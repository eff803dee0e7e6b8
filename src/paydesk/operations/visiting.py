"""Visiting: a visit with its diagnoses and charges, entered whole by one form, kept and read back for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from paydesk.data import charge_store, form_store, history_store, ledger_store, people_store
from paydesk.data.charge_tables import Visit
from paydesk.data.database import Session
from paydesk.data.people_tables import Person
from paydesk.operations import charging, marking, self_paying
from paydesk.operations.charging import ChargesPosted, NewCharge
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import plausibility
from paydesk.rules.errors import NotFound, PaydeskError, refuse_changed
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show


@dataclass(frozen=True)
class Diagnosis:
    """One diagnosis of a visit; its position is its place in the list."""

    code: str
    description: str = ""
    system: str = "ICD-10-CM"


@dataclass(frozen=True)
class SaveVisit:
    """A visit as the form has it. ``visit_id`` None makes a new one; ``version`` is the one that was read.

    ``key`` is for a new one that is saved alone: the same again makes none.
    """

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
    key: str = ""


@dataclass(frozen=True)
class VisitSaved:
    """The visit's id and new version; ``freed`` cents taken for it are ordinary credit from now on."""

    visit_id: int
    version: int
    touched: Touched
    freed: Cents = 0


@dataclass(frozen=True)
class EnterVisit:
    """A visit as its form has it, and the charges to add to it. The same ``key`` again enters nothing."""

    visit: SaveVisit
    charges: tuple[NewCharge, ...]
    key: str


@dataclass(frozen=True)
class VisitEntered:
    """What a form made: the visit at its new version, the charges added, their total and copay in cents.

    ``freed`` cents taken for the visit are ordinary credit from now on: it was canceled or missed. ``prepaid`` cents
    taken for it pay its charges now. ``voids`` are the claims that wait to be sent, since insurers have what is not
    billed any more.
    """

    visit_id: int
    version: int
    charge_ids: tuple[int, ...]
    total: Cents
    copay: Cents
    why: str
    repeated: bool
    touched: Touched
    freed: Cents = 0
    prepaid: Cents = 0
    voids: tuple[str, ...] = ()


def save_visit(desk: Desk, request: SaveVisit) -> VisitSaved:
    """Keep a visit and its diagnoses. Raises PaydeskError for a date before birth or an unknown status.

    Of a visit with charges the day, the patient and the status stay; whether insurance is billed may change until an
    insurer answers, and what is owed moves with it.
    """
    with desk.doing("visits.edit", "Saved a visit") as session:
        patient = _patient(session, request)
        made = form_store.made_by(session, request.key, request)
        if made is not None:
            visit = session.get_one(Visit, made)
            about(session, account=visit.account_id, person=visit.patient_id, visit=made, repeated=True)
            return VisitSaved(made, visit.version, Touched((visit.account_id,), ("visits",)))
        _lock(session, request, patient)
        kept = _keep(desk, session, request, patient)
        form_store.keep(session, request.key, request, kept.visit.id)
        return VisitSaved(kept.visit.id, kept.visit.version, kept.touched, kept.freed)


def enter_visit(desk: Desk, request: EnterVisit) -> VisitEntered:
    """Keep a visit with its diagnoses and post its charges: all of it or, refused or broken off, nothing.

    Raises PaydeskError naming the field, of a charge its row too, and ChangedByOther for a visit read too early.
    """
    if request.charges:
        desk.require("charges.post")
    with desk.doing("visits.edit", "Entered a visit with its charges") as session:
        patient = _patient(session, request.visit)
        _lock(session, request.visit, patient)
        before = charge_store.visit_of_form(session, request.key)
        if before is not None:
            about(session, account=before.account_id, person=before.patient_id, visit=before.id, repeated=True)
            return _entered_before(session, request, before)
        if request.charges and patient.merged_into_id is not None:
            _refuse_merged(session, patient.merged_into_id)
        kept = _keep(desk, session, request.visit, patient)
        visit = kept.visit
        charge_store.keep_form(session, request.key, visit.id)
        posted = ChargesPosted((), 0, 0, "", kept.touched)
        if request.charges:
            posted = charging.charge_visit(desk, session, visit, request.charges, key=request.key)
            about(session, codes=[one.code for one in request.charges], charges=posted.charge_ids,
                  total=show(posted.total), copay=show(posted.copay))  # fmt: skip
        session.flush()
        return VisitEntered(
            visit.id, visit.version, posted.charge_ids, posted.total, posted.copay, posted.why, False, posted.touched,
            kept.freed, posted.prepaid, kept.voids,
        )  # fmt: skip


def copay_coming(desk: Desk, visit: SaveVisit, *, charged: Cents) -> Cents:
    """The copay that would be the patient's with charges of that total on the visit as its form has it, in cents."""
    with desk.looking() as session:
        patient = _patient(session, visit)
        # Never added to the session; of a visit that is not kept yet no charge can be found.
        meant = Visit(
            id=visit.visit_id or 0, account_id=patient.account_id, patient_id=patient.id, on=visit.on,
            self_pay=visit.self_pay,
        )  # fmt: skip
        terms = charge_store.coverage_terms(session, patient.id)
        return charging.copay_left(session, meant, terms, charged, desk.clock.today())


def _entered_before(session: Session, request: EnterVisit, visit: Visit) -> VisitEntered:
    charged = charge_store.charged_under(session, visit.id, request.key)
    if len(charged.charge_ids) != len(request.charges):
        raise PaydeskError("This form was entered already, with other charges. Open the visit and add what is missing.")
    touched = Touched((visit.account_id,), ("money", "visits") if request.charges else ("visits",))
    return VisitEntered(
        visit.id, visit.version, charged.charge_ids, charged.total, charged.copay, "entered before", True, touched
    )


def _patient(session: Session, request: SaveVisit) -> Person:
    """Whose visit it is. What is charged to a record that was merged since stays there, and can still be changed."""
    known = session.get(Visit, request.visit_id) if request.visit_id else None
    if known is not None and known.patient_id == request.patient_id:
        return session.get_one(Person, known.patient_id)
    return people_store.in_use(session, request.patient_id)


def _refuse_merged(session: Session, kept_id: int) -> None:
    kept = session.get_one(Person, kept_id)
    name = f"{kept.first_name} {kept.last_name}".strip()
    raise PaydeskError(f"This record was merged into {name}'s. Enter a visit there for further charges.")


def _lock(session: Session, request: SaveVisit, patient: Person) -> None:
    known = session.get(Visit, request.visit_id) if request.visit_id else None
    ledger_store.lock_accounts(session, [one.account_id for one in (patient, known) if one and one.account_id])
    if known is not None:
        session.refresh(known)


@dataclass(frozen=True)
class _Kept:
    """A visit's row as the form has it, what of it changed, the cents that are ordinary credit from now on,
    and the claims that wait to be sent to void others."""

    visit: Visit
    touched: Touched
    freed: Cents
    voids: tuple[str, ...] = ()


def _keep(desk: Desk, session: Session, request: SaveVisit, patient: Person) -> _Kept:
    """The visit's row as the form has it, what follows from it, and what the audit trail says of it."""
    _check_visit(request, patient)
    visit = _visit_row(session, request, patient)
    before, switched = visit.status, request.visit_id is not None and visit.self_pay != request.self_pay
    for name in ("on", "at", "provider_id", "place_id", "status", "reason", "self_pay"):
        setattr(visit, name, getattr(request, name))
    session.flush()
    charge_store.set_diagnoses(session, visit.id, [(d.code, d.system, d.description) for d in request.diagnoses])
    about(session, account=visit.account_id, person=patient.id, visit=visit.id, on=request.on.isoformat(),
          diagnoses=[d.code for d in request.diagnoses])  # fmt: skip
    moved = switched and self_paying.switch_party(desk, session, visit)
    if moved:
        about(session, self_pay=visit.self_pay)
    voids = self_paying.switch_claims(desk, session, visit) if switched else ()
    if voids:
        about(session, claims=list(voids))
    touched = Touched((visit.account_id,), ("money", "visits") if moved else ("visits",))
    return _Kept(visit, touched, marking.freed_by(session, visit, before), voids)


def _check_visit(request: SaveVisit, patient: Person) -> None:
    marking.refuse_unknown(request.status)
    if patient.birth_date is not None and request.on < patient.birth_date:
        raise PaydeskError("The visit is before the patient's birth. Check both dates.", field="on")
    if len({d.code for d in request.diagnoses}) != len(request.diagnoses):
        raise PaydeskError("A diagnosis stands twice on this visit. Take one out.", field="diagnoses")
    if len(request.diagnoses) > 12:
        raise PaydeskError("A claim has room for 12 diagnoses. Take out the least important.", field="diagnoses")
    plausibility.refuse_card_numbers(request.diagnoses, field="diagnoses")
    plausibility.refuse_card_numbers(request)


def _visit_row(session: Session, request: SaveVisit, patient: Person) -> Visit:
    if request.visit_id is None:
        visit = Visit(account_id=patient.account_id, patient_id=patient.id, external_id=request.external_id)
        session.add(visit)
        return visit
    found = marking.visit_of(session, request.visit_id)
    refuse_changed(found.version, request.version, of=found)
    if found.patient_id != patient.id:
        _refuse_patient(session, found, patient)
        found.patient_id = patient.id
    if charge_store.standing_charges(session, found.id):
        _refuse_charged(found, request)
    charge_store.raise_version(found)
    return found


def _refuse_patient(session: Session, visit: Visit, patient: Person) -> None:
    """A charge keeps its patient, and money its account: only a visit without charges may be for another."""
    if charge_store.standing_charges(session, visit.id):
        sentence = "This visit is charged to another patient. Reverse its charges first, then enter the right visit."
    elif charge_store.charges_of_visit(session, visit.id):
        sentence = "This visit stands in the ledger for this patient. Enter a visit of its own for the other one."
    elif visit.account_id != patient.account_id:
        sentence = "That patient is on another account. Cancel this visit and plan one there."
    else:
        return
    raise PaydeskError(sentence, field="patient_id")


def _refuse_charged(visit: Visit, request: SaveVisit) -> None:
    """What the charges of a visit stand on stays as long as they stand."""
    if request.on != visit.on:
        day = show_date(visit.on)
        raise PaydeskError(f"This visit is charged for {day}. Reverse its charges first, then charge anew.", field="on")
    if request.status != "done":
        raise PaydeskError(marking.CHARGED, field="status")


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
