"""Moves what is still to come from one record of a person to another; what is posted stays."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from paydesk.data.charge_tables import Visit
from paydesk.data.insurance_tables import Coverage
from paydesk.data.people_tables import Address, Contact, Email, Flag, Note, Person, Phone, SpeakWith


def move_what_is_to_come(session: Session, kept: Person, duplicate: Person) -> dict[str, int]:
    """Scheduled visits, ways to reach the person, flags, notes and contacts; counts by kind."""
    moved = {"visits": _visits(session, kept, duplicate), "phones": _phones(session, kept.id, duplicate.id)}
    for name, table in (("addresses", Address), ("e-mails", Email), ("speak with", SpeakWith)):
        moved[name] = _all(session, table, kept.id, duplicate.id)
    for name, about in (("flags", Flag), ("notes", Note), ("contacts", Contact)):
        moved[name] = len(
            session.execute(
                update(about)
                .where(about.person_id == duplicate.id)
                .values(person_id=kept.id, account_id=kept.account_id)
                .returning(about.id)
            ).all()
        )
    moved["coverages"] = _coverages(session, kept.id, duplicate.id)
    return {name: count for name, count in moved.items() if count}


def _all(session: Session, table: type[Address | Email | SpeakWith], kept: int, duplicate: int) -> int:
    rows = session.execute(
        update(table).where(table.person_id == duplicate).values(person_id=kept).returning(table.id)
    )
    return len(rows.all())


def _visits(session: Session, kept: Person, duplicate: Person) -> int:
    rows = session.execute(
        select(Visit).where(Visit.patient_id == duplicate.id, Visit.status == "scheduled")
    ).scalars().all()  # fmt: skip
    for visit in rows:
        assert kept.account_id is not None
        visit.patient_id, visit.account_id = kept.id, kept.account_id
    session.flush()
    return len(rows)


def _phones(session: Session, kept: int, duplicate: int) -> int:
    known = set(session.execute(select(Phone.digits).where(Phone.person_id == kept)).scalars())
    rows = session.execute(select(Phone).where(Phone.person_id == duplicate)).scalars().all()
    mine = [phone for phone in rows if phone.digits not in known]
    for phone in mine:
        phone.person_id = kept
    session.flush()
    return len(mine)


def _coverages(session: Session, kept: int, duplicate: int) -> int:
    """Copies of coverages that still hold and the kept record lacks; the old ones stay with what they answered."""
    mine = {(c.insurance_plan_id, c.member_number) for c in _of(session, kept)}
    if mine:
        return 0
    copied = 0
    for coverage in _of(session, duplicate):
        if coverage.valid_to is None:
            session.add(
                Coverage(
                    patient_id=kept, insurance_plan_id=coverage.insurance_plan_id,
                    member_number=coverage.member_number, subscriber_id=coverage.subscriber_id,
                    subscriber_name=coverage.subscriber_name, relation=coverage.relation,
                    priority=coverage.priority, valid_from=coverage.valid_from, copay=coverage.copay,
                )
            )  # fmt: skip
            copied += 1
    session.flush()
    return copied


def _of(session: Session, person_id: int) -> list[Coverage]:
    return list(session.execute(select(Coverage).where(Coverage.patient_id == person_id)).scalars())
