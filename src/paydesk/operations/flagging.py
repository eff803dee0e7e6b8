"""Flagging: flags that follow another act are raised and end in its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from paydesk.data import note_store
from paydesk.data.database import Session
from paydesk.data.people_tables import Flag, Note
from paydesk.operations.desk import Desk
from paydesk.rules import contact, flag_kinds


def stand(desk: Desk, session: Session, account_id: int, kind: str, *, reason: str, facts: Mapping[str, str]) -> None:
    """A flag of an account stands from today on; where it is raised already, it stays as it is."""
    known = note_store.flags(session, account_id)
    if any(one.kind == kind and one.until is None and one.person_id is None for one in known):
        return
    today = desk.clock.today()
    contact.check_flag(contact.Flag(kind, today, None, None, facts), today=today)
    session.add(
        Flag(account_id=account_id, kind=kind, since=today, reason=reason, facts=dict(facts), set_by=desk.actor.name)
    )
    session.flush()


def fall(desk: Desk, session: Session, account_id: int, kind: str, why: str) -> None:
    """A flag of an account ends, if it is raised."""
    for one in note_store.flags(session, account_id):
        if one.kind == kind and one.until is None and one.person_id is None:
            end(desk, session, session.get_one(Flag, one.flag_id), why)
    session.flush()


def end(desk: Desk, session: Session, row: Flag, why: str) -> None:
    """From now on the flag forbids nothing; a note says why."""
    row.until = desk.clock.today() - timedelta(days=1)
    words = flag_kinds.flag_kind(row.kind).words
    session.add(
        Note(account_id=row.account_id, person_id=row.person_id, text=f"The flag “{words}” ended. {why}",
             written_at=desk.clock.now(), written_by=desk.actor.name)
    )  # fmt: skip
