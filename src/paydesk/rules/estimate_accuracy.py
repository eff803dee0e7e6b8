"""How near estimates came to what followed, by payer: in the range, near it, and how far off in the middle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from paydesk.rules.money import Cents

NEAR_PERCENT = 10
NEAR_CENTS: Cents = 10_00
"""An estimate is near when it is off by no more than this part of what came, or by no more than this amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAndCame:
    """What a patient was told, from ``low`` to ``high`` cents, and what came; ``payer`` is who was to pay."""

    payer: str
    low: Cents
    high: Cents
    came: Cents

    @property
    def difference(self) -> Cents:
        """What came above the range, below zero under it; zero within."""
        return self.came - min(max(self.came, self.low), self.high)

    @property
    def near(self) -> bool:
        """Whether it is off by no more than 10 % of what came, or by no more than 10.00."""
        off = abs(self.difference)
        return off <= NEAR_CENTS or off * 100 <= NEAR_PERCENT * self.came


@dataclass(frozen=True, slots=True)
class Nearness:
    """Of ``estimates`` of a payer: how many came within the range, how many near it, and the differences in cents.

    ``median`` is the middle difference, the lower one of two, without signs; ``off`` is their sum, ``net`` with signs.
    """

    payer: str
    estimates: int
    within: int
    near: int
    median: Cents
    off: Cents
    net: Cents


def nearness(told: Iterable[ToldAndCame]) -> tuple[Nearness, ...]:
    """Payer by payer, those that are off the most first."""
    by_payer = defaultdict[str, list[ToldAndCame]](list)
    for one in told:
        by_payer[one.payer].append(one)
    found = [_of_payer(payer, every) for payer, every in by_payer.items()]
    return tuple(sorted(found, key=lambda one: (-one.off, one.payer)))


def _of_payer(payer: str, every: Sequence[ToldAndCame]) -> Nearness:
    off = sorted(abs(one.difference) for one in every)
    return Nearness(
        payer, len(every), sum(one.difference == 0 for one in every), sum(one.near for one in every),
        off[(len(off) - 1) // 2], sum(off), sum(one.difference for one in every),
    )  # fmt: skip
