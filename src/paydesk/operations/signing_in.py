"""Signing in: who is at the desk, by password at the window or by the key on the command line."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.data import staff_store
from paydesk.data.database import Database
from paydesk.data.staff_tables import User
from paydesk.gateways import passwords
from paydesk.operations.desk import Actor, Clock, Desk, Touched, about
from paydesk.rules import keyboard, office
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError

COMMAND_LINE = "command line"
"""The built-in actor of commands: who holds the key may act."""


def sign_in(database: Database, clock: Clock, name: str, password: str, *, workstation: str) -> Desk:
    """The desk for a person who knows her password; raises NotAllowed otherwise. Both are told in the audit."""
    with database.reading() as session:
        user = staff_store.user(session, name)
        known = (user.name, user.role, user.password_hash) if user else None
    good = passwords.fits(known[2] if known else _NOBODY, password)
    actor = Actor(known[0] if known else name[:100], _role(known), workstation)
    desk = Desk(database, clock, actor)
    if known is None or not good:
        desk.looked("sign-in.failed", "A sign-in failed")
        desk.close()
        raise NotAllowed("That name and password do not fit. Try again.", field="password")
    desk.looked("sign-in", "Signed in")
    return desk


def _role(known: tuple[str, str, str] | None) -> office.Role:
    return office.Role(known[1]) if known else office.Role.READ_ONLY


_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$KKwfnGz2ReWsx8SiqtSAbC1n1ihJ1hPlkMlSg0EHvEM"
"""The hash of no password: an unknown name takes as long to refuse as a wrong password."""


def as_user(database: Database, clock: Clock, name: str | None, *, workstation: str) -> Desk:
    """The desk for a command: the built-in actor, or a user by name (who holds the key may act)."""
    if name is None:
        return Desk(database, clock, Actor(COMMAND_LINE, office.Role.ADMINISTRATOR, workstation))
    with database.reading() as session:
        user = staff_store.user(session, name)
        if user is None:
            raise NotFound(f"There is no user “{name}” in this clinic.")
        return Desk(database, clock, Actor(user.name, office.Role(user.role), workstation))


@dataclass(frozen=True)
class AddUser:
    """Another person who signs in."""

    name: str
    full_name: str
    role: office.Role
    password: str


def add_user(desk: Desk, request: AddUser) -> Touched:
    """Keep a new user. Raises PaydeskError when the name is taken or the password too easy."""
    with desk.doing("office.edit", "Added a user") as session:
        name = keyboard.tidy_name(request.name, field="name")
        if staff_store.user(session, name) is not None:
            raise PaydeskError("That name is taken. Choose another.", field="name")
        office.check_password(request.password, user_name=name, full_name=request.full_name)
        session.add(
            User(name=name, full_name=request.full_name.strip(), role=request.role.value,
                 password_hash=passwords.hashed(request.password))
        )  # fmt: skip
        about(session, user=name, role=request.role.value)
        return Touched((), ("office",))
