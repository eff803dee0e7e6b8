"""Keeps what becomes of claims: their states, numbers and deadlines, and everything that happened to them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from paydesk.data import payer_memory
from paydesk.data.charge_tables import Charge
from paydesk.data.claim_tables import Claim, ClaimDeadline, ClaimEvent, ClaimLine, ClaimNumber
from paydesk.data.inserting import add_rows
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.rules import claims
from paydesk.rules.call_worklist import PUT_OFF
from paydesk.rules.claims import ClaimState
from paydesk.rules.insurance import PayerKind

_MANY = 500


@dataclass(frozen=True)
class By:
    """Who makes or changes claims, when, and the clinic's day it is."""

    name: str
    at: datetime
    today: date


def parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Ids, so many at a time as one query takes."""
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]


def event_row(
    claim_id: int, by: By, what: str, state: ClaimState, *, why: str = "", because: str = "",
    because_id: int | None = None,
) -> dict[str, object]:
    """A row of a claim's history."""
    return {
        "claim_id": claim_id, "happened_at": by.at, "done_by": by.name, "what": what, "state": state.value, "why": why,
        "because": because, "because_id": because_id,
    }  # fmt: skip


@dataclass(frozen=True)
class Change:
    """What becomes of a claim. ``None`` leaves the old value; ``payer_claim`` empty as well."""

    claim_id: int
    state: ClaimState
    what: str
    why: str = ""
    payer_claim: str = ""
    answered_on: date | None = None
    follow_up: claims.FollowUp | None = None
    denial: str = ""
    preventable: bool | None = None
    because: str = ""
    because_id: int | None = None


def change(session: Session, changes: Sequence[Change], by: By) -> None:
    """Write the new states of claims, and each one's event; set-wise."""
    if not changes:
        return
    session.connection().execute(_CHANGE, [
        {"own": one.claim_id, "to_state": one.state.value, "to_payer_claim": one.payer_claim or None,
         "to_answered": one.answered_on, "to_follow_up": one.follow_up.on if one.follow_up else None,
         "to_why": one.follow_up.why if one.follow_up else "", "to_denial": one.denial,
         "to_preventable": one.preventable}
        for one in changes
    ])  # fmt: skip
    add_rows(session, ClaimEvent, [
        event_row(one.claim_id, by, one.what, one.state, why=one.why, because=one.because, because_id=one.because_id)
        for one in changes
    ])  # fmt: skip
    names = [
        {"claim_id": one.claim_id, "kind": "payer's", "number": claims.squeezed(one.payer_claim)}
        for one in changes if claims.squeezed(one.payer_claim)
    ]  # fmt: skip
    name(session, names)


_TABLE: Any = Claim.__table__
_CHANGE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("own"))
    .values(
        state=bindparam("to_state"), follow_up_on=bindparam("to_follow_up"), follow_up_why=bindparam("to_why"),
        denial=bindparam("to_denial"), preventable=bindparam("to_preventable"), version=_TABLE.c.version + 1,
        payer_claim=func.coalesce(bindparam("to_payer_claim"), _TABLE.c.payer_claim),
        answered_on=func.coalesce(bindparam("to_answered"), _TABLE.c.answered_on),
    )
)  # fmt: skip


def name(session: Session, names: Sequence[Mapping[str, object]]) -> None:
    """Numbers that claims are known by from now on; what is known already stays."""
    if not names:
        return
    known = {
        (row.claim_id, row.kind, row.number)
        for part in parts(sorted({int(str(one["claim_id"])) for one in names}))
        for row in session.execute(
            select(ClaimNumber.claim_id, ClaimNumber.kind, ClaimNumber.number).where(ClaimNumber.claim_id.in_(part))
        )
    }
    fresh = {(one["claim_id"], one["kind"], one["number"]): dict(one) for one in names}
    rows = [row for key, row in fresh.items() if key not in known]
    if rows:
        add_rows(session, ClaimNumber, rows)


