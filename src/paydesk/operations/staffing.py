"""Staffing: who works at the desk and as what; her own password, PIN and second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from paydesk.data import office_store, staff_store
from paydesk.data.database import Session
from paydesk.data.staff_tables import User
from paydesk.gateways import authenticator, passwords
from paydesk.operations import keeping, signing_in
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import keyboard, lockout, office
from paydesk.rules.errors import NotAllowed, NotFound, PaydeskError, refuse_changed

_STAFF = Touched((), ("office", "staff"))
_RENEWED = "Set a new password for a user"


@dataclass(frozen=True)
class StaffMember:
    """Somebody of the desk, as the list and the form show her. ``locked_until`` is on the clinic's clock; None: she
    may try to sign in."""

    user_id: int
    name: str
    full_name: str
    role: office.Role
    active: bool
    has_second_factor: bool
    has_pin: bool
    must_change: bool
    locked_until: datetime | None
    version: int


def members(desk: Desk) -> tuple[StaffMember, ...]:
    """Everybody who ever worked at the desk, those who still do first."""
    with desk.looking() as session:
        return tuple(_member(desk, session, user) for user in staff_store.users(session))


def myself(desk: Desk) -> StaffMember:
    """Whoever is at this desk. Raises NotFound for the built-in actors."""
    with desk.looking() as session:
        return _member(desk, session, _myself(session, desk))


def _member(desk: Desk, session: Session, user: User) -> StaffMember:
    until = user.locked_until if user.locked_until and user.locked_until > desk.clock.now() else None
    until = keeping.local_time(session, until) if until else None
    return StaffMember(
        user.id, user.name, user.full_name, office.Role(user.role), user.active, bool(user.second_factor),
        bool(user.pin_hash), user.must_change, until, user.version,
    )  # fmt: skip


@dataclass(frozen=True)
class AddUser:
    """Another person who signs in. With ``must_change`` the password is for the first time only."""

    name: str
    full_name: str
    role: office.Role
    password: str
    must_change: bool = True


def add_user(desk: Desk, request: AddUser) -> Touched:
    """Keep a new user. Raises PaydeskError when the name is or was somebody's, or the password is too easy."""
    with desk.doing("users.edit", "Added a user") as session:
        name = keyboard.tidy_name(request.name, field="name")
        if not name:
            raise PaydeskError("Type the name this person signs in with, such as a first name.", field="name")
        if staff_store.user(session, name, active=False) is not None or name.lower() in office.BUILT_IN:
            raise PaydeskError("That name is taken, or was somebody's once. Choose another.", field="name")
        full_name = keyboard.tidy_name(request.full_name, field="full_name")
        _check_password(session, request.password, name, full_name)
        session.add(
            User(name=name, full_name=full_name, role=request.role.value,
                 password_hash=passwords.hashed(request.password), must_change=request.must_change)
        )  # fmt: skip
        about(session, user=name, role=request.role.value)
        return _STAFF


@dataclass(frozen=True)
class ChangeUser:
    """A user as the form has her; ``version`` is the one that was read."""

    user_id: int
    full_name: str
    role: office.Role
    active: bool
    version: int


def change_user(desk: Desk, request: ChangeUser) -> Touched:
    """Keep a user's name, role, and whether she works here. Raises ChangedByOther, and PaydeskError when nobody would
    be left to administer the clinic."""
    with desk.doing("users.edit", "Changed a user") as session:
        user = _user(session, request.user_id)
        refuse_changed(user.version, request.version, of=user)
        administers = request.role is office.Role.ADMINISTRATOR and request.active
        did = user.role == office.Role.ADMINISTRATOR.value and user.active
        if did and not administers and not staff_store.other_administrators(session, user.id):
            raise PaydeskError("Nobody else administers the clinic. Make another one first.", field="role")
        user.full_name = keyboard.tidy_name(request.full_name, field="full_name")
        user.role, user.active = request.role.value, request.active
        about(session, user=user.name)
        return _STAFF


