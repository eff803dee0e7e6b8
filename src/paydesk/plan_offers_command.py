"""What ``paydesk plan-offers`` tells: what a household can afford, by which caps, and the offers with their days."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from paydesk.gateways.plan_sheet import PlanSheet, read_plan_sheet
from paydesk.rules import affordability, plan_offers
from paydesk.rules.affordability import Means
from paydesk.rules.money import plain, show
from paydesk.rules.plan_offers import Ask, Offers


def run(asked: argparse.Namespace) -> int:
    """Read a sheet from standard input and print what follows from it; no clinic is opened and nothing is kept."""
    told = read_plan_sheet(sys.stdin.read())
    means = affordability.means(told.sheet)
    ask = Ask(balance=told.balance, down=told.down, affordable=means.affordable, first=told.first)
    offered = plan_offers.offers(ask)
    if asked.json:
        print(json.dumps(_document(told, means, offered), ensure_ascii=False, indent=2))
        return 0
    print(f"Income a year: {show(means.annual_income)}, {means.poverty_percent} % of the poverty guideline")
    print(f"Disposable a month: {show(means.disposable)}")
    for cap in means.caps:
        print(f"At most {show(cap.monthly)} a month: {cap.name}")
    for offer in offered.offers:
        last = offer.installments[-1]
        print(f"{offer.name.capitalize()}: {len(offer.installments)} installments of {show(offer.payment)}, the last "
              f"{show(last.amount)} on {last.due} ({offer.why})")  # fmt: skip
    if offered.down_needed is not None:
        print(f"With {show(offered.down_needed)} paid down it could be afforded.")
    return 0


def _document(told: PlanSheet, means: Means, offered: Offers) -> dict[str, Any]:
    return {
        "date": told.sheet.on.isoformat(), "balance": plain(told.balance), "down_payment": plain(told.down),
        "annual_income": plain(means.annual_income), "poverty_line": plain(means.poverty_line),
        "poverty_percent": str(means.poverty_percent), "gross_monthly": plain(means.gross_monthly),
        "obligations_monthly": plain(means.obligations), "disposable": plain(means.disposable),
        "affordable": plain(means.affordable),
        "caps": [{"name": cap.name, "monthly": plain(cap.monthly), "legal": cap.legal} for cap in means.caps],
        "offers": [
            {
                "name": offer.name, "why": offer.why, "changes": offer.changes, "payment": plain(offer.payment),
                "total": plain(offer.total), "over_cap": offer.over_cap,
                "installments": [
                    {"due": one.due.isoformat(), "amount": plain(one.amount)} for one in offer.installments
                ],
            }
            for offer in offered.offers
        ],
        "down_payment_needed": plain(offered.down_needed) if offered.down_needed is not None else None,
    }  # fmt: skip
