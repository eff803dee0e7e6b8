"""How much is paid: the amount, why it is filled in or what is wrong with it, sums worked out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

_ROW, _INPUT = 56, 48
_SHORT_ROW, _SHORT_INPUT = 76, 40


class AmountEntry(QWidget):
    """``edited`` on every keystroke; ``typed`` is lenient, ``finished`` raises what is wrong."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.input = LineInput(digits_only=True, right=True, size=Size.BIG)
        self.input.setObjectName("amount")
        self.input.setAccessibleName("Amount")
        self.input.setFixedWidth(168)
        self.input.textEdited.connect(self._edited)
        self.input.finished.connect(self._tidy)
        self._filled, self._short = "", False
        self._why = Why(icon="check", role="ok")
        self._sums = Label("Sums work too: 25+15", role="text2", size=Size.LABEL)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        beside = QVBoxLayout()
        beside.setSpacing(2)
        beside.addStretch(1)
        beside.addWidget(self._why)
        beside.addWidget(self._sums)
        beside.addStretch(1)
        self._name = Label("Amount", role="text2", size=Size.LABEL)
        self._name.setBuddy(self.input)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._name)
        line.addWidget(self.input)
        self._row.addLayout(line)
        self._row.setAlignment(line, Qt.AlignmentFlag.AlignLeft)
        self._row.addLayout(beside, 1)
        self.set_short(False)

    def set_short(self, short: bool) -> None:
        """With its name beside the amount and the reason under it, where height is short and width is not."""
        self._short = short
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if short else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(4 if short else 14)
        self.input.setFixedHeight(_SHORT_INPUT if short else _INPUT)
        # The room of a reason on two lines is kept, so that nothing below moves while one types.
        self.setFixedHeight(_SHORT_ROW if short else _ROW)
        self._name.setVisible(short)
        self._sums.setVisible(not short and not self.input.wrong)

    def fill(self, amount: Cents | None, why: str) -> None:
        """Fill the amount in, with the reason for it."""
        self._filled = money.show(amount) if amount else ""
        self.input.setText(self._filled)
        self.say(why, good=True)

    def say(self, sentence: str, *, good: bool) -> None:
        """What stands beside the amount: why it is there, or what is wrong with it."""
        self._why.say(sentence, icon="check" if good else "warning", role="ok" if good else "bad")
        self._why.setVisible(bool(sentence))
        # A mistake may need the room of both.
        self._sums.setVisible(good and not self._short)
        self.input.mark_wrong(bool(sentence) and not good)

    def said(self) -> str:
        """What stands there, if anything can be seen."""
        return self._why.sentence() if self._why.isVisible() else ""

    def is_touched(self) -> bool:
        """Whether an amount was typed; one that was filled in, or emptied, was not."""
        return self.input.text().strip() not in ("", self._filled)

    def stands_as_filled(self) -> bool:
        return bool(self._filled) and self.input.text() == self._filled

    def take_as_filled(self) -> None:
        """What stands there was not typed."""
        self._filled = self.input.text()

    def typed(self) -> Cents | None:
        """The amount there now, None for nothing or no amount."""
        try:
            return money.parse(self.input.text()) if self.input.text().strip() else None
        except PaydeskError:
            return None

    def finished(self) -> Cents:
        """The amount, more than nothing; raises PaydeskError for ``amount`` otherwise."""
        if not self.input.text().strip():
            raise PaydeskError("Type the amount the patient gives.", field="amount")
        amount = money.parse(self.input.text())
        if amount <= 0:
            sentence = "A payment is more than zero. Type the amount the patient gives."
            raise PaydeskError(sentence, field="amount")
        return amount

    def focus_start(self) -> None:
        self.input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.input.selectAll()

    def _edited(self) -> None:
        self.say("", good=True)
        self.edited.emit()

    def _tidy(self) -> None:
        typed = self.input.text().strip()
        if typed:
            try:
                self.input.setText(money.show(money.parse(typed)))
            except PaydeskError as refused:
                self.say(refused.sentence, good=False)
