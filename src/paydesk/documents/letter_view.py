"""What a letter says: addressed for the window envelope, a few plain paragraphs, one page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from paydesk.documents.letterhead import Letterhead
from paydesk.rules.correspondence import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """Everything one letter prints; paragraphs are ready sentences (see ``rules.correspondence``).

    ``facts`` are label and value pairs set as a small table between the first paragraph and the rest. Paragraphs
    after the first that begin with "• " are set as a list.
    """

    letterhead: Letterhead
    language: Language
    date: datetime.date
    account: str
    addressee: tuple[str, ...]
    greeting: str
    subject: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    signer: str
