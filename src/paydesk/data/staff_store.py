"""Reads and writes the people at the desk: who signs in, their failures, codes, and emergency access."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from paydesk.data.office_tables import Audit
from paydesk.data.staff_tables import EmergencyAccess, RecoveryCode, User


def user(session: Session, name: str, *, active: bool = True) -> User | None:
    """The person of that name in any case, or None; with ``active`` False also one who works here no more."""
    wanted = name.strip().casefold()
    # Not asked of the engine: SQLite knows large and small letters of English only, and Óscar signs in, too.
    known = session.execute(select(User.id, User.name).where(User.active) if active else select(User.id, User.name))
    found = next((row.id for row in known.all() if row.name.casefold() == wanted), None)
    return None if found is None else session.get(User, found)


def users(session: Session) -> tuple[User, ...]:
    """Everybody who ever signed in, those who still work here first, by name."""
    found = session.execute(select(User)).scalars()
    return tuple(sorted(found, key=lambda user: (not user.active, user.name.casefold())))


def has_users(session: Session) -> bool:
    """Whether somebody can sign in."""
    return session.execute(select(User.id).limit(1)).first() is not None


def other_administrators(session: Session, user_id: int) -> int:
    """How many administrators work here beside that one."""
    query = select(func.count()).where(User.role == "administrator", User.active, User.id != user_id)
    return int(session.execute(query).scalar_one())


def count_failure(session: Session, user_id: int) -> int:
    """One more wrong answer; how many in a row that makes."""
    query = update(User).where(User.id == user_id).values(failures=User.failures + 1).returning(User.failures)
    return int(session.execute(query).scalar_one())


def lock(session: Session, user_id: int, until: datetime | None) -> None:
    """Nobody is let in by that name before ``until``; None lets her in again."""
    session.execute(update(User).where(User.id == user_id).values(locked_until=until))


def forgive(session: Session, user_id: int) -> None:
    """A right answer: what was wrong before does not count any more."""
    session.execute(update(User).where(User.id == user_id).values(failures=0, locked_until=None))


def take_step(session: Session, user_id: int, step: int) -> bool:
    """The code of that time step opens no second time; False when it, or a later one, did already."""
    query = update(User).where(User.id == user_id, User.factor_step < step).values(factor_step=step)
    return session.execute(query.returning(User.id)).first() is not None


def use_code(session: Session, user_id: int, code_hash: str, at: datetime) -> bool:
    """Take a recovery code; False when it is none of hers or was used."""
    query = update(RecoveryCode).values(used_at=at).returning(RecoveryCode.id)
    mine = (RecoveryCode.user_id == user_id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None))
    return session.execute(query.where(*mine)).first() is not None


def keep_codes(session: Session, user_id: int, hashes: tuple[str, ...]) -> None:
    """These recovery codes instead of those before."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    session.add_all(RecoveryCode(user_id=user_id, code_hash=one) for one in hashes)
    session.flush()


def codes_left(session: Session, user_id: int) -> int:
    """How many recovery codes were not used yet."""
    query = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return int(session.execute(query).scalar_one())


def unseen_emergencies(session: Session) -> tuple[EmergencyAccess, ...]:
    """Emergency access that no administrator has looked at yet, oldest first."""
    query = select(EmergencyAccess).where(EmergencyAccess.seen_at.is_(None)).order_by(EmergencyAccess.id)
    return tuple(session.execute(query).scalars())


def emergency_was_ended(session: Session, taken: EmergencyAccess) -> bool:
    """Whether the trail says that whoever took it ended it before its time."""
    query = select(Audit.id).where(
        Audit.at >= taken.since, Audit.act == "emergency.end", Audit.actor == taken.user_name,
        Audit.details == json.dumps({"emergency": taken.id}),
    )  # fmt: skip
    return session.execute(query.limit(1)).one_or_none() is not None
