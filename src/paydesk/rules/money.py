"""Money: integer cents, never a float; typed, shown and split without losing one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from paydesk.rules.errors import PaydeskError

Cents: TypeAlias = int
"""An amount of US money in cents."""

LARGEST: Cents = 99_999_999_99
_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d{1,2}))?")
_PLAIN = re.compile(r"\s*([+-]?)(\d*)(?:\.(\d*))?\s*", re.ASCII)


def cents(value: object, *, field: str | None = None) -> Cents:
    """``value`` if it is a whole number of cents; refuses floats, decimals and booleans (TypeError).

    Raises PaydeskError for more than any one amount here can be.
    """
    if type(value) is not int:
        raise TypeError(f"money is whole cents, not {type(value).__name__}")
    if abs(value) > LARGEST:
        raise PaydeskError("That amount is larger than 99,999,999.99. Check the decimal point.", field=field)
    return value


def parse(text: str) -> Cents:
    """Cents from what a clerk types: ``40``, ``40.5``, ``$1,234.56``, ``25+15``, ``100-12.50``.

    Raises PaydeskError with a sentence that says what to type.
    """
    squeezed = text.replace(" ", "").replace("$", "").replace("−", "-")
    parts = re.findall(r"([+-]?)([^+-]+)", squeezed)
    if not parts or "".join(sign + number for sign, number in parts) != squeezed:
        raise PaydeskError(f"“{text}” is not an amount. Type it like 40, 40.50 or 25+15.")
    total = 0
    for sign, number in parts:
        match = _AMOUNT.fullmatch(number)
        if not match or number in ("", ".") or not any(map(str.isdecimal, number)) or not number.isascii():
            raise PaydeskError(f"“{text}” is not an amount. Type it like 40, 40.50 or 25+15.")
        whole, fraction = match[1].replace(",", "") or "0", (match[2] or "").ljust(2, "0")
        amount = int(whole) * 100 + int(fraction)
        total += -amount if sign == "-" else amount
    return cents(total)


def show(amount: Cents) -> str:
    """``1,234.56`` with a true minus sign below zero."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def plain(amount: Cents) -> str:
    """``-1234.56``: for JSON and files."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def in_words(amount: Cents) -> str:
    """What a balance is called: ``12.00 credit`` below zero, ``–`` for nothing, else the amount."""
    if amount == 0:
        return "–"
    return f"{show(-amount)} credit" if amount < 0 else show(amount)


def from_plain(text: str) -> Cents:
    """Cents from a file's decimal text such as ``-12.5``; at most two decimals.

    Raises ValueError: the reader of the file names the place.
    """
    whole, _, fraction = text.partition(".")
    digits = whole + fraction.ljust(2, "0")
    if whole and len(fraction) <= 2 and digits.isdecimal() and digits.isascii():
        return int(digits)  # as almost all are written: files have them by the hundred thousand
    match = _PLAIN.fullmatch(text)
    sign, whole, fraction = match.groups("") if match else ("", "", "")
    if not (whole or fraction):
        raise ValueError(f"{text!r} is not an amount")
    fraction = fraction.rstrip("0").ljust(2, "0")
    if len(fraction) > 2:
        raise ValueError(f"{text!r} has more than two decimals")
    value = int(whole or "0") * 100 + int(fraction)
    return -value if sign == "-" else value


def split(total: Cents, weights: Sequence[int]) -> tuple[Cents, ...]:
    """``total`` in proportion to ``weights`` (whole, not negative), summing exactly; largest remainders first.

    Raises ValueError when no weight is positive.
    """
    whole = sum(weights)
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative and one must be positive")
    size = abs(total)
    shares = [size * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % whole), i))
    for i in by_remainder[: size - sum(shares)]:
        shares[i] += 1
    return tuple(share if total >= 0 else -share for share in shares)
