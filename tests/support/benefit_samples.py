"""Invented benefits of plans, for the tests of estimates."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from paydesk.rules.benefits import (
    Answered,
    Benefits,
    CopayWay,
    LimitRule,
    Network,
    ServiceKind,
    ServiceTerms,
    Source,
    Yearly,
    YearlyLimit,
)

T = TypeVar("T")
ASKED_ON = date(2026, 11, 20)


def told(value: T, *, source: Source = Source.PHONE, on: date = ASKED_ON, who: str = "Kim, ref. 4711") -> Answered[T]:
    """A known answer."""
    return Answered(value, source, on, who)


NOT_KNOWN: Answered[Any] = Answered(None, Source.PHONE, ASKED_ON, "Kim, ref. 4711")


def yearly(left: int) -> Yearly:
    """A yearly amount of which ``left`` cents remain."""
    return Yearly(amount=told(left + 100_00), met=told(100_00))


def limit(individual: int | None, family: int | None = None, *, rule: LimitRule | None = None) -> YearlyLimit:
    """What is left for one and for the family; neither: there is no such limit."""
    if rule is None:
        rule = LimitRule.NONE if individual is None else LimitRule.INDIVIDUAL if family is None else LimitRule.EMBEDDED
    return YearlyLimit(
        individual=Yearly() if individual is None else yearly(individual),
        family=Yearly() if family is None else yearly(family),
        rule=told(rule),
    )


def terms(
    copay: int = 0, way: CopayWay = CopayWay.THEN_REST, coinsurance: int = 0, **more: Any
) -> ServiceTerms:
    """Known terms of one kind of service."""
    facts: dict[str, Any] = {
        "covered": told(True), "copay": told(copay), "copay_way": told(way), "coinsurance": told(coinsurance),
        "deductible_applies": told(True),
    }  # fmt: skip
    return ServiceTerms(**{**facts, **more})


def benefits(one: ServiceTerms | None = None, **changes: Any) -> Benefits:
    """Known benefits in the network, ``one`` terms for every kind of service, no deductible and no yearly limit."""
    every = terms() if one is None else one
    facts: dict[str, Any] = {
        "payer": "Aetna",
        "plan": "Open Choice PPO",
        "network": told(Network.IN),
        "services": tuple((kind, every) for kind in ServiceKind),
        "deductible": limit(None),
        "out_of_pocket": limit(None),
    }
    return Benefits(**{**facts, **changes})
