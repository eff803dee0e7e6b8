"""An agreement adds up to the cent, and its box says what the reference computes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.agreement_phrases import AgreementWords
from paydesk.rules.agreement_words import (
    agreement_words,
    alike_when,
    alike_words,
    change_sentences,
    changed_sentences,
    missed_sentences,
    pays_sentence,
    replaced_sentence,
)
from paydesk.rules.correspondence import Language
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import (
    Cadence,
    Installment,
    due_dates,
    remainder_last,
    remainder_spread,
    schedule,
    smaller_last,
)
from paydesk.rules.plan_agreement import (
    AlikePayments,
    alike_payments,
    disclosure,
    is_regular,
    needs_disclosure,
    prove_agreement,
)
from paydesk.rules.readability import banned_words, reading_grade
from support.agreement_samples import FIRST, agreed, agreement

ENGLISH, SPANISH = Language.ENGLISH, Language.SPANISH


def test_the_box_of_the_worked_example_is_exact_to_the_cent() -> None:
    told = disclosure(agreement())
    assert (told.financed, told.finance_charge, told.rate) == (1_250_00, 0, "0.00%")
    assert (told.payments, told.sale_price, told.down) == (1_250_00, 1_250_00, 0)
    assert told.schedule == (
        AlikePayments(11, 104_16, date(2027, 1, 5)), AlikePayments(1, 104_24, date(2027, 12, 5))
    )  # fmt: skip
    assert [alike_words(ENGLISH, one) for one in told.schedule] == [
        "11 payments of $104.16 beginning January 5, 2027", "1 payment of $104.24 on December 5, 2027",
    ]  # fmt: skip
    assert [alike_words(SPANISH, one) for one in told.schedule] == [
        "11 pagos de $104.16 desde el 5 de enero de 2027", "1 pago de $104.24 el 5 de diciembre de 2027",
    ]  # fmt: skip


def test_a_down_payment_is_financed_by_nobody_and_part_of_the_whole_price() -> None:
    told = disclosure(agreement(10, down=250_00))
    assert (told.financed, told.payments, told.down, told.sale_price) == (1_000_00, 1_000_00, 250_00, 1_250_00)
    assert told.schedule == (AlikePayments(10, 100_00, FIRST),)


def test_more_than_four_installments_need_the_box() -> None:
    assert [needs_disclosure(count) for count in (1, 4, 5, 36)] == [False, False, True, True]


@given(
    total=st.integers(100, 9_999_999), count=st.integers(1, 60), down=st.integers(0, 99),
    cadence=st.sampled_from(Cadence), first=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    way=st.sampled_from((remainder_last, remainder_spread, smaller_last)),
)  # fmt: skip
def test_the_runs_of_the_box_are_the_schedule_to_the_cent(
    total: int, count: int, down: int, cadence: Cadence, first: date, way: Any
) -> None:
    count = min(count, total - down)
    facts = agreement(
        count, amounts=(total,), down=down, cadence=cadence, first=first,
        installments=schedule(way(total - down, count), first, cadence=cadence),
    )  # fmt: skip
    told = disclosure(facts)
    assert sum(one.count * one.amount for one in told.schedule) == told.payments == told.financed
    assert told.payments + told.down == told.sale_price == total
    assert sum(one.count for one in told.schedule) == count
    assert len(told.schedule) <= 2, "a schedule by its cadence has no gaps"
    assert is_regular(facts)


def test_a_gap_in_the_days_begins_another_run() -> None:
    days = (*due_dates(date(2027, 1, 31), 3), *due_dates(date(2027, 7, 31), 3))
    facts = agreement(installments=tuple(Installment(day, 100_00) for day in days), amounts=(600_00,))
    assert [(one.count, one.first) for one in alike_payments(facts)] == [(3, days[0]), (3, days[3])]
    assert not is_regular(facts)
    assert pays_sentence(facts) == "You pay $600.00 in 6 installments."


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "charges": ({"charges": agreed(850_00, 399_99)}, "charges of the plan come to 1,249.99, and it is for 1,250.00"),
    "installments": ({"installments": (Installment(FIRST, 1_249_99),)}, "come to 1,249.99, and the plan is for"),
    "no charge": ({"charges": ()}, "at least one charge"),
    "no installment": ({"installments": ()}, "at least one installment"),
    "nothing": ({"charges": agreed(1_250_00, 0)}, "is more than nothing"),
    "down": ({"down": 250_00}, "has a day it is due"),
    "below": ({"down": -1, "down_due": FIRST}, "not below zero"),
    "days": (
        {"installments": (Installment(FIRST, 650_00), Installment(date(2027, 1, 4), 600_00))}, "Put them in order",
    ),
    "taken off": ({"taken_off": 1_00}, "charges of the plan come to 1,249.00, and it is for 1,250.00"),
    "put on": ({"taken_off": -1}, "not below zero"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_parts_that_are_no_agreement_are_refused_by_their_name(name: str) -> None:
    changes, says = REFUSED[name]
    facts = replace(agreement(), **changes)
    for asked in (prove_agreement, disclosure):
        with pytest.raises(PaydeskError, match=says):
            asked(facts)


def test_what_was_taken_off_since_makes_the_plan_smaller() -> None:
    facts = agreement(10, amounts=(1_000_00,), charges=agreed(850_00, 400_00), taken_off=250_00)
    assert disclosure(facts).sale_price == 1_000_00


def test_what_is_different_is_told_in_both_languages_and_only_that() -> None:
    before, after = agreement().installments[4:], agreement(11, amounts=(833_36,), first=date(2027, 5, 5)).installments
    assert changed_sentences(ENGLISH, before, after) == (
        "Each payment is $75.76 instead of $104.16.", "Payments still to come: 11 instead of 8.",
        "The last payment is due on March 5, 2028 instead of December 5, 2027.",
    )  # fmt: skip
    later = agreement(8, amounts=(1_149_11,), first=date(2027, 6, 5)).installments
    assert changed_sentences(SPANISH, before, later) == (
        "Cada pago es de $143.63 en vez de $104.16.",
        "El próximo pago vence el 5 de junio de 2027 en vez del 5 de mayo de 2027.",
        "El último pago vence el 5 de enero de 2028 en vez del 5 de diciembre de 2027.",
        "En total usted paga $1,149.11 de ahora en adelante en vez de $833.36.",
    )
    assert changed_sentences(ENGLISH, before, before) == changed_sentences(ENGLISH, (), after) == ()


def test_what_is_paid_is_one_sentence() -> None:
    assert pays_sentence(agreement()) == "You pay $1,250.00 in 12 installments, one each month."
    assert pays_sentence(agreement(1)) == "You pay $1,250.00 in one installment."
    down = agreement(10, down=250_00, cadence=Cadence.BIWEEKLY)
    assert pays_sentence(down) == (
        "You pay $250.00 down by December 1, 2026. You pay $1,000.00 in 10 installments, one every two weeks."
    )
    spanish = replace(down, language=SPANISH)
    assert pays_sentence(spanish) == (
        "Usted paga $250.00 de pago inicial hasta el 1 de diciembre de 2026. "
        "Usted paga $1,000.00 en 10 pagos, uno cada dos semanas."
    )


def test_what_it_takes_the_place_of_is_told_unless_it_is_the_first() -> None:
    assert replaced_sentence(agreement()) == ""
    assert "takes the place of agreement 17" in replaced_sentence(agreement(replaces=17))
    assert "version 2 of the agreement" in replaced_sentence(agreement(version=2))
    assert "version 2 of the agreement" in replaced_sentence(agreement(version=2, replaces=31))


def test_what_a_missed_payment_brings_is_told_with_the_plans_own_days() -> None:
    grace, letter, ends = missed_sentences(agreement(grace_days=10, cure_days=20))
    assert "up to 10 days after it is due" in grace
    assert "2 payments in a row are missed, or one is 60 days late" in letter and "have 20 days" in letter
    assert "goes back to our usual bills" in ends
    strict = missed_sentences(agreement(grace_days=0, cure_days=1, missed_for_cure=1))
    assert strict[0] == agreement_words(ENGLISH).no_grace
    assert strict[1] == "With a missed payment we send you a letter. You then have 1 day to pay what is late."


def test_without_a_phone_help_is_asked_for_at_the_desk() -> None:
    ask, *_ = change_sentences(ENGLISH, phone="")
    assert ask.startswith("You can also ask at our front desk.")
    assert "(555) 010-0199" in change_sentences(SPANISH, phone="(555) 010-0199")[0]


def test_when_payments_are_due_is_told_by_their_cadence() -> None:
    run = AlikePayments(26, 50_00, FIRST)
    assert alike_when(ENGLISH, run, Cadence.BIWEEKLY) == "every two weeks, beginning January 5, 2027"
    assert alike_when(SPANISH, AlikePayments(1, 5, FIRST), Cadence.WEEKLY) == "el 5 de enero de 2027"
    for language in Language:
        said = agreement_words(language)
        assert set(said.each) == set(said.often) == set(Cadence)


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, tuple):
        yield from value


def every_text(language: Language) -> list[str]:
    said = agreement_words(language)
    return [text for each in fields(AgreementWords) for text in texts_of(getattr(said, each.name))]


def test_both_languages_say_everything_with_the_same_marks() -> None:
    english, spanish = every_text(ENGLISH), every_text(SPANISH)
    assert len(english) == len(spanish)
    for ours, theirs in zip(english, spanish, strict=True):
        assert theirs.strip()
        assert set(re.findall(r"\{\w+\}", ours)) == set(re.findall(r"\{\w+\}", theirs)), ours


def test_every_english_sentence_reads_at_sixth_grade_without_words_only_billers_know() -> None:
    texts = [re.sub(r"\{\w+\}", "", text) for text in every_text(ENGLISH) if text.endswith(".") and text.count(" ") > 3]
    assert len(texts) > 15
    assert reading_grade(" ".join(texts)) <= 6
    assert {text: reading_grade(text) for text in texts if reading_grade(text) > 8} == {}
    assert banned_words(" ".join(every_text(ENGLISH))) == ()
