"""Finding people: by parts of names in any order, birth date, phone, account or member number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from rapidfuzz import fuzz, process

from paydesk.data import search_store
from paydesk.data.database import Session
from paydesk.data.search_store import Hit
from paydesk.operations.desk import Desk
from paydesk.rules import keyboard
from paydesk.rules.errors import PaydeskError
from paydesk.rules.identity import search_key

LIKE_ENOUGH = 70.0
"""Least likeness (0–100) of a typing-error candidate."""
_NAMES, _OF_EACH = 6, 4
"""So many near spellings of a typed word, and so many people of each: common names do not fill the list."""


@dataclass(frozen=True)
class Found:
    """Hits in the order to show; ``by_similarity`` for typing-error candidates."""

    hits: tuple[Hit, ...]
    by_similarity: bool = False


def find(desk: Desk, text: str, *, limit: int = 50) -> Found:
    """People every word of ``text`` fits: by prefix of a name part or number, or an exact birth date.

    Six digits may be either: whose number begins so comes first, then who was born on that day.
    """
    found: dict[int, Hit] = {}
    with desk.looking() as session:
        for words in _readings(text, desk.clock.today()):
            hits = search_store.find(session, words, limit=limit)
            for hit in sorted(hits, key=partial(_order, words=words)):
                found.setdefault(hit.person_id, hit)
    return Found(tuple(found.values())[:limit])


def find_similar(desk: Desk, text: str, *, limit: int = 20) -> Found:
    """People whose names look like ``text`` typed with errors, most alike first; those ``find`` gives too."""
    letters = search_key(re.sub(r"\d", " ", text))
    if not any(len(word) >= 3 for word in letters.split()):
        return Found((), True)
    with desk.looking() as session:
        alike = (*_of_near_names(session, letters), *search_store.similar(session, letters))
    candidates = {hit.person_id: hit for hit in alike}
    ranked = sorted(
        ((_likeness(letters, hit), hit) for hit in candidates.values()),
        key=lambda pair: (pair[1].merged_into_id is not None, -pair[0]),
    )
    return Found(tuple(hit for score, hit in ranked[:limit] if score >= LIKE_ENOUGH), True)


def _of_near_names(session: Session, letters: str) -> tuple[Hit, ...]:
    """Some people of each name that begins like a typed word and is spelled nearly so."""
    names: list[str] = []
    for word in letters.split():
        if len(word) >= 3:
            known = search_store.names_beginning(session, word[0])
            near = process.extract(word, known, scorer=fuzz.ratio, limit=_NAMES, score_cutoff=LIKE_ENOUGH)
            names += [name for name, _, _ in near]
    return search_store.bearing(session, tuple(dict.fromkeys(names)), each=_OF_EACH)


def _likeness(letters: str, hit: Hit) -> float:
    """Each typed word against the part of the name it fits best, averaged."""
    parts = search_key(f"{hit.first_name} {hit.last_name} {hit.preferred_name}").split()
    words = letters.split()
    return sum(max((fuzz.ratio(word, part) for part in parts), default=0.0) for word in words) / len(words)


def _words(text: str, today: date) -> list[str]:
    whole = text.strip()
    born = _as_date(whole, today)
    if born is not None:
        return [born.isoformat()]
    digits = re.sub(r"[\s().+-]", "", whole)
    if digits.isdecimal() and len(digits) >= 4:
        return [digits[1:] if len(digits) == 11 and digits[0] == "1" else digits]
    words = []
    for part in whole.split():
        day = _as_date(part, today)
        words += [day.isoformat()] if day is not None else search_key(part).split()
    return words


def _readings(text: str, today: date) -> Iterator[list[str]]:
    """The words to look for, then those with every six digits read as a birth date, where there are any."""
    words = _words(text, today)
    if not words:
        return
    yield words
    dated = [_six_digits(word, today) or word for word in words]
    if dated != words:
        yield dated


def _six_digits(word: str, today: date) -> str | None:
    """``1972-05-30`` for ``053072``."""
    if len(word) != 6 or not word.isdecimal():
        return None
    try:
        return keyboard.parse_date(word, today, past=True).isoformat()
    except PaydeskError:
        return None


def _as_date(text: str, today: date) -> date | None:
    """A birth date only when it is written as one: with separators, or eight digits."""
    if not re.fullmatch(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|(19|20)\d{6}|\d{4}(19|20)\d{2}", text):
        return None
    try:
        return keyboard.parse_date(text, today, past=True)
    except PaydeskError:
        return None


def _order(hit: Hit, words: list[str]) -> tuple[int, int, bool, str, str, int]:
    """Last names that begin with the first word first, active people before others, merged records last.

    Of an account asked for by its number the guarantor comes first.
    """
    last = search_key(hit.last_name)
    quiet = 4 if hit.merged_into_id is not None else 0 if hit.status == "active" else 2
    by_number = words[0].isdigit() and str(hit.account_number).startswith(words[0])
    place, not_guarantor = (hit.account_number, not hit.is_guarantor) if by_number else (0, False)
    rank = quiet + (0 if last.startswith(words[0]) else 1)
    return (rank, place, not_guarantor, last, search_key(hit.first_name), hit.person_id)
