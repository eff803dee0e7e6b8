"""How a payment may come: the methods with their keys, and the fields each asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from paydesk.rules import plausibility
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui.fields import Choice, Field, FieldKind
from paydesk.ui.tab_keys import METHODS as METHODS
from paydesk.ui.tab_keys import MORE_METHODS as MORE_METHODS

_BRANDS = tuple(Choice(name, name) for name in (*(brand.name for brand in plausibility.CARD_BRANDS), "Other"))

USUAL_METHOD = METHODS[0].value
"""The way to pay that a new form begins with."""

FIELDS: dict[str, tuple[Field, ...]] = {
    "card": (
        Field("card_brand", "Card type", FieldKind.CHOICE, choices=_BRANDS, width=136, placeholder="Choose"),
        Field("card_last4", "Last four", width=92, beside=True, longest=40, required=True),
        Field("authorization", "Approval code", width=128, beside=True, longest=20, placeholder="6 characters"),
    ),
    "cash": (Field("tendered", "Cash given", FieldKind.AMOUNT, width=136),),
    "check": (
        Field("check_number", "Check number", width=136, longest=30, required=True),
        Field("bank", "Bank", width=232, beside=True),
    ),
    "bank transfer": (
        Field("authorization", "Reference", width=136, longest=40),
        Field("bank", "Bank", width=232, beside=True),
    ),
    "money order": (
        Field("check_number", "Number", width=136, longest=30),
        Field("bank", "Issued by", width=232, beside=True),
    ),
}  # fmt: skip

HINTS = {
    "card": "Run the card on the terminal first. The approval code is on its slip.",
    "cash": "Leave it empty when the cash is exact.",
    "check": "Made out to the clinic, dated and signed.",
    "bank transfer": "Take it when it stands in the bank account.",
    "money order": "The number is at its upper right.",
}


@dataclass(frozen=True)
class Typed:
    """A payment as it stands in the form: amount in cents (None: nothing or no amount), method, its details."""

    amount: Cents | None
    method: str
    details: Mapping[str, object] = field(default_factory=dict)
    prints: bool = True


def refuses_card(text: str) -> str | None:
    """The sentence that refuses a text with a full card number in it, or None."""
    try:
        plausibility.refuse_card_number(text)
    except PaydeskError as refused:
        return refused.sentence
    return None
