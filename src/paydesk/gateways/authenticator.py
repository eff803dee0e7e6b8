"""The second factor: six digits from an authenticator on somebody's phone (RFC 6238, through pyotp).

The secret both share is kept wrapped under the password, so that what is kept tells nobody the codes; a new password
that is set by somebody else ends it.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from datetime import datetime
from hmac import compare_digest

SECRET_BYTES = 20
STEP_SECONDS = 30
_SLACK = 1
"""Steps that a phone's clock may be off, either way."""
_CODES, _CODE_BYTES = 10, 10
_PASSES, _KIBIBYTES = 3, 65_536
"""What a guess of the password costs: of RFC 9106's two choices the one for little memory."""


def new_secret() -> bytes:
    """20 random bytes, as RFC 4226 asks for."""
    return secrets.token_bytes(SECRET_BYTES)


def secret_text(secret: bytes) -> str:
    """The secret as it is typed into an authenticator that has no camera: groups of four."""
    text = b32encode(secret).decode()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def address(secret: bytes, *, user: str, clinic: str) -> str:
    """What the QR code says."""
    import pyotp

    return pyotp.TOTP(b32encode(secret).decode()).provisioning_uri(name=user, issuer_name=f"paydesk {clinic}".strip())


def matching_step(secret: bytes, code: str, *, now: datetime, after: int) -> int | None:
    """The time step that ``code`` is of, if it is later than step ``after``; None for a wrong or used code."""
    import pyotp

    typed = "".join(code.split())
    counter = pyotp.HOTP(b32encode(secret).decode())
    present = int(now.timestamp()) // STEP_SECONDS
    for step in range(present - _SLACK, present + _SLACK + 1):
        if step > after and compare_digest(counter.at(step), typed if typed.isascii() else ""):
            return step
    return None


def wrapped(secret: bytes, password: str) -> str:
    """What is kept of the secret: a salt, and the secret hidden by a pad that only the password gives."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_hidden(secret, password, salt).hex()}"


def unwrapped(kept: str, password: str) -> bytes:
    """The secret again; a wrong password gives another one, whose codes fit nowhere."""
    salt, hidden = (bytes.fromhex(part) for part in kept.split(":"))
    return _hidden(hidden, password, salt)


def _hidden(secret: bytes, password: str, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    # The salt is new each time, so the pad hides one secret only.
    pad = hash_secret_raw(
        password.encode(), salt, time_cost=_PASSES, memory_cost=_KIBIBYTES, parallelism=4, hash_len=SECRET_BYTES,
        type=Type.ID,
    )  # fmt: skip
    return bytes(one ^ other for one, other in zip(secret, pad, strict=True))


def recovery_codes() -> tuple[str, ...]:
    """Ten codes of 80 bits, each good once for a phone that is lost."""
    codes = (b32encode(secrets.token_bytes(_CODE_BYTES)).decode() for _ in range(_CODES))
    return tuple("-".join(code[place : place + 4] for place in range(0, 16, 4)) for code in codes)


def code_hash(code: str) -> str:
    """What is kept of a recovery code; 80 random bits need no slow hash."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum()).replace("0", "O").replace("1", "I")
    return hashlib.sha256(plain.encode()).hexdigest()
