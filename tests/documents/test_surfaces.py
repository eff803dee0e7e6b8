"""The fast surface draws what the public one draws."""

from __future__ import annotations

import io

import pdfplumber
import pytest
import zxingcpp
from PIL import Image, ImageChops

from paydesk.documents.canvas_surface import CanvasSurface
from paydesk.documents.page_image import render
from paydesk.documents.pdf_file import draw_file, open_canvas
from paydesk.documents.statement import draw_pages, draw_statement
from paydesk.documents.statement_view import StatementView
from paydesk.rules.correspondence import Language
from support.paper_samples import CLINIC, LONG_ADDRESS, line, statement, visit

VIEWS = [
    statement(addressee=LONG_ADDRESS),
    statement(visit(line("A (b) \\ c 茶 ½", 152_81, waiting=52_81)), unapplied=-1_00, language=Language.SPANISH),
]


def by_public_canvas(view: StatementView) -> bytes:
    """The statement drawn without anything private."""
    target = io.BytesIO()
    canvas = open_canvas(target, title="Statement", author=CLINIC.name, day=view.date)
    draw_pages(CanvasSurface(canvas), view)
    canvas.save()
    return target.getvalue()


def placed_words(pdf: bytes) -> list[tuple[str, int, float]]:
    """Words with their places in points."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        found = [word for page in opened.pages for word in page.extract_words()]
    return sorted((word["text"], round(word["bottom"]), word["x0"]) for word in found)


@pytest.mark.parametrize("view", VIEWS)
def test_both_surfaces_set_the_same_words_at_the_same_places(view: StatementView) -> None:
    fast, public = placed_words(draw_statement(view).pdf), placed_words(by_public_canvas(view))
    assert [word[:2] for word in fast] == [word[:2] for word in public]
    assert [word[2] for word in fast] == pytest.approx([word[2] for word in public], abs=0.1)


@pytest.mark.parametrize("view", VIEWS)
def test_both_surfaces_look_the_same(view: StatementView) -> None:
    for page in range(2):
        fast, public = (picture(pdf, page) for pdf in (draw_statement(view).pdf, by_public_canvas(view)))
        # The edges of codes fall differently on pixels; what they say is compared instead.
        if page == 0:
            assert said(fast) == said(public)
            for each in (fast, public):
                each.paste(255, (120, 1700, 320, 1920))
                each.paste(255, (900, 1930, 1600, 2025))
        assert ImageChops.difference(fast, public).point(lambda value: value > 96 and 255).getbbox() is None


def picture(pdf: bytes, page: int) -> Image.Image:
    """A page in grey at 200 dots an inch."""
    shot = render(pdf, page, dpi=200)
    return Image.frombytes("RGB", (shot.width, shot.height), shot.rgb).convert("L")


def said(page: Image.Image) -> list[str]:
    """What the codes of a page say."""
    return sorted(code.text for code in zxingcpp.read_barcodes(page))


def test_art_shared_by_pages_is_in_the_file_once() -> None:
    one = draw_file(lambda surface: draw_pages(surface, VIEWS[0]), title="t", author="a", day=VIEWS[0].date)
    five = draw_file(
        lambda surface: [draw_pages(surface, VIEWS[0]) for _ in range(5)],
        title="t",
        author="a",
        day=VIEWS[0].date,
    )
    assert five.pages == 10
    assert len(five.pdf) < len(one.pdf) * 1.4
