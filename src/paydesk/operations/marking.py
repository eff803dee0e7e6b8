"""Marking: a planned visit arrives, is canceled or missed, or is planned again; its money is kept or set free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import charge_store, ledger_store
from paydesk.data.charge_tables import Visit
from paydesk.data.database import Session
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents

STATUSES = ("scheduled", "arrived", "done", "canceled", "no-show")
CHARGED = "This visit is charged, so it took place. Reverse its charges first."
"""Why a charged visit is not marked otherwise."""
_WHICH = "Choose whether the visit is scheduled, arrived, done, canceled or missed."


@dataclass(frozen=True)
class MarkVisit:
    """A visit without charges is planned ("scheduled"), arrived, canceled or missed ("no-show")."""

    visit_id: int
    status: str


@dataclass(frozen=True)
class VisitMarked:
    """What it was ``before``; ``freed`` cents taken for it are ordinary credit from now on."""

    visit_id: int
    before: str
    freed: Cents
    touched: Touched


def mark_visit(desk: Desk, request: MarkVisit) -> VisitMarked:
    """Mark a visit that has no charges. Raises PaydeskError for one that is charged, or whose day has not come."""
    with desk.doing("visits.edit", f"Marked a visit as {request.status}") as session:
        visit = visit_of(session, request.visit_id)
        ledger_store.lock_accounts(session, (visit.account_id,))
        session.refresh(visit)
        before = visit.status
        _refuse(session, visit, request.status, desk.clock.today())
        visit.status = request.status
        about(session, account=visit.account_id, person=visit.patient_id, visit=visit.id, before=before)
        freed = freed_by(session, visit, before)
        return VisitMarked(visit.id, before, freed, Touched((visit.account_id,), ("visits",)))


def visit_of(session: Session, visit_id: int) -> Visit:
    """A visit by its id. Raises NotFound."""
    found = session.get(Visit, visit_id)
    if found is None:
        raise NotFound("That visit is not there any more.")
    return found


def freed_by(session: Session, visit: Visit, before: str | None) -> Cents:
    """What was kept for a visit that does not take place any more, in cents; ``before`` is what it was."""
    if visit.status not in ("canceled", "no-show") or before in ("canceled", "no-show"):
        return 0
    held = ledger_store.credits_of(session, (visit.account_id,))
    return sum(one.amount for one in held if one.visit_id == visit.id)


def refuse_unknown(status: str) -> None:
    """Raises PaydeskError for a status that no visit has."""
    if status not in STATUSES:
        raise PaydeskError(_WHICH, field="status")


def _refuse(session: Session, visit: Visit, status: str, today: date) -> None:
    refuse_unknown(status)
    if charge_store.standing_charges(session, visit.id):
        raise PaydeskError(CHARGED, field="status")
    if status == "done":
        raise PaydeskError("Enter its charges: with them the visit is done.", field="status")
    if status in ("arrived", "no-show") and visit.on > today:
        day = show_date(visit.on)
        raise PaydeskError(f"This visit is planned for {day}. Change its date if that is wrong.", field="status")
