"""The usual price: which of an insurer's lower prices is proposed where its lines disagree, and which lines it fits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from paydesk.rules.errors import PaydeskError
from paydesk.rules.expected import PricedLine
from paydesk.rules.money import Cents, show


@dataclass(frozen=True, slots=True)
class ShortPrice:
    """One line that is short: what decides its price, and in cents for all its units what was expected and allowed."""

    line: PricedLine
    expected: Cents
    allowed: Cents

    @property
    def kind(self) -> tuple[str, str]:
        """Its modifiers that change a price, and its place: lines of another kind have another price."""
        return " ".join(sorted(self.line.pricing)), self.line.place


@dataclass(frozen=True, slots=True)
class KindOfLine:
    """The short lines of one code that have the same modifiers and place: the lower price is theirs alone."""

    modifiers: str
    place: str
    lines: tuple[ShortPrice, ...]

    @property
    def words(self) -> str:
        """``modifier 26, place 11``; empty where it has neither."""
        told = [f"modifier {self.modifiers}"] if self.modifiers else []
        return ", ".join([*told, *([f"place {self.place}"] if self.place else [])])

    @property
    def usual(self) -> Cents:
        """The price of a unit that was allowed most often; of two that were as often the higher."""
        found = Counter(one.allowed // one.line.units for one in self.lines)
        return max(found, key=lambda price: (found[price], price))

    @property
    def highest(self) -> Cents:
        """The highest price of a unit that was allowed: what is above it fits no line."""
        return max(one.allowed // one.line.units for one in self.lines)

    @property
    def expected(self) -> Cents:
        """What was expected for a unit, at most."""
        return max(one.expected // one.line.units for one in self.lines)

    def fits(self, price: Cents) -> int:
        """How many of the lines are settled by a price of a unit; those that were allowed less stay short."""
        return sum(one.allowed >= price * one.line.units for one in self.lines)

    def refuse(self, price: Cents, *, field: str) -> None:
        """Raises PaydeskError for a price of a unit that is none, or that none of the lines has."""
        if price < 0:
            raise PaydeskError("A price is not below zero.", field=field)
        if price > self.expected:
            says = f"{show(self.expected)} is expected: what is accepted is never above that."
            raise PaydeskError(says, field=field)
        if not self.fits(price):
            says = f"None of these lines was allowed so much. At {show(self.highest)} or below something is settled."
            raise PaydeskError(says, field=field)


def kinds(lines: Iterable[ShortPrice], *, first: date | None = None) -> tuple[KindOfLine, ...]:
    """The lines of one code by their kind, those of care from ``first`` on; the plain one first."""
    found = defaultdict[tuple[str, str], list[ShortPrice]](list)
    for one in lines:
        if first is None or one.line.day >= first:
            found[one.kind].append(one)
    return tuple(KindOfLine(*kind, tuple(some)) for kind, some in sorted(found.items()))
