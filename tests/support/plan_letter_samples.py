"""Invented letters about payment plans, for the tests of their words and their paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from paydesk.rules.correspondence import Language
from paydesk.rules.plan_letter_phrases import PlanLetter
from paydesk.rules.plan_letter_words import PlanLetterFacts

CHANGES = ("The payment goes from $104.16 to $143.63.", "Care of $315.75 on October 3, 2026 joined the plan.")
OF_KIND: dict[PlanLetter, dict[str, Any]] = {
    PlanLetter.REMINDER: {"amount": 104_16, "due": date(2027, 1, 5)},
    PlanLetter.MISSED: {"amount": 104_16, "due": date(2027, 1, 5)},
    PlanLetter.CURE: {"amount": 208_32, "until": date(2027, 3, 8), "left": 1_145_84},
    PlanLetter.DEFAULTED: {"on": date(2027, 3, 9), "left": 1_145_84},
    PlanLetter.REINSTATED: {"on": date(2027, 3, 20), "amount": 104_16, "due": date(2027, 4, 5), "left": 937_52},
    PlanLetter.PAUSED: {"until": date(2027, 5, 31), "amount": 104_16, "due": date(2027, 6, 5)},
    PlanLetter.AMENDED: {
        "changes": CHANGES, "amount": 143_63, "due": date(2027, 5, 5), "left": 1_149_11, "to_sign": True,
    },
    PlanLetter.PAID_OFF: {"on": date(2027, 12, 3), "amount": 1_250_00},
    PlanLetter.CANCELED: {"on": date(2027, 2, 2), "left": 1_145_84},
}  # fmt: skip


def letter_facts(kind: PlanLetter, language: Language = Language.ENGLISH, **changes: Any) -> PlanLetterFacts:
    """The facts of a letter of a kind."""
    facts: dict[str, Any] = {"kind": kind, "language": language, "name": "Maria Garcia-Lopez", "number": 31}
    return PlanLetterFacts(**{**facts, **OF_KIND[kind], **changes})
