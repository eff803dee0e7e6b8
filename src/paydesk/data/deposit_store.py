"""Reads insurers' payments as worklists and pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import case, false, func, select
from sqlalchemy.orm import Session

from paydesk.data.advice_tables import Advice, AdviceClaim, AdviceLine, AdviceProviderAdjustment
from paydesk.data.charge_tables import ServiceCode
from paydesk.data.claim_tables import Claim
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer, RemittanceClaim
from paydesk.data.ledger_tables import EntryRow, LineRow, Lot
from paydesk.data.people_tables import Person
from paydesk.rules.ledger import CONTRACTUAL, TRANSFER


@dataclass(frozen=True)
class Deposit:
    """One payment of an insurer, in cents as far as they could be read. ``waiting`` claims are to be posted or decided,
    of ``claims`` in all; ``posted_total`` is paid by those that stand in the ledger, ``aside`` by those that a person
    put aside."""

    advice_id: int
    payer: str
    trace: str
    method: str
    paid_on: date | None
    amount: int | None
    claims_total: int
    provider_adjustments: int
    balanced: bool
    source: str
    read_at: datetime
    read_by: str
    claims: int
    waiting: int
    asking: int
    posted_total: int
    posted_on: date | None
    in_bank_on: date | None = None
    aside: int = 0

    @property
    def to_place(self) -> int | None:
        """What of the payment no claim in the ledger stands for yet, in cents; None where the payment is unknown."""
        return None if self.amount is None else self.amount + self.provider_adjustments - self.posted_total


def deposits(
    session: Session, *, since: date | None = None, only: int | None = None,
    paid_in: tuple[date, date] | None = None,
) -> tuple[Deposit, ...]:  # fmt: skip
    """Payments with waiting claims, those posted ``since`` a day, or read since then without any claim; or the one of
    an id, or those ``paid_in`` some days or not at the bank before; newest first."""
    waits, posted = AdviceClaim.work == "waiting", RemittanceClaim.posted
    counts = (
        select(
            AdviceClaim.advice_id, func.count().label("claims"),
            func.sum(case((waits, 1), else_=0)).label("waiting"),
            func.sum(case((waits & (AdviceClaim.reason != ""), 1), else_=0)).label("asking"),
            func.sum(case((func.coalesce(posted, false()), RemittanceClaim.paid), else_=0)).label("posted_total"),
            func.sum(case((AdviceClaim.work == "aside", AdviceClaim.paid), else_=0)).label("aside"),
        )
        .outerjoin(RemittanceClaim, RemittanceClaim.id == AdviceClaim.answer_id)
        .where(AdviceClaim.work != "replaced")
        .group_by(AdviceClaim.advice_id)
        .subquery()
    )  # fmt: skip
    query = (
        select(
            Advice.id, func.coalesce(Payer.name, Advice.payer_name), Advice.trace, Advice.method, Advice.paid_on,
            Advice.amount, Advice.claims_total, Advice.provider_adjustments, Advice.balanced, Advice.source,
            Advice.read_at, Advice.read_by, func.coalesce(counts.c.claims, 0), func.coalesce(counts.c.waiting, 0),
            func.coalesce(counts.c.asking, 0), func.coalesce(counts.c.posted_total, 0), Lot.posted_on,
            Advice.in_bank_on, func.coalesce(counts.c.aside, 0),
        )
        .outerjoin(counts, counts.c.advice_id == Advice.id)  # a payment may be of adjustments alone
        .outerjoin(Payer, Payer.id == Advice.payer_id)
        .outerjoin(Lot, Lot.id == Advice.lot_id)
        .order_by(Advice.id.desc())
    )  # fmt: skip
    query = query.where(Advice.id == only if only is not None else Advice.put_aside == "")
    if paid_in is not None:
        first, last = paid_in
        paid = Advice.paid_on.between(first, last)
        query = query.where(paid | ((Advice.paid_on < first) & Advice.in_bank_on.is_(None))).order_by(None).order_by(
            Advice.paid_on.desc(), Advice.id.desc()
        )
    elif since is not None:
        read_lately = Advice.read_at >= datetime.combine(since, time(), UTC)
        settled = (counts.c.aside != 0) | counts.c.advice_id.is_(None)
        query = query.where((counts.c.waiting > 0) | (Lot.posted_on >= since) | (settled & read_lately))
    return tuple(Deposit(*tuple[Any, ...](row)) for row in session.execute(query))


@dataclass(frozen=True)
class Done:
    """A claim of a remittance that does not wait: what of it stands in the ledger, in cents."""

    id: int
    work: str
    reason: str
    patient: str
    day: date | None
    lines: int
    number: str
    paid: int
    off: int
    to_patient: int
    account_id: int | None
    person_id: int | None
    claim_id: int | None
    payer_id: int | None
    status: str


def done(session: Session, advice_id: int) -> tuple[Done, ...]:
    """Claims of a remittance that are posted, noted as denied, or put aside."""
    off = func.sum(case((EntryRow.kind == CONTRACTUAL.name, -LineRow.amount), else_=0))
    moved = func.sum(
        case(((EntryRow.kind == TRANSFER.name) & LineRow.coverage_id.is_(None), LineRow.amount), else_=0)
    )
    sums = (
        select(AdviceClaim.id, off.label("off"), moved.label("moved"))
        .join(RemittanceClaim, RemittanceClaim.id == AdviceClaim.answer_id)
        .join(EntryRow, EntryRow.group_id == RemittanceClaim.group_id)
        .join(LineRow, LineRow.entry_id == EntryRow.id)
        .where(AdviceClaim.advice_id == advice_id, RemittanceClaim.posted)
        .group_by(AdviceClaim.id)
        .subquery()
    )
    lines = (
        select(AdviceLine.advice_claim_id, func.count().label("lines"), func.min(AdviceLine.service_date).label("day"))
        .join(AdviceClaim, AdviceClaim.id == AdviceLine.advice_claim_id)
        .where(AdviceClaim.advice_id == advice_id)
        .group_by(AdviceLine.advice_claim_id)
        .subquery()
    )
    rows = session.execute(
        select(
            AdviceClaim.id, AdviceClaim.work, AdviceClaim.reason, Person.first_name, Person.last_name,
            AdviceClaim.patient_first, AdviceClaim.patient_last, func.coalesce(lines.c.day, AdviceClaim.first_day),
            func.coalesce(lines.c.lines, 0), AdviceClaim.number, func.coalesce(AdviceClaim.paid, 0),
            func.coalesce(sums.c.off, 0), func.coalesce(sums.c.moved, 0), Claim.account_id, Claim.patient_id,
            Claim.id, InsurancePlan.payer_id, AdviceClaim.status,
        )
        .outerjoin(Claim, Claim.id == AdviceClaim.claim_id)
        .outerjoin(Person, Person.id == Claim.patient_id)
        .outerjoin(Coverage, Coverage.id == Claim.coverage_id)
        .outerjoin(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .outerjoin(sums, sums.c.id == AdviceClaim.id)
        .outerjoin(lines, lines.c.advice_claim_id == AdviceClaim.id)
        .where(AdviceClaim.advice_id == advice_id, AdviceClaim.work.not_in(("waiting", "replaced")))
        .order_by(AdviceClaim.seq)
    )  # fmt: skip
    return tuple(
        Done(own, work, reason, _name(first, last) or _name(said_first, said_last).title(), *rest)
        for own, work, reason, first, last, said_first, said_last, *rest in rows
    )


def _name(first: str | None, last: str | None) -> str:
    return f"{first or ''} {last or ''}".strip()


def provider_adjustments(session: Session, advice_id: int) -> tuple[tuple[str, str, int], ...]:
    """(reason, reference, cents) of what belongs to no claim of a payment, in order."""
    rows = session.execute(
        select(AdviceProviderAdjustment.reason, AdviceProviderAdjustment.reference, AdviceProviderAdjustment.amount)
        .where(AdviceProviderAdjustment.advice_id == advice_id)
        .order_by(AdviceProviderAdjustment.seq)
    )
    return tuple((reason, reference, amount or 0) for reason, reference, amount in rows)


def names(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """The clinic's own short names of procedure codes."""
    rows = session.execute(select(ServiceCode.code, ServiceCode.short_name).where(ServiceCode.code.in_(codes)))
    return dict(tuple[str, str](row) for row in rows)
