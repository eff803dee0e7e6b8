"""What of a plan goes beyond a law, which nobody may allow, or beyond the clinic's policy, which somebody may."""

from __future__ import annotations

from collections.abc import Sequence

from paydesk.rules import plan_offers
from paydesk.rules.affordability import Means
from paydesk.rules.installments import Cadence, Installment
from paydesk.rules.money import Cents, show
from paydesk.rules.plan_policy import PlanPolicy


def beyond_law(installments: Sequence[Installment], means: Means | None) -> str:
    """Why a law forbids to ask so much, in a sentence; empty where none does."""
    months = len({(one.due.year, one.due.month) for one in installments})
    if means is not None and means.most_payments is not None and months > means.most_payments:
        return (
            f"By law this bill counts as paid after {means.most_payments} monthly payments, and this plan asks in "
            f"{months} months."
        )
    most = means.lawful if means is not None else None
    if most is None or (asks := plan_offers.most_in_a_month(installments)) <= most:
        return ""
    return (
        f"By law at most {show(most)} a month may be asked of this family, and in one month this plan asks for "
        f"{show(asks)}."
    )


def law_leaves(balance: Cents, means: Means) -> str:
    """What of a balance a law does not let the clinic ask for, in a sentence; empty where it may ask for all of it."""
    if means.lawful is None or means.most_payments is None:
        return ""
    in_all = means.lawful * means.most_payments
    if in_all >= balance:
        return ""
    return (
        f"By law {means.most_payments} payments of at most {show(means.lawful)} pay this bill, {show(in_all)} in all: "
        f"take {show(balance - in_all)} off, and plan the rest."
    )


def beyond_policy(
    installments: Sequence[Installment], *, cadence: Cadence, down: Cents, total: Cents, policy: PlanPolicy,
    means: Means | None,
) -> tuple[str, ...]:  # fmt: skip
    """What of a plan for ``total`` cents, ``down`` of them paid at once, the clinic does not allow by itself."""
    found, number = [], len(installments)
    monthly = plan_offers.monthly(installments, cadence)
    if means is not None and monthly > means.affordable:
        found.append(f"{show(monthly)} a month, and the family can afford {show(means.affordable)}")
    asked_down = total * policy.down_percent // 100
    if down < asked_down:
        found.append(f"{show(down)} is paid down, and the clinic asks for {show(asked_down)}")
    if number > policy.longest(total):
        found.append(f"{number} installments, and the clinic allows {policy.longest(total)} for this balance")
    small = min(one.amount for one in installments[:-1] or installments)
    least = min(policy.smallest, total - down, *((means.affordable,) if means is not None else ()))
    even = (total - down) // max(1, -(-(total - down) // max(1, least)))
    if small < min(least, even):
        found.append(f"{show(small)} at a time, and the clinic's least is {show(policy.smallest)}")
    return tuple(found)
