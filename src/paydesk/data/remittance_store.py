"""Writes insurers' payments and answers as they are posted, and where each claim of an advice went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session, aliased

from paydesk.data.advice_tables import Advice, AdviceClaim
from paydesk.data.charge_tables import Charge
from paydesk.data.database import reserve_ids
from paydesk.data.inserting import add_rows
from paydesk.data.insurance_tables import Payer, Remittance, RemittanceClaim
from paydesk.data.ledger_store import Stamp
from paydesk.data.ledger_tables import Lot


def new_lot_id(session: Session) -> int:
    """The id of a lot that is about to be made."""
    (own,) = reserve_ids(session, "lot", 1)
    return own


def make_lot(session: Session, lot_id: int, advice: Advice, payer_id: int, stamp: Stamp) -> None:
    """The money of an advice, received on the day the insurer paid it, or on the one its check came."""
    assert advice.amount is not None
    received = min(advice.received_on or advice.paid_on or stamp.posted_on, stamp.posted_on)
    add_rows(session, Lot, [{
        "id": lot_id, "kind": "remittance", "amount": advice.amount, "received_on": received,
        "posted_on": stamp.posted_on, "imported": False, "key": f"advice {advice.key}",
        "entered_at": stamp.entered_at, "entered_by": stamp.actor,
    }])  # fmt: skip
    add_rows(session, Remittance, [{
        "lot_id": lot_id, "payer_id": payer_id, "trace": advice.trace,
        "provider_adjustments": advice.provider_adjustments,
    }])  # fmt: skip
    advice.lot_id, advice.payer_id = lot_id, payer_id
    session.flush()


def new_payer(session: Session, name: str, number: str) -> int:
    """An insurer that is known by its files only."""
    row = Payer(name=name or "Unknown insurer", edi_id=number)
    session.add(row)
    session.flush()
    return row.id


def adds_up(session: Session, advice: Advice) -> bool:
    """Whether a payment is whole as it was read: it balances, and nothing stands in the way of any of its claims."""
    hindered = select(exists().where(AdviceClaim.advice_id == advice.id, AdviceClaim.hindrance != ""))
    return advice.balanced and not session.execute(hindered).scalar_one()


@dataclass(frozen=True)
class Answer:
    """One answer as it is posted, or noted as denied: a row of its own, or one whose posting was undone."""

    id: int
    again: bool
    coverage_id: int
    visit_id: int
    paid: int
    outcome: str
    posted: bool
    group_id: int | None
    takes_back: int | None


def keep_answers(session: Session, lot_id: int, answers: Sequence[Answer]) -> None:
    """Write answers of a remittance."""
    fresh = [one for one in answers if not one.again]
    if fresh:
        add_rows(session, RemittanceClaim, [
            {"id": one.id, "lot_id": lot_id, "coverage_id": one.coverage_id, "visit_id": one.visit_id,
             "paid": one.paid, "outcome": one.outcome, "posted": one.posted, "group_id": one.group_id,
             "takes_back_id": one.takes_back}
            for one in fresh
        ])  # fmt: skip
    for one in (each for each in answers if each.again):
        session.execute(
            update(RemittanceClaim)
            .where(RemittanceClaim.id == one.id)
            .values(posted=one.posted, group_id=one.group_id, outcome=one.outcome, coverage_id=one.coverage_id,
                    visit_id=one.visit_id, takes_back_id=one.takes_back)
        )  # fmt: skip


@dataclass(frozen=True)
class Went:
    """Where a claim of an advice went: to which claim of ours, by which answer, or why it waits."""

    id: int
    work: str
    reason: str
    claim_id: int | None
    matched_by: str
    answer_id: int | None


_CLAIM: Any = AdviceClaim.__table__
_WENT = (
    update(_CLAIM)
    .where(_CLAIM.c.id == bindparam("own"))
    .values(
        work=bindparam("to_work"), reason=bindparam("to_reason"), claim_id=bindparam("to_claim"),
        matched_by=bindparam("to_matched_by"), answer_id=bindparam("to_answer"),
    )
)  # fmt: skip


def note(session: Session, rows: Sequence[Went]) -> None:
    """Write where claims of an advice went."""
    if rows:
        session.connection().execute(_WENT, [
            {"own": one.id, "to_work": one.work, "to_reason": one.reason, "to_claim": one.claim_id,
             "to_matched_by": one.matched_by, "to_answer": one.answer_id}
            for one in rows
        ])  # fmt: skip


_CHARGE: Any = Charge.__table__
_ANSWERED = (
    update(_CHARGE)
    .where(_CHARGE.c.id == bindparam("own"))
    .values(answer=bindparam("to_answer"), reopened=bindparam("to_reopened"))
)


def set_answers(session: Session, charges: Sequence[tuple[int, str, bool]]) -> None:
    """Charge ids with what their insurer's answer is now, and whether they are reopened until a new one."""
    if charges:
        session.connection().execute(
            _ANSWERED, [{"own": own, "to_answer": answer, "to_reopened": reopened} for own, answer, reopened in charges]
        )


