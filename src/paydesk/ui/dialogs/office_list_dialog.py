"""A list of the office's records at the left, the form of the chosen or a new one at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.draft_changes import BEGUN, begun, put_together
from paydesk.ui.field_box import Kept
from paydesk.ui.fields import Choice, Field, Value
from paydesk.ui.ground import Ground
from paydesk.ui.list_row import ListRow
from paydesk.ui.row_list import RowList

_NEW = ""
_LIST_WIDTH = 248
_LEAST_HEIGHT = 460


@dataclass(frozen=True)
class Shown:
    """One record: its row in the list, and what its form holds."""

    row: ListRow
    values: Mapping[str, Value]
    record: Any = None


class OfficeListDialog(FormDialog):
    """Saving keeps the dialog open for the next one. What was typed into one record waits while another is looked at.

    Subclasses say ``reading`` (the records), ``show_record`` (a record's row and values; None is a new one) and
    ``save``. ``adds`` False: what there is can be changed, and nothing is added.
    """

    thing = "record"
    adds = True

    def __init__(
        self, context: DeskContext, records: tuple[Any, ...], *, name: str, title: str, lead: str,
        fields: tuple[Field, ...],
    ) -> None:  # fmt: skip
        super().__init__(context, name=name, title=title, lead=lead, fields=fields, width=900, of_office=True)
        self._own_lead, self._told_lead = lead, ""
        self._shown: dict[object, Shown] = {}
        self._typed: dict[object, dict[str, Kept]] = {}
        self._begun: dict[object, dict[str, Any]] = {}
        self._over: dict[object, tuple[str, ...]] = {}
        self.chosen: object = None
        self.list = RowList(name=f"{name}_rows", label=title)
        self._put_list_beside()
        self.list.picked.connect(self.choose)
        self.list.opened.connect(lambda key: self.focus_start())
        leave = self.findChild(Button, "cancel")
        if leave is not None:
            leave.say("Close")
        self._show_records(records)
        self.list.select(self._first())

    def reading(self) -> Callable[[], tuple[Any, ...]]:
        """Reads the records anew."""
        raise NotImplementedError

    def show_record(self, record: Any) -> Shown:
        """A record's row and values; the blank form for None."""
        raise NotImplementedError

    def save(self, values: dict[str, Value], record: Any) -> Callable[[], object]:
        """The operation that keeps it."""
        raise NotImplementedError

    def key_after(self, result: Any, values: dict[str, Value]) -> object:
        """The key of the row that was saved."""
        return result.id

    def told(self, result: Any) -> str:
        return f"{self.thing.capitalize()} saved"

    def record(self) -> Any:
        """The chosen record, None for a new one."""
        return self._shown[self.chosen].record if self.chosen in self._shown else None

    def choose(self, key: object) -> None:
        """Show a record's form, with what was typed into it before."""
        if key == self.chosen:
            return
        self._keep_typed()
        self.chosen = key
        self._fill()

    def focus_start(self) -> None:
        next(iter(self.form.boxes.values())).input.setFocus()

    def result_words(self) -> str:
        return "Save the change" if self.record() else f"Add the {self.thing}"

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        self._saved_values = values
        return self.save(values, self.record())

    def draft(self) -> Mapping[str, Any]:
        self._keep_typed()
        if not self._typed:
            return {}
        return {
            "chosen": str(self.chosen),
            "typed": {str(key): {**words, BEGUN: self._begun[key]} for key, words in self._typed.items()},
        }

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        keys = {str(key): key for key in self._shown}
        typed, self.chosen = draft.get("typed", {}), None
        known = {keys[key]: words for key, words in typed.items() if key in keys}
        self._begun = {key: words.get(BEGUN, {"state": None, "fields": {}}) for key, words in known.items()}
        self._typed = {key: {name: one for name, one in words.items() if name != BEGUN} for key, words in known.items()}
        chosen = keys.get(str(draft.get("chosen")), self._first())
        self.list.select(chosen)
        self.chosen = chosen
        self._fill()

    def put_back(self, draft: Mapping[str, Any]) -> bool:
        self.set_draft(draft)
        return False

    def forget_told(self) -> None:
        super().forget_told()
        if self._told_lead and self.lead() == self._told_lead:
            self.say_lead(self._own_lead)
            self.fit()
        self._told_lead = ""

    def typed_over(self) -> bool:
        return self.form.show_typed_over(self._over.pop(self.chosen, ()), self.form.held())

    def needed_width(self) -> int:
        return super().needed_width() + _LIST_WIDTH

    def fit(self) -> None:
        super().fit()
        window = self.parentWidget()
        room = (window.height() if window else _LEAST_HEIGHT) - 16
        self.resize(self.width(), min(max(self.height(), _LEAST_HEIGHT), room))

    def _finish(self, result: object) -> None:
        self.set_busy(False)
        self.key = uuid4().hex
        self._forget()
        self.form.take_as_clean()
        self.drafts.drop()
        self.context.messages.tell(self.told(result))
        self.done_with.emit(result)
        self.read_again(self.key_after(result, self._saved_values), was_new=self.record() is None)

    def read_again(self, key: object, *, was_new: bool = False, lead: str = "") -> None:
        """Show the records as they are now, and go on with the one of ``key``, or with the next new one."""
        self.context.jobs.look(
            self.reading(), title="Reading the list", owner=self,
            then=lambda records: self._go_on(records, key, was_new=was_new, lead=lead),
        )  # fmt: skip

    def _go_on(self, records: tuple[Any, ...], saved: object, *, was_new: bool, lead: str) -> None:
        """After a new record comes the next new one; after a change, the list."""
        self._keep_typed()
        self.chosen = None
        self._show_records(records)
        self._told_lead = lead or (f"{self._shown[saved].row.name} is saved." if saved in self._shown else "")
        self.say_lead(self._told_lead)
        self.list.select(_NEW if was_new else saved)
        if was_new:
            self.focus_start()
        elif not self.form.is_dirty():
            self.list.setFocus()

    def _show_records(self, records: tuple[Any, ...]) -> None:
        shown = [self.show_record(one) for one in records]
        if self.adds:
            new = self.show_record(None)
            shown.insert(0, Shown(new.row, new.values))
        self._shown = {one.row.key: one for one in shown}
        self.list.show_rows(tuple(one.row for one in shown))

    def _first(self) -> object:
        return next(iter(self._shown))

    def _keep_typed(self) -> None:
        if self.chosen is not None:
            typed = self.form.draft()
            if typed:
                self._typed[self.chosen] = typed
                if self.chosen not in self._over:
                    self._begun[self.chosen] = begun(self._state(), typed, self.form.held())
            else:
                self._forget()

    def _forget(self) -> None:
        for kept in (self._typed, self._begun, self._over):
            kept.pop(self.chosen, None)

    def _state(self) -> object:
        return getattr(self.record(), "version", None)

    def _fill(self) -> None:
        values: dict[str, Value | Choice] = dict.fromkeys(self.form.boxes)
        self.form.set_values(values | dict(self._shown[self.chosen].values))
        typed, now = self._typed.get(self.chosen), self.form.typed()
        if typed:
            both = put_together({**typed, BEGUN: self._begun[self.chosen]}, state=self._state(), now=now)
            self.form.set_draft(both.fields)
            if both.typed_over:
                self._over[self.chosen] = both.typed_over
            if both.changed:
                self.say_lead(f"This {self.thing} was changed since; what you did not type into shows it as it is now.")
        self.follow()

    def _put_list_beside(self) -> None:
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.removeWidget(self._scroll)
        side = Ground("side", edges=("top", "right"))
        side.setFixedWidth(_LIST_WIDTH)
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 1, 1, 0)
        inside.addWidget(self.list)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self._scroll, 1)
        column.insertLayout(1, row, 1)


def new_row(thing: str) -> ListRow:
    """The row that stands for one more."""
    return ListRow(_NEW, f"New {thing}", icon="plus", icon_tone="accent")
