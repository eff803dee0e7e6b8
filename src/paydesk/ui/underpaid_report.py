"""Underpaid: which codes an insurer keeps pricing too low, and the lines behind the chosen one."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from paydesk.operations import underpayments
from paydesk.operations.underpayments import ShortLine, Underpaid
from paydesk.rules import money
from paydesk.rules.expected import Pattern
from paydesk.rules.insurer_letter import MOST
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.labels import Empty, SectionHeader, Why
from paydesk.ui.paged_model import Column, Holds
from paydesk.ui.tables import Table

_DAYS = timedelta(days=180)
_MOST_WORDS = 3000


class UnderpaidReport(QWidget):
    """Enter on a line opens its account. ``missed``: it came while something else was shown."""

    account_asked = Signal(int)

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context, self.missed = context, False
        self._found: Underpaid | None = None
        self.patterns: Table[Pattern] = Table(_pattern_columns(), name="underpaid_codes", label="Codes priced too low")
        self.table: Table[ShortLine] = Table(_line_columns(), name="underpaid_lines", label="Lines priced too low")
        self._head, self._lines = SectionHeader("By insurer and code"), SectionHeader("Lines")
        self._fees = Why(icon="info")
        self._write = Button("Write to the insurer about these", kind=Kind.LINK, key="Alt+W", name="underpaid_letter")
        if not context.may("claims.work"):
            self._write.hide()
        self._write.clicked.connect(self.write)
        self._nothing = Empty(
            "No insurer paid less than it did before", "Prices are learned from an insurer's own earlier payments: "
            "from three that agree on, what is lower stands here.", icon="scales",
        )  # fmt: skip
        self._body = QStackedWidget()
        self._body.addWidget(self._made())
        self._body.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.addWidget(self._body, 1)
        self.patterns.picked.connect(lambda row: self._show_lines())
        self.table.opened.connect(lambda row: self.account_asked.emit(row.account_id))

    def refresh(self) -> None:
        """Ask anew, half a year back."""
        desk, since = self._context.desk, self._context.today() - _DAYS
        self.missed = False
        self._context.jobs.look(
            lambda: underpayments.underpaid(desk, since=since), title="Comparing prices", owner=self,
            latest="underpaid.report", then=self._show,
        )  # fmt: skip

    def focus_start(self) -> None:
        self.patterns.setFocus()

    def write(self) -> None:
        """One letter over the lines that are listed, of their insurer; it says what was expected and why."""
        from paydesk.ui.letter_form import open_letter

        row, found = self.patterns.current_row(), self._found
        if row is None or found is None:
            return
        lines = [one for one in found.lines if (one.payer, one.code) == (row.payer, row.code)]
        claims = tuple(dict.fromkeys(one.claim_id for one in lines))[:MOST]
        told = [_line_words(one) for one in lines if one.claim_id in claims]
        while sum(map(len, told)) + len(told) > _MOST_WORDS:
            told.pop()  # the claims are in the letter's table all the same
        open_letter(self._context, claims, text="\n".join(told))

    def _made(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addWidget(self.patterns, 2)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self._lines, 1)
        row.addWidget(self._write, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self.table, 3)
        column.addWidget(self._fees)
        self.patterns.setMinimumHeight(27 + 3 * 29)
        self.table.setMinimumHeight(27 + 4 * 29)
        return made

    def _show(self, found: Underpaid) -> None:
        if not self.isVisible():
            self.missed = True
            return
        underpayments.looked_at(self._context.desk)
        self._found = found
        self.patterns.rows.show_rows(found.patterns)
        missing = sum(line.missing for line in found.lines)
        self._head.set_aside(f"{money.show(missing)} missing")
        self._fees.say("; ".join(found.fees[:3]))
        self._fees.setVisible(bool(found.fees))
        self._body.setCurrentIndex(0 if found.lines else 1)
        if found.patterns:
            self.patterns.selectRow(0)
        self._show_lines()

    def _show_lines(self) -> None:
        row = self.patterns.current_row()
        lines = self._found.lines if self._found else ()
        chosen = tuple(one for one in lines if row is None or (one.payer, one.code) == (row.payer, row.code))
        self.table.rows.show_rows(chosen)
        self._lines.set_aside(f"{row.payer}, {row.code}" if row is not None else "")
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def _line_words(one: ShortLine) -> str:
    """``PD0000007, 99214 on 10/14/2026: expected 120.00 (…), allowed 90.00.``"""
    expected = f"expected {money.show(one.expected)} ({one.why})"
    return f"{one.number}, {one.code} on {show_date(one.day)}: {expected}, allowed {money.show(one.allowed)}."


def _pattern_columns() -> tuple[Column[Pattern], ...]:
    return (
        Column[Pattern]("payer", "Insurer", lambda row: row.payer),
        Column[Pattern]("code", "Code", lambda row: row.code, width=90),
        Column[Pattern]("short", "Short in", lambda row: f"{row.short:,} of {row.of:,}", Holds.COUNT, 110),
        Column[Pattern]("missing", "Missing", lambda row: money.show(row.missing), Holds.MONEY, 110, strong=True),
    )


def _line_columns() -> tuple[Column[ShortLine], ...]:
    return (
        Column[ShortLine]("day", "Service", lambda row: f"{row.day:%m/%d/%y}", Holds.DATE, 76),
        Column[ShortLine]("patient", "Patient", lambda row: row.patient),
        Column[ShortLine]("why", "Usual price", lambda row: row.why, tone=lambda row: "text2"),
        Column[ShortLine]("expected", "Expected", lambda row: money.show(row.expected), Holds.MONEY, 96),
        Column[ShortLine]("allowed", "Allowed", lambda row: money.show(row.allowed), Holds.MONEY, 96),
        Column[ShortLine]("missing", "Missing", lambda row: money.show(row.missing), Holds.MONEY, 96, strong=True),
    )
