"""What the application for assistance prints: its facts, and the clinic that it goes back to."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.documents.letterhead import Letterhead
from paydesk.rules.assistance_form_words import FormFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceFormView:
    """Everything one form prints; ``addressee`` is name and address, as the envelope's window shows them."""

    letterhead: Letterhead
    facts: FormFacts
    addressee: tuple[str, ...]
