"""Tables of the people at the desk: who signs in and how, codes for a lost phone, emergency access."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Base, Id


class User(Base):
    """Someone who signs in. Names are never used again.

    ``second_factor`` is the shared secret of an authenticator, wrapped under the password, empty for none;
    ``factor_step`` the last time step whose code was taken, so that no code opens twice. ``failures`` counts wrong
    answers in a row; ``locked_until`` is when the next one is looked at.
    """

    __tablename__ = "desk_user"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str] = mapped_column(default="")
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    pin_hash: Mapped[str] = mapped_column(server_default="")
    second_factor: Mapped[str] = mapped_column(server_default="")
    factor_step: Mapped[int] = mapped_column(BIG, server_default="0")
    must_change: Mapped[bool] = mapped_column(server_default=false())
    failures: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}


class RecoveryCode(Base):
    """A code that stands in once for a lost authenticator, kept as its hash."""

    __tablename__ = "recovery_code"
    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BIG, ForeignKey("desk_user.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class EmergencyAccess(Base):
    """Someone took more rights for an hour, with a reason; an administrator looks at it afterwards."""

    __tablename__ = "emergency_access"
    id: Mapped[Id]
    user_name: Mapped[str]
    workstation: Mapped[str]
    reason: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]
    seen_by: Mapped[str] = mapped_column(server_default="")
    seen_at: Mapped[datetime | None]
