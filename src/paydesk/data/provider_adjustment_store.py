"""Reads and ties provider-level adjustments: what of each is still open, and which claims and balances it may mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all, update
from sqlalchemy.orm import Session

from paydesk.data import same_check_store
from paydesk.data.advice_tables import Advice, AdviceClaim, AdviceProviderAdjustment
from paydesk.data.claim_store import By
from paydesk.data.claim_tables import Claim, ClaimNumber
from paydesk.data.insurance_tables import Coverage, InsurancePlan, Payer
from paydesk.data.overpayment_tables import AdjustmentAside, CarriedBalance, OverpaymentSettlement
from paydesk.data.people_tables import Account
from paydesk.data.verification_store import parts
from paydesk.rules.claims import ClaimState, squeezed
from paydesk.rules.provider_adjustments import Role, names_of, role
from paydesk.rules.remittance import REVERSAL


@dataclass(frozen=True)
class Adjustment:
    """A provider-level adjustment of a payment, in cents with X12's sign; ``left`` of it is tied to nothing yet.

    ``aside`` says why it asks for nothing here.
    """

    advice_id: int
    seq: int
    payer_id: int | None
    payer: str
    originator: str
    trace: str
    paid_on: date | None
    reason: str
    reference: str
    amount: int
    tied: int
    aside: str

    @property
    def role(self) -> Role:
        return role(self.reason, self.amount)

    @property
    def left(self) -> int:
        """Cents above zero that are tied to nothing; nothing of what stands apart."""
        return 0 if self.aside or self.role is Role.APART else abs(self.amount) - self.tied

    @property
    def place(self) -> tuple[int, int]:
        return self.advice_id, self.seq


def _tied(among: Sequence[int] | None = None) -> Any:
    """(advice, number) -> what of it is tied, as a table to join: settlements, and both ends of carried balances; of
    these payments alone, where they are told."""
    ends = union_all(
        select(OverpaymentSettlement.advice_id, OverpaymentSettlement.seq, OverpaymentSettlement.amount)
        .where(OverpaymentSettlement.stands, OverpaymentSettlement.advice_id.is_not(None),
               *_among(OverpaymentSettlement.advice_id, among)),
        select(CarriedBalance.advice_id, CarriedBalance.seq, CarriedBalance.amount)
        .where(CarriedBalance.stands, *_among(CarriedBalance.advice_id, among)),
        select(CarriedBalance.by_advice_id, CarriedBalance.by_seq, CarriedBalance.amount)
        .where(CarriedBalance.stands, *_among(CarriedBalance.by_advice_id, among)),
    ).subquery()  # fmt: skip
    return (
        select(ends.c.advice_id, ends.c.seq, func.sum(ends.c.amount).label("tied"))
        .group_by(ends.c.advice_id, ends.c.seq)
        .subquery()
    )


def _among(advice_id: Any, among: Sequence[int] | None) -> list[ColumnElement[bool]]:
    return [] if among is None else [advice_id.in_(among)]


def _adjustments(*, only_open: bool = False, among: Sequence[int] | None = None) -> Select[*tuple[Any, ...]]:
    """All there are, or those of some payments, with what of each is tied."""
    one, tied = AdviceProviderAdjustment, _tied(among)
    aside = (
        select(AdjustmentAside.advice_id, AdjustmentAside.seq, func.max(AdjustmentAside.why).label("why"))
        .where(AdjustmentAside.stands, *_among(AdjustmentAside.advice_id, among))
        .group_by(AdjustmentAside.advice_id, AdjustmentAside.seq)
        .subquery()
    )
    query = (
        select(
            one.advice_id, one.seq, Advice.payer_id, func.coalesce(Payer.name, Advice.payer_name), Advice.originator,
            Advice.trace, Advice.paid_on, one.reason, one.reference, func.coalesce(one.amount, 0),
            func.coalesce(tied.c.tied, 0), func.coalesce(aside.c.why, ""),
        )
        .join(Advice, Advice.id == one.advice_id)
        .outerjoin(Payer, Payer.id == Advice.payer_id)
        .outerjoin(tied, (tied.c.advice_id == one.advice_id) & (tied.c.seq == one.seq))
        .outerjoin(aside, (aside.c.advice_id == one.advice_id) & (aside.c.seq == one.seq))
        .where(Advice.put_aside == "", ~same_check_store.is_typed(), one.amount != 0, *_among(one.advice_id, among))
        .order_by(one.advice_id, one.seq)
    )  # fmt: skip
    if only_open:
        left = func.abs(one.amount) > func.coalesce(tied.c.tied, 0)
        query = query.where(one.reason.in_(("WO", "FB", "CS", "72")), left, aside.c.why.is_(None))
    return query


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[Adjustment, ...]:
    session.flush()
    made = (Adjustment(*tuple[Any, ...](row)) for row in session.execute(query))
    return tuple(replace(one, tied=int(one.tied)) for one in made)  # a server adds whole numbers up to a decimal


def of_advice(session: Session, advice_id: int) -> tuple[Adjustment, ...]:
    """All of one payment, in order."""
    return _read(session, _adjustments(among=(advice_id,)))


def open_ones(session: Session) -> tuple[Adjustment, ...]:
    """Those of all payments of which something is tied to nothing, the oldest first."""
    return tuple(one for one in _read(session, _adjustments(only_open=True)) if one.left)


def settled_ones(session: Session, *, since: datetime) -> tuple[Adjustment, ...]:
    """Those that were put aside since a moment, or tied to a balance put off before, and of which nothing is open."""
    taken = select(CarriedBalance.by_advice_id, CarriedBalance.by_seq).where(
        CarriedBalance.stands, CarriedBalance.at >= since
    )
    aside = select(AdjustmentAside.advice_id, AdjustmentAside.seq).where(
        AdjustmentAside.stands, AdjustmentAside.at >= since
    )
    session.flush()
    lately = {(advice_id, seq) for query in (taken, aside) for advice_id, seq in session.execute(query)}
    return tuple(
        one for part in parts(advice_id for advice_id, _ in lately) for one in _read(session, _adjustments(among=part))
        if one.place in lately and not one.left
    )  # fmt: skip


def one(session: Session, place: tuple[int, int]) -> Adjustment | None:
    """The one of that payment and number."""
    own = (AdviceProviderAdjustment.advice_id == place[0]) & (AdviceProviderAdjustment.seq == place[1])
    found = _read(session, _adjustments(among=place[:1]).where(own))
    return found[0] if found else None


def open_of_payer(session: Session, advice_id: int) -> tuple[Adjustment, ...]:
    """Those of the insurer that made a payment, of all its payments, of which something is tied to nothing."""
    mine = of_advice(session, advice_id)
    return tuple(one for one in open_ones(session) if mine and same_payer(one, mine[0]))


def same_payer(other: Adjustment, one: Adjustment) -> bool:
    """Whether two adjustments are of one insurer."""
    if other.payer_id is not None and one.payer_id is not None:
        return other.payer_id == one.payer_id
    return (other.originator or other.payer) == (one.originator or one.payer)


@dataclass(frozen=True)
class NamedClaim:
    """A claim that an adjustment's reference names; ``reversed_here``: the same payment takes its answer back."""

    claim_id: int
    number: str
    visit_id: int
    coverage_id: int
    account_id: int
    patient_id: int
    payer_id: int
    reversed_here: bool


