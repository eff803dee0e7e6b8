"""What a form changed in the rows it opened: before and after, by column, for the audit trail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

_UNTOLD = {
    "desk_user": {"password_hash", "pin_hash", "second_factor", "factor_step", "failures"},
    "draft": None, "counter": None, "recovery_code": None, "setting": None,
}  # fmt: skip
"""Columns (or with None whole tables) that are secrets, or of no meaning to whoever looks at the trail.

The clinic's settings tell their own before and after.
"""
_SHORT = 500
_TOLD = "told"


def watch(session: Session) -> dict[str, dict[str, list[Any]]]:
    """From now on, what is flushed is told in the dictionary that comes back: row -> column -> [before, after]."""
    told: dict[str, dict[str, list[Any]]] = {}
    session.info[_TOLD] = told
    return told


@event.listens_for(Session, "before_flush")
def _flushing(session: Session, _context: object, _rows: object) -> None:
    told = session.info.get(_TOLD)
    if told is not None:
        for row in session.dirty:
            _tell(told, row)


def _tell(told: dict[str, dict[str, list[Any]]], row: object) -> None:
    state = inspect(row)
    table = state.mapper.local_table.name
    untold = _UNTOLD.get(table, set())
    if untold is None:
        return
    name = f"{table} {' '.join(str(part) for part in state.identity)}"
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if column.key in {"version", *untold} or not history.has_changes() or not history.deleted:
            continue
        before, after = (_shown(part[0]) if part else None for part in (history.deleted, history.added))
        known = told.setdefault(name, {})
        known[column.key] = [known[column.key][0] if column.key in known else before, after]


def _shown(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value[:_SHORT] if isinstance(value, str) else value
