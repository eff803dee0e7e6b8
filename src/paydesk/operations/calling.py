"""Calling: a call to an insurer begun, kept while it is interrupted, and filed with what it settled and when next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from paydesk.data import call_store, ledger_store, office_store
from paydesk.data.call_tables import InsurerCall
from paydesk.data.claim_store import By
from paydesk.data.database import Session
from paydesk.operations import preparing_calls, settling_calls
from paydesk.operations.desk import Desk, Touched, about, also_about
from paydesk.operations.settling_calls import Plan, Settled
from paydesk.rules import keyboard, plausibility
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.errors import NotFound, PaydeskError

__all__ = ["BeginCall", "CallBegun", "CallClosed", "CallKept", "CloseCall", "KeepCall", "Settled", "begin_call",
           "close_call", "drop_call", "keep_call"]

_LONGEST_HELD = 12 * 3600
REFERENCE, NAME = "reference", "representative"
"""Fields of a call that are asked for once more before it is filed without them."""

_CALLS = Touched((0,), ("calls",))
"""No account reads differently for it; what lists calls does."""


@dataclass(frozen=True)
class BeginCall:
    """A call begins; ``about`` is "claim 7" or "coverage 3". The same ``key`` again begins nothing."""

    about: str
    purpose: Purpose
    key: str
    number: str = ""
    menu: str = ""


@dataclass(frozen=True)
class CallBegun:
    """The draft, and when it began on the clinic's clock."""

    call_id: int
    started: datetime
    touched: Touched


def begin_call(desk: Desk, request: BeginCall) -> CallBegun:
    """Somebody dials: from now on others see it. One that this person left half-way goes on.

    Raises NotFound, and PaydeskError while somebody else is on that call today.
    """
    with desk.doing("claims.work", "Began a call to an insurer") as session:
        subject = preparing_calls.subject_of(session, request.about, desk.clock.today())
        zone = office_store.clinic_zone(session)
        ledger_store.lock_accounts(session, (subject.account_id,))  # two desks do not begin it at once
        row = call_store.by_key(session, request.key) or call_store.draft_about(session, request.about)
        if row is not None and row.state == "draft" and row.by != desk.actor.name:
            since = row.started_at.astimezone(zone)
            if since.date() == desk.clock.today():
                raise PaydeskError(f"{row.by} is on that call since {since:%I:%M %p}. Take another one.")
            row.by = desk.actor.name
        if row is None:
            row = call_store.new_call(
                session, key=request.key, payer_id=subject.payer_id, purpose=request.purpose.value,
                about=request.about, number=request.number.strip(), menu=request.menu.strip(),
                started_at=desk.clock.now(), by=desk.actor.name,
            )  # fmt: skip
        about(session, account=subject.account_id, person=subject.patient_id, act="calls.begin", call=row.id,
              payer=subject.payer, purpose=request.purpose.value)  # fmt: skip
        return CallBegun(row.id, row.started_at.astimezone(zone), _CALLS)


@dataclass(frozen=True)
class KeepCall:
    """A call that is interrupted: what is ``typed``, as it stands in the fields, and the seconds it was held."""

    call_id: int
    typed: dict[str, Any]
    held_seconds: int = 0


@dataclass(frozen=True)
class CallKept:
    """The draft is kept."""

    call_id: int
    touched: Touched


def keep_call(desk: Desk, request: KeepCall) -> CallKept:
    """Keep a call as a draft; one that was filed meanwhile stays filed. Raises NotFound."""
    with desk.doing("claims.work", "Kept a call to an insurer as a draft") as session:
        row = _call(session, request.call_id)
        if row.state == "draft":
            row.typed = {
                name: value for name, value in request.typed.items()
                if not (isinstance(value, str) and plausibility.card_number_in(value) and name == "note")
            }  # fmt: skip
            row.held_seconds = _held(request.held_seconds)
        about(session, act="calls.keep", call=row.id)
        return CallKept(row.id, _CALLS)


def drop_call(desk: Desk, call_id: int) -> CallKept:
    """A call that was begun by mistake is let go; one that was filed stays. Raises NotFound."""
    with desk.doing("claims.work", "Let go of a call to an insurer") as session:
        row = _call(session, call_id)
        if row.state == "draft":
            row.state, row.ended_at, row.typed = "dropped", desk.clock.now(), {}
        about(session, act="calls.drop", call=row.id)
        return CallKept(row.id, _CALLS)


@dataclass(frozen=True)
class CloseCall:
    """File a call. ``accepted`` are fields whose doubt the person has seen and lets stand."""

    call_id: int
    settled: tuple[Settled, ...]
    representative: str = ""
    reference: str = ""
    held_seconds: int = 0
    number: str = ""
    menu: str = ""
    note: str = ""
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NextStep:
    """What comes next for one thing that was settled."""

    about: str
    on: date | None
    why: str


