"""What a clerk types of an insurer's answers, item by item, in the groups in which they are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from paydesk.rules import keyboard, money
from paydesk.rules.benefits import WHOLE, Network, ServiceKind, percent_words
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.verification import Asks
from paydesk.rules.verified_items import ITEMS, AnswerGiven, Item, Kind, Value, value_words

UNKNOWN = "?"
"""Typed for “asked, and the insurer could not say”; nothing typed is “not asked”."""

_MONEY = (
    Item.NETWORK, Item.DEDUCTIBLE, Item.DEDUCTIBLE_MET, Item.FAMILY_DEDUCTIBLE, Item.FAMILY_DEDUCTIBLE_MET,
    Item.DEDUCTIBLE_RULE, Item.OUT_OF_POCKET, Item.OUT_OF_POCKET_MET, Item.FAMILY_OUT_OF_POCKET,
    Item.FAMILY_OUT_OF_POCKET_MET, Item.OUT_OF_POCKET_RULE,
)  # fmt: skip
_CLAIMS = (
    Item.EXCLUSIONS, Item.COORDINATION, Item.TIMELY_FILING, Item.APPEAL_DAYS, Item.CLAIMS_ADDRESS,
    Item.APPEALS_ADDRESS, Item.PAYER_ID,
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Items that are asked one after the other; ``service``: for which kind of service."""

    key: str
    words: str
    items: tuple[Item, ...]
    service: ServiceKind | None = None


def _service(kind: ServiceKind) -> Group:
    words = kind.value.replace("_", " ").capitalize()
    return Group(kind.value, words, tuple(item for item, facts in ITEMS.items() if facts.by_service), kind)


GROUPS: tuple[Group, ...] = (
    Group("eligibility", "Coverage", tuple(item for item, facts in ITEMS.items() if facts.asks is Asks.ELIGIBILITY)),
    Group("money", "Deductible and limit", _MONEY),
    *(_service(kind) for kind in ServiceKind),
    Group("claims", "Claims", _CLAIMS),
)
"""Every group in the order in which it is asked; what is left of an amount follows from what is met of it."""


def read_answer(item: Item, typed: str, *, today: date) -> Value | None:
    """The answer that was typed; None: asked and not known. Raises PaydeskError naming the item."""
    words, facts, field = " ".join(typed.split()), ITEMS[item], item.value
    if words == UNKNOWN:
        return None
    match facts.kind:
        case Kind.YES_NO:
            return _yes(words, field)
        case Kind.MONEY:
            return _amount(words, field)
        case Kind.SHARE:
            return _share(words, field)
        case Kind.COUNT:
            if not words.isascii() or not words.isdecimal():
                raise PaydeskError("Type a whole number, or ? when they could not say.", field=field)
            return int(words)
        case Kind.DAY:
            return keyboard.parse_date(words, today, field=field)
        case Kind.CHOICE:
            if words not in facts.choices:
                raise PaydeskError("Choose from the list.", field=field)
            return words
        case Kind.TEXT:
            return words


def given(group: Group, item: Item, typed: str, *, network: Network, today: date) -> AnswerGiven:
    """An answer as it is taken down: of the group's service, in or out of the network where that may differ."""
    return AnswerGiven(
        item=item, value=read_answer(item, typed, today=today), service=group.service,
        network=network if ITEMS[item].by_network and ITEMS[item].asks is Asks.BENEFITS else None,
    )  # fmt: skip


def as_typed(answer: AnswerGiven) -> str:
    """An answer as a clerk would type it: what ``read_answer`` reads back."""
    value = answer.value
    if value is None:
        return UNKNOWN
    if ITEMS[answer.item].kind is Kind.SHARE:
        return percent_words(int(value)).rstrip("%") if isinstance(value, int) else ""
    return str(value) if ITEMS[answer.item].kind is Kind.CHOICE else value_words(answer.item, value)


def group_of(answer: AnswerGiven) -> Group | None:
    """The group in which it is asked."""
    found = (one for one in GROUPS if answer.item in one.items and one.service == answer.service)
    return next(found, None)


def refuse_contradictions(answers: Iterable[AnswerGiven], *, asked_on: date) -> None:
    """Raises PaydeskError at the end of the coverage for an end before its beginning, or of a plan called active."""
    told = {one.item: one.value for one in answers}
    began, ended = told.get(Item.EFFECTIVE), told.get(Item.ENDED)
    if not isinstance(ended, date):
        return
    if isinstance(began, date) and ended < began:
        raise PaydeskError(
            f"It cannot end on {show_date(ended)}, before it begins on {show_date(began)}. Check both days.",
            field=Item.ENDED.value,
        )
    if told.get(Item.ACTIVE) is True and ended < asked_on:
        raise PaydeskError(
            f"A plan that ended on {show_date(ended)} was not active on {show_date(asked_on)}. "
            "Answer no to “Active”, or check the day.",
            field=Item.ENDED.value,
        )


def _yes(words: str, field: str) -> bool:
    if words.casefold() not in ("yes", "y", "no", "n"):
        raise PaydeskError("Answer yes or no, or ? when they could not say.", field=field)
    return words.casefold().startswith("y")


def _amount(words: str, field: str) -> int:
    try:
        amount = money.parse(words)
    except PaydeskError as refused:
        raise PaydeskError(refused.sentence, field=field) from refused
    if amount < 0:
        raise PaydeskError("It is never below zero.", field=field)
    return amount


def _share(words: str, field: str) -> int:
    """Basis points of what the patient pays: ``20``, ``20%`` or ``12.5``."""
    whole, _, rest = words.rstrip("% ").partition(".")
    if not whole.isascii() or not whole.isdecimal() or (rest and not (rest.isascii() and rest.isdecimal())):
        raise PaydeskError("Type what the patient pays in percent, like 20.", field=field)
    share = int(whole) * 100 + int(rest[:2].ljust(2, "0"))
    if share > WHOLE or len(rest) > 2:
        raise PaydeskError("Type what the patient pays in percent, at most 100.", field=field)
    return share
