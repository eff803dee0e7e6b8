"""Plan offers: three ways to pay a balance within what a household can afford, each with its schedule and reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from statistics import mode

from paydesk.rules import installments
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Cadence, Installment
from paydesk.rules.money import Cents, show
from paydesk.rules.plan_policy import USUAL, PlanPolicy

_FOUR_WEEKS = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a plan is wanted for: the balance, what is paid down at once, what can be afforded a month; in cents.

    ``first`` is when the first installment is due. ``lawful`` is the most a month by law, None where none binds.
    """

    balance: Cents
    down: Cents
    affordable: Cents
    first: date
    lawful: Cents | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to pay: its name, why it is as it is, its installments; ``over_cap``: more a month than can be afforded.

    ``changes`` is what would change it, in a sentence. ``over_law``: more a month than a law lets the clinic ask.
    """

    name: str
    why: str
    installments: tuple[Installment, ...]
    over_cap: bool
    changes: str = ""
    over_law: bool = False

    @property
    def payment(self) -> Cents:
        """What is paid each time, but for odd cents."""
        return mode(one.amount for one in self.installments)

    @property
    def total(self) -> Cents:
        """All installments together, in cents."""
        return sum(one.amount for one in self.installments)


@dataclass(frozen=True, slots=True)
class Offers:
    """The offers, those of as many installments once; where none fits, ``down_needed`` paid down would make one fit."""

    offers: tuple[Offer, ...]
    down_needed: Cents | None


def first_due(on: date) -> date:
    """When a first installment is due unless somebody says otherwise: a month from ``on``."""
    return installments.due_dates(on, 2)[1]


def offers(ask: Ask, *, policy: PlanPolicy = USUAL) -> Offers:
    """The shortest, the standard and the most comfortable way to pay.

    Raises PaydeskError for a balance of nothing, and a down payment that is below zero or the whole of it.
    """
    total = _to_pay(ask)
    longest = min(policy.longest(ask.balance), total)
    if ask.affordable < 1 or -(-total // ask.affordable) > longest:
        down = total - ask.affordable * longest + ask.down
        return Offers((_beyond(ask, total, longest, policy),), down if ask.affordable > 0 else None)
    shortest = _by_amount(total, ask.affordable)
    few = len(shortest)
    many = max(few, min(longest, total // policy.smallest if ask.affordable >= policy.smallest else longest))
    half = -(-(few + many) // 2)
    even = partial(installments.evenly, total, odd=policy.odd_cents, most=ask.affordable)
    named = (
        ("shortest", shortest, f"{show(ask.affordable)} a month is the most that can be afforded"),
        ("standard", even(half), "halfway between the shortest and the longest"),
        ("comfortable", even(many), _why_longest(many, longest, policy)),
    )
    found: list[Offer] = []
    for name, amounts, why in named:
        if all(len(amounts) != len(one.installments) for one in found):
            changes = _what_changes(name, many == longest)
            found.append(Offer(name, why, installments.schedule(amounts, ask.first), False, changes))
    return Offers(tuple(found), None)


def _beyond(ask: Ask, total: Cents, longest: int, policy: PlanPolicy) -> Offer:
    """The longest way, where even that asks for more than can be afforded; a law it is above is told before that."""
    amounts = installments.evenly(total, longest, odd=policy.odd_cents)
    schedule = installments.schedule(amounts, ask.first)
    most = f"{_at_most(longest)} that the clinic allows for {show(ask.balance)}"
    if ask.lawful is not None and most_in_a_month(schedule) > ask.lawful:
        why = f"{most}; that is more a month than the {show(ask.lawful)} by law, and nobody can allow it"
        return Offer("longest", why, schedule, True, "More paid down, or assistance", over_law=True)
    why = f"{most}; that is more a month than {show(ask.affordable)}, which can be afforded"
    return Offer("longest", why, schedule, True, "More paid down, assistance, or a supervisor who allows more payments")


def monthly(installments: Sequence[Installment], cadence: Cadence) -> Cents:
    """What a schedule asks for in a month: the largest as often as it comes in a year, or what four weeks hold."""
    if len(installments) == 1:
        return installments[0].amount
    largest = max(one.amount for one in installments)
    by_year = -(-largest * cadence.a_year // 12)
    in_weeks = max(
        sum(each.amount for each in installments if one.due <= each.due < one.due + _FOUR_WEEKS)
        for one in installments
    )
    return max(by_year, in_weeks)


def most_in_a_month(installments: Sequence[Installment]) -> Cents:
    """The most that falls due in one month of the calendar: what a law about the month is about."""
    sums: dict[tuple[int, int], Cents] = {}
    for one in installments:
        month = (one.due.year, one.due.month)
        sums[month] = sums.get(month, 0) + one.amount
    return max(sums.values())


def _what_changes(name: str, is_longest: bool) -> str:
    if name == "shortest":
        return "More paid down, or more left over, makes it shorter"
    if name == "standard":
        return "Any number in between can be typed"
    if is_longest:
        return "More payments than that need a supervisor"
    return "Smaller payments than that need a supervisor"


def _why_longest(many: int, longest: int, policy: PlanPolicy) -> str:
    if many == longest:
        return f"{_at_most(longest)} that the clinic allows for this balance"
    return f"{counted(many)} {'keeps' if many == 1 else 'keep'} each at {show(policy.smallest)} or more"


def _at_most(number: int) -> str:
    return f"{counted(number)} {'is' if number == 1 else 'are'} the most"


def counted(number: int) -> str:
    """``1 installment``, ``12 installments``."""
    return f"{number} {'installment' if number == 1 else 'installments'}"


def _to_pay(ask: Ask) -> Cents:
    if ask.balance <= 0:
        raise PaydeskError("There is nothing to pay by a plan.", field="balance")
    if not 0 <= ask.down < ask.balance:
        raise PaydeskError(f"What is paid down is from 0.00 to less than {show(ask.balance)}.", field="down")
    return ask.balance - ask.down


def _by_amount(total: Cents, each: Cents) -> tuple[Cents, ...]:
    """Installments of ``each``; where the last would be tiny, all are a little lower instead: none is ever higher."""
    left = total % each
    if total < each or not left or left >= installments.SMALLEST_TAIL:
        return installments.of_amount(total, each)
    return installments.smaller_last(total, total // each + 1)
