"""Makes claims of what visits' charges ask of coverages, and keeps what becomes of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from paydesk.data import charge_store, payer_memory
from paydesk.data.charge_tables import Charge, ChargeVersion
from paydesk.data.claim_tables import Claim, ClaimDeadline, ClaimEvent, ClaimLine, ClaimNumber
from paydesk.data.database import add_rows, reserve_ids
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.rules import claims
from paydesk.rules.claims import ClaimState
from paydesk.rules.insurance import PayerKind

_MANY = 500


@dataclass(frozen=True)
class Wanted:
    """A charge that a coverage owes something of, and that no claim asks for yet."""

    visit_id: int
    coverage_id: int
    charge_id: int
    account_id: int
    patient_id: int
    payer_kind: str
    payer_id: int
    imported: bool
    version: int
    code: str
    modifiers: str
    units: int
    fee: int
    service_date: date


@dataclass(frozen=True)
class By:
    """Who makes or changes claims, when, and the clinic's day it is."""

    name: str
    at: datetime
    today: date


def bring_up_to_date(session: Session, by: By, *, visits: Sequence[int] | None = None) -> tuple[int, ...]:
    """Make the claims that are missing, of all visits or of these; claims not sent follow their charges.

    Returns the ids of new claims.
    """
    session.flush()
    _follow_charges(session, by, visits)
    wanted = _wanted(session, visits)
    found = [list(rows) for _, rows in groupby(wanted, key=lambda one: (one.visit_id, one.coverage_id))]
    unsent = _not_sent(session, [rows[0].visit_id for rows in found])
    fresh = [rows for rows in found if (rows[0].visit_id, rows[0].coverage_id) not in unsent]
    for rows in found:
        known = unsent.get((rows[0].visit_id, rows[0].coverage_id))
        if known is not None:
            _add_lines(session, *known, rows)
    return _make(session, fresh, by) if fresh else ()


def is_behind(session: Session) -> bool:
    """Whether claims are missing, or one that is not sent says something else than its charges by now."""
    session.flush()
    older = (
        select(ClaimLine.claim_id)
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .join(Charge, Charge.id == ClaimLine.charge_id)
        .where(
            Claim.state == ClaimState.NOT_SENT.value,
            (ClaimLine.charge_version != Charge.version) | ~charge_store.stands(),
        )
    )  # fmt: skip
    return any(session.execute(query.limit(1)).first() for query in (_wanting(None), older))


def _wanted(session: Session, visits: Sequence[int] | None) -> list[Wanted]:
    found: list[Wanted] = []
    for part in _parts(visits) if visits is not None else (None,):
        found += [Wanted(*tuple[Any, ...](row)) for row in session.execute(_wanting(part))]
    return found


def _wanting(visits: Sequence[int] | None) -> Select[*tuple[Any, ...]]:
    """Charges with an open part on a coverage, and those of the same visit that stand there with nothing left."""
    opened = aliased(ChargeBalance)
    of_visit = aliased(Charge)
    open_there = exists().where(
        opened.charge_id == of_visit.id, of_visit.visit_id == Charge.visit_id,
        opened.coverage_id == ChargeBalance.coverage_id, opened.balance > 0,
    )  # fmt: skip
    query = (
        select(
            Charge.visit_id, ChargeBalance.coverage_id, Charge.id, Charge.account_id, Charge.patient_id, Payer.kind,
            Payer.id, Charge.external_id.is_not(None), ChargeVersion.version, ChargeVersion.code,
            ChargeVersion.modifiers, ChargeVersion.units, ChargeVersion.fee, ChargeVersion.service_date,
        )
        .join(Charge, Charge.id == ChargeBalance.charge_id)
        .join(ChargeVersion, (ChargeVersion.charge_id == Charge.id) & (ChargeVersion.version == Charge.version))
        .join(Coverage, Coverage.id == ChargeBalance.coverage_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .join(Payer, Payer.id == InsurancePlan.payer_id)
        .where(
            ChargeBalance.coverage_id != 0, Charge.visit_id.is_not(None), Charge.kind == "procedure",
            (ChargeBalance.balance > 0)
            | ((ChargeBalance.balance == 0) & (Charge.answer == "") & open_there & charge_store.stands()),
            ~_asked(),
        )
        .order_by(Charge.visit_id, ChargeBalance.coverage_id, Charge.id)
    )  # fmt: skip
    if visits is not None:
        return query.where(Charge.visit_id.in_(visits))
    open_visits = (
        select(of_visit.visit_id).join(opened, opened.charge_id == of_visit.id)
        .where(opened.coverage_id != 0, opened.balance > 0)
    )  # fmt: skip
    return query.where(Charge.visit_id.in_(open_visits))


def _asked() -> ColumnElement[bool]:
    """Whether a claim that stands asks the coverage of the query around it for the charge."""
    return exists().where(
        ClaimLine.charge_id == Charge.id, Claim.id == ClaimLine.claim_id,
        Claim.coverage_id == ChargeBalance.coverage_id,
        Claim.state != ClaimState.VOID.value,
    )  # fmt: skip


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]


