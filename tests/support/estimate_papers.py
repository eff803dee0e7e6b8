"""Invented estimates and explanations of benefits, for the tests of paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from paydesk.documents.estimate_view import BenefitsView, EstimateView, GoodFaithView
from paydesk.rules.benefits import Benefits, CopayWay, ServiceKind, Yearly, YearlyLimit
from paydesk.rules.correspondence import Language
from paydesk.rules.estimate import estimate
from paydesk.rules.estimate_facts import EstimateAsked, Exclusion, PlannedLine, SecondPlan
from support.benefit_samples import benefits, limit, terms, told
from support.good_faith_samples import good_faith
from support.paper_samples import CLINIC

DAY = date(2026, 11, 23)
ADDRESSEE = ("Maria Garcia-Lopez", "2301 SW 14th Ave.", "Bend, OR 97702-0098")
VISIT = ServiceKind.PRIMARY_CARE
PLAN = benefits(
    services=(
        (VISIT, terms(30_00, CopayWay.INSTEAD)), (ServiceKind.LABORATORY, terms(coinsurance=20_00)),
        (ServiceKind.PROCEDURE, terms(coinsurance=20_00)),
    ),
    deductible=limit(100_00, 700_00),
    out_of_pocket=limit(900_00),
)  # fmt: skip
HALF_KNOWN = Benefits(
    payer="Aetna", plan="Open Choice PPO", services=((VISIT, terms(30_00, CopayWay.INSTEAD)),),
    deductible=YearlyLimit(individual=Yearly(amount=told(500_00))),
)  # fmt: skip


def planned(
    what: str, code: str, charge: int, allowed: int | None, kind: ServiceKind = VISIT, **more: Any
) -> PlannedLine:
    return PlannedLine(what=what, code=code, charge=charge, allowed=allowed, kind=kind, **more)


LINES = (
    planned("Office visit, 30 minutes", "99214", 185_00, 131_20),
    planned("EKG", "93000", 60_00, 41_07, ServiceKind.PROCEDURE),
    planned("Blood sugar over three months (A1c)", "83036", 38_00, 12_40, ServiceKind.LABORATORY),
    planned("Cholesterol panel", "80061", 52_00, 17_80, ServiceKind.LABORATORY),
)
EXCLUDED = planned("Travel shots", "90691", 145_00, 120_00, excluded=Exclusion.NOT_COVERED)
WIDEST = planned("A procedure with a name that is far longer than any column could ever hold on one line, so it wraps",
                 "27447", 1_234_567_89, 1_234_567_89, ServiceKind.PROCEDURE)  # fmt: skip


def many_lines(count: int) -> tuple[PlannedLine, ...]:
    return tuple(planned(f"Item {number}", "99214", 100_00 + number, 80_00) for number in range(count))


def estimate_view(*lines: PlannedLine, first: Benefits = PLAN, second: SecondPlan | None = None, collected: int = 0,
                  **changes: Any) -> EstimateView:  # fmt: skip
    """An estimate over ``lines``."""
    asked = EstimateAsked(lines=lines or LINES, first=first, second=second, on=DAY, collected=collected)
    facts: dict[str, Any] = {
        "letterhead": CLINIC, "language": Language.ENGLISH, "date": DAY, "account": "5000000", "addressee": ADDRESSEE,
        "patient": "José Núñez", "provider": "R. Patel, NP", "visit_on": date(2026, 12, 9), "made": estimate(asked),
    }  # fmt: skip
    return EstimateView(**{**facts, **changes})


def benefits_view(first: Benefits = PLAN, **changes: Any) -> BenefitsView:
    """An explanation with the planned visit."""
    facts: dict[str, Any] = {
        "letterhead": CLINIC, "language": Language.ENGLISH, "date": DAY, "account": "5000000", "addressee": ADDRESSEE,
        "patient": "José Núñez", "benefits": first, "kinds": tuple(kind for kind, _ in first.services),
        "made": estimate(EstimateAsked(lines=LINES, first=first, on=DAY, collected=30_00)),
    }  # fmt: skip
    return BenefitsView(**{**facts, **changes})


def good_faith_view(*providers: Any, language: Language = Language.ENGLISH, **changes: Any) -> GoodFaithView:
    """A good faith estimate."""
    return GoodFaithView(
        letterhead=CLINIC, language=language, account="5000000", addressee=ADDRESSEE,
        facts=good_faith(*providers, **changes),
    )  # fmt: skip
