"""What ties itself: balances put off and taken of which only one fits, and what an insurer took as it was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paydesk.data import provider_adjustment_store
from paydesk.data.advice_tables import Advice
from paydesk.data.database import Session
from paydesk.data.provider_adjustment_store import Adjustment
from paydesk.operations import finding_overpayments, proposing_takebacks, tying_takebacks
from paydesk.operations.desk import Desk, about, also_about
from paydesk.operations.proposing_takebacks import Proposal
from paydesk.operations.tying_takebacks import TieTakeback
from paydesk.rules.money import Cents
from paydesk.rules.provider_adjustments import Role


@dataclass(frozen=True)
class TiedByThemselves:
    """The accounts that were touched, and the entries that were posted, in their order."""

    accounts: tuple[int, ...] = ()
    entries: tuple[int, ...] = ()


def tie_by_themselves(desk: Desk, advice_id: int) -> TiedByThemselves:
    """After a payment is posted: what it took for a claim that was agreed to is tied.

    Only where the reference names that claim and no other; anything else waits for a person.
    """
    with desk.looking() as session:
        mine = provider_adjustment_store.of_advice(session, advice_id)
        if not any(one.left for one in mine):
            return TiedByThemselves()
        open_ones = provider_adjustment_store.open_of_payer(session, advice_id)
        posted = session.get_one(Advice, advice_id).lot_id is not None
        if not _carried(session, advice_id, open_ones) and not (
            posted and any(_agreed(session, one, open_ones) for one in mine)
        ):
            return TiedByThemselves()
    accounts, entries = dict[int, None](), list[int]()
    with desk.doing("payments.post", "Tied what an insurer took, as it was agreed") as session:
        carried = carry_by_themselves(desk, session, (advice_id,))
        advice = session.get_one(Advice, advice_id, with_for_update=True)
        open_ones = provider_adjustment_store.open_of_payer(session, advice_id)
        about(session, act="overpayments.tie", trace=advice.trace, carried=carried)
        for adjustment in provider_adjustment_store.of_advice(session, advice_id) if advice.lot_id else ():
            one = _agreed(session, adjustment, open_ones)
            if one is not None and one.claim_id is not None:
                request = TieTakeback(adjustment.place, one.claim_id, "agreed before", one.amount)
                done = tying_takebacks.tie(desk, session, advice, adjustment, request)
                tell = also_about if accounts else about
                tell(session, account=done.account, person=done.person, **done.facts)
                accounts[done.account] = None
                entries += [done.tied.entry_id] if done.tied.entry_id is not None else []
    return TiedByThemselves(tuple(sorted(accounts)), tuple(entries))


def carry_by_themselves(desk: Desk, session: Session, advice_ids: Sequence[int]) -> int:
    """What an insurer put off and what took it, where only one fits, are tied; nothing posts by that. How many were.

    In whatever order the payments are read: these with all that is open of their insurers. All that takes part is
    locked at once, so that two desks never wait for each other.
    """
    pairs = [
        pair for own in advice_ids
        for pair in _carried(session, own, provider_adjustment_store.open_of_payer(session, own))
    ]  # fmt: skip
    if not pairs:
        return 0
    provider_adjustment_store.lock(session, {one.advice_id for pair in pairs for one in pair[:2]})
    who = finding_overpayments.by(desk)
    return sum(
        bool(provider_adjustment_store.carry(session, giver, taker, amount, who)) for giver, taker, amount in pairs
    )


def _carried(
    session: Session, advice_id: int, open_ones: Sequence[Adjustment]
) -> tuple[tuple[Adjustment, Adjustment, Cents], ...]:
    """Balances put off with what took them and how much of it, as far as this payment has a part in it."""
    left = {one.place: one for one in open_ones}
    made = []
    for place in tuple(left):
        taker = left[place]
        if taker.role is not Role.TAKES or not taker.left:
            continue
        alike, named = proposing_takebacks.put_off_before(taker, tuple(left.values()))
        if len(alike) != 1 or advice_id not in (taker.advice_id, alike[0].advice_id):
            continue
        if not named and provider_adjustment_store.named_claims(session, taker):
            continue
        giver, amount = alike[0], min(alike[0].left, taker.left)
        made.append((giver, taker, amount))
        for one in (giver, taker):
            left[one.place] = replace(one, tied=one.tied + amount)
    return tuple(made)


def _agreed(session: Session, adjustment: Adjustment, open_ones: Sequence[Adjustment]) -> Proposal | None:
    """The claim that an adjustment is for, where that was agreed to."""
    one = proposing_takebacks.sure(session, adjustment, open_ones)
    if one is None or one.claim_id is None or not one.agreed:
        return None
    return one if adjustment.role is Role.TAKES or one.reversed_here else None
