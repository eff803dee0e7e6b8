"""Money insurers want back: what they overpaid and by when it goes back, what they took, and what they carry on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from paydesk.operations import calling_about_overpayments, finding_overpayments
from paydesk.operations.finding_overpayments import InsurersMoney
from paydesk.rules import money
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.labels import Empty, SectionHeader, Why
from paydesk.ui.overpaid_commands import open_adjustment, open_overpayment
from paydesk.ui.overpaid_rows import OverpaidRow, overpaid_columns, overpaid_rows
from paydesk.ui.tables import Table

_NARROW, _WHY = 860, 3


class OverpaidReport(QWidget):
    """Enter on a line opens it: to agree or dispute, to settle, to say whose it is; ``call_asked`` carries the call
    about it. ``missed``: it came while something else was shown.
    """

    account_asked = Signal(int)
    call_asked = Signal(object)

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context, self.missed = context, False
        self.table: Table[OverpaidRow] = Table(
            overpaid_columns(), name="insurers_money", label="Money insurers want back"
        )
        self._head = SectionHeader("Open, and closed in the last 30 days")
        self._hint = Why("Enter opens a line: agree or dispute it, send it back, or say whose it is. C calls "
                         "about it. A letter is recorded from the open account, in the Insurance menu.")  # fmt: skip
        self._nothing = Empty(
            "No insurer wants money back", "What an insurer paid above what is owed stands here by itself; its letters "
            "are recorded from the open account.", icon="undo",
        )  # fmt: skip
        self._body = QStackedWidget()
        self._body.addWidget(self._made())
        self._body.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.addWidget(self._body, 1)
        self.table.opened.connect(self._open)
        call = QShortcut(QKeySequence("C"), self)
        call.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        call.activated.connect(self.call_about)

    def refresh(self) -> None:
        """Ask anew, and find what the ledger shows meanwhile."""
        desk = self._context.desk
        self.missed = False
        self._context.jobs.look(
            lambda: finding_overpayments.insurers_money(desk), title="Looking for overpayments", owner=self,
            latest="overpaid.report", then=self._show,
        )  # fmt: skip

    def focus_start(self) -> None:
        self.table.setFocus()

    def call_about(self) -> None:
        """C: the sheet of a call about the chosen line comes to the front in Insurance calls."""
        row, desk = self.table.current_row(), self._context.desk
        if row is None or not self._context.may("claims.work"):
            return
        kind, own, _ = row.key
        if kind != "overpayment":
            self._context.messages.warn("Say first whose it is: Enter opens the line")
        elif row.over:
            self._context.messages.warn("That one is closed: there is nothing to call about")
        else:
            self._context.jobs.look(
                lambda: calling_about_overpayments.call_about(desk, own), title="Opening the call", owner=self,
                latest="overpaid.call", then=self.call_asked.emit, refused=self._context.messages.refuse,
            )  # fmt: skip

    def _made(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addWidget(self.table, 1)
        column.addWidget(self._hint)
        self.table.setMinimumHeight(27 + 5 * 29)
        return made

    def _show(self, found: InsurersMoney) -> None:
        if not self.isVisible():
            self.missed = True
            return
        finding_overpayments.looked_at(self._context.desk)
        kept = self.table.current_row()
        rows = overpaid_rows(found, self._context.today())
        self.table.rows.show_rows(rows)
        at = next((i for i, row in enumerate(rows) if kept is not None and row.key == kept.key), 0)
        if rows:
            self.table.selectRow(at)
        told = [f"{money.show(found.total)} to give back" if found.total else "nothing to give back"]
        if found.carried:
            told.append(f"{money.show(sum(one.left for one in found.carried))} carried on")
        self._head.set_aside(", ".join(told))
        self._body.setCurrentIndex(0 if rows else 1)
        self._choose_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_columns()

    def _choose_columns(self) -> None:
        """Where the room is short, the reason stays away; the line's own page tells it."""
        self.table.setColumnHidden(_WHY, self.width() < _NARROW)

    def _open(self, row: object) -> None:
        assert isinstance(row, OverpaidRow)
        kind, first, second = row.key
        if kind == "overpayment":
            open_overpayment(self._context, first)
        else:
            open_adjustment(self._context, (first, second))
