"""Accepting prices: an insurer's lower price is right after all, from a day on, for a reason; or taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import underpaid_store
from paydesk.data.insurance_tables import Payer
from paydesk.data.underpaid_store import Acceptance
from paydesk.operations import underpayments
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import keyboard, plausibility
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents

_TOUCHED = Touched((0,), ("calls", "insurance"))


@dataclass(frozen=True)
class AcceptPrice:
    """What a payer allowed for a code is accepted for care from ``first`` on."""

    payer_id: int
    code: str
    first: date
    reason: str


@dataclass(frozen=True)
class PriceAccepted:
    """How many open lines that settled, and the ids that ``withdraw_acceptance`` takes back."""

    settled: int
    accepted_ids: tuple[int, ...]
    touched: Touched


def accept_price(desk: Desk, request: AcceptPrice) -> PriceAccepted:
    """Accept the lowest price of each kind of line that is short now: they leave the list of what is open, and so does
    what comes at that price or above. Raises PaydeskError without a reason, and where nothing is open from that day."""
    reason = keyboard.tidy_text(request.reason, field="reason")
    if len(reason) < 3:
        raise PaydeskError("Say why in a few words, such as the letter that says so.", field="reason")
    plausibility.refuse_card_number(reason, field="reason")
    with desk.doing("claims.work", "Accepted an insurer's lower price") as session:
        payer = session.get(Payer, request.payer_id)
        if payer is None:
            raise NotFound("That payer is not there any more.")
        lines = [
            one for one in underpayments.open_now(desk, session)
            if (one.payer_id, one.code) == (request.payer_id, request.code) and one.day >= request.first
        ]  # fmt: skip
        if not lines:
            says = f"Nothing of {payer.name}'s {request.code} is short and open from {show_date(request.first)} on."
            raise PaydeskError(says, field="first")
        lowest: dict[tuple[str, str], Cents] = {}
        for one in lines:
            kind = " ".join(sorted(one.line.pricing)), one.line.place
            unit = one.allowed // one.line.units
            lowest[kind] = min(unit, lowest.get(kind, unit))
        ids = underpaid_store.accept(
            session, payer.id, request.code, [(*kind, unit) for kind, unit in sorted(lowest.items())],
            Acceptance(request.first, reason, desk.clock.now(), desk.actor.name),
        )  # fmt: skip
        about(session, act="prices.accept", payer=payer.name, code=request.code, first=request.first, reason=reason,
              lines=len(lines))  # fmt: skip
        return PriceAccepted(len(lines), ids, _TOUCHED)


@dataclass(frozen=True)
class AcceptanceWithdrawn:
    """How many accepted prices hold no more."""

    count: int
    touched: Touched


def withdraw_acceptance(desk: Desk, accepted_ids: tuple[int, ...]) -> AcceptanceWithdrawn:
    """The lower prices are not accepted after all: what they settled is open again. Again it changes nothing."""
    with desk.doing("claims.work", "Took back that an insurer's lower price is accepted") as session:
        count = underpaid_store.withdraw(session, accepted_ids, desk.actor.name)
        about(session, act="prices.unaccept", accepted=list(accepted_ids), count=count)
        return AcceptanceWithdrawn(count, _TOUCHED)
