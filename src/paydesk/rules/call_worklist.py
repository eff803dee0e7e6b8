"""Which insurer is called next, for what, and why: claims and coverages that wait for an answer, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from paydesk.rules import claims
from paydesk.rules.call_outcome import short_day
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.claims import DEADLINE_WORDS, ClaimState, Deadline
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show


class Wait(StrEnum):
    """What sort of reason a row has: how it is marked."""

    LATE = "late"
    SOON = "soon"
    VISIT = "visit"
    SILENT = "silent"
    PROMISED = "promised"
    SAME_CALL = "same call"
    BEGUN = "begun"
    PUT_OFF = "put off"
    SHORT = "short"


class CallKind(StrEnum):
    """A part of the list that somebody can look at alone."""

    ALL = "all"
    SILENT = "no answer"
    DENIED = "denied"
    UNDERPAID = "underpaid"
    LIMIT = "time limit"
    VERIFY = "verify"
    SEND = "to be sent"
    PUT_OFF = "put off"


@dataclass(frozen=True)
class Begun:
    """A call that was begun and is not filed: whose, since when."""

    call_id: int
    by: str
    since: datetime


@dataclass(frozen=True)
class CallDue:
    """One thing to call an insurer about. ``about`` is "claim 7" or "coverage 3"; ``points`` order it, most first.

    ``limit`` is the part of ``why`` that tells by when something must be done; ``together`` are further claims that
    stand on the same sheet. ``put_off`` is a day to come. ``replaces`` says which claim a corrected one takes the
    place of. ``visit`` and ``visit_at`` are when the patient comes whose coverage is verified.
    """

    about: str
    purpose: Purpose
    payer_id: int
    payer: str
    account_id: int
    patient_id: int
    patient: str
    why: str
    wait: Wait
    money: Cents = 0
    points: int = 0
    begun: Begun | None = None
    limit: str = ""
    assigned_to: str = ""
    put_off: date | None = None
    together: tuple[str, ...] = ()
    replaces: str = ""
    visit: date | None = None
    visit_at: time | None = None

    def left_unverified(self, until: date) -> str:
        """The visit that comes before a call put off to ``until`` is made, in words; empty where none does."""
        if self.visit is None or self.visit >= until:
            return ""
        return f"{show_date(self.visit)}{f' at {clock(self.visit_at)}' if self.visit_at else ''}"


PURPOSES = {
    **dict.fromkeys((ClaimState.SENT, ClaimState.ACCEPTED, ClaimState.PENDING), Purpose.STATUS),
    **dict.fromkeys((ClaimState.DENIED, ClaimState.PARTLY_DENIED), Purpose.DENIAL),
    ClaimState.APPEALED: Purpose.APPEAL, ClaimState.TAKEN_BACK: Purpose.TAKEBACK,
}  # fmt: skip
"""What a call about a claim of that state is for; about the others nobody is called."""

TO_SEND = frozenset({ClaimState.NOT_SENT, ClaimState.REJECTED})
"""Claims that wait for us, not for the insurer."""

ANSWERED_BADLY = frozenset({ClaimState.DENIED, ClaimState.PARTLY_DENIED, ClaimState.TAKEN_BACK})

NEAR = 14
"""Days before the end of a time limit from which a claim is due whatever was agreed."""

_OF_KIND: dict[CallKind, frozenset[ClaimState]] = {
    CallKind.SILENT: frozenset({ClaimState.SENT, ClaimState.ACCEPTED, ClaimState.PENDING}),
    CallKind.DENIED: ANSWERED_BADLY | {ClaimState.APPEALED}, CallKind.SEND: TO_SEND,
}


def states_of(kind: CallKind, states: Iterable[ClaimState]) -> tuple[ClaimState, ...]:
    """Those of ``states`` whose claims belong to a part of the list; a time limit can end in any."""
    if kind in (CallKind.ALL, CallKind.LIMIT):
        return tuple(states)
    return tuple(one for one in states if one in _OF_KIND.get(kind, frozenset()))


_SEEN = 30
"""Days before the end of a time limit from which it is the reason itself, and told as days left."""

@dataclass(frozen=True)
class ClaimStanding:
    """An open claim as far as it decides when somebody works it; ``since`` is when it came into its state."""

    state: ClaimState
    money: Cents
    since: date
    sent_on: date | None = None
    follow_up_on: date | None = None
    deadline: Deadline | None = None


PUT_OFF = "put off: "
"""How the reason of a follow-up begins that somebody put off."""


def until(day: date, why: str, today: date) -> str:
    """Till when a call was put off, and why."""
    return f"until {short_day(day, today)}: {why}"


def reason(one: ClaimStanding, today: date) -> tuple[str, Wait, int]:
    """Why a claim is in the list in a few words, how that is marked, and its points."""
    points = claims.urgency(
        one.state, money=one.money, today=today, deadline=one.deadline, follow_up=one.follow_up_on, since=one.since
    ).points
    if one.deadline is not None:
        left = (one.deadline.due - today).days
        if left <= _SEEN:
            return limit_of(one, today), Wait.LATE if left <= NEAR else Wait.SOON, points
    limit = limit_of(one, today)
    by = f", {limit}" if limit else ""
    if one.state is ClaimState.NOT_SENT:
        return f"not sent{by}", Wait.SOON, points
    if one.state in ANSWERED_BADLY or one.state in TO_SEND:
        return f"{one.state.value} {short_day(one.since, today)}{by}", Wait.SOON, points
    if one.state is not ClaimState.SENT:
        late = one.follow_up_on is not None and one.follow_up_on < today
        when = f"was due {short_day(one.follow_up_on or today, today)}" if late else "is due today"
        return f"follow-up {when}", Wait.PROMISED, points
    days = (today - (one.sent_on or one.since)).days
    return f"no answer for {days} days" if days != 1 else "no answer since yesterday", Wait.SILENT, points


def limit_of(one: ClaimStanding, today: date) -> str:
    """By when something must be done about it, in a few words; empty where no limit is known."""
    if one.deadline is None:
        return ""
    left, verb = (one.deadline.due - today).days, DEADLINE_WORDS[one.deadline.kind]
    if 0 <= left <= _SEEN:
        return f"{verb} limit {'today' if left == 0 else 'tomorrow' if left == 1 else f'in {left} days'}"
    day = short_day(one.deadline.due, today)
    return f"time to {verb} ended {day}" if left < 0 else f"{verb} by {day}"


def deadline_that_counts(state: ClaimState, deadlines: Iterable[Deadline], today: date) -> Deadline | None:
    """The limit that threatens a claim in that state: of an answer the appeal's, of one not sent the filing's, or that
    for correcting the one before.

    Of one that waits with the insurer the filing's as long as it runs: should they not have it, it is sent again.
    """
    kinds = ("appeal", "corrected") if state in ANSWERED_BADLY else ("filing",)
    if state in TO_SEND:
        kinds = ("filing", "corrected")
    if state is ClaimState.APPEALED:
        return None  # they have it and decided on it: no limit is near until they decide again
    wanted = [one for one in deadlines if one.kind in kinds]
    if state in claims.WAITING:
        wanted = [one for one in wanted if one.due >= today]
    return min(wanted, key=lambda one: one.due, default=None)


def points_of_short(missing: Cents, *, called: bool) -> int:
    """How much an underpaid claim wants somebody."""
    return (2 if called else 1) * max(missing, 100)


def reason_of_short(lines: Sequence[tuple[str, Cents, Cents]], *, called: bool) -> tuple[str, Wait, int]:
    """Why an underpaid claim is in the list; ``lines`` are code, expected and allowed, ``called``: it was promised and
    the day has come."""
    points = points_of_short(sum(expected - allowed for _, expected, allowed in lines), called=called)
    if len(lines) > 1:
        return f"{len(lines)} lines below the expected price", Wait.SHORT, points
    code, expected, allowed = lines[0]
    return f"{code} at {show(allowed)}, expected {show(expected)}", Wait.SHORT, points


_VISIT_POINTS = 10**12


def reason_to_verify(
    visit: date | None, at: time | None, today: date, reasons: tuple[str, ...]
) -> tuple[str, Wait, int]:
    """Why a coverage is verified. A visit cannot wait, so it comes before all money; what is only old comes last."""
    if visit is None or visit < today:
        return (reasons[0].rstrip(".") if reasons else "to be verified"), Wait.SILENT, 1
    at_words = f" {clock(at)}" if at else ""
    minutes = (visit - today).days * 1440 + (at.hour * 60 + at.minute if at else 1439)
    return f"visit {short_day(visit, today)}{at_words}", Wait.VISIT, _VISIT_POINTS - minutes


def clock(at: time) -> str:
    """``9:00 AM``."""
    return f"{at.hour % 12 or 12}:{at.minute:02d} {'PM' if at.hour >= 12 else 'AM'}"


_TOGETHER = 4


def ordered(rows: Iterable[CallDue]) -> tuple[CallDue, ...]:
    """Most urgent first; what else waits with the same insurer follows it: one call settles it, one hold is saved.

    Coverages stand alone: verification lines and claim lines are different people.
    """
    left = sorted(rows, key=lambda one: (-one.points, one.payer, one.about))
    found: list[CallDue] = []
    placed: set[str] = set()
    for row in left:
        if row.about in placed:
            continue
        placed.add(row.about)
        found.append(row)
        with_it = [
            one for one in left
            if one.payer_id == row.payer_id and one.about not in placed and can_share_call(row, one)
        ][:_TOGETHER - 1]  # fmt: skip
        for one in with_it:
            placed.add(one.about)
            tells_more = one.begun is not None or one.wait in (Wait.LATE, Wait.VISIT)
            why = f"same call, {one.limit}" if one.limit else "same call: saves one hold"
            found.append(one if tells_more else replace(one, why=why, wait=Wait.SAME_CALL))
    return tuple(found)


def can_share_call(one: CallDue, other: CallDue) -> bool:
    """Whether one call can settle both."""
    return one.payer_id == other.payer_id and one.purpose.is_about_coverage == other.purpose.is_about_coverage
