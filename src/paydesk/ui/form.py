"""A form made from declared fields: rows, labels, mistakes beside them, values out, drafts kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.rules.zip_codes import state_of_zip
from paydesk.ui import brush, typeface
from paydesk.ui.field_box import FieldBox, Kept
from paydesk.ui.fields import CardCheck, Choice, Field, FieldKind, Value
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

_LABEL_WIDTH = 104
_NARROW = 560
_SHORTEST_MESSAGE = 300


class Labels(Enum):
    """Where labels stand."""

    LEFT = "left"
    ABOVE = "above"


class Form(QWidget):
    """Fields by name. ``edited`` on every keystroke; ``values`` raises the first mistake and shows all of them.

    With ``below`` a mistake stands under its field, which then has the whole row.
    """

    edited = Signal()
    settled = Signal(str)

    def __init__(
        self, fields: tuple[Field, ...], *, today: Callable[[], date], refuses_card: CardCheck,
        labels: Labels = Labels.LEFT, fills_state: tuple[str, str] | None = None, below: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.boxes = {one.name: FieldBox(one, today=today, refuses_card=refuses_card) for one in fields}
        self._labels, self._fills_state, self._below = labels, fills_state, below
        self._clean: dict[str, Kept] = {}
        self._state_waits = False
        self._rows: list[_Row] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6 if labels is Labels.ABOVE else 3)
        for group in _grouped(fields):
            row = _Row(tuple(self.boxes[one.name] for one in group), labels)
            row.put_message(below=below or labels is Labels.ABOVE)
            self._rows.append(row)
            column.addWidget(row)
        for name, box in self.boxes.items():
            box.edited.connect(self.edited)
            box.edited.connect(lambda name=name: self._follow_zip(name))
            box.settled.connect(lambda name=name: self._settle(name))
        self.take_as_clean()

    def values(self) -> dict[str, Value]:
        """Every value by its field's name; every mistake is shown, the first takes the focus and is raised."""
        if self._state_waits:
            self._fill_state()  # Enter in the ZIP code does not leave it
        found: dict[str, Value] = {}
        first: PaydeskError | None = None
        for name, box in self.boxes.items():
            try:
                found[name] = box.value()
            except PaydeskError as refused:
                box.mark(refused.sentence)
                first = first or refused
        if first:
            self.boxes[first.field or ""].input.setFocus()
            raise first
        return found

    def set_values(self, values: Mapping[str, Value | Choice]) -> None:
        """Show values; what was typed before is gone and the form is clean."""
        self._state_waits = False
        for name, value in values.items():
            self.boxes[name].set_value(value)
        self.take_as_clean()

    def show_error(self, field: str | None, sentence: str) -> bool:
        """Say ``sentence`` beside ``field`` and go there; False when this form has no such field."""
        if field not in self.boxes:
            return False
        self.boxes[field].mark(sentence)
        self.boxes[field].input.setFocus()
        return True

    def forget_passwords(self, refused: str | None) -> None:
        """Something was refused: its passwords leave, unless it was another field that was ``refused``."""
        if refused not in self.boxes or self.boxes[refused].field.kind is FieldKind.PASSWORD:
            for box in self.boxes.values():
                box.forget()

    def say_beside(self, name: str, sentence: str, *, icon: str = "people") -> None:
        """A quiet warning in the row of a field, while nothing there is wrong; empty takes it away."""
        next(row for row in self._rows if self.boxes[name] in row.boxes).say_beside(sentence, icon)

    def clear_errors(self) -> None:
        for box in self.boxes.values():
            box.mark("")

    def is_dirty(self) -> bool:
        return bool(self.draft())

    def take_as_clean(self) -> None:
        """From now on only further changes count as changes."""
        self._clean = self.typed()

    def typed(self) -> dict[str, Kept]:
        """The raw words of every field, to come back to later."""
        return {name: box.kept() for name, box in self.boxes.items()}

    def draft(self) -> dict[str, Kept]:
        """The raw words of fields that were changed."""
        return {name: words for name, words in self.typed().items() if words != self._clean[name]}

    def held(self) -> dict[str, Kept]:
        """The raw words of every field before any was changed."""
        return dict(self._clean)

    def show_typed_over(self, names: Iterable[str], held: Mapping[str, Kept]) -> bool:
        """Say beside each of these fields what it was changed to meanwhile; False when none of them is here."""
        here = [name for name in names if name in self.boxes]
        for name in reversed(here):
            words = self.boxes[name].words_of(held[name])
            what = f"changed to “{words}”" if words else "emptied"
            self.show_error(name, f"Meanwhile this was {what}. Press Enter again to keep what you typed.")
        return bool(here)

    def set_draft(self, draft: Mapping[str, Kept]) -> None:
        for name, words in draft.items():
            if name in self.boxes:
                self.boxes[name].set_typed(words)

    def focus_first(self) -> None:
        """Where typing starts: the first empty field, else the first."""
        empty = (box for box in self.boxes.values() if box.isEnabled() and not box.typed())
        next(empty, next(iter(self.boxes.values()))).input.setFocus(Qt.FocusReason.TabFocusReason)

    def show_field(self, name: str, shown: bool) -> None:
        """Show or hide the whole row of a field; a hidden field keeps what it has."""
        next(row for row in self._rows if self.boxes[name] in row.boxes).setVisible(shown)

    def show_box(self, name: str, shown: bool) -> None:
        """Show or hide a field beside others, with its label; a hidden field keeps what it has."""
        next(row for row in self._rows if self.boxes[name] in row.boxes).show_box(self.boxes[name], shown)

    def say_help(self, sentence: str, *, name: str = "") -> None:
        """What to do with a field, of no name the first one, in the line under its row while nothing is wrong there."""
        row = next((row for row in self._rows if name and self.boxes[name] in row.boxes), self._rows[0])
        row.say_help(sentence)

    def put_labels(self, *, beside: bool) -> None:
        """Labels that stand above their fields stand beside them instead, where height is short."""
        for row in self._rows:
            row.put_labels(beside=beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self._rows:
            row.put_message(below=self._below or self._labels is Labels.ABOVE or event.size().width() < _NARROW)

    def _follow_zip(self, name: str) -> None:
        """A ZIP code that was typed over brings its state, unless the state is typed after it."""
        if self._fills_state and name in self._fills_state:
            self._state_waits = name == self._fills_state[0]

    def _fill_state(self) -> None:
        if self._fills_state is None:
            return
        code, state = (self.boxes[name] for name in self._fills_state)
        known = state_of_zip(code.typed()) if self._state_waits or not state.typed() else None
        if known:
            self._state_waits = False
            state.set_value(known)
            self.edited.emit()

    def _settle(self, name: str) -> None:
        if self._fills_state and name == self._fills_state[0]:
            self._fill_state()
        self.settled.emit(name)


class _Row(QWidget):
    """Fields side by side with one line for what is wrong with any of them, whose room is always kept."""

    def __init__(self, boxes: tuple[FieldBox, ...], labels: Labels) -> None:
        super().__init__()
        self.boxes, self._labels = boxes, labels
        self._stacks: list[QBoxLayout] = []
        self._names: dict[FieldBox, Label] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(2)
        self._message = Why(icon="warning", role="bad")
        self._indent = QWidget()
        self._told = QWidget()
        told = QHBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(0)
        told.addWidget(self._indent)
        told.addWidget(self._message, 1)
        self._help = next((box.field.help for box in boxes if box.field.help), "")
        self._beside, self._beside_icon = "", ""
        self._below = False
        left = labels is Labels.LEFT
        if left:
            label = self._label(boxes[0])
            # A long label takes a second line rather than push its field out of the column.
            label.setWordWrap(True)
            label.setFixedWidth(_LABEL_WIDTH - 6)
            self._grid.addWidget(label, 0, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.addLayout(self._line(), 0, 1)
        self._grid.setColumnStretch(1, 1)
        for box in boxes:
            box.mistake.connect(self._say)
        self._place()
        self._say("")

    def show_box(self, box: FieldBox, shown: bool) -> None:
        box.setVisible(shown)
        self._names[box].setVisible(shown)

    def say_beside(self, sentence: str, icon: str) -> None:
        self._beside, self._beside_icon = sentence, icon
        self._say("")

    def put_message(self, *, below: bool) -> None:
        if below != self._below:
            self._below = below
            self._place()

    def put_labels(self, *, beside: bool) -> None:
        for stack in self._stacks:
            stack.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
            stack.setSpacing(8 if beside else 4)

    def say_help(self, sentence: str) -> None:
        self._help = sentence
        self._say("")

    def _place(self) -> None:
        self._grid.removeWidget(self._told)
        if self._below or self._labels is Labels.ABOVE:
            self._told.setMinimumSize(0, 20)
            self._grid.addWidget(self._told, 1, 1)
            self._grid.setColumnMinimumWidth(2, 0)
        else:
            self._told.setMinimumSize(196, 0)
            self._grid.addWidget(self._told, 0, 2)
            self._grid.setColumnMinimumWidth(2, 204)

    def _line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 12, 0)
        line.setSpacing(12 if self._labels is Labels.ABOVE else 8)
        for i, box in enumerate(self.boxes):
            grows = not (box.field.width or box.input.maximumWidth() < 4000)
            if self._labels is Labels.ABOVE:
                stack = QBoxLayout(QBoxLayout.Direction.TopToBottom)
                stack.setSpacing(4)
                stack.addWidget(self._label(box))
                stack.addWidget(box)
                line.addLayout(stack, 1 if grows else 0)
                self._stacks.append(stack)
            else:
                if i:
                    line.addWidget(self._label(box))
                line.addWidget(box, 1 if grows else 0)
        line.addStretch(0 if any(box.input.maximumWidth() > 4000 for box in self.boxes) else 1)
        return line

    def _label(self, box: FieldBox) -> Label:
        words = "" if box.field.kind is FieldKind.TICK and not box.field.unit else box.field.label
        label = Label(words, role="text2", size=Size.LABEL)
        label.setBuddy(box.input)
        self._names[box] = label
        return label

    def _say(self, sentence: str) -> None:
        # Every field of the row that is wrong says so: the eye goes to the row, not to the last of them.
        wrong = [box.input.accessibleDescription() for box in self.boxes if _wrong(box)]
        sentence = " ".join(dict.fromkeys(wrong)) or sentence
        if sentence:
            self._message.say(sentence, icon="warning", role="bad")
        elif self._beside:
            self._message.say(self._beside, icon=self._beside_icon, role="warn")
        else:
            self._message.say(self._help, icon="", role="text2")
        self._put_under()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._put_under()

    def _put_under(self) -> None:
        """A message below the row begins under the field that it is about, as far as its words have room there."""
        wrong = next((box for box in self.boxes if _wrong(box)), None)
        under = self._below or self._labels is Labels.ABOVE
        left = wrong.mapTo(self, QPoint(0, 0)).x() - self._told.x() if wrong and under else 0
        needed = brush.width_of(self._message.sentence(), typeface.font(Size.LABEL)) + 26
        room = round(self._told.width() - min(needed, _SHORTEST_MESSAGE))
        self._indent.setFixedWidth(max(0, min(left, room)))


def _wrong(box: FieldBox) -> bool:
    return bool(getattr(box.input, "wrong", False))


def _grouped(fields: tuple[Field, ...]) -> tuple[tuple[Field, ...], ...]:
    groups: list[list[Field]] = []
    for one in fields:
        if one.beside and groups:
            groups[-1].append(one)
        else:
            groups.append([one])
    return tuple(map(tuple, groups))
