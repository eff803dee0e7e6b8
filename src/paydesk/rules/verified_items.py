"""What is asked of an insurer: each item, of what kind its answer is, of whom it holds, and when enough is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from paydesk.rules.benefits import WHOLE, CopayWay, LimitRule, Network, ServiceKind, percent_words
from paydesk.rules.coordination import Coordination
from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurance import PayerKind
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import cents, show
from paydesk.rules.verification import Asks, State

Value: TypeAlias = bool | int | date | str


class Kind(StrEnum):
    """Of what kind an answer is: yes or no, cents, basis points, a count, a day, text, or one of a few words."""

    YES_NO = "yes_no"
    MONEY = "money"
    SHARE = "share"
    COUNT = "count"
    DAY = "day"
    TEXT = "text"
    CHOICE = "choice"


class Item(StrEnum):
    """Everything that is asked."""

    ACTIVE = "active"
    EFFECTIVE = "effective"
    ENDED = "ended"
    OTHER_COVERAGE = "other_coverage"
    OTHER_PAYER = "other_payer"
    PAYER_ORDER = "payer_order"
    SUBSCRIBER = "subscriber"
    GROUP_NUMBER = "group_number"
    PLAN_NAME = "plan_name"
    PLAN_TYPE = "plan_type"
    PLAN_YEAR = "plan_year"
    PRIMARY_CARE = "primary_care"
    REFERRAL = "referral"
    NETWORK = "network"
    DEDUCTIBLE = "deductible"
    DEDUCTIBLE_MET = "deductible_met"
    DEDUCTIBLE_LEFT = "deductible_left"
    FAMILY_DEDUCTIBLE = "family_deductible"
    FAMILY_DEDUCTIBLE_MET = "family_deductible_met"
    FAMILY_DEDUCTIBLE_LEFT = "family_deductible_left"
    DEDUCTIBLE_RULE = "deductible_rule"
    OUT_OF_POCKET = "out_of_pocket"
    OUT_OF_POCKET_MET = "out_of_pocket_met"
    OUT_OF_POCKET_LEFT = "out_of_pocket_left"
    FAMILY_OUT_OF_POCKET = "family_out_of_pocket"
    FAMILY_OUT_OF_POCKET_MET = "family_out_of_pocket_met"
    FAMILY_OUT_OF_POCKET_LEFT = "family_out_of_pocket_left"
    OUT_OF_POCKET_RULE = "out_of_pocket_rule"
    COVERED = "covered"
    COPAY = "copay"
    COPAY_WAY = "copay_way"
    COINSURANCE = "coinsurance"
    DEDUCTIBLE_APPLIES = "deductible_applies"
    AUTHORIZATION = "authorization"
    VISIT_LIMIT = "visit_limit"
    VISITS_USED = "visits_used"
    EXCLUSIONS = "exclusions"
    COORDINATION = "coordination"
    TIMELY_FILING = "timely_filing"
    APPEAL_DAYS = "appeal_days"
    CLAIMS_ADDRESS = "claims_address"
    APPEALS_ADDRESS = "appeals_address"
    PAYER_ID = "payer_id"


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item: what it is called, its kind, which of the two verifications it belongs to, and of whom it holds.

    ``of_plan``: the same for everybody in the plan. ``by_service``: asked for a kind of service; ``by_network``: in
    and out of the network may differ. ``yearly``: what is met begins anew with the plan's year. ``choices`` of CHOICE.
    """

    words: str
    kind: Kind
    asks: Asks = Asks.BENEFITS
    of_plan: bool = True
    by_service: bool = False
    by_network: bool = True
    yearly: bool = False
    choices: tuple[str, ...] = ()


def _person(words: str, kind: Kind) -> ItemFacts:
    return ItemFacts(words, kind, Asks.ELIGIBILITY, of_plan=False, by_network=False)


def _spent(words: str) -> ItemFacts:
    return ItemFacts(words, Kind.MONEY, of_plan=False, yearly=True)


def _service(words: str, kind: Kind, choices: Iterable[str] = ()) -> ItemFacts:
    return ItemFacts(words, kind, by_service=True, choices=tuple(choices))


def _claims(words: str, kind: Kind) -> ItemFacts:
    return ItemFacts(words, kind, by_network=False)


