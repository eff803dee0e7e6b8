"""Reads and writes calls to insurers: drafts while somebody is on the phone, and what was filed, for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from paydesk.data.call_tables import InsurerCall, InsurerCallAnswer, InsurerCallSubject
from paydesk.data.claim_tables import Claim
from paydesk.data.inserting import add_rows
from paydesk.data.insurance_tables import Coverage, Payer
from paydesk.data.people_tables import Person


@dataclass(frozen=True)
class SettledRow:
    """One thing a call settled, as it is kept; answers as (item, value, known)."""

    claim_id: int | None
    coverage_id: int | None
    purpose: str
    outcome: str
    state: str
    follow_up_on: date | None
    follow_up_why: str
    answers: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class KeptCall:
    """A call that was filed."""

    call_id: int
    payer: str
    purpose: str
    number: str
    menu: str
    started_at: datetime
    ended_at: datetime | None
    held_seconds: int
    representative: str
    reference: str
    note: str
    by: str
    settled: tuple[SettledRow, ...]


def by_key(session: Session, key: str) -> InsurerCall | None:
    """The call that was begun by the form of that key."""
    return session.execute(select(InsurerCall).where(InsurerCall.key == key)).scalar_one_or_none()


def draft_about(session: Session, about: str) -> InsurerCall | None:
    """The call about it that was begun and is not filed."""
    query = select(InsurerCall).where(InsurerCall.about == about, InsurerCall.state == "draft")
    return session.execute(query.order_by(InsurerCall.id.desc()).limit(1)).scalar_one_or_none()


def locked(session: Session, call_id: int) -> InsurerCall | None:
    """The call, for who changes it now: another desk waits."""
    return session.get(InsurerCall, call_id, with_for_update=True)


def settle(session: Session, call: InsurerCall, settled: Sequence[SettledRow]) -> None:
    """Write what a call settled, before it closes."""
    session.flush()
    add_rows(session, InsurerCallSubject, [
        {"call_id": call.id, "seq": seq, "claim_id": one.claim_id, "coverage_id": one.coverage_id,
         "purpose": one.purpose, "outcome": one.outcome, "state": one.state, "follow_up_on": one.follow_up_on,
         "follow_up_why": one.follow_up_why}
        for seq, one in enumerate(settled, 1)
    ])  # fmt: skip
    told = [
        {"call_id": call.id, "seq": seq, "item": item, "value": value, "known": known}
        for seq, one in enumerate(settled, 1)
        for item, value, known in one.answers
    ]
    if told:
        add_rows(session, InsurerCallAnswer, told)


def kept(session: Session, call_id: int) -> KeptCall | None:
    """A call that was filed, None for a draft or none at all."""
    row = session.get(InsurerCall, call_id)
    if row is None or row.state != "closed":
        return None
    payer = session.get_one(Payer, row.payer_id).name
    subjects = session.execute(
        select(InsurerCallSubject).where(InsurerCallSubject.call_id == call_id).order_by(InsurerCallSubject.seq)
    ).scalars().all()  # fmt: skip
    told: dict[int, list[tuple[str, str, bool]]] = {}
    for one in session.execute(select(InsurerCallAnswer).where(InsurerCallAnswer.call_id == call_id)).scalars():
        told.setdefault(one.seq, []).append((one.item, one.value, one.known))
    return KeptCall(
        row.id, payer, row.purpose, row.number, row.menu, row.started_at, row.ended_at, row.held_seconds,
        row.representative, row.reference, row.note, row.by,
        tuple(
            SettledRow(
                one.claim_id, one.coverage_id, one.purpose, one.outcome, one.state, one.follow_up_on,
                one.follow_up_why, tuple(told.get(one.seq, ())),
            )
            for one in subjects
        ),
    )  # fmt: skip


def calls_of(session: Session, account_id: int) -> tuple[int, ...]:
    """Calls that were filed about an account's claims and coverages, newest first."""
    query = (
        select(InsurerCall.id)
        .join(InsurerCallSubject, InsurerCallSubject.call_id == InsurerCall.id)
        .outerjoin(Claim, Claim.id == InsurerCallSubject.claim_id)
        .outerjoin(Coverage, Coverage.id == InsurerCallSubject.coverage_id)
        .outerjoin(Person, Person.id == Coverage.patient_id)
        .where(InsurerCall.state == "closed", or_(Claim.account_id == account_id, Person.account_id == account_id))
        .distinct()
        .order_by(InsurerCall.id.desc())
    )
    return tuple(session.execute(query).scalars())


def new_call(session: Session, **values: Any) -> InsurerCall:
    """A call that begins now."""
    row = InsurerCall(state="draft", typed={}, **values)
    session.add(row)
    session.flush()
    return row
