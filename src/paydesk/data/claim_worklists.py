"""Reads which claims wait for somebody: set-based, ranked by money and urgency before any name is looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
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
from paydesk.rules.call_worklist import ANSWERED_BADLY, NEAR, PURPOSES, TO_SEND, Begun, CallDue, ClaimStanding, Wait
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


def to_call(session: Session, today: date, *, account_id: int | None = None, limit: int = 200) -> ClaimsDue:
    """Claims an insurer is called about: unanswered, denied, taken back, appealed, or with their time nearly over."""
    return _due(session, today, [one.value for one in PURPOSES], account_id, limit)


def to_send(session: Session, today: date, *, account_id: int | None = None, limit: int = 200) -> ClaimsDue:
    """Claims that wait for us: not sent yet, or rejected before they were looked at."""
    return _due(session, today, [one.value for one in TO_SEND], account_id, limit)


def _due(session: Session, today: date, states: Sequence[str], account_id: int | None, limit: int) -> ClaimsDue:
    found = _waiting(session, today, states, account_id)
    ranked = sorted(found, key=lambda one: (-one.points, one.claim_id))[:limit]
    return ClaimsDue(_named(session, ranked), len(found), sum(one.standing.money for one in found))


def _waiting(session: Session, today: date, states: Sequence[str], account_id: int | None) -> list[WaitingClaim]:
    rows = answers(session, _due_claims(states, today, account_id))
    deadlines = _deadlines(session, states, account_id)
    found = []
    for own, state, money, made, sent, answered, follow_up in rows:
        as_state = ClaimState(state)
        since = answered if as_state in ANSWERED_BADLY and answered else sent or made
        counts = call_worklist.deadline_that_counts(as_state, deadlines.get(own, ()), today)
        standing = ClaimStanding(as_state, int(money), since, sent, follow_up, counts)
        limit = call_worklist.limit_of(standing, today) if as_state in ANSWERED_BADLY else ""
        found.append(WaitingClaim(own, standing, *call_worklist.reason(standing, today), limit))
    return found


def _due_claims(states: Sequence[str], today: date, account_id: int | None) -> Select[*tuple[Any, ...]]:
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
        .where(Claim.state.in_(states), *((Claim.account_id == account_id,) if account_id is not None else ()))
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
            Claim.frequency, old.number, old.payer_claim,
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
        payer_id, payer, account, patient, first, last, frequency, number, theirs = names[one.claim_id]
        purpose = PURPOSES.get(one.standing.state, Purpose.STATUS)
        found.append(
            CallDue(
                f"claim {one.claim_id}", purpose, payer_id, payer, account, patient, f"{first} {last}".strip(), one.why,
                one.wait, one.standing.money, one.points, limit=one.limit,
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
