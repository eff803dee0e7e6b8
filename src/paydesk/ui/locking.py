"""Locking the screen and letting in who may: the same person to her work, another one to a desk of her own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QDialog

from paydesk.ui.actions import Actions, Command
from paydesk.ui.idle import Idle
from paydesk.ui.lock import Lock
from paydesk.ui.popup_key import PopupKey

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk
    from paydesk.ui.clipboard_watch import ClipboardWatch
    from paydesk.ui.dialogs.lock_dialog import LockDialog
    from paydesk.ui.jobs import Jobs
    from paydesk.ui.main_window import MainWindow
    from paydesk.ui.messages import Messages
    from paydesk.ui.preferences import Preferences

LOCK_KEY = "Ctrl+L"
LOCK_COMMANDS = (
    Command("desk.lock", "Lock the screen", "File", LOCK_KEY, "lock", words="away hide PIN"),
    Command("desk.sign_out", "Sign out", "File", "", "person", words="another person leave user log off"),
)
_QUICK_MS, _LOOKS_MS = 10_000, 20


class Front(Protocol):
    """The window and who is at it; ``clinic`` and ``note`` stand in its status line, ``hint`` on the card."""

    window: MainWindow
    jobs: Jobs
    messages: Messages
    preferences: Preferences
    clipboard: ClipboardWatch
    clinic: str
    note: str
    hint: str
    bring_back: Callable[[], None] | None

    @property
    def last(self) -> Desk | None:
        """Who is at the window, or was there last."""

    def desk(self) -> Desk | None:
        """Who is at the window."""

    def keep_typed(self) -> None:
        """Keep as drafts what is typed in the tabs."""

    def seat(self, desk: Desk, *, clinic: str, note: str = "") -> object:
        """Put the window to work at ``desk``."""

    def unseat(self) -> None:
        """Leave nothing of who is at the window in it."""


class Door(Protocol):
    """Who lets people in."""

    def unlock(self, desk: Desk, typed: str) -> None:
        """The person at ``desk`` typed her PIN or password; raises NotAllowed for a wrong one."""

    def sign_in(self, like: Desk, name: str, password: str, code: str) -> Desk:
        """A desk of the same clinic and workstation; raises NotAllowed."""


class StaffDoor:
    """The clinic's own list of people."""

    def unlock(self, desk: Desk, typed: str) -> None:
        """PIN or password of who is at ``desk``."""
        from paydesk.operations import signing_in

        signing_in.unlock(desk, typed)

    def sign_in(self, like: Desk, name: str, password: str, code: str) -> Desk:
        """Name, password, and the code of a second factor where one is asked for."""
        from paydesk.operations import signing_in

        return signing_in.sign_in(
            like.database, like.clock, name, password, workstation=like.actor.workstation, code=code
        )


