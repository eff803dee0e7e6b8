"""One line of a claim as it stands on an insurer's paper: its charge, and a cell for each figure beside it."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules import money
from paydesk.rules.adjustment_reasons import reason_words, whose
from paydesk.rules.answer_shares import KnownLine
from paydesk.rules.errors import PaydeskError
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Elided, Label
from paydesk.ui.paper_entry import CELLS, PaperEntry, left_words, line_words
from paydesk.ui.plain_tip import plain_tip
from paydesk.ui.typeface import Size

NAMES = {
    "allowed": "Allowed", "deductible": "Deductible", "copay": "Copay", "coinsurance": "Coinsurance",
    "off": "Came off", "others": "Other reason", "paid": "Paid",
}  # fmt: skip
_HELP = {
    "allowed": "Go on with Enter to take the usual price over. A reason typed here, like CO 197, denies the line",
    "off": "Charge less allowed comes off by itself. Type over it where the paper says otherwise",
    "others": "Group and number, like CO 197. With an amount: CO 97 20.00; OA 23 96. Without one it takes the rest",
    "paid": "A dash where the paper says nothing of this line",
}
_CHARGE, _GAP = 68, 6


class Cell(LineInput):
    """``entered``: Enter; ``moved``: up or down to the line before or after; ``passed``: left by Tab or Enter."""

    entered = Signal()
    moved = Signal(int)
    passed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(right=name != "others", digits_only=False)
        self.setTextMargins(5, 0, 5, 0)
        self.setMinimumWidth(48)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.passed.emit()
            self.entered.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is Qt.FocusReason.TabFocusReason:
            self.passed.emit()

    def event(self, event: QEvent) -> bool:
        # Figures and reasons are typed here: no letter or digit is a key of the page.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.text().isalnum():
            plain = not event.modifiers() & ~(_KEYPAD | Qt.KeyboardModifier.ShiftModifier)
            if plain:
                event.accept()
                return True
        return super().event(event)


_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class PaperLineHead(QWidget):
    """The names of the cells, over the first line."""

    def __init__(self) -> None:
        super().__init__()
        row = _row(self)
        charge = Label("Charge", role="text2", size=Size.LABEL)
        charge.setFixedWidth(_CHARGE)
        row.addWidget(charge)
        for cell in CELLS:
            name = Label(NAMES[cell], role="text2", size=Size.LABEL)
            name.setMinimumWidth(48)
            if cell != "others":
                name.setAlignment(Qt.AlignmentFlag.AlignRight)
            row.addWidget(name, 3 if cell == "others" else 2)


class PaperLine(QWidget):
    """``edited`` carries the cell; ``entered`` and ``moved`` as its cells tell them, with their name."""

    edited = Signal(str)
    entered = Signal(str)
    moved = Signal(str, int)

    def __init__(self, entry: PaperEntry, line: KnownLine) -> None:
        super().__init__()
        self.line, self._entry = line, entry
        self._what = Elided(line_words(line), strong=True)
        self._left = Elided(role="text2", size=Size.LABEL)
        self._told = Elided(role="text2", size=Size.LABEL)
        self._charge = Label("", role="text2")
        self._charge.setFixedWidth(_CHARGE)
        self.cells = {name: Cell(name) for name in CELLS}
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._what)
        top.addWidget(self._told, 1)
        top.addWidget(self._left)
        cells = _row(None)
        cells.addWidget(self._charge)
        for name, cell in self.cells.items():
            cell.setObjectName(f"paper_{name}_{line.key}")
            cell.setAccessibleName(f"{NAMES[name]} of {line_words(line)}")
            cell.setAccessibleDescription(_HELP.get(name, ""))
            cell.setToolTip(plain_tip(_HELP[name]) if name in _HELP else "")
            cell.textEdited.connect(lambda words, name=name: self._edited(name, words))
            cell.entered.connect(lambda name=name: self.entered.emit(name))
            cell.moved.connect(lambda by, name=name: self.moved.emit(name, by))
            cell.finished.connect(lambda name=name: self._tidy(name))
            cells.addWidget(cell, 3 if name == "others" else 2)
        self.cells["allowed"].passed.connect(self._pass_allowed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 8)
        column.setSpacing(3)
        column.addLayout(top)
        column.addLayout(cells)
        self.show_entry()

    def show_entry(self) -> None:
        """The words of the cells, and what they come to."""
        words = self._entry.cells.get(self.line.key, {})
        for name, cell in self.cells.items():
            if cell.text() != words.get(name, ""):
                cell.setText(words.get(name, ""))
                cell.mark_wrong(False)
        usual = self._entry.usual(self.line.key)
        self.cells["allowed"].setPlaceholderText("" if usual is None else money.show(usual))
        self._charge.setText(money.show(self._entry.answer().charge_of(self.line)))
        self.look()

    def look(self) -> None:
        """What of the line is still to be explained."""
        words, role = left_words(self._entry, self.line)
        self._left.set_text(words, role=role)
        typed = self._entry.so_far(self.line.key)
        told = [f"{one.group} {one.reason}: {reason_words(one.reason)}, {whose(one.group, one.reason)}"
                for one in typed.others]  # fmt: skip
        if not told and self.line.key in self._entry.taken:
            told = ["Allowed is the usual price"]
        self._told.set_text("; ".join(told))
        settled = typed.settled(self._entry.answer().charge_of(self.line), first=self._entry.claim.known.order == 1)
        self.cells["off"].setPlaceholderText(money.show(settled.off) if settled.off else "")

    def focus_cell(self, name: str) -> None:
        self.cells[name].setFocus(Qt.FocusReason.OtherFocusReason)
        self.cells[name].selectAll()

    def start(self) -> Cell:
        """Where typing starts: what is allowed, or on a later payer's paper what was paid."""
        return self.cells["allowed" if self._entry.claim.known.order == 1 else "paid"]

    def mark(self, names: Collection[str]) -> None:
        """The cells that are wrong, and no other."""
        for cell, input_ in self.cells.items():
            input_.mark_wrong(cell in names)

    def _edited(self, name: str, words: str) -> None:
        self.cells[name].mark_wrong(False)
        self._entry.set_cell(self.line.key, name, words)
        self.edited.emit(name)

    def _pass_allowed(self) -> None:
        """Who goes on from an empty cell takes the usual price over; a reason typed there denies the line."""
        row = self._entry.cells.get(self.line.key, {})
        words = row.get("allowed", "").strip()
        if words[:1].isalpha():
            self._entry.set_cell(self.line.key, "allowed", "")
            self._entry.set_cell(self.line.key, "others", words)
        elif not words and not self._entry.take_usual(self.line.key):
            return
        self.show_entry()
        self.edited.emit("allowed")

    def _tidy(self, name: str) -> None:
        """Amounts are rewritten as they are kept; what cannot be read is marked."""
        words = self.cells[name].text().strip()
        if not words or name == "others" or (name == "paid" and not any(map(str.isdigit, words))):
            return
        try:
            shown = money.show(money.parse(words))
        except PaydeskError:  # the line says what is wrong with it
            self.cells[name].mark_wrong(True)
            return
        if shown != words:
            self._entry.cells.setdefault(self.line.key, {})[name] = shown
            self.cells[name].setText(shown)


def _row(parent: QWidget | None) -> QHBoxLayout:
    row = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_GAP)
    return row
