"""Passwords are kept as argon2id hashes of the strength that RFC 9106 recommends, and as nothing else."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from argon2.profiles import RFC_9106_LOW_MEMORY

from paydesk.gateways import passwords

WORDS = "four plain words here"


@pytest.fixture
def _as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher)


@pytest.mark.usefixtures("_as_shipped")
def test_the_hash_is_argon2id_with_the_recommended_cost_and_a_salt_of_its_own() -> None:
    one, other = passwords.hashed(WORDS), passwords.hashed(WORDS)
    assert extract_parameters(one) == RFC_9106_LOW_MEMORY
    assert RFC_9106_LOW_MEMORY.type is Type.ID
    assert one != other and WORDS not in one


@pytest.mark.usefixtures("_as_shipped")
def test_it_fits_the_password_and_no_other() -> None:
    kept = passwords.hashed(WORDS)
    assert passwords.fits(kept, WORDS)
    assert not passwords.fits(kept, WORDS + " ")
    assert not passwords.fits("not a hash", WORDS)
