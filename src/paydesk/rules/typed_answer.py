"""A claim's answer as it is typed from an insurer's paper: each line explained to the cent, or told what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from paydesk.rules.answer_shares import KnownClaim, KnownLine
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents, cents, parse, show

EARLIER_PAYER = ("OA", "23")
"""What an earlier payer decided: on a second payer's paper it is what is left of the line."""

_OFF, _DEDUCTIBLE, _COINSURANCE, _COPAY = ("CO", "45"), ("PR", "1"), ("PR", "2"), ("PR", "3")
_SHARES = frozenset({_OFF, _DEDUCTIBLE, _COINSURANCE, _COPAY, ("CO", "253")})
_REASON = re.compile(
    r"[\s;,+]*(?P<group>CO|PR|OA|PI)[\s-]*(?P<reason>[A-Z]?\d{1,3})(?![\d.])"
    r"(?:\s*[=:]?\s+(?P<amount>[-−]?\$?\d[\d,]*(?:\.\d{1,2})?|[-−]?\.\d{1,2})(?![\d.]))?",
    re.IGNORECASE | re.ASCII,
)
_TWO_RESTS = "Only one reason can take the rest of a line. Type the amounts of the others, like CO 97 20.00."


@dataclass(frozen=True)
class Reason:
    """A further adjustment of a line, in cents; ``amount`` None is whatever the line's other amounts leave."""

    group: str
    reason: str
    amount: Cents | None = None

    @property
    def words(self) -> str:
        """As it is typed: ``CO 97 20.00``."""
        return f"{self.group} {self.reason}" + ("" if self.amount is None else f" {show(self.amount)}")


def parse_reasons(text: str) -> tuple[Reason, ...]:
    """The reasons of what a clerk types: ``co197``, ``CO 97 20.00; OA 23 96``. Raises PaydeskError.

    Without an amount a reason takes the rest of its line; only one of them can.
    """
    found, at = list[Reason](), 0
    while text[at:].strip(" ;,+"):
        match = _REASON.match(text, at)
        if match is None:
            wrong = text[at:].strip(" ;,+")[:20]
            raise PaydeskError(
                f"“{wrong}” is no reason. Type group and number, like CO 197, and an amount if it is not all of it."
            )
        amount = match["amount"]
        found.append(Reason(match["group"].upper(), match["reason"].upper(), parse(amount) if amount else None))
        at = match.end()
    if sum(one.amount is None for one in found) > 1:
        raise PaydeskError(_TWO_RESTS)
    return tuple(found)


@dataclass(frozen=True)
class TypedLine:
    """What is typed of one line, in cents, None where nothing is; ``key`` is our key of the line.

    ``off`` overtypes what comes off by contract. ``left_out``: the paper says nothing of this line.
    """

    key: str
    allowed: Cents | None = None
    deductible: Cents | None = None
    copay: Cents | None = None
    coinsurance: Cents | None = None
    off: Cents | None = None
    others: tuple[Reason, ...] = ()
    paid: Cents | None = None
    left_out: bool = False

    @property
    def answered(self) -> bool:
        """Whether it says what became of the line: what was paid, or why nothing was."""
        return self.paid is not None or any(one.amount is None and not _earlier(one) for one in self.others)

    def settled(self, charge: Cents, *, first: bool) -> Settled:
        """Its adjustments; ``first``: as first payer, whose price takes the difference to the charge off."""
        off = self.off if self.off is not None else _off(charge, self.allowed) if first else 0
        rest = next((one for one in self.others if one.amount is None), None)
        if self.off is None and not self.allowed and rest is not None and not _earlier(rest):
            off = 0  # a price of nothing is no price: the reason takes the charge
        named = [
            (*_OFF, off), (*_DEDUCTIBLE, self.deductible or 0), (*_COPAY, self.copay or 0),
            (*_COINSURANCE, self.coinsurance or 0),
        ]  # fmt: skip
        paid = self.paid or 0
        named += [(one.group, one.reason, one.amount) for one in self.others if one.amount is not None]
        if rest is not None:
            named.append((rest.group, rest.reason, charge - paid - sum(amount for _, _, amount in named)))
        told = tuple(one for one in named if one[2])
        return Settled(told, paid, charge - paid - sum(amount for _, _, amount in told))


@dataclass(frozen=True)
class Settled:
    """A line's adjustments as (group, reason, cents), what it pays, and what of the charge is not explained."""

    adjustments: tuple[tuple[str, str, Cents], ...]
    paid: Cents
    left: Cents

    @property
    def off(self) -> Cents:
        """What comes off by contract."""
        return sum(amount for group, reason, amount in self.adjustments if (group, reason) == _OFF)

    @property
    def denied(self) -> bool:
        """Whether nothing is paid, no price is named and no share, but a reason why not."""
        reasons = {(group, reason) for group, reason, _ in self.adjustments}
        return not self.paid and bool(reasons - {EARLIER_PAYER}) and not reasons & _SHARES


