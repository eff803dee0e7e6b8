"""Proposing takebacks: which claim of ours, or which balance put off before, an insurer's adjustment may be for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paydesk.data import claim_store, known_claim_store, overpayment_store, provider_adjustment_store
from paydesk.data.database import Session
from paydesk.data.provider_adjustment_store import Adjustment, NamedClaim, Tie
from paydesk.operations import counting_refunds
from paydesk.operations.desk import Desk
from paydesk.rules.errors import NotFound
from paydesk.rules.insurer_overpayment import Decision
from paydesk.rules.money import Cents, show
from paydesk.rules.provider_adjustments import Role, names_of

Place = tuple[int, int]
"""An advice, and the number of the adjustment in it."""


@dataclass(frozen=True)
class Proposal:
    """What an adjustment may be for: a claim of ours, or a balance that an earlier payment put off (``carried``).

    ``amount`` is what of the adjustment would go there, in cents. ``sure``: it is the only one that the reference or
    the amount fits; ``agreed``: it was agreed that the insurer keeps it.
    """

    words: str
    amount: Cents
    claim_id: int | None = None
    carried: Place | None = None
    sure: bool = False
    agreed: bool = False
    reversed_here: bool = False


@dataclass(frozen=True)
class Taken:
    """An adjustment with what it is tied to, and what the rest of it may be for."""

    adjustment: Adjustment
    ties: tuple[Tie, ...]
    proposals: tuple[Proposal, ...]


def taken(desk: Desk, place: Place, *, account_id: int | None = None) -> Taken:
    """An adjustment and what it may be for, the likeliest first; claims of an open account last. Raises NotFound."""
    with desk.looking() as session:
        adjustment = adjustment_of(session, place)
        found = Taken(
            adjustment, provider_adjustment_store.ties(session, place),
            proposals(session, adjustment, account_id=account_id),
        )  # fmt: skip
    desk.looked("remittances.read", "Looked what an insurer took money for", trace=adjustment.trace)
    return found


def adjustment_of(session: Session, place: Place) -> Adjustment:
    """The adjustment itself. Raises NotFound."""
    found = provider_adjustment_store.one(session, place)
    if found is None:
        raise NotFound("That adjustment of a remittance is not there any more.")
    return found


def proposals(session: Session, adjustment: Adjustment, *, account_id: int | None = None) -> tuple[Proposal, ...]:
    """What an adjustment may be for, the likeliest first."""
    if not adjustment.left or adjustment.role in (Role.CARRIES, Role.APART):
        return ()
    named = provider_adjustment_store.named_claims(session, adjustment)
    balances: tuple[Proposal, ...] = ()
    if adjustment.role is Role.TAKES:
        open_ones = provider_adjustment_store.open_of_payer(session, adjustment.advice_id)
        balances = _balances(adjustment, open_ones, claimed=bool(named))
    further = list[int]()
    if not (named or balances):
        further += overpayment_store.open_claims_of(session, adjustment.payer_id)
    if account_id is not None:
        further += claim_store.of_account(session, account_id)
    others = [own for own in dict.fromkeys(further) if own not in {one.claim_id for one in named}]
    more = provider_adjustment_store.claims(session, others, advice_id=adjustment.advice_id)
    mine = (one for one in more if adjustment.payer_id in (None, one.payer_id))
    return (
        *balances, *_of_claims(session, adjustment, named, sure=len(named) == 1),
        *_of_claims(session, adjustment, tuple(mine), sure=False),
    )  # fmt: skip


def sure(session: Session, adjustment: Adjustment, open_ones: Sequence[Adjustment]) -> Proposal | None:
    """The one thing an adjustment can be for, if there is one; ``open_ones`` are all of its insurer that are open."""
    if not adjustment.left or adjustment.role not in (Role.TAKES, Role.COUNTS):
        return None
    named = provider_adjustment_store.named_claims(session, adjustment)
    if adjustment.role is Role.TAKES:
        for one in _balances(adjustment, open_ones, claimed=bool(named)):
            if one.sure:
                return one
    found = _of_claims(session, adjustment, named, sure=True) if len(named) == 1 else ()
    return found[0] if found else None


def put_off_before(taker: Adjustment, open_ones: Sequence[Adjustment]) -> tuple[tuple[Adjustment, ...], bool]:
    """Balances put off before that one may take: by its reference, else those of the very same amount; whether it was
    the reference."""
    if taker.role is not Role.TAKES:
        return (), False
    given = [
        one for one in open_ones
        if one.role is Role.CARRIES and one.left and not _is_later(one, taker) and not _beside(one, taker)
    ]  # fmt: skip
    named = tuple(one for one in given if _same_reference(one, taker))
    return named or tuple(one for one in given if one.left == taker.left), bool(named)


def _balances(adjustment: Adjustment, open_ones: Sequence[Adjustment], *, claimed: bool) -> tuple[Proposal, ...]:
    """The same, to choose from: the same amount makes it sure only where the reference names no claim of ours."""
    alike, named = put_off_before(adjustment, open_ones)
    return tuple(
        Proposal(
            f"{show(one.left)} that {one.payer} put off in {one.trace or 'an earlier payment'}",
            min(one.left, adjustment.left), carried=one.place, sure=len(alike) == 1 and (named or not claimed),
        )
        for one in alike
    )  # fmt: skip


def _is_later(one: Adjustment, adjustment: Adjustment) -> bool:
    return one.paid_on is not None and adjustment.paid_on is not None and one.paid_on > adjustment.paid_on


def _beside(one: Adjustment, adjustment: Adjustment) -> bool:
    """In one payment a takeback for which there was no money stands beside the balance that carries it on: the two are
    of each other only where they say the very same."""
    alike = one.reason == adjustment.reason and one.reference == adjustment.reference
    return one.advice_id == adjustment.advice_id and not alike


def _same_reference(one: Adjustment, adjustment: Adjustment) -> bool:
    return bool(names_of(adjustment.reference) & (names_of(one.reference) | names_of(one.trace)))


def _of_claims(
    session: Session, adjustment: Adjustment, found: Sequence[NamedClaim], *, sure: bool
) -> tuple[Proposal, ...]:
    known = known_claim_store.known_claims(session, [one.claim_id for one in found])
    made = []
    for one in found:
        there, agreed = _there(session, adjustment, one)
        if there > 0 and one.claim_id in known:
            claim = known[one.claim_id]
            patient = f"{claim.patient_first} {claim.patient_last}".strip()
            words = f"Claim {one.number}, {patient}, {claim.payer_name}"
            made.append(Proposal(
                words, min(there, adjustment.left), claim_id=one.claim_id, sure=sure, agreed=agreed,
                reversed_here=one.reversed_here,
            ))  # fmt: skip
    return tuple(sorted(made, key=lambda each: (not each.agreed, -(each.claim_id or 0))))


def _there(session: Session, adjustment: Adjustment, one: NamedClaim) -> tuple[Cents, bool]:
    """What can be taken for a claim, or put back on it, and whether that was agreed."""
    if adjustment.role is Role.COUNTS:
        return counting_refunds.uncounted(session, visit_id=one.visit_id, coverage_id=one.coverage_id), True
    if one.reversed_here:
        return 0, False
    there = sum(
        each.paid for each in overpayment_store.held(session, visit_id=one.visit_id, coverage_id=one.coverage_id)
    )
    record = overpayment_store.open_one(session, visit_id=one.visit_id, coverage_id=one.coverage_id)
    if record is not None and record.decision == Decision.OFFSET:
        return min(there, record.amount - record.settled), True
    return there, False
