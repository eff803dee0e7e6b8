"""Timekeeping: whether this PC's clock can be right, told to whoever signs in before anything is dated by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from paydesk.data import audit_store
from paydesk.operations.desk import Desk, about
from paydesk.rules import office
from paydesk.rules.errors import NotAllowed, PaydeskError

LONG_AGO = timedelta(days=30)
"""When nobody worked here for so long, this PC's clock may have jumped ahead."""


@dataclass(frozen=True)
class ClockDoubt:
    """``sentence`` says what does not fit; when ``set_back``, nothing can be done until an administrator says it is
    right."""

    sentence: str
    set_back: bool


def clock_doubt(desk: Desk) -> ClockDoubt | None:
    """What does not fit between this PC's clock and the clinic's last work; None when nothing does."""
    with desk.database.reading() as session:
        last = audit_store.last_work(session)
    now = desk.clock.now()
    if last is None:
        return None
    if now < last - audit_store.CLOCK_SLACK:
        return ClockDoubt(audit_store.clock_sentence(now, last), set_back=True)
    if now > last + LONG_AGO:
        return ClockDoubt(
            f"Nobody worked in this clinic since {_day(last)}, and this PC's clock says {_day(now)}. Is that right?",
            set_back=False,
        )
    return None


def accept_clock(desk: Desk, reason: str) -> None:
    """This PC's clock is right whatever the trail says. Raises NotAllowed when it was set back and this person is no
    administrator, PaydeskError without a reason then."""
    doubt = clock_doubt(desk)
    if doubt is None:
        return
    if doubt.set_back:
        if desk.actor.role is not office.Role.ADMINISTRATOR:
            raise NotAllowed(f"{doubt.sentence} Or ask an administrator to sign in and say that the clock is right.")
        if not reason.strip():
            raise PaydeskError("Say why the clock is right, and the clinic's last work is not.", field="reason")
    with desk.at_the_door(audit_store.CLOCK_ACCEPTED, "Said that the PC's clock is right") as session:
        about(session, doubt=doubt.sentence, reason=reason.strip())


def _day(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}"
