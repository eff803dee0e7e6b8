"""What a sheet offers, as it is typed: the cards from the left to the right, and what is said where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.operations.preparing_plans import PlanStart
from paydesk.rules import plan_joining, plans, worked_means
from paydesk.rules.affordability import Means
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Cadence, OddCents
from paydesk.rules.money import Cents, show
from paydesk.rules.plan_offers import Offer
from paydesk.rules.worked_means import Worked
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
    offers: tuple[tuple[Offer, Cadence], ...]
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
    return SheetOffers(means, worked, (*kept, *computed, *own), _none(worked), head,
                       refused or _due_mistake(page, today))  # fmt: skip


def _wanted(page: SheetPage, balance: Cents, today: date) -> Wanted:
    wanted = page.own.wanted()
    if wanted.first is not None:
        plans.check_first(wanted.first, today=today)
    if wanted.down is not None and not 0 <= wanted.down < balance:
        raise PaydeskError(f"What is paid down is less than {show(balance)}.", field="down")
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


def suggested(offers: tuple[tuple[Offer, Cadence], ...]) -> int:
    """The place of the card that is suggested: her own, else the middle one."""
    names = [offer.name for offer, _ in offers]
    return next((names.index(one) for one in ("own", "standard") if one in names), 0)


def _none(worked: Worked | None) -> str:
    if worked is None:
        return "Type who lives of what, and three offers stand here. Or type your own."
    needed = worked.offers.down_needed
    return f"With {show(needed)} paid down it could be afforded." if needed is not None else ""


def _in_order(worked: Worked) -> list[Offer]:
    return sorted(worked.offers.offers, key=lambda one: _ORDER.index(one.name))
