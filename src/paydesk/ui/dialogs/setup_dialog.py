"""The first start: the clinic, its administrator, the recovery sheet; or a look around in the demo clinic."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from paydesk.config import Home
from paydesk.operations.administering import SetUpClinic
from paydesk.rules.errors import PaydeskError
from paydesk.ui import opened_clinic
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.ground import Ground
from paydesk.ui.jobs import Jobs
from paydesk.ui.labels import Label
from paydesk.ui.messages import Messages
from paydesk.ui.printing import Printing
from paydesk.ui.recovery_sheet import recovery_paper
from paydesk.ui.scrolling import JobScroll
from paydesk.ui.setup_pages import AdministratorPage, ClinicPage, RecoveryPage, SetupPage, WelcomePage
from paydesk.ui.typeface import Size

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from paydesk.operations.desk import Desk

_NEXT = ("", "Next: who looks after it", "Make the clinic", "Open the clinic")


class SetupDialog(QDialog):
    """After Accepted ``wants_demo`` or ``wants_backup`` is true, or ``desk`` is the new clinic's, its administrator
    signed in."""

    def __init__(
        self, window: QWidget, place: Home, url: str | None, *, jobs: Jobs, messages: Messages, printing: Printing
    ) -> None:
        super().__init__(window)
        self.desk: Desk | None = None
        self.wants_demo = self.wants_backup = False
        self._jobs, self._messages, self._printing = jobs, messages, printing
        self._place, self._url = place, url
        self.setWindowTitle("paydesk")
        self.setObjectName("setup_dialog")
        self.resize(600, min(600, window.height() - 32))
        self.welcome, self.clinic = WelcomePage(), ClinicPage(today=_today)
        self.administrator = AdministratorPage(lambda: self.clinic.form.boxes["name"].typed())
        self.recovery = RecoveryPage()
        self._pages: tuple[SetupPage, ...] = (self.welcome, self.clinic, self.administrator, self.recovery)
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(JobScroll(page))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self._footer())
        self.welcome.chosen.connect(self._start)
        self.welcome.restore_asked.connect(self._bring_back)
        self.recovery.print_asked.connect(self._print)
        self.turn(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._look_for_keyring(lambda: None)

    def page(self) -> int:
        """Which page is shown: 0 welcome, 1 clinic, 2 administrator, 3 recovery sheet."""
        return self._stack.currentIndex()

    def reject(self) -> None:
        """Esc goes a page back; after the clinic was made there is only forward."""
        if self.page() == 0:
            super().reject()
        elif self.page() < 3:
            self.turn(self.page() - 1)

    def _footer(self) -> Ground:
        footer = Ground("surface", edges=("top",))
        row = QHBoxLayout(footer)
        row.setContentsMargins(32, 12, 32, 12)
        self._where = Label(role="text2", size=Size.LABEL)
        self._back = Button("Back", key="Escape", shown_only=True, name="back")
        self._back.clicked.connect(self.reject)
        self._next = Button("Next", kind=Kind.PRIMARY, key="Return", shown_only=True, name="next")
        self._next.clicked.connect(self._go_on)
        row.addWidget(self._where, 1)
        row.addWidget(self._back)
        row.addWidget(self._next)
        return footer

    def turn(self, place: int) -> None:
        """Show a page and put the focus where its work starts."""
        self._stack.setCurrentIndex(place)
        self._next.setVisible(place > 0)
        self._next.setDefault(place > 0)
        self._back.setVisible(place < 3)
        self._back.say("Back" if place else "Close paydesk")
        self._where.setText(f"Step {place} of 3" if place else "")
        if place:
            self._next.say(_NEXT[place])
        self._pages[place].focus_start()

    def _start(self, demo: bool) -> None:
        self.wants_demo = demo
        if demo:
            self.accept()
        elif self.welcome.missing():
            self._look_for_keyring(lambda: self.turn(1))
        else:
            self.turn(1)

    def _bring_back(self) -> None:
        self.wants_backup = True
        self.accept()

    def _look_for_keyring(self, then: Callable[[], None]) -> None:
        """Said before anything is typed: where the key has no place to be kept, no clinic can be made."""
        url = self._url

        def found(_: None) -> None:
            self.welcome.say_missing("")
            then()

        self._jobs.look(
            lambda: opened_clinic.refuse_without_keyring(url), title="Looking for the keyring", owner=self, then=found,
            refused=lambda refused: self.welcome.say_missing(refused.sentence),
        )  # fmt: skip

    def _go_on(self) -> None:
        try:
            self._pages[self.page()].check()
        except PaydeskError:
            return
        if self.page() == 1:
            self.turn(2)
        elif self.page() == 2:
            self._make()
        else:
            self.accept()

    def _make(self) -> None:
        typed = {name: line.text() for name, line in self.administrator.lines.items()}
        request = SetUpClinic(
            self.clinic.settings(), typed["admin"].strip(), typed["password"], typed["full_name"].strip()
        )
        self._next.setEnabled(False)
        place, url = self._place, self._url
        self._jobs.do(
            lambda: opened_clinic.set_up(place, request, url), title="Making the clinic", owner=self,
            then=lambda made: self._made(*made), refused=self._refused,
        )  # fmt: skip

    def _made(self, desk: Desk, lines: tuple[str, ...]) -> None:
        self.desk = desk
        self._next.setEnabled(True)
        if not lines:
            self.accept()
            return
        self.recovery.show_lines(lines, asked=secrets.randbelow(len(lines)))
        self.turn(3)

    def _refused(self, refused: PaydeskError) -> None:
        self._next.setEnabled(True)
        for place in (2, 1):
            if self._pages[place].show_error(refused.field, refused.sentence):
                self.turn(place)
                self._pages[place].show_error(refused.field, refused.sentence)
                return
        self._messages.refuse(refused)

    def _print(self) -> None:
        name = self.clinic.form.boxes["name"].typed()
        self._printing.print_paper(recovery_paper(name, self.recovery.lines()))


def _today() -> date:
    today = QDate.currentDate()
    return today.toPython()  # type: ignore[return-value]
