"""The expected price: what a payer should allow for a line, by its contract or by what it allowed before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from paydesk.rules.money import Cents, show

LATEST = 20
"""How many past answers are looked at, newest first."""
ENOUGH = 3
"""How many of them have to agree."""
PRICING_MODIFIERS = frozenset(
    {
        *("22", "23", "26", "50", "51", "52", "53", "54", "55", "56", "62", "66", "73", "74", "78", "80", "81", "82"),
        *("AA", "AD", "AS", "QK", "QX", "QY", "QZ", "TC", "NU", "RR", "UE", "CO", "CQ"),
    }
)
"""Modifiers that change a price; all others only tell something."""
SECOND_PROCEDURE = "51"
"""One of several procedures of a day: insurers allow a part of its price."""
REDUCED = frozenset({SECOND_PROCEDURE, "80", "81", "82", "AS"})
"""A further procedure of the day, and an assistant at surgery: as usual only a part of the price is allowed, and which
one is the insurer's to say. A price for the very same modifiers is compared; without one nothing is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """What decides a price: payer, plan, code, its modifiers, place of service, day; ``charge`` in cents for all
    ``units``."""

    payer_id: int
    plan_id: int | None = None
    code: str
    modifiers: tuple[str, ...] = ()
    place: str = ""
    day: date
    units: int = 1
    charge: Cents

    @property
    def named(self) -> frozenset[str]:
        """All its modifiers."""
        return frozenset(one.strip().upper() for one in self.modifiers)

    @property
    def pricing(self) -> frozenset[str]:
        """The modifiers that change its price."""
        return self.named & PRICING_MODIFIERS if self.modifiers else frozenset()

    @property
    def kind(self) -> tuple[int, int | None, str, str, frozenset[str]]:
        """What answers it is compared with: those for the same payer, plan, code, place and pricing modifiers."""
        return self.payer_id, self.plan_id, self.code, self.place, self.pricing

    def as_one_side(self) -> PricedLine:
        """The same, done on one side only."""
        return replace(self, modifiers=tuple(one for one in self.modifiers if one.strip().upper() != BOTH_SIDES))


BOTH_SIDES = "50"
"""Done on both sides: half as much again, where the contract has no price of its own for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """One price of a contract, in cents for a unit; ``plan_id`` None, no modifiers and ``place`` "" hold for all.

    ``last`` is the last day it holds, None: it goes on. ``order`` tells of two from the same day the one loaded later.
    """

    payer_id: int
    plan_id: int | None = None
    code: str
    modifiers: tuple[str, ...] = ()
    place: str = ""
    first: date
    last: date | None = None
    allowed: Cents
    order: int = 0

    @property
    def scope(self) -> tuple[int, int | None, str, frozenset[str], str]:
        """What it is the price of; the same again is another version of it."""
        return self.payer_id, self.plan_id, self.code, frozenset(self.modifiers), self.place

    def is_about(self, line: PricedLine) -> bool:
        """Whether it is a price of that line, on whatever day: it names all modifiers of the line that change a price,
        and none that the line has not."""
        same = (self.payer_id, self.code) == (line.payer_id, line.code)
        here = self.plan_id in (None, line.plan_id) and self.place in ("", line.place)
        return same and here and line.pricing <= frozenset(self.modifiers) <= line.named


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAnswer:
    """What was allowed once, in cents for all units of ``line``."""

    line: PricedLine
    allowed: Cents


