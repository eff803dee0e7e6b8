"""Signing in: who is at the desk, by password at the window or by the key on the command line."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.data import staff_store
from paydesk.data.database import Database
from paydesk.gateways import authenticator, passwords
from paydesk.operations.desk import Actor, Clock, Desk, about
from paydesk.rules import lockout, office
from paydesk.rules.errors import CodeNeeded, NotAllowed, NotFound

COMMAND_LINE = "command line"
"""The built-in actor of commands: who holds the key may act."""

WRONG = "That name and password do not fit. Try again."
USED = "That code does not fit, or was used already. Wait for the next one."


@dataclass(frozen=True)
class Identity:
    """What somebody says to be let in: a name, a password, and the code of a second factor."""

    name: str
    password: str
    code: str = ""


@dataclass(frozen=True)
class _Known:
    """The person of a name as the clinic knows her."""

    id: int
    name: str
    role: office.Role
    password_hash: str
    pin_hash: str
    second_factor: str
    factor_step: int
    failures: int
    must_change: bool


def sign_in(database: Database, clock: Clock, name: str, password: str, *, workstation: str, code: str = "") -> Desk:
    """The desk for a person who knows her password; raises NotAllowed otherwise, CodeNeeded when the code of her
    second factor is to be typed as well. Coming in and failing to are told in the audit trail."""
    known = prove_identity(database, clock, Identity(name, password, code), workstation=workstation)
    desk = Desk(database, clock, Actor(known.name, known.role, workstation))
    desk.looked("sign-in", "Signed in")
    return desk


def prove_identity(database: Database, clock: Clock, identity: Identity, *, workstation: str) -> _Known:
    """Who it is. Raises NotAllowed, CodeNeeded; wrong answers are counted and told in the audit trail."""
    known = _known(database, identity.name)
    door = Desk(database, clock, Actor(known.name if known else identity.name[:100], _role(known), workstation))
    if known is not None:
        _refuse_locked(door, known)
    good = passwords.fits(known.password_hash if known else _NOBODY, identity.password)
    if known is None or not good:
        _failed(door, known, "A sign-in failed")
        raise NotAllowed(WRONG, field="password")
    _refuse_locked(door, known)  # others may have guessed while this one was looked at
    if known.second_factor:
        _check_code(door, known, identity)
    elif known.failures:
        _let_in(door, known)
    return known


def unlock(desk: Desk, typed: str) -> None:
    """Whoever is at this desk comes back to it, by PIN or password. Raises NotAllowed.

    After three wrong answers a PIN is not taken any more until the password was.
    """
    known = _known(desk.database, desk.actor.name)
    if known is None:
        raise NotAllowed("You work here no more. Somebody else can sign in.", field="pin")
    if must_change(desk):
        # Whoever set it meant to end what the old one had opened.
        raise NotAllowed("Your password was set anew. Choose “Someone else signs in” and sign in with it.", field="pin")
    _refuse_locked(desk, known)
    by_pin = typed.isdecimal() and known.pin_hash and known.failures < lockout.PIN_TRIES
    good = (by_pin and passwords.fits(known.pin_hash, typed)) or passwords.fits(known.password_hash, typed)
    if not good:
        failures = _failed(desk, known, "Unlocking failed")
        spent = typed.isdecimal() and known.pin_hash and failures >= lockout.PIN_TRIES
        raise NotAllowed(
            "Too many wrong PINs. Type your password." if spent else "That is not right. Try again.", field="pin"
        )
    _refuse_locked(desk, known)
    if known.failures:
        _let_in(desk, known)
    desk.looked("sign-in.unlocked", "Unlocked the screen")


def prove_again(desk: Desk, password: str, *, field: str = "password") -> None:
    """Whoever is at this desk types her password once more. Raises NotAllowed.

    Wrong answers count as at the door: a desk that was left open is no place to guess at it.
    """
    known = _known(desk.database, desk.actor.name)
    if known is None:
        return  # a built-in actor has none: the operation says so
    _refuse_locked(desk, known, field=field)
    if not passwords.fits(known.password_hash, password):
        _failed(desk, known, "A password that was asked for again was wrong")
        raise NotAllowed("That is not your password. Type it again.", field=field)
    _refuse_locked(desk, known, field=field)


def _refuse_locked(door: Desk, known: _Known, *, field: str = "password") -> None:
    with door.database.reading() as session:
        row = staff_store.user(session, known.name)
        until = row.locked_until if row else None
    if until is not None and (now := door.clock.now()) < until:
        raise NotAllowed(lockout.locked_sentence(until - now), field=field)


def _failed(door: Desk, known: _Known | None, summary: str) -> int:
    """Count and tell a wrong answer; how many in a row."""
    with door.at_the_door("sign-in.failed", summary) as session:
        failures = staff_store.count_failure(session, known.id) if known else 0
        wait = lockout.wait_after(failures)
        if known and wait is not None:
            staff_store.lock(session, known.id, door.clock.now() + wait)
            about(session, locked_minutes=wait.total_seconds() // 60)
    return failures


def _let_in(door: Desk, known: _Known, *, step: int | None = None) -> None:
    with door.at_the_door("sign-in.right", "Answered right after wrong answers, or with a code") as session:
        if step is not None and not staff_store.take_step(session, known.id, step):
            raise NotAllowed(USED, field="code")  # at another desk, since it was looked at here
        staff_store.forgive(session, known.id)


def _check_code(door: Desk, known: _Known, identity: Identity) -> None:
    """The code of the second factor, or a recovery code. Raises CodeNeeded, NotAllowed."""
    if not identity.code.strip():
        raise CodeNeeded("Type the six digits that your authenticator shows, or a recovery code.", field="code")
    secret = authenticator.unwrapped(known.second_factor, identity.password)
    step = authenticator.matching_step(secret, identity.code, now=door.clock.now(), after=known.factor_step)
    if step is not None:
        _let_in(door, known, step=step)
        return
    with door.at_the_door("sign-in.recovery-code", "Tried a code that is not the phone's") as session:
        taken = staff_store.use_code(
            session, known.id, authenticator.code_hash(identity.code), door.clock.now()
        )
        about(session, taken=taken)
        if taken:
            staff_store.forgive(session, known.id)
    if not taken:
        _failed(door, known, "A code of the second factor was wrong")
        raise NotAllowed(USED, field="code")


def _known(database: Database, name: str) -> _Known | None:
    with database.reading() as session:
        user = staff_store.user(session, name)
        if user is None:
            return None
        return _Known(
            user.id, user.name, office.Role(user.role), user.password_hash, user.pin_hash, user.second_factor,
            user.factor_step, user.failures, user.must_change,
        )  # fmt: skip


def _role(known: _Known | None) -> office.Role:
    return known.role if known else office.Role.READ_ONLY


_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$KKwfnGz2ReWsx8SiqtSAbC1n1ihJ1hPlkMlSg0EHvEM"
"""The hash of no password: an unknown name takes as long to refuse as a wrong password."""


def must_change(desk: Desk) -> bool:
    """Whether the password of whoever is at this desk was set by somebody else: then it is to be changed first."""
    with desk.database.reading() as session:
        user = staff_store.user(session, desk.actor.name)
        return bool(user and user.must_change)


def as_user(database: Database, clock: Clock, name: str | None, *, workstation: str) -> Desk:
    """The desk for a command: the built-in actor, or a user by name (who holds the key may act)."""
    if name is None:
        return Desk(database, clock, Actor(COMMAND_LINE, office.Role.ADMINISTRATOR, workstation))
    known = _known(database, name)
    if known is None:
        raise NotFound(f"There is no user “{name}” in this clinic.")
    return Desk(database, clock, Actor(known.name, known.role, workstation))
