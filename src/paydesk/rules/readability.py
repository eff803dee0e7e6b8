"""How hard a text is to read: the Flesch–Kincaid grade of English, and words a patient should never meet."""

from __future__ import annotations

import re

BANNED = (
    "remit",
    "remittance",
    "adjudicated",
    "guarantor",
    "eob",
    "contractual",
    "delinquent",
    "pursuant",
    "herein",
    "aforementioned",
)
"""Billing words that a bill explains instead of using (HFMA, Patient Friendly Billing)."""

_WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)?")


def syllables(word: str) -> int:
    """Syllables of an English word, by its groups of vowels; a silent final e is none."""
    small = word.lower().replace("’", "").replace("'", "")
    groups = len(re.findall(r"[aeiouy]+", small))
    if small.endswith("e") and not small.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    if small.endswith("ed") and not small.endswith(("ted", "ded")) and groups > 1:
        groups -= 1
    return max(groups, 1)


def reading_grade(text: str) -> float:
    """The school grade that can read ``text`` (Flesch–Kincaid, English). Raises ValueError without words."""
    words = _WORD.findall(text)
    sentences = len(re.findall(r"[.?!:](?:\s|$)", text)) or 1
    if not words:
        raise ValueError("there are no words to grade")
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def banned_words(text: str) -> tuple[str, ...]:
    """The words of BANNED that ``text`` uses, in its order."""
    return tuple(word.lower() for word in _WORD.findall(text) if word.lower() in BANNED)