class From(StrEnum):
    """Where an expected price comes from."""

    CONTRACT = "contract"
    LEARNED = "learned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What should be allowed for a line in cents, never more than its charge, and why in a few words.

    ``priced`` is the same before the charge cut it. ``times`` of ``of`` past answers agree where it was learned.
    """

    allowed: Cents
    priced: Cents
    source: From
    why: str
    times: int = 0
    of: int = 0

    @property
    def above_charge(self) -> bool:
        """Whether the payer would allow more than we charge: the fee is too low."""
        return self.priced > self.allowed

    @property
    def warning(self) -> str:
        """What to say about a fee below the price; nothing when it is not."""
        if not self.above_charge:
            return ""
        return f"The price ({show(self.priced)}) is above our charge ({show(self.allowed)}): raise the fee."


def expected(
    line: PricedLine,
    *,
    contract: Iterable[ContractRow] = (),
    past: Iterable[PastAnswer] = (),
    latest: int = LATEST,
    enough: int = ENOUGH,
) -> Expected | None:
    """The price by the contract's row in force, else the one most often allowed lately; None: not known.

    Learned is the price of a unit that at least ``enough`` of the ``latest`` answers of the same kind agree on, the
    newer of two as frequent; denied lines, where nothing was allowed, teach nothing.
    """
    found = by_contract(line, contract)
    if found is not None:
        return found
    alike = [one for one in past if one.line.kind == line.kind and one.line.day <= line.day]
    alike.sort(key=lambda one: one.line.day, reverse=True)
    return by_answers(line, [unit_price(one.line, one.allowed) for one in alike if one.allowed > 0][:latest], enough)


def by_contract(line: PricedLine, contract: Iterable[ContractRow]) -> Expected | None:
    """The price by the most particular row in force on the line's day; None without one.

    A row for the plan goes before one for the payer, then one for more modifiers, then one for the place. Where none
    is for both sides (modifier 50), one for one side counts half as much again.
    """
    found = contract_row(line, list(contract))
    if found is None:
        return None
    both = ", 150 % for both sides" if found.both_sides else ""
    return _expected(line, found.price(line.units), From.CONTRACT, f"by contract of {_day(found.row.first)}{both}")


@dataclass(frozen=True, slots=True)
class RowFound:
    """The contract's row for a line; ``both_sides``: it is for one, and counts half as much again."""

    row: ContractRow
    both_sides: bool = False

    def price(self, units: int) -> Cents:
        """In cents, for so many units."""
        whole = self.row.allowed * units
        return (whole * 3 + 1) // 2 if self.both_sides else whole


def contract_row(line: PricedLine, rows: Sequence[ContractRow]) -> RowFound | None:
    """The row that ``by_contract`` goes by."""
    row = row_in_force(line, rows)
    if row is not None:
        return RowFound(row)
    row = row_in_force(line.as_one_side(), rows) if BOTH_SIDES in line.pricing else None
    return None if row is None else RowFound(row, both_sides=True)


def row_in_force(line: PricedLine, contract: Iterable[ContractRow]) -> ContractRow | None:
    """The contract's row for the line: from the day a newer version begins, the older one of the same scope is none."""
    newest: dict[object, ContractRow] = {}
    for row in contract:
        if row.first <= line.day and row.is_about(line):
            known = newest.get(row.scope)
            if known is None or (known.first, known.order) <= (row.first, row.order):
                newest[row.scope] = row
    holding = (row for row in newest.values() if row.last is None or line.day <= row.last)
    return max(holding, key=_particular, default=None)


def _particular(row: ContractRow) -> tuple[bool, int, bool, date, int]:
    return row.plan_id is not None, len(row.modifiers), bool(row.place), row.first, row.order


def unit_price(line: PricedLine, allowed: Cents) -> Cents | None:
    """What was allowed for one unit; None where it does not come out even."""
    return allowed // line.units if allowed % line.units == 0 else None


def by_answers(line: PricedLine, prices: Sequence[Cents | None], enough: int = ENOUGH) -> Expected | None:
    """The price that ``enough`` of these prices of a unit agree on, which are the newest first; None: too few do."""
    found = agreed(tuple(prices), enough)
    if found is None:
        return None
    price, times = found
    of = "" if times == len(prices) else f" of {len(prices)}"
    why = f"learned from {times}{of} answers"
    return _expected(line, price * line.units, From.LEARNED, why, times=times, of=len(prices))


@lru_cache(maxsize=20_000)
def agreed(prices: tuple[Cents | None, ...], enough: int = ENOUGH) -> tuple[Cents, int] | None:
    """The price of a unit that at least ``enough`` of these agree on, which are the newest first, and how many do.

    A year's lines mostly ask it of the very same prices, and most of those are one and the same.
    """
    for price in prices[:2]:
        times = prices.count(price)
        if price is not None and 2 * times > len(prices):
            return (price, times) if times >= enough else None
    counted = Counter(one for one in prices if one is not None)  # keeps their order: of two as frequent the newer
    price, times = counted.most_common(1)[0] if counted else (0, 0)
    return (price, times) if times >= enough else None


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _day(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _expected(
    line: PricedLine, priced: Cents, source: From, why: str, *, times: int = 0, of: int = 0
) -> Expected:
    return Expected(
        allowed=min(priced, line.charge), priced=priced, source=source, why=why, times=times, of=of
    )
