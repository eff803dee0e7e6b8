"""Clearing away backups that had their time, once a newer one is proven; never what is another clinic's."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from paydesk.data import backup_store, office_store
from paydesk.rules import retention

PART = ".part"
"""Ends the name of a backup that is not proven yet."""

_DAY = 86_400


def clear_updates(proven: Path, key: bytes) -> tuple[str, ...]:
    """Of the backups of before updates beside ``proven``, the names of those that went; what is no backup of the same
    clinic under the same key stays, and is not counted.

    Their names tell no clinic: one PC may update several, and one key may be given for all.
    """
    clinic = clinic_of(proven, key)
    if not clinic:
        return ()
    try:
        there = tuple(one.name for one in proven.parent.iterdir())
    except OSError:
        return ()
    named = [name for name in there if retention.update_moment_of(name) is not None]
    ours = [name for name in named if clinic_of(proven.with_name(name), key) == clinic]
    had_their_time = retention.updates_not_kept(ours, proven=proven.name)
    clear_unfinished(proven, there)
    return tuple(name for name in had_their_time if removed(proven.with_name(name)))


def clear_unfinished(made: Path, there: tuple[str, ...]) -> None:
    """What a PC that lost its power left half-written goes after a day; a younger one may be another PC's."""
    with suppress(OSError):
        now = made.stat().st_mtime
        for name in there:
            whole = name.removesuffix(PART)
            unfinished = name != whole and (retention.moment_of(whole) or retention.update_moment_of(whole))
            if unfinished and made.with_name(name).stat().st_mtime < now - _DAY:
                removed(made.with_name(name))


def clinic_of(file: Path, key: bytes) -> str | None:
    """The random word of the clinic a file is of, empty where it has none; None when the key does not open it, or it is
    no clinic. Nothing that may lie in the folder keeps an update from going on.
    """
    with suppress(Exception), backup_store.opened(file, key) as copied, copied.reading() as session:
        word: str = (office_store.setting(session, "clinic") or {}).get("clinic_id", "")
        return word
    return None


def removed(old: Path) -> bool:
    """A backup that had its time is gone; one that cannot be removed is in nobody's way."""
    try:
        old.unlink()
    except OSError:
        return False
    return True
