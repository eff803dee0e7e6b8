"""Worked means: a sheet held against the clinic's own terms, as it is typed; what follows is for the clerk to offer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from paydesk.rules import affordability, plan_offers, poverty_guideline, reasonable
from paydesk.rules.affordability import CAP_RULES, GENERIC, Base, CapRule, Means, Sheet
from paydesk.rules.installments import due_dates
from paydesk.rules.money import Cents, show
from paydesk.rules.plan_offers import Ask, Offers
from paydesk.rules.plan_policy import USUAL, PlanPolicy
from paydesk.rules.plans import check_first
from paydesk.rules.reasonable import Hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By what this clinic works: its policy, all rows of rules it has, the pack it turned on, how it bills."""

    policy: PlanPolicy = USUAL
    rules: tuple[CapRule, ...] = CAP_RULES
    pack: str = GENERIC
    facility: bool = False


@dataclass(frozen=True, slots=True)
class Worked:
    """What follows from a sheet and a balance, in cents.

    ``assistance`` says why financial assistance comes first, empty where it does not. ``down`` is what is paid down:
    what was told, or what the clinic's policy asks for. ``first_due`` is the day of the first installment.
    """

    sheet: Sheet
    means: Means
    hints: tuple[Hint, ...]
    assistance: str
    down: Cents
    first_due: date
    offers: Offers


def means_of(sheet: Sheet, terms: Terms) -> Means:
    """The figures of a sheet by the clinic's rules, whatever pack the sheet names. Raises PaydeskError."""
    return affordability.means(_of_the_clinic(sheet, terms), rules=terms.rules)


def worked(sheet: Sheet, balance: Cents, *, down: Cents | None, first: date | None, terms: Terms) -> Worked:
    """The figures, hints and offers of a sheet for a balance.

    ``down`` and ``first`` None: what the policy asks for, and a month from the sheet's day. Raises PaydeskError with
    the place of whatever cannot be.
    """
    sheet = _of_the_clinic(sheet, terms)
    means = affordability.means(sheet, rules=terms.rules)
    down = asked_down(balance, terms.policy) if down is None else down
    first = plan_offers.first_due(sheet.on) if first is None else first
    check_first(first, today=sheet.on)
    ask = Ask(balance=balance, down=down, affordable=means.affordable, first=first, lawful=means.lawful)
    offered = plan_offers.offers(ask, policy=terms.policy)
    why = assistance(sheet, means, terms.policy)
    return Worked(sheet, means, reasonable.hints(sheet, means), why, down, first, offered)


def _of_the_clinic(sheet: Sheet, terms: Terms) -> Sheet:
    return replace(sheet, pack=terms.pack, facility=terms.facility)


def asked_down(balance: Cents, policy: PlanPolicy) -> Cents:
    """What the policy asks for at signing, floored to the cent."""
    return balance * policy.down_percent // 100


def assistance(sheet: Sheet, means: Means, policy: PlanPolicy) -> str:
    """Why assistance is asked for before a plan, in a sentence; empty where it is not."""
    within = policy.assistance_within
    if within is None:
        return ""
    if poverty_guideline.at_most(means.annual_income, within, means.poverty_line):
        return (
            f"Ask for financial assistance first: {show(means.annual_income)} a year is {means.poverty_percent} % of "
            f"the poverty guideline for {sheet.household}, and the clinic asks up to {within} %."
        )
    if not means.disposable:
        return "Ask for financial assistance first: nothing is left of what comes in."
    return ""


def counts_obligations(terms: Terms, on: date) -> bool:
    """Whether the clinic goes by what a household has to pay, too: for whom assistance comes first, or by a cap."""
    return terms.policy.assistance_within is not None or any(
        one.base is Base.DISPOSABLE and one.pack in (GENERIC, terms.pack) and one.facility in (None, terms.facility)
        and one.first <= on and (one.last is None or on <= one.last)
        for one in terms.rules
    )  # fmt: skip


def holds_until(on: date, policy: PlanPolicy) -> date:
    """The last day on which what was told on a day is still believed."""
    return due_dates(on, policy.sheet_months + 1)[-1]
