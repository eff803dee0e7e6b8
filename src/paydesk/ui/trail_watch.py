"""Keeps what this PC saw of the clinic's trail last, so that a file that lost some of it is known by the next start."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from paydesk.rules.errors import PaydeskError
from paydesk.ui.jobs import Jobs
from paydesk.ui.preferences import Preferences

if TYPE_CHECKING:
    # The database floor waits until the window is painted.
    from paydesk.operations.desk import Desk
    from paydesk.operations.witnessing import Seen

FIRST_MS, EVERY_MS = 1_000, 60_000
"""What is only looked at changes the trail, too, and nobody tells the window of it."""


class TrailWatch(QObject):
    """From the sign-in on, after each change, now and then, and at the end. ``desk`` is whoever sits there now."""

    def __init__(self, jobs: Jobs, preferences: Preferences, desk: Callable[[], Desk]) -> None:
        super().__init__()
        self._jobs, self._preferences, self._desk, self._over = jobs, preferences, desk, False
        self._beat = QTimer(self)
        self._beat.setInterval(EVERY_MS)
        self._beat.timeout.connect(self.look)
        self._beat.start()
        QTimer.singleShot(FIRST_MS, self, self.look)
        jobs.changed.connect(self.look)

    def look(self) -> None:
        """See how far the trail goes."""
        from paydesk.operations import witnessing

        desk = self._desk()
        if self._over or desk.database.shared:
            return
        self._jobs.look(
            lambda: witnessing.seen(desk), title="Looking how far the trail goes", then=self._keep, owner=self,
            latest="trail seen", refused=lambda _: None, waits=True,
        )  # fmt: skip

    def end(self) -> None:
        """Somebody else takes the desk."""
        self._beat.stop()
        self._over = True

    def look_last(self) -> None:
        """The window closes and nothing runs any more: what was written last counts, too."""
        from paydesk.operations import witnessing

        self.end()
        with suppress(PaydeskError):  # a disk that is away now: what was seen before stays
            self._keep(witnessing.seen(self._desk()))

    def _keep(self, seen: Seen | None) -> None:
        if seen is not None and seen.words != self._preferences.trail_seen:
            self._preferences.trail_seen = seen.words
