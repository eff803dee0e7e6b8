"""What every tab and dialog of one signed-in window shares: the desk, the doors to work, and the open account."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from paydesk.rules.errors import PaydeskError
from paydesk.ui.finished_paper import Paper
from paydesk.ui.jobs import Jobs
from paydesk.ui.preferences import Preferences

if TYPE_CHECKING:
    # The window is painted before the database floor is loaded.
    from paydesk.operations.desk import Desk
    from paydesk.operations.diagnosing import CodeBook
    from paydesk.operations.reading import AccountPage
    from paydesk.ui.backup_watch import BackupWatch


CATCHES_UP_AFTER = 5.0
"""Seconds after which what is shown is asked for anew when somebody looks at it again."""


class Speaks(Protocol):
    """How the person is told something; the window's messages do it."""

    def tell(self, words: str, *, undo_words: str = "Reverse", undo: Callable[[], None] | None = None) -> None:
        """What was done, with the way back if there is one."""

    def warn(self, words: str) -> None:
        """What was not done, and why: no tick stands before it."""

    def take_back(self) -> None:
        """Go back what was told last, if it can be."""

    def put_away(self) -> None:
        """A later deed is refused: what was told of an earlier one leaves."""

    def refuse(self, refused: PaydeskError) -> None:
        """A refusal that belongs to no field on screen."""

    def ask(self, title: str, sentence: str, *, yes: str, no: str = "Cancel", doubtful: bool = False) -> bool:
        """A question before something that has no other way back."""

    def ask_reason(self, title: str, sentence: str, *, yes: str) -> str | None:
        """A warning that may be overridden: the reason, or None."""


class Prints(Protocol):
    """Where paper comes out; tests and the demo put a folder in its place."""

    def where(self, title: str) -> str:
        """Where a paper of that title goes now, in words for the screen."""

    def ready(self, title: str, *, name: str = "") -> bool:
        """Whether there is a printer; it is asked for before anything is made for it. ``name`` is the file's."""

    def print_paper(self, paper: Paper, *, ask: bool = False) -> bool:
        """Print without a further question when a printer is remembered; False when the person left that question."""

    def look(self, paper: Paper) -> None:
        """Show the pages, with Print and Save."""

    def place_for_table(self, file_name: str) -> Path | None:
        """Ask where a table goes; None when the person left."""


class WindowDoors(Protocol):
    """What the context needs of the main window: another tab, and a command by its id."""

    def go(self, tab_id: str) -> None:
        """Show a tab."""

    def trigger(self, command_id: str) -> None:
        """Run a command as its key would."""

    def actions(self, command_ids: tuple[str, ...]) -> tuple[QAction, ...]:
        """Those of the commands that are bound, for a menu over what they are about."""

    def widget(self) -> QWidget | None:
        """The parent of dialogs."""


