"""What an item of a call sheet is called where it stands by itself: on paper, away from the field beside it."""

from __future__ import annotations

from paydesk.rules.call_sheet import Item

_WHOLE = {
    "until": "Until", "met": "Deductible met", "out_of_pocket_met": "Out of pocket met", "payer_claim": "Their number",
    "paid_on": "Paid on", "code": "Code", "appeal_by": "Appeal by", "case": "Case number", "schedule": "By",
    "taken_on": "Taken back on", "plan_pays": "Plan pays", "answer_by": "Decided by", "other_coverage": "Other plan",
    "network": "In network",
    "units": "Units", "to": "To",
}  # fmt: skip


def whole_label(item: Item) -> str:
    """A label that stands by itself: beside another field a word is enough."""
    return _WHOLE.get(item.key, item.label.rstrip("?"))
