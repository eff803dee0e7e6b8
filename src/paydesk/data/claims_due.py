"""Makes the claims that visits' charges ask of coverages; claims that were not sent follow their charges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from paydesk.data import charge_store, corrected_claim_store, payer_memory
from paydesk.data.charge_tables import Charge, ChargeVersion
from paydesk.data.claim_store import By, event_row, parts
from paydesk.data.claim_tables import Claim, ClaimDeadline, ClaimEvent, ClaimLine, ClaimNumber
from paydesk.data.database import answers, reserve_ids
from paydesk.data.inserting import add_rows
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.rules import claims
from paydesk.rules.claims import VOIDING, ClaimState
from paydesk.rules.insurance import PayerKind


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


def bring_up_to_date(
    session: Session, by: By, *, visits: Sequence[int] | None = None, changed: bool = False
) -> tuple[int, ...]:
    """Make the claims that are missing, of all visits or of these; claims not sent follow their charges.

    ``changed``: charges of these visits may say something else than claims that insurers have; those are replaced.
    Returns the ids of new claims, corrected ones aside.
    """
    session.flush()
    if changed and visits is not None:
        corrected_claim_store.follow_charges(session, visits, by)
    _follow_charges(session, by, visits)
    wanted = _wanted(session, visits)
    found = [list(rows) for _, rows in groupby(wanted, key=lambda one: (one.visit_id, one.coverage_id))]
    unsent = _not_sent(session, [rows[0].visit_id for rows in found])
    fresh = [rows for rows in found if (rows[0].visit_id, rows[0].coverage_id) not in unsent]
    for rows in found:
        known = unsent.get((rows[0].visit_id, rows[0].coverage_id))
        if known is not None:
            claim_id, number, last, frequency = known
            if frequency == VOIDING:
                corrected_claim_store.replace_instead(session, claim_id)
                last = 0
            _add_lines(session, claim_id, number, last, rows)
    return _make(session, fresh, by) if fresh else ()


def is_behind(session: Session) -> bool:
    """Whether claims are missing, or one that is not sent says something else than its charges by now."""
    session.flush()
    return any(session.execute(query.limit(1)).first() for query in (_wanting(False), _older(False)))


def _wanted(session: Session, visits: Sequence[int] | None) -> list[Wanted]:
    if visits is None:
        return [Wanted(*row) for row in answers(session, _wanting(False))]
    return [Wanted(*row) for part in parts(visits) for row in answers(session, _wanting(True), visits=list(part))]


@cache
def _wanting(of_visits: bool) -> Select[*tuple[Any, ...]]:
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
    if of_visits:
        return query.where(Charge.visit_id.in_(bindparam("visits", expanding=True)))
    open_visits = (
        select(of_visit.visit_id).join(opened, opened.charge_id == of_visit.id)
        .where(opened.coverage_id != 0, opened.balance > 0)
    )  # fmt: skip
    return query.where(Charge.visit_id.in_(open_visits))


def _asked() -> ColumnElement[bool]:
    """Whether a claim that stands asks the coverage of the query around it for the charge."""
    return exists().where(
        ClaimLine.charge_id == Charge.id, Claim.id == ClaimLine.claim_id,
        Claim.coverage_id == ChargeBalance.coverage_id, Claim.frequency != VOIDING,
        Claim.state.not_in([ClaimState.VOID.value, ClaimState.CORRECTED.value]),
    )  # fmt: skip


def _not_sent(session: Session, visits: Sequence[int]) -> dict[tuple[int, int], tuple[int, str, int, str]]:
    """(visit, coverage) -> id, number, number of lines and frequency of the claim that is not sent yet."""
    found: dict[tuple[int, int], tuple[int, str, int, str]] = {}
    for part in parts(visits):
        for visit, coverage, own, number, seq, frequency in answers(session, _unsent(), visits=list(part)):
            found[visit, coverage] = (own, number, seq or 0, frequency)
    return found


@cache
def _unsent() -> Select[*tuple[Any, ...]]:
    last = select(ClaimLine.seq).where(ClaimLine.claim_id == Claim.id).order_by(ClaimLine.seq.desc()).limit(1)
    return select(
        Claim.visit_id, Claim.coverage_id, Claim.id, Claim.number, last.scalar_subquery(), Claim.frequency
    ).where(Claim.visit_id.in_(bindparam("visits", expanding=True)), Claim.state == ClaimState.NOT_SENT.value)


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


def _add_lines(session: Session, claim_id: int, number: str, last: int, wanted: Sequence[Wanted]) -> None:
    add_rows(session, ClaimLine, [_line(claim_id, number, last + seq, one) for seq, one in enumerate(wanted, 1)])


def _follow_charges(session: Session, by: By, visits: Sequence[int] | None) -> None:
    """Lines of claims not sent, or not taken in, take on corrections of their charges; a charge undone leaves, with its
    last line the claim is void."""
    if visits is None:
        _follow(session, by, answers(session, _older(False)))
        return
    for part in parts(visits):
        if waiting := [visit for (visit,) in answers(session, _changeable(), visits=list(part))]:
            _follow(session, by, answers(session, _older(True), visits=waiting))


_HERE = [ClaimState.NOT_SENT.value, ClaimState.REJECTED.value]
"""No insurer has taken such a claim in."""


@cache
def _changeable() -> Select[*tuple[Any, ...]]:
    return (
        select(Claim.visit_id)
        .where(Claim.visit_id.in_(bindparam("visits", expanding=True)), Claim.state.in_(_HERE))
        .distinct()
    )


def _follow(session: Session, by: By, older: Sequence[Any]) -> None:
    for claim_id, seq, stands, version, code, modifiers, units, fee, day in older:
        line = (ClaimLine.claim_id == claim_id) & (ClaimLine.seq == seq)
        if stands:
            session.execute(update(ClaimLine).where(line).values(
                charge_version=version, code=code, modifiers=modifiers, units=units, amount=fee, service_date=day,
            ))  # fmt: skip
        else:
            session.execute(delete(ClaimLine).where(line))
    touched = sorted({row[0] for row in older if not row[2]})
    empty = select(Claim.id).where(Claim.id.in_(touched), ~exists().where(ClaimLine.claim_id == Claim.id))
    for claim_id in session.execute(empty).scalars().all() if touched else ():
        if corrected_claim_store.void_instead(session, claim_id):
            continue
        session.execute(update(Claim).where(Claim.id == claim_id).values(state=ClaimState.VOID.value))
        add_rows(session, ClaimEvent, [
            event_row(claim_id, by, "void", ClaimState.VOID, why="its charges are gone")
        ])  # fmt: skip


@cache
def _older(of_visits: bool) -> Select[*tuple[Any, ...]]:
    """Lines of claims not sent, or rejected before they were looked at, whose charge was corrected or undone since."""
    query = (
        select(
            ClaimLine.claim_id, ClaimLine.seq, charge_store.stands(), ChargeVersion.version, ChargeVersion.code,
            ChargeVersion.modifiers, ChargeVersion.units, ChargeVersion.fee, ChargeVersion.service_date,
        )
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .join(Charge, Charge.id == ClaimLine.charge_id)
        .join(ChargeVersion, (ChargeVersion.charge_id == Charge.id) & (ChargeVersion.version == Charge.version))
        .where(
            Claim.state.in_(_HERE), Claim.frequency != VOIDING,
            (ClaimLine.charge_version != Charge.version) | ~charge_store.stands(),
        )
    )  # fmt: skip
    return query.where(Claim.visit_id.in_(bindparam("visits", expanding=True))) if of_visits else query
