"""The sheet and its envelope: where windows, folds and margins are, and what may be printed there.

Geometry for a Letter page in a #10 envelope (window 1¼ × 4 in, ½ in from the left, ⅝ in from the bottom),
first panel 3⅞ in: DMM 601.6.3 asks the address to stay visible with ⅛ in clear wherever the sheet slides.
All in points from the top left.
"""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.documents.letterhead import Letterhead
from paydesk.documents.surface import Surface
from paydesk.documents.typefaces import shorten, typeface, wrap
from paydesk.rules.errors import PaydeskError


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Top to bottom."""
        return self.bottom - self.top


MARGIN = 18.0
LEFT, RIGHT = 45.0, 567.0
FIRST_FOLD, SECOND_FOLD = 279.0, 535.5
ADDRESS = Area(45, 171, 243, 225)
"""Always visible through the lower window."""
ADDRESS_SWEEP = Area(0, 144, 324, 252)
"""Can show through the lower window in some position: the address alone may be printed here."""
RETURN = Area(45, 81, 243, 108)
RETURN_SWEEP = Area(0, 54, 288, 135)
"""Can show through the upper window: clinic name and address alone."""
REPLY = Area(65, 700, 260, 740)
"""Where a #9 reply envelope shows the clinic's address on the coupon."""

_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0)
_LEADING = 1.1
_NO_MARKS = str.maketrans(dict.fromkeys('.,;:()"“”'))


def postal(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines as the post office reads them best (Publication 28): capitals, no punctuation, one space."""
    spelled = (" ".join(line.translate(_NO_MARKS).upper().split()) for line in lines)
    return tuple(line for line in spelled if line)


def fitted(lines: tuple[str, ...], *, area: Area) -> tuple[float, tuple[str, ...]]:
    """The largest size (8 to 10 points) at which ``lines`` fit ``area``, wrapped only at the smallest.

    Raises PaydeskError when even that is too much for the envelope's window.
    """
    measure = typeface("body")
    for size in _SIZES:
        wide = max((measure.width(line, size) for line in lines), default=0)
        if wide <= area.width and len(lines) * size * _LEADING <= area.height:
            return size, lines
    size = _SIZES[-1]
    broken = tuple(part for line in lines for part in wrap(line, face="body", size=size, room=area.width))
    if len(broken) * size * _LEADING > area.height:
        raise PaydeskError("The mailing address is too long for the envelope's window. Shorten it.", field="addressee")
    return size, broken


def draw_addressee(surface: Surface, lines: tuple[str, ...]) -> None:
    """The mailing address in the lower window."""
    surface.place = "mailing address"
    size, shown = fitted(postal(lines), area=ADDRESS)
    for number, line in enumerate(shown):
        surface.text(ADDRESS.left, ADDRESS.top + size * (0.95 + number * _LEADING), line, size=size)


def draw_return_address(surface: Surface, letterhead: Letterhead) -> None:
    """The clinic in the upper window, beside its mark."""
    surface.place = "clinic’s name and address"
    left, top = RETURN.left, RETURN.top
    surface.fill(left, top, left + 26, top + 26, grey=0.25)
    surface.fill(left + 11, top + 5, left + 15, top + 21, grey=1)
    surface.fill(left + 5, top + 11, left + 21, top + 15, grey=1)
    room = RETURN.right - left - 33
    surface.text(left + 33, top + 8, shorten(letterhead.name, face="bold", size=10, room=room), face="bold", size=10)
    for number, line in enumerate(letterhead.address[:2]):
        surface.text(left + 33, top + 17.5 + 9.5 * number, shorten(line, face="body", size=8.5, room=room), size=8.5)


def draw_folds(surface: Surface, *, perforated: bool = False) -> None:
    """Short marks at the left edge where the sheet is folded; a perforation is its own mark."""
    for fold in (FIRST_FOLD,) if perforated else (FIRST_FOLD, SECOND_FOLD):
        surface.line(MARGIN, fold, MARGIN + 10, fold)
