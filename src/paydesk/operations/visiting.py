"""Visiting: a visit with its diagnoses, kept and read back for its form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from paydesk.data import account_store, charge_store
from paydesk.data.charge_tables import Visit
from paydesk.data.database import Session
from paydesk.data.people_tables import Person
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import plausibility
from paydesk.rules.errors import ChangedByOther, NotFound, PaydeskError


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


def visit_record(desk: Desk, visit_id: int) -> SaveVisit:
    """A visit as kept, to fill the form with. Raises NotFound."""
    with desk.looking() as session:
        visit = session.get(Visit, visit_id)
        if visit is None:
            raise NotFound("That visit is not there any more.")
        kept = account_store.visit_diagnoses(session, [visit.id]).get(visit.id, ())
        found = tuple(Diagnosis(code, description, system) for code, system, description in kept)
        return SaveVisit(
            visit.patient_id, visit.on, visit.at, visit.provider_id, visit.place_id, visit.status, visit.reason,
            visit.self_pay, found, visit.id, visit.version, visit.external_id,
        )  # fmt: skip
