"""An insurer's answer about eligibility as its file (X12 271) says it: who was asked about, and what is covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from paydesk.rules.money import Cents
from paydesk.rules.remittance import Party, Procedure
from paydesk.rules.remittance_finding import Blocks, Finding, Place
from paydesk.rules.transaction_set import TransactionSet


class Level(StrEnum):
    """What a rejection is of (the loop its AAA stands in)."""

    PAYER = "payer"
    PROVIDER = "provider"
    SUBSCRIBER = "subscriber"
    DEPENDENT = "dependent"
    BENEFIT = "benefit"


@dataclass(frozen=True, slots=True)
class Rejection:
    """The insurer does not answer a part of the question (AAA). ``reason`` is AAA03, ``follow_up`` AAA04.

    ``valid``: the question itself was well formed, as far as the insurer says (AAA01).
    """

    place: Place
    level: Level
    valid: bool | None
    reason: str
    follow_up: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A number by which question and answer find each other (TRN); ``ours``: we gave it, with the question."""

    ours: bool
    number: str
    originator: str
    further: str = ""


class Reference(NamedTuple):
    """A number of the plan or the person (REF): its kind, itself, and what stands beside it (a group's name)."""

    kind: str
    value: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A day or a time (DTP). ``last`` is None where one day is told; what could not be read is None in both."""

    kind: str
    first: date | None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where someone is (N3, N4)."""

    lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    zip_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask (PER): a name, and (kind, number) pairs, the kinds being X12's: TE, FX, EM, UR, EX."""

    name: str
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """The payer or the provider of an answer, or who a benefit names: ``role`` is X12's (PR, 1P, P3, IL)."""

    place: Place
    role: str = ""
    party: Party | None = None
    address: Address | None = None
    contacts: tuple[Contact, ...] = ()
    references: tuple[Reference, ...] = ()
    rejections: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """How much of a service, how often (HSD): 35 visits (``kind`` VS) in 1 (``periods``) service year (``period``)."""

    kind: str
    quantity: Decimal | None
    unit: str
    period: str
    periods: Decimal | None


@dataclass(frozen=True, slots=True)
class Benefit:
    """One thing the insurer says of the coverage (EB), all codes as in the file.

    ``rate`` is a share of 1, exact (0.2 is 20 %); ``service_types`` empty: it is not said, so of the whole plan;
    ``places`` are places of service and the like it is limited to (III).
    """

    place: Place
    information: str
    level: str = ""
    service_types: tuple[str, ...] = ()
    insurance_type: str = ""
    plan: str = ""
    period: str = ""
    amount: Cents | None = None
    rate: Decimal | None = None
    quantity_kind: str = ""
    quantity: Decimal | None = None
    authorization: str = ""
    network: str = ""
    procedure: Procedure | None = None
    deliveries: tuple[Delivery, ...] = ()
    references: tuple[Reference, ...] = ()
    days: tuple[Span, ...] = ()
    messages: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    related: tuple[Entity, ...] = ()
    rejections: tuple[Rejection, ...] = ()

    @property
    def authorization_needed(self) -> bool | None:
        """None where the insurer does not say or does not know."""
        return {"Y": True, "N": False}.get(self.authorization)

    @property
    def basis_points(self) -> int | None:
        """The rate in hundredths of a percent; None where there is none or it is finer."""
        points = None if self.rate is None else self.rate * 10_000
        return int(points) if points is not None and points == points.to_integral_value() else None

    def speaks_of(self, service_type: str) -> bool:
        return service_type in self.service_types


@dataclass(frozen=True, slots=True)
class Member:
    """The subscriber, or a dependent of hers, as the insurer has the person. ``relation`` is INS02 (18: self)."""

    place: Place
    level: Level
    party: Party | None = None
    birth: date | None = None
    sex: str = ""
    relation: str = ""
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    days: tuple[Span, ...] = ()
    traces: tuple[Trace, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    benefits: tuple[Benefit, ...] = ()


_GROUP = ("6P", "1L", "IG", "18")
"""A group's number before a policy's and a plan's."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one person asked about: the dependent, where there is one, or else the subscriber.

    Neither: the question was refused before it came to a person. Answers share the members above them.
    """

    payer: Entity | None
    provider: Entity | None
    subscriber: Member | None
    dependent: Member | None = None

    @property
    def person(self) -> Member | None:
        return self.dependent or self.subscriber

    @property
    def benefits(self) -> tuple[Benefit, ...]:
        return self.person.benefits if self.person else ()

    @property
    def member_number(self) -> str:
        """The number on the card: the person's own, or the subscriber's."""
        parties = (one.party for one in (self.dependent, self.subscriber) if one is not None)
        return next((one.id for one in parties if one is not None and one.id), "")

    @property
    def group(self) -> Reference | None:
        """The group's number with its name, or the policy's or plan's where that is all there is."""
        told = [one for member in (self.dependent, self.subscriber) if member for one in member.references]
        return next((one for kind in _GROUP for one in told if one.kind == kind), None)

    @property
    def days(self) -> tuple[Span, ...]:
        """Dates of the coverage as a whole: the person's, or else the subscriber's."""
        own = self.person.days if self.person else ()
        return own or (self.subscriber.days if self.subscriber else ())

    @property
    def traces(self) -> tuple[Trace, ...]:
        own = self.person.traces if self.person else ()
        return own or (self.subscriber.traces if self.subscriber else ())

    @property
    def our_traces(self) -> tuple[str, ...]:
        """The numbers that a question of ours carried."""
        return tuple(one.number for one in self.traces if one.ours)

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """Of the question as a whole, from the payer down to the person; a benefit's own are with the benefit."""
        above = (self.payer, self.provider, self.subscriber, self.dependent)
        return tuple(each for one in above if one is not None for each in one.rejections)


@dataclass(frozen=True, slots=True)
class EligibilityAnswers:
    """One transaction set 271. ``reference`` is the question's (BHT03); ``findings`` count answers as claims."""

    head: TransactionSet
    reference: str
    made_on: date | None
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...]

    def doubt(self, index: int) -> Finding | None:
        """The first finding that speaks against relying on the answer of that index; None for none."""
        return next((one for one in self.findings if one.blocks is Blocks.ALL
                     or (one.blocks is Blocks.CLAIM and one.claim == index)), None)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EligibilityFile:
    """All that was read of a file, and what is wrong with the file around its sets."""

    sets: tuple[EligibilityAnswers, ...]
    segments: int
    findings: tuple[Finding, ...]

    @property
    def answers(self) -> tuple[Answer, ...]:
        return tuple(each for one in self.sets for each in one.answers)
