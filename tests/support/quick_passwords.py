"""Passwords whose hashes cost nothing: the same algorithm with next to no memory and one pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher

from paydesk.gateways import authenticator, passwords


@contextmanager
def quick_passwords() -> Iterator[None]:
    """The same algorithm with one pass over a few kilobytes."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: quick)
        patch.setattr(authenticator, "_PASSES", 1)
        patch.setattr(authenticator, "_KIBIBYTES", 32)
        yield
