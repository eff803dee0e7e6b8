"""Invented applications for assistance on paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from paydesk.rules.assistance_form_words import FormFacts, ToldBefore
from paydesk.rules.correspondence import Language
from paydesk.rules.household_means import Flow, Frequency

TOLD = ToldBefore(
    date(2026, 11, 3),
    (Flow("wages", 1_240_00, Frequency.BIWEEKLY), Flow("wages", 18_50, Frequency.HOURLY, Decimal("32.0")),
     Flow("SSI", 967_00, Frequency.MONTHLY), Flow("gardening for the neighbors", 45_00, Frequency.WEEKLY)),
    (Flow("rent or mortgage", 1_150_00, Frequency.MONTHLY), Flow("insurance", 1_284_00, Frequency.YEARLY)),
)  # fmt: skip
"""What a household told before."""


def form_facts(language: Language = Language.ENGLISH, **changes: Any) -> FormFacts:
    """A form of an application that was just started; nothing was told before."""
    facts: dict[str, Any] = {
        "language": language, "number": 12, "account": "5000000", "name": "Maria Garcia-Lopez",
        "started": date(2026, 11, 23), "due": date(2026, 12, 23), "papers": (), "months": 12, "appeal_days": 30,
        "asks_obligations": True,
    }  # fmt: skip
    return FormFacts(**{**facts, **changes})
