"""Reads visits whose day is over and that were never charged, unless they were called off or missed; set-based."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paydesk.data.charge_store import waits_for_charges
from paydesk.data.charge_tables import Visit
from paydesk.data.office_tables import Provider
from paydesk.data.people_tables import Person

_PLANNED_WITHIN = timedelta(days=365)
"""Nobody bills what is older: the longest that payers usually wait for a claim."""
_DONE_WITHIN = timedelta(days=90)
"""The shortest that payers usually wait. Nearly every visit took place and is charged, and each costs a look."""


@dataclass(frozen=True)
class VisitPassed:
    """A visit of a day before today that has no charges; ``status`` is scheduled, arrived or done. ``died``: it is
    today's, of someone who has died, and waits to be called off."""

    visit_id: int
    account_id: int
    patient_id: int
    name: str
    on: date
    provider: str
    status: str
    reason: str
    died: bool = False


def visits_passed(session: Session, today: date, *, limit: int = 200) -> tuple[VisitPassed, ...]:
    """Visits before ``today`` that still stand and have no charges, oldest first. Imported history stands as it came.

    One that is still planned or arrived is looked for a year back; one that took place ninety days.
    """
    open_still = Visit.status.in_(["scheduled", "arrived"])
    done_lately = (Visit.status == "done") & (Visit.on >= today - _DONE_WITHIN) & Visit.external_id.is_(None)
    query = (
        select(
            Visit.id, Visit.account_id, Visit.patient_id, Person.first_name + " " + Person.last_name, Visit.on,
            func.coalesce(Provider.name, ""), Visit.status, Visit.reason,
        )
        .join(Person, Person.id == Visit.patient_id)
        .outerjoin(Provider, Provider.id == Visit.provider_id)
        .where(Visit.on < today, Visit.on >= today - _PLANNED_WITHIN, open_still | done_lately, waits_for_charges())
        .order_by(Visit.on, Visit.id)
        .limit(limit)
    )  # fmt: skip
    return tuple(
        VisitPassed(visit, account, patient, name.strip(), on, provider, status, reason)
        for visit, account, patient, name, on, provider, status, reason in session.execute(query)
    )
