"""What is written down beside the figures of a household: how it was told, of which kinds, and what proves it."""

from __future__ import annotations

from enum import Enum


class ToldHow(Enum):
    """How a household told what it earns and owes."""

    DESK = "desk"
    PHONE = "phone"
    MAIL = "mail"

    @property
    def words(self) -> str:
        return {"desk": "at the desk", "phone": "by phone", "mail": "by mail"}[self.value]


class Proof(Enum):
    """What shows that an income, or a whole sheet, is as it was told; the value is what is kept."""

    PAY_STUBS = "pay stubs"
    W2 = "W-2"
    TAX_RETURN = "tax return"
    BENEFIT_LETTER = "benefit letter"
    BANK_STATEMENT = "bank statement"
    EMPLOYER_LETTER = "employer letter"
    SIGNED_STATEMENT = "own signed statement"

    @property
    def words(self) -> str:
        return {"pay stubs": "the last 2 or 3 pay stubs", "tax return": "tax return (1040)"}.get(self.value, self.value)


INCOME_KINDS = (
    "wages", "self-employment", "Social Security", "SSI", "SSDI", "unemployment", "pension", "alimony received",
    "child support received", "rent received", "interest and dividends", "other income",
)  # fmt: skip
"""What forms propose for an income; another word may be typed."""

OBLIGATION_KINDS = (
    "rent or mortgage", "utilities", "food", "transport", "child care", "support paid", "insurance",
    "other medical plans", "loans", "other",
)  # fmt: skip
"""What forms propose for an obligation; another word may be typed."""
