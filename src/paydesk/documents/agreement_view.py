"""What the papers of a payment plan print: the facts agreed, and the clinic that agrees."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.documents.letterhead import Letterhead
from paydesk.rules.money import Cents
from paydesk.rules.plan_agreement import AgreementFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementView:
    """Everything an agreement prints; its coupons and its card are made of the same.

    ``paid`` is what came in so far, in cents: coupons ask for the rest, and the card ticks what is met.
    """

    letterhead: Letterhead
    facts: AgreementFacts
    paid: Cents = 0

    @property
    def addressee(self) -> tuple[str, ...]:
        """Who pays, as the envelope's window shows it."""
        return (self.facts.payer, *self.facts.address)
