"""Reads and writes the people at the desk: who signs in, their failures, codes, and emergency access."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paydesk.data.staff_tables import User


def user(session: Session, name: str, *, active: bool = True) -> User | None:
    """The person of that name in any case, or None; with ``active`` False also one who works here no more."""
    query = select(User).where(func.lower(User.name) == name.strip().lower())
    return session.execute(query.where(User.active) if active else query).scalar_one_or_none()


def has_users(session: Session) -> bool:
    """Whether somebody can sign in."""
    return session.execute(select(User.id).limit(1)).first() is not None
