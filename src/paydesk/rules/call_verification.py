"""What a verification call told, as answers that are kept of a coverage and its plan, and what it left unasked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from paydesk.rules.benefits import Network, ServiceKind
from paydesk.rules.call_sheet import Answer, Answers
from paydesk.rules.verification import Asks, State
from paydesk.rules.verified_items import AnswerGiven, AnswerKept, Item, Value, after_asking

_MONEY = {
    "copay": Item.COPAY, "deductible": Item.DEDUCTIBLE, "met": Item.DEDUCTIBLE_MET,
    "out_of_pocket": Item.OUT_OF_POCKET, "out_of_pocket_met": Item.OUT_OF_POCKET_MET,
}  # fmt: skip
_BY_SERVICE = frozenset({Item.COPAY, Item.COINSURANCE, Item.AUTHORIZATION})
_NONE = frozenset({"no", "none", "none on file"})
ENDED = {
    "inactive": State.INACTIVE, "not found": State.NOT_FOUND, "nobody": State.PAYER_DOWN,
    "call back": State.IN_PROGRESS,
}  # fmt: skip
"""How a call that brought no whole answer leaves the verification, by its outcome."""


def given(answers: Answers, *, today: date) -> tuple[AnswerGiven, ...]:
    """What was told, as it is kept; office visits are priced as primary care."""
    network = Network.OUT if (one := answers.get("network")) and one.value == "out" else Network.IN
    found: dict[Item, Value | None] = {}
    for answer in answers.values():
        for item, value in _of(answer, today):
            found[item] = value
    return tuple(
        AnswerGiven(
            item=item, value=value, service=ServiceKind.PRIMARY_CARE if item in _BY_SERVICE else None,
            network=network if item in _MONEY.values() or item in _BY_SERVICE else None,
        )
        for item, value in found.items()
    )  # fmt: skip


def told_by(outcome: str, answers: Answers, *, today: date) -> tuple[AnswerGiven, ...]:
    """The same with what the outcome itself says: a plan that was found not active is kept as such."""
    told = given(answers, today=today)
    if ENDED.get(outcome) is State.INACTIVE and all(one.item not in (Item.ACTIVE, Item.ENDED) for one in told):
        return (AnswerGiven(item=Item.ACTIVE, value=False), *told)
    return told


def _of(answer: Answer, today: date) -> Iterator[tuple[Item, Value | None]]:
    key, value = answer.item, answer.value if answer.known else None
    if key == "active":
        yield Item.ACTIVE, None if value is None else value == "yes"
    elif key == "since":
        yield Item.EFFECTIVE, value
    elif key == "until" and isinstance(value, date) and value < today:
        # The end of the plan's year is no end of the coverage.
        yield Item.ENDED, value
    elif key in _MONEY:
        yield _MONEY[key], value
    elif key == "plan_pays":
        yield Item.COINSURANCE, (100 - value) * 100 if isinstance(value, int) and value <= 100 else None
    elif key == "network":
        yield Item.NETWORK, value
    elif key == "referral":
        yield Item.REFERRAL, None if value is None else value != "no"
    elif key == "authorization":
        yield Item.AUTHORIZATION, None if value is None else value == "yes"
    elif key == "other_coverage":
        yield from _other(value)


def _other(value: Value | None) -> Iterator[tuple[Item, Value | None]]:
    if not isinstance(value, str):
        yield Item.OTHER_COVERAGE, None
        return
    nothing = value.casefold() in _NONE
    yield Item.OTHER_COVERAGE, not nothing
    if not nothing:
        yield Item.OTHER_PAYER, value


def unasked(answers: Answers, *, today: date) -> tuple[str, ...]:
    """What has still to be asked before both verifications are whole, by name."""
    kept = [AnswerKept(one.item, one.value, today) for one in given(answers, today=today)]
    return tuple(
        name for asks in Asks for name in after_asking(asks, kept, today=today, fresh_days=30).missing
    )
