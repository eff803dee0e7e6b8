"""The letter to an insurer: a letter with its facts filled in, then what is enclosed, every page numbered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from paydesk.documents.insurer_letter_view import Enclosure, Grid, InsurerLetterView, LetterSection
from paydesk.documents.ops_surface import OpsSurface
from paydesk.documents.page import LEFT, RIGHT, draw_addressee, draw_folds, draw_return_address
from paydesk.documents.page_flow import (
    Block,
    FlowColumn,
    draw_blocks,
    gap,
    head_block,
    heading,
    pages_of_blocks,
    prose,
    row_block,
)
from paydesk.documents.paper import Paper
from paydesk.documents.pdf_file import draw_file
from paydesk.documents.surface import HEIGHT, Surface
from paydesk.documents.typefaces import wrap
from paydesk.rules.correspondence import Language, long_date, words

_FIRST, _TOP, _BOTTOM = 262.0, 74.0, HEIGHT - 44
_LABEL, _SIZE, _LEADING = 112.0, 10.0, 1.28


def draw_insurer_letter(view: InsurerLetterView) -> Paper:
    """The letter with its enclosures as one PDF. Raises PaydeskError when the address does not fit its window."""

    def draw(surface: OpsSurface) -> None:
        draw_insurer_letter_on(surface, view)

    return draw_file(draw, title="Letter to an insurer", author=view.letterhead.name, day=view.date)


def draw_insurer_letter_on(surface: Surface, view: InsurerLetterView) -> int:
    """Every page on ``surface``, and how many there are: each enclosure begins a page of its own."""
    room = _BOTTOM - _TOP
    pages = list(pages_of_blocks(_letter(view), first=_BOTTOM - _FIRST, room=room))
    for one in view.enclosures:
        pages += pages_of_blocks(_enclosure(one), first=room, room=room)
    for number, blocks in enumerate(pages, start=1):
        if number == 1:
            _head(surface, view)
        else:
            _strip(surface, view)
        surface.place = "letter to the insurer"
        draw_blocks(surface, blocks, top=_FIRST if number == 1 else _TOP)
        surface.place = "page number"
        surface.rtext(RIGHT, HEIGHT - 26, f"Page {number} of {len(pages)}", size=8)
        surface.end_page()
    return len(pages)


def _head(surface: Surface, view: InsurerLetterView) -> None:
    """Who writes, to whom, on what day, how it is sent."""
    draw_return_address(surface, view.letterhead)
    draw_addressee(surface, view.addressee)
    draw_folds(surface)
    surface.place = "letter head"
    y = 89.0
    surface.rtext(RIGHT, y, long_date(view.date, Language.ENGLISH), size=10.5)
    for label, value in view.numbers:
        y += 13.5
        surface.rtext(RIGHT, y, f"{label} {value}", size=9.5, room=240)
    if view.way:
        surface.rtext(RIGHT, y + 20, view.way, face="bold", size=10, room=240)


def _strip(surface: Surface, view: InsurerLetterView) -> None:
    surface.place = "head of the page"
    surface.text(LEFT, 48, view.letterhead.name, face="bold", size=10, room=250)
    surface.rtext(RIGHT, 48, view.strip, size=9, room=260)
    surface.line(LEFT, 55, RIGHT, 55, weight=0.5)


def _letter(view: InsurerLetterView) -> Iterator[Block]:
    yield from prose(view.subject, face="bold", size=11.5, after=8, leads=True)
    yield from _facts(view.facts)
    if view.claims is not None:
        yield from _grid(view.claims, size=8.5)
    yield gap(10)
    for paragraph in view.paragraphs:
        yield from prose(paragraph, size=10.5, after=7)
    said = words(Language.ENGLISH)
    yield from prose(said.sincerely, size=10.5, after=30, leads=True)
    yield from prose(view.signer, size=10.5, after=1, leads=True)
    yield from prose(view.letterhead.name, size=10.5, sums=True)


def _enclosure(one: Enclosure) -> Iterator[Block]:
    yield from heading(one.title, size=13, after=8)
    for place, section in enumerate(one.sections):
        if place:
            yield gap(12)
        yield from _section(section)


def _section(section: LetterSection) -> Iterator[Block]:
    yield from heading(section.title, size=10.5, after=4)
    yield from _facts(section.rows)
    if section.grid is not None:
        yield gap(4)
        yield from _grid(section.grid, size=9)
    for text in section.prose:
        yield gap(4)
        yield from prose(text, size=9.5, after=2)


def _facts(rows: tuple[tuple[str, str], ...]) -> Iterator[Block]:
    """Labelled facts; a long one wraps under itself."""
    for label, value in rows:
        lines = wrap(value, face="body", size=_SIZE, room=RIGHT - LEFT - _LABEL) or ("",)
        yield Block(len(lines) * _SIZE * _LEADING + 1.5, partial(_fact, label=label, lines=lines))


def _fact(surface: Surface, top: float, *, label: str, lines: tuple[str, ...]) -> None:
    surface.text(LEFT, top + _SIZE, label, size=_SIZE, room=_LABEL - 6)
    for number, line in enumerate(lines):
        surface.text(LEFT + _LABEL, top + _SIZE * (1 + number * _LEADING), line, size=_SIZE)


def _grid(grid: Grid, *, size: float) -> Iterator[Block]:
    columns = _columns(grid)
    head = head_block(columns, grid.titles, size=size - 0.5)
    yield head
    for row in grid.rows:
        yield row_block(columns, row, size=size, again=head)


def _columns(grid: Grid) -> tuple[FlowColumn, ...]:
    width, whole, left = RIGHT - LEFT - 6, sum(grid.widths), LEFT + 3
    columns, after_amount = list[FlowColumn](), False
    for part, amounts in zip(grid.widths, grid.amounts, strict=True):
        right = left + width * part / whole
        # An amount ends where the next column begins: words there keep off it.
        columns.append(FlowColumn(left + (10 if after_amount and not amounts else 0), right - 4, amounts))
        left, after_amount = right, amounts
    return tuple(columns)