def group_of(session: Session, answer_id: int) -> int | None:
    """The act that posted an answer last."""
    query = select(RemittanceClaim.group_id).where(RemittanceClaim.id == answer_id)
    return session.execute(query).scalar_one_or_none()


def posted_of(session: Session, advice_id: int) -> tuple[int, ...]:
    """The answers of an advice that stand in the ledger, in the order in which they were posted last."""
    rows = session.execute(
        select(RemittanceClaim.id)
        .join(AdviceClaim, AdviceClaim.answer_id == RemittanceClaim.id)
        .where(AdviceClaim.advice_id == advice_id, RemittanceClaim.posted, RemittanceClaim.group_id.is_not(None))
        .order_by(RemittanceClaim.group_id)
    )
    return tuple(rows.scalars())


def groups_of(session: Session, answer_ids: Sequence[int]) -> dict[int, int]:
    """By answer: the act that posted it, of those that stand in the ledger."""
    found: dict[int, int] = {}
    for start in range(0, len(answer_ids), 500):
        some = answer_ids[start : start + 500]
        rows = session.execute(
            select(RemittanceClaim.id, RemittanceClaim.group_id).where(
                RemittanceClaim.id.in_(some), RemittanceClaim.posted, RemittanceClaim.group_id.is_not(None)
            )
        )
        found |= {answer_id: group_id for answer_id, group_id in rows if group_id is not None}
    return found


def taken_back(session: Session, answer_id: int) -> bool:
    """Whether the insurer took an answer back, and that stands."""
    taker = select(RemittanceClaim.id).where(RemittanceClaim.takes_back_id == answer_id, RemittanceClaim.posted)
    return session.execute(taker).first() is not None


def another_stands(session: Session, answer: RemittanceClaim) -> bool:
    """Whether the same insurer's money on the visit stands by another answer, which nothing took back since."""
    taker = aliased(RemittanceClaim)
    query = select(RemittanceClaim.id).where(
        RemittanceClaim.visit_id == answer.visit_id, RemittanceClaim.coverage_id == answer.coverage_id,
        RemittanceClaim.id != answer.id, RemittanceClaim.posted, RemittanceClaim.takes_back_id.is_(None),
        ~exists().where(taker.takes_back_id == RemittanceClaim.id, taker.posted),
    )  # fmt: skip
    return session.execute(query.limit(1)).first() is not None


def undone(session: Session, answer_id: int) -> int | None:
    """The claim of an advice waits again, since the answer it posted was undone; its claim, if it came by an advice."""
    row = session.execute(select(AdviceClaim).where(AdviceClaim.answer_id == answer_id)).scalar_one_or_none()
    if row is None:
        return None
    row.work, row.reason = "waiting", "Its posting was reversed."
    return row.claim_id


def received_on(advice: Advice, today: date) -> date:
    """The day of an insurer's answer."""
    return advice.paid_on if advice.paid_on is not None and advice.paid_on <= today else today
