"""Comparing prices: each answered line with what its contract says or earlier payments taught, and which are short."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from weakref import WeakKeyDictionary

from paydesk.config import no_collecting
from paydesk.data import contract_store, price_store
from paydesk.data.database import Database, Session
from paydesk.data.price_store import Answered, PostedLine, Whose
from paydesk.operations.desk import Desk
from paydesk.rules.expected import (
    PRICING_MODIFIERS,
    REDUCED,
    ContractRow,
    Expected,
    PricedLine,
    RowFound,
    agreed,
    by_answers,
    by_contract,
    contract_row,
    unit_price,
)
from paydesk.rules.money import Cents
from paydesk.rules.price_history import Prices, Taught
from paydesk.rules.underpayment import Stands, Variance, Verdict
from paydesk.rules.usual_price import ShortPrice

LOOKED_BACK = timedelta(days=400)
"""So far back prices are learned; what is older was of another price list."""

@dataclass(frozen=True)
class ShortLine:
    """A line that was priced too low, in cents: what was expected, why, and what was allowed.

    ``stands`` is whether it is open, asked for or settled, and ``told`` how, empty while it is open; ``next_on`` is
    when a call about it is due again. ``appealed``: its claim is, and is asked after as such. ``accepted_ids`` is what
    was accepted where that settled it.
    """

    claim_id: int
    number: str
    account_id: int
    person_id: int
    patient: str
    payer: str
    line: PricedLine
    expected: Cents
    allowed: Cents
    why: str
    advice_id: int
    stands: Stands = Stands.OPEN
    told: str = ""
    next_on: date | None = None
    appealed: bool = False
    accepted_ids: tuple[int, ...] = ()

    @property
    def missing(self) -> Cents:
        return self.expected - self.allowed

    @property
    def payer_id(self) -> int:
        return self.line.payer_id

    @property
    def code(self) -> str:
        return self.line.code

    @property
    def day(self) -> date:
        return self.line.day

    @property
    def price(self) -> ShortPrice:
        """What is compared where its price is accepted."""
        return ShortPrice(self.line, self.expected, self.allowed)

    @property
    def about(self) -> str:
        """What a call, or an appeal, about its claim is about."""
        return f"claim {self.claim_id}"


@dataclass(frozen=True)
class Compared:
    """What was found of a clinic's answers: short lines, the newest first, how many there are of payer and code, and
    how many lines of usually reduced procedures have no price of their own."""

    short: tuple[ShortLine, ...]
    counts: Mapping[tuple[int, str], int]
    fees: tuple[str, ...]
    apart: int


_FOUND: WeakKeyDictionary[Database, tuple[tuple[object, ...], Compared]] = WeakKeyDictionary()
"""What was found last: to compare a year's answers anew each time a list is shown would take seconds."""


def compared(desk: Desk, session: Session, since: date) -> Compared:
    """Care since a day, compared; found anew only where something was answered, undone or priced since."""
    stamp = (since, *price_store.stamp(session))
    before = _FOUND.get(desk.database)
    if before is not None and before[0] == stamp:
        return before[1]
    with no_collecting():
        found = _compare(session, since)
    _FOUND[desk.database] = stamp, found
    return found


def _compare(session: Session, since: date) -> Compared:
    lines = price_store.posted(session, since=since - LOOKED_BACK)
    latest = {one.key: number for number, one in enumerate(lines)}
    groups = defaultdict[object, list[int]](list)
    for number, one in enumerate(lines):
        groups[one.payer_id, one.plan_id, one.code, one.place, pricing_of(one.named)].append(number)
    contract = contract_store.rows_of(session)
    counts = Counter[tuple[int, str]]()
    found: list[tuple[PostedLine, Expected]] = []
    above: dict[tuple[int, str, Cents, Cents], tuple[PostedLine, Expected]] = {}
    apart = 0
    for numbers in groups.values():
        first = lines[numbers[0]]
        price_of = _Prices(contract.get((first.payer_id, first.code), ()))
        is_reduced = not REDUCED.isdisjoint(pricing_of(first.named))
        for number in numbers:
            one = lines[number]
            price = price_of.next(one)
            # What was answered anew since, such as after a correction, is compared by its last answer.
            if one.day < since or latest[one.key] != number:
                continue
            if price is None:
                apart += is_reduced
                continue
            counts[one.payer_id, one.code] += 1
            if price > one.charge:
                place = one.payer_id, one.code, price, one.charge
                if place not in above:
                    above[place] = one, price_of.expected(one)
            if _is_short(min(price, one.charge), one.allowed):
                found.append((one, price_of.expected(one)))
    whose = price_store.whose(session, {one.claim_id for one, _ in (*found, *above.values())})
    short = [_short_posted(one, price, whose[one.claim_id]) for one, price in found]
    short.sort(key=lambda line: (line.day, line.missing), reverse=True)
    fees = dict.fromkeys(f"{whose[one.claim_id].payer}, {one.code}: {price.warning}" for one, price in above.values())
    return Compared(tuple(short), counts, tuple(fees), apart)


