"""Refusals: a person's mistake, told in one sentence that says what to do."""

from __future__ import annotations


class PaydeskError(Exception):
    """A refusal that a person can mend.

    ``sentence`` is shown as it is, beside the field named by ``field`` (the request's attribute name) if there
    is one. Anything that is not a PaydeskError is a bug.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotAllowed(PaydeskError):
    """It was refused because this person may not do it."""


class NotFound(PaydeskError):
    """It was refused because the thing asked for is not there."""


class ChangedByOther(PaydeskError):
    """It was refused because someone else changed the record meanwhile."""
