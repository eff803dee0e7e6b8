"""Inserts rows past the ORM, as the driver takes them: a few at a time, or many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Dialect, insert
from sqlalchemy.orm import Session

UNANSWERED = {"unanswered": True}
"""Execution options of a statement whose answer nobody reads, such as an INSERT past the ORM."""


def add_rows(session: Session, table: Any, rows: Sequence[dict[str, object]]) -> None:
    """Insert rows, all with the same columns by name, past the ORM.

    What the server refuses comes up by the end of the act. SQLAlchemy says how, once; a posting writes hundreds of
    thousands of rows, a few at a time, and asking it again for each costs as much as the database.
    """
    if rows:
        connection = session.connection()
        inserting = _inserting(table, tuple(rows[0]), connection.dialect)
        values = [inserting.values(row) for row in rows]
        connection.exec_driver_sql(inserting.statement, values, execution_options=UNANSWERED)


@dataclass(frozen=True)
class _Inserting:
    """An INSERT as the driver takes it, by place or by name: its columns with what makes their values ready."""

    statement: str
    by_place: bool
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    defaults: dict[str, object]

    def values(self, row: dict[str, object]) -> Any:
        if self.defaults:
            row = self.defaults | row
        if self.by_place:
            return tuple([row[name] if ready is None else ready(row[name]) for name, ready in self.columns])
        return {name: row[name] if ready is None else ready(row[name]) for name, ready in self.columns}


@cache
def _inserting(table: Any, given: tuple[str, ...], dialect: Dialect) -> _Inserting:
    columns = table.__table__.columns
    defaults: dict[str, object] = {
        one.name: one.default.arg(None) if one.default.is_callable else one.default.arg
        for one in columns if one.default is not None and one.name not in given
    }  # fmt: skip
    statement = insert(table.__table__).inline()  # no row comes back, so no id may be asked for
    made: Any = statement.compile(dialect=dialect, column_keys=[*given, *defaults])
    order = made.positiontup or [*given, *defaults]
    ready = tuple((name, columns[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order)
    return _Inserting(made.string, made.positional, ready, defaults)