ITEMS: Mapping[Item, ItemFacts] = {
    Item.ACTIVE: _person("active", Kind.YES_NO),
    Item.EFFECTIVE: _person("effective from", Kind.DAY),
    Item.ENDED: _person("ended on", Kind.DAY),
    Item.OTHER_COVERAGE: _person("other coverage", Kind.YES_NO),
    Item.OTHER_PAYER: _person("other insurer", Kind.TEXT),
    Item.PAYER_ORDER: _person("order of payers", Kind.COUNT),
    Item.SUBSCRIBER: _person("subscriber", Kind.TEXT),
    Item.GROUP_NUMBER: _person("group number", Kind.TEXT),
    Item.PLAN_NAME: _person("plan", Kind.TEXT),
    Item.PLAN_TYPE: _person("kind of plan", Kind.TEXT),
    Item.PLAN_YEAR: _person("plan year begins", Kind.DAY),
    Item.PRIMARY_CARE: _person("primary care doctor", Kind.TEXT),
    Item.REFERRAL: _person("referral needed", Kind.YES_NO),
    Item.NETWORK: ItemFacts("network", Kind.CHOICE, by_network=False, choices=tuple(Network)),
    Item.DEDUCTIBLE: ItemFacts("deductible", Kind.MONEY),
    Item.DEDUCTIBLE_MET: _spent("deductible met"),
    Item.DEDUCTIBLE_LEFT: _spent("deductible left"),
    Item.FAMILY_DEDUCTIBLE: ItemFacts("family deductible", Kind.MONEY),
    Item.FAMILY_DEDUCTIBLE_MET: _spent("family deductible met"),
    Item.FAMILY_DEDUCTIBLE_LEFT: _spent("family deductible left"),
    Item.DEDUCTIBLE_RULE: ItemFacts("whose spending fills the deductible", Kind.CHOICE, choices=tuple(LimitRule)),
    Item.OUT_OF_POCKET: ItemFacts("out-of-pocket limit", Kind.MONEY),
    Item.OUT_OF_POCKET_MET: _spent("out-of-pocket met"),
    Item.OUT_OF_POCKET_LEFT: _spent("out-of-pocket left"),
    Item.FAMILY_OUT_OF_POCKET: ItemFacts("family out-of-pocket limit", Kind.MONEY),
    Item.FAMILY_OUT_OF_POCKET_MET: _spent("family out-of-pocket met"),
    Item.FAMILY_OUT_OF_POCKET_LEFT: _spent("family out-of-pocket left"),
    Item.OUT_OF_POCKET_RULE: ItemFacts("whose spending fills the out-of-pocket limit", Kind.CHOICE,
                                       choices=tuple(LimitRule)),
    Item.COVERED: _service("covered", Kind.YES_NO),
    Item.COPAY: _service("copay", Kind.MONEY),
    Item.COPAY_WAY: _service("how the copay works", Kind.CHOICE, CopayWay),
    Item.COINSURANCE: _service("coinsurance", Kind.SHARE),
    Item.DEDUCTIBLE_APPLIES: _service("deductible applies", Kind.YES_NO),
    Item.AUTHORIZATION: _service("prior authorization", Kind.YES_NO),
    Item.VISIT_LIMIT: _service("visit limit", Kind.COUNT),
    Item.VISITS_USED: ItemFacts("visits used", Kind.COUNT, of_plan=False, by_service=True, yearly=True),
    Item.EXCLUSIONS: _claims("exclusions", Kind.TEXT),
    Item.COORDINATION: ItemFacts("how it pays as second plan", Kind.CHOICE, by_network=False,
                                 choices=tuple(Coordination)),
    Item.TIMELY_FILING: _claims("timely filing, days", Kind.COUNT),
    Item.APPEAL_DAYS: _claims("appeal, days", Kind.COUNT),
    Item.CLAIMS_ADDRESS: _claims("address for claims", Kind.TEXT),
    Item.APPEALS_ADDRESS: _claims("address for appeals", Kind.TEXT),
    Item.PAYER_ID: _claims("payer ID", Kind.TEXT),
}  # fmt: skip
"""Every item there is."""

MUST_ASK: Mapping[Asks, tuple[tuple[Item, ...], ...]] = {
    Asks.ELIGIBILITY: ((Item.ACTIVE,), (Item.EFFECTIVE,), (Item.OTHER_COVERAGE,)),
    Asks.BENEFITS: (
        (Item.NETWORK,), (Item.DEDUCTIBLE,), (Item.DEDUCTIBLE_MET, Item.DEDUCTIBLE_LEFT),
        (Item.OUT_OF_POCKET,), (Item.OUT_OF_POCKET_MET, Item.OUT_OF_POCKET_LEFT),
        (Item.COPAY, Item.COINSURANCE, Item.COVERED),
    ),
}  # fmt: skip
"""What has to be asked before a verification is whole; of several items one does."""

MUST_KNOW = frozenset({Item.ACTIVE, Item.NETWORK})
"""Asked and not known is not enough for these."""


_GOVERNMENT = frozenset({PayerKind.MEDICARE, PayerKind.MEDICAID, PayerKind.DUAL})


