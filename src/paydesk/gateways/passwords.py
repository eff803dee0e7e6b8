"""Passwords, kept only as argon2id hashes (argon2-cffi's defaults, which follow RFC 9106)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


def hashed(password: str) -> str:
    """The salted hash to keep."""
    return _hasher().hash(password)


def fits(kept: str, password: str) -> bool:
    """Whether ``password`` is the one behind the hash; takes the same time either way (about 0.1 s)."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
