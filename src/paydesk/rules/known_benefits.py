"""What is known of a patient's benefits: of all that was ever answered, the last word on each figure that holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar, cast

from paydesk.rules.benefits import (
    Answered,
    Benefits,
    CopayWay,
    LimitRule,
    Network,
    NotActive,
    ServiceKind,
    ServiceTerms,
    Source,
    Yearly,
    YearlyLimit,
)
from paydesk.rules.coordination import Coordination
from paydesk.rules.insurance import PayerKind
from paydesk.rules.verified_items import ITEMS, Item, Value

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer as it is kept; ``value`` None: it was asked and not known. ``of_plan``: it holds for the whole plan.

    ``as_of`` is the day it holds for, ``asked_on`` the day it was asked.
    """

    item: Item
    value: Value | None
    service: ServiceKind | None = None
    network: Network | None = None
    limits: str = ""
    as_of: date
    asked_on: date
    source: Source
    who: str = ""
    reference: str = ""
    taken_by: str = ""
    of_plan: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanKnown:
    """Whose plan it is, and when its year begins (month, day). ``copay`` in cents is what the card says, of the day
    ``card_on``."""

    payer_kind: PayerKind = PayerKind.COMMERCIAL
    payer: str = ""
    plan: str = ""
    year_begins: tuple[int, int] = (1, 1)
    copay: int | None = None
    card_on: date | None = None


Latest = Mapping[tuple[Item, ServiceKind | None], KeptAnswer]


def year_start(begins: tuple[int, int], on: date) -> date:
    """The first day of the plan's year in which ``on`` lies; March 1 for a February 29 there is not."""
    for year in (on.year, on.year - 1):
        try:
            first = date(year, *begins)
        except ValueError:
            first = date(year, 3, 1)
        if first <= on:
            return first
    return date(on.year - 1, 1, 1)


def latest_answers(kept: Iterable[KeptAnswer], *, on: date, network: Network, year_from: date) -> Latest:
    """The last word on each item in that network, in the order they were given.

    What was met in an earlier year of the plan is nothing any more: it is as if nobody had asked. What was not known
    later does not take away what was known before.
    """
    found: dict[tuple[Item, ServiceKind | None], KeptAnswer] = {}
    for one in kept:
        facts = ITEMS[one.item]
        if facts.by_network and (one.network or Network.IN) is not network:
            continue
        if facts.yearly and one.as_of < year_from <= on:
            continue
        key = (one.item, one.service)
        if one.value is None and key in found and found[key].value is not None:
            continue
        found[key] = one
    return found


def benefits_known(
    kept: Iterable[KeptAnswer], plan: PlanKnown, *, on: date, network: Network | None = None
) -> Benefits:
    """The benefits for care on ``on``; where nobody says, in the network that was answered, or else in it.

    A copay nobody was asked about is the card's, for a visit to primary care.
    """
    answers = tuple(kept)
    begins = year_start(plan.year_begins, on)
    told = next((one for one in reversed(answers) if one.item is Item.NETWORK and one.value is not None), None)
    wanted = network or (Network.IN if told is None else Network(str(told.value)))
    latest = latest_answers(answers, on=on, network=wanted, year_from=begins)
    said = _answered(latest, Item.NETWORK, Network)
    if network is not None and said.value is not None and said.value is not network:
        said = Answered()
    terms = {service: _terms(latest, service) for service in ServiceKind if _is_told(latest, service)}
    _add_card(terms, plan, wanted)
    return Benefits(
        payer_kind=plan.payer_kind, payer=plan.payer, plan=plan.plan, network=said, services=tuple(terms.items()),
        deductible=_limit(latest, Item.DEDUCTIBLE, Item.DEDUCTIBLE_RULE),
        out_of_pocket=_limit(latest, Item.OUT_OF_POCKET, Item.OUT_OF_POCKET_RULE),
        not_active=not_active_on(answers, on=on),
    )  # fmt: skip


def not_active_on(kept: Iterable[KeptAnswer], *, on: date) -> NotActive | None:
    """What the insurer last said against the plan for care on that day; None where it said nothing, or active since.

    An end counts from the day after it, unless the plan was called active later still. A card is no word of the
    insurer.
    """
    active: KeptAnswer | None = None
    ended: tuple[date, date] | None = None
    for one in kept:
        if one.source is Source.CARD or one.value is None:
            continue
        if one.item is Item.ENDED and isinstance(one.value, date):
            ended = (one.asked_on, one.value)
        elif one.item is Item.ACTIVE:
            active = one
            if one.value is True and ended is not None and one.asked_on > ended[1]:
                ended = None
    if ended is not None and ended[1] < on:
        return NotActive(*ended)
    return NotActive(active.asked_on) if active is not None and active.value is False else None


def coordination_known(kept: Iterable[KeptAnswer]) -> Answered[Coordination]:
    """How the plan pays where it comes second, as far as it was asked."""
    told = [one for one in kept if one.item is Item.COORDINATION]
    return _as(told[-1], Coordination) if told else Answered()


def _is_told(latest: Latest, service: ServiceKind) -> bool:
    return any(of is service for _, of in latest)


def _add_card(terms: dict[ServiceKind, ServiceTerms], plan: PlanKnown, network: Network) -> None:
    own = terms.get(ServiceKind.PRIMARY_CARE, ServiceTerms())
    if plan.copay is None or plan.card_on is None or network is Network.OUT or own.copay.source is not None:
        return
    copay = Answered(plan.copay, Source.CARD, plan.card_on, "card")
    terms[ServiceKind.PRIMARY_CARE] = replace(own, copay=copay)


def _terms(latest: Latest, service: ServiceKind) -> ServiceTerms:
    return ServiceTerms(
        covered=_answered(latest, Item.COVERED, bool, service),
        copay=_answered(latest, Item.COPAY, int, service),
        copay_way=_answered(latest, Item.COPAY_WAY, CopayWay, service),
        coinsurance=_answered(latest, Item.COINSURANCE, int, service),
        deductible_applies=_answered(latest, Item.DEDUCTIBLE_APPLIES, bool, service),
    )


def _limit(latest: Latest, amount: Item, rule: Item) -> YearlyLimit:
    return YearlyLimit(
        individual=_yearly(latest, amount.value), family=_yearly(latest, f"family_{amount.value}"),
        rule=_answered(latest, rule, LimitRule),
    )  # fmt: skip


def _yearly(latest: Latest, name: str) -> Yearly:
    """The amount with what is met and left of it; of two that speak of different days only the newer one counts."""
    met, left = (_answered(latest, Item(f"{name}_{part}"), int) for part in ("met", "left"))
    if met.as_of is not None and left.as_of is not None and met.as_of != left.as_of:
        met, left = (Answered(), left) if met.as_of < left.as_of else (met, Answered())
    return Yearly(amount=_answered(latest, Item(name), int), met=met, left=left)


def _answered(latest: Latest, item: Item, kind: type[_T], service: ServiceKind | None = None) -> Answered[_T]:
    one = latest.get((item, service))
    return Answered() if one is None else _as(one, kind)


def _as(one: KeptAnswer, kind: type[_T]) -> Answered[_T]:
    value = None if one.value is None else cast(_T, one.value) if kind in (bool, int) else kind(one.value)  # type: ignore[call-arg]
    return Answered(value, one.source, one.as_of, one.who)
