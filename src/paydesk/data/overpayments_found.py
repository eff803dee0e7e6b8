"""Finds insurers' overpayments in the ledger, set-wise: each credit of an insurer becomes a record, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from paydesk.data import ledger_store, overpayment_store
from paydesk.data.charge_tables import Charge
from paydesk.data.claim_store import By, parts
from paydesk.data.claim_tables import Claim
from paydesk.data.insurance_tables import Coverage, InsurancePlan, RemittanceClaim
from paydesk.data.ledger_tables import ChargeBalance
from paydesk.data.overpayment_tables import InsurerOverpayment, OverpaymentSettlement
from paydesk.rules.claims import ClaimState
from paydesk.rules.insurer_overpayment import OverpaymentState
from paydesk.rules.money import show

Place = tuple[int, int]
"""A visit and a coverage."""


@dataclass(frozen=True)
class _Credit:
    account: int
    patient: int
    amount: int


@dataclass(frozen=True)
class _Found:
    """How the ledger and the records stand: credits without a record, and records that do not fit any more."""

    fresh: Mapping[Place, _Credit]
    changed: Mapping[int, int]
    gone: tuple[int, ...]
    taken_back: Mapping[int, tuple[int, int]]

    @property
    def count(self) -> int:
        return len(self.fresh) + len(self.changed) + len(self.gone) + len(self.taken_back)


def behind(session: Session) -> bool:
    """Whether the records do not say what the ledger does."""
    return _compare(session, None).count > 0


def bring_up_to_date(session: Session, by: By, *, visits: Sequence[int] | None = None) -> tuple[int, ...]:
    """Every credit of an insurer (of ``visits``, or of all) has its record; the accounts of those made or changed.

    A charge that waits for a corrected answer is left out: what is below zero there meanwhile is no credit. One that a
    person said is not owed stays so. Where nobody decided anything on a record, and no letter asks for it, it follows
    the credit, or ends with it; where the insurer took its answer back, that settles as much as it pays less since.
    """
    session.flush()
    if visits is None:
        ledger_store.lock_accounts(session, sorted({one.account for one in _credits(session, None).values()}))
    for overpayment_id in _paid_again(session, visits) if visits is not None else ():
        one = session.get_one(InsurerOverpayment, overpayment_id, with_for_update=True)
        overpayment_store.log(session, one.id, by, "the insurer paid it again", "after it had taken its answer back")
        overpayment_store.unsettle(session, one, by, kind="reversal")
    found = _compare(session, visits)
    accounts = {credit.account for credit in found.fresh.values()}
    for overpayment_id, (answer_id, amount) in found.taken_back.items():
        one = session.get_one(InsurerOverpayment, overpayment_id, with_for_update=True)
        overpayment_store.log(session, one.id, by, "the insurer took its answer back", "a remittance did so")
        overpayment_store.settle(session, one, by, kind="reversal", amount=amount, answer_id=answer_id)
        accounts.add(one.account_id)
    for overpayment_id, amount in found.changed.items():
        one = session.get_one(InsurerOverpayment, overpayment_id, with_for_update=True)
        told = f"from {show(one.amount)} to {show(amount + one.settled)}, as the ledger has it"
        one.amount = amount + one.settled
        overpayment_store.log(session, one.id, by, "the amount changed", told)
        accounts.add(one.account_id)
    for overpayment_id in found.gone:
        one = session.get_one(InsurerOverpayment, overpayment_id, with_for_update=True)
        one.state, one.closed_on = OverpaymentState.DROPPED.value, by.today
        overpayment_store.log(session, one.id, by, "ended", "no credit of the insurer is on this claim any more")
        accounts.add(one.account_id)
    _make(session, found.fresh, by)
    return tuple(sorted(accounts))


def _compare(session: Session, visits: Sequence[int] | None) -> _Found:
    there = _credits(session, visits)
    records = list(_open(session, visits))
    less = _paid_less(session, visits)
    changed, gone, taken_back = dict[int, int](), list[int](), dict[int, tuple[int, int]]()
    for one in records:
        place = (one.visit_id, one.coverage_id)
        credit, (taker, fell) = there.get(place), less.get(one.id, (0, 0))
        if credit is None and taker and min(fell, one.amount - one.settled) > 0:
            taken_back[one.id] = (taker, min(fell, one.amount - one.settled))
        elif one.found_by == "ledger" and not one.decision and one.letter_on is None:
            if credit is None:
                gone.append(one.id)
            elif credit.amount != one.amount - one.settled:
                changed[one.id] = credit.amount
    known = {(one.visit_id, one.coverage_id) for one in records}
    fresh = {place: credit for place, credit in there.items() if place not in known}
    dropped = _dropped(session, fresh)
    return _Found(
        {place: credit for place, credit in fresh.items() if dropped.get(place) != credit.amount}, changed,
        tuple(gone), taken_back,
    )  # fmt: skip


def _credits(session: Session, visits: Sequence[int] | None) -> dict[Place, _Credit]:
    # The condition is written out so that the partial index fits it.
    query = (
        select(
            Charge.visit_id, ChargeBalance.coverage_id, ChargeBalance.account_id, ChargeBalance.patient_id,
            -func.sum(ChargeBalance.balance),
        )
        .join(Charge, Charge.id == ChargeBalance.charge_id)
        .where(text("charge_balance.balance < 0"), text("charge_balance.coverage_id <> 0"), ~Charge.reopened,
               Charge.visit_id.is_not(None))
        .group_by(Charge.visit_id, ChargeBalance.coverage_id, ChargeBalance.account_id, ChargeBalance.patient_id)
    )  # fmt: skip
    queries = [query] if visits is None else [query.where(Charge.visit_id.in_(part)) for part in parts(visits)]
    rows: Iterator[Any] = (row for one in queries for row in session.execute(one))
    return {
        (visit, coverage): _Credit(account, patient, int(amount)) for visit, coverage, account, patient, amount in rows
    }


def _open(session: Session, visits: Sequence[int] | None) -> Iterator[Any]:
    one = InsurerOverpayment
    query = select(
        one.id, one.visit_id, one.coverage_id, one.found_by, one.decision, one.amount, one.settled, one.letter_on
    ).where(one.closed_on.is_(None))
    for part in [None] if visits is None else parts(visits):
        yield from session.execute(query if part is None else query.where(one.visit_id.in_(part)))


def _paid_less(session: Session, visits: Sequence[int] | None) -> dict[int, tuple[int, int]]:
    """By open overpayment: the newest answer since it was found that takes an earlier one back, and how much less is
    paid by all answers since, but for what settled it already."""
    one, answer = InsurerOverpayment, RemittanceClaim
    settled = (
        select(func.coalesce(func.sum(OverpaymentSettlement.amount), 0))
        .where(
            OverpaymentSettlement.overpayment_id == one.id, OverpaymentSettlement.kind == "reversal",
            OverpaymentSettlement.stands,
        )
        .correlate(one)
        .scalar_subquery()
    )  # fmt: skip
    query = (
        select(
            one.id, func.max(case((answer.takes_back_id.is_not(None), answer.id))), -func.sum(answer.paid) - settled,
        )
        .join(answer, (answer.visit_id == one.visit_id) & (answer.coverage_id == one.coverage_id))
        .where(one.closed_on.is_(None), answer.posted, answer.id > one.after_answer)
        .group_by(one.id)
    )  # fmt: skip
    queries = [query] if visits is None else [query.where(one.visit_id.in_(part)) for part in parts(visits)]
    rows: Iterator[Any] = (row for each in queries for row in session.execute(each))
    return {own: (taker or 0, int(fell)) for own, taker, fell in rows}


def _paid_again(session: Session, visits: Sequence[int]) -> tuple[int, ...]:
    """Closed overpayments that a taking-back settled, of which the insurer paid so much since that it did not."""
    one, answer, settlement = InsurerOverpayment, RemittanceClaim, OverpaymentSettlement
    settled = (
        select(settlement.overpayment_id, func.sum(settlement.amount).label("amount"))
        .where(settlement.kind == "reversal", settlement.stands)
        .group_by(settlement.overpayment_id)
        .subquery()
    )
    query = (
        select(one.id)
        .join(settled, settled.c.overpayment_id == one.id)
        .join(answer, (answer.visit_id == one.visit_id) & (answer.coverage_id == one.coverage_id))
        .where(one.closed_on.is_not(None), answer.posted, answer.id > one.after_answer)
        .group_by(one.id, settled.c.amount)
        .having(-func.sum(answer.paid) < settled.c.amount)
        .order_by(one.id)
    )
    return tuple(
        own for part in parts(visits) for own in session.execute(query.where(one.visit_id.in_(part))).scalars()
    )


def _dropped(session: Session, places: Mapping[Place, object]) -> dict[Place, int]:
    """Where a person said of the newest one that it is not owed: how much that was."""
    one = InsurerOverpayment
    query = select(one.visit_id, one.coverage_id, one.decision, one.amount - one.settled).order_by(one.id)
    newest = {
        (visit, coverage): (decision, amount)
        for part in parts(sorted({visit for visit, _ in places}))
        for visit, coverage, decision, amount in session.execute(query.where(one.visit_id.in_(part)))
    }
    return {place: int(amount) for place, (decision, amount) in newest.items() if decision == "drop"}


def _make(session: Session, fresh: Mapping[Place, _Credit], by: By) -> None:
    if not fresh:
        return
    visits = sorted({visit for visit, _ in fresh})
    payers, claims = dict[int, int](), dict[Place, int]()
    answered = dict[int, dict[int, int]]()
    for part in parts(sorted({coverage for _, coverage in fresh})):
        rows = session.execute(
            select(Coverage.id, InsurancePlan.payer_id)
            .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
            .where(Coverage.id.in_(part))
        )
        payers |= dict(tuple[int, int](row) for row in rows)
    for part in parts(visits):
        for visit, coverage, claim in session.execute(
            select(Claim.visit_id, Claim.coverage_id, Claim.id)
            .where(Claim.visit_id.in_(part), Claim.state != ClaimState.VOID.value)
            .order_by(Claim.id)
        ):
            claims[visit, coverage] = claim
        counts: Iterable[Any] = session.execute(
            select(RemittanceClaim.visit_id, RemittanceClaim.coverage_id, func.count())
            .where(RemittanceClaim.visit_id.in_(part), RemittanceClaim.posted, RemittanceClaim.paid > 0)
            .group_by(RemittanceClaim.visit_id, RemittanceClaim.coverage_id)
        )
        for visit, coverage, count in counts:
            answered.setdefault(visit, {})[coverage] = count
    newest = newest_answer(session)
    for (visit, coverage), credit in fresh.items():
        told = answered.get(visit, {})
        reason = "paid twice" if told.get(coverage, 0) > 1 else "other insurer first" if len(told) > 1 else "other"
        row = InsurerOverpayment(
            payer_id=payers[coverage], account_id=credit.account, patient_id=credit.patient, coverage_id=coverage,
            visit_id=visit, claim_id=claims.get((visit, coverage)), found_by="ledger", reason=reason,
            amount=credit.amount, settled=0, identified_on=by.today, state=OverpaymentState.FOUND.value,
            after_answer=newest,
        )  # fmt: skip
        session.add(row)
        session.flush()
        overpayment_store.log(session, row.id, by, "found", f"the insurer paid {show(credit.amount)} more than is owed")


def newest_answer(session: Session) -> int:
    """The newest answer there is: a taking-back that comes later is younger."""
    return int(session.execute(select(func.coalesce(func.max(RemittanceClaim.id), 0))).scalar_one())


def tied_of(session: Session, advice_id: int) -> tuple[int, ...]:
    """The acts of takebacks that stand and were taken from a payment, in the order in which they were tied."""
    rows = session.execute(
        select(OverpaymentSettlement.group_id)
        .where(
            OverpaymentSettlement.advice_id == advice_id, OverpaymentSettlement.stands,
            OverpaymentSettlement.kind == "takeback", OverpaymentSettlement.group_id.is_not(None),
        )
        .order_by(OverpaymentSettlement.id)
    )  # fmt: skip
    return tuple(one for one in rows.scalars() if one is not None)