class _Prices:
    """What is expected for lines of one kind, one after the other: by contract, or as earlier payments taught."""

    def __init__(self, rows: Sequence[ContractRow]) -> None:
        self._rows, self._taught = rows, Taught()
        self._last: Prices = ()
        ends = {row.last + timedelta(days=1) for row in rows if row.last is not None}
        self._turns = sorted({row.first for row in rows} | ends)
        self._known: dict[tuple[str, int], RowFound | None] = {}

    def next(self, one: PostedLine) -> Cents | None:
        """The price of the next line, whatever its charge; None where none is known. It is a lesson for the others."""
        self._last = self._taught.before(one.advice_id, one.day)
        self._taught.add(one.advice_id, one.day, one.allowed // one.units if one.allowed % one.units == 0 else None)
        row = self._row(one) if self._rows else None
        if row is not None:
            return row.price(one.units)
        learned = agreed(self._last)
        return learned[0] * one.units if learned is not None else None

    def expected(self, one: PostedLine) -> Expected:
        """The same of the line that ``next`` was asked about, with its reason."""
        line = one.priced()
        found = by_contract(line, self._rows) or by_answers(line, self._last)
        assert found is not None
        return found

    def _row(self, one: PostedLine) -> RowFound | None:
        """Between two days on which a contract's price begins or ends the row is the same."""
        place = one.named, bisect_right(self._turns, one.day)
        if place not in self._known:
            self._known[place] = contract_row(one.priced(), self._rows)
        return self._known[place]


@lru_cache(maxsize=2000)
def pricing_of(named: str) -> frozenset[str]:
    """The modifiers of a line that change its price."""
    return frozenset(one.upper() for one in named.split()) & PRICING_MODIFIERS


def short_of_advice(session: Session, advice_id: int, *, today: date) -> dict[int, ShortLine]:
    """Claim -> its line with the most missing, of one payment."""
    answers = price_store.of_advice(session, advice_id, since=today - LOOKED_BACK)
    codes = {one.line.code for one in answers if one.advice_id == advice_id}
    contract = contract_store.rows_of(session, codes=codes) if codes else {}
    found: dict[int, ShortLine] = {}
    for one, price in _priced(answers, contract):
        if one.advice_id == advice_id and price is not None and _is_short(price.allowed, one.allowed):
            line = _short(one, price)
            before = found.get(one.claim_id)
            found[one.claim_id] = line if before is None or line.missing > before.missing else before
    return found


def _is_short(usual: Cents, allowed: Cents) -> bool:
    return Variance(usual, allowed).verdict is Verdict.SHORT


def _priced(
    answers: Iterable[Answered], contract: Mapping[tuple[int, str], Sequence[ContractRow]]
) -> Iterator[tuple[Answered, Expected | None]]:
    """Each line, in the order of payments, with its price: the contract's, or what earlier payments teach; what came in
    one payment teaches later ones."""
    groups = defaultdict[object, list[Answered]](list)
    for one in answers:
        groups[one.line.kind].append(one)
    for every in groups.values():
        first = every[0].line
        rows = contract.get((first.payer_id, first.code), ())
        taught = Taught()
        for one in every:
            before = taught.before(one.advice_id, one.line.day)
            taught.add(one.advice_id, one.line.day, unit_price(one.line, one.allowed))
            by_paper = by_contract(one.line, rows) if rows else None
            yield one, by_paper or by_answers(one.line, before)


def _short(one: Answered, price: Expected) -> ShortLine:
    return ShortLine(
        one.claim_id, one.number, one.account_id, one.person_id, one.patient, one.payer, one.line, price.allowed,
        one.allowed, price.why, one.advice_id,
    )  # fmt: skip


def _short_posted(one: PostedLine, price: Expected, whose: Whose) -> ShortLine:
    return ShortLine(
        one.claim_id, whose.number, whose.account_id, whose.person_id, whose.patient, whose.payer, one.priced(),
        price.allowed, one.allowed, price.why, one.advice_id,
    )  # fmt: skip
