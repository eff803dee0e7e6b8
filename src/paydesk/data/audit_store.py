"""The audit trail: appended in the act's own transaction, each row carrying the hash of the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from paydesk.data.database import UNANSWERED, add_rows
from paydesk.data.office_tables import Audit

START = "0" * 64
"""What stands before the first row."""

_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(72)"
_LAST = "SELECT id, digest FROM audit ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True)
class Act:
    """One thing done or seen. ``details`` is canonical JSON or empty."""

    at: datetime
    actor: str
    workstation: str
    act: str
    summary: str
    account_id: int | None = None
    person_id: int | None = None
    details: str = ""


def append(session: Session, acts: Sequence[Act]) -> None:
    """Add rows to the end of the chain; writers stand in line."""
    number, previous = _last(session)
    rows = []
    for act in acts:
        number += 1
        row = {**vars(act), "id": number, "previous": previous}
        previous = row["digest"] = digest(row)
        rows.append(row)
    add_rows(session, Audit, rows)


def _last(session: Session) -> tuple[int, str]:
    """Id and digest of the last row; it stays the last one until this transaction ends."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # Sent together, but the second statement sees what was there once the first had its turn.
        connection.exec_driver_sql(_ONE_BY_ONE, execution_options=UNANSWERED)
    row = connection.exec_driver_sql(_LAST).first()
    return (row[0], row[1]) if row else (0, START)


def digest(row: dict[str, object]) -> str:
    """SHA-256 over everything the row says and the hash before it."""
    at = row["at"]
    assert isinstance(at, datetime)
    said = [at.astimezone(UTC).isoformat(timespec="microseconds")]
    said += [str(row[name]) for name in ("id", "actor", "workstation", "act", "summary")]
    said += ["" if row[name] is None else str(row[name]) for name in ("account_id", "person_id")]
    said += [str(row["details"]), str(row["previous"])]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def first_break(session: Session) -> str | None:
    """Where the chain does not hold, in words, or None; streams the whole trail."""
    previous, expected = START, 1
    query = select(Audit.__table__).order_by(Audit.id).execution_options(yield_per=5000)
    with closing(session.execute(query)) as rows:
        for row in rows.mappings():
            if row["id"] != expected:
                return f"row {expected} is missing"
            if row["previous"] != previous or digest(dict(row)) != row["digest"]:
                return f"row {row['id']} was changed"
            previous, expected = row["digest"], expected + 1
    return None
