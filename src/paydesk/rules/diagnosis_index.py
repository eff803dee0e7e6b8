"""The diagnosis index: codes of an edition found by code or by words in any order, best first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from paydesk.rules.coding import DiagnosisCode, what_is_missing
from paydesk.rules.identity import search_key

SHORTEST_QUERY = 3
"""Letters the longest word needs before words are searched; two or fewer begin nearly every description."""


def query_words(text: str) -> tuple[str, ...]:
    """The words of a query as search keys; a code typed with its dot is one word (``E11.9`` is ``e119``)."""
    return tuple(search_key(re.sub(r"(?<=\w)\.(?=\w)", "", text)).split())


def haystack(code: DiagnosisCode) -> str:
    """The code and the words of its description as search keys, with a space around each."""
    return f" {code.code.lower()} {search_key(code.description)} "


def words_only_begun(key: str, words: tuple[str, ...]) -> int | None:
    """How many of ``words`` only begin a word of a ``haystack`` (0: all are whole); None if one does not.

    The order of the words does not matter.
    """
    begun = 0
    for word in words:
        if f" {word}" not in key:
            return None
        begun += f" {word} " not in key
    return begun


class DiagnosisIndex:
    """The codes of one edition, looked up and searched in memory.

    The first search prepares the keys of all codes (a few tenths of a second): do it off the window's thread.
    """

    def __init__(self, codes: Iterable[DiagnosisCode]) -> None:
        self._codes = {code.code: code for code in codes}

    def __len__(self) -> int:
        return len(self._codes)

    @cached_property
    def is_whole(self) -> bool:
        """Whether these can be all codes of an edition."""
        return what_is_missing(self._codes.values()) is None

    def get(self, code: str) -> DiagnosisCode | None:
        """The code as kept (``E119``), or None if the edition has it not."""
        return self._codes.get(code)

    def search(self, text: str, *, limit: int = 50) -> tuple[DiagnosisCode, ...]:
        """The best ``limit`` codes for ``text``: that very code, then billable ones, then whole words before
        begun ones, then descriptions that say little besides, which are the usual ones.
        """
        words = query_words(text)
        exact = self._codes.get(words[0].upper()) if len(words) == 1 else None
        rest = self._by_words(words, limit) if max(map(len, words), default=0) >= SHORTEST_QUERY else []
        first = [] if exact is None else [exact]
        return tuple(first + [code for code in rest if code is not exact])[:limit]

    def _by_words(self, words: tuple[str, ...], limit: int) -> list[DiagnosisCode]:
        longest = f" {max(words, key=len)}"
        tiers: dict[tuple[bool, int], list[DiagnosisCode]] = {}
        for key, code in self._keyed:
            if longest not in key or (begun := words_only_begun(key, words)) is None:
                continue
            tier = tiers.setdefault((not code.billable, begun), [])
            tier.append(code)
            # Codes come in their order of rank, so nothing better follows once the best tier is full.
            if len(tier) > limit and code.billable and begun == 0:
                return tier
        return [code for _, tier in sorted(tiers.items()) for code in tier[: limit + 1]]

    @cached_property
    def _keyed(self) -> tuple[tuple[str, DiagnosisCode], ...]:
        keyed = ((haystack(code), code) for code in self._codes.values())
        return tuple(sorted(keyed, key=lambda one: _rank(*one)))


_SAYS_LITTLE = frozenset(
    {
        "unspecified", "other", "specified", "not", "elsewhere", "classified", "essential", "primary", "uncomplicated",
        "without", "complication", "complications", "initial", "encounter", "with", "and", "or", "of", "the",
    }
)  # fmt: skip


def _rank(key: str, code: DiagnosisCode) -> tuple[int, bool, int, int, str]:
    """What a description says besides its subject comes last: ``Other fatigue`` before a fatigue of neoplasms."""
    words = key.split()[1:]
    said = sum(word not in _SAYS_LITTLE for word in words)
    return said, "other" in words, len(code.code), len(code.description), code.code
