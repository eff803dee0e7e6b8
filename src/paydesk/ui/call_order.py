"""The order of the list of calls: which row follows one that is done, and what else the call in front can settle."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from paydesk.operations.claim_work import CallDue, CallsDue
from paydesk.rules import call_worklist


def next_key(keys: Sequence[object], gone: Collection[object], *, only_calls: bool) -> object | None:
    """The row after those that are done, else the first that is left; ``only_calls`` leaves out claims to send."""
    there = [key for key in keys if isinstance(key, tuple) and (key[0] == "call" or not only_calls)]
    left = [key for key in there if key[1] not in gone]
    at = next((number for number, key in enumerate(there) if key[1] in gone), 0)
    later = [key for key in there[at:] if key in left]
    return later[0] if later else left[0] if left else None


def with_asked(due: CallsDue, asked: CallDue | None) -> CallsDue:
    """With the call that was asked for on top, in place of the rows it is about."""
    if asked is None or due.of_account:
        return due
    there = {asked.about, *asked.together}
    left = tuple(row for row in due.rows if row.about not in there)
    same = next((row for row in due.rows if row.about == asked.about), None)
    asked = replace(asked, begun=same.begun) if same else asked
    return replace(due, rows=(asked, *left), count=due.count - len(due.rows) + len(left) + 1)


def on_same_call(due: CallsDue, about: str, settled: Collection[str]) -> CallDue | None:
    """The next row that a call ``about`` something can settle, too, beside what it ``settled``."""
    here = next((one for one in due.rows if one.about == about), None)
    if here is None:
        return None
    return next(
        (one for one in due.rows if one.about not in settled and call_worklist.can_share_call(here, one)), None
    )
