"""One answer of a call: a choice by its letter, a choice from a list, or what is typed; tidied and told when wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QWidget

from paydesk.rules import call_sheet
from paydesk.rules.call_sheet import NOT_KNOWN, Answer, Ask, Item
from paydesk.rules.errors import PaydeskError
from paydesk.ui import brush, typeface
from paydesk.ui.inputs import ChoiceInput, LineInput
from paydesk.ui.labels import Label, Why
from paydesk.ui.segments import Segment, SegmentRow
from paydesk.ui.typeface import Size

Input: TypeAlias = LineInput | ChoiceInput | SegmentRow

LABEL = 112
_WIDTHS = {Ask.DATE: 112, Ask.AMOUNT: 100, Ask.PERCENT: 64, Ask.COUNT: 72, Ask.LIST: 184}
_DIGITS = (Ask.AMOUNT, Ask.PERCENT, Ask.COUNT)
_MESSAGE = 150
"""The least room in which a sentence stands beside its field."""


class AnswerBox(QWidget):
    """The input of one item. ``edited`` on every change; ``settled`` when it was left or chosen."""

    edited = Signal()
    settled = Signal()

    def __init__(self, item: Item, *, today: Callable[[], date], width: int = 0) -> None:
        super().__init__()
        self.item, self._today, self.mistake = item, today, ""
        self.input: Input = _input_of(item, width)
        self.input.setObjectName(item.key)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.input)
        if item.unit:
            row.addWidget(Label(item.unit, role="text2", size=Size.LABEL))
        self.setFocusProxy(self.input)
        if isinstance(self.input, LineInput):
            self.input.textEdited.connect(self._touch)
            self.input.finished.connect(self._tidy)
        elif isinstance(self.input, ChoiceInput):
            self.input.currentIndexChanged.connect(self._choose)
        else:
            self.input.chosen.connect(self._choose)

    def typed(self) -> str:
        """The raw words, or the value of what was chosen; empty for nothing."""
        if isinstance(self.input, LineInput):
            return self.input.text()
        return self.input.value() if isinstance(self.input, SegmentRow) else str(self.input.currentData() or "")

    def set_typed(self, words: str) -> None:
        """Put back what was typed, without counting as edited."""
        self.input.blockSignals(True)
        if isinstance(self.input, LineInput):
            self.input.setText(words)
        elif isinstance(self.input, ChoiceInput):
            self.input.setCurrentIndex(self.input.findData(words))
        elif words:
            self.input.choose(words)
        else:
            self.input.clear()
        self.input.blockSignals(False)
        self.mark("")

    def answer(self) -> Answer | None:
        """What it says; raises PaydeskError naming the item."""
        return call_sheet.read(self.item, self.typed(), today=self._today())

    def mark(self, sentence: str) -> None:
        """Show that it is wrong and why, or right again."""
        self.mistake = sentence
        if not isinstance(self.input, SegmentRow):
            self.input.mark_wrong(bool(sentence))
        self.input.setAccessibleDescription(sentence)

    def _touch(self) -> None:
        self.mark("")
        self.edited.emit()

    def _choose(self) -> None:
        self._touch()
        self.settled.emit()

    def _tidy(self) -> None:
        """Rewrite what was typed as it will be kept, or say what is wrong with it."""
        try:
            answer = self.answer()
        except PaydeskError as refused:
            self.mark(refused.sentence)
        else:
            self.mark("")
            if answer is not None and isinstance(self.input, LineInput):
                words = call_sheet.shown(self.item, answer) if answer.known else NOT_KNOWN
                self.input.setText(words.removesuffix(" %"))
        self.settled.emit()


class AnswerRow(QWidget):
    """A label and the boxes of one row; what is wrong stands at their right, below them where that is narrow."""

    def __init__(self, label: str, boxes: tuple[AnswerBox, ...]) -> None:
        super().__init__()
        self.boxes = boxes
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(1)
        first = self._first = Label(label, role="text2", size=Size.LABEL)
        first.setFixedWidth(LABEL)
        first.setBuddy(boxes[0].input)
        boxes[0].input.setAccessibleName(label)
        self._grid.addWidget(first, 0, 0)
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.setContentsMargins(0, 0, 12, 0)
        line.setSpacing(8)
        for number, box in enumerate(boxes):
            if number:
                beside = Label(box.item.label, role="text2", size=Size.LABEL)
                beside.setBuddy(box.input)
                box.input.setAccessibleName(f"{label} {box.item.label}")
                line.addWidget(beside)
            line.addWidget(box)
        line.addStretch(1)
        self._line = line
        self._grid.addLayout(line, 0, 1)
        self._why = Why(icon="warning", role="bad")
        self._beside: bool | None = None
        self._grid.setColumnStretch(2, 1)
        self.fit(590)

    def fit(self, wide: int) -> None:
        """Put the sentence where it has room in a row of that width."""
        tight = self._needed() - 12 > wide - LABEL and len(self.boxes) > 1
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if tight else QBoxLayout.Direction.LeftToRight)
        self._first.setContentsMargins(0, 8 if tight else 0, 0, 0)
        for box in self.boxes:
            self._line.setAlignment(box, Qt.AlignmentFlag.AlignLeft if tight else Qt.AlignmentFlag(0))
        where = Qt.AlignmentFlag.AlignTop if tight else Qt.AlignmentFlag.AlignVCenter
        self._grid.setAlignment(self._first, where)
        beside = wide - LABEL - self._needed() >= _MESSAGE
        if beside != self._beside:
            self._beside = beside
            self._grid.removeWidget(self._why)
            self._grid.addWidget(self._why, *((0, 2) if beside else (1, 1, 1, 2)))
            self.tell()

    def _needed(self) -> int:
        """The width of everything in one line, but the label before it."""
        items = (self._line.itemAt(at) for at in range(self._line.count()))
        wide = [item.sizeHint().width() for item in items if item is not None and item.widget() is not None]
        return sum(wide) + self._line.spacing() * len(wide) + 12

    def tell(self, quiet: str = "") -> None:
        """Say what is wrong with any of its boxes; else the doubt about one of them."""
        sentences = [box.mistake for box in self.boxes if box.mistake]
        words = " ".join(dict.fromkeys(sentences)) or quiet
        self._why.say(words)
        self._why.setVisible(bool(words) or bool(self._beside))


def _input_of(item: Item, width: int) -> Input:
    if item.ask is Ask.CHOICE:
        segments = tuple(Segment(one.value, one.words, one.key) for one in item.options)
        row = SegmentRow(segments, name=item.key, label=item.label)
        row.clear()
        return row
    if item.ask is Ask.LIST:
        box = _WideChoice()
        box.setPlaceholderText(item.hint or "Choose")
        for one in item.options:
            box.addItem(one.words, one.value)
        box.setCurrentIndex(-1)
        box.setFixedWidth(width or _WIDTHS[Ask.LIST])
        return box
    line = LineInput(digits_only=item.ask in _DIGITS, right=item.ask in (Ask.AMOUNT, Ask.PERCENT))
    line.setPlaceholderText(item.hint)
    line.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText)
    hint = round(brush.width_of(item.hint, typeface.font())) + 26
    line.setFixedWidth(width or max(_WIDTHS.get(item.ask, 148 if item.beside else 230), hint))
    return line


class _WideChoice(ChoiceInput):
    def minimumSizeHint(self) -> QSize:
        return QSize(96, super().minimumSizeHint().height())