def reset_password(desk: Desk, user_id: int, password: str) -> Touched:
    """A password for the first sign-in, after one was forgotten: it must be changed then. PIN, second factor and
    locks end with the old one."""
    with desk.doing("users.edit", _RENEWED) as session:
        return _renewed(session, _user(session, user_id), password)


def reset_password_of(desk: Desk, name: str, password: str) -> Touched:
    """The same by name, for whoever holds the clinic's key when nobody can sign in any more. Raises NotFound."""
    with desk.doing("users.edit", _RENEWED) as session:
        user = staff_store.user(session, name)
        if user is None:
            raise NotFound(f"Nobody who works here signs in as “{name}”.")
        return _renewed(session, user, password)


def _renewed(session: Session, user: User, password: str) -> Touched:
    _check_password(session, password, user.name, user.full_name)
    _renew(session, user, password, must_change=True)
    about(session, user=user.name)
    return _STAFF


def _renew(session: Session, user: User, password: str, *, must_change: bool) -> None:
    user.password_hash, user.must_change = passwords.hashed(password), must_change
    user.pin_hash, user.second_factor = "", ""
    staff_store.keep_codes(session, user.id, ())
    user.failures, user.locked_until = 0, None


def let_in_again(desk: Desk, user_id: int) -> Touched:
    """Somebody who answered wrong too often need not wait."""
    with desk.doing("users.edit", "Unlocked a user") as session:
        user = _user(session, user_id)
        staff_store.forgive(session, user.id)
        about(session, user=user.name)
        return _STAFF


@dataclass(frozen=True)
class ChangePassword:
    """One's own password; the present one is asked for."""

    present: str
    password: str


def change_password(desk: Desk, request: ChangePassword) -> Touched:
    """Another password for whoever is at this desk; her PIN and her second factor stay. Raises PaydeskError."""
    signing_in.prove_again(desk, request.present, field="present")
    with desk.doing("password.change", "Changed her own password") as session:
        user = _myself(session, desk)
        _refuse_other(user, request.present, field="present")
        if request.password == request.present:
            raise PaydeskError("That is the password you have. Take another one.", field="password")
        _check_password(session, request.password, user.name, user.full_name)
        if user.second_factor:
            secret = authenticator.unwrapped(user.second_factor, request.present)
            user.second_factor = authenticator.wrapped(secret, request.password)
        user.password_hash, user.must_change = passwords.hashed(request.password), False
        about(session, user=user.name)
        return _STAFF


@dataclass(frozen=True)
class SetPin:
    """One's own PIN for the locked screen; an empty one ends it."""

    password: str
    pin: str


def set_pin(desk: Desk, request: SetPin) -> Touched:
    """Keep the PIN of whoever is at this desk. Raises PaydeskError, NotAllowed for a wrong password."""
    signing_in.prove_again(desk, request.password)
    with desk.doing("password.change", "Set a PIN" if request.pin else "Ended the PIN") as session:
        user = _myself(session, desk)
        _refuse_other(user, request.password, field="password")
        if request.pin:
            lockout.check_pin(request.pin)
        user.pin_hash = passwords.hashed(request.pin) if request.pin else ""
        about(session, user=user.name)
        return _STAFF


def _user(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("That user is not there any more.")
    return user


def _myself(session: Session, desk: Desk) -> User:
    user = staff_store.user(session, desk.actor.name)
    if user is None:
        raise NotFound("Only who signed in by name has a password. Sign in first.")
    return user


def _refuse_other(user: User, password: str, *, field: str) -> None:
    if not passwords.fits(user.password_hash, password):
        raise NotAllowed("That is not your password. Type it again.", field=field)


def _check_password(session: Session, password: str, name: str, full_name: str) -> None:
    clinic = office_store.setting(session, "clinic") or {}
    office.check_password(password, user_name=name, full_name=full_name, clinic=clinic.get("name", ""))
