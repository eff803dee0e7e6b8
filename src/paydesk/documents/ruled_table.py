"""A table over as many pages as it takes: cells wrap, a hairline under every row, the heads on every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from paydesk.documents.surface import Surface
from paydesk.documents.typefaces import wrap

_GAP, _LEADING, _ABOVE = 8.0, 1.25, 3.0


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column and its width in points, the gap to the next one included."""

    title: str
    width: float


@dataclass(frozen=True, slots=True)
class LaidRow:
    """A row with its cells as lines."""

    cells: tuple[tuple[str, ...], ...]
    height: float


def lay_out(
    columns: Sequence[TableColumn], rows: Iterable[tuple[str, ...]], *, size: float, first: float, room: float
) -> tuple[tuple[LaidRow, ...], ...]:
    """Rows by page: ``first`` points are free on the first page, ``room`` on every other, the heads' line included.

    A row never breaks; of one that is taller than a page the last line that fits ends in an ellipsis.
    """
    head = _laid(tuple(column.title for column in columns), columns, size, most=99).height
    most = int((room - head - 2 * _ABOVE) / (size * _LEADING))
    pages: list[list[LaidRow]] = [[]]
    free = first - head
    for row in rows:
        laid = _laid(row, columns, size, most=most)
        if laid.height > free:
            pages.append([])
            free = room - head
        pages[-1].append(laid)
        free -= laid.height
    return tuple(map(tuple, pages))


def draw_rows(
    surface: Surface, columns: Sequence[TableColumn], rows: Iterable[LaidRow], *, left: float, top: float, size: float
) -> float:
    """Draw the heads and these rows from ``top`` on; where the table ends."""
    head = _laid(tuple(column.title for column in columns), columns, size, most=99)
    edge = left + sum(column.width for column in columns)
    y = _draw(surface, columns, head, left=left, top=top, size=size, bold=True)
    surface.line(left, y, edge, y, weight=0.8)
    for row in rows:
        y = _draw(surface, columns, row, left=left, top=y, size=size, bold=False)
        surface.line(left, y, edge, y, weight=0.25)
    return y


def _laid(row: tuple[str, ...], columns: Sequence[TableColumn], size: float, *, most: int) -> LaidRow:
    cells = []
    for text, column in zip(row, columns, strict=True):
        lines = wrap(text, face="body", size=size, room=column.width - _GAP)
        cells.append(lines if len(lines) <= most else (*lines[: most - 1], f"{lines[most - 1][:-1]}…"))
    tallest = max((len(lines) for lines in cells), default=1)
    return LaidRow(tuple(cells), max(tallest, 1) * size * _LEADING + 2 * _ABOVE)


def _draw(
    surface: Surface, columns: Sequence[TableColumn], row: LaidRow, *, left: float, top: float, size: float, bold: bool
) -> float:
    x = left
    for lines, column in zip(row.cells, columns, strict=True):
        for number, line in enumerate(lines):
            y = top + _ABOVE + size * (1 + number * _LEADING)
            surface.text(x, y, line, face="bold" if bold else "body", size=size)
        x += column.width
    return top + row.height
