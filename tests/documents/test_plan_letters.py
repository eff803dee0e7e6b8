"""Every letter about a plan is one page in both languages, its address alone in the window."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pdfplumber
import pytest

from paydesk.documents.letterhead import Letterhead
from paydesk.documents.page import ADDRESS_SWEEP, MARGIN
from paydesk.documents.page_image import page_count, page_text
from paydesk.documents.paper import Paper
from paydesk.documents.plan_letter import draw_plan_letter
from paydesk.documents.surface import HEIGHT, WIDTH
from paydesk.rules.correspondence import Language, long_date
from paydesk.rules.errors import PaydeskError
from paydesk.rules.plan_letter_phrases import PlanLetter
from paydesk.rules.plan_letter_words import PlanLetterFacts, plan_letter, plan_letter_phrases
from support.agreement_samples import WIDE_NAME
from support.paper_samples import CLINIC
from support.plan_letter_samples import letter_facts

DAY = date(2027, 2, 16)
WIDE_CLINIC = replace(
    CLINIC, name="The Community Health Center of the Lower Sangamon River Valley and its Branches",
    pay_link="pay.example.com/community-health-center-of-the-lower-sangamon-river",
    remit_to=("The Community Health Center of the Lower Sangamon River Valley", "PO Box 4400, Suite 1234567",
              "Springfield, IL 62705-4400"),
)  # fmt: skip
LONGEST = tuple(
    f"Care of $1,234,567.89 on September {day}, 2026 for {WIDE_NAME} joined the plan." for day in range(10, 20)
)

EVERY = pytest.mark.parametrize("kind", list(PlanLetter))
BOTH = pytest.mark.parametrize("language", list(Language))


def drawn(facts: PlanLetterFacts, letterhead: Letterhead = CLINIC) -> Paper:
    return draw_plan_letter(
        facts, letterhead=letterhead, date=DAY, account="5000000",
        addressee=(facts.name, "2301 SW 14th Ave.", "Bend, OR 97702-0098"), signer="Dana Whitfield, Front office",
    )  # fmt: skip


@BOTH
@EVERY
def test_a_letter_is_one_page_that_says_all_of_it(kind: PlanLetter, language: Language) -> None:
    facts = letter_facts(kind, language)
    paper = drawn(facts)
    assert page_count(paper.pdf) == paper.pages == 1
    assert paper.findings == ()
    text = " ".join(page_text(paper.pdf, 0).split())
    said = plan_letter(facts, phone=CLINIC.phone, link=CLINIC.pay_link, mail_to=CLINIC.payment_address)
    shown = [said.greeting, said.subject, *said.paragraphs, *(part for pair in said.facts for part in pair)]
    shown += [long_date(DAY, language), "5000000", "Dana Whitfield, Front office", CLINIC.name]
    assert [one for one in shown if one not in text] == []


@BOTH
@EVERY
def test_even_the_widest_letter_fits_its_page(kind: PlanLetter, language: Language) -> None:
    changes: dict[str, object] = {"name": WIDE_NAME, "number": 123_456}
    for name in ("amount", "left"):
        if getattr(letter_facts(kind), name) is not None:
            changes[name] = 1_234_567_89
    if kind is PlanLetter.AMENDED:
        changes["changes"] = LONGEST
    paper = drawn(letter_facts(kind, language, **changes), WIDE_CLINIC)
    assert paper.pages == 1
    with pdfplumber.open(io.BytesIO(paper.pdf)) as pdf:
        found = pdf.pages[0].extract_words()
    for one in found:
        assert one["x0"] >= MARGIN and one["x1"] <= WIDTH - MARGIN and one["bottom"] <= HEIGHT - MARGIN
    sweep = ADDRESS_SWEEP
    high = [one for one in found if one["bottom"] > sweep.top and one["top"] < sweep.bottom]
    seen = [one["text"] for one in high if one["x0"] < sweep.right]
    assert seen[:2] == ["NGUYỄN", "THỊ"] and seen[-1] == "97702-0098"


@BOTH
def test_where_there_is_no_room_for_all_changes_the_letter_says_so(language: Language) -> None:
    more = plan_letter_phrases(language).more_changes
    few = page_text(drawn(letter_facts(PlanLetter.AMENDED, language, changes=LONGEST[:3])).pdf, 0)
    assert few.count("•") == 3 and more not in few
    many = page_text(drawn(letter_facts(PlanLetter.AMENDED, language, changes=LONGEST)).pdf, 0)
    assert 2 <= many.count("•") < len(LONGEST) and more in many


def test_what_no_letter_has_room_for_is_refused() -> None:
    with pytest.raises(PaydeskError, match="Shorten it"):
        drawn(letter_facts(PlanLetter.AMENDED, changes=("word " * 900, "It is the same.")))
    with pytest.raises(PaydeskError, match="window"):
        drawn(letter_facts(PlanLetter.AMENDED, name="word " * 60))


def test_the_file_names_nobody_and_is_always_the_same() -> None:
    facts = letter_facts(PlanLetter.CURE)
    assert drawn(facts) == drawn(facts)
    with pdfplumber.open(io.BytesIO(drawn(facts).pdf)) as pdf:
        assert "Garcia" not in str(pdf.metadata)


def test_a_letter_without_its_facts_is_never_drawn() -> None:
    with pytest.raises(ValueError, match="until"):
        drawn(letter_facts(PlanLetter.CURE, until=None))
