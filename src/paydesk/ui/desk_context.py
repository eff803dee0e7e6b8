"""What every tab and dialog of one signed-in window shares: the desk, the doors to work, and the open account."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from paydesk.ui.jobs import Jobs
from paydesk.ui.messages import Messages
from paydesk.ui.preferences import Preferences
from paydesk.ui.printing import Printing

if TYPE_CHECKING:
    # The window is painted before the database floor is loaded.
    from paydesk.operations.desk import Desk
    from paydesk.operations.reading import AccountPage


class WindowDoors(Protocol):
    """What the context needs of the main window: another tab, and a command by its id."""

    def go(self, tab_id: str) -> None:
        """Show a tab."""

    def trigger(self, command_id: str) -> None:
        """Run a command as its key would."""

    def widget(self) -> QWidget | None:
        """The parent of dialogs."""


class DeskContext(QObject):
    """``page_changed`` carries the open account's AccountPage whenever it was read anew, None when it was closed.

    ``account_changed`` is emitted before it with the account id (or None) when another account comes to the front;
    whoever holds an interrupted form keeps it as a draft then. ``person_id`` is the patient in front.
    """

    account_changed = Signal(object)
    page_changed = Signal(object)
    leaving = Signal()

    def __init__(
        self, desk: Desk, *, jobs: Jobs, messages: Messages, preferences: Preferences, printing: Printing,
        doors: WindowDoors,
    ) -> None:  # fmt: skip
        super().__init__()
        self.desk, self.jobs, self.messages, self.preferences = desk, jobs, messages, preferences
        self.printing, self._doors = printing, doors
        self.current_account: int | None = None
        self.person_id: int | None = None
        self.page: AccountPage | None = None
        self.opened: tuple[int, ...] = ()
        jobs.changed.connect(self._follow)

    @property
    def window(self) -> QWidget | None:
        """The parent of dialogs."""
        return self._doors.widget()

    def today(self) -> date:
        return self.desk.clock.today()

    def may(self, permission: str) -> bool:
        """Whether this person's role has ``permission``."""
        from paydesk.rules import office

        return office.may(self.desk.actor.role, permission)

    def go(self, tab_id: str) -> None:
        """Show a tab: "today", "patients", "payments", "reports"."""
        self._doors.go(tab_id)

    def trigger(self, command_id: str) -> None:
        """Run a command as its key would."""
        self._doors.trigger(command_id)

    def open_account(self, account_id: int, person_id: int | None = None) -> None:
        """Put an account in front; its page arrives with ``page_changed``. The same one again reads nothing."""
        if account_id == self.current_account:
            self.choose_person(person_id or self.person_id)
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

        read = reading.open_account if look else reading.account_page
        self.jobs.look(
            lambda: read(self.desk, account_id), title="Opening the account", then=self._show,
            owner=self, latest="account page",
        )  # fmt: skip

    def _show(self, page: AccountPage) -> None:
        if page.account_id != self.current_account:
            return
        self.page = page
        if page.member(self.person_id or 0) is None:
            patients = [one for one in page.members if one.is_patient]
            self.person_id = (patients or list(page.members))[0].person_id if page.members else None
        self.page_changed.emit(page)

    def _follow(self, touched: object) -> None:
        accounts = getattr(touched, "accounts", ())
        if self.current_account is not None and (not accounts or self.current_account in accounts):
            self.reread()
