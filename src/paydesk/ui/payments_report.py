"""Payments by day: what came in, by the way it came."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from paydesk.operations import reporting
from paydesk.rules import money
from paydesk.rules.money import Cents
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.labels import Empty
from paydesk.ui.paged_model import Column, Holds
from paydesk.ui.segments import Segment, SegmentRow
from paydesk.ui.tables import Table

_SPANS = (
    Segment("week", "Last 7 days", "W"), Segment("month", "This month", "M"), Segment("last", "Last month", "L"),
    Segment("year", "Last 12 months", "Y"),
)  # fmt: skip
_WAYS = (
    ("card", "Card"), ("cash", "Cash"), ("check", "Check"), ("bank transfer", "Transfer"),
    ("money order", "Money order"), ("remittance", "Insurers"), ("imported", "Imported"),
)  # fmt: skip


@dataclass
class _Day:
    """One line: a day, or the sum of all."""

    name: str
    ways: dict[str, Cents] = field(default_factory=dict)

    @property
    def total(self) -> Cents:
        return sum(self.ways.values())


class PaymentsReport(QWidget):
    """W, M, L and Y choose the span."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self.span = SegmentRow(_SPANS, name="payments_span", label="Days")
        self.span.choose("month")
        self.table: Table[_Day] = Table(_columns(), name="payments_by_day", label="Payments by day")
        self._nothing = Empty("Nothing was taken in these days", "Payments and remittances will stand here by day.")
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(12)
        column.addWidget(self.span, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._body, 1)
        self.span.listen_on(self)
        self.span.chosen.connect(lambda value: self.refresh())

    def refresh(self) -> None:
        """Ask for the days of the span anew."""
        desk, (first, last) = self._context.desk, span_days(self.span.value(), self._context.today())
        self._context.jobs.look(
            lambda: reporting.payments_by_day(desk, first=first, last=last), title="Adding up the payments",
            owner=self, latest="payments.report",
            then=lambda found: self._show(tuple((one.day, one.method, one.amount) for one in found)),
        )  # fmt: skip

    def focus_start(self) -> None:
        self.table.setFocus()

    def _show(self, found: tuple[tuple[date, str, Cents], ...]) -> None:
        days: dict[date, dict[str, Cents]] = defaultdict(dict)
        whole = _Day("All days")
        for day, way, amount in found:
            days[day][way] = days[day].get(way, 0) + amount
            whole.ways[way] = whole.ways.get(way, 0) + amount
        rows = [_Day(f"{day:%a} {day:%m/%d/%y}", ways) for day, ways in sorted(days.items(), reverse=True)]
        self.table.rows.show_rows((whole, *rows) if rows else ())
        for at, (way, _) in enumerate(_WAYS, start=1):
            self.table.setColumnHidden(at, way not in whole.ways)
        self._body.setCurrentIndex(0 if rows else 1)
        if rows:
            self.table.selectRow(0)


def span_days(span: str, today: date) -> tuple[date, date]:
    """First and last day of a span."""
    first = today.replace(day=1)
    if span == "week":
        return today - timedelta(days=6), today
    if span == "last":
        last = first - timedelta(days=1)
        return last.replace(day=1), last
    if span == "year":
        return today - timedelta(days=365), today
    return first, today


def _by_way(way: str, row: _Day) -> str:
    return money.in_words(row.ways.get(way, 0))


def _columns() -> tuple[Column[_Day], ...]:
    ways = tuple(
        Column[_Day](way, words, partial(_by_way, way), Holds.MONEY, 90)
        for way, words in _WAYS
    )
    total = Column[_Day]("total", "Total", lambda row: money.in_words(row.total), Holds.MONEY, 112, strong=True)
    return (Column[_Day]("day", "Day", lambda row: row.name, Holds.DATE), *ways, total)
