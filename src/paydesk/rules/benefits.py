"""Benefits: what is known of a plan's share in the cost, each figure with who said it, when, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from paydesk.rules.insurance import PayerKind
from paydesk.rules.money import Cents, show

BasisPoints: TypeAlias = int
"""A hundredth of a percent: 2,000 is 20 %."""

WHOLE: BasisPoints = 100_00
_T_co = TypeVar("_T_co", covariant=True)


def part_of(amount: Cents, share: BasisPoints) -> Cents:
    """``share`` of ``amount`` (not below zero), half a cent rounded up."""
    return (amount * share + WHOLE // 2) // WHOLE


def percent_words(share: BasisPoints) -> str:
    """``20%``, ``12.5%``."""
    whole, rest = divmod(share, 100)
    return f"{whole}{f'.{rest:02d}'.rstrip('0') if rest else ''}%"


class Source(StrEnum):
    """Where an answer comes from."""

    PHONE = "phone"
    PORTAL = "portal"
    FILE = "file"
    CARD = "card"


class Answer(StrEnum):
    """What came of a question to the plan."""

    NOT_ASKED = "not_asked"
    NOT_KNOWN = "not_known"
    KNOWN = "known"


@dataclass(frozen=True)
class Answered(Generic[_T_co]):
    """One figure or fact as it was told: nobody asked; asked, and not known; or a ``value``.

    ``as_of`` is the day it held; ``who`` the person or file that said so. Raises ValueError when the three do not
    go together, and TypeError for a number that is not whole.
    """

    value: _T_co | None = None
    source: Source | None = None
    as_of: date | None = None
    who: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.value, float):
            raise TypeError("a figure of a plan is whole cents or basis points, never a float")
        if self.value is not None and (self.source is None or self.as_of is None):
            raise ValueError("a known answer says where it comes from and of what day it is")

    @property
    def answer(self) -> Answer:
        """Which of the three it is."""
        if self.value is not None:
            return Answer.KNOWN
        return Answer.NOT_ASKED if self.source is None else Answer.NOT_KNOWN


class ServiceKind(StrEnum):
    """The kinds of service that plans price differently."""

    PRIMARY_CARE = "primary_care"
    SPECIALIST = "specialist"
    TELEHEALTH = "telehealth"
    URGENT_CARE = "urgent_care"
    PREVENTIVE = "preventive"
    IMAGING = "imaging"
    LABORATORY = "laboratory"
    PROCEDURE = "procedure"
    THERAPY = "therapy"
    MENTAL_HEALTH = "mental_health"
    EQUIPMENT = "equipment"
    OTHER = "other"


class CopayWay(StrEnum):
    """How a copay works: instead of everything else; first, then the rest; or once the deductible is met."""

    INSTEAD = "instead"
    THEN_REST = "then_rest"
    AFTER_DEDUCTIBLE = "after_deductible"


class LimitRule(StrEnum):
    """Whose spending fills a yearly amount: none exists, one person's, one person's or the family's, the family's."""

    NONE = "none"
    INDIVIDUAL = "individual"
    EMBEDDED = "embedded"
    AGGREGATE = "aggregate"


class Network(StrEnum):
    """Whether the provider is in this plan's network at this place."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """A yearly amount and how much of it is met, in cents; ``left`` when the plan tells only what remains."""

    amount: Answered[Cents] = Answered()
    met: Answered[Cents] = Answered()
    left: Answered[Cents] = Answered()

    @property
    def least(self) -> Cents:
        """The least that can be left of it."""
        if self.left.value is not None:
            return self.left.value
        if self.amount.value is None or self.met.value is None:
            return 0
        return max(0, self.amount.value - self.met.value)

    @property
    def most(self) -> Cents | None:
        """The most that can be left of it; None when even the amount is not known."""
        if self.left.value is not None:
            return self.left.value
        return None if self.amount.value is None else max(0, self.amount.value - (self.met.value or 0))

    @property
    def known(self) -> bool:
        """Whether what is left is known to the cent."""
        return self.most is not None and self.most == self.least


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyLimit:
    """A deductible, or the most a patient pays in a year: one person's and the family's part, and which counts."""

    individual: Yearly = Yearly()
    family: Yearly = Yearly()
    rule: Answered[LimitRule] = Answered()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTerms:
    """What a plan asks for one kind of service: ``copay`` in cents, ``coinsurance`` the patient's basis points.

    ``deductible_applies`` False: the plan pays for this kind before the deductible is met.
    """

    covered: Answered[bool] = Answered()
    copay: Answered[Cents] = Answered()
    copay_way: Answered[CopayWay] = Answered()
    coinsurance: Answered[BasisPoints] = Answered()
    deductible_applies: Answered[bool] = Answered()