def named_claims(session: Session, adjustment: Adjustment) -> tuple[NamedClaim, ...]:
    """The claims of the insurer that the reference may mean: by any number of a claim, then by an account's number."""
    names = names_of(adjustment.reference)
    if not names:
        return ()
    known = set(session.execute(select(ClaimNumber.claim_id).where(ClaimNumber.number.in_(names))).scalars())
    if not known:
        numbers = [int(name) for name in names if name.isdigit() and len(name) < 10]
        known = set(session.execute(
            select(Claim.id).join(Account, Account.id == Claim.account_id).where(Account.number.in_(numbers))
        ).scalars())  # fmt: skip
    found = claims(session, known, advice_id=adjustment.advice_id)
    if adjustment.payer_id is not None:
        found = tuple(one for one in found if one.payer_id == adjustment.payer_id)
    return found


def claims(session: Session, ids: Iterable[int], *, advice_id: int) -> tuple[NamedClaim, ...]:
    """Claims as an adjustment of that payment may name them."""
    rows = session.execute(
        select(Claim.id, Claim.number, Claim.visit_id, Claim.coverage_id, Claim.account_id, Claim.patient_id,
               InsurancePlan.payer_id)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(InsurancePlan, InsurancePlan.id == Coverage.insurance_plan_id)
        .where(Claim.id.in_(sorted(ids)), Claim.state != ClaimState.VOID.value)
        .order_by(Claim.id)
    ).all()  # fmt: skip
    reversals = session.execute(
        select(AdviceClaim.claim_id, AdviceClaim.squeezed)
        .where(AdviceClaim.advice_id == advice_id, AdviceClaim.status == REVERSAL, AdviceClaim.work != "aside")
    ).all()
    taken = {claim for claim, _ in reversals}
    by_name = {name for _, name in reversals}
    return tuple(NamedClaim(*row, row.id in taken or squeezed(row.number) in by_name) for row in rows)


