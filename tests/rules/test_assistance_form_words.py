"""The application for assistance in words: plain, the same in both languages, with the clinic's days and its kinds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from paydesk.rules import assistance, worked_means
from paydesk.rules.affordability import CAP_RULES
from paydesk.rules.assistance import PAPERS, State
from paydesk.rules.assistance_form_english import FORM_ENGLISH
from paydesk.rules.assistance_form_spanish import FORM_SPANISH
from paydesk.rules.assistance_form_words import (
    MoneyRow,
    ToldBefore,
    form_sentences,
    form_words,
    income_rows,
    message,
    next_sentences,
    obligation_rows,
    papers_to_bring,
)
from paydesk.rules.correspondence import Language
from paydesk.rules.errors import PaydeskError
from paydesk.rules.household_means import Flow, Frequency
from paydesk.rules.plan_policy import USUAL
from paydesk.rules.readability import banned_words, reading_grade
from paydesk.rules.told_means import INCOME_KINDS, OBLIGATION_KINDS
from paydesk.rules.worked_means import Terms
from support.form_samples import form_facts

BOTH = pytest.mark.parametrize("language", list(Language))


def test_the_form_is_plain_enough_to_be_read_once() -> None:
    texts = [re.sub(r"\{\w+\}", "", text) for text in form_sentences(Language.ENGLISH)]
    assert len(texts) > 15
    assert reading_grade(" ".join(texts)) <= 6
    assert {text: reading_grade(text) for text in texts if reading_grade(text) > 8} == {}
    assert [text for text in texts if banned_words(text)] == []


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return list(value.values())
    return [value] if isinstance(value, str) else list(value)


def test_both_languages_say_the_same_with_words_of_their_own() -> None:
    for field in fields(FORM_ENGLISH):
        english, spanish = getattr(FORM_ENGLISH, field.name), getattr(FORM_SPANISH, field.name)
        if isinstance(english, Mapping):
            assert english.keys() == spanish.keys()
        for one, other in zip(_texts(english), _texts(spanish), strict=True):
            assert sorted(re.findall(r"\{\w+\}", one)) == sorted(re.findall(r"\{\w+\}", other)), field.name
            assert one != other or one in ("SSI", "SSDI"), field.name


@BOTH
def test_it_names_every_kind_that_the_sheet_knows_and_every_frequency(language: Language) -> None:
    w = form_words(language)
    assert tuple(w.incomes) == INCOME_KINDS
    assert tuple(w.obligations) == OBLIGATION_KINDS
    assert set(w.often) == set(Frequency)


def test_papers_that_were_asked_for_are_named_as_letters_name_them() -> None:
    facts = form_facts(papers=("form", "pay_stubs", "tax_return"))
    assert papers_to_bring(facts) == (
        FORM_ENGLISH.bring_asked, ("Your last three pay stubs", "Your last tax return or W-2")
    )
    assert papers_to_bring(replace(facts, language=Language.SPANISH))[1] == (
        "Sus tres últimos talones de pago", "Su última declaración de impuestos o W-2"
    )


@pytest.mark.parametrize("papers", [(), ("form",)])
def test_where_no_proof_was_asked_for_any_will_do_and_the_form_itself_is_none(papers: tuple[str, ...]) -> None:
    lead, named = papers_to_bring(form_facts(papers=papers))
    assert lead == FORM_ENGLISH.bring_any
    assert named == tuple(one.words for one in PAPERS if one.id != "form")


def test_what_happens_next_goes_by_the_clinics_days() -> None:
    said = " ".join(next_sentences(form_facts(months=6, appeal_days=45, due=date(2026, 12, 23))))
    assert "by December 23, 2026" in said and "lasts 6 months" in said and "45 days from our answer" in said
    assert "lasts 1 month." in " ".join(next_sentences(form_facts(months=1)))


def test_what_was_told_stands_with_its_kind_and_how_often() -> None:
    told = ToldBefore(
        date(2026, 11, 3),
        (Flow("wages", 18_50, Frequency.HOURLY, Decimal("32.50")), Flow("plasma donations", 45_00, Frequency.WEEKLY),
         Flow("SSI", 0, Frequency.MONTHLY)),
        (Flow("utilities", 210_00, Frequency.MONTHLY),),
    )  # fmt: skip
    facts = form_facts(told=told)
    rows = income_rows(facts)
    assert rows[:2] == (MoneyRow("Pay from a job", "$18.50", "an hour, 32.5 hours a week"), MoneyRow("Pay from a job"))
    assert rows[-2:] == (MoneyRow("plasma donations", "$45.00", "each week"), MoneyRow("Other"))
    assert MoneyRow("SSI") in rows, "of nothing there is nothing to print"
    assert obligation_rows(facts)[1] == MoneyRow("Power, water, phone", "$210.00", "each month")
    assert income_rows(facts, close=True) == (rows[0], rows[-2], MoneyRow("Other"), MoneyRow("Other"))


def test_where_nothing_was_told_each_kind_has_an_empty_line_and_pay_has_two() -> None:
    rows = income_rows(form_facts())
    assert len(rows) == len(INCOME_KINDS) + 1 and not [one for one in rows if one.amount or one.often]
    assert [one.kind for one in rows[:3]] == ["Pay from a job", "Pay from a job", "Your own business"]


def test_it_promises_no_phone_and_no_mail_that_the_clinic_does_not_have() -> None:
    facts = form_facts()
    assert message(facts, phone="(555) 010-0199", takes_mail=True)[1:] == (
        FORM_ENGLISH.where, "Do you need help with this form?", "Call us at (555) 010-0199.",
    )  # fmt: skip
    assert message(facts, phone="", takes_mail=False)[1:] == (FORM_ENGLISH.where_desk,)


def test_what_has_to_be_paid_is_asked_where_the_clinics_terms_count_it() -> None:
    on = date(2026, 11, 23)
    assert worked_means.counts_obligations(Terms(), on)
    never = replace(USUAL, assistance_within=None)
    assert worked_means.counts_obligations(Terms(policy=never), on), "its own cap is of what is left"
    ended = tuple(replace(one, last=date(2026, 11, 22)) if one.pack == "generic" else one for one in CAP_RULES)
    assert not worked_means.counts_obligations(Terms(policy=never, rules=ended), on)
    assert not worked_means.counts_obligations(Terms(policy=never, rules=ended, pack="CO"), on), "of gross income"


@pytest.mark.parametrize("state", list(State))
def test_a_form_goes_with_an_application_that_waits_for_papers_or_figures(state: State) -> None:
    today = date(2026, 11, 23)
    if assistance.has_form(state):
        assert state in (State.STARTED, State.INCOMPLETE)
        assistance.check_form(state, today, today=today)
    else:
        with pytest.raises(PaydeskError, match=f"is {state.value}: no form goes with it any more"):
            assistance.check_form(state, None, today=today)


def test_a_form_whose_day_is_over_waits_for_a_new_day() -> None:
    with pytest.raises(PaydeskError, match=r"were to come by 11/22/2026\. Ask for papers again first"):
        assistance.check_form(State.INCOMPLETE, date(2026, 11, 22), today=date(2026, 11, 23))
