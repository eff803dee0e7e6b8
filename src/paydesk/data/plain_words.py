"""What goes wrong in the engine, told in one sentence where a person can do something about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from paydesk.data import rights, triggers
from paydesk.rules.errors import CHANGED, NOT_TEXT, ChangedByOther, DamagedFile, PaydeskError, WrongKey

POSTED = "That was posted already, at another desk or a moment ago. Look at it again."
WRONG_KEY = (
    "This key does not open the clinic's file, or the file is damaged. Check the key; if it is the right one, "
    "restore the last good backup."
)
DAMAGED = "The clinic's file is damaged. Restore the last good backup."
FULL = "The disk is full, so this was not saved. Free some space and repeat it."
BROKEN_DISK = (
    "The disk did not take or give what was asked, so this was not saved. Check that the disk has space and is "
    "connected, and repeat it."
)
OPEN_ELSEWHERE = "Another window or program has the clinic open. Close it there and repeat."
BUSY = "Another desk or program is at work in the clinic's records. Nothing was changed; wait a moment and repeat."
AWAY = "The clinic's server does not answer. What you typed is kept; try again in a moment."

_SIGNS = (
    ("it is there already", POSTED),
    ("file is not a database", WRONG_KEY),
    ("database or disk is full", FULL),
    ("disk i/o error", BROKEN_DISK),
    ("database is locked", BUSY),
    ("malformed", DAMAGED),
    ("cannot contain nul", NOT_TEXT),
    ("unable to open database file", "The clinic's file cannot be opened. Check that the folder is there."),
    ("readonly database", "The clinic's file is read-only. Check the rights of its folder."),
)
"""What SQLite and SQLCipher say, in small letters, and what that means at the desk."""


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Raises PaydeskError for what a person can mend; anything else goes through as the bug it is."""
    try:
        yield
    except StaleDataError as error:
        raise ChangedByOther(CHANGED) from error
    except UnicodeEncodeError as error:  # half a character, such as a damaged file may hold
        raise PaydeskError(NOT_TEXT) from error
    except DBAPIError as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        kinds = {WRONG_KEY: WrongKey, DAMAGED: DamagedFile}
        raise kinds.get(sentence, PaydeskError)(sentence) from error


def _sentence(error: DBAPIError) -> str | None:
    said = str(error.orig).lower()
    for sign, sentence in _SIGNS:
        if sign in said:
            return sentence
    return _sentence_of_a_server(error) if type(error.orig).__module__.startswith("psycopg") else None


def _sentence_of_a_server(error: DBAPIError) -> str | None:
    """PostgreSQL tells the kind of error by five signs, but by words alone whom it does not let in."""
    told: Any = error.orig
    if told.sqlstate == "42501":
        return (
            "This login may not do that in the clinic's database. Work at the desk needs a login in the group "
            f"{rights.DESK}; set-up and updates need the database's owner."
        )
    if told.sqlstate == "23505" and told.diag.table_name in triggers.IMMUTABLE:
        return POSTED
    if told.sqlstate == "40P01":
        return "Another desk was at the same accounts. Nothing was changed; repeat it."
    if told.sqlstate == "55P03":
        return BUSY
    if not isinstance(error, OperationalError):
        return None
    if "authentication failed" in str(told) or ("role " in str(told) and "does not exist" in str(told)):
        return "The clinic's server does not know this login, or its password is another one."
    return AWAY
