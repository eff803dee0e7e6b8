"""Forms that made a record: a form that is sent again, because no answer came to the first time, makes nothing more."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.orm import Session

from paydesk.data.office_tables import KeptForm
from paydesk.rules.errors import PaydeskError

_MY_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


def made_by(session: Session, key: str, asked: object) -> int | None:
    """The id of what the form of ``key`` made of ``asked``; None when it made nothing yet, or has no key.

    Who sends it at the same moment waits here until the first is done. Raises PaydeskError when it asks for something
    else now: what was typed since would be lost in silence.
    """
    if not key:
        return None
    wait_turn(session, key)
    kept = session.get(KeptForm, key)
    if kept is None:
        return None
    if kept.digest != _digest(asked):
        raise PaydeskError("This form was kept already, before it was changed. Leave it and look at what is on file.")
    return kept.made_id


def wait_turn(session: Session, key: str) -> None:
    """Who does the same at the same moment waits until this act is done; on SQLite writers stand in line anyway."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_MY_TURN, {"key": key})


def keep(session: Session, key: str, asked: object, made_id: int) -> None:
    """Note what the form of ``key`` made of ``asked``; a form without a key leaves nothing."""
    if key:
        session.add(KeptForm(key=key, digest=_digest(asked), made_id=made_id))


def _digest(asked: object) -> str:
    return sha256(repr(asked).encode()).hexdigest()
