"""A part of the audit trail on paper: who, when, what, of whom, with what stood there before and after."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from paydesk.documents.ops_surface import OpsSurface
from paydesk.documents.page import LEFT, RIGHT
from paydesk.documents.paper import Paper
from paydesk.documents.pdf_file import draw_file
from paydesk.documents.ruled_table import LaidRow, TableColumn, draw_rows, lay_out
from paydesk.documents.surface import HEIGHT, Surface

_COLUMNS = (
    TableColumn("When", 78), TableColumn("Who", 88), TableColumn("What", 106), TableColumn("Of whom", 96),
    TableColumn("In detail", 154),
)  # fmt: skip
_SIZE, _TOP, _BOTTOM = 7.5, 96.0, HEIGHT - 42


@dataclass(frozen=True, slots=True)
class TrailView:
    """What is printed: ``asked`` is what was searched for, ``printed`` when and by whom; rows are five cells each."""

    clinic: str
    day: datetime.date
    asked: str
    printed: str
    rows: tuple[tuple[str, str, str, str, str], ...]


def draw_trail(view: TrailView) -> Paper:
    """The list as one PDF; a page at least."""
    pages = lay_out(_COLUMNS, view.rows, size=_SIZE, first=_BOTTOM - _TOP, room=_BOTTOM - _TOP)

    def draw(surface: OpsSurface) -> None:
        for number, rows in enumerate(pages, start=1):
            _page(surface, view, rows, number=number, of=len(pages))

    return draw_file(draw, title="Audit trail", author=view.clinic, day=view.day)


def _page(surface: Surface, view: TrailView, rows: tuple[LaidRow, ...], *, number: int, of: int) -> None:
    surface.place = "audit trail"
    surface.text(LEFT, 50, "Audit trail", face="bold", size=14)
    surface.rtext(RIGHT, 50, view.clinic, size=9.5, room=300)
    surface.text(LEFT, 66, view.asked, size=9, room=RIGHT - LEFT)
    surface.text(LEFT, 79, view.printed, size=8, room=RIGHT - LEFT)
    end = draw_rows(surface, _COLUMNS, rows, left=LEFT, top=_TOP, size=_SIZE)
    if not view.rows:
        surface.text(LEFT, end + 16, "Nothing was found.", size=9)
    surface.rtext(RIGHT, HEIGHT - 26, f"Page {number} of {of}", size=8)
    surface.end_page()
