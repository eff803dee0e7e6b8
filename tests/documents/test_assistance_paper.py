"""Letters about assistance on paper: with the most they can say they fit one page, and the window shows the address."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pdfplumber
import pytest

from paydesk.documents.letter import draw_letter
from paydesk.documents.page import ADDRESS_SWEEP
from paydesk.documents.page_image import page_count, page_text
from paydesk.rules import assistance_letter_words as said
from paydesk.rules.assistance import PAPERS
from paydesk.rules.assistance_letter_words import Approval, LetterTo
from paydesk.rules.correspondence import Language, LetterWords
from paydesk.rules.sliding_scale import ClassKind, SlidingClass
from support.paper_samples import letter

NOMINAL = SlidingClass("A", 0, 100, ClassKind.NOMINAL, 20_00)
LONG = "We asked twice for the papers of everybody in the household, and what came was of another year. " * 3


def _words(language: Language) -> dict[str, LetterWords]:
    to = LetterTo(
        language=language, name="Maria Fernanda Garcia-Lopez de la Cruz", phone="(555) 010-0199",
        started_on=date(2026, 9, 30),
    )  # fmt: skip
    approval = Approval(
        held=NOMINAL, first=date(2026, 9, 30), last=date(2027, 9, 29), off=1_234_567_89, until=date(2026, 11, 23),
        left=40_00, best=False,
    )  # fmt: skip
    return {
        "papers": said.papers_letter(to, papers=tuple(one.id for one in PAPERS), due=date(2026, 12, 23)),
        "approved": said.approved_letter(to, approval),
        "denied": said.denied_letter(to, reason="other", told=LONG[:300], appeal_by=date(2026, 12, 23)),
        "final": said.final_letter(to, reason="other", told=LONG[:300]),
    }


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", ["papers", "approved", "denied", "final"])
def test_each_letter_says_all_of_it_on_one_page_with_the_address_alone_in_the_window(
    language: Language, name: str
) -> None:
    words = _words(language)[name]
    view = replace(
        letter(language), greeting=words.greeting, subject=words.subject, facts=words.facts,
        paragraphs=words.paragraphs,
    )  # fmt: skip
    paper = draw_letter(view)
    assert page_count(paper.pdf) == 1 and not paper.findings
    flat = " ".join(page_text(paper.pdf, 0).split())
    for text in (words.subject, *words.paragraphs, *(value for _, value in words.facts)):
        assert " ".join(text.split()) in flat
    assert "{" not in flat
    with pdfplumber.open(io.BytesIO(paper.pdf)) as pdf:
        found = pdf.pages[0].extract_words()
    sweep = ADDRESS_SWEEP
    seen = [one["text"] for one in found
            if one["x0"] < sweep.right and one["bottom"] > sweep.top and one["top"] < sweep.bottom]  # fmt: skip
    assert seen == ["MARIA", "GARCIA-LOPEZ", "2301", "SW", "14TH", "AVE", "BEND", "OR", "97702-0098"]
