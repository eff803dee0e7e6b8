"""Backing up by itself: what is due, what was proven last, and which backups lie in the chosen folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from paydesk.data import backup_store
from paydesk.operations import backing_up, keeping
from paydesk.operations.backing_up import BackedUp, Progress
from paydesk.operations.desk import Desk
from paydesk.rules import retention

OLD_DAYS = 2
"""Days after which somebody is told that the last backup is old."""


@dataclass(frozen=True)
class Standing:
    """When a backup was proven last, on the clinic's clock, and how many days ago; None and None for never."""

    proven_at: datetime | None = None
    days: int | None = None

    @property
    def due(self) -> bool:
        """Whether none was proven today, at whatever desk."""
        return self.days is None or self.days > 0

    @property
    def old(self) -> bool:
        """Whether somebody should be told."""
        return self.days is None or self.days >= OLD_DAYS


@dataclass(frozen=True)
class FileThere:
    """A backup in the folder: its name, the moment its name tells (the clinic's clock), and its bytes."""

    name: str
    made_at: datetime
    size: int


def standing(desk: Desk) -> Standing:
    """How the clinic stands with its backups."""
    with desk.looking() as session:
        last = backup_store.newest(session)
        if last is None:
            return Standing()
        made = keeping.local_time(session, last.made_at)
        today = keeping.local_time(session, desk.clock.now()).date()
        return Standing(made.replace(tzinfo=None), max(0, (today - made.date()).days))


def daily(desk: Desk, key: bytes, folder: Path, *, progress: Progress | None = None) -> BackedUp | None:
    """The backup of the day into ``folder``; None when it was made already, or another desk is making it.

    Raises PaydeskError as backing_up.back_up does.
    """
    with backup_store.turn(desk.database) as mine:
        if not mine or not standing(desk).due:
            return None
        return backing_up.back_up_into(desk, key, folder, progress=progress)


def in_folder(folder: Path) -> tuple[FileThere, ...]:
    """The backups in a folder that have names of ours, newest first; none when it is not there."""
    try:
        names = [(one, retention.moment_of(one.name)) for one in folder.iterdir()]
        found = [FileThere(one.name, made, one.stat().st_size) for one, made in names if made is not None]
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda one: one.made_at, reverse=True))
