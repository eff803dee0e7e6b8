"""Starts the window: paints the shell first, then opens the clinic behind it and seats whoever signs in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from paydesk import config
from paydesk.config import Home
from paydesk.rules.errors import BackupNeeded, KeyNeeded, PaydeskError
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.preferences import Preferences
from paydesk.ui.starting import has_display, seat_at, seat_demo, spare_what_stays, start_qt

if TYPE_CHECKING:
    # The database floor waits until the window is painted.
    from paydesk.ui.opened_clinic import OpenedClinic


def start(place: Home, *, url: str | None = None) -> int:
    """The window of the clinic in ``place`` or at ``url``; the first start sets it up. The exit code."""
    preferences = Preferences(place.settings)
    application = start_qt(preferences)
    front = FrontDesk(preferences, place=place)
    opening = _Opening(front, place, url)
    with _logged(place):
        return _run(application, front, opening.begin)


@contextmanager
def _logged(place: Home) -> Iterator[None]:
    """What breaks is written where whoever helps finds it; a home that takes no log keeps nobody from working."""
    with suppress(OSError):
        config.open_log(place)
    try:
        yield
    finally:
        config.close_log()


def demo(*, out: Path | None = None, patients: int = 60) -> int:
    """The made-up clinic in a throw-away home: in a window, or where no display is, as pictures and PDFs in ``out``."""
    with tempfile.TemporaryDirectory(prefix="paydesk-demo-") as folder:
        if not has_display():
            from paydesk.ui.demo_gallery import take_tour

            return take_tour(Home(Path(folder)), out or Path("out"), patients=patients)
        preferences = Preferences(None)
        application = start_qt(preferences)
        front = FrontDesk(preferences)
        return _run(application, front, lambda: seat_demo(front, Home(Path(folder)), patients))


def _run(application: QApplication, front: FrontDesk, begin: Callable[[], None]) -> int:
    front.messages.hook()
    front.locking.idle.away = _pc_is_locked
    front.open_as_left()
    # A timer of zero fires after the first paint: what is heavy is loaded behind a window that stands there.
    QTimer.singleShot(0, begin)
    try:
        return application.exec()
    finally:
        front.finish()


def _pc_is_locked() -> bool:
    from paydesk.ui.opened_clinic import pc_is_locked

    return pc_is_locked()


_RESTORE = "Restore a backup"
_BEFORE_RESTORING = (
    "The clinic is closed for it, and what was done since that backup is not in it. The present clinic is kept beside "
    "it under another name; nothing is thrown away."
)


class _Opening:
    """From the painted shell to somebody seated: set up if need be, open, sign in."""

    def __init__(self, front: FrontDesk, place: Home, url: str | None) -> None:
        self._front, self._place, self._url = front, place, url
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        front.bring_back = self.bring_back

    def bring_back(self) -> None:
        """In place of the clinic that is open: it is closed first, and what is typed is kept in it."""
        front = self._front
        if not front.messages.ask("Restore a backup?", _BEFORE_RESTORING, yes="Close the clinic", doubtful=True):
            return
        desk = front.desk()
        front.keep_typed()
        front.unseat()
        if desk is not None:
            front.jobs.do(
                desk.database.close, title="Closing the clinic", then=lambda _: self._restore(), owner=front
            )

    def begin(self) -> None:
        self._front.jobs.look(
            self._open, title="Opening the clinic", owner=self._front, then=self._opened, refused=self._refused
        )

    def _open(self) -> OpenedClinic | None:
        from paydesk.ui.opened_clinic import OpenedClinic

        return OpenedClinic.at(self._place, self._url)

    def _opened(self, clinic: OpenedClinic | None) -> None:
        if clinic is None:
            self._set_up()
            return
        from paydesk.ui.dialogs.sign_in_dialog import SignInDialog

        front = self._front
        dialog = SignInDialog(
            front.window, sign_in=clinic.sign_in, jobs=front.jobs, clinic=clinic.name,
            name=front.preferences.last_user, seen=front.preferences.trail_seen,
        )  # fmt: skip
        if dialog.exec() != QDialog.DialogCode.Accepted or dialog.desk is None:
            front.window.close()
            return
        front.preferences.last_user = dialog.desk.actor.name
        front.seat(dialog.desk, clinic=clinic.name)
        spare_what_stays()

    def _ask_for_key(self, sentence: str) -> None:
        from paydesk.ui import opened_clinic
        from paydesk.ui.dialogs.key_dialog import KeyDialog

        front, place = self._front, self._place
        dialog = KeyDialog(
            front.window, sentence=sentence, keep=lambda lines: opened_clinic.open_with_lines(place, lines),
            jobs=front.jobs,
        )  # fmt: skip
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.begin()
        elif dialog.wants_backup:
            self._restore()
        else:
            front.window.close()

    def _set_up(self) -> None:
        from paydesk.ui.dialogs.setup_dialog import SetupDialog

        front = self._front
        dialog = SetupDialog(
            front.window, self._place, self._url, jobs=front.jobs, messages=front.messages, printing=front.printing
        )
        if dialog.exec() != QDialog.DialogCode.Accepted:
            front.window.close()
        elif dialog.wants_backup:
            self._restore()
        elif dialog.wants_demo:
            self._folder = tempfile.TemporaryDirectory(prefix="paydesk-demo-", ignore_cleanup_errors=True)
            seat_demo(front, Home(Path(self._folder.name)), 60)
        elif dialog.desk is not None:
            front.preferences.last_user = dialog.desk.actor.name
            seat_at(front, dialog.desk)

    def _restore(self) -> None:
        """A backup becomes this home's clinic; then that opens, or what was there before when nothing was restored."""
        from paydesk.ui import opened_clinic
        from paydesk.ui.dialogs.restore_dialog import RestoreDialog

        front, place = self._front, self._place
        dialog = RestoreDialog(
            front.window, jobs=front.jobs, stands=place.database.exists(),
            restore=lambda file, lines, progress: opened_clinic.restore(place, file, lines, progress.step),
        )  # fmt: skip
        dialog.exec()
        if dialog.told:
            front.messages.tell(dialog.told)
        self.begin()

    def _refused(self, refused: PaydeskError) -> None:
        if isinstance(refused, KeyNeeded) and self._url is None:
            self._ask_for_key(refused.sentence)
            return
        front = self._front
        if self._url is not None or not isinstance(refused, BackupNeeded):
            front.messages.refuse(refused)
            front.window.close()
        elif front.messages.ask("The clinic does not open", refused.sentence, yes=_RESTORE, no="Close paydesk"):
            self._restore()
        else:
            front.window.close()
