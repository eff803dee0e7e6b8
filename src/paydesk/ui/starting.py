"""What every way to start shares: Qt in its colors, and the demo clinic's clerk put at the window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from paydesk.config import Home
from paydesk.ui import theme
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.jobs import Progress
from paydesk.ui.preferences import Preferences

if TYPE_CHECKING:
    # The database floor waits until the window is painted.
    from paydesk.operations.desk import Desk

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


def seat_demo(front: FrontDesk, home: Home, patients: int) -> None:
    """Make the demo clinic in a worker and seat its clerk; the window stays alive meanwhile.

    When the person cancels it, the window says so and offers to make it again: it is never left empty.
    """
    front.jobs.do_long(
        lambda progress: _made_demo(home, patients, progress), title="Making the demo clinic", owner=front,
        then=lambda desk: seat_demo_at(front, desk), stopped=lambda: _ask_again(front, home, patients),
    )  # fmt: skip


def _ask_again(front: FrontDesk, home: Home, patients: int) -> None:
    again = front.messages.ask(
        "The demo clinic was not made", "You cancelled it half-way, so there is nothing to look at yet.",
        yes="Make it again", no="Close paydesk",
    )  # fmt: skip
    if again:
        # In a folder of its own: nothing of the one that was cancelled may stand in it.
        seat_demo(front, Home(home.root / "again"), patients)
    else:
        front.window.close()


def _made_demo(home: Home, patients: int, progress: Progress) -> Desk:
    from paydesk import demo

    return demo.open_demo(home, patients, progress=progress.step)


def seat_demo_at(front: FrontDesk, desk: Desk) -> None:
    """Seat the clerk of a demo clinic that is made already; a locked screen says what opens it."""
    from paydesk.demo.opening import CLERK, PASSWORD, PIN

    front.hint = f"In this made-up clinic {CLERK}’s PIN is {PIN}; robin and sam sign in with “{PASSWORD}”."
    seat_at(front, desk, note=_NOTHING_KEPT)


def seat_at(front: FrontDesk, desk: Desk, *, note: str = "") -> None:
    """Seat whoever ``desk`` is for; the status line names the clinic."""
    from paydesk.operations import administering

    front.seat(desk, clinic=administering.clinic_settings(desk).name, note=note)
    spare_what_stays()


def spare_what_stays() -> None:
    """What was loaded to seat somebody stays to the end: Python need not go through it again for every collection.

    It would stop the window for some 70 ms each time, in the middle of a keystroke.
    """
    gc.collect()
    gc.freeze()
