"""Backups: one moment of all tables of either engine in one encrypted file, and what such a file holds."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from paydesk.data import audit_store, row_copy, schema, search_store, triggers
from paydesk.data.database import Database, WrongKey, open_copy
from paydesk.data.office_tables import Audit
from paydesk.data.safekeeping_tables import Backup
from paydesk.rules import retention
from paydesk.rules.errors import PaydeskError

PAGE = 4096
_PAGES = 2000
"""Pages a step: between two of them a copy can be stopped."""

Progress = Callable[[int, int], None]


class Damaged(PaydeskError):
    """It was refused because a backup's file is not whole; the sentence says where."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="file")


@dataclass(frozen=True)
class Contents:
    """What a clinic holds at one moment: its revision, rows by table, and the end of its audit trail."""

    revision: str
    tables: dict[str, int]
    audit_id: int
    audit_digest: str
    as_of: datetime | None
    """When the last thing of the trail was done."""

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(self.tables.values())


def contents(session: Session) -> Contents:
    """What is there at the moment the session reads. Raises PaydeskError when there is no clinic."""
    connection = session.connection()
    return Contents(schema.revision(connection), row_copy.count(connection), *audit_store.end(session))


def copy(database: Database, path: Path, key: bytes, *, progress: Progress) -> Contents:
    """All of ``database`` at one moment in a new file at ``path`` under the 32-byte ``key``; what it holds.

    Others go on writing meanwhile. A clinic's own file is copied page by page, from a server the rows come.
    ``progress`` may stop it by raising; whoever called takes the unfinished file away.
    """
    with database.reading() as session, _told_of_the_drive():
        taken = contents(session)
        if database.shared or database.one_connection:
            _copy_rows(session.connection(), path, key, taken.revision, progress)
        else:
            _copy_pages(session.connection(), path, key, progress)
    return taken


@contextmanager
def _told_of_the_drive() -> Iterator[None]:
    """A drive that was pulled out is told as the system tells it."""
    try:
        yield
    except DBAPIError as error:
        if "disk i/o error" not in str(error.orig).lower():
            raise
        raise OSError(errno.EIO, "the drive does not answer") from error


def _copy_pages(source: Connection, path: Path, key: bytes, progress: Progress) -> None:
    """The source's read transaction goes on through all steps, so that they are of one moment."""
    # A step that asks for no progress would hide how far it is; the error of the driver comes up as SQLAlchemy's.
    file: Any = source.connection.driver_connection
    with closing(open_copy(path, key, change=True)) as target, target.engine.connect() as writing:
        pooled: Any = writing.connection.driver_connection
        try:
            file.backup(pooled, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total))
        except writing.dialect.loaded_dbapi.Error as error:
            raise DBAPIError("backup", None, error) from error
    with closing(open_copy(path, key, change=True)) as target, target.engine.connect() as writing:
        # The source has a log beside it, and its first page says so; this is to be one file.
        writing.connection.driver_connection.execute("PRAGMA journal_mode = DELETE")  # type: ignore[union-attr]


def _copy_rows(source: Connection, path: Path, key: bytes, revision: str, progress: Progress) -> None:
    with closing(open_copy(path, key, change=True)) as target, target.moving() as session:
        connection = session.connection()
        schema.make_tables(connection, revision)
        row_copy.copy(source, connection, row_copy.tables(connection), progress=progress)
        search_store.index_all_letters(session)
        if revision == schema.revisions()[-1]:
            triggers.create(connection)


@contextmanager
def opened(path: Path, key: bytes, *, change: bool = False) -> Iterator[Database]:
    """A backup's file with its key. Raises Damaged or WrongKey with a sentence that names the file."""
    _refuse_half(path)
    try:
        database = open_copy(path, key, change=change)
    except PaydeskError as error:
        wrong = _wrong_pages(path, key)
        if isinstance(error, WrongKey) or "page 1" in wrong:
            raise WrongKey(NOT_OPENED.format(name=path.name), field="key") from error
        raise Damaged(_where(path, wrong[0] if wrong else "")) from error
    with closing(database):
        yield database


