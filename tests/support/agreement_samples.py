"""Invented agreements to payment plans, for the tests of their papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from paydesk.documents.agreement_view import AgreementView
from paydesk.documents.letterhead import Letterhead
from paydesk.rules.correspondence import Language
from paydesk.rules.installments import Cadence, remainder_last, schedule
from paydesk.rules.plan_agreement import AgreedCharge, AgreementFacts
from support.paper_samples import CLINIC

VISITED = date(2026, 9, 19)
FIRST = date(2027, 1, 5)
WIDE_NAME = "Nguyễn Thị Ánh Tuyết Featherstonehaugh-Smith"
WIDE_CARE = "A procedure with a name that is far longer than any column could ever hold on one line, so it wraps"


def agreed(*amounts: int) -> tuple[AgreedCharge, ...]:
    """A charge of each amount."""
    return tuple(AgreedCharge(VISITED, f"Office visit {number}", "José Núñez", each)
                 for number, each in enumerate(amounts, start=1))  # fmt: skip


def agreement(
    count: int = 12, *, amounts: tuple[int, ...] = (850_00, 400_00), down: int = 0, first: date = FIRST,
    cadence: Cadence = Cadence.MONTHLY, **changes: Any,
) -> AgreementFacts:  # fmt: skip
    """The worked example of 1,250.00 in 12 payments, or one whose sums hold as well."""
    total = sum(amounts)
    facts: dict[str, Any] = {
        "number": 31, "made_on": date(2026, 11, 28), "language": Language.ENGLISH, "payer": "Maria Garcia-Lopez",
        "address": ("2301 SW 14th Ave.", "Bend, OR 97702-0098"), "account": "5000000", "charges": agreed(*amounts),
        "total": total, "down": down, "down_due": date(2026, 12, 1) if down else None, "cadence": cadence,
        "installments": schedule(remainder_last(total - down, count), first, cadence=cadence), "grace_days": 10,
        "cure_days": 20, "disclose": count > 4,
    }  # fmt: skip
    return AgreementFacts(**{**facts, **changes})


def wide_agreement(language: Language, count: int = 36, charges: int = 40, **changes: Any) -> AgreementFacts:
    """The longest names, the largest sums, several pages; it takes the place of an earlier one."""
    many = tuple(AgreedCharge(VISITED, WIDE_CARE, WIDE_NAME, 1_234_567_89 + number) for number in range(charges))
    total = sum(one.amount for one in many)
    facts: dict[str, Any] = {
        "amounts": (total,), "charges": many, "down": 1_234_567_89, "first": date(2027, 1, 31), "language": language,
        "payer": WIDE_NAME, "address": ("12345 N Martin Luther King Junior Blvd W", "Springfield, IL 62705-4400"),
        "version": 3, "changes": ("The payment goes from $104.16 to $143.63.", "Care of $315.75 joined the plan."),
    }  # fmt: skip
    return agreement(count, **{**facts, **changes})


def agreement_view(facts: AgreementFacts | None = None, *, letterhead: Letterhead = CLINIC) -> AgreementView:
    """An agreement of our clinic."""
    return AgreementView(letterhead=letterhead, facts=facts or agreement())
