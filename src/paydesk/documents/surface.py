"""Where a layout draws: points from the top left of a Letter page, whatever is behind it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Protocol

from paydesk.documents.barcodes import Bars, Matrix
from paydesk.documents.paper import Finding
from paydesk.documents.typefaces import Face, shorten, typeface

WIDTH, HEIGHT = 612.0, 792.0
"""A Letter page in points."""
GREY = 0.88
"""The one shade we print: 12 % black."""


class Surface(Protocol):
    """What a layout may ask for.

    ``y`` of text is its baseline. ``place`` names what is being drawn, for findings. ``room`` is
    the most a text may take.
    """

    place: str

    def text(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5, room: float = 0) -> None:
        """Text that starts at ``x``; what is wider than ``room`` ends in an ellipsis."""

    def rtext(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5, room: float = 0) -> None:
        """Text that ends at ``x``; what is wider than ``room`` is set smaller."""

    def ctext(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5) -> None:
        """Text centered on ``x``."""

    def line(self, x0: float, y0: float, x1: float, y1: float, *, weight: float = 0.6, dash: float = 0) -> None:
        """A line, dashed if ``dash`` is a length."""

    def box(self, x0: float, y0: float, x1: float, y1: float, *, weight: float = 0.6) -> None:
        """An outline."""

    def fill(self, x0: float, y0: float, x1: float, y1: float, *, grey: float = GREY) -> None:
        """A filled rectangle; 0 is black."""

    def bars(self, x: float, y: float, bars: Bars, *, module: float, height: float) -> None:
        """A linear barcode, ``y`` its top."""

    def matrix(self, x: float, y: float, matrix: Matrix, *, side: float) -> None:
        """A square barcode, ``x, y`` its top left."""

    def stamp(self, key: Hashable, draw: Callable[[Surface], None]) -> None:
        """Art that many pages share: drawn once a document under ``key``, then only referred to."""

    def end_page(self) -> None:
        """Finishes the page; the next call draws on a fresh one."""


@dataclass(slots=True)
class Placed:
    """One text as it was placed: ``x`` its left edge, ``y`` its baseline, points."""

    page: int
    x: float
    y: float
    text: str
    face: Face
    size: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + typeface(self.face).width(self.text, self.size)


@dataclass(slots=True)
class RecordingSurface:
    """Keeps what was asked for instead of drawing it: layouts are tested by places and words."""

    place: str = ""
    page: int = 1
    texts: list[Placed] = field(default_factory=list)
    marks: list[tuple[int, str, float, float, float, float]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5, room: float = 0) -> None:
        """Keeps a text."""
        if room:
            text = shorten(text, face=face, size=size, room=room)
        clean, replaced = typeface(face).clean(text)
        self.findings += [Finding(self.place, *each) for each in replaced]
        self.texts.append(Placed(self.page, x, y, clean, face, size))

    def rtext(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5, room: float = 0) -> None:
        """Keeps a text by its left edge."""
        width = typeface(face).width(typeface(face).clean(text)[0], size)
        if room and width > room:
            size, width = size * room / width, room
        self.text(x - width, y, text, face=face, size=size)

    def ctext(self, x: float, y: float, text: str, *, face: Face = "body", size: float = 9.5) -> None:
        """Keeps a text by its left edge."""
        self.text(x - typeface(face).width(typeface(face).clean(text)[0], size) / 2, y, text, face=face, size=size)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, weight: float = 0.6, dash: float = 0) -> None:
        """Keeps a line."""
        self.marks.append((self.page, "line", x0, y0, x1, y1))

    def box(self, x0: float, y0: float, x1: float, y1: float, *, weight: float = 0.6) -> None:
        """Keeps an outline."""
        self.marks.append((self.page, "box", x0, y0, x1, y1))

    def fill(self, x0: float, y0: float, x1: float, y1: float, *, grey: float = GREY) -> None:
        """Keeps a rectangle."""
        self.marks.append((self.page, "fill", x0, y0, x1, y1))

    def bars(self, x: float, y: float, bars: Bars, *, module: float, height: float) -> None:
        """Keeps the barcode's outline."""
        self.marks.append((self.page, "bars", x, y, x + bars.modules * module, y + height))

    def matrix(self, x: float, y: float, matrix: Matrix, *, side: float) -> None:
        """Keeps the code's outline."""
        self.marks.append((self.page, "matrix", x, y, x + side, y + side))

    def stamp(self, key: Hashable, draw: Callable[[Surface], None]) -> None:
        """Draws it every time: a recording has no forms."""
        draw(self)

    def end_page(self) -> None:
        """Counts pages."""
        self.page += 1
