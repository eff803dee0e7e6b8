"""Payment plans: what they bring month by month, how they were kept and whose they are, and how many stand where."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from paydesk.operations import plans_export, reporting_plans
from paydesk.operations.reporting_plans import PlanFigures, PlanOfState, PlansOfState
from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import saved_as
from paydesk.ui.jobs import Progress
from paydesk.ui.labels import Empty, Label, SectionHeader, Why
from paydesk.ui.month_bars import BarKey, MonthBars
from paydesk.ui.plans_report_rows import (
    KeptBy,
    coming_words,
    expected_bars,
    kept_bars,
    kept_by,
    makers_columns,
    plans_columns,
    promise_words,
    states_columns,
)
from paydesk.ui.tab_keys import SAVE_TRAIL
from paydesk.ui.tables import Table
from paydesk.ui.typeface import Size

_NARROW = 860
_KEPT_WHY = "Kept: all that had fallen due was paid by the end of the days of grace. A pause asks for nothing."


class PlansReport(QWidget):
    """Arrows move over the months; Enter on a state lists its plans, Enter on one of them opens the account.

    It is looked at when its figures are seen; ``missed``: they came while something else was shown.
    """

    account_asked = Signal(int)

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context, self.missed = context, False
        self._coming = Label(size=Size.TITLE, strong=True, wraps=True)
        self.save = Button("Save as a table", key=SAVE_TRAIL, name="plans_save")
        self.expected = MonthBars(name="plans_expected", label="Money expected by month")
        self.kept = MonthBars(name="plans_kept", label="Installments kept by month")
        self.states: Table[PlansOfState] = Table(states_columns(), name="plans_by_state", label="Plans by state")
        self.plans = _Plans(plans_columns(), name="plans_of_state", label="Plans of that state")
        self.makers: Table[KeptBy] = Table(makers_columns(), name="plans_by_maker", label="Kept by who made the plan")
        self._listed = SectionHeader("Plans by state")
        self._promises = Why()
        self._lists, self._body = QStackedWidget(), QStackedWidget()
        self._rows = [QBoxLayout(QBoxLayout.Direction.LeftToRight) for _ in range(2)]
        self._lay_out()
        self.states.opened.connect(self._list_plans)
        self.plans.opened.connect(lambda row: self.account_asked.emit(row.account_id))
        self.plans.left.connect(self._leave_list)
        self.save.clicked.connect(self._save)

    def refresh(self) -> None:
        """Work the figures out anew."""
        desk = self._context.desk
        self.missed = False
        self._context.jobs.look(
            lambda: reporting_plans.plans_report(desk, seen=False), title="Adding up the plans", owner=self,
            latest="plans.report", then=self._show,
        )  # fmt: skip

    def focus_start(self) -> None:
        self.expected.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        for row in self._rows:
            row.setDirection(down if narrow else across)
            row.setSpacing(12 if narrow else 32)

    def _show(self, figures: PlanFigures) -> None:
        if not self.isVisible():
            self.missed = True
            return
        reporting_plans.looked_at_plans(self._context.desk)
        self._coming.setText(coming_words(figures))
        self.expected.show_bars(expected_bars(figures), at=0)
        self.kept.show_bars(kept_bars(figures), at=len(figures.months) - 1)
        self._promises.say(promise_words(figures.promises))
        self._promises.setVisible(bool(figures.promises))
        chosen = self.states.current_row()
        self.states.rows.show_rows(figures.states)
        self.makers.rows.show_rows(kept_by(figures))
        same = (at for at, row in enumerate(figures.states) if chosen and row.state is chosen.state)
        if figures.states:
            self.states.selectRow(next(same, 0))
        if self._lists.currentWidget() is self.plans:
            self._fill_list(next((row for row in figures.states if chosen and row.state is chosen.state), None))
        self.makers.selectRow(0)
        self._body.setCurrentIndex(0 if figures.states else 1)
        for table in (self.states, self.makers):
            table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _list_plans(self, row: object) -> None:
        assert isinstance(row, PlansOfState)
        reporting_plans.looked_at_names(self._context.desk)
        self._fill_list(row)
        self._lists.setCurrentWidget(self.plans)
        self.plans.setFocus()

    def _fill_list(self, row: PlansOfState | None) -> None:
        self.plans.rows.show_rows(row.plans if row is not None else ())
        self._listed.set_aside(f"{row.state.words}, Esc goes back" if row is not None else "Esc goes back")
        if row is not None:
            self.plans.selectRow(0)

    def _leave_list(self) -> None:
        self._listed.set_aside("")
        self._lists.setCurrentWidget(self.states)
        self.states.setFocus()

    def _save(self) -> None:
        context = self._context
        path = context.printing.place_for_table("payment-plans.csv")
        if path is None:
            return

        def work(progress: Progress) -> int:
            return plans_export.save_plans(context.desk, path)

        context.jobs.do_long(
            work, title="Saving the report on plans", owner=self,
            then=lambda count: context.messages.tell(f"{count:,} rows {saved_as(path)}"),
        )  # fmt: skip

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.addWidget(self._body)
        self._body.addWidget(self._made())
        self._body.addWidget(
            Empty(
                "No payment plan yet", "What plans bring, and how they are kept, stands here once one was made for the "
                "open account.", icon="calendar",
            )
        )  # fmt: skip

    def _made(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._coming, 1)
        top.addWidget(self.save, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        for table in (self.states, self.plans):
            self._lists.addWidget(table)
        states = _section(self._listed, self._lists)
        makers = _section(SectionHeader("Kept, by who made the plan"), self.makers)
        expected = _plot("Money expected by month", self.expected, BarKey("due", "past due"))
        kept = _plot("Installments kept, by the month they fell due in", self.kept, BarKey("in time", "not in time"))
        kept.addWidget(Why(_KEPT_WHY))
        kept.addWidget(self._promises)
        for row, (left, right) in zip(self._rows, ((expected, states), (kept, makers)), strict=True):
            row.addLayout(left, 3)
            row.addLayout(right, 2)
            column.addLayout(row)
        column.addStretch(1)
        # In a low window the report scrolls rather than lose its rows.
        self._lists.setMinimumHeight(27 + 6 * 29)
        self.makers.setMinimumHeight(27 + 4 * 29)
        return made


class _Plans(Table[PlanOfState]):
    """``left`` on Esc: back to the states."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _section(head: QWidget, body: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(head)
    column.addWidget(body, 1)
    return column


def _plot(words: str, bars: MonthBars, key: BarKey) -> QVBoxLayout:
    """A header that says what the parts of the bars are, the bars, and the chosen one in words."""
    head = QHBoxLayout()
    head.addWidget(SectionHeader(words), 1)
    head.addWidget(key, 0, Qt.AlignmentFlag.AlignTop)
    told = Label(size=Size.LABEL, wraps=True)
    bars.chosen.connect(told.setText)
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addLayout(head)
    column.addWidget(bars)
    column.addWidget(told)
    return column