class DeskContext(QObject):
    """``page_changed`` carries the open account's AccountPage whenever it was read anew, None when it was closed.

    ``account_changed`` is emitted before it with the account id (or None) when another account comes to the front;
    whoever holds an interrupted form keeps it as a draft then. ``person_id`` is the patient in front, None the whole
    household; ``chosen_row`` the key of the ledger row the cursor is on.
    """

    remittance_asked = Signal(int)
    call_asked = Signal(object)
    plan_asked = Signal(int, int)
    sending_asked = Signal(int)
    account_changed = Signal(object)
    page_changed = Signal(object)
    leaving = Signal()
    pointed = Signal(object)

    def __init__(
        self, desk: Desk, *, jobs: Jobs, messages: Speaks, preferences: Preferences, printing: Prints,
        doors: WindowDoors,
    ) -> None:  # fmt: skip
        super().__init__()
        self.desk, self.jobs, self.messages, self.preferences = desk, jobs, messages, preferences
        self.printing, self._doors = printing, doors
        self.backups: BackupWatch | None = None
        """None for a clinic that is kept nowhere: the demo."""
        self.current_account: int | None = None
        self.person_id: int | None = None
        self.page: AccountPage | None = None
        self.opened: tuple[int, ...] = ()
        self.chosen_row: object = None
        self.told_first: Callable[[Callable[[], None]], None] | None = None
        """Keeps what the open account's family told on the sheet in front, then goes on with what it is given."""
        self._resumed, self._asked_at = "", time.monotonic()
        self._code_book: CodeBook | None = None
        jobs.changed.connect(self._follow)

    @property
    def window(self) -> QWidget | None:
        """The parent of dialogs."""
        return self._doors.widget()

    @property
    def code_book(self) -> CodeBook:
        """The diagnosis codes of this clinic, loaded once a window; asked off the main thread."""
        from paydesk.operations.diagnosing import CodeBook

        self._code_book = self._code_book or CodeBook(self.desk)
        return self._code_book

    def codes_changed(self) -> None:
        """Another edition of the diagnosis codes was imported: the next look loads it."""
        self._code_book = None

    def today(self) -> date:
        return self.desk.clock.today()

    def may(self, permission: str) -> bool:
        """Whether this person has ``permission`` now, or may do it once with somebody's approval."""
        from paydesk.rules import office

        return self.desk.may(permission) or office.may_ask(self.desk.actor.role, permission)

    def go(self, tab_id: str) -> None:
        """Show a tab: "today", "patients", "payments", "plans", "reports"."""
        self._doors.go(tab_id)

    def trigger(self, command_id: str) -> None:
        """Run a command as its key would."""
        self._doors.trigger(command_id)

    def actions_of(self, command_ids: tuple[str, ...]) -> tuple[QAction, ...]:
        """Those of the commands that are bound."""
        return self._doors.actions(command_ids)

    def open_account(self, account_id: int, person_id: int | None = None) -> None:
        """Put an account in front; its page arrives with ``page_changed``. The same one again is brought up to date."""
        if account_id == self.current_account:
            if person_id is not None:
                self.choose_person(person_id)
            self.catch_up()
            return
        self._front(account_id, person_id)
        self.opened = (account_id, *(one for one in self.opened if one != account_id))
        self._read(account_id, look=True)

    def choose_person(self, person_id: int | None) -> None:
        """Another patient of the open account comes to the front."""
        if person_id != self.person_id:
            self.person_id = person_id
            self.page_changed.emit(self.page)

    def close_account(self) -> None:
        """No account in front."""
        if self.current_account is not None:
            self._front(None, None)
            self.page = None
            self.page_changed.emit(None)

    def resume(self, about: str) -> None:
        """The form that opens next goes on with what it was left about."""
        self._resumed = about

    @property
    def resumed(self) -> str:
        """What the form that opens next goes on with; empty for a form that is simply asked for."""
        return self._resumed

    def take_resumed(self) -> str:
        """What the form that opens goes on with, told once; empty for a form that was simply asked for."""
        about, self._resumed = self._resumed, ""
        return about

    def point_at(self, row: object) -> None:
        """Move the ledger's cursor to a row by its key."""
        self.chosen_row = row
        self.pointed.emit(row)

    def catch_up(self) -> None:
        """Somebody looks again: what another desk, or another window, did meanwhile is shown."""
        from paydesk.operations.desk import Touched

        if time.monotonic() - self._asked_at >= CATCHES_UP_AFTER:
            self._asked_at = time.monotonic()
            self.jobs.changed.emit(Touched())

    def reread(self) -> None:
        """Read the open account's page anew."""
        if self.current_account is not None:
            self._read(self.current_account, look=False)

    def _front(self, account_id: int | None, person_id: int | None) -> None:
        self.leaving.emit()
        self.current_account, self.person_id = account_id, person_id
        self.account_changed.emit(account_id)

    def _read(self, account_id: int, *, look: bool) -> None:
        from paydesk.operations import reading

        self._asked_at = time.monotonic()
        read = reading.open_account if look else reading.account_page
        self.jobs.look(
            lambda: read(self.desk, account_id), title="Opening the account", then=self._show,
            owner=self, latest="account page",
        )  # fmt: skip

    def _show(self, page: AccountPage) -> None:
        if page.account_id != self.current_account:
            return
        self.page = page
        patients = [one.person_id for one in page.members if one.is_patient]
        if self.person_id not in patients:
            # A guarantor who is no patient has no visits of her own: the household is meant.
            self.person_id = patients[0] if len(patients) == 1 else None
        self.page_changed.emit(page)

    def _follow(self, touched: object) -> None:
        accounts = getattr(touched, "accounts", ())
        if self.current_account is not None and (not accounts or self.current_account in accounts):
            self.reread()
