"""Later charges join a plan: its payment stays and it ends later, or its last day stays and each payment grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from statistics import mode

from paydesk.rules import installments, plan_offers
from paydesk.rules.installments import Cadence, Installment, OddCents
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show
from paydesk.rules.plan_offers import Offer
from paydesk.rules.plans import Standing

SAME_PAYMENT, SAME_END = "same payment", "same end"


@dataclass(frozen=True, slots=True)
class Running:
    """The plan that others join: what each payment is, in cents, its first and its last day, how often it comes."""

    each: Cents
    first: date
    last: date
    cadence: Cadence


def running(stands: Standing, cadence: Cadence) -> Running | None:
    """What a new plan could keep of one that stands so; None where nothing of it stands."""
    left = stands.installments
    return Running(mode(one.amount for one in left), left[0].due, left[-1].due, cadence) if left else None


def as_before(
    plan: Running, total: Cents, *, today: date, first: date | None, affordable: Cents | None, odd: OddCents
) -> tuple[Offer, ...]:
    """Ways to pay ``total`` that change least: by the same payment, and until the same day; equal ones once.

    On the plan's own days from ``today`` on, or from ``first`` where one is wanted. ``affordable`` is what can be paid
    a month, None where it is not known. Raises PaydeskError where ``total`` is nothing.
    """
    ways: dict[str, tuple[Installment, ...]] = {}
    kept = installments.of_amount(total, plan.each)
    ways[SAME_PAYMENT] = tuple(map(Installment, _days(plan, len(kept), today, first), kept))
    until = tuple(takewhile(lambda day: day <= plan.last, _days(plan, len(kept), today, first)))
    if until and len(until) != len(kept):
        ways[SAME_END] = tuple(map(Installment, until, installments.evenly(total, len(until), odd=odd)))
    longer = ", only longer" if ways[SAME_PAYMENT][-1].due > plan.last else ""
    why = {
        SAME_PAYMENT: f"{show(plan.each)} each time as until now{longer}",
        SAME_END: f"paid off by {show_date(plan.last)} as agreed, each payment is higher",
    }
    changes = {SAME_PAYMENT: "A higher payment makes it shorter", SAME_END: "More time makes each payment lower"}
    return tuple(
        Offer(name, why[name], parts, _is_over(parts, plan.cadence, affordable), changes[name])
        for name, parts in ways.items()
    )


def _days(plan: Running, number: int, today: date, first: date | None) -> tuple[date, ...]:
    if first is not None:
        return installments.due_dates(first, number, cadence=plan.cadence)
    return installments.dates_after(plan.first, today - timedelta(days=1), number, cadence=plan.cadence)


def _is_over(parts: tuple[Installment, ...], cadence: Cadence, affordable: Cents | None) -> bool:
    return affordable is not None and plan_offers.monthly(parts, cadence) > affordable
