"""Benefits and estimates are told in words a patient reads once, the same facts in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date

import pytest

from paydesk.rules.benefits import (
    Answered,
    Benefits,
    CopayWay,
    LimitRule,
    Network,
    NotActive,
    ServiceKind,
    Source,
    Yearly,
    YearlyLimit,
)
from paydesk.rules.benefits_words import (
    amount_words,
    assumption_sentences,
    benefits_explained,
    estimate_words,
    good_faith_rights,
    line_parts,
    met_sentences,
    network_sentence,
    pays_sentences,
    source_sentences,
    visit_sentences,
    yearly_rows,
)
from paydesk.rules.correspondence import Language
from paydesk.rules.estimate import estimate
from paydesk.rules.estimate_facts import Between, EstimateAsked, Exclusion, PlannedLine, SecondPlan
from paydesk.rules.estimate_phrases import EstimateWords
from paydesk.rules.estimate_unknowns import About, Assumption
from paydesk.rules.readability import banned_words, reading_grade
from support.benefit_samples import NOT_KNOWN, benefits, limit, terms, told

ENGLISH, SPANISH = Language.ENGLISH, Language.SPANISH
KIND = ServiceKind.SPECIALIST
LINE = PlannedLine(code="99214", what="Office visit", charge=300_00, allowed=240_00, kind=KIND)


def texts_of(value: object) -> Iterator[str]:
    """Every text in a table of words."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts_of(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_of(one)


def every_text(language: Language) -> list[str]:
    said = estimate_words(language)
    return [text for each in fields(EstimateWords) for text in texts_of(getattr(said, each.name))]


def test_both_languages_say_everything_with_the_same_marks() -> None:
    english, spanish = every_text(ENGLISH), every_text(SPANISH)
    assert len(english) == len(spanish)
    for ours, theirs in zip(english, spanish, strict=True):
        assert theirs.strip()
        assert set(re.findall(r"\{\w+\}", ours)) == set(re.findall(r"\{\w+\}", theirs)), ours
        assert ours.count("\n") == theirs.count("\n"), ours


@pytest.mark.parametrize("language", list(Language))
def test_nothing_that_can_be_said_lacks_its_words(language: Language) -> None:
    said = estimate_words(language)
    assert set(said.kinds) == set(ServiceKind)
    assert set(said.sources) == set(Source)
    assert set(said.excluded) == set(Exclusion)
    assert set(said.untold) == {one for one in About if one.widens}
    assert set(said.assumed) == {one for one in About if not one.widens}


def test_every_english_sentence_reads_at_sixth_grade_and_no_biller_speaks() -> None:
    filled = [re.sub(r"\{\w+\}", "it", text) for text in every_text(ENGLISH) if text.endswith((".", "?"))]
    assert len(filled) > 60
    assert reading_grade(" ".join(filled)) <= 6
    # Each one by itself; very short ones with a long word in them are no measure.
    hard = {text: reading_grade(text) for text in filled if len(text.split()) > 7 and reading_grade(text) > 8}
    assert hard == {}
    assert banned_words(" ".join(every_text(ENGLISH))) == ()


def pays(one: Benefits, kind: ServiceKind = KIND) -> str:
    (text,) = pays_sentences(ENGLISH, one, (kind,))
    return text


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (
            benefits(terms(35_00, CopayWay.INSTEAD)),
            "For a visit with a specialist you pay $35.00. Your plan pays the rest.",
        ),
        (
            benefits(terms(35_00, CopayWay.AFTER_DEDUCTIBLE), deductible=limit(100_00)),
            "For a visit with a specialist you pay until your deductible is met. After that you pay $35.00.",
        ),
        (
            benefits(terms(35_00, CopayWay.AFTER_DEDUCTIBLE)),
            "For a visit with a specialist you pay $35.00. Your plan pays the rest.",
        ),
        (
            benefits(terms(30_00, coinsurance=20_00), deductible=limit(100_00)),
            "For a visit with a specialist you first pay $30.00. Then you pay until your deductible is met. "
            "Of what is left you pay 20%. Your plan pays 80%.",
        ),
        (
            benefits(terms(coinsurance=12_50)),
            "Of the price of a visit with a specialist you pay 12.5%. Your plan pays 87.5%.",
        ),
        (
            benefits(terms(coinsurance=20_00), deductible=limit(100_00)),
            "For a visit with a specialist you pay until your deductible is met. Of what is left you pay 20%. "
            "Your plan pays 80%.",
        ),
        (benefits(terms()), "Your plan pays all of the price of a visit with a specialist."),
        (benefits(terms(0, CopayWay.INSTEAD)), "Your plan pays all of the price of a visit with a specialist."),
        (benefits(terms(covered=told(False))), "Your plan does not pay for a visit with a specialist."),
        (
            benefits(terms(35_00, copay_way=NOT_KNOWN)),
            "For a visit with a specialist you have a copay of $35.00. We do not know yet if that is all you pay.",
        ),
        (
            benefits(replace(terms(30_00), coinsurance=NOT_KNOWN)),
            "For a visit with a specialist you first pay $30.00. We do not know yet what share is yours.",
        ),
        (Benefits(), "We do not know yet what your plan pays for a visit with a specialist."),
    ],
)
def test_what_the_plan_pays_is_told_for_each_way_a_plan_may_pay(one: Benefits, says: str) -> None:
    assert pays(one) == says


