"""Witnessing: what a PC saw of the clinic's trail last, and whether the clinic's file on it still has that.

A file that was copied without the log beside it, or whose log was deleted after a crash, is whole and opens: only
somebody who was there knows that there was more. What is kept for that is a number and a digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from paydesk.data import audit_store, backup_store, office_store
from paydesk.data.database import Session
from paydesk.operations import keeping
from paydesk.operations.desk import Desk, about
from paydesk.rules import office
from paydesk.rules.errors import NotAllowed, PaydeskError

ACCEPTED = "trail.accepted"
"""The act of going on in a clinic that has lost what was done."""


@dataclass(frozen=True)
class Seen:
    """The end of the trail at one moment: number, digest and time of its last act, and which clinic's it is."""

    audit_id: int
    digest: str
    at: datetime
    clinic: str

    @property
    def words(self) -> str:
        """One line for the settings of a PC; nothing in it is about a patient."""
        return f"{self.audit_id} {self.digest} {self.at.isoformat()} {self.clinic}"

    @classmethod
    def of(cls, words: str) -> Seen | None:
        """What the line says; None for one that says nothing."""
        try:
            number, digest, at, clinic = words.split(" ")
            return cls(int(number), digest, datetime.fromisoformat(at), clinic)
        except ValueError:
            return None


def seen(desk: Desk) -> Seen | None:
    """The end of the trail now; None on a server, which several look after, and where nothing was done yet."""
    if desk.database.shared:
        return None
    with desk.database.reading() as session:
        number, digest, at = audit_store.end(session)
        return Seen(number, digest, at, _clinic(session)) if at is not None else None


def loss(desk: Desk, last: Seen | None) -> str:
    """What is missing of what this PC saw ``last``, as a sentence; empty when nothing is.

    A backup that was restored since tells in the trail what was lost by that.
    """
    if last is None or desk.database.shared:
        return ""
    with desk.database.reading() as session:
        here = _clinic(session) == last.clinic
        if not here or backup_store.reaches(session, last.audit_id, last.digest):
            return ""
        if audit_store.restored_after(session, last.at):
            return ""
        number, _, _ = audit_store.end(session)
        when = keeping.local_time(session, last.at)
    missing = last.audit_id - number
    count = f"at least {missing:,} act{'s' if missing > 1 else ''}" if missing > 0 else "what was done last"
    verb = "is" if missing < 2 else "are"
    return (
        f"The clinic's file ends earlier than what this PC saw last, on {when:%B} {when.day} at "
        f"{when.hour % 12 or 12}:{when:%M %p}: {count} {verb} missing. It was perhaps copied without the -wal file "
        "beside it, or an older file was put in its place."
    )


def accept_loss(desk: Desk, last: Seen | None, reason: str) -> None:
    """The clinic goes on without what is missing. Raises NotAllowed unless this person is an administrator, and
    PaydeskError without a reason."""
    sentence = loss(desk, last)
    if not sentence or last is None:
        return
    if desk.actor.role is not office.Role.ADMINISTRATOR:
        raise NotAllowed(f"{sentence} Ask an administrator to sign in and say what is to be done.")
    if not reason.strip():
        raise PaydeskError("Say why the clinic goes on without it.", field="reason")
    with desk.at_the_door(ACCEPTED, "Went on without acts that are missing") as session:
        about(session, doubt=sentence, seen=last.audit_id, digest=last.digest, reason=reason.strip())


def _clinic(session: Session) -> str:
    clinic: str = (office_store.setting(session, "clinic") or {}).get("clinic_id", "")
    return clinic or "-"
