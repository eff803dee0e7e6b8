"""Freshness: how long what an insurer said of a coverage is trusted, by the kind of payer; the clinic may change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from paydesk.rules.insurance import PayerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """The numbers for one kind of payer from ``first`` on; ``payer_kind`` None is for all without a row of their own.

    ``eligibility_days`` and ``benefits_days`` are calendar days, None: no such limit. ``before_visit`` is how many
    business days before a visit eligibility is asked again. ``each_service``: only a check on the very day counts.
    ``visit_within`` is how many days ahead a visit has to be for its coverage to be worked on at all.
    """

    payer_kind: PayerKind | None = None
    eligibility_days: int | None = 30
    benefits_days: int | None = 90
    before_visit: int = 3
    each_service: bool = False
    visit_within: int = 30
    first: date = date(2020, 1, 1)
    source: str = "usual in the field; the clinic may change it"


FRESHNESS: tuple[Freshness, ...] = (
    Freshness(),
    Freshness(
        payer_kind=PayerKind.MEDICAID, eligibility_days=None, before_visit=0, each_service=True,
        source="Medicaid can end with any month: asked on each date of service",
    ),
    Freshness(
        payer_kind=PayerKind.DUAL, eligibility_days=None, before_visit=0, each_service=True,
        source="as Medicaid",
    ),
    Freshness(
        payer_kind=PayerKind.MEDICARE, eligibility_days=365, benefits_days=365,
        source="at each visit and yearly; ask the Medicare Secondary Payer questions",
    ),
)  # fmt: skip


def freshness_for(kind: PayerKind, on: date, *, rows: Iterable[Freshness] = FRESHNESS) -> Freshness:
    """The newest row for that kind of payer in force on that day, else the newest one for all.

    Raises LookupError when there is none for all either.
    """
    held = sorted((row for row in rows if row.first <= on), key=lambda row: row.first)
    for wanted in (kind, None):
        found = [row for row in held if row.payer_kind is wanted]
        if found:
            return found[-1]
    raise LookupError(f"no freshness for {kind.words} on {on}")


RECHECK_DENIALS = ("22", "26", "27", "31", "109")
"""Claim adjustment reasons that say something is wrong with the coverage as it is kept."""


@dataclass(frozen=True, slots=True)
class AgeOfChange:
    """A birthday at which coverage may change; ``dependents`` only: for who is on somebody else's plan."""

    age: int
    dependents: bool
    words: str


AGES_OF_CHANGE: tuple[AgeOfChange, ...] = (
    AgeOfChange(19, True, "children’s coverage may end"),
    AgeOfChange(26, True, "a parent’s plan may end"),
    AgeOfChange(65, False, "Medicare may begin"),
)