def _not_sent(session: Session, visits: Sequence[int]) -> dict[tuple[int, int], tuple[int, str, int]]:
    """(visit, coverage) -> id, number and number of lines of the claim that is not sent yet."""
    found: dict[tuple[int, int], tuple[int, str, int]] = {}
    for part in _parts(visits):
        last = select(ClaimLine.seq).where(ClaimLine.claim_id == Claim.id).order_by(ClaimLine.seq.desc()).limit(1)
        rows = session.execute(
            select(Claim.visit_id, Claim.coverage_id, Claim.id, Claim.number, last.scalar_subquery()).where(
                Claim.visit_id.in_(part), Claim.state == ClaimState.NOT_SENT.value
            )
        )
        found |= {(visit, coverage): (own, number, seq or 0) for visit, coverage, own, number, seq in rows}
    return found


def _make(session: Session, fresh: Sequence[Sequence[Wanted]], by: By) -> tuple[int, ...]:
    ids = reserve_ids(session, "claim", len(fresh))
    known = payer_memory.limits(session, {wanted[0].payer_id for wanted in fresh})
    rows: list[dict[str, object]] = []
    lines: list[dict[str, object]] = []
    numbers: list[dict[str, object]] = []
    deadlines: list[dict[str, object]] = []
    events: list[dict[str, object]] = []
    for own, wanted in zip(ids, fresh, strict=True):
        first, number = wanted[0], claims.claim_number(own)
        state = ClaimState.SENT if first.imported else ClaimState.NOT_SENT
        service = min(one.service_date for one in wanted)
        rows.append({
            "id": own, "number": number, "visit_id": first.visit_id, "coverage_id": first.coverage_id,
            "account_id": first.account_id, "patient_id": first.patient_id, "state": state.value, "frequency": "1",
            "made_on": by.today, "sent_on": service if first.imported else None,
            "sent_how": "before" if first.imported else "", "payer_claim": "", "follow_up_why": "", "assigned_to": "",
            "denial": "", "version": 1,
        })  # fmt: skip
        lines += [_line(own, number, seq, one) for seq, one in enumerate(wanted, 1)]
        numbers.append({"claim_id": own, "kind": "ours", "number": claims.squeezed(number)})
        deadlines += [
            {"claim_id": own, "kind": one.kind, "source": one.source, "due": one.due}
            for one in claims.filing_deadlines(
                claims.limits(PayerKind(first.payer_kind), known.get(first.payer_id, ())), service=service
            )
        ]
        events.append(event_row(own, by, "made", state))
    for table, made in ((Claim, rows), (ClaimLine, lines), (ClaimNumber, numbers), (ClaimDeadline, deadlines),
                        (ClaimEvent, events)):  # fmt: skip
        if made:
            add_rows(session, table, made)
    return ids


def _line(claim_id: int, number: str, seq: int, one: Wanted) -> dict[str, object]:
    return {
        "claim_id": claim_id, "seq": seq, "charge_id": one.charge_id, "charge_version": one.version,
        "key": claims.line_key(number, seq), "code": one.code, "modifiers": one.modifiers, "units": one.units,
        "amount": one.fee, "service_date": one.service_date,
    }  # fmt: skip


def event_row(
    claim_id: int, by: By, what: str, state: ClaimState, *, why: str = "", because: str = "",
    because_id: int | None = None,
) -> dict[str, object]:
    """A row of a claim's history."""
    return {
        "claim_id": claim_id, "happened_at": by.at, "done_by": by.name, "what": what, "state": state.value, "why": why,
        "because": because, "because_id": because_id,
    }  # fmt: skip


