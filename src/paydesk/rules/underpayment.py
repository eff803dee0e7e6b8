"""Underpayments: which answers fall short of the expected price, what repeats, and what of it is settled.

Allowed is compared with allowed, never with what was paid: the patient's part is in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from paydesk.rules.claims import ClaimState
from paydesk.rules.expected import PricedLine
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show

TOLERANCE: Cents = 1_00
"""A difference up to this, or to 1 % of what is expected if that is more, is none."""


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
class Missing:
    """What one answered line lacks, in cents, for finding what repeats."""

    payer_id: int
    payer: str
    code: str
    amount: Cents


@dataclass(frozen=True, slots=True)
class Pattern:
    """A code a payer keeps allowing too little for: ``short`` of ``of`` answers, ``missing`` cents in all."""

    payer: str
    code: str
    short: int
    of: int
    missing: Cents
    payer_id: int

    @property
    def words(self) -> str:
        """``Aetna: short on 99214 in 14 of 16, 123.45 in all``."""
        return f"{self.payer}: short on {self.code} in {self.short} of {self.of}, {show(self.missing)} in all"


def patterns(missing: Iterable[Missing], compared: Mapping[tuple[int, str], int]) -> tuple[Pattern, ...]:
    """What repeats, the most money first; ``compared`` says how many answers there are for a payer (id) and code."""
    grouped: defaultdict[tuple[int, str, str], list[Cents]] = defaultdict(list)
    for one in missing:
        grouped[one.payer_id, one.payer, one.code].append(one.amount)
    found = [
        Pattern(payer, code, len(short), max(compared.get((payer_id, code), 0), len(short)), sum(short), payer_id)
        for (payer_id, payer, code), short in grouped.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.missing, one.payer, one.code)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedPrice:
    """A price that the clinic accepts for care from ``first`` on, in cents for a unit, and why.

    It is of a payer's code with its pricing modifiers at a place; what is priced lower still is short again.
    """

    accepted_id: int
    payer_id: int
    code: str
    pricing: frozenset[str]
    place: str
    first: date
    allowed: Cents
    reason: str

    def covers(self, line: PricedLine, allowed: Cents) -> bool:
        """Whether a line that was allowed so many cents in all falls under it."""
        same = (self.payer_id, self.code, self.pricing, self.place) == (
            line.payer_id, line.code, line.pricing, line.place,
        )  # fmt: skip
        return same and self.first <= line.day and allowed >= self.allowed * line.units


@dataclass(frozen=True, slots=True)
class Told:
    """How the last filed call about an underpaid claim ended, and when it is looked at again."""

    outcome: str
    next_on: date | None


_PROMISED = {"reprocessed": "to be processed again", "dispute": "in dispute", "won": "appeal won"}
ELSEWHERE = {
    ClaimState.APPEALED: "appealed", ClaimState.CORRECTED: "corrected", ClaimState.TAKEN_BACK: "taken back",
    ClaimState.VOID: "void",
}  # fmt: skip
"""States of a claim in which its short lines are not open as a rule, and how that is told."""


class Stands(StrEnum):
    """What is to be done about a short line: something, nothing before a day, nothing any more."""

    OPEN = "open"
    ASKED = "asked"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a short line stands, and why in a few words; none while it is open."""

    stands: Stands = Stands.OPEN
    words: str = ""


def standing(
    line: PricedLine, allowed: Cents, *, state: ClaimState, told: Told | None, accepted: Iterable[AcceptedPrice],
    today: date, follow_up: date | None = None,
) -> Standing:  # fmt: skip
    """Where a short line stands; ``follow_up`` is when its claim is looked at again.

    Only a price that is accepted settles it for good. What was asked for, by a letter or on a call, is open again on
    the day on which it is looked at again, as the claim is in the list of calls then; and so it is once they say no,
    for the claim is appealed no more. A corrected claim is answered anew, and that answer is compared instead.
    """
    for one in accepted:
        if one.covers(line, allowed):
            return Standing(Stands.SETTLED, f"accepted from {show_date(one.first)}: {one.reason}")
    if state is ClaimState.APPEALED:
        return _waiting(ELSEWHERE[state], follow_up, today)
    if state is ClaimState.CORRECTED:
        return Standing(Stands.ASKED, "corrected, waiting for the new answer")
    if state in ELSEWHERE:
        return Standing(Stands.SETTLED, ELSEWHERE[state])
    if told is not None and told.outcome in _PROMISED:
        return _waiting(_PROMISED[told.outcome], told.next_on, today)
    return Standing()


def _waiting(words: str, until: date | None, today: date) -> Standing:
    if until is None or until <= today:
        return Standing()
    return Standing(Stands.ASKED, f"{words}, waiting until {show_date(until)}")
