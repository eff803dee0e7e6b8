"""A letter fits its page and its envelope."""

from __future__ import annotations

import io

import pdfplumber
import pytest

from paydesk.documents.letter import draw_letter
from paydesk.documents.page import ADDRESS, ADDRESS_SWEEP
from paydesk.documents.page_image import page_count, page_text
from paydesk.rules.correspondence import Language
from paydesk.rules.errors import PaydeskError
from support.paper_samples import letter

LINES = ("MARIA", "GARCIA-LOPEZ", "2301", "SW", "14TH", "AVE", "BEND", "OR", "97702-0098")


@pytest.mark.parametrize("language", list(Language))
def test_a_refund_letter_says_what_was_decided_on_one_page(language: Language) -> None:
    paper = draw_letter(letter(language))
    text = page_text(paper.pdf, 0)
    assert page_count(paper.pdf) == paper.pages == 1
    for fact in ("$123.45", "1021", "000123", "5000000", "Dana Whitfield", "(555) 010-0199"):
        assert fact in text
    assert "{" not in text


def test_the_window_shows_the_letters_address_alone() -> None:
    with pdfplumber.open(io.BytesIO(draw_letter(letter()).pdf)) as pdf:
        found = pdf.pages[0].extract_words()
    sweep = ADDRESS_SWEEP
    seen = [
        word for word in found if word["x0"] < sweep.right and word["bottom"] > sweep.top and word["top"] < sweep.bottom
    ]
    assert [word["text"] for word in seen] == [
        "MARIA",
        "GARCIA-LOPEZ",
        "2301",
        "SW",
        "14TH",
        "AVE",
        "BEND",
        "OR",
        "97702-0098",
    ]
    assert all(ADDRESS.left <= word["x0"] and word["x1"] <= ADDRESS.right for word in seen)


def test_every_font_of_a_letter_is_embedded() -> None:
    with pdfplumber.open(io.BytesIO(draw_letter(letter()).pdf)) as pdf:
        fonts = [font.resolve() for font in pdf.pages[0].page_obj.resources["Font"].resolve().values()]
    assert fonts
    assert all("FontFile2" in font["FontDescriptor"].resolve() for font in fonts)


def test_what_looks_like_markup_is_printed_as_typed_and_odd_letters_are_reported() -> None:
    paper = draw_letter(letter(paragraphs=("A <b>bold</b> & 茶 claim.",)))
    assert "A <b>bold</b> & ? claim." in page_text(paper.pdf, 0)
    assert [(each.place, each.character) for each in paper.findings] == [("text of the letter", "茶")]


def test_a_letter_longer_than_its_page_is_refused_with_what_to_do() -> None:
    with pytest.raises(PaydeskError, match="Shorten it"):
        draw_letter(letter(paragraphs=("word " * 300,) * 4))


def test_the_same_letter_is_the_same_bytes() -> None:
    assert draw_letter(letter()) == draw_letter(letter())
