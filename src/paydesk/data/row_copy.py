"""Copies all rows of a clinic from one engine to the other, table by table in the order of their foreign keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Select,
    String,
    Table,
    Text,
    cast,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

from paydesk.data.column_types import UtcTime

ROWS, PAPERS = 2000, 20
"""Rows a batch; of tables with whole documents fewer."""

_OWN = ("alembic_version", "name_trigram", "sqlite_")
"""Begins the names of tables that are the engine's or the migrations'."""

Progress = Callable[[int, int], None]


def is_ours(table: str) -> bool:
    """Whether a table holds rows of the clinic."""
    return not table.startswith(_OWN)


def tables(connection: Connection) -> tuple[Table, ...]:
    """The tables of a clinic's file, of whatever revision, referred ones first.

    Their types are those both engines understand; JSON is a text, so that nothing in it is read and written anew.
    """
    found = MetaData()
    found.reflect(connection, only=lambda name, _: is_ours(name))
    return tuple(
        Table(
            table.name, MetaData(),
            *(Column(one.name, _type(one.type), primary_key=one.primary_key, info={"as_text": _is_json(one.type)})
              for one in table.columns),
        )
        for table in found.sorted_tables
    )  # fmt: skip


def _is_json(kind: TypeEngine[Any]) -> bool:
    return isinstance(kind, JSON)


def _type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, DateTime):
        return UtcTime()
    known = ((Boolean, Boolean()), (Integer, BigInteger()), (Date, Date()), (LargeBinary, LargeBinary()))
    return next((plain for like, plain in known if isinstance(kind, like)), String())


def count(connection: Connection) -> dict[str, int]:
    """Rows by table; all of one moment when the connection reads one."""
    names = sorted(filter(is_ours, inspect(connection).get_table_names()))
    counted = ((name, select(func.count()).select_from(text(f'"{name}"'))) for name in names)
    return {name: int(connection.execute(asked).scalar_one()) for name, asked in counted}


def copy(source: Connection, target: Connection, of: Sequence[Table], *, progress: Progress) -> None:
    """All rows of the tables ``of``; what stood in them at the target is gone. Keys are looked at when all are there.

    ``progress`` is told how many tables are done; it may stop the copy by raising.
    """
    with_keys_later(target, of)
    for table in reversed(of):
        target.execute(table.delete())
    write = _write_to_a_server if target.dialect.name == "postgresql" else _write_to_a_file
    for done, table in enumerate(of):
        papers = any(isinstance(one.type, LargeBinary) for one in table.columns)
        asked = _all_of(table).execution_options(yield_per=PAPERS if papers else ROWS)
        with source.execute(asked) as rows:
            for part in rows.partitions():
                progress(done, len(of))
                write(target, table, part)
    _let_keys_be_looked_at(target, of)


def _all_of(table: Table) -> Select[*tuple[Any, ...]]:
    columns = (cast(one, Text).label(one.name) if one.info["as_text"] else one for one in table.columns)
    return select(*columns).order_by(*table.primary_key)


def _write_to_a_file(target: Connection, table: Table, rows: Sequence[Row[*tuple[Any, ...]]]) -> None:
    target.execute(table.insert(), [dict(row._mapping) for row in rows])


def _write_to_a_server(target: Connection, table: Table, rows: Sequence[Row[*tuple[Any, ...]]]) -> None:
    server: Any = target.connection.driver_connection
    names = ", ".join(f'"{one.name}"' for one in table.columns)
    with server.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as lines:
        for row in rows:
            lines.write_row(tuple(row))


def with_keys_later(target: Connection, of: Sequence[Table]) -> None:
    """A row may come before the one it refers to: in its own table there is no order that is always right."""
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        return
    for table, key in _keys_into_their_own(target, of):
        target.exec_driver_sql(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" DEFERRABLE INITIALLY DEFERRED')


def _let_keys_be_looked_at(target: Connection, of: Sequence[Table]) -> None:
    if target.dialect.name == "sqlite":
        return
    target.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table, key in _keys_into_their_own(target, of):
        target.exec_driver_sql(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" NOT DEFERRABLE')
    target.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


def _keys_into_their_own(target: Connection, of: Sequence[Table]) -> list[tuple[str, str]]:
    known = target.exec_driver_sql(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND conrelid = confrelid"
    )
    names = {table.name for table in of}
    return [(table, key) for table, key in known if table in names]


def raise_sequences(connection: Connection) -> None:
    """On a server: the next numbers follow the highest that are there."""
    known = connection.exec_driver_sql(
        "SELECT s.relname, coalesce(t.relname, regexp_replace(s.relname, '_number$', '')), coalesce(a.attname, 'id') "
        "FROM pg_class s LEFT JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') "
        "AND d.classid = 'pg_class'::regclass AND d.refobjsubid > 0 "
        "LEFT JOIN pg_class t ON t.oid = d.refobjid "
        "LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid "
        "WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace"
    ).all()
    for sequence, table, column in known:
        connection.exec_driver_sql(
            f"""SELECT setval('"{sequence}"', (SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}"), false)"""  # noqa: S608
        )