def _off(charge: Cents, allowed: Cents | None) -> Cents:
    if allowed is None:
        return 0
    return max(charge - allowed, 0) if charge > 0 else min(charge - allowed, 0)


def _earlier(one: Reason) -> bool:
    return (one.group, one.reason) == EARLIER_PAYER


@dataclass(frozen=True)
class TypedAnswer:
    """The answer to one of our claims; ``lines`` and how many ``units`` they are for by their keys.

    ``takes_back``: an earlier answer, its amounts below zero. ``payer_claim`` is the insurer's own number of it,
    ``passed_on_to`` the next insurer it went to.
    """

    known: KnownClaim
    lines: tuple[TypedLine, ...]
    payer_claim: str = ""
    remarks: tuple[str, ...] = ()
    passed_on_to: str = ""
    takes_back: bool = False
    units: Mapping[str, int] = field(default_factory=dict)

    @property
    def whose(self) -> str:
        """``Maria Lopez's claim PD0000001``."""
        return f"{self.known.patient_first} {self.known.patient_last}".strip() + f"'s claim {self.known.number}"

    def charge_of(self, line: KnownLine) -> Cents:
        """A line's charge, below zero in an answer that is taken back."""
        return -line.amount if self.takes_back else line.amount

    def pairs(self) -> Iterator[tuple[KnownLine, TypedLine, Settled]]:
        """Each line of the claim that the paper answers, with what is typed and what it comes to."""
        typed = {line.key: line for line in self.lines}
        for line in self.known.lines:
            one = typed.get(line.key, TypedLine(line.key))
            if not one.left_out:
                yield line, one, one.settled(self.charge_of(line), first=self.known.order == 1)

    @property
    def paid(self) -> Cents:
        """What the claim is paid by what is typed so far, in cents."""
        return sum(settled.paid for _, _, settled in self.pairs())

    @property
    def left(self) -> Cents:
        """What of its charges is not explained yet, in cents, whichever way."""
        return sum(abs(settled.left) for _, _, settled in self.pairs())

    def mistakes(self) -> Iterator[PaydeskError]:
        """What is missing or cannot be meant of each line, with the line's key as the field."""
        pairs = list(self.pairs())
        if not pairs:
            yield PaydeskError(f"No line of {self.whose} is on the paper. Take the claim off, or type its lines.")
        for line, typed, settled in pairs:
            says = _wrong(self.charge_of(line), typed, settled, takes_back=self.takes_back)
            if says:
                yield PaydeskError(f"{line.code} of {self.whose}: {says}", field=line.key)

    def mistake(self) -> PaydeskError | None:
        """The first of them; None when all of it holds."""
        return next(self.mistakes(), None)


def _wrong(charge: Cents, typed: TypedLine, settled: Settled, *, takes_back: bool) -> str:
    """What is wrong with a line, as a sentence; nothing when it holds."""
    if not typed.answered:
        return f"Type what was paid of {show(charge)}, or the reason why nothing was, like CO 197."
    if sum(one.amount is None for one in typed.others) > 1:
        return _TWO_RESTS
    own = (typed.allowed, typed.deductible, typed.copay, typed.coinsurance, typed.off, typed.paid)
    amounts = (*own, *(one.amount for one in typed.others))
    if takes_back and any(amount is not None and cents(amount) > 0 for amount in amounts):
        return "What is taken back is below zero. Type its amounts with a minus, like -96."
    if not takes_back and any(amount is not None and cents(amount) < 0 for amount in amounts):
        return "An amount is below zero. Only an earlier answer that is taken back has such amounts."
    if settled.left:
        what = "not explained" if (settled.left > 0) == (charge > 0) else "too much"
        return (
            f"{show(abs(settled.left))} of its charge of {show(charge)} is {what}. "
            "Look at what is allowed, paid and the patient's."
        )
    if typed.allowed == 0 and charge and typed.off is None and settled.off == charge:
        return f"Allowed is 0.00. Type why {show(charge)} is not paid, like CO 97, or what comes off by contract."
    rest = next((one for one in typed.others if one.amount is None), None)
    if rest is not None and not _earlier(rest) and (rest.group, rest.reason) not in {
        (group, reason) for group, reason, _ in settled.adjustments
    }:
        return f"{rest.words} takes nothing: {show(charge)} is explained without it. Take it away, or lower another."
    for group, reason, amount in settled.adjustments:
        if rest is not None and (group, reason) == (rest.group, rest.reason) and (amount > 0) != (charge > 0):
            return f"Its amounts are {show(abs(amount))} more than its charge of {show(charge)}. Lower one of them."
    return ""
