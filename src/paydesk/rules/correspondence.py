"""The words of what we send people, English and Spanish, plain enough to be read once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from paydesk.rules.english import ENGLISH
from paydesk.rules.money import Cents
from paydesk.rules.phrases import Words
from paydesk.rules.spanish import SPANISH


class Language(StrEnum):
    """The languages our paper speaks."""

    ENGLISH = "en"
    SPANISH = "es"


def language_of(code: str) -> Language:
    """The language our paper speaks to someone of that language: Spanish, or English for all others."""
    return Language.SPANISH if code == Language.SPANISH else Language.ENGLISH


_MONTHS = {
    Language.ENGLISH: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    Language.SPANISH: (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}


def long_date(day: date, language: Language) -> str:
    """``November 20, 2026``, ``20 de noviembre de 2026``."""
    month = _MONTHS[language][day.month - 1]
    if language is Language.SPANISH:
        return f"{day.day} de {month} de {day.year}"
    return f"{month} {day.day}, {day.year}"


def short_date(day: date) -> str:
    """``11/20/26``: month first in both languages, as everything else in a United States mailbox."""
    return f"{day.month:02d}/{day.day:02d}/{day.year % 100:02d}"


def clock_time(moment: datetime, language: Language) -> str:
    """``November 20, 2026, 2:35 PM``, ``20 de noviembre de 2026, 2:35 p. m.``; ``moment`` is clinic time."""
    half = ("a. m.", "p. m.") if language is Language.SPANISH else ("AM", "PM")
    hour = moment.hour % 12 or 12
    return f"{long_date(moment.date(), language)}, {hour}:{moment.minute:02d} {half[moment.hour // 12]}"


def dollars(amount: Cents) -> str:
    """``$1,234.56``; a true minus sign stands before the dollar sign."""
    whole, rest = divmod(abs(amount), 100)
    return f"{'−' if amount < 0 else ''}${whole:,}.{rest:02d}"


_WORDS = {Language.ENGLISH: ENGLISH, Language.SPANISH: SPANISH}


def words(language: Language) -> Words:
    """The fixed words of ``language``."""
    return _WORDS[language]


def filled(text: str, *, phone: str, name: str = "") -> str:
    """``text`` with the clinic's phone and name. Without a phone it lacks each sentence that needs one, and the
    question that such a sentence answers."""
    if phone:
        return text.format(phone=phone, name=name)
    kept: list[str] = []
    for sentence in re.split(r"(?<=[.?!])\s+", text):
        if "{phone}" not in sentence:
            kept.append(sentence)
        elif kept and kept[-1].endswith("?"):
            kept.pop()
    return " ".join(kept).format(name=name)


def explanation(
    language: Language, *, amount: Cents, insurance_paid: bool, waiting: bool, on_plan: bool = False
) -> str:
    """The sentence that says what a statement is for and whether insurance, or a payment plan, does its part."""
    w = words(language)
    if on_plan and amount >= 0:
        return w.bill_plan if amount else w.nothing_plan
    if amount > 0:
        return w.bill_waiting if waiting else w.bill_insured if insurance_paid else w.bill
    if amount == 0:
        return w.nothing_waiting if waiting else w.nothing
    return w.credit_waiting if waiting else w.credit_explained


def visit_heading(language: Language, day: date | None, *, provider: str = "", patient: str = "") -> str:
    """``Visit on September 19, 2026 with R. Patel, NP — patient James O'Connor``."""
    w = words(language)
    start = w.other_items if day is None else w.visit.format(date=long_date(day, language))
    who = w.with_provider.format(provider=provider) if provider else ""
    return start + who + (f" — {w.patient.format(patient=patient)}" if patient else "")


def payment_method(
    language: Language,
    method: str,
    *,
    number: str = "",
    bank: str = "",
    brand: str = "",
    last4: str = "",
    authorization: str = "",
    tendered: Cents | None = None,
    change: Cents = 0,
) -> tuple[str, ...]:
    """How money came, in one or two lines; ``method`` is cash, check, card, bank_transfer or money_order.

    Raises ValueError for any other method.
    """
    w = words(language)
    if method == "cash":
        given = None if tendered is None else w.tendered.format(tendered=dollars(tendered), change=dollars(change))
        return (w.cash,) if given is None else (w.cash, given)
    if method == "card":
        first = " ".join(w.card.format(brand=brand, last4=last4).split())
        return (first, w.authorization.format(code=authorization)) if authorization else (first,)
    if method not in ("check", "money_order", "bank_transfer"):
        raise ValueError(f"no words for the method {method!r}")
    first = {"check": w.check, "money_order": w.money_order, "bank_transfer": w.bank_transfer}[method]
    return tuple(filter(None, (first.format(number=number).strip(), bank)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWords:
    """The ready words of one letter: greeting, subject, facts (label, value) and paragraphs."""

    greeting: str
    subject: str
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]


def refund_letter(
    language: Language,
    *,
    name: str,
    amount: Cents,
    account: str,
    way: Sequence[str],
    receipt: str,
    phone: str,
) -> LetterWords:
    """The letter with a refund; ``way`` is how it goes (``payment_method``), ``receipt`` its lot."""
    w = words(language)
    shown = dollars(amount)
    facts = ((w.refund_amount, shown), (w.refund_way, ", ".join(way)), (w.refund_receipt, receipt))
    return LetterWords(
        greeting=w.dear.format(name=name),
        subject=w.refund_subject.format(amount=shown),
        facts=tuple(fact for fact in facts if fact[1]),
        paragraphs=(
            w.refund_opening.format(amount=shown),
            w.refund_reason.format(account=account),
            filled(w.refund_close, phone=phone),
        ),
    )


def sentences(language: Language) -> tuple[str, ...]:
    """Every template text that is a sentence: what the reading-level check reads."""
    w = words(language)
    texts = [getattr(w, field.name) for field in fields(w)] + [text for _, text in w.notes]
    return tuple(text for text in texts if isinstance(text, str) and text.endswith((".", "?")) and " " in text)
