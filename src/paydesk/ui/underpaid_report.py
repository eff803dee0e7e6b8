"""Underpaid: which codes an insurer keeps pricing too low, the lines of the chosen one, and what is done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from paydesk.operations import accepting_prices, underpayments
from paydesk.operations.underpayments import ShortLine, Underpaid
from paydesk.rules import money
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.call_worklist import CallDue, Wait
from paydesk.rules.insurer_letter import MOST
from paydesk.rules.keyboard import show_date
from paydesk.rules.underpayment import Pattern
from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.labels import Empty, SectionHeader, Why
from paydesk.ui.segments import SegmentRow
from paydesk.ui.split_row import SplitRow
from paydesk.ui.tab_keys import SETTLED_OR_NOT
from paydesk.ui.tables import Table
from paydesk.ui.underpaid_rows import ALLOWED, EXPECTED, STANDS, Half, halves, line_columns, pattern_columns

_MOST_ON_A_SHEET = 40
"""More claims than that are no one call."""
_MOST_WORDS = 3000
_OF_PART = {"open": "missing", "asked": "asked for", "settled": "settled"}
_NOTHING = (
    ("No insurer paid less than it should", "A price is the contract's, where its list is loaded (“Contract prices”, "
     "in the Insurance menu), else learned from three earlier payments that agree. What is lower stands here."),
    ("Nothing is asked for", "What an insurer was asked for, by a call or a letter, stands here until the day on which "
     "it is looked at again. Then it is open, and so it is once they say no."),
    ("Nothing was settled", "Prices that were accepted, and claims that were taken back, stand here."),
    ("Nothing is open", "What insurers were asked for, and waits for its day, stands under “Asked for” (F); prices "
     "that were accepted stand under “Settled” (S)."),
)  # fmt: skip
_OPEN_ELSEWHERE = 4
_NARROW = 760


class UnderpaidReport(QWidget):
    """Enter on a code goes to its lines, Enter on a line opens its account; ``call_asked`` carries a call's claims.

    ``missed``: it came while something else was shown.
    """

    account_asked = Signal(int)
    call_asked = Signal(object)

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context, self.missed = context, False
        self._found: Underpaid | None = None
        self._halves: dict[str, Half] = {}
        self.which = SegmentRow(SETTLED_OR_NOT, name="underpaid_which", label="Open, asked for or settled")
        self.patterns: Table[Pattern] = Table(pattern_columns(), name="underpaid_codes", label="Codes priced too low")
        self.table = _Lines(line_columns(), name="underpaid_lines", label="Lines priced too low")
        self.call = Button("Call about these", icon="phone", key="C", name="underpaid_call")
        self.accept = Button("Accept this price", key="A", name="underpaid_accept")
        self.letter = Button("Write to the insurer", key="Alt+W", name="underpaid_letter")
        self.back = Button("Do not accept it after all", key="U", name="underpaid_back")
        self._head, self._lines = SectionHeader("By insurer and code"), SectionHeader("Lines")
        self._fees = Why(icon="info")
        self._fees.hide()
        self._body = QStackedWidget()
        self._body.addWidget(self._made())
        for title, sentence in _NOTHING:
            self._body.addWidget(Empty(title, sentence, icon="scales"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(8)
        self._top = SplitRow(self.which, (self.back, self.accept, self.letter, self.call))
        column.addWidget(self._top)
        column.addWidget(self._body, 1)
        column.addWidget(self._fees)
        self.which.listen_on(self)
        self.which.chosen.connect(lambda value: self._fill())
        self.patterns.picked.connect(lambda row: self._show_lines())
        self.patterns.opened.connect(lambda row: self.table.setFocus())
        self.table.opened.connect(lambda row: self.account_asked.emit(row.account_id))
        self.table.left.connect(self.patterns.setFocus)
        self.call.clicked.connect(self.call_about)
        self.accept.clicked.connect(self.accept_price)
        self.letter.clicked.connect(self.write)
        self.back.clicked.connect(self.take_back)

    def refresh(self) -> None:
        """Ask anew, half a year back."""
        desk, since = self._context.desk, self._context.today() - underpayments.SHOWN
        self.missed = False
        self._context.jobs.look(
            lambda: halves(underpayments.underpaid(desk, since=since)), title="Comparing prices", owner=self,
            latest="underpaid.report", then=self._show,
        )  # fmt: skip

    def focus_start(self) -> None:
        (self.patterns if self._every() or self._found is None else self.which).setFocus()

    def lines(self) -> tuple[ShortLine, ...]:
        """The lines of the chosen insurer and code."""
        row, half = self.patterns.current_row(), self._halves.get(self.which.value())
        return half.lines.get((row.payer_id, row.code), ()) if row is not None and half is not None else ()

    def call_about(self) -> None:
        """One call about all claims of the chosen insurer that are open for that code, the most money first."""
        claims: dict[str, int] = {}
        by_claim = {one.about: one for one in self.lines()}
        for one in self.lines():
            claims[one.about] = claims.get(one.about, 0) + one.missing
        ordered = sorted(claims, key=lambda about: -claims[about])[:_MOST_ON_A_SHEET]
        if not ordered or not self._is_open() or not self._context.may("claims.work"):
            return
        first, *others = ordered
        line = by_claim[first]
        told = f"{line.code} short on {len(ordered)} claims" if others else f"{line.code} priced too low"
        missing = sum(claims[about] for about in ordered)
        self.call_asked.emit(CallDue(
            first, Purpose.UNDERPAYMENT, line.payer_id, line.payer, line.account_id, line.person_id, line.patient,
            told, Wait.SHORT, missing, together=tuple(others),
        ))  # fmt: skip

    def write(self) -> None:
        """One letter over the lines that are listed, of their insurer; it says what was expected and why."""
        from paydesk.ui.letter_form import open_letter

        lines = self.lines()
        claims = tuple(dict.fromkeys(one.claim_id for one in lines))[:MOST]
        told = [_line_words(one) for one in lines if one.claim_id in claims]
        while sum(map(len, told)) + len(told) > _MOST_WORDS:
            told.pop()  # the claims are in the letter's table all the same
        if claims:
            open_letter(self._context, claims, text="\n".join(told))

    def accept_price(self) -> None:
        """The insurer's price for that code is right from a day on, for a reason."""
        from paydesk.ui.dialogs.accept_price_dialog import AcceptPriceDialog

        row, lines = self.patterns.current_row(), self.lines()
        if row is not None and lines and self._is_open():
            dialog = AcceptPriceDialog(self._context, row, tuple(one.price for one in lines))
            dialog.finished.connect(lambda code: self.focus_start())
            dialog.start()

    def take_back(self) -> None:
        """What was accepted for the chosen code is open again; Ctrl+Z right after accepts it once more."""
        row, lines = self.patterns.current_row(), self.lines()
        ids = tuple(dict.fromkeys(own for one in lines for own in one.accepted_ids))
        if self.which.value() != "settled" or row is None:
            return
        if not ids:
            self._context.messages.warn(f"No price of {row.payer} for {row.code} was accepted: choose another line")
            return
        context, count = self._context, sum(bool(one.accepted_ids) for one in lines)
        from paydesk.ui.dialogs.accept_price_dialog import lines_words

        told = f"{row.payer}'s price for {row.code} is not accepted any more: {lines_words(count)} open"
        again = f"{row.payer}'s price for {row.code} is accepted again"

        def undo() -> None:
            context.jobs.do(
                lambda: accepting_prices.accept_again(context.desk, ids), title="Accepting it again", owner=context,
                then=lambda done: context.messages.tell(again),
            )  # fmt: skip

        context.jobs.do(
            lambda: accepting_prices.withdraw_acceptance(context.desk, ids), title="Taking it back", owner=self,
            then=lambda done: context.messages.tell(told, undo=undo),
        )  # fmt: skip

    def _made(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addWidget(self.patterns, 2)
        column.addSpacing(8)
        column.addWidget(self._lines)
        column.addWidget(self.table, 3)
        self.patterns.setMinimumHeight(27 + 3 * 29)
        self.table.setMinimumHeight(27 + 4 * 29)
        return made

    def _is_open(self) -> bool:
        return self.which.value() == "open"

    def _every(self) -> tuple[ShortLine, ...]:
        if self._found is None:
            return ()
        found = self._found
        return {"open": found.lines, "asked": found.asked, "settled": found.settled}[self.which.value()]

    def _show(self, seen: tuple[Underpaid, dict[str, Half]]) -> None:
        if not self.isVisible():
            self.missed = True
            return
        underpayments.looked_at(self._context.desk)
        self._found, self._halves = seen
        self._fill()

    def _fill(self) -> None:
        if self._found is None:
            return
        every, kept = self._every(), self.patterns.current_row()
        half = self._halves[self.which.value()]
        rows = half.patterns
        self.patterns.rows.show_rows(rows)
        which = self.which.value()
        self._head.set_aside(f"{money.show(half.missing)} {_OF_PART[which]}")
        told = [one for one in ("; ".join(self._found.fees[:3]), self._found.not_compared) if one]
        self._fees.say(" ".join(told))
        self._fees.setVisible(bool(told))
        focused = QApplication.focusWidget()
        is_inside = focused is None or self.isAncestorOf(focused)
        is_elsewhere = self._is_open() and bool(self._found.asked or self._found.settled)
        page = _OPEN_ELSEWHERE if is_elsewhere else tuple(_OF_PART).index(which) + 1
        self._body.setCurrentIndex(0 if every else page)
        if is_inside and not every:
            self.which.setFocus()  # what had it is gone, and the keys of this page go on
        may = self._context.may("claims.work") and bool(every)
        for button, shown in ((self.call, self._is_open()), (self.accept, self._is_open()), (self.letter, True),
                              (self.back, which == "settled")):  # fmt: skip
            button.setVisible(shown)
            button.setEnabled(may)
        self._top.turn()
        same = (i for i, row in enumerate(rows) if kept and (row.payer_id, row.code) == (kept.payer_id, kept.code))
        if rows:
            self.patterns.selectRow(next(same, 0))
        self._show_lines()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_columns()

    def _choose_columns(self) -> None:
        """Where the room is short, what was allowed stays away: it is what is expected less what is missing."""
        self.table.setColumnHidden(STANDS, self._is_open())
        self.table.setColumnHidden(ALLOWED, self.width() < _NARROW)
        self.table.setColumnHidden(EXPECTED, self.width() < _NARROW and not self._is_open())

    def _show_lines(self) -> None:
        row, lines = self.patterns.current_row(), self.lines()
        self.table.rows.show_rows(lines)
        self._lines.set_aside(f"{row.payer}, {row.code}" if row is not None else "")
        self._choose_columns()
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class _Lines(Table[ShortLine]):
    """``left`` on Esc: back to the codes."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _line_words(one: ShortLine) -> str:
    """``PD0000007, 99214 on 10/14/2026: expected 120.00 (…), allowed 90.00.``"""
    expected = f"expected {money.show(one.expected)} ({one.why})"
    return f"{one.number}, {one.code} on {show_date(one.day)}: {expected}, allowed {money.show(one.allowed)}."