class Locking(QObject):
    """One for the window. ``idle`` locks by itself; ``door`` is who lets people in."""

    def __init__(self, front: Front, door: Door | None = None) -> None:
        super().__init__()
        self._front, self.door = front, door or StaffDoor()
        self._made: tuple[LockDialog, Lock] | None = None
        self.idle = Idle(self)
        self.idle.left.connect(self.lock_screen)
        self._popup_key = PopupKey(LOCK_KEY, self)
        self._popup_key.pressed.connect(self.lock_screen)
        self.idle.pressed.connect(self._popup_key.look, Qt.ConnectionType.QueuedConnection)
        self._listens = False

    def bind(self, actions: Actions) -> None:
        """Somebody was seated: her commands, and the time she may be away."""
        actions.declare(LOCK_COMMANDS)
        actions.bind("desk.lock", self.lock_screen)
        actions.bind("desk.sign_out", self.sign_out)
        self.idle.begin()
        if not self._listens:
            self._listens = True
            _application().focusWindowChanged.connect(self._reach_dialogs)

    @property
    def card(self) -> LockDialog:
        """What stands in front of a locked screen."""
        return self._make()[0]

    def is_locked(self) -> bool:
        return self._made is not None and self._made[1].is_drawn()

    def lock_screen(self) -> None:
        """Hide everything until the person comes back; backups and print runs go on."""
        desk = self._front.desk()
        if desk is None or self.is_locked():
            return
        self._draw()
        self.card.show_locked(desk.actor.name, clinic=self._front.clinic, since=desk.clock.here())
        desk.looked("sign-in.locked", "Locked the screen")

    def come_back(self) -> None:
        """The person who is locked is there again: everything as it was, then what was to be told meanwhile."""
        self._lift()
        self._front.messages.release()

    def sign_out(self) -> None:
        """Nobody is at the desk any more; what is typed is kept for who typed it."""
        desk = self._front.desk()
        if desk is None or self.is_locked():
            return
        self._draw()
        self.card.show_nobody(clinic=self._front.clinic)
        self.card.set_busy(True)
        desk.looked("sign-in.out", "Signed out")

        def gone() -> None:
            self._front.unseat()
            self._front.messages.release(forget=True)
            self._front.messages.hold()
            self.card.set_busy(False)

        self._after_forms(gone)

    def end(self) -> None:
        """Before the program ends."""
        self.idle.end()
        if self._listens:
            self._listens = False
            _application().focusWindowChanged.disconnect(self._reach_dialogs)
        if self._made:
            self._made[1].lift()

    def _make(self) -> tuple[LockDialog, Lock]:
        if self._made is None:
            # The first paint does not wait for it.
            from paydesk.ui.dialogs.lock_dialog import LockDialog

            front = self._front
            card = LockDialog(front.window, sign_in=self._sign_in, jobs=front.jobs, hint=front.hint)
            card.unlock_asked.connect(self._unlock)
            card.arrived.connect(lambda desk: self._after_forms(lambda: self._seat(desk)))
            card.leave_asked.connect(self._leave)
            front.jobs.running.connect(card.show_running)
            self._made = card, Lock(card)
        return self._made

    def _draw(self) -> None:
        self.idle.end()
        self._front.messages.hold()
        self._front.clipboard.empty()
        self._make()[1].draw()

    def _unlock(self, typed: str) -> None:
        desk = self._front.desk()
        assert desk is not None, "nobody is locked"

        self._front.jobs.look(
            lambda: self.door.unlock(desk, typed), title="Unlocking", owner=self.card,
            then=lambda _: self.come_back(), refused=self.card.refuse,
        )  # fmt: skip

    def _sign_in(self, name: str, password: str, code: str) -> Desk:
        like = self._front.last
        assert like is not None, "somebody was seated before"
        return self.door.sign_in(like, name, password, code)

    def _seat(self, desk: Desk) -> None:
        front = self._front
        front.unseat()
        front.messages.release(forget=True)
        self._lift()
        front.preferences.last_user = desk.actor.name
        front.seat(desk, clinic=front.clinic, note=front.note)

    def _lift(self) -> None:
        self.card.empty()
        self._make()[1].lift()
        self.idle.begin()

    def _leave(self) -> None:
        def close() -> None:
            self._front.window.close()
            self._make()[1].lift()

        self._after_forms(close)

    def _after_forms(self, go_on: Callable[[], None]) -> None:
        """Go on once every form that is being saved is done, the others are kept as drafts, and no dialog is open.

        What takes longer than ten seconds, such as a database that is away, is not waited for.
        """
        self.card.set_busy(True)
        left = _QUICK_MS // _LOOKS_MS

        def look() -> None:
            nonlocal left
            left -= 1
            if left > 0 and not self._front.jobs.is_quick_done():
                QTimer.singleShot(_LOOKS_MS, self, look)
                return
            self._put_away()
            go_on()

        look()

    def _put_away(self) -> None:
        """Leave every dialog, the one in front first, as Esc would: it keeps what was typed."""
        self._front.keep_typed()
        seen: set[QDialog] = set()
        while left := [one for one in _open_dialogs() if not self._is_card(one) and one not in seen]:
            dialog = next((one for one in left if one is QApplication.activeModalWidget()), left[-1])
            seen.add(dialog)
            dialog.reject()

    def _is_card(self, dialog: QDialog) -> bool:
        return self._made is not None and dialog is self._made[0]

    def _reach_dialogs(self, window: QWindow | None) -> None:
        """The key locks from within a dialog, too, which keeps the window's own keys waiting."""
        for dialog in _open_dialogs():
            if dialog.windowHandle() is window and not self._is_card(dialog) and not dialog.property("locks"):
                dialog.setProperty("locks", True)
                QShortcut(QKeySequence(LOCK_KEY), dialog).activated.connect(self.lock_screen)


def _application() -> QGuiApplication:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    return application


def _open_dialogs() -> list[QDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]

