"""Refusals: a person's mistake, told in one sentence that says what to do."""

from __future__ import annotations


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


class ChangedByOther(PaydeskError):
    """It was refused because someone else changed the record meanwhile."""


class ClockSetBack(PaydeskError):
    """It was refused because this PC's clock stands before what was done already."""


def refuse_changed(kept: object, read: object, *, who: str = "") -> None:
    """Raise ChangedByOther when a record's version (or what it held) is not the one its form was filled from.

    ``read`` None asks nothing: whoever saves has read nothing before.
    """
    if read is not None and read != kept:
        raise ChangedByOther(
            f"{who or 'Someone else'} changed this record meanwhile. Open it again and repeat your change."
        )
