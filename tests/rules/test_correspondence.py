"""The words we send are plain, complete in both languages, and say the right thing."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, datetime

import pytest

from paydesk.rules.correspondence import (
    Language,
    clock_time,
    dollars,
    explanation,
    filled,
    long_date,
    payment_method,
    refund_letter,
    sentences,
    short_date,
    visit_heading,
    words,
)
from paydesk.rules.phrases import Words
from paydesk.rules.readability import banned_words, reading_grade, syllables

BOTH = (Language.ENGLISH, Language.SPANISH)


def test_dates_are_written_as_each_language_writes_them() -> None:
    day = date(2026, 11, 3)
    assert long_date(day, Language.ENGLISH) == "November 3, 2026"
    assert long_date(day, Language.SPANISH) == "3 de noviembre de 2026"
    assert short_date(day) == "11/03/26"


def test_a_time_of_day_reads_by_the_twelve_hour_clock() -> None:
    assert clock_time(datetime(2026, 1, 2, 0, 5), Language.ENGLISH) == "January 2, 2026, 12:05 AM"
    assert clock_time(datetime(2026, 1, 2, 12, 30), Language.SPANISH) == "2 de enero de 2026, 12:30 p. m."


def test_dollars_carry_a_true_minus_before_the_sign() -> None:
    assert [dollars(1_234_567_89), dollars(0), dollars(-5)] == ["$1,234,567.89", "$0.00", "−$0.05"]


def test_the_reading_grade_agrees_with_a_text_counted_by_hand() -> None:
    # 6 words, 1 sentence, 6 syllables: 0.39*6 + 11.8*1 − 15.59
    assert reading_grade("The cat sat on the mat.") == pytest.approx(-1.45)
    assert [syllables(word) for word in ("insurance", "charge", "table", "paid", "visit")] == [3, 1, 2, 1, 2]


def test_nothing_to_read_has_no_grade() -> None:
    with pytest.raises(ValueError, match="no words"):
        reading_grade("12 + 3")


def test_every_english_sentence_of_ours_reads_at_sixth_grade() -> None:
    texts = [re.sub(r"\{\w+\}", "", text) for text in sentences(Language.ENGLISH)]
    assert len(texts) > 15
    assert reading_grade(" ".join(texts)) <= 6
    assert {text: reading_grade(text) for text in texts if reading_grade(text) > 8} == {}


def test_no_text_of_ours_uses_a_word_only_billers_know() -> None:
    every = [getattr(words(Language.ENGLISH), each.name) for each in fields(Words)]
    assert banned_words(" ".join(map(str, every))) == ()
    assert banned_words("Please remit; the EOB says so.") == ("remit", "eob")


@pytest.mark.parametrize("language", list(Language))
def test_without_a_phone_no_sentence_needs_one_and_no_question_is_left_unanswered(language: Language) -> None:
    said = words(language)
    texts = [*sentences(language), said.pay_by_phone, said.questions]
    with_phone = [text for text in texts if "{phone}" in text]
    assert len(with_phone) >= 9
    for text in with_phone:
        bare = filled(text, phone="", name="Riverbend")
        assert "{" not in bare and "  " not in bare and not bare.endswith(("?", ":", ": ."))
        assert "Call" not in bare and "call us at" not in bare and "lame al" not in bare and "lámenos al" not in bare
        assert filled(text, phone="(555) 010-0199", name="Riverbend").count("(555) 010-0199") == 1
    help_line = said.help_line
    assert filled(help_line, phone="") == ""


def test_both_languages_say_everything_with_the_same_marks() -> None:
    english, spanish = words(Language.ENGLISH), words(Language.SPANISH)
    for each in fields(Words):
        ours, theirs = str(getattr(english, each.name)), str(getattr(spanish, each.name))
        assert theirs, each.name
        assert set(re.findall(r"\{\w+\}", ours)) == set(re.findall(r"\{\w+\}", theirs)), each.name


@pytest.mark.parametrize("language", BOTH)
def test_the_explanation_says_whether_insurance_has_paid_or_is_awaited(language: Language) -> None:
    said = words(language)
    assert explanation(language, amount=1, insurance_paid=False, waiting=False) == said.bill
    assert explanation(language, amount=1, insurance_paid=True, waiting=False) == said.bill_insured
    assert explanation(language, amount=1, insurance_paid=True, waiting=True) == said.bill_waiting
    assert explanation(language, amount=0, insurance_paid=True, waiting=False) == said.nothing
    assert explanation(language, amount=0, insurance_paid=True, waiting=True) == said.nothing_waiting
    assert explanation(language, amount=-1, insurance_paid=False, waiting=False) == said.credit_explained
    assert explanation(language, amount=-1, insurance_paid=False, waiting=True) == said.credit_waiting


def test_a_visit_heading_names_day_provider_and_patient() -> None:
    day = date(2026, 9, 19)
    full = visit_heading(Language.ENGLISH, day, provider="R. Patel, NP", patient="José Núñez")
    assert full == "Visit on September 19, 2026 with R. Patel, NP — patient José Núñez"
    assert visit_heading(Language.SPANISH, day) == "Visita del 19 de septiembre de 2026"
    assert visit_heading(Language.ENGLISH, None) == "Other items on your account"


def test_every_way_to_pay_has_its_words() -> None:
    english = Language.ENGLISH
    assert payment_method(english, "cash") == ("Cash",)
    assert payment_method(english, "cash", tendered=5000, change=1000) == (
        "Cash",
        "$50.00 given, $10.00 change",
    )
    assert payment_method(english, "check", number="17", bank="First") == ("Check 17", "First")
    assert payment_method(english, "money_order", number="17") == ("Money order 17",)
    assert payment_method(english, "bank_transfer") == ("Bank transfer",)
    assert payment_method(english, "card", brand="VISA", last4="4242") == ("VISA card ending in 4242",)
    assert payment_method(english, "card", last4="4242", authorization="9")[1] == "Authorization 9"
    with pytest.raises(ValueError, match="barter"):
        payment_method(english, "barter")


@pytest.mark.parametrize("language", BOTH)
def test_the_refund_letter_states_amount_way_and_account(language: Language) -> None:
    said = refund_letter(
        language, name="Ana", amount=12_34, account="77", way=("Check 1",), receipt="", phone="(555) 010-0199"
    )
    everything = " ".join((said.greeting, said.subject, *said.paragraphs))
    assert "$12.34" in said.subject
    assert "77" in everything
    assert "(555) 010-0199" in everything
    assert "{" not in everything
    assert [value for _, value in said.facts] == ["$12.34", "Check 1"]
