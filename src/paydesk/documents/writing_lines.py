"""Lines to write on by hand: 8 mm apart, each after its label, with what is known already printed on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paydesk.documents.page import LEFT, RIGHT
from paydesk.documents.page_flow import Block
from paydesk.documents.surface import Surface
from paydesk.documents.typefaces import typeface, wrap

PITCH = 22.7
"""8 mm in points: what a hand needs from line to line."""
_BASE, _SIZE, _LABEL, _LEADING = 6.0, 9.5, 9.0, 11.0
_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Blank:
    """A place between two points: its label, and a line to write on with what is ``known``.

    ``lined`` False: nothing is written here, it only says what the row is about.
    """

    left: float
    right: float
    label: str = ""
    known: str = ""
    lined: bool = True


def writing_row(blanks: Sequence[Blank], *, again: Block | None = None, sums: bool = False) -> Block:
    """A row of places to write in; what is known wraps, so that none of it is cut. ``again`` as of any block."""
    laid = [(one, *_laid(one)) for one in blanks]
    more = max(max(len(label), len(known)) for _, label, known, _ in laid) - 1
    height = PITCH + max(more, 0) * _LEADING

    def draw(surface: Surface, top: float) -> None:
        bottom = top + height - 2
        for blank, label, known, start in laid:
            _lines(surface, blank.left, bottom, label, size=_LABEL)
            _lines(surface, start, bottom, known, size=_SIZE)
            if blank.lined:
                surface.line(start, bottom, blank.right, bottom, weight=_WEIGHT)

    return Block(height, draw, again=again, sums=sums)


def _laid(blank: Blank) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    """Its label and what is known as lines, and where the line to write on begins."""
    if not blank.lined:
        return wrap(blank.label, face="body", size=_LABEL, room=blank.right - blank.left), (), blank.left
    start = blank.left + (typeface("body").width(blank.label, _LABEL) + 6 if blank.label else 0)
    return (blank.label,), wrap(blank.known, face="body", size=_SIZE, room=blank.right - start), start


def _lines(surface: Surface, x: float, bottom: float, lines: Sequence[str], *, size: float) -> None:
    """The last of them stands on the line to write on."""
    for number, line in enumerate(reversed(lines)):
        if line:
            surface.text(x, bottom + 2 - _BASE - number * _LEADING, line, size=size)


def tick_row(words: Sequence[str], *, size: float = 9.5) -> Block:
    """Boxes to tick, each before its words, in so many columns; words wrap within theirs."""
    wide = (RIGHT - LEFT) / len(words)
    laid = [wrap(one, face="body", size=size, room=wide - 25) for one in words]
    height = max(map(len, laid)) * size * 1.25 + 4

    def draw(surface: Surface, top: float) -> None:
        for column, lines in enumerate(laid):
            left = LEFT + column * wide
            if lines:
                surface.box(left + 1, top + 2, left + 9.5, top + 10.5, weight=0.7)
            for number, line in enumerate(lines):
                surface.text(left + 15, top + size + number * size * 1.25, line, size=size)

    return Block(height, draw)
