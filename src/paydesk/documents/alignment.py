"""The alignment sheet: printed, folded and slid about, it shows whether this printer meets this envelope."""

from __future__ import annotations

from datetime import date

from paydesk.documents.page import ADDRESS, ADDRESS_SWEEP, MARGIN, RETURN, RETURN_SWEEP, Area, draw_folds
from paydesk.documents.paper import Paper
from paydesk.documents.pdf_file import draw_file
from paydesk.documents.surface import HEIGHT, WIDTH, Surface

_STEPS = (
    "1. Print this page at 100 % (“actual size”), not “fit to page”.",
    "2. Measure the bar below: it is 4 inches long. If not, the printer scales the page.",
    "3. Fold at the first mark, put the page into the window envelope, and slide it to all four corners.",
    "4. In every corner the whole inner frame must show, and nothing outside the outer frame.",
)


def draw_alignment_sheet(*, clinic: str, day: date) -> Paper:
    """The sheet as one PDF: for both windows the part always visible and the part that may show."""
    return draw_file(_draw, title="Alignment sheet", author=clinic, day=day)


def _draw(surface: Surface) -> None:
    surface.place = "alignment sheet"
    for always, sweep, name in (
        (RETURN, RETURN_SWEEP, "return address"),
        (ADDRESS, ADDRESS_SWEEP, "mailing address"),
    ):
        _frame(surface, sweep, weight=0.4)
        _frame(surface, always, weight=1.2)
        surface.text(always.left + 4, always.top + 12, f"Always visible: {name}", size=9)
        surface.text(always.right + 6, sweep.bottom - 6, "may show", size=7)
    draw_folds(surface)
    surface.text(340, 60, "Alignment sheet", face="bold", size=15)
    surface.text(340, 76, "for a #10 window envelope", size=10)
    for number, step in enumerate(_STEPS):
        surface.text(45, 310 + 18 * number, step, size=10.5)
    surface.fill(45, 400, 45 + 4 * 72, 408, grey=0)
    for corner in (MARGIN, WIDTH - MARGIN):
        surface.line(corner, MARGIN, corner, MARGIN + 18)
        surface.line(corner, HEIGHT - MARGIN - 18, corner, HEIGHT - MARGIN)
    surface.text(45, 440, "The four short lines at the corners are ¼ inch from the edge: all must be there.", size=10.5)
    surface.end_page()


def _frame(surface: Surface, area: Area, *, weight: float) -> None:
    surface.box(max(area.left, MARGIN), area.top, area.right, area.bottom, weight=weight)
