"""Affordability: what a household can pay a month, by every cap that applies, and never a cent more by rounding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import floor

from paydesk.rules import poverty_guideline
from paydesk.rules.errors import PaydeskError
from paydesk.rules.household_means import Flow, monthly_obligations, yearly_income
from paydesk.rules.money import Cents, cents, show
from paydesk.rules.poverty_guideline import Region


class Base(Enum):
    """What a cap is a percentage of, by the month."""

    GROSS = "gross income"
    DISPOSABLE = "disposable income"


GENERIC = "generic"
"""The pack of a clinic that no law of its state binds: its own policy alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapRule:
    """A dated row: so many percent of ``base`` a month are all that may be asked.

    ``pack`` is the set of rules it belongs to, turned on by the clinic; GENERIC always applies. ``legal``: no policy
    of the clinic goes above it. ``within`` is the percent of the poverty guideline up to which it protects, None for
    everybody. ``facility`` says whether it binds a facility or a professional who bills apart, None for both.
    ``most_payments``: after so many monthly payments the bill counts as paid, None where a law says nothing of that.
    """

    pack: str
    name: str
    percent: Decimal
    base: Base
    legal: bool
    within: int | None = None
    facility: bool | None = None
    binds: str
    first: date
    last: date | None = None
    source: str
    verified_on: date
    most_payments: int | None = None


_COLORADO = "hcpf.colorado.gov, Colorado Hospital Discounted Care"
CAP_RULES: tuple[CapRule, ...] = (
    CapRule(
        pack=GENERIC, name="clinic policy: 25 % of disposable income", percent=Decimal(25), base=Base.DISPOSABLE,
        legal=False, binds="this clinic, by its own choice", first=date(2020, 1, 1),
        source="usual in the field", verified_on=date(2026, 11, 1),
    ),
    CapRule(
        pack="CO", name="Colorado Hospital Discounted Care: 2 % of gross income", percent=Decimal(2), base=Base.GROSS,
        legal=True, within=250, facility=False, binds="a professional who bills apart for hospital care in Colorado",
        first=date(2022, 9, 1), source=_COLORADO, verified_on=date(2026, 11, 1), most_payments=36,
    ),
    CapRule(
        pack="CO", name="Colorado Hospital Discounted Care: 4 % of gross income", percent=Decimal(4), base=Base.GROSS,
        legal=True, within=250, facility=True, binds="a hospital or facility in Colorado",
        first=date(2022, 9, 1), source=_COLORADO, verified_on=date(2026, 11, 1), most_payments=36,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a household told: amounts in cents. ``net_monthly`` None: not told, and gross income stands for it.

    ``pack`` is what the clinic turned on; ``offer`` is what the patient offers to pay a month, None for nothing said.
    """

    on: date
    household: int
    region: Region
    incomes: Sequence[Flow]
    net_monthly: Cents | None
    obligations: Sequence[Flow] = ()
    pack: str = GENERIC
    facility: bool = False
    offer: Cents | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """The most a month by one rule, in cents, floored; ``legal`` and ``most_payments`` as the rule says."""

    name: str
    monthly: Cents
    legal: bool
    most_payments: int | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What follows from a sheet, in cents; ``disposable`` is floored and never below zero.

    ``caps`` are all that apply, in the order of their rules, what the patient offers last.
    """

    annual_income: Cents
    poverty_line: Cents
    poverty_percent: Decimal
    gross_monthly: Cents
    obligations: Cents
    disposable: Cents
    caps: tuple[Cap, ...]

    @property
    def affordable(self) -> Cents:
        """The smallest cap: what may be asked a month."""
        return min(cap.monthly for cap in self.caps)

    @property
    def lawful(self) -> Cents | None:
        """The smallest cap that is a law, which nobody may go above; None where none binds."""
        return min((cap.monthly for cap in self.caps if cap.legal), default=None)

    @property
    def most_payments(self) -> int | None:
        """After how many monthly payments a law counts the bill as paid; None where none does."""
        return min((cap.most_payments for cap in self.caps if cap.legal and cap.most_payments), default=None)


def means(sheet: Sheet, *, rules: Iterable[CapRule] = CAP_RULES) -> Means:
    """The figures and caps of a sheet.

    Raises PaydeskError with the place for what cannot be: nobody in the household, an income below zero, a pack of
    rules that is not there.
    """
    income = yearly_income(sheet.incomes)
    held = poverty_guideline.guideline(sheet.region, sheet.on)
    line = poverty_guideline.yearly(held, sheet.household)
    if sheet.net_monthly is not None and cents(sheet.net_monthly, field="net_monthly") < 0:
        raise PaydeskError("Take-home pay cannot be below zero.", field="net_monthly")
    gross = Fraction(income, 12)
    net = gross if sheet.net_monthly is None else Fraction(sheet.net_monthly)
    out = monthly_obligations(sheet.obligations)
    left = max(Fraction(0), net - out)
    bases = {Base.GROSS: gross, Base.DISPOSABLE: left}
    caps = [
        Cap(rule.name, floor(bases[rule.base] * Fraction(rule.percent) / 100), rule.legal, rule.most_payments)
        for rule in _in_force(sheet, tuple(rules))
        if rule.within is None or poverty_guideline.at_most(income, rule.within, line)
    ]
    if sheet.offer is not None:
        caps.append(Cap("what the patient offers", _offered(sheet.offer), False))
    return Means(
        income, line, poverty_guideline.percent_of(income, line), floor(gross), -floor(-out), floor(left), tuple(caps)
    )


def _offered(offer: Cents) -> Cents:
    if cents(offer, field="offer") <= 0:
        raise PaydeskError(f"{show(offer)} is no offer. Leave it empty when the patient offers nothing.", field="offer")
    return offer


def _in_force(sheet: Sheet, rules: Sequence[CapRule]) -> list[CapRule]:
    packs = {rule.pack for rule in rules}
    if sheet.pack not in packs:
        raise PaydeskError(f"There are no rules called “{sheet.pack}”. There are: {', '.join(sorted(packs))}.",
                           field="pack")  # fmt: skip
    return [
        rule for rule in rules
        if rule.pack in (GENERIC, sheet.pack)
        and rule.first <= sheet.on and (rule.last is None or sheet.on <= rule.last)
        and rule.facility in (None, sheet.facility)
    ]  # fmt: skip
