"""What a bill asks for where charges are on a plan: what the plan asks for by a day, and not the rest of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from paydesk.rules.installments import Installment
from paydesk.rules.money import Cents
from paydesk.rules.plans import GOOD, RUNNING

ASKING = frozenset((*GOOD, *RUNNING))
"""States in which a plan alone says what is asked for its charges, the missed payments included."""


@dataclass(frozen=True, slots=True)
class AskingPlan:
    """A plan that was agreed: its charges, and what is still to pay by it, by day; the down payment is the first."""

    number: int
    charges: frozenset[int]
    to_come: tuple[Installment, ...]


@dataclass(frozen=True, slots=True)
class PlanShare:
    """What a bill asks for by a plan. ``asked`` is due by its day, ``not_due`` is not; ``beyond`` is not in the plan.

    All in cents, and together what is owed on the plan's charges; ``beyond`` is by charge.
    """

    number: int
    asked: tuple[Installment, ...]
    not_due: Cents
    beyond: Mapping[int, Cents]


def share(plan: AskingPlan, owed: Mapping[int, Cents], *, by: date) -> PlanShare:
    """What is asked for by ``by`` of ``owed``, cents by charge, the oldest charge first. No asked charge: nothing."""
    mine = {charge: cents for charge, cents in owed.items() if charge in plan.charges}
    left = min(sum(mine.values()), sum(one.amount for one in plan.to_come))
    beyond, inside = dict[int, Cents](), left
    for charge, amount in mine.items():
        within = min(amount, inside)
        inside -= within
        beyond[charge] = amount - within
    asked = []
    for one in plan.to_come:
        part = min(one.amount, left)
        if one.due > by or not part:
            break
        asked.append(Installment(one.due, part))
        left -= part
    return PlanShare(plan.number, tuple(asked), left, beyond)


def set_against(shares: Sequence[PlanShare], credit: Cents, *, by: date) -> tuple[PlanShare, ...]:
    """The shares where so much ``credit`` is left over: nobody is told of a credit while a plan is still to be paid."""
    found = []
    for one in shares:
        used = min(one.not_due, max(0, credit))
        credit -= used
        found.append(replace(one, asked=(*one.asked, Installment(by, used)), not_due=one.not_due - used))
    return tuple(found)
