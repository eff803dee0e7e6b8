"""Watches over the clinic's backups while the window is open: makes the day's, and knows how they stand.

What else keeps a clinic safe goes with it: the look at the file's pages, and how far its trail was seen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from paydesk.config import Home
from paydesk.rules.errors import PaydeskError
from paydesk.ui import backup_words
from paydesk.ui.jobs import Jobs, Progress
from paydesk.ui.page_watch import PageWatch
from paydesk.ui.preferences import Preferences
from paydesk.ui.status_line import StatusItem
from paydesk.ui.task_paint import Task
from paydesk.ui.trail_watch import TrailWatch

if TYPE_CHECKING:
    # The database floor waits until the window is painted.
    from paydesk.operations.backing_up_daily import Standing
    from paydesk.operations.desk import Desk
    from paydesk.safekeeping import KeptBackup

RESTORING = "keys.change"
"""Who may bring a backup back."""

FIRST_MS, EVERY_MS = 5_000, 10 * 60_000
"""The first look comes when the window has settled, the others for as long as it stands, locked or not."""


class BackupWatch(QObject):
    """``changed`` when something else is to be said. ``desk`` is whoever sits there now."""

    changed = Signal()

    def __init__(self, jobs: Jobs, preferences: Preferences, place: Home, desk: Callable[[], Desk]) -> None:
        super().__init__()
        self.place, self._jobs, self._preferences, self._desk = place, jobs, preferences, desk
        self.standing: Standing | None = None
        self._trouble, self._working, self._stopped_on, self._over = "", False, "", False
        self._beat = QTimer(self)
        self._beat.setInterval(EVERY_MS)
        self._beat.timeout.connect(self.look)
        self._beat.start()
        QTimer.singleShot(FIRST_MS, self, self.look)
        jobs.changed.connect(self._follow)
        self.pages = PageWatch(jobs, preferences, desk)
        self.pages.setParent(self)
        self.pages.changed.connect(self.changed)
        self.trail = TrailWatch(jobs, preferences, desk)
        self.trail.setParent(self)

    def end(self) -> None:
        """The window closes, or somebody else takes the desk: nothing more is asked or said."""
        self._beat.stop()
        self.pages.end()
        self.trail.end()
        self._over = True

    @property
    def folder(self) -> str:
        """Where this PC backs up; empty until a place was chosen."""
        return self._preferences.backup_folder

    def item(self) -> StatusItem | None:
        """What the status line says; None before it is known."""
        if self.pages.damaged is not None:
            return backup_words.DAMAGED
        if self.standing is None:
            return None
        return backup_words.status(self.standing, self._trouble, lacks_place=self._lacks_place())

    def task(self) -> Task | None:
        """What Today says when somebody is to see to it."""
        from paydesk.rules import office

        if self.pages.damaged is not None:
            return backup_words.damage(self.pages.damaged, may=self._desk().may(RESTORING))
        if self.standing is None or not office.may(self._desk().actor.role, "backups.make"):
            return None
        return backup_words.task(self.standing, self.folder, self._trouble, lacks_place=self._lacks_place())

    def _lacks_place(self) -> bool:
        """Whether no backup will be made: of a restored clinic the trail tells of those that another PC made.

        A shared clinic's may be made at any desk.
        """
        return not self.folder and not self._desk().database.shared

    def look(self) -> None:
        """Ask how backups stand; the day's is made when it is due."""
        from paydesk.operations import backing_up_daily

        if self._over:
            return
        desk, folder = self._desk(), self.folder

        def ask() -> tuple[Standing, str]:
            return backing_up_daily.standing(desk), _trouble_with(folder)

        self._jobs.look(
            ask, title="Looking at the backups", then=self._hear, owner=self, latest="backups", refused=lambda _: None
        )

    def back_up(
        self, folder: str, *, then: Callable[[KeptBackup], None], refused: Callable[[PaydeskError], None],
        stopped: Callable[[], None], began: Callable[[Progress], None],
    ) -> None:  # fmt: skip
        """Make one now, into ``folder``, which is this PC's from then on."""
        from paydesk import safekeeping

        desk, place = self._desk(), self.place

        def work(progress: Progress) -> KeptBackup:
            began(progress)
            return safekeeping.back_up(desk, place, Path(folder), into_folder=True, progress=progress.step)

        def keep(made: KeptBackup) -> None:
            self._preferences.backup_folder, self._trouble = folder, ""
            then(made)

        self._jobs.beside(work, title="Backing up", then=keep, refused=refused, stopped=stopped, owner=self)

    def _hear(self, found: tuple[Standing, str]) -> None:
        if self._over:
            return
        self.standing, gone = found
        if gone or not self.standing.due:
            self._trouble = gone
        self.changed.emit()
        if self.standing.due and self.folder and not gone and not self._working and not self._was_stopped_today():
            self._make_the_days()

    def _make_the_days(self) -> None:
        from paydesk import safekeeping
        from paydesk.rules import office

        desk, place, folder = self._desk(), self.place, Path(self.folder)
        if not office.may(desk.actor.role, "backups.make"):
            return
        self._working = True
        self._jobs.beside(
            lambda progress: safekeeping.daily(desk, place, folder, progress=progress.step), title="Backing up",
            then=lambda _: self._ended(""), refused=lambda refused: self._ended(refused.sentence),
            stopped=self._stopped, owner=self,
        )  # fmt: skip

    def _ended(self, trouble: str) -> None:
        self._working, self._trouble = False, trouble
        if trouble and not self._over:
            self.changed.emit()
        else:
            self.look()

    def _stopped(self) -> None:
        """Whoever cancelled it is not asked again today."""
        self._working, self._stopped_on = False, self._desk().clock.today().isoformat()

    def _was_stopped_today(self) -> bool:
        return self._stopped_on == self._desk().clock.today().isoformat()

    def _follow(self, touched: object) -> None:
        if "backups" in getattr(touched, "kinds", ()):
            self.look()


def _trouble_with(folder: str) -> str:
    """What is wrong with the chosen folder before anything is written."""
    if folder and not Path(folder).is_dir():
        return f"{folder} is not there: connect the drive, or choose another place"
    return ""