@dataclass(frozen=True)
class CallClosed:
    """The filed call, and when each thing it settled is looked at again."""

    call_id: int
    next_steps: tuple[NextStep, ...]
    touched: Touched


def close_call(desk: Desk, request: CloseCall) -> CallClosed:
    """File a call: claims take their new state, deadlines and follow-up by rule, and the insurer is remembered.

    Filed again it changes nothing. Raises NotFound, and PaydeskError naming the field that is missing or doubtful,
    with ``row`` for which of the settled ones.
    """
    with desk.doing("claims.work", "Filed a call to an insurer") as session:
        row = _call(session, request.call_id)
        if row.state == "closed":
            about(session, act="calls.close", call=row.id, repeated=True)
            return _closed(session, row)
        if row.state == "dropped":
            raise PaydeskError("That call was let go. Begin it anew.")
        if not request.settled:
            raise PaydeskError("Say how the call ended.", field="outcome")
        plausibility.refuse_card_numbers({"note": request.note, "representative": request.representative})
        today = desk.clock.today()
        subjects = [preparing_calls.subject_of(session, one.about, today) for one in request.settled]
        ledger_store.lock_accounts(session, [one.account_id for one in subjects])
        plans = [
            settling_calls.plan(session, today, number, one, subject, request.accepted)
            for number, (one, subject) in enumerate(zip(request.settled, subjects, strict=True))
        ]
        _ask_once_more(request, plans)
        _write_call(desk, row, request, plans)
        by = By(desk.actor.name, desk.clock.now(), today)
        rows = [settling_calls.settle(session, row, one, by) for one in plans]
        call_store.settle(session, row, rows)
        settling_calls.learn(session, row, plans, by)
        row.state = "closed"
        session.flush()
        _tell(session, row, plans)
        steps = tuple(NextStep(one.asked.about, one.after.on, one.after.why) for one in plans if one.after)
        accounts = tuple(sorted({one.account_id for one in subjects}))
        return CallClosed(row.id, steps, Touched(accounts, ("insurance", "calls")))


def _ask_once_more(request: CloseCall, plans: Sequence[Plan]) -> None:
    """Who was spoken with, and under which reference: evidence nobody can get later."""
    if not any(one.outcome.reached for one in plans):
        return
    if not request.representative.strip() and NAME not in request.accepted:
        raise PaydeskError("Whom did you speak with? File again to file without a name.", field=NAME)
    if not request.reference.strip() and REFERENCE not in request.accepted:
        raise PaydeskError("Ask for the reference number. File again to file without one.", field=REFERENCE)


def _write_call(desk: Desk, row: InsurerCall, request: CloseCall, plans: Sequence[Plan]) -> None:
    first = plans[0]
    row.representative = keyboard.tidy_name(request.representative, field=NAME)
    row.reference = keyboard.tidy_name(request.reference, field=REFERENCE)
    row.note = keyboard.tidy_text(request.note, field="note")
    row.number = request.number.strip() or row.number
    row.menu = keyboard.tidy_name(request.menu, field="menu") or row.menu
    row.held_seconds, row.ended_at, row.typed = _held(request.held_seconds), desk.clock.now(), {}
    row.purpose, row.outcome, row.by = first.asked.purpose.value, first.outcome.key, desk.actor.name
    row.follow_up_on = min((one.after.on for one in plans if one.after), default=None)


def _held(seconds: int) -> int:
    return min(max(seconds, 0), _LONGEST_HELD)


def _tell(session: Session, call: InsurerCall, plans: Sequence[Plan]) -> None:
    first, *others = plans
    about(session, account=first.subject.account_id, person=first.subject.patient_id, act="calls.close", call=call.id,
          payer=first.subject.payer, reference=call.reference, **_told(first))  # fmt: skip
    for one in others:
        also_about(session, account=one.subject.account_id, person=one.subject.patient_id, call=call.id, **_told(one))


def _told(one: Plan) -> dict[str, Any]:
    return {
        "purpose": one.asked.purpose.value, "outcome": one.outcome.key, "about": one.asked.about,
        "follow_up": one.after.on if one.after else None,
    }  # fmt: skip


def _closed(session: Session, row: InsurerCall) -> CallClosed:
    kept = call_store.kept(session, row.id)
    assert kept is not None
    steps = tuple(
        NextStep(
            f"claim {one.claim_id}" if one.claim_id else f"coverage {one.coverage_id}", one.follow_up_on,
            one.follow_up_why,
        )
        for one in kept.settled
    )  # fmt: skip
    return CallClosed(row.id, steps, _CALLS)


def _call(session: Session, call_id: int) -> InsurerCall:
    row = call_store.locked(session, call_id)
    if row is None:
        raise NotFound("That call is not there any more.")
    return row
