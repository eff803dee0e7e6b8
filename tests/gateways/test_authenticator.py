"""Codes are those of RFC 6238; what is kept of the secret says nothing without the password."""

from __future__ import annotations

from base64 import b32decode
from datetime import UTC, datetime

import pytest

from paydesk.gateways import authenticator

SECRET = b"12345678901234567890"  # RFC 6238, appendix B


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(second: int, code: str) -> None:
    now = datetime.fromtimestamp(second, UTC)
    assert authenticator.matching_step(SECRET, code, now=now, after=0) == second // 30


def test_a_code_of_the_step_before_or_after_is_taken_and_none_twice() -> None:
    now = datetime.fromtimestamp(59 + 30, UTC)
    step = authenticator.matching_step(SECRET, "287 082", now=now, after=0)
    assert step == 1
    assert authenticator.matching_step(SECRET, "287082", now=now, after=step) is None
    assert authenticator.matching_step(SECRET, "287082", now=datetime.fromtimestamp(59 + 61, UTC), after=0) is None


@pytest.mark.parametrize("code", ["", "28708", "2870822", "٢٨٧٠٨٢", "abcdef"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert authenticator.matching_step(SECRET, code, now=datetime.fromtimestamp(59, UTC), after=0) is None


def test_what_is_kept_gives_the_secret_to_who_knows_the_password_only() -> None:
    kept = authenticator.wrapped(SECRET, "four plain words here")
    assert SECRET.hex() not in kept
    assert authenticator.unwrapped(kept, "four plain words here") == SECRET
    assert authenticator.unwrapped(kept, "four plain words there") != SECRET
    assert authenticator.wrapped(SECRET, "four plain words here") != kept


def test_the_secret_can_be_typed_and_scanned() -> None:
    secret = authenticator.new_secret()
    assert len(secret) == 20
    assert b32decode(authenticator.secret_text(secret).replace(" ", "")) == secret
    address = authenticator.address(secret, user="dana", clinic="Oak & Hill: Clinic")
    assert address.startswith("otpauth://totp/paydesk%20Oak%20%26%20Hill")
    assert authenticator.secret_text(secret).replace(" ", "") in address


def test_recovery_codes_are_ten_and_read_as_they_are_typed() -> None:
    codes = authenticator.recovery_codes()
    assert len(set(codes)) == 10
    assert all(len(code) == 19 for code in codes)
    assert authenticator.code_hash(codes[0]) == authenticator.code_hash(codes[0].lower().replace("-", " "))
    assert authenticator.code_hash(codes[0]) != authenticator.code_hash(codes[1])
