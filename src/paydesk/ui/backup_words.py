"""What the window says of backups: in the status line, in Today, and beside each file."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from paydesk.rules.keyboard import show_date
from paydesk.ui.payment_worklist import local_clock
from paydesk.ui.status_line import StatusItem
from paydesk.ui.task_paint import Task

if TYPE_CHECKING:
    from paydesk.operations.backing_up_daily import Standing

BACKUP = ("backup", 0, "")
"""The key of Today's line about backups."""

DAMAGE = ("damage", 0, "")
"""The key of Today's line about a damaged file."""

DAMAGED = StatusItem("warning", "The clinic's file is damaged", "bad")

ASK_ADMINISTRATOR = (
    "An administrator brings the last good backup back: let her sign in here and choose File, Restore a backup. What "
    "is posted until then is not in that backup: keep a note of it."
)

_SHOWN = 3
"""Damaged pages that are told by their number."""

_VERY_OLD = 7
"""Days after which it is said in red."""


def status(standing: Standing, trouble: str, *, lacks_place: bool = False) -> StatusItem:
    """The item of the status line; ``lacks_place`` where this PC alone backs the clinic up, and has no place for it."""
    if standing.proven_at is None or standing.days is None:
        return StatusItem("warning", "No backup yet", "bad")
    if lacks_place and not standing.old:
        return StatusItem("warning", "No place for backups", "warn")
    if not standing.old:
        day = "yesterday" if standing.days else "today"
        failed = bool(trouble) and standing.due
        words = f"Backup proven {day} {local_clock(standing.proven_at)}"
        return StatusItem("warning" if failed else "check_circle", words, "warn" if failed else "ok")
    tone = "bad" if standing.days >= _VERY_OLD else "warn"
    return StatusItem("warning", f"Backup is {standing.days:,} days old", tone)


def task(standing: Standing, folder: str, trouble: str, *, lacks_place: bool = False) -> Task | None:
    """Today's line when somebody is to see to backups, else None."""
    if not standing.old and not (trouble and standing.due) and not lacks_place:
        return None
    days = standing.days
    lately = "no place for them yet" if lacks_place else "today's failed"
    why = "none yet" if days is None else f"the last is {days:,} days old" if standing.old else lately
    tone = "bad" if days is None or days >= _VERY_OLD else "warn"
    second = trouble or ("press it once now" if folder else "choose a USB stick, a network folder or a synced folder")
    return Task(
        BACKUP, "Backups", beside="of the whole clinic", why=why, why_tone=tone, second=second, icon="shield",
        icon_tone=tone, action="Back up" if folder else "Choose a place",
    )  # fmt: skip


def damage(pages: tuple[str, ...], *, may: bool) -> Task:
    """Today's line when the clinic's file is not as it was written; ``may`` is whether this person may restore."""
    restore = "restore the last good backup"
    return Task(
        DAMAGE, "The clinic's file", beside="is damaged", why=_where(pages), why_tone="bad",
        second=restore if may else f"an administrator is to {restore}", icon="warning", icon_tone="bad",
        action="Restore a backup" if may else "Who may",
    )  # fmt: skip


def _where(pages: tuple[str, ...]) -> str:
    if not pages:
        return "it cannot be read"
    numbers = ", ".join(page.removeprefix("page ") for page in pages[:_SHOWN])
    more = f" and {len(pages) - _SHOWN:,} more" if len(pages) > _SHOWN else ""
    return f"page{'s' if len(pages) > 1 else ''} {numbers}{more}"


def age(made: datetime, today: date) -> str:
    """How old a backup is, in a word or two."""
    days = (today - made.date()).days
    if days < 1:
        return f"today {local_clock(made)}"
    return f"yesterday {local_clock(made)}" if days == 1 else f"{days:,} days old, of {show_date(made.date())}"


def size(count: int) -> str:
    """Bytes as a person says them."""
    return f"{count / 1_000_000:,.1f} MB" if count < 1_000_000_000 else f"{count / 1_000_000_000:,.2f} GB"
