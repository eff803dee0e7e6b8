"""Promises to pay and how they were kept: over a span of due days, by month and by who took them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.operations import judging_promises
from paydesk.operations.judging_promises import KeptRate
from paydesk.rules import money
from paydesk.ui.days_report import DaysReport
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.labels import Empty, SectionHeader, Why
from paydesk.ui.paged_model import Column, Holds
from paydesk.ui.tables import Table

_NARROW, _PARTIAL, _WAITING = 760, 3, 5
_HOW = (
    "Kept: all of it came within three business days of the day it was promised for. Those that were called off, or "
    "that another took the place of, are not counted."
)


class PromisesReport(DaysReport):
    """Of the days they were promised for; the share that was kept is of those that time has told of."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context, name="promises_span", label="Days they were promised for")
        self.table: Table[KeptRate] = Table(_columns(), name="promises_kept", label="Promises kept")
        self._head = SectionHeader("How promises were kept")
        nothing = Empty(
            "No promise was for these days", "Promises to pay are logged with a contact (Ctrl+Shift+T). How they were "
            "kept stands here.", icon="speech",
        )  # fmt: skip
        self.hold(self._made(), nothing)

    def refresh(self) -> None:
        """Ask for the span anew."""
        desk, (first, last) = self._context.desk, self.days()
        self._context.jobs.look(
            lambda: judging_promises.kept_rate(desk, first, last), title="Judging promises", owner=self,
            latest="promises.report", then=self._show,
        )  # fmt: skip

    def focus_start(self) -> None:
        self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, shares that are looked up rarely go."""
        super().resizeEvent(event)
        for column in (_PARTIAL, _WAITING):
            self.table.setColumnHidden(column, self.width() < _NARROW)

    def _made(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addWidget(self.table, 1)
        column.addWidget(Why(_HOW))
        return made

    def _show(self, found: tuple[KeptRate, ...]) -> None:
        if not self.is_seen():
            return
        judging_promises.looked_at(self._context.desk)
        self.table.rows.show_rows(found)
        judged, kept = sum(one.judged for one in found), sum(one.kept for one in found)
        self._head.set_aside(f"{kept:,} of {judged:,} kept ({kept * 100 // judged} %)" if judged else "none judged yet")
        self.tell(found=bool(found))
        self.table.selectRow(0)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def _columns() -> tuple[Column[KeptRate], ...]:
    return (
        Column[KeptRate]("month", "Due in", lambda row: f"{row.month:%b %Y}", Holds.DATE, 84),
        Column[KeptRate]("who", "Taken by", lambda row: row.taken_by),
        Column[KeptRate]("kept", "Kept", lambda row: _count(row.kept), Holds.COUNT, 64),
        Column[KeptRate]("partial", "In part", lambda row: _count(row.partial), Holds.COUNT, 72),
        Column[KeptRate]("broken", "Broken", lambda row: _count(row.broken), Holds.COUNT, 72),
        Column[KeptRate]("waiting", "Waiting", lambda row: _count(row.waiting), Holds.COUNT, 76),
        Column[KeptRate]("promised", "Promised", lambda row: money.show(row.promised), Holds.MONEY, 104),
        Column[KeptRate]("came", "Came", lambda row: money.show(row.received), Holds.MONEY, 104),
        Column[KeptRate]("rate", "Kept of judged", lambda row: _percent(row.percent), Holds.COUNT, 112, strong=True),
    )


def _count(count: int) -> str:
    return f"{count:,}" if count else "–"


def _percent(percent: int | None) -> str:
    return "–" if percent is None else f"{percent} %"
