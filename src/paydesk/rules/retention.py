"""Retention: which backups in a folder stay, by their names: one of each of 7 days, one of each of 4 weeks.

Of those that updates make, the three newest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

DAYS, WEEKS = 7, 4
UPDATES = 3
SUFFIX = ".paydesk-backup"
BEFORE_UPDATE = "before-update-"
"""Begins the names of backups that an update makes."""

_NAME = re.compile(r"paydesk-(\d{4}-\d{2}-\d{2})-(\d{4})(?:-(\d{1,3}))?" + re.escape(SUFFIX))

_UPDATE = re.compile(re.escape(BEFORE_UPDATE) + r"\w+-(\d{4}-\d{2}-\d{2}-\d{6})" + re.escape(SUFFIX), re.ASCII)


def name_of(moment: datetime, *, taken: Iterable[str] = ()) -> str:
    """The name of a backup made at ``moment`` (the clinic's local time); none of those ``taken`` is given again."""
    start, there = f"paydesk-{moment:%Y-%m-%d-%H%M}", set(taken)
    names = (f"{start}{f'-{number}' if number > 1 else ''}{SUFFIX}" for number in range(1, 1000))
    return next(name for name in names if name not in there)


def moment_of(name: str) -> datetime | None:
    """When a backup of that name was made, local time; None for a name that is not one of ours.

    Two of one minute are a microsecond apart.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        moment = datetime.strptime(f"{found[1]} {found[2]}", "%Y-%m-%d %H%M")
    except ValueError:
        return None
    return moment.replace(microsecond=int(found[3] or 1))


def not_kept(names: Iterable[str], *, proven: str) -> tuple[str, ...]:
    """Which of the files in a folder may go now that the one named ``proven`` is there, oldest first.

    The newest of each of the last 7 days that have one stay, and of each of the last 4 weeks. The proven one and
    what says that it is younger stay whatever they are; what has another name is none of ours and is never listed.
    """
    now = moment_of(proven)
    if now is None:
        return ()
    dated = ((moment_of(name), name) for name in set(names) | {proven})
    past = sorted(((made, name) for made, name in dated if made is not None and made <= now), reverse=True)
    by_day: dict[object, str] = {}
    by_week: dict[object, str] = {}
    for made, name in past:
        by_day.setdefault(made.date(), name)
        by_week.setdefault(made.isocalendar()[:2], name)
    kept = {proven, *list(by_day.values())[:DAYS], *list(by_week.values())[:WEEKS]}
    return tuple(name for _, name in reversed(past) if name not in kept)


def update_name_of(revision: str, moment: datetime) -> str:
    """The name of a backup made at ``moment`` of a clinic whose tables are of ``revision``, before they are changed."""
    return f"{BEFORE_UPDATE}{revision}-{moment:%Y-%m-%d-%H%M%S}{SUFFIX}"


def update_moment_of(name: str) -> datetime | None:
    """When a backup of that name was made before an update; None for a name that is not one of those."""
    found = _UPDATE.fullmatch(name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%Y-%m-%d-%H%M%S")
    except ValueError:
        return None


def updates_not_kept(names: Iterable[str], *, proven: str) -> tuple[str, ...]:
    """Which backups of before updates may go now that the one named ``proven`` is there, oldest first.

    It and the two before it stay; what says that it is younger, or has another name, is never listed.
    """
    now = update_moment_of(proven)
    if now is None:
        return ()
    dated = ((update_moment_of(name), name) for name in set(names) - {proven})
    past = sorted((made, name) for made, name in dated if made is not None and made <= now)
    return tuple(name for _, name in past[: max(0, len(past) - (UPDATES - 1))])
