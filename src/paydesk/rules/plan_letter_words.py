"""What a letter about a payment plan says: a neutral sentence for each fact, exact to the cent and the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from paydesk.rules.agreement_words import ways_to_pay
from paydesk.rules.correspondence import Language, LetterWords, dollars, filled, long_date, words
from paydesk.rules.money import Cents
from paydesk.rules.plan_letter_english import PLAN_LETTERS_ENGLISH
from paydesk.rules.plan_letter_phrases import PlanLetter, PlanLetterPhrases
from paydesk.rules.plan_letter_spanish import PLAN_LETTERS_SPANISH

_PHRASES = {Language.ENGLISH: PLAN_LETTERS_ENGLISH, Language.SPANISH: PLAN_LETTERS_SPANISH}
_NEEDS = {
    PlanLetter.REMINDER: ("amount", "due"), PlanLetter.MISSED: ("amount", "due"),
    PlanLetter.CURE: ("amount", "until", "left"), PlanLetter.DEFAULTED: ("on", "left"),
    PlanLetter.REINSTATED: ("on", "amount", "due", "left"), PlanLetter.PAUSED: ("until", "amount", "due"),
    PlanLetter.AMENDED: ("changes", "amount", "due", "left"), PlanLetter.PAID_OFF: ("on", "amount"),
    PlanLetter.CANCELED: ("on", "left"),
}  # fmt: skip
_ASKS_FOR_MONEY = (PlanLetter.REMINDER, PlanLetter.MISSED, PlanLetter.CURE, PlanLetter.REINSTATED)
_OFFERS_HELP = (PlanLetter.REMINDER, PlanLetter.MISSED, PlanLetter.CURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLetterFacts:
    """What a letter about plan ``number`` to ``name`` is made of; in cents, and only what its kind needs.

    ``amount`` is the payment it speaks of: the next one, what is late, what keeps the plan, or what was paid in all.
    ``due`` is its day, ``until`` the last day of a window or a pause, ``on`` the day of what happened, ``left`` what is
    still to pay. ``changes`` are sentences; ``to_sign``: a new agreement comes with the letter.
    """

    kind: PlanLetter
    language: Language
    name: str
    number: int
    amount: Cents | None = None
    due: date | None = None
    until: date | None = None
    on: date | None = None
    left: Cents | None = None
    changes: tuple[str, ...] = ()
    to_sign: bool = False


def plan_letter_phrases(language: Language) -> PlanLetterPhrases:
    """The fixed words of the letters of plans in ``language``."""
    return _PHRASES[language]


def plan_letter(
    facts: PlanLetterFacts, *, phone: str, link: str = "", mail_to: tuple[str, ...] = (), most: int | None = None
) -> LetterWords:
    """The letter's ready words; ``mail_to`` is where a check goes, name first.

    No more than ``most`` changes are listed, then that there are others.

    Raises ValueError naming what a letter of its kind needs and has not.
    """
    lacks = [name for name in _NEEDS[facts.kind] if getattr(facts, name) in (None, ())]
    if lacks:
        raise ValueError(f"a letter of the kind {facts.kind.value!r} needs {', '.join(lacks)}")
    text, shown = plan_letter_phrases(facts.language).letters[facts.kind], _shown(facts)
    return LetterWords(
        greeting=words(facts.language).dear.format(name=facts.name),
        subject=text.subject,
        facts=tuple((label, shown[name]) for name, label in text.labels.items()),
        paragraphs=(
            text.opening.format(**shown), *_about(facts, shown, phone=phone), *_changes(facts, most),
            *_closing(facts, phone=phone, link=link, mail_to=mail_to),
        ),
    )  # fmt: skip


def _shown(facts: PlanLetterFacts) -> dict[str, str]:
    """Every fact as it is read; the phone is filled in later, sentence by sentence."""
    amounts = {"amount": facts.amount, "left": facts.left}
    days = {"due": facts.due, "until": facts.until, "on": facts.on}
    return {
        "number": str(facts.number), "phone": "{phone}",
        **{name: dollars(value) for name, value in amounts.items() if value is not None},
        **{name: long_date(value, facts.language) for name, value in days.items() if value is not None},
    }  # fmt: skip


def _about(facts: PlanLetterFacts, shown: dict[str, str], *, phone: str) -> Iterator[str]:
    """What its kind says after the table of facts; a paragraph that needs a phone nobody has is left out."""
    p = plan_letter_phrases(facts.language)
    for text in p.letters[facts.kind].rest:
        if "{left}" in text and facts.left == 0:
            yield p.nothing_left
            return
        said = filled(text.format(**shown), phone=phone)
        if said:
            yield said


def _changes(facts: PlanLetterFacts, most: int | None) -> Iterator[str]:
    p, listed = plan_letter_phrases(facts.language), facts.changes[:most]
    yield from (f"• {one}" for one in listed)
    if listed != facts.changes:
        yield p.more_changes
    if facts.to_sign:
        yield p.to_sign


def _closing(facts: PlanLetterFacts, *, phone: str, link: str, mail_to: tuple[str, ...]) -> Iterator[str]:
    """How to pay, where something is to be paid, and whom to ask."""
    p = plan_letter_phrases(facts.language)
    if facts.kind in _ASKS_FOR_MONEY:
        yield p.ways.format(ways=" ".join(ways_to_pay(facts.language, phone=phone, link=link, mail_to=mail_to)))
    asks = filled(p.help if facts.kind in _OFFERS_HELP else p.thanks, phone=phone)
    if asks:
        yield asks