def test_preventive_care_nobody_asked_about_is_told_as_taken() -> None:
    assert pays(Benefits(), ServiceKind.PREVENTIVE) == (
        "We take it that preventive care is free, as it is with most plans."
    )


def test_what_is_met_is_told_with_what_is_left() -> None:
    one = benefits(deductible=limit(150_00, 400_00), out_of_pocket=limit(900_00))
    assert met_sentences(ENGLISH, one) == (
        "Your deductible is $250.00 a year. That is what you pay before your plan starts to pay. "
        "You have met $100.00, so $150.00 is left.",
        "The deductible of your family is $500.00 a year. Your plan starts to pay for you when you have met your own, "
        "or when your family has met its own. You have met $100.00, so $400.00 is left.",
        "The most you can owe in a year is $1,000.00. After that your plan pays all of what it covers. "
        "You have met $100.00, so $900.00 is left.",
    )
    assert met_sentences(ENGLISH, benefits()) == (
        "Your plan has no deductible. It pays from the start.",
        "Your plan has no limit to what you can owe in a year.",
    )


def test_what_is_not_known_of_a_year_is_told_as_that() -> None:
    some = Benefits(
        deductible=YearlyLimit(individual=Yearly(amount=told(250_00), met=NOT_KNOWN)),
        out_of_pocket=YearlyLimit(individual=Yearly(amount=told(900_00), met=told(900_00))),
    )
    deductible, cap = met_sentences(ENGLISH, some)
    assert deductible.endswith("We do not know yet how much of it is met.")
    assert cap.endswith("It is met in full.")
    assert met_sentences(ENGLISH, Benefits()) == ("We do not know yet how much your deductible is.",)
    assert yearly_rows(ENGLISH, some) == (
        ("Your deductible", "$250.00", "not known yet", "not known yet"),
        ("The most you can owe", "$900.00", "$900.00", "$0.00"),
    )
    left = Benefits(deductible=YearlyLimit(individual=Yearly(left=told(75_00))))
    assert yearly_rows(ENGLISH, left) == (("Your deductible", "not known yet", "not known yet", "$75.00"),)


def test_an_aggregate_deductible_is_told_as_the_familys() -> None:
    one = benefits(deductible=limit(100_00, 900_00, rule=LimitRule.AGGREGATE))
    assert met_sentences(ENGLISH, one)[0].startswith("The deductible of your family is $1,000.00 a year.")


def test_the_visit_is_told_by_its_parts() -> None:
    plan = benefits(terms(30_00, coinsurance=20_00), deductible=limit(100_00))
    made = estimate(EstimateAsked(lines=(LINE,), first=plan, collected=50_00))
    assert visit_sentences(ENGLISH, made) == (
        "Our charge for the planned care is $300.00.",
        "Your plan’s price for the planned care is $240.00.",
        "Your plan will likely pay $88.00.",
        "You will likely owe $152.00.",
        "Your copay is $30.00 of it.",
        "Of that, $100.00 goes to your deductible.",
        "Your share of the rest of the cost is $22.00.",
        "You have paid $50.00 already, so $102.00 is left to pay.",
    )
    assert line_parts(ENGLISH, made.high[0]) == "copay $30.00, deductible $100.00, your share of the cost $22.00"


def test_a_visit_of_a_range_says_why_and_names_no_parts() -> None:
    made = estimate(EstimateAsked(lines=(LINE,), first=benefits(terms(coinsurance=20_00), deductible=YearlyLimit())))
    said = visit_sentences(ENGLISH, made)
    assert "You will likely owe between $48.00 and $240.00." in said
    assert estimate_words(ENGLISH).why_range in said
    assert not [text for text in said if "deductible" in text]
    assert assumption_sentences(ENGLISH, made.assumptions) == (
        "We have not asked your plan yet how much of your deductible is left.",
        "We are not sure if the deductible is yours alone or the family’s.",
    )


@pytest.mark.parametrize("language", list(Language))
def test_nothing_to_pay_a_second_plan_and_the_law_are_told(language: Language) -> None:
    w = estimate_words(language)
    free = estimate(EstimateAsked(lines=(LINE,), first=benefits()))
    assert w.visit_you_owe_nothing in visit_sentences(language, free)
    second = SecondPlan(benefits=benefits())
    made = estimate(EstimateAsked(lines=(LINE,), first=benefits(terms(coinsurance=40_00)), second=second))
    assert w.visit_second.format(amount="$96.00") in visit_sentences(language, made)
    assert w.part_second.format(amount="$96.00") in line_parts(language, made.high[0])
    excluded = replace(LINE, excluded=Exclusion.NO_AUTHORIZATION)
    made = estimate(EstimateAsked(lines=(excluded,), first=benefits()))
    assert line_parts(language, made.high[0]) == w.excluded[Exclusion.NO_AUTHORIZATION]
    assert w.visit_not_covered.format(amount="$300.00") in visit_sentences(language, made)


