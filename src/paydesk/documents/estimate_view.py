"""What an estimate, a good faith estimate and an explanation of benefits say: facts, proven before they are drawn."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from paydesk.documents.letterhead import Letterhead
from paydesk.rules.benefits import Benefits, ServiceKind
from paydesk.rules.correspondence import Language
from paydesk.rules.errors import PaydeskError
from paydesk.rules.estimate_facts import Estimate
from paydesk.rules.good_faith import GoodFaith, missing_items


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateView:
    """Everything an estimate prints; ``visit_on`` None: no date yet. ``addressee`` is as the window shows it."""

    letterhead: Letterhead
    language: Language
    date: datetime.date
    account: str
    addressee: tuple[str, ...]
    patient: str
    provider: str = ""
    visit_on: datetime.date | None
    made: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitsView:
    """Everything the explanation of benefits prints, for the kinds of service that were asked about.

    With an estimate it tells the planned visit, too.
    """

    letterhead: Letterhead
    language: Language
    date: datetime.date
    account: str
    addressee: tuple[str, ...]
    patient: str
    benefits: Benefits
    kinds: tuple[ServiceKind, ...]
    made: Estimate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodFaithView:
    """Everything a good faith estimate prints."""

    letterhead: Letterhead
    language: Language
    account: str
    addressee: tuple[str, ...]
    facts: GoodFaith


def prove_estimate(made: Estimate) -> None:
    """Raises ValueError, naming the line, if a line's parts do not make its charge, or it leaves less than nothing."""
    for lines in (made.low, made.high):
        for planned, line in zip(made.asked.lines, lines, strict=True):
            if line.patient + line.plans_pay + line.written_off != line.charge or line.charge != planned.charge:
                raise ValueError(f"estimate: the parts of {planned.code} do not make its charge")
            if line.patient < 0:
                raise ValueError(f"estimate: {planned.code} leaves less than nothing")


def prove_good_faith(facts: GoodFaith) -> None:
    """Raises PaydeskError naming what the law asks for and is not there: without it the paper is not given."""
    lacks = missing_items(facts)
    if lacks:
        raise PaydeskError(f"The estimate is not complete yet. It needs: {'; '.join(lacks)}.", field="good_faith")
