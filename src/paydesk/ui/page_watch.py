"""Looks once a day, in the background, whether the clinic's file on this PC is still as it was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from paydesk.rules.errors import BackupNeeded, PaydeskError, WrongKey
from paydesk.ui.jobs import Jobs, Progress
from paydesk.ui.preferences import Preferences

if TYPE_CHECKING:
    # The database floor waits until the window is painted.
    from paydesk.operations.desk import Desk

FIRST_MS, EVERY_MS = 15_000, 10 * 60_000
"""The first look comes after that at the backups; later ones ask whether another day began."""


class PageWatch(QObject):
    """``changed`` once damage was found; ``damaged`` are the pages then, none of them when they are not known."""

    changed = Signal()

    def __init__(self, jobs: Jobs, preferences: Preferences, desk: Callable[[], Desk]) -> None:
        super().__init__()
        self._jobs, self._preferences, self._desk = jobs, preferences, desk
        self.damaged: tuple[str, ...] | None = None
        self._looking = False
        self._beat = QTimer(self)
        self._beat.setInterval(EVERY_MS)
        self._beat.timeout.connect(self.look)
        self._beat.start()
        QTimer.singleShot(FIRST_MS, self, self.look)

    def end(self) -> None:
        """The window closes, or somebody else takes the desk: nothing more is asked or said."""
        self._beat.stop()
        self._looking = True

    def look(self) -> None:
        """Unless it was done today, look at every page; payments go on meanwhile."""
        from paydesk.operations import proving

        desk = self._desk()
        today = desk.clock.today().isoformat()
        done = self.damaged is not None or self._preferences.pages_looked_at == today
        if self._looking or done or desk.database.shared:
            return
        self._looking = True

        def work(progress: Progress) -> tuple[str, ...]:
            progress.step(0, 0)
            return proving.damaged_pages(desk)

        self._jobs.beside(
            work, title="Looking at the clinic's file", then=lambda found: self._hear(found, today),
            refused=self._refused, stopped=self._later, owner=self,
        )  # fmt: skip

    def _hear(self, found: tuple[str, ...], today: str) -> None:
        self._looking = False
        if found:
            self._tell(found)
        else:
            # Of a damaged file no day is kept: it is told again at every start.
            self._preferences.pages_looked_at = today

    def _refused(self, refused: PaydeskError) -> None:
        self._looking = False
        if isinstance(refused, BackupNeeded | WrongKey):
            self._tell(())

    def _later(self) -> None:
        self._looking = False

    def _tell(self, found: tuple[str, ...]) -> None:
        self.damaged = found
        self.changed.emit()
