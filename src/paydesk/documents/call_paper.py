"""The sheet of a call to an insurer on paper: to call by, or as evidence of what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from paydesk.documents.call_view import CallView
from paydesk.documents.ops_surface import OpsSurface
from paydesk.documents.page import LEFT, RIGHT
from paydesk.documents.paper import Paper
from paydesk.documents.pdf_file import draw_file
from paydesk.documents.surface import HEIGHT, Surface
from paydesk.documents.typefaces import wrap

_TOP, _BOTTOM, _VALUE, _SIZE, _LEADING = 92.0, HEIGHT - 48, 150.0, 10.0, 13.0
_ABOVE_SECTION, _ROW_GAP = 14.0, 3.5


def draw_call(view: CallView) -> Paper:
    """The sheet as one PDF over as many pages as it takes; a section's title never stands alone at the foot."""
    pages = _pages(view)

    def draw(surface: OpsSurface) -> None:
        for number, lines in enumerate(pages, start=1):
            _page(surface, view, lines, number=number, of=len(pages))

    return draw_file(draw, title="Call sheet", author=view.clinic, day=view.day)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the sheet: a title, a label and one line of its value, or prose; ``rule`` is to write on."""

    height: float
    label: str = ""
    value: str = ""
    title: str = ""
    rule: bool = False
    prose: bool = False
    keeps: bool = False  # stays with the line after it


def _lines(view: CallView) -> Iterator[_Line]:
    room = RIGHT - LEFT - _VALUE
    for section in view.sections:
        yield _Line(_ABOVE_SECTION + _LEADING + 4, title=section.title, keeps=True)
        for label, value in section.rows:
            parts = wrap(value, face="body", size=_SIZE, room=room) or ("",)
            for number, part in enumerate(parts):
                last = number == len(parts) - 1
                height = _LEADING + (_ROW_GAP if last else 0) + (5 if not value else 0)
                yield _Line(height, label if number == 0 else "", part, rule=not value, keeps=not last)
        for part in wrap(section.prose, face="body", size=_SIZE, room=RIGHT - LEFT) if section.prose else ():
            yield _Line(_LEADING, value=part, prose=True)


def _pages(view: CallView) -> tuple[tuple[_Line, ...], ...]:
    pages: list[list[_Line]] = [[]]
    left = _BOTTOM - _TOP
    group: list[_Line] = []
    for line in _lines(view):
        group.append(line)
        if line.keeps:
            continue
        tall = sum(one.height for one in group)
        if tall > left and pages[-1]:
            pages.append([])
            left = _BOTTOM - _TOP
        pages[-1] += group
        left -= tall
        group = []
    pages[-1] += group
    return tuple(map(tuple, pages))


def _page(surface: Surface, view: CallView, lines: tuple[_Line, ...], *, number: int, of: int) -> None:
    surface.place = "call sheet"
    surface.text(LEFT, 50, view.title, face="bold", size=14, room=RIGHT - LEFT - 200)
    surface.rtext(RIGHT, 50, view.clinic, size=9.5, room=190)
    surface.text(LEFT, 66, view.kind, size=9.5, room=300)
    surface.rtext(RIGHT, 66, view.printed, size=8.5, room=210)
    y = _TOP - _ABOVE_SECTION
    for line in lines:
        _draw(surface, line, y)
        y += line.height
    surface.rtext(RIGHT, HEIGHT - 26, f"Page {number} of {of}", size=8)
    surface.end_page()


def _draw(surface: Surface, line: _Line, top: float) -> None:
    if line.title:
        base = top + _ABOVE_SECTION + _SIZE
        surface.text(LEFT, base, line.title, face="bold", size=10.5, room=RIGHT - LEFT)
        surface.line(LEFT, base + 4, RIGHT, base + 4, weight=0.5)
        return
    base = top + _SIZE
    if line.label:
        surface.text(LEFT, base, line.label, size=_SIZE, room=_VALUE - 8)
    if line.rule:
        surface.line(LEFT + _VALUE, base + 5, RIGHT, base + 5, weight=0.4)
    surface.text(LEFT if line.prose else LEFT + _VALUE, base, line.value, size=_SIZE)
