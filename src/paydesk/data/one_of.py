"""``column IN (…)`` in one text however many ids are handed over: a server plans it once and knows it the next time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


def one_of(column: Any, name: str) -> ColumnElement[Any]:
    """Whether a column of whole numbers has one of those of the list that is given to the query as ``name``."""
    return _OneOf(column, bindparam(name, type_=ARRAY(BigInteger)))


class _OneOf(FunctionElement[Any]):
    """It says nowhere that it is true or false: SQLAlchemy would compare it with 1, and SQLite then reads every row."""

    inherit_cache = True


@compiles(_OneOf)
def _as_array(element: _OneOf, compiler: SQLCompiler, **how: Any) -> str:
    column, ids = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} = ANY({ids})"


@compiles(_OneOf, "sqlite")
def _as_list(element: _OneOf, compiler: SQLCompiler, **how: Any) -> str:
    """SQLite has no arrays, and plans in no time."""
    column, ids = element.clauses
    return compiler.process(column.in_(bindparam(ids.key, expanding=True)), **how)
