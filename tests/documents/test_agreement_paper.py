"""Agreements on paper: every part whole, in both languages, over as many pages as it takes, signed at the end."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pdfplumber
import pytest

from paydesk.documents.agreement import draw_agreement, draw_agreement_sheets
from paydesk.documents.agreement_view import AgreementView
from paydesk.documents.page import RIGHT
from paydesk.documents.page_image import page_count, page_text
from paydesk.documents.surface import RecordingSurface
from paydesk.rules.agreement_words import (
    agreement_words,
    change_sentences,
    missed_sentences,
    pays_sentence,
    replaced_sentence,
)
from paydesk.rules.correspondence import Language, dollars, long_date, words
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Cadence, Installment
from paydesk.rules.plan_agreement import AgreementFacts
from support.agreement_samples import WIDE_NAME, agreed, agreement, agreement_view, wide_agreement
from support.paper_samples import CLINIC
from support.sheet_checks import fits, is_whole, windows_show

BARE = replace(CLINIC, phone="", pay_link="", address=(), remit_to=())
UNEVEN = tuple(Installment(date(2027, 1, 4) + timedelta(days=7 * number), 100 + number) for number in range(104))


def facts_by_name(language: Language) -> dict[str, AgreementFacts]:
    """Short and long, plain and at its widest, with and without box, down payment and changes."""
    made = {
        "worked": agreement(language=language),
        "four": agreement(4, language=language, down=50_00),
        "one": agreement(1, language=language),
        "widest": wide_agreement(language),
        "many runs": agreement(
            language=language, installments=UNEVEN, amounts=(sum(one.amount for one in UNEVEN),),
            cadence=Cadence.WEEKLY,
        ),
    }  # fmt: skip
    # wherever the end of the page falls, the end of the agreement stays whole
    made |= {f"{count} weeks": agreement(count, language=language, cadence=Cadence.WEEKLY) for count in range(5, 50, 4)}
    made |= {f"{count} charges": agreement(3, amounts=(9_00,) * count, language=language) for count in range(3, 40, 5)}
    return made


EVERY = pytest.mark.parametrize(
    "view", [pytest.param(agreement_view(facts), id=f"{name}-{language}")
             for language in Language for name, facts in facts_by_name(language).items()]
)  # fmt: skip


def drawn(view: AgreementView) -> RecordingSurface:
    surface = RecordingSurface()
    draw_agreement_sheets(surface, view)
    return surface


def whole_text(view: AgreementView) -> str:
    paper = draw_agreement(view)
    return " ".join(" ".join(page_text(paper.pdf, page).split()) for page in range(paper.pages))


@EVERY
def test_every_page_is_whole_and_in_the_windows_stand_the_addresses(view: AgreementView) -> None:
    surface = drawn(view)
    fits(surface)
    is_whole(surface)
    windows_show(surface, addressee=view.addressee, clinic=(CLINIC.name, *CLINIC.address))


@EVERY
def test_the_signatures_are_together_on_the_last_page_and_never_alone(view: AgreementView) -> None:
    w, surface = agreement_words(view.facts.language), drawn(view)
    ends = [each for each in surface.texts if each.page == surface.page - 1]
    texts = [each.text for each in ends]
    place = texts.index(w.sign_title)
    assert [text for text in texts[place:] if text] == [
        w.sign_title, w.sign_text, w.sign_copy, w.sign_payer, view.facts.payer, w.sign_date, w.sign_clinic, w.sign_date,
    ]  # fmt: skip
    if len(view.facts.installments) == len(UNEVEN):
        return  # its box fills a page of its own
    assert [each for each in ends[:place] if each.y > 78], "something of the agreement stands before what is signed"
    if view.facts.disclose:
        assert w.box_title in texts[:place], "the figures stand where it is signed"


@EVERY
def test_pages_are_numbered_and_no_page_begins_with_a_total_or_a_headless_table(view: AgreementView) -> None:
    w, surface, paper = agreement_words(view.facts.language), drawn(view), draw_agreement(view)
    assert paper.pages == page_count(paper.pdf) == surface.page - 1
    assert paper.findings == ()
    said = words(view.facts.language)
    for page in range(2, surface.page):
        assert said.page.format(page=page, pages=paper.pages) in [one.text for one in surface.texts if one.page == page]
        body = sorted((one for one in surface.texts if one.page == page and one.y > 78), key=lambda one: (one.y, one.x))
        assert body[0].text != w.plan_total
        if body[0].text.isdecimal():
            pytest.fail("rows without their heads")


@pytest.mark.parametrize("language", list(Language))
def test_it_says_who_what_when_and_what_happens_otherwise(language: Language) -> None:
    view = agreement_view(agreement(10, language=language, down=250_00))
    text, facts, w = whole_text(view), view.facts, agreement_words(language)
    said = [
        CLINIC.name, facts.payer, "5000000", "31", long_date(facts.made_on, language), pays_sentence(facts), w.free,
        *missed_sentences(facts), *change_sentences(language, phone=CLINIC.phone), w.other_language,
        "example.com/pay", CLINIC.phone, w.sign_text, w.down_payment,
    ]  # fmt: skip
    said += [part for one in facts.charges for part in (one.what, one.patient, dollars(one.amount))]
    assert [one for one in said if one not in text] == []


@pytest.mark.parametrize("language", list(Language))
def test_the_schedule_ends_at_nothing_and_shows_what_is_left_after_each(language: Language) -> None:
    facts = agreement(language=language)
    lines = page_text(draw_agreement(agreement_view(facts)).pdf, 0).splitlines()
    left = facts.total
    for number, one in enumerate(facts.installments, start=1):
        left -= one.amount
        row = f"{number} {long_date(one.due, language)} {dollars(one.amount)} {dollars(left)}"
        assert [" ".join(line.split()) for line in lines].count(row) == 1
    assert left == 0


def test_the_box_has_the_figures_of_the_worked_example_and_its_rate_and_charge_are_the_boldest() -> None:
    surface = drawn(agreement_view())
    w = agreement_words(Language.ENGLISH)
    top = next(each for each in surface.texts if each.text == w.box_title)
    end = next(each for each in surface.texts if each.text == w.sign_title)
    box = [each for each in surface.texts if each.page == top.page and top.y <= each.y < end.y]
    strong = {each.text for each in box if each.face == "bold" and each.size == max(one.size for one in box)}
    assert strong == {"0.00%", "$0.00"}
    texts = [each.text for each in box]
    assert texts.count("$1,250.00") == 3  # financed, all payments, the whole price
    assert {"11", "$104.16", "each month, beginning January 5, 2027"} <= set(texts)
    assert {"1", "$104.24", "on December 5, 2027"} <= set(texts)
    assert "Amount financed: charges $1,250.00 − down payment $0.00 = $1,250.00." in texts
    frame = next(mark for mark in surface.marks if mark[0] == top.page and mark[1] == "box" and mark[4] == RIGHT)
    assert all(frame[3] < each.y < frame[5] for each in box), "nothing but the box is in the box"


@pytest.mark.parametrize("language", list(Language))
def test_what_was_taken_off_stands_between_the_charges_and_the_total(language: Language) -> None:
    facts = agreement(
        10, amounts=(1_000_00,), charges=agreed(850_00, 400_00), taken_off=250_00, language=language
    )
    text, w = whole_text(agreement_view(facts)), agreement_words(language)
    assert f"{w.taken_off} − $250.00 {w.plan_total} $1,000.00" in text
    assert w.taken_off not in whole_text(agreement_view(agreement(language=language)))


def test_without_the_box_nothing_speaks_of_credit() -> None:
    text = whole_text(agreement_view(agreement(4)))
    assert "Truth-in-Lending" not in text and "PERCENTAGE" not in text
    assert "We charge no interest and no fee for this plan." in text


@pytest.mark.parametrize("language", list(Language))
def test_a_newer_version_says_what_changed_before_all_else(language: Language) -> None:
    facts = wide_agreement(language)
    text, w = whole_text(agreement_view(facts)), agreement_words(language)
    order = [text.index(one) for one in (replaced_sentence(facts), w.changes_title, *facts.changes, w.between_title)]
    assert order == sorted(order)
    assert w.version.format(number=31, version=3) in text
    assert "$1,234,567.89" in text and WIDE_NAME in text


def test_the_widest_one_goes_over_several_pages_and_the_usual_one_is_one_sheet() -> None:
    assert draw_agreement(agreement_view(wide_agreement(Language.SPANISH))).pages == 6
    assert {draw_agreement(agreement_view(agreement(language=one))).pages for one in Language} == {2}


def test_a_clinic_without_phone_link_or_address_promises_none() -> None:
    text = whole_text(agreement_view(letterhead=BARE))
    assert "At our front desk." in text
    for absent in ("By phone", "Online", "By mail", "Call us"):
        assert absent not in text


def test_the_same_agreement_is_the_same_file_with_our_fonts_and_nobodys_name() -> None:
    view = agreement_view(wide_agreement(Language.ENGLISH))
    paper = draw_agreement(view)
    assert paper == draw_agreement(view)
    with pdfplumber.open(io.BytesIO(paper.pdf)) as pdf:
        assert "Featherstonehaugh" not in str(pdf.metadata) and "5000000" not in str(pdf.metadata)
        for page in pdf.pages:
            fonts = [font.resolve() for font in page.page_obj.resources["Font"].resolve().values()]
            assert all("FontFile2" in font["FontDescriptor"].resolve() for font in fonts)


def test_parts_that_do_not_add_up_are_never_drawn() -> None:
    wrong = agreement_view(replace(agreement(), charges=agreed(1_00)))
    with pytest.raises(PaydeskError, match="Make them the same"):
        draw_agreement(wrong)
    with pytest.raises(PaydeskError, match="Make them the same"):
        draw_agreement_sheets(RecordingSurface(), wrong)


def test_an_address_too_long_for_the_window_is_refused() -> None:
    with pytest.raises(PaydeskError, match="window"):
        draw_agreement(agreement_view(agreement(address=("word " * 40,) * 4)))


def test_a_character_that_no_font_has_is_reported_with_its_place() -> None:
    paper = draw_agreement(agreement_view(agreement(payer="茶 Garcia")))
    assert {each.character for each in paper.findings} == {"茶"}


def test_a_box_with_many_runs_tells_each_of_them() -> None:
    text = whole_text(agreement_view(facts_by_name(Language.ENGLISH)["many runs"]))
    assert "1 payment of $1.00 on January 4, 2027; 1 payment of $1.01 on January 11, 2027" in text
    days = [one.due for one in UNEVEN]
    assert all(later > sooner for sooner, later in pairwise(days))
    assert f"1 payment of $2.03 on {long_date(days[-1], Language.ENGLISH)}." in text
