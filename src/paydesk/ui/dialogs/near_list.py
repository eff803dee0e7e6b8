"""People on file who may be the one being typed, shown while typing, with a link that opens them instead."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.rules.identity import PersonFacts
from paydesk.rules.keyboard import show_date
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.kept_list import KeptList, KeptRow
from paydesk.ui.form import Form

if TYPE_CHECKING:
    from paydesk.operations.recognizing import NearDuplicate

_PAUSE_MS = 250


class NearList(QWidget):
    """Follows a person's form; hidden while nobody is alike. ``opened`` when the person chose one of them."""

    opened = Signal()
    changed = Signal()

    def __init__(self, context: DeskContext, form: Form, *, except_person: int | None = None) -> None:
        super().__init__()
        self._context, self._form, self._except = context, form, except_person
        self.found: tuple[NearDuplicate, ...] = ()
        self._list = KeptList("Already on file?", (), empty="")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)
        self.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        form.edited.connect(self._pause.start)
        form.settled.connect(lambda name: self._pause.start())

    def look(self) -> None:
        """Ask for people like the one typed."""
        from paydesk.operations import recognizing

        facts = self._facts()
        if not facts.last_name or not (facts.first_name or facts.birth_date):
            self._show(())
            return
        desk, except_person = self._context.desk, self._except
        self._context.jobs.look(
            lambda: recognizing.near_duplicates(desk, facts, except_person=except_person),
            title="Looking for the same person", owner=self, latest="near duplicates", then=self._show,
        )  # fmt: skip

    def _show(self, found: tuple[NearDuplicate, ...]) -> None:
        self.found = found
        self._list.show_rows(tuple(self._row(one) for one in found))
        self.setVisible(bool(found))
        self.changed.emit()

    def _row(self, one: NearDuplicate) -> KeptRow:
        hit = one.hit
        born = f", born {show_date(hit.birth_date)}" if hit.birth_date else ""
        words = f"{hit.first_name} {hit.last_name} {hit.suffix}".strip() + born
        second = f"Account {hit.account_number}. {one.why}"
        return KeptRow(
            f"near_{hit.person_id}", words, second, deeds=(("Open", lambda: self._open(hit.account_id, hit.person_id)),)
        )

    def _open(self, account_id: int, person_id: int) -> None:
        self.opened.emit()
        self._context.go("patients")
        self._context.open_account(account_id, person_id)

    def _facts(self) -> PersonFacts:
        typed = {name: box.typed() for name, box in self._form.boxes.items()}
        try:
            born = self._form.boxes["birth_date"].value()
        except PaydeskError:
            born = None
        return PersonFacts(
            typed["last_name"], typed["first_name"], typed.get("suffix", ""), typed.get("preferred_name", ""),
            born if isinstance(born, date) else None,
        )  # fmt: skip