NOT_OPENED = (
    "{name} cannot be opened: this key is not the one it was made with, or its first page is damaged, or it is no "
    "backup of paydesk."
)


def _refuse_half(path: Path) -> None:
    """What the file's outside tells already. Raises Damaged; OSError when it is not there."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(15)
    if size == 0:
        raise Damaged(f"{path.name} is empty. Choose another backup.")
    if start == b"SQLite format 3":
        raise Damaged(f"{path.name} is no backup of paydesk: it is not encrypted.")
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise Damaged(f"{path.name} is a clinic that is open, or was not closed, and no backup.")
    if size % PAGE:
        raise Damaged(f"{path.name} ends in the middle of page {size // PAGE + 1}: it was cut off, or is no backup.")


def refuse_damage(database: Database, path: Path, key: bytes) -> None:
    """Every page is as it was written, and the file's own order holds. Raises Damaged, naming the page if known."""
    wrong = _wrong_pages(path, key)
    if wrong:
        raise Damaged(_where(path, wrong[0]))
    try:
        with database.engine.connect() as connection:
            said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
    except DBAPIError as error:
        raise Damaged(_where(path, "")) from error
    if said != ["ok"]:
        raise Damaged(_where(path, ""))


def _wrong_pages(path: Path, key: bytes) -> list[str]:
    """"page 31" for each page that is not as it was written; asked before anything in the file is believed."""
    import sqlcipher3.dbapi2 as cipher

    with closing(cipher.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
        file.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        file.execute("PRAGMA cipher_log_level = NONE")
        said = file.execute("PRAGMA cipher_integrity_check").fetchall()
    return [f"page {str(words).rpartition('page ')[2]}" for (words,) in said]


def _where(path: Path, said: str) -> str:
    page = said.rpartition("page ")[2]
    if page.isdecimal():
        return f"{path.name} is damaged in page {page} of {path.stat().st_size // PAGE}. Choose another backup."
    return f"{path.name} is damaged or was cut off. Choose another backup."


def flush(path: Path) -> None:
    """What was written into the file, and its name in the folder, outlive a power cut from here on."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def forget(path: Path) -> None:
    """What is read of the flushed file from here on comes from its drive, where the system can be told so.

    A stick that takes everything and keeps half of it is found by no proof that reads what the system remembers.
    """
    if sys.platform == "linux":
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def note(session: Session, backup: Backup) -> None:
    """Keep that a backup was made and proven."""
    session.add(backup)


def backups(session: Session, *, limit: int = 50) -> tuple[Backup, ...]:
    """The proven backups, newest first; not to be used after the session."""
    return tuple(session.execute(select(Backup).order_by(Backup.id.desc()).limit(limit)).scalars())


def names(session: Session) -> frozenset[str]:
    """The names of all backups this clinic made: another clinic's may lie in the same folder."""
    return frozenset(session.execute(select(Backup.file_name)).scalars())


def newest(session: Session) -> Backup | None:
    """The last proven backup that somebody or the day made; one of before an update lies beside the clinic itself."""
    query = select(Backup).where(Backup.file_name.not_like(f"{retention.BEFORE_UPDATE}%")).order_by(Backup.id.desc())
    return session.execute(query.limit(1)).scalar_one_or_none()


@contextmanager
def turn(database: Database) -> Iterator[bool]:
    """Whether this PC may make the backup of the day now: on a server one at a time, and the others do not wait."""
    if not database.shared:
        yield True
        return
    with database.engine.connect() as connection:
        mine = bool(connection.exec_driver_sql("SELECT pg_try_advisory_lock(74)").scalar_one())
        # The server keeps its turn for as long as the connection stands, and does not wait in a transaction.
        connection.commit()
        try:
            yield mine
        finally:
            if mine:
                connection.exec_driver_sql("SELECT pg_advisory_unlock(74)")


def reaches(session: Session, audit_id: int, digest: str) -> bool:
    """Whether the trail still holds that row; one of before its first is always held."""
    if audit_id == 0:
        return True
    return session.execute(select(Audit.digest).where(Audit.id == audit_id)).scalar_one_or_none() == digest
