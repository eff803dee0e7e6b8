"""Moves what is still to come from one record of a person to another; what is posted stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from paydesk.data import people_store
from paydesk.data.charge_tables import Visit
from paydesk.data.insurance_tables import Coverage
from paydesk.data.people_tables import Address, Contact, Email, Flag, Note, Person, Phone, SpeakWith

T = TypeVar("T", bound=Phone | Address | Email | SpeakWith | Flag)

_WAYS: tuple[tuple[str, type[Address | Email | SpeakWith]], ...] = (
    ("addresses", Address), ("e-mails", Email), ("speak with", SpeakWith),
)  # fmt: skip


def move_what_is_to_come(session: Session, kept: Person, duplicate: Person) -> dict[str, int]:
    """Scheduled visits, ways to reach the person, flags, notes and contacts; counts by kind.

    A duplicate on another account keeps its own ways to be reached and flags there: that account still owes and
    is still written to. The kept record gets copies, and the contact log stays with the account it is about.
    """
    apart = kept.account_id != duplicate.account_id
    for person in (kept, duplicate):
        people_store.raise_version(person)
    moved = {"visits": _visits(session, kept, duplicate), "phones": _phones(session, kept, duplicate, apart=apart)}
    for name, table in _WAYS:
        moved[name] = _hand_on(session, _rows(session, table, duplicate), kept, apart=apart)
    if apart:
        hidden = [one for one in _rows(session, Address, kept) if one.kind == "confidential"]
        _hand_on(session, [one for one in hidden if not _has(session, duplicate, one)], duplicate, apart=True)
    moved["flags"] = _hand_on(session, _new_flags(session, kept, duplicate), kept, apart=apart)
    for name, about in (("notes", Note), *((("contacts", Contact),) if not apart else ())):
        moved[name] = _readdress(session, about, kept, duplicate)
    moved["coverages"] = _coverages(session, kept.id, duplicate.id)
    return {name: count for name, count in moved.items() if count}


def _rows(session: Session, table: type[T], person: Person) -> list[T]:
    return list(session.execute(select(table).where(table.person_id == person.id).order_by(table.id)).scalars())


def _hand_on(session: Session, rows: Sequence[Phone | Address | Email | SpeakWith | Flag], to: Person, *,
             apart: bool) -> int:  # fmt: skip
    for row in rows:
        mine = _copy(row) if apart else row
        mine.person_id = to.id
        if isinstance(mine, Flag):
            assert to.account_id is not None
            mine.account_id = to.account_id
        session.add(mine)
    session.flush()
    return len(rows)


def _copy(row: T) -> T:
    columns = [one.name for one in row.__table__.columns if one.name not in ("id", "version")]
    return type(row)(**{name: getattr(row, name) for name in columns})


def _has(session: Session, person: Person, address: Address) -> bool:
    known = {(one.kind, one.line1, one.zip) for one in _rows(session, Address, person)}
    return (address.kind, address.line1, address.zip) in known


def _new_flags(session: Session, kept: Person, duplicate: Person) -> list[Flag]:
    """A flag that is raised on the kept record already is not raised twice."""
    raised = {one.kind for one in _rows(session, Flag, kept) if one.until is None}
    return [one for one in _rows(session, Flag, duplicate) if one.until is not None or one.kind not in raised]


def _readdress(session: Session, about: type[Note | Contact], kept: Person, duplicate: Person) -> int:
    rows = session.execute(
        update(about)
        .where(about.person_id == duplicate.id)
        .values(person_id=kept.id, account_id=kept.account_id)
        .returning(about.id)
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


def _phones(session: Session, kept: Person, duplicate: Person, *, apart: bool) -> int:
    known = {one.digits for one in _rows(session, Phone, kept)}
    mine = [one for one in _rows(session, Phone, duplicate) if one.digits not in known]
    return _hand_on(session, mine, kept, apart=apart)


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