def put_off(session: Session, claim: Claim, until: date, why: str, by: By) -> None:
    """A claim is followed up on that day; ``why`` empty: it was put off before, and is taken up again."""
    claim.follow_up_on, claim.follow_up_why = until, f"{PUT_OFF}{why}" if why else "taken up again"
    what = "put off" if why else "taken up"
    told = f"until {until:%m/%d/%y}: {why}" if why else ""
    add_rows(session, ClaimEvent, [event_row(claim.id, by, what, ClaimState(claim.state), why=told)])


def of_account(session: Session, account_id: int) -> tuple[int, ...]:
    """The claims of an account that stand."""
    query = select(Claim.id).where(Claim.account_id == account_id, Claim.state != ClaimState.VOID.value)
    return tuple(session.execute(query).scalars())


def set_answer_deadlines(session: Session, claim_ids: Sequence[int], answered: date) -> None:
    """By when an answer of that day can be corrected or appealed, in place of what was known before."""
    for part in parts(claim_ids):
        rows = session.execute(
            select(Claim.id, Payer.kind, Payer.id)
            .join(Coverage, Coverage.id == Claim.coverage_id)
            .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
            .join(Payer, Payer.id == InsurancePlan.payer_id)
            .where(Claim.id.in_(part))
        ).all()
        known = payer_memory.limits(session, {payer for _, _, payer in rows})
        old = (ClaimDeadline.claim_id.in_(part)) & ClaimDeadline.kind.in_(["corrected", "appeal"])
        session.execute(delete(ClaimDeadline).where(old))
        add_rows(session, ClaimDeadline, [
            {"claim_id": own, "kind": one.kind, "source": one.source, "due": one.due}
            for own, kind, payer in rows
            for one in claims.answer_deadlines(claims.limits(PayerKind(kind), known.get(payer, ())), answered=answered)
        ])  # fmt: skip


def mark_passed_on(session: Session, claim_ids: Sequence[int], visits: Container[int], on: date, by: By) -> None:
    """Of new claims those of visits that the insurer before passed on itself: there is nothing for us to send."""
    if claim_ids and visits:
        rows = session.execute(select(Claim.id, Claim.visit_id).where(Claim.id.in_(claim_ids))).all()
        mark_sent(session, [own for own, visit in rows if visit in visits], "passed on", on, by)


_SENT = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("own"))
    .values(
        state=ClaimState.SENT.value, sent_on=bindparam("to_day"), sent_how=bindparam("to_how"),
        follow_up_on=bindparam("to_follow_up"), follow_up_why=bindparam("to_why"), version=_TABLE.c.version + 1,
    )
)  # fmt: skip


def mark_sent(session: Session, claim_ids: Sequence[int], how: str, on: date, by: By) -> None:
    """The claims are with their insurers from that day on."""
    if not claim_ids:
        return
    follow_up = claims.follow_up_of_sending(on, how)
    session.flush()
    session.connection().execute(_SENT, [
        {"own": own, "to_day": on, "to_how": how, "to_follow_up": follow_up.on, "to_why": follow_up.why}
        for own in claim_ids
    ])  # fmt: skip
    why = claims.SENT_HOW[how]
    add_rows(session, ClaimEvent, [event_row(own, by, "sent", ClaimState.SENT, why=why) for own in claim_ids])


@dataclass(frozen=True)
class Unsent:
    """How a claim stood before it was marked as sent, and its ``version`` then."""

    claim_id: int
    state: str
    sent_on: date | None
    sent_how: str
    follow_up_on: date | None
    follow_up_why: str
    version: int


def unsent(session: Session, claim_ids: Sequence[int]) -> tuple[Unsent, ...]:
    """How claims stand before they are marked as sent."""
    return tuple(
        Unsent(*row)
        for row in session.execute(
            select(
                Claim.id, Claim.state, Claim.sent_on, Claim.sent_how, Claim.follow_up_on, Claim.follow_up_why,
                Claim.version,
            ).where(Claim.id.in_(claim_ids))
        )
    )  # fmt: skip


