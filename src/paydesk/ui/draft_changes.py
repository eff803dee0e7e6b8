"""A draft of a form about a record that was changed since: what was typed and what was changed, put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BEGUN = "begun"
"""Under this name a draft keeps the state of the record it was begun on, and what its fields held then."""


@dataclass(frozen=True)
class PutTogether:
    """The ``fields`` to put into the form as it is now. ``changed``: the record is not the one it was begun on.

    ``typed_over`` are fields that were typed into and changed: what was typed stands in them. Rows of both sides
    stand together, so none of them is lost.
    """

    fields: Mapping[str, Any]
    changed: bool = False
    typed_over: tuple[str, ...] = ()


def begun(state: object, draft: Mapping[str, Any], opened: Mapping[str, Any]) -> dict[str, Any]:
    """What a draft keeps of the record it was begun on: its ``state`` and what the typed fields held."""
    return {"state": state, "fields": {name: opened[name] for name in draft if name in opened}}


def put_together(draft: Mapping[str, Any], *, state: object, now: Mapping[str, Any]) -> PutTogether:
    """``draft`` on the record of ``state``, whose form holds ``now``."""
    typed = {name: words for name, words in draft.items() if name != BEGUN}
    before = draft.get(BEGUN)
    if before is None or state is None or before["state"] == state:
        return PutTogether(typed)
    then, fields, typed_over = before["fields"], dict[str, Any](), []
    for name, words in typed.items():
        was, is_now = then.get(name), now.get(name)
        if name not in then or name not in now or was == is_now:
            fields[name] = words
        elif words not in (was, is_now):
            both = _joined(words, was, is_now)
            fields[name] = words if both is None else both
            if both is None:
                typed_over.append(name)
    return PutTogether(fields, True, tuple(typed_over))


def _joined(typed: object, then: object, now: object) -> list[Any] | None:
    """The rows that were typed without those taken away since, then those added since; None for what is no rows."""
    if not (_is_rows(typed) and _is_rows(then) and _is_rows(now)):
        return None
    assert isinstance(typed, list) and isinstance(then, list) and isinstance(now, list)
    stay = [row for row in typed if row in now or row not in then]
    return stay + [row for row in now if row not in then and row not in typed]


def _is_rows(words: object) -> bool:
    return isinstance(words, list) and not any(isinstance(one, str) for one in words)
