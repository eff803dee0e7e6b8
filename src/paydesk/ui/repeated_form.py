"""A small form that stands there as often as needed: addresses, phones, the children of a family, procedures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.field_box import FieldBox, Kept
from paydesk.ui.fields import FREE_TEXT, CardCheck, Choice, Field, Value
from paydesk.ui.form import Form, Labels
from paydesk.ui.labels import Label, SectionHeader
from paydesk.ui.typeface import Size

ADD_KEY = "Alt+A"
"""Adds a row, in a dialog that has rows of one kind only."""

Filled: TypeAlias = Mapping[str, Value | Choice]


class RepeatedForm(QWidget):
    """``values`` gives one mapping a row that holds anything; rows are added by their link and taken away by theirs.

    ``began`` carries a row that was just added to be typed into.
    """

    edited = Signal()
    resized = Signal()
    began = Signal(QWidget)

    def __init__(
        self, title: str, fields: tuple[Field, ...], *, name: str, add: str, key: str = "", empty: str = "",
        today: Callable[[], date], refuses_card: CardCheck, fills_state: tuple[str, str] | None = None,
        start: Filled | Callable[[], Filled] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._fields, self._name = fields, name
        self._start = start if callable(start) else lambda: start or {}
        self._today, self._refuses_card, self._fills_state = today, refuses_card, fills_state
        self.rows: list[_Row] = []
        self._hidden: set[str] = set()
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.setSpacing(6)
        self.add_link = Button(add, kind=Kind.LINK, icon="plus", key=key, name=f"add_{name}")
        self.add_link.clicked.connect(lambda: self.add_row(focus=True))
        self._nothing = Label(empty, role="text3", size=Size.LABEL, wraps=True)
        self._column.addWidget(SectionHeader(title))
        self._column.addWidget(self._nothing)
        self._column.addWidget(self.add_link, 0, Qt.AlignmentFlag.AlignLeft)
        self._follow()

    def add_row(self, values: Filled | None = None, *, focus: bool = False) -> Form:
        """One more, filled with ``values``; without any it starts with what was declared."""
        form = Form(
            self._fields, today=self._today, refuses_card=self._refuses_card, labels=Labels.ABOVE,
            fills_state=self._fills_state,
        )  # fmt: skip
        row = _Row(form, name=f"{self._name}_{len(self.rows) + 1}")
        form.set_values(values if values is not None else self._start())
        form.edited.connect(self.edited)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        # Qt would show it in a later turn, and until then nothing has room for it.
        row.show()
        for name in self._hidden:
            form.show_box(name, False)
        self._follow()
        if focus:
            form.focus_first()
            self.edited.emit()
            self.began.emit(row)
        return form

    def show_box(self, name: str, shown: bool) -> None:
        """Show or hide a field of every row, those to come too."""
        (self._hidden.discard if shown else self._hidden.add)(name)
        for row in self.rows:
            row.form.show_box(name, shown)

    def set_rows(self, rows: Sequence[Filled]) -> None:
        """Exactly these rows."""
        for row in tuple(self.rows):
            self._remove(row, tell=False)
        for values in rows:
            self.add_row(values)

    def values(self) -> tuple[dict[str, Value], ...]:
        """The rows that hold something; every mistake is shown beside its field, the first is raised."""
        held = [row.form for row in self.rows if self._holds(row)]
        first_mistake(*held)
        return tuple(form.values() for form in held)

    def show_error(self, field: str | None, sentence: str) -> bool:
        """Beside the field of that name in the last row that has it filled in; False when there is none."""
        for row in reversed(self.rows):
            if field in row.form.boxes:
                return row.form.show_error(field, sentence)
        return False

    def typed(self) -> list[dict[str, Kept]]:
        """The raw words of every row that holds anything, for a draft."""
        return [row.form.typed() for row in self.rows if self._holds(row)]

    def set_typed(self, rows: Sequence[Mapping[str, Kept]]) -> None:
        """Put raw words back."""
        self.set_rows([{} for _ in rows])
        for row, words in zip(self.rows, rows, strict=True):
            row.form.set_draft(words)

    def _holds(self, row: _Row) -> bool:
        start = self._start()
        return any(_typed_into(box, start) for box in row.form.boxes.values())

    def _remove(self, row: _Row, *, tell: bool = True) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._follow()
        if tell:
            self.add_link.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edited.emit()

    def _follow(self) -> None:
        self._nothing.setVisible(not self.rows and bool(self._nothing.text()))
        self.resized.emit()


class _Row(QWidget):
    removed = Signal()

    def __init__(self, form: Form, *, name: str) -> None:
        super().__init__()
        self.form = form
        for field, box in form.boxes.items():
            box.input.setObjectName(f"{name}_{field}")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 4)
        line.setSpacing(8)
        line.addWidget(form, 1)
        take = Button("Remove", kind=Kind.QUIET, name=f"remove_{name}")
        take.setAccessibleName("Remove this row")
        take.clicked.connect(self.removed)
        line.addWidget(take, 0, Qt.AlignmentFlag.AlignTop)


def _typed_into(box: FieldBox, start: Filled) -> bool:
    """Whether a field holds more than what it starts with; another choice alone is nothing to keep."""
    kept = box.kept()
    name, typed = box.field.name, (kept[1] if isinstance(kept, list) else box.typed()).strip()
    if name in start:
        return box.field.kind in FREE_TEXT and typed != start[name]
    return bool(typed)


def first_mistake(*forms: Form | RepeatedForm) -> None:
    """Raise the first mistake of several forms, every one of them shown."""
    found: PaydeskError | None = None
    for form in forms:
        try:
            form.values()
        except PaydeskError as refused:
            found = found or refused
    if found:
        raise found
