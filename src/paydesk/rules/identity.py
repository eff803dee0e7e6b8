"""Identity: keys under which names are found, NPI check digits, and how alike two records of people are."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.nicknames import same_nickname
from paydesk.rules.plausibility import luhn

_UNDECOMPOSED = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)


@lru_cache(maxsize=8192)
def search_key(text: str) -> str:
    """How a text is searched: no case, no accents, no punctuation, single spaces.

    Apostrophes close up (``O'Brien`` is ``obrien``); hyphens part words (``Smith-Jones`` is ``smith jones``).
    """
    bare = text.casefold()
    if not bare.isascii():
        folded = unicodedata.normalize("NFKD", bare.translate(_UNDECOMPOSED))
        bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    closed = re.sub(r"['’‘ʼʻ`´.]", "", bare)
    return " ".join(re.findall(r"[^\W_]+", closed))


def is_npi(text: str) -> bool:
    """Whether ``text`` is an NPI: 10 digits, first 1 or 2, Luhn with 80840 before it (45 CFR 162.406)."""
    return bool(re.fullmatch(r"[12]\d{9}", text, re.ASCII)) and luhn("80840" + text)


def parse_npi(text: str, *, field: str | None = "npi") -> str:
    """The ten digits of an NPI as typed; raises PaydeskError that says what is wrong with it."""
    digits = re.sub(r"[\s\-]", "", text)
    if not re.fullmatch(r"\d{10}", digits, re.ASCII):
        raise PaydeskError("An NPI has 10 digits. Check it.", field=field)
    if digits[0] not in "12":
        raise PaydeskError("An NPI starts with 1 or 2. Check the first digit.", field=field)
    if not is_npi(digits):
        raise PaydeskError("A digit of this NPI is wrong, or two are swapped. Check it.", field=field)
    return digits


def typing_errors(one: str, other: str, *, most: int = 3) -> int:
    """Letters changed, left out, put in or swapped with a neighbor between two texts; ``most`` + 1 if more.

    Optimal string alignment, the usual form of the Damerau-Levenshtein distance.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return min(last[-1], most + 1)


@dataclass(frozen=True)
class PersonFacts:
    """What tells people apart. ``phones`` are digits."""

    last_name: str
    first_name: str
    suffix: str = ""
    preferred_name: str = ""
    birth_date: date | None = None
    phones: tuple[str, ...] = ()


class Level(IntEnum):
    """How sure it is that two records are one person's."""

    DIFFERENT = 0
    POSSIBLE = 1
    LIKELY = 2
    SAME = 3


@dataclass(frozen=True)
class Likeness:
    """How alike two records are, and ``why`` in one sentence (empty when they are not)."""

    level: Level
    why: str = ""


class _Near(IntEnum):
    """How near two facts are."""

    APART = 0
    UNKNOWN = 1
    CLOSE = 2
    EQUAL = 3


def likeness(one: PersonFacts, other: PersonFacts) -> Likeness:
    """Whether two records may be of one person: by name (typing errors, nicknames, first and last swapped),
    birth date (digits swapped, one mistyped, month and day changed over) and phone.

    Twins and a father and son of one name, told apart by birth date or suffix, are different people.
    """
    names, name_why = _names(one, other)
    births, birth_why = _births(one.birth_date, other.birth_date)
    phone = bool(set(one.phones) & set(other.phones))
    if names is _Near.APART or _suffixes_differ(one, other):
        return _after_marriage(one, other, births=births, phone=phone)
    level = _LEVELS[names, births]
    if phone and Level.DIFFERENT < level < Level.LIKELY:
        level = Level.LIKELY
    elif phone and level is Level.DIFFERENT and names is _Near.EQUAL:
        level = Level.POSSIBLE
    if level is Level.DIFFERENT:
        return Likeness(level)
    return Likeness(level, _sentence(name_why, birth_why, "same phone" if phone else ""))


_LEVELS = {
    (_Near.EQUAL, _Near.EQUAL): Level.SAME,
    (_Near.EQUAL, _Near.CLOSE): Level.LIKELY,
    (_Near.EQUAL, _Near.UNKNOWN): Level.POSSIBLE,
    (_Near.EQUAL, _Near.APART): Level.DIFFERENT,
    (_Near.CLOSE, _Near.EQUAL): Level.LIKELY,
    (_Near.CLOSE, _Near.CLOSE): Level.POSSIBLE,
    (_Near.CLOSE, _Near.UNKNOWN): Level.POSSIBLE,
    (_Near.CLOSE, _Near.APART): Level.DIFFERENT,
}


def _sentence(*parts: str) -> str:
    joined = ", ".join(part for part in parts if part)
    return f"{joined[:1].upper()}{joined[1:]}."


def _names(one: PersonFacts, other: PersonFacts) -> tuple[_Near, str]:
    last, last_two = search_key(one.last_name), search_key(other.last_name)
    first, first_two = search_key(one.first_name), search_key(other.first_name)
    if (last, first) == (last_two, first_two):
        return _Near.EQUAL, "same name"
    if (last, first) == (first_two, last_two):
        return _Near.CLOSE, "first and last name swapped"
    last_near = last == last_two or _mistyped(last, last_two) or _shares_a_part(last, last_two)
    if not last_near:
        return _Near.APART, ""
    if first == first_two:
        return _Near.CLOSE, f"last names {one.last_name} and {other.last_name} are alike"
    called = {first, search_key(one.preferred_name)} - {""}
    called_two = {first_two, search_key(other.preferred_name)} - {""}
    if called & called_two or any(same_nickname(a, b) for a in called for b in called_two):
        return _Near.CLOSE, f"{one.first_name} and {other.first_name} may be one name"
    if _mistyped(first, first_two) or _shares_a_part(first, first_two):
        return _Near.CLOSE, f"first names {one.first_name} and {other.first_name} are alike"
    return _Near.APART, ""


def _mistyped(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    allowed = 0 if shorter < 4 else 1 if shorter < 8 else 2
    return typing_errors(one, other, most=2) <= allowed


def _shares_a_part(one: str, other: str) -> bool:
    parts, parts_two = set(one.split()), set(other.split())
    return len(parts) != len(parts_two) and any(len(part) > 2 for part in parts & parts_two)


def _suffixes_differ(one: PersonFacts, other: PersonFacts) -> bool:
    known = {search_key(one.suffix), search_key(other.suffix)} - {""}
    return len(known) == 2


def _births(one: date | None, other: date | None) -> tuple[_Near, str]:
    if one is None or other is None:
        return _Near.UNKNOWN, "a birth date is missing"
    if one == other:
        return _Near.EQUAL, "same birth date"
    digits, digits_two = f"{one:%m%d%Y}", f"{other:%m%d%Y}"
    swapped_over = (one.month, one.day, one.year) == (other.day, other.month, other.year)
    if swapped_over or typing_errors(digits, digits_two, most=1) == 1:
        return _Near.CLOSE, f"birth dates {show_date(one)} and {show_date(other)} differ by a typing error"
    return _Near.APART, ""


def _after_marriage(one: PersonFacts, other: PersonFacts, *, births: _Near, phone: bool) -> Likeness:
    same_first = search_key(one.first_name) == search_key(other.first_name) != ""
    if not same_first or births is not _Near.EQUAL or _suffixes_differ(one, other):
        return Likeness(Level.DIFFERENT)
    why = _sentence("same first name", "same birth date", "same phone" if phone else "", "another last name")
    return Likeness(Level.LIKELY if phone else Level.POSSIBLE, why)
