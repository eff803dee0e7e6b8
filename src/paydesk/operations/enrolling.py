"""Enrolling a second factor: an authenticator on somebody's phone, and codes for when that is lost."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.data import office_store, staff_store
from paydesk.data.database import Session
from paydesk.data.staff_tables import User
from paydesk.documents.barcodes import Matrix, qr
from paydesk.gateways import authenticator, passwords
from paydesk.operations import signing_in
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules.errors import NotAllowed, NotFound

_STAFF = Touched((), ("office", "staff"))


@dataclass(frozen=True)
class NewFactor:
    """A secret that is not kept yet: to be scanned (``code``) or typed (``text``) into an authenticator, which names
    the ``clinic`` beside it."""

    secret: bytes
    text: str
    code: Matrix
    clinic: str


def new_factor(desk: Desk) -> NewFactor:
    """A secret for whoever is at this desk."""
    with desk.looking("password.change") as session:
        clinic = str((office_store.setting(session, "clinic") or {}).get("name", ""))
    secret = authenticator.new_secret()
    address = authenticator.address(secret, user=desk.actor.name, clinic=clinic)
    return NewFactor(secret, authenticator.secret_text(secret), qr(address), clinic)


@dataclass(frozen=True)
class Enroll:
    """The first code that the authenticator shows proves that it has the secret."""

    secret: bytes
    password: str
    code: str


@dataclass(frozen=True)
class Enrolled:
    """``recovery_codes``: each opens once when the phone is lost; they are not shown again."""

    recovery_codes: tuple[str, ...]
    touched: Touched


def enroll(desk: Desk, request: Enroll) -> Enrolled:
    """From now on a code is asked for at sign-in. Raises NotAllowed for a wrong password or code."""
    signing_in.prove_again(desk, request.password)
    with desk.doing("password.change", "Turned the second factor on") as session:
        user = _myself(session, desk, request.password)
        step = authenticator.matching_step(request.secret, request.code, now=desk.clock.now(), after=0)
        if step is None:
            raise NotAllowed("That code does not fit. Check the phone's clock and type the next one.", field="code")
        codes = authenticator.recovery_codes()
        user.second_factor, user.factor_step = authenticator.wrapped(request.secret, request.password), step
        staff_store.keep_codes(session, user.id, tuple(authenticator.code_hash(one) for one in codes))
        about(session, user=user.name)
        return Enrolled(codes, _STAFF)


def end_factor(desk: Desk, password: str) -> Touched:
    """No code is asked for any more. Raises NotAllowed for a wrong password."""
    signing_in.prove_again(desk, password)
    with desk.doing("password.change", "Turned the second factor off") as session:
        user = _myself(session, desk, password)
        user.second_factor, user.factor_step = "", 0
        staff_store.keep_codes(session, user.id, ())
        about(session, user=user.name)
        return _STAFF


def _myself(session: Session, desk: Desk, password: str) -> User:
    user = staff_store.user(session, desk.actor.name)
    if user is None:
        raise NotFound("Only who signed in by name has a second factor. Sign in first.")
    if not passwords.fits(user.password_hash, password):
        raise NotAllowed("That is not your password. Type it again.", field="password")
    return user