def take_back_sent(session: Session, before: Sequence[Unsent], by: By) -> bool:
    """Put claims back to where they stood; False as soon as one was changed since it was marked."""
    for one in before:
        changed = session.execute(
            update(Claim)
            .where(Claim.id == one.claim_id, Claim.version == one.version + 1, Claim.state == ClaimState.SENT.value)
            .values(
                state=one.state, sent_on=one.sent_on, sent_how=one.sent_how, follow_up_on=one.follow_up_on,
                follow_up_why=one.follow_up_why, version=Claim.version + 1,
            )
            .returning(Claim.id)
        ).all()  # fmt: skip
        if not changed:
            return False
    why = "it was noted as sent by mistake"
    add_rows(session, ClaimEvent, [
        event_row(one.claim_id, by, "unsent", ClaimState(one.state), why=why) for one in before
    ])  # fmt: skip
    return True


def unsend(session: Session, claim: Claim, state: ClaimState, why: str, by: By) -> None:
    """A claim noted as sent waits to be sent again, as it did before."""
    claim.state, claim.sent_on, claim.sent_how = state.value, None, ""
    claim.follow_up_on, claim.follow_up_why = None, ""
    add_rows(session, ClaimEvent, [event_row(claim.id, by, "unsent", state, why=why)])


def accounts_of(session: Session, claim_ids: Sequence[int]) -> tuple[int, ...]:
    """The accounts of claims."""
    return tuple(session.execute(select(Claim.account_id).where(Claim.id.in_(claim_ids)).distinct()).scalars())


def in_state(session: Session, state: ClaimState) -> tuple[int, ...]:
    """The claims of a state."""
    return tuple(session.execute(select(Claim.id).where(Claim.state == state.value)).scalars())


def standing(session: Session) -> tuple[int, ...]:
    """All claims that stand."""
    query = select(Claim.id).where(Claim.state != ClaimState.VOID.value).order_by(Claim.id)
    return tuple(session.execute(query).scalars())


def of_visits(session: Session, visit_ids: Sequence[int]) -> tuple[int, ...]:
    """The claims of visits that stand."""
    found: list[int] = []
    for part in parts(visit_ids):
        query = select(Claim.id).where(Claim.visit_id.in_(part), Claim.state != ClaimState.VOID.value)
        found += session.execute(query.order_by(Claim.id)).scalars()
    return tuple(found)


def answered_by_hand(
    session: Session, answers: Sequence[tuple[int, int, bool, int]], on: date, by: By
) -> None:
    """Answers that were typed: (visit, coverage, denied, answer). Their open claims are answered."""
    by_place = {(visit, coverage): (denied, own) for visit, coverage, denied, own in answers}
    open_states = [one.value for one in (*claims.WAITING, ClaimState.NOT_SENT, ClaimState.DENIED, ClaimState.REJECTED,
                                         ClaimState.PARTLY_DENIED, ClaimState.TAKEN_BACK)]  # fmt: skip
    changes = []
    for part in parts(sorted({visit for visit, _ in by_place})):
        rows = session.execute(
            select(Claim.id, Claim.visit_id, Claim.coverage_id)
            .where(Claim.visit_id.in_(part), Claim.state.in_(open_states))
        )
        for own, visit, coverage in rows:
            if (visit, coverage) in by_place:
                denied, answer = by_place[visit, coverage]
                state = ClaimState.DENIED if denied else ClaimState.PAID
                follow_up = claims.FollowUp(by.today, "denied") if denied else None
                changes.append(Change(
                    own, state, "answered", answered_on=on, follow_up=follow_up, denial="other" if denied else "",
                    because="remittance claim", because_id=answer,
                ))  # fmt: skip
    change(session, changes, by)
    set_answer_deadlines(session, [one.claim_id for one in changes if one.follow_up], on)


def answer_undone(session: Session, claim_id: int, *, state: ClaimState, why: str, by: By) -> None:
    """The claim stands as ``rules.claims.after_undoing`` says; somebody looks at it today unless it is paid."""
    follow_up = claims.FollowUp(by.today, why) if state is not ClaimState.PAID else None
    if session.execute(select(Claim.state).where(Claim.id == claim_id)).scalar_one() == ClaimState.CORRECTED:
        state, follow_up = ClaimState.CORRECTED, None  # another claim took its place all the same
    change(session, (Change(claim_id, state, "undone", why, follow_up=follow_up),), by)
    lines = select(ClaimLine.charge_id).where(ClaimLine.claim_id == claim_id)
    session.execute(update(Charge).where(Charge.id.in_(lines)).values(reopened=False))
