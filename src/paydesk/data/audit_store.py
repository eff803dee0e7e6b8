"""The audit trail: appended in the act's own transaction, each row carrying the hash of the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, select, text
from sqlalchemy.orm import Session

from paydesk.data.column_types import UtcTime
from paydesk.data.inserting import UNANSWERED, add_rows
from paydesk.data.office_tables import Audit
from paydesk.rules import office
from paydesk.rules.errors import ClockSetBack

START = "0" * 64
"""What stands before the first row."""

CLOCK_ACCEPTED = "clock.accepted"
"""The act of saying that a PC's clock is right."""

RESTORED = "backups.restore"
"""The act of putting a backup in the clinic's place."""

_WORK = (CLOCK_ACCEPTED, *office.PERMISSIONS)
"""The acts that a clock was right for; coming in and looking around is told by any clock, so it proves none."""
_WORK_WORDS = ", ".join(f"'{act}'" for act in _WORK)
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(72)"
_LAST = text(
    "SELECT a.id, a.digest, w.at, u.role, u.active FROM (SELECT 1 AS one) x "  # noqa: S608 - our own names
    "LEFT JOIN (SELECT id, digest FROM audit ORDER BY id DESC LIMIT 1) a ON true "
    f"LEFT JOIN (SELECT at FROM audit WHERE act IN ({_WORK_WORDS}) ORDER BY id DESC LIMIT 1) w ON true "
    "LEFT JOIN desk_user u ON u.name = :actor"
).columns(at=UtcTime(), active=Boolean())

_STANDING = text("SELECT role, active FROM desk_user WHERE name = :actor").columns(active=Boolean())

CLOCK_SLACK = timedelta(hours=2)
"""How far this PC's clock may be behind the trail: clocks of two PCs differ a little."""


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


@dataclass(frozen=True)
class Standing:
    """What the clinic says of an actor as the act ends: role and whether she still works here; None for built-ins."""

    role: str | None
    active: bool


def append(session: Session, acts: Sequence[Act], *, any_clock: bool = False) -> Standing:
    """Add rows to the end of the chain; writers stand in line. How the first row's actor stands comes back.

    Raises ClockSetBack when an act would lie before the clinic's last work, unless ``any_clock``: then that is what it
    is about.
    """
    number, previous, worked, standing = _last(session, _kept(acts[0].actor))
    if worked is not None and not any_clock and acts[0].at < worked - CLOCK_SLACK:
        raise ClockSetBack(clock_sentence(acts[0].at, worked))
    rows = []
    for act in acts:
        number += 1
        row = {name: _kept(value) for name, value in vars(act).items()} | {"id": number, "previous": previous}
        previous = row["digest"] = digest(row)
        rows.append(row)
    add_rows(session, Audit, rows)
    return standing


_LOST = "\N{REPLACEMENT CHARACTER}"


def _kept(value: Any) -> Any:
    """Without the signs that no engine keeps: one in what somebody typed, or in the name of a file, stops no row."""
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    return "".join(_LOST if sign == "\0" or "\ud800" <= sign <= "\udfff" else sign for sign in value)


def _last(session: Session, actor: str) -> tuple[int, str, datetime | None, Standing]:
    """Id and digest of the last row, which stays the last one until this transaction ends; when work was last done."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # Sent together, but the second statement sees what was there once the first had its turn.
        connection.exec_driver_sql(_ONE_BY_ONE, execution_options=UNANSWERED)
    row = connection.execute(_LAST, {"actor": actor}).one()
    standing = Standing(row.role, bool(row.active))
    return (0, START, None, standing) if row.id is None else (row.id, row.digest, row.at, standing)


def standing(session: Session, actor: str) -> Standing:
    """What the clinic says of an actor at the moment the session reads."""
    row = session.connection().execute(_STANDING, {"actor": actor}).one_or_none()
    return Standing(row.role, bool(row.active)) if row else Standing(None, False)


def end(session: Session) -> tuple[int, str, datetime | None]:
    """Id, digest and time of the trail's last row; 0, START and None for an empty one."""
    query = select(Audit.id, Audit.digest, Audit.at).order_by(Audit.id.desc()).limit(1)
    row = session.execute(query).one_or_none()
    return (row.id, row.digest, row.at) if row else (0, START, None)


def last_work(session: Session) -> datetime | None:
    """When something was last done in this clinic, or a clock said to be right."""
    query = select(Audit.at).where(Audit.act.in_(_WORK)).order_by(Audit.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def restored_after(session: Session, moment: datetime) -> bool:
    """Whether the clinic was put back to an earlier day after that moment, and the trail says so."""
    query = select(Audit.id).where(Audit.act == RESTORED, Audit.at > moment).limit(1)
    return session.execute(query).first() is not None


def clock_sentence(now: datetime, last: datetime) -> str:
    """What is said when this PC's clock stands before the last thing that was done."""
    return (
        f"This PC's clock says {now:%B} {now.day}, {now.year}, but the clinic's last work was on "
        f"{last:%B} {last.day}, {last.year}. Set the clock and repeat."
    )


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