def is_one_plan(kind: PayerKind, group_number: str) -> bool:
    """Whether a plan as it is kept is one plan: one employer's, or the government's. A name alone is many plans'."""
    return kind in _GOVERNMENT or bool(group_number.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """One answer as it is taken down. ``value`` None: asked, and the insurer could not say.

    ``limits`` are the insurer's own words to it. ``as_of``: the day it holds for; None: the day it was asked.
    """

    item: Item
    value: Value | None = None
    service: ServiceKind | None = None
    network: Network | None = None
    as_of: date | None = None
    limits: str = ""


def check_answer(answer: AnswerGiven, *, asked_on: date) -> None:
    """Raises PaydeskError naming the item of an answer that cannot be; TypeError for a float."""
    facts, value, field = ITEMS[answer.item], answer.value, answer.item.value
    if facts.by_service is (answer.service is None):
        says = "Say for which kind of service" if facts.by_service else "No kind of service belongs to"
        raise PaydeskError(f"{says}: {facts.words}.", field=field)
    if answer.as_of is not None and answer.as_of > asked_on:
        raise PaydeskError(f"What the insurer said of “{facts.words}” cannot be of a later day.", field=field)
    if value is None:
        return
    if isinstance(value, float):
        raise TypeError("a figure of a plan is whole cents or basis points, never a float")
    wrong = _wrong(facts, value)
    if wrong:
        raise PaydeskError(f"{facts.words[:1].upper()}{facts.words[1:]}: {wrong}", field=field)


def _wrong(facts: ItemFacts, value: Value) -> str:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    match facts.kind:
        case Kind.YES_NO:
            return "" if isinstance(value, bool) else "answer yes or no."
        case Kind.DAY:
            return "" if isinstance(value, date) else "type a day."
        case Kind.CHOICE:
            return "" if value in facts.choices else "choose from the list."
        case Kind.TEXT:
            return "" if isinstance(value, str) and value.strip() else "type what the insurer said."
    if not is_number:
        return "type a number."
    assert isinstance(value, int)
    if value < 0:
        return "it is never below zero."
    if facts.kind is Kind.SHARE:
        return "" if value <= WHOLE else "it is at most 100%."
    if facts.kind is Kind.MONEY:
        cents(value)
    return "" if facts.kind is Kind.MONEY or value <= 9999 else "that number is too large."


def value_words(item: Item, value: Value | None) -> str:
    """An answer in words: ``35.00``, ``20%``, ``yes``, ``01/01/2026``; ``not known`` for none."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, int):
        kind = ITEMS[item].kind
        return show(value) if kind is Kind.MONEY else percent_words(value) if kind is Kind.SHARE else str(value)
    return value.replace("_", " ") if ITEMS[item].kind is Kind.CHOICE else value


@dataclass(frozen=True, slots=True)
class AnswerKept:
    """An answer as far as it decides whether enough was asked; ``on`` is the day it was taken down."""

    item: Item
    value: Value | None
    on: date


@dataclass(frozen=True, slots=True)
class AfterAsking:
    """How a verification stands after somebody asked, and what is still to ask, each by its name."""

    state: State
    missing: tuple[str, ...]


def after_asking(
    asks: Asks, kept: Iterable[AnswerKept], *, today: date, fresh_days: int | None, ended: State | None = None
) -> AfterAsking:
    """Where it stands by the latest answer to each item; ``ended`` is how the try ended where it brought no answer.

    An answer counts for ``fresh_days`` days (None: on its own day only); whether it is active only on its own day, so
    that two calls on different days never make one verification of two halves that changed between them.
    """
    latest: dict[Item, AnswerKept] = {}
    for one in sorted(kept, key=lambda each: each.on):
        latest[one.item] = one
    since = today - timedelta(days=fresh_days or 0)
    counted = {
        item: one for item, one in latest.items()
        if one.on >= (today if item is Item.ACTIVE else since) and (item not in MUST_KNOW or one.value is not None)
    }  # fmt: skip
    missing = tuple(_missing(asks, counted))
    if ended is not None:
        return AfterAsking(ended, missing)
    active = counted.get(Item.ACTIVE)
    if asks is Asks.ELIGIBILITY and active is not None and active.value is False:
        return AfterAsking(State.INACTIVE, ())
    return AfterAsking(State.PARTIAL if missing else State.VERIFIED, missing)


def _missing(asks: Asks, counted: Mapping[Item, AnswerKept]) -> Iterator[str]:
    for group in MUST_ASK[asks]:
        if not any(item in counted for item in group) and not _needless(group, counted):
            yield " or ".join(ITEMS[item].words for item in group)


def _needless(group: Collection[Item], counted: Mapping[Item, AnswerKept]) -> bool:
    """What a plan without such a limit, or with one of nothing, need not be asked."""
    for rule, amount, met in (
        (Item.DEDUCTIBLE_RULE, Item.DEDUCTIBLE, Item.DEDUCTIBLE_MET),
        (Item.OUT_OF_POCKET_RULE, Item.OUT_OF_POCKET, Item.OUT_OF_POCKET_MET),
    ):
        told, figure = counted.get(rule), counted.get(amount)
        none = told is not None and told.value == LimitRule.NONE
        if (none and (amount in group or met in group)) or (figure is not None and figure.value == 0 and met in group):
            return True
    return False
