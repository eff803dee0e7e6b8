"""The page of one payment plan: its payments, the charges it is for, and its story with the papers that went out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from paydesk.operations.listing_plans import PlanWhole
from paydesk.rules.money import show
from paydesk.ui.labels import SectionHeader, Why
from paydesk.ui.plan_figures import PlanFigures
from paydesk.ui.plan_rows import DueRow, PartRow, due_columns, due_rows, part_columns, part_rows, sentences, story_rows
from paydesk.ui.row_list import RowList
from paydesk.ui.tables import Table

_NARROW, _LINE, _HEAD = 880, 29, 27
_STORY, _TWO_LINES = 232, 96


class PlanPageView(QWidget):
    """``paper_asked`` carries the document of the line of the story that was opened, and what the line calls it."""

    paper_asked = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.figures = PlanFigures()
        self.due: Table[DueRow] = Table(due_columns(), name="plan_due", label="Payments of the plan")
        self.parts: Table[PartRow] = Table(part_columns(), name="plan_parts", label="What the plan is for")
        self.story = RowList(name="plan_story", label="Story of the plan")
        self._due_head, self._parts_head = SectionHeader("Payments"), SectionHeader("What it is for")
        self._whys = tuple(Why() for _ in range(4))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(24, 12, 24, 12)
        self._columns.setSpacing(24)
        self._columns.addLayout(_column(self._due_head, self.due), 10)
        self._columns.addLayout(
            _column(*self._whys, self._parts_head, self.parts, SectionHeader("Story, newest first"), self.story), 11
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figures)
        column.addLayout(self._columns, 1)
        self.story.opened.connect(self._open)

    def show_plan(self, whole: PlanWhole, *, anew: bool) -> None:
        """Show a plan; ``anew``: another one than before, from its first open payment on."""
        now = whole.page.today
        today = now.facts.since
        self.figures.show_plan(whole)
        rows = due_rows(now, today)
        kept = self.due.currentIndex().row()
        self.due.rows.show_rows(rows)
        first = next((place for place, row in enumerate(rows) if row.state != "paid"), 0)
        if rows:
            self.due.selectRow(first if anew or not 0 <= kept < len(rows) else kept)
        count = len(now.standing.installments)
        self._due_head.set_aside(f"{count} installments" if count != 1 else "1 installment")
        parts = part_rows(whole)
        self.parts.rows.show_rows(parts)
        self.parts.setFixedHeight(_HEAD + _LINE * min(max(len(parts), 1), 5) + 2)
        self._parts_head.set_aside(show(now.plan.agreed))
        told = tuple(sentences(whole))
        for place, why in enumerate(self._whys):
            said, tone = told[place] if place < len(told) else ("", "text2")
            why.say(said, role=tone, icon="warning" if tone == "warn" else "info")
            why.setVisible(bool(said))
        if anew:
            self.story.leave()
        self.story.show_rows(story_rows(whole))
        self._fit(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        """Beside each other where there is room; else below, each as tall as what it holds."""
        narrow = width < _NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._columns.direction() is not way:
            self._columns.setDirection(way)
        rows = len(self.due.rows.rows)
        self.due.setMinimumHeight(_HEAD + _LINE * min(rows, 12 if narrow else 7) + 2)
        told = self.story.height_of(len(self.story.rows.rows))
        self.story.setMinimumHeight(min(_STORY if narrow else _TWO_LINES, max(48, told)))

    def _open(self, key: object) -> None:
        if isinstance(key, tuple) and key[0] == "paper":
            row = next(row for row in self.story.rows.rows if row.key == key)
            self.paper_asked.emit(key[2], row.name)


def _column(*widgets: QWidget) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(4)
    for widget in widgets:
        made.addWidget(widget, 1 if isinstance(widget, (Table, RowList)) else 0)
    return made
