"""The three faces we print with: measured, checked glyph by glyph, embedded in every document."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, cast

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from paydesk.config import resource

# Every reader since PDF 1.2 takes binary streams; ASCII85 in pure Python costs a third of the time of a run.
rl_config.useA85 = 0

Face: TypeAlias = Literal["body", "bold", "digits"]

_FILES: Mapping[Face, str] = MappingProxyType(
    {
        "body": "fonts/NotoSans-Regular.ttf",
        "bold": "fonts/NotoSans-Bold.ttf",
        "digits": "fonts/NotoSansMono-Digits.ttf",
    }
)
UNKNOWN = "?"
# Spaces of other lengths are spaces here; these have no ink and no width to miss.
_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\u200b": None, "\ufeff": None})


@dataclass(frozen=True, slots=True, eq=False)
class Typeface:
    """One registered font: ``has`` is every character it can draw, ``widths`` its advances in thousandths."""

    name: str
    font: TTFont
    has: frozenset[str]
    widths: Mapping[str, float]

    def width(self, text: str, size: float) -> float:
        """Points that ``text`` takes at ``size``, as it will be printed."""
        try:
            return sum(map(self.widths.__getitem__, text)) * size / 1000
        except KeyError:
            return sum(map(self.widths.__getitem__, self.clean(text)[0])) * size / 1000

    def clean(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """``text`` composed (NFC) and printable, with what was replaced: (character, printed instead)."""
        if text.isascii() and self.has.issuperset(text):
            return text, ()
        composed = unicodedata.normalize("NFC", text.translate(_PLAIN))
        if self.has.issuperset(composed):
            return composed, ()
        replaced = {letter: self._stand_in(letter) for letter in composed if letter not in self.has}
        return "".join(replaced.get(letter, letter) for letter in composed), tuple(replaced.items())

    def _stand_in(self, letter: str) -> str:
        """The nearest thing we can draw: compatibility form, then without its marks, else a question mark."""
        broken = unicodedata.normalize("NFKD", letter)
        for nearest in (unicodedata.normalize("NFKC", letter), broken, broken[:1]):
            if nearest and nearest != letter and self.has.issuperset(nearest):
                return nearest
        return UNKNOWN


@cache
def typeface(face: Face) -> Typeface:
    """The face, registered with ReportLab once in this process."""
    path = resource(_FILES[face])
    font = TTFont(path.stem, str(path), asciiReadable=True, shapable=False)
    pdfmetrics.registerFont(font)
    glyphs: Mapping[int, int] = font.face.charToGlyph
    widths = {chr(code): float(cast(Any, font.face).getCharWidth(code)) for code in glyphs}
    return Typeface(font.fontName, font, frozenset(widths), MappingProxyType(widths))


def shorten(text: str, *, face: Face, size: float, room: float) -> str:
    """``text``, or as much of it as fits ``room`` points with an ellipsis."""
    measure = typeface(face)
    if measure.width(text, size) <= room:
        return text
    return text[: _fitting(measure, text, size=size, room=room, end="…")].rstrip() + "…"


def wrap(text: str, *, face: Face, size: float, room: float) -> tuple[str, ...]:
    """``text`` broken at spaces into lines of at most ``room`` points; a longer word is cut."""
    measure = typeface(face)
    lines: list[str] = []
    current = ""
    for word in unicodedata.normalize("NFC", text).split():
        longer = f"{current} {word}" if current else word
        if measure.width(longer, size) <= room:
            current = longer
            continue
        if current:
            lines.append(current)
        current = word
        while measure.width(current, size) > room and len(current) > 1:
            cut = max(1, _fitting(measure, current, size=size, room=room))
            lines.append(current[:cut])
            current = current[cut:]
    return tuple([*lines, current] if current else lines)


def _fitting(measure: Typeface, text: str, *, size: float, room: float, end: str = "") -> int:
    """How many of its characters fit ``room`` points together with ``end``; found by halves, for a pasted page."""
    return bisect_right(range(1, len(text) + 1), room, key=lambda n: measure.width(text[:n] + end, size))
