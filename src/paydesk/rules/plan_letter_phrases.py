"""Which letters a payment plan has and which words each is made of, with a column for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class PlanLetter(StrEnum):
    """What a letter about a plan is for."""

    REMINDER = "reminder"
    MISSED = "missed"
    CURE = "cure"
    DEFAULTED = "defaulted"
    REINSTATED = "reinstated"
    PAUSED = "paused"
    AMENDED = "amended"
    PAID_OFF = "paid off"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter's subject, its first paragraph, and those after its table of facts; ``{}`` marks are its facts.

    ``labels`` name the facts of that table, by the name of the fact.
    """

    subject: str
    opening: str
    rest: tuple[str, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLetterPhrases:
    """Every fixed word of the letters of plans in one language.

    ``help`` is asked for in letters about what is not paid, ``ways`` introduces how to pay.
    """

    letters: Mapping[PlanLetter, LetterText]
    ways: str
    help: str
    thanks: str
    nothing_left: str
    to_sign: str
    more_changes: str
