"""What a form changed in the rows it opened: before and after, by column, for the audit trail."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, event, func, inspect, or_, select
from sqlalchemy.orm import Session

from paydesk.data.office_tables import Audit
from paydesk.rules.audit_trail import Kind, acts_of

_UNTOLD = {
    "desk_user": {"password_hash", "pin_hash", "second_factor", "factor_step", "failures"},
    "draft": None, "counter": None, "recovery_code": None, "setting": None,
}  # fmt: skip
"""Columns (or with None whole tables) that are secrets, or of no meaning to whoever looks at the trail.

The clinic's settings tell their own before and after.
"""
_SHORT = 500
_LATELY = 5000
"""So many rows of the trail are looked through for who changed a record."""
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
    untold = _UNTOLD.get(state.mapper.local_table.name, set())
    if untold is None:
        return
    name = _name_of(row)
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if column.key in {"version", *untold} or not history.has_changes() or not history.deleted:
            continue
        before, after = (_shown(part[0]) if part else None for part in (history.deleted, history.added))
        known = told.setdefault(name, {})
        known[column.key] = [known[column.key][0] if column.key in known else before, after]


def _name_of(row: object) -> str:
    state: Any = inspect(row)
    return f"{state.mapper.local_table.name} {' '.join(str(part) for part in state.identity)}"


def names(of: object, told: dict[str, dict[str, list[Any]]]) -> tuple[str, ...]:
    """The records a refused act is about, as the trail names them: ``of``, or those it was to change."""
    return (_name_of(of),) if of is not None else tuple(told)


@dataclass(frozen=True)
class Change:
    """Who changed a record last, when, and which parts of it, by their columns."""

    actor: str
    at: datetime
    parts: tuple[str, ...]


def last_change(session: Session, names: tuple[str, ...], *, summary: str) -> Change | None:
    """What the trail tells of these records lately; of what it does not name, by the act's own ``summary``."""
    end = session.execute(select(func.max(Audit.id))).scalar_one() or 0
    named = or_(*(condition for name in names for condition in _told_of(name, summary)))
    changing = Audit.act.in_(acts_of(Kind.CHANGED, Kind.MONEY, Kind.OFFICE))  # who looked at it or printed it did not
    query = select(Audit.actor, Audit.at, Audit.details).where(Audit.id > end - _LATELY, changing, named)
    row = session.execute(query.order_by(Audit.id.desc()).limit(1)).one_or_none() if names else None
    if row is None:
        return None
    return Change(row.actor, row.at, _parts(json.loads(row.details) if row.details else {}, names))


def _told_of(name: str, summary: str) -> list[ColumnElement[bool]]:
    table, _, number = name.partition(" ")
    told = [Audit.details.contains(f'"{name}"', autoescape=True)]
    if table == "person":
        told.append(Audit.person_id == int(number))
    if _UNTOLD.get(table, set()) is None:
        told.append(Audit.summary == summary)
    return told


def _parts(facts: dict[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    parts = [column for name in names for column in facts.get("changed", {}).get(name, ())]
    before, after = facts.get("before"), facts.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        parts += [one for one in (*before, *after) if before.get(one) != after.get(one)]
    return tuple(dict.fromkeys(parts))


def _shown(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value[:_SHORT] if isinstance(value, str) else value
