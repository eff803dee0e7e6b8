"""Refusals: a person's mistake, told in one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime


class PaydeskError(Exception):
    """A refusal that a person can mend.

    ``sentence`` is shown as it is, beside the field named by ``field`` (the request's attribute name) if there
    is one; ``row`` says which of a request's repeated parts it stands in, 0 for the first. Anything that is not a
    PaydeskError is a bug.
    """

    def __init__(self, sentence: str, *, field: str | None = None, row: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.row = row


class NotAllowed(PaydeskError):
    """It was refused because this person may not do it.

    ``permission`` names what somebody else could approve once, empty where nobody can.
    """

    def __init__(self, sentence: str, *, field: str | None = None, permission: str = "") -> None:
        super().__init__(sentence, field=field)
        self.permission = permission


class CodeNeeded(NotAllowed):
    """It was refused until the code of the second factor is typed too."""


class KeyNeeded(PaydeskError):
    """It was refused because this login does not hold the clinic's key: the lines of the recovery sheet open it."""


class WrongKey(KeyNeeded):
    """It was refused because the key does not open the file, or the file is damaged or no clinic."""


class NotFound(PaydeskError):
    """It was refused because the thing asked for is not there."""


class InTheWay(PaydeskError):
    """It was refused because something newer stands on what it would change."""


NOT_TEXT = "There is a character in it that is no text and cannot be kept. Type it by hand instead of pasting it."


class BackupNeeded(PaydeskError):
    """It was refused because the clinic is not fit to be worked in: a backup of it is to take its place."""


class DamagedFile(BackupNeeded):
    """It was refused because the clinic's file is damaged."""


class ChangedByOther(PaydeskError):
    """It was refused because someone else changed the record meanwhile; ``of`` is that record, where it is known."""

    def __init__(self, sentence: str, *, of: object = None) -> None:
        super().__init__(sentence)
        self.of = of


class ClockSetBack(PaydeskError):
    """It was refused because this PC's clock stands before what was done already."""


_AGAIN = "Open it again and repeat your change."
CHANGED = f"Someone else changed this record meanwhile. {_AGAIN}"


def changed_sentence(who: str, at: datetime, parts: Sequence[str], *, today: date) -> str:
    """Who changed a record, ``at`` when on the clinic's clock, and which ``parts`` of it by their columns."""
    day = "" if at.date() == today else f" on {at:%m/%d/%Y}"
    words = [part.removesuffix("_id").replace("_", " ") for part in parts]
    what = ", ".join((*words[:_MOST_PARTS], *(("and more",) if len(words) > _MOST_PARTS else ())))
    time = f"{at:%I:%M %p}".lstrip("0")
    return f"{who} changed this record{day} at {time}{f' ({what})' if what else ''}. {_AGAIN}"


_MOST_PARTS = 4


def refuse_changed(kept: object, read: object, *, of: object = None) -> None:
    """Raise ChangedByOther when a record's version (or what it held) is not the one its form was filled from.

    ``read`` None asks nothing: whoever saves has read nothing before. ``of`` is the record: the desk then tells who
    changed it, when, and what.
    """
    if read is not None and read != kept:
        raise ChangedByOther(CHANGED, of=of)
