"""What ``paydesk plan-offers`` tells: what a household can afford, by which caps, and the offers with their days."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from paydesk.gateways.plan_sheet import PlanSheet, placed, read_plan_sheet
from paydesk.rules import poverty_guideline, worked_means
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import plain, show
from paydesk.rules.plan_offers import Offer, counted
from paydesk.rules.poverty_guideline import PovertyGuideline
from paydesk.rules.worked_means import Terms, Worked


def run(asked: argparse.Namespace) -> int:
    """Read a sheet from standard input and print what follows from it; no clinic is opened and nothing is kept."""
    told = read_plan_sheet(_typed())
    terms = Terms(pack=told.sheet.pack, facility=told.sheet.facility)
    try:
        held = poverty_guideline.guideline(told.sheet.region, told.sheet.on)
        found = worked_means.worked(told.sheet, told.balance, down=told.down, first=told.first, terms=terms)
    except PaydeskError as refused:
        raise placed(refused) from refused
    if asked.json:
        print(json.dumps(_document(told, found, held), ensure_ascii=False, indent=2))
        return 0
    print("\n".join(_lines(told, found, held)))
    return 0


def _typed() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise PaydeskError("What came in is no text in UTF-8.") from error


def _lines(told: PlanSheet, found: Worked, held: PovertyGuideline) -> Iterator[str]:
    means = found.means
    yield "By the usual policy that ships with paydesk: a clinic's own is in its window."
    yield f"Income a year: {show(means.annual_income)}, {means.poverty_percent} % of the poverty guideline"
    later = ", the newest there is here" if told.sheet.on.year > held.first.year else ""
    yield f"Poverty guideline: of {held.first.year}, in force since {held.first}{later}"
    yield f"Disposable a month: {show(means.disposable)}"
    for cap in means.caps:
        yield f"At most {show(cap.monthly)} a month: {cap.name}"
    yield from (hint.sentence for hint in found.hints)
    if found.assistance:
        yield found.assistance
    yield from (_line(offer) for offer in found.offers.offers)
    if found.offers.down_needed is not None:
        yield f"With {show(found.offers.down_needed)} paid down it could be afforded."


def _line(offer: Offer) -> str:
    last, number = offer.installments[-1], len(offer.installments)
    rest = f", the last {show(last.amount)}" if number > 1 else ""
    return f"{offer.name.capitalize()}: {counted(number)} of {show(offer.payment)}{rest} on {last.due} ({offer.why})"


def _document(told: PlanSheet, found: Worked, held: PovertyGuideline) -> dict[str, Any]:
    means, offered = found.means, found.offers
    return {
        "policy": "usual", "guideline": {"year": held.first.year, "in_force_since": held.first.isoformat()},
        "assistance": found.assistance or None, "hints": [hint.sentence for hint in found.hints],
        "date": told.sheet.on.isoformat(), "balance": plain(told.balance), "down_payment": plain(told.down),
        "annual_income": plain(means.annual_income), "poverty_line": plain(means.poverty_line),
        "poverty_percent": str(means.poverty_percent), "gross_monthly": plain(means.gross_monthly),
        "obligations_monthly": plain(means.obligations), "disposable": plain(means.disposable),
        "affordable": plain(means.affordable),
        "caps": [{"name": cap.name, "monthly": plain(cap.monthly), "legal": cap.legal} for cap in means.caps],
        "offers": [
            {
                "name": offer.name, "why": offer.why, "changes": offer.changes, "payment": plain(offer.payment),
                "total": plain(offer.total), "over_cap": offer.over_cap, "over_law": offer.over_law,
                "installments": [
                    {"due": one.due.isoformat(), "amount": plain(one.amount)} for one in offer.installments
                ],
            }
            for offer in offered.offers
        ],
        "down_payment_needed": plain(offered.down_needed) if offered.down_needed is not None else None,
    }  # fmt: skip
