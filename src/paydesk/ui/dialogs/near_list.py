"""People on file who may be the one being typed, shown while typing, with a link that opens them instead."""

from __future__ import annotations

from collections.abc import Callable
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
OPEN_KEY = "Alt+O"


class NearList(QWidget):
    """Follows a person's form; hidden while nobody is alike. ``opened`` when the person chose one of them."""

    opened = Signal()
    changed = Signal()

    def __init__(self, context: DeskContext, form: Form, *, except_person: int | None = None) -> None:
        super().__init__()
        self._context, self._form, self._except = context, form, except_person
        self.found: tuple[NearDuplicate, ...] = ()
        self._settled: frozenset[int] = frozenset()
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

    def lets_go(self, again: Callable[[], object], *, ask: Callable[[str], object]) -> bool:
        """Whether somebody new may be kept now. Of each who may be the same, ``ask`` gets one sentence first; what was
        typed last is looked for, and then ``again`` is called."""
        if self._pause.isActive():
            self._pause.stop()
            if self.look(again):
                return False
        here = [one for one in self.found if one.hit.person_id not in self._settled]
        if not here:
            return True
        self._settled |= {one.hit.person_id for one in here}
        which = OPEN_KEY if here[0] is self.found[0] else "its link"
        ask(
            f"{_name(here[0])} is on file, account {here[0].hit.account_number}: {which} opens it. If this is somebody "
            "else, press Enter again."
        )
        return False

    def look(self, then: Callable[[], object] = lambda: None) -> bool:
        """Ask for people like the one typed, and go on; False where there is too little to look for."""
        from paydesk.operations import recognizing

        facts = self._facts()
        if not facts.last_name or not (facts.first_name or facts.birth_date):
            self._show(())
            return False

        def shown(found: tuple[NearDuplicate, ...]) -> None:
            self._show(found)
            then()

        desk, except_person = self._context.desk, self._except
        self._context.jobs.look(
            lambda: recognizing.near_duplicates(desk, facts, except_person=except_person),
            title="Looking for the same person", owner=self, latest="near duplicates", then=shown,
        )  # fmt: skip
        return True

    def _show(self, found: tuple[NearDuplicate, ...]) -> None:
        self.found = found
        self._list.show_rows(tuple(self._row(one) for one in found))
        # Said beside what is being typed; the rows stand below, where they move nothing.
        typed = "birth_date" if self._form.boxes["birth_date"].typed() else "last_name"
        for name in ("last_name", "birth_date"):
            self._form.say_beside(name, f"On file already? {OPEN_KEY} opens it" if found and name == typed else "")
        self.setVisible(bool(found))
        self.changed.emit()

    def _row(self, one: NearDuplicate) -> KeptRow:
        hit = one.hit
        born = f", born {show_date(hit.birth_date)}" if hit.birth_date else ""
        words = _name(one) + born
        second = f"Account {hit.account_number}. {one.why}"
        return KeptRow(
            f"near_{hit.person_id}", words, second, tone="warn", key=OPEN_KEY if one is self.found[0] else "",
            deeds=(("Open this one", lambda: self._open(one)),),
        )  # fmt: skip

    def _open(self, one: NearDuplicate) -> None:
        self.opened.emit()
        self._context.go("patients")
        self._context.open_account(one.hit.account_id, one.hit.person_id)

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


def _name(one: NearDuplicate) -> str:
    hit = one.hit
    return f"{hit.first_name} {hit.last_name} {hit.suffix}".strip()
