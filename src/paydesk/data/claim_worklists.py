"""Reads which claims wait for somebody: set-based, ranked by money and urgency before any name is looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.call_tables import InsurerCall
from paydesk.data.charge_tables import Visit
from paydesk.data.claim_tables import Claim, ClaimDeadline, ClaimLine
from paydesk.data.database import answers
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.data.people_tables import Person
from paydesk.rules import call_worklist, claims
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.call_worklist import (
    ANSWERED_BADLY,
    NEAR,
    PURPOSES,
    PUT_OFF,
    TO_SEND,
    Begun,
    CallDue,
    CallKind,
    ClaimStanding,
    Wait,
)
from paydesk.rules.claims import ClaimState, Deadline
from paydesk.rules.money import Cents


@dataclass(frozen=True)
class WaitingClaim:
    """A claim that is due: its standing, and what it comes to in the list."""

    claim_id: int
    standing: ClaimStanding
    why: str
    wait: Wait
    points: int
    limit: str


@dataclass(frozen=True)
class ClaimsDue:
    """The most urgent of ``count`` claims with ``money`` in cents open with their insurers."""

    rows: tuple[CallDue, ...]
    count: int
    money: Cents


@dataclass(frozen=True)
class Scope:
    """Whose claims are listed: of one account (None: of all), those given to somebody or to nobody (None: all); and
    which part of the list."""

    account_id: int | None = None
    given_to: str | None = None
    kind: CallKind = CallKind.ALL


EVERYONE = Scope()


def to_call(session: Session, today: date, *, scope: Scope = EVERYONE, limit: int = 200) -> ClaimsDue:
    """Claims an insurer is called about: unanswered, denied, taken back, appealed, or with their time nearly over."""
    return _due(session, today, PURPOSES, scope, limit)


def to_send(session: Session, today: date, *, scope: Scope = EVERYONE, limit: int = 200) -> ClaimsDue:
    """Claims that wait for us: not sent yet, or rejected before they were looked at."""
    return _due(session, today, TO_SEND, scope, limit)


# Most claims are paid: they are found by their day, not by their state.
_NEVER_PUT_OFF = sorted({one.value for one in ClaimState} - {one.value for one in (*PURPOSES, ClaimState.PAID)})


def put_off(session: Session, today: date, *, scope: Scope = EVERYONE, limit: int = 50) -> tuple[CallDue, ...]:
    """Calls about claims that somebody put off to a day to come, the nearest first."""
    if scope.kind not in (CallKind.ALL, CallKind.PUT_OFF):
        return ()
    rows = session.execute(
        select(Claim.id, Claim.state, Claim.follow_up_on, Claim.follow_up_why)
        .where(
            Claim.state.not_in(_NEVER_PUT_OFF), Claim.follow_up_on > today,
            Claim.follow_up_why.startswith(PUT_OFF), *_within(scope),
        )
        .order_by(Claim.follow_up_on, Claim.id)
        .limit(limit)
    )  # fmt: skip
    waiting = [
        WaitingClaim(
            own, ClaimStanding(ClaimState(state), 0, today), call_worklist.until(on, why.removeprefix(PUT_OFF), today),
            Wait.PUT_OFF, 0, "",
        )
        for own, state, on, why in rows if on is not None
    ]  # fmt: skip
    return _named(session, waiting)


@dataclass(frozen=True)
class HandedOver:
    """To whom a call about a claim was given ("" for nobody), and whether it is put off to a day to come."""

    to: str
    is_put_off: bool


def handed_over(session: Session, claim_ids: Sequence[int], today: date) -> dict[int, HandedOver]:
    """What was done with the calls about claims."""
    found: dict[int, HandedOver] = {}
    for start in range(0, len(claim_ids), 500):
        some = claim_ids[start : start + 500]
        rows = session.execute(
            select(Claim.id, Claim.assigned_to, Claim.follow_up_on, Claim.follow_up_why).where(Claim.id.in_(some))
        )
        for own, to, follow_up, why in rows:
            later = follow_up is not None and follow_up > today
            found[own] = HandedOver(to, later and why.startswith(PUT_OFF))
    return found


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    found = [Claim.account_id == scope.account_id] if scope.account_id is not None else []
    return found + ([Claim.assigned_to.in_(["", scope.given_to])] if scope.given_to is not None else [])


def _due(session: Session, today: date, of: Iterable[ClaimState], scope: Scope, limit: int) -> ClaimsDue:
    states = [one.value for one in call_worklist.states_of(scope.kind, of)]
    found = _waiting(session, today, states, scope) if states else []
    if scope.kind is CallKind.LIMIT:
        found = [one for one in found if one.standing.deadline is not None and one.wait in (Wait.LATE, Wait.SOON)]
    ranked = sorted(found, key=lambda one: (-one.points, one.claim_id))[:limit]
    return ClaimsDue(_named(session, ranked), len(found), sum(one.standing.money for one in found))


def _waiting(session: Session, today: date, states: Sequence[str], scope: Scope) -> list[WaitingClaim]:
    rows = answers(session, _due_claims(states, today, scope))
    deadlines = _deadlines(session, states, scope.account_id)
    found = []
    for own, state, money, made, sent, answered, follow_up in rows:
        as_state = ClaimState(state)
        since = answered if as_state in ANSWERED_BADLY and answered else sent or made
        counts = call_worklist.deadline_that_counts(as_state, deadlines.get(own, ()), today)
        standing = ClaimStanding(as_state, int(money), since, sent, follow_up, counts)
        limit = call_worklist.limit_of(standing, today) if as_state in ANSWERED_BADLY else ""
        found.append(WaitingClaim(own, standing, *call_worklist.reason(standing, today), limit))
    return found


def _due_claims(states: Sequence[str], today: date, scope: Scope) -> Select[*tuple[Any, ...]]:
    """Due by their follow-up, or because a limit that counts in their state is near; with money open there."""
    bad = [one.value for one in ANSWERED_BADLY]
    near = exists().where(
        ClaimDeadline.claim_id == Claim.id, ClaimDeadline.due <= today + timedelta(days=NEAR),
        or_(
            and_(Claim.state.in_(bad), ClaimDeadline.kind.in_(["appeal", "corrected"])),
            and_(
                Claim.state.not_in([*bad, ClaimState.APPEALED.value]), ClaimDeadline.kind == "filing",
                ClaimDeadline.due >= today,
            ),
        ),
    )  # fmt: skip
    money = (
        select(Claim.id.label("claim_id"), func.coalesce(func.sum(ChargeBalance.balance), 0).label("money"))
        .join(ClaimLine, ClaimLine.claim_id == Claim.id)
        .outerjoin(
            ChargeBalance,
            (ChargeBalance.charge_id == ClaimLine.charge_id) & (ChargeBalance.coverage_id == Claim.coverage_id),
        )
        .where(Claim.state.in_(states), *_within(scope))
        .group_by(Claim.id)
        .having(or_(func.sum(ChargeBalance.balance) > 0, Claim.id.in_(_wanted_without_money(states))))
        .subquery()
    )
    return (
        select(
            Claim.id, Claim.state, money.c.money, Claim.made_on, Claim.sent_on, Claim.answered_on, Claim.follow_up_on,
        )
        .join(money, money.c.claim_id == Claim.id)
        .where(
            Claim.state.in_(states),
            or_(Claim.follow_up_on.is_(None), Claim.follow_up_on <= today, near),
        )
    )  # fmt: skip


def _wanted_without_money(states: Sequence[str]) -> Select[Any]:
    """A corrected claim must go out, and an appeal is asked after, though nothing is open with the insurer."""
    to_send = and_(Claim.replaces_id.is_not(None), Claim.state.in_([one.value for one in TO_SEND]))
    wanted = or_(to_send, Claim.state == ClaimState.APPEALED.value)
    return select(Claim.id).where(wanted, Claim.state.in_(states))


def deadlines_of(session: Session, claim_id: int) -> tuple[Deadline, ...]:
    """By when something must be done about one claim, by every source."""
    query = select(ClaimDeadline.kind, ClaimDeadline.due, ClaimDeadline.source)
    rows = session.execute(query.where(ClaimDeadline.claim_id == claim_id).order_by(ClaimDeadline.due))
    return tuple(Deadline(*tuple[Any, ...](row)) for row in rows)


def _deadlines(session: Session, states: Sequence[str], account_id: int | None) -> dict[int, list[Deadline]]:
    """Of all claims in these states at once: to name each of tens of thousands would cost more."""
    asked = (
        select(ClaimDeadline.claim_id, ClaimDeadline.kind, ClaimDeadline.due, ClaimDeadline.source)
        .join(Claim, Claim.id == ClaimDeadline.claim_id)
        .where(Claim.state.in_(states))
    )
    if account_id is not None:
        asked = asked.where(Claim.account_id == account_id)
    found: defaultdict[int, list[Deadline]] = defaultdict(list)
    for own, kind, due, source in answers(session, asked):
        found[own].append(Deadline(kind, due, source))
    return found


def _named(session: Session, ranked: Sequence[WaitingClaim]) -> tuple[CallDue, ...]:
    ids, old = [one.claim_id for one in ranked], aliased(Claim)
    rows = session.execute(
        select(
            Claim.id, Payer.id, Payer.name, Claim.account_id, Claim.patient_id, Person.first_name, Person.last_name,
            Claim.assigned_to, Claim.follow_up_on, Claim.frequency, old.number, old.payer_claim,
        )
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .join(Person, Person.id == Claim.patient_id)
        .outerjoin(old, old.id == Claim.replaces_id)
        .where(Claim.id.in_(ids))
    ).all()  # fmt: skip
    names = {row[0]: row[1:] for row in rows}
    found = []
    for one in ranked:
        payer_id, payer, account, patient, first, last, given, follow_up, *replaced = names[one.claim_id]
        frequency, number, theirs = replaced
        paid = one.standing.state is ClaimState.PAID
        purpose = Purpose.UNDERPAYMENT if paid else PURPOSES.get(one.standing.state, Purpose.STATUS)
        found.append(
            CallDue(
                f"claim {one.claim_id}", purpose, payer_id, payer, account, patient, f"{first} {last}".strip(), one.why,
                one.wait, one.standing.money, one.points, limit=one.limit, assigned_to=given,
                put_off=follow_up if one.wait is Wait.PUT_OFF else None,
                replaces=claims.replaces_words(frequency, number, theirs) if number else "",
            )
        )  # fmt: skip
    return tuple(found)


def visit_times(session: Session, patients: Sequence[int], today: date) -> dict[tuple[int, date], time]:
    """(patient, day) -> when the first visit of that day is, of days to come and today."""
    rows = session.execute(
        select(Visit.patient_id, Visit.on, func.min(Visit.at))
        .where(
            Visit.patient_id.in_(patients), Visit.on >= today, Visit.at.is_not(None),
            Visit.status.in_(["scheduled", "arrived"]),
        )
        .group_by(Visit.patient_id, Visit.on)
    )  # fmt: skip
    return {(patient, on): at for patient, on, at in rows if at is not None}


def begun(session: Session) -> dict[str, Begun]:
    """Calls that were begun and not filed, by what they are about."""
    rows = session.execute(
        select(InsurerCall.about, InsurerCall.id, InsurerCall.by, InsurerCall.started_at)
        .where(InsurerCall.state == "draft")
        .order_by(InsurerCall.id)
    )
    return {about: Begun(own, by, since) for about, own, by, since in rows}
