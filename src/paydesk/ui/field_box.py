"""One field of a form: its input, its unit, its help, and the one sentence about a mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.ui import fields
from paydesk.ui.fields import CardCheck, Choice, Field, FieldKind, Value
from paydesk.ui.inputs import ChoiceInput, LineInput, TextInput, TickInput, left_for_another
from paydesk.ui.labels import Label
from paydesk.ui.search_input import SearchInput
from paydesk.ui.typeface import Size

Input: TypeAlias = LineInput | TextInput | ChoiceInput | TickInput | SearchInput
Kept: TypeAlias = str | list[str]


class FieldBox(QWidget):
    """The input of one declared field; tidies on leaving, tells ``mistake`` a sentence or "" when mended."""

    edited = Signal()
    mistake = Signal(str)
    settled = Signal()

    def __init__(self, field: Field, *, today: Callable[[], date], refuses_card: CardCheck) -> None:
        super().__init__()
        self.field, self._today, self._refuses_card = field, today, refuses_card
        self.input = _input_of(field)
        self.input.setObjectName(field.name)
        self.input.setAccessibleName(field.label)
        self.input.setAccessibleDescription(field.help)
        width = field.width or fields.WIDTHS.get(field.kind, 0)
        if width:
            self.input.setFixedWidth(width)
        else:
            self.input.setMinimumWidth(96)
            self.input.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.input, 0 if width else 1)
        if field.unit and field.kind is not FieldKind.TICK:
            row.addWidget(Label(field.unit, role="text2", size=Size.LABEL))
        self.setFocusProxy(self.input)
        self._connect()

    def value(self) -> Value:
        """What was typed, as the field's kind gives it; raises PaydeskError naming the field."""
        widget = self.input
        if isinstance(widget, TickInput):
            return widget.isChecked()
        if isinstance(widget, SearchInput) and (words := widget.unsettled()):
            raise PaydeskError(_not_chosen(words), field=self.field.name)
        if isinstance(widget, (ChoiceInput, SearchInput)):
            key = widget.currentData() if isinstance(widget, ChoiceInput) else widget.key()
            if not key and self.field.required:
                sentence = self.field.missing or f"{self.field.label} is missing. Choose one."
                raise PaydeskError(sentence, field=self.field.name)
            return str(key) if key else None
        return fields.read(self.field, self.typed(), today=self._today(), refuses_card=self._refuses_card)

    def typed(self) -> str:
        """The raw words in the input; "yes" or "" for a tick. Two equal values mean nothing was changed."""
        widget = self.input
        if isinstance(widget, TickInput):
            return "yes" if widget.isChecked() else ""
        if isinstance(widget, TextInput):
            return widget.edit.toPlainText()
        if isinstance(widget, ChoiceInput):
            return str(widget.currentData() or "")
        return widget.key() if isinstance(widget, SearchInput) else widget.text()

    def kept(self) -> Kept:
        """For a draft: the raw words; of a search field what was chosen and its words, or the words that nothing was
        chosen for; of a password nothing."""
        widget = self.input
        if self.field.kind is FieldKind.PASSWORD:
            return ""
        if not isinstance(widget, SearchInput):
            return self.typed()
        words = widget.unsettled()
        return ["", words] if words else [widget.key(), widget.chosen_words()]

    def words_of(self, kept: Kept) -> str:
        """What ``kept`` looks like in this field."""
        if isinstance(kept, list):
            return kept[1]
        if isinstance(self.input, ChoiceInput):
            return self.input.itemText(self.input.findData(kept))
        return ("yes" if kept else "no") if isinstance(self.input, TickInput) else kept

    def set_value(self, value: Value | Choice) -> None:
        """Show a value without counting as edited. A search field takes a Choice."""
        widget = self.input
        widget.blockSignals(True)
        if isinstance(widget, TickInput):
            widget.setChecked(bool(value))
        elif isinstance(widget, ChoiceInput):
            widget.setCurrentIndex(widget.findData(value if value is not None else ""))
        elif isinstance(widget, SearchInput):
            widget.set_choice(value if isinstance(value, Choice) else None)
        elif not isinstance(value, Choice):
            words = fields.shown(self.field, value)
            if isinstance(widget, TextInput):
                widget.edit.setPlainText(words)
            else:
                widget.setText(words)
        widget.blockSignals(False)
        self.mark("")

    def set_typed(self, words: Kept) -> None:
        """Put raw words back, for a draft."""
        if isinstance(words, list):
            self.set_value(Choice(*words) if words[0] else None)
            if not words[0] and isinstance(self.input, SearchInput):
                self.input.set_words(words[1])
        elif isinstance(self.input, LineInput) and not isinstance(self.input, SearchInput):
            self.input.setText(words)
        elif isinstance(self.input, TextInput):
            self.input.edit.setPlainText(words)
        elif not isinstance(self.input, SearchInput):
            self.set_value(words)

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        """Other choices for a choice field; nothing is chosen then, and nothing counts as edited."""
        assert isinstance(self.input, ChoiceInput)
        self.input.blockSignals(True)
        self.input.clear()
        _fill(self.input, choices)
        self.input.blockSignals(False)

    def mark(self, sentence: str) -> None:
        """Show the edge of a mistake, or of none."""
        if not isinstance(self.input, TickInput):
            self.input.mark_wrong(bool(sentence))
        self.input.setAccessibleDescription(sentence or self.field.help)
        self.mistake.emit(sentence)

    def forget(self) -> None:
        """A password that was typed does not stay; anything else does."""
        if self.field.kind is FieldKind.PASSWORD and isinstance(self.input, LineInput):
            self.input.forget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and left_for_another(event):
            self.tidy()
        return False

    def tidy(self) -> None:
        """Rewrite what was typed as it will be kept, or say what is wrong with it. An empty one may wait."""
        if not self.typed().strip():
            return
        try:
            value = self.value()
        except PaydeskError as refused:
            self.mark(refused.sentence)
            return
        if isinstance(self.input, LineInput) and not isinstance(self.input, SearchInput):
            self.input.setText(fields.shown(self.field, value))
        self.mark("")
        self.settled.emit()

    def _connect(self) -> None:
        widget = self.input
        if isinstance(widget, SearchInput):
            widget.chosen.connect(self._touched)
            widget.dropped.connect(lambda words: self.mark(_not_chosen(words)))
            widget.missed.connect(lambda words: self.mark(f"Nothing fits “{words}”. Type fewer letters, or others."))
        elif isinstance(widget, LineInput):
            widget.textEdited.connect(self._touched)
            widget.installEventFilter(self)
        elif isinstance(widget, TextInput):
            widget.changed.connect(self._touched)
            widget.edit.installEventFilter(self)
        elif isinstance(widget, ChoiceInput):
            widget.currentIndexChanged.connect(self._touched)
        else:
            widget.toggled.connect(self._touched)

    def _touched(self) -> None:
        self.mark("")
        self.edited.emit()


