"""Estimates and what came: how near the clinic was over a span of days, by payer, and the estimates behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.operations import learning_from_estimates
from paydesk.operations.learning_from_estimates import EstimateOfDays, EstimatesOfDays
from paydesk.rules import money
from paydesk.rules.estimate_accuracy import NEAR_CENTS, NEAR_PERCENT, Nearness
from paydesk.ui.days_report import DaysReport
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.estimate_figures import between
from paydesk.ui.labels import Empty, SectionHeader, Why
from paydesk.ui.paged_model import Column, Holds
from paydesk.ui.tables import Table

_NARROW, _WITHIN, _INSURER = 760, 2, 2
_NEAR = f"Near: off by no more than {NEAR_PERCENT} % of what came, or by no more than {money.show(NEAR_CENTS)}."


class EstimatesReport(DaysReport):
    """Of the days of the care; Enter on an estimate lays it beside what came."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context, name="estimates_span", label="Days of the care")
        self._found: EstimatesOfDays | None = None
        self.payers: Table[Nearness] = Table(_payer_columns(), name="estimates_by_payer", label="Nearness by payer")
        self.table: Table[EstimateOfDays] = Table(_columns(), name="estimates_of_days", label="Estimates and what came")
        self._head, self._lines = SectionHeader("How near, by payer"), SectionHeader("Estimates")
        self._why = Why(_NEAR)
        nothing = Empty(
            "No estimate is of care in these days", "Estimates of visits (Ctrl+Shift+I) stand here with what came of "
            "them, once the care is charged and answered.", icon="scales",
        )  # fmt: skip
        self.hold(self._made(), nothing)
        self.table.opened.connect(self._open)

    def refresh(self) -> None:
        """Ask for the estimates of the span anew."""
        desk, (first, last) = self._context.desk, self.days()
        self._context.jobs.look(
            lambda: learning_from_estimates.estimates_of_days(desk, first=first, last=last),
            title="Comparing estimates", owner=self, latest="estimates.report", then=self._show,
        )  # fmt: skip

    def focus_start(self) -> None:
        self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, names go before shares that are looked up rarely."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self.payers.setColumnHidden(_WITHIN, narrow)
        self.table.setColumnHidden(_INSURER, narrow)

    def _made(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addWidget(self.payers, 2)
        column.addWidget(self._why)
        column.addSpacing(8)
        column.addWidget(self._lines)
        column.addWidget(self.table, 3)
        self.payers.setMinimumHeight(27 + 2 * 29)
        self.table.setMinimumHeight(27 + 4 * 29)
        return made

    def _show(self, found: EstimatesOfDays) -> None:
        if not self.is_seen():
            return
        learning_from_estimates.looked_at(self._context.desk)
        self._found = found
        self.payers.rows.show_rows(found.payers)
        self.table.rows.show_rows(found.estimates)
        settled = len(found.estimates) - found.waiting - found.not_charged
        self._head.set_aside(f"{settled:,} settled")
        self._lines.set_aside(f"{found.waiting:,} waiting, {found.not_charged:,} not charged")
        self.tell(found=bool(found.estimates))
        for table in (self.payers, self.table):
            table.selectRow(0)
            table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _open(self, row: EstimateOfDays) -> None:
        from paydesk.ui.dialogs.what_came_dialog import show_what_came

        show_what_came(self._context, row.estimate_id)


def _payer_columns() -> tuple[Column[Nearness], ...]:
    return (
        Column[Nearness]("payer", "Insurer", lambda row: row.payer),
        Column[Nearness]("estimates", "Estimates", lambda row: f"{row.estimates:,}", Holds.COUNT, 90),
        Column[Nearness]("within", "As told", lambda row: _part(row.within, row.estimates), Holds.COUNT, 104),
        Column[Nearness]("near", "Near", lambda row: _part(row.near, row.estimates), Holds.COUNT, 104),
        Column[Nearness]("median", "Median off", lambda row: money.show(row.median), Holds.MONEY, 104),
        Column[Nearness]("net", "In all", lambda row: _off(row.net), Holds.MONEY, 128, strong=True),
    )


def _columns() -> tuple[Column[EstimateOfDays], ...]:
    return (
        Column[EstimateOfDays]("day", "Care", lambda row: f"{row.on:%m/%d/%y}", Holds.DATE, 76),
        Column[EstimateOfDays]("patient", "Patient", lambda row: row.patient),
        Column[EstimateOfDays]("payer", "Insurer", lambda row: row.payer, tone=lambda row: "text2"),
        Column[EstimateOfDays]("told", "Told", lambda row: between(row.low, row.high), Holds.MONEY, 150),
        Column[EstimateOfDays]("came", "Came", _came, Holds.MONEY, 104),
        Column[EstimateOfDays]("off", "Off", lambda row: "" if row.state else _off(row.told_and_came.difference),
                               Holds.MONEY, 128, strong=True),
    )  # fmt: skip


def _came(row: EstimateOfDays) -> str:
    return row.state or money.show(row.came)


def _part(some: int, of: int) -> str:
    return f"{some:,} ({some * 100 // of} %)"


def _off(cents: int) -> str:
    """``12.00 more`` than was told, or less."""
    return f"{money.show(abs(cents))} {'more' if cents > 0 else 'less'}" if cents else "–"
