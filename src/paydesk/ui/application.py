"""Starts the window: paints the shell first, then opens the clinic behind it and seats whoever signs in."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog

from paydesk.config import Home
from paydesk.rules.errors import PaydeskError
from paydesk.ui import theme
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.jobs import Progress
from paydesk.ui.preferences import Preferences

if TYPE_CHECKING:
    # The database floor waits until the window is painted.
    from paydesk.operations.desk import Desk
    from paydesk.ui.opened_clinic import OpenedClinic

_NOTHING_KEPT = "Made-up clinic: nothing is kept"


def has_display(environment: Mapping[str, str] | None = None) -> bool:
    """Whether a window could be seen here."""
    variables = os.environ if environment is None else environment
    if variables.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal"):
        return False
    return not sys.platform.startswith("linux") or bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))


def start_qt(preferences: Preferences) -> QApplication:
    """The application in its colors; the same one if there is one already."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    QGuiApplication.setApplicationName("paydesk")
    QGuiApplication.setDesktopFileName("paydesk")
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    theme.apply(application, preferences.mode)
    return application


def start(place: Home, *, url: str | None = None) -> int:
    """The window of the clinic in ``place`` or at ``url``; the first start sets it up. The exit code."""
    preferences = Preferences(place.settings)
    application = start_qt(preferences)
    front = FrontDesk(preferences)
    opening = _Opening(front, place, url)
    return _run(application, front, opening.begin)


def demo(*, out: Path | None = None, patients: int = 60) -> int:
    """The made-up clinic in a throw-away home: in a window, or where no display is, as pictures and PDFs in ``out``."""
    with tempfile.TemporaryDirectory(prefix="paydesk-demo-") as folder:
        if not has_display():
            from paydesk.ui.demo_tour import take_tour

            return take_tour(Home(Path(folder)), out or Path("out"), patients=patients)
        preferences = Preferences(None)
        application = start_qt(preferences)
        front = FrontDesk(preferences)
        return _run(application, front, lambda: seat_demo(front, Home(Path(folder)), patients))


def seat_demo(front: FrontDesk, home: Home, patients: int) -> None:
    """Make the demo clinic in a worker and seat its clerk; the window stays alive meanwhile."""
    front.jobs.do_long(
        lambda progress: _made_demo(home, patients, progress), title="Making the demo clinic", owner=front,
        then=lambda desk: seat_demo_at(front, desk),
    )  # fmt: skip


def _made_demo(home: Home, patients: int, progress: Progress) -> Desk:
    from paydesk import demo

    return demo.open_demo(home, patients, progress=progress.step)


def seat_demo_at(front: FrontDesk, desk: Desk) -> None:
    """Seat the clerk of a demo clinic that is made already."""
    _seat(front, desk, note=_NOTHING_KEPT)


def _seat(front: FrontDesk, desk: Desk, *, note: str = "") -> None:
    from paydesk.operations import administering

    front.seat(desk, clinic=administering.clinic_settings(desk).name, note=note)


def _run(application: QApplication, front: FrontDesk, begin: Callable[[], None]) -> int:
    front.messages.hook()
    front.open_as_left()
    # A timer of zero fires after the first paint: what is heavy is loaded behind a window that stands there.
    QTimer.singleShot(0, begin)
    try:
        return application.exec()
    finally:
        front.finish()


class _Opening:
    """From the painted shell to somebody seated: set up if need be, open, sign in."""

    def __init__(self, front: FrontDesk, place: Home, url: str | None) -> None:
        self._front, self._place, self._url = front, place, url
        self._folder: tempfile.TemporaryDirectory[str] | None = None

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
            front.window, sign_in=clinic.sign_in, jobs=front.jobs, clinic=clinic.name, name=front.preferences.last_user
        )
        if dialog.exec() != QDialog.DialogCode.Accepted or dialog.desk is None:
            front.window.close()
            return
        front.preferences.last_user = dialog.desk.actor.name
        front.seat(dialog.desk, clinic=clinic.name)

    def _set_up(self) -> None:
        from paydesk.ui.dialogs.setup_dialog import SetupDialog

        front = self._front
        dialog = SetupDialog(front, self._place, self._url)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            front.window.close()
        elif dialog.wants_demo:
            self._folder = tempfile.TemporaryDirectory(prefix="paydesk-demo-", ignore_cleanup_errors=True)
            seat_demo(front, Home(Path(self._folder.name)), 60)
        elif dialog.desk is not None:
            front.preferences.last_user = dialog.desk.actor.name
            _seat(front, dialog.desk)

    def _refused(self, refused: PaydeskError) -> None:
        self._front.messages.refuse(refused)
        self._front.window.close()
