"""What fingers type: dates, phones, names and e-mail addresses as a clerk writes them, read and shown."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from paydesk.rules.errors import PaydeskError
from paydesk.rules.zip_codes import STATES, parse_state, parse_zip, show_zip, state_of_zip

__all__ = [
    "LONGEST_NAME", "STATES", "parse_date", "parse_email", "parse_phone", "parse_state", "parse_zip",
    "show_date", "show_phone", "show_zip", "state_of_zip", "tidy_name", "tidy_text",
]  # fmt: skip

LONGEST_NAME = 100
LONGEST_TEXT = 4000
_FIRST_YEAR = 1880
LAST_YEAR = 2199
_YEARS_AHEAD = 20
"""How far ahead a two-digit year may lie: ``40`` in 2026 is 2040, ``84`` is 1984."""

_SPACES = re.compile("[ \\t\\r\\n\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000]+")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's control, format (bidi marks, zero-width), surrogate, private and unassigned characters."""


def parse_date(text: str, today: date, *, past: bool = False, field: str | None = None) -> date:
    """The day a clerk means by ``t``, ``+7``, ``-1``, ``eom``, ``1123``, ``11/23``, ``112326``, ``11/23/26``,
    ``11-23-2026``, ``11231984`` or ``2026-11-23``.

    Without a year it is the nearest such day. ``past`` (births, deaths, services) never looks ahead: without
    a year the latest such day up to today, with two digits of it a year up to this one, and a day that is
    still to come is refused. Raises PaydeskError.
    """
    typed = " ".join(text.split()).lower()
    if not typed:
        raise PaydeskError("Type a date, like 11/23/26 or t for today.", field=field)
    day = _relative(typed, today) or _written(typed, today, past=past)
    if day is None:
        raise PaydeskError(f"“{typed[:40]}” is not a date. Type it like 11/23/26, 1123 or t.", field=field)
    if past and day > today:
        raise PaydeskError(f"{show_date(day)} is in the future. Type a date up to today.", field=field)
    return day


def show_date(day: date) -> str:
    """``11/23/2026``."""
    return f"{day.month:02d}/{day.day:02d}/{day.year:04d}"


def _relative(typed: str, today: date) -> date | None:
    if typed in ("t", "today"):
        return today
    if typed == "eom":
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    shift = re.fullmatch(r"t? ?([+−-]) ?(\d{1,4})", typed, re.ASCII)
    if not shift:
        return None
    days = int(shift[2])
    return today + timedelta(days=days if shift[1] == "+" else -days)


def _written(typed: str, today: date, *, past: bool) -> date | None:
    iso = re.fullmatch(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})", typed, re.ASCII)
    if iso and (iso[2] or len(typed) == 8) and _FIRST_YEAR <= int(iso[1]) <= LAST_YEAR:
        return _day(int(iso[1]), int(iso[3]), int(iso[4]))
    plain = re.fullmatch(r"(\d\d)(\d\d)(\d{4}|\d\d)?", typed, re.ASCII)
    parted = re.fullmatch(r"(\d{1,2})([-/. ])(\d{1,2})(?:\2(\d{4}|\d\d))?", typed, re.ASCII)
    if plain:
        month, day, year = int(plain[1]), int(plain[2]), plain[3]
    elif parted:
        month, day, year = int(parted[1]), int(parted[3]), parted[4]
    else:
        return None
    if year and len(year) == 4:
        return _day(int(year), month, day)
    if year:
        return _in_the_right_century(int(year), month, day, today=today, past=past)
    return _in_the_nearest_year(month, day, today=today, past=past)


def _day(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_the_right_century(year: int, month: int, day: int, *, today: date, past: bool) -> date | None:
    # This year's digits always mean this year: a day still to come is then refused as a slip, for a service
    # typed a month ahead must not become one of a hundred years ago.
    limit = today.year if past else today.year + _YEARS_AHEAD
    return _day(limit - (limit - year) % 100, month, day)


def _in_the_nearest_year(month: int, day: int, *, today: date, past: bool) -> date | None:
    years = (today.year - 1, today.year) if past else (today.year - 1, today.year, today.year + 1)
    days = [found for year in years if (found := _day(year, month, day))]
    if past:
        return max((found for found in days if found <= today), default=None)
    return min(days, key=lambda found: abs(found - today), default=None)


def parse_phone(text: str, *, field: str | None = None) -> str:
    """Ten digits of a North American number from any usual writing of it; raises PaydeskError.

    An extension has its own field.
    """
    squeezed = re.sub(r"[\s().\-–+/]", "", text)
    digits = squeezed[1:] if len(squeezed) == 11 and squeezed.startswith("1") else squeezed
    if not re.fullmatch(r"\d{10}", digits, re.ASCII):
        raise PaydeskError("A phone number has 10 digits. Type it like 512 555 0142.", field=field)
    if not re.fullmatch(r"[2-9]\d\d[2-9]\d{6}", digits):
        raise PaydeskError(
            f"{show_phone(digits)} cannot be a phone number: neither the area code nor the next three digits "
            "start with 0 or 1. Check it.",
            field=field,
        )
    return digits


def show_phone(digits: str) -> str:
    """``(512) 555-0142``; what is not ten digits is shown as it is."""
    if len(digits) != 10 or not digits.isdigit():
        return digits
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def parse_email(text: str, *, field: str | None = None) -> str:
    """The address with its domain in small letters; raises PaydeskError when it has not the shape of one."""
    squeezed = text.strip()
    local, _, domain = squeezed.rpartition("@")
    well = re.fullmatch(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", local)
    label = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    if not well or not re.fullmatch(rf"(?:{label}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]", domain):
        raise PaydeskError("That is not an e-mail address. Type it like jane.doe@example.com.", field=field)
    if len(local) > 64 or len(squeezed) > 254:
        raise PaydeskError("That e-mail address is too long to be real. Check it.", field=field)
    return f"{local}@{domain.lower()}"


def tidy_name(text: str, *, longest: int = LONGEST_NAME, field: str | None = None) -> str:
    """One line as it is kept: composed (NFC), single spaces, nothing invisible, at most ``longest`` long.

    For names, streets, cities, employers and other single lines. Empty stays empty. Raises PaydeskError.
    """
    return _checked(_one_line(text), longest=longest, field=field)


def tidy_text(text: str, *, longest: int = LONGEST_TEXT, field: str | None = None) -> str:
    """Several lines as they are kept (notes, reasons): like ``tidy_name``, with line ends as ``\\n``."""
    kept = "\n".join(_one_line(line) for line in re.split(r"\r\n|\r|\n", text)).strip("\n")
    return _checked(kept, longest=longest, field=field, allowed="\n")


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def _checked(text: str, *, longest: int, field: str | None, allowed: Iterable[str] = ()) -> str:
    for letter in text:
        if unicodedata.category(letter) in _INVISIBLE and letter not in allowed:
            name = f"U+{ord(letter):04X}"
            sentence = f"There is a character here that cannot be seen ({name}). Type the text by hand."
            raise PaydeskError(sentence, field=field)
    if len(text) > longest:
        sentence = f"That is {len(text):,} characters long; at most {longest:,} fit. Shorten it."
        raise PaydeskError(sentence, field=field)
    return text
