"""What the patient pays under a plan, derived from the items of an answer; what contradicts itself stays unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from paydesk.rules.eligibility import Answer, Benefit
from paydesk.rules.eligibility_standing import ACTIVE, NOT_COVERED, holds_on
from paydesk.rules.money import Cents
from paydesk.rules.service_types import WHOLE_PLAN, service_words

COINSURANCE, COPAY, DEDUCTIBLE, MOST = "A", "B", "C", "G"
_OF_SERVICE = ACTIVE | NOT_COVERED | {COINSURANCE, COPAY, "F"}
_REMAINING = frozenset({"29", "33"})
_USED = frozenset({"24"})
_TOTALS = frozenset({"", "21", "22", "23", "25", "32"})
_FAMILY = frozenset({"FAM", "ECH", "ESP", "SPC"})
_INDIVIDUAL = frozenset({"IND", "EMP"})
_IN, _OUT = ("Y", "W", "", "U"), ("N", "W")
"""Which items count, the better ones first; an item without a network may be for providers outside of it."""

_OFFICE = "11"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Accumulated:
    """A deductible, or the most the patient pays, in cents: of the year, what is left of it, and what is met.

    ``messages`` are the insurer's words to it, which may limit what counts.
    """

    total: Cents | None = None
    remaining: Cents | None = None
    used: Cents | None = None
    messages: tuple[str, ...] = ()

    @property
    def met(self) -> Cents | None:
        """The total less what remains; what the insurer says was used, where one of them is not told."""
        if self.total is not None and self.remaining is not None:
            return self.total - self.remaining
        return self.used


@dataclass(frozen=True, slots=True)
class ServiceBenefit:
    """What the patient pays for a kind of service. ``coinsurance`` is a share of 1, exact.

    ``covered``: False where the plan does not cover it; ``authorization``: whether it has to be asked for first.
    ``messages`` are the insurer's words to the amounts, which may limit them.
    """

    service_type: str
    copay: Cents | None = None
    coinsurance: Decimal | None = None
    covered: bool | None = None
    authorization: bool | None = None
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PatientShare:
    """What the patient pays, in the plan's network or outside of it.

    ``unclear`` names what the insurer tells in two ways, so that it is left unknown.
    """

    in_network: bool
    deductible: Accumulated
    family_deductible: Accumulated
    most: Accumulated
    family_most: Accumulated
    services: tuple[ServiceBenefit, ...]
    unclear: tuple[str, ...]

    def of(self, service_type: str) -> ServiceBenefit:
        """What holds for a service, what is not said of it taken from what is said of the whole plan."""
        known = {one.service_type: one for one in self.services}
        plan, own = known.get(WHOLE_PLAN), known.get(service_type)
        if plan is None or own is None:
            return own or plan or ServiceBenefit(service_type)
        return ServiceBenefit(
            service_type, _or(own.copay, plan.copay), _or(own.coinsurance, plan.coinsurance),
            _or(own.covered, plan.covered), _or(own.authorization, plan.authorization), own.messages or plan.messages,
        )  # fmt: skip


def _or(one: Value | None, other: Value | None) -> Value | None:
    return other if one is None else one


def derive(answer: Answer, *, on: date, in_network: bool = True, place: str = _OFFICE) -> PatientShare:
    """What the patient pays for what is done on ``on``, by the items that hold on that day and count there.

    ``place`` is the place of service: an item that is limited to others (III*ZZ) is left out, and so is one of a
    single procedure, which says nothing of others.
    """
    wanted = _IN if in_network else _OUT
    usable = [
        one for one in answer.benefits
        if one.network in wanted and one.procedure is None and _is_at(one, place) and holds_on(one.days, on)
    ]  # fmt: skip
    unclear: list[str] = []
    read = _Reading(usable, wanted, unclear)
    return PatientShare(
        in_network,
        read.accumulated(DEDUCTIBLE, _INDIVIDUAL, "the deductible"),
        read.accumulated(DEDUCTIBLE, _FAMILY, "the family's deductible"),
        read.accumulated(MOST, _INDIVIDUAL, "the most the patient pays"),
        read.accumulated(MOST, _FAMILY, "the most the family pays"),
        read.services(),
        tuple(dict.fromkeys(unclear)),
    )


def _is_at(one: Benefit, place: str) -> bool:
    limited = [code for kind, code in one.places if kind == "ZZ"]
    return not limited or place in limited


class _Reading:
    """Looks for values among the items that count; what differs within the best of them is ``unclear``."""

    def __init__(self, usable: Sequence[Benefit], wanted: Sequence[str], unclear: list[str]) -> None:
        self._usable = usable
        self._wanted = wanted
        self._unclear = unclear

    def accumulated(self, information: str, levels: frozenset[str], what: str) -> Accumulated:
        """Of the whole plan only: an amount for one service is no deductible of the plan."""
        told = [
            one for one in self._usable
            if one.information == information and one.level in levels and one.amount is not None
            and (not one.service_types or one.speaks_of(WHOLE_PLAN))
        ]  # fmt: skip
        network = next((each for each in self._wanted if any(one.network == each for one in told)), "")
        told = [one for one in told if one.network == network]  # what is left here is not left of what is allowed there
        total = self._amount(told, _TOTALS, what)
        remaining = self._amount(told, _REMAINING, f"what remains of {what}")
        used = self._amount(told, _USED, f"what was used of {what}")
        if total is not None and remaining is not None and remaining > total:
            self._unclear.append(f"{what} (more remains than there is)")
            return Accumulated()
        known = (*_TOTALS, *_REMAINING, *_USED)
        messages = dict.fromkeys(each for one in told if one.period in known for each in one.messages)
        return Accumulated(total, remaining, used, tuple(messages))

    def _amount(self, told: Sequence[Benefit], periods: frozenset[str], what: str) -> Cents | None:
        return self._one([one for one in told if one.period in periods], lambda one: one.amount, what)

    def services(self) -> tuple[ServiceBenefit, ...]:
        """In the order in which the insurer names them."""
        by_service: dict[str, list[Benefit]] = {}
        for one in self._usable:
            if one.information in _OF_SERVICE and one.period not in _REMAINING | _USED:
                for service in one.service_types or (WHOLE_PLAN,):
                    by_service.setdefault(service, []).append(one)
        return tuple(self._service(service, told) for service, told in by_service.items())

    def _service(self, service: str, told: Sequence[Benefit]) -> ServiceBenefit:
        words = service_words(service)
        copays = [one for one in told if one.information == COPAY]
        shares = [one for one in told if one.information == COINSURANCE]
        return ServiceBenefit(
            service,
            self._one(copays, lambda one: one.amount, f"copay, {words}"),
            self._one(shares, lambda one: one.rate, f"coinsurance, {words}"),
            self._one(told, _covered, f"coverage, {words}"),
            self._one(told, lambda one: one.authorization_needed, f"authorization, {words}"),
            tuple(dict.fromkeys(each for one in (*copays, *shares) for each in one.messages)),
        )

    def _one(self, told: Iterable[Benefit], value: Callable[[Benefit], Value | None], what: str) -> Value | None:
        """The one value of the items in the best network told of; None for none, and for several."""
        by_network: dict[str, dict[Value, None]] = {}
        for one in told:
            found = value(one)
            if found is not None:
                by_network.setdefault(one.network, {})[found] = None
        best = next((by_network[each] for each in self._wanted if each in by_network), {})
        if len(best) > 1:
            self._unclear.append(what)
        return next(iter(best)) if len(best) == 1 else None


def _covered(one: Benefit) -> bool | None:
    if one.information in NOT_COVERED:
        return False
    return True if one.information in ACTIVE else None
