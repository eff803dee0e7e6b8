"""What machines read on our paper: the scan line with its check digit, Code 128-C, QR."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import zxingcpp

from paydesk.rules.money import Cents

QUIET = 4
"""Modules of white that a QR code needs around it."""

# ISO/IEC 15417: the widths of bar, space, bar, space, bar, space of values 0 to 105 and of stop.
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 "
    "122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 "
    "322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 "
    "112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 "
    "331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 "
    "112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 "
    "411311 113141 114131 311141 411131 211412 211214 211232 2331112 "
)
_PATTERNS = tuple(re.findall(r"\d+", _WIDTHS))
_START_C, _STOP = 105, 106


@dataclass(frozen=True, slots=True)
class Bars:
    """A linear barcode: each bar as (offset, width) in modules, and the whole length."""

    bars: tuple[tuple[int, int], ...]
    modules: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A square code: ``side`` modules, each row padded to whole bytes, a set bit is black."""

    side: int
    rows: bytes


def luhn(digits: str) -> str:
    """The check digit (ISO/IEC 7812) that follows ``digits``."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def scan_line(*, account: str, statement: str, amount: Cents) -> str:
    """28 digits for a lockbox or a wedge scanner: account (10), statement (8), cents (9), Luhn.

    Raises ValueError if a part is not digits or does not fit.
    """
    parts = account.rjust(10, "0") + statement.rjust(8, "0") + str(amount).rjust(9, "0")
    if len(parts) != 27 or not (parts.isascii() and parts.isdecimal()):
        raise ValueError(f"no scan line for account {account!r}, statement {statement!r}, {amount} cents")
    return parts + luhn(parts)


@lru_cache(maxsize=4096)
def _symbol(value: int, start: int) -> tuple[tuple[int, int], ...]:
    widths = list(map(int, _PATTERNS[value]))
    return tuple((start + sum(widths[:place]), widths[place]) for place in range(0, len(widths), 2))


def code128(digits: str) -> Bars:
    """Code 128 in set C: an even number of digits, two a symbol. Raises ValueError otherwise."""
    if len(digits) % 2 or not (digits.isascii() and digits.isdecimal()):
        raise ValueError("Code 128-C takes an even number of digits")
    values = [int(digits[place : place + 2]) for place in range(0, len(digits), 2)]
    check = (_START_C + sum(place * value for place, value in enumerate(values, 1))) % 103
    bars: list[tuple[int, int]] = []
    for place, value in enumerate((_START_C, *values, check, _STOP)):
        bars += _symbol(value, place * 11)
    return Bars(tuple(bars), 11 * (len(values) + 3) + 2)


@lru_cache(maxsize=64)
def qr(text: str) -> Matrix:
    """A QR code of ``text`` with error correction M, without its quiet zone."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    # The stubs do not say that an image is a buffer; it is, of zero (black) and 255.
    image = memoryview(cast("bytes", zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)))
    cells = cast("list[list[int]]", image.tolist())
    side, stride = len(cells), -(-len(cells) // 8)
    bits = ("".join("0" if cell else "1" for cell in row).ljust(stride * 8, "0") for row in cells)
    rows = b"".join(int(row, 2).to_bytes(stride) for row in bits)
    return Matrix(side, rows)
