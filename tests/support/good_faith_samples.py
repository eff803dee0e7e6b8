"""Invented good faith estimates, complete as the law asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from paydesk.rules.good_faith import GoodFaith, GoodFaithItem, GoodFaithProvider

CLINIC_NPI, LAB_NPI = "1234567893", "1679576722"


def item(
    what: str = "Office visit, 30 minutes", code: str = "99214", expected: int | None = 185_00, **more: Any
) -> GoodFaithItem:
    """One expected service."""
    return GoodFaithItem(**{"what": what, "code": code, "expected": expected, "diagnoses": ("E11.9", "I10"), **more})


def provider(*items: GoodFaithItem, **changes: Any) -> GoodFaithProvider:
    """The clinic with its services."""
    facts: dict[str, Any] = {
        "name": "Riverbend Family Clinic",
        "npi": CLINIC_NPI,
        "tin": "00-0000000",
        "state": "IL",
        "location": "2200 River Road, Springfield, IL 62705",
        "items": items or (item(), item("EKG", "93000", 60_00)),
    }
    return GoodFaithProvider(**{**facts, **changes})


LAB = provider(
    item("Blood sugar over three months (A1c)", "83036", 32_00, diagnoses=("E11.9",)),
    item("Cholesterol panel", "80061", 41_00),
    name="Prairie Laboratory", npi=LAB_NPI, tin="00-1111111", location="9 Lab Way, Springfield, IL 62704",
)  # fmt: skip


def good_faith(*providers: GoodFaithProvider, **changes: Any) -> GoodFaith:
    """A complete one."""
    facts: dict[str, Any] = {
        "number": "G100042",
        "made_on": date(2026, 11, 23),
        "patient": "Maria Garcia-Lopez",
        "born": date(1961, 3, 9),
        "primary": "Yearly diabetes visit",
        "service_on": date(2026, 12, 9),
        "providers": providers or (provider(), LAB),
        "separate": (),
    }
    return GoodFaith(**{**facts, **changes})
