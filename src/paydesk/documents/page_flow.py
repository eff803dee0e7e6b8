"""A flow of blocks over as many pages as it takes: a heading never ends a page, a sum never begins one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from paydesk.documents.page import LEFT, RIGHT
from paydesk.documents.surface import Surface
from paydesk.documents.typefaces import Face, wrap

_LEADING, _ABOVE = 1.28, 2.6


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Something of a ``height`` that is drawn from its top down.

    ``leads``: it never ends a page. ``sums``: it never begins one. ``again`` is what stands above it once more when
    it does begin a page.
    """

    height: float
    draw: Callable[[Surface, float], None]
    leads: bool = False
    sums: bool = False
    again: Block | None = None


def gap(height: float) -> Block:
    """White space; none is left at the top of a page."""
    return Block(height, lambda surface, top: None, sums=True)


def pages_of_blocks(blocks: Iterable[Block], *, first: float, room: float) -> tuple[tuple[Block, ...], ...]:
    """Blocks by page, ``first`` points free on the first page and ``room`` on every other.

    What cannot be kept together on a page of its own is parted where it is full.
    """
    rest, free = list(blocks), first
    pages: list[tuple[Block, ...]] = []
    while rest:
        cut = full = _fitting(rest, free)
        while 0 < cut < len(rest) and (rest[cut - 1].leads or rest[cut].sums):
            cut -= 1
        if cut == 0:
            # A first page with too little room is left to its head; a whole page is filled.
            cut = 0 if not pages and free < room else max(full, 1)
        pages.append(tuple(rest[:cut]))
        rest = rest[cut:]
        if rest and pages[-1] and rest[0].again is not None:
            rest = [rest[0].again, *rest]
        free = room
    return tuple(pages) or ((),)


def _fitting(blocks: Sequence[Block], free: float) -> int:
    used = 0.0
    for number, block in enumerate(blocks):
        used += block.height
        if used > free + 0.01:
            return number
    return len(blocks)


def draw_blocks(surface: Surface, blocks: Iterable[Block], *, top: float) -> float:
    """Draw them under each other; where the last one ends."""
    for block in blocks:
        block.draw(surface, top)
        top += block.height
    return top


def prose(
    text: str, *, face: Face = "body", size: float = 10.5, after: float = 6, left: float = LEFT, mark: str = "",
    leads: bool = False, sums: bool = False,
) -> tuple[Block, ...]:  # fmt: skip
    """A paragraph, a block a line, its first two and last two lines kept together; ``mark`` hangs before it.

    ``sums``: its first line stays with what is before it.
    """
    indent = 11.0 if mark else 0.0
    lines = wrap(text, face=face, size=size, room=RIGHT - left - indent)
    last = len(lines) - 1

    def draw(surface: Surface, top: float, *, line: str, number: int) -> None:
        if mark and number == 0:
            surface.text(left, top + size, mark, face=face, size=size)
        surface.text(left + indent, top + size, line, face=face, size=size)

    return tuple(
        Block(
            size * _LEADING + (after if number == last else 0), partial(draw, line=line, number=number),
            leads=leads or (number == 0 and last > 0), sums=number == last > 0 or (sums and number == 0),
        )
        for number, line in enumerate(lines)
    )  # fmt: skip


def heading(text: str, *, size: float = 11.5, after: float = 3) -> tuple[Block, ...]:
    """A heading that stays with what it is about."""
    return prose(text, face="bold", size=size, after=after, leads=True)


@dataclass(frozen=True, slots=True)
class FlowColumn:
    """A column between two points; amounts end at its right edge, all else wraps from its left one."""

    left: float
    right: float
    amounts: bool = False

    @property
    def room(self) -> float:
        """How wide a text may be."""
        return self.right - self.left


def head_block(columns: Sequence[FlowColumn], titles: Sequence[str], *, size: float = 8.5) -> Block:
    """The grey strip with the names of the columns; a line break parts a name in two lines."""
    tallest = max(title.count("\n") for title in titles) + 1
    height = tallest * size * 1.18 + 7

    def draw(surface: Surface, top: float) -> None:
        surface.fill(LEFT, top, RIGHT, top + height)
        for column, title in zip(columns, titles, strict=True):
            lines = title.split("\n")
            for number, line in enumerate(lines):
                y = top + height - 5 - (len(lines) - 1 - number) * size * 1.18
                if column.amounts:
                    surface.rtext(column.right, y, line, face="bold", size=size, room=column.room)
                else:
                    surface.text(column.left, y, line, face="bold", size=size, room=column.room)

    return Block(height, draw, leads=True)


def row_block(
    columns: Sequence[FlowColumn], cells: Sequence[str], *, under: str = "", size: float = 9.5, face: Face = "body",
    above: float = 0, below: float = 0.25, sums: bool = False, again: Block | None = None,
) -> Block:  # fmt: skip
    """A row whose texts wrap; ``under`` is a smaller note below its first cell over the whole width.

    ``above`` and ``below`` are the weights of its lines, none for 0.
    """
    small = size - 1.2
    laid = [
        (cell,) if column.amounts else wrap(cell, face=face, size=size, room=column.room - 6)
        for column, cell in zip(columns, cells, strict=True)
    ]
    notes = wrap(under, face="body", size=small, room=RIGHT - columns[0].left - 3) if under else ()
    tall = max(len(lines) for lines in laid)
    height = tall * size * _LEADING + len(notes) * small * _LEADING + 2 * _ABOVE

    def draw(surface: Surface, top: float) -> None:
        if above:
            surface.line(LEFT, top, RIGHT, top, weight=above)
        for column, lines in zip(columns, laid, strict=True):
            for number, line in enumerate(lines):
                y = top + _ABOVE + size * (1 + number * _LEADING)
                if column.amounts:
                    surface.rtext(column.right, y, line, face=face, size=size, room=column.room)
                else:
                    surface.text(column.left, y, line, face=face, size=size)
        for number, line in enumerate(notes):
            y = top + _ABOVE + tall * size * _LEADING + small * (0.9 + number * _LEADING)
            surface.text(columns[0].left, y, line, size=small)
        if below:
            surface.line(LEFT, top + height, RIGHT, top + height, weight=below)

    return Block(height, draw, sums=sums, again=again)
