"""Where an imported history belongs once its records were merged: the kept record, its account, its coverages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from paydesk.data import charge_store
from paydesk.data.charge_tables import Visit
from paydesk.data.insurance_tables import Coverage
from paydesk.data.people_tables import Person
from paydesk.rules.insurance import free_order

_CHUNK = 500


@dataclass(frozen=True)
class Home:
    """Whose something is: the account it is kept on and the person's record."""

    account_id: int
    person_id: int


def kept_records(session: Session, person_ids: Iterable[int]) -> dict[int, Home]:
    """Of these people those whose record was merged, with the one that is kept."""
    kept = aliased(Person)
    found: dict[int, Home] = {}
    for part in _parts(tuple(person_ids)):
        rows = session.execute(
            select(Person.id, kept.account_id, kept.id)
            .join(kept, kept.id == Person.merged_into_id)
            .where(Person.id.in_(part), kept.account_id.is_not(None))
        )
        found.update({person: Home(account, own) for person, account, own in rows if account is not None})
    return found


def homes_of(session: Session, visit_ids: Iterable[int]) -> dict[int, Home]:
    """Whose each visit is: what is posted for it follows it."""
    found: dict[int, Home] = {}
    for part in _parts(tuple(visit_ids)):
        rows = session.execute(select(Visit.id, Visit.account_id, Visit.patient_id).where(Visit.id.in_(part)))
        found.update({visit: Home(account, patient) for visit, account, patient in rows})
    return found


def membership_of(
    session: Session, person_id: int, *, plan: int, member: str, days: tuple[date, date | None]
) -> int | None:
    """A person's coverage of that plan and member number that holds on all of ``days``, or None."""
    query = select(Coverage).where(Coverage.patient_id == person_id, Coverage.insurance_plan_id == plan)
    first, last = days
    for row in session.execute(query.order_by(Coverage.id)).scalars():
        ends = row.valid_to is None or (last is not None and last <= row.valid_to)
        if row.member_number == member and row.valid_from <= first and ends:
            return row.id
    return None


def order_beside(session: Session, person_id: int, order: int, days: tuple[date, date | None]) -> int:
    """The order a coverage of those days takes beside the ones the person has."""
    return free_order(order, days, charge_store.coverage_terms(session, person_id))


def coverage_for(session: Session, coverage_id: int, person_id: int, day: date) -> int:
    """The coverage that stands for ``coverage_id`` when the charge is another record's of the same person.

    Where that record has none like it, it gets one of that day: the source says that this payer was billed.
    """
    row = session.get_one(Coverage, coverage_id)
    if row.patient_id == person_id:
        return row.id
    plan, member = row.insurance_plan_id, row.member_number
    found = membership_of(session, person_id, plan=plan, member=member, days=(day, day))
    if found is not None:
        return found
    own = Coverage(
        patient_id=person_id, insurance_plan_id=plan, member_number=member, subscriber_id=row.subscriber_id,
        subscriber_name=row.subscriber_name, relation=row.relation, copay=row.copay, valid_from=day, valid_to=day,
        priority=order_beside(session, person_id, row.priority, (day, day)),
    )  # fmt: skip
    session.add(own)
    session.flush()
    return own.id


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
