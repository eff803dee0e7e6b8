"""Letters about plans state each fact exactly, threaten nobody, and lack nothing they need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields

import pytest

from paydesk.rules.correspondence import Language, dollars, long_date
from paydesk.rules.plan_letter_phrases import LetterText, PlanLetter, PlanLetterPhrases
from paydesk.rules.plan_letter_words import plan_letter, plan_letter_phrases
from paydesk.rules.readability import banned_words, reading_grade
from support.plan_letter_samples import OF_KIND, letter_facts

PHONE = "(555) 010-0199"
MAIL = ("Riverbend Family Clinic", "PO Box 4400", "Springfield, IL 62705-4400")
THREATS = ("legal", "court", "lawyer", "attorney", "collection", "credit report", "immediately", "must", "final",
           "fail")  # fmt: skip
ASKS = (PlanLetter.REMINDER, PlanLetter.MISSED, PlanLetter.CURE, PlanLetter.REINSTATED)

EVERY = pytest.mark.parametrize("kind", list(PlanLetter))
BOTH = pytest.mark.parametrize("language", list(Language))


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, LetterText):
        for part in (value.subject, value.opening, value.rest, value.labels):
            yield from texts_of(part)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts_of(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_of(one)


def every_text(language: Language) -> list[str]:
    said = plan_letter_phrases(language)
    return [text for each in fields(PlanLetterPhrases) for text in texts_of(getattr(said, each.name))]


def body(kind: PlanLetter, language: Language = Language.ENGLISH, phone: str = PHONE, **changes: object) -> str:
    said = plan_letter(letter_facts(kind, language, **changes), phone=phone, link="example.com/pay", mail_to=MAIL)
    return " ".join((said.greeting, said.subject, *said.paragraphs))


def test_both_languages_have_every_letter_with_the_same_marks() -> None:
    english, spanish = every_text(Language.ENGLISH), every_text(Language.SPANISH)
    assert len(english) == len(spanish)
    for ours, theirs in zip(english, spanish, strict=True):
        assert theirs.strip()
        assert set(re.findall(r"\{\w+\}", ours)) == set(re.findall(r"\{\w+\}", theirs)), ours
    for language in Language:
        assert set(plan_letter_phrases(language).letters) == set(PlanLetter) == set(OF_KIND)


@BOTH
@EVERY
def test_a_letter_states_its_facts_to_the_cent_and_the_day(kind: PlanLetter, language: Language) -> None:
    said = plan_letter(letter_facts(kind, language), phone=PHONE, link="example.com/pay", mail_to=MAIL)
    text = " ".join((*said.paragraphs, *(value for _, value in said.facts)))
    facts = {name: value for name, value in OF_KIND[kind].items() if name not in ("changes", "to_sign")}
    for value in facts.values():
        assert (dollars(value) if isinstance(value, int) else long_date(value, language)) in text
    assert "31" in said.paragraphs[0], "which plan is told at once"
    assert "Maria Garcia-Lopez" in said.greeting
    assert "{" not in text and "  " not in text and PHONE in text
    assert len(said.facts) >= 2


@EVERY
def test_no_letter_threatens(kind: PlanLetter) -> None:
    text = body(kind).lower()
    assert [word for word in THREATS if re.search(rf"\b{word}", text)] == []


@BOTH
@EVERY
def test_how_to_pay_stands_where_something_is_to_be_paid(kind: PlanLetter, language: Language) -> None:
    said = plan_letter_phrases(language).ways.split("{")[0].strip()
    assert (said in body(kind, language)) is (kind in ASKS)
    assert ("example.com/pay" in body(kind, language)) is (kind in ASKS)
    assert ("PO Box 4400, Springfield" in body(kind, language)) is (kind in ASKS)


@BOTH
@EVERY
def test_without_a_phone_nobody_is_asked_to_call(kind: PlanLetter, language: Language) -> None:
    text = body(kind, language, phone="")
    assert "Call" not in text and "call us" not in text and "lámenos" not in text and "Por teléfono" not in text
    assert "{" not in text and "  " not in text


def test_the_cure_letter_names_its_amount_its_last_day_and_what_comes_after() -> None:
    text = body(PlanLetter.CURE)
    assert "please pay $208.32 by March 8, 2027." in text
    assert "If it is not paid by March 8, 2027, the plan ends. What is left of it, $1,145.84, then goes back" in text
    assert "We can talk about smaller payments" in text


def test_a_canceled_plan_with_nothing_left_offers_no_other() -> None:
    assert "Would you like another plan?" in body(PlanLetter.CANCELED)
    said = plan_letter(letter_facts(PlanLetter.CANCELED, left=0), phone=PHONE)
    assert said.paragraphs[1] == "Nothing is left to pay on it."
    assert "another plan" not in " ".join(said.paragraphs)


def test_what_changed_is_listed_and_a_new_agreement_asked_for() -> None:
    said = plan_letter(letter_facts(PlanLetter.AMENDED), phone=PHONE)
    assert "• The payment goes from $104.16 to $143.63." in said.paragraphs
    assert plan_letter_phrases(Language.ENGLISH).to_sign in said.paragraphs
    unsigned = plan_letter(letter_facts(PlanLetter.AMENDED, to_sign=False), phone=PHONE)
    assert plan_letter_phrases(Language.ENGLISH).to_sign not in unsigned.paragraphs


def test_a_letter_lists_as_many_changes_as_asked_and_says_that_there_are_others() -> None:
    changes = tuple(f"Change {number}." for number in range(1, 8))
    said = plan_letter(letter_facts(PlanLetter.AMENDED, changes=changes), phone=PHONE, most=5)
    listed = [text for text in said.paragraphs if text.startswith("•")]
    assert listed == [f"• Change {number}." for number in range(1, 6)]
    assert plan_letter_phrases(Language.ENGLISH).more_changes in said.paragraphs


@EVERY
def test_a_letter_that_lacks_a_fact_names_it(kind: PlanLetter) -> None:
    for name, value in OF_KIND[kind].items():
        if name == "to_sign":
            continue
        gone = () if isinstance(value, tuple) else None
        with pytest.raises(ValueError, match=name):
            plan_letter(letter_facts(kind, **{name: gone}), phone=PHONE)


def test_every_english_sentence_reads_at_sixth_grade_without_words_only_billers_know() -> None:
    texts = [re.sub(r"\{\w+\}", "", text) for text in every_text(Language.ENGLISH) if text.endswith((".", "?"))]
    assert len(texts) > 20
    assert reading_grade(" ".join(texts)) <= 6
    assert {text: reading_grade(text) for text in texts if reading_grade(text) > 8} == {}
    assert banned_words(" ".join(every_text(Language.ENGLISH))) == ()