_NO_TERMS = ServiceTerms()


@dataclass(frozen=True, slots=True)
class NotActive:
    """What the insurer said against a plan on the day ``told_on``: that it is not active, or ``ended`` on a day."""

    told_on: date
    ended: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefits:
    """A plan's benefits for one patient in one network, as far as an estimate needs them; amounts in cents.

    ``services`` has a kind once at most. Raises ValueError for a kind twice, for an amount below zero, and for
    coinsurance outside 0 to 10,000 basis points. ``not_active``: what the insurer said against the plan itself.
    """

    payer_kind: PayerKind = PayerKind.COMMERCIAL
    payer: str = ""
    plan: str = ""
    network: Answered[Network] = Answered()
    services: tuple[tuple[ServiceKind, ServiceTerms], ...] = ()
    deductible: YearlyLimit = YearlyLimit()
    out_of_pocket: YearlyLimit = YearlyLimit()
    not_active: NotActive | None = None

    def __post_init__(self) -> None:
        if len(dict(self.services)) < len(self.services):
            raise ValueError("a plan has one set of terms for a kind of service")
        for limit in (self.deductible, self.out_of_pocket):
            for part in (limit.individual, limit.family):
                _refuse_below_zero(part.amount, part.met, part.left)
        for _, terms in self.services:
            _refuse_below_zero(terms.copay)
            if not 0 <= (terms.coinsurance.value or 0) <= WHOLE:
                raise ValueError(f"coinsurance of {terms.coinsurance.value} basis points is no part of the cost")

    def terms(self, kind: ServiceKind) -> ServiceTerms:
        """What is known for ``kind``; nothing asked when there is no row for it."""
        return dict(self.services).get(kind, _NO_TERMS)

    @property
    def as_of(self) -> date | None:
        """The oldest day of any figure that is known: how old the whole is."""
        return min((one.as_of for one in self.answers() if one.as_of is not None), default=None)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the known figures come from, each once, in the order of ``Source``."""
        found = {one.source for one in self.answers() if one.answer is Answer.KNOWN}
        return tuple(source for source in Source if source in found)

    def answers(self) -> Iterator[Answered[object]]:
        """Every answer there is."""
        yield self.network
        for limit in (self.deductible, self.out_of_pocket):
            yield limit.rule
            for part in (limit.individual, limit.family):
                yield from (part.amount, part.met, part.left)
        for _, terms in self.services:
            yield from (getattr(terms, one.name) for one in fields(terms))


def _refuse_below_zero(*amounts: Answered[Cents]) -> None:
    for one in amounts:
        if one.value is not None and one.value < 0:
            raise ValueError(f"a plan's figure is never below zero: {one.value}")


def contradictions(benefits: Benefits) -> tuple[str, ...]:
    """What the plan cannot have meant, each in one sentence that says what to ask again."""
    found: list[str] = []
    for name, limit in (("deductible", benefits.deductible), ("out-of-pocket limit", benefits.out_of_pocket)):
        for whose, part in (("individual", limit.individual), ("family", limit.family)):
            found += _of_one(f"{whose} {name}", part)
        one, all_ = limit.individual.amount.value, limit.family.amount.value
        if one is not None and all_ is not None and one > all_:
            found.append(f"The individual {name} ({show(one)}) is more than the family’s ({show(all_)}). Ask again.")
    deductible, cap = benefits.deductible.individual.amount.value, benefits.out_of_pocket.individual.amount.value
    if deductible is not None and cap is not None and deductible > cap:
        found.append(
            f"The deductible ({show(deductible)}) is more than the most the patient pays in a year ({show(cap)}). "
            "Ask again."
        )
    return tuple(found)


def _of_one(name: str, part: Yearly) -> list[str]:
    amount, met, left = part.amount.value, part.met.value, part.left.value
    if amount is not None and met is not None and met > amount:
        return [f"More of the {name} is met ({show(met)}) than there is ({show(amount)}). Ask again."]
    if amount is not None and left is not None and left > amount:
        return [f"More of the {name} is left ({show(left)}) than there is ({show(amount)}). Ask again."]
    if amount is not None and met is not None and left is not None and amount - met != left:
        rest = show(amount - met)
        return [f"Of the {name} {show(left)} is said to be left, but {rest} is what was not met. Ask again."]
    return []
