"""What a sheet offers, as it is typed: the cards from the left to the right, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from paydesk.operations.preparing_plans import PlanStart
from paydesk.rules import plan_beyond, plan_joining, plans, worked_means
from paydesk.rules.affordability import Means
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Cadence, OddCents
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show
from paydesk.rules.plan_offers import Offer
from paydesk.rules.plan_policy import PlanPolicy
from paydesk.rules.worked_means import Worked
from paydesk.ui.offer_card import ShownOffer
from paydesk.ui.own_offer import Wanted, usual_first
from paydesk.ui.sheet_page import MOST_OFFERS, SheetPage

_ORDER = ("comfortable", "standard", "shortest", "longest")
"""As the cards stand: the smallest payment at the left."""
MEND = "Mend what is marked, and the offers stand here."
_COUNTS = {1: "One offer", 2: "Two offers", 3: "Three offers"}


@dataclass(frozen=True)
class SheetOffers:
    """``none`` is said where something is missing, ``head`` over the cards; ``means`` is None before it is told.

    ``refused``: what is wrong beside the sheet itself, whose figures stand all the same.
    """

    means: Means | None
    worked: Worked | None
    offers: tuple[ShownOffer, ...]
    none: str
    head: str
    refused: PaydeskError | None = None


def sheet_offers(start: PlanStart, page: SheetPage, balance: Cents, today: date) -> SheetOffers:
    """The offers for a balance, by what stands on the page. Raises PaydeskError for what was told wrong."""
    sheet = page.form.sheet(today) if page.form.is_told else None
    means = worked_means.means_of(sheet, start.terms) if sheet is not None else None
    head = f"For {show(balance)}"
    if not balance:
        none = "Tick what the plan is for." if start.lines else "Nothing is owed here that a plan is for."
        return SheetOffers(means, None, (), none, head)
    try:
        wanted = _wanted(page, balance, today)
    except PaydeskError as mistake:
        return SheetOffers(means, None, (), MEND, head, mistake)
    worked = None
    if sheet is not None:
        worked = worked_means.worked(sheet, balance, down=wanted.down, first=wanted.first, terms=start.terms)
    computed = [(one, Cadence.MONTHLY) for one in _in_order(worked)] if worked is not None else []
    affordable = means.affordable if means is not None else None
    total, odd = balance - paid_down(start, page, balance), start.terms.policy.odd_cents
    kept: list[tuple[Offer, Cadence]] = []
    if start.running is not None:
        ways = plan_joining.as_before(
            start.running, total, today=today, first=wanted.first, affordable=affordable, odd=odd
        )
        kept = [(one, start.running.cadence) for one in ways]
        computed = computed[: MOST_OFFERS - 1 - len(kept)]
    own, refused = _own(page, total, wanted.first or usual_first(today), affordable, odd)
    if count := len(kept) + len(computed):
        head = f"{_COUNTS[count]}{' and your own' if own else ''} for {show(balance)}"
    policy = start.terms.policy
    shown = tuple(
        _shown(offer, cadence, balance=balance, down=balance - total, policy=policy, means=means)
        for offer, cadence in (*kept, *computed, *own)
    )
    return SheetOffers(means, worked, shown, _none(worked), head, refused or _due_mistake(page, today))


def _shown(
    offer: Offer, cadence: Cadence, *, balance: Cents, down: Cents, policy: PlanPolicy, means: Means | None
) -> ShownOffer:
    if unlawful := plan_beyond.beyond_law(offer.installments, means):
        return ShownOffer(offer, cadence, unlawful, unlawful=True)
    beyond = plan_beyond.beyond_policy(
        offer.installments, cadence=cadence, down=down, total=balance, policy=policy, means=means
    )
    return ShownOffer(offer, cadence, f"Needs a supervisor: {'; '.join(beyond)}." if beyond else "")


def _wanted(page: SheetPage, balance: Cents, today: date) -> Wanted:
    wanted = page.own.wanted()
    if wanted.first is not None:
        plans.check_first(wanted.first, today=today)
    if wanted.down is not None and not 0 <= wanted.down < balance:
        raise PaydeskError(f"Type less than {show(balance)}, which is all the plan is for.", field="down")
    return wanted


def _own(
    page: SheetPage, total: Cents, first: date, affordable: Cents | None, odd: OddCents
) -> tuple[list[tuple[Offer, Cadence]], PaydeskError | None]:
    """Her own way, if she typed one, and what is wrong with it: the others stand beside it."""
    try:
        own = page.own.offer(total, first, affordable=affordable, odd=odd)
    except PaydeskError as refused:
        return [], refused
    return [(own, page.own.how_often())] if own is not None else [], None


def _due_mistake(page: SheetPage, today: date) -> PaydeskError | None:
    try:
        page.form.due(today)
    except PaydeskError as refused:
        return refused
    return None


def paid_down(start: PlanStart, page: SheetPage, balance: Cents) -> Cents:
    """What is paid down: as typed, or as the policy asks."""
    typed = page.own.wanted().down
    return worked_means.asked_down(balance, start.terms.policy) if typed is None else typed


def suggested(offers: tuple[ShownOffer, ...]) -> int:
    """The place of the card that is suggested: her own where it may be, else the middle one."""
    names = [one.offer.name for one in offers if not one.unlawful]
    wanted = next((name for name in ("own", "standard", *names) if name in names), "")
    return next((place for place, one in enumerate(offers) if one.offer.name == wanted), -1)


def account_sentences(start: PlanStart) -> Iterator[str]:
    """What stands on the account and matters before a plan is made."""
    if start.credit > 0:
        yield f"{show(start.credit)} of credit is on this account: apply it first, and the plan is for less."
    if start.pending is not None:
        yield (
            f"An application for financial assistance is {start.pending.words} since {show_date(start.pending.on)}: "
            "what it brings shortens the plan."
        )
    if start.assisted is not None:
        yield f"Financial assistance is approved until {show_date(start.assisted.on)}: {start.assisted.words}."


def _none(worked: Worked | None) -> str:
    if worked is None:
        return "Type who lives of what, and three offers stand here. Or type your own."
    needed = worked.offers.down_needed
    return f"With {show(needed)} paid down it could be afforded." if needed is not None else ""


def _in_order(worked: Worked) -> list[Offer]:
    return sorted(worked.offers.offers, key=lambda one: _ORDER.index(one.name))