def lock(session: Session, advice_ids: Iterable[int]) -> None:
    """What these payments put off or took stays as it is until this act is done; in the order of their ids, so that
    two desks never wait for each other."""
    ids = sorted(set(advice_ids))
    session.execute(select(Advice.id).where(Advice.id.in_(ids)).order_by(Advice.id).with_for_update()).all()


def carry(session: Session, giver: Adjustment, taker: Adjustment, amount: int, by: By) -> int:
    """Note that ``taker`` takes so much of what ``giver`` put off, as far as both are still open; how much that is."""
    lock(session, (giver.advice_id, taker.advice_id))
    now = [found.left for found in (one(session, giver.place), one(session, taker.place)) if found is not None]
    some = min(amount, *now) if len(now) == 2 else 0
    if some <= 0:
        return 0
    session.add(
        CarriedBalance(
            advice_id=giver.advice_id, seq=giver.seq, by_advice_id=taker.advice_id, by_seq=taker.seq, amount=some,
            stands=True, at=by.at, by=by.name,
        )
    )  # fmt: skip
    session.flush()
    return some


@dataclass(frozen=True)
class Tie:
    """What an adjustment is tied to: another payment's (``trace``), or an overpayment with the act that posted it."""

    amount: int
    trace: str = ""
    overpayment_id: int | None = None
    entry_id: int | None = None


def ties(session: Session, place: tuple[int, int]) -> tuple[Tie, ...]:
    """All that an adjustment is tied to and that stands."""
    here = (OverpaymentSettlement.advice_id == place[0]) & (OverpaymentSettlement.seq == place[1])
    posted = session.execute(
        select(OverpaymentSettlement.amount, OverpaymentSettlement.overpayment_id, OverpaymentSettlement.group_id)
        .where(here, OverpaymentSettlement.stands)
        .order_by(OverpaymentSettlement.id)
    )
    found = [Tie(amount, "", own, group) for amount, own, group in posted]
    for mine, other in (
        (_of(CarriedBalance.advice_id, CarriedBalance.seq, place), CarriedBalance.by_advice_id),
        (_of(CarriedBalance.by_advice_id, CarriedBalance.by_seq, place), CarriedBalance.advice_id),
    ):
        rows = session.execute(
            select(CarriedBalance.amount, Advice.trace).join(Advice, Advice.id == other)
            .where(mine, CarriedBalance.stands).order_by(CarriedBalance.id)
        )  # fmt: skip
        found += [Tie(amount, trace) for amount, trace in rows]
    return tuple(found)


def _of(advice: Any, seq: Any, place: tuple[int, int]) -> Any:
    return (advice == place[0]) & (seq == place[1])


def let_go(session: Session, place: tuple[int, int]) -> int:
    """The carried balances of an adjustment are open again; how many ties there were."""
    either = or_(
        _of(CarriedBalance.advice_id, CarriedBalance.seq, place),
        _of(CarriedBalance.by_advice_id, CarriedBalance.by_seq, place),
    )
    own = update(CarriedBalance).where(either, CarriedBalance.stands).values(stands=False)
    return len(session.execute(own.returning(CarriedBalance.id)).scalars().all())


def let_go_of_advice(session: Session, advice_id: int) -> None:
    """Whatever a payment put off, or took of that, is tied no more: the payment itself is put aside."""
    either = (CarriedBalance.advice_id == advice_id) | (CarriedBalance.by_advice_id == advice_id)
    session.execute(update(CarriedBalance).where(either, CarriedBalance.stands).values(stands=False))


def put_aside(session: Session, place: tuple[int, int], why: str, by: By) -> None:
    """The adjustment asks for nothing here, and why."""
    session.add(
        AdjustmentAside(advice_id=place[0], seq=place[1], why=why, stands=True, at=by.at, by=by.name)
    )
    session.flush()


def take_up(session: Session, place: tuple[int, int]) -> int:
    """An adjustment that was put aside asks again."""
    own = _of(AdjustmentAside.advice_id, AdjustmentAside.seq, place)
    rows = session.execute(
        update(AdjustmentAside).where(own, AdjustmentAside.stands).values(stands=False).returning(AdjustmentAside.id)
    )
    return len(rows.scalars().all())