def _not_chosen(words: str) -> str:
    return f"“{words}” is not chosen from the list yet. Press Enter on one of its lines, or empty the field."


def _input_of(field: Field) -> Input:
    kind = field.kind
    if kind is FieldKind.NOTE:
        note = TextInput(lines=field.lines)
        note.edit.setObjectName(f"{field.name}_text")
        note.edit.setAccessibleName(field.label)
        note.edit.setPlaceholderText(field.placeholder)
        return note
    if kind is FieldKind.TICK:
        return TickInput(field.unit or field.label)
    if kind is FieldKind.CHOICE:
        box = ChoiceInput()
        box.setPlaceholderText(field.placeholder or "Choose")
        _fill(box, field.choices)
        return box
    if kind is FieldKind.SEARCH:
        found = SearchInput(field.look or _at_once(field), name=field.name, label=field.label)
        found.setPlaceholderText(field.placeholder or "Type to search")
        return found
    size = Size.BIG if field.big else Size.BODY
    digits, right = kind in fields.DIGITS_ONLY, kind is FieldKind.AMOUNT
    line = LineInput(digits_only=digits, right=right, size=size, secret=kind is FieldKind.PASSWORD)
    line.setPlaceholderText(field.placeholder)
    line.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText)
    if field.readable:
        line.setEchoMode(QLineEdit.EchoMode.Normal)
    return line


def _fill(box: ChoiceInput, choices: tuple[Choice, ...]) -> None:
    for choice in choices:
        box.addItem(choice.words, choice.key)
    box.setCurrentIndex(box.findData(""))


def _at_once(field: Field) -> fields.Look:
    search = field.search or (lambda typed: ())
    return lambda typed, deliver: deliver(search(typed))
