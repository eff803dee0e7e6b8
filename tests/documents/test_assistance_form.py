"""The application for assistance on paper: one sheet with room for a hand, in both languages, whatever is known."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pdfplumber
import pytest

from paydesk.documents.assistance_form import draw_assistance_form, draw_assistance_form_sheets, fitting
from paydesk.documents.assistance_form_view import AssistanceFormView
from paydesk.documents.letterhead import Letterhead
from paydesk.documents.page_image import page_count, page_text
from paydesk.documents.surface import RecordingSurface
from paydesk.rules.assistance import PAPERS
from paydesk.rules.assistance_form_words import (
    FormFacts,
    ToldBefore,
    form_words,
    message,
    next_sentences,
    papers_to_bring,
)
from paydesk.rules.correspondence import Language, long_date, words
from paydesk.rules.errors import PaydeskError
from paydesk.rules.household_means import Flow, Frequency
from support.agreement_samples import WIDE_NAME
from support.form_samples import TOLD, form_facts
from support.paper_samples import CLINIC, LONG_ADDRESS
from support.sheet_checks import fits, is_whole, windows_show

HAND = 8 / 25.4 * 72
"""8 mm in points."""
LONG_KIND = "wages of the oldest daughter who works at two different places"[:60]
ADDRESS = ("2301 SW 14th Ave.", "Bend, OR 97702-0098")
MUCH = ToldBefore(
    date(2026, 9, 30), tuple(Flow(LONG_KIND, 1_234_567_89, Frequency.SEMIMONTHLY) for _ in range(5)),
    tuple(Flow(LONG_KIND, 1_234_567_89, Frequency.BIWEEKLY) for _ in range(2)),
)  # fmt: skip
TOO_MUCH = replace(MUCH, incomes=MUCH.incomes * 5)


def form_view(facts: FormFacts, *, letterhead: Letterhead = CLINIC, address: tuple[str, ...] = ADDRESS
) -> AssistanceFormView:  # fmt: skip
    return AssistanceFormView(letterhead=letterhead, facts=facts, addressee=(facts.name, *address))


def views(language: Language) -> dict[str, AssistanceFormView]:
    """Nothing known and all of it, short and at its widest."""
    every = tuple(one.id for one in PAPERS)
    wide = form_facts(language, name=WIDE_NAME, number=1_234_567, papers=every, months=24, appeal_days=240)
    return {
        "empty": form_view(form_facts(language)),
        "told": form_view(form_facts(language, told=TOLD, papers=("form", "pay_stubs"))),
        "incomes alone": form_view(form_facts(language, told=TOLD, asks_obligations=False)),
        "no address": form_view(form_facts(language), address=()),
        "widest": form_view(wide),
        "widest told": form_view(replace(wide, told=MUCH)),
        "more than fits": form_view(replace(wide, told=TOO_MUCH)),
        "no phone": form_view(form_facts(language), letterhead=replace(CLINIC, phone="", address=())),
    }


EVERY = pytest.mark.parametrize(
    "view", [pytest.param(view, id=f"{name}-{language}") for language in Language
             for name, view in views(language).items()]
)  # fmt: skip
BOTH = pytest.mark.parametrize("language", list(Language))


def drawn(view: AssistanceFormView) -> RecordingSurface:
    surface = RecordingSurface()
    assert draw_assistance_form_sheets(surface, view) == 2
    return surface


def whole_text(view: AssistanceFormView) -> str:
    paper = draw_assistance_form(view)
    assert page_count(paper.pdf) == paper.pages == 2 and paper.findings == ()
    return " ".join(" ".join(page_text(paper.pdf, page).split()) for page in range(2))


@EVERY
def test_it_is_one_sheet_whose_pages_are_whole_and_whose_windows_show_the_addresses(view: AssistanceFormView) -> None:
    surface = drawn(view)
    fits(surface)
    is_whole(surface)
    clinic = view.letterhead
    windows_show(surface, addressee=view.addressee, clinic=(clinic.name, *clinic.address))


@EVERY
def test_it_says_all_of_it_in_its_language(view: AssistanceFormView) -> None:
    facts, clinic, text = view.facts, view.letterhead, whole_text(view)
    w = form_words(facts.language)
    lead, papers = papers_to_bring(facts)
    wanted = [
        w.application, w.asked_on, w.back_by, long_date(facts.due, facts.language), str(facts.number), facts.account,
        words(facts.language).account_number, clinic.name, *clinic.address,
        *message(facts, phone=clinic.phone, takes_mail=bool(clinic.address)), w.who_title, w.name, w.phone, w.address,
        w.household_title, w.household, *w.household_heads, w.myself, w.bring_title, lead, *papers, w.cannot,
        w.next_title, *next_sentences(facts), w.income_title, w.income, *w.income_heads, w.sign_title, w.sign,
        w.signature, w.date, w.office, w.received, w.received_by,
    ]  # fmt: skip
    assert [one for one in wanted if one not in text] == []
    assert (w.obligations_title in text) is (w.obligations_lead in text) is facts.asks_obligations


@EVERY
def test_a_hand_has_eight_millimeters_for_each_line(view: AssistanceFormView) -> None:
    surface = drawn(view)
    lines = [mark for mark in surface.marks if mark[1] == "line" and mark[4] - mark[2] > 40 and mark[3] > 262]
    assert len(lines) > 30
    for page in (1, 2):
        at = sorted({round(mark[3], 1) for mark in lines if mark[0] == page})
        assert [(upper, lower) for upper, lower in pairwise(at) if lower - upper < HAND - 0.1] == []


@pytest.mark.parametrize("view", [one for language in Language for one in views(language).values()
                                  if fitting(one).facts.told is None])  # fmt: skip
def test_nothing_is_printed_where_somebody_writes(view: AssistanceFormView) -> None:
    surface = drawn(view)
    known = {form_words(view.facts.language).myself, str(view.facts.number), *_parts(view.facts.name)}
    for page, kind, left, y, right, _ in surface.marks:
        over = [
            one.text for one in surface.texts
            if one.page == page and y - 20 < one.y <= y and left - 1 < one.x and one.x < right and kind == "line"
            and right - left > 40 and y > 262
        ]  # fmt: skip
        assert set(over) <= known, over


def _parts(name: str) -> list[str]:
    """A long name stands in several lines."""
    bits = name.split()
    return [" ".join(bits[first:last]) for first in range(len(bits)) for last in range(first + 1, len(bits) + 1)]


@BOTH
def test_what_was_told_is_printed_with_its_day_and_may_be_crossed_out(language: Language) -> None:
    text, w = whole_text(form_view(form_facts(language, told=TOLD))), form_words(language)
    wanted = (
        w.told.format(day=long_date(TOLD.on, language)), "$1,240.00", w.often[Frequency.BIWEEKLY], "$18.50",
        w.often[Frequency.HOURLY].format(hours="32"), "$967.00", "gardening", "neighbors", "$45.00",
        f"$1,150.00 {w.often[Frequency.MONTHLY]}", f"$1,284.00 {w.often[Frequency.YEARLY]}",
    )  # fmt: skip
    assert [one for one in wanted if one not in text] == []


@BOTH
def test_without_a_sheet_no_amount_is_on_it_and_every_kind_has_its_line(language: Language) -> None:
    text, w = whole_text(form_view(form_facts(language))), form_words(language)
    assert "$" not in text
    assert [one for one in (*w.incomes.values(), *w.obligations.values()) if one not in text] == []


@BOTH
def test_what_was_told_gives_way_to_empty_lines_where_it_has_no_room(language: Language) -> None:
    shown = views(language)
    assert fitting(shown["widest told"]) == shown["widest told"]
    assert "$1,234,567.89" in whole_text(shown["widest told"])
    full = shown["more than fits"]
    assert fitting(full).facts.told is None and "$" not in whole_text(full)
    assert form_words(language).income in whole_text(full)


@BOTH
def test_the_money_begins_the_second_page_and_the_signature_ends_it(language: Language) -> None:
    for view in views(language).values():
        surface, w = drawn(view), form_words(language)
        place = {one.text: (one.page, one.y) for one in surface.texts}
        assert place[w.next_title][0] == 1 and place[w.income_title][0] == 2
        assert place[w.income_title] < place[w.signature] < place[w.office]


@BOTH
def test_nothing_of_it_is_about_care(language: Language) -> None:
    text = whole_text(form_view(form_facts(language, told=TOLD))).lower()
    for word in ("diagnos", "visit", "doctor", "treatment", "procedure", "consulta", "tratamiento", "médico "):
        assert word not in text


def test_the_same_facts_are_the_same_bytes_and_the_file_names_nobody() -> None:
    view = form_view(form_facts(told=TOLD))
    paper = draw_assistance_form(view)
    assert draw_assistance_form(view).pdf == paper.pdf
    with pdfplumber.open(io.BytesIO(paper.pdf)) as pdf:
        assert pdf.metadata["Title"] == "Application for assistance 12"
        assert "Garcia" not in str(pdf.metadata)


def test_a_long_address_shrinks_into_the_window_and_one_too_long_is_refused() -> None:
    facts = form_facts(name=LONG_ADDRESS[0])
    assert draw_assistance_form(form_view(facts, address=LONG_ADDRESS[1:])).pages == 2
    with pytest.raises(PaydeskError, match="too long for the envelope's window") as refused:
        draw_assistance_form(form_view(facts, address=(LONG_ADDRESS[1] * 4, LONG_ADDRESS[2])))
    assert refused.value.field == "addressee"
