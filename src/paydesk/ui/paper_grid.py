"""The claim in front of a check that is typed: its lines with their cells, and what the paper says of the whole."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.ui.buttons import Button, Kind
from paydesk.ui.fields import Field, FieldKind
from paydesk.ui.form import Form, Labels
from paydesk.ui.labels import Elided
from paydesk.ui.paper_entry import CELLS, PaperEntry
from paydesk.ui.paper_line import PaperLine, PaperLineHead
from paydesk.ui.payment_fields import refuses_card
from paydesk.ui.typeface import Size

DETAILS = (
    Field("payer_claim", "Insurer's number of it", width=168, longest=50),
    Field("remarks", "Remarks", width=120, beside=True, placeholder="N362 MA01"),
    Field("passed_on_to", "Passed on to", beside=True, placeholder="the next insurer"),
    Field("takes_back", "Takes back", FieldKind.TICK, unit="an earlier answer", beside=True),
)


class PaperGrid(QWidget):
    """``edited`` on every keystroke; ``done`` after the last cell; ``taken_off`` asks to take the claim off;
    ``takes_back``: that the paper takes an earlier answer back was said, or is not said any more."""

    takes_back = Signal(bool)
    edited = Signal()
    done = Signal()
    taken_off = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.entry: PaperEntry | None = None
        self.lines: list[PaperLine] = []
        self._title = Elided(size=Size.TITLE, strong=True)
        self._beside = Elided(role="text2", size=Size.LABEL)
        take_off = Button("Take it off", kind=Kind.LINK, name="paper_take_off")
        take_off.clicked.connect(self.taken_off)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        # A day that is a mistake cannot stand in these fields.
        self.details = Form(DETAILS, today=date.today, refuses_card=refuses_card, labels=Labels.ABOVE)
        self.details.edited.connect(self._details_edited)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._title)
        top.addWidget(self._beside, 1)
        top.addWidget(take_off)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(PaperLineHead())
        column.addLayout(self._column)
        column.addWidget(self.details)
        self.hide()

    def show_entry(self, entry: PaperEntry | None, *, payer_id: int | None = None) -> None:
        """Another claim comes to the front, or none; the check is ``payer_id``'s."""
        if entry is self.entry:
            return
        self.entry = entry
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []
        self.setVisible(entry is not None)
        if entry is None:
            return
        known = entry.claim.known
        self._title.set_text(entry.patient)
        self.say_whose(payer_id)
        for ours in known.lines:
            self._add(PaperLine(entry, ours))
        self.details.set_values({"takes_back": False, "payer_claim": None, "remarks": None, "passed_on_to": None})
        self.details.set_draft(entry.details)
        if entry.takes_back:
            self.details.boxes["takes_back"].set_value(True)
        self.mark()

    def say_whose(self, payer_id: int | None) -> None:
        """Which insurer the claim went to; a doubt where the check is another's."""
        if self.entry is None:
            return
        known = self.entry.claim.known
        order = {1: "first payer", 2: "second payer"}.get(known.order, "later payer")
        whose, role = f"{known.payer_name} as {order}", "text2"
        if known.payer_id != payer_id:
            whose, role = f"it went to {known.payer_name}: is it on this check?", "warn"
        self._beside.set_text(f"claim {known.number}, account {known.account_number}, {whose}", role=role)

    def focus_start(self) -> None:
        """The first line nothing is said of yet, else the first."""
        if self.entry is not None and self.lines:
            entry = self.entry
            waits = (line for line in self.lines if not entry.so_far(line.line.key).answered)
            cell = next(waits, self.lines[0]).start()
            cell.setFocus()
            cell.selectAll()

    def show_error(self, field: str | None) -> bool:
        """Go to the cell, the line or the field that a refusal is about; False when it is none of these."""
        key, _, cell = (field or "").partition(" ")
        for line in self.lines:
            if line.line.key == key and self.entry is not None:
                line.focus_cell(cell or self.entry.wanting(key))
                return True
        return False

    def mark(self) -> None:
        """What is wrong of a claim that was refused shows so, all of it and no more."""
        if self.entry is not None and self.entry.refused:
            wrong = self.entry.wrong_cells()
            for line in self.lines:
                line.mark(wrong.get(line.line.key, ()))

    def _add(self, line: PaperLine) -> None:
        at = len(self.lines)
        line.edited.connect(lambda cell: self._edited())
        line.entered.connect(lambda cell: self._go_on(at, cell))
        line.moved.connect(lambda cell, by: self._go_to(at + by, cell))
        self.lines.append(line)
        self._column.addWidget(line)
        line.show()

    def _edited(self) -> None:
        for line in self.lines:
            line.show_entry()
        self.mark()
        self.edited.emit()

    def _details_edited(self) -> None:
        if self.entry is not None:
            before = self.entry.takes_back
            self.entry.set_details(self.details.typed())
            self._edited()
            if self.entry.takes_back != before:
                self.takes_back.emit(self.entry.takes_back)

    def refill(self) -> None:
        """What is typed of the claim in front was put there otherwise."""
        if self.entry is not None:
            self.details.boxes["payer_claim"].set_typed(str(self.entry.details.get("payer_claim", "")))
            self._edited()

    def _go_on(self, at: int, cell: str) -> None:
        """Enter: the next cell, the first of the next line, and after the last one the next claim."""
        place = CELLS.index(cell) + 1
        line = self.lines[at]
        typed = self.entry.so_far(line.line.key) if self.entry else None
        if cell == "allowed" and typed is not None and typed.answered and typed.paid is None:
            place = len(CELLS)  # denied: nothing else of it is typed
        if place < len(CELLS):
            line.focus_cell(CELLS[place])
        elif at + 1 < len(self.lines):
            cell_ = self.lines[at + 1].start()
            cell_.setFocus()
            cell_.selectAll()
        else:
            # After what it was typed into has told of it.
            QTimer.singleShot(0, self, self.done.emit)

    def _go_to(self, at: int, cell: str) -> None:
        if 0 <= at < len(self.lines):
            self.lines[at].focus_cell(cell)
