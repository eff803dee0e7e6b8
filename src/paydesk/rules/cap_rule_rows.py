"""Rows of rules about the most that may be asked: what a row must say, and that one always holds for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from paydesk.rules.affordability import GENERIC, CapRule
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.plan_policy import LONGEST_PLAN

OLD_AFTER = timedelta(days=365)
"""A row that nobody verified for longer is to be looked up again."""

_LARGEST_WITHIN = 1000


@dataclass(frozen=True)
class KeptCapRule:
    """A row as it is kept; ``added_by`` is empty for one that came with paydesk, ``ended_by`` while nobody ended it."""

    rule_id: int
    rule: CapRule
    added_by: str
    ended_by: str


def check(rule: CapRule, known: Iterable[CapRule], *, today: date) -> None:
    """Raises PaydeskError, naming the field, for a row that says too little, cannot be, or is there already."""
    for field, words in (
        ("pack", "Type a short name for the set of rules, such as the state's two letters."),
        ("name", "Type what the rule is called, as the cap is named beside an offer."),
        ("binds", "Type whom the rule binds."), ("source", "Type where the rule can be read."),
    ):  # fmt: skip
        if not getattr(rule, field):
            raise PaydeskError(words, field=field)
    if not 0 < rule.percent <= 100:
        raise PaydeskError("A cap is more than 0 and at most 100 percent.", field="percent")
    if rule.percent != rule.percent.quantize(Decimal("0.001")):
        raise PaydeskError("A percentage has at most three decimals.", field="percent")
    if rule.within is not None and not 1 <= rule.within <= _LARGEST_WITHIN:
        raise PaydeskError(
            f"The percent of the poverty guideline is between 1 and {_LARGEST_WITHIN}. Leave it empty for everybody.",
            field="within",
        )
    if rule.most_payments is not None and not 1 <= rule.most_payments <= LONGEST_PLAN:
        raise PaydeskError(f"A bill is paid after 1 to {LONGEST_PLAN} payments. Leave it empty where the law says "
                           "nothing of that.", field="most_payments")  # fmt: skip
    if rule.most_payments is not None and not rule.legal:
        raise PaydeskError("Only a law counts a bill as paid. Leave it empty for the clinic's own rule.",
                           field="most_payments")  # fmt: skip
    if rule.pack == GENERIC and rule.legal:
        raise PaydeskError("A law belongs to a set of rules of its own, which can be turned on and off.", field="pack")
    if rule.verified_on > today:
        raise PaydeskError("It cannot have been verified on a day that is still to come.", field="verified_on")
    if rule.last is not None and rule.last < rule.first:
        raise PaydeskError("The last day is before the first one.", field="last")
    if any((one.pack, one.name, one.first) == (rule.pack, rule.name, rule.first) for one in known):
        raise PaydeskError(
            f"A rule of that name begins on {show_date(rule.first)} already. Choose another day or name.", field="first"
        )


def check_end(rule: CapRule, last: date, others: Sequence[CapRule], *, today: date) -> None:
    """Raises PaydeskError where a row cannot end on that day; ``others`` are all rows but this one.

    One rule of the clinic's own must hold for everybody on every day, or nothing would say how much may be asked.
    """
    if rule.last is not None and rule.last <= today:
        raise PaydeskError(f"That rule ended on {show_date(rule.last)} already.", field="last")
    if last < today - timedelta(days=1):
        raise PaydeskError("What was worked out by it stays so. It can end yesterday at the earliest.", field="last")
    if last < rule.first - timedelta(days=1):
        raise PaydeskError(f"The rule begins on {show_date(rule.first)}. It cannot end before.", field="last")
    after = last + timedelta(days=1)
    if _for_everybody(rule) and not any(
        _for_everybody(one) and one.first <= after and one.last is None for one in others
    ):
        raise PaydeskError(
            "This is the only rule that holds for everybody. Add the one that takes its place first, from "
            f"{show_date(after)} on or earlier.", field="last",
        )  # fmt: skip


def _for_everybody(rule: CapRule) -> bool:
    return rule.pack == GENERIC and rule.within is None and rule.facility is None


def is_old(rule: CapRule, *, today: date) -> bool:
    """Whether the row is to be verified again."""
    return today - rule.verified_on > OLD_AFTER
