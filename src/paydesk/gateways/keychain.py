"""The key of a clinic's file: kept in this login's keyring, and written on the recovery sheet."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from typing import Any

from paydesk.rules.errors import PaydeskError

KEY_BYTES = 32
LINES = 7
USER = "database key"
NEXT = "next database key"
"""Where a new key waits until the file is encrypted with it: a clinic whose PC stops half-way opens with either."""

# Crockford's base 32 has no I, L, O or U: they are misread for 1, 1, 0 and V.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("OIL", "011", " \t-–.")
_SIGNS_A_LINE = 8
_SUM_BITS = 24


def read_key(clinic_id: str, *, slot: str = USER) -> bytes | None:
    """The 32-byte key kept for ``clinic_id``, or None. Raises PaydeskError when there is no keyring to ask."""
    kept = _kept(clinic_id, slot)
    return None if kept is None else key_from_text(kept)


def keep_key(clinic_id: str, key: bytes, *, slot: str = USER) -> None:
    """Keep the 32-byte ``key`` for ``clinic_id``. Raises PaydeskError when no keyring takes it."""
    import keyring

    text = _whole(key).hex()
    try:
        backend: Any = keyring.get_keyring()
        if hasattr(type(backend), "persist"):
            # Windows would carry the key to every computer of a roaming login.
            backend.persist = "local machine"
        backend.set_password(_service(clinic_id), slot, text)
    except Exception as error:  # Each keyring raises what its own system gives it.
        raise _no_keyring_yet() from error
    # A keyring that takes everything and keeps nothing would lose the clinic at the next start.
    if _kept(clinic_id, slot) != text:
        raise _no_keyring_yet()


def forget_key(clinic_id: str, *, slot: str = USER) -> None:
    """Take a key out of the keyring; none there is as well."""
    import keyring

    with suppress(Exception):  # Each keyring raises what its own system gives it.
        keyring.delete_password(_service(clinic_id), slot)


def refuse_without_keyring() -> None:
    """Before anything is asked for a new clinic: a key that is none is kept, read and forgotten. Raises PaydeskError
    that says what helps when no keyring takes it."""
    trial = f"trial {secrets.token_hex(8)}"
    try:
        keep_key(trial, bytes(KEY_BYTES))
    except PaydeskError as refused:
        raise _no_keyring_yet() from refused
    forget_key(trial)


def _kept(clinic_id: str, slot: str) -> str | None:
    import keyring

    try:
        return keyring.get_password(_service(clinic_id), slot)
    except Exception as error:  # Each keyring raises what its own system gives it.
        raise _no_keyring() from error


def _service(clinic_id: str) -> str:
    return f"paydesk {clinic_id}"


def _no_keyring() -> PaydeskError:
    return PaydeskError(
        "This login's keyring is missing or locked. Unlock it, or set PAYDESK_KEY to the clinic's key "
        "(64 hex digits or the lines of the recovery sheet)."
    )


def _no_keyring_yet() -> PaydeskError:
    """A new clinic has no key yet that could be typed."""
    return PaydeskError(
        "This login has no keyring, or it is locked, and a clinic's key has nowhere to be kept. On Windows start the "
        "service “Credential Manager”; on Linux unlock the login's keyring, or install GNOME Keyring or KWallet and "
        "sign in anew. Or make a key of 64 random hex digits, keep it safe, and start paydesk with PAYDESK_KEY set "
        "to it."
    )


def recovery_lines(key: bytes) -> tuple[str, ...]:
    """The key as 7 lines for the recovery sheet, such as ``D15Z D9W7 X``: 8 signs and the line's check sign.

    The 56 signs of 5 bits hold the 256 bits of the key and the first 24 of its SHA-256.
    """
    number = int.from_bytes(_whole(key)) << _SUM_BITS | _sum(key)
    values = [number >> shift & 31 for shift in range(5 * (LINES * _SIGNS_A_LINE - 1), -1, -5)]
    lines = []
    for place in range(LINES):
        part = values[place * _SIGNS_A_LINE :][:_SIGNS_A_LINE]
        signs = "".join(_SIGNS[value] for value in (*part, _check(place, part)))
        lines.append(f"{signs[:4]} {signs[4:8]} {signs[8]}")
    return tuple(lines)


def key_from_text(text: str) -> bytes:
    """The key written as 64 hex digits, or as the recovery lines; O is read as 0, I and L as 1.

    Raises PaydeskError that names the line that is wrong.
    """
    compact = "".join(text.split())
    if compact and all(sign in "0123456789abcdefABCDEF" for sign in compact):
        if len(compact) != 2 * KEY_BYTES:
            raise PaydeskError(f"A key has 64 hex digits and this has {len(compact)}. Copy the whole key.")
        return bytes.fromhex(compact)
    number = 0
    for place, line in enumerate(_typed_lines(text)):
        number = number << (5 * _SIGNS_A_LINE) | _read_line(place, line)
    key = (number >> _SUM_BITS).to_bytes(KEY_BYTES)
    if number & ((1 << _SUM_BITS) - 1) != _sum(key):
        raise PaydeskError("The lines are not of one recovery sheet. Compare each of them with the sheet.")
    return key


def _typed_lines(text: str) -> tuple[str, ...]:
    """The 7 lines of 9 signs, also when they were typed in one row. Raises PaydeskError."""
    rows = [row for row in text.upper().translate(_MEANT).splitlines() if row]
    signs = "".join(rows)
    size = _SIGNS_A_LINE + 1
    if len(signs) == LINES * size:
        return tuple(signs[at : at + size] for at in range(0, len(signs), size))
    for number, row in enumerate(rows, start=1):
        if len(rows) == LINES and len(row) != size:
            raise PaydeskError(f"Line {number} has {len(row)} signs instead of {size}. Type it again.")
    raise PaydeskError(f"A recovery sheet has {LINES} lines of {size} signs. Type all of them.")


def _read_line(place: int, line: str) -> int:
    again = f"Line {place + 1} is not as on the recovery sheet. Type it again."
    if any(sign not in _SIGNS for sign in line):
        raise PaydeskError(again)
    values = [_SIGNS.index(sign) for sign in line]
    if _check(place, values[:-1]) != values[-1]:
        raise PaydeskError(again)
    return sum(value << 5 * (_SIGNS_A_LINE - 1 - at) for at, value in enumerate(values[:-1]))


def _check(place: int, values: list[int]) -> int:
    """The check sign of line ``place``: in GF(32) the line's place and each sign have a weight of their own.

    So one sign typed wrong, two signs exchanged, and two lines exchanged are always found.
    """
    total = place
    for value in values:
        total = _doubled(total) ^ value
    return _doubled(total)


def _doubled(value: int) -> int:
    return value << 1 if value < 16 else (value << 1) ^ 0b100101


def _sum(key: bytes) -> int:
    return int.from_bytes(hashlib.sha256(key).digest()[: _SUM_BITS // 8])


def _whole(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError("A key has 32 bytes.")
    return key
