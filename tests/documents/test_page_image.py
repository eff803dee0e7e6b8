"""A finished file can be looked at: pages, pixels, words."""

from __future__ import annotations

from datetime import date

import pytest

from paydesk.documents.alignment import draw_alignment_sheet
from paydesk.documents.page import ADDRESS
from paydesk.documents.page_image import page_count, page_text, render

SHEET = draw_alignment_sheet(clinic="Riverbend Family Clinic", day=date(2026, 11, 20))


def test_a_page_becomes_pixels_of_the_asked_size() -> None:
    image = render(SHEET.pdf, 0, dpi=72)
    assert (image.width, image.height) == (612, 792)
    assert len(image.rgb) == 612 * 792 * 3
    assert image.rgb[:3] == b"\xff\xff\xff"


def test_the_alignment_sheet_frames_the_window_and_measures_four_inches() -> None:
    image = render(SHEET.pdf, 0, dpi=72)

    def dark(x: float, y: float) -> bool:
        return image.rgb[(round(y) * image.width + round(x)) * 3] < 128

    assert dark(ADDRESS.left + 60, ADDRESS.top) or dark(ADDRESS.left + 60, ADDRESS.top - 1)
    assert all(dark(45 + inch * 71.8, 404) for inch in range(1, 5))
    assert not dark(45 + 4 * 72 + 3, 404)
    assert "Measure the bar" in page_text(SHEET.pdf, 0)


def test_a_page_that_is_not_there_is_said_to_be_missing() -> None:
    assert page_count(SHEET.pdf) == SHEET.pages == 1
    with pytest.raises(IndexError, match="1 pages, not 2"):
        render(SHEET.pdf, 1)
    with pytest.raises(IndexError, match="not 0"):
        page_text(SHEET.pdf, -1)
