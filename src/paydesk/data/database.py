"""Opens a clinic's database: SQLCipher on this PC, or a shared PostgreSQL; one dialect of use for both."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Executable, Row, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext, ExecutionContext
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool, StaticPool

from paydesk.data import page_check
from paydesk.data.plain_words import OPEN_ELSEWHERE, WRONG_KEY, in_plain_words
from paydesk.rules.errors import ChangedByOther, DamagedFile, PaydeskError, WrongKey

__all__ = [
    "ChangedByOther", "Database", "LedgerRefused", "Session", "WrongKey", "answers",
    "open_copy", "open_local", "open_server", "rekey_local", "reserve_ids", "savepoint",
]  # fmt: skip

BUSY_MS = 20_000
"""How long a writer waits for its turn, in milliseconds."""

_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""On PostgreSQL each statement would else see a moment of its own."""

_PIPELINE = "pipeline"

NOT_AN_ADDRESS = "The shared database must be PostgreSQL, such as postgresql://user@server/clinic."


@dataclass(frozen=True)
class Database:
    """An open clinic database. Transactions begin IMMEDIATE on SQLite: money waits its turn."""

    engine: Engine
    one_connection: bool = False
    """In memory: everything goes through one connection, so through one thread."""

    @property
    def shared(self) -> bool:
        """True on PostgreSQL."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One unit of work: commits at the end, rolls back whole on any error."""
        with (
            in_plain_words(),
            self.engine.connect() as connection,
            _in_one_go(connection) if self.shared else nullcontext(),
            Session(connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def moving(self) -> Iterator[Session]:
        """One unit of work that moves a whole clinic: without the pipeline, in which a server takes no bulk rows."""
        with in_plain_words(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view for reading; nothing written in it is kept."""
        engine = self.engine.execution_options(paydesk_reading=True, **(_ONE_MOMENT if self.shared else {}))
        with in_plain_words(), Session(engine) as session:
            yield session
            # After a rollback psycopg forgets what it has prepared, and the server plans every question anew.
            session.commit() if self.shared else session.rollback()

    def server_time(self) -> datetime | None:
        """What the server's clock says; None on a database of this PC."""
        if not self.shared:
            return None
        with self.reading() as session:
            moment: datetime = session.connection().exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        return moment

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_local(path: Path | None, key: bytes, *, flush: bool = True) -> Database:
    """The encrypted file at ``path`` (None: in memory, for the demo and tests) with its 32-byte raw key.

    Creates the file when it is not there. ``flush`` False leaves disk flushes to the system (demo only).
    Raises WrongKey when the key does not fit.
    """
    journal = ("journal_mode = WAL",) if path else ()
    pragmas = (*journal, f"synchronous = {'FULL' if flush else 'OFF'}", "cache_size = -16384")
    return _opened(str(path) if path else ":memory:", key, pragmas, one_connection=path is None)


def open_copy(path: Path, key: bytes, *, change: bool = False) -> Database:
    """A whole clinic in the one file at ``path``, with no log beside it: a backup, read only unless ``change``.

    What is changed is on the disk once the caller flushed the file itself. Raises WrongKey.
    """
    pragmas = ("journal_mode = MEMORY", "synchronous = OFF") if change else ()
    # A backup is nobody's to change: no locks are asked for, which not every stick and network folder has.
    address = f"{path.absolute().as_uri()}?{'mode=rwc' if change else 'mode=ro&immutable=1'}"
    return _opened(address, key, (*pragmas, "cache_size = -65536"), one_connection=change)


def _opened(address: str, key: bytes, pragmas: tuple[str, ...], *, one_connection: bool) -> Database:
    import sqlcipher3.dbapi2 as cipher

    def connect() -> Any:
        connection = page_check.keyed(address, key, wait=BUSY_MS / 1000)
        cursor = connection.cursor()
        for pragma in (*pragmas, *_PRAGMAS):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        return connection

    options: dict[str, Any] = {"poolclass": StaticPool} if one_connection else {"pool_size": 8}
    engine = create_engine("sqlite://", **{"poolclass": QueuePool, **options}, module=cipher, creator=connect)
    event.listen(engine, "begin", _begin_on_sqlite)
    try:
        return _tried(engine, "SELECT count(*) FROM sqlite_master", one_connection=one_connection)
    except DamagedFile as refused:
        raise DamagedFile(page_check.damage(address, key)) from refused


def rekey_local(path: Path, key: bytes, new: bytes) -> None:
    """Encrypt the file at ``path`` anew: from then on ``new`` opens it and ``key`` does not. All or nothing.

    Raises WrongKey, and PaydeskError while anybody else has the file open.
    """
    import sqlcipher3.dbapi2 as cipher

    with closing(cipher.connect(str(path), isolation_level=None, timeout=0)) as connection:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level = NONE")
        try:
            for step in ("PRAGMA locking_mode = EXCLUSIVE", "PRAGMA synchronous = FULL", "BEGIN IMMEDIATE", "COMMIT"):
                connection.execute(step)
            connection.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"")
            connection.execute("SELECT count(*) FROM sqlite_master")
        except cipher.DatabaseError as error:
            if "locked" in str(error):
                raise PaydeskError(OPEN_ELSEWHERE) from error
            if "not a database" in str(error):
                raise WrongKey(WRONG_KEY) from error
            raise


_PRAGMAS = ("foreign_keys = ON", "recursive_triggers = ON", "temp_store = MEMORY", "case_sensitive_like = ON")


def _begin_on_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("paydesk_reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def open_server(url: str) -> Database:
    """The shared clinic on PostgreSQL. ``url`` is ``postgresql://user@host/name``; TLS is verified unless local.

    Raises PaydeskError when the address is not a PostgreSQL one or the server does not answer.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise PaydeskError(NOT_AN_ADDRESS) from error
    if not address.drivername.startswith("postgresql"):
        raise PaydeskError(NOT_AN_ADDRESS)
    # What it warns of, with values that may be a patient's, is raised as well.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    engine = create_engine(_for_a_desk(address), pool_pre_ping=True, pool_size=8)
    event.listen(engine, "after_cursor_execute", _await_answer)
    event.listen(engine, "rollback", _hear_the_rest)
    event.listen(engine, "handle_error", _let_go)
    return _tried(engine, "SELECT 1")


@contextmanager
def _in_one_go(connection: Connection) -> Iterator[None]:
    """Statements marked UNANSWERED travel with the next one instead of waiting for the server (libpq's pipeline)."""
    server: Any = connection.connection.driver_connection
    info = connection.info  # another one after the server went away
    with server.pipeline() as info[_PIPELINE]:
        try:
            yield
        finally:
            del info[_PIPELINE]


def _await_answer(
    connection: Connection, _cursor: Any, _statement: str, _values: Any, context: ExecutionContext, _many: bool
) -> None:
    pipeline = connection.info.get(_PIPELINE)
    if pipeline is not None and not context.execution_options.get("unanswered"):
        pipeline.sync()


def _hear_the_rest(connection: Connection) -> None:
    """Why an act fails is known by now: what fails with it on its way to the server must not be told instead."""
    if connection.invalidated:
        return
    pipeline = connection.info.get(_PIPELINE)
    server: Any = connection.connection.driver_connection
    while pipeline is not None and not server.closed:
        with suppress(connection.dialect.loaded_dbapi.Error):
            pipeline.sync()
            return


_ENDED_BY_SERVER = ("57P01", "57P02")


def _let_go(context: ExceptionContext) -> None:
    """A server that says it ends a connection is away: nothing more is asked on it, even before it is closed."""
    if getattr(context.original_exception, "sqlstate", None) in _ENDED_BY_SERVER:
        context.is_disconnect = True


def _tried(engine: Engine, question: str, *, one_connection: bool = False) -> Database:
    """The database, once it has answered; what does not answer is let go of."""
    try:
        # To open a clinic is to read: it does not stand in line with those who write.
        with in_plain_words(), engine.execution_options(paydesk_reading=True).connect() as connection:
            connection.exec_driver_sql(question)
    except BaseException:
        engine.dispose()
        raise
    return Database(engine, one_connection)


_PATIENCE = {
    "connect_timeout": "10",
    "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "20000",
}  # fmt: skip
"""A cable that was pulled tells nobody: what is not answered in this many seconds (the last: ms) counts as away."""

_OF_A_DESK = (
    "-c idle_in_transaction_session_timeout=300000 "
    "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
)
"""A desk whose PC lost its power in the middle of an act does not keep the others waiting for ever."""


def _for_a_desk(address: URL) -> URL:
    """The address with what every desk asks of it: TLS unless it is this machine, and an end to all waiting."""
    local = (address.host or "").startswith("/") or address.host in (None, "", "localhost", "127.0.0.1", "::1")
    query = dict(address.query)
    socket = str(query.get("host", "")).startswith("/")
    if not local and not socket:
        query.setdefault("sslmode", "verify-full")
    for name, value in _PATIENCE.items():
        query.setdefault(name, value)
    asked = query.get("options", "")
    waits = f"-c lock_timeout={BUSY_MS} {_OF_A_DESK}"
    query["options"] = " ".join((waits, *((asked,) if isinstance(asked, str) else asked))).strip()
    return address.set(drivername="postgresql+psycopg", query=query)


def reserve_ids(session: Session, table: str, count: int) -> tuple[int, ...]:
    """``count`` rising ids for ``table``'s rows; call it inside the transaction.

    On SQLite writers stand in line, so what follows the highest is ours; on PostgreSQL a sequence gives them.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        row = connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")  # noqa: S608
        first = int(row.scalar_one())
        return tuple(range(first, first + count))
    sequence = "entry_number" if table == "entry" else f"{table}_id_seq"
    rows = connection.exec_driver_sql(
        f"SELECT nextval('{sequence}') FROM generate_series(1, {count})"  # noqa: S608
    )
    return tuple(sorted(int(number) for (number,) in rows))


def answers(session: Session, query: Executable, **values: object) -> Sequence[Row[*tuple[Any, ...]]]:
    """The rows of a query of plain columns that was built once, with ``values`` for its named parameters.

    They come past the ORM, which would need as long again to hand them out.
    """
    session.flush()
    return session.connection().execute(query, values).all()


class LedgerRefused(Exception):
    """A guard of the ledger refused what was written; everything since the savepoint is taken back."""


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """What is written inside comes whole or not at all, and what came before it stays.

    Raises LedgerRefused with the guard's words.
    """
    session.flush()
    connection = session.connection()
    connection.exec_driver_sql("SAVEPOINT whole")
    try:
        yield
        connection.exec_driver_sql("RELEASE SAVEPOINT whole")
    except BaseException as error:
        said = str(error.orig) if isinstance(error, DBAPIError) else ""
        if said and "ledger: " not in said:
            raise  # the engine's own trouble: nothing more can be asked of it, and the whole act is taken back
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT whole")
        connection.exec_driver_sql("RELEASE SAVEPOINT whole")
        if said:
            raise LedgerRefused(said[said.index("ledger: ") :].splitlines()[0]) from error
        raise
