"""Payments by day: what was taken, undone and given back, by the way it came or went, and what is left as net."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.operations import reporting
from paydesk.operations.reporting import DayOfMoney
from paydesk.rules import money
from paydesk.rules.money import Cents
from paydesk.ui.days_report import DaysReport
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.labels import Empty, SectionHeader
from paydesk.ui.paged_model import Column, Holds
from paydesk.ui.tables import Table

_WAYS = (
    ("card", "Card"), ("cash", "Cash"), ("check", "Check"), ("bank transfer", "Transfer"),
    ("money order", "Money order"), ("remittance", "Insurers"), ("imported", "Imported"),
)  # fmt: skip


_MONEY_WIDTH, _NARROW = 104, 860


@dataclass(frozen=True)
class _Sum:
    """A way of paying, or all of them: how many payments, and what came and went, in cents."""

    name: str
    count: int
    taken: Cents
    undone: Cents
    refunded: Cents

    @property
    def net(self) -> Cents:
        return self.taken - self.undone - self.refunded


@dataclass(frozen=True)
class _Day:
    """One day, or all of them, by way."""

    name: str
    ways: dict[str, _Sum]

    @property
    def total(self) -> _Sum:
        return _added("All together", tuple(self.ways.values()))


class PaymentsReport(DaysReport):
    """Above stands what the chosen day is made of; they are looked at when they are seen."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context, name="payments_span")
        self._used: frozenset[str] = frozenset()
        self.ways: Table[_Sum] = Table(_way_columns(), name="payments_by_way", label="Payments by way")
        self.ways.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table: Table[_Day] = Table(_day_columns(), name="payments_by_day", label="Payments by day")
        self._head = SectionHeader("Net by day")
        nothing = Empty("Nothing was taken in these days", "Payments and remittances will stand here by day.")
        self.hold(self._made_tables(), nothing)
        self.table.picked.connect(self._show_ways)

    def refresh(self) -> None:
        """Ask for the days of the span anew."""
        desk, (first, last) = self._context.desk, self.days()
        self._context.jobs.look(
            lambda: reporting.payments_by_day(desk, first=first, last=last, seen=False), title="Adding up the payments",
            owner=self, latest="payments.report", then=self._show,
        )  # fmt: skip

    def focus_start(self) -> None:
        self.table.setFocus()

    def _made_tables(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.ways)
        column.addSpacing(10)
        column.addWidget(self._head)
        column.addWidget(self.table, 1)
        # In a low window the report scrolls rather than lose its days.
        self.table.setMinimumHeight(27 + 5 * 29)
        return made

    def _show(self, found: tuple[DayOfMoney, ...]) -> None:
        if not self.is_seen():
            return
        reporting.looked_at_payments(self._context.desk)
        days: dict[date, dict[str, _Sum]] = defaultdict(dict)
        for one in found:
            name = dict(_WAYS).get(one.method, one.method.capitalize())
            days[one.day][one.method] = _Sum(name, one.count, one.taken, one.undone, one.refunded)
        rows = [_Day(f"{day:%a} {day:%m/%d/%y}", ways) for day, ways in days.items()]
        used = [(way, name) for way, name in _WAYS if any(way in row.ways for row in rows)]
        whole = {way: _added(name, tuple(row.ways[way] for row in rows if way in row.ways)) for way, name in used}
        self.table.rows.show_rows((_Day("All days", whole), *rows) if rows else ())
        self._used = frozenset(whole)
        self._choose_columns()
        self.tell(found=bool(rows))
        if rows:
            self.table.selectRow(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_columns()

    def _choose_columns(self) -> None:
        """A column for each way there is; where the room is short the table above tells them for the chosen day."""
        narrow = self.width() < _NARROW
        for at, (way, _) in enumerate(_WAYS, start=1):
            self.table.setColumnHidden(at, narrow or way not in self._used)

    def _show_ways(self, day: object) -> None:
        assert isinstance(day, _Day)
        ways = [day.ways[way] for way, _ in _WAYS if way in day.ways]
        self.ways.rows.show_rows((*ways, day.total))
        self.ways.setFixedHeight(27 + (len(ways) + 1) * 29 + 2)
        self._head.set_aside(f"above: {day.name}")


def _added(name: str, sums: tuple[_Sum, ...]) -> _Sum:
    return _Sum(
        name, sum(one.count for one in sums), sum(one.taken for one in sums), sum(one.undone for one in sums),
        sum(one.refunded for one in sums),
    )  # fmt: skip


def _net_by_way(way: str, row: _Day) -> str:
    return _amount(row.ways[way].net if way in row.ways else 0)


def _amount(amount: Cents) -> str:
    return money.show(amount) if amount else "–"


def _way_columns() -> tuple[Column[_Sum], ...]:
    return (
        Column[_Sum]("way", "", lambda row: row.name),
        Column[_Sum]("count", "Payments", lambda row: f"{row.count:,}" if row.count else "–", Holds.COUNT, 88),
        Column[_Sum]("taken", "Taken", lambda row: _amount(row.taken), Holds.MONEY, _MONEY_WIDTH),
        Column[_Sum]("undone", "Undone", lambda row: _amount(-row.undone), Holds.MONEY, _MONEY_WIDTH),
        Column[_Sum]("refunded", "Refunded", lambda row: _amount(-row.refunded), Holds.MONEY, _MONEY_WIDTH),
        Column[_Sum]("net", "Net", lambda row: _amount(row.net), Holds.MONEY, 112, strong=True),
    )


def _day_columns() -> tuple[Column[_Day], ...]:
    ways = tuple(
        Column[_Day](way, words, partial(_net_by_way, way), Holds.MONEY, 90)
        for way, words in _WAYS
    )
    total = Column[_Day]("total", "Net", lambda row: _amount(row.total.net), Holds.MONEY, 112, strong=True)
    return (Column[_Day]("day", "Day", lambda row: row.name, Holds.DATE), *ways, total)
