"""What an accounting of disclosures says: a letter with a table of who got what, when and why."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from paydesk.documents.letterhead import Letterhead
from paydesk.rules.correspondence import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureLine:
    """One disclosure as 45 CFR 164.528(b)(2) asks: its date, who received it and where, what, and for what purpose."""

    on: datetime.date
    recipient: str
    address: str
    what: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountingView:
    """Everything the letter prints; ``about`` is the patient's name, lines are in order of their dates."""

    letterhead: Letterhead
    language: Language
    date: datetime.date
    account: str
    about: str
    addressee: tuple[str, ...]
    greeting: str
    first: datetime.date
    last: datetime.date
    lines: tuple[DisclosureLine, ...]
    signer: str
