"""The ageing: what patients and insurers owe by age, for any day and base, and the accounts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.operations import drilling
from paydesk.operations.drilling import AccountAged, PracticeAged
from paydesk.rules import keyboard, money
from paydesk.rules.ageing import Aged, Base, Bucket
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui import brush, typeface
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Empty, Label, SectionHeader, Why
from paydesk.ui.paged_model import Column, Holds
from paydesk.ui.segments import SegmentRow
from paydesk.ui.tab_keys import AGES, BASES
from paydesk.ui.tables import Table
from paydesk.ui.typeface import Size

_NARROW = 860


@dataclass(frozen=True)
class _Sum:
    """One line of the summary."""

    name: str
    buckets: tuple[Cents, ...]
    total: Cents
    insurers: bool | None = None


class AgeingReport(QWidget):
    """R, S and F choose the base, 0 to 5 the age, Enter on an account opens it.

    It is looked at when its figures are seen; ``missed``: they came while something else was shown.
    """

    account_asked = Signal(int)

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context, self._as_of, self._insurers = context, context.today(), False
        self.missed = False
        self.base = SegmentRow(BASES, name="ageing_base", label="Aged")
        self.ages = SegmentRow(AGES, name="ageing_bucket", label="Age in days")
        self.day = LineInput()
        self.day.setObjectName("ageing_day")
        self.day.setAccessibleName("As of")
        self.day.setFixedWidth(128)
        self.day.setText(keyboard.show_date(self._as_of))
        self._wrong = Why(icon="warning", role="bad")
        self.sums: Table[_Sum] = Table(_sum_columns(), name="ageing_sums", label="Owed by age")
        self.accounts: Table[AccountAged] = Table(
            _account_columns(), name="ageing_accounts", label="Accounts behind it"
        )
        self._head = SectionHeader("Accounts behind it")
        self._nothing = Empty("Nobody owes here", "Accounts of this age will stand here, the largest first.")
        self._lay_out()
        self.base.listen_on(self)
        self.ages.listen_on(self)
        self.base.chosen.connect(lambda value: self.refresh())
        self.ages.chosen.connect(lambda value: self._look_behind())
        self.day.finished.connect(self._read_day)
        self.sums.picked.connect(self._choose_side)
        self.accounts.opened.connect(lambda row: self.account_asked.emit(row.account_id))

    def refresh(self) -> None:
        """Work the ageing out anew; the status line shows that it runs."""
        desk, base, as_of = self._context.desk, Base(self.base.value()), self._as_of
        self.missed = False
        self._context.jobs.look(
            lambda: drilling.ageing_on(desk, base=base, as_of=as_of, seen=False), title="Working out the ageing",
            owner=self, latest="ageing", then=self._show, refused=lambda refused: self._say(refused.sentence),
        )  # fmt: skip
        self._look_behind()

    def focus_start(self) -> None:
        self.accounts.setFocus()

    def _lay_out(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(4)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(8)
        self._line.addWidget(self.base)
        self._line.addStretch(1)
        self._line.addLayout(self._day_row())
        column.addLayout(self._line)
        # What is wrong with the date stands under it, at whichever side that is.
        self._told = QHBoxLayout()
        self._told.addStretch(1)
        self._told.addWidget(self._wrong)
        self._told.addStretch(0)
        column.addLayout(self._told)
        self.sums.setFixedHeight(27 + 4 * 29 + 2)
        self.sums.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self.sums)
        column.addSpacing(10)
        column.addWidget(self.ages)
        column.addSpacing(6)
        column.addWidget(self._head)
        column.addWidget(self.accounts, 1)
        column.addWidget(self._nothing, 1)
        # In a low window the report scrolls rather than lose its rows.
        self.accounts.setMinimumHeight(27 + 7 * 29)
        self._wrong.hide()
        self._nothing.hide()

    def _day_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        label = Label("As of", role="text2", size=Size.LABEL)
        label.setBuddy(self.day)
        row.addWidget(label)
        row.addWidget(self.day)
        row.addStretch(1)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._line.setDirection(down if narrow else across)
        for at, gives_way in ((0, not narrow), (2, narrow)):
            self._told.setStretch(at, int(gives_way))
        edge = 16 if narrow else 24
        self._column.setContentsMargins(edge, 12, edge, 12)
        for table in (self.sums, self.accounts):
            last = table.rows.columnCount() - 1
            for at in range(last - 5, last + 1):
                wide, slim = (132, 96) if at == last else (104, 84)
                table.horizontalHeader().resizeSection(at, slim if narrow else wide)

    def _show(self, report: PracticeAged) -> None:
        if not self.isVisible():
            self.missed = True
            return
        drilling.looked_at_ageing(self._context.desk)
        self._say("")
        both = tuple(a + b for a, b in zip(report.patients.buckets, report.insurers.buckets, strict=True))
        credit = report.patients.credit + report.insurers.credit + report.unapplied
        owed = report.patients.owed + report.insurers.owed
        rows = [
            _Sum("Patients owe", report.patients.buckets, report.patients.owed, insurers=False),
            _Sum("Insurers owe", report.insurers.buckets, report.insurers.owed, insurers=True),
            _Sum("Credit", (0, 0, 0, 0, 0), credit), _Sum("All together", both, owed + credit),
        ]  # fmt: skip
        self.sums.rows.show_rows(tuple(rows))
        self.sums.selectRow(1 if self._insurers else 0)

    def _choose_side(self, row: object) -> None:
        if isinstance(row, _Sum) and row.insurers is not None and row.insurers != self._insurers:
            self._insurers = row.insurers
            self._look_behind()

    def _look_behind(self) -> None:
        desk, base, as_of, insurers = self._context.desk, Base(self.base.value()), self._as_of, self._insurers
        age = self.ages.value()
        bucket = None if age == "all" else Bucket[age]
        self._context.jobs.look(
            lambda: drilling.accounts_behind(
                desk, base=base, as_of=as_of, insurers=insurers, bucket=bucket, seen=False
            ),
            title="Finding the accounts behind it", owner=self, latest="ageing.accounts", then=self._show_accounts,
            refused=lambda refused: self._say(refused.sentence),
        )  # fmt: skip

    def _show_accounts(self, found: tuple[AccountAged, ...]) -> None:
        if not self.isVisible():
            self.missed = True
            return
        drilling.looked_at_accounts(self._context.desk)
        self.accounts.rows.show_rows(found)
        self.accounts.setVisible(bool(found))
        self._nothing.setVisible(not found)
        age = self.ages.value()
        side = "insurers owe" if self._insurers else "patients owe"
        at = None if age == "all" else list(Bucket).index(Bucket[age])
        owed = sum(one.aged.owed if at is None else one.aged.buckets[at] for one in found)
        count = f"first {len(found):,}" if len(found) == drilling.MOST else f"{len(found):,}"
        self._head.set_aside(f"{count} accounts, {side} {money.show(owed)}{'' if at is None else ' of that age'}")
        if found:
            self.accounts.selectRow(0)

    def _read_day(self) -> None:
        try:
            day = keyboard.parse_date(self.day.text(), self._context.today(), past=True)
        except PaydeskError as refused:
            self._say(refused.sentence)
            return
        self.day.setText(keyboard.show_date(day))
        self._say("")
        if day != self._as_of:
            self._as_of = day
            self.refresh()

    def _say(self, sentence: str) -> None:
        self._wrong.say(sentence)
        self._wrong.setMinimumWidth(round(brush.width_of(sentence, typeface.font(Size.LABEL))) + 26)
        self._wrong.setVisible(bool(sentence))
        self.day.mark_wrong(bool(sentence))


def _sum_at(at: int, row: _Sum) -> str:
    return money.in_words(row.buckets[at])


def _account_at(at: int, row: AccountAged) -> str:
    return _figure(row.aged, at)


def _sum_columns() -> tuple[Column[_Sum], ...]:
    ages = tuple(
        Column[_Sum](
            bucket.name, bucket.label, partial(_sum_at, at), Holds.MONEY, 104
        )
        for at, bucket in enumerate(Bucket)
    )
    total = Column[_Sum]("total", "Total", lambda row: money.in_words(row.total), Holds.MONEY, 132, strong=True)
    return (Column[_Sum]("name", "", lambda row: row.name), *ages, total)


def _account_columns() -> tuple[Column[AccountAged], ...]:
    ages = tuple(
        Column[AccountAged](
            bucket.name, bucket.label, partial(_account_at, at), Holds.MONEY, 104
        )
        for at, bucket in enumerate(Bucket)
    )
    total = Column[AccountAged](
        "total", "Total", lambda row: money.in_words(row.aged.owed), Holds.MONEY, 132, strong=True
    )
    return (
        Column[AccountAged]("number", "Account", lambda row: str(row.number), Holds.DATE, 84),
        Column[AccountAged]("name", "Name", lambda row: row.name), *ages, total,
    )  # fmt: skip


def _figure(aged: Aged, at: int) -> str:
    return money.in_words(aged.buckets[at])

