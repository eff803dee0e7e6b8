"""Insurer deposits: each payment with what was announced, posted and still to place, and whether the bank has it."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.operations import banking, finding_overpayments
from paydesk.operations.banking import Deposit, MarkInBank
from paydesk.rules import money
from paydesk.rules.money import Cents
from paydesk.ui.days_report import DaysReport
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.labels import Empty, SectionHeader, Why
from paydesk.ui.paged_model import Column, Holds
from paydesk.ui.tables import Table

_NARROW, _TRACE, _APART = 760, 2, 5
_HINT = "B marks what the bank shows, and takes the mark back. Enter opens the remittance."


class DepositTable(Table[Deposit]):
    """B marks what the bank shows, and takes the mark back."""

    def __init__(self, mark: partial[None]) -> None:
        super().__init__(_columns(), name="insurer_deposits", label="Insurer deposits")
        self._mark = mark

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_B and not event.modifiers() and (row := self.current_row()) is not None:
            self._mark(row)
        else:
            super().keyPressEvent(event)


class DepositsReport(DaysReport):
    """Enter opens the remittance."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context, name="deposits_span")
        self._first = context.today()
        self.table = DepositTable(partial(self.mark))
        self._head = SectionHeader("Payments of insurers")
        self._hint = Why(_HINT)
        self._older = Why(icon="clock", role="warn")
        nothing = Empty(
            "No insurer paid in these days", "Payments of remittance files stand here, with what is still missing.",
            icon="bank",
        )  # fmt: skip
        self.hold(self._made(), nothing)
        self.table.opened.connect(self._open)

    def refresh(self) -> None:
        """Ask for the payments of the span anew."""
        desk, (first, last) = self._context.desk, self.days()
        self._first = first
        self._context.jobs.look(
            lambda: banking.insurer_deposits(desk, first=first, last=last), title="Reading insurers' deposits",
            owner=self, latest="deposits.report", then=self._show,
        )  # fmt: skip
        self._context.jobs.look(
            lambda: finding_overpayments.carried(desk), title="Reading what is carried on", owner=self,
            latest="deposits.carried", then=self._show_carried,
        )  # fmt: skip

    def focus_start(self) -> None:
        self.table.setFocus()

    def mark(self, row: Deposit) -> None:
        """What the bank shows, on the day it is told; or not after all."""
        on = None if row.in_bank_on is not None else self._context.today()
        words = f"{money.show(row.amount or 0)} of {row.payer}"
        told = f"{words} is at the bank" if on else f"{words} is not at the bank yet"
        self._context.jobs.do(
            partial(banking.mark_in_bank, self._context.desk, MarkInBank(row.advice_id, on)), owner=self,
            title="Noting it", then=lambda done: self._context.messages.tell(told),
        )  # fmt: skip

    def _made(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addWidget(self._older)
        column.addWidget(self.table, 1)
        column.addWidget(self._hint)
        self.table.setMinimumHeight(27 + 5 * 29)
        return made

    def _show(self, found: tuple[Deposit, ...]) -> None:
        if not self.is_seen():
            return
        banking.looked_at_deposits(self._context.desk)
        kept = self.table.current_row()
        self.table.rows.show_rows(found)
        at = next((i for i, row in enumerate(found) if kept is not None and row.advice_id == kept.advice_id), 0)
        if found:
            self.table.selectRow(at)
        self._head.set_aside(_sums(found))
        self._older.say(_older(found, self._first))
        self._older.setVisible(bool(self._older.sentence()))
        self.tell(found=bool(found))
        self._choose_columns()

    def _show_carried(self, carried: Cents) -> None:
        told = f" {money.show(carried)} is carried on to later payments." if carried else ""
        self._hint.say(f"{_HINT}{told}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_columns()

    def _choose_columns(self) -> None:
        """Where the room is short, the trace number and what belongs to no claim stay away."""
        for column in (_TRACE, _APART):
            self.table.setColumnHidden(column, self.width() < _NARROW)

    def _open(self, row: object) -> None:
        assert isinstance(row, Deposit)
        self._context.go("payments")
        self._context.remittance_asked.emit(row.advice_id)


def _sums(found: tuple[Deposit, ...]) -> str:
    """All of the list, in a few words."""
    announced, posted = sum(row.amount or 0 for row in found), sum(row.posted_total for row in found)
    missing = sum(row.to_place or 0 for row in found)
    unseen = sum(row.in_bank_on is None for row in found)
    return ", ".join((
        f"{money.show(announced)} announced", f"{money.show(posted)} posted",
        f"{money.show(missing)} to place" if missing else "all placed",
        f"{unseen:,} not at the bank" if unseen else "all at the bank",
    ))  # fmt: skip


def _older(found: tuple[Deposit, ...], first: date) -> str:
    """Why payments of days before the span stand in the list; empty for none."""
    older = [row for row in found if row.paid_on is not None and row.paid_on < first]
    if not older:
        return ""
    amount = money.show(sum(row.amount or 0 for row in older))
    if len(older) == 1:
        return f"One of {amount} is older: it stands here because it is not at the bank yet."
    return f"{len(older):,} of {amount} together are older: they stand here because they are not at the bank yet."


def _amount(amount: Cents | None) -> str:
    return "unknown" if amount is None else money.show(amount) if amount else "–"


def _columns() -> tuple[Column[Deposit], ...]:
    return (
        Column[Deposit]("date", "Dated", lambda row: f"{row.paid_on:%m/%d/%y}" if row.paid_on else "–", Holds.DATE, 76),
        Column[Deposit]("payer", "Insurer", lambda row: row.payer or "Unknown insurer"),
        Column[Deposit]("trace", "Trace", lambda row: row.trace, width=130, tone=lambda row: "text2"),
        Column[Deposit]("amount", "Announced", lambda row: _amount(row.amount), Holds.MONEY, 100),
        Column[Deposit]("posted", "Posted", lambda row: _amount(row.posted_total), Holds.MONEY, 100),
        Column[Deposit]("apart", "Not of a claim", lambda row: _amount(-row.provider_adjustments), Holds.MONEY, 104),
        Column[Deposit](
            "left", "To place", lambda row: _amount(row.to_place), Holds.MONEY, 92, strong=True,
            tone=lambda row: "warn" if row.to_place else "text3",
        ),
        Column[Deposit](
            "bank", "At the bank", lambda row: f"{row.in_bank_on:%m/%d/%y}" if row.in_bank_on else "not yet",
            Holds.DATE, 88, tone=lambda row: "text2" if row.in_bank_on else "warn",
        ),
    )  # fmt: skip
