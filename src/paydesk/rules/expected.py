"""The expected price: what a payer should allow by contract or by what it allowed before, and which answers fall short.

Allowed is compared with allowed, never with what was paid: the patient's part is in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from paydesk.rules.money import Cents, show

LATEST = 20
"""How many past answers are looked at, newest first."""
ENOUGH = 3
"""How many of them have to agree."""
TOLERANCE: Cents = 1_00
"""A difference up to this, or to 1 % of what is expected if that is more, is none."""

PRICING_MODIFIERS = frozenset(
    {
        *("22", "23", "26", "50", "51", "52", "53", "54", "55", "56", "62", "66", "73", "74", "78", "80", "81", "82"),
        *("AA", "AD", "AS", "QK", "QX", "QY", "QZ", "TC", "NU", "RR", "UE", "CO", "CQ"),
    }
)
"""Modifiers that change a price; all others only tell something."""


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
    def pricing(self) -> frozenset[str]:
        """The modifiers that change its price."""
        return frozenset(one.strip().upper() for one in self.modifiers) & PRICING_MODIFIERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """One price of a contract, in cents for a unit; ``plan_id`` None and ``place`` "" hold for all of them.

    ``last`` is the last day it holds, None: it goes on. A row holds for its pricing modifiers exactly.
    """

    payer_id: int
    plan_id: int | None = None
    code: str
    modifiers: tuple[str, ...] = ()
    place: str = ""
    first: date
    last: date | None = None
    allowed: Cents
    source: str = ""

    def holds_for(self, line: PricedLine) -> bool:
        """Whether it prices that line."""
        same = (self.payer_id, self.code) == (line.payer_id, line.code)
        in_time = self.first <= line.day and (self.last is None or line.day <= self.last)
        here = self.plan_id in (None, line.plan_id) and self.place in ("", line.place)
        modifiers = frozenset(one.strip().upper() for one in self.modifiers) & PRICING_MODIFIERS
        return same and in_time and here and modifiers == line.pricing


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
    """The price by the most particular row of the contract, else the one most often allowed lately; None: not known.

    A row for the plan goes before one for the payer, then one for the place, then the newer. Learned is the price of
    a unit that at least ``enough`` of the ``latest`` answers for the same payer, plan, code, pricing modifiers and
    place agree on, the newer of two as frequent; denied lines, where nothing was allowed, teach nothing.
    """
    rows = [row for row in contract if row.holds_for(line)]
    if rows:
        row = max(rows, key=lambda one: (one.plan_id is not None, bool(one.place), one.first))
        why = f"by contract from {row.first:%m/%d/%Y}{f' ({row.source})' if row.source else ''}"
        return _expected(line, row.allowed, From.CONTRACT, why)
    return _learned(line, past, latest=latest, enough=enough)


def _learned(line: PricedLine, past: Iterable[PastAnswer], *, latest: int, enough: int) -> Expected | None:
    alike = (one for one in past if _alike(one.line, line) and one.allowed > 0 and one.line.day <= line.day)
    newest = sorted(alike, key=lambda one: one.line.day, reverse=True)[:latest]
    prices = [one.allowed // one.line.units for one in newest if one.allowed % one.line.units == 0]
    counted = Counter(prices)  # keeps their order: the newest of two as frequent comes first
    if not counted:
        return None
    price, times = counted.most_common(1)[0]
    if times < enough:
        return None
    why = f"allowed in {times} of the last {len(newest)}"
    return _expected(line, price, From.LEARNED, why, times=times, of=len(newest))


def _alike(one: PricedLine, other: PricedLine) -> bool:
    return (one.payer_id, one.plan_id, one.code, one.place, one.pricing) == (
        other.payer_id, other.plan_id, other.code, other.place, other.pricing,
    )  # fmt: skip


def _expected(line: PricedLine, unit: Cents, source: From, why: str, *, times: int = 0, of: int = 0) -> Expected:
    priced = unit * line.units
    return Expected(
        allowed=min(priced, line.charge), priced=priced, source=source, why=why, times=times, of=of
    )


class Verdict(StrEnum):
    """What an answer's allowed amount is beside the expected one."""

    AS_EXPECTED = "as_expected"
    SHORT = "short"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Variance:
    """``expected − allowed`` in cents, above zero when the payer allowed too little."""

    expected: Cents
    allowed: Cents

    @property
    def difference(self) -> Cents:
        """What is missing, below zero for too much."""
        return self.expected - self.allowed

    @property
    def verdict(self) -> Verdict:
        """Short or over beyond 1.00 and beyond 1 % of what was expected."""
        size = abs(self.difference)
        if size <= TOLERANCE or size * 100 <= self.expected:
            return Verdict.AS_EXPECTED
        return Verdict.SHORT if self.difference > 0 else Verdict.OVER


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """One answered line and its variance, for finding what repeats."""

    payer: str
    code: str
    variance: Variance


@dataclass(frozen=True, slots=True)
class Pattern:
    """A code a payer keeps allowing too little for: ``short`` of ``of`` answers, ``missing`` cents in all."""

    payer: str
    code: str
    short: int
    of: int
    missing: Cents

    @property
    def words(self) -> str:
        """``Aetna: short on 99214 in 14 of 16, 123.45 in all``."""
        return f"{self.payer}: short on {self.code} in {self.short} of {self.of}, {show(self.missing)} in all"


def patterns(answers: Iterable[AnsweredLine], *, enough: int = ENOUGH) -> tuple[Pattern, ...]:
    """What repeats: payer and code with at least ``enough`` short answers, the most money first."""
    grouped: defaultdict[tuple[str, str], list[Variance]] = defaultdict(list)
    for one in answers:
        grouped[one.payer, one.code].append(one.variance)
    found = []
    for (payer, code), every in grouped.items():
        short = [one for one in every if one.verdict is Verdict.SHORT]
        if len(short) >= enough:
            found.append(Pattern(payer, code, len(short), len(every), sum(one.difference for one in short)))
    return tuple(sorted(found, key=lambda one: (-one.missing, one.payer, one.code)))
