"""Puts a backup's rows where a clinic is to be: into an empty server, or a proven file into the clinic's place."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy.orm import Session

from paydesk.data import backup_store, row_copy, schema
from paydesk.rules.errors import PaydeskError

OPEN_ELSEWHERE = "The clinic is open in another window or program. Close paydesk everywhere, and repeat."
_PATIENCE = 2.0
"""Seconds that another connection may take to let go."""
_BESIDE = ("-wal", "-journal")
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
"""The bytes of a file that every reader of SQLite locks (os.h of SQLite)."""

Progress = Callable[[int, int], None]


def fill_server(session: Session, source: Session, *, progress: Progress) -> None:
    """All rows of a clinic's file in an empty database of the owner's, with its sequences, guards and rights."""
    file, server = source.connection(), session.connection()
    schema.begin_on_server(server)
    row_copy.copy(file, server, row_copy.tables(file), progress=progress)
    row_copy.raise_sequences(server)
    schema.guard(server)
    server.exec_driver_sql("ANALYZE")


def put_in_place(part: Path, clinic: Path, key: bytes | None, *, kept: Path) -> bool:
    """The proven file ``part`` becomes the clinic's; the present one is kept at ``kept``. Whether there was one.

    At no moment there is no clinic, where the file system can give one file two names. ``key`` opens the present
    clinic (None when it is not known). Raises PaydeskError when somebody has it open: then nothing is changed.
    """
    if not clinic.exists():
        part.replace(clinic)
        backup_store.flush(clinic)
        return False
    with _alone_with(clinic, key):
        if sys.platform != "win32":
            _exchange(part, clinic, kept)
    if sys.platform == "win32":
        # An open file cannot get another name there, so the lock had to go first; who is quick enough is refused.
        _exchange(part, clinic, kept)
    backup_store.flush(clinic)
    return True


@contextmanager
def _alone_with(clinic: Path, key: bytes | None) -> Iterator[None]:
    """Nobody else has the clinic open, and what stands in its log is in the file."""
    import sqlcipher3.dbapi2 as cipher

    with closing(cipher.connect(str(clinic), timeout=_PATIENCE, isolation_level=None)) as file:
        if key is not None:
            file.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        file.execute("PRAGMA cipher_log_level = NONE")
        try:
            file.execute("PRAGMA journal_mode = DELETE")
            file.execute("BEGIN EXCLUSIVE")
            alone = file.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        except cipher.Error as error:
            if "locked" in str(error) or "busy" in str(error):
                raise PaydeskError(OPEN_ELSEWHERE) from error
            _refuse_readers(clinic)  # damaged, or under a key nobody has: that is what a backup is for
            alone = True
        if not alone:  # somebody opened it between the two, who reads beside the lock
            raise PaydeskError(OPEN_ELSEWHERE)
        yield


def _refuse_readers(clinic: Path) -> None:
    """Without its key a file tells nothing, but the system tells whether somebody reads it."""
    if sys.platform == "win32":
        return  # there an open file keeps its name, whatever is tried
    import fcntl

    with clinic.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except OSError as error:
            raise PaydeskError(OPEN_ELSEWHERE) from error


def _exchange(part: Path, clinic: Path, kept: Path) -> None:
    for beside in _BESIDE:
        # Only a damaged clinic has them still. They are its own: read beside the restored one they would spoil it.
        with suppress(FileNotFoundError):
            clinic.with_name(clinic.name + beside).replace(kept.with_name(kept.name + beside))
    clinic.with_name(f"{clinic.name}-shm").unlink(missing_ok=True)  # an index of the log, made anew by who reads it
    try:
        os.link(clinic, kept)
    except OSError:  # FAT and some network folders give a file one name only
        clinic.replace(kept)
    try:
        part.replace(clinic)
    except BaseException as error:
        if not clinic.exists():
            kept.replace(clinic)
        if isinstance(error, PermissionError):
            raise PaydeskError(OPEN_ELSEWHERE) from error
        raise
