"""Underpayments: lines for which an insurer allowed less than it should, and what of that it does again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from paydesk.data import underpaid_store
from paydesk.data.database import Session
from paydesk.data.underpaid_store import Answered
from paydesk.operations.desk import Desk
from paydesk.rules.expected import AnsweredLine, Expected, PastAnswer, Pattern, Variance, Verdict, expected, patterns
from paydesk.rules.money import Cents

LOOKED_BACK = timedelta(days=400)
"""So far back prices are learned; what is older was of another price list."""


@dataclass(frozen=True)
class ShortLine:
    """A line that was priced too low, in cents: what was expected, why, and what was allowed."""

    claim_id: int
    number: str
    account_id: int
    person_id: int
    patient: str
    payer: str
    code: str
    day: date
    expected: Cents
    allowed: Cents
    why: str
    advice_id: int

    @property
    def missing(self) -> Cents:
        return self.expected - self.allowed


@dataclass(frozen=True)
class Underpaid:
    """The patterns, the most money first; every short line, the newest first; and fees below an insurer's price."""

    patterns: tuple[Pattern, ...]
    lines: tuple[ShortLine, ...]
    fees: tuple[str, ...]


def underpaid(desk: Desk, *, since: date) -> Underpaid:
    """What insurers allowed too little for since a day of service, beyond 1.00 and beyond 1 %.

    A price is learned from the same insurer's earlier payments for the same plan, code, modifiers and place.
    """
    with desk.looking("reports.see") as session:
        priced = list(_priced(underpaid_store.answered(session, since=since - LOOKED_BACK)))
    known = [(one, price) for one, price in priced if price is not None and one.line.day >= since]
    answers = [AnsweredLine(one.payer, one.line.code, Variance(price.allowed, one.allowed)) for one, price in known]
    short = [_short(one, price) for one, price in known if _is_short(price.allowed, one.allowed)]
    short.sort(key=lambda line: (line.day, line.missing), reverse=True)
    fees = dict.fromkeys(f"{one.payer}, {one.line.code}: {price.warning}" for one, price in known if price.warning)
    return Underpaid(patterns(answers, enough=1), tuple(short), tuple(fees))


def looked_at(desk: Desk) -> None:
    """Somebody saw the list."""
    desk.looked_at_list("reports.underpaid", "Looked at underpayments")


def short_of_advice(session: Session, advice_id: int, *, today: date) -> dict[int, ShortLine]:
    """Claim -> its line with the most missing, of one payment."""
    found: dict[int, ShortLine] = {}
    for one, price in _priced(underpaid_store.answered(session, since=today - LOOKED_BACK, advice_id=advice_id)):
        if one.advice_id == advice_id and price is not None:
            line = _short(one, price)
            if _is_short(line.expected, line.allowed):
                before = found.get(one.claim_id)
                found[one.claim_id] = line if before is None or line.missing > before.missing else before
    return found


def _is_short(usual: Cents, allowed: Cents) -> bool:
    return Variance(usual, allowed).verdict is Verdict.SHORT


def _priced(answers: Iterable[Answered]) -> Iterator[tuple[Answered, Expected | None]]:
    """Each line with the price that earlier payments of its insurer teach; what came in one payment teaches later
    ones."""
    groups = defaultdict[tuple[int, str], list[Answered]](list)
    for one in answers:
        groups[one.line.payer_id, one.line.code].append(one)
    for every in groups.values():
        past: list[PastAnswer] = []
        waiting: list[Answered] = []
        advice = None
        for one in sorted(every, key=lambda each: each.advice_id):
            if one.advice_id != advice:
                past += [PastAnswer(line=each.line, allowed=each.allowed) for each in waiting]
                waiting, advice = [], one.advice_id
            waiting.append(one)
            yield one, expected(one.line, past=past[-_REMEMBERED:])


_REMEMBERED = 60
"""So many of the newest answers for a code are looked at; a price is learned from the last of those that are alike."""


def _short(one: Answered, price: Expected) -> ShortLine:
    return ShortLine(
        one.claim_id, one.number, one.account_id, one.person_id, one.patient, one.payer, one.line.code, one.line.day,
        price.allowed, one.allowed, price.why, one.advice_id,
    )  # fmt: skip