def _add_lines(session: Session, claim_id: int, number: str, last: int, wanted: Sequence[Wanted]) -> None:
    add_rows(session, ClaimLine, [_line(claim_id, number, last + seq, one) for seq, one in enumerate(wanted, 1)])


def _follow_charges(session: Session, by: By, visits: Sequence[int] | None) -> None:
    """Lines of claims not sent take on corrections of their charges; a charge undone leaves, with its last line the
    claim is void."""
    for part in _parts(visits) if visits is not None else (None,):
        where = [Claim.state == ClaimState.NOT_SENT.value]
        if part is not None:
            where.append(Claim.visit_id.in_(part))
        _take_corrections(session, where)
        undone = (
            select(ClaimLine.claim_id, ClaimLine.seq)
            .join(Claim, Claim.id == ClaimLine.claim_id)
            .join(Charge, Charge.id == ClaimLine.charge_id)
            .where(*where, ~charge_store.stands())
        )
        for claim_id, seq in session.execute(undone).all():
            session.execute(delete(ClaimLine).where(ClaimLine.claim_id == claim_id, ClaimLine.seq == seq))
        empty = select(Claim.id).where(*where, ~exists().where(ClaimLine.claim_id == Claim.id))
        for (claim_id,) in session.execute(empty).all():
            session.execute(update(Claim).where(Claim.id == claim_id).values(state=ClaimState.VOID.value))
            gone = event_row(claim_id, by, "void", ClaimState.VOID, why="its charges are gone")
            add_rows(session, ClaimEvent, [gone])


def _take_corrections(session: Session, where: Sequence[ColumnElement[bool]]) -> None:
    changed = (
        select(
            ClaimLine.claim_id, ClaimLine.seq, ChargeVersion.version, ChargeVersion.code, ChargeVersion.modifiers,
            ChargeVersion.units, ChargeVersion.fee, ChargeVersion.service_date,
        )
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .join(Charge, Charge.id == ClaimLine.charge_id)
        .join(ChargeVersion, (ChargeVersion.charge_id == Charge.id) & (ChargeVersion.version == Charge.version))
        .where(*where, ClaimLine.charge_version != Charge.version)
    )  # fmt: skip
    for claim_id, seq, version, code, modifiers, units, fee, day in session.execute(changed).all():
        session.execute(
            update(ClaimLine)
            .where(ClaimLine.claim_id == claim_id, ClaimLine.seq == seq)
            .values(charge_version=version, code=code, modifiers=modifiers, units=units, amount=fee, service_date=day)
        )


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
        for part in _parts(sorted({int(str(one["claim_id"])) for one in names}))
        for row in session.execute(
            select(ClaimNumber.claim_id, ClaimNumber.kind, ClaimNumber.number).where(ClaimNumber.claim_id.in_(part))
        )
    }
    fresh = {(one["claim_id"], one["kind"], one["number"]): dict(one) for one in names}
    rows = [row for key, row in fresh.items() if key not in known]
    if rows:
        add_rows(session, ClaimNumber, rows)


def of_account(session: Session, account_id: int) -> tuple[int, ...]:
    """The claims of an account that stand."""
    query = select(Claim.id).where(Claim.account_id == account_id, Claim.state != ClaimState.VOID.value)
    return tuple(session.execute(query).scalars())


def set_answer_deadlines(session: Session, claim_ids: Sequence[int], answered: date) -> None:
    """By when an answer of that day can be corrected or appealed, in place of what was known before."""
    for part in _parts(claim_ids):
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
    for part in _parts(visit_ids):
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
    for part in _parts(sorted({visit for visit, _ in by_place})):
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


def answer_undone(session: Session, claim_id: int, *, taken_back: bool, by: By) -> None:
    """The claim waits for its answer again, or stands as it did before its answer was taken back."""
    state = ClaimState.PAID if taken_back else ClaimState.SENT
    why = "the posting of the answer was reversed"
    change(session, (Change(claim_id, state, "undone", why, follow_up=claims.FollowUp(by.today, why)),), by)
    lines = select(ClaimLine.charge_id).where(ClaimLine.claim_id == claim_id)
    session.execute(update(Charge).where(Charge.id.in_(lines)).values(reopened=False))
