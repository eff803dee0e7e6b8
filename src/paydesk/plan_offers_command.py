"""What ``paydesk plan-offers`` tells: what a household can afford, by which caps, and the offers with their days."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from paydesk.gateways.plan_sheet import PlanSheet, placed, read_plan_sheet
from paydesk.rules import poverty_guideline, worked_means
from paydesk.rules.affordability import CAP_RULES, GENERIC
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import plain, show
from paydesk.rules.plan_offers import Offer, counted
from paydesk.rules.poverty_guideline import PovertyGuideline
from paydesk.rules.worked_means import Terms, Worked

Add = Callable[[Any, str, str, Any], argparse.ArgumentParser]
_PACKS = ", ".join(sorted({one.pack for one in CAP_RULES} - {GENERIC}))
_KEYS = f"""\
the sheet is one JSON object; amounts are numbers or texts like "40.50":
  date           the day of the sheet, like 2026-12-05
  balance        what is to be paid
  household      how many people live of it, from 1 to 30
  region         48 (the 48 states and DC), AK or HI: whose poverty guideline
  incomes        a list of what comes in before tax, each with kind, amount,
                 frequency, and hours (a week) where the frequency is hourly
  obligations    a list of what must go out, told in the same way
  net_monthly    take-home pay a month; without it the income before tax
  rule_pack      {GENERIC} (the clinic's policy alone) or a state's law with it:
                 {_PACKS}; without it {GENERIC}
  facility       true where the clinic bills as a facility: Colorado's law then
                 allows 4 % instead of 2 %; without it false
  patient_offer  what the patient offers to pay a month
  down_payment   what is paid at once; without it nothing
  first_due      the first installment's day, within a year of the sheet's;
                 without it a month after
date, balance, household and region are needed. A kind is any words: rent,
mortgage and housing are held against the take-home pay. A frequency is hourly
(a week of so many hours), weekly, biweekly (every two weeks), semimonthly (twice
a month), monthly, quarterly (the last three months) or yearly.

a whole sheet:
"""
_EXAMPLE = """\
{
  "date": "2026-12-05", "balance": "1250.00", "household": 3, "region": "48",
  "incomes": [
    {"kind": "wages", "amount": "3100.00", "frequency": "monthly"},
    {"kind": "cleaning", "amount": "16.50", "frequency": "hourly", "hours": 6}
  ],
  "net_monthly": "3050.00",
  "obligations": [
    {"kind": "rent", "amount": "1350.00", "frequency": "monthly"},
    {"kind": "car insurance", "amount": "780.00", "frequency": "yearly"}
  ],
  "rule_pack": "generic", "facility": false, "patient_offer": "100.00",
  "down_payment": "50.00", "first_due": "2027-01-05"
}"""


def add(commands: Any, adding: Add) -> None:
    """Add the command; ``adding`` makes one."""
    made = adding(commands, "plan-offers", "what a household can pay, from a sheet (JSON) on standard input", run)
    made.formatter_class = argparse.RawDescriptionHelpFormatter
    made.epilog = _KEYS + _EXAMPLE


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
