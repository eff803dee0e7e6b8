"""A contract's price list: what of a file is new, changed or known already, and which prices hold on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show


@dataclass(frozen=True, slots=True)
class Price:
    """One price, in cents for a unit, from ``first`` to ``last`` (None: it goes on); no modifiers and ``place`` "" hold
    for all of them."""

    code: str
    modifiers: tuple[str, ...]
    place: str
    allowed: Cents
    first: date
    last: date | None = None

    @property
    def scope(self) -> tuple[str, frozenset[str], str]:
        """What it is the price of."""
        return self.code, frozenset(self.modifiers), self.place


@dataclass(frozen=True, slots=True)
class KeptPrice:
    """A price that is loaded; ``ended_by`` is the person who ended it, empty where the file said when it ends."""

    price_id: int
    plan: str
    price: Price
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class ReadPrice:
    """A price as a line of a file has it; without a day of its own it holds from the day of loading."""

    line: int
    code: str
    modifiers: tuple[str, ...]
    place: str
    allowed: Cents
    first: date | None = None
    last: date | None = None

    def from_day(self, day: date) -> Price:
        """With a day from which it holds."""
        return Price(self.code, self.modifiers, self.place, self.allowed, self.first or day, self.last)


class Fate(StrEnum):
    """What becomes of a line of a file."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of a file and what becomes of it; ``before`` is the price it follows, ``why`` says why it is refused."""

    line: int
    fate: Fate
    price: Price | None = None
    before: Cents | None = None
    why: str = ""


def newest(kept: Iterable[Price], day: date) -> Price | None:
    """Of versions of one price, in the order they were loaded, the one that counts on that day, ended or not."""
    found = None
    for one in kept:
        if one.first <= day and (found is None or found.first <= one.first):
            found = one
    return found


def judge(read: Sequence[ReadPrice], kept: Iterable[KeptPrice], day: date) -> tuple[Judged, ...]:
    """What becomes of each line of a file that is loaded on ``day``; the same file again is known.

    A price that is already in force is known; another one becomes a new version from its day on. A price that a person
    ended stays ended when the file that brought it is loaded again. Raises nothing: what cannot be is refused, by line.
    """
    versions: dict[object, list[tuple[Price, bool]]] = {}
    for one in sorted(kept, key=lambda each: each.price_id):
        versions.setdefault(one.price.scope, []).append((one.price, bool(one.ended_by)))
    seen: dict[object, tuple[int, Price]] = {}
    found = []
    for row in sorted(read, key=lambda each: (each.first or day, each.line)):
        price = row.from_day(day)
        if price.last is not None and price.last < price.first:
            why = f"it would end on {show_date(price.last)}, before it begins on {show_date(price.first)}"
            found.append(Judged(row.line, Fate.REFUSED, why=why))
            continue
        twin = seen.setdefault((price.scope, price.first), (row.line, price))
        if twin[1] != price:
            why = f"line {twin[0]} has {show(twin[1].allowed)} for it from the same day"
            if twin[1].allowed == price.allowed:
                why = f"line {twin[0]} has another last day for it"
            found.append(Judged(row.line, Fate.REFUSED, why=why))
            continue
        found.append(_judged(row.line, price, versions.setdefault(price.scope, [])))
    return tuple(sorted(found, key=lambda each: each.line))


def _judged(line: int, price: Price, versions: list[tuple[Price, bool]]) -> Judged:
    ended = {one for one, by_person in versions if by_person}
    counts = newest((one for one, _ in versions), price.first)
    if counts is not None:
        holds = counts.last is None or price.first <= counts.last
        same_end = counts.last == price.last or (price.last is None and counts in ended)
        if counts.allowed == price.allowed and holds and same_end:
            return Judged(line, Fate.KNOWN, price)
    versions.append((price, False))
    if counts is None:
        return Judged(line, Fate.NEW, price)
    return Judged(line, Fate.CHANGED, price, counts.allowed)


def in_force(kept: Iterable[KeptPrice], day: date) -> tuple[KeptPrice, ...]:
    """The prices that hold on that day."""
    versions: dict[object, list[KeptPrice]] = {}
    for one in sorted(kept, key=lambda each: each.price_id):
        versions.setdefault((one.plan.casefold(), one.price.scope), []).append(one)
    found = []
    for every in versions.values():
        counts = newest((one.price for one in every), day)
        if counts is not None and (counts.last is None or day <= counts.last):
            found += [one for one in every if one.price is counts]
    return tuple(found)


def as_shown(kept: Sequence[KeptPrice]) -> tuple[KeptPrice, ...]:
    """Each with the last day it holds: the day before a later version begins."""
    following: dict[object, date] = {}
    found = []
    for one in sorted(kept, key=lambda each: (each.price.first, each.price_id), reverse=True):
        scope = one.plan.casefold(), one.price.scope
        after = following.get(scope)
        if after is not None and (one.price.last is None or one.price.last >= after):
            one = replace(one, price=replace(one.price, last=date.fromordinal(after.toordinal() - 1)))
        following[scope] = min(after, one.price.first) if after else one.price.first
        found.append(one)
    place = {one.price_id: at for at, one in enumerate(kept)}
    return tuple(sorted(found, key=lambda each: place[each.price_id]))
