"""What earlier payments teach of prices, a kind of line at a time and in the order of payments."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from paydesk.rules.expected import LATEST
from paydesk.rules.money import Cents

Prices = tuple[Cents | None, ...]
"""Prices of a unit, the newest first; None where one did not come out even."""


class Taught:
    """The prices that one kind of line was allowed before: what came in one payment teaches later ones alone."""

    __slots__ = ("_advice", "_days", "_prices", "_waiting")

    def __init__(self) -> None:
        self._days: list[date] = []
        self._prices: list[Cents | None] = []
        self._waiting: list[tuple[date, Cents | None]] = []
        self._advice = 0

    def before(self, advice_id: int, day: date) -> Prices:
        """What payments before that one taught by a day of service: the last ``LATEST`` prices, the newest first."""
        if self._waiting and self._advice != advice_id:
            for on, price in self._waiting:
                at = bisect_right(self._days, on)
                self._days.insert(at, on)
                self._prices.insert(at, price)
            self._waiting.clear()
        end = bisect_right(self._days, day)
        return tuple(self._prices[max(0, end - LATEST) : end][::-1])

    def add(self, advice_id: int, day: date, price: Cents | None) -> None:
        """A line of that payment, which ``before`` was asked about, was allowed so much for a unit."""
        self._advice = advice_id
        self._waiting.append((day, price))
