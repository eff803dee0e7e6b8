"""What the application for assistance says: the day and the papers, what comes in by its kinds, what happens next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from paydesk.rules.assistance import PAPERS, paper
from paydesk.rules.assistance_form_english import FORM_ENGLISH
from paydesk.rules.assistance_form_phrases import FormWords
from paydesk.rules.assistance_form_spanish import FORM_SPANISH
from paydesk.rules.correspondence import Language, dollars, filled, long_date
from paydesk.rules.household_means import Flow, Frequency

_WORDS = {Language.ENGLISH: FORM_ENGLISH, Language.SPANISH: FORM_SPANISH}
_TWICE = "wages"
"""More than one in a household may have them: a line more than were told, and two to begin with."""


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """What the household told on a day, to be looked over instead of written again."""

    on: date
    incomes: tuple[Flow, ...]
    obligations: tuple[Flow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """What one form is made of; ``papers`` are kinds that were asked for, none where any that show the income will do.

    ``months`` is how long an approval lasts here, ``appeal_days`` how long an answer can be appealed.
    ``asks_obligations``: the clinic's terms count what a household has to pay.
    """

    language: Language
    number: int
    account: str
    name: str
    started: date
    due: date
    papers: tuple[str, ...]
    months: int
    appeal_days: int
    asks_obligations: bool
    told: ToldBefore | None = None


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A line of the form: what kind, and where it was told how much and how often."""

    kind: str
    amount: str = ""
    often: str = ""


def form_words(language: Language) -> FormWords:
    """The fixed words of ``language``."""
    return _WORDS[language]


def message(facts: FormFacts, *, phone: str, takes_mail: bool) -> tuple[str, ...]:
    """What to do with the form: by when, where, and who helps."""
    w = form_words(facts.language)
    first = w.fill_in.format(day=long_date(facts.due, facts.language))
    helps = filled(w.need_help, phone=phone).split("? ")
    question = f"{helps[0]}?" if helps[1:] else ""
    return tuple(filter(None, (first, w.where if takes_mail else w.where_desk, question, *helps[1:])))


def papers_to_bring(facts: FormFacts) -> tuple[str, tuple[str, ...]]:
    """What to bring in a sentence, and each paper as letters call it; this form is not one of them."""
    w, spanish = form_words(facts.language), facts.language is Language.SPANISH
    asked = tuple(kind for kind in facts.papers if kind != "form")
    kinds = [paper(kind) for kind in asked] or [one for one in PAPERS if one.id != "form"]
    named = tuple(one.spanish if spanish else one.words for one in kinds)
    return (w.bring_asked if asked else w.bring_any), named


def next_sentences(facts: FormFacts) -> tuple[str, ...]:
    """What happens when the form is back, by the clinic's own days."""
    w = form_words(facts.language)
    time = w.one_month if facts.months == 1 else w.months.format(months=facts.months)
    return (
        w.no_bills, w.decide, w.too_late.format(day=long_date(facts.due, facts.language)), w.says_yes.format(time=time),
        w.says_no.format(days=facts.appeal_days),
    )  # fmt: skip


def income_rows(facts: FormFacts, *, close: bool = False) -> tuple[MoneyRow, ...]:
    """A line for each kind of income, with what was told of it; other words that were told stand before the last.

    ``close``: what was told, and two lines more for any kind.
    """
    w = form_words(facts.language)
    return _rows(w, w.incomes, facts.told.incomes if facts.told else (), close=close)


def obligation_rows(facts: FormFacts, *, close: bool = False) -> tuple[MoneyRow, ...]:
    """The same for what has to be paid."""
    w = form_words(facts.language)
    return _rows(w, w.obligations, facts.told.obligations if facts.told else (), close=close)


def _rows(w: FormWords, kinds: Mapping[str, str], told: tuple[Flow, ...], *, close: bool) -> tuple[MoneyRow, ...]:
    if close:
        other = MoneyRow(list(kinds.values())[-1])
        return (*(_told(w, kinds.get(one.kind, one.kind), one) for one in told if one.amount), other, other)
    rows: list[MoneyRow] = []
    for kind, said in kinds.items():
        if kind == list(kinds)[-1]:
            rows += [_told(w, one.kind, one) for one in told if one.kind not in kinds and one.amount]
        known = [_told(w, said, one) for one in told if one.kind == kind and one.amount]
        empty = 1 if kind == _TWICE or not known else 0
        rows += [*known, *(MoneyRow(said),) * empty]
        if kind == _TWICE and not known:
            rows.append(MoneyRow(said))
    return tuple(rows)


def _told(w: FormWords, said: str, one: Flow) -> MoneyRow:
    often = w.often[one.frequency]
    if one.frequency is Frequency.HOURLY and one.hours is not None:
        often = often.format(hours=f"{one.hours.normalize():f}")
    return MoneyRow(said, dollars(one.amount), often)


def form_sentences(language: Language) -> tuple[str, ...]:
    """Every sentence of the form: what the reading-level check reads."""
    w = form_words(language)
    texts = [getattr(w, field.name) for field in fields(w)]
    return tuple(text for text in texts if isinstance(text, str) and text.endswith((".", "?")))
