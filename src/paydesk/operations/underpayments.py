"""Underpayments: lines for which an insurer allowed less than it should, what repeats, and what of it is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from paydesk.data import underpaid_store
from paydesk.data.database import Session
from paydesk.operations import comparing_prices
from paydesk.operations.comparing_prices import ShortLine
from paydesk.operations.desk import Desk
from paydesk.rules import underpayment
from paydesk.rules.claims import ClaimState
from paydesk.rules.underpayment import Missing, Pattern, Stands, patterns

__all__ = ["Pattern", "ShortLine", "Stands", "Underpaid", "looked_at", "of_claims", "underpaid"]

SHOWN = timedelta(days=180)
"""Care so far back is looked at; what is older is rarely paid again."""


@dataclass(frozen=True)
class Underpaid:
    """The patterns of what is open, the most money first; open lines, the newest first; what was settled; what was
    asked for and waits for its day; fees below an insurer's price; and how many lines are not compared, since usually
    only a part of their price is allowed."""

    patterns: tuple[Pattern, ...]
    lines: tuple[ShortLine, ...]
    fees: tuple[str, ...]
    settled: tuple[ShortLine, ...] = ()
    apart: int = 0
    asked: tuple[ShortLine, ...] = ()

    @property
    def not_compared(self) -> str:
        """How many lines are not compared, and why; nothing where all are."""
        if not self.apart:
            return ""
        lines = "1 line is" if self.apart == 1 else f"{self.apart:,} lines are"
        return (
            f"{lines} not compared: of a further procedure or an assistant at surgery usually only a part is allowed, "
            "and no price for the same modifier (51, 80, 81, 82, AS) is known."
        )


def underpaid(desk: Desk, *, since: date) -> Underpaid:
    """What insurers allowed too little for since a day of service, beyond 1.00 and beyond 1 %.

    A price is the contract's that is valid on the day of service, else learned from the same insurer's earlier payments
    for the same plan, code, pricing modifiers and place.
    """
    with desk.looking("reports.see") as session:
        compared = comparing_prices.compared(desk, session, since)
        found = _with_standing(session, compared.short, desk.clock.today())
    lines, asked, settled = (
        tuple(one for one in found if one.stands is stands) for stands in (Stands.OPEN, Stands.ASKED, Stands.SETTLED)
    )
    missing = (Missing(one.payer_id, one.payer, one.code, one.missing) for one in lines)
    return Underpaid(patterns(missing, compared.counts), lines, compared.fees, settled, compared.apart, asked)


def looked_at(desk: Desk) -> None:
    """Somebody saw the list."""
    desk.looked_at_list("reports.underpaid", "Looked at underpayments")


def open_now(desk: Desk, session: Session) -> tuple[ShortLine, ...]:
    """The open lines of late, the newest first."""
    compared = comparing_prices.compared(desk, session, desk.clock.today() - SHOWN)
    found = _with_standing(session, compared.short, desk.clock.today())
    return tuple(one for one in found if one.stands is Stands.OPEN)


def of_claims(desk: Desk, session: Session, claim_ids: Collection[int]) -> dict[int, tuple[ShortLine, ...]]:
    """Claim -> its short lines, open or not."""
    wanted, found = frozenset(claim_ids), defaultdict[int, list[ShortLine]](list)
    compared = comparing_prices.compared(desk, session, desk.clock.today() - SHOWN)
    for one in _with_standing(
        session, [each for each in compared.short if each.claim_id in wanted], desk.clock.today()
    ):
        found[one.claim_id].append(one)
    return {own: tuple(lines) for own, lines in found.items()}


def _with_standing(session: Session, short: Sequence[ShortLine], today: date) -> list[ShortLine]:
    where = underpaid_store.standings(session, {one.claim_id for one in short})
    accepted = defaultdict[tuple[int, str], list[underpayment.AcceptedPrice]](list)
    for price in underpaid_store.accepted(session) if short else ():
        accepted[price.payer_id, price.code].append(price)
    found = []
    for one in short:
        stands, prices = where.get(one.claim_id), accepted.get((one.payer_id, one.code), [])
        if stands is None and not prices:
            found.append(one)
            continue
        stands = stands or underpaid_store.Standing()
        told = underpayment.standing(
            one.line, one.allowed, state=stands.state, told=stands.told, accepted=prices, today=today,
            follow_up=stands.follow_up,
        )  # fmt: skip
        covering = tuple(price.accepted_id for price in prices if price.covers(one.line, one.allowed))
        found.append(replace(
            one, stands=told.stands, told=told.words, next_on=stands.told.next_on if stands.told else None,
            appealed=stands.state is ClaimState.APPEALED, accepted_ids=covering,
        ))  # fmt: skip
    return found
