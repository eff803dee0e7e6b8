"""Breaking the glass: a supervisor's rights for an hour, with a reason, looked at by an administrator afterwards.

45 CFR 164.312(a)(2)(ii) asks for a way to needed records in an emergency.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from paydesk.data import form_store, staff_store
from paydesk.data.database import Session
from paydesk.data.staff_tables import EmergencyAccess
from paydesk.operations import keeping
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import plausibility
from paydesk.rules.approval import EMERGENCY_LASTS, Emergency
from paydesk.rules.correspondence import Language, clock_time
from paydesk.rules.errors import NotFound, PaydeskError

SHORTEST_REASON = 10


def begin(desk: Desk, reason: str, *, key: str = "") -> Desk:
    """The same desk with a supervisor's rights for an hour, which the same ``key`` again does not make longer.

    Raises PaydeskError without a reason in words.
    """
    plausibility.refuse_card_number(reason)
    told = " ".join(reason.split())
    if len(told) < SHORTEST_REASON:
        raise PaydeskError("Say in a few words what the emergency is.", field="reason")
    with desk.doing("emergency.begin", "Began emergency access") as session:
        made = form_store.made_by(session, key, told)
        row = _begun(desk, session, told, key) if made is None else session.get_one(EmergencyAccess, made)
        about(session, emergency=row.id, reason=told)
        if made is not None:
            about(session, repeated=True)
        taken = Emergency(row.id, keeping.local_time(session, row.until))
    desk.actor = replace(desk.actor, emergency=taken)
    return desk


def _begun(desk: Desk, session: Session, reason: str, key: str) -> EmergencyAccess:
    now = desk.clock.now()
    row = EmergencyAccess(
        user_name=desk.actor.name, workstation=desk.actor.workstation, reason=reason, since=now,
        until=now + EMERGENCY_LASTS,
    )  # fmt: skip
    session.add(row)
    session.flush()
    form_store.keep(session, key, reason, row.id)
    return row


def end(desk: Desk) -> Desk:
    """The same desk with its own rights again."""
    taken = desk.actor.emergency
    if taken is not None:
        desk.actor = replace(desk.actor, emergency=None)
        with desk.at_the_door("emergency.end", "Ended emergency access") as session:
            about(session, emergency=taken.id)
    return desk


@dataclass(frozen=True)
class EmergencyTaken:
    """Emergency access that an administrator has not looked at yet; ``running``: more may still be done by it."""

    id: int
    user_name: str
    workstation: str
    reason: str
    since: datetime
    until: datetime
    running: bool


def unseen(desk: Desk) -> tuple[EmergencyTaken, ...]:
    """What an administrator is told of; raises NotAllowed for others."""
    with desk.looking("users.edit") as session:
        return tuple(
            EmergencyTaken(
                row.id, row.user_name, row.workstation, row.reason, row.since, row.until, _runs(desk, session, row)
            )
            for row in staff_store.unseen_emergencies(session)
        )


def mark_seen(desk: Desk, emergency_id: int) -> Touched:
    """An administrator has looked at what was done. Raises NotFound, and PaydeskError while more may still be done."""
    with desk.doing("users.edit", "Looked at an emergency access") as session:
        row = session.get(EmergencyAccess, emergency_id)
        if row is None:
            raise NotFound("That emergency access is not in the records.")
        if _runs(desk, session, row):
            until = clock_time(keeping.local_time(session, row.until), Language.ENGLISH)
            raise PaydeskError(f"It lasts until {until}. Mark it as seen when it is over: more may be done by it.")
        row.seen_by, row.seen_at = desk.actor.name, desk.clock.now()
        about(session, emergency_seen=row.id)  # "emergency" is the mark of what is done in one
        return Touched((), ("office", "staff"))


def _runs(desk: Desk, session: Session, row: EmergencyAccess) -> bool:
    return desk.clock.now() < row.until and not staff_store.emergency_was_ended(session, row)
