"""Looks at every page of a clinic's file: each carries a seal that a single flipped bit breaks."""

from __future__ import annotations

from contextlib import closing, suppress
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session


def can_be_checked(session: Session) -> bool:
    """A file of this machine can; a server looks after its own pages, and memory has none."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return False
    # Beside the clinic's file a connection may have a temporary one, for a large sort.
    files = {name: file for _, name, file in connection.exec_driver_sql("PRAGMA database_list")}
    return bool(files["main"])


def how_many(session: Session) -> int:
    """Pages of the file."""
    return int(session.connection().exec_driver_sql("PRAGMA page_count").scalar_one())


def broken(session: Session) -> tuple[str, ...]:
    """Each page that is not as it was written, such as ``page 31``.

    Asked twice: another program may be in the middle of writing one. What a power cut tore while it was brought from
    the log into the file is still whole in the log, and is brought again in between.
    """
    first = _asked(session.connection())
    if not first:
        return ()
    _bring_in_the_log(session.connection().engine)
    return tuple(page for page in _asked(session.connection()) if page in first)


def _bring_in_the_log(engine: Engine) -> None:
    """Passive: nobody waits for it. On a connection of its own, since no transaction may be open on that.

    A file that does not even take another connection keeps its log, and its pages stay told as damaged.
    """
    with suppress(DBAPIError, engine.dialect.loaded_dbapi.Error), closing(engine.raw_connection()) as pooled:
        pooled.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")


def _asked(connection: Connection) -> tuple[str, ...]:
    return tuple(_page(words) for (words,) in connection.exec_driver_sql("PRAGMA cipher_integrity_check"))


_STATEMENTS = 2000
"""So many the driver keeps ready. When its hundred are full it makes room by throwing the newest out, and two that take
turns are built anew each time; building one that fires the ledger's guards takes longer than running it."""


def keyed(address: str, key: bytes, *, wait: float = 0) -> Any:
    """A connection of the driver to a path or ``file:`` address, with its key and nothing else yet.

    ``wait`` is how long it waits for another program, in seconds.
    """
    import sqlcipher3.dbapi2 as cipher

    connection = cipher.connect(
        address, check_same_thread=False, isolation_level=None, timeout=wait, uri=address.startswith("file:"),
        cached_statements=_STATEMENTS,
    )
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_log_level = NONE")
    return connection


def damage(address: str, key: bytes) -> str:
    """The sentence on a damaged file, with the first page that is not as it was written where one can be found."""
    import sqlcipher3.dbapi2 as cipher

    try:
        with closing(keyed(address, key)) as file:  # not even its tables can be believed
            said = file.execute("PRAGMA cipher_integrity_check").fetchall()
    except cipher.Error:
        said = []
    where = f" in {_page(said[0][0])}" if said else ""
    return f"The clinic's file is damaged{where}. Restore the last good backup."


def _page(words: object) -> str:
    """SQLCipher says ``HMAC verification failed for page 31``."""
    return f"page {str(words).rpartition('page ')[2]}"
