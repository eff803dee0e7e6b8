"""Accepting prices: an insurer's lower price is right after all, from a day on, for a reason; or taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import underpaid_store
from paydesk.data.insurance_tables import Payer
from paydesk.data.underpaid_store import Acceptance
from paydesk.operations import underpayments
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import keyboard, plausibility, usual_price
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show

_TOUCHED = Touched((0,), ("calls", "insurance"))


@dataclass(frozen=True)
class AcceptedUnit:
    """The price of a unit, in cents, that is accepted of lines with these modifiers that change a price, at a place."""

    modifiers: str
    place: str
    allowed: Cents


@dataclass(frozen=True)
class AcceptPrice:
    """What a payer allows for a code is accepted for care from ``first`` on, kind by kind of its lines.

    Without ``prices`` it is the usual one of each kind that is short.
    """

    payer_id: int
    code: str
    first: date
    reason: str
    prices: tuple[AcceptedUnit, ...] = ()


@dataclass(frozen=True)
class PriceAccepted:
    """How many open lines that settled, how many stay short, and the ids that ``withdraw_acceptance`` takes back."""

    settled: int
    still_short: int
    accepted_ids: tuple[int, ...]
    touched: Touched


def accept_price(desk: Desk, request: AcceptPrice) -> PriceAccepted:
    """Accept a lower price: lines at that price or above leave the list of what is open, now and later; what is
    allowed less stays short. Raises PaydeskError without a reason, where nothing is open from that day, and for a price
    that is above what is expected or that no line has, naming the field ``kind MODIFIERS/PLACE``."""
    reason = keyboard.tidy_text(request.reason, field="reason")
    if len(reason) < 3:
        raise PaydeskError("Say why in a few words, such as the letter that says so.", field="reason")
    plausibility.refuse_card_number(reason, field="reason")
    with desk.doing("claims.work", "Accepted an insurer's lower price") as session:
        payer = session.get(Payer, request.payer_id)
        if payer is None:
            raise NotFound("That payer is not there any more.")
        lines = [
            one.price for one in underpayments.open_now(desk, session)
            if (one.payer_id, one.code) == (request.payer_id, request.code)
        ]  # fmt: skip
        found = {(one.modifiers, one.place): one for one in usual_price.kinds(lines, first=request.first)}
        if not found:
            says = f"Nothing of {payer.name}'s {request.code} is short and open from {show_date(request.first)} on."
            raise PaydeskError(says, field="first")
        prices = request.prices or tuple(AcceptedUnit(*kind, one.usual) for kind, one in found.items())
        settled = 0
        for one in prices:
            kind = found.get((one.modifiers, one.place))
            if kind is None:
                says = f"No such line is short and open from {show_date(request.first)} on."
                raise PaydeskError(says, field=field_of(one.modifiers, one.place))
            kind.refuse(one.allowed, field=field_of(one.modifiers, one.place))
            settled += kind.fits(one.allowed)
        ids = underpaid_store.accept(
            session, payer.id, request.code, [(one.modifiers, one.place, one.allowed) for one in prices],
            Acceptance(request.first, reason, desk.clock.now(), desk.actor.name),
        )  # fmt: skip
        about(session, act="prices.accept", payer=payer.name, code=request.code, first=request.first, reason=reason,
              prices=[show(one.allowed) for one in prices], lines=settled)  # fmt: skip
        return PriceAccepted(settled, len(lines) - settled, ids, _TOUCHED)


def field_of(modifiers: str, place: str) -> str:
    """By which name a refusal calls the price of that kind of line."""
    return f"kind {modifiers}/{place}"


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


@dataclass(frozen=True)
class PricesAcceptedAgain:
    """The ids of what holds again."""

    accepted_ids: tuple[int, ...]
    touched: Touched


def accept_again(desk: Desk, accepted_ids: tuple[int, ...]) -> PricesAcceptedAgain:
    """What was taken back holds after all, at the same prices, from the same days, for the same reasons. Again it
    changes nothing."""
    with desk.doing("claims.work", "Accepted an insurer's lower price") as session:
        ids = underpaid_store.accept_again(session, accepted_ids, at=desk.clock.now(), by=desk.actor.name)
        about(session, act="prices.accept", again=list(accepted_ids), accepted=list(ids))
        return PricesAcceptedAgain(ids, _TOUCHED)
