"""How long what insurers said is trusted: the numbers behind the list of coverages to verify, by kind of payer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from paydesk.rules.errors import PaydeskError
from paydesk.rules.freshness import Freshness
from paydesk.rules.insurance import PayerKind
from paydesk.rules.keyboard import show_date
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.office_list_dialog import OfficeListDialog, Shown
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.list_row import ListRow

_EACH = (Choice("no", "Counts until it is too old"), Choice("yes", "Counts on that very day only"))
_FIELDS = (
    Field("eligibility_days", "Eligibility counts for", width=72, unit="days", longest=4,
          help="Empty: as long as nothing changes"),
    Field("benefits_days", "Benefits count for", width=72, unit="days", longest=4,
          help="Empty: until the plan year ends"),
    Field("before_visit", "Asked before a visit", width=72, unit="business days", longest=3, required=True),
    Field("visit_within", "Visits looked at", width=72, unit="days ahead", longest=3, required=True),
    Field("each_service", "A check", FieldKind.CHOICE, required=True, choices=_EACH, width=300),
)  # fmt: skip


class FreshnessDialog(OfficeListDialog):
    """A kind of payer without numbers of its own goes by those of all others; a change counts from today."""

    thing = "kind of payer"
    adds = False

    def __init__(self, context: DeskContext, records: tuple[Freshness, ...]) -> None:
        super().__init__(
            context, records, name="freshness_dialog", title="How long answers of insurers count", fields=_FIELDS,
            lead="Older answers come up to be asked again. A new plan year, a changed card, a birthday of 19, 26 or 65 "
                 "and a denial that says so always do.",
        )  # fmt: skip

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[Freshness, ...]]:
        """Reads the numbers before the dialog opens: of all others first, then each kind as it goes now."""
        from paydesk.operations import listing_verifications

        def read() -> tuple[Freshness, ...]:
            held = listing_verifications.freshness(context.desk)
            others = held[None]
            kinds = (_as_kind(held.get(kind), kind, others) for kind in PayerKind)
            return (others, *kinds)

        return read

    def reading(self) -> Callable[[], tuple[Any, ...]]:
        return self.load(self.context)

    def show_record(self, record: Freshness | None) -> Shown:
        assert record is not None, "kinds of payers are not added"
        row = ListRow(_key(record), _words(record), _told(record))
        values: dict[str, Value] = {
            "eligibility_days": _number(record.eligibility_days), "benefits_days": _number(record.benefits_days),
            "before_visit": _number(record.before_visit), "visit_within": _number(record.visit_within),
            "each_service": "yes" if record.each_service else "no",
        }  # fmt: skip
        return Shown(row, values, record)

    def key_after(self, result: Any, values: dict[str, Value]) -> object:
        return self.chosen

    def save(self, values: dict[str, Value], record: Freshness | None) -> Callable[[], object]:
        from paydesk.operations import listing_verifications

        assert record is not None
        row = Freshness(
            payer_kind=record.payer_kind, eligibility_days=_days("eligibility_days", values),
            benefits_days=_days("benefits_days", values), before_visit=_days("before_visit", values) or 0,
            each_service=values["each_service"] == "yes", visit_within=_days("visit_within", values) or 0,
            first=self.context.today(), source="set by this clinic",
        )  # fmt: skip
        return lambda: listing_verifications.change_freshness(self.context.desk, row)


def _as_kind(held: Freshness | None, kind: PayerKind, others: Freshness) -> Freshness:
    return held or replace(others, payer_kind=kind, source="")


def _key(record: Freshness) -> str:
    return record.payer_kind.value if record.payer_kind else "others"


def _words(record: Freshness) -> str:
    kind = record.payer_kind
    return f"{kind.words[:1].upper()}{kind.words[1:]}" if kind else "All others"


def _told(record: Freshness) -> str:
    if not record.source:
        return "as all others"
    if record.each_service:
        return "asked on each day of service"
    days = "no limit" if record.eligibility_days is None else f"{record.eligibility_days} days"
    return f"{days}, since {show_date(record.first)}"


def _number(days: int | None) -> str | None:
    return None if days is None else str(days)


def _days(name: str, values: dict[str, Value]) -> int | None:
    typed = str(values[name] or "").strip()
    if not typed:
        return None
    if not typed.isdecimal():
        raise PaydeskError("Type a number of days, such as 30.", field=name)
    return int(typed)