def test_asked_and_not_known_is_told_otherwise_than_not_asked() -> None:
    asked = Assumption(About.COPAY, KIND, NOT_KNOWN.answer)
    never = Assumption(About.COPAY, KIND, Answered[int]().answer, order=2)
    assert assumption_sentences(ENGLISH, (asked, asked, never)) == (
        "We asked, and your plan could not tell us what your copay is for a visit with a specialist.",
        "We have not asked your second plan yet what your copay is for a visit with a specialist.",
    )


def test_one_thing_not_known_of_several_kinds_is_one_sentence() -> None:
    three = (ServiceKind.IMAGING, ServiceKind.LABORATORY, ServiceKind.THERAPY)
    for language, says in (
        (ENGLISH, "We take it that your plan pays for X-rays and other scans, lab tests and therapy."),
        (SPANISH, "Suponemos que su plan paga radiografías y otras imágenes, análisis de laboratorio y terapia."),
    ):
        assert assumption_sentences(language, [Assumption(About.COVERED, kind) for kind in three]) == (says,)


@pytest.mark.parametrize(
    ("against", "english", "spanish"),
    [
        (NotActive(date(2026, 11, 27)), "told us on November 27, 2026 that this plan is not active.", "no está activo"),
        (NotActive(date(2026, 11, 27), date(2026, 10, 31)), "that this plan ended on October 31, 2026.", "terminó el"),
    ],
)
def test_a_plan_that_is_not_active_is_told_before_anything_else(
    against: NotActive, english: str, spanish: str
) -> None:
    known = benefits(not_active=against)
    first, *others = benefits_explained(ENGLISH, known, (KIND,))
    assert english in first.sentences[0] and others[0].title == estimate_words(ENGLISH).pays_title
    assert spanish in benefits_explained(SPANISH, known, (KIND,))[0].sentences[0]
    made = estimate(EstimateAsked(lines=(LINE,), first=known))
    assert made.assumptions[0].about is About.NOT_ACTIVE
    stands_on = assumption_sentences(ENGLISH, made.assumptions)
    assert english in stands_on[0] and "you may owe all of our charge" in stands_on[0]


def test_of_a_plan_of_which_only_that_is_known_nothing_else_is_told() -> None:
    told_only = benefits_explained(ENGLISH, Benefits(not_active=NotActive(date(2026, 11, 27))), (KIND,))
    assert [one.title for one in told_only] == [estimate_words(ENGLISH).not_active_title]


def test_a_second_plan_that_is_not_active_is_told_as_the_second() -> None:
    second = SecondPlan(benefits=benefits(not_active=NotActive(date(2026, 11, 27))))
    made = estimate(EstimateAsked(lines=(LINE,), first=benefits(), second=second))
    assert "your second plan is not active" in assumption_sentences(ENGLISH, made.assumptions)[0]


def test_the_source_of_each_figure_is_told_with_its_oldest_day() -> None:
    card = told(35_00, source=Source.CARD, on=date(2026, 3, 2))
    one = benefits(replace(terms(), copay=card))
    assert source_sentences(ENGLISH, one) == (
        "We know this from a phone call with your plan, as of November 20, 2026.",
        "We know this from your insurance card, as of March 2, 2026.",
    )
    assert source_sentences(SPANISH, Benefits()) == ("Aún no hemos preguntado a su plan.",)


@pytest.mark.parametrize("language", list(Language))
def test_every_way_to_say_it_leaves_no_mark_open(language: Language) -> None:
    for one in (Benefits(), benefits(terms(30_00, coinsurance=20_00), network=told(Network.OUT), deductible=limit(1))):
        made = estimate(EstimateAsked(lines=(LINE,), first=one, collected=1_00))
        kinds = tuple(ServiceKind)
        said = [text for part in benefits_explained(language, one, kinds, made) for text in part.sentences]
        said.append(network_sentence(language, one))
        said += [text for pair in good_faith_rights(language, date(2026, 1, 1)) for text in pair]
        every = [Assumption(about, KIND) for about in About]
        said += [*assumption_sentences(language, every), *(line_parts(language, line) for line in made.high)]
        assert not [text for text in said if re.search(r"[{}]|  ", text)]


def test_the_numbers_in_the_disclaimers_are_the_rules() -> None:
    text = " ".join(text for _, text in good_faith_rights(ENGLISH, date(2026, 11, 23)))
    assert "$400 or more" in text and "120 days" in text and "$25 fee" in text


def test_an_amount_is_one_figure_or_two() -> None:
    assert amount_words(Between(24_00, 24_00)) == "$24.00"
    assert amount_words(Between(24_00, 1_120_00)) == "$24.00 – $1,120.00"
