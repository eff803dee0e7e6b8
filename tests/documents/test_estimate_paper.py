"""Estimates on paper: the same figures as the rules, whole in both languages, in the window only the address."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pdfplumber
import pytest

from paydesk.documents.benefits_paper import draw_benefits, draw_benefits_sheets
from paydesk.documents.estimate_paper import draw_estimate, draw_estimate_sheets
from paydesk.documents.good_faith_paper import draw_good_faith, draw_good_faith_sheets
from paydesk.documents.page import ADDRESS_SWEEP, RETURN_SWEEP, postal
from paydesk.documents.page_image import page_count, page_text
from paydesk.documents.paper import Paper
from paydesk.documents.surface import RecordingSurface
from paydesk.rules.benefits import Benefits
from paydesk.rules.benefits_words import amount_words, estimate_words, good_faith_rights, visit_sentences
from paydesk.rules.correspondence import Language, dollars, long_date, words
from paydesk.rules.errors import PaydeskError
from paydesk.rules.estimate_facts import SecondPlan
from paydesk.rules.good_faith import Recurring
from paydesk.rules.insurance import PayerKind
from support.benefit_samples import benefits, terms
from support.estimate_papers import (
    ADDRESSEE,
    DAY,
    EXCLUDED,
    HALF_KNOWN,
    LINES,
    WIDEST,
    benefits_view,
    estimate_view,
    good_faith_view,
    many_lines,
)
from support.good_faith_samples import LAB, item, provider
from support.paper_samples import CLINIC, LONG_ADDRESS
from support.sheet_checks import fits, inside

LONG_CARE = "Surgery of the right knee with a new joint, the days in the hospital after it, and the visits that follow"
AGAIN = Recurring(how_often="every two weeks", times=12, first=DAY, last=DAY.replace(year=2027, month=5))
MANY_ITEMS = provider(*(item(f"Service {number} with a long name that has to wrap", expected=100_00 + number)
                        for number in range(60)))  # fmt: skip

OWN = provider(name="Prairie Anesthesia", npi="", tin="", state="", location="", apart=True)
CHANGED = {"replaces": "G100007", "replaced_made_on": date(2026, 11, 3)}

Case = tuple[str, Callable[[RecordingSurface], int], Callable[[], Paper], Language]


def case(name: str, view: Any, on: Callable[..., int], paper: Callable[..., Paper], language: Language) -> Case:
    return name, lambda surface: on(surface, view), lambda: paper(view), language


def every_paper() -> list[Case]:
    """Each paper in both languages, known and half known, short and long, plain and at its widest."""
    made: list[Case] = []
    for language in Language:
        for name, view in {
            "estimate": estimate_view(language=language, collected=20_00),
            "range": estimate_view(*LINES, EXCLUDED, first=HALF_KNOWN, language=language),
            "nothing known": estimate_view(WIDEST, *LINES, first=Benefits(), language=language, visit_on=None),
            "widest": estimate_view(WIDEST, WIDEST, language=language, collected=9_999_999_99, addressee=LONG_ADDRESS),
            "long": estimate_view(*many_lines(70), language=language, collected=50_00),
            "second": estimate_view(
                first=benefits(terms(coinsurance=40_00)), second=SecondPlan(benefits=benefits()), language=language
            ),
        }.items():
            made.append(case(name, view, draw_estimate_sheets, draw_estimate, language))
        for name, plan in {"benefits": None, "benefits half known": HALF_KNOWN}.items():
            shown = benefits_view(language=language) if plan is None else benefits_view(plan, language=language)
            made.append(case(name, shown, draw_benefits_sheets, draw_benefits, language))
        for name, faith in {
            "good faith": good_faith_view(language=language),
            "good faith with more": good_faith_view(
                MANY_ITEMS, LAB, OWN, language=language, **CHANGED, primary=LONG_CARE, recurring=AGAIN, service_on=None,
                separate=("Eye exam", "Ultrasound of the belly"),
                patient="Nguyễn Thị Ánh Tuyết Featherstonehaugh-Smith",
            ),
        }.items():  # fmt: skip
            made.append(case(name, faith, draw_good_faith_sheets, draw_good_faith, language))
    return made


EVERY = pytest.mark.parametrize("one", every_paper(), ids=lambda one: f"{one[0]}-{one[3]}")


def drawn(one: Case) -> RecordingSurface:
    surface = RecordingSurface()
    one[1](surface)
    return surface


@EVERY
def test_the_window_shows_the_address_and_nothing_else(one: Case) -> None:
    first = [each for each in drawn(one).texts if each.page == 1]
    shown = "".join(each.text for each in first if inside(each, ADDRESS_SWEEP)).replace(" ", "")
    assert shown in {"".join(postal(lines)).replace(" ", "") for lines in (ADDRESSEE, LONG_ADDRESS)}
    assert [each.text for each in first if inside(each, RETURN_SWEEP)][1:] == list(CLINIC.address)


@EVERY
def test_no_ink_lies_beyond_the_margin_and_no_text_runs_into_another(one: Case) -> None:
    fits(drawn(one))


@EVERY
def test_nothing_is_cut_and_no_mark_is_left_open(one: Case) -> None:
    texts = [each.text for each in drawn(one).texts]
    assert not [text for text in texts if "…" in text or "{" in text or "}" in text]


@EVERY
def test_no_page_begins_with_a_total_and_a_table_that_goes_on_has_its_heads(one: Case) -> None:
    w, surface = estimate_words(one[3]), drawn(one)
    sums = {w.total, w.already_paid, w.still_to_pay, w.all_total}
    for page in range(2, surface.page):
        body = sorted((each for each in surface.texts if each.page == page and each.y > 78), key=lambda each: each.y)
        assert body[0].text not in sums
        assert not body[0].text.startswith(w.provider_total.format(provider=""))
        if any(each.text.startswith("$") and each.x > 440 for each in body[:6]):
            heads = {part for name in (w.our_charge, w.expected_charge, w.yearly_heads[1]) for part in name.split("\n")}
            assert heads & {each.text for each in body[:9]}


@EVERY
def test_pages_are_numbered_and_the_file_is_always_the_same(one: Case) -> None:
    paper, surface = one[2](), drawn(one)
    assert paper.pages == page_count(paper.pdf) == surface.page - 1
    said = words(one[3])
    for page in range(paper.pages if paper.pages > 1 else 0):
        assert said.page.format(page=page + 1, pages=paper.pages) in page_text(paper.pdf, page)
    assert one[2]() == paper
    assert paper.findings == ()


def test_every_font_is_embedded_and_the_file_names_nobody() -> None:
    for _, _, paper, _ in every_paper()[:12:5]:
        with pdfplumber.open(io.BytesIO(paper().pdf)) as pdf:
            assert "José" not in str(pdf.metadata) and "Garcia" not in str(pdf.metadata)
            for page in pdf.pages:
                fonts = [font.resolve() for font in page.page_obj.resources["Font"].resolve().values()]
                assert all("FontFile2" in font["FontDescriptor"].resolve() for font in fonts)


@pytest.mark.parametrize("language", list(Language))
def test_an_estimate_prints_the_figures_of_its_rules(language: Language) -> None:
    view, w = estimate_view(language=language, collected=20_00), estimate_words(language)
    text = page_text(draw_estimate(view).pdf, 0)
    assert text.count(amount_words(view.made.patient)) == 2  # in the head, and as the total
    for line, share in zip(view.made.asked.lines, view.made.high, strict=True):
        assert f"{line.what} ({line.code})" in text
        row = next(row for row in text.splitlines() if row.startswith(line.what))
        assert row.endswith(
            " ".join(map(dollars, (share.charge, share.allowed, share.plans_pay, share.patient)))
        )
    for fact in (w.not_a_bill.split(". ")[0], w.still_to_pay, "Aetna, Open Choice PPO", "José Núñez", "R. Patel, NP"):
        assert fact in text
    assert amount_words(view.made.due) in text


def test_a_range_is_told_with_what_it_stands_on_and_of_what_day_it_is_known() -> None:
    view = estimate_view(*LINES, EXCLUDED, first=HALF_KNOWN)
    paper = draw_estimate(view)
    text = " ".join(" ".join(page_text(paper.pdf, page).split()) for page in range(paper.pages))
    assert text.count("$175.00 – $246.27") == 2
    for sentence in (
        estimate_words(Language.ENGLISH).why_range,
        "We have not asked your plan yet how much of your deductible is left.",
        "For care your plan will not pay, we ask you to sign a notice first.",
        "We know this from a phone call with your plan, as of November 20, 2026.",
        "your plan does not pay for this",
    ):
        assert sentence in text


def test_what_was_collected_beyond_the_estimate_is_told() -> None:
    texts = [each.text for each in drawn(case("", estimate_view(collected=151_27), draw_estimate_sheets, draw_estimate,
                                              Language.ENGLISH)).texts]  # fmt: skip
    assert "You paid more than you will likely owe by" in texts
    assert "$50.00" in texts
    assert "Still to pay" not in texts


def test_medicares_cut_and_a_second_plan_are_told_where_they_count() -> None:
    medicare = replace(benefits(terms(coinsurance=20_00)), payer_kind=PayerKind.MEDICARE)
    text = page_text(draw_estimate(estimate_view(LINES[0], first=medicare)).pdf, 0)
    assert "your share of the cost $26.24, $2.10 that Medicare holds back is not yours to pay" in text
    assert "Your plan\nwill" in text
    both = estimate_view(first=benefits(terms(coinsurance=40_00)), second=SecondPlan(benefits=benefits()))
    assert "Your plans\nwill" in page_text(draw_estimate(both).pdf, 0)


def test_what_is_taken_off_is_told_only_where_something_is() -> None:
    explained = estimate_words(Language.ENGLISH).price_explained
    assert explained in page_text(draw_estimate(estimate_view()).pdf, 0)
    same = replace(LINES[0], charge=100_00, allowed=100_00)
    assert explained not in page_text(draw_estimate(estimate_view(same)).pdf, 0)


@pytest.mark.parametrize("language", list(Language))
def test_the_explanation_says_what_the_screen_says(language: Language) -> None:
    view = benefits_view(language=language)
    paper = draw_benefits(view)
    text = " ".join(" ".join(page_text(paper.pdf, page).split()) for page in range(paper.pages))
    assert view.made is not None
    for sentence in visit_sentences(language, view.made):
        assert sentence in text
    assert estimate_words(language).benefits_of.format(plan="Aetna, Open Choice PPO") in text
    assert "$700.00" in text


def test_an_explanation_without_a_planned_visit_names_no_amount_to_owe() -> None:
    text = page_text(draw_benefits(benefits_view(made=None)).pdf, 0)
    assert "You will likely owe" not in text
    assert "What your plan pays" in text


@pytest.mark.parametrize("language", list(Language))
def test_a_good_faith_estimate_has_every_item_the_law_asks_for(language: Language) -> None:
    view = good_faith_view(language=language, recurring=AGAIN, separate=("Eye exam",))
    paper = draw_good_faith(view)
    text = " ".join(" ".join(page_text(paper.pdf, page).split()) for page in range(paper.pages))
    w = estimate_words(language)
    facts = [view.facts.patient, view.facts.primary, "1961", "2026", "Eye exam", "every two weeks", "12"]
    for one in view.facts.providers:
        facts += [one.name, one.npi, one.tin, one.state, one.location, dollars(one.total)]
        facts += [part for each in one.items for part in (each.what, each.code, dollars(each.expected or 0))]
        facts += [code for each in one.items for code in each.diagnoses]
    facts += [sentence for pair in good_faith_rights(language, DAY) for sentence in pair]
    facts += [w.separate_text.format(phone=CLINIC.phone), dollars(view.facts.total)]
    assert [fact for fact in facts if fact not in text] == []
    assert text.index(w.separate_text[:40]) < text.index("Eye exam")


@pytest.mark.parametrize("language", list(Language))
def test_what_it_replaces_stands_before_the_services_and_who_gives_its_own_after_ours(language: Language) -> None:
    view = good_faith_view(provider(), OWN, LAB, language=language, recurring=AGAIN, **CHANGED)
    paper = draw_good_faith(view)
    text = " ".join(" ".join(page_text(paper.pdf, page).split()) for page in range(paper.pages))
    w = estimate_words(language)
    made = long_date(date(2026, 11, 3), language)
    order = [
        view.facts.primary, w.takes_place.format(number="G100007", date=made), "every two weeks",
        view.facts.providers[0].npi, "99214", OWN.name, w.gives_own, LAB.npi, "83036",
        w.all_total, w.separate_none, w.rights_title,
    ]  # fmt: skip
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert view.facts.total == 318_00 and dollars(318_00) in text


def test_one_that_lacks_something_is_refused_by_its_name() -> None:
    with pytest.raises(PaydeskError, match="the patient’s date of birth; the NPI of Riverbend Family Clinic"):
        draw_good_faith(good_faith_view(replace(provider(), npi=""), born=None))


def test_a_place_without_its_state_gets_it() -> None:
    text = page_text(draw_good_faith(good_faith_view(provider(location="2200 River Road"))).pdf, 0)
    assert "Care is given at 2200 River Road, IL" in text


def test_without_a_phone_nothing_asks_to_call_and_the_desk_is_still_named() -> None:
    view = replace(good_faith_view(separate=("Eye exam",)), letterhead=replace(CLINIC, phone=""))
    paper = draw_good_faith(view)
    text = " ".join(" ".join(page_text(paper.pdf, page).split()) for page in range(paper.pages))
    assert "You can also ask at our front desk." in text
    assert "Questions?" not in text and "call us" not in text


def test_lines_that_do_not_sum_are_never_drawn() -> None:
    made = estimate_view().made
    wrong = replace(made, high=(replace(made.high[0], first_pays=1), *made.high[1:]))
    with pytest.raises(ValueError, match="99214"):
        draw_estimate(estimate_view(made=wrong))


def test_an_address_too_long_for_the_window_is_refused() -> None:
    with pytest.raises(PaydeskError, match="window"):
        draw_estimate(estimate_view(addressee=("word " * 40,) * 5))
